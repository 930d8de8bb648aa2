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
  ovens(1e-4);
  ovens(1e-3);
}
