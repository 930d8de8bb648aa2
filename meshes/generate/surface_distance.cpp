// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/generate/surface_distance.hpp"

#include <cmath>
#include <limits>

namespace voxvolt::generate {
namespace {

constexpr float kFar = std::numeric_limits<float>::infinity();

/// Of a point outside, `way` from the centre. For a spheroid with x/a scaled to length f, and x/a^2 to g, it is
/// f (f - 1)/g: exact for a sphere, and at the surface.
double distance_of(const Particle& particle, const Vector& way) {
  const double square = dot(way, way);
  if (particle.is_sphere()) return std::sqrt(square) - particle.polar;
  const double along = dot(way, particle.axis);
  const double across = square - along * along;
  const double c2 = particle.polar * particle.polar, a2 = particle.equatorial * particle.equatorial;
  const double f = std::sqrt(along * along / c2 + across / a2);
  const double g = std::sqrt(along * along / (c2 * c2) + across / (a2 * a2));
  return g > 0 ? f * (f - 1) / g : 0;
}

/// The least and the second least distance of the voxels of one plane.
struct Nearest {
  std::vector<float> first, second;
  void clear() {
    std::ranges::fill(first, kFar);
    std::ranges::fill(second, kFar);
  }
  void add(std::size_t n, float d) {
    if (d < first[n]) {
      second[n] = first[n];
      first[n] = d;
    } else if (d < second[n]) second[n] = d;
  }
};

/// Adds the distances to one image of a particle, whose centre is `height` (m) from the plane.
void add_particle(const Particle& particle, double height, double reach, const numerics::VoxelGrid& grid,
                  Nearest& nearest) {
  const double most = particle.largest() + reach;
  const double across = std::sqrt(most * most - height * height);
  std::array<std::int64_t, 2> low{}, high{};
  for (std::size_t a = 0; a < 2; ++a) {
    low[a] = static_cast<std::int64_t>(std::ceil((particle.centre[a] - across) / grid.spacing[a] - 0.5));
    high[a] = static_cast<std::int64_t>(std::floor((particle.centre[a] + across) / grid.spacing[a] - 0.5));
  }
  const auto ring = [&](std::size_t a, std::int64_t i) {
    return static_cast<std::size_t>(((i % grid.cells[a]) + grid.cells[a]) % grid.cells[a]);
  };
  const auto way = [&](std::size_t a, std::int64_t i) {
    return (static_cast<double>(i) + 0.5) * grid.spacing[a] - particle.centre[a];
  };
  for (std::int64_t j = low[1]; j <= high[1]; ++j) {
    const std::size_t row = ring(1, j) * static_cast<std::size_t>(grid.cells[0]);
    for (std::int64_t i = low[0]; i <= high[0]; ++i) {
      const double d = distance_of(particle, {way(0, i), way(1, j), height});
      if (d <= reach) nearest.add(row + ring(0, i), static_cast<float>(std::max(0.0, d)));
    }
  }
}

}  // namespace

std::vector<float> surface_distances(const std::vector<Particle>& particles, Distance distance, double reach,
                                     std::uint8_t free, const numerics::Field<std::uint8_t>& labels) {
  const auto& [grid, block, data] = labels;
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), data);
  const auto plane_size = static_cast<std::size_t>(grid.cells[0] * grid.cells[1]);
  const double depth = static_cast<double>(grid.cells[2]) * grid.spacing[2];
  std::vector<float> distances(static_cast<std::size_t>(block.size()), kFar);
  Nearest nearest{std::vector<float>(plane_size), std::vector<float>(plane_size)};
  for (std::int64_t k = 0; k < block.count[2]; ++k) {
    nearest.clear();
    const double z = (static_cast<double>(block.first[2] + k) + 0.5) * grid.spacing[2];
    for (const Particle& particle : particles) {
      const double most = particle.largest() + reach;
      const double first = std::ceil((z - particle.centre[2] - most) / depth);
      for (double image = first; z - particle.centre[2] - image * depth > -most; ++image) {
        const double height = z - particle.centre[2] - image * depth;
        if (height < most) add_particle(particle, height, reach, grid, nearest);
      }
    }
    for (std::size_t n = 0; n < plane_size; ++n) {
      const auto row = static_cast<std::int64_t>(n) / grid.cells[0],
                 column = static_cast<std::int64_t>(n) % grid.cells[0];
      if (host(k, row, column) != free) continue;
      const float d = distance == Distance::to_nearest ? nearest.first[n] : nearest.first[n] + nearest.second[n];
      if (d <= static_cast<float>(reach)) distances[static_cast<std::size_t>(k) * plane_size + n] = d;
    }
  }
  return distances;
}

}  // namespace voxvolt::generate
