// SPDX-License-Identifier: BSD-3-Clause
#include "uq/fisher.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

namespace voxvolt::uq {
namespace {

std::vector<double> outputs_of(const Design& design, std::size_t data, double (*model)(const double*, std::size_t)) {
  std::vector<double> outputs;
  for (std::size_t m = 0; m < design.members; ++m)
    for (std::size_t d = 0; d < data; ++d) outputs.push_back(model(&design.points[m * design.inputs], d));
  return outputs;
}

TEST(Fisher, OfALinearModelIsExact) {
  // y1 = 3 a, y2 = 4 b around a = b = 1: eigenvalues 16 and 9, sd 1/3 and 1/4.
  const Nominal nominal{{1, 1}, {1, 1}};
  const auto outputs = outputs_of(stencil_points(nominal, 1e-2), 2,
                                  [](const double* x, std::size_t d) { return d == 0 ? 3 * x[0] : 4 * x[1]; });
  const FisherSpectrum spectrum = fisher_spectrum(*stencil_jacobian(nominal, 1e-2, 2, outputs));
  EXPECT_NEAR(spectrum.eigenvalues[0], 16, 1e-12 * 16);
  EXPECT_NEAR(spectrum.eigenvalues[1], 9, 1e-12 * 9);
  EXPECT_NEAR(spectrum.sd[0], 1.0 / 3, 1e-12);
  EXPECT_NEAR(spectrum.sd[1], 1.0 / 4, 1e-12);
  EXPECT_NEAR(spectrum.correlations[1], 0, 1e-12);
}

TEST(Fisher, APairThatEntersAsAProductHasAZeroEigenvalueAlongItsDifference) {
  const Nominal nominal{{2, 5}, {2, 5}};
  const auto outputs = outputs_of(stencil_points(nominal, 1e-2), 3, [](const double* x, std::size_t d) {
    return x[0] * x[1] * static_cast<double>(d + 1);
  });
  const FisherSpectrum spectrum = fisher_spectrum(*stencil_jacobian(nominal, 1e-2, 3, outputs));
  EXPECT_LT(spectrum.eigenvalues[1], 1e-10);
  EXPECT_NEAR(std::abs(spectrum.directions[2]), 1 / std::numbers::sqrt2, 1e-9);
  EXPECT_NEAR(spectrum.directions[2], -spectrum.directions[3], 1e-9);
  EXPECT_TRUE(std::isnan(spectrum.sd[0]));  // neither is determined by the data
}

TEST(Fisher, CorrelationsAreThoseOfTheInverse) {
  // F = ((1, .5), (.5, 1)) from y1 = a + b/2, y2 = b sqrt(3)/2: its inverse has the correlation -1/2.
  const Nominal nominal{{1, 1}, {1, 1}};
  const auto outputs = outputs_of(stencil_points(nominal, 1e-3), 2, [](const double* x, std::size_t d) {
    return d == 0 ? x[0] + x[1] / 2 : x[1] * std::sqrt(3.0) / 2;
  });
  EXPECT_NEAR(fisher_spectrum(*stencil_jacobian(nominal, 1e-3, 2, outputs)).correlations[1], -0.5, 1e-9);
}

TEST(Fisher, StencilsLoseOrderButNotTheirCentreWhenAnOuterMemberIsLost) {
  const Nominal nominal{{1}, {1}};
  auto outputs =
      outputs_of(stencil_points(nominal, 1e-2), 1, [](const double* x, std::size_t) { return std::exp(x[0]); });
  const double exact = std::exp(1.0);
  EXPECT_NEAR(stencil_jacobian(nominal, 1e-2, 1, outputs)->values[0], exact, 1e-8);
  outputs[1] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_NEAR(stencil_jacobian(nominal, 1e-2, 1, outputs)->values[0], exact, 1e-4);
  outputs[2] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(stencil_jacobian(nominal, 1e-2, 1, outputs).has_value());
}

TEST(Fisher, AFitAroundTheNominalFindsTheSlopesOfAParabola) {
  const Nominal nominal{{2, 3}, {2, 3}};
  Design design = latin_points(2, 40, 1);
  for (std::size_t m = 0; m < 40; ++m) {
    design.at(m, 0) = 2 * (0.95 + 0.1 * design.at(m, 0));
    design.at(m, 1) = 3 * (0.95 + 0.1 * design.at(m, 1));
  }
  const auto outputs = outputs_of(design, 1, [](const double* x, std::size_t) { return x[0] * x[0] + 5 * x[1]; });
  const auto jacobian = fitted_jacobian(nominal, design, 1, outputs);
  EXPECT_NEAR(jacobian->values[0], 8, 1e-9);   // d/dln a of a^2 at 2
  EXPECT_NEAR(jacobian->values[1], 15, 1e-9);  // d/dln b of 5 b at 3
}

}  // namespace
}  // namespace voxvolt::uq
