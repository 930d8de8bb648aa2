// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "solvers/cell/porous_electrode/particle_basis.hpp"

namespace voxvolt::cell {
namespace {

/// Surface value at `time` (in R^2/D) of an empty sphere under a constant flux q = -1 from time 0, by its modes.
double surface(const ParticleBasis& basis, double time) {
  double sum = basis.direct;
  for (int k = 0; k < basis.count; ++k) {
    const double rate = basis.rate[k], reached = rate > 0 ? -std::expm1(-rate * time) / rate : time;
    sum += 3 * basis.weight[k] * reached;
  }
  return sum;
}

/// Carslaw and Jaeger (1959), 9.7: 3 t + 1/5 - 2 sum exp(-a^2 t)/a^2 over tan a = a.
double exact(double time) {
  double sum = 3 * time + 0.2;
  for (int n = 1; n < 4000; ++n) {
    double a = (n + 0.5) * 3.14159265358979323846;
    a -= 1 / a;
    for (int newton = 0; newton < 20; ++newton) a -= (std::sin(a) - a * std::cos(a)) / (a * std::sin(a));
    sum -= 2 * std::exp(-a * a * time) / (a * a);
  }
  return sum;
}

TEST(ParticleBasis, MeanIsModeZeroAndGrowsByTheFluxAlone) {
  for (const ParticleBasis& basis : {ParticleBasis::spectral(12), ParticleBasis::shells(20)}) {
    EXPECT_EQ(basis.rate[0], 0);
    EXPECT_EQ(basis.weight[0], 1);
    for (int k = 1; k < basis.count; ++k) {
      EXPECT_GT(basis.rate[k], basis.rate[k - 1]);
      EXPECT_GT(basis.weight[k], 0);
    }
  }
}

TEST(ParticleBasis, SpectralModesMeetTheSeriesSolution) {
  const ParticleBasis basis = ParticleBasis::spectral(12);
  EXPECT_NEAR(basis.rate[1], 4.493409457909064 * 4.493409457909064, 1e-9);  // the first zero of tan a = a
  for (const double time : {3e-3, 1e-2, 0.1, 1.0}) EXPECT_NEAR(surface(basis, time), exact(time), 4e-7) << time;
}

TEST(ParticleBasis, ShellsConvergeInSecondOrder) {
  const double time = 0.05, answer = exact(time);
  double before = 0;
  for (const int count : {10, 20, 40, 80}) {
    const double error = std::abs(surface(ParticleBasis::shells(count), time) - answer);
    if (before > 0) { EXPECT_NEAR(std::log2(before / error), 2, 0.15); }
    before = error;
  }
}

}  // namespace
}  // namespace voxvolt::cell
