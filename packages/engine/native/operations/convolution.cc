// Convolutions without patches, x [B, H, W, I], kernel [h, w, I, O] → y [B, H′, W′, O] with O a multiple of eight, and the gradients
// of both: for kernels that stay in a core's cache, with which TensorFlow packs patches and spreads columns longer than it multiplies.
// Rectified ones give max(y + bias, 0), and take a gradient to what they gave, in the same passes over memory.
#include <algorithm>
#include <memory>
#include <vector>

#include "loops/parallel.h"
#include "loops/tile.h"
#include "operations/kernel.h"

namespace advtrain {
namespace {

constexpr int64_t kGrain = 8192, kPieces = 16;
// Where lanes lie that are side by side.
constexpr int64_t kNeighbours[] = {0, 1, 2, 3, 4, 5, 6, 7, 8};

// The sizes of a convolution. A tap is an entry of the kernel for one feature; those of a window's line lie in a row in x.
struct Sizes {
  int64_t batch, line, image, taps, height, features, down, across, move, step;

  Sizes(const View& x, const View& kernel, int64_t stride) {
    const std::vector<int64_t> in = x.shape(), window = kernel.shape();
    if (in.size() != 4 || window.size() != 4 || in[3] != window[2]) throw Failure("An image and a kernel have four axes, and the same channels.");
    if (stride < 1 || window[0] < 1 || window[1] < 1 || window[0] > in[1] || window[1] > in[2]) throw Failure("The kernel must fit the image.");
    features = window[3];
    if (features < 1 || features % kLanes != 0) throw Failure("The features must be a multiple of eight.");
    batch = in[0];
    line = in[2] * in[3];
    image = in[1] * line;
    height = window[0];
    taps = window[1] * in[3];
    down = (in[1] - window[0]) / stride + 1;
    across = (in[2] - window[1]) / stride + 1;
    move = stride * in[3];
    step = stride * line;
  }
  std::vector<int64_t> Windows() const { return {batch, down, across, features}; }
  void Check(const View& dy) const {
    if (dy.shape() != Windows()) throw Failure("The gradient must have the shape of the output.");
  }
};

// A row of gradients, 0 where rectified outputs are.
class Passed {
 public:
  explicit Passed(int64_t size) : values_(static_cast<size_t>(size)) {}
  const float* operator()(const float* dy, const float* y) {
    for (size_t i = 0; i < values_.size(); i++) values_[i] = y[i] > 0.0f ? dy[i] : 0.0f;
    return values_.data();
  }

 private:
  std::vector<float> values_;
};

template <int kStride, bool kRectified>
struct Convolution {
  explicit Convolution(const KernelAttributes&) {}

  void Compute(const Call& call) const {
    const View x = call.Input(0), kernel = call.Input(1);
    const Sizes s(x, kernel, kStride);
    // Nobody looks at it otherwise.
    const View bias = call.Input(kRectified ? 2 : 1);
    if (kRectified && bias.size() != s.features) throw Failure("The bias must have an entry for each feature.");
    const View y = call.Output(0, s.Windows());
    ParallelFor(s.batch * s.down, std::max<int64_t>(1, kGrain / (s.across * s.features)), [&, weights = kernel.floats()](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; row++) {
        const float* in = x.floats() + row / s.down * s.image + row % s.down * s.step;
        float* out = y.floats() + row * s.across * s.features;
        ForTiles(s.across, s.features, [&](int64_t at, int64_t feature, auto tile) {
          for (int64_t i = 0; i < s.height; i++) {
            tile.Add(in + i * s.line + at * s.move, s.move, 1, weights + i * s.taps * s.features + feature, s.features, s.taps);
          }
          float* to = out + at * s.features + feature;
          if constexpr (kRectified) {
            tile.StoreRectified(to, s.features, bias.floats() + feature);
          } else {
            tile.Store(to, s.features);
          }
        });
      }
    });
  }
};

// dx: what each output gives the entries of its window, Σ dy · kernel over the features.
template <bool kRectified>
class ConvolutionGrad {
 public:
  explicit ConvolutionGrad(const KernelAttributes& attributes) : stride_(static_cast<int64_t>(attributes.Float("stride"))) {}

  void Compute(const Call& call) const {
    const View x = call.Input(0), kernel = call.Input(1), dy = call.Input(2), y = call.Input(kRectified ? 3 : 2);
    const Sizes s(x, kernel, stride_);
    s.Check(dy);
    s.Check(y);
    const int64_t width = s.across * s.features;
    const View dx = call.Output(0, x.shape());
    const int64_t taps = s.height * s.taps, lanes = (taps + kLanes - 1) / kLanes * kLanes;
    const std::vector<float> weights = Transposed(kernel.floats(), taps, lanes, s.features);
    std::vector<int64_t> places(static_cast<size_t>(taps));
    for (int64_t tap = 0; tap < taps; tap++) places[tap] = tap / s.taps * s.line + tap % s.taps;
    ParallelFor(s.batch, 1, [&](int64_t begin, int64_t end) {
      Passed passed(kRectified ? width : 0);
      for (int64_t image = begin; image < end; image++) {
        float* out = dx.floats() + image * s.image;
        std::fill_n(out, s.image, 0.0f);
        for (int64_t row = 0; row < s.down; row++) {
          const int64_t at = (image * s.down + row) * width;
          const float* up = kRectified ? passed(dy.floats() + at, y.floats() + at) : dy.floats() + at;
          ForTiles(s.across, lanes, [&](int64_t window_at, int64_t lane, auto tile) {
            tile.Add(up + window_at * s.features, s.features, 1, weights.data() + lane, lanes, s.features);
            float* window = out + row * s.step + window_at * s.move;
            if (s.taps % kLanes == 0) {
              tile.AddTo(window, s.move, places.data() + lane);
            } else {
              float given[tile.kHeight * tile.kWidth];
              tile.Store(given, tile.kWidth);
              const int64_t count = std::min(tile.kWidth, taps - lane);
              for (int64_t i = 0; i < tile.kHeight; i++, window += s.move) {
                for (int64_t j = 0; j < count; j++) window[places[lane + j]] += given[i * tile.kWidth + j];
              }
            }
          });
        }
      }
    });
  }

 private:
  const int64_t stride_;

  static std::vector<float> Transposed(const float* kernel, int64_t taps, int64_t lanes, int64_t features) {
    std::vector<float> out(static_cast<size_t>(lanes * features), 0.0f);
    for (int64_t tap = 0; tap < taps; tap++) {
      for (int64_t feature = 0; feature < features; feature++) out[feature * lanes + tap] = kernel[tap * features + feature];
    }
    return out;
  }
};

// dkernel: Σ x · dy over all windows, in pieces of the batch whose sums are added in order.
template <bool kRectified>
class ConvolutionKernelGrad {
 public:
  explicit ConvolutionKernelGrad(const KernelAttributes& attributes) : stride_(static_cast<int64_t>(attributes.Float("stride"))) {}

  void Compute(const Call& call) const {
    const View kernel = call.Input(0), x = call.Input(1), dy = call.Input(2), y = call.Input(kRectified ? 3 : 2);
    const Sizes s(x, kernel, stride_);
    s.Check(dy);
    s.Check(y);
    const int64_t outputs = s.down * s.across * s.features;
    const int64_t size = kernel.size();
    std::vector<float> sums(static_cast<size_t>(kPieces * size), 0.0f);
    ParallelFor(kPieces, 1, [&](int64_t begin, int64_t end) {
      Passed passed(kRectified ? s.across * s.features : 0);
      for (int64_t piece = begin; piece < end; piece++) {
        for (int64_t image = piece * s.batch / kPieces; image < (piece + 1) * s.batch / kPieces; image++) {
          const int64_t at = image * outputs;
          AddImage(s, x.floats() + image * s.image, dy.floats() + at, y.floats() + at, passed, sums.data() + piece * size);
        }
      }
    });
    const View sum = call.Output(0, kernel.shape());
    std::copy_n(sums.data(), size, sum.floats());
    for (int64_t piece = 1; piece < kPieces; piece++) {
      for (int64_t i = 0; i < size; i++) sum.floats()[i] += sums[piece * size + i];
    }
  }

 private:
  const int64_t stride_;

  static void AddImage(const Sizes& s, const float* x, const float* dy, const float* y, Passed& passed, float* sums) {
    for (int64_t row = 0; row < s.down; row++, dy += s.across * s.features, y += s.across * s.features) {
      const float* up = kRectified ? passed(dy, y) : dy;
      for (int64_t i = 0; i < s.height; i++) {
        const float* in = x + row * s.step + i * s.line;
        ForTiles(s.taps, s.features, [&](int64_t tap, int64_t feature, auto tile) {
          tile.Add(in + tap, 1, s.move, up + feature, s.features, s.across);
          tile.AddTo(sums + (i * s.taps + tap) * s.features + feature, s.features, kNeighbours);
        });
      }
    }
  }
};

// dbias of a rectified convolution: Σ dy where it gave more than 0, in pieces that are added in order.
struct RectifiedBiasGrad {
  explicit RectifiedBiasGrad(const KernelAttributes&) {}

  void Compute(const Call& call) const {
    const View bias = call.Input(0), y = call.Input(1), dy = call.Input(2);
    const int64_t features = bias.size();
    if (features < 1 || y.size() % features != 0 || dy.size() != y.size()) throw Failure("The gradient must have the shape of the output.");
    const int64_t rows = y.size() / features;
    std::vector<float> sums(static_cast<size_t>(kPieces * features), 0.0f);
    ParallelFor(kPieces, 1, [&](int64_t begin, int64_t end) {
      for (int64_t piece = begin; piece < end; piece++) {
        float* sum = sums.data() + piece * features;
        for (int64_t row = piece * rows / kPieces; row < (piece + 1) * rows / kPieces; row++) {
          const float *given = dy.floats() + row * features, *seen = y.floats() + row * features;
          for (int64_t i = 0; i < features; i++) sum[i] += seen[i] > 0.0f ? given[i] : 0.0f;
        }
      }
    });
    const View dbias = call.Output(0, bias.shape());
    std::fill_n(dbias.floats(), features, 0.0f);
    for (int64_t piece = 0; piece < kPieces; piece++) {
      for (int64_t i = 0; i < features; i++) dbias.floats()[i] += sums[piece * features + i];
    }
  }
};

struct FreeShape {
  void operator()(TF_ShapeHandle* shape) const { TF_DeleteShapeHandle(shape); }
};
using Shape = std::unique_ptr<TF_ShapeHandle, FreeShape>;

int64_t Dimension(TF_ShapeInferenceContext* context, const Shape& shape, int64_t axis) {
  TF_DimensionHandle* dimension = TF_NewDimensionHandle();
  TF_ShapeInferenceContextDim(context, shape.get(), axis, dimension);
  const int64_t size = TF_DimensionHandleValueKnown(dimension) ? TF_DimensionHandleValue(dimension) : -1;
  TF_DeleteDimensionHandle(dimension);
  return size;
}

// [B, H, W, I], [h, w, I, O] → [B, H′, W′, O]. No number among the attributes can be read here: so each stride has its operation.
template <int kStride>
void InferConvolution(TF_ShapeInferenceContext* context, TF_Status* status) {
  const Shape x(TF_NewShapeHandle()), kernel(TF_NewShapeHandle()), out(TF_NewShapeHandle()), features(TF_NewShapeHandle());
  const auto done = [&] { return TF_GetCode(status) != TF_OK; };
  const auto join = [&](TF_ShapeHandle* more) { TF_ShapeInferenceContextConcatenateShapes(context, out.get(), more, out.get(), status); };
  TF_ShapeInferenceContextGetInput(context, 0, x.get(), status);
  TF_ShapeInferenceContextGetInput(context, 1, kernel.get(), status);
  TF_ShapeInferenceContextWithRank(context, x.get(), 4, x.get(), status);
  if (done()) return;
  TF_ShapeInferenceContextWithRank(context, kernel.get(), 4, kernel.get(), status);
  if (done()) return;
  TF_ShapeInferenceContextSubshape(context, x.get(), 0, 1, out.get(), status);
  TF_ShapeInferenceContextSubshape(context, kernel.get(), 3, 4, features.get(), status);
  for (const int axis : {1, 2}) {
    const int64_t size = Dimension(context, x, axis), window = Dimension(context, kernel, axis - 1);
    if (window < 1 || size < window) return TF_ShapeInferenceContextSetUnknownShape(context, status);
    const Shape windows(TF_ShapeInferenceContextVectorFromSize(context, static_cast<size_t>((size - window) / kStride + 1)));
    join(windows.get());
  }
  join(features.get());
  TF_ShapeInferenceContextSetOutput(context, 0, out.get(), status);
}

}  // namespace

void RegisterConvolution() {
  RegisterWith<Convolution<1, false>>({"AdvtrainConvolution1", {"x: float", "kernel: float"}, {"y: float"}, {}}, InferConvolution<1>);
  RegisterWith<Convolution<2, false>>({"AdvtrainConvolution2", {"x: float", "kernel: float"}, {"y: float"}, {}}, InferConvolution<2>);
  Register<ConvolutionGrad<false>, OutputShape::kFirst>(
      {"AdvtrainConvolutionGrad", {"x: float", "kernel: float", "dy: float"}, {"dx: float"}, {"stride: float"}});
  Register<ConvolutionKernelGrad<false>, OutputShape::kFirst>(
      {"AdvtrainConvolutionKernelGrad", {"kernel: float", "x: float", "dy: float"}, {"dkernel: float"}, {"stride: float"}});

  const std::vector<const char*> rectified = {"x: float", "kernel: float", "bias: float"};
  RegisterWith<Convolution<1, true>>({"AdvtrainRectifiedConvolution1", rectified, {"y: float"}, {}}, InferConvolution<1>);
  RegisterWith<Convolution<2, true>>({"AdvtrainRectifiedConvolution2", rectified, {"y: float"}, {}}, InferConvolution<2>);
  Register<ConvolutionGrad<true>, OutputShape::kFirst>(
      {"AdvtrainRectifiedConvolutionGrad", {"x: float", "kernel: float", "dy: float", "y: float"}, {"dx: float"}, {"stride: float"}});
  Register<ConvolutionKernelGrad<true>, OutputShape::kFirst>(
      {"AdvtrainRectifiedConvolutionKernelGrad", {"kernel: float", "x: float", "dy: float", "y: float"}, {"dkernel: float"}, {"stride: float"}});
  Register<RectifiedBiasGrad, OutputShape::kFirst>(
      {"AdvtrainRectifiedBiasGrad", {"bias: float", "y: float", "dy: float"}, {"dbias: float"}, {}});
}

}  // namespace advtrain
