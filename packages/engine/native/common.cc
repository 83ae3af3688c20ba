#include "common.h"

namespace advtrain {
namespace {

// TensorFlow wraps its sentence: "{{function_node ...}} sentence [Op:Name] name: ".
std::string Unwrap(std::string message) {
  if (message.rfind("{{", 0) == 0) {
    const size_t end = message.find("}} ");
    if (end != std::string::npos) message.erase(0, end + 3);
  }
  const size_t tail = message.rfind(" [Op:");
  if (tail != std::string::npos) message.erase(tail);
  return message;
}

[[noreturn]] void Mistyped(const char* what, const char* expected) {
  throw Failure(std::string(what) + " must be " + expected + ".");
}

}  // namespace

void Status::Check(const std::string& what) const {
  if (TF_GetCode(status_) == TF_OK) return;
  throw Failure(what + " failed in TensorFlow: " + Unwrap(TF_Message(status_)));
}

void Check(napi_env env, napi_status status, const char* what) {
  if (status == napi_ok) return;
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (pending) throw Pending{};
  throw Failure(std::string(what) + " could not be passed between JavaScript and TensorFlow.");
}

napi_value Property(napi_env env, napi_value object, const char* name) {
  napi_value value;
  Check(env, napi_get_named_property(env, object, name, &value), name);
  return value;
}

void SetProperty(napi_env env, napi_value object, const char* name, napi_value value) {
  Check(env, napi_set_named_property(env, object, name, value), name);
}

uint32_t Length(napi_env env, napi_value array) {
  uint32_t length = 0;
  if (napi_get_array_length(env, array, &length) != napi_ok) throw Failure("An array was expected.");
  return length;
}

napi_value Element(napi_env env, napi_value array, uint32_t index) {
  napi_value value;
  Check(env, napi_get_element(env, array, index, &value), "An element");
  return value;
}

bool IsArray(napi_env env, napi_value value) {
  bool is = false;
  Check(env, napi_is_array(env, value, &is), "A value");
  return is;
}

double Number(napi_env env, napi_value value, const char* what) {
  double number = 0;
  if (napi_get_value_double(env, value, &number) != napi_ok) Mistyped(what, "a number");
  return number;
}

int64_t Integer(napi_env env, napi_value value, const char* what) {
  int64_t number = 0;
  if (napi_get_value_int64(env, value, &number) == napi_ok) return number;
  bool lossless = false;
  if (napi_get_value_bigint_int64(env, value, &number, &lossless) != napi_ok) Mistyped(what, "an integer");
  return number;
}

bool Boolean(napi_env env, napi_value value, const char* what) {
  bool truth = false;
  if (napi_get_value_bool(env, value, &truth) != napi_ok) Mistyped(what, "true or false");
  return truth;
}

std::string Bytes(napi_env env, napi_value value, const char* what) {
  bool typed = false;
  Check(env, napi_is_typedarray(env, value, &typed), what);
  if (typed) {
    napi_typedarray_type type;
    size_t length = 0;
    void* data = nullptr;
    Check(env, napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr), what);
    if (type != napi_uint8_array) Mistyped(what, "a string or a Uint8Array");
    return std::string(static_cast<const char*>(data), length);
  }
  size_t length = 0;
  if (napi_get_value_string_utf8(env, value, nullptr, 0, &length) != napi_ok) Mistyped(what, "a string or a Uint8Array");
  std::string text(length, '\0');
  Check(env, napi_get_value_string_utf8(env, value, &text[0], length + 1, &length), what);
  return text;
}

std::vector<int64_t> Integers(napi_env env, napi_value array, const char* what) {
  std::vector<int64_t> numbers(Length(env, array));
  for (uint32_t i = 0; i < numbers.size(); i++) numbers[i] = Integer(env, Element(env, array, i), what);
  return numbers;
}

napi_value MakeNumber(napi_env env, double number) {
  napi_value value;
  Check(env, napi_create_double(env, number, &value), "A number");
  return value;
}

napi_value MakeString(napi_env env, const std::string& text) {
  napi_value value;
  Check(env, napi_create_string_utf8(env, text.data(), text.size(), &value), "A string");
  return value;
}

}  // namespace advtrain
