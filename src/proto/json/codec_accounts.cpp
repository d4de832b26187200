#include "belay/model/account_status.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/customers.hpp"
#include "belay/model/net_liq.hpp"
#include "belay/model/sessions.hpp"
#include "proto/json/table.hpp"

// Each alone and in a list.
namespace belay::json::detail {
template const Codec& codec_of<Account>();
template const Codec& codec_of<std::vector<Account>>();
template const Codec& codec_of<Balance>();
template const Codec& codec_of<std::vector<Balance>>();
template const Codec& codec_of<Position>();
template const Codec& codec_of<std::vector<Position>>();
template const Codec& codec_of<QuoteToken>();
template const Codec& codec_of<std::vector<QuoteToken>>();
template const Codec& codec_of<AccountTradingStatus>();
template const Codec& codec_of<std::vector<AccountTradingStatus>>();
template const Codec& codec_of<PositionLimit>();
template const Codec& codec_of<std::vector<PositionLimit>>();
template const Codec& codec_of<CustomerAddress>();
template const Codec& codec_of<std::vector<CustomerAddress>>();
template const Codec& codec_of<CustomerSuitability>();
template const Codec& codec_of<std::vector<CustomerSuitability>>();
template const Codec& codec_of<CustomerPerson>();
template const Codec& codec_of<std::vector<CustomerPerson>>();
template const Codec& codec_of<MarginType>();
template const Codec& codec_of<std::vector<MarginType>>();
template const Codec& codec_of<PermittedAccountType>();
template const Codec& codec_of<std::vector<PermittedAccountType>>();
template const Codec& codec_of<Customer>();
template const Codec& codec_of<std::vector<Customer>>();
template const Codec& codec_of<NetLiqBar>();
template const Codec& codec_of<std::vector<NetLiqBar>>();
template const Codec& codec_of<NetLiq>();
template const Codec& codec_of<std::vector<NetLiq>>();
template const Codec& codec_of<SessionUser>();
template const Codec& codec_of<std::vector<SessionUser>>();
template const Codec& codec_of<NewSession>();
template const Codec& codec_of<std::vector<NewSession>>();
template const Codec& codec_of<UserSession>();
template const Codec& codec_of<std::vector<UserSession>>();
template const Codec& codec_of<TwoFactorMethod>();
template const Codec& codec_of<std::vector<TwoFactorMethod>>();
template const Codec& codec_of<DeviceChallenge>();
template const Codec& codec_of<std::vector<DeviceChallenge>>();
}  // namespace belay::json::detail
