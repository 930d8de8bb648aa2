// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/generate/packing.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <numbers>

#include "labels.hpp"
#include "meshes/generate/contact.hpp"
#include "meshes/generate/paint.hpp"
#include "meshes/generate/relaxation.hpp"
#include "parallel/failure.hpp"

namespace voxvolt::generate {
namespace {

PackingRecipe recipe(double fraction, std::uint64_t seed, double aspect = 1) {
  PackingRecipe recipe;
  recipe.box = {20e-6, 24e-6, 28e-6};
  recipe.fraction = fraction;
  recipe.diameter = [](double p) { return (2 + 1.5 * p) * 1e-6; };
  recipe.seed = seed;
  recipe.aspect = aspect;
  return recipe;
}

double volume_of(const PackingRecipe& of) { return of.box[0] * of.box[1] * of.box[2]; }

double fraction_of(const std::vector<Particle>& particles, const PackingRecipe& of) {
  double sum = 0;
  for (const Particle& particle : particles) sum += particle.volume();
  return sum / volume_of(of);
}

// The least distance of two spheres over the sum of their radii, by looking at all pairs.
double closest(const std::vector<Particle>& particles, const Vector& box) {
  double least = 10;
  for (std::size_t a = 0; a < particles.size(); ++a)
    for (std::size_t b = a + 1; b < particles.size(); ++b) {
      double square = 0;
      for (std::size_t axis = 0; axis < 3; ++axis) {
        double d = particles[a].centre[axis] - particles[b].centre[axis];
        d -= box[axis] * std::round(d / box[axis]);
        square += d * d;
      }
      least = std::min(least, std::sqrt(square) / (particles[a].polar + particles[b].polar));
    }
  return least;
}

void expect_refused(const PackingRecipe& of, const std::string& words) {
  try {
    pack_alone(of);
    FAIL() << "was accepted; expected: " << words;
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::input);
    EXPECT_NE(std::string(failure.what()).find(words), std::string::npos) << failure.what();
  }
}

TEST(Packing, NoTwoSpheresOverlapAcrossPeriodicFacesWhateverTheFraction) {
  for (const double fraction : {0.2, 0.38, 0.45, 0.60}) {
    const PackingRecipe of = recipe(fraction, 3);
    const Packing packing = pack_alone(of);
    ASSERT_GT(packing.particles.size(), 100u);
    EXPECT_GE(closest(packing.particles, of.box), 1 - 1e-12) << fraction;
    EXPECT_EQ(packing.overlap, 0);
  }
}

TEST(Packing, SpheresOfOneSizeReachSixtyPercent) {
  PackingRecipe of = recipe(0.60, 5);
  of.diameter = [](double) { return 2.5e-6; };
  EXPECT_GE(closest(pack_alone(of).particles, of.box), 1 - 1e-12);
}

TEST(Packing, NoTwoEllipsoidsOverlap) {
  for (const double aspect : {0.4, 2.0})
    for (const double fraction : {0.25, 0.60}) {
      const PackingRecipe of = recipe(fraction, 3, aspect);
      const Packing packing = pack_alone(of);
      EXPECT_EQ(largest_overlap(packing.particles, of.box), 0) << aspect << " at " << fraction;
    }
}

TEST(Packing, FractionIsMetToWithinHalfOfOneParticle) {
  for (const double fraction : {0.05, 0.2, 0.38, 0.5, 0.6}) {
    const PackingRecipe of = recipe(fraction, 11);
    const double half = 0.5 * std::numbers::pi / 6 * std::pow(3.5e-6, 3) / volume_of(of);
    EXPECT_NEAR(fraction_of(pack_alone(of).particles, of), fraction, half);
  }
}

TEST(Packing, AnotherSeedGivesAnotherPackingAndTheSameSeedTheSameOnAllRanks) {
  for (const double fraction : {0.2, 0.5}) {
    const auto one = pack(recipe(fraction, 1), test::world()).particles,
               alone = pack_alone(recipe(fraction, 1)).particles, other = pack_alone(recipe(fraction, 2)).particles;
    ASSERT_EQ(one.size(), alone.size());
    EXPECT_EQ(std::memcmp(one.data(), alone.data(), one.size() * sizeof(Particle)), 0);
    EXPECT_NE(one.front().centre, other.front().centre);
  }
}

TEST(Packing, DiametersOfDenseAndOfSparsePackingsAreThoseDrawn) {
  for (const double fraction : {0.3, 0.6}) {
    const PackingRecipe of = recipe(fraction, 4, 0.5);
    const auto diameters = draw_diameters(of);
    const auto particles = pack_alone(of).particles;
    ASSERT_EQ(particles.size(), diameters.size());
    for (std::size_t i = 0; i < particles.size(); ++i)
      EXPECT_NEAR(particles[i].diameter(), diameters[i], 1e-12 * diameters[i]);
  }
}

TEST(Packing, ImpossibleRecipesSayWhatIsPossible) {
  PackingRecipe large = recipe(0.2, 1);
  large.diameter = [](double) { return 11e-6; };
  expect_refused(large, "at most half");
  PackingRecipe flat = recipe(0.2, 1, 0.2);
  flat.diameter = [](double) { return 7e-6; };  // 12 um across
  expect_refused(flat, "a particle of 11.97 um");
  PackingRecipe none = recipe(0.2, 1);
  none.diameter = [](double) { return -1e-6; };
  expect_refused(none, "above 0");
  expect_refused(recipe(0.61, 1), "at most 0.60");
  expect_refused(recipe(0.55, 1, 0.2), "at most 0.50");
  expect_refused(recipe(0.2, 1, 0.1), "from 0.2 to 5");
  PackingRecipe graded = recipe(0.5, 1);
  graded.profile = Profile(2, {1.5, 0.5});
  expect_refused(graded, "a local fraction of 0.750");
}

TEST(Packing, AGradedFractionFollowsItsProfileSparseAndDense) {
  for (const double fraction : {0.25, 0.45}) {
    PackingRecipe of;
    of.box = {20e-6, 20e-6, 60e-6};
    of.fraction = fraction;
    of.diameter = [](double) { return 2e-6; };
    of.seed = 8;
    of.profile = Profile(2, {1.3, 0.7});
    std::array<double, 3> thirds{};
    for (const Particle& particle : pack_alone(of).particles)
      thirds[static_cast<std::size_t>(particle.centre[2] / 20e-6)] += particle.volume() / (volume_of(of) / 3);
    EXPECT_NEAR(thirds[0], 1.2 * fraction, 0.06 * fraction) << fraction;
    EXPECT_NEAR(thirds[1], 1.0 * fraction, 0.06 * fraction) << fraction;
    EXPECT_NEAR(thirds[2], 0.8 * fraction, 0.06 * fraction) << fraction;
  }
}

TEST(Packing, FlakesHaveTheOrderAskedFor) {
  for (const double order : {0.0, 0.6, -0.3}) {
    PackingRecipe of = recipe(0.3, 6, 0.5);
    of.diameter = [](double) { return 1.6e-6; };
    of.orientation = {{1, 0, 0}, order};
    const Packing packing = pack_alone(of);
    const double spread = 0.5 / std::sqrt(static_cast<double>(packing.particles.size()));  // no distribution has more
    EXPECT_NEAR(order_along(packing.particles, {1, 0, 0}), order, 4 * spread);
    EXPECT_NEAR(order_along(packing.particles, {0, 1, 0}), -order / 2, 4 * spread);
  }
}

TEST(Paint, PaintedVoxelsApproachTheVolumeOfAParticleAlsoAcrossFaces) {
  // At a corner: the eight periodic images together are one whole particle.
  for (const double aspect : {1.0, 0.4, 2.0}) {
    Labels labels = empty_slab({64, 64, 64}, 1e-6);
    Particle particle = shaped(36e-6, aspect);
    particle.axis = normalised({1, 2, 3});
    paint({particle}, 1, labels);
    EXPECT_NEAR(static_cast<double>(test::world().sum(count_of(labels, 1))), particle.volume() * 1e18,
                0.005 * particle.volume() * 1e18);
  }
}

TEST(Paint, ImageHasTheSameVoxelsOnAnyNumberOfRanks) {
  for (const double aspect : {1.0, 0.5}) {
    PackingRecipe of = recipe(0.5, 7, aspect);
    of.box = {24e-6, 24e-6, 24e-6};
    const Packing packing = pack(of, test::world());
    Labels slab = empty_slab({48, 48, 48}, 0.5e-6), whole = empty_whole({48, 48, 48}, 0.5e-6);
    paint(packing.particles, 1, slab);
    paint(packing.particles, 1, whole);
    EXPECT_EQ(test::world().sum(checksum(slab)), checksum(whole));
  }
}

}  // namespace
}  // namespace voxvolt::generate
