// SPDX-License-Identifier: BSD-3-Clause
// One temperature per layer and node through the stack.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "support/cell_cases.hpp"
#include "support/marquis2019.hpp"

namespace voxvolt::test {
namespace {

using namespace voxvolt::cell;

constexpr double kOneC = 0.680616;

/// Marquis2019's cell with layers of `conductivity` W/(m K) whose faces are cooled by these W/(m^2 K).
CellParams layered(double conductivity, double negative_cooling, double positive_cooling) {
  CellParams p = marquis2019(std::nullopt);
  using Layer = ThroughStackThermal::Layer;
  p.through_stack = ThroughStackThermal{Layer{3.4e6, conductivity, 25e-6},
                                        Layer{2.0e6, conductivity, 100e-6},
                                        Layer{1.7e6, conductivity, 25e-6},
                                        Layer{2.3e6, conductivity, 100e-6},
                                        Layer{2.5e6, conductivity, 25e-6},
                                        negative_cooling,
                                        positive_cooling};
  return p;
}

/// The same with one temperature.
CellParams lumped(double cooling) {
  CellParams p = layered(1, 0, 0);
  double capacity = 0;
  const ThroughStackThermal& s = *p.through_stack;
  for (const auto* layer : {&s.negative_collector, &s.negative, &s.separator, &s.positive, &s.positive_collector})
    capacity += layer->heat_capacity * layer->thickness;
  const double area = p.electrode_area * p.parallel_pairs;
  p.through_stack.reset();
  p.lumped = LumpedThermal{capacity * area, cooling * area};
  return p;
}

CellCase case_of(const CellParams& p, std::vector<ProtocolStep> steps, double tolerance) {
  CellCase what = chen2020_case(std::move(steps));
  what.parameters = std::make_shared<const CellParams>(p);
  what.initial = {};
  what.tolerance = tolerance;
  what.sampling.interval = 5;
  return what;
}

const std::vector<ProtocolStep> kSteps{held(Control::current, 3 * kOneC, 300.0), held(Control::power, 3, 200.0),
                                       held(Control::voltage, 3.9, 200.0)};

struct Off {
  double volts = 0, kelvin = 0;
};
Off between(const CellResult& a, const CellResult& b) {
  Off off;
  EXPECT_EQ(a.status, CellStatus::finished) << a.reason;
  EXPECT_EQ(a.curves.time, b.curves.time);
  for (std::size_t i = 0; i < a.curves.time.size() && i < b.curves.time.size(); ++i) {
    off.volts = std::max(off.volts, std::fabs(a.curves.voltage[i] - b.curves.voltage[i]));
    off.kelvin = std::max(off.kelvin, std::fabs(a.curves.temperature[i] - b.curves.temperature[i]));
  }
  return off;
}

TEST(ThroughStack, IsTheLumpedModelWhereLayersConductWell) {
  for (const auto particle : {Mesh::Particle::spectral, Mesh::Particle::uniform}) {
    CellCase one = case_of(lumped(20), kSteps, 1e-6);
    one.mesh.particle = particle;
    const CellResult whole = run_one(one);
    double last = 0;
    for (const double conductivity : {1e-1, 1e1, 1e3}) {
      CellCase many = case_of(layered(conductivity, 12, 8), kSteps, 1e-6);
      many.mesh.particle = particle;
      const CellResult layers = run_one(many);
      const Off off = between(layers, whole);
      std::printf("[ measured ] %.0e W/(m K): %.2e V, %.2e K from the lumped model at most, energy %.1e\n",
                  conductivity, off.volts, off.kelvin, layers.balances.energy);
      EXPECT_LT(layers.balances.power, 1e-8);
      EXPECT_LT(layers.balances.lithium, 1e-10);
      if (last > 0) { EXPECT_LT(off.kelvin, 0.02 * last); }  // the difference falls with the conductivity
      last = off.kelvin;
    }
    EXPECT_LT(last, 1e-6);
  }
}

/// Errors at the tolerances 1e-4, 1e-5, 1e-6.
std::vector<Off> errors_of(const CellParams& p, std::vector<double>& energies) {
  CellCase finest = case_of(p, kSteps, 1e-8);
  finest.sampling.profiles_at = {300};
  const CellResult fine = run_one(finest);
  EXPECT_EQ(fine.status, CellStatus::finished) << fine.reason;
  const auto [least, most] = std::minmax_element(fine.profiles.temperature.begin(), fine.profiles.temperature.end());
  std::printf("[ measured ] %.4f K to %.4f K within the stack\n", *least, *most);
  std::vector<Off> errors;
  for (const double tolerance : {1e-4, 1e-5, 1e-6}) {
    const CellResult r = run_one(case_of(p, kSteps, tolerance));
    errors.push_back(between(r, fine));
    energies.push_back(r.balances.energy);
    std::printf("[ measured ] tolerance %.0e: %.2e V, %.2e K at most, %lld steps, energy %.1e\n", tolerance,
                errors.back().volts, errors.back().kelvin, static_cast<long long>(r.costs.steps), r.balances.energy);
    EXPECT_LT(errors.back().volts, 10 * tolerance);
    EXPECT_LT(errors.back().kelvin, 100 * tolerance);
    EXPECT_LT(r.balances.power, 1e-8);
    EXPECT_LT(r.balances.lithium, 1e-10);
    EXPECT_LT(r.balances.charge, 1e-10);
  }
  return errors;
}

TEST(ThroughStack, ConvergesAtTheOrderOfTheStepsWhereLayersConductAsTheyDo) {
  std::vector<double> energies;
  const auto errors = errors_of(layered(1, 40, 2), energies);
  for (std::size_t i = 0; i + 1 < errors.size(); ++i) {
    EXPECT_LT(errors[i + 1].volts, errors[i].volts / 4);
    EXPECT_LT(energies[i + 1], energies[i] / 4);
  }
}

// Layers that conduct five hundred times worse, so that kelvins differ within 275 um. What these differences do to the
// rest is not in the derivatives: the order in time falls, the errors stay below the tolerance.
TEST(ThroughStack, ConvergesWhereTemperaturesDiffer) {
  std::vector<double> energies;
  const auto errors = errors_of(layered(2e-3, 40, 2), energies);
  EXPECT_LT(errors[2].volts, errors[0].volts / 5);
  EXPECT_LT(energies[2], energies[0] / 20);
  for (std::size_t i = 0; i < errors.size(); ++i)
    EXPECT_LT(errors[i].volts, 2 * std::pow(10.0, -4.0 - static_cast<double>(i)));
}

// At rest nothing is made: a warm stack cools through one face. Against the series of a slab of one material with one
// face insulated, theta = sum 2 sin z/(z + sin z cos z) cos(z x/L) exp(-z^2 Fo), z tan z = Bi (Carslaw and Jaeger 1959, 3.11).
TEST(ThroughStack, CoolsAsASlabAtRest) {
  const double conductivity = 2e-3, capacity = 2e6, cooling = 30;
  CellParams p = layered(conductivity, 0, cooling);
  ThroughStackThermal& s = *p.through_stack;
  for (auto* layer : {&s.negative_collector, &s.negative, &s.separator, &s.positive, &s.positive_collector})
    layer->heat_capacity = capacity;
  s.negative_collector.thickness = s.positive_collector.thickness = 1e-6;
  const double length = 227e-6, biot = cooling * length / conductivity;
  const auto slab = [&](double x, double time) {
    double sum = 0;
    for (int n = 0; n < 40; ++n) {
      double low = n * std::numbers::pi, high = n * std::numbers::pi + std::numbers::pi / 2;
      for (int i = 0; i < 100; ++i) {
        const double z = 0.5 * (low + high);
        (z * std::tan(z) < biot ? low : high) = z;
      }
      const double z = low;
      sum += 2 * std::sin(z) / (z + std::sin(z) * std::cos(z)) * std::cos(z * x / length) *
             std::exp(-z * z * conductivity / capacity / (length * length) * time);
    }
    return sum;
  };
  const auto error = [&](int nodes) {
    CellCase what = case_of(p, {held(Control::current, 0, 120.0)}, 1e-7);
    what.initial.temperature = 308.15;
    what.initial.soc = 0.5;
    what.mesh = {nodes, nodes / 4, nodes, Mesh::Particle::spectral, 6};
    what.sampling.profiles_at = {20, 60, 120};
    const CellResult r = run_one(what);
    EXPECT_EQ(r.status, CellStatus::finished) << r.reason;
    double most = 0;
    for (std::size_t k = 0; k < r.profiles.temperature.size(); ++k) {
      const double x = 1e-6 + r.profiles.x[k % r.profiles.x.size()], time = r.profiles.time[k / r.profiles.x.size()];
      most = std::max(most, std::fabs((r.profiles.temperature[k] - 298.15) / 10 - slab(x, time)));
    }
    std::printf("[ measured ] %d nodes an electrode: %.2e of the first difference\n", nodes, most);
    return most;
  };
  const double coarse = error(8), middle = error(16), fine = error(32);
  EXPECT_NEAR(std::log2(coarse / middle), 2, 0.3);
  EXPECT_NEAR(std::log2(middle / fine), 2, 0.3);
  EXPECT_LT(fine, 2e-4);
}

}  // namespace
}  // namespace voxvolt::test
