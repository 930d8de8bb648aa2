// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/generate/paint.hpp"

#include <cmath>

namespace voxvolt::generate {
namespace {

/// Is a point, `way` from the centre, in the particle?
bool is_inside(const Particle& particle, const Vector& way) {
  const double square = dot(way, way);
  if (particle.is_sphere()) return square <= particle.polar * particle.polar;
  const double along = dot(way, particle.axis) / particle.polar;
  const double across =
      (square - dot(way, particle.axis) * dot(way, particle.axis)) / (particle.equatorial * particle.equatorial);
  return along * along + across <= 1;
}

}  // namespace

void paint(const std::vector<Particle>& particles, std::uint8_t label, numerics::Field<std::uint8_t>& labels) {
  const auto& grid = labels.grid;
  const auto host = Kokkos::create_mirror_view(labels.data);
  Kokkos::deep_copy(host, labels.data);
  const auto first_k = labels.block.first[2];
  const auto end_k = first_k + labels.block.count[2];
  for (const Particle& particle : particles) {
    std::array<std::int64_t, 3> low{}, high{};
    for (std::size_t a = 0; a < 3; ++a) {
      low[a] = static_cast<std::int64_t>(std::floor((particle.centre[a] - particle.largest()) / grid.spacing[a] - 0.5));
      high[a] = static_cast<std::int64_t>(std::ceil((particle.centre[a] + particle.largest()) / grid.spacing[a] + 0.5));
    }
    const auto way = [&](std::size_t axis, std::int64_t i) {
      return (static_cast<double>(i) + 0.5) * grid.spacing[axis] - particle.centre[axis];
    };
    const auto ring = [&](std::size_t axis, std::int64_t i) {
      return ((i % grid.cells[axis]) + grid.cells[axis]) % grid.cells[axis];
    };
    for (std::int64_t k = low[2]; k <= high[2]; ++k) {
      const std::int64_t plane = ring(2, k);
      if (plane < first_k || plane >= end_k) continue;
      for (std::int64_t j = low[1]; j <= high[1]; ++j) {
        const std::int64_t row = ring(1, j);
        for (std::int64_t i = low[0]; i <= high[0]; ++i)
          if (is_inside(particle, {way(0, i), way(1, j), way(2, k)})) host(plane - first_k, row, ring(0, i)) = label;
      }
    }
  }
  Kokkos::deep_copy(labels.data, host);
}

}  // namespace voxvolt::generate
