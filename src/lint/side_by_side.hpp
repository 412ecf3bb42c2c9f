// Work on large flows by two threads. Private to lint.
#pragma once

#include <cstddef>
#include <functional>

namespace callflow::lint {

// From how many states on a second thread is worth its start.
inline constexpr std::size_t large_flow = 1'000;

// Calls work(0) … work(count - 1), each once, in no certain order; comes back when all have. With `two` from two threads, as far as the
// machine has them and gives one. What `work` throws ends the program.
void side_by_side(std::size_t count, bool two, const std::function<void(std::size_t)>& work);

} // namespace callflow::lint
