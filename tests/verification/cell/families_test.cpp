// SPDX-License-Identifier: BSD-3-Clause
// Electrodes with several families of particles: composites of materials, distributions of sizes.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "parallel/failure.hpp"
#include "support/blended_cells.hpp"
#include "support/cell_cases.hpp"

namespace voxvolt::test {
namespace {

using namespace voxvolt::cell;

constexpr double kFaraday = 96485.33212331001;

CellCase case_of(CellParams p, std::vector<ProtocolStep> steps, double tolerance) {
  CellCase what = chen2020_case(std::move(steps));
  what.parameters = std::make_shared<const CellParams>(std::move(p));
  what.tolerance = tolerance;
  what.sampling.interval = 60;
  return what;
}

/// Families with the given parts of an electrode's volume, alike but for that.
void split(ElectrodeParams& e, const std::vector<double>& parts) {
  const ActiveMaterial whole = e.material;
  e.families.clear();
  for (std::size_t f = 0; f < parts.size(); ++f) {
    ActiveMaterial m = whole;
    m.fraction *= parts[f];
    m.surface_area_per_volume *= parts[f];
    e.families.push_back({"part_" + std::to_string(f + 1), "", m});
  }
  sum_families(e);
}

const std::vector<ProtocolStep>& all_controls() {
  static const std::vector<ProtocolStep> steps{held(Control::current, 5, 900.0),  held(Control::current, 0, 300.0),
                                               held(Control::current, -5, 600.0), held(Control::voltage, 4.0, 300.0),
                                               held(Control::power, 15, 300.0),   held(Control::resistance, 1, 200.0)};
  return steps;
}

void expect_close(const CellResult& a, const CellResult& b, double tolerance) {
  ASSERT_EQ(a.status, CellStatus::finished) << a.reason;
  ASSERT_EQ(b.status, CellStatus::finished) << b.reason;
  ASSERT_EQ(a.curves.time, b.curves.time);
  double most = 0, most_heat = 0;
  for (std::size_t i = 0; i < a.curves.time.size(); ++i) {
    most = std::max(most, std::fabs(a.curves.voltage[i] - b.curves.voltage[i]));
    most = std::max(most, std::fabs(a.curves.open_circuit_voltage[i] - b.curves.open_circuit_voltage[i]));
    most = std::max(most, std::fabs(a.curves.anode_potential[i] - b.curves.anode_potential[i]));
    most = std::max(most, std::fabs(a.curves.temperature[i] - b.curves.temperature[i]) / 100);
    const double heat = a.curves.heat_irreversible[i] + a.curves.heat_reversible[i];
    most_heat = std::max(most_heat, std::fabs(heat - b.curves.heat_irreversible[i] - b.curves.heat_reversible[i]));
  }
  std::printf("[ measured ] off by %.2e V at most, %.2e W\n", most, most_heat);
  EXPECT_LT(most, tolerance);
  EXPECT_LT(most_heat, 10 * tolerance);
}

class Alike : public testing::TestWithParam<const char*> {};

CellParams of_kind(const std::string& kind) {
  CellParams p = chen2020();
  if (kind == "warm") {
    p.lumped = LumpedThermal{60, 0.3};
    p.negative.material.entropic_coefficient = curve([](double x) { return 1e-4 * (x - 0.4); }, 0, 1);
  }
  if (kind == "varied") p.positive.material.diffusivity_factor = curve([](double x) { return 1.5 - x; }, 0, 1);
  if (kind == "half") {
    p.counter = LithiumCounter{};
    p.counter->exchange_current.reference = 20;
    p.counter->exchange_current.lithium = p.counter->exchange_current.vacancy = 0;
  }
  if (kind == "orders") p.negative.material.exchange_current.lithium = 0.7;
  if (kind == "hysteresis")
    p.negative.material.hysteresis = Hysteresis{curve([](double x) { return 0.02 + 0.01 * x; }, 0, 1), 30, 0.2};
  return p;
}

TEST_P(Alike, FamiliesAreOneMaterial) {
  const CellParams whole = of_kind(GetParam());
  CellParams parts = whole;
  split(parts.negative, {0.5, 0.3, 0.2});
  split(parts.positive, {0.25, 0.75});
  for (const auto particle : {Mesh::Particle::spectral, Mesh::Particle::uniform}) {
    CellCase one = case_of(whole, all_controls(), 1e-6), several = case_of(parts, all_controls(), 1e-6);
    one.mesh.particle = several.mesh.particle = particle;
    const CellResult result = run_one(several);
    expect_close(result, run_one(one), 1e-9);
    EXPECT_LT(result.balances.lithium, 1e-10);
    EXPECT_LT(result.balances.charge, 1e-10);
    EXPECT_LT(result.balances.power, 1e-8);
  }
}
INSTANTIATE_TEST_SUITE_P(Cells, Alike, testing::Values("plain", "warm", "varied", "orders", "hysteresis", "half"),
                         [](const auto& of) { return std::string(of.param); });

// ---- Graphite and silicon

CellCase composite_case(std::vector<ProtocolStep> steps, double tolerance, bool hysteresis = true) {
  CellCase what = case_of(composite(hysteresis), std::move(steps), tolerance);
  what.initial.negative_stoichiometry = 0.85;
  return what;
}

double ampere_hours(const CellParams& p, const ElectrodeParams& e, const ActiveMaterial& m) {
  return m.fraction * m.maximum_concentration * e.region.thickness * p.electrode_area * p.parallel_pairs * kFaraday /
         3600;
}

TEST(Composite, SharesItsCurrentAndLithiumAmongItsMaterials) {
  for (const auto particle : {Mesh::Particle::spectral, Mesh::Particle::uniform}) {
    CellCase what = composite_case({held(Control::current, 2.5, std::nullopt, {voltage_below(2.7)}),
                                    held(Control::current, 0, 1800.0), held(Control::current, -2.5, 3600.0)},
                                   1e-6);
    what.sampling.interval.reset();
    what.mesh.particle = particle;
    const CellResult r = run_one(what);
    ASSERT_EQ(r.status, CellStatus::finished) << r.reason;
    const CellParams& p = *what.parameters;
    const double sites[3] = {ampere_hours(p, p.negative, p.negative.families[0].material),
                             ampere_hours(p, p.negative, p.negative.families[1].material),
                             ampere_hours(p, p.positive, p.positive.material)};
    const auto x = [&](std::size_t i, int f) {
      return r.curves.family_stoichiometry[3 * i + static_cast<std::size_t>(f)];
    };
    const auto current = [&](std::size_t i, int f) {
      return r.curves.family_current[3 * i + static_cast<std::size_t>(f)];
    };
    double off_sum = 0, off_lithium = 0, passed[3] = {0, 0, 0}, off_family = 0, least_share = 1, most_share = 0;
    for (std::size_t i = 0; i < r.curves.time.size(); ++i) {
      off_sum = std::max(off_sum, std::fabs(current(i, 0) + current(i, 1) - r.curves.current[i]));
      off_sum = std::max(off_sum, std::fabs(current(i, 2) - r.curves.current[i]));
      const double delivered = sites[0] * (x(0, 0) - x(i, 0)) + sites[1] * (x(0, 1) - x(i, 1));
      off_lithium = std::max(off_lithium, std::fabs(delivered - r.curves.discharge_capacity[i]));
      off_lithium = std::max(off_lithium, std::fabs(sites[2] * (x(i, 2) - x(0, 2)) - r.curves.discharge_capacity[i]));
      if (r.curves.step[i] == 0) {
        least_share = std::min(least_share, current(i, 1) / r.curves.current[i]);
        most_share = std::max(most_share, current(i, 1) / r.curves.current[i]);
      }
      if (i == 0 || r.curves.step[i] != r.curves.step[i - 1]) continue;
      for (int f = 0; f < 3; ++f) {  // trapezia
        passed[f] += 0.5 * (current(i, f) + current(i - 1, f)) * (r.curves.time[i] - r.curves.time[i - 1]) / 3600;
        off_family = std::max(off_family, std::fabs(passed[f] - (f < 2 ? 1 : -1) * sites[f] * (x(0, f) - x(i, f))));
      }
    }
    std::printf(
        "[ measured ] currents off by %.1e A, lithium by %.1e A h; of each by %.1e A h (trapezia); silicon %.3f to "
        "%.3f\n",
        off_sum, off_lithium, off_family, least_share, most_share);
    EXPECT_LT(off_sum, 1e-10);
    EXPECT_LT(off_lithium, 1e-10);
    EXPECT_LT(off_family, 2e-3);
    EXPECT_LT(least_share, 0.05);
    EXPECT_GT(most_share, 0.5);
    EXPECT_LT(r.balances.lithium, 1e-10);
    EXPECT_LT(r.balances.charge, 1e-10);
    EXPECT_LT(r.balances.power, 1e-8);
    EXPECT_LT(r.balances.energy, 1e-5);
  }
}

// What a material holds less is what it gave, whatever the other does: its current over time by Simpson's rule.
TEST(Composite, LithiumOfEachMaterialIsTheChargeThatItGave) {
  CellCase what = composite_case({held(Control::current, 2.5, 3600.0)}, 1e-8);
  const double every = 4;  // s
  what.sampling.interval = every;
  const CellResult r = run_one(what);
  ASSERT_EQ(r.status, CellStatus::finished) << r.reason;
  const CellParams& p = *what.parameters;
  const std::size_t from = 150, to = 850;  // 600 to 3400 s: what the start of the current leaves has died away
  double most = 0;
  for (std::size_t f = 0; f < 3; ++f) {
    const auto current = [&](std::size_t i) { return r.curves.family_current[3 * i + f]; };
    double passed = current(from) + current(to);
    for (std::size_t i = from + 1; i < to; ++i) passed += (i - from) % 2 == 1 ? 4 * current(i) : 2 * current(i);
    passed *= every / 3 / 3600;
    const ElectrodeParams& e = f < 2 ? p.negative : p.positive;
    const double sites = ampere_hours(p, e, f < 2 ? e.families[f].material : e.material);
    const double gave = (f < 2 ? 1 : -1) * sites *
                        (r.curves.family_stoichiometry[3 * from + f] - r.curves.family_stoichiometry[3 * to + f]);
    most = std::max(most, std::fabs(passed - gave) / sites);
  }
  std::printf("[ measured ] off by %.1e of a material's sites\n", most);
  EXPECT_LT(most, 1e-9);
}

// U_f = u_f - b_f x: at one potential U the sites' mean is sum s_f (u_f - U)/b_f, a straight line in U.
struct Straight {
  double u[2] = {0.30, 0.22}, slope[2] = {0.25, 0.10}, sites[2]{};
  CellParams cell() {
    CellParams p = composite(false);
    for (std::size_t f = 0; f < 2; ++f) {
      ActiveMaterial& m = p.negative.families[f].material;
      m.open_circuit_potential = curve([u = u[f], b = slope[f]](double x) { return u - b * x; }, 0, 1);
      m.end_term = 0;
      sites[f] = m.fraction * m.maximum_concentration;
    }
    sum_families(p.negative);
    return p;
  }
  double potential(double mean) const {
    double top = 0, bottom = 0;
    for (int f = 0; f < 2; ++f) top += sites[f] * u[f] / slope[f], bottom += sites[f] / slope[f];
    return (top - (sites[0] + sites[1]) * mean) / bottom;
  }
};

TEST(Composite, AtLowRatesFollowsTheMixedPotentialInClosedForm) {
  Straight straight;
  const CellParams p = straight.cell();
  for (const double mean : {0.45, 0.5, 0.6}) {
    const Equilibrium at = equilibrium_at(p.negative, mean);
    EXPECT_NEAR(at.potential, straight.potential(mean), 1e-13);
    for (std::size_t f = 0; f < 2; ++f)
      EXPECT_NEAR(at.stoichiometry[f], (straight.u[f] - straight.potential(mean)) / straight.slope[f], 1e-12);
  }
  const double all = ampere_hours(p, p.negative, p.negative.families[0].material) +
                     ampere_hours(p, p.negative, p.negative.families[1].material);
  double before = 0;
  for (const double current : {0.05, 0.025, 0.0125}) {
    CellCase what = case_of(p, {held(Control::current, current, 0.8 / current * 3600)}, 1e-7);
    what.sampling.interval = 360 / current;
    what.initial.negative_stoichiometry = 0.6;
    const CellResult r = run_one(what);
    ASSERT_EQ(r.status, CellStatus::finished) << r.reason;
    double most = 0;  // of the anode potential over the closed form, half way to the end
    for (std::size_t i = 0; i < r.curves.time.size(); ++i) {
      const double mean = 0.6 - r.curves.discharge_capacity[i] / all;
      EXPECT_NEAR(r.curves.open_circuit_voltage[i],
                  (*p.positive.material.open_circuit_potential)(chen2020_initial_positive() +
                                                                r.curves.discharge_capacity[i] /
                                                                    ampere_hours(p, p.positive, p.positive.material)) -
                      straight.potential(mean),
                  1e-5);  // the positive's end terms
      if (r.curves.discharge_capacity[i] > 0.3)
        most = std::max(most, std::fabs(r.curves.anode_potential[i] - straight.potential(mean)));
    }
    std::printf("[ measured ] %.2f A: %.3e V from the mixed potential\n", current, most);
    if (before > 0) { EXPECT_NEAR(before / most, 2, 0.1); }  // in proportion to the current
    before = most;
  }
  EXPECT_LT(before, 1e-3);
}

TEST(Composite, ComesToRestAtTheMixedPotential) {
  Straight straight;
  const CellParams p = straight.cell();
  CellCase what = case_of(p, {held(Control::current, 0, 100 * 3600.0)}, 1e-7);
  what.initial.negative_families = {0.3, 0.9};
  what.sampling.interval = 3600;
  const CellResult r = run_one(what);
  ASSERT_EQ(r.status, CellStatus::finished) << r.reason;
  const double mean = (straight.sites[0] * 0.3 + straight.sites[1] * 0.9) / (straight.sites[0] + straight.sites[1]);
  EXPECT_NEAR(r.curves.anode_potential.back(), straight.potential(mean), 1e-6);
  EXPECT_GT(std::fabs(r.curves.family_current[0]), 0.1);  // from one to the other at first
  EXPECT_LT(r.balances.charge, 1e-10);
  EXPECT_GT(r.curves.heat_irreversible[1], 0);
}

/// A composite taken through the same charge, back and forth until it repeats itself.
CellResult looped(double current, bool hysteresis) {
  const double half = 1800 / current;  // s: 0.5 A h
  std::vector<ProtocolStep> steps{held(Control::current, 0.5, 3600.0), held(Control::current, current, half)};
  for (int cycle = 0; cycle < 16; ++cycle) {
    steps.push_back(held(Control::current, -current, half));
    steps.push_back(held(Control::current, current, half));
  }
  CellCase what = composite_case(steps, 1e-6, hysteresis);
  what.initial.negative_stoichiometry = 0.24;  // where silicon takes its part
  what.sampling.interval = half / 40;
  return run_one(what);
}

// What a loop loses to resistances falls with the current; what hysteresis takes does not.
TEST(Composite, HysteresisOfOneMaterialClosesItsLoopAndLosesWhateverTheCurrent) {
  const auto loss = [](const CellResult& r) { return -(r.steps.back().energy + r.steps[r.steps.size() - 2].energy); };
  double at_rest[2] = {0, 0};
  for (const bool hysteresis : {false, true}) {
    const CellResult fast = looped(0.04, hysteresis), slow = looped(0.02, hysteresis);
    ASSERT_EQ(fast.status, CellStatus::finished) << fast.reason;
    const std::size_t loop = 2 * 41, size = fast.curves.voltage.size();
    double off = 0;
    for (std::size_t i = size - loop; i < size; ++i)
      off = std::max(off, std::fabs(fast.curves.voltage[i] - fast.curves.voltage[i - loop]));
    at_rest[hysteresis ? 1 : 0] = 2 * loss(slow) - loss(fast);
    std::printf("[ measured ] loop closes to %.2e V; loses %.3e, %.3e and at rest %.3e W h\n", off, loss(fast),
                loss(slow), 2 * loss(slow) - loss(fast));
    EXPECT_LT(off, 5e-5);
    EXPECT_LT(fast.balances.lithium, 1e-10);
    EXPECT_LT(fast.balances.power, 1e-8);
  }
  EXPECT_GT(at_rest[1], 5e-3);
  EXPECT_LT(std::fabs(at_rest[0]), 0.05 * at_rest[1]);
}

double voltage_error(const CellResult& coarse, const CellResult& fine) {
  EXPECT_EQ(coarse.status, CellStatus::finished) << coarse.reason;
  EXPECT_EQ(coarse.curves.time, fine.curves.time);
  double squares = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < coarse.curves.time.size(); ++i) {
    if (coarse.curves.time[i] < 60) continue;
    const double d = coarse.curves.voltage[i] - fine.curves.voltage[i];
    squares += d * d;
    ++count;
  }
  return std::sqrt(squares / static_cast<double>(count));
}

TEST(Composite, ConvergesWithTheMeshAndTheTolerance) {
  const std::vector<ProtocolStep> steps{held(Control::current, 5, 2700.0)};
  const auto run = [&](int volumes, double tolerance) {
    CellCase what = composite_case(steps, tolerance);
    what.mesh.negative = what.mesh.separator = what.mesh.positive = volumes;
    return run_one(what);
  };
  const CellResult fine = run(80, 1e-8);
  double before = 0;
  for (const int volumes : {10, 20, 40}) {
    const double error = voltage_error(run(volumes, 1e-8), fine);
    std::printf("[ measured ] %d volumes: %.3e V rms\n", volumes, error);
    if (before > 0) { EXPECT_GT(std::log2(before / error), 1.8); }
    before = error;
  }
  EXPECT_LT(before, 2e-4);
  before = 0;
  const CellResult exact = run(20, 1e-8);
  for (const double tolerance : {1e-3, 1e-4, 1e-5}) {
    const double error = voltage_error(run(20, tolerance), exact);
    std::printf("[ measured ] tolerance %.0e: %.3e V rms\n", tolerance, error);
    if (before > 0) { EXPECT_LT(error, 0.3 * before); }
    before = error;
  }
  EXPECT_LT(before, 1e-5);
}

std::vector<CellCase> composite_cases() {
  std::vector<CellCase> cases;
  for (int i = 0; i < 4; ++i) {
    CellCase what = composite_case(
        {held(Control::current, 3 + i, std::nullopt, {voltage_below(2.7)}), held(Control::current, 0, 600.0),
         held(Control::current, -2.5, std::nullopt, {voltage_above(4.1)}), held(Control::voltage, 4.1, 600.0)},
        i == 1 ? 1e-3 : 1e-4);
    CellParams p = *what.parameters;
    if (i == 1) p.lumped = LumpedThermal{60, 0.3};
    if (i == 2) p.positive.material.diffusivity_factor = curve([](double x) { return 1.5 - x; }, 0, 1);
    if (i == 3) split(p.positive, {0.5, 0.3, 0.2});
    if (i == 3) what.mesh.particle = Mesh::Particle::uniform;
    what.parameters = std::make_shared<const CellParams>(p);
    what.sampling.profiles_at = {100, 1234.5};
    cases.push_back(what);
  }
  return cases;
}

void expect_equal_bits(const CellResult& a, const CellResult& b) {
  EXPECT_EQ(a.status, b.status);
  EXPECT_EQ(a.curves.time, b.curves.time);
  EXPECT_EQ(a.curves.voltage, b.curves.voltage);
  EXPECT_EQ(a.curves.open_circuit_voltage, b.curves.open_circuit_voltage);
  EXPECT_EQ(a.curves.heat_irreversible, b.curves.heat_irreversible);
  EXPECT_EQ(a.curves.family_current, b.curves.family_current);
  EXPECT_EQ(a.curves.family_stoichiometry, b.curves.family_stoichiometry);
  EXPECT_EQ(a.final_state, b.final_state);
  EXPECT_EQ(a.costs.newton_iterations, b.costs.newton_iterations);
  EXPECT_EQ(a.balances.energy, b.balances.energy);
}

TEST(Composite, ABatchIsItsSinglesAndACheckpointResumesToTheSameBits) {
  const auto cases = composite_cases();
  Batch whole(cases);
  whole.run();
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const CellResult own = whole.result(static_cast<std::int64_t>(i));
    EXPECT_EQ(own.status, CellStatus::finished) << i << ": " << own.reason;
    expect_equal_bits(own, run_one(cases[i]));
  }
  expect_checkpoints_resume(cases, whole, expect_equal_bits);
}

TEST(Composite, EndsEveryOneOfManyRandomCellsWithAReason) {
  std::mt19937_64 draw(7);
  std::uniform_real_distribution<double> part(0, 1);
  std::vector<CellCase> cases;
  for (int i = 0; i < 300; ++i) {
    const double rate = 0.2 * std::pow(60.0, part(draw)), sign = part(draw) < 0.6 ? 1 : -1;
    CellCase what = composite_case(
        {held(Control::current, sign * rate, 10 + 3000 * part(draw), {voltage_below(2.0), voltage_above(4.5)}),
         held(Control::current, 0, 120.0),
         held(Control::current, -sign * rate, 10 + 600 * part(draw), {voltage_below(2.0), voltage_above(4.5)}),
         held(Control::voltage, 3.2 + part(draw), 120.0)},
        1e-4);
    CellParams p = *what.parameters;
    for (ParticleFamily& family : p.negative.families) {
      family.material.particle_radius *= std::pow(4.0, part(draw) - 0.5);
      family.material.surface_area_per_volume = 3 * family.material.fraction / family.material.particle_radius;
      family.material.exchange_current.reference *= std::pow(100.0, part(draw) - 0.5);
      if (part(draw) < 0.3) family.material.film_resistance = 0.02 * part(draw);
    }
    sum_families(p.negative);
    what.parameters = std::make_shared<const CellParams>(p);
    what.initial.negative_stoichiometry = 0.1 + 0.8 * part(draw);
    what.initial.positive_stoichiometry = 0.9 - 0.6 * *what.initial.negative_stoichiometry;
    cases.push_back(what);
  }
  Batch batch(cases);
  batch.run();
  int ended[9] = {};
  double power = 0, lithium = 0;
  for (std::int64_t i = 0; i < batch.size(); ++i) {
    const CellResult r = batch.result(i);
    ++ended[static_cast<int>(r.status)];
    power = std::max(power, r.balances.power);
    lithium = std::max(lithium, r.balances.lithium);
  }
  std::printf("[ measured ] %d finished, %d could not start, %d depleted, %d other; power off by %.1e, lithium %.1e\n",
              ended[1], ended[3], ended[4] + ended[5], ended[0] + ended[2] + ended[6] + ended[7] + ended[8], power,
              lithium);
  EXPECT_EQ(ended[1] + ended[3] + ended[4] + ended[5], 300);
  EXPECT_GT(ended[1], 240);
  EXPECT_LT(power, 1e-7);
  EXPECT_LT(lithium, 1e-10);
}

TEST(Composite, IsRefusedWhereItIsNotInThisRelease) {
  CellCase what = composite_case({held(Control::current, 1, 10.0)}, 1e-4);
  what.model = Model::spme;
  try {
    Batch batch({what});
    FAIL() << "was accepted";
  } catch (const Failure& failure) {
    EXPECT_NE(std::string(failure.what()).find("several families of particles with spme and spm"), std::string::npos);
  }
}

// ---- Sizes

TEST(Sizes, OfOneClassAreOneSize) {
  const std::vector<ProtocolStep> steps{held(Control::current, 5, 1800.0), held(Control::current, 0, 300.0)};
  expect_close(run_one(case_of(with_sizes(1), steps, 1e-6)), run_one(case_of(chen2020(), steps, 1e-6)), 1e-12);
  const ActiveMaterial several = with_sizes(6).negative.material, whole = chen2020().negative.material;
  EXPECT_NEAR(several.particle_radius / whole.particle_radius, 1, 1e-12);
  EXPECT_NEAR(several.surface_area_per_volume / whole.surface_area_per_volume, 1, 1e-12);
}

TEST(Sizes, ConvergeInTheNumberOfClasses) {
  const std::vector<ProtocolStep> steps{held(Control::current, 5, 2400.0)};
  const auto run = [&](int n) { return run_one(case_of(with_sizes(n), steps, 1e-7)); };
  const CellResult fine = run(13);
  double before = 0;
  for (const int n : {1, 2, 4, 8}) {
    const double error = voltage_error(run(n), fine);
    std::printf("[ measured ] %d classes: %.3e V rms\n", n, error);
    if (before > 0) { EXPECT_LT(error, 0.3 * before); }
    before = error;
  }
  EXPECT_LT(before, 2e-4);
}

// Small particles are through with a discharge before large ones: their lithium leaves first.
TEST(Sizes, SmallParticlesLeadLargeOnes) {
  const CellResult r = run_one(case_of(with_sizes(3), {held(Control::current, 10, 900.0)}, 1e-5));
  ASSERT_EQ(r.status, CellStatus::finished) << r.reason;
  const std::size_t last = r.curves.time.size() - 1;
  const auto x = [&](std::size_t family) { return r.curves.family_stoichiometry[6 * last + family]; };
  EXPECT_LT(x(0), x(1) - 0.01);
  EXPECT_LT(x(1), x(2) - 0.01);
  EXPECT_GT(x(3), x(4) + 0.01);  // the positive electrode's fill
  EXPECT_LT(r.balances.charge, 1e-10);
}

}  // namespace
}  // namespace voxvolt::test
