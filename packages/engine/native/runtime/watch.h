// A thread that asks other processes whether they live.
#pragma once

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tensorflow/c/eager/c_api.h"

namespace advtrain {

struct WatchTimes {
  int interval_ms, limit_ms, attempts;
};

class Watch {
 public:
  ~Watch() { Stop(); }

  // Asks these tasks in turn, every `interval_ms`. One that does not answer within `limit_ms` for so many attempts running ends all
  // collectives, those under way included, with an error that names it: JavaScript's thread may be waiting in one.
  void Start(TFE_Context* context, std::vector<std::string> tasks, WatchTimes times);
  void Stop();

 private:
  void Rest(int ms) const;
  // Why a task is taken for dead; empty where it lives.
  std::string Ask(TFE_Context* context, const std::string& task, WatchTimes times) const;

  std::thread thread_;
  std::atomic<bool> on_{false};
};

}  // namespace advtrain
