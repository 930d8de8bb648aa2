// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/generate/sphere_packing.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "parallel/failure.hpp"
#include "support/session.hpp"

namespace voxvolt::generate {
namespace {

PackingRecipe recipe(double fraction, std::uint64_t seed) {
  return {{20e-6, 24e-6, 28e-6}, fraction, [](double p) { return (3 + 2 * p) * 1e-6; }, seed};
}

double fraction_of(const std::vector<Sphere>& spheres, const PackingRecipe& of) {
  double sum = 0;
  for (const Sphere& sphere : spheres) sum += 4 * std::numbers::pi / 3 * std::pow(sphere.radius, 3);
  return sum / (of.box[0] * of.box[1] * of.box[2]);
}

numerics::Field<std::uint8_t> empty_image(std::int64_t n, double spacing) {
  numerics::Field<std::uint8_t> labels;
  labels.grid.cells = {n, n, n};
  labels.grid.spacing = {spacing, spacing, spacing};
  labels.block = numerics::slab_of(labels.grid, test::world());
  labels.data = numerics::Field<std::uint8_t>::View("labels", labels.block.count[2], n, n);
  return labels;
}

std::int64_t painted(const numerics::Field<std::uint8_t>& labels) {
  std::int64_t count = 0;
  for (std::size_t k = 0; k < labels.data.extent(0); ++k)
    for (std::size_t j = 0; j < labels.data.extent(1); ++j)
      for (std::size_t i = 0; i < labels.data.extent(2); ++i) count += labels.data(k, j, i);
  return test::world().sum(count);
}

TEST(SpherePacking, NoTwoSpheresOverlapAcrossPeriodicFaces) {
  const PackingRecipe of = recipe(0.35, 3);
  const auto spheres = pack_spheres(of);
  ASSERT_GT(spheres.size(), 50u);
  for (std::size_t a = 0; a < spheres.size(); ++a)
    for (std::size_t b = a + 1; b < spheres.size(); ++b) {
      double square = 0;
      for (int axis = 0; axis < 3; ++axis) {
        double d = spheres[a].centre[axis] - spheres[b].centre[axis];
        d -= of.box[axis] * std::round(d / of.box[axis]);
        square += d * d;
      }
      EXPECT_GE(std::sqrt(square), spheres[a].radius + spheres[b].radius) << a << " and " << b;
    }
}

TEST(SpherePacking, FractionIsMetToWithinHalfOfOneParticle) {
  for (double fraction : {0.05, 0.2, 0.38}) {
    const PackingRecipe of = recipe(fraction, 11);
    const double half = 0.5 * std::numbers::pi / 6 * std::pow(5e-6, 3) / (of.box[0] * of.box[1] * of.box[2]);
    EXPECT_NEAR(fraction_of(pack_spheres(of), of), fraction, half);
  }
}

TEST(SpherePacking, AnotherSeedGivesAnotherPackingAndTheSameSeedTheSame) {
  const auto one = pack_spheres(recipe(0.2, 1)), again = pack_spheres(recipe(0.2, 1)),
             other = pack_spheres(recipe(0.2, 2));
  EXPECT_EQ(one.front().centre, again.front().centre);
  EXPECT_NE(one.front().centre, other.front().centre);
}

TEST(SpherePacking, AParticleLargerThanHalfTheBoxIsRefusedSayingSo) {
  PackingRecipe of = recipe(0.2, 1);
  of.diameter = [](double) { return 11e-6; };
  try {
    pack_spheres(of);
    FAIL() << "was accepted";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::input);
    EXPECT_NE(std::string(failure.what()).find("at most half"), std::string::npos) << failure.what();
  }
}

TEST(SpherePacking, PaintedVoxelsApproachTheSphereVolumeAlsoAcrossFaces) {
  // One sphere at a corner: all eight periodic images together are one whole sphere.
  const std::int64_t n = 64;
  auto labels = empty_image(n, 1e-6);
  paint({{{0, 0, 0}, 20e-6}}, 1, labels);
  EXPECT_NEAR(static_cast<double>(painted(labels)), 4 * std::numbers::pi / 3 * 8000, 0.005 * 33510);
}

TEST(SpherePacking, ImageHasTheSameVoxelsOnAnyNumberOfRanks) {
  auto labels = empty_image(48, 0.5e-6);
  const PackingRecipe of{{24e-6, 24e-6, 24e-6}, 0.3, [](double p) { return (4 + p) * 1e-6; }, 7};
  paint(pack_spheres(of), 1, labels);
  // The planes' counts, in order, as one number that any misplaced voxel changes.
  double checksum = 0;
  for (std::size_t k = 0; k < labels.data.extent(0); ++k)
    for (std::size_t j = 0; j < 48; ++j)
      for (std::size_t i = 0; i < 48; ++i)
        checksum +=
            labels.data(k, j, i) * static_cast<double>((labels.block.first[2] + static_cast<std::int64_t>(k)) * 7919 +
                                                       static_cast<std::int64_t>(j * 104729 + i * 1299709));
  const double here = test::world().sum(checksum);
  auto alone = labels;
  alone.block = numerics::Block{{0, 0, 0}, {48, 48, 48}};
  alone.data = numerics::Field<std::uint8_t>::View("alone", 48, 48, 48);
  paint(pack_spheres(of), 1, alone);
  double whole = 0;
  for (std::size_t k = 0; k < 48; ++k)
    for (std::size_t j = 0; j < 48; ++j)
      for (std::size_t i = 0; i < 48; ++i)
        whole += alone.data(k, j, i) * static_cast<double>(k * 7919 + j * 104729 + i * 1299709);
  EXPECT_EQ(here, whole);
}

}  // namespace
}  // namespace voxvolt::generate
