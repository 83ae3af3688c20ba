#include "runtime/watch.h"

#include <algorithm>
#include <chrono>

#include "common.h"
#include "tensorflow/c/c_api_experimental.h"
#include "tensorflow/c/eager/c_api_experimental.h"

namespace advtrain {

void Watch::Start(TFE_Context* context, std::vector<std::string> tasks, WatchTimes times) {
  Stop();
  on_ = true;
  thread_ = std::thread([this, context, tasks = std::move(tasks), times] {
    while (on_) {
      for (const std::string& task : tasks) {
        const std::string why = Ask(context, task, times);
        if (why.empty() || !on_) continue;
        Status status;
        TF_SetStatus(status, TF_UNAVAILABLE, (task + " does not answer: " + why).c_str());
        TFE_AbortCollectiveOps(context, status);
        return;
      }
      Rest(times.interval_ms);
    }
  });
}

void Watch::Stop() {
  on_ = false;
  if (thread_.joinable()) thread_.join();
}

void Watch::Rest(int ms) const {
  constexpr int kStep = 50;
  for (int waited = 0; on_ && waited < ms; waited += kStep) {
    std::this_thread::sleep_for(std::chrono::milliseconds(std::min(kStep, ms - waited)));
  }
}

std::string Watch::Ask(TFE_Context* context, const std::string& task, WatchTimes times) const {
  std::string why;
  for (int failed = 0; on_ && failed < times.attempts; failed++) {
    if (failed > 0) Rest(times.interval_ms);
    Status status;
    TFE_CollectiveOpsCheckPeerHealth(context, task.c_str(), times.limit_ms, status);
    if (TF_GetCode(status) == TF_OK) return "";
    why = TF_Message(status);
    why = why.substr(0, why.find('\n'));
  }
  return why;
}

}  // namespace advtrain
