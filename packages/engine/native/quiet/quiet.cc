// An addon of its own that keeps stderr quiet while TensorFlow's libraries are loaded: as that begins they announce oneDNN there, whatever
// TF_CPP_MIN_LOG_LEVEL says.
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

namespace {

int real = -1;

// Whether stderr goes nowhere from now on.
napi_value SetQuiet(napi_env env, napi_callback_info info) {
  napi_value argument;
  size_t count = 1;
  bool quiet = false;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  napi_get_value_bool(env, argument, &quiet);
  if (quiet && real < 0) {
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere < 0) return nullptr;
    real = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
    if (real >= 0) dup2(nowhere, STDERR_FILENO);
    close(nowhere);
  } else if (!quiet && real >= 0) {
    dup2(real, STDERR_FILENO);
    close(real);
    real = -1;
  }
  return nullptr;
}

}  // namespace

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "setQuiet", NAPI_AUTO_LENGTH, SetQuiet, nullptr, &function);
  napi_set_named_property(env, exports, "setQuiet", function);
  return exports;
}
