// Dropout (Srivastava et al., 2014) that stores no mask: it is drawn from the seed, and in the gradient, which is the same
// operation, once more.
#include <algorithm>

#include "loops/parallel.h"
#include "loops/philox.h"
#include "loops/simd.h"
#include "operations/kernel.h"

namespace advtrain {
namespace {

constexpr int64_t kGrain = 8192, kTile = 512;

struct Dropout {
  const float rate, scale;
  explicit Dropout(const KernelAttributes& attributes) : rate(attributes.Float("rate")), scale(attributes.Float("scale")) {}

  void Compute(const Call& call) const {
    const View y = call.OutputLike({0}), x = call.Input(0), seed = call.Input(1);
    if (seed.size() != 4) throw Failure("A seed has four numbers.");
    const DropoutMask dropout(seed.integers(), rate, scale);
    ParallelFor(x.size(), kGrain, [&, in = x.floats(), out = y.floats()](int64_t begin, int64_t end) {
      float mask[kTile];
      for (int64_t tile = begin; tile < end; tile += kTile) {
        const int64_t size = std::min(kTile, end - tile);
        dropout.Draw(tile, size, mask);
        ADVTRAIN_SIMD
        for (int64_t i = 0; i < size; i++) out[tile + i] = in[tile + i] * mask[i];
      }
    });
  }
};

}  // namespace

void RegisterDropout() {
  Register<Dropout, OutputShape::kFirst>({"AdvtrainDropout", {"x: float", "seed: int32"}, {"y: float"}, {"rate: float", "scale: float"}});
}

}  // namespace advtrain
