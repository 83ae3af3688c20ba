#include "runtime/trace.h"

#include <algorithm>
#include <cstdio>

#include "runtime/attributes.h"
#include "runtime/runtime.h"
#include "tensorflow/c/tf_tensor.h"

namespace advtrain {
namespace {

// Tensors from outside that are larger become arguments of the function; smaller ones become constants in it.
constexpr size_t kLargestConstant = 4096;

struct DeleteTensor {
  void operator()(TF_Tensor* tensor) const { TF_DeleteTensor(tensor); }
};
using Tensor = std::unique_ptr<TF_Tensor, DeleteTensor>;

// Sets the attributes of an operation that is added to a graph, and digests them.
class GraphSink : public AttributeSink {
 public:
  GraphSink(TF_OperationDescription* op, Digest& digest) : op_(op), digest_(digest) {}
  void String(const char* name, const std::string& value) override {
    Note(name).Add(value);
    TF_SetAttrString(op_, name, value.data(), value.size());
  }
  void Int(const char* name, int64_t value) override {
    Note(name).Add(value);
    TF_SetAttrInt(op_, name, value);
  }
  void Float(const char* name, float value) override {
    Note(name).Add(&value, sizeof value);
    TF_SetAttrFloat(op_, name, value);
  }
  void Bool(const char* name, bool value) override {
    Note(name).Add(static_cast<int64_t>(value));
    TF_SetAttrBool(op_, name, value ? 1 : 0);
  }
  void Type(const char* name, TF_DataType value) override {
    Note(name).Add(static_cast<int64_t>(value));
    TF_SetAttrType(op_, name, value);
  }
  void Shape(const char* name, const int64_t* sizes, int rank) override {
    Note(name).Add(rank);
    if (rank > 0) digest_.Add(sizes, static_cast<size_t>(rank) * sizeof *sizes);
    TF_SetAttrShape(op_, name, sizes, rank);
  }
  void Function(const char* name, const std::string& value) override {
    Note(name).Add(value);
    TF_SetAttrFuncName(op_, name, value.data(), value.size());
  }
  void Strings(const char* name, const std::vector<std::string>& values) override {
    Note(name);
    for (const std::string& value : values) digest_.Add(value);
    const StringViews views(values);
    TF_SetAttrStringList(op_, name, views.data.data(), views.lengths.data(), static_cast<int>(values.size()));
  }
  void Ints(const char* name, const std::vector<int64_t>& values) override {
    Digested(name, values);
    TF_SetAttrIntList(op_, name, values.data(), static_cast<int>(values.size()));
  }
  void Floats(const char* name, const std::vector<float>& values) override {
    Digested(name, values);
    TF_SetAttrFloatList(op_, name, values.data(), static_cast<int>(values.size()));
  }
  void Bools(const char* name, const std::vector<unsigned char>& values) override {
    Digested(name, values);
    TF_SetAttrBoolList(op_, name, values.data(), static_cast<int>(values.size()));
  }
  void Types(const char* name, const std::vector<TF_DataType>& values) override {
    Digested(name, values);
    TF_SetAttrTypeList(op_, name, values.data(), static_cast<int>(values.size()));
  }
  void ShapeList(const char* name, const Shapes& values) override {
    Digested(name, values.ranks);
    for (size_t i = 0; i < values.ranks.size(); i++)
      if (values.ranks[i] > 0) digest_.Add(values.sizes[i], static_cast<size_t>(values.ranks[i]) * sizeof(int64_t));
    TF_SetAttrShapeList(op_, name, values.sizes.data(), values.ranks.data(), static_cast<int>(values.ranks.size()));
  }

 private:
  Digest& Note(const char* name) {
    digest_.Add(std::string(name));
    return digest_;
  }
  template <typename T>
  void Digested(const char* name, const std::vector<T>& values) {
    Note(name).Add(static_cast<int64_t>(values.size()));
    digest_.Add(values.data(), values.size() * sizeof(T));
  }

  TF_OperationDescription* op_;
  Digest& digest_;
};

std::vector<int64_t> ShapeOfHandle(TFE_TensorHandle* handle) {
  Status status;
  const int rank = TFE_TensorHandleNumDims(handle, status);
  status.Check("Reading a shape");
  std::vector<int64_t> shape(static_cast<size_t>(rank));
  for (int i = 0; i < rank; i++) shape[i] = TFE_TensorHandleDim(handle, i, status);
  status.Check("Reading a shape");
  return shape;
}

// tfjs-node gives the members of a list one by one, which TensorFlow's graphs do not take.
std::vector<TracedInput> Listed(const std::string& op, const std::vector<TracedInput>& inputs) {
  const bool all = op == "AddN" || op == "Pack" || op == "Einsum" || op == "IdentityN";
  if (!all && op != "ConcatV2") return inputs;
  if (std::any_of(inputs.begin(), inputs.end(), [](const TracedInput& input) { return input.list; })) return inputs;
  const size_t members = all ? inputs.size() : inputs.size() - 1;
  TracedInput list{true, {}};
  for (size_t i = 0; i < members; i++) list.ids.push_back(inputs[i].ids[0]);
  std::vector<TracedInput> listed{list};
  listed.insert(listed.end(), inputs.begin() + static_cast<std::ptrdiff_t>(members), inputs.end());
  return listed;
}

}  // namespace

void Digest::Add(const void* data, size_t bytes) {
  const auto* each = static_cast<const unsigned char*>(data);
  for (size_t i = 0; i < bytes; i++) hash_ = (hash_ ^ each[i]) * 0x100000001b3u;
}

std::string Digest::Text() const {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash_));
  return text;
}

Trace::Trace(Runtime& runtime) : runtime_(runtime), graph_(TF_NewGraph()), first_id_(runtime.NextId()) {}

Trace::~Trace() { TF_DeleteGraph(graph_); }

std::string Trace::NextName(const std::string& op) { return op + "_" + std::to_string(count_++); }

TF_Operation* Trace::FinishOperation(TF_OperationDescription* description, const std::string& op) {
  Status status;
  TF_Operation* operation = TF_FinishOperation(description, status);
  status.Check(op);
  return operation;
}

TF_Output Trace::Placeholder(TFE_TensorHandle* handle) {
  const TF_DataType type = TFE_TensorHandleDataType(handle);
  TF_OperationDescription* description = TF_NewOperation(graph_, "Placeholder", NextName("Argument").c_str());
  TF_SetAttrType(description, "dtype", type);
  const std::vector<int64_t> shape = ShapeOfHandle(handle);
  TF_SetAttrShape(description, "shape", shape.data(), static_cast<int>(shape.size()));
  digest_.Add(static_cast<int64_t>(type));
  digest_.Add(shape.data(), shape.size() * sizeof(int64_t));
  return {FinishOperation(description, "Placeholder"), 0};
}

void Trace::Argument(int64_t id) {
  const TF_Output argument = Placeholder(runtime_.Find(id));
  given_.insert(id);
  arguments_.push_back(argument);
  outside_.emplace(id, argument);
}

TF_Output Trace::Constant(TF_Tensor* tensor) {
  digest_.Add(TF_TensorData(tensor), TF_TensorByteSize(tensor));
  digest_.Add(static_cast<int64_t>(TF_TensorType(tensor)));
  for (int i = 0; i < TF_NumDims(tensor); i++) digest_.Add(TF_Dim(tensor, i));
  TF_OperationDescription* description = TF_NewOperation(graph_, "Const", NextName("Const").c_str());
  Status status;
  TF_SetAttrType(description, "dtype", TF_TensorType(tensor));
  TF_SetAttrTensor(description, "value", tensor, status);
  TF_Operation* operation = FinishOperation(description, "Const");
  status.Check("A constant");
  return {operation, 0};
}

// A tensor that exists: an argument, or a constant, or one that the function captures.
TF_Output Trace::Outside(int64_t id) {
  TFE_TensorHandle* handle = runtime_.Find(id);
  Status status;
  const TF_DataType type = TFE_TensorHandleDataType(handle);
  const bool resource = type == TF_RESOURCE;
  const int64_t elements = resource ? 0 : TFE_TensorHandleNumElements(handle, status);
  status.Check("Reading a shape");
  const bool small = static_cast<size_t>(elements) * TF_DataTypeSize(type) <= kLargestConstant;
  // What JavaScript made while the step is written down will be gone when it runs.
  if (!resource && (small || id >= first_id_)) {
    const Tensor tensor(TFE_TensorHandleResolve(handle, status));
    status.Check("Reading a constant");
    if (id < first_id_) copied_ids_.push_back(id);
    return Constant(tensor.get());
  }
  const TF_Output placeholder = Placeholder(handle);
  captured_.push_back(placeholder);
  captured_ids_.push_back(id);
  digest_.Add(id);
  return placeholder;
}

TF_Output Trace::Input(int64_t id) {
  const auto traced = traced_.find(id);
  if (traced != traced_.end()) return traced->second;
  const auto known = outside_.find(id);
  return known != outside_.end() ? known->second : outside_.emplace(id, Outside(id)).first->second;
}

// Operations on one resource happen in the order in which they were written down.
void Trace::Order(const std::vector<TracedInput>& inputs, TF_OperationDescription* description,
                  std::vector<int64_t>& resources) {
  for (const TracedInput& input : inputs) {
    for (const int64_t id : input.ids) {
      if (TF_OperationOutputType(Input(id)) != TF_RESOURCE) continue;
      resources.push_back(id);
      const auto last = last_.find(id);
      if (last != last_.end()) TF_AddControlInput(description, last->second);
    }
  }
}

std::vector<int64_t> Trace::ShapeOf(TF_Output output, const std::string& op, const std::vector<int64_t>& resources) {
  Status status;
  if (op == "ReadVariableOp" && resources.size() == 1 && held_.count(resources[0])) {
    const std::vector<int64_t>& held = held_.at(resources[0]);
    TF_GraphSetTensorShape(graph_, output, held.data(), static_cast<int>(held.size()), status);
    status.Check(op);
  }
  const int rank = TF_GraphGetTensorNumDims(graph_, output, status);
  status.Check(op);
  std::vector<int64_t> shape(static_cast<size_t>(std::max(rank, 0)));
  TF_GraphGetTensorShape(graph_, output, shape.data(), rank, status);
  status.Check(op);
  const bool known = rank >= 0 && std::all_of(shape.begin(), shape.end(), [](int64_t size) { return size >= 0; });
  if (!known) throw Failure(op + " gives a shape that depends on values, which a recorded step cannot have.");
  return shape;
}

std::vector<Traced> Trace::Add(napi_env env, const std::string& op, napi_value attributes,
                               const std::vector<TracedInput>& given, int outputs) {
  const std::vector<TracedInput> inputs = Listed(op, given);
  for (const TracedInput& input : inputs) {
    for (const int64_t id : input.ids) Input(id);
  }
  TF_OperationDescription* description = TF_NewOperation(graph_, op.c_str(), NextName(op).c_str());
  digest_.Add(op);
  const auto digested = [this](TF_Output output) {
    digest_.Add(std::string(TF_OperationName(output.oper)));
    digest_.Add(output.index);
    return output;
  };
  for (const TracedInput& input : inputs) {
    if (!input.list) {
      TF_AddInput(description, digested(Input(input.ids[0])));
      continue;
    }
    std::vector<TF_Output> list;
    for (const int64_t id : input.ids) list.push_back(digested(Input(id)));
    TF_AddInputList(description, list.data(), static_cast<int>(list.size()));
  }
  GraphSink sink(description, digest_);
  for (uint32_t i = 0, count = Length(env, attributes); i < count; i++) ReadAttribute(env, Element(env, attributes, i), sink);
  std::vector<int64_t> resources;
  Order(inputs, description, resources);
  TF_Operation* operation = FinishOperation(description, op);
  for (const int64_t resource : resources) last_[resource] = operation;
  if (op == "AssignVariableOp") held_[inputs[0].ids[0]] = ShapeOf(Input(inputs[1].ids[0]), op, {});
  std::vector<Traced> described;
  for (int i = 0; i < std::min(outputs, TF_OperationNumOutputs(operation)); i++) {
    const TF_Output output{operation, i};
    const std::vector<int64_t> shape = ShapeOf(output, op, resources);
    const int64_t id = runtime_.TakeId();
    traced_.emplace(id, output);
    described.push_back({id, TF_OperationOutputType(output), shape});
  }
  return described;
}

std::string Trace::Fingerprint(const std::vector<int64_t>& outputs) const {
  Digest digest = digest_;
  for (const int64_t id : outputs) {
    const auto traced = traced_.find(id);
    const auto known = outside_.find(id);
    if (traced != traced_.end()) {
      digest.Add(std::string(TF_OperationName(traced->second.oper)));
      digest.Add(traced->second.index);
    } else {
      digest.Add(known == outside_.end() ? id : static_cast<int64_t>(known->second.index));
    }
  }
  return digest.Text();
}

Recording Trace::Finish(const std::string& name, const std::vector<int64_t>& outputs) {
  Status status;
  std::vector<TF_Output> results;
  for (const int64_t id : outputs) {
    TF_OperationDescription* description = TF_NewOperation(graph_, "Identity", NextName("Result").c_str());
    TF_AddInput(description, Input(id));
    results.push_back({FinishOperation(description, "Identity"), 0});
  }
  std::vector<TF_Output> inputs = arguments_;
  inputs.insert(inputs.end(), captured_.begin(), captured_.end());
  std::vector<const TF_Operation*> effects;
  std::vector<const char*> names;
  for (const auto& [id, operation] : last_) effects.push_back(operation);
  std::sort(effects.begin(), effects.end());
  effects.erase(std::unique(effects.begin(), effects.end()), effects.end());
  for (const TF_Operation* effect : effects) names.push_back(TF_OperationName(const_cast<TF_Operation*>(effect)));
  TF_Function* function = TF_GraphToFunctionWithControlOutputs(
      graph_, name.c_str(), 0, -1, nullptr, static_cast<int>(inputs.size()), inputs.data(), static_cast<int>(results.size()),
      results.data(), nullptr, static_cast<int>(effects.size()), effects.data(), names.data(), nullptr, nullptr, status);
  status.Check("Recording a step");
  TFE_ContextAddFunction(runtime_.context(), function, status);
  TF_DeleteFunction(function);
  status.Check("Recording a step");
  Recording recording{name, copied_ids_, captured_ids_, {}, static_cast<int>(outputs.size()), false, count_};
  for (const int64_t id : captured_ids_) {
    recording.captured.push_back(TFE_TensorHandleCopySharingTensor(runtime_.Find(id), status));
    status.Check("Recording a step");
  }
  return recording;
}

}  // namespace advtrain
