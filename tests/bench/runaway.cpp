// SPDX-License-Identifier: BSD-3-Clause
// Thermal runaway, processor seconds of one core, the best of a few runs: steps, nanoseconds per volume and try, and the
// ratio to the published LIM1TR (76 s for the hot block and three cells, 541 s for the five cells). Run as bench_runaway;
// `bench_runaway module` runs the module of 96 cells, `bench_runaway row` one of 12, `plate` cools a metal plate, alone.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string_view>

#include "meshes/layout/layout.hpp"
#include "verification/runaway/cases.hpp"

namespace {

using namespace voxvolt::runaway;

double processor_seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

struct Timed {
  double seconds = 1e300;
  StackResult result;
};

Timed timed(StackCase c, int repeats) {
  c.sampling.interval = c.duration;
  Timed best;
  for (int i = 0; i < repeats; ++i) {
    StackBatch batch({c});
    const double start = processor_seconds();
    batch.run();
    best.seconds = std::min(best.seconds, processor_seconds() - start);
    best.result = batch.result(0);
  }
  return best;
}

void row(const char* name, const StackCase& c, int repeats, double published) {
  const Timed t = timed(c, repeats);
  const StackCosts& k = t.result.costs;
  const double tries = static_cast<double>(k.steps + k.rejected);
  std::printf("%-44s tol %.0e  %9.2f ms  %6lld + %5lld steps  %6.1f volumes  %6.1f ns/volume-try  last %.4f s", name,
              c.tolerance, 1e3 * t.seconds, static_cast<long long>(k.steps), static_cast<long long>(k.rejected),
              static_cast<double>(k.volume_steps) / tries, 1e9 * t.seconds / static_cast<double>(k.volume_steps),
              t.result.cells.back().time_to_runaway.value_or(-1));
  if (published > 0) std::printf("  LIM1TR %.0f s: %.0f times", published, published / t.seconds);
  std::printf("\n");
}

void ovens(double tolerance) {
  constexpr int members = 2000;
  std::vector<StackCase> cases;
  for (int i = 0; i < members; ++i) {
    StackCase c;
    c.stack = test::cell_18650(273.15 + 150 + 10.0 * i / members, 301.15);
    c.duration = 3000, c.tolerance = tolerance, c.sampling.interval = 3000;
    cases.push_back(std::move(c));
  }
  double best = 1e300, made = 1e300, steps = 0;
  for (int repeat = 0; repeat < 3; ++repeat) {
    const double start = processor_seconds();
    StackBatch batch(cases);
    const double ready = processor_seconds();
    batch.run();
    best = std::min(best, processor_seconds() - ready), made = std::min(made, ready - start);
    steps = static_cast<double>(batch.result(0).costs.steps + batch.result(0).costs.rejected);
  }
  std::printf("%-44s tol %.0e  %9.2f us per member (%.2f us to set up), %.0f tries each, %.0f members per second\n",
              "18650 in an oven, 2000 members", tolerance, 1e6 * best / members, 1e6 * made / members, steps,
              members / best);
}

/// Three cells of 148 x 91 x 27 mm in a row, 18 x `along` x `across` voxels each, the first one hot from a block.
std::shared_ptr<const GridParams> prismatic(int along, int across) {
  const auto stack = test::hot_block_and_cells(18);
  auto g = std::make_shared<GridParams>();
  g->widths = {GridParams::equal(4, 0.5e-3), GridParams::equal(static_cast<std::size_t>(along), 0.148 / along),
               GridParams::equal(static_cast<std::size_t>(across), 0.091 / across)};
  for (int i = 0; i < 3 * 18; ++i) g->widths[0].push_back(27e-3 / 18);
  for (const Layer& l : stack->layers) {
    GridPart p;
    p.name = l.name, p.conductivity = {l.conductivity, 20, 20};
    p.density = l.density, p.heat_capacity = l.heat_capacity;
    p.initial_temperature = l.initial_temperature, p.mechanism = l.mechanism;
    g->parts.push_back(p);
  }
  g->contact = 0.001, g->surroundings = {10, 0, Programme::constant(294.15)};
  for (std::size_t v = 0; v < g->size(); ++v) {
    const auto x = static_cast<int>(v % g->voxels(0));
    g->part_of.push_back(x < 4 ? 0 : 1 + (x - 4) / 18);
  }
  return g;
}

constexpr double metre = 1e-3;  // from mm

/// The module of inputs/layouts/prismatic_96.yaml with `columns` x `rows` cells.
voxvolt::layout::Layout module_of(int columns, int rows) {
  using namespace voxvolt::layout;
  const double x = 29 * columns + 6, y = 152 * rows + 4;
  const auto type = [](const char* name, Form form, Point size) {
    for (double& length : size) length *= metre;
    return Type{name, form, size};
  };
  Layout l;
  l.types = {type("cell", Form::prismatic, {27, 148, 91}), type("barrier", Form::prismatic, {2, 148, 91}),
             type("frame", Form::filling, {x, y, 91}), type("plate", Form::prismatic, {x, y, 3})};
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      const double across = (4 + 152 * row) * metre, up = 3 * metre;
      l.bodies.push_back({"cell", 0, {(4 + 29 * column) * metre, across, up}});
      if (column + 1 < columns) l.bodies.push_back({"barrier", 1, {(31 + 29 * column) * metre, across, up}});
    }
  l.bodies.push_back({"frame", 2, {0, 0, 3 * metre}});
  l.bodies.push_back({"plate", 3, {0, 0, 0}});
  return l;
}

/// The run of inputs/campaigns/module_96.yaml, cells of 18 x 28 x 26: the heater is at cell `heated` of the first row.
StackCase module_case(int columns, int rows, int heated) {
  const voxvolt::layout::Layout l = module_of(columns, rows);
  const voxvolt::layout::Mesh mesh = divided(l, {{18, 28, 26}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}});
  const auto cell = test::hot_block_and_cells(18)->layers[1];
  auto g = std::make_shared<GridParams>();
  g->widths = mesh.widths, g->part_of = mesh.body_of;
  const double conductivities[] = {0.8, 0.3, 0.2, 1}, densities[] = {1800, 400, 1200, 1800};
  const double capacities[] = {800, 1000, 1200, 1100};
  int cells = 0;
  for (const auto& body : l.bodies) {
    GridPart p;
    p.name = body.name, p.density = densities[body.type], p.heat_capacity = capacities[body.type];
    p.conductivity.fill(conductivities[body.type]);
    if (body.type == 0) {
      if (++cells == heated) g->heaters.push_back(Heater{});
      if (cells == heated) g->heaters.back().layer = static_cast<int>(g->parts.size());
      p.conductivity = {0.8, 20, 20}, p.mechanism = cell.mechanism, p.initial = cell.initial;
    }
    g->parts.push_back(p);
  }
  g->heaters[0].power = 1000, g->heaters[0].until_temperature = 523.15;
  g->contact = 1e-3, g->surroundings = {10, 0, Programme::constant(298.15)};
  g->coefficient[4] = 50;
  StackCase c;
  c.grid = g, c.default_ceiling = 1, c.duration = 1800, c.tolerance = 3e-3;
  c.active_set.on = true, c.active_set.promote_rise = 0.1;
  return c;
}

/// What a grid costs: active volumes, iterations of its systems, and what they come to.
void grid_row(const char* name, const StackCase& c) {
  const Timed t = timed(c, 1);
  const StackCosts& k = t.result.costs;
  const double tries = static_cast<double>(k.steps + k.rejected), volumes = static_cast<double>(k.volume_steps);
  std::size_t voxels = 0, lost = 0;
  for (const int part : c.grid->part_of) voxels += part >= 0;
  for (const auto& cell : t.result.cells) lost += cell.time_to_runaway.has_value();
  std::printf(
      "%-32s %8.3g voxels  %7.2f s  %lld + %lld steps  %lld meshes  %.3g active (%.1f %%)  %.1f iterations per "
      "system (%.1f by volume)  %.0f ns/voxel-step  %zu lost  balance %.0e\n",
      name, static_cast<double>(voxels), t.seconds, static_cast<long long>(k.steps), static_cast<long long>(k.rejected),
      static_cast<long long>(k.mesh_changes), volumes / tries, 100 * volumes / tries / static_cast<double>(voxels),
      static_cast<double>(k.linear_iterations) / tries / 6, static_cast<double>(k.linear_work) / volumes / 6,
      1e9 * t.seconds / volumes, lost, t.result.energy.balance);
}

/// A hot cell on a metal plate cools for five hours: long steps only.
void plates() {
  auto g = std::make_shared<GridParams>();
  g->widths = {GridParams::equal(80, 2e-3), GridParams::equal(60, 2e-3), GridParams::equal(20, 1e-3)};
  for (std::size_t v = 0; v < g->size(); ++v) g->part_of.push_back(v < 80 * 60 * 8 ? 0 : 1);
  GridPart plate, cell;
  plate.name = "plate", plate.conductivity.fill(200), plate.density = 2700, plate.heat_capacity = 900;
  cell.name = "cell", cell.conductivity = {20, 20, 0.8}, cell.density = 1800, cell.heat_capacity = 800;
  cell.initial_temperature = 330, cell.mechanism = test::hot_block_and_cells(18)->layers[1].mechanism;
  g->parts = {plate, cell}, g->contact = 1e-4, g->surroundings = {10, 0, Programme::constant(298.15)};
  StackCase c;
  c.grid = g, c.default_ceiling = 1, c.duration = 18000, c.tolerance = 3e-3;
  for (const auto& [name, by] : {std::pair{"plate, diagonal", Preconditioner::diagonal},
                                 std::pair{"plate, multigrid", Preconditioner::multigrid},
                                 std::pair{"plate, by itself", Preconditioner::automatic}}) {
    c.preconditioner = by;
    grid_row(name, c);
  }
}

}  // namespace

int main(int count, char** words) {
  const std::string_view only = count > 1 ? words[1] : "";
  if (only == "module") return grid_row("module of 96, 1800 s", module_case(24, 4, 12)), 0;
  if (only == "row" || only.empty()) grid_row("module of 12, 1800 s", module_case(6, 2, 1));
  if (only == "plate" || only.empty()) plates();
  if (!only.empty()) return 0;
  StackCase c;
  c.stack = test::hot_block_and_cells(35);
  for (const double tolerance : {1e-3, 1e-4}) {
    c.tolerance = tolerance;
    row("hot block, 3 cells of 35, no limiter", c, 5, 76);
  }
  c.default_ceiling = 1;
  for (const double tolerance : {1e-2, 1e-3}) {
    c.tolerance = tolerance;
    row("the same, ceiling 1 1/s", c, 20, 0);
  }
  StackCase five;
  five.stack = test::five_cells();
  for (const double tolerance : {1e-2, 1e-3}) {
    five.tolerance = tolerance;
    row("five cells, three limited reactions, 434", five, 3, 541);
  }
  StackCase chain;
  chain.stack = test::hot_block_and_cells(18, 96), chain.duration = 1900, chain.default_ceiling = 1;
  for (const bool active : {false, true})
    for (const double tolerance : {1e-2, 1e-3}) {
      chain.active_set.on = active, chain.tolerance = tolerance;
      row(active ? "96 cells of 18, 1900 s, active set" : "96 cells of 18, 1900 s", chain, active ? 3 : 1, 0);
    }
  StackCase module;
  module.grid = prismatic(28, 26), module.duration = 300, module.default_ceiling = 1;
  for (const bool active : {false, true}) {
    module.active_set.on = active, module.tolerance = 3e-3;
    row(active ? "3 cells in 3-D, 40k voxels, active set" : "3 cells in 3-D, 40k voxels", module, 1, 0);
  }
  ovens(1e-4);
  ovens(1e-3);
}
