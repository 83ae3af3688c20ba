#include "runtime/runtime.h"

#include <algorithm>
#include <cstdlib>

#include "operations/kernel.h"
#include "tensorflow/c/c_api_experimental.h"
#include "tensorflow/c/eager/c_api_experimental.h"

namespace advtrain {
namespace {

void AppendVarint(std::string& proto, uint64_t value) {
  while (value >= 0x80) {
    proto.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  proto.push_back(static_cast<char>(value));
}

void AppendField(std::string& proto, uint32_t field, uint64_t value) {
  AppendVarint(proto, field << 3);
  AppendVarint(proto, value);
}

// A serialized tensorflow.ConfigProto: threads within and between operations, and GPU memory taken as needed.
std::string Config() {
  std::string config;
  const char* threads = std::getenv("ADVTRAIN_THREADS");
  const long count = threads ? std::strtol(threads, nullptr, 10) : 0;
  if (count > 0) {
    constexpr uint32_t kIntraOp = 2, kInterOp = 5;
    AppendField(config, kIntraOp, static_cast<uint64_t>(count));
    AppendField(config, kInterOp, static_cast<uint64_t>(count));
  }
  constexpr uint32_t kGpuOptions = 6, kAllowGrowth = 4, kLengthDelimited = 2;
  std::string gpu;
  AppendField(gpu, kAllowGrowth, 1);
  AppendVarint(config, kGpuOptions << 3 | kLengthDelimited);
  AppendVarint(config, gpu.size());
  return config + gpu;
}

}  // namespace

Runtime::Runtime() {
  RegisterKernels();
  Status status;
  TFE_ContextOptions* options = TFE_NewContextOptions();
  const std::string config = Config();
  TFE_ContextOptionsSetConfig(options, config.data(), config.size(), status);
  if (TF_GetCode(status) == TF_OK) context_ = TFE_NewContext(options, status);
  TFE_DeleteContextOptions(options);
  status.Check("Starting the runtime");
  FindDevices();
}

Runtime::~Runtime() {
  watch_.Stop();
  trace_.reset();
  for (auto& [id, recording] : recordings_) {
    for (TFE_TensorHandle* handle : recording.captured) TFE_DeleteTensorHandle(handle);
  }
  for (auto& [id, held] : tensors_) TFE_DeleteTensorHandle(held.handle);
  if (context_ != nullptr) TFE_DeleteContext(context_);
}

void Runtime::Join(const std::string& server_def, const std::string& task) {
  // A message that occurs twice is merged: threads and GPU memory of this process are those of the server's devices as well.
  constexpr uint32_t kDefaultSessionConfig = 4, kLengthDelimited = 2;
  std::string definition = server_def;
  const std::string config = Config();
  AppendVarint(definition, kDefaultSessionConfig << 3 | kLengthDelimited);
  AppendVarint(definition, config.size());
  definition += config;
  Status status;
  TFE_EnableCollectiveOps(context_, definition.data(), definition.size(), status);
  status.Check("Joining the other processes");
  task_ = task;
  FindDevices();
}

void Runtime::FindDevices() {
  devices_.clear();
  device_.clear();
  on_gpu_ = false;
  Status status;
  TF_DeviceList* list = TFE_ContextListDevices(context_, status);
  status.Check("Listing the devices");
  for (int i = 0; i < TF_DeviceListCount(list); i++) {
    const std::string name = TF_DeviceListName(list, i, status);
    const std::string type = TF_DeviceListType(list, i, status);
    const bool others = name.rfind(task_, 0) != 0;
    if (others) continue;
    devices_.push_back(name);
    if (device_.empty() && type == "CPU") device_ = name;
    if (!on_gpu_ && type == "GPU") {
      device_ = name;
      on_gpu_ = true;
    }
  }
  TF_DeleteDeviceList(list);
}

int64_t Runtime::Keep(TFE_TensorHandle* handle) {
  Held held{handle, handle, 0};
  Status status;
  const TF_DataType type = TFE_TensorHandleDataType(handle);
  const int64_t elements = TFE_TensorHandleNumElements(handle, status);
  if (TF_GetCode(status) == TF_OK) held.bytes = static_cast<size_t>(elements) * TF_DataTypeSize(type);
  // Views share a buffer, which counts once. On a GPU the question would wait for the device, so views count there.
  if (!on_gpu_ && held.bytes > 0) {
    void* data = TFE_TensorHandleDevicePointer(handle, status);
    if (TF_GetCode(status) == TF_OK && data != nullptr) held.buffer = data;
  }
  Buffer& buffer = buffers_[held.buffer];
  buffer.holders++;
  if (held.bytes > buffer.bytes) {
    bytes_ += held.bytes - buffer.bytes;
    buffer.bytes = held.bytes;
  }
  peak_bytes_ = std::max(peak_bytes_, bytes_);
  tensors_.emplace(next_, held);
  return next_++;
}

TFE_TensorHandle* Runtime::Find(int64_t id) const {
  const auto found = tensors_.find(id);
  if (found == tensors_.end()) {
    if (ghosts_.count(id)) throw Failure(kReadBack);
    throw Failure("Tensor " + std::to_string(id) + " does not exist: it was disposed, or belongs to another backend.");
  }
  return found->second.handle;
}

int64_t Runtime::AddRecording(Recording recording) {
  recordings_.emplace(next_recording_, std::move(recording));
  return next_recording_++;
}

const Recording& Runtime::FindRecording(int64_t id) const {
  const auto found = recordings_.find(id);
  if (found == recordings_.end()) throw Failure("Recording " + std::to_string(id) + " does not exist.");
  return found->second;
}

void Runtime::DropRecording(int64_t id) {
  const Recording& recording = FindRecording(id);
  for (TFE_TensorHandle* handle : recording.captured) TFE_DeleteTensorHandle(handle);
  Status status;
  TFE_ContextRemoveFunction(context_, recording.name.c_str(), status);
  recordings_.erase(id);
}

void Runtime::Drop(int64_t id) {
  if (ghosts_.erase(id) > 0) return;
  TFE_TensorHandle* handle = Find(id);
  const auto held = tensors_.find(id);
  const auto buffer = buffers_.find(held->second.buffer);
  if (--buffer->second.holders == 0) {
    bytes_ -= buffer->second.bytes;
    buffers_.erase(buffer);
  }
  tensors_.erase(held);
  TFE_DeleteTensorHandle(handle);
}

}  // namespace advtrain
