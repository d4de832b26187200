#include "belay/base/decimal.hpp"

#ifdef BELAY_MISUSE
const belay::Decimal price{1.5};
#else
const belay::Decimal price{1};
#endif
