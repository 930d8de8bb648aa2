// SPDX-License-Identifier: BSD-3-Clause
// Spheres of one radius whose centres are a Poisson process: the medium of which everything is known. With n centres per
// volume, outside the spheres lie exp(-n V) of the volume, two points at r with probability exp(-n V2(r)) (V2: volume of the
// union of two spheres at r), the chords outside are exponential with mean 1/(n pi R^2), and the surface is
// n 4 pi R^2 exp(-n V) per volume (Torquato, S. (2002). Random Heterogeneous Materials, chapters 2 and 5).
#pragma once

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "support/session.hpp"
#include "support/voxel_image.hpp"

namespace voxvolt::test {

struct OverlappingSpheres {
  std::int64_t edge = 160;  // voxels of the cube, each of edge 1
  double radius = 8;
  double density = 0;  // n, centres per volume

  double outside() const { return std::exp(-density * 4 * std::numbers::pi / 3 * std::pow(radius, 3)); }
  double both_outside(double r) const {
    const double sphere = 4 * std::numbers::pi / 3 * std::pow(radius, 3);
    const double shared = r < 2 * radius ? sphere * (1 - 3 * r / (4 * radius) + std::pow(r / radius, 3) / 16) : 0.0;
    return std::exp(-density * (2 * sphere - shared));
  }
  double mean_chord_outside() const { return 1 / (density * std::numbers::pi * radius * radius); }
  double surface() const { return density * 4 * std::numbers::pi * radius * radius * outside(); }

  /// Phase 0 outside, 1 inside.
  voxel::Image image(const parallel::Communicator& ranks) const {
    std::mt19937_64 random(20241);
    const double low = -radius, high = static_cast<double>(edge) + radius, side = high - low;
    std::poisson_distribution<int> count(density * side * side * side);
    std::uniform_real_distribution<double> place(low, high);
    std::vector<std::array<double, 3>> centres(static_cast<std::size_t>(count(random)));
    for (auto& centre : centres) centre = {place(random), place(random), place(random)};
    voxel::Image made = voxel_image({edge, edge, edge}, 2, ranks, [](auto, auto, auto) { return 0; });
    const auto& block = made.labels.block;
    const auto first = [](double x) { return static_cast<std::int64_t>(std::ceil(x - 0.5)); };
    for (const auto& c : centres)
      for (std::int64_t z = std::max(first(c[2] - radius), block.first[2]);
           z < std::min(first(c[2] + radius), block.first[2] + block.count[2]); ++z)
        for (std::int64_t y = std::max<std::int64_t>(first(c[1] - radius), 0); y < std::min(first(c[1] + radius), edge);
             ++y)
          for (std::int64_t x = std::max<std::int64_t>(first(c[0] - radius), 0);
               x < std::min(first(c[0] + radius), edge); ++x) {
            const std::array<double, 3> r{static_cast<double>(x) + 0.5 - c[0], static_cast<double>(y) + 0.5 - c[1],
                                          static_cast<double>(z) + 0.5 - c[2]};
            if (r[0] * r[0] + r[1] * r[1] + r[2] * r[2] < radius * radius)
              made.labels.data(z - block.first[2], y, x) = 1;
          }
    return made;
  }
};

}  // namespace voxvolt::test
