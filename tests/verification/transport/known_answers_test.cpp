// SPDX-License-Identifier: BSD-3-Clause
#include "images.hpp"

namespace voxvolt::microstructure {
namespace {

TEST(OpenSpace, HasConductivityOneAtEverySizeAndBoundary) {
  for (const std::int64_t n : {1, 2, 3, 4, 5, 7, 8, 13, 16, 31, 33, 64, 70}) {
    for (const Boundary boundary : all_boundaries) {
      const Cells cells{n, std::max<std::int64_t>(1, n / 2), std::min<std::int64_t>(n, 9)};
      const Transport transport = solve(one_label(cells), {{0, 1}}, boundary);
      ASSERT_EQ(transport.axes.size(), 3u);
      for (const auto& axis : transport.axes) {
        EXPECT_NEAR(axis.conductivity, 1, 1e-12) << "size " << n << " axis " << axis.axis;
        EXPECT_NEAR(axis.mean_flux, 1, 1e-12);
        EXPECT_NEAR(axis.tortuosity().value(), 1, 1e-12);
        EXPECT_TRUE(boundary != Boundary::cell || axis.conductivity == 1);
      }
    }
  }
}

TEST(OpenSpace, KeepsItsConductivityWithVoxelsOfAnyShapeAndUnit) {
  Labels labels = one_label({6, 9, 5});
  labels.grid.spacing = {1e-7, 4e-7, 2.5e-7};
  for (const Boundary boundary : all_boundaries) {
    const auto transport =
        effective_conductivity(labels, {{0, {0.18, 3e-4, 375}}}, {.boundary = boundary}, test::world());
    EXPECT_NEAR(transport.axes[0].conductivity, 0.18, 0.18e-12);
    EXPECT_NEAR(transport.axes[1].conductivity, 3e-4, 3e-16);
    EXPECT_NEAR(transport.axes[2].conductivity, 375, 375e-12);
  }
}

TEST(Laminate, ConductsInParallelAlongItsLayersAndInSeriesAcross) {
  // Half of 1, a quarter of 0.1, a quarter of 2 (layers of 2 voxels): parallel 0.5 + 0.025 + 0.5 = 1.025,
  // series 1 / (0.5 + 2.5 + 0.125) = 0.32.
  for (int normal = 0; normal < 3; ++normal) {
    const auto layers = image_of({8, 16, 24}, [normal](auto... at) {
      const auto layer = std::array{at...}[static_cast<std::size_t>(normal)] / 2 % 4;
      return layer < 2 ? 0 : layer == 2 ? 1 : 2;
    });
    for (const Boundary boundary : all_boundaries) {
      const Transport transport = solve(layers, {{0, 1}, {1, 0.1}, {2, 2}}, boundary, 1e-10);
      for (const auto& axis : transport.axes) {
        EXPECT_NEAR(axis.conductivity, axis.axis == normal ? 0.32 : 1.025, 1e-9)
            << "normal " << normal << " axis " << axis.axis;
      }
    }
  }
}

TEST(Laminate, MeetsTheTwoTextbookValues) {
  // Half 1, half 0.55: 0.775 along; 1 and 2/11 in halves: 0.3077 across.
  const auto halves = image_of({8, 8, 8}, [](auto x, auto, auto) { return x < 4 ? 0 : 1; });
  EXPECT_NEAR(solve(halves, {{0, 1}, {1, 0.55}}, Boundary::fixed, 1e-10, {1}).axes[0].conductivity, 0.775, 1e-9);
  EXPECT_NEAR(solve(halves, {{0, 1}, {1, 2.0 / 11}}, Boundary::fixed, 1e-10, {0}).axes[0].conductivity, 4.0 / 13, 1e-9);
}

TEST(SimpleCubicSpheres, TendToTheMultipoleSolutionAsVoxelsShrink) {
  // Insulating spheres, p = 0.3: plain voxels as listed; the smooth spheres have 0.605662 (multipole solution).
  const std::array<std::pair<std::int64_t, double>, 3> listed{{{32, 0.592147}, {64, 0.598362}, {128, 0.601822}}};
  double last_error = 1;
  for (const auto& [n, expected] : listed) {
    const double k = solve(sphere_in_cube(n, 0.3), {{0, 1}, {1, 0}}, Boundary::fixed, 1e-6, {2}).axes[0].conductivity;
    EXPECT_NEAR(k, expected, 1e-6) << n;
    EXPECT_LT(std::abs(k - 0.605662), last_error);
    last_error = std::abs(k - 0.605662);
  }
}

TEST(Checkerboard, TendsToTheGeometricMeanFromBelow) {
  // In the plane, squares of 1 and 0.1: sqrt(0.1), at the observed order 0.78; -4.34 % at 32 voxels per square.
  const double exact = std::sqrt(0.1);
  std::array<double, 3> error{};
  for (std::size_t level = 0; level < 3; ++level) {
    const std::int64_t n = std::int64_t{8} << level;
    const auto board = image_of({2 * n, 2 * n, 1}, [n](auto x, auto y, auto) { return (x / n + y / n) % 2; });
    error[level] = solve(board, {{0, 1}, {1, 0.1}}, Boundary::cell, 1e-8).axes[0].conductivity / exact - 1;
  }
  EXPECT_NEAR(error[2], -0.0434, 2e-4);
  EXPECT_NEAR(std::log2(error[1] / error[2]), 0.78, 0.03);
}

TEST(Tensor, OfAnObliqueLaminateHasItsOffDiagonals) {
  // Layers along the diagonal of x and y are not resolved exactly by voxels, but their tensor is symmetric under x <-> y.
  const auto layers = image_of({32, 32, 2}, [](auto x, auto y, auto) { return (x + y) / 8 % 2; });
  const auto tensor = solve(layers, {{0, 1}, {1, 0.2}}, Boundary::cell, 1e-9).tensor.value();
  EXPECT_NEAR(tensor[0][0], tensor[1][1], 1e-9);
  EXPECT_LT(tensor[0][1], -0.05);
  EXPECT_NEAR(tensor[2][2], 0.6, 1e-9);
  EXPECT_NEAR(tensor[0][2], 0, 1e-9);
}

}  // namespace
}  // namespace voxvolt::microstructure
