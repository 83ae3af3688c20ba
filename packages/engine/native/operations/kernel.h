// Operations of our own in TensorFlow's registry, with kernels for the CPU.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <vector>

#include "common.h"
// Without it the next header wants one that wheels do not have.
#define IS_SLIM_BUILD
#include "tensorflow/c/kernels.h"
#undef IS_SLIM_BUILD
#include "tensorflow/c/ops.h"

namespace advtrain {

// An output's shape is that of the first input, or that without the last axis, or the last axis alone.
enum class OutputShape { kFirst, kRows, kLast };

// How an operation is written down: inputs, outputs and attributes as TensorFlow's specifications, such as "x: float". One that
// changes an input where it lies is stateful: TensorFlow then runs it neither less nor more often than it was asked for.
struct Signature {
  const char* name;
  std::vector<const char*> inputs, outputs, attributes;
  bool stateful = false;
};

// A tensor within a kernel's run.
class View {
 public:
  explicit View(TF_Tensor* tensor) : tensor_(tensor) {}
  ~View() { TF_DeleteTensor(tensor_); }
  View(View&& other) : tensor_(other.tensor_) { other.tensor_ = nullptr; }
  View(const View&) = delete;
  View& operator=(const View&) = delete;

  float* floats() const { return static_cast<float*>(TF_TensorData(tensor_)); }
  const int32_t* integers() const { return static_cast<const int32_t*>(TF_TensorData(tensor_)); }
  int64_t size() const { return TF_TensorElementCount(tensor_); }
  std::vector<int64_t> shape() const;
  TF_Tensor* tensor() const { return tensor_; }

 private:
  TF_Tensor* tensor_;
};

// One run of a kernel.
class Call {
 public:
  explicit Call(TF_OpKernelContext* context) : context_(context) {}
  View Input(int index) const;
  // A new float32 output.
  View Output(int index, const std::vector<int64_t>& shape) const;
  // A float32 output of the shape of the inputs named, in the memory of one that nobody needs any more if there is one. A
  // view of an input counts as a need, so this comes first.
  View OutputLike(std::initializer_list<int> inputs, int index = 0) const;
  // Gives a tensor as an output.
  void Give(int index, const View& view) const;

 private:
  TF_OpKernelContext* context_;
};

// The attributes that a kernel is made with.
class KernelAttributes {
 public:
  explicit KernelAttributes(TF_OpKernelConstruction* construction) : construction_(construction) {}
  float Float(const char* name) const;
  bool Flag(const char* name) const;

 private:
  TF_OpKernelConstruction* construction_;
};

using InferShape = void (*)(TF_ShapeInferenceContext*, TF_Status*);

void RegisterOperation(const Signature& signature, InferShape infer);
void InferOutput(TF_ShapeInferenceContext* context, int index, OutputShape shape, TF_Status* status);

template <OutputShape... shapes>
void InferOutputs(TF_ShapeInferenceContext* context, TF_Status* status) {
  int index = 0;
  (InferOutput(context, index++, shapes, status), ...);
}

// Registers an operation and its kernel: a class made of KernelAttributes, with `void Compute(const Call&) const`.
template <typename Kernel>
void RegisterWith(const Signature& signature, InferShape infer) {
  RegisterOperation(signature, infer);
  const auto create = [](TF_OpKernelConstruction* construction) -> void* {
    Status status;
    try {
      return new Kernel(KernelAttributes(construction));
    } catch (const std::exception& error) {
      TF_SetStatus(status, TF_INVALID_ARGUMENT, error.what());
      TF_OpKernelConstruction_Failure(construction, status);
      return nullptr;
    }
  };
  const auto compute = [](void* kernel, TF_OpKernelContext* context) {
    Status status;
    try {
      static_cast<const Kernel*>(kernel)->Compute(Call(context));
    } catch (const std::exception& error) {
      TF_SetStatus(status, TF_INVALID_ARGUMENT, error.what());
      TF_OpKernelContext_Failure(context, status);
    }
  };
  Status status;
  TF_KernelBuilder* builder =
      TF_NewKernelBuilder(signature.name, "CPU", create, compute, [](void* kernel) { delete static_cast<Kernel*>(kernel); });
  TF_RegisterKernelBuilder(signature.name, builder, status);
  status.Check(signature.name);
}

template <typename Kernel, OutputShape... shapes>
void Register(const Signature& signature) {
  RegisterWith<Kernel>(signature, InferOutputs<shapes...>);
}

// One function a file of kernels.
void RegisterGelu();
void RegisterLayerNorm();
void RegisterDropout();
void RegisterAttention();
void RegisterAdam();
void RegisterConvolution();

// Registers all of them, once a process. To be called before the first context is made.
void RegisterKernels();

}  // namespace advtrain
