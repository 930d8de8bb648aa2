// SPDX-License-Identifier: BSD-3-Clause
#include "uq/field_indices.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "uq/design.hpp"
#include "uq/sobol_indices.hpp"

namespace voxvolt::uq {
namespace {

constexpr std::size_t kInputs = 3, kPairs = 512, kPlaces = 3;

/// y = x1 + 2 x2 (0.2, 0.8 and 0 of the variance), then with an interaction of the third, then a constant.
std::vector<double> field(const double* x) {
  return {300 + 1e-3 * (x[0] + 2 * x[1]), x[0] - 3 * (x[1] - 0.5) * (x[2] - 0.5), 7};
}

std::vector<std::vector<std::vector<double>>> pairs() {
  const Design design = saltelli_points(kInputs, kPairs, 5);
  std::vector<std::vector<std::vector<double>>> all(kPairs);
  for (std::size_t m = 0; m < design.members; ++m)
    all[m / (kInputs + 2)].push_back(field(design.points.data() + m * kInputs));
  return all;
}

FieldIndices of(const std::vector<std::vector<std::vector<double>>>& pairs) {
  FieldIndices indices(kInputs, pairs.front().front());
  for (const auto& pair : pairs) indices.add(pair);
  return indices;
}

TEST(FieldIndices, AreThoseOfEachPlaceAndOfALinearFunctionItsShares) {
  const auto all = pairs();
  const FieldIndices indices = of(all);
  std::vector<double> outputs;
  for (const auto& pair : all)
    for (const auto& one : pair) outputs.insert(outputs.end(), one.begin(), one.end());
  const SobolIndices expected = saltelli_indices(kInputs, kPlaces, outputs, 1);
  for (std::size_t i = 0; i < kInputs; ++i) {
    for (std::size_t place = 0; place < 2; ++place) {
      EXPECT_NEAR(indices.first(i)[place], expected.first[i * kPlaces + place].value, 1e-6) << i << ' ' << place;
      EXPECT_NEAR(indices.total(i)[place], expected.total[i * kPlaces + place].value, 1e-6) << i << ' ' << place;
    }
    EXPECT_NEAR(indices.first(i)[0], std::vector<double>({0.2, 0.8, 0})[i], 0.02) << i;
    EXPECT_TRUE(std::isnan(indices.first(i)[2])) << "of what does not vary";
  }
}

TEST(FieldIndices, HaveTheSameBitsInAnyOrderAndAfterAnInterruption) {
  auto all = pairs();
  const std::string state = of(all).state();
  FieldIndices half(kInputs, all.front().front()), rest = half;
  std::ranges::reverse(all);
  for (std::size_t k = 0; k < 100; ++k) half.add(all[k]);
  ASSERT_TRUE(rest.restore(half.state()));
  for (std::size_t k = 100; k < all.size(); ++k) rest.add(all[k]);
  EXPECT_EQ(rest.state(), state);
}

}  // namespace
}  // namespace voxvolt::uq
