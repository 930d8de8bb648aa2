// SPDX-License-Identifier: BSD-3-Clause
// Impedance on the linearised equations: against closed forms, and against what holds for every causal linear system.
// What the cell does over time: impedance_over_time_test.cpp.
#include <gtest/gtest.h>

#include "support/blended_cells.hpp"
#include "support/cell_spectra.hpp"

namespace voxvolt::test {
namespace {

using namespace voxvolt::cell;

// ---- Closed forms

struct Electrode {
  const ElectrodeParams* params;
  double theta;
};

/// Of one m^2 of particle surface: charge transfer and a sphere of diffusion beside a double layer, behind a film.
Complex interface(const CellParams& cell, const Electrode& of, double omega) {
  const ActiveMaterial& m = of.params->material;
  constexpr double faraday = 96485.33212, gas = 8.314462618;
  const double x = of.theta, step = 1e-6;
  const auto potential = [&](double at) {
    return (*m.open_circuit_potential)(at) + m.end_term * (1 / at - 1 / (1 - at));
  };
  const double slope = (potential(x + step) - potential(x - step)) / (2 * step);
  const double j0 = m.exchange_current.reference * std::sqrt(x * (1 - x));
  const double transfer = gas * cell.initial_temperature / (faraday * j0);
  // Bessel functions of half order: the answer of a sphere to a flux, by coth.
  const Complex q = m.particle_radius * std::sqrt(Complex(0, omega / m.diffusivity));
  const Complex sphere =
      m.particle_radius / (m.diffusivity * faraday * m.maximum_concentration) / (q / std::tanh(q) - 1.0);
  const Complex reaction = transfer - slope * sphere;
  return m.film_resistance + 1.0 / (1.0 / reaction + Complex(0, omega * m.double_layer_capacitance));
}

/// Of one m^2 of cell.
Complex interfaces(const CellParams& cell, const Electrode& e, double omega) {
  return interface(cell, e, omega) / (e.params->material.surface_area_per_volume * e.params->region.thickness);
}

std::vector<double> decades(double from, double to, double factor) {
  std::vector<double> f;
  for (double at = from; at < to * 1.0001; at *= factor) f.push_back(at);
  return f;
}

TEST(Impedance, OfSingleParticlesIsChargeTransferAndDiffusionInASphere) {
  const CellParams p = with_double_layers();
  const auto frequencies = decades(1e-4, 1e5, 7);
  const auto z = at_rest(case_of(p, Model::spm), frequencies);
  for (std::size_t i = 0; i < z.size(); ++i) {
    const double omega = 2 * kPi * frequencies[i];
    const Complex expected = p.contact_resistance + (interfaces(p, {&p.negative, chen2020_initial_negative()}, omega) +
                                                     interfaces(p, {&p.positive, chen2020_initial_positive()}, omega)) /
                                                        p.electrode_area;
    EXPECT_LT(std::abs(z[i] - expected) / std::abs(expected), 1e-7) << frequencies[i] << " Hz";
  }
}

TEST(Impedance, OfShellsTendsToThatOfASphereInSecondOrder) {
  for (const Model model : {Model::spm, Model::dfn}) {
    CellCase what = case_of(chen2020(), model);
    const std::vector<double> frequencies{1e-4, 1e-3, 1e-2};
    const auto sphere = at_rest(what, frequencies);
    std::vector<double> errors;
    for (const int shells : {25, 50, 100}) {
      what.mesh.particle = Mesh::Particle::uniform;
      what.mesh.particle_unknowns = shells;
      const auto z = at_rest(what, frequencies);
      double worst = 0;
      for (std::size_t i = 0; i < z.size(); ++i)
        worst = std::max(worst, std::abs(z[i] - sphere[i]) / std::abs(sphere[i]));
      errors.push_back(worst);
    }
    EXPECT_LT(errors[2], 2e-3);
    for (int i = 0; i < 2; ++i) EXPECT_NEAR(std::log2(errors[i] / errors[i + 1]), 2, 0.1);
  }
}

/// A porous electrode whose salt does not move (t+ = 1), for which the equations are those of a transmission line: Meyers,
/// Doyle, Darling, Newman, J. Electrochem. Soc. 147 (2000) 2930. `z`: ohm m^2 of particle surface.
Complex transmission_line(const ElectrodeParams& e, double kappa, Complex z) {
  const double length = e.region.thickness, sigma = e.effective_conductivity;
  const Complex v = length * std::sqrt(e.material.surface_area_per_volume * (1 / kappa + 1 / sigma) / z);
  const Complex inverse_sinh = 2.0 * std::exp(-v) / (1.0 - std::exp(-2.0 * v));
  const Complex coth = (1.0 + std::exp(-2.0 * v)) / (1.0 - std::exp(-2.0 * v));
  return length / (kappa + sigma) * (1.0 + (2.0 * inverse_sinh + (sigma / kappa + kappa / sigma) * coth) / v);
}

CellParams without_salt_transport() {
  CellParams p = with_double_layers();
  p.positive.effective_conductivity = 0.3;  // both paths count
  p.electrolyte.transference_number = curve([](double) { return 1.0; }, 0, 4000);
  return p;
}

double kappa_of(const CellParams& p, const PorousRegion& region) {
  return (*p.electrolyte.conductivity)(p.electrolyte.initial_concentration) * region.transport_efficiency;
}

TEST(Impedance, OfElectrodesWhoseSaltStandsStillTendsToTransmissionLinesInSecondOrder) {
  const CellParams p = without_salt_transport();
  const auto frequencies = decades(1e-3, 1e3, 10);
  std::vector<double> errors;
  for (const int volumes : {20, 40, 80}) {
    CellCase what = case_of(p);
    what.mesh.negative = what.mesh.positive = volumes;
    const auto z = at_rest(what, frequencies);
    double worst = 0;
    for (std::size_t i = 0; i < z.size(); ++i) {
      const double omega = 2 * kPi * frequencies[i];
      const Electrode n{&p.negative, chen2020_initial_negative()}, q{&p.positive, chen2020_initial_positive()};
      const Complex pair = p.separator.thickness / kappa_of(p, p.separator) +
                           transmission_line(p.negative, kappa_of(p, p.negative.region), interface(p, n, omega)) +
                           transmission_line(p.positive, kappa_of(p, p.positive.region), interface(p, q, omega));
      const Complex expected = p.contact_resistance + pair / p.electrode_area;
      worst = std::max(worst, std::abs(z[i] - expected) / std::abs(expected));
    }
    errors.push_back(worst);
  }
  EXPECT_LT(errors[2], 1e-3);
  for (int i = 0; i < 2; ++i) EXPECT_NEAR(std::log2(errors[i] / errors[i + 1]), 2, 0.2) << errors[i];
}

TEST(Impedance, OfTwoMaterialsIsThatOfTheirInterfacesSideBySide) {
  CellParams p = composite(false);
  p.electrolyte.transference_number = curve([](double) { return 1.0; }, 0, 4000);
  p.negative.families[0].material.double_layer_capacitance = 0.2;
  p.negative.families[1].material.double_layer_capacitance = 0.05;
  p.negative.families[1].material.film_resistance = 5e-3;
  const Equilibrium at = equilibrium_at(p.negative, 0.5);
  const auto frequencies = decades(1e-3, 1e4, 10);
  std::vector<double> errors;
  for (const int volumes : {20, 40, 80}) {
    CellCase what = case_of(p);
    what.initial.negative_stoichiometry = 0.5;
    what.mesh.negative = what.mesh.positive = volumes;
    const auto z = at_rest(what, frequencies);
    double worst = 0;
    for (std::size_t i = 0; i < z.size(); ++i) {
      const double omega = 2 * kPi * frequencies[i], all = p.negative.material.surface_area_per_volume;
      Complex admittance = 0;
      for (std::size_t f = 0; f < 2; ++f) {
        ElectrodeParams own = p.negative;
        own.material = p.negative.families[f].material;
        admittance += own.material.surface_area_per_volume / interface(p, {&own, at.stoichiometry[f]}, omega);
      }
      const Electrode q{&p.positive, chen2020_initial_positive()};
      const Complex pair = p.separator.thickness / kappa_of(p, p.separator) +
                           transmission_line(p.negative, kappa_of(p, p.negative.region), all / admittance) +
                           transmission_line(p.positive, kappa_of(p, p.positive.region), interface(p, q, omega));
      worst = std::max(worst, std::abs(z[i] * p.electrode_area - pair) / std::abs(pair));
    }
    errors.push_back(worst);
  }
  EXPECT_LT(errors[2], 2e-3);
  for (int i = 0; i < 2; ++i) EXPECT_NEAR(std::log2(errors[i] / errors[i + 1]), 2, 0.2) << errors[i];
}

TEST(Impedance, AtHighFrequencyIsBothPathsSideBySide) {
  CellParams p = with_double_layers();
  p.negative.material.film_resistance = 0;
  std::vector<double> errors;
  double limit = p.contact_resistance + p.separator.thickness / kappa_of(p, p.separator) / p.electrode_area;
  for (const ElectrodeParams* e : {&p.negative, &p.positive})
    limit += e->region.thickness / (kappa_of(p, e->region) + e->effective_conductivity) / p.electrode_area;
  for (const int volumes : {20, 40, 80}) {
    CellCase what = case_of(p);
    what.mesh.negative = what.mesh.positive = volumes;
    const Complex z = at_rest(what, {1e12})[0];
    // On a mesh the outer half of the outermost volumes conducts on one path alone.
    double meshed = p.contact_resistance + p.separator.thickness / kappa_of(p, p.separator) / p.electrode_area;
    for (const ElectrodeParams* e : {&p.negative, &p.positive}) {
      const double kappa = kappa_of(p, e->region), sigma = e->effective_conductivity,
                   dx = e->region.thickness / volumes;
      meshed += ((volumes - 1) * dx / (kappa + sigma) + 0.5 * dx * (1 / kappa + 1 / sigma)) / p.electrode_area;
    }
    EXPECT_NEAR(z.real() / meshed, 1, 1e-9);
    EXPECT_LT(std::fabs(z.imag()) / meshed, 1e-6);
    errors.push_back(std::fabs(z.real() - limit) / limit);
  }
  for (int i = 0; i < 2; ++i) EXPECT_NEAR(errors[i] / errors[i + 1], 2, 1e-6);
}

TEST(Impedance, AtLowFrequencyIsTheSlopeOfTheOpenCircuitVoltage) {
  for (const Model model : {Model::spm, Model::spme, Model::dfn}) {
    CellCase what = case_of(with_double_layers(), model);
    // dU/dQ from two equilibria beside the state, in the cell's own open-circuit voltage.
    what.protocol = std::make_shared<const Protocol>(
        Protocol{{held(Control::current, 1e-3, 3600.0), held(Control::current, -2e-3, 3600.0)}, {}});
    const CellResult r = run_one(what);
    const auto& u = r.curves.open_circuit_voltage;
    std::size_t turn = 0;
    while (r.curves.step[turn + 1] == 0) ++turn;
    const double slope = (u.back() - u[turn]) / (2e-3 * 3600);  // V/C
    const double omega = 2 * kPi * 1e-7;
    EXPECT_NEAR(at_rest(what, {1e-7})[0].imag() * omega / -slope, 1, 1e-4);
  }
}

TEST(Impedance, IsThatOfACausalSystem) {
  const auto frequencies = decades(1e-9, 1e9, std::pow(10, 0.02));
  for (const Model model : {Model::dfn, Model::spme}) {
    const CellCase what = case_of(with_double_layers(), model);
    const auto z = at_rest(what, frequencies);
    const double per_capacitance = -z[0].imag() * frequencies[0];  // the pole at 0, which the integral does not see
    for (std::size_t i = 250; i < z.size() - 200; i += 25) {
      // Kramers and Kronig: Im Z(w) = -2 w/pi int (Re Z(x) - Re Z(w))/(x^2 - w^2) dx, by the trapezoidal rule in ln x.
      double sum = 0;
      for (std::size_t k = 0; k < z.size(); ++k) {
        const double x = frequencies[k], w = frequencies[i];
        const double change =
            k == i ? (z[i + 1].real() - z[i - 1].real()) / (frequencies[i + 1] - frequencies[i - 1]) / (2 * w)
                   : (z[k].real() - z[i].real()) / (x * x - w * w);
        sum += change * x * std::log(frequencies[1] / frequencies[0]);
      }
      const double imaginary = -2 * frequencies[i] / kPi * -sum - per_capacitance / frequencies[i];
      EXPECT_NEAR(imaginary / std::abs(z[i]), z[i].imag() / std::abs(z[i]), 1e-3) << frequencies[i] << " Hz";
    }
  }
}

TEST(Impedance, ConvergesInSecondOrderWithTheMesh) {
  CellParams p = with_double_layers();
  for (const Model model : {Model::dfn, Model::spme}) {
    std::vector<std::vector<Complex>> z;
    for (const int n : {10, 20, 40, 80}) {
      CellCase what = case_of(p, model);
      what.mesh = {n, n, n, Mesh::Particle::spectral, 12};
      z.push_back(at_rest(what, decades(1e-3, 1e2, 10)));
    }
    for (std::size_t f = 0; f < z[0].size(); ++f) {
      const double coarse = std::abs(z[1][f] - z[0][f]), middle = std::abs(z[2][f] - z[1][f]),
                   fine = std::abs(z[3][f] - z[2][f]);
      EXPECT_NEAR(std::log2(coarse / middle), 2, 0.3) << f;
      EXPECT_NEAR(std::log2(middle / fine), 2, 0.2) << f;
      EXPECT_LT(fine / std::abs(z[3][f]), 1e-3);
    }
  }
}

TEST(Impedance, ScalesWithAreaAndCellsInSeriesAndHoldsTheTemperature) {
  CellParams p = with_double_layers();
  p.contact_resistance = 0;
  const auto frequencies = decades(1e-3, 1e5, 10);
  for (const Model model : {Model::dfn, Model::spme, Model::spm}) {
    const auto z = at_rest(case_of(p, model), frequencies);
    CellParams large = p;
    large.electrode_area *= 2;
    large.parallel_pairs = 3;
    large.cells_in_series = 4;
    large.lumped = LumpedThermal{10, 0};
    const auto scaled = at_rest(case_of(large, model), frequencies);
    for (std::size_t i = 0; i < z.size(); ++i) EXPECT_LT(std::abs(scaled[i] * 1.5 - z[i]), 1e-12 * std::abs(z[i]));
  }
}

TEST(Impedance, TakesNoTimeAndChangesNothing) {
  CellCase plain = chen2020_case({held(Control::current, 5, 600.0), held(Control::current, 0, 600.0)}), with = plain;
  with.protocol = std::make_shared<const Protocol>(
      Protocol{{impedance_at({1}), held(Control::current, 5, 600.0), impedance_at({1, 2}),
                held(Control::current, 0, 600.0), impedance_at({3})},
               {}});
  const CellResult a = run_one(plain), b = run_one(with);
  ASSERT_EQ(b.status, CellStatus::finished);
  ASSERT_EQ(b.impedance.size(), 3u);
  EXPECT_EQ(b.steps.size(), 5u);
  EXPECT_EQ(a.time, b.time);
  EXPECT_EQ(a.curves.voltage.back(), b.curves.voltage[b.curves.voltage.size() - 2]);  // before the last spectrum
  EXPECT_EQ(b.impedance[1].time, 600);
  EXPECT_EQ(b.impedance[1].current, 5);
  EXPECT_EQ(b.impedance[1].step, 2);
  EXPECT_EQ(b.impedance[1].real.size(), 2u);
  EXPECT_NEAR(b.impedance[2].voltage, b.curves.voltage.back(), 1e-9);
  EXPECT_LT(std::fabs(b.impedance[0].drift), 1e-8);  // from equilibrium nothing moves
  const double voltage = b.curves.voltage.back();
  std::size_t before = b.curves.time.size() - 1;
  while (b.curves.time[before] > b.time - 10) --before;
  EXPECT_NEAR(b.impedance[2].drift, (voltage - b.curves.voltage[before]) / (b.time - b.curves.time[before]),
              0.1 * std::fabs(b.impedance[2].drift));
}

TEST(Impedance, OfADoubleLayerAtLithiumIsAnArcOfItsOwn) {
  CellParams p = chen2020();
  p.counter = LithiumCounter{};
  p.counter->exchange_current.reference = 5;
  const double transfer = 8.314462618 * p.initial_temperature / (96485.33212 * 5), capacitance = 0.3;
  for (const Model model : {Model::dfn, Model::spm}) {
    const auto frequencies = decades(1e-2, 1e4, 10);
    p.counter->double_layer_capacitance = 0;
    const auto without = at_rest(case_of(p, model), frequencies);
    p.counter->double_layer_capacitance = capacitance;
    const auto with = at_rest(case_of(p, model), frequencies);
    for (std::size_t i = 0; i < with.size(); ++i) {
      const Complex arc =
          transfer / (1.0 + Complex(0, 2 * kPi * frequencies[i] * capacitance * transfer)) / p.electrode_area;
      const Complex expected = without[i] - transfer / p.electrode_area + arc;
      EXPECT_LT(std::abs(with[i] - expected) / std::abs(expected), 1e-9) << frequencies[i] << " Hz";
    }
  }
}

TEST(Impedance, OfFamiliesThatAreAlikeIsThatOfOne) {
  const CellParams one = with_double_layers();
  CellParams many = one;
  for (ElectrodeParams* e : {&many.negative, &many.positive}) {
    const ActiveMaterial whole = e->material;
    for (const double part : {0.2, 0.5, 0.3}) {
      ActiveMaterial m = whole;
      m.fraction *= part;
      m.surface_area_per_volume *= part;
      e->families.push_back({"part", "", m});
    }
    sum_families(*e);
  }
  const auto frequencies = decades(1e-4, 1e5, 3);
  for (const double current : {0.0, 5.0}) {
    std::vector<std::vector<Complex>> spectra;
    for (const CellParams* p : {&one, static_cast<const CellParams*>(&many)}) {
      CellCase what = case_of(*p);
      what.tolerance = 1e-8;
      std::vector<ProtocolStep> steps;
      if (current > 0) steps.push_back(held(Control::current, current, 600.0));
      steps.push_back(impedance_at(frequencies));
      what.protocol = std::make_shared<const Protocol>(Protocol{steps, {}});
      spectra.push_back(spectrum(run_one(what)));
    }
    for (std::size_t k = 0; k < frequencies.size(); ++k)
      EXPECT_LT(std::abs(spectra[1][k] - spectra[0][k]) / std::abs(spectra[0][k]), current > 0 ? 1e-6 : 1e-10)
          << frequencies[k] << " Hz at " << current << " A";
  }
}

}  // namespace
}  // namespace voxvolt::test
