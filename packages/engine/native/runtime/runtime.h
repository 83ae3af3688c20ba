// One TensorFlow context and the tensors that JavaScript holds in it.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "common.h"
#include "runtime/trace.h"
#include "runtime/watch.h"

namespace advtrain {

// A step that is written down cannot depend on values that it is given.
constexpr char kReadBack[] = "A value was read back while the step was being recorded.";

class Runtime {
 public:
  Runtime();
  ~Runtime();
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  TFE_Context* context() const { return context_; }
  const std::string& device() const { return device_; }
  bool on_gpu() const { return on_gpu_; }

  // Becomes `task` of the cluster that a serialized tensorflow.ServerDef describes: from here on collectives reach the other processes.
  // Devices change their names, so that variables and functions made before are lost.
  void Join(const std::string& server_def, const std::string& task);
  Watch& watch() { return watch_; }

  const std::vector<std::string>& devices() const { return devices_; }

  // Takes a handle over and returns the number that JavaScript knows it by. Numbers are never used again.
  int64_t Keep(TFE_TensorHandle* handle);
  TFE_TensorHandle* Find(int64_t id) const;
  bool Holds(int64_t id) const { return tensors_.count(id) > 0; }
  void Drop(int64_t id);
  int64_t NextId() const { return next_; }
  int64_t TakeId() { return next_++; }

  // The step that is being written down, null where operations run. While it is paused they run as well.
  Trace* trace() const { return paused_ ? nullptr : trace_.get(); }
  bool tracing() const { return trace_ != nullptr; }
  void BeginTrace() { trace_ = std::make_unique<Trace>(*this); }
  void PauseTrace(bool paused) { paused_ = paused; }
  // Tensors that were only written down are still JavaScript's to delete.
  void Ghost(int64_t id) { ghosts_.insert(id); }
  std::unique_ptr<Trace> EndTrace() {
    paused_ = false;
    return std::move(trace_);
  }

  int64_t AddRecording(Recording recording);
  const Recording& FindRecording(int64_t id) const;
  void DropRecording(int64_t id);

  size_t tensors() const { return tensors_.size(); }
  double bytes() const { return static_cast<double>(bytes_); }
  double peak_bytes() const { return static_cast<double>(peak_bytes_); }
  void ResetPeak() { peak_bytes_ = bytes_; }

 private:
  struct Held {
    TFE_TensorHandle* handle;
    void* buffer;
    size_t bytes;
  };
  struct Buffer {
    size_t holders = 0;
    size_t bytes = 0;
  };

  void FindDevices();

  TFE_Context* context_ = nullptr;
  Watch watch_;
  std::string task_;
  std::string device_;
  bool on_gpu_ = false;
  std::vector<std::string> devices_;
  std::unordered_map<int64_t, Held> tensors_;
  std::unordered_map<void*, Buffer> buffers_;
  std::unordered_set<int64_t> ghosts_;
  std::unique_ptr<Trace> trace_;
  bool paused_ = false;
  std::unordered_map<int64_t, Recording> recordings_;
  int64_t next_recording_ = 0;
  int64_t next_ = 0;
  size_t bytes_ = 0;
  size_t peak_bytes_ = 0;
};

}  // namespace advtrain
