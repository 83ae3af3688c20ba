// What every part of the addon uses: errors as exceptions, TensorFlow's statuses, and short forms of Node-API calls.
#pragma once

#include <node_api.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "tensorflow/c/eager/c_api.h"

namespace advtrain {

// A sentence for the caller in JavaScript.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// TensorFlow's status object, which turns into a Failure with TensorFlow's own words.
class Status {
 public:
  Status() : status_(TF_NewStatus()) {}
  ~Status() { TF_DeleteStatus(status_); }
  Status(const Status&) = delete;
  Status& operator=(const Status&) = delete;

  operator TF_Status*() const { return status_; }

  // Throws "<what> failed in TensorFlow: <message>" unless all is well.
  void Check(const std::string& what) const;

 private:
  TF_Status* status_;
};

// Throws the exception that JavaScript left pending, or a Failure that names the call.
void Check(napi_env env, napi_status status, const char* what);

// Marks that JavaScript has an exception pending, so nothing more is to be thrown.
struct Pending {};

napi_value Property(napi_env env, napi_value object, const char* name);
void SetProperty(napi_env env, napi_value object, const char* name, napi_value value);
uint32_t Length(napi_env env, napi_value array);
napi_value Element(napi_env env, napi_value array, uint32_t index);
bool IsArray(napi_env env, napi_value value);

double Number(napi_env env, napi_value value, const char* what);
int64_t Integer(napi_env env, napi_value value, const char* what);
bool Boolean(napi_env env, napi_value value, const char* what);
// The bytes of a string (as UTF-8) or of a Uint8Array.
std::string Bytes(napi_env env, napi_value value, const char* what);
std::vector<int64_t> Integers(napi_env env, napi_value array, const char* what);

napi_value MakeNumber(napi_env env, double value);
napi_value MakeString(napi_env env, const std::string& value);

}  // namespace advtrain
