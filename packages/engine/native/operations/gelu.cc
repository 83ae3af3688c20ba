// The Gaussian error linear unit, exact and by tanh (Hendrycks & Gimpel, 2016), and its gradient from x alone.
#include "loops/parallel.h"
#include "loops/simd.h"
#include "operations/kernel.h"

namespace advtrain {
namespace {

constexpr int64_t kGrain = 16384;

// A gate Γ with gelu(x) = x Γ(x), and the gradient Γ + x Γ′.
struct Gate {
  float value, gradient;
};

ADVTRAIN_INLINE Gate ExactGate(float x) {
  const float size = x < 0 ? -x : x;
  const float bell = Exp(-0.5f * x * x);
  // Φ(−|x|) = e^(−x²/2) · t · P(t) with t = 1 / (1 + 0.27 |x|): P interpolates at Chebyshev's nodes for |x| up to 14,
  // where e^(−x²/2) is 0, with a relative error of 3e-8.
  const float t = 1.0f / (1.0f + 0.27f * size);
  float p = 0.029136988f;
  p = p * t - 0.12738827f;
  p = p * t + 0.17174738f;
  p = p * t - 0.07156059f;
  p = p * t + 0.10951662f;
  p = p * t + 0.07130427f;
  p = p * t + 0.10200631f;
  p = p * t + 0.10751499f;
  p = p * t + 0.10772230f;
  const float tail = bell * t * p;
  const float cdf = x < 0 ? tail : 1.0f - tail;
  constexpr float kInverseRootTwoPi = 0.39894228f;
  return {cdf, cdf + x * (bell * kInverseRootTwoPi)};
}

ADVTRAIN_INLINE Gate TanhGate(float x) {
  constexpr float kSlope = 0.79788456f, kCubic = 0.044715f;
  const float inner = x * (x * x * (kSlope * kCubic) + kSlope);
  // (1 + tanh u) / 2 is the logistic function of 2u.
  const float gate = 1.0f / (1.0f + Exp(-2.0f * inner));
  const float rise = x * x * (3 * kSlope * kCubic) + kSlope;
  return {gate, gate + x * (2.0f * gate * (1.0f - gate)) * rise};
}

template <Gate (*gate)(float)>
void Forward(const float* x, float* y, int64_t size) {
  ParallelFor(size, kGrain, [=](int64_t begin, int64_t end) {
    ADVTRAIN_SIMD
    for (int64_t i = begin; i < end; i++) y[i] = x[i] * gate(x[i]).value;
  });
}

template <Gate (*gate)(float)>
void Backward(const float* x, const float* dy, float* dx, int64_t size) {
  ParallelFor(size, kGrain, [=](int64_t begin, int64_t end) {
    ADVTRAIN_SIMD
    for (int64_t i = begin; i < end; i++) dx[i] = dy[i] * gate(x[i]).gradient;
  });
}

struct Gelu {
  const bool exact;
  explicit Gelu(const KernelAttributes& attributes) : exact(attributes.Flag("exact")) {}

  void Compute(const Call& call) const {
    const View y = call.OutputLike({0}), x = call.Input(0);
    (exact ? Forward<ExactGate> : Forward<TanhGate>)(x.floats(), y.floats(), x.size());
  }
};

struct GeluGrad {
  const bool exact;
  explicit GeluGrad(const KernelAttributes& attributes) : exact(attributes.Flag("exact")) {}

  void Compute(const Call& call) const {
    const View dx = call.OutputLike({0, 1}), x = call.Input(0), dy = call.Input(1);
    (exact ? Backward<ExactGate> : Backward<TanhGate>)(x.floats(), dy.floats(), dx.floats(), x.size());
  }
};

}  // namespace

void RegisterGelu() {
  Register<Gelu, OutputShape::kFirst>({"AdvtrainGelu", {"x: float"}, {"y: float"}, {"exact: bool"}});
  Register<GeluGrad, OutputShape::kFirst>({"AdvtrainGeluGrad", {"x: float", "dy: float"}, {"dx: float"}, {"exact: bool"}});
}

}  // namespace advtrain
