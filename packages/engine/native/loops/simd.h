// Functions of float32 that compilers turn into vector instructions: no branches, no calls, no tables.
#pragma once

#include <cstdint>
#include <cstring>

// The iterations of the loop that follows do not depend on one another, even where an output lies in an input's memory.
#define ADVTRAIN_SIMD _Pragma("omp simd")
#define ADVTRAIN_INLINE inline __attribute__((always_inline))

namespace advtrain {

// eˣ with a relative error below 2e-7; 0 below the smallest normal number, and e⁸⁸ above 88.
ADVTRAIN_INLINE float Exp(float x) {
  constexpr float kLowest = -87.3f, kHighest = 88.0f, kLog2E = 1.44269504f;
  // ln 2 in two parts, the first with few bits, so that its product with a whole number is exact.
  constexpr float kLn2High = 0.693359375f, kLn2Low = -2.12194440e-4f;
  // Added and subtracted again, it rounds to a whole number, which then stands in the lowest bits.
  constexpr float kRound = 12582912.0f;
  const float bounded = x < kLowest ? kLowest : (x > kHighest ? kHighest : x);
  const float shifted = bounded * kLog2E + kRound;
  const float whole = shifted - kRound;
  const float r = (bounded - whole * kLn2High) - whole * kLn2Low;
  float p = 1.0f / 5040;
  p = p * r + 1.0f / 720;
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  uint32_t bits;
  std::memcpy(&bits, &shifted, sizeof bits);
  bits = (bits + 127) << 23;
  float power;
  std::memcpy(&power, &bits, sizeof power);
  return x < kLowest ? 0.0f : p * power;
}

}  // namespace advtrain
