#pragma once

namespace belay {

/// What a verb without an answer answers.
struct Done {};

}  // namespace belay
