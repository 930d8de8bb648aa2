// SPDX-License-Identifier: BSD-3-Clause
// Media and vectors for the tests of the multigrid, the same on any number of ranks.
#pragma once

#include <gtest/gtest.h>

#include <cmath>

#include "numerics/multigrid/multigrid.hpp"
#include "support/session.hpp"

namespace voxvolt::numerics::multigrid {

using Cells = std::array<std::int64_t, 3>;

/// A number in [0, 1) that depends on the place in the whole box and on a salt.
inline double noise(std::int64_t x, std::int64_t y, std::int64_t z, std::uint64_t salt) {
  std::uint64_t n = static_cast<std::uint64_t>(x) * 0x9E3779B97F4A7C15u ^
                    static_cast<std::uint64_t>(y) * 0xC2B2AE3D27D4EB4Fu ^
                    static_cast<std::uint64_t>(z) * 0x165667B19E3779F9u ^ salt * 0xD6E8FEB86659FD93u;
  n = (n ^ n >> 31) * 0xBF58476D1CE4E5B9u;
  n = (n ^ n >> 29) * 0x94D049BB133111EBu;
  return static_cast<double>((n ^ n >> 32) >> 11) * 0x1p-53;
}

template <class T, class Value>
Field<T> field_of(const Cells& cells, const Value& value) {
  Field<T> field;
  field.grid.cells = cells;
  int levels = 0;
  field.block = aligned_slab(field.grid, test::world(), levels);
  field.data = typename Field<T>::View("field", static_cast<std::size_t>(field.block.count[2]),
                                       static_cast<std::size_t>(cells[1]), static_cast<std::size_t>(cells[0]));
  const auto host = Kokkos::create_mirror_view(field.data);
  for (std::int64_t k = 0; k < field.block.count[2]; ++k)
    for (std::int64_t j = 0; j < cells[1]; ++j)
      for (std::int64_t i = 0; i < cells[0]; ++i) host(k, j, i) = static_cast<T>(value(i, j, k + field.block.first[2]));
  Kokkos::deep_copy(field.data, host);
  return field;
}

inline Field<double> random_field(const Cells& cells, std::uint64_t salt) {
  return field_of<double>(cells, [salt](auto x, auto y, auto z) { return noise(x, y, z, salt) - 0.5; });
}

inline Field<double> constant_field(const Cells& cells, double value) {
  return field_of<double>(cells, [value](auto, auto, auto) { return value; });
}

/// Random voxels of the classes 0 .. conductance.size() - 1.
inline LabelledMedium random_medium(const Cells& cells, std::vector<std::array<double, 3>> conductance, Ends ends,
                                    std::optional<int> held_axis) {
  LabelledMedium medium;
  const double classes = static_cast<double>(conductance.size());
  medium.classes = field_of<std::uint8_t>(
      cells, [classes](auto x, auto y, auto z) { return std::floor(classes * noise(x, y, z, 7)); });
  medium.conductance = std::move(conductance);
  medium.ends.fill(ends);
  medium.held_axis = held_axis;
  if (held_axis) medium.ends[static_cast<std::size_t>(*held_axis)] = Ends::closed;
  return medium;
}

inline FaceMedium random_faces(const Cells& cells, Ends ends, double diagonal) {
  FaceMedium medium;
  const auto face = [&](std::uint64_t salt) {
    return field_of<double>(cells, [salt](auto x, auto y, auto z) { return 0.1 + noise(x, y, z, salt); });
  };
  medium.east = face(11);
  medium.north = face(12);
  medium.up = face(13);
  medium.diagonal = constant_field(cells, diagonal);
  medium.ends.fill(ends);
  return medium;
}

inline double dot(const Field<double>& a, const Field<double>& b) {
  double sum = 0;
  for (std::size_t n = 0; n < a.data.span(); ++n) sum += a.data.data()[n] * b.data.data()[n];
  return test::world().sum(sum);
}

inline double largest(const Field<double>& a) {
  double most = 0;
  for (std::size_t n = 0; n < a.data.span(); ++n) most = std::max(most, std::abs(a.data.data()[n]));
  return test::world().most(most);
}

inline Field<double> product(Multigrid& multigrid, const Field<double>& x) {
  Field<double> y = x;
  y.data = Field<double>::View("y", x.data.extent(0), x.data.extent(1), x.data.extent(2));
  multiply(multigrid, x, y);
  return y;
}

/// B x, one cycle.
inline Field<double> cycled(Multigrid& multigrid, const Field<double>& x) {
  const Lattice& lattice = multigrid.lattice();
  const auto entries = static_cast<std::size_t>(lattice.entries());
  const Kokkos::View<double*> r("r", entries);
  const Kokkos::View<float*> z("z", entries);
  import_field(lattice, x.data, r);
  multigrid.voxels().mask(r);
  multigrid.cycle(r, 1, z);
  Field<double> y = x;
  y.data = Field<double>::View("y", x.data.extent(0), x.data.extent(1), x.data.extent(2));
  export_field(lattice, z, y.data);
  return y;
}

}  // namespace voxvolt::numerics::multigrid
