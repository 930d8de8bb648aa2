// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>

#include "solvers/cell/porous_electrode/porous_electrode_params.hpp"
#include "solvers/cell/porous_electrode/protocol.hpp"

namespace voxvolt::cell {
namespace {

class Complaints {
 public:
  void positive(const std::string& name, double value) {
    if (!(std::isfinite(value) && value > 0)) add(name, value, "a positive number");
  }
  void not_negative(const std::string& name, double value) {
    if (!(std::isfinite(value) && value >= 0)) add(name, value, "zero or a positive number");
  }
  void fraction(const std::string& name, double value) {
    if (!(value > 0 && value <= 1)) add(name, value, "above 0 and at most 1");
  }
  void within(const std::string& name, double value, double low, double high) {
    if (!(value >= low && value <= high))
      say(name + " is " + std::to_string(value) + ": it has to be " + std::to_string(low) + " to " +
          std::to_string(high));
  }
  void stoichiometry(const std::string& name, double value) {
    if (!(value >= 0 && value <= 1)) add(name, value, "0 to 1");
  }
  void present(const std::string& name, const Curve& curve) {
    if (!curve) say(name + " is missing");
  }
  /// Over all stoichiometries.
  void positive_curve(const std::string& name, const Curve& curve) {
    if (!curve) return;
    for (int i = 0; i <= 1000; ++i)
      if (const double x = i / 1000.0, value = (*curve)(x); !(std::isfinite(value) && value > 0))
        return say(name + " is " + std::to_string(value) + " at " + std::to_string(x) + ": it has to be positive");
  }
  void say(const std::string& line) { text_ += line + "\n"; }
  std::string text() const { return text_; }

 private:
  void add(const std::string& name, double value, const char* allowed) {
    say(name + " is " + std::to_string(value) + ": it has to be " + allowed);
  }
  std::string text_;
};

void look_at(Complaints& c, const std::string& name, const PorousRegion& region) {
  c.positive(name + ".thickness", region.thickness);
  c.fraction(name + ".porosity", region.porosity);
  c.fraction(name + ".transport_efficiency", region.transport_efficiency);
}

void look_at(Complaints& c, const std::string& name, const ExchangeCurrent& j0) {
  c.positive(name + ".exchange_current.reference", j0.reference);
  c.positive(name + ".exchange_current.electrolyte_reference", j0.electrolyte_reference);
  c.within(name + ".exchange_current.electrolyte", j0.electrolyte, 0, 2);
  c.within(name + ".exchange_current.lithium", j0.lithium, 0, 2);
  c.within(name + ".exchange_current.vacancy", j0.vacancy, 0, 2);
}

void look_at(Complaints& c, const std::string& name, const ActiveMaterial& m) {
  c.fraction(name + ".active_fraction", m.fraction);
  c.positive(name + ".particle_radius", m.particle_radius);
  c.positive(name + ".surface_area_per_volume", m.surface_area_per_volume);
  c.positive(name + ".maximum_concentration", m.maximum_concentration);
  c.positive(name + ".diffusivity", m.diffusivity);
  c.positive_curve(name + ".diffusivity_factor", m.diffusivity_factor);
  c.present(name + ".open_circuit_potential", m.open_circuit_potential);
  c.not_negative(name + ".film_resistance", m.film_resistance);
  c.not_negative(name + ".double_layer_capacitance", m.double_layer_capacitance);
  c.not_negative(name + ".end_term", m.end_term);
  look_at(c, name, m.exchange_current);
  if (m.hysteresis) {
    c.present(name + ".hysteresis.half_gap", m.hysteresis->half_gap);
    c.positive(name + ".hysteresis.rate", m.hysteresis->rate);
    c.within(name + ".hysteresis.initial", m.hysteresis->initial, -1, 1);
  }
  c.stoichiometry(name + ".stoichiometry_at_empty", m.stoichiometry_at_empty);
  c.stoichiometry(name + ".stoichiometry_at_full", m.stoichiometry_at_full);
  if (m.stoichiometry_at_empty == m.stoichiometry_at_full)
    c.say(name + ": the stoichiometries at empty and full are equal");
}

void look_at(Complaints& c, const std::string& name, const ElectrodeParams& e) {
  look_at(c, name, e.region);
  c.positive(name + ".effective_conductivity", e.effective_conductivity);
  if (e.families.empty()) look_at(c, name, e.material);
  for (const ParticleFamily& family : e.families) look_at(c, name + "." + family.name, family.material);
}

void look_at(Complaints& c, const ThroughStackThermal& stack) {
  const auto layer = [&](const std::string& name, const ThroughStackThermal::Layer& of) {
    c.positive("through_stack." + name + ".heat_capacity", of.heat_capacity);
    c.positive("through_stack." + name + ".conductivity", of.conductivity);
    c.positive("through_stack." + name + ".thickness", of.thickness);
  };
  layer("negative_collector", stack.negative_collector);
  layer("negative", stack.negative);
  layer("separator", stack.separator);
  layer("positive", stack.positive);
  layer("positive_collector", stack.positive_collector);
  c.not_negative("through_stack.negative_cooling", stack.negative_cooling);
  c.not_negative("through_stack.positive_cooling", stack.positive_cooling);
}

}  // namespace

std::string complaints_about(const CellParams& p) {
  Complaints c;
  if (p.counter) {
    look_at(c, "counter", p.counter->exchange_current);
    c.not_negative("counter.double_layer_capacitance", p.counter->double_layer_capacitance);
  } else {
    look_at(c, "negative", p.negative);
  }
  look_at(c, "separator", p.separator);
  look_at(c, "positive", p.positive);
  c.positive("electrolyte.initial_concentration", p.electrolyte.initial_concentration);
  c.present("electrolyte.diffusivity", p.electrolyte.diffusivity);
  c.present("electrolyte.conductivity", p.electrolyte.conductivity);
  c.present("electrolyte.transference_number", p.electrolyte.transference_number);
  c.positive("cell.electrode_area", p.electrode_area);
  c.positive("cell.parallel_pairs", p.parallel_pairs);
  c.positive("cell.cells_in_series", p.cells_in_series);
  c.positive("cell.nominal_capacity", p.nominal_capacity);
  c.not_negative("cell.contact_resistance", p.contact_resistance);
  c.positive("cell.reference_temperature", p.reference_temperature);
  c.positive("cell.ambient_temperature", p.ambient_temperature);
  c.positive("cell.initial_temperature", p.initial_temperature);
  if (p.lumped) c.positive("thermal.heat_capacity", p.lumped->heat_capacity);
  if (p.lumped) c.not_negative("thermal.cooling", p.lumped->cooling);
  if (p.lumped && p.through_stack) c.say("thermal is lumped or through_stack, not both");
  if (p.through_stack) look_at(c, *p.through_stack);
  if (p.counter && p.through_stack) c.say("a half-cell has no through_stack thermal model");
  return c.text();
}

std::string complaints_about(const Protocol& protocol) {
  Complaints c;
  if (protocol.steps.empty()) c.say("the protocol has no steps");
  for (std::size_t i = 0; i < protocol.steps.size(); ++i) {
    const ProtocolStep& step = protocol.steps[i];
    const std::string name = "step " + std::to_string(i + 1);
    if (!step.profile && !std::isfinite(step.value)) c.say(name + ": its value is not finite");
    if (step.control == Control::resistance && !step.profile) c.positive(name + ": its resistance", step.value);
    if (step.duration) c.positive(name + ": its duration", *step.duration);
    if (step.ambient) c.positive(name + ": its ambient temperature", *step.ambient);
    if (step.impedance) {
      if (step.impedance->empty()) c.say(name + ": its impedance has no frequencies");
      for (const double f : *step.impedance) c.positive(name + ": a frequency of its impedance", f);
      continue;
    }
    if (!step.duration && !step.profile && step.until.empty())
      c.say(name + " never ends: it has no duration and no condition");
    if (!step.profile) continue;
    const Profile& p = *step.profile;
    if (p.time.size() < 2 || p.time.size() != p.value.size() || p.time.front() != 0) {
      c.say(name + ": its profile needs at least two points from time 0 on");
      continue;
    }
    for (std::size_t k = 0; k + 1 < p.time.size(); ++k)
      if (!(p.time[k + 1] >= p.time[k])) c.say(name + ": its profile goes back in time");
    for (const double x : p.value)
      if (!std::isfinite(x)) c.say(name + ": its profile is not finite");
  }
  return c.text();
}

}  // namespace voxvolt::cell
