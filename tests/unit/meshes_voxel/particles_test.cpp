// SPDX-License-Identifier: BSD-3-Clause
// Particles whose number and sizes are known.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "meshes/voxel/particles.hpp"
#include "meshes/voxel/summit_merging.hpp"
#include "support/session.hpp"
#include "support/voxel_image.hpp"

namespace voxvolt::voxel {
namespace {

using test::voxel_image;
using test::world;
using Vector = std::array<double, 3>;

struct Ball {
  Vector centre;
  Vector axes;  // half
};

Image image_of(std::array<std::int64_t, 3> cells, const std::vector<Ball>& balls, const parallel::Communicator& ranks,
               const Vector& spacing = {1, 1, 1}) {
  Image image = voxel_image(cells, 2, ranks, [&](auto x, auto y, auto z) {
    const Vector p{(static_cast<double>(x) + 0.5) * spacing[0], (static_cast<double>(y) + 0.5) * spacing[1],
                   (static_cast<double>(z) + 0.5) * spacing[2]};
    for (const Ball& ball : balls) {
      double r = 0;
      for (std::size_t a = 0; a < 3; ++a) r += std::pow((p[a] - ball.centre[a]) / ball.axes[a], 2);
      if (r < 1) return 1;
    }
    return 0;
  });
  image.labels.grid.spacing = spacing;
  return image;
}

Ball sphere(const Vector& centre, double radius) { return {centre, {radius, radius, radius}}; }

TEST(Particles, OneSphereIsOneParticleOfItsDiameter) {
  for (const double radius : {3.0, 5.5, 9.0, 14.0}) {
    const auto particles =
        find_particles(image_of({34, 34, 34}, {sphere({16.7, 17.1, 16.9}, radius)}, world()), 1, world());
    ASSERT_EQ(particles.size(), 1u) << radius;
    numerics::VoxelGrid grid;
    grid.cells = {34, 34, 34};
    EXPECT_NEAR(particle_sizes(particles, grid).quantile(0.5) / (2 * radius), 1, 0.01) << radius;
  }
}

TEST(Particles, ALatticeOfTouchingSpheresIsItsSpheres) {
  std::vector<Ball> balls;
  for (int k = 0; k < 3; ++k)
    for (int j = 0; j < 3; ++j)
      for (int i = 0; i < 3; ++i) balls.push_back(sphere({8.0 + 12 * i, 8.0 + 12 * j, 8.0 + 12 * k}, 6));
  const Image image = image_of({40, 40, 40}, balls, world());
  const auto particles = find_particles(image, 1, world());
  ASSERT_EQ(particles.size(), 27u);
  for (const Particle& particle : particles) EXPECT_NEAR(static_cast<double>(particle.voxels), 905, 30);  // 4/3 pi 6^3
}

TEST(Particles, AnElongatedEllipsoidIsOneParticle) {
  for (const Vector& axes : {Vector{5, 5, 14}, {12, 5, 12}, {6, 9, 14}}) {
    const auto particles = find_particles(image_of({36, 36, 36}, {{{18.2, 17.9, 18.1}, axes}}, world()), 1, world());
    EXPECT_EQ(particles.size(), 1u) << axes[0] << ' ' << axes[1];
  }
}

TEST(Particles, SpheresThatOverlapLittleAreTwoAndThoseThatOverlapMuchAreOne) {
  const auto count = [](double distance) {
    return find_particles(
               image_of({50, 26, 26}, {sphere({14, 13, 13}, 8), sphere({14 + distance, 13, 13}, 8)}, world()), 1,
               world())
        .size();
  };
  EXPECT_EQ(count(14.5), 2u);  // the neck is 6.8 voxels wide
  EXPECT_EQ(count(4), 1u);
}

TEST(Particles, OfLongVoxelsHaveTheirDiameters) {
  const Vector spacing{0.5, 1, 0.75};
  const Image image = image_of({60, 30, 40}, {sphere({9, 9, 9}, 6), sphere({20, 18, 18}, 7)}, world(), spacing);
  const ParticleSizes sizes = particle_sizes(find_particles(image, 1, world()), image.labels.grid);
  ASSERT_EQ(sizes.whole, 2);
  EXPECT_NEAR(sizes.diameters[0], 12, 0.15);
  EXPECT_NEAR(sizes.diameters[1], 14, 0.15);
}

/// Hard spheres put at random, the larger first, and their true diameters.
std::vector<Ball> random_spheres(double edge, int count, double median, double sigma) {
  std::mt19937_64 random(77);
  std::lognormal_distribution<double> diameter(std::log(median), sigma);
  std::uniform_real_distribution<double> place(0, edge);
  std::vector<double> radii(static_cast<std::size_t>(count));
  for (double& radius : radii) radius = diameter(random) / 2;
  std::ranges::sort(radii, std::greater{});
  std::vector<Ball> balls;
  for (const double radius : radii)
    for (bool placed = false; !placed;) {
      const Vector c{place(random), place(random), place(random)};
      placed = std::ranges::none_of(balls, [&](const Ball& ball) {
        double apart = 0;
        for (std::size_t a = 0; a < 3; ++a) apart += std::pow(c[a] - ball.centre[a], 2);
        return apart < std::pow(radius + ball.axes[0], 2);
      });
      if (placed) balls.push_back(sphere(c, radius));
    }
  return balls;
}

TEST(Particles, ARandomPackingHasTheDiametersItWasMadeOf) {
  // 0.3 of the volume; cut ones are weighed in, so all that were put in are what is to be found.
  const double edge = 110, median = 12, sigma = 0.25;
  const int count = static_cast<int>(0.3 * edge * edge * edge /
                                     (std::numbers::pi / 6 * std::pow(median, 3) * std::exp(4.5 * sigma * sigma)));
  const auto balls = random_spheres(edge, count, median, sigma);
  std::vector<double> made;
  for (const Ball& ball : balls) made.push_back(2 * ball.axes[0]);
  std::ranges::sort(made);
  const Image image = image_of({110, 110, 110}, balls, world());
  const ParticleSizes sizes = particle_sizes(find_particles(image, 1, world()), image.labels.grid);
  EXPECT_NEAR(static_cast<double>(sizes.whole + sizes.cut), static_cast<double>(count), 0.03 * count);
  for (const double share : {0.1, 0.5, 0.9})
    EXPECT_NEAR(sizes.quantile(share), made[static_cast<std::size_t>(share * count)], 0.8) << share;
}

TEST(Particles, TheNumberOfRanksChangesNothing) {
  const auto balls = random_spheres(40, 60, 8, 0.3);
  const auto self = parallel::Communicator::self();
  for (const std::int64_t nz : {2, 37}) {
    const auto here = find_particles(image_of({40, 40, nz}, balls, world()), 1, world());
    const auto alone = find_particles(image_of({40, 40, nz}, balls, self), 1, self);
    ASSERT_EQ(here.size(), alone.size());
    for (std::size_t i = 0; i < here.size(); ++i) {
      EXPECT_EQ(here[i].voxels, alone[i].voxels);
      EXPECT_EQ(here[i].first, alone[i].first);
      EXPECT_EQ(here[i].end, alone[i].end);
    }
  }
}

TEST(Particles, OfNoiseCountAllItsVoxels) {
  const Image image =
      voxel_image({21, 22, 23}, 2, world(), [](auto x, auto y, auto z) { return test::scattered(x, y, z, 9) % 2; });
  std::int64_t counted = 0, voxels = 0;
  for (const Particle& particle : find_particles(image, 1, world())) counted += particle.voxels;
  for (std::int64_t z = 0; z < 23; ++z)
    for (std::int64_t y = 0; y < 22; ++y)
      for (std::int64_t x = 0; x < 21; ++x) voxels += static_cast<std::int64_t>(test::scattered(x, y, z, 9) % 2);
  EXPECT_EQ(counted, voxels);
}

TEST(ParticleSizes, OfAPhaseWithoutWholeParticlesAreNone) {
  const Image all = voxel_image({8, 8, 8}, 2, world(), [](auto, auto, auto) { return 1; });
  const ParticleSizes sizes = particle_sizes(find_particles(all, 1, world()), all.labels.grid);
  EXPECT_TRUE(sizes.empty());
  EXPECT_EQ(sizes.cut, 1);
  EXPECT_TRUE(find_particles(all, 0, world()).empty());
}

TEST(ParticleSizes, LargeParticlesCountForThoseThatTheSidesCut) {
  numerics::VoxelGrid grid;
  grid.cells = {101, 101, 101};
  // Cubes of 50 are whole at 50^3 places, cubes of 10 at 90^3.
  const std::vector<Particle> particles{{1000, {1, 1, 1}, {11, 11, 11}}, {125000, {20, 20, 20}, {70, 70, 70}}};
  const ParticleSizes sizes = particle_sizes(particles, grid);
  EXPECT_NEAR(sizes.weights[1] / sizes.weights[0], std::pow(90.0 / 50, 3), 1e-9);
}

TEST(SummitMerging, JoinsByTheHighestSaddleFirstAndTheLowerToTheHigher) {
  const std::vector<float> peaks{5, 9, 7};
  EXPECT_EQ(merge_summits(peaks, {{4.5f, 0, 1}, {6.5f, 1, 2}}, {1, 0}), (std::vector<std::uint32_t>{1, 1, 1}));
  EXPECT_EQ(merge_summits(peaks, {{3.5f, 0, 1}, {6.5f, 1, 2}}, {1, 0}), (std::vector<std::uint32_t>{0, 1, 1}));
  EXPECT_EQ(merge_summits(peaks, {{3.5f, 0, 1}, {6.5f, 1, 2}}, {0, 0.3}), (std::vector<std::uint32_t>{1, 1, 1}));
}

}  // namespace
}  // namespace voxvolt::voxel
