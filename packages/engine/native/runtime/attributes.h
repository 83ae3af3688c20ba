// Attributes of TensorFlow operations from JavaScript's {name, type, value}.
#pragma once

#include "common.h"

namespace advtrain {

// A list of shapes as TensorFlow takes it. A rank of -1 is an unknown shape.
struct Shapes {
  std::vector<const int64_t*> sizes;
  std::vector<int> ranks;
};

// A list of strings as TensorFlow takes it.
struct StringViews {
  explicit StringViews(const std::vector<std::string>& values);
  std::vector<const void*> data;
  std::vector<size_t> lengths;
};

// Where attributes go: an operation that is run, or one that is added to a graph.
class AttributeSink {
 public:
  virtual ~AttributeSink() = default;
  virtual void String(const char* name, const std::string& value) = 0;
  virtual void Int(const char* name, int64_t value) = 0;
  virtual void Float(const char* name, float value) = 0;
  virtual void Bool(const char* name, bool value) = 0;
  virtual void Type(const char* name, TF_DataType value) = 0;
  virtual void Shape(const char* name, const int64_t* sizes, int rank) = 0;
  virtual void Function(const char* name, const std::string& value) = 0;
  virtual void Strings(const char* name, const std::vector<std::string>& values) = 0;
  virtual void Ints(const char* name, const std::vector<int64_t>& values) = 0;
  virtual void Floats(const char* name, const std::vector<float>& values) = 0;
  virtual void Bools(const char* name, const std::vector<unsigned char>& values) = 0;
  virtual void Types(const char* name, const std::vector<TF_DataType>& values) = 0;
  virtual void ShapeList(const char* name, const Shapes& values) = 0;
};

// Reads one attribute. An array is a list, except where the type is a shape: there an array of arrays is.
void ReadAttribute(napi_env env, napi_value attribute, AttributeSink& sink);

// Sets one attribute of an operation that is to be run.
void SetAttribute(napi_env env, TFE_Op* op, napi_value attribute);

}  // namespace advtrain
