// SPDX-License-Identifier: BSD-3-Clause
// What an ensemble costs beside its members: `[mpirun -n R] bench_ensemble` prints, for its R ranks, the efficiency (sum of
// the members' times over ranks x wall) of members whose times vary by half their mean, what a member costs that does
// nothing, alone or fused, and cells through a whole discharge per second.
#include <cmath>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <numeric>

#include "campaign/record.hpp"
#include "campaign/run.hpp"
#include "config/json.hpp"
#include "parallel/session.hpp"
#include "stages/kinds.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace voxvolt;
using namespace voxvolt::campaign;

/// A kind that does nothing with many members at once.
struct Nothing {
  double x = 0;  // 1
  static void describe(config::Describe<Nothing>& d) {
    d.sentence("Gives back its input.");
    d.member("x", &Nothing::x, "the input", config::unit("1"));
  }
};
ProductSpec value() { return {"value", "1", "the input", ProductForm::scalar, {}, true}; }
std::vector<ProductSpec> declare(const Nothing&, const Surroundings&, std::vector<config::Complaint>&) {
  return {value()};
}
std::vector<Outcome> run_all(std::span<const Nothing> members, Context&) {
  std::vector<Outcome> outcomes(members.size());
  for (std::size_t i = 0; i < members.size(); ++i) outcomes[i].products.add_scalar(value(), members[i].x);
  return outcomes;
}
std::string one_key(const Nothing&) { return "all"; }

Catalogue catalogue() {
  Catalogue kinds = stages::catalogue();
  kinds.kinds.push_back(make_kind(Kind<Nothing>{.name = "nothing",
                                                .sentence = "Gives back its input.",
                                                .declare = &declare,
                                                .run_batch = &run_all,
                                                .batch_key = &one_key}));
  return kinds;
}

struct Measured {
  double seconds = 0;    ///< wall clock of the ensemble `many`
  double processor = 0;  ///< s on all ranks together, of the whole campaign: the machine may be shared
  std::vector<StageRecord> records;
  const Product& product(const std::string& name) const {
    for (const StageRecord& record : records)
      if (record.stage == "many") return record.products.at(name);
    throw std::logic_error("the ensemble is not on the record");
  }
};

Measured measure(parallel::Session& session, const std::string& one, const std::string& many) {
  const test::TemporaryFolder folder(session.world(), "bench_ensemble");
  const std::string text = "voxvolt: 1\nstages:\n  one: {" + one + "}\n  many: {kind: ensemble, " + many + "}\n";
  parallel::StopRequest stop;
  const RunRequest request{{folder / "campaign.yaml", text, {}, {}}, folder / "out", "", false, true};
  const std::clock_t start = std::clock();
  if (run(request, catalogue(), session, stop) != ExitCode::done) throw std::runtime_error("the campaign failed");
  Measured measured;
  measured.processor = session.world().sum(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  if (!session.world().is_first()) return measured;
  std::ifstream times(folder / "out/run.jsonl");
  for (std::string line; std::getline(times, line);) {
    const config::Value entry = config::parse_json(line, "run.jsonl");
    if (entry.find("stage")->as<std::string>() == "many") measured.seconds = entry.find("seconds")->number();
  }
  measured.records = read_run(folder / "out");
  return measured;
}

void measure_all(parallel::Session& session) {
  const int ranks = session.world().size();
  const bool speaks = session.world().is_first();
  const auto samples = [](int count) { return "design: {monte_carlo: {samples: " + std::to_string(count) + "}}"; };

  // Lognormal with sd/mean = 1/2: sigma^2 = ln(1 + 1/4).
  const auto waits = measure(session, "kind: analytic, function: {slow: {wait: 20 ms}}, inputs: {x: 1}",
                             "vary: {one.function.slow.wait: {lognormal: {median: 17.9 ms, sigma: 0.4724}}}, "
                             "collect: [one.value], " +
                                 samples(300));
  if (speaks) {
    const auto& times = waits.product("table.one.function.slow.wait").values;
    const double sum = std::reduce(times.begin(), times.end());
    std::printf("%d ranks  efficiency %.1f %% (300 members of 20 ms on average, sd/mean 0.5, %.2f s)\n", ranks,
                100 * sum / (ranks * waits.seconds), waits.seconds);
  }
  const auto overhead = [&](const char* what, const std::string& kind, const std::string& input, int count) {
    const auto m =
        measure(session, kind,
                "vary: {one." + input + ": {uniform: {min: 0, max: 1}}}, collect: [one.value], " + samples(count));
    if (speaks)
      std::printf("%d ranks  %s member: %.4f ms of a processor, %.4f ms of wall clock\n", ranks, what,
                  1e3 * m.processor / count, 1e3 * m.seconds / count);
  };
  overhead("unfused", "kind: analytic, function: {linear: {coefficients: [1]}}, inputs: {x1: 0}", "inputs.x1", 4000);
  overhead("fused", "kind: nothing, x: 0", "x", 40000);

  constexpr int kCells = 1024;
  for (const char* model : {"dfn", "spm"}) {
    const auto cells = measure(
        session,
        std::string("kind: cell, model: ") + model + ", parameters: chen2020, protocol: [discharge at 1C until 2.5 V]",
        "vary: {one.set.positive.thickness: {normal: {mean: 75.6 um, sd: 0.8 um}}, "
        "one.set.negative.porosity: {uniform: {min: 0.23, max: 0.249}}}, "
        "collect: [one.capacity, one.energy], " +
            samples(kCells));
    if (speaks)
      std::printf("%d ranks  %s discharges: %.0f per second of wall clock, %.0f per second of a processor\n", ranks,
                  model, kCells / cells.seconds, kCells / cells.processor);
  }
}

}  // namespace

int main(int argc, char** argv) {
  parallel::Session session(argc, argv);
  measure_all(session);
  return 0;
}
