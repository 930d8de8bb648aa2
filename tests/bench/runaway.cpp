// SPDX-License-Identifier: BSD-3-Clause
// Thermal runaway, processor seconds of one core, the best of a few runs: steps, nanoseconds per volume and try, and the
// ratio to the published LIM1TR (76 s for the hot block and three cells, 541 s for the five cells). Run as bench_runaway.
#include <algorithm>
#include <cstdio>
#include <ctime>

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

}  // namespace

int main() {
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
