// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <cmath>

#include "numerics/random.hpp"
#include "parallel/failure.hpp"
#include "solvers/runaway/kinetics/rate_kernel.hpp"
#include "verification/runaway/cases.hpp"

namespace voxvolt::runaway {
namespace {

using numerics::Pack;

/// Rates of one kind of volume at one state, N reactions.
template <int N>
struct OneVolume {
  CompiledKinetics kinetics;
  std::vector<double> coefficients;

  explicit OneVolume(const std::shared_ptr<Mechanism>& m, std::optional<double> ceiling = {}) {
    const KindOf kind{m, {}};
    kinetics = compile({&kind, 1}, ceiling);
    for (const double c : kinetics.kinds[0].coefficients)
      coefficients.insert(coefficients.end(), numerics::pack_width, c);
  }

  template <bool Slopes>
  Rates<double, N> at(double t, const std::array<double, N>& x) const {
    Pack many[N];
    for (int r = 0; r < N; ++r) many[r] = Pack{} + x[r];
    Rates<Pack, N> rates;
    RateKernel<Pack>::evaluate<Slopes, N>(kinetics.shape, {coefficients.data(), numerics::pack_width}, 0, Pack{} + t,
                                          many, rates);
    Rates<double, N> out{};
    for (int r = 0; r < N; ++r) {
      out.value[r] = rates.value[r][0];
      if (!Slopes) continue;
      out.per_kelvin[r] = rates.per_kelvin[r][0];
      for (int j = 0; j < N; ++j) out.per_extent[r][j] = rates.per_extent[r][j][0];
    }
    return out;
  }
};

template <int N>
void expect_slopes_of_differences(const std::shared_ptr<Mechanism>& m, std::optional<double> ceiling) {
  const OneVolume<N> volume(m, ceiling);
  for (const double t : {350.0, 420.0, 520.0, 900.0})
    for (const double share : {0.02, 0.3, 0.9}) {
      std::array<double, N> x;
      for (int r = 0; r < N; ++r) x[r] = share * (1 - 0.1 * r);
      const auto exact = volume.template at<true>(t, x);
      const auto close = [](double slope, double difference, double size) {
        EXPECT_NEAR(slope, difference, 1e-5 * std::abs(difference) + 1e-9 * size);
      };
      const double dt = 1e-3, dx = 1e-5;
      const auto warmer = volume.template at<false>(t + dt, x), cooler = volume.template at<false>(t - dt, x);
      for (int r = 0; r < N; ++r) {
        EXPECT_EQ(exact.value[r], (volume.template at<false>(t, x).value[r]));
        close(exact.per_kelvin[r], (warmer.value[r] - cooler.value[r]) / (2 * dt), exact.value[r]);
      }
      for (int j = 0; j < N; ++j) {
        auto more = x, less = x;
        more[j] += dx, less[j] -= dx;
        const auto up = volume.template at<false>(t, more), down = volume.template at<false>(t, less);
        for (int r = 0; r < N; ++r)
          close(exact.per_extent[r][j], (up.value[r] - down.value[r]) / (2 * dx), exact.value[r] / dx);
      }
    }
}

TEST(Kinetics, SlopesAreThoseOfDifferences) {
  expect_slopes_of_differences<4>(test::kim(), {});
  expect_slopes_of_differences<4>(test::kim(), 1.0);
  expect_slopes_of_differences<3>(test::kurzawski(), {});
  auto gated = test::one_step(1e9, 1e4, 1e6, 600);
  gated->reactions[0].gate = Gate{425, 200};
  gated->reactions[0].factors[0].order = 1.7;
  expect_slopes_of_differences<1>(gated, {});
  gated->reactions[0].factors[0].order = 0.3;
  expect_slopes_of_differences<1>(gated, {});
}

TEST(Kinetics, ACeilingIsNeverPassedAndHalvesTheRateThatEqualsIt) {
  const OneVolume<1> free(test::one_step(1e9, 1e4, 1e6, 600)), bounded(test::one_step(1e9, 1e4, 1e6, 600), 2.0);
  for (const double t : {300.0, 500.0, 700.0, 3000.0}) {
    const double k = free.at<false>(t, {0}).value[0], kept = bounded.at<false>(t, {0}).value[0];
    EXPECT_LT(kept, 2.0);
    EXPECT_NEAR(1 / kept, 1 / k + 1 / 2.0, 1e-9 / kept);
  }
}

TEST(Kinetics, ASpeciesThatIsGoneStopsItsReactionsAndNothingIsNegative) {
  const OneVolume<3> volume(test::kurzawski());
  const auto done = volume.at<true>(900, {1, 1, 1});
  for (int r = 0; r < 3; ++r) EXPECT_NEAR(done.value[r], 0, 1e-9);
  const auto beyond = volume.at<true>(900, {1.1, 1.1, 1.1});
  for (int r = 0; r < 3; ++r) EXPECT_EQ(beyond.value[r], 0);
}

TEST(Kinetics, AGateIsShutBelowAndOpenAbove) {
  auto m = test::one_step(1e9, 1e4, 1e6, 600);
  const double open = OneVolume<1>(m).at<false>(500, {0}).value[0];
  m->reactions[0].gate = Gate{450, 10};
  const OneVolume<1> gated(m);
  EXPECT_EQ(gated.at<false>(444, {0}).value[0], 0);
  EXPECT_EQ(gated.at<false>(500, {0}).value[0], open);
  EXPECT_EQ(gated.at<true>(444, {0}).per_kelvin[0], 0);
}

TEST(Kinetics, MassIsKeptByTheKurzawskiSetUpToItsGas) {
  // Solids and liquids only lose what leaves as gas: 88.062 of 161.952, 28.054 of 246.076, 67.2228 of 308.018.
  const auto m = test::kurzawski();
  const double gas[] = {88.062 / 161.952, 28.054 / 246.076, 67.2228 / 308.0178};
  for (int r = 0; r < 3; ++r) {
    double sum = 0;
    for (const Change& c : m->reactions[r].changes) sum += c.amount;
    EXPECT_NEAR(-sum, gas[r], 1e-6);
  }
}

TEST(Kinetics, MechanismsThatBeginAlikeShareTheirPlace) {
  auto longer = test::kim();
  Reaction extra = longer->reactions[3];
  extra.name = "more";
  longer->reactions.push_back(extra);
  const KindOf kinds[] = {{test::kim(), {}}, {longer, {}}, {nullptr, {}}, {test::kurzawski(), {}}};
  const CompiledKinetics c = compile(kinds, {});
  EXPECT_EQ(c.shape.reactions.size(), 8u);
  EXPECT_EQ(c.kinds[0].first_reaction, c.kinds[1].first_reaction);
  EXPECT_EQ(c.kinds[0].heats[4], 0);
  for (const double h : c.kinds[2].heats) EXPECT_EQ(h, 0);
}

TEST(Kinetics, ExtentsAreScaledByTheScarcerSpecies) {
  const auto m = test::kurzawski();
  const KindOf kind{m, {}};
  const CompiledKinetics c = compile({&kind, 1}, {});
  std::vector<double> all(3, 0);
  all[0] = 1;
  const auto after = amounts(*m, c.kinds[0], all);
  EXPECT_NEAR(after[2], 0, 1e-12);                                       // SEI
  EXPECT_NEAR(after[3], m->species[2].initial * 73.89 / 161.952, 1e-9);  // salt
}

TEST(Kinetics, WhatMakesNoSenseIsNamed) {
  auto m = test::kim();
  m->reactions[0].pre_exponential = -1;
  m->reactions[1].barrier->species = "flim";
  m->reactions[2].factors.clear();
  m->reactions[3].changes[0].amount = 1;
  m->species[0].initial = std::nan("");
  std::string all;
  for (const auto& what : complaints_about(*m)) all += what + "\n";
  for (const char* expected :
       {"reaction sei: the pre-exponential factor is negative", "the species flim, which is not there",
        "takes cathode, but its rate does not depend", "takes no species", "the species sei starts below zero"})
    EXPECT_NE(all.find(expected), std::string::npos) << expected << "\n" << all;
  const KindOf kind{m, {}};
  EXPECT_THROW(compile({&kind, 1}, {}), Failure);
}

}  // namespace
}  // namespace voxvolt::runaway
