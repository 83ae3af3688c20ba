// Loops over several cores.
#pragma once

#include <cstdint>
#include <functional>

namespace advtrain {

// Calls work(begin, end) on pieces of [0, count) of `grain` each, the last one perhaps shorter, on as many threads as
// ADVTRAIN_THREADS says, or as the machine has. The pieces depend on nothing else, so neither does any rounding.
void ParallelFor(int64_t count, int64_t grain, const std::function<void(int64_t, int64_t)>& work);

}  // namespace advtrain
