// SPDX-License-Identifier: BSD-3-Clause
// How fast cells are computed and how well: `porous_electrode [repeats]` prints a line per piece of work with mesh,
// tolerance, steps, evaluations, Newton iterations, milliseconds of processor time (least of the repeats) and the error in the
// voltage against the converged answer (tolerance 1e-7 on 80/40/80 volumes with 16 modes), at samples every few seconds.
// Of ensembles: means over the cells, errors over every tenth of them.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>

#include "parallel/session.hpp"
#include "solvers/cell/porous_electrode/sensitivity.hpp"
#include "support/blended_cells.hpp"
#include "support/cell_cases.hpp"
#include "support/marquis2019.hpp"
#include "support/reference_curve.hpp"
#include "support/varied_cells.hpp"

namespace {

using namespace voxvolt;
using namespace voxvolt::cell;

struct Work {
  const char* name;
  CellCase what;
  double every;  ///< s between the samples that are compared
  double from;   ///< s, where the comparison begins
};

/// Processor seconds: the machine may be shared.
double seconds_of(const std::vector<CellCase>& cases, CellResult* result = nullptr) {
  Batch batch(cases);
  const std::clock_t start = std::clock();
  batch.run();
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  if (result != nullptr) *result = batch.result(0);
  return seconds;
}

CellResult sampled(CellCase what, double every) {
  what.sampling.interval = every;
  return test::run_one(what);
}

test::Difference error_of(const CellResult& r, const CellResult& fine, double from) {
  return test::difference(r.curves.time, r.curves.voltage, fine.curves.time, fine.curves.voltage, from,
                          std::min(r.time, fine.time) - 10);
}

CellCase converged(CellCase what) {
  what.mesh = {80, 40, 80, Mesh::Particle::spectral, 16};
  what.tolerance = 1e-7;
  return what;
}

std::string settings(const CellCase& what) {
  char text[80];
  std::snprintf(text, sizeof text, "%d/%d/%d, %d in r, tol %.0e", what.mesh.negative, what.mesh.separator,
                what.mesh.positive, what.mesh.particle_unknowns, what.tolerance);
  return text;
}

void measure(const Work& work, double tolerance, int repeats) {
  CellCase what = work.what;
  what.tolerance = tolerance;
  CellCase same = what;
  same.tolerance = 1e-7;
  const CellCase fine = converged(what);
  double best = 1e9;
  CellResult plain;
  for (int i = 0; i < repeats; ++i) best = std::min(best, seconds_of({what}, &plain));
  const CellResult r = sampled(what, work.every);
  const auto mesh = error_of(r, sampled(fine, work.every), work.from);
  const auto time = error_of(r, sampled(same, work.every), work.from);
  std::printf(
      "%-26s %s: %4lld steps %3lld rejected %5lld evaluations %4lld Newton iterations %8.3f ms  "
      "error %.3f mV rms %.3f most, of it in time %.4f rms %.4f most (t > %.0f s)\n",
      work.name, settings(what).c_str(), static_cast<long long>(plain.costs.steps),
      static_cast<long long>(plain.costs.rejected), static_cast<long long>(plain.costs.evaluations),
      static_cast<long long>(plain.costs.newton_iterations), 1e3 * best, 1e3 * mesh.rms, 1e3 * mesh.largest,
      1e3 * time.rms, 1e3 * time.largest, work.from);
}

void measure_ensemble(const char* name, const Work& work, double tolerance, int repeats) {
  std::mt19937_64 draw(1);
  std::vector<CellCase> cases;
  for (int i = 0; i < 200; ++i) {
    CellCase what = work.what;
    CellParams p = test::varied_chen2020(draw, 0.1);
    for (int side = 0; side < 2; ++side) {  // one table for all, as an ensemble has it
      auto& material = (side == 0 ? p.negative : p.positive).material;
      const CellParams& shared = *work.what.parameters;
      material.open_circuit_potential = (side == 0 ? shared.negative : shared.positive).material.open_circuit_potential;
      p.electrolyte.diffusivity = shared.electrolyte.diffusivity;
      p.electrolyte.conductivity = shared.electrolyte.conductivity;
      p.electrolyte.transference_number = shared.electrolyte.transference_number;
    }
    what.parameters = std::make_shared<const CellParams>(p);
    what.tolerance = tolerance;
    cases.push_back(what);
  }
  double best = 1e9;
  for (int i = 0; i < std::max(2, repeats / 20); ++i) best = std::min(best, seconds_of(cases));
  Batch batch(cases);
  batch.run();
  double steps = 0, rejected = 0, evaluations = 0, newton = 0, squares = 0, most = 0;
  for (int i = 0; i < 200; ++i) {
    const Costs costs = batch.result(i).costs;
    steps += static_cast<double>(costs.steps) / 200;
    rejected += static_cast<double>(costs.rejected) / 200;
    evaluations += static_cast<double>(costs.evaluations) / 200;
    newton += static_cast<double>(costs.newton_iterations) / 200;
    if (i % 10 != 0) continue;
    const auto error = error_of(sampled(cases[static_cast<std::size_t>(i)], work.every),
                                sampled(converged(cases[static_cast<std::size_t>(i)]), work.every), work.from);
    squares += error.rms * error.rms / 20;
    most = std::max(most, error.largest);
  }
  std::printf(
      "%-26s %s: %4.1f steps %3.1f rejected %5.1f evaluations %4.1f Newton iterations %8.3f ms per cell of 200  "
      "error %.3f mV rms %.3f most (t > %.0f s)\n",
      name, settings(cases.front()).c_str(), steps, rejected, evaluations, newton, 1e3 * best / 200,
      1e3 * std::sqrt(squares), 1e3 * most, work.from);
}

void measure_sensitivities(const Work& work, double tolerance, int repeats) {
  const std::vector<ParameterOf> parameters{
      [](const CellParams& p) -> const double& { return p.negative.material.diffusivity; },
      [](const CellParams& p) -> const double& { return p.positive.material.diffusivity; },
      [](const CellParams& p) -> const double& { return p.negative.region.thickness; },
      [](const CellParams& p) -> const double& { return p.positive.region.thickness; }};
  CellCase what = work.what;
  what.tolerance = tolerance;
  double best = 1e9;
  for (int i = 0; i < std::max(2, repeats / 20); ++i) {
    const std::clock_t start = std::clock();
    sensitivities(what, parameters);
    best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  std::printf("%-26s %s: %8.3f ms with the run and its tables\n", "DFN 1C, by 4 parameters", settings(what).c_str(),
              1e3 * best);
}

/// 71 frequencies from 10 kHz to 1 mHz, at rest.
void measure_spectrum(const char* name, CellCase what, int repeats) {
  std::vector<double> frequencies;
  for (int i = 0; i <= 70; ++i) frequencies.push_back(std::pow(10, 4 - 0.1 * i));
  what.protocol = std::make_shared<const Protocol>(Protocol{{test::impedance_at(frequencies)}, {}});
  double best = 1e9;
  for (int i = 0; i < repeats; ++i) best = std::min(best, seconds_of({what}));
  std::printf("%-26s %s: %8.3f ms for 71 frequencies\n", name, settings(what).c_str(), 1e3 * best);
}

}  // namespace

int main(int argc, char** argv) {
  const parallel::Session session(argc, argv);
  const int repeats = argc > 1 ? std::atoi(argv[1]) : 40;
  using test::held;
  const Work one_c{"DFN 1C discharge",
                   test::chen2020_case({held(Control::current, 5, std::nullopt, {test::voltage_below(2.5)})}), 10, 60};
  const Work two_c{"DFN 2C discharge",
                   test::chen2020_case({held(Control::current, 10, std::nullopt, {test::voltage_below(2.5)})}), 10, 60};
  Work warm{"lumped 3C (Marquis2019)",
            test::chen2020_case({held(Control::current, 3 * 0.680616, std::nullopt, {test::voltage_below(3.105)})}), 5,
            60};
  warm.what.parameters = std::make_shared<const CellParams>(test::marquis2019());
  warm.what.initial = {};
  Work cheap = one_c;
  cheap.name = "SPMe 1C discharge";
  cheap.what.model = Model::spme;
  Work varied = one_c;
  varied.name = "DFN 1C, D(theta)";
  CellParams p = test::chen2020();
  for (ActiveMaterial* m : {&p.negative.material, &p.positive.material})
    m->diffusivity_factor = test::curve([](double x) { return std::exp(2 * (0.5 - x)); }, 0, 1);
  varied.what.parameters = std::make_shared<const CellParams>(p);
  Work shells = varied;
  shells.name = "DFN 1C, D(theta), shells";
  shells.what.mesh.particle = Mesh::Particle::uniform;
  shells.what.mesh.particle_unknowns = 20;
  Work blend = one_c;
  blend.name = "DFN 1C, two materials";
  blend.what.parameters = std::make_shared<const CellParams>(test::composite());
  blend.what.initial.negative_stoichiometry = 0.85;
  Work sizes = one_c;
  sizes.name = "DFN 1C, five sizes";
  sizes.what.parameters = std::make_shared<const CellParams>(test::with_sizes(5));
  std::vector<Work> all{one_c, two_c, warm, cheap, varied, shells, blend, sizes};
  const auto us06 = test::csv_columns("us06_current.csv");
  if (!us06.empty()) {
    ProtocolStep step;
    step.profile = Profile{us06[0], us06[1]};
    all.push_back({"DFN US06, 600 s", test::chen2020_case({step}), 1, 0});
  }
  for (const Work& work : all)
    for (const double tolerance : {1e-3, 3e-4, 1e-4}) measure(work, tolerance, repeats);
  for (const double tolerance : {1e-3, 3e-4, 1e-4}) measure_ensemble("DFN 1C, per cell", one_c, tolerance, repeats);
  measure_sensitivities(one_c, 3e-4, repeats);
  measure_spectrum("DFN impedance", one_c.what, repeats);
  measure_spectrum("DFN impedance, D(theta)", varied.what, repeats);
  measure_spectrum("SPMe impedance", cheap.what, repeats);
  return 0;
}
