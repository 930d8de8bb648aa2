// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include "parallel/failure.hpp"
#include "support/cell_cases.hpp"
#include "support/marquis2019.hpp"
#include "support/varied_cells.hpp"

namespace voxvolt::test {
namespace {

using namespace voxvolt::cell;

std::vector<CellCase> mixed_cases() {
  std::vector<CellCase> cases;
  std::mt19937_64 draw(3);
  for (int i = 0; i < 6; ++i) {
    CellCase what = chen2020_case({held(Control::current, 4 + i, std::nullopt, {voltage_below(2.7)}),
                                   held(Control::current, 0, 600.0), impedance_at({1e-2, 1, 100}),
                                   held(Control::current, -2.5, std::nullopt, {voltage_above(4.1)}),
                                   held(Control::voltage, 4.1, std::nullopt, {current_below(0.25)})});
    what.parameters = std::make_shared<const CellParams>(varied_chen2020(draw, 0.1));
    what.tolerance = i % 2 == 0 ? 1e-4 : 1e-3;
    what.mesh = {10 + i, 6 + i, 12, i == 3 ? Mesh::Particle::uniform : Mesh::Particle::spectral, 10 + i};
    if (i != 2) what.sampling.interval = 30;
    what.sampling.profiles_at = {100, 1234.5};
    cases.push_back(what);
  }
  CellCase warm = cases[0];
  warm.parameters = std::make_shared<const CellParams>(marquis2019());
  warm.initial.negative_stoichiometry.reset();
  warm.initial.positive_stoichiometry.reset();
  warm.protocol = std::make_shared<const Protocol>(
      Protocol{{held(Control::current, 2, std::nullopt, {voltage_below(3.2)}), held(Control::current, 0, 300.0)}, {}});
  cases.push_back(warm);
  for (const auto& [model, particle] :
       {std::pair{Model::dfn, Mesh::Particle::spectral}, std::pair{Model::dfn, Mesh::Particle::uniform},
        std::pair{Model::spme, Mesh::Particle::uniform}}) {
    CellCase varied = cases[0];
    CellParams p = *varied.parameters;
    p.positive.material.hysteresis = Hysteresis{curve([](double x) { return 0.01 + 0.02 * x; }, 0, 1), 30, -0.5};
    p.positive.material.exchange_current.lithium = 0.6;
    p.negative.material.diffusivity_factor = curve([](double x) { return 0.2 + 3 * (1 - x); }, 0, 1);
    varied.parameters = std::make_shared<const CellParams>(p);
    varied.model = model;
    if (model == Model::spme) p.lumped = LumpedThermal{60, 0.3};
    varied.parameters = std::make_shared<const CellParams>(p);
    varied.mesh.particle = particle;
    cases.push_back(varied);
  }
  CellCase layered = cases[0];
  CellParams p = *layered.parameters;
  const ThroughStackThermal::Layer foil{3e6, 100, 10e-6}, porous{2e6, 0.5, 0};
  p.through_stack = ThroughStackThermal{foil, porous, porous, porous, foil, 5, 3};
  p.through_stack->negative.thickness = p.through_stack->separator.thickness = p.through_stack->positive.thickness =
      1e-5;
  layered.parameters = std::make_shared<const CellParams>(p);
  cases.push_back(layered);
  return cases;
}

void expect_equal_bits(const CellResult& a, const CellResult& b) {
  EXPECT_EQ(a.status, b.status);
  EXPECT_EQ(a.time, b.time);
  EXPECT_EQ(a.curves.time, b.curves.time);
  EXPECT_EQ(a.curves.voltage, b.curves.voltage);
  EXPECT_EQ(a.curves.temperature, b.curves.temperature);
  EXPECT_EQ(a.curves.heat_ohmic, b.curves.heat_ohmic);
  EXPECT_EQ(a.curves.anode_potential, b.curves.anode_potential);
  EXPECT_EQ(a.profiles.concentration, b.profiles.concentration);
  EXPECT_EQ(a.profiles.temperature, b.profiles.temperature);
  EXPECT_EQ(a.profiles.electrolyte_potential, b.profiles.electrolyte_potential);
  EXPECT_EQ(a.final_state, b.final_state);
  EXPECT_EQ(a.costs.steps, b.costs.steps);
  EXPECT_EQ(a.energy, b.energy);
  EXPECT_EQ(a.balances.energy, b.balances.energy);
  EXPECT_EQ(a.steps.size(), b.steps.size());
  ASSERT_EQ(a.impedance.size(), b.impedance.size());
  for (std::size_t i = 0; i < a.impedance.size(); ++i) {
    EXPECT_EQ(a.impedance[i].real, b.impedance[i].real);
    EXPECT_EQ(a.impedance[i].imaginary, b.impedance[i].imaginary);
    EXPECT_EQ(a.impedance[i].drift, b.impedance[i].drift);
  }
}

TEST(Batch, EqualsSinglesToTheBit) {
  const auto cases = mixed_cases();
  Batch batch(cases);
  batch.run();
  for (std::size_t i = 0; i < cases.size(); ++i) {
    EXPECT_EQ(batch.result(static_cast<std::int64_t>(i)).status, CellStatus::finished);
    expect_equal_bits(batch.result(static_cast<std::int64_t>(i)), run_one(cases[i]));
  }
}

TEST(Batch, ResumesFromACheckpointAnywhereToTheSameBits) {
  const auto cases = mixed_cases();
  Batch whole(cases);
  whole.run();
  expect_checkpoints_resume(cases, whole, expect_equal_bits);
}

TEST(Batch, FinalStateGoesOnWhereItEnded) {
  CellCase first = chen2020_case({held(Control::current, 5, 1000.0)});
  first.tolerance = 1e-6;
  CellCase second = first, both = first;
  second.initial.state = run_one(first).final_state;
  both.protocol = std::make_shared<const Protocol>(
      Protocol{{held(Control::current, 5, 1000.0), held(Control::current, 5, 1000.0)}, {}});
  EXPECT_NEAR(run_one(second).curves.voltage.back(), run_one(both).curves.voltage.back(), 1e-12);
}

TEST(Batch, NamesTheCellAndAllComplaints) {
  CellParams p = chen2020();
  p.positive.region.thickness = -1;
  p.negative.material.particle_radius = 0;
  CellCase what = chen2020_case({held(Control::current, 5, std::nullopt)});
  what.parameters = std::make_shared<const CellParams>(p);
  try {
    Batch batch({chen2020_case({held(Control::current, 5, 1.0)}), what});
    FAIL() << "was accepted";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::input);
    const std::string text = failure.what();
    for (const char* word : {"cell 2", "positive.thickness", "negative.particle_radius", "step 1 never ends"})
      EXPECT_NE(text.find(word), std::string::npos) << word << " in " << text;
  }
}

TEST(Batch, EndsEveryOneOfManyRandomCellsWithAReason) {
  std::mt19937_64 draw(2026);
  std::uniform_real_distribution<double> part(0, 1);
  std::vector<CellCase> cases;
  for (int i = 0; i < 2000; ++i) {
    const double rate = 5 * 0.05 * std::pow(120.0, part(draw)), sign = part(draw) < 0.6 ? 1 : -1;
    CellCase what = chen2020_case(
        {held(Control::current, sign * rate, 10 + 600 * part(draw), {voltage_below(2.0), voltage_above(4.6)}),
         held(Control::current, 0, 120.0),
         held(Control::current, -sign * rate, 10 + 600 * part(draw), {voltage_below(2.0), voltage_above(4.6)})});
    what.parameters = std::make_shared<const CellParams>(varied_chen2020(draw, 0.3));
    what.initial = {};
    what.initial.soc = 0.05 + 0.9 * part(draw);
    const double temperature = 263.15 + 60 * part(draw);
    what.initial.temperature = temperature;
    auto steps = what.protocol->steps;
    for (ProtocolStep& step : steps) step.ambient = temperature;
    what.protocol = std::make_shared<const Protocol>(Protocol{steps, {}});
    what.tolerance = 1e-4;
    cases.push_back(what);
  }
  Batch batch(cases);
  batch.run();
  std::map<CellStatus, int> counts;
  std::int64_t steps = 0;
  int without_reason = 0;
  for (std::int64_t i = 0; i < batch.size(); ++i) {
    const CellResult r = batch.result(i);
    ++counts[r.status];
    steps += r.costs.steps;
    const bool physical = r.status == CellStatus::finished || r.status == CellStatus::depleted_electrolyte ||
                          r.status == CellStatus::depleted_particle || r.status == CellStatus::infeasible_start;
    if (!physical) {
      ++without_reason;
      std::printf("cell %lld: %s\n", static_cast<long long>(i), r.reason.c_str());
    }
    EXPECT_NE(r.status, CellStatus::running);
    EXPECT_LT(r.balances.lithium, 1e-10);
    EXPECT_LT(r.balances.charge, 1e-10);
    EXPECT_LT(r.balances.power, 1e-8);
  }
  for (const auto& [status, count] : counts) std::printf("[ measured ] %4d: %s\n", count, words_for(status));
  std::printf("[ measured ] %.1f steps a cell\n", static_cast<double>(steps) / 2000);
  EXPECT_LT(without_reason, 20);
  EXPECT_GT(counts[CellStatus::finished], 1000);
}

}  // namespace
}  // namespace voxvolt::test
