// Small matrix products whose sums stay in registers, put together from tiles.
#pragma once

#include <cstdint>
#include <type_traits>

#include "loops/simd.h"

namespace advtrain {

constexpr int64_t kLanes = 8;
// Compilers split it where a processor's vectors are shorter.
typedef float Vector __attribute__((vector_size(kLanes * sizeof(float)), aligned(alignof(float)), may_alias));

// A few rows of a matrix product, in registers.
template <int kRows, int kVectors>
struct Tile {
  static constexpr int64_t kHeight = kRows, kWidth = kVectors * kLanes;
  Vector sums[kRows][kVectors] = {};

  // Adds Σ a[row · stride + k · step] · b[k · width + lane] over k < count.
  ADVTRAIN_INLINE void Add(const float* a, int64_t stride, int64_t step, const float* b, int64_t width, int64_t count) {
    for (int64_t k = 0; k < count; k++, a += step, b += width) {
      Vector line[kVectors];
      for (int v = 0; v < kVectors; v++) line[v] = reinterpret_cast<const Vector*>(b)[v];
      for (int row = 0; row < kRows; row++) {
        for (int v = 0; v < kVectors; v++) sums[row][v] += a[row * stride] * line[v];
      }
    }
  }
  ADVTRAIN_INLINE void Store(float* out, int64_t width) const {
    for (int row = 0; row < kRows; row++) {
      for (int v = 0; v < kVectors; v++) reinterpret_cast<Vector*>(out + row * width)[v] = sums[row][v];
    }
  }
  // Stores max(sum + bias, 0); what is no number stays none.
  ADVTRAIN_INLINE void StoreRectified(float* out, int64_t width, const float* bias) const {
    for (int v = 0; v < kVectors; v++) {
      const Vector more = reinterpret_cast<const Vector*>(bias)[v];
      for (int row = 0; row < kRows; row++) {
        const Vector sum = sums[row][v] + more;
        reinterpret_cast<Vector*>(out + row * width)[v] = sum < 0.0f ? Vector{} : sum;
      }
    }
  }
  // Adds each vector at its place in a row.
  ADVTRAIN_INLINE void AddTo(float* out, int64_t stride, const int64_t* places) const {
    for (int row = 0; row < kRows; row++) {
      for (int v = 0; v < kVectors; v++) *reinterpret_cast<Vector*>(out + row * stride + places[v * kLanes]) += sums[row][v];
    }
  }
};

// Covers a product of rows × lanes with tiles: work(first row, first lane, tile).
template <typename Work>
ADVTRAIN_INLINE void ForTiles(int64_t rows, int64_t lanes, const Work& work) {
  const auto across = [&](int64_t row, auto height) {
    constexpr int kRows = decltype(height)::value;
    int64_t lane = 0;
    for (; lane + 2 * kLanes <= lanes; lane += 2 * kLanes) work(row, lane, Tile<kRows, 2>());
    if (lane < lanes) work(row, lane, Tile<kRows, 1>());
  };
  int64_t row = 0;
  for (; row + 6 <= rows; row += 6) across(row, std::integral_constant<int, 6>());
  for (; row + 2 <= rows; row += 2) across(row, std::integral_constant<int, 2>());
  for (; row < rows; row++) across(row, std::integral_constant<int, 1>());
}

}  // namespace advtrain
