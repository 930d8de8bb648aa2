// SPDX-License-Identifier: BSD-3-Clause
#include "numerics/random.hpp"

#include <Random123/philox.h>

#include <limits>
#include <stdexcept>
#include <string>

namespace voxvolt::numerics {

namespace {

std::uint32_t word(std::uint64_t value, const char* name) {
  if (value > std::numeric_limits<std::uint32_t>::max())
    throw std::out_of_range(std::string("random stream: ") + name + " " + std::to_string(value) + " is not below 2^32");
  return static_cast<std::uint32_t>(value);
}

std::uint32_t low(std::uint64_t value) { return static_cast<std::uint32_t>(value); }
std::uint32_t high(std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32U); }

// The 64 bits of draw k, from its block.
std::uint64_t draw(const std::array<std::uint32_t, 4>& block, std::uint64_t k) {
  const std::size_t first = 2 * (k % 2);
  return block[first] | static_cast<std::uint64_t>(block[first + 1]) << 32U;
}

double centred(std::uint64_t bits) { return (static_cast<double>(bits >> 12U) + 0.5) * 0x1p-52; }

}  // namespace

std::array<std::uint32_t, 4> philox4x32_10(const std::array<std::uint32_t, 4>& counter,
                                           const std::array<std::uint32_t, 2>& key) {
  const auto out = philox4x32_R(10, {{counter[0], counter[1], counter[2], counter[3]}}, {{key[0], key[1]}});
  return {out.v[0], out.v[1], out.v[2], out.v[3]};
}

RandomStream::RandomStream(std::uint64_t seed, std::uint64_t member, std::uint64_t stream)
    : key_{low(seed), high(seed)}, stream_(word(stream, "stream")), member_(word(member, "member")) {}

std::array<std::uint32_t, 4> RandomStream::block(std::uint64_t number) const {
  return philox4x32_10({low(number), high(number), stream_, member_}, key_);
}

std::uint64_t RandomStream::bits(std::uint64_t k) const { return draw(block(k / 2), k); }
double RandomStream::uniform(std::uint64_t k) const { return centred(bits(k)); }

std::uint64_t RandomStream::bits() {
  if (next_ % 2 == 0) current_ = block(next_ / 2);
  return draw(current_, next_++);
}

double RandomStream::uniform() { return centred(bits()); }

}  // namespace voxvolt::numerics
