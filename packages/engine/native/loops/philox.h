// The dropout masks that packages/engine/src/random/philox.ts draws: Philox 4×32-10 as TensorFlow's StatelessRandomUniform feeds it.
#pragma once

#include <cstdint>

namespace advtrain {

class DropoutMask {
 public:
  // An entry is kept, with `scale` in the mask, where its uniform number in [0, 1) is at least `rate`. Four numbers: two of the seed, and
  // the halves of how many entries come before the first.
  DropoutMask(const int32_t seed[4], float rate, float scale);
  // The mask's entries [begin, begin + count).
  void Draw(int64_t begin, int64_t count, float* mask) const;

 private:
  void DrawWords(uint64_t block, uint32_t* words) const;

  uint32_t key_[2], high_[2];
  int64_t first_;
  int32_t threshold_;
  float scale_;
};

}  // namespace advtrain
