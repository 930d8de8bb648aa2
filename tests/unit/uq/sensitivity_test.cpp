// SPDX-License-Identifier: BSD-3-Clause
// Sobol' indices, polynomial chaos and elementary effects, against functions whose shares are known in closed form.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "uq/chaos.hpp"
#include "uq/morris.hpp"
#include "uq/sobol_indices.hpp"

namespace voxvolt::uq {
namespace {

using Function = double (*)(const double*);

double ishigami(const double* u) {
  const auto x = [&](int i) { return std::numbers::pi * (2 * u[i] - 1); };
  return std::sin(x(0)) + 7 * std::pow(std::sin(x(1)), 2) + 0.1 * std::pow(x(2), 4) * std::sin(x(0));
}
// a = 0, 1, 4.5: partial variances 1/(3 (1 + a)^2).
double sobol_g(const double* u) {
  constexpr double a[] = {0, 1, 4.5};
  double product = 1;
  for (int i = 0; i < 3; ++i) product *= (std::abs(4 * u[i] - 2) + a[i]) / (1 + a[i]);
  return product;
}
double linear(const double* u) { return 3 * u[0] - 2 * u[1] + 0.5 * u[2]; }

std::vector<double> outputs_of(const Design& design, Function function) {
  std::vector<double> values;
  for (std::size_t m = 0; m < design.members; ++m) values.push_back(function(&design.points[m * design.inputs]));
  return values;
}

const std::vector<Germ> kEven(3, Germ::even);

TEST(SaltelliIndices, OfIshigamiComeWithin004OfTheirClosedForm) {
  const Design design = saltelli_points(3, 1024, 1);
  const SobolIndices indices = saltelli_indices(3, 1, outputs_of(design, ishigami), 1);
  const double first[] = {.313905, .442411, 0}, total[] = {.557589, .442411, .243684};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(indices.first[i].value, first[i], 0.04) << i;
    EXPECT_NEAR(indices.total[i].value, total[i], 0.04) << i;
  }
}

TEST(SaltelliIndices, OfSobolGComeWithin004OfTheirClosedForm) {
  const Design design = saltelli_points(3, 1024, 1);
  const SobolIndices indices = saltelli_indices(3, 1, outputs_of(design, sobol_g), 1);
  double v[3], all = 1;
  for (int i = 0; i < 3; ++i) all *= 1 + (v[i] = 1 / (3 * std::pow(1 + (i == 0 ? 0 : i == 1 ? 1 : 4.5), 2)));
  for (int i = 0; i < 3; ++i) {
    EXPECT_NEAR(indices.first[i].value, v[i] / (all - 1), 0.04);
    EXPECT_NEAR(indices.total[i].value, v[i] * all / (1 + v[i]) / (all - 1), 0.04);
  }
}

TEST(SaltelliIndices, IntervalsHoldTheTruthInNineOfTenRepeats) {
  int held = 0, all = 0;
  const double first[] = {.313905, .442411, 0};
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Design design = saltelli_points(3, 256, seed);
    const SobolIndices indices = saltelli_indices(3, 1, outputs_of(design, ishigami), seed);
    for (std::size_t i = 0; i < 3; ++i, ++all)
      held += std::abs(indices.first[i].value - first[i]) <= indices.first[i].error ? 1 : 0;
  }
  EXPECT_GE(held, 9 * all / 10);
}

TEST(SaltelliIndices, MembersLostAtRandomLeaveThemWithinTheirIntervals) {
  const Design design = saltelli_points(3, 1024, 4);
  std::vector<double> outputs = outputs_of(design, ishigami);
  const Design lottery = random_points(1, design.members, 99);
  for (std::size_t m = 0; m < design.members; ++m)
    if (lottery.at(m, 0) < 0.1) outputs[m] = std::numeric_limits<double>::quiet_NaN();
  const SobolIndices indices = saltelli_indices(3, 1, outputs, 4);
  EXPECT_NEAR(indices.first[1].value, .442411, 1.5 * indices.first[1].error);
  EXPECT_LT(indices.pairs, 1024u);
}

TEST(SaltelliIndices, OfACurveAreThoseOfEachOfItsPlaces) {
  const Design design = saltelli_points(3, 64, 2);
  const std::vector<double> one = outputs_of(design, ishigami), other = outputs_of(design, sobol_g);
  std::vector<double> both;
  for (std::size_t m = 0; m < design.members; ++m) both.insert(both.end(), {one[m], other[m]});
  const SobolIndices together = saltelli_indices(3, 2, both, 5), alone = saltelli_indices(3, 1, other, 5);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_DOUBLE_EQ(together.first[2 * i + 1].value, alone.first[i].value);
}

TEST(Chaos, FindsTheIndicesOfIshigamiFrom128PointsWithin1e3) {
  const Design design = sobol_points(3, 128, 3);
  const ChaosIndices indices = chaos_indices(design, kEven, 1, outputs_of(design, ishigami), 0);
  EXPECT_NEAR(indices.first[0].value, .313905, 1e-3);
  EXPECT_NEAR(indices.first[1].value, .442411, 1e-3);
  EXPECT_NEAR(indices.first[2].value, 0, 1e-3);
  EXPECT_NEAR(indices.pairs[2].value, .243684, 1e-3);
  EXPECT_NEAR(indices.total[0].value, .557589, 1e-3);
  EXPECT_GT(indices.q2[0], 0.999);
}

TEST(Chaos, FindsTheIndicesOfIshigamiWithATenthOfTheMembersLost) {
  const Design design = sobol_points(3, 160, 3);
  std::vector<double> outputs = outputs_of(design, ishigami);
  for (std::size_t m = 0; m < design.members; m += 10) outputs[m] = std::numeric_limits<double>::quiet_NaN();
  const ChaosIndices indices = chaos_indices(design, kEven, 1, outputs, 0);
  EXPECT_EQ(indices.members, 144u);
  EXPECT_NEAR(indices.first[1].value, .442411, 2e-3);
}

TEST(Chaos, OfAPolynomialOfNormalInputsIsExact) {
  // y = x1 + x2^2 + x1 x2 of standard normal x: variances 1, 2 and 1.
  const Design design = sobol_points(2, 64, 1);
  std::vector<double> outputs;
  for (std::size_t m = 0; m < design.members; ++m) {
    const double x1 = normal_quantile(design.at(m, 0)), x2 = normal_quantile(design.at(m, 1));
    outputs.push_back(x1 + x2 * x2 + x1 * x2);
  }
  const ChaosIndices indices = chaos_indices(design, {Germ::bell, Germ::bell}, 1, outputs, 0);
  EXPECT_NEAR(indices.first[0].value, 0.25, 1e-9);
  EXPECT_NEAR(indices.first[1].value, 0.5, 1e-9);
  EXPECT_NEAR(indices.pairs[1].value, 0.25, 1e-9);
}

TEST(Chaos, OfACurveGivesTheIndicesOfEachPlace) {
  // y(t) = (1 - t) x1 + t x2: the first index of x1 is (1 - t)^2/((1 - t)^2 + t^2).
  const Design design = sobol_points(2, 64, 1);
  const std::vector<double> times{0, 0.25, 0.5, 1};
  std::vector<double> outputs;
  for (std::size_t m = 0; m < design.members; ++m)
    for (double t : times) outputs.push_back((1 - t) * design.at(m, 0) + t * design.at(m, 1));
  const ChaosIndices indices = chaos_indices(design, {Germ::even, Germ::even}, 4, outputs, 0);
  for (std::size_t p = 0; p < times.size(); ++p) {
    const double t = times[p];
    EXPECT_NEAR(indices.first[p].value, (1 - t) * (1 - t) / ((1 - t) * (1 - t) + t * t), 1e-6) << t;
  }
}

TEST(Morris, OfALinearFunctionFindsSlopesWithoutSpread) {
  const Design design = morris_points(3, 10, 4, 1);
  const MorrisEffects effects = morris_effects(design, 1, outputs_of(design, linear), 0);
  const double slopes[] = {3, -2, 0.5};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(effects.mu[i].value, slopes[i], 1e-12);
    EXPECT_NEAR(effects.mu_star[i].value, std::abs(slopes[i]), 1e-12);
    EXPECT_NEAR(effects.sigma[i].value, 0, 1e-12);
  }
  EXPECT_EQ(effects.effects, 30u);
}

TEST(Morris, NoInputOfIshigamiIsTakenForOneWithoutEffect) {
  // sin^2 x2 has half the range as its period: a move by just that would not see it.
  const Design design = morris_points(3, 50, 4, 1);
  for (const Estimate& one : morris_effects(design, 1, outputs_of(design, ishigami), 0).mu_star)
    EXPECT_GT(one.value, 1);
}

TEST(Morris, ALostMemberTakesOnlyItsTwoEffects) {
  const Design design = morris_points(3, 10, 4, 1);
  std::vector<double> outputs = outputs_of(design, linear);
  outputs[1] = std::numeric_limits<double>::quiet_NaN();
  const MorrisEffects effects = morris_effects(design, 1, outputs, 0);
  EXPECT_EQ(effects.effects, 28u);
  EXPECT_NEAR(effects.mu_star[0].value, 3, 1e-12);
}

}  // namespace
}  // namespace voxvolt::uq
