#include "runtime/attributes.h"

namespace advtrain {
namespace {

bool IsNull(napi_env env, napi_value value) {
  napi_valuetype type;
  Check(env, napi_typeof(env, value, &type), "A value");
  return type == napi_null || type == napi_undefined;
}

// A shape's sizes; a size of -1 is unknown. JavaScript's null is a shape of unknown rank, which has rank -1 here.
struct SizedShape {
  std::vector<int64_t> sizes;
  int rank;
};

SizedShape ReadShape(napi_env env, napi_value value, const char* name) {
  if (IsNull(env, value)) return {{}, -1};
  std::vector<int64_t> sizes = Integers(env, value, name);
  const int rank = static_cast<int>(sizes.size());
  return {std::move(sizes), rank};
}

void ReadShapes(napi_env env, AttributeSink& sink, const char* name, napi_value list) {
  std::vector<SizedShape> shapes;
  for (uint32_t i = 0; i < Length(env, list); i++) shapes.push_back(ReadShape(env, Element(env, list, i), name));
  Shapes views;
  for (const SizedShape& shape : shapes) {
    views.sizes.push_back(shape.sizes.data());
    views.ranks.push_back(shape.rank);
  }
  sink.ShapeList(name, views);
}

template <typename T, typename Read>
std::vector<T> List(napi_env env, napi_value list, Read read) {
  std::vector<T> values;
  for (uint32_t i = 0, length = Length(env, list); i < length; i++) values.push_back(read(Element(env, list, i)));
  return values;
}

void ReadList(napi_env env, AttributeSink& sink, const char* name, TF_AttrType type, napi_value list) {
  switch (type) {
    case TF_ATTR_STRING:
      return sink.Strings(name, List<std::string>(env, list, [&](napi_value v) { return Bytes(env, v, name); }));
    case TF_ATTR_INT:
      return sink.Ints(name, Integers(env, list, name));
    case TF_ATTR_FLOAT:
      return sink.Floats(name, List<float>(env, list, [&](napi_value v) { return static_cast<float>(Number(env, v, name)); }));
    case TF_ATTR_BOOL:
      return sink.Bools(name, List<unsigned char>(env, list, [&](napi_value v) { return Boolean(env, v, name) ? 1 : 0; }));
    case TF_ATTR_TYPE:
      return sink.Types(name, List<TF_DataType>(env, list, [&](napi_value v) { return static_cast<TF_DataType>(Integer(env, v, name)); }));
    default:
      throw Failure(std::string(name) + " is a list of a kind (" + std::to_string(type) + ") that cannot be set.");
  }
}

void ReadOne(napi_env env, AttributeSink& sink, const char* name, TF_AttrType type, napi_value value) {
  switch (type) {
    case TF_ATTR_STRING:
      return sink.String(name, Bytes(env, value, name));
    case TF_ATTR_INT:
      return sink.Int(name, Integer(env, value, name));
    case TF_ATTR_FLOAT:
      return sink.Float(name, static_cast<float>(Number(env, value, name)));
    case TF_ATTR_BOOL:
      return sink.Bool(name, Boolean(env, value, name));
    case TF_ATTR_TYPE:
      return sink.Type(name, static_cast<TF_DataType>(Integer(env, value, name)));
    case TF_ATTR_FUNC:
      return sink.Function(name, Bytes(env, value, name));
    default:
      throw Failure(std::string(name) + " is of a kind (" + std::to_string(type) + ") that cannot be set.");
  }
}

// Sets the attributes of an operation that is to be run.
class EagerSink : public AttributeSink {
 public:
  explicit EagerSink(TFE_Op* op) : op_(op) {}
  void String(const char* name, const std::string& value) override { TFE_OpSetAttrString(op_, name, value.data(), value.size()); }
  void Int(const char* name, int64_t value) override { TFE_OpSetAttrInt(op_, name, value); }
  void Float(const char* name, float value) override { TFE_OpSetAttrFloat(op_, name, value); }
  void Bool(const char* name, bool value) override { TFE_OpSetAttrBool(op_, name, value ? 1 : 0); }
  void Type(const char* name, TF_DataType value) override { TFE_OpSetAttrType(op_, name, value); }
  void Shape(const char* name, const int64_t* sizes, int rank) override {
    Status status;
    TFE_OpSetAttrShape(op_, name, sizes, rank, status);
    status.Check(std::string("Setting ") + name);
  }
  void Function(const char* name, const std::string& value) override {
    TFE_OpSetAttrFunctionName(op_, name, value.data(), value.size());
  }
  void Strings(const char* name, const std::vector<std::string>& values) override {
    const StringViews views(values);
    TFE_OpSetAttrStringList(op_, name, views.data.data(), views.lengths.data(), static_cast<int>(values.size()));
  }
  void Ints(const char* name, const std::vector<int64_t>& values) override {
    TFE_OpSetAttrIntList(op_, name, values.data(), static_cast<int>(values.size()));
  }
  void Floats(const char* name, const std::vector<float>& values) override {
    TFE_OpSetAttrFloatList(op_, name, values.data(), static_cast<int>(values.size()));
  }
  void Bools(const char* name, const std::vector<unsigned char>& values) override {
    TFE_OpSetAttrBoolList(op_, name, values.data(), static_cast<int>(values.size()));
  }
  void Types(const char* name, const std::vector<TF_DataType>& values) override {
    TFE_OpSetAttrTypeList(op_, name, values.data(), static_cast<int>(values.size()));
  }
  void ShapeList(const char* name, const Shapes& values) override {
    std::vector<const int64_t*> sizes = values.sizes;
    Status status;
    TFE_OpSetAttrShapeList(op_, name, sizes.data(), values.ranks.data(), static_cast<int>(values.ranks.size()), status);
    status.Check(std::string("Setting ") + name);
  }

 private:
  TFE_Op* op_;
};

}  // namespace

StringViews::StringViews(const std::vector<std::string>& values) {
  for (const std::string& value : values) {
    data.push_back(value.data());
    lengths.push_back(value.size());
  }
}

void ReadAttribute(napi_env env, napi_value attribute, AttributeSink& sink) {
  const std::string name = Bytes(env, Property(env, attribute, "name"), "An attribute's name");
  const auto type = static_cast<TF_AttrType>(Integer(env, Property(env, attribute, "type"), "An attribute's type"));
  const napi_value value = Property(env, attribute, "value");
  const bool array = IsArray(env, value);
  if (type == TF_ATTR_SHAPE) {
    const bool nested = array && Length(env, value) > 0 && [&] {
      const napi_value first = Element(env, value, 0);
      return IsArray(env, first) || IsNull(env, first);
    }();
    if (nested) return ReadShapes(env, sink, name.c_str(), value);
    const SizedShape shape = ReadShape(env, value, name.c_str());
    return sink.Shape(name.c_str(), shape.sizes.data(), shape.rank);
  }
  return array ? ReadList(env, sink, name.c_str(), type, value) : ReadOne(env, sink, name.c_str(), type, value);
}

void SetAttribute(napi_env env, TFE_Op* op, napi_value attribute) {
  EagerSink sink(op);
  ReadAttribute(env, attribute, sink);
}

}  // namespace advtrain
