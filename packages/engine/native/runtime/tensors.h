// Tensors from JavaScript's arrays and back.
#pragma once

#include "runtime/runtime.h"

namespace advtrain {

// A handle to a tensor with the values of a typed array, or of an array of Uint8Arrays for strings.
TFE_TensorHandle* FromValues(napi_env env, const Runtime& runtime, const std::vector<int64_t>& shape, TF_DataType type,
                             napi_value values);

// The values of a tensor: a typed array, or an array of Uint8Arrays for strings.
napi_value ToValues(napi_env env, TFE_TensorHandle* handle);

// A tensor's dimensions as an array of numbers.
napi_value ShapeOf(napi_env env, TFE_TensorHandle* handle);

}  // namespace advtrain
