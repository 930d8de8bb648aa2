// SPDX-License-Identifier: BSD-3-Clause
// Chords, two-point correlation and profiles of images whose answers are known.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "meshes/voxel/chords.hpp"
#include "meshes/voxel/correlation.hpp"
#include "meshes/voxel/interfaces.hpp"
#include "meshes/voxel/measure.hpp"
#include "meshes/voxel/profile.hpp"
#include "support/session.hpp"
#include "support/voxel_image.hpp"
#include "unit/meshes_voxel/overlapping_spheres.hpp"

namespace voxvolt::voxel {
namespace {

using test::voxel_image;
using test::world;

/// Layers of 2 and 3 planes across an axis.
Image laminate(std::size_t axis, const parallel::Communicator& ranks) {
  Image image = voxel_image({20, 20, 20}, 2, ranks, [&](auto x, auto y, auto z) {
    return std::array<std::int64_t, 3>{x, y, z}[axis] % 5 < 2 ? 0 : 1;
  });
  image.labels.grid.spacing = {1e-6, 2e-6, 3e-6};
  return image;
}

TEST(Chords, OfALaminateAreItsLayersAcrossAndNoneAlong) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto chords = measure_chords(laminate(axis, world()), world());
    for (std::size_t other = 0; other < 3; ++other) {
      if (other != axis) {
        EXPECT_FALSE(chords[0][other].mean()) << axis << other;
        continue;
      }
      const double h = 1e-6 * static_cast<double>(axis + 1);
      EXPECT_EQ(chords[0][axis].counts[2], 3 * 400);  // the layer at the face has one end only
      EXPECT_EQ(chords[1][axis].counts[3], 3 * 400);
      EXPECT_EQ(std::accumulate(chords[0][axis].counts.begin(), chords[0][axis].counts.end(), std::int64_t{0}),
                3 * 400);
      EXPECT_EQ(chords[0][axis].ends, 7 * 400);
      EXPECT_DOUBLE_EQ(*chords[0][axis].mean(), 2 * 8 * h / 7);  // 8 planes, 7 ends
      EXPECT_DOUBLE_EQ(*chords[1][axis].mean(), 2 * 12 * h / 7);
    }
  }
}

TEST(Chords, TheNumberOfRanksChangesNoCount) {
  for (const std::int64_t nz : {2, 13}) {
    const auto rule = [](auto x, auto y, auto z) { return test::scattered(x / 2, y / 3, z / 4) % 3; };
    const auto here = measure_chords(voxel_image({9, 10, nz}, 3, world(), rule), world());
    const auto self = parallel::Communicator::self();
    const auto alone = measure_chords(voxel_image({9, 10, nz}, 3, self, rule), self);
    for (std::size_t phase = 0; phase < 3; ++phase)
      for (std::size_t axis = 0; axis < 3; ++axis) {
        EXPECT_EQ(here[phase][axis].counts, alone[phase][axis].counts) << phase << axis;
        EXPECT_EQ(here[phase][axis].ends, alone[phase][axis].ends) << phase << axis;
      }
  }
}

TEST(Chords, AnImageTurnedAroundHasTheSameChordsAlongTheTurnedAxis) {
  const auto rule = [](auto x, auto y, auto z) { return test::scattered(x / 3, y / 3, z / 3) % 2; };
  const auto one = measure_chords(voxel_image({21, 15, 18}, 2, world(), rule), world());
  const auto turned = measure_chords(
      voxel_image({18, 21, 15}, 2, world(), [&](auto x, auto y, auto z) { return rule(y, z, x); }), world());
  for (std::size_t axis = 0; axis < 3; ++axis) EXPECT_EQ(one[1][axis].counts, turned[1][(axis + 1) % 3].counts) << axis;
}

TEST(Profile, OfALaminateIsItsLayers) {
  for (std::size_t axis = 0; axis < 3; ++axis)
    for (std::size_t other = 0; other < 3; ++other) {
      const auto shares = profile(laminate(axis, world()), static_cast<int>(other), world());
      ASSERT_EQ(shares[0].size(), 20u);
      for (std::size_t i = 0; i < 20; ++i)
        EXPECT_EQ(shares[0][i], other != axis ? 0.4 : i % 5 < 2 ? 1.0 : 0.0) << axis << other << i;
    }
}

TEST(Correlation, OfALaminateIsPeriodicAcrossAndConstantAlong) {
  for (std::size_t axis = 0; axis < 3; ++axis)
    for (std::size_t other = 0; other < 3; ++other) {
      const Correlation found = measure_correlation(laminate(axis, world()), static_cast<int>(other), world());
      ASSERT_EQ(found.lags.size(), 11u);
      EXPECT_EQ(found.shares[0][0], 0.4);
      EXPECT_EQ(found.shares[0][5], 0.4) << "a whole period";
      EXPECT_EQ(found.shares[0][2], other == axis ? 0.0 : 0.4) << axis << other;  // no layer of 2 reaches over 2
    }
}

TEST(Correlation, TheNumberOfRanksChangesNoBit) {
  const auto rule = [](auto x, auto y, auto z) { return test::scattered(x / 2, y / 3, z / 2) % 3; };
  const auto self = parallel::Communicator::self();
  for (int axis = 0; axis < 3; ++axis)
    EXPECT_EQ(measure_correlation(voxel_image({11, 9, 14}, 3, world(), rule), axis, world()).shares,
              measure_correlation(voxel_image({11, 9, 14}, 3, self, rule), axis, self).shares);
}

TEST(Correlation, ManyVoxelsAreLookedAtInEqualStepsUpToHalfTheAxis) {
  const auto lags = correlation_lags(1001);
  EXPECT_LE(lags.size(), 129u);
  EXPECT_EQ(lags[0], 0);
  EXPECT_EQ(lags.back(), 500);
  EXPECT_EQ(lags[1], lags[2] - lags[1]);
  EXPECT_EQ(correlation_lags(1), std::vector<std::int64_t>{0});
}

// One realisation in a finite box: the tolerances are about three standard deviations of it, from boxes of other seeds.
TEST(OverlappingSpheres, FractionCorrelationChordsAndSurfaceAreTheAnalyticOnes) {
  test::OverlappingSpheres medium;
  medium.density = 0.7 / (4 * std::numbers::pi / 3 * std::pow(medium.radius, 3));
  const Image image = medium.image(world());
  EXPECT_NEAR(volume_fractions(image, world())[0] / medium.outside(), 1, 0.04);

  double chord = 0;
  std::vector<double> frequency;
  const auto all_chords = measure_chords(image, world());
  for (const Chords& chords : all_chords[0]) {
    chord += *chords.mean() / 3;
    frequency = chords.frequencies();
  }
  EXPECT_NEAR(chord / medium.mean_chord_outside(), 1, 0.05);
  // Exponential: as many are longer than one mean as 1/e of all, and longer than two as 1/e^2.
  const auto longer_than = [&](double length) {
    double sum = 0;
    for (std::size_t l = 1; l < frequency.size(); ++l) sum += static_cast<double>(l) > length ? frequency[l] : 0;
    return sum;
  };
  for (const double means : {1.0, 2.0})
    EXPECT_NEAR(longer_than(means * medium.mean_chord_outside()) / longer_than(0), std::exp(-means), 0.02) << means;

  for (int axis = 0; axis < 3; ++axis) {
    const Correlation found = measure_correlation(image, axis, world());
    for (std::size_t n = 0; n <= 24; n += 4)
      EXPECT_NEAR(found.shares[0][n], medium.both_outside(static_cast<double>(n)), 0.02) << axis << ' ' << n;
  }
  EXPECT_NEAR(measure_interfaces(image, world()).area(0, 1) / std::pow(160.0, 3) / medium.surface(), 1, 0.05);
}

TEST(OverlappingSpheres, TheChordsGiveTheSurfaceByCauchysFormula) {
  test::OverlappingSpheres medium;
  medium.density = 1.0 / (4 * std::numbers::pi / 3 * std::pow(medium.radius, 3));
  const Image image = medium.image(world());
  double ends =
      0;  // per length of line, mean over the axes; surface = 2 crossings per length, each crossing ends two chords
  const auto all_chords = measure_chords(image, world());
  for (const Chords& chords : all_chords[0]) ends += static_cast<double>(chords.ends) / 3;
  const double crossings = ends / std::pow(160.0, 3);
  EXPECT_NEAR(measure_interfaces(image, world()).area(0, 1) / std::pow(160.0, 3) / (2 * crossings), 1,
              0.02);  // hollows narrower than a voxel
}

}  // namespace
}  // namespace voxvolt::voxel
