// SPDX-License-Identifier: BSD-3-Clause
// Grids: equal to stacks where nothing varies across, and to closed forms where everything does.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <span>

#include "cases.hpp"
#include "parallel/failure.hpp"
#include "solvers/runaway/propagation/grid_tiles.hpp"
#include "support/memory_archive.hpp"

namespace voxvolt::runaway {
namespace {

/// The hot block and cells along `axis`, `across` uneven voxels in the other directions; cells are `volumes` voxels of
/// 7 mm in all, the block 4 of 2 mm.
std::shared_ptr<GridParams> bar(int axis, int across, int cells = 3, int volumes = 14) {
  const auto stack = test::hot_block_and_cells(volumes, cells);
  auto g = std::make_shared<GridParams>();
  for (auto& widths : g->widths)
    for (int i = 0; i < across; ++i) widths.push_back(0.01 * (1 + 0.4 * i));
  g->widths[axis] = GridParams::equal(4, 0.5e-3);
  g->widths[axis].resize(static_cast<std::size_t>(4 + cells * volumes), 7e-3 / volumes);
  for (const Layer& l : stack->layers) {
    GridPart p;
    p.name = l.name, p.conductivity = {5, 5, 5}, p.conductivity[axis] = l.conductivity;
    p.density = l.density, p.heat_capacity = l.heat_capacity;
    p.initial_temperature = l.initial_temperature, p.mechanism = l.mechanism;
    g->parts.push_back(p);
  }
  g->contacts = {{0, 1, 0.002}}, g->contact = 0.004;
  g->insulated.fill(true);
  for (std::size_t v = 0; v < g->size(); ++v) {
    const std::size_t at[3] = {v % g->voxels(0), v / g->voxels(0) % g->voxels(1), v / g->voxels(0) / g->voxels(1)};
    g->part_of.push_back(at[axis] < 4 ? 0 : 1 + static_cast<int>((at[axis] - 4) / static_cast<std::size_t>(volumes)));
  }
  return g;
}

StackCase of(std::shared_ptr<const GridParams> g) {
  StackCase c;
  c.grid = std::move(g), c.default_ceiling = 1, c.duration = 60, c.sampling.interval = 60;
  return c;
}

TEST(Grid, WithInsulatedSidesEqualsTheStack) {
  StackCase line;
  auto s = std::make_shared<StackParams>(*test::hot_block_and_cells(14));
  s->sides.perimeter_per_area = 0;
  line.stack = s, line.default_ceiling = 1, line.duration = 60, line.sampling.interval = 60;
  const StackResult stack = test::run(line);
  for (const auto& [axis, across] : {std::pair{0, 1}, std::pair{0, 3}, std::pair{1, 2}, std::pair{2, 2}}) {
    StackCase c = of(bar(axis, across));
    c.linear_tolerance = 1e-10;
    const StackResult grid = test::run(c);
    for (int i = 0; i < 3; ++i) {
      EXPECT_NEAR(*grid.cells[i].time_to_runaway, *stack.cells[i].time_to_runaway, 1e-5) << axis << " " << across;
      EXPECT_NEAR(grid.curves.mean_temperature[4 + i + 1], stack.curves.mean_temperature[4 + i + 1], 1e-4);
      EXPECT_EQ(grid.cells[i].triggered, stack.cells[i].triggered);
    }
    EXPECT_LT(grid.energy.balance, 1e-9);
  }
}

TEST(Grid, LooseSystemsKeepTheEnergyAndTheTimes) {
  StackCase c = of(bar(2, 2));
  auto g = std::make_shared<GridParams>(*c.grid);
  g->insulated = {true, false, true, true, true, false};
  g->surroundings = {20, 0.5, Programme::constant(294.15)};
  c.grid = g;
  const StackResult loose = test::run(c);
  c.linear_tolerance = 1e-9;
  const StackResult tight = test::run(c);
  EXPECT_LT(loose.energy.balance, 1e-9);
  EXPECT_GT(loose.energy.lost_sides, 0);
  for (int i = 0; i < 3; ++i) EXPECT_NEAR(*loose.cells[i].time_to_runaway, *tight.cells[i].time_to_runaway, 5e-3);
}

TEST(Grid, TheActiveSetKeepsThePeriodAndTheEnergy) {
  StackCase c = of(bar(0, 2, 8, 10));
  auto g = std::make_shared<GridParams>(*c.grid);
  g->insulated = {true, true, true, false, true, true};
  g->surroundings = {15, 0.1, Programme::constant(294.15)};
  c.grid = g, c.duration = 240, c.sampling.interval = 240;
  const StackResult whole = test::run(c);
  c.active_set.on = true, c.active_set.promote_rise = 0.1;
  const StackResult active = test::run(c);
  ASSERT_TRUE(whole.cells.back().time_to_runaway && active.cells.back().time_to_runaway);
  const auto period = [](const StackResult& r) {
    return (*r.cells.back().time_to_runaway - *r.cells[1].time_to_runaway) / 6;
  };
  EXPECT_NEAR(period(active) / period(whole), 1, 1e-3);
  EXPECT_LT(active.energy.balance, 1e-9);
  EXPECT_LT(active.costs.volume_steps, whole.costs.volume_steps * 3 / 4);
}

/// Cells of 24 x 4 x 4 voxels, which may be in pieces.
StackCase with_pieces() {
  StackCase c = of(bar(0, 4, 5, 24));
  auto g = std::make_shared<GridParams>(*c.grid);
  g->insulated = {true, true, true, false, true, true};
  g->surroundings = {15, 0.1, Programme::constant(294.15)};
  c.grid = g, c.duration = 300, c.sampling.interval = 300;
  c.active_set.on = true, c.active_set.promote_rise = 0.1;
  return c;
}

TEST(Grid, PiecesKeepThePeriodAndTheEnergy) {
  StackCase c = with_pieces();
  const StackResult active = test::run(c);
  c.active_set.on = false;
  const StackResult whole = test::run(c);
  const auto period = [](const StackResult& r) {
    return (*r.cells.back().time_to_runaway - *r.cells[1].time_to_runaway) / 3;
  };
  ASSERT_TRUE(whole.cells.back().time_to_runaway && active.cells.back().time_to_runaway);
  EXPECT_NEAR(period(active) / period(whole), 1, 1e-3);
  EXPECT_LT(active.energy.balance, 1e-9);
  EXPECT_NEAR(active.energy.lost_sides / whole.energy.lost_sides, 1, 0.01);
  EXPECT_LT(active.costs.volume_steps, whole.costs.volume_steps / 2);
}

TEST(Grid, InPiecesHasTheSameBitsAfterACheckpoint) {
  StackBatch through({with_pieces()});
  through.run();
  auto cut = std::make_unique<StackBatch>(std::vector{with_pieces()});
  while (cut->advance(101) > 0) {
    voxvolt::test::MemoryArchive shelf;
    cut->save(shelf, "grid");
    cut = std::make_unique<StackBatch>(std::vector{with_pieces()});
    cut->load(shelf, "grid");
  }
  EXPECT_EQ(through.result(0).curves.mean_temperature, cut->result(0).curves.mean_temperature);
  EXPECT_EQ(through.voxels(0).temperature, cut->voxels(0).temperature);
  EXPECT_GT(through.result(0).costs.mesh_changes, 4);
}

TEST(Grid, SpreadingPiecesKeepsTheirMeansAndLinearFields) {
  auto g = bar(0, 5, 1, 24);
  const auto tiles = tiles_of(*g);
  const GridTile& cell = tiles.back();
  ASSERT_TRUE(cell.has_pieces());
  std::vector<double> linear, any;
  for (std::size_t v = 0; v < cell.size(); ++v)
    linear.push_back(300 + 2.0 * static_cast<double>(v % cell.voxels_along(0))),
        any.push_back(300 + std::sin(static_cast<double>(v)));
  EXPECT_LT(curvature(cell, piece_means(*g, cell, linear)), 1e-10);
  const auto back = spread_linearly(*g, cell, piece_means(*g, cell, linear));
  for (std::size_t v = 0; v < cell.size(); ++v) EXPECT_NEAR(back[v], linear[v], 1e-9);
  const auto means = piece_means(*g, cell, any), again = piece_means(*g, cell, spread_linearly(*g, cell, means));
  for (std::size_t p = 0; p < means.size(); ++p) EXPECT_NEAR(again[p], means[p], 1e-10);
}

TEST(Grid, ASecondMeshGivesBarsThatCoverTheNextMesh) {
  StackCase c = of(bar(0, 1, 2, 20));
  c.coarse_grid = bar(0, 1, 2, 10), c.second_mesh = true;
  const StackResult r = test::run(c), next = test::run(of(bar(0, 1, 2, 40)));
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(r.cells[i].time_error);
    EXPECT_LT(*r.cells[i].time_error, 0.1 * *r.cells[i].time_to_runaway);
    EXPECT_NEAR(*next.cells[i].time_to_runaway, *r.cells[i].time_to_runaway, *r.cells[i].time_error);
  }
}

TEST(Grid, RoundBodiesExchangeThroughTheirTrueSurfaceAndOuterFacesByTheirOwnCoefficient) {
  const auto lost = [](const std::array<double, 3>& exposed, std::optional<double> top) {
    auto g = std::make_shared<GridParams>();
    for (auto& widths : g->widths) widths = {2e-3, 1e-3, 3e-3};
    GridPart p;
    p.conductivity = {400, 400, 400}, p.initial_temperature = 400, p.exposed = exposed;
    g->parts = {p}, g->part_of.assign(27, 0);
    g->surroundings = {10, 0, Programme::constant(300)};
    g->coefficient[5] = top;
    StackCase c;
    c.grid = g, c.duration = 1, c.tolerance = 1e-5, c.linear_tolerance = 1e-9, c.sampling.interval = 1;
    const StackResult r = test::run(c);
    EXPECT_LT(r.energy.balance, 1e-9);
    return r.energy.lost_sides;
  };
  const double all = lost({1, 1, 1}, {});
  EXPECT_NEAR(all, 6 * 36e-6 * 10 * 100, 0.03 * all);  // hardly cools in a second
  EXPECT_NEAR(lost({0.5, 0.5, 1}, {}) / all, 4.0 / 6, 0.01);
  EXPECT_NEAR(lost({1, 1, 1}, 0.0) / all, 5.0 / 6, 0.01);
  EXPECT_NEAR(lost({1, 1, 1}, 20.0) / all, 7.0 / 6, 0.01);
}

/// Slab of half thickness l cooled at both faces: theta at x from its middle.
double slab(double x, double l, double biot, double fourier) {
  double sum = 0;
  for (int n = 0; n < 40; ++n) {
    double low = n * std::numbers::pi + 1e-12, high = (n + 0.5) * std::numbers::pi - 1e-12;
    for (int i = 0; i < 100; ++i) {
      const double z = 0.5 * (low + high);
      (z * std::tan(z) < biot ? low : high) = z;
    }
    sum += 4 * std::sin(low) / (2 * low + std::sin(2 * low)) * std::cos(low * x / l) * std::exp(-low * low * fourier);
  }
  return sum;
}

TEST(Grid, AnOrthotropicBoxCoolsAsTheProductOfItsSlabs) {
  constexpr double t = 8, h = 300, start = 400, ambient = 300;
  const std::array<double, 3> half{0.01, 0.008, 0.006}, conductivity{4, 1, 0.5};
  std::vector<double> errors;
  for (const int n : {5, 10, 20}) {
    auto g = std::make_shared<GridParams>();
    for (int a = 0; a < 3; ++a) g->widths[a] = GridParams::equal(n, 2 * half[a] / n);
    GridPart p;
    p.name = "box", p.conductivity = conductivity, p.initial_temperature = start;
    g->parts = {p};
    g->part_of.assign(static_cast<std::size_t>(n) * n * n, 0);
    g->surroundings = {h, 0, Programme::constant(ambient)};
    StackCase c;
    c.grid = g, c.duration = t, c.tolerance = 1e-5, c.linear_tolerance = 1e-7, c.sampling = {t, {t}};
    const StackResult r = test::run(c);
    std::array<std::vector<double>, 3> theta;
    for (int a = 0; a < 3; ++a)
      for (int i = 0; i < n; ++i)
        theta[a].push_back(slab((i + 0.5) * g->widths[a][0] - half[a], half[a], h * half[a] / conductivity[a],
                                conductivity[a] / 1e6 * t / (half[a] * half[a])));
    double worst = 0;
    for (int k = 0; k < n; ++k)
      for (int j = 0; j < n; ++j)
        for (int i = 0; i < n; ++i) {
          const double exact = ambient + (start - ambient) * theta[0][i] * theta[1][j] * theta[2][k];
          worst = std::max(worst, std::abs(r.profiles.temperature[(k * n + j) * n + i] - exact));
        }
    errors.push_back(worst);
    EXPECT_LT(r.energy.balance, 1e-9);
  }
  for (std::size_t i = 1; i < errors.size(); ++i) EXPECT_NEAR(std::log2(errors[i - 1] / errors[i]), 2, 0.3);
  EXPECT_LT(errors.back(), 0.25);
}

TEST(Grid, APartThatIsNoBoxIsCoupledLikeTheBoxesItIsMadeOf) {
  auto boxes = std::make_shared<GridParams>();
  boxes->widths = {GridParams::equal(6, 2e-3), GridParams::equal(6, 1e-3), GridParams::equal(4, 3e-3)};
  GridPart p;
  p.conductivity = {2, 3, 0.7};
  for (const char* name : {"foot", "leg", "rest"}) p.name = name, boxes->parts.push_back(p);
  boxes->parts[0].initial_temperature = boxes->parts[1].initial_temperature = 380;
  for (int v = 0; v < 144; ++v) {
    const int x = v % 6, y = v / 6 % 6;
    boxes->part_of.push_back(y < 2 ? 0 : x < 2 ? 1 : 2);
  }
  auto ell = std::make_shared<GridParams>(*boxes);
  for (int& part : ell->part_of) part = part == 1 ? 0 : part == 2 ? 1 : part;
  ell->parts = {boxes->parts[0], boxes->parts[2]};
  boxes->surroundings = ell->surroundings = {15, 0.3, Programme::constant(290)};
  const auto mean = [](std::shared_ptr<const GridParams> g) {
    StackCase c;
    c.grid = std::move(g), c.duration = 20, c.tolerance = 1e-5, c.linear_tolerance = 1e-10, c.sampling.interval = 20;
    return test::run(c).curves.mean_temperature.back();  // of the rest
  };
  EXPECT_NEAR(mean(boxes), mean(ell), 1e-6);
}

TEST(Grid, WrongGridsAreNamed) {
  auto g = std::make_shared<GridParams>(*bar(0, 1));
  g->part_of[3] = 9;
  try {
    StackBatch batch({of(g)});
    FAIL() << "accepted";
  } catch (const Failure& f) {
    EXPECT_NE(std::string(f.what()).find("a voxel belongs to a part that is not there"), std::string::npos) << f.what();
  }
  auto missing = std::make_shared<GridParams>(*bar(0, 1));
  for (int& part : missing->part_of) part = std::min(part, 2);
  try {
    StackBatch batch({of(missing)});
    FAIL() << "accepted";
  } catch (const Failure& f) {
    EXPECT_NE(std::string(f.what()).find("part 4 (cell): no voxel belongs to it"), std::string::npos) << f.what();
  }
}

}  // namespace
}  // namespace voxvolt::runaway
