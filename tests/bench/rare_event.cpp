// SPDX-License-Identifier: BSD-3-Clause
// A rare event by brute force and by subset simulation: `[mpirun -n R] bench_rare_event [members]` prints how likely runaway
// spreads through the stack of two cells of inputs/campaigns/propagation_probability.yaml with a thicker barrier, about 1e-3,
// from as many drawn members as are asked for (40000) and by levels, with 95 % intervals, members and members per second.
// Ends with 1 when the intervals do not meet.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

#include "campaign/record.hpp"
#include "campaign/run.hpp"
#include "config/json.hpp"
#include "parallel/session.hpp"
#include "stages/kinds.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace voxvolt;

constexpr const char* kStack = R"(voxvolt: 1
stages:
  stack:
    kind: runaway
    stack:
      layers:
        - {name: block, thickness: 2 mm, volumes: 4, conductivity: 237 W/m/K, density: 2700 kg/m^3, heat_capacity: 900 J/kg/K, initial_temperature: 700 degC}
        - {name: cell, repeat: 2, thickness: 7 mm, volumes: 18, conductivity: 0.5 W/m/K, density: 1800 kg/m^3, heat_capacity: 800 J/kg/K, initial_temperature: 21 degC, kinetics: one_step}
      contact_resistance: 0.58 m^2.K/W
      contacts: [{between: [block, cell], resistance: 0.002 m^2.K/W}]
      sides: {coefficient: 10 W/m^2/K, perimeter_per_area: 66.6667 1/m, ambient: 21 degC}
    limiter: {ceiling: 1 1/s}
    error: none
    duration: 1500 s
)";

std::string ensemble(const std::string& name, int samples, const std::string& more) {
  return "  " + name +
         ":\n    kind: ensemble\n    seed: 11\n    vary:\n"
         "      stack.stack.contact_resistance: {lognormal: {median: 0.58 m^2.K/W, sigma: 0.3}}\n"
         "      stack.stack.sides.ambient: {normal: {mean: 21 degC, sd: 6 K}}\n"
         "      stack.stack.sides.coefficient: {lognormal: {median: 10 W/m^2/K, sigma: 0.2}}\n"
         "    collect: [stack.propagation_margin]\n    design: {monte_carlo: {samples: " +
         std::to_string(samples) + "}}\n" + more;
}

struct Interval {
  double from = 0, to = 0;
};
/// Of a share of n independent members, 95 %; Wilson, E. B. (1927), J. Am. Stat. Assoc. 22, 209-212.
Interval wilson(double share, double n) {
  constexpr double z = 1.959964;
  const double middle = (share + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z / (1 + z * z / n) * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  return {middle - half, middle + half};
}

int compare(parallel::Session& session, int members) {
  const test::TemporaryFolder folder(session.world(), "bench_rare_event");
  const std::string text = kStack + ensemble("brute", members, "") +
                           ensemble("subset", 16,
                                    "    analyse: [{rare_event: {of: stack.propagation_margin, below: 0, method: "
                                    "subset, samples: 500, runs: 8}}]\n");
  parallel::StopRequest stop;
  const campaign::RunRequest request{{folder / "campaign.yaml", text, {}, {}}, folder / "out", "", false, true};
  if (campaign::run(request, stages::catalogue(), session, stop) != ExitCode::done)
    throw std::runtime_error("the campaign failed");
  int apart = 0;
  if (session.world().is_first()) {
    std::map<std::string, double> seconds;
    std::ifstream times(folder / "out/run.jsonl");
    for (std::string line; std::getline(times, line);) {
      const config::Value entry = config::parse_json(line, "run.jsonl");
      seconds[entry.find("stage")->as<std::string>()] = entry.find("seconds")->number();
    }
    std::map<std::string, const campaign::Products*> of;
    const auto records = campaign::read_run(folder / "out");
    for (const auto& record : records) of[record.stage] = &record.products;
    double spread = 0;
    for (const double margin : of["brute"]->at("table.stack.propagation_margin").values) spread += margin < 0 ? 1 : 0;
    const Interval drawn = wilson(spread / members, members);
    const auto& interval = of["subset"]->at("probability.interval").values;
    const double evaluated = of["subset"]->at("rare_event.members").values.front();
    const auto print = [&](const char* how, double probability, const Interval& within, double count, double time) {
      std::printf("%d ranks  %-12s %.3e in [%.3e, %.3e], %6.0f members, %.0f per second\n", session.world().size(), how,
                  probability, within.from, within.to, count, count / time);
    };
    print("brute force", spread / members, drawn, members, seconds["brute"]);
    print("subset", of["subset"]->at("probability").values.front(), {interval.at(0), interval.at(1)}, evaluated,
          seconds["subset"]);
    apart = drawn.from > interval.at(1) || interval.at(0) > drawn.to ? 1 : 0;
  }
  return static_cast<int>(session.world().broadcast(std::int64_t{apart}));
}

}  // namespace

int main(int argc, char** argv) {
  parallel::Session session(argc, argv);
  return compare(session, argc > 1 ? std::max(1000, std::atoi(argv[1])) : 40000);
}
