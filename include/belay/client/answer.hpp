#pragma once

#include "belay/model/done.hpp"
#include "belay/task.hpp"

// One list of verbs serves both clients: what they return differs in whether it has to be awaited.

namespace belay {

class Client;
namespace blocking {
class Client;
}  // namespace blocking

namespace detail {
template <class C, class T>
struct AnswerOf;
template <class T>
struct AnswerOf<Client, T> {
  using type = Task<T>;
};
template <class T>
struct AnswerOf<blocking::Client, T> {
  using type = Result<T>;
};
}  // namespace detail

/// What a verb of client `C` returns: Task<T> to be awaited, or Result<T>.
template <class C, class T>
using Answer = typename detail::AnswerOf<C, T>::type;

}  // namespace belay
