// SPDX-License-Identifier: BSD-3-Clause
#include "numerics/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <stdexcept>
#include <vector>

namespace voxvolt::numerics {
namespace {

using Words = std::array<std::uint32_t, 4>;

// The three vectors for philox4x32-10 in Random123's own file tests/kat_vectors.
TEST(Philox, GivesThePublishedAnswers) {
  EXPECT_EQ(philox4x32_10({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr std::uint32_t ones = 0xffffffff;
  EXPECT_EQ(philox4x32_10({ones, ones, ones, ones}, {ones, ones}),
            (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(RandomStream, TheFirstDrawsOfStreamZeroAreThePublishedBlock) {
  RandomStream stream(0, 0, 0);
  EXPECT_EQ(stream.bits(), 0xe169c58d6627e8d5U);
  EXPECT_EQ(stream.bits(), 0x9b00dbd8bc57ac4cU);
}

// Draw 5 is the second half of block 2.
TEST(RandomStream, NamesEnterTheCounterAndTheKeyAsDocumented) {
  const RandomStream stream(0x0000000200000001, 7, 9);
  const Words block = philox4x32_10({2, 0, 9, 7}, {1, 2});
  EXPECT_EQ(stream.bits(5), block[2] | static_cast<std::uint64_t>(block[3]) << 32U);
  const Words far = philox4x32_10({0, 1, 9, 7}, {1, 2});
  EXPECT_EQ(stream.bits(std::uint64_t{1} << 33U), far[0] | static_cast<std::uint64_t>(far[1]) << 32U);
}

TEST(RandomStream, DrawsInOrderEqualDrawsByIndexWhateverWasDrawnBetween) {
  RandomStream stream(42, 1, 2);
  const RandomStream by_index(42, 1, 2);
  for (std::uint64_t k = 0; k < 101; ++k) {
    EXPECT_EQ(by_index.bits(1000 - k), RandomStream(42, 1, 2).bits(1000 - k));
    EXPECT_EQ(stream.bits(), by_index.bits(k));
  }
  EXPECT_EQ(stream.uniform(), by_index.uniform(101));
}

TEST(RandomStream, StreamsThatDifferInOneNameShareNoDraw) {
  std::set<std::uint64_t> seen;
  std::size_t drawn = 0;
  const std::vector<std::array<std::uint64_t, 3>> names = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0},
                                                           {0, 0, 1}, {0, 1, 1}, {std::uint64_t{1} << 32U, 0, 0}};
  for (const auto& [seed, member, stream] : names)
    for (std::uint64_t k = 0; k < 1000; ++k, ++drawn) seen.insert(RandomStream(seed, member, stream).bits(k));
  EXPECT_EQ(seen.size(), drawn);
}

TEST(RandomStream, NamesThatDoNotFitTheCounterAreRefused) {
  constexpr std::uint64_t limit = std::uint64_t{1} << 32U;
  EXPECT_NO_THROW(RandomStream(~std::uint64_t{0}, limit - 1, limit - 1));
  EXPECT_THROW(RandomStream(0, limit, 0), std::out_of_range);
  EXPECT_THROW(RandomStream(0, 0, limit), std::out_of_range);
}

TEST(RandomStream, UniformDrawsAreOddMultiplesOfTwoToMinus53) {
  RandomStream stream(3, 0, 0);
  for (int i = 0; i < 10000; ++i) {
    const double u = stream.uniform();
    ASSERT_GT(u, 0.0);
    ASSERT_LT(u, 1.0);
    ASSERT_EQ(std::fmod(u * 0x1p53, 2.0), 1.0);
  }
}

// Chi-square over 256 boxes: mean 255, and 1e-6 of its mass lies above 377 and 1e-6 below 161.
TEST(RandomStream, UniformDrawsFillBoxesEvenly) {
  constexpr int kBoxes = 256;
  constexpr int kDraws = 1 << 20;
  std::vector<int> count(kBoxes, 0);
  RandomStream stream(20240601, 5, 6);
  for (int i = 0; i < kDraws; ++i) ++count[static_cast<std::size_t>(stream.uniform() * kBoxes)];
  const double expected = static_cast<double>(kDraws) / kBoxes;
  double chi_square = 0;
  for (const int n : count) chi_square += (n - expected) * (n - expected) / expected;
  EXPECT_LT(chi_square, 377);
  EXPECT_GT(chi_square, 161);
}

// For independent uniform draws the correlation of n pairs has standard deviation 1/sqrt(n); five of them are allowed.
TEST(RandomStream, NeighbouringStreamsMembersAndDrawsAreUncorrelated) {
  constexpr std::uint64_t kPairs = 1 << 18;
  const RandomStream base(11, 3, 3);
  const auto correlation = [&](const RandomStream& other, std::uint64_t shift) {
    double sum = 0;
    for (std::uint64_t k = 0; k < kPairs; ++k) sum += (base.uniform(k) - 0.5) * (other.uniform(k + shift) - 0.5);
    return 12 * sum / static_cast<double>(kPairs);
  };
  const double allowed = 5 / std::sqrt(static_cast<double>(kPairs));
  EXPECT_LT(std::abs(correlation(RandomStream(11, 3, 4), 0)), allowed);
  EXPECT_LT(std::abs(correlation(RandomStream(11, 4, 3), 0)), allowed);
  EXPECT_LT(std::abs(correlation(RandomStream(12, 3, 3), 0)), allowed);
  EXPECT_LT(std::abs(correlation(base, 1)), allowed);
  EXPECT_NEAR(correlation(base, 0), 1.0, 0.01);
}

// The mean of n draws has standard deviation 1/sqrt(12 n).
TEST(RandomStream, TheMeanOfDrawsOverMembersIsOneHalf) {
  constexpr std::uint64_t kMembers = 100000;
  double sum = 0;
  for (std::uint64_t member = 0; member < kMembers; ++member) sum += RandomStream(1, member, 0).uniform(0);
  EXPECT_NEAR(sum / kMembers, 0.5, 5 / std::sqrt(12.0 * kMembers));
}

}  // namespace
}  // namespace voxvolt::numerics
