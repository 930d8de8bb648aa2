// SPDX-License-Identifier: BSD-3-Clause
// Areas and lines of shapes whose areas and lengths are known.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "meshes/voxel/interfaces.hpp"
#include "support/session.hpp"
#include "support/voxel_image.hpp"

namespace voxvolt::voxel {
namespace {

using test::voxel_image;
using test::world;
using Vector = std::array<double, 3>;
constexpr double kPi = std::numbers::pi;

Vector centre(auto x, auto y, auto z, const Vector& h = {1, 1, 1}) {
  return {(static_cast<double>(x) + 0.5) * h[0], (static_cast<double>(y) + 0.5) * h[1],
          (static_cast<double>(z) + 0.5) * h[2]};
}
double dot(const Vector& a, const Vector& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

template <class Rule>
Image image_of(std::array<std::int64_t, 3> cells, const Vector& spacing, std::size_t phases, Rule&& phase_at) {
  Image image =
      voxel_image(cells, phases, world(), [&](auto x, auto y, auto z) { return phase_at(centre(x, y, z, spacing)); });
  image.labels.grid.spacing = spacing;
  return image;
}

double sphere_area(double radius, const Vector& spacing) {
  std::array<std::int64_t, 3> cells{};
  Vector middle{};
  for (std::size_t a = 0; a < 3; ++a) {
    cells[a] = 2 * static_cast<std::int64_t>(std::ceil(radius / spacing[a])) + 7;
    middle[a] =
        (0.5 * static_cast<double>(cells[a]) + 0.17 * static_cast<double>(a + 1)) * spacing[a];  // not on a voxel
  }
  const Image image = image_of(cells, spacing, 2, [&](const Vector& p) {
    const Vector r{p[0] - middle[0], p[1] - middle[1], p[2] - middle[2]};
    return dot(r, r) < radius * radius ? 1 : 0;
  });
  return measure_interfaces(image, world()).area(0, 1);
}

TEST(Interfaces, ASphereOfFourVoxelsRadiusOrMoreHasItsAreaWithinOnePercentAndAQuarter) {
  for (const double radius : {4.0, 6.5, 10.0, 17.3, 30.0}) {
    const double exact = 4 * kPi * radius * radius;
    EXPECT_NEAR(sphere_area(radius, {1, 1, 1}) / exact, 1, 0.0125) << radius;
  }
}

TEST(Interfaces, ASphereOfLongVoxelsHasItsAreaWithinHalfAPercent) {
  for (const Vector& spacing : {Vector{1, 1, 2}, Vector{0.5, 1, 1.5}}) {
    EXPECT_NEAR(sphere_area(20, spacing) / (4 * kPi * 400), 1, 0.005) << spacing[0] << ' ' << spacing[2];
  }
}

TEST(Interfaces, PlainFacesOfASphereCountHalfAsMuchAgain) {
  const double radius = 30;
  const Image image = image_of({67, 67, 67}, {1, 1, 1}, 2, [&](const Vector& p) {
    const Vector r{p[0] - 33.4, p[1] - 33.6, p[2] - 33.7};
    return dot(r, r) < radius * radius ? 1 : 0;
  });
  EXPECT_NEAR(measure_interfaces(image, world()).face_area(0, 1) / (4 * kPi * radius * radius), 1.5, 0.01);
}

TEST(Interfaces, PlanesAlongTheAxesAreExactToNineDigits) {
  const Vector spacing{2e-6, 3e-6, 5e-6};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const Image image =
        image_of({9, 11, 13}, spacing, 2, [&](const Vector& p) { return p[axis] < 4.1 * spacing[axis] ? 0 : 1; });
    const double area = std::array{11 * 3e-6 * 13 * 5e-6, 9 * 2e-6 * 13 * 5e-6, 9 * 2e-6 * 11 * 3e-6}[axis];
    const Interfaces found = measure_interfaces(image, world());
    EXPECT_NEAR(found.area(0, 1) / area, 1, 1e-9) << axis;
    EXPECT_NEAR(found.area(1, 0) / area, 1, 1e-9) << axis;
  }
}

/// Measured area of a plane through a cube, over the exact one.
double tilted(const Vector& direction, std::int64_t edge) {
  const double all = std::sqrt(dot(direction, direction));
  const Vector n{direction[0] / all, direction[1] / all, direction[2] / all};
  const double middle = 0.5 * static_cast<double>(edge) + 0.123;
  const Image image = image_of({edge, edge, edge}, {1, 1, 1}, 2, [&](const Vector& p) {
    const Vector r{p[0] - middle, p[1] - middle, p[2] - middle};
    return dot(r, n) < 0 ? 0 : 1;
  });
  double exact = 0;  // of the plane within the cube, by its width line by line
  constexpr int kLines = 4000;
  const Vector u = std::abs(n[2]) < 0.9 ? Vector{n[1], -n[0], 0} : Vector{0, n[2], -n[1]};
  const double of_u = std::sqrt(dot(u, u));
  const Vector e{u[0] / of_u, u[1] / of_u, u[2] / of_u};
  const Vector f{n[1] * e[2] - n[2] * e[1], n[2] * e[0] - n[0] * e[2], n[0] * e[1] - n[1] * e[0]};
  const double far = 2 * static_cast<double>(edge);
  for (int i = 0; i < kLines; ++i) {
    const double s = far * ((i + 0.5) / kLines - 0.5);
    double low = -far, high = far;
    for (std::size_t a = 0; a < 3; ++a) {
      const double start = middle + s * e[a];
      if (std::abs(f[a]) < 1e-12) {
        if (start < 0 || start > static_cast<double>(edge)) high = low;
        continue;
      }
      const double t0 = -start / f[a], t1 = (static_cast<double>(edge) - start) / f[a];
      low = std::max(low, std::min(t0, t1));
      high = std::min(high, std::max(t0, t1));
    }
    exact += std::max(0.0, high - low) * far / kLines;
  }
  return measure_interfaces(image, world()).area(0, 1) / exact;
}

TEST(Interfaces, TiltedPlanesHaveTheirAreaWithinTwoPercent) {
  for (const Vector& n : {Vector{1, 1, 0}, Vector{1, 1, 1}, Vector{1, 2, 3}, Vector{0.1, 0.2, 1}, Vector{1, 0, 7},
                          Vector{3, -2, 5}, Vector{-1, 4, 0.3}}) {
    const double ratio = tilted(n, 60);
    EXPECT_NEAR(ratio, 1, 0.02) << n[0] << ' ' << n[1] << ' ' << n[2];
  }
}

TEST(Interfaces, AStraightLineOfThreePhasesHasItsLength) {
  // Three sectors of 120 degrees around a line through the middle of the box, from bottom to top.
  const std::int64_t nx = 60, nz = 48;
  for (const auto& [tilt_x, tilt_y] : {std::pair{0.0, 0.0}, {0.25, 0.1}, {0.5, 0.0}, {-0.3, 0.45}}) {
    const Image image = image_of({nx, nx, nz}, {1, 1, 1}, 3, [&](const Vector& p) {
      const double up = p[2] - 24;
      const double angle = std::atan2(p[1] - 30.2 - tilt_y * up, p[0] - 29.7 - tilt_x * up) + kPi;
      return std::min(2, static_cast<int>(angle * 3 / (2 * kPi)));
    });
    const double exact = 48 * std::sqrt(1 + tilt_x * tilt_x + tilt_y * tilt_y);
    const double found = measure_interfaces(image, world()).triple_line;
    // An edge lies between two planes of z, so the ends of a tilted line may lose one each.
    EXPECT_NEAR(found / exact, 1, tilt_x == 0 ? 1e-6 : 0.05) << tilt_x << ' ' << tilt_y;
  }
}

TEST(Interfaces, TheNumberOfRanksChangesNoBit) {
  const auto rule = [](auto x, auto y, auto z) {
    return (test::scattered(x / 3, y / 4, z / 2) + test::scattered(x, y, z) % 7 / 6) % 3;
  };
  const Interfaces here = measure_interfaces(voxel_image({23, 17, 19}, 3, world(), rule), world());
  const auto self = parallel::Communicator::self();
  const Interfaces alone = measure_interfaces(voxel_image({23, 17, 19}, 3, self, rule), self);
  EXPECT_EQ(here.areas, alone.areas);
  EXPECT_EQ(here.faces, alone.faces);
  EXPECT_EQ(here.triple_line, alone.triple_line);
}

TEST(Interfaces, ThinImagesOnManyRanksAreMeasured) {  // some ranks hold no plane, or fewer than the smoothing reaches
  const Image image = voxel_image({8, 8, 2}, 2, world(), [](auto x, auto, auto) { return x < 4 ? 0 : 1; });
  EXPECT_NEAR(measure_interfaces(image, world()).area(0, 1), 16, 1e-7);
}

TEST(Interfaces, TwoPhasesHaveNoTripleLineAndOnePhaseNoArea) {
  const Image two = voxel_image({6, 6, 6}, 2, world(), [](auto x, auto, auto) { return x < 3 ? 0 : 1; });
  EXPECT_EQ(measure_interfaces(two, world()).triple_line, 0);
  const Image one = voxel_image({6, 6, 6}, 1, world(), [](auto, auto, auto) { return 0; });
  EXPECT_EQ(measure_interfaces(one, world()).area(0, 0), 0);
}

}  // namespace
}  // namespace voxvolt::voxel
