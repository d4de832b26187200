#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/doctor/checks.hpp"
#include "app/render/style.hpp"

namespace belay::app::doctor {

/// One line per finding, its fix below it when there is one.
[[nodiscard]] std::string to_text(const std::vector<Finding>& findings, const Style& style);
/// A JSON array of `{"check","health","text","fix","exit_code"}`.
[[nodiscard]] std::string to_json(const std::vector<Finding>& findings);

/// The report a person can send to somebody else: the findings and what was gathered, without
/// account numbers, nicknames, user names in paths, credentials or query strings (schema
/// belay.doctor.bundle/1).
[[nodiscard]] std::string to_bundle(const Facts& facts, const std::vector<Finding>& findings);

/// `text` without what looks like an account number or a token, and without `private_words`.
[[nodiscard]] std::string redacted(std::string_view text,
                                   const std::vector<std::string>& private_words);

}  // namespace belay::app::doctor
