// The weights of attention, softmax(factor · scores + bias) and their dropout, and the scores' gradient.
#include <algorithm>

#include "loops/parallel.h"
#include "loops/philox.h"
#include "loops/simd.h"
#include "operations/kernel.h"

namespace advtrain {
namespace {

constexpr int64_t kGrain = 8192, kTile = 512;

// Runs work(first row, rows, mask) over all rows, a few at a time, with their entries of the mask.
struct Tiles {
  int64_t rows, width;
  explicit Tiles(const View& scores) {
    const std::vector<int64_t> shape = scores.shape();
    if (shape.size() != 4) throw Failure("Scores have four axes.");
    width = shape[3];
    rows = shape[0] * shape[1] * shape[2];
  }
  void ForEach(const DropoutMask* dropout, const std::function<void(int64_t, int64_t, float*)>& work) const {
    if (width == 0) return;
    ParallelFor(rows, std::max<int64_t>(1, kGrain / width), [&](int64_t begin, int64_t end) {
      const int64_t step = std::max<int64_t>(1, kTile / width);
      std::vector<float> mask(static_cast<size_t>(step * width), 1.0f);
      for (int64_t row = begin; row < end; row += step) {
        const int64_t count = std::min(step, end - row);
        if (dropout) dropout->Draw(row * width, count * width, mask.data());
        work(row, count, mask.data());
      }
    });
  }
};

// Where a bias that is broadcast to the scores' shape [B, H, T, T'] has the row of given number.
class BroadcastRows {
 public:
  BroadcastRows(const View& bias, const std::vector<int64_t>& scores) : data_(bias.floats()) {
    const std::vector<int64_t> shape = bias.shape();
    if (shape.size() != 4 || shape[3] != scores[3]) throw Failure("The bias must have four axes, the last as the scores.");
    int64_t stride = shape[3];
    for (int axis = 2; axis >= 0; axis--) {
      if (shape[axis] != 1 && shape[axis] != scores[axis]) throw Failure("The bias cannot be broadcast to the scores.");
      sizes_[axis] = scores[axis];
      strides_[axis] = shape[axis] == 1 ? 0 : stride;
      stride *= shape[axis];
    }
  }
  const float* Row(int64_t row) const {
    const int64_t query = row % sizes_[2], head = row / sizes_[2] % sizes_[1], example = row / sizes_[2] / sizes_[1];
    return data_ + example * strides_[0] + head * strides_[1] + query * strides_[2];
  }

 private:
  const float* data_;
  int64_t sizes_[3], strides_[3];
};

void Softmax(const float* scores, const float* bias, float factor, float* weights, int64_t width) {
  float highest = scores[0] * factor + bias[0], sum = 0;
#pragma omp simd reduction(max : highest)
  for (int64_t i = 0; i < width; i++) {
    const float score = scores[i] * factor + bias[i];
    highest = score > highest ? score : highest;
    weights[i] = score;
  }
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < width; i++) {
    const float power = Exp(weights[i] - highest);
    weights[i] = power;
    sum += power;
  }
  const float scale = 1.0f / sum;
  ADVTRAIN_SIMD
  for (int64_t i = 0; i < width; i++) weights[i] *= scale;
}

class AttentionWeights {
 public:
  explicit AttentionWeights(const KernelAttributes& attributes)
      : factor_(attributes.Float("factor")), rate_(attributes.Float("rate")), scale_(attributes.Float("scale")) {}

  void Compute(const Call& call) const {
    const View weights = call.OutputLike({0}), scores = call.Input(0), bias = call.Input(1), seed = call.Input(2);
    if (seed.size() != 4) throw Failure("A seed has four numbers.");
    const Tiles tiles(scores);
    const BroadcastRows biases(bias, scores.shape());
    const auto softmax = [&, width = tiles.width](int64_t row) {
      const int64_t at = row * width;
      Softmax(scores.floats() + at, biases.Row(row), factor_, weights.floats() + at, width);
      return weights.floats() + at;
    };
    if (rate_ == 0) {
      tiles.ForEach(nullptr, [&](int64_t first, int64_t count, float*) {
        for (int64_t row = first; row < first + count; row++) softmax(row);
      });
      return call.Give(1, weights);
    }
    const View dropped = call.Output(1, scores.shape());
    const DropoutMask dropout(seed.integers(), rate_, scale_);
    tiles.ForEach(&dropout, [&, width = tiles.width](int64_t first, int64_t count, const float* mask) {
      for (int64_t row = first; row < first + count; row++, mask += width) {
        const float* in = softmax(row);
        float* out = dropped.floats() + row * width;
        ADVTRAIN_SIMD
        for (int64_t i = 0; i < width; i++) out[i] = in[i] * mask[i];
      }
    });
  }

 private:
  const float factor_, rate_, scale_;
};

// dScores = factor · weights · (d − Σ d · weights) with d = mask · dDropped.
class AttentionWeightsGrad {
 public:
  explicit AttentionWeightsGrad(const KernelAttributes& attributes)
      : factor_(attributes.Float("factor")), rate_(attributes.Float("rate")), scale_(attributes.Float("scale")) {}

  void Compute(const Call& call) const {
    const View scores = call.OutputLike({0, 1}), weights = call.Input(0), gradient = call.Input(1), seed = call.Input(2);
    if (seed.size() != 4) throw Failure("A seed has four numbers.");
    const Tiles tiles(weights);
    const DropoutMask dropout(seed.integers(), rate_, scale_);
    tiles.ForEach(rate_ == 0 ? nullptr : &dropout, [&, width = tiles.width](int64_t first, int64_t count, float* mask) {
      for (int64_t row = first; row < first + count; row++, mask += width) {
        const float *w = weights.floats() + row * width, *up = gradient.floats() + row * width;
        float* out = scores.floats() + row * width;
        float drift = 0;
#pragma omp simd reduction(+ : drift)
        for (int64_t i = 0; i < width; i++) {
          mask[i] *= up[i];
          drift += mask[i] * w[i];
        }
        ADVTRAIN_SIMD
        for (int64_t i = 0; i < width; i++) out[i] = factor_ * w[i] * (mask[i] - drift);
        if (rate_ == 0) std::fill_n(mask, width, 1.0f);
      }
    });
  }

 private:
  const float factor_, rate_, scale_;
};

}  // namespace

void RegisterAttention() {
  const std::vector<const char*> attributes = {"factor: float", "rate: float", "scale: float"};
  Register<AttentionWeights, OutputShape::kFirst, OutputShape::kFirst>(
      {"AdvtrainAttentionWeights", {"scores: float", "bias: float", "seed: int32"}, {"weights: float", "dropped: float"}, attributes});
  Register<AttentionWeightsGrad, OutputShape::kFirst>(
      {"AdvtrainAttentionWeightsGrad", {"weights: float", "ddropped: float", "seed: int32"}, {"dscores: float"}, attributes});
}

}  // namespace advtrain
