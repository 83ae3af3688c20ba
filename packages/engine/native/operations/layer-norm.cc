// Layer normalisation over the last axis (Ba et al., 2016): y = (x − mean) · scale · gain + bias, scale = 1 / √(variance + ε).
#include <algorithm>
#include <cmath>

#include "loops/parallel.h"
#include "loops/simd.h"
#include "operations/kernel.h"

namespace advtrain {
namespace {

constexpr int64_t kGrain = 16384;
// Columns whose sums one thread takes at a time.
constexpr int64_t kColumns = 64;

struct Rows {
  int64_t rows, width;
  explicit Rows(const View& x, const View& gain) : rows(0), width(gain.size()) {
    const std::vector<int64_t> shape = x.shape();
    if (shape.empty() || shape.back() != width || width == 0) throw Failure("The gain must be as long as the last axis.");
    rows = x.size() / width;
  }
  void ForEach(const std::function<void(int64_t)>& work) const {
    ParallelFor(rows, std::max<int64_t>(1, kGrain / width), [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; row++) work(row);
    });
  }
};

void CheckLength(const View& view, int64_t length) {
  if (view.size() != length) throw Failure("An input has " + std::to_string(view.size()) + " entries, but needs " + std::to_string(length) + ".");
}

struct LayerNorm {
  const float epsilon;
  explicit LayerNorm(const KernelAttributes& attributes) : epsilon(attributes.Float("epsilon")) {}

  void Compute(const Call& call) const {
    const View y = call.OutputLike({0}), x = call.Input(0), gain = call.Input(1), bias = call.Input(2);
    const Rows rows(x, gain);
    CheckLength(bias, rows.width);
    std::vector<int64_t> outer = x.shape();
    outer.pop_back();
    const View means = call.Output(1, outer), scales = call.Output(2, outer);
    rows.ForEach([&, width = rows.width, g = gain.floats(), b = bias.floats()](int64_t row) {
      const float* in = x.floats() + row * width;
      float* out = y.floats() + row * width;
      float sum = 0, squares = 0;
#pragma omp simd reduction(+ : sum)
      for (int64_t i = 0; i < width; i++) sum += in[i];
      const float mean = sum / static_cast<float>(width);
#pragma omp simd reduction(+ : squares)
      for (int64_t i = 0; i < width; i++) squares += (in[i] - mean) * (in[i] - mean);
      const float scale = 1.0f / std::sqrt(squares / static_cast<float>(width) + epsilon);
      ADVTRAIN_SIMD
      for (int64_t i = 0; i < width; i++) out[i] = (in[i] - mean) * scale * g[i] + b[i];
      means.floats()[row] = mean;
      scales.floats()[row] = scale;
    });
  }
};

// dx = scale · (d − mean(d) − normal · mean(d · normal)) with d = dy · gain.
struct LayerNormGrad {
  explicit LayerNormGrad(const KernelAttributes&) {}

  void Compute(const Call& call) const {
    const View dx = call.OutputLike({0, 1}), x = call.Input(0), dy = call.Input(1);
    const View means = call.Input(2), scales = call.Input(3), gain = call.Input(4);
    const Rows rows(x, gain);
    CheckLength(means, rows.rows);
    CheckLength(scales, rows.rows);
    rows.ForEach([&, width = rows.width, g = gain.floats()](int64_t row) {
      const float mean = means.floats()[row], scale = scales.floats()[row];
      const float *in = x.floats() + row * width, *up = dy.floats() + row * width;
      float* out = dx.floats() + row * width;
      float sum = 0, along = 0;
#pragma omp simd reduction(+ : sum, along)
      for (int64_t i = 0; i < width; i++) {
        const float d = up[i] * g[i];
        sum += d;
        along += d * (in[i] - mean);
      }
      const float centre = sum / static_cast<float>(width);
      const float slope = along * scale * scale / static_cast<float>(width);
      ADVTRAIN_SIMD
      for (int64_t i = 0; i < width; i++) out[i] = scale * (up[i] * g[i] - centre - (in[i] - mean) * slope);
    });
  }
};

// The gain’s gradient: Σ dy · normal over the rows.
struct LayerNormGainGrad {
  explicit LayerNormGainGrad(const KernelAttributes&) {}

  void Compute(const Call& call) const {
    const View x = call.Input(0), dy = call.Input(1), means = call.Input(2), scales = call.Input(3);
    const int64_t rows = means.size(), width = x.shape().back();
    CheckLength(x, rows * width);
    CheckLength(dy, rows * width);
    CheckLength(scales, rows);
    const View sums = call.Output(0, {width});
    ParallelFor(width, kColumns, [&](int64_t begin, int64_t end) {
      float sum[kColumns] = {};
      const int64_t columns = end - begin;
      for (int64_t row = 0; row < rows; row++) {
        const float mean = means.floats()[row], scale = scales.floats()[row];
        const float *in = x.floats() + row * width + begin, *up = dy.floats() + row * width + begin;
        ADVTRAIN_SIMD
        for (int64_t i = 0; i < columns; i++) sum[i] += up[i] * ((in[i] - mean) * scale);
      }
      std::copy_n(sum, columns, sums.floats() + begin);
    });
  }
};

}  // namespace

void RegisterLayerNorm() {
  Register<LayerNorm, OutputShape::kFirst, OutputShape::kRows, OutputShape::kRows>(
      {"AdvtrainLayerNorm", {"x: float", "gain: float", "bias: float"}, {"y: float", "mean: float", "scale: float"}, {"epsilon: float"}});
  Register<LayerNormGrad, OutputShape::kFirst>(
      {"AdvtrainLayerNormGrad", {"x: float", "dy: float", "mean: float", "scale: float", "gain: float"}, {"dx: float"}, {}});
  Register<LayerNormGainGrad, OutputShape::kLast>(
      {"AdvtrainLayerNormGainGrad", {"x: float", "dy: float", "mean: float", "scale: float"}, {"dgain: float"}, {}});
}

}  // namespace advtrain
