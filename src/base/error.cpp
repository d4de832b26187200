#include "belay/base/error.hpp"

namespace belay {

std::string_view to_string(Errc code) noexcept {
  switch (code) {
    case Errc::usage: return "usage";
    case Errc::invalid: return "invalid";
    case Errc::parse: return "parse";
    case Errc::overflow: return "overflow";
    case Errc::io: return "io";
    case Errc::unreachable: return "unreachable";
    case Errc::timeout: return "timeout";
    case Errc::closed: return "closed";
    case Errc::tls: return "tls";
    case Errc::protocol: return "protocol";
    case Errc::unauthorized: return "unauthorized";
    case Errc::not_found: return "not found";
    case Errc::rejected: return "rejected";
    case Errc::throttled: return "throttled";
    case Errc::unavailable: return "unavailable";
    case Errc::blocked: return "blocked";
    case Errc::cancelled: return "cancelled";
    case Errc::unsupported: return "unsupported";
  }
  return "unknown";
}

}  // namespace belay
