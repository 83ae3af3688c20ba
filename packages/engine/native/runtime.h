// One TensorFlow context and the tensors that JavaScript holds in it.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "common.h"

namespace advtrain {

class Runtime {
 public:
  Runtime();
  ~Runtime();
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  TFE_Context* context() const { return context_; }
  const std::string& device() const { return device_; }
  bool on_gpu() const { return on_gpu_; }
  const std::vector<std::string>& devices() const { return devices_; }

  // Takes a handle over and returns the number that JavaScript knows it by. Numbers are never used again.
  int64_t Keep(TFE_TensorHandle* handle);
  TFE_TensorHandle* Find(int64_t id) const;
  void Drop(int64_t id);

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
  std::string device_;
  bool on_gpu_ = false;
  std::vector<std::string> devices_;
  std::unordered_map<int64_t, Held> tensors_;
  std::unordered_map<void*, Buffer> buffers_;
  int64_t next_ = 0;
  size_t bytes_ = 0;
  size_t peak_bytes_ = 0;
};

}  // namespace advtrain
