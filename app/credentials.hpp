#pragma once

#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "app/context.hpp"
#include "belay/base/http.hpp"
#include "belay/client/config.hpp"
#include "belay/task.hpp"
#include "vault/search.hpp"

namespace belay::app {

/// Where credentials of this invocation are looked for; a person is asked for a passphrase.
[[nodiscard]] vault::Surroundings surroundings_of(const Context& context);

/// The settings of the profile and address, without a credential.
[[nodiscard]] Config bare_config(const Context& context);
/// The same with the credential that is found first. Errors: as use_credential() and check().
[[nodiscard]] Result<Config> broker_config(const Context& context);

/// The broker's page on which a person lets a program in (broker-api.md 1.1); a simulator's own.
[[nodiscard]] std::string authorize_page(const Config& config);

/// One request to the broker outside of a Client: logging in and out.
Task<HttpResponse> send_to_broker(boost::asio::any_io_executor executor, Config config,
                                  HttpRequest request, std::string operation);

/// The right to write `cache`, which may be null. Errors: blocked while another process is signing
/// in with the same credentials.
[[nodiscard]] Result<std::unique_ptr<TokenCache::Lock>> lock_tokens(TokenCache* cache);

}  // namespace belay::app
