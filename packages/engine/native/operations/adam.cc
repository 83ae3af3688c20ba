// Adam (Kingma & Ba, 2015, Algorithm 1) with decoupled weight decay (Loshchilov & Hutter, 2019): both moments and θ in one pass
// over memory. The moments are changed where they lie, so whoever holds them must let nobody else do so.
#include <cmath>

#include "loops/parallel.h"
#include "loops/simd.h"
#include "operations/kernel.h"

namespace advtrain {
namespace {

constexpr int64_t kGrain = 32768;

struct Adam {
  const float beta1, beta2;
  explicit Adam(const KernelAttributes& attributes) : beta1(attributes.Float("beta1")), beta2(attributes.Float("beta2")) {}

  void Compute(const Call& call) const {
    // In the memory of the gradient, which is rarely needed any longer.
    const View next = call.OutputLike({3, 0}), theta = call.Input(0), first = call.Input(1), second = call.Input(2);
    const View gradient = call.Input(3);
    const auto number = [&](int index) { return call.Input(index).floats()[0]; };
    const float rate = number(4), epsilon = number(5), scale = number(6), before = number(7), after = number(8);
    if (first.size() != next.size() || second.size() != next.size()) throw Failure("The moments must be as large as what they belong to.");
    ParallelFor(next.size(), kGrain, [&](int64_t begin, int64_t end) {
      const float *in = theta.floats(), *g = gradient.floats();
      float *m = first.floats(), *v = second.floats(), *out = next.floats();
      ADVTRAIN_SIMD
      for (int64_t i = begin; i < end; i++) {
        const float pull = g[i] * scale;
        m[i] += (pull - m[i]) * (1 - beta1);
        v[i] += (pull * pull - v[i]) * (1 - beta2);
        out[i] = (in[i] * before - rate * m[i] / (std::sqrt(v[i]) + epsilon)) * after;
      }
    });
  }
};

}  // namespace

void RegisterAdam() {
  Register<Adam, OutputShape::kFirst>({"AdvtrainAdam",
                                       {"theta: float", "first: float", "second: float", "gradient: float", "rate: float",
                                        "epsilon: float", "scale: float", "before: float", "after: float"},
                                       {"next: float"},
                                       {"beta1: float", "beta2: float"},
                                       true});
}

}  // namespace advtrain
