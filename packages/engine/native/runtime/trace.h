// A step of training written down as a TensorFlow function: operations are added to a graph instead of being run.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "common.h"
#include "tensorflow/c/c_api.h"

namespace advtrain {

class Runtime;

// What JavaScript is told of an output of an operation that is not run yet.
struct Traced {
  int64_t id;
  TF_DataType type;
  std::vector<int64_t> shape;
};

// An input of an operation: one tensor, or a list of them.
struct TracedInput {
  bool list;
  std::vector<int64_t> ids;
};

// A recorded function and the tensors from outside that it uses beside its arguments: those that it is given, and those whose
// numbers stand in it.
struct Recording {
  std::string name;
  std::vector<int64_t> copied_ids;
  std::vector<int64_t> captured_ids;
  std::vector<TFE_TensorHandle*> captured;
  int outputs = 0;
  bool compiled = false;
  // Operations of its graph, by which its memory is estimated.
  size_t nodes = 0;
};

// 64-bit FNV-1a.
class Digest {
 public:
  void Add(const void* data, size_t bytes);
  void Add(const std::string& text) {
    Add(static_cast<int64_t>(text.size()));
    Add(text.data(), text.size());
  }
  void Add(int64_t number) { Add(&number, sizeof number); }
  std::string Text() const;

 private:
  uint64_t hash_ = 0xcbf29ce484222325u;
};

class Trace {
 public:
  explicit Trace(Runtime& runtime);
  ~Trace();
  Trace(const Trace&) = delete;
  Trace& operator=(const Trace&) = delete;

  // Makes a tensor that exists an argument of the function.
  void Argument(int64_t id);
  // Adds an operation; the ids of its outputs are new.
  std::vector<Traced> Add(napi_env env, const std::string& op, napi_value attributes, const std::vector<TracedInput>& inputs,
                          int outputs);
  // Whether the tensor is one that the function will be given, so that what is in it now says nothing of other runs.
  bool IsArgument(int64_t id) const { return given_.count(id) > 0; }
  // The same graph gives the same text within a process.
  std::string Fingerprint(const std::vector<int64_t>& outputs) const;
  // Adds the function to TensorFlow. The arguments come first, in order, then what is captured.
  Recording Finish(const std::string& name, const std::vector<int64_t>& outputs);

 private:
  TF_Output Input(int64_t id);
  TF_Output Outside(int64_t id);
  TF_Output Placeholder(TFE_TensorHandle* handle);
  TF_Output Constant(TF_Tensor* tensor);
  TF_Operation* FinishOperation(TF_OperationDescription* description, const std::string& op);
  std::string NextName(const std::string& op);
  void Order(const std::vector<TracedInput>& inputs, TF_OperationDescription* description, std::vector<int64_t>& resources);
  std::vector<int64_t> ShapeOf(TF_Output output, const std::string& op, const std::vector<int64_t>& resources);

  Runtime& runtime_;
  TF_Graph* graph_;
  int64_t first_id_;
  size_t count_ = 0;
  Digest digest_;
  std::unordered_map<int64_t, TF_Output> traced_;
  std::unordered_map<int64_t, TF_Output> outside_;
  std::vector<TF_Output> arguments_;
  std::vector<TF_Output> captured_;
  std::vector<int64_t> captured_ids_;
  std::vector<int64_t> copied_ids_;
  std::unordered_set<int64_t> given_;
  // By a resource's id: the last operation on it, and the shape of what it holds.
  std::unordered_map<int64_t, TF_Operation*> last_;
  std::unordered_map<int64_t, std::vector<int64_t>> held_;
};

}  // namespace advtrain
