// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/generate/contact.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace voxvolt::generate {
namespace {

Particle spheroid(double polar, double equatorial, const Vector& axis) {
  return {{}, polar, equatorial, normalised(axis)};
}

TEST(Contact, SpheresOverlapWhenTheirDistanceIsBelowTheSumOfTheirRadii) {
  const Particle a = shaped(2, 1), b = shaped(4, 1);
  EXPECT_FALSE(overlap(a, b, {3, 0, 0}));
  const auto contact = overlap(a, b, {0, 2.7, 0});
  ASSERT_TRUE(contact);
  EXPECT_NEAR(contact->scale, 0.9, 1e-15);
  EXPECT_NEAR(contact->depth, 0.3, 1e-15);
  EXPECT_EQ(contact->normal, (Vector{0, 1, 0}));
}

TEST(Contact, SpheroidsEndToEndTouchWhereTheirSemiAxesMeet) {
  const Particle needle = spheroid(3, 1, {0, 0, 1}), flake = spheroid(0.5, 2, {0, 0, 1});
  EXPECT_FALSE(overlap(needle, flake, {0, 0, 3.501}));
  const auto above = overlap(needle, flake, {0, 0, 3.15});
  ASSERT_TRUE(above);
  EXPECT_NEAR(above->scale, 0.9, 1e-8);
  EXPECT_NEAR(above->depth, 0.35, 1e-7);
  EXPECT_FALSE(overlap(needle, flake, {3.001, 0, 0}));
  EXPECT_TRUE(overlap(needle, flake, {2.999, 0, 0}));
}

TEST(Contact, ParallelSpheroidsOfOneShapeTouchAsSpheresOfSqueezedSpace) {
  // Squeezed by the aspect along the axis they are spheres of unit radius: they touch at a squeezed distance of 2.
  const Particle flake = spheroid(0.4, 1, {0, 0, 1});
  for (const double angle : {0.1, 0.7, 1.3}) {
    const Vector way{2 * std::cos(angle), 0, 2 * 0.4 * std::sin(angle)};
    EXPECT_FALSE(overlap(flake, flake, scaled(way, 1.0001)));
    const auto contact = overlap(flake, flake, scaled(way, 0.95));
    ASSERT_TRUE(contact);
    EXPECT_NEAR(contact->scale, 0.95, 1e-8);
  }
}

TEST(Contact, AFlakeAcrossASphereTouchesItAtItsRim) {
  const Particle sphere = shaped(2, 1), flake = spheroid(0.2, 1.5, {1, 0, 0});
  EXPECT_FALSE(overlap(sphere, flake, {1.201, 0, 0}));  // its flat side
  EXPECT_TRUE(overlap(sphere, flake, {1.199, 0, 0}));
  EXPECT_FALSE(overlap(sphere, flake, {0, 2.501, 0}));  // its rim
  EXPECT_TRUE(overlap(sphere, flake, {0, 2.499, 0}));
}

TEST(Contact, TheContactIsTheSameFromEitherSideAndLiesOnBothBodies) {
  const Particle a = spheroid(0.5, 1.2, {1, 2, 3}), b = spheroid(1.5, 0.7, {-2, 1, 0.5});
  const Vector way{0.7, 0.6, 0.5};
  const auto there = overlap(a, b, way), back = overlap(b, a, scaled(way, -1));
  ASSERT_TRUE(there && back);
  EXPECT_NEAR(there->scale, back->scale, 1e-8);
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_NEAR(there->normal[k], -back->normal[k], 1e-6);
    // Scaled by `scale` the two touch: both arms lead to one point.
    EXPECT_NEAR(there->arm_a[k], way[k] + there->arm_b[k], 1e-6);
  }
}

TEST(Contact, ParticlesMovedApartByTheDepthTouchToFirstOrder) {
  const Particle a = spheroid(0.5, 1.2, {1, 2, 3}), b = spheroid(1.5, 0.7, {-2, 1, 0.5});
  Vector way{0.9, 0.8, 0.6};
  for (int round = 0; round < 6; ++round)
    if (const auto contact = overlap(a, b, way))
      for (std::size_t k = 0; k < 3; ++k) way[k] += contact->depth * contact->normal[k];
  const auto last = overlap(a, b, way);
  EXPECT_TRUE(!last || last->scale > 1 - 1e-6);
}

}  // namespace
}  // namespace voxvolt::generate
