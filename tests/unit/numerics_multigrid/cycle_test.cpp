// SPDX-License-Identifier: BSD-3-Clause
#include "media.hpp"
#include "numerics/multigrid/aggregate_voxels.hpp"

namespace voxvolt::numerics::multigrid {
namespace {

const std::vector<std::array<double, 3>> pore_only{{0, 0, 0}, {1, 1, 1}, {1, 1, 1}};
const std::vector<std::array<double, 3>> contrast{{0, 0, 0}, {0.01, 0.01, 0.01}, {1, 1, 1}};

/// <Bu, v> = <u, Bv> to float, and <Bu, u> > 0.
void expect_symmetric_positive(Multigrid& multigrid, const Cells& cells) {
  const auto u = random_field(cells, 1), v = random_field(cells, 2);
  const auto bu = cycled(multigrid, u), bv = cycled(multigrid, v);
  const double size = std::sqrt(dot(bu, bu) * dot(v, v));
  EXPECT_NEAR(dot(bu, v) / size, dot(u, bv) / size, 1e-5);
  EXPECT_GT(dot(bu, u), 0);
}

TEST(Cycle, IsSymmetricAndPositiveAtEverySizeAndEnd) {
  for (const Cells& cells :
       {Cells{16, 16, 16}, Cells{31, 17, 22}, Cells{1, 40, 37}, Cells{33, 5, 24}, Cells{20, 21, 62}}) {
    for (const auto& conductance : {pore_only, contrast}) {
      for (int axis = 0; axis < 3; ++axis) {
        for (const Ends sides : {Ends::closed, Ends::periodic}) {
          Multigrid multigrid(random_medium(cells, conductance, sides, axis), test::world());
          SCOPED_TRACE(testing::Message() << cells[0] << " x " << cells[1] << " x " << cells[2] << ", axis " << axis);
          expect_symmetric_positive(multigrid, cells);
        }
      }
    }
    Multigrid faces(random_faces(cells, Ends::periodic, 0.05), test::world());
    expect_symmetric_positive(faces, cells);
  }
}

TEST(Cycle, StaysSymmetricWhereNothingIsHeld) {
  for (const Cells& cells : {Cells{16, 16, 16}, Cells{15, 21, 17}}) {
    Multigrid multigrid(random_medium(cells, contrast, Ends::periodic, {}), test::world());
    expect_symmetric_positive(multigrid, cells);
  }
}

TEST(Cycle, KeepsTheCostOfCoarseLevelsSmall) {
  Multigrid multigrid(random_medium({64, 64, 64}, pore_only, Ends::closed, 2), test::world());
  EXPECT_LT(multigrid.coarse().operator_complexity(), 1.35);
  EXPECT_GE(multigrid.coarse().count(), 3u);
}

TEST(Aggregates, VoxelsThatMeetOnlyFarAwayAreNotJoined) {
  // Two bars along z, diagonal neighbours in x and y: one block of 2x2x2 holds both, they touch nowhere.
  LabelledMedium medium;
  medium.classes = field_of<std::uint8_t>({2, 2, 8}, [](auto x, auto y, auto) { return x == y ? 1 : 0; });
  medium.conductance = {{0, 0, 0}, {1, 1, 1}};
  medium.held_axis = 2;
  auto voxels = make_level_zero(medium, test::world());
  const Graph graph = voxels->coarsen(0.1);
  EXPECT_EQ(test::world().sum(static_cast<std::int64_t>(graph.nodes)), 8);  // 4 blocks, 2 bars
}

TEST(Aggregates, CoarseRowsAddUpToWhatIsHeld) {
  Multigrid multigrid(random_medium({12, 10, 16}, contrast, Ends::closed, 2), test::world());
  auto voxels = make_level_zero(random_medium({12, 10, 16}, contrast, Ends::closed, 2), test::world());
  const Graph graph = voxels->coarsen(0.1);
  double held = 0;
  for (int n = 0; n < graph.nodes; ++n) {
    double sum = graph.anchor[static_cast<std::size_t>(n)];
    held += sum;
    for (int e = graph.row[n]; e < graph.row[n + 1]; ++e) sum += static_cast<double>(graph.weight[e]);
    EXPECT_EQ(graph.diagonal[n], static_cast<float>(sum));
  }
  // What the aggregates hold is what the voxels hold.
  const double whole = dot(product(multigrid, constant_field({12, 10, 16}, 1)), constant_field({12, 10, 16}, 1));
  EXPECT_NEAR(test::world().sum(held), whole, 1e-12 * whole);
}

}  // namespace
}  // namespace voxvolt::numerics::multigrid
