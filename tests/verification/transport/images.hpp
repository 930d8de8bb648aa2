// SPDX-License-Identifier: BSD-3-Clause
// Images for the verification of effective transport, the same on any number of ranks.
#pragma once

#include <gtest/gtest.h>

#include <cmath>

#include "solvers/microstructure/transport/transport.hpp"
#include "support/session.hpp"

namespace voxvolt::microstructure {

using Labels = numerics::Field<std::uint8_t>;
using Cells = std::array<std::int64_t, 3>;

/// label(x, y, z) over the whole box.
template <class Label>
Labels image_of(const Cells& cells, const Label& label) {
  Labels labels;
  labels.grid.cells = cells;
  labels.block = numerics::slab_of(labels.grid, test::world());
  labels.data = Labels::View("labels", static_cast<std::size_t>(labels.block.count[2]),
                             static_cast<std::size_t>(cells[1]), static_cast<std::size_t>(cells[0]));
  const auto host = Kokkos::create_mirror_view(labels.data);
  for (std::int64_t k = 0; k < labels.block.count[2]; ++k)
    for (std::int64_t j = 0; j < cells[1]; ++j)
      for (std::int64_t i = 0; i < cells[0]; ++i) {
        host(k, j, i) = static_cast<std::uint8_t>(label(i, j, k + labels.block.first[2]));
      }
  Kokkos::deep_copy(labels.data, host);
  return labels;
}

inline Labels one_label(const Cells& cells) {
  return image_of(cells, [](auto, auto, auto) { return 0; });
}

/// A seeded smooth random two-phase image, about half and half.
inline int blob(std::int64_t x, std::int64_t y, std::int64_t z) {
  const double u = static_cast<double>(x), v = static_cast<double>(y), w = static_cast<double>(z);
  return std::sin(0.61 * u + 0.9) + std::sin(0.53 * v + 0.2) + std::sin(0.47 * w) + 0.7 * std::sin(0.31 * (u + v - w)) >
                 0
             ? 1
             : 0;
}

/// A sphere of volume fraction p in the middle of an n^3 cube: label 1 where the voxel's centre lies inside.
inline Labels sphere_in_cube(std::int64_t n, double p) {
  const double radius = std::cbrt(3 * p / (4 * 3.14159265358979323846)) * static_cast<double>(n);
  return image_of({n, n, n}, [=](auto... at) {
    double square = 0;
    for (const auto c : {at...}) square += std::pow(static_cast<double>(c) + 0.5 - 0.5 * static_cast<double>(n), 2);
    return square < radius * radius ? 1 : 0;
  });
}

inline Transport solve(const Labels& labels, const std::map<int, double>& conductivity, Boundary boundary,
                       double tolerance = 1e-8, std::vector<int> axes = {0, 1, 2}) {
  TransportOptions options;
  options.boundary = boundary;
  options.tolerance = tolerance;
  options.axes = std::move(axes);
  return effective_conductivity(labels, isotropic(conductivity), options, test::world());
}

constexpr std::array<Boundary, 3> all_boundaries{Boundary::fixed, Boundary::periodic, Boundary::cell};

}  // namespace voxvolt::microstructure
