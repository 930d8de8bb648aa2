// SPDX-License-Identifier: BSD-3-Clause
#include "stages/cell_products.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "parameters/resolve.hpp"
#include "stages/cell_cases.hpp"
#include "stages/cell_comparison.hpp"
#include "stages/cell_cycles.hpp"
#include "stages/cell_differential.hpp"
#include "stages/cell_impedance.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Axis;
using campaign::ProductForm;
using campaign::Products;
using campaign::ProductSpec;
using cell::CellResult;
using cell::Curves;
using cell::Profiles;
using Numbers = std::vector<double>;

struct CurveProduct {
  const char *name, *unit, *meaning;
  Numbers Curves::*values;
};
constexpr CurveProduct kCurves[] = {
    {"time", "s", "time since the start", &Curves::time},
    {"voltage", "V", "voltage at the terminals", &Curves::voltage},
    {"open_circuit_voltage", "V", "open-circuit voltage of the particles' mean stoichiometries",
     &Curves::open_circuit_voltage},
    {"current", "A", "current, positive when it discharges", &Curves::current},
    {"temperature", "K", "mean temperature", &Curves::temperature},
    {"soc", "1", "state of charge, by the stoichiometry limits", &Curves::soc},
    {"discharge_capacity", "A h", "charge delivered since the start", &Curves::discharge_capacity},
    {"anode_potential", "V", "potential of the negative electrode against lithium, at the separator",
     &Curves::anode_potential},
    {"heat.ohmic", "W", "heat of currents through electrolyte, solid and contacts", &Curves::heat_ohmic},
    {"heat.irreversible", "W", "heat of reactions", &Curves::heat_irreversible},
    {"heat.reversible", "W", "entropic heat", &Curves::heat_reversible}};
constexpr const char* kTotalHeat = "heat.total";

struct StepProduct {
  const char *name, *unit, *meaning;
  double (*value)(const cell::StepEnd&);
};
constexpr StepProduct kSteps[] = {{"steps.duration", "s", "how long each step of the protocol took",
                                   [](const cell::StepEnd& s) { return s.end - s.start; }},
                                  {"steps.capacity", "A h", "charge delivered in each step of the protocol",
                                   [](const cell::StepEnd& s) { return s.capacity; }},
                                  {"steps.energy", "W h", "energy delivered in each step of the protocol",
                                   [](const cell::StepEnd& s) { return s.energy; }},
                                  {"steps.voltage", "V", "voltage at the end of each step of the protocol",
                                   [](const cell::StepEnd& s) { return s.voltage_at_end; }}};

struct ScalarProduct {
  const char *name, *unit, *meaning;
  double (*value)(const CellResult&);
  bool main = false;
};
double least_anode_potential(const CellResult& r) {
  double least = std::numeric_limits<double>::quiet_NaN();
  for (const cell::StepEnd& step : r.steps) least = std::fmin(least, step.least_anode_potential);
  return least;
}
constexpr ScalarProduct kScalars[] = {
    {"capacity", "A h", "charge of the last step that discharged", [](const CellResult& r) { return r.capacity; },
     true},
    {"energy", "W h", "energy of the last step that discharged", [](const CellResult& r) { return r.energy; }, true},
    {"plating_margin", "V", "least potential of the negative electrode against lithium, at the separator",
     &least_anode_potential, true},
    {"duration", "s", "time that the protocol took", [](const CellResult& r) { return r.time; }, true},
    {"balance.lithium", "1", "largest change of all lithium over what there was",
     [](const CellResult& r) { return r.balances.lithium; }},
    {"balance.salt", "1", "largest change of the electrolyte's salt over what there was",
     [](const CellResult& r) { return r.balances.salt; }},
    {"balance.charge", "1",
     "largest difference between an electrode's lithium and the charge passed, over its capacity",
     [](const CellResult& r) { return r.balances.charge; }},
    {"balance.power", "1", "largest sum of the powers at a time step, over the sum of their sizes",
     [](const CellResult& r) { return r.balances.power; }},
    {"balance.energy", "1",
     "energies delivered, stored and lost against each other, integrated over the run, over their size",
     [](const CellResult& r) { return r.balances.energy; }},
    {"cost.steps", "1", "time steps", [](const CellResult& r) { return static_cast<double>(r.costs.steps); }},
    {"cost.rejected", "1", "time steps that were repeated shorter",
     [](const CellResult& r) { return static_cast<double>(r.costs.rejected); }},
    {"cost.event_steps", "1", "time steps that were repeated to meet a condition",
     [](const CellResult& r) { return static_cast<double>(r.costs.event_steps); }},
    {"cost.evaluations", "1", "evaluations of the equations",
     [](const CellResult& r) { return static_cast<double>(r.costs.evaluations); }},
    {"cost.factorisations", "1", "factorisations of the Jacobian",
     [](const CellResult& r) { return static_cast<double>(r.costs.factorisations); }},
    {"cost.newton_iterations", "1", "Newton iterations of consistent starts",
     [](const CellResult& r) { return static_cast<double>(r.costs.newton_iterations); }}};

struct ProfileProduct {
  const char *name, *unit, *meaning;
  Numbers Profiles::*values;
};
constexpr ProfileProduct kProfiles[] = {
    {"profiles.concentration", "mol/m^3", "salt through the cell", &Profiles::concentration},
    {"profiles.electrolyte_potential", "V", "potential of the electrolyte through the cell",
     &Profiles::electrolyte_potential},
    {"profiles.solid_potential", "V", "potential of the solid through the electrodes", &Profiles::solid_potential},
    {"profiles.interfacial_current", "A/m^2", "current density out of the particles' surface",
     &Profiles::interfacial_current},
    {"profiles.temperature", "K", "temperature through the cell", &Profiles::temperature},
    {"profiles.surface_stoichiometry", "1", "stoichiometry at the particles' surface",
     &Profiles::surface_stoichiometry}};

ProductSpec scalar_spec(const std::string& name, const std::string& unit, const std::string& meaning, bool main) {
  return {name, unit, meaning, ProductForm::scalar, {}, main};
}
ProductSpec array_spec(const std::string& name, const std::string& unit, const std::string& meaning,
                       std::vector<std::string> axes) {
  return {name, unit, meaning, ProductForm::array, std::move(axes), false};
}
ProductSpec end_reason() { return {"end_reason", "", "why the run ended", ProductForm::text, {}, true}; }
ProductSpec final_state() {
  return array_spec("final_state", "1",
                    "all that a run needs to go on from here: `initial: {state: $stage.final_state}`", {"entry"});
}

Axis counted(const std::string& name, const std::string& meaning, std::size_t size) {
  Numbers values(size);
  std::iota(values.begin(), values.end(), 1.0);
  return {name, "1", meaning, std::move(values)};
}

Numbers total_heat(const Curves& c) {
  Numbers total = c.heat_ohmic;
  for (std::size_t i = 0; i < total.size(); ++i) total[i] += c.heat_irreversible[i] + c.heat_reversible[i];
  return total;
}

void add_curves(const CellResult& r, const std::function<bool(const std::string&)>& wants, Products& products) {
  const Axis time{"time", "s", "time since the start", r.curves.time};
  for (const CurveProduct& curve : kCurves)
    if (wants(curve.name))
      products.add_array(array_spec(curve.name, curve.unit, curve.meaning, {"time"}), {time}, r.curves.*curve.values);
  if (wants(kTotalHeat))
    products.add_array(array_spec(kTotalHeat, "W", "all heat that the cell produces", {"time"}), {time},
                       total_heat(r.curves));
}

void add_steps(const CellResult& r, const std::function<bool(const std::string&)>& wants, Products& products) {
  const Axis axis = counted("step", "step of the protocol, repeats written out", r.steps.size());
  for (const StepProduct& one : kSteps) {
    if (!wants(one.name)) continue;
    Numbers values;
    for (const cell::StepEnd& step : r.steps) values.push_back(one.value(step));
    products.add_array(array_spec(one.name, one.unit, one.meaning, {"step"}), {axis}, std::move(values));
  }
}

void add_profiles(const CellResult& r, Products& products) {
  const Axis time{"profile_time", "s", "time since the start", r.profiles.time};
  const Axis x{"x", "m", "distance from the negative collector", r.profiles.x};
  for (const ProfileProduct& one : kProfiles)
    products.add_array(array_spec(one.name, one.unit, one.meaning, {"profile_time", "x"}), {time, x},
                       r.profiles.*one.values);
}

void add_cycles(const CellResult& r, Products& products) {
  const auto cycles = summaries_of_cycles(r);
  const Axis axis = counted("cycle", "repetition of the protocol's outermost repeats", cycles.size());
  Numbers capacity, resistance;
  for (const CycleSummary& cycle : cycles) {
    capacity.push_back(cycle.capacity);
    resistance.push_back(cycle.resistance);
  }
  products.add_array(array_spec("cycles.capacity", "A h", kCycleCapacity, {"cycle"}), {axis}, std::move(capacity));
  products.add_array(array_spec("cycles.resistance", "ohm", kCycleResistance, {"cycle"}), {axis},
                     std::move(resistance));
}

}  // namespace

std::vector<ProductSpec> cell_specs(const CellInputs& in, const std::vector<BlendedElectrode>& blended) {
  std::vector<ProductSpec> specs;
  for (const ScalarProduct& one : kScalars) specs.push_back(scalar_spec(one.name, one.unit, one.meaning, one.main));
  specs.push_back(end_reason());
  for (const CurveProduct& one : kCurves) specs.push_back(array_spec(one.name, one.unit, one.meaning, {"time"}));
  specs.push_back(array_spec(kTotalHeat, "W", "all heat that the cell produces", {"time"}));
  for (const StepProduct& one : kSteps) specs.push_back(array_spec(one.name, one.unit, one.meaning, {"step"}));
  if (size_of(in.protocol).cycles > 0) {
    specs.push_back(array_spec("cycles.capacity", "A h", kCycleCapacity, {"cycle"}));
    specs.push_back(array_spec("cycles.resistance", "ohm", kCycleResistance, {"cycle"}));
  }
  if (!in.profiles.empty())
    for (const ProfileProduct& one : kProfiles)
      specs.push_back(array_spec(one.name, one.unit, one.meaning, {"profile_time", "x"}));
  for (ProductSpec& spec : family_specs(blended)) specs.push_back(std::move(spec));
  if (size_of(in.protocol).spectra > 0)
    for (ProductSpec& spec : impedance_specs()) specs.push_back(std::move(spec));
  if (std::holds_alternative<DifferentialInput>(in.differential))
    for (ProductSpec& spec : differential_specs()) specs.push_back(std::move(spec));
  if (in.compare)
    for (ProductSpec& spec : comparison_specs()) specs.push_back(std::move(spec));
  for (const auto& one : parameters::resolved_parameters(in.is_half_cell()))
    specs.push_back(scalar_spec("parameters." + one.path, one.unit, one.meaning, false));
  specs.push_back(final_state());
  return specs;
}

std::vector<campaign::Produced> cell_produces() {
  std::vector<campaign::Produced> list;
  for (const ScalarProduct& one : kScalars) list.push_back({one.name, one.unit, one.meaning});
  list.push_back({"end_reason", "", "why the run ended"});
  for (const CurveProduct& one : kCurves)
    list.push_back({one.name, one.unit, std::string(one.meaning) + ", over time"});
  list.push_back({kTotalHeat, "W", "all heat that the cell produces, over time"});
  for (const StepProduct& one : kSteps) list.push_back({one.name, one.unit, one.meaning});
  list.push_back({"cycles.capacity", "A h", kCycleCapacity});
  list.push_back({"cycles.resistance", "ohm", kCycleResistance});
  for (const ProfileProduct& one : kProfiles)
    list.push_back({one.name, one.unit, std::string(one.meaning) + ", at the times of `profiles`"});
  for (campaign::Produced& one : family_produces()) list.push_back(std::move(one));
  for (campaign::Produced& one : impedance_produces()) list.push_back(std::move(one));
  for (campaign::Produced& one : differential_produces()) list.push_back(std::move(one));
  for (campaign::Produced& one : comparison_produces()) list.push_back(std::move(one));
  list.push_back({"parameters.PATH", "as PATH", "every resolved number of the cell"});
  list.push_back({"final_state", "1", "all that a run needs to go on from here"});
  return list;
}

Needs::Needs(const CellInputs& in, const std::vector<BlendedElectrode>& blended,
             std::function<bool(const std::string& product)> looked_at)
    : wants(std::move(looked_at)) {
  const auto any = [&](const std::vector<ProductSpec>& specs, const auto& which) {
    return std::ranges::any_of(specs, [&](const ProductSpec& spec) { return which(spec) && wants(spec.name); });
  };
  const auto all = [](const ProductSpec&) { return true; };
  const std::vector<ProductSpec> specs = cell_specs(in, blended);
  curves = any(specs, [](const ProductSpec& spec) { return std::ranges::count(spec.axes, "time") > 0; }) ||
           (in.compare && any(comparison_specs(), all)) ||
           (std::holds_alternative<DifferentialInput>(in.differential) && any(differential_specs(), all));
  parameters = any(specs, [](const ProductSpec& spec) { return spec.name.starts_with("parameters."); });
}

Products cell_products(const CellInputs& in, const CellOutcome& outcome, const std::vector<BlendedElectrode>& blended,
                       const parameters::Measurement* measured, const Needs& needs) {
  const auto& wants = needs.wants;
  const CellResult& r = outcome.result;
  Products products;
  for (const ScalarProduct& one : kScalars)
    if (wants(one.name)) products.add_scalar(scalar_spec(one.name, one.unit, one.meaning, one.main), one.value(r));
  products.add_text(end_reason(), r.reason);
  add_curves(r, wants, products);
  add_steps(r, wants, products);
  if (size_of(in.protocol).cycles > 0) add_cycles(r, products);
  if (!in.profiles.empty()) add_profiles(r, products);
  if (needs.curves) add_families(blended, outcome, products);
  if (size_of(in.protocol).spectra > 0) add_impedance(in.protocol, r, products);
  if (const auto* bins = std::get_if<DifferentialInput>(&in.differential); bins && needs.curves)
    add_differential(*bins, r.curves, products);
  if (measured && needs.curves) add_comparison(*measured, r.curves, products);
  if (!outcome.parameters.empty()) {
    std::size_t i = 0;
    for (const auto& one : parameters::resolved_parameters(in.is_half_cell()))
      products.add_scalar(scalar_spec("parameters." + one.path, one.unit, one.meaning, false),
                          outcome.parameters.at(i++));
  }
  if (!wants(final_state().name)) return products;
  Numbers state = mark_of_state(in);
  state.insert(state.end(), r.final_state.begin(), r.final_state.end());
  const Axis entry = counted("entry", "what the state belongs to, then the state", state.size());
  products.add_array(final_state(), {entry}, std::move(state));
  return products;
}

}  // namespace voxvolt::stages
