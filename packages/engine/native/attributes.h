// Attributes of TensorFlow operations from JavaScript's {name, type, value}.
#pragma once

#include "common.h"

namespace advtrain {

// Sets one attribute. An array is a list, except where the type is a shape: there an array of arrays is.
void SetAttribute(napi_env env, TFE_Op* op, napi_value attribute);

}  // namespace advtrain
