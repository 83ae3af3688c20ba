#include "operations/kernel.h"

#include <limits>
#include <mutex>

namespace advtrain {

std::vector<int64_t> View::shape() const {
  std::vector<int64_t> shape(static_cast<size_t>(TF_NumDims(tensor_)));
  for (size_t i = 0; i < shape.size(); i++) shape[i] = TF_Dim(tensor_, static_cast<int>(i));
  return shape;
}

View Call::Input(int index) const {
  Status status;
  TF_Tensor* tensor = nullptr;
  TF_GetInput(context_, index, &tensor, status);
  status.Check("Reading an input");
  return View(tensor);
}

View Call::Output(int index, const std::vector<int64_t>& shape) const {
  Status status;
  size_t bytes = sizeof(float);
  for (const int64_t size : shape) bytes *= static_cast<size_t>(size);
  TF_Tensor* tensor = TF_AllocateOutput(context_, index, TF_FLOAT, shape.data(), static_cast<int>(shape.size()), bytes, status);
  status.Check("Making an output");
  return View(tensor);
}

View Call::OutputLike(std::initializer_list<int> inputs, int index) const {
  const std::vector<int64_t> shape = Input(*inputs.begin()).shape();
  for (const int input : inputs) {
    if (Input(input).shape() != shape) throw Failure("The inputs must have one shape.");
  }
  Status status;
  int forwarded = -1;
  TF_Tensor* tensor = TF_ForwardInputOrAllocateOutput(context_, inputs.begin(), static_cast<int>(inputs.size()), index,
                                                      shape.data(), static_cast<int>(shape.size()), &forwarded, status);
  status.Check("Making an output");
  return View(tensor);
}

void Call::Give(int index, const View& view) const {
  Status status;
  TF_SetOutput(context_, index, view.tensor(), status);
  status.Check("Giving an output");
}

float KernelAttributes::Float(const char* name) const {
  Status status;
  float value = 0;
  TF_OpKernelConstruction_GetAttrFloat(construction_, name, &value, status);
  status.Check(name);
  return value;
}

bool KernelAttributes::Flag(const char* name) const {
  Status status;
  TF_Bool value = 0;
  TF_OpKernelConstruction_GetAttrBool(construction_, name, &value, status);
  status.Check(name);
  return value != 0;
}

void InferOutput(TF_ShapeInferenceContext* context, int index, OutputShape shape, TF_Status* status) {
  if (TF_GetCode(status) != TF_OK) return;
  constexpr int64_t kEnd = std::numeric_limits<int64_t>::max();
  TF_ShapeHandle* handle = TF_NewShapeHandle();
  TF_ShapeInferenceContextGetInput(context, 0, handle, status);
  if (shape == OutputShape::kRows) TF_ShapeInferenceContextSubshape(context, handle, 0, -1, handle, status);
  if (shape == OutputShape::kLast) TF_ShapeInferenceContextSubshape(context, handle, -1, kEnd, handle, status);
  if (TF_GetCode(status) == TF_OK) TF_ShapeInferenceContextSetOutput(context, index, handle, status);
  TF_DeleteShapeHandle(handle);
}

void RegisterOperation(const Signature& signature, InferShape infer) {
  TF_OpDefinitionBuilder* builder = TF_NewOpDefinitionBuilder(signature.name);
  for (const char* attribute : signature.attributes) TF_OpDefinitionBuilderAddAttr(builder, attribute);
  for (const char* input : signature.inputs) TF_OpDefinitionBuilderAddInput(builder, input);
  for (const char* output : signature.outputs) TF_OpDefinitionBuilderAddOutput(builder, output);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(builder, infer);
  TF_OpDefinitionBuilderSetIsStateful(builder, signature.stateful);
  Status status;
  TF_RegisterOpDefinition(builder, status);
  status.Check(signature.name);
}

void RegisterKernels() {
  static std::once_flag once;
  std::call_once(once, [] {
    RegisterGelu();
    RegisterLayerNorm();
    RegisterDropout();
    RegisterAttention();
    RegisterAdam();
    RegisterConvolution();
  });
}

}  // namespace advtrain
