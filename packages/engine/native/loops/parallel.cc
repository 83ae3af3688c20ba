#include "loops/parallel.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace advtrain {
namespace {

struct Loop {
  int64_t count, grain;
  const std::function<void(int64_t, int64_t)>& work;
  std::atomic<int64_t> next{0};

  void Run() {
    for (int64_t begin; (begin = next.fetch_add(grain)) < count;) work(begin, std::min(begin + grain, count));
  }
};

int ThreadCount() {
  const char* said = std::getenv("ADVTRAIN_THREADS");
  const long count = said ? std::strtol(said, nullptr, 10) : 0;
  return static_cast<int>(count > 0 ? count : std::max(1u, std::thread::hardware_concurrency()));
}

// Threads that help with one loop at a time.
class Helpers {
 public:
  explicit Helpers(int count) {
    for (int i = 0; i < count; i++) std::thread([this] { Serve(); }).detach();
  }

  void Run(Loop& loop) {
    std::unique_lock<std::mutex> turn(turn_, std::try_to_lock);
    if (!turn.owns_lock()) return loop.Run();
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      loop_ = &loop;
      round_++;
    }
    start_.notify_all();
    loop.Run();
    std::unique_lock<std::mutex> lock(mutex_);
    loop_ = nullptr;
    done_.wait(lock, [this] { return busy_ == 0; });
  }

 private:
  void Serve() {
    uint64_t seen = 0;
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      start_.wait(lock, [&] { return loop_ != nullptr && round_ != seen; });
      seen = round_;
      Loop& loop = *loop_;
      busy_++;
      lock.unlock();
      loop.Run();
      lock.lock();
      if (--busy_ == 0) done_.notify_one();
    }
  }

  std::mutex turn_, mutex_;
  std::condition_variable start_, done_;
  Loop* loop_ = nullptr;
  uint64_t round_ = 0;
  int busy_ = 0;
};

}  // namespace

void ParallelFor(int64_t count, int64_t grain, const std::function<void(int64_t, int64_t)>& work) {
  Loop loop{count, grain, work};
  static const int threads = ThreadCount();
  if (threads == 1 || count <= grain) return loop.Run();
  // Never destroyed: its threads wait in it until the process ends.
  static auto* helpers = new Helpers(threads - 1);
  helpers->Run(loop);
}

}  // namespace advtrain
