// SPDX-License-Identifier: BSD-3-Clause
#include "media.hpp"

namespace voxvolt::numerics::multigrid {
namespace {

const std::vector<std::array<double, 3>> pore_only{{0, 0, 0}, {1, 1, 1}};
const std::vector<std::array<double, 3>> three_phases{{0, 0, 0}, {0.01, 0.01, 0.01}, {1, 1, 1}};
const std::vector<std::array<double, 3>> anisotropic{{0, 0, 0}, {1, 0.3, 2}, {0.2, 0, 0.7}};

const std::vector<Cells> sizes{{8, 8, 8}, {7, 5, 9}, {1, 6, 11}, {13, 1, 4}, {5, 4, 1}, {2, 2, 2}};

TEST(VoxelOperator, MapsAConstantToExactlyZeroWhereNothingIsHeld) {
  for (const Cells& cells : sizes) {
    for (const Ends ends : {Ends::closed, Ends::periodic}) {
      for (const auto& conductance : {pore_only, three_phases, anisotropic}) {
        Multigrid multigrid(random_medium(cells, conductance, ends, {}), test::world());
        EXPECT_EQ(largest(product(multigrid, constant_field(cells, 1.0 / 3))), 0) << cells[0] << ' ' << cells[2];
      }
      Multigrid faces(random_faces(cells, ends, 0), test::world());
      EXPECT_EQ(largest(product(faces, constant_field(cells, 1.0 / 3))), 0);
    }
  }
}

TEST(VoxelOperator, IsSymmetricAndLosesNothing) {
  for (const Cells& cells : sizes) {
    for (const auto& conductance : {pore_only, three_phases, anisotropic}) {
      Multigrid multigrid(random_medium(cells, conductance, Ends::periodic, {}), test::world());
      const auto u = random_field(cells, 1), v = random_field(cells, 2);
      const auto au = product(multigrid, u), av = product(multigrid, v);
      EXPECT_NEAR(dot(au, v), dot(u, av), 1e-12 * std::sqrt(dot(u, u) * dot(v, v)));
      EXPECT_NEAR(dot(au, constant_field(cells, 1)), 0, 1e-12 * std::sqrt(dot(u, u)));
    }
  }
}

TEST(VoxelOperator, JoinsTwoVoxelsOfDifferentConductanceInSeries) {
  LabelledMedium medium;
  medium.classes = field_of<std::uint8_t>({2, 1, 1}, [](auto x, auto, auto) { return x; });
  medium.conductance = {{3, 3, 3}, {1, 1, 1}};
  Multigrid multigrid(medium, test::world());
  const auto y = product(multigrid, field_of<double>({2, 1, 1}, [](auto x, auto, auto) { return x; }));
  // Half a voxel of 3 and half of 1: 1 / (1/6 + 1/2) = 1.5.
  if (y.data.span() == 0) return;
  EXPECT_NEAR(y.data(0, 0, 0), -1.5, 1e-15);
  EXPECT_NEAR(y.data(0, 0, 1), 1.5, 1e-15);
}

TEST(VoxelOperator, HoldsAnEndFaceHalfAVoxelAway) {
  LabelledMedium medium;
  medium.classes = field_of<std::uint8_t>({1, 1, 3}, [](auto, auto, auto) { return 1; });
  medium.conductance = {{0, 0, 0}, {5, 5, 5}};
  medium.held_axis = 2;
  Multigrid multigrid(medium, test::world());
  // A constant feels only the two held faces, each with conductance 2 g.
  EXPECT_NEAR(dot(product(multigrid, constant_field({1, 1, 3}, 1)), constant_field({1, 1, 3}, 1)), 20, 1e-13);
}

TEST(VoxelOperator, IsTheSameFromLabelsAndFromTheirFaces) {
  const Cells cells{6, 5, 8};
  const LabelledMedium labels = random_medium(cells, {{2, 2, 2}, {0.5, 0.5, 0.5}}, Ends::periodic, {});
  const auto conductance = [&](std::int64_t x, std::int64_t y, std::int64_t z) {
    return std::floor(2 * noise(x % cells[0], y % cells[1], z % cells[2], 7)) == 0 ? 2.0 : 0.5;
  };
  const auto between = [&](auto x, auto y, auto z, int axis) {
    const double a = conductance(x, y, z);
    const double b = conductance(x + (axis == 0), y + (axis == 1), z + (axis == 2));
    return a == b ? a : 0.8;  // 1 / (1/4 + 1)
  };
  FaceMedium faces;
  faces.east = field_of<double>(cells, [&](auto x, auto y, auto z) { return between(x, y, z, 0); });
  faces.north = field_of<double>(cells, [&](auto x, auto y, auto z) { return between(x, y, z, 1); });
  faces.up = field_of<double>(cells, [&](auto x, auto y, auto z) { return between(x, y, z, 2); });
  faces.diagonal = constant_field(cells, 0);
  faces.ends.fill(Ends::periodic);
  Multigrid one(labels, test::world()), other(faces, test::world());
  const auto u = random_field(cells, 3);
  const auto a = product(one, u), b = product(other, u);
  for (std::size_t n = 0; n < a.data.span(); ++n) EXPECT_NEAR(a.data.data()[n], b.data.data()[n], 1e-13);
}

TEST(VoxelOperator, ReadsNothingBeyondAClosedEnd) {
  FaceMedium faces = random_faces({4, 3, 6}, Ends::closed, 0);
  Multigrid multigrid(faces, test::world());
  EXPECT_NEAR(dot(product(multigrid, random_field({4, 3, 6}, 5)), constant_field({4, 3, 6}, 1)), 0, 1e-13);
}

TEST(Lattice, SlabsStartAtEvenPlanesAndCoverTheBox) {
  for (const std::int64_t planes : {1, 2, 3, 7, 16, 62, 128, 251}) {
    VoxelGrid grid;
    grid.cells = {3, 3, planes};
    int levels = 0;
    const Block block = aligned_slab(grid, test::world(), levels);
    EXPECT_EQ(block.first[2] % 2 == 0 || block.count[2] == 0, true);
    EXPECT_EQ(test::world().sum(block.count[2]), planes);
    EXPECT_EQ(test::world().sum_before(block.count[2]), block.first[2]);
  }
}

TEST(Lattice, GivesBackWhatItWasGiven) {
  const Cells cells{7, 4, 9};
  const Lattice lattice = make_lattice(random_field(cells, 1).grid, {}, test::world());
  const Kokkos::View<double*> values("values", static_cast<std::size_t>(lattice.entries()));
  const auto given = random_field(cells, 1);
  import_field(lattice, given.data, values);
  auto back = constant_field(cells, 0);
  export_field(lattice, values, back.data);
  for (std::size_t n = 0; n < given.data.span(); ++n) EXPECT_EQ(back.data.data()[n], given.data.data()[n]);
}

}  // namespace
}  // namespace voxvolt::numerics::multigrid
