#include <utility>

#include "belay/client/receipt.hpp"

belay::Receipt handed_on(belay::Receipt& receipt);
belay::Receipt handed_on(belay::Receipt& receipt) {
#ifdef BELAY_MISUSE
  return receipt;
#else
  return std::move(receipt);
#endif
}
