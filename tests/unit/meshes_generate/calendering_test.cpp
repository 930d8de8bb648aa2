// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/generate/calendering.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "meshes/generate/relaxation.hpp"
#include "parallel/failure.hpp"

namespace voxvolt::generate {
namespace {

PackingRecipe recipe(double fraction, double aspect) {
  PackingRecipe recipe;
  recipe.box = {24e-6, 24e-6, 30e-6};
  recipe.fraction = fraction;
  recipe.diameter = [](double p) { return (2.5 + 1.5 * p) * 1e-6; };
  recipe.seed = 9;
  recipe.aspect = aspect;
  return recipe;
}

double solids(const Packing& packing) {
  double sum = 0;
  for (const Particle& particle : packing.particles) sum += particle.volume();
  return sum;
}

TEST(Calendering, ParticlesKeepTheirNumberSizeAndShapeWhileTheBoxGetsThinner) {
  for (const double aspect : {1.0, 0.5}) {
    const PackingRecipe of = recipe(0.45, aspect);
    const Packing before = pack_alone(of);
    Vector box = of.box;
    const Packing after = calender_alone(before, box, {2, 0.2});
    EXPECT_EQ(box[0], of.box[0]);
    EXPECT_NEAR(box[2], 24e-6, 1e-18);
    ASSERT_EQ(after.particles.size(), before.particles.size());
    for (std::size_t i = 0; i < after.particles.size(); ++i) {
      EXPECT_EQ(after.particles[i].polar, before.particles[i].polar);
      EXPECT_EQ(after.particles[i].equatorial, before.particles[i].equatorial);
    }
    // Solids are conserved, so their fraction rises by 1/(1 - strain).
    EXPECT_NEAR(solids(after) / (box[0] * box[1] * box[2]), solids(before) / (of.box[0] * of.box[1] * of.box[2]) / 0.8,
                1e-12);
    EXPECT_LE(largest_overlap(after.particles, box), kLargestOverlap);
  }
}

TEST(Calendering, SpheresGoToTheDensestThatIsPromisedWithoutOverlap) {
  const PackingRecipe of = recipe(0.5, 1);
  Vector box = of.box;
  const Packing after = calender_alone(pack_alone(of), box, {2, 1 - 0.5 / densest_calendered(1)});
  EXPECT_EQ(largest_overlap(after.particles, box), 0);
}

TEST(Calendering, FlakesLieFlatterAfterwards) {
  const PackingRecipe of = recipe(0.4, 0.4);
  const Packing before = pack_alone(of);
  Vector box = of.box;
  const Packing after = calender_alone(before, box, {2, 0.25});
  EXPECT_GT(order_along(after.particles, {0, 0, 1}), order_along(before.particles, {0, 0, 1}) + 0.05);
}

TEST(Calendering, CompressionAlongAnyAxisIsTheSamePhysics) {
  for (const std::size_t axis : {std::size_t{0}, std::size_t{1}}) {
    const PackingRecipe of = recipe(0.3, 1);
    Vector box = of.box;
    const Packing after = calender_alone(pack_alone(of), box, {axis, 0.1});
    EXPECT_NEAR(box[axis], 0.9 * of.box[axis], 1e-18);
    EXPECT_EQ(largest_overlap(after.particles, box), 0);
  }
}

TEST(Calendering, StrainAndPorosityBelongTogetherBySolidsThatStay) {
  EXPECT_NEAR(strain_between(0.5, 0.375), 0.2, 1e-15);  // 0.5 of solids in 0.8 of the volume is 0.625
  EXPECT_NEAR(porosity_after(0.5, 0.2), 0.375, 1e-15);
  EXPECT_EQ(porosity_after(0.4, 0), 0.4);
}

TEST(Calendering, PressureIsZeroUncompressedGrowsAndDivergesAtTheFloor) {
  const PressureLaw law{0.1, 50e6};
  EXPECT_EQ(pressure(law, 0.5, 0.5), 0);
  // At the characteristic pressure 1/e of the porosity above the floor is left.
  EXPECT_NEAR(pressure(law, 0.5, 0.1 + 0.4 / std::exp(1.0)), 50e6, 1);
  // Equal pressures take equal shares: halving what is left takes the same from 0.5 as from 0.3.
  EXPECT_NEAR(pressure(law, 0.5, 0.3), pressure(law, 0.3, 0.2), 1);
  EXPECT_GT(pressure(law, 0.5, 0.1 + 1e-9), 9 * 50e6);
  try {
    pressure(law, 0.5, 0.1);
    FAIL() << "was accepted";
  } catch (const Failure& failure) {
    EXPECT_NE(std::string(failure.what()).find("strain of 44.4 %"), std::string::npos) << failure.what();
  }
  EXPECT_THROW(pressure(law, 0.4, 0.5), Failure);
}

TEST(Calendering, ABoxThatWouldBeTooThinForItsParticlesIsRefused) {
  PackingRecipe of = recipe(0.2, 1);
  of.diameter = [](double) { return 6e-6; };
  Vector box = of.box = {24e-6, 24e-6, 14e-6};
  EXPECT_THROW(calender_alone(pack_alone(of), box, {2, 0.2}), Failure);
}

}  // namespace
}  // namespace voxvolt::generate
