#pragma once

#include <string>

#include "belay/base/secret.hpp"
#include "belay/client/answer.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/sessions.hpp"

namespace belay {

/// Sessions of the legacy sign-in, and what belongs to a login (broker-api.md 2.2).
template <class C>
class Sessions {
 public:
  explicit Sessions(C& client) : client_{&client} {}

  /// Who this session belongs to. Errors: unauthorized when it has ended.
  [[nodiscard]] Answer<C, SessionUser> validate() const;
  /// Ends this session.
  [[nodiscard]] Answer<C, Done> end() const;
  /// How the second factor arrives.
  [[nodiscard]] Answer<C, TwoFactorMethod> two_factor_method() const;
  /// Makes the broker send the mail that resets a password.
  [[nodiscard]] Answer<C, Done> request_password_reset(const std::string& email) const;
  /// Makes the broker send the confirmation mail again.
  [[nodiscard]] Answer<C, Done> request_confirmation(const std::string& email) const;
  /// Changes the password.
  [[nodiscard]] Answer<C, Done> change_password(const Secret& current, const Secret& fresh) const;
  /// The predecessor of Client::quote_token().
  [[nodiscard]] Answer<C, QuoteToken> quote_streamer_token() const;

 private:
  C* client_;
};

extern template class Sessions<Client>;
extern template class Sessions<blocking::Client>;

}  // namespace belay
