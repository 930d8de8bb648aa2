// SPDX-License-Identifier: BSD-3-Clause
// Impedance on the linearised equations against what the production stepper answers to small currents.
#include "support/blended_cells.hpp"
#include "support/cell_spectra.hpp"

namespace voxvolt::test {
namespace {

using namespace voxvolt::cell;

/// What a current of amplitude * sin does at the frequency, of the difference of two runs with opposite amplitudes, so that
/// what drifts and what is even drops out. The current is linear between `points` a period; the harmonics of that which
/// fold onto the frequency in the samples are in `folded`.
struct Response {
  Complex measured;
  double period;
  int points;
  static constexpr int most = 30;  // harmonics on each side

  static int harmonic(int m, int points) { return 1 + m * points; }
  /// Hz, of all harmonics.
  std::vector<double> frequencies() const {
    std::vector<double> all;
    for (int m = -most; m <= most; ++m) all.push_back(std::abs(harmonic(m, points)) / period);
    return all;
  }
  /// From the impedance at `frequencies`.
  Complex folded(const std::vector<Complex>& z) const {
    const double beyond = z.back().real();  // all harmonics of a resistance fold to it
    Complex sum = beyond;
    for (int m = -most; m <= most; ++m) {
      const double sinc = std::sin(kPi / points) / (kPi * harmonic(m, points) / points);
      const Complex at = z[static_cast<std::size_t>(m + most)];
      sum += sinc * sinc * ((m < 0 ? std::conj(at) : at) - beyond);
    }
    return sum;
  }
};

Response swing(CellCase what, std::vector<ProtocolStep> before, double dc, double period, int periods) {
  constexpr int points = 16;
  constexpr double amplitude = 0.01;
  std::vector<std::vector<double>> volts;
  for (const double sign : {1.0, -1.0}) {
    ProtocolStep step = held(Control::current, 0, std::nullopt);
    step.profile = Profile{};
    for (int i = 0; i <= periods * points; ++i) {
      step.profile->time.push_back(i * period / points);
      step.profile->value.push_back(dc + sign * amplitude * std::cos(2 * kPi * i / points));
    }
    auto steps = before;
    steps.push_back(step);
    what.protocol = std::make_shared<const Protocol>(Protocol{steps, {}});
    what.sampling.interval = period / points;
    const CellResult r = run_one(what);
    EXPECT_EQ(r.status, CellStatus::finished) << r.reason;
    std::vector<double> of_step;
    for (std::size_t i = 0; i < r.curves.time.size(); ++i)
      if (r.curves.step[i] == static_cast<int>(before.size())) of_step.push_back(r.curves.voltage[i]);
    EXPECT_EQ(of_step.size(), static_cast<std::size_t>(periods * points + 1));
    volts.push_back(of_step);
  }
  Complex v = 0;
  for (int i = (periods - 1) * points; i < periods * points; ++i)
    v += (volts[0][i] - volts[1][i]) / 2 * std::exp(Complex(0, -2 * kPi * i / points)) * (2.0 / points);
  return {-v / amplitude, period, points};
}

TEST(Impedance, IsTheAnswerOfTheCellOverTimeToSmallCurrents) {
  for (const Model model : {Model::dfn, Model::spme, Model::spm})
    for (const bool half : {false, true})
      for (const double period : {0.1, 10.0, 100.0}) {
        CellParams p = with_double_layers();
        p.negative.material.double_layer_capacitance = p.positive.material.double_layer_capacitance = 0;
        if (half) p.counter = LithiumCounter{};
        if (half) p.counter->exchange_current.reference = 5;
        CellCase what = case_of(p, model);
        what.tolerance = 1e-8;
        what.mesh = {10, 7, 8, Mesh::Particle::uniform, 30};
        const Response over_time = swing(what, {}, 0, period, period > 1 ? 40 : 150);
        const Complex expected = over_time.folded(at_rest(what, over_time.frequencies()));
        EXPECT_LT(std::abs(over_time.measured - expected) / std::abs(expected), 2e-5)
            << static_cast<int>(model) << half << " " << period << " s";
      }
}

TEST(Impedance, AtACurrentIsTheAnswerToSmallOnesOnTopOfIt) {
  CellParams p = chen2020();
  p.positive.material.hysteresis = Hysteresis{curve([](double x) { return 0.01 + 0.02 * x; }, 0, 1), 30, -0.5};
  p.negative.material.diffusivity_factor = curve([](double x) { return 0.2 + 3 * (1 - x); }, 0, 1);
  p.negative.material.film_resistance = 2e-3;
  constexpr double dc = 5, period = 5;
  constexpr int periods = 30;
  for (const Model model : {Model::dfn, Model::spme})
    for (const auto particle : {Mesh::Particle::spectral, Mesh::Particle::uniform}) {
      CellCase what = case_of(p, model);
      what.mesh = {10, 7, 8, particle, 20};
      what.tolerance = 1e-8;
      const Response over_time = swing(what, {held(Control::current, dc, 900.0)}, dc, period, periods);
      const double until = 900 + (periods - 0.5) * period;
      what.protocol = std::make_shared<const Protocol>(
          Protocol{{held(Control::current, dc, until), impedance_at(over_time.frequencies())}, {}});
      const Complex expected = over_time.folded(spectrum(run_one(what)));
      EXPECT_LT(std::abs(over_time.measured - expected) / std::abs(expected), 2e-4) << static_cast<int>(model);
    }
}

TEST(Impedance, OfGraphiteWithSiliconIsTheAnswerToSmallCurrents) {
  // Two materials that share one potential difference; one electrode has a film as well. On top of 1C silicon has its
  // hysteresis; at rest it has none, since currents to and fro through both would have materials drive each other.
  constexpr int periods = 30;
  for (const auto& [period, dc] : {std::pair{5.0, 5.0}, {15.0, 5.0}, {50.0, 0.0}}) {
    CellParams p = composite(dc > 0);
    p.positive.material.film_resistance = 2e-3;
    CellCase what = case_of(p, Model::dfn);
    what.mesh = {10, 7, 8, Mesh::Particle::uniform, 20};
    what.tolerance = 1e-8;
    const Response over_time = swing(what, {held(Control::current, dc, 900.0)}, dc, period, periods);
    const double until = 900 + (periods - 0.5) * period;
    what.protocol = std::make_shared<const Protocol>(
        Protocol{{held(Control::current, dc, until), impedance_at(over_time.frequencies())}, {}});
    const Complex expected = over_time.folded(spectrum(run_one(what)));
    EXPECT_LT(std::abs(over_time.measured - expected) / std::abs(expected), 2e-4) << period << " s, " << dc << " A";
  }
}

TEST(Impedance, OfSeveralFamiliesOfParticlesIsTheirAnswerOverTime) {
  CellParams filmed = composite(false);
  filmed.negative.families[1].material.film_resistance = 5e-3;
  filmed.negative.families[0].material.diffusivity_factor = curve([](double x) { return 0.2 + 3 * (1 - x); }, 0, 1);
  for (const CellParams& p : {filmed, with_sizes(3)})
    for (const double period : {0.5, 20.0}) {
      CellCase what = case_of(p);
      what.initial = {};
      what.initial.soc = 0.6;
      what.tolerance = 1e-8;
      what.mesh = {6, 5, 6, Mesh::Particle::uniform, 20};
      const Response over_time = swing(what, {}, 0, period, period > 1 ? 40 : 100);
      const Complex expected = over_time.folded(at_rest(what, over_time.frequencies()));
      EXPECT_LT(std::abs(over_time.measured - expected) / std::abs(expected), 1e-4) << period << " s";
    }
}

TEST(Impedance, AtRestHysteresisAnswersByItsRateWhicheverBranchItIsOn) {
  CellParams p = chen2020();
  for (const double state : {-0.6, 0.6}) {
    p.positive.material.hysteresis = Hysteresis{curve([](double x) { return 0.02 + 0.02 * x; }, 0, 1), 300, state};
    for (const Model model : {Model::dfn, Model::spm}) {
      CellCase what = case_of(p, model);
      what.mesh = {5, 4, 8, Mesh::Particle::uniform, 20};
      what.tolerance = 1e-8;
      constexpr double period = 10;
      const Response over_time = swing(what, {}, 0, period, 20);
      const Complex expected = over_time.folded(at_rest(what, over_time.frequencies()));
      EXPECT_LT(std::abs(over_time.measured - expected) / std::abs(expected), 5e-4);
      CellParams without = p;
      without.positive.material.hysteresis.reset();
      what.parameters = std::make_shared<const CellParams>(without);
      EXPECT_GT(std::abs(at_rest(what, {1 / period})[0] - expected) / std::abs(expected), 5e-3);
    }
  }
}

TEST(Impedance, OfAStackHoldsTheTemperatureAtEachPlace) {
  CellParams p = chen2020();
  p.negative.material.exchange_current.activation_energy = p.positive.material.exchange_current.activation_energy = 6e4;
  const ThroughStackThermal::Layer foil{3e6, 200, 10e-6}, porous{2e6, 1e-3, 1e-5};
  p.through_stack = ThroughStackThermal{foil, porous, porous, porous, foil, 0, 1000};
  p.ambient_temperature = 270;
  CellCase cooled = case_of(p);
  cooled.mesh = {8, 5, 8, Mesh::Particle::uniform, 20};
  cooled.tolerance = 1e-8;
  cooled.protocol = std::make_shared<const Protocol>(Protocol{{held(Control::current, 0, 10.0)}, {}});
  CellCase frozen = cooled;
  frozen.initial.state = run_one(cooled).final_state;
  for (auto* layer : {&p.through_stack->negative_collector, &p.through_stack->negative, &p.through_stack->separator,
                      &p.through_stack->positive, &p.through_stack->positive_collector})
    layer->heat_capacity *= 1e9;
  frozen.parameters = std::make_shared<const CellParams>(p);
  CellCase profile = frozen;
  profile.sampling.profiles_at = {0};
  profile.protocol = cooled.protocol;
  const auto& temperature = run_one(profile).profiles.temperature;
  ASSERT_GT(temperature.front() - temperature.back(), 5);  // K
  const Response over_time = swing(frozen, {}, 0, 1, 60);
  const Complex expected = over_time.folded(at_rest(frozen, over_time.frequencies()));
  EXPECT_LT(std::abs(over_time.measured - expected) / std::abs(expected), 1e-4);
}

}  // namespace
}  // namespace voxvolt::test
