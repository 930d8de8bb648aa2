// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>
#include <openturns/SobolSequence.hxx>
#include <stdexcept>

#include "numerics/random.hpp"
#include "uq/design.hpp"

namespace voxvolt::uq {
namespace {

constexpr int kDigits = 32;

/// Nested uniform scrambling of one input: the digit of weight 2^-(k+1) is flipped by a draw that belongs to the digits
/// before it. What lies below the last digit is drawn for each member.
double scrambled(std::uint32_t digits, std::uint64_t seed, std::uint32_t member, std::uint32_t input) {
  std::uint32_t flips = 0;
  for (int k = 0; k < kDigits; ++k) {
    const std::uint64_t before = k == 0 ? 0 : digits >> (kDigits - k);
    const numerics::RandomStream node(seed, static_cast<std::uint32_t>(k) + 1, input);
    flips |= static_cast<std::uint32_t>(node.bits(2 * before) & 1U) << (kDigits - 1 - k);
  }
  const double below =
      std::ldexp(static_cast<double>(numerics::RandomStream(seed, 0, input).bits(2 * member) >> 44U) + 0.5, -20);
  return std::ldexp(static_cast<double>(digits ^ flips) + below, -kDigits);
}

}  // namespace

Design sobol_points(std::size_t inputs, std::size_t samples, std::uint64_t seed) {
  Design design{samples, inputs, {}};
  if (inputs == 0 || samples == 0) return design;
  if (inputs > OT::SobolSequence::MaximumDimension)
    throw std::invalid_argument("Sobol's sequence has at most " + std::to_string(OT::SobolSequence::MaximumDimension) +
                                " inputs");
  if (samples > (std::uint64_t{1} << kDigits)) throw std::invalid_argument("Sobol's sequence is cut to 2^32 points");
  design.points.reserve(samples * inputs);
  const OT::SobolSequence sequence(inputs);
  OT::Point point(inputs);  // OpenTURNS leaves out the origin, without which the first 2^k points are no net
  for (std::size_t m = 0; m < samples; ++m) {
    if (m > 0) point = sequence.generate();
    for (std::size_t i = 0; i < inputs; ++i)
      design.points.push_back(scrambled(static_cast<std::uint32_t>(std::ldexp(point[i], kDigits)), seed,
                                        static_cast<std::uint32_t>(m), static_cast<std::uint32_t>(i)));
  }
  return design;
}

}  // namespace voxvolt::uq
