// SPDX-License-Identifier: BSD-3-Clause
// Electrodes with several families of particles: composites of materials, distributions of sizes.
#include <gtest/gtest.h>

#include <cmath>

#include "support/cell_cases.hpp"

namespace voxvolt::test {
namespace {

using namespace voxvolt::cell;

constexpr double kFaraday = 96485.33212, kGasConstant = 8.31446261815324;

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
INSTANTIATE_TEST_SUITE_P(Cells, Alike, testing::Values("plain", "warm", "varied", "orders", "hysteresis"),
                         [](const auto& of) { return std::string(of.param); });

}  // namespace
}  // namespace voxvolt::test
