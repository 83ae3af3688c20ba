#include "loops/philox.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#ifdef __AVX2__
#include <immintrin.h>
#endif

#include "loops/simd.h"

namespace advtrain {
namespace {

// Lanes of 64 bits, of which the lower halves count: that is how processors multiply to 64 bits.
constexpr int kLanes = 4;
using Lanes [[gnu::vector_size(8 * kLanes)]] = uint64_t;

// So many vectors of blocks at once keep the multiplier busy.
constexpr int kVectors = 2;
constexpr int64_t kWords = 4 * kLanes * kVectors, kBuffer = 512;

ADVTRAIN_INLINE Lanes Product(Lanes a, uint32_t factor) {
#ifdef __AVX2__
  return reinterpret_cast<Lanes>(_mm256_mul_epu32(reinterpret_cast<__m256i>(a), _mm256_set1_epi64x(factor)));
#else
  return (a & 0xffffffffu) * uint64_t{factor};
#endif
}

struct Counter {
  Lanes word[4];
};

// One of the ten rounds (Salmon et al., 2011).
ADVTRAIN_INLINE void Round(Counter& counter, uint32_t key0, uint32_t key1) {
  const Lanes product0 = Product(counter.word[0], 0xd2511f53u), product1 = Product(counter.word[2], 0xcd9e8d57u);
  counter = {{(product1 >> 32) ^ counter.word[1] ^ key0, product1, (product0 >> 32) ^ counter.word[3] ^ key1, product0}};
}

template <int vectors>
ADVTRAIN_INLINE void Rounds(Counter (&counters)[vectors], uint32_t key0, uint32_t key1) {
  for (int round = 0; round < 10; round++) {
    for (Counter& counter : counters) Round(counter, key0, key1);
    key0 += 0x9e3779b9u;
    key1 += 0xbb67ae85u;
  }
}

}  // namespace

DropoutMask::DropoutMask(const int32_t seed[4], float rate, float scale)
    : first_(int64_t{seed[3]} << 32 | static_cast<uint32_t>(seed[2])), threshold_(static_cast<int32_t>(std::ceil(rate * 8388608.0f))), scale_(scale) {
  // TensorFlow widens each seed to 64 bits with its sign, and scrambles both with one block of the generator.
  const auto sign = [](int32_t number) { return number < 0 ? 0xffffffffu : 0u; };
  Counter mixed[1] = {};
  const uint32_t words[4] = {static_cast<uint32_t>(seed[0]), sign(seed[0]), static_cast<uint32_t>(seed[1]), sign(seed[1])};
  for (int i = 0; i < 4; i++) mixed[0].word[i][0] = words[i];
  Rounds(mixed, 0x3ec8f720u, 0x02461e29u);
  for (int i = 0; i < 2; i++) {
    key_[i] = static_cast<uint32_t>(mixed[0].word[i][0]);
    high_[i] = static_cast<uint32_t>(mixed[0].word[2 + i][0]);
  }
}

void DropoutMask::DrawWords(uint64_t block, uint32_t* words) const {
  Counter counters[kVectors];
  for (int vector = 0; vector < kVectors; vector++) {
    Lanes position;
    for (int lane = 0; lane < kLanes; lane++) position[lane] = static_cast<uint32_t>(block + vector * kLanes + lane);
    counters[vector] = {{position, Lanes{}, Lanes{} + high_[0], Lanes{} + high_[1]}};
  }
  Rounds(counters, key_[0], key_[1]);
  for (const Counter& counter : counters) {
    const Lanes low = (counter.word[0] & 0xffffffffu) | counter.word[1] << 32;
    const Lanes high = (counter.word[2] & 0xffffffffu) | counter.word[3] << 32;
    for (int lane = 0; lane < kLanes; lane++, words += 4) {
      const uint64_t four[2] = {low[lane], high[lane]};
      std::memcpy(words, four, sizeof four);
    }
  }
}

void DropoutMask::Draw(int64_t begin, int64_t count, float* mask) const {
  begin += first_;
  const int32_t threshold = threshold_;
  const float scale = scale_;
  uint32_t words[kBuffer + kWords];
  for (int64_t drawn = 0; drawn < count;) {
    const int64_t skip = (begin + drawn) % 4, size = std::min(kBuffer, count - drawn);
    const uint64_t block = static_cast<uint64_t>((begin + drawn) / 4);
    for (int64_t word = 0; word < skip + size; word += kWords) DrawWords(block + static_cast<uint64_t>(word) / 4, words + word);
    const uint32_t* from = words + skip;
    float* to = mask + drawn;
    ADVTRAIN_SIMD
    for (int64_t i = 0; i < size; i++) {
      // The uniform number is the word's lowest 23 bits over 2²³.
      to[i] = static_cast<int32_t>(from[i] & 0x7fffffu) >= threshold ? scale : 0.0f;
    }
    drawn += size;
  }
}

}  // namespace advtrain
