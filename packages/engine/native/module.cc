// The addon's functions as JavaScript sees them: those of tfjs-node's binding, so that its kernels run on them, and more.
#include <memory>

#include "common.h"
#include "runtime/attributes.h"
#include "runtime/runtime.h"
#include "runtime/tensors.h"

// Not of the C API, which has no such switch; absent in other builds, where the addon then does not offer it.
namespace tsl {
__attribute__((weak)) void enable_tensor_float_32_execution(bool allowed);
}

namespace advtrain {
namespace {

using Arguments = std::vector<napi_value>;
using Function = napi_value (*)(napi_env, Runtime&, const Arguments&);

struct DeleteOp {
  void operator()(TFE_Op* op) const { TFE_DeleteOp(op); }
};

napi_value Undefined(napi_env env) {
  napi_value value;
  Check(env, napi_get_undefined(env, &value), "A value");
  return value;
}

TFE_TensorHandle* Handle(napi_env env, const Runtime& runtime, napi_value id) {
  return runtime.Find(Integer(env, id, "A tensor's id"));
}

napi_value CreateTensor(napi_env env, Runtime& runtime, const Arguments& arguments) {
  const std::vector<int64_t> shape = Integers(env, arguments[0], "A shape");
  const auto type = static_cast<TF_DataType>(Integer(env, arguments[1], "A type"));
  const int64_t id = runtime.Keep(FromValues(env, runtime, shape, type, arguments[2]));
  return MakeNumber(env, static_cast<double>(id));
}

napi_value DeleteTensor(napi_env env, Runtime& runtime, const Arguments& arguments) {
  runtime.Drop(Integer(env, arguments[0], "A tensor's id"));
  return Undefined(env);
}

napi_value TensorDataSync(napi_env env, Runtime& runtime, const Arguments& arguments) {
  const int64_t id = Integer(env, arguments[0], "A tensor's id");
  if (runtime.trace() != nullptr && runtime.trace()->IsArgument(id)) throw Failure(kReadBack);
  return ToValues(env, runtime.Find(id));
}

// Adds the inputs in order. An array within is a list input, whose length and type TensorFlow infers; a list whose
// members stand on their own wants its attributes (N, T) said.
void AddInputs(napi_env env, Runtime& runtime, TFE_Op* op, napi_value ids, const std::string& name) {
  Status status;
  for (uint32_t i = 0, count = Length(env, ids); i < count; i++) {
    const napi_value id = Element(env, ids, i);
    if (IsArray(env, id)) {
      std::vector<TFE_TensorHandle*> list;
      for (uint32_t j = 0, length = Length(env, id); j < length; j++) {
        list.push_back(Handle(env, runtime, Element(env, id, j)));
      }
      TFE_OpAddInputList(op, list.data(), static_cast<int>(list.size()), status);
    } else {
      TFE_OpAddInput(op, Handle(env, runtime, id), status);
    }
    status.Check(name);
  }
}

napi_value Describe(napi_env env, Runtime& runtime, TFE_TensorHandle* handle) {
  // Kept first, so that it is not lost where describing it fails.
  const int64_t id = runtime.Keep(handle);
  napi_value info;
  Check(env, napi_create_object(env, &info), "An output");
  SetProperty(env, info, "id", MakeNumber(env, static_cast<double>(id)));
  SetProperty(env, info, "shape", ShapeOf(env, handle));
  SetProperty(env, info, "dtype", MakeNumber(env, TFE_TensorHandleDataType(handle)));
  return info;
}

napi_value Describe(napi_env env, const Traced& traced) {
  napi_value info, shape;
  Check(env, napi_create_object(env, &info), "An output");
  Check(env, napi_create_array_with_length(env, traced.shape.size(), &shape), "A shape");
  for (uint32_t i = 0; i < traced.shape.size(); i++) {
    Check(env, napi_set_element(env, shape, i, MakeNumber(env, static_cast<double>(traced.shape[i]))), "A shape");
  }
  SetProperty(env, info, "id", MakeNumber(env, static_cast<double>(traced.id)));
  SetProperty(env, info, "shape", shape);
  SetProperty(env, info, "dtype", MakeNumber(env, traced.type));
  return info;
}

// Writes an operation down instead of running it.
napi_value TraceOp(napi_env env, Runtime& runtime, const std::string& name, const Arguments& arguments) {
  std::vector<TracedInput> inputs;
  for (uint32_t i = 0, count = Length(env, arguments[2]); i < count; i++) {
    const napi_value id = Element(env, arguments[2], i);
    if (IsArray(env, id)) {
      inputs.push_back({true, Integers(env, id, "A tensor's id")});
    } else {
      inputs.push_back({false, {Integer(env, id, "A tensor's id")}});
    }
  }
  const int outputs = static_cast<int>(Integer(env, arguments[3], "The number of outputs"));
  const std::vector<Traced> traced = runtime.trace()->Add(env, name, arguments[1], inputs, outputs);
  napi_value infos;
  Check(env, napi_create_array_with_length(env, traced.size(), &infos), "The outputs");
  for (uint32_t i = 0; i < traced.size(); i++) {
    runtime.Ghost(traced[i].id);
    Check(env, napi_set_element(env, infos, i, Describe(env, traced[i])), "An output");
  }
  return infos;
}

// Runs an operation or a function whose inputs have been added, and describes its outputs.
napi_value Execute(napi_env env, Runtime& runtime, TFE_Op* op, int outputs, const std::string& name) {
  Status status;
  std::vector<TFE_TensorHandle*> handles(static_cast<size_t>(outputs) + 1, nullptr);
  TFE_Execute(op, handles.data(), &outputs, status);
  status.Check(name);
  napi_value infos;
  Check(env, napi_create_array_with_length(env, static_cast<size_t>(outputs), &infos), "The outputs");
  for (int i = 0; i < outputs; i++) {
    Check(env, napi_set_element(env, infos, static_cast<uint32_t>(i), Describe(env, runtime, handles[i])), "An output");
  }
  return infos;
}

napi_value ExecuteOp(napi_env env, Runtime& runtime, const Arguments& arguments) {
  const std::string name = Bytes(env, arguments[0], "An operation's name");
  if (runtime.trace() != nullptr) return TraceOp(env, runtime, name, arguments);
  Status status;
  const std::unique_ptr<TFE_Op, DeleteOp> op(TFE_NewOp(runtime.context(), name.c_str(), status));
  status.Check(name);
  AddInputs(env, runtime, op.get(), arguments[2], name);
  for (uint32_t i = 0, count = Length(env, arguments[1]); i < count; i++) {
    SetAttribute(env, op.get(), Element(env, arguments[1], i));
  }
  int outputs = static_cast<int>(Integer(env, arguments[3], "The number of outputs"));
  if (outputs < 0) throw Failure("The number of outputs must not be negative.");
  return Execute(env, runtime, op.get(), outputs, name);
}

// Starts writing operations down. The tensors given are the first arguments of the function.
napi_value BeginTrace(napi_env env, Runtime& runtime, const Arguments& arguments) {
  if (runtime.tracing()) throw Failure("A step is being recorded already.");
  const std::vector<int64_t> ids = Integers(env, arguments[0], "A tensor's id");
  runtime.BeginTrace();
  for (const int64_t id : ids) runtime.trace()->Argument(id);
  return Undefined(env);
}

Trace& Current(Runtime& runtime) {
  if (runtime.trace() == nullptr) throw Failure("No step is being recorded.");
  return *runtime.trace();
}

napi_value TraceArgument(napi_env env, Runtime& runtime, const Arguments& arguments) {
  Current(runtime).Argument(Integer(env, arguments[0], "A tensor's id"));
  return Undefined(env);
}

napi_value PauseTrace(napi_env env, Runtime& runtime, const Arguments& arguments) {
  runtime.PauseTrace(Boolean(env, arguments[0], "Whether to pause"));
  return Undefined(env);
}

napi_value TraceFingerprint(napi_env env, Runtime& runtime, const Arguments& arguments) {
  return MakeString(env, Current(runtime).Fingerprint(Integers(env, arguments[0], "A tensor's id")));
}

// Makes what was written down a function with these outputs, and gives its number.
napi_value FinishTrace(napi_env env, Runtime& runtime, const Arguments& arguments) {
  static int64_t made = 0;
  Recording recording = Current(runtime).Finish("advtrain_step_" + std::to_string(made++), Integers(env, arguments[0], "A tensor's id"));
  recording.compiled = Boolean(env, arguments[1], "Whether to compile");
  return MakeNumber(env, static_cast<double>(runtime.AddRecording(std::move(recording))));
}

napi_value EndTrace(napi_env env, Runtime& runtime, const Arguments&) {
  runtime.EndTrace();
  return Undefined(env);
}

// Whether all that a recording captured still exists.
napi_value RecordingHolds(napi_env env, Runtime& runtime, const Arguments& arguments) {
  const Recording& recording = runtime.FindRecording(Integer(env, arguments[0], "A recording's number"));
  bool holds = true;
  for (const auto* ids : {&recording.captured_ids, &recording.copied_ids})
    for (const int64_t id : *ids) holds = holds && runtime.Holds(id);
  napi_value value;
  Check(env, napi_get_boolean(env, holds, &value), "A value");
  return value;
}

napi_value RecordingNodes(napi_env env, Runtime& runtime, const Arguments& arguments) {
  const Recording& recording = runtime.FindRecording(Integer(env, arguments[0], "A recording's number"));
  return MakeNumber(env, static_cast<double>(recording.nodes));
}

napi_value RunRecording(napi_env env, Runtime& runtime, const Arguments& arguments) {
  const Recording& recording = runtime.FindRecording(Integer(env, arguments[0], "A recording's number"));
  Status status;
  const std::unique_ptr<TFE_Op, DeleteOp> op(TFE_NewOp(runtime.context(), recording.name.c_str(), status));
  status.Check("A recorded step");
  AddInputs(env, runtime, op.get(), arguments[1], "A recorded step");
  for (TFE_TensorHandle* handle : recording.captured) {
    TFE_OpAddInput(op.get(), handle, status);
    status.Check("A recorded step");
  }
  if (recording.compiled) TFE_OpSetAttrBool(op.get(), "_XlaMustCompile", 1);
  return Execute(env, runtime, op.get(), recording.outputs, "A recorded step");
}

napi_value DeleteRecording(napi_env env, Runtime& runtime, const Arguments& arguments) {
  runtime.DropRecording(Integer(env, arguments[0], "A recording's number"));
  return Undefined(env);
}

napi_value IsUsingGpuDevice(napi_env env, Runtime& runtime, const Arguments&) {
  napi_value value;
  Check(env, napi_get_boolean(env, runtime.on_gpu(), &value), "A value");
  return value;
}

napi_value GetNumOfTensors(napi_env env, Runtime& runtime, const Arguments&) {
  return MakeNumber(env, static_cast<double>(runtime.tensors()));
}

napi_value Devices(napi_env env, Runtime& runtime, const Arguments&) {
  napi_value names;
  Check(env, napi_create_array(env, &names), "The devices");
  for (uint32_t i = 0; i < runtime.devices().size(); i++) {
    Check(env, napi_set_element(env, names, i, MakeString(env, runtime.devices()[i])), "A device");
  }
  return names;
}

napi_value Memory(napi_env env, Runtime& runtime, const Arguments&) {
  napi_value report;
  Check(env, napi_create_object(env, &report), "The report");
  SetProperty(env, report, "tensors", MakeNumber(env, static_cast<double>(runtime.tensors())));
  SetProperty(env, report, "bytes", MakeNumber(env, runtime.bytes()));
  SetProperty(env, report, "peakBytes", MakeNumber(env, runtime.peak_bytes()));
  return report;
}

napi_value ResetPeak(napi_env env, Runtime& runtime, const Arguments&) {
  runtime.ResetPeak();
  return Undefined(env);
}

// Lets products on a GPU round their operands to TensorFloat-32, or not.
napi_value TensorFloat32(napi_env env, Runtime&, const Arguments& arguments) {
  tsl::enable_tensor_float_32_execution(Boolean(env, arguments[0], "Whether TensorFloat-32 is allowed"));
  return Undefined(env);
}

napi_value Join(napi_env env, Runtime& runtime, const Arguments& arguments) {
  runtime.Join(Bytes(env, arguments[0], "The cluster"), Bytes(env, arguments[1], "A task"));
  return Undefined(env);
}

napi_value StartWatch(napi_env env, Runtime& runtime, const Arguments& arguments) {
  std::vector<std::string> tasks;
  for (uint32_t i = 0; i < Length(env, arguments[0]); i++) tasks.push_back(Bytes(env, Element(env, arguments[0], i), "A task"));
  const auto number = [&](size_t i) { return static_cast<int>(Integer(env, arguments[i], "A time of the watch")); };
  runtime.watch().Start(runtime.context(), std::move(tasks), {number(1), number(2), number(3)});
  return Undefined(env);
}

napi_value StopWatch(napi_env env, Runtime& runtime, const Arguments&) {
  runtime.watch().Stop();
  return Undefined(env);
}

napi_value NoSavedModels(napi_env, Runtime&, const Arguments&) {
  throw Failure("SavedModels are not supported by this engine: use @tensorflow/tfjs-node for them.");
}

void Throw(napi_env env, const char* message) { napi_throw_error(env, nullptr, message); }

// Calls a function with its arguments and turns what it throws into a JavaScript error.
template <Function function, size_t arity>
napi_value Guarded(napi_env env, napi_callback_info info) {
  Arguments arguments(arity > 0 ? arity : 1);
  size_t count = arity;
  void* data = nullptr;
  if (napi_get_cb_info(env, info, &count, arguments.data(), nullptr, &data) != napi_ok) return nullptr;
  try {
    if (count < arity) throw Failure("The call has " + std::to_string(count) + " arguments, but needs " + std::to_string(arity) + ".");
    return function(env, *static_cast<Runtime*>(data), arguments);
  } catch (const Pending&) {
  } catch (const std::exception& error) {
    Throw(env, error.what());
  }
  return nullptr;
}

template <Function function, size_t arity>
void Export(napi_env env, napi_value exports, Runtime* runtime, const char* name) {
  napi_value value;
  Check(env, napi_create_function(env, name, NAPI_AUTO_LENGTH, Guarded<function, arity>, runtime, &value), name);
  SetProperty(env, exports, name, value);
}

void ExportConstants(napi_env env, napi_value exports, bool fused) {
  const std::pair<const char*, int> constants[] = {
      {"TF_FLOAT", TF_FLOAT},           {"TF_DOUBLE", TF_DOUBLE},       {"TF_INT32", TF_INT32},
      {"TF_INT64", TF_INT64},           {"TF_UINT64", TF_UINT64},       {"TF_UINT8", TF_UINT8},
      {"TF_BOOL", TF_BOOL},             {"TF_COMPLEX64", TF_COMPLEX64}, {"TF_STRING", TF_STRING},
      {"TF_RESOURCE", TF_RESOURCE},     {"TF_BFLOAT16", TF_BFLOAT16},   {"TF_HALF", TF_HALF},
      {"TF_ATTR_STRING", TF_ATTR_STRING}, {"TF_ATTR_INT", TF_ATTR_INT}, {"TF_ATTR_FLOAT", TF_ATTR_FLOAT},
      {"TF_ATTR_BOOL", TF_ATTR_BOOL},   {"TF_ATTR_TYPE", TF_ATTR_TYPE}, {"TF_ATTR_SHAPE", TF_ATTR_SHAPE},
      {"TF_ATTR_FUNC", TF_ATTR_FUNC},
  };
  for (const auto& [name, value] : constants) SetProperty(env, exports, name, MakeNumber(env, value));
  SetProperty(env, exports, "TF_Version", MakeString(env, TF_Version()));
  napi_value flag;
  Check(env, napi_get_boolean(env, fused, &flag), "A value");
  SetProperty(env, exports, "fused", flag);
}

napi_value Init(napi_env env, napi_value exports) {
  try {
    auto* runtime = new Runtime();
    Check(env, napi_set_instance_data(env, runtime, [](napi_env, void* data, void*) { delete static_cast<Runtime*>(data); }, nullptr),
          "The runtime");
    Export<CreateTensor, 3>(env, exports, runtime, "createTensor");
    Export<DeleteTensor, 1>(env, exports, runtime, "deleteTensor");
    Export<TensorDataSync, 1>(env, exports, runtime, "tensorDataSync");
    Export<ExecuteOp, 4>(env, exports, runtime, "executeOp");
    Export<IsUsingGpuDevice, 0>(env, exports, runtime, "isUsingGpuDevice");
    Export<GetNumOfTensors, 0>(env, exports, runtime, "getNumOfTensors");
    Export<Devices, 0>(env, exports, runtime, "devices");
    Export<Memory, 0>(env, exports, runtime, "memory");
    Export<ResetPeak, 0>(env, exports, runtime, "resetPeak");
    Export<BeginTrace, 1>(env, exports, runtime, "beginTrace");
    Export<TraceArgument, 1>(env, exports, runtime, "traceArgument");
    Export<PauseTrace, 1>(env, exports, runtime, "pauseTrace");
    Export<TraceFingerprint, 1>(env, exports, runtime, "traceFingerprint");
    Export<FinishTrace, 2>(env, exports, runtime, "finishTrace");
    Export<EndTrace, 0>(env, exports, runtime, "endTrace");
    Export<RecordingHolds, 1>(env, exports, runtime, "recordingHolds");
    Export<RecordingNodes, 1>(env, exports, runtime, "recordingNodes");
    Export<RunRecording, 2>(env, exports, runtime, "runRecording");
    Export<DeleteRecording, 1>(env, exports, runtime, "deleteRecording");
    Export<Join, 2>(env, exports, runtime, "join");
    Export<StartWatch, 4>(env, exports, runtime, "startWatch");
    Export<StopWatch, 0>(env, exports, runtime, "stopWatch");
    if (runtime->on_gpu() && tsl::enable_tensor_float_32_execution != nullptr) {
      tsl::enable_tensor_float_32_execution(false);
      Export<TensorFloat32, 1>(env, exports, runtime, "tensorFloat32");
    }
    Export<NoSavedModels, 0>(env, exports, runtime, "loadSavedModel");
    Export<NoSavedModels, 0>(env, exports, runtime, "deleteSavedModel");
    Export<NoSavedModels, 0>(env, exports, runtime, "runSavedModel");
    Export<NoSavedModels, 0>(env, exports, runtime, "getNumOfSavedModels");
    ExportConstants(env, exports, !runtime->on_gpu());
  } catch (const Pending&) {
  } catch (const std::exception& error) {
    Throw(env, error.what());
  }
  return exports;
}

}  // namespace
}  // namespace advtrain

static napi_value Register(napi_env env, napi_value exports) { return advtrain::Init(env, exports); }
NAPI_MODULE(advtrain_engine, Register)
