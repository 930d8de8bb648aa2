// SPDX-License-Identifier: BSD-3-Clause
// The multigrid of a grid's systems: layered plates of strong anisotropy at any size, and the answers of the diagonal.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "cases.hpp"
#include "solvers/runaway/propagation/grid_coupling.hpp"

namespace voxvolt::runaway {
namespace {

/// Layers of metal, foam and an orthotropic cell on top of each other, n x n voxels wide and 3 n / 4 high.
GridParams plates(int n) {
  GridParams g;
  const auto across = static_cast<std::size_t>(n), up = 3 * across / 4;
  g.widths = {GridParams::equal(across, 0.2 / n), GridParams::equal(across, 0.15 / n), GridParams::equal(up, 0.03 / n)};
  const std::array<std::array<double, 3>, 3> conductivities{{{200, 200, 200}, {0.04, 0.04, 0.04}, {20, 20, 0.5}}};
  for (int i = 0; i < 3; ++i) {
    GridPart part;
    part.name = "layer " + std::to_string(i + 1), part.conductivity = conductivities[i];
    part.density = 2000, part.heat_capacity = 900;
    g.parts.push_back(part);
  }
  for (std::size_t v = 0; v < g.size(); ++v) g.part_of.push_back(static_cast<int>(v / (across * across) * 3 / up));
  g.contact = 1e-4;
  g.surroundings = {5, 0, Programme::constant(298.15)};
  return g;
}

/// Iterations of a system of a step of `h` from a hot spot; the solution.
long long iterations(const GridParams& g, double h, Preconditioner by, std::vector<double>& u,
                     double tolerance = 1e-7) {
  GridCoupling grid(g, tiles_of(g));
  std::vector<double> diagonal, capacity;
  u.assign(grid.size(), 0);
  for (std::size_t e = 0; e < grid.size(); ++e) {
    capacity.push_back(1.8e6 * grid.volume(e));
    diagonal.push_back(capacity[e] / h + grid.total(e) + grid.exchange(e));
    u[e] = e % 97 == 0 || e < 5 ? 1 : 0;
  }
  EXPECT_TRUE(grid.set_diagonal(diagonal.data(), by));
  EXPECT_TRUE(grid.solve(capacity.data(), u.data(), tolerance));
  return grid.iterations();
}

TEST(GridMultigrid, TakesAsManyIterationsAtAnySizeOfLayeredPlates) {
  std::vector<double> by_cycle, by_diagonal;
  std::vector<long long> cycles, diagonals;
  for (const int n : {12, 24, 48}) {
    cycles.push_back(iterations(plates(n), 100, Preconditioner::multigrid, by_cycle));
    diagonals.push_back(iterations(plates(n), 100, Preconditioner::diagonal, by_diagonal));
    double most = 0, apart = 0;
    for (std::size_t e = 0; e < by_cycle.size(); ++e)
      most = std::max(most, std::abs(by_diagonal[e])), apart = std::max(apart, std::abs(by_cycle[e] - by_diagonal[e]));
    EXPECT_LT(apart, 1e-5 * most) << n;
  }
  EXPECT_LE(cycles[2], 1.3 * static_cast<double>(cycles[0]) + 2) << cycles[0] << " " << cycles[1] << " " << cycles[2];
  EXPECT_LE(cycles[2], 30);
  EXPECT_GT(diagonals[2], 2 * diagonals[0]);  // so that there was something to do
}

TEST(GridMultigrid, IsChosenForLongStepsOnly) {
  std::vector<double> u;
  const GridParams g = plates(24);
  EXPECT_EQ(iterations(g, 1e-2, Preconditioner::automatic, u), iterations(g, 1e-2, Preconditioner::diagonal, u));
  EXPECT_EQ(iterations(g, 1e4, Preconditioner::automatic, u), iterations(g, 1e4, Preconditioner::multigrid, u));
}

TEST(GridMultigrid, GivesTheSameCoolDownAndClosesItsEnergy) {
  auto g = std::make_shared<GridParams>(plates(12));
  g->parts[0].initial_temperature = 600;
  g->parts[2].mechanism = test::hot_block_and_cells(4)->layers[1].mechanism;
  StackCase c;
  c.grid = g, c.default_ceiling = 1, c.duration = 20'000, c.linear_tolerance = 1e-6, c.sampling.interval = 5000;
  c.preconditioner = Preconditioner::multigrid;
  const StackResult cycle = test::run(c);
  c.preconditioner = Preconditioner::diagonal;
  const StackResult diagonal = test::run(c);
  EXPECT_LT(cycle.energy.balance, 1e-9);
  EXPECT_LT(diagonal.energy.balance, 1e-9);
  ASSERT_EQ(cycle.curves.mean_temperature.size(), diagonal.curves.mean_temperature.size());
  for (std::size_t i = 0; i < cycle.curves.mean_temperature.size(); ++i)
    EXPECT_NEAR(cycle.curves.mean_temperature[i], diagonal.curves.mean_temperature[i], 1e-2);
  EXPECT_LT(cycle.costs.linear_iterations, diagonal.costs.linear_iterations / 2);
}

}  // namespace
}  // namespace voxvolt::runaway
