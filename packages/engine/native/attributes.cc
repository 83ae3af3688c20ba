#include "attributes.h"

#include <memory>

namespace advtrain {
namespace {

bool IsNull(napi_env env, napi_value value) {
  napi_valuetype type;
  Check(env, napi_typeof(env, value, &type), "A value");
  return type == napi_null || type == napi_undefined;
}

// A shape's sizes; a size of -1 is unknown. JavaScript's null is a shape of unknown rank, which has rank -1 here.
struct Shape {
  std::vector<int64_t> sizes;
  int rank;
};

Shape ReadShape(napi_env env, napi_value value, const char* name) {
  if (IsNull(env, value)) return {{}, -1};
  std::vector<int64_t> sizes = Integers(env, value, name);
  const int rank = static_cast<int>(sizes.size());
  return {std::move(sizes), rank};
}

void SetShape(napi_env env, TFE_Op* op, const char* name, napi_value value) {
  const Shape shape = ReadShape(env, value, name);
  Status status;
  TFE_OpSetAttrShape(op, name, shape.sizes.data(), shape.rank, status);
  status.Check(std::string("Setting ") + name);
}

void SetShapes(napi_env env, TFE_Op* op, const char* name, napi_value list) {
  std::vector<Shape> shapes;
  for (uint32_t i = 0; i < Length(env, list); i++) shapes.push_back(ReadShape(env, Element(env, list, i), name));
  std::vector<const int64_t*> sizes;
  std::vector<int> ranks;
  for (const Shape& shape : shapes) {
    sizes.push_back(shape.sizes.data());
    ranks.push_back(shape.rank);
  }
  Status status;
  TFE_OpSetAttrShapeList(op, name, sizes.data(), ranks.data(), static_cast<int>(shapes.size()), status);
  status.Check(std::string("Setting ") + name);
}

void SetStrings(napi_env env, TFE_Op* op, const char* name, napi_value list) {
  std::vector<std::string> texts;
  for (uint32_t i = 0; i < Length(env, list); i++) texts.push_back(Bytes(env, Element(env, list, i), name));
  std::vector<const void*> data;
  std::vector<size_t> lengths;
  for (const std::string& text : texts) {
    data.push_back(text.data());
    lengths.push_back(text.size());
  }
  TFE_OpSetAttrStringList(op, name, data.data(), lengths.data(), static_cast<int>(texts.size()));
}

void SetList(napi_env env, TFE_Op* op, const char* name, TF_AttrType type, napi_value list) {
  const uint32_t length = Length(env, list);
  const int count = static_cast<int>(length);
  switch (type) {
    case TF_ATTR_STRING:
      return SetStrings(env, op, name, list);
    case TF_ATTR_INT:
      return TFE_OpSetAttrIntList(op, name, Integers(env, list, name).data(), count);
    case TF_ATTR_FLOAT: {
      std::vector<float> numbers;
      for (uint32_t i = 0; i < length; i++) {
        numbers.push_back(static_cast<float>(Number(env, Element(env, list, i), name)));
      }
      return TFE_OpSetAttrFloatList(op, name, numbers.data(), count);
    }
    case TF_ATTR_BOOL: {
      std::vector<unsigned char> truths;
      for (uint32_t i = 0; i < length; i++) truths.push_back(Boolean(env, Element(env, list, i), name) ? 1 : 0);
      return TFE_OpSetAttrBoolList(op, name, truths.data(), count);
    }
    case TF_ATTR_TYPE: {
      std::vector<TF_DataType> types;
      for (const int64_t each : Integers(env, list, name)) types.push_back(static_cast<TF_DataType>(each));
      return TFE_OpSetAttrTypeList(op, name, types.data(), count);
    }
    default:
      throw Failure(std::string(name) + " is a list of a kind (" + std::to_string(type) + ") that cannot be set.");
  }
}

void SetOne(napi_env env, TFE_Op* op, const char* name, TF_AttrType type, napi_value value) {
  switch (type) {
    case TF_ATTR_STRING: {
      const std::string text = Bytes(env, value, name);
      return TFE_OpSetAttrString(op, name, text.data(), text.size());
    }
    case TF_ATTR_INT:
      return TFE_OpSetAttrInt(op, name, Integer(env, value, name));
    case TF_ATTR_FLOAT:
      return TFE_OpSetAttrFloat(op, name, static_cast<float>(Number(env, value, name)));
    case TF_ATTR_BOOL:
      return TFE_OpSetAttrBool(op, name, Boolean(env, value, name) ? 1 : 0);
    case TF_ATTR_TYPE:
      return TFE_OpSetAttrType(op, name, static_cast<TF_DataType>(Integer(env, value, name)));
    case TF_ATTR_FUNC: {
      const std::string function = Bytes(env, value, name);
      return TFE_OpSetAttrFunctionName(op, name, function.data(), function.size());
    }
    default:
      throw Failure(std::string(name) + " is of a kind (" + std::to_string(type) + ") that cannot be set.");
  }
}

}  // namespace

void SetAttribute(napi_env env, TFE_Op* op, napi_value attribute) {
  const std::string name = Bytes(env, Property(env, attribute, "name"), "An attribute's name");
  const auto type = static_cast<TF_AttrType>(Integer(env, Property(env, attribute, "type"), "An attribute's type"));
  const napi_value value = Property(env, attribute, "value");
  const bool array = IsArray(env, value);
  if (type == TF_ATTR_SHAPE) {
    const bool nested = array && Length(env, value) > 0 && [&] {
      const napi_value first = Element(env, value, 0);
      return IsArray(env, first) || IsNull(env, first);
    }();
    return nested ? SetShapes(env, op, name.c_str(), value) : SetShape(env, op, name.c_str(), value);
  }
  return array ? SetList(env, op, name.c_str(), type, value) : SetOne(env, op, name.c_str(), type, value);
}

}  // namespace advtrain
