// SPDX-License-Identifier: BSD-3-Clause
// Sensitivities from dual numbers against central differences of whole runs.
#include "solvers/cell/porous_electrode/sensitivity.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "parallel/failure.hpp"
#include "support/cell_cases.hpp"
#include "support/marquis2019.hpp"

namespace voxvolt::test {
namespace {

using namespace voxvolt::cell;

using P = CellParams;

const std::vector<ParameterOf> varied{
    [](const P& p) -> const double& { return p.negative.material.diffusivity; },
    [](const P& p) -> const double& { return p.positive.material.exchange_current.reference; },
    [](const P& p) -> const double& { return p.negative.region.thickness; },
    [](const P& p) -> const double& { return p.separator.transport_efficiency; },
    [](const P& p) -> const double& { return p.positive.effective_conductivity; },
    [](const P& p) -> const double& { return p.positive.material.maximum_concentration; },
    [](const P& p) -> const double& { return p.electrolyte.initial_concentration; },
    [](const P& p) -> const double& { return p.electrode_area; },
    [](const P& p) -> const double& { return p.contact_resistance; }};

/// What is differenced: numbers of a run with one parameter changed by `step`.
std::vector<double> changed(CellCase what, ParameterOf parameter, double step,
                            const std::function<std::vector<double>(const CellResult&)>& take) {
  auto p = std::make_shared<CellParams>(*what.parameters);
  const_cast<double&>(parameter(*p)) += step;
  what.parameters = p;
  const CellResult r = run_one(what);
  EXPECT_EQ(r.status, CellStatus::finished) << r.reason;
  return take(r);
}

/// Per relative change of the parameter, from changes by +-`part`.
std::vector<double> differences(const CellCase& what, ParameterOf parameter, double part,
                                const std::function<std::vector<double>(const CellResult&)>& take) {
  const double step = part * parameter(*what.parameters);
  const auto above = changed(what, parameter, step, take), below = changed(what, parameter, -step, take);
  std::vector<double> slopes;
  for (std::size_t i = 0; i < above.size(); ++i) slopes.push_back((above[i] - below[i]) / (2 * part));
  return slopes;
}

/// Samples at the ends of the protocol's steps, which stand at fixed times.
std::vector<double> at_ends(const CellResult& run, const std::vector<double>& curve) {
  std::vector<double> found;
  for (std::size_t i = 0; i < run.curves.time.size(); ++i)
    if (i + 1 == run.curves.time.size() || run.curves.step[i + 1] != run.curves.step[i]) found.push_back(curve[i]);
  return found;
}

void expect_equal(const CellCase& what, const std::vector<ParameterOf>& parameters) {
  const Sensitivities s = sensitivities(what, parameters);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const double x = parameters[i](*what.parameters);
    const auto compare = [&](std::vector<double> Curves::*curve, const std::vector<double>& by, double least) {
      const auto slopes =
          differences(what, parameters[i], 1e-4, [&](const CellResult& r) { return at_ends(r, r.curves.*curve); });
      const auto dual = at_ends(s.run, by);
      ASSERT_EQ(dual.size(), slopes.size());
      for (std::size_t k = 0; k < dual.size(); ++k)
        EXPECT_NEAR(x * dual[k], slopes[k], 2e-4 * std::abs(slopes[k]) + least) << i << " at step " << k;
    };
    compare(&Curves::voltage, s.voltage[i], 2e-6);
    compare(&Curves::anode_potential, s.anode_potential[i], 2e-6);
    compare(&Curves::current, s.current[i], 2e-5);
    compare(&Curves::temperature, s.temperature[i], 2e-5);
  }
}

/// Chen2020 with a contact resistance, that is to be varied.
CellCase tight(std::vector<ProtocolStep> steps) {
  CellCase what = chen2020_case(std::move(steps));
  CellParams p = chen2020();
  p.contact_resistance = 2e-3;
  what.parameters = std::make_shared<const CellParams>(p);
  what.tolerance = 1e-8;
  return what;
}

TEST(Sensitivity, EqualsDifferencesUnderCurrentVoltageAndPower) {
  ProtocolStep ramp;
  ramp.profile = Profile{{0, 100, 100, 200}, {1, 5, -2, -2}};
  expect_equal(tight({held(Control::current, 5, 900.0), held(Control::power, 10, 100.0), ramp,
                      held(Control::voltage, 3.9, 200.0)}),
               varied);
}

TEST(Sensitivity, EqualsDifferencesOfTheWholeFamily) {
  for (const Model model : {Model::spme, Model::spm}) {
    CellCase what = tight({held(Control::current, 5, 900.0), held(Control::voltage, 3.9, 200.0)});
    what.model = model;
    expect_equal(what, {varied[0], varied[1], varied[5], varied[7], varied[8]});
  }
}

// Of one material of several, beside numbers of the cell.
TEST(Sensitivity, EqualsDifferencesOfSeveralFamilies) {
  CellCase what = tight({held(Control::current, 5, 900.0), held(Control::voltage, 3.9, 200.0)});
  CellParams p = *what.parameters;
  ActiveMaterial large = p.negative.material, small = large;
  large.fraction *= 0.6, large.surface_area_per_volume *= 0.6;
  small.fraction *= 0.4, small.particle_radius *= 0.5, small.surface_area_per_volume *= 0.8;
  small.exchange_current.reference *= 0.3;
  p.negative.families = {{"large", "large", large}, {"small", "small", small}};
  sum_families(p.negative);
  p.lumped = LumpedThermal{60, 0.3};
  what.parameters = std::make_shared<const CellParams>(p);
  expect_equal(what,
               {[](const P& c) -> const double& { return c.negative.families[1].material.particle_radius; },
                [](const P& c) -> const double& { return c.negative.families[1].material.surface_area_per_volume; },
                [](const P& c) -> const double& { return c.negative.families[0].material.exchange_current.reference; },
                varied[2], varied[6]});
}

TEST(Sensitivity, EqualsDifferencesOfALumpedTemperature) {
  CellCase what = tight({held(Control::current, 2, 600.0), held(Control::current, 0, 100.0)});
  what.parameters = std::make_shared<const CellParams>(marquis2019());
  what.initial = {};
  expect_equal(what, {varied[0], varied[1], [](const CellParams& p) -> const double& { return p.lumped->cooling; },
                      [](const CellParams& p) -> const double& { return p.lumped->heat_capacity; }});
}

/// Marquis2019 with conduction through its stack.
CellParams stacked() {
  CellParams p = marquis2019(std::nullopt);
  const ThroughStackThermal::Layer foil{3.4e6, 300, 20e-6}, porous{2e6, 1, 1e-4};
  p.through_stack = ThroughStackThermal{foil, porous, porous, porous, foil, 5, 2};
  return p;
}

TEST(Sensitivity, EqualsDifferencesOfAThroughStackTemperature) {
  CellCase what = tight({held(Control::current, 2, 600.0), held(Control::current, 0, 100.0)});
  what.parameters = std::make_shared<const CellParams>(stacked());
  what.initial = {};
  expect_equal(what,
               {varied[0], varied[1], [](const P& p) -> const double& { return p.through_stack->negative_cooling; },
                [](const P& p) -> const double& { return p.through_stack->separator.heat_capacity; }});
  CellCase moving =
      tight({held(Control::current, 2, std::nullopt, {voltage_below(3.6)}), held(Control::current, 0, 10.0)});
  moving.parameters = what.parameters;
  moving.initial = {};
  EXPECT_THROW(sensitivities(moving, {varied[0]}), Failure);
}

TEST(Sensitivity, EndOfADischargeMovesAsDifferencesSay) {
  const CellCase what = tight({held(Control::current, 5, std::nullopt, {voltage_below(2.5)})});
  const Sensitivities s = sensitivities(what, varied);
  for (std::size_t i = 0; i < varied.size(); ++i) {
    const double slope =
        differences(what, varied[i], 3e-3, [](const CellResult& r) { return std::vector<double>{r.time}; })[0];
    const double dual = varied[i](*what.parameters) * s.end[i].back();
    EXPECT_NEAR(dual, slope, 1e-3 * std::abs(slope) + 0.05) << i;  // ends are met to 2 uV: 0.03 s of the difference
    std::printf("[ measured ] parameter %zu: the end moves by %.5g s per relative change (differences: %.5g)\n", i,
                dual, slope);
  }
}

// Conditions are met to 2 uV, which differences see as 0.05 s here, and the voltage after the rest as 0.1 mV.
TEST(Sensitivity, FollowsStepsThatConditionsEnd) {
  for (const Model model : {Model::dfn, Model::spme}) {
    CellCase what =
        tight({held(Control::current, 5, std::nullopt, {voltage_below(2.6)}), held(Control::current, 0, 300.0),
               held(Control::voltage, 3.6, std::nullopt, {current_below(2)}), held(Control::current, 0, 300.0)});
    what.model = model;
    const std::vector<ParameterOf> some{varied[0], varied[1], varied[2], varied[8]};
    const Sensitivities s = sensitivities(what, some);
    for (std::size_t i = 0; i < some.size(); ++i) {
      const double x = some[i](*what.parameters);
      const auto voltage = at_ends(s.run, s.voltage[i]);
      const auto slopes = differences(what, some[i], 3e-3, [](const CellResult& r) {
        std::vector<double> found{r.steps[1].voltage_at_end, r.steps[3].voltage_at_end};
        for (const StepEnd& step : r.steps) found.push_back(step.end);
        return found;
      });
      const std::vector<double> dual{x * voltage[1],  x * voltage[3],  x * s.end[i][0],
                                     x * s.end[i][1], x * s.end[i][2], x * s.end[i][3]};
      for (std::size_t k = 0; k < dual.size(); ++k)
        EXPECT_NEAR(dual[k], slopes[k], 2e-3 * std::abs(slopes[k]) + (k < 2 ? 1e-4 : 0.1)) << i << " " << k;
      std::printf(
          "[ measured ] parameter %zu: voltages after the rests %.6f %.6f V (differences: %.6f %.6f), ends %.4f %.4f s "
          "(%.4f %.4f)\n",
          i, dual[0], dual[1], slopes[0], slopes[1], dual[2], dual[4], slopes[2], slopes[4]);
    }
  }
}

TEST(Sensitivity, RefusesWhatItCannotGive) {
  const CellCase fine = chen2020_case({held(Control::current, 5, 10.0)});
  EXPECT_THROW(sensitivities(fine, {[](const P& p) -> const double& { return p.ambient_temperature; }}), Failure);
  EXPECT_THROW(sensitivities(chen2020_case({held(Control::power, 1e4, 10.0)}), varied), Failure);
  EXPECT_THROW(sensitivities(chen2020_case({impedance_at({1})}), varied), Failure);
}

}  // namespace
}  // namespace voxvolt::test
