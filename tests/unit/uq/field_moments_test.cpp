// SPDX-License-Identifier: BSD-3-Clause
#include "uq/field_moments.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace voxvolt::uq {
namespace {

using Numbers = std::vector<double>;

// Temperatures of 400 K that deviate by some microkelvin, which cancels in sums of squares of doubles.
std::vector<Numbers> fields() {
  std::vector<Numbers> all;
  for (int m = 0; m < 37; ++m)
    all.push_back({400 + 3e-6 * std::sin(m), 300 + 20 * std::cos(m * std::numbers::phi), -0.1 * m, 0});
  return all;
}

FieldMoments of(const std::vector<Numbers>& all) {
  FieldMoments moments(all.front());
  for (const Numbers& one : all) moments.add(one);
  return moments;
}

TEST(FieldMoments, AreThoseOfEachPlaceAlone) {
  const std::vector<Numbers> all = fields();
  const FieldMoments moments = of(all);
  for (std::size_t place = 0; place < all.front().size(); ++place) {
    const double base = all.front()[place];
    long double sum = 0, squares = 0;
    double least = base, most = base;
    for (const Numbers& one : all) {
      sum += one[place] - base;
      least = std::min(least, one[place]);
      most = std::max(most, one[place]);
    }
    const long double mean = sum / 37;
    for (const Numbers& one : all) squares += std::pow(one[place] - base - mean, 2);
    EXPECT_NEAR(moments.mean()[place], base + static_cast<double>(mean), 1e-9) << place;
    EXPECT_NEAR(moments.sd()[place], std::sqrt(static_cast<double>(squares) / 36), 1e-9) << place;
    EXPECT_EQ(moments.least()[place], least) << place;
    EXPECT_EQ(moments.most()[place], most) << place;
  }
}

TEST(FieldMoments, HaveTheSameBitsInAnyOrderAndAfterAnInterruption) {
  std::vector<Numbers> all = fields();
  const std::string state = of(all).state();
  const Numbers like = all.front();
  std::reverse(all.begin(), all.end());
  FieldMoments half(like), rest(like);
  for (int m = 0; m < 20; ++m) half.add(all[static_cast<std::size_t>(m)]);
  ASSERT_TRUE(rest.restore(half.state()));
  for (std::size_t m = 20; m < all.size(); ++m) rest.add(all[m]);
  EXPECT_EQ(rest.state(), state);
  EXPECT_EQ(rest.fields(), 37);
}

TEST(FieldMoments, TakeNothingThatTheyCouldNotSumExactly) {
  const Numbers like{1, -2};
  FieldMoments moments(like);
  EXPECT_FALSE(moments.fits(Numbers{1, NAN}));
  EXPECT_FALSE(moments.fits(Numbers{1e5, 0}));
  EXPECT_FALSE(moments.fits(Numbers{1}));
  EXPECT_THROW(moments.add(Numbers{INFINITY, 0}), std::logic_error);
  EXPECT_EQ(moments.fields(), 0);
  EXPECT_TRUE(std::isnan(moments.mean()[0]));
  moments.add(like);
  EXPECT_EQ(moments.mean(), like);
  EXPECT_TRUE(std::isnan(moments.sd()[1])) << "of a single field";
  EXPECT_FALSE(moments.restore("no state"));
}

}  // namespace
}  // namespace voxvolt::uq
