// SPDX-License-Identifier: BSD-3-Clause
// Counter-based random numbers: the k-th number of a stream is a function of (seed, member, stream, k) and nothing
// else, so results do not depend on ranks or order. Philox4x32-10: J. K. Salmon et al., SC'11,
// doi:10.1145/2063384.2063405.
#pragma once

#include <array>
#include <cstdint>

namespace voxvolt::numerics {

/// The bare bijection, as in the paper.
std::array<std::uint32_t, 4> philox4x32_10(const std::array<std::uint32_t, 4>& counter,
                                           const std::array<std::uint32_t, 2>& key);

/// One stream. Words, lowest first: key = (seed low, seed high); counter = (b low, b high, stream, member) with block
/// number b = k / 2. Draw k is 64 bits: words 0 and 1 (low, high) of its block when k is even, words 2 and 3 when it is
/// odd. The map is one to one, so streams with different names never share a block.
class RandomStream {
 public:
  /// Throws std::out_of_range unless `member` and `stream` are below 2^32.
  RandomStream(std::uint64_t seed, std::uint64_t member, std::uint64_t stream);

  /// Draw k, whatever was drawn before.
  std::uint64_t bits(std::uint64_t k) const;
  /// Draw k as one of the 2^52 odd multiples of 2^-53, evenly: in (0, 1), never an end; from its 52 highest bits.
  double uniform(std::uint64_t k) const;

  /// The next draw: k = 0, 1, 2...
  std::uint64_t bits();
  double uniform();

 private:
  std::array<std::uint32_t, 4> block(std::uint64_t number) const;

  std::array<std::uint32_t, 2> key_;
  std::uint32_t stream_, member_;
  std::uint64_t next_ = 0;
  std::array<std::uint32_t, 4> current_{};  // the block of draw next_ - 1: computed once for both its draws
};

}  // namespace voxvolt::numerics
