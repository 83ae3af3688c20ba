#include "runtime/tensors.h"

#include <cstdlib>
#include <cstring>
#include <memory>

#include "tensorflow/c/tf_tensor.h"
#include "tensorflow/c/tf_tstring.h"

namespace advtrain {
namespace {

struct DeleteTensor {
  void operator()(TF_Tensor* tensor) const { TF_DeleteTensor(tensor); }
};
using Tensor = std::unique_ptr<TF_Tensor, DeleteTensor>;

size_t Elements(const std::vector<int64_t>& shape) {
  size_t count = 1;
  for (const int64_t size : shape) count *= static_cast<size_t>(size);
  return count;
}

// Whether a typed array of this kind can stand for a tensor of this type. 64-bit integers may come as pairs of 32.
bool Matches(napi_typedarray_type array, TF_DataType type) {
  switch (type) {
    case TF_FLOAT:
    case TF_COMPLEX64:
      return array == napi_float32_array;
    case TF_DOUBLE:
      return array == napi_float64_array;
    case TF_INT32:
      return array == napi_int32_array;
    case TF_INT64:
      return array == napi_bigint64_array || array == napi_int32_array;
    case TF_UINT64:
      return array == napi_biguint64_array;
    case TF_BOOL:
    case TF_UINT8:
      return array == napi_uint8_array || array == napi_uint8_clamped_array;
    case TF_BFLOAT16:
    case TF_HALF:
      return array == napi_uint16_array;
    default:
      return false;
  }
}

size_t BytesPerElement(napi_typedarray_type array) {
  switch (array) {
    case napi_float64_array:
    case napi_bigint64_array:
    case napi_biguint64_array:
      return 8;
    case napi_float32_array:
    case napi_int32_array:
    case napi_uint32_array:
      return 4;
    case napi_int16_array:
    case napi_uint16_array:
      return 2;
    default:
      return 1;
  }
}

Tensor FromTypedArray(napi_env env, const std::vector<int64_t>& shape, TF_DataType type, napi_value values) {
  napi_typedarray_type array;
  size_t length = 0;
  void* data = nullptr;
  Check(env, napi_get_typedarray_info(env, values, &array, &length, &data, nullptr, nullptr), "The values");
  if (!Matches(array, type)) {
    throw Failure("The values are in an array of the wrong kind for TensorFlow's type " + std::to_string(type) + ".");
  }
  const size_t bytes = length * BytesPerElement(array);
  const size_t needed = Elements(shape) * TF_DataTypeSize(type);
  if (bytes != needed) {
    throw Failure("The values have " + std::to_string(bytes) + " bytes, but the shape needs " + std::to_string(needed) + ".");
  }
  // A copy: the array stays JavaScript's to change and to collect.
  Tensor tensor(TF_AllocateTensor(type, shape.data(), static_cast<int>(shape.size()), bytes));
  if (!tensor) throw Failure("There is no memory for a tensor of " + std::to_string(bytes) + " bytes.");
  if (bytes > 0) std::memcpy(TF_TensorData(tensor.get()), data, bytes);
  return tensor;
}

void FreeStrings(void* data, size_t bytes, void*) {
  auto* strings = static_cast<TF_TString*>(data);
  for (size_t i = 0; i < bytes / sizeof(TF_TString); i++) TF_TString_Dealloc(&strings[i]);
  std::free(data);
}

Tensor FromStrings(napi_env env, const std::vector<int64_t>& shape, napi_value values) {
  const uint32_t count = Length(env, values);
  if (count != Elements(shape)) {
    throw Failure("There are " + std::to_string(count) + " strings, but the shape needs " +
                  std::to_string(Elements(shape)) + ".");
  }
  std::vector<std::string> texts(count);
  for (uint32_t i = 0; i < count; i++) texts[i] = Bytes(env, Element(env, values, i), "A string");
  const size_t bytes = count * sizeof(TF_TString);
  auto* strings = static_cast<TF_TString*>(std::aligned_alloc(64, (bytes / 64 + 1) * 64));
  if (strings == nullptr) throw Failure("There is no memory for " + std::to_string(count) + " strings.");
  for (uint32_t i = 0; i < count; i++) {
    TF_TString_Init(&strings[i]);
    TF_TString_Copy(&strings[i], texts[i].data(), texts[i].size());
  }
  return Tensor(
      TF_NewTensor(TF_STRING, shape.data(), static_cast<int>(shape.size()), strings, bytes, FreeStrings, nullptr));
}

napi_value MakeTyped(napi_env env, napi_typedarray_type type, const void* data, size_t bytes) {
  void* target = nullptr;
  napi_value buffer, array;
  Check(env, napi_create_arraybuffer(env, bytes, &target, &buffer), "The values");
  if (bytes > 0) std::memcpy(target, data, bytes);
  Check(env, napi_create_typedarray(env, type, bytes / BytesPerElement(type), buffer, 0, &array), "The values");
  return array;
}

napi_value ToStrings(napi_env env, TF_Tensor* tensor) {
  const size_t count = static_cast<size_t>(TF_TensorElementCount(tensor));
  const auto* strings = static_cast<const TF_TString*>(TF_TensorData(tensor));
  napi_value array;
  Check(env, napi_create_array_with_length(env, count, &array), "The strings");
  for (size_t i = 0; i < count; i++) {
    napi_value text = MakeTyped(env, napi_uint8_array, TF_TString_GetDataPointer(&strings[i]), TF_TString_GetSize(&strings[i]));
    Check(env, napi_set_element(env, array, static_cast<uint32_t>(i), text), "A string");
  }
  return array;
}

napi_typedarray_type KindOf(TF_DataType type) {
  switch (type) {
    case TF_FLOAT:
    case TF_COMPLEX64:
      return napi_float32_array;
    case TF_DOUBLE:
      return napi_float64_array;
    case TF_INT32:
      return napi_int32_array;
    case TF_INT64:
      return napi_bigint64_array;
    case TF_UINT64:
      return napi_biguint64_array;
    case TF_BFLOAT16:
    case TF_HALF:
      return napi_uint16_array;
    case TF_BOOL:
    case TF_UINT8:
    case TF_RESOURCE:
      return napi_uint8_array;
    default:
      throw Failure("Values of TensorFlow's type " + std::to_string(type) + " cannot be read from JavaScript.");
  }
}

}  // namespace

TFE_TensorHandle* FromValues(napi_env env, const Runtime& runtime, const std::vector<int64_t>& shape, TF_DataType type,
                             napi_value values) {
  Tensor tensor = type == TF_STRING ? FromStrings(env, shape, values) : FromTypedArray(env, shape, type, values);
  Status status;
  TFE_TensorHandle* handle = TFE_NewTensorHandle(tensor.get(), status);
  status.Check("Making a tensor");
  // TensorFlow's GPU kernels expect shapes, axes and the like (int32) in the host's memory.
  if (!runtime.on_gpu() || type == TF_INT32 || type == TF_STRING) return handle;
  TFE_TensorHandle* copy = TFE_TensorHandleCopyToDevice(handle, runtime.context(), runtime.device().c_str(), status);
  TFE_DeleteTensorHandle(handle);
  status.Check("Copying a tensor to " + runtime.device());
  return copy;
}

napi_value ToValues(napi_env env, TFE_TensorHandle* handle) {
  Status status;
  Tensor tensor(TFE_TensorHandleResolve(handle, status));
  status.Check("Reading a tensor");
  if (TF_TensorType(tensor.get()) == TF_STRING) return ToStrings(env, tensor.get());
  return MakeTyped(env, KindOf(TF_TensorType(tensor.get())), TF_TensorData(tensor.get()), TF_TensorByteSize(tensor.get()));
}

napi_value ShapeOf(napi_env env, TFE_TensorHandle* handle) {
  Status status;
  const int rank = TFE_TensorHandleNumDims(handle, status);
  status.Check("Reading a shape");
  napi_value shape;
  Check(env, napi_create_array_with_length(env, static_cast<size_t>(rank), &shape), "The shape");
  for (int i = 0; i < rank; i++) {
    const int64_t size = TFE_TensorHandleDim(handle, i, status);
    status.Check("Reading a shape");
    Check(env, napi_set_element(env, shape, static_cast<uint32_t>(i), MakeNumber(env, static_cast<double>(size))), "The shape");
  }
  return shape;
}

}  // namespace advtrain
