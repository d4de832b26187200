#pragma once

#include <memory>

namespace belay {

/// An object that many rows of a list repeat, such as the product of an option: read once, held by
/// every row that has the same text. Null when absent; never changed once it is shared.
template <class T>
using Shared = std::shared_ptr<const T>;

}  // namespace belay
