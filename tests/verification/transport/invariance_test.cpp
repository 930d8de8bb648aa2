// SPDX-License-Identifier: BSD-3-Clause
#include "images.hpp"
#include "parallel/failure.hpp"

namespace voxvolt::microstructure {
namespace {

const std::map<int, double> contrast{{0, 1}, {1, 0.02}};
constexpr std::int64_t n = 22;

TEST(Tensor, IsSymmetric) {
  for (const auto& conductivity : {std::map<int, double>{{0, 1}, {1, 0}}, contrast}) {
    const auto tensor = solve(image_of({24, 20, 22}, blob), conductivity, Boundary::cell, 1e-9).tensor.value();
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < i; ++j) EXPECT_NEAR(tensor[i][j], tensor[j][i], 1e-8);
  }
}

TEST(Transport, TurnsWithTheImage) {
  const auto plain = image_of({n, n + 3, n - 4}, blob);
  const auto turned = image_of({n + 3, n - 4, n}, [](auto x, auto y, auto z) { return blob(z, x, y); });
  for (const Boundary boundary : all_boundaries) {
    const Transport a = solve(plain, contrast, boundary, 1e-9), b = solve(turned, contrast, boundary, 1e-9);
    for (int axis = 0; axis < 3; ++axis) {
      EXPECT_NEAR(a.axes[axis].conductivity, b.axes[(axis + 2) % 3].conductivity, 1e-10);
    }
  }
}

TEST(Transport, DoesNotSeeAMirror) {
  const auto plain = image_of({n, n, n}, blob);
  const auto mirrored = image_of({n, n, n}, [](auto x, auto y, auto z) { return blob(n - 1 - x, y, n - 1 - z); });
  for (const Boundary boundary : all_boundaries) {
    const Transport a = solve(plain, contrast, boundary, 1e-9), b = solve(mirrored, contrast, boundary, 1e-9);
    for (int axis = 0; axis < 3; ++axis) EXPECT_NEAR(a.axes[axis].conductivity, b.axes[axis].conductivity, 1e-10);
  }
}

TEST(Transport, ScalesWithTheConductivity) {
  const auto labels = image_of({n, n, n}, blob);
  const double one = solve(labels, {{0, 1}, {1, 0.02}}, Boundary::fixed, 1e-9, {1}).axes[0].conductivity;
  const double other = solve(labels, {{0, 3e5}, {1, 6e3}}, Boundary::fixed, 1e-9, {1}).axes[0].conductivity;
  EXPECT_NEAR(other / 3e5, one, 1e-10);
}

TEST(Transport, KeepsThePlaneFluxWithinEveryTolerance) {
  const auto labels = image_of({n, n, n}, blob);
  for (const Boundary boundary : all_boundaries) {
    const auto best = solve(labels, {{0, 1}, {1, 0}}, boundary, 1e-10);
    for (const double tolerance : {1e-2, 1e-4, 1e-6, 1e-8}) {
      const auto transport = solve(labels, {{0, 1}, {1, 0}}, boundary, tolerance);
      for (int axis = 0; axis < 3; ++axis) {
        EXPECT_LE(transport.axes[axis].plane_flux_spread, tolerance);
        EXPECT_NEAR(transport.axes[axis].mean_flux / best.axes[axis].conductivity, 1, tolerance);
        // The dissipation errs by the square of the flux's error.
        EXPECT_NEAR(transport.axes[axis].conductivity / best.axes[axis].conductivity, 1, 1e-2 * tolerance + 1e-11);
      }
    }
  }
}

TEST(Transport, StaysWithinTheWienerBounds) {
  for (const double weak : {0.5, 0.05, 1e-4}) {
    for (const Boundary boundary : all_boundaries) {
      for (const auto& axis : solve(image_of({17, 20, 15}, blob), {{0, weak}, {1, 1}}, boundary, 1e-6).axes) {
        EXPECT_GE(axis.conductivity, axis.harmonic_conductivity);
        EXPECT_LE(axis.conductivity, axis.mean_conductivity);
        EXPECT_GT(axis.harmonic_conductivity, 0);
      }
    }
  }
}

TEST(Clusters, ThatLeadNowhereAreReportedAndChangeNothingElse) {
  // A straight channel of 4 voxels' section, and far from it a closed bubble of 8 voxels.
  const auto channel = [](auto x, auto y, auto) { return x < 2 && y < 2; };
  const auto with_bubble = image_of({12, 12, 12}, [&](auto x, auto y, auto z) {
    const bool bubble = x / 2 == 4 && y / 2 == 4 && z / 2 == 3;
    return channel(x, y, z) || bubble ? 1 : 0;
  });
  for (const Boundary boundary : all_boundaries) {
    const auto axis = solve(with_bubble, {{0, 0}, {1, 1}}, boundary, 1e-9).axes[2];
    EXPECT_EQ(axis.isolated_voxels, 8);
    EXPECT_EQ(axis.conducting_voxels, 48);
    EXPECT_NEAR(axis.conductivity, 4.0 / 144, 1e-12);
    EXPECT_NEAR(axis.tortuosity().value(), 56.0 / 48, 1e-10);
  }
}

TEST(Clusters, CountAsJoinedAcrossPeriodicSides) {
  // A staircase that leaves at x = 7 and comes back at x = 0: it percolates along z only when the sides repeat.
  const auto stairs = image_of({8, 1, 16}, [](auto x, auto, auto z) { return x == z / 2 || x == (z + 1) / 2 % 8; });
  EXPECT_GT(solve(image_of({8, 1, 24}, [](auto x, auto, auto z) { return x == z / 2 % 8 || x == (z + 1) / 2 % 8; }),
                  {{0, 0}, {1, 1}}, Boundary::periodic, 1e-8, {2})
                .axes[0]
                .conductivity,
            0.01);
  const auto cut =
      solve(image_of({8, 1, 24}, [](auto x, auto, auto z) { return x == z / 2 % 8 || x == (z + 1) / 2 % 8; }),
            {{0, 0}, {1, 1}}, Boundary::fixed, 1e-8, {2})
          .axes[0];
  EXPECT_EQ(cut.conductivity, 0);
  EXPECT_GT(solve(stairs, {{0, 0}, {1, 1}}, Boundary::periodic, 1e-8, {2}).axes[0].conductivity, 0.01);
}

TEST(Transport, IsZeroWhereNothingGetsThrough) {
  const auto wall = image_of({6, 6, 6}, [](auto, auto, auto z) { return z == 3 ? 1 : 0; });
  for (const Boundary boundary : all_boundaries) {
    const auto axis = solve(wall, {{0, 1}, {1, 0}}, boundary).axes[2];
    EXPECT_NEAR(axis.conductivity, 0, 1e-12);
    if (boundary == Boundary::cell) continue;  // there the layer's slab conducts along x and y
    EXPECT_EQ(axis.conductivity, 0);
    EXPECT_FALSE(axis.percolates);
    EXPECT_FALSE(axis.tortuosity().has_value());
    EXPECT_EQ(axis.isolated_voxels, 180);
  }
  for (const auto& axis : solve(one_label({4, 4, 4}), {{0, 0}}, Boundary::fixed).axes) EXPECT_EQ(axis.conductivity, 0);
}

void expect_input_error(const Labels& labels, const ConductivityTable& table, const std::string& words) {
  try {
    effective_conductivity(labels, table, {}, test::world());
    FAIL() << "accepted: " << words;
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::input);
    EXPECT_NE(std::string(failure.what()).find(words), std::string::npos) << failure.what();
  }
}

TEST(Input, IsRefusedWithThePlaceOfTheMistake) {
  const auto labels = image_of({4, 4, 4}, [](auto x, auto, auto) { return x == 0 ? 7 : 0; });
  expect_input_error(labels, isotropic({{0, 1}}), "label 7 has no conductivity, but 16 voxels");
  expect_input_error(labels, isotropic({{0, 1}, {7, -2}}), "label 7: a conductivity must be at least 0 and finite");
  expect_input_error(one_label({0, 4, 4}), isotropic({{0, 1}}), "the image has no voxels");
}

TEST(Ranks, AgreeOnTheAnswer) {
  // The value is that of one rank, computed here by every rank for itself on a communicator of its own.
  const auto whole = [] {
    Labels labels;
    labels.grid.cells = {n, n, n};
    labels.block = numerics::slab_of(labels.grid, parallel::Communicator::self());
    labels.data = Labels::View("labels", n, n, n);
    for (int k = 0; k < n; ++k)
      for (int j = 0; j < n; ++j)
        for (int i = 0; i < n; ++i) labels.data(k, j, i) = static_cast<std::uint8_t>(blob(i, j, k));
    return labels;
  }();
  for (const Boundary boundary : all_boundaries) {
    TransportOptions options;
    options.boundary = boundary;
    const auto alone = effective_conductivity(whole, isotropic(contrast), options, parallel::Communicator::self());
    const auto together =
        effective_conductivity(image_of({n, n, n}, blob), isotropic(contrast), options, test::world());
    for (int axis = 0; axis < 3; ++axis) {
      EXPECT_NEAR(together.axes[axis].conductivity, alone.axes[axis].conductivity, 1e-10);
      EXPECT_EQ(together.axes[axis].iterations, alone.axes[axis].iterations);
    }
  }
}

}  // namespace
}  // namespace voxvolt::microstructure
