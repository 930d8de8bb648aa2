// SPDX-License-Identifier: BSD-3-Clause
#include "stages/runaway_boundary_inputs.hpp"

#include <cmath>

namespace voxvolt::stages {

using config::Complaint;
using config::Describe;
using config::unit;

namespace {

const config::Unit kelvin = unit("K").above(0);

}  // namespace

void ConstantTemperature::describe(Describe<ConstantTemperature>& d) {
  d.sentence("The same at all times.");
  d.member("temperature", &ConstantTemperature::temperature, "the temperature", unit("K").above(0));
  d.shorthand("temperature");
}
void TemperatureOverTime::describe(Describe<TemperatureOverTime>& d) {
  d.sentence("Linear between points, constant before the first and after the last.");
  d.member("time", &TemperatureOverTime::time, "times, increasing", unit("s")).required();
  d.member("temperature", &TemperatureOverTime::temperature, "one for each time", unit("K").above(0)).required();
  d.check([](const TemperatureOverTime& t) {
    std::vector<Complaint> complaints;
    if (t.time.empty() || t.temperature.empty()) return complaints;  // references that wait
    if (t.time.size() != t.temperature.size())
      complaints.push_back({"temperature", std::to_string(t.temperature.size()) + " temperatures for " +
                                               std::to_string(t.time.size()) + " times"});
    for (std::size_t i = 1; i < t.time.size(); ++i)
      if (t.time[i] <= t.time[i - 1]) complaints.push_back({"time." + std::to_string(i + 1), "times must increase"});
    return complaints;
  });
}
void TemperatureRamp::describe(Describe<TemperatureRamp>& d) {
  d.sentence("From one temperature to another at a steady rate, then constant.");
  d.member("from", &TemperatureRamp::from, "first temperature", unit("K").above(0));
  d.member("to", &TemperatureRamp::to, "last temperature", unit("K").above(0));
  d.member("rate", &TemperatureRamp::rate, "of change", unit("K/s").above(0));
  d.member("start", &TemperatureRamp::start, "when it begins", unit("s").at_least(0));
}

runaway::Programme programme_of(const ProgrammeChoice& choice) {
  if (const auto* constant = std::get_if<ConstantTemperature>(&choice))
    return runaway::Programme::constant(constant->temperature);
  if (const auto* table = std::get_if<TemperatureOverTime>(&choice)) return {table->time, table->temperature};
  const auto& ramp = std::get<TemperatureRamp>(choice);
  if (ramp.from == ramp.to) return runaway::Programme::constant(ramp.to);
  return {{ramp.start, ramp.start + std::abs(ramp.to - ramp.from) / ramp.rate}, {ramp.from, ramp.to}};
}

void AdiabaticEnd::describe(Describe<AdiabaticEnd>& d) { d.sentence("Nothing passes."); }
void ConvectionEnd::describe(Describe<ConvectionEnd>& d) {
  d.sentence("Convection and radiation to surroundings.");
  d.member("coefficient", &ConvectionEnd::coefficient, "heat transfer coefficient", unit("W/m^2/K").at_least(0))
      .required();
  d.member("emissivity", &ConvectionEnd::emissivity, "of the face", unit("1").at_least(0).at_most(1));
  d.member("ambient", &ConvectionEnd::ambient, "temperature of the surroundings");
}
void HeldEnd::describe(Describe<HeldEnd>& d) {
  d.sentence("Held at a temperature.");
  d.member("held", &HeldEnd::held, "the temperature").required();
  d.shorthand("held");
}
void EndsPerSide::describe(Describe<EndsPerSide>& d) {
  d.sentence("Each end by itself.");
  d.member("left", &EndsPerSide::left, "before the first layer");
  d.member("right", &EndsPerSide::right, "after the last layer");
}
void SidesInput::describe(Describe<SidesInput>& d) {
  d.sentence("Losses along the whole stack: convection and radiation through its sides.");
  d.member("coefficient", &SidesInput::coefficient, "heat transfer coefficient", unit("W/m^2/K").at_least(0));
  d.member("emissivity", &SidesInput::emissivity, "of the sides", unit("1").at_least(0).at_most(1));
  d.member("perimeter_per_area", &SidesInput::perimeter_per_area, "of the cross-section", unit("1/m").at_least(0))
      .required();
  d.member("ambient", &SidesInput::ambient, "temperature of the surroundings");
}

void NoTrigger::describe(Describe<NoTrigger>& d) {
  d.sentence("Nothing but the temperatures that layers start with, and surroundings.");
}
void HeaterTrigger::describe(Describe<HeaterTrigger>& d) {
  d.sentence("Heat into one layer, evenly; off when any of its limits is met.");
  const auto number = unit("1").at_least(1).at_most(1e6);
  d.member("layer", &HeaterTrigger::layer, "name of the layer that is heated");
  d.member("cell", &HeaterTrigger::cell, "number of the cell that is heated, from 1", number);
  d.exactly_one({"layer", "cell"});
  d.member("power", &HeaterTrigger::power, "of the heater", unit("W").above(0)).required();
  d.member("start", &HeaterTrigger::start, "when it is switched on", unit("s").at_least(0));
  d.member("duration", &HeaterTrigger::duration, "how long it heats", unit("s").above(0));
  d.member("energy", &HeaterTrigger::energy, "that it gives at most", unit("J").above(0));
  d.member("until_temperature", &HeaterTrigger::until_temperature, "mean temperature that switches it off", kelvin);
  d.member("watched_cell", &HeaterTrigger::watched_cell,
           "number of the cell whose temperature switches it off; default: what is heated", number);
  d.check([](const HeaterTrigger& h) {
    return h.watched_cell && !h.until_temperature
               ? std::vector<Complaint>{{"watched_cell", "goes with `until_temperature`"}}
               : std::vector<Complaint>{};
  });
}
void ShortTrigger::describe(Describe<ShortTrigger>& d) {
  d.sentence(
      "An internal short: voltage/(resistance + internal_resistance) flows until the electrical energy is used.");
  const auto number = unit("1").at_least(1).at_most(1e6);
  d.member("cell", &ShortTrigger::cell, "number of the cell, from 1", number);
  d.member("resistance", &ShortTrigger::resistance, "of the short; its heat goes into the site", unit("ohm").above(0))
      .required();
  d.member("internal_resistance", &ShortTrigger::internal_resistance, "of the cell; its heat goes into all of it",
           unit("ohm").at_least(0));
  d.member("voltage", &ShortTrigger::voltage, "of the cell, constant", unit("V").above(0));
  d.member("start", &ShortTrigger::start, "when it begins", unit("s").at_least(0));
  d.member("energy", &ShortTrigger::energy, "electrical energy that is left in the cell", unit("J").above(0));
  d.member("most_current", &ShortTrigger::most_current, "largest current that transport allows", unit("A").above(0));
  d.member("site", &ShortTrigger::site, "first and last of the volumes that the short is in, from 1; default: all",
           number)
      .length(0, 2);
  d.member("consumes", &ShortTrigger::consumes,
           "species that the charge uses up: kg/C, or m^3/C where species are fractions");
  d.check([](const ShortTrigger& s) {
    std::vector<Complaint> complaints;
    if (s.site.size() == 1) complaints.push_back({"site", "needs its first and its last volume"});
    if (s.site.size() == 2 && s.site[1] < s.site[0]) complaints.push_back({"site", "the last comes before the first"});
    if (!s.energy && s.consumes.empty())
      complaints.push_back({"", "`energy` or `consumes` is needed: a short ends when the cell is empty"});
    return complaints;
  });
}
void AmbientTrigger::describe(Describe<AmbientTrigger>& d) {
  d.sentence("The surroundings: in the place of every `ambient` of ends and sides.");
  d.member("temperature", &AmbientTrigger::temperature, "of the surroundings").required();
  d.shorthand("temperature");
}

void NoCalorimeter::describe(Describe<NoCalorimeter>& d) { d.sentence("In no calorimeter."); }
void HeatWaitSearchInput::describe(Describe<HeatWaitSearchInput>& d) {
  d.sentence("Accelerating-rate calorimeter: heat, wait, search; where it heats itself, its surroundings follow it.");
  using In = HeatWaitSearchInput;
  d.member("start", &In::start, "first temperature", kelvin);
  d.member("step", &In::step, "between searches", unit("K").as_difference().above(0));
  d.member("heating_rate", &In::heating_rate, "of a step", unit("K/s").above(0));
  d.member("wait", &In::wait, "after a step", unit("s").above(0));
  d.member("search", &In::search, "how long self-heating is looked for", unit("s").above(0));
  d.member("sensitivity", &In::sensitivity, "self-heating that counts", unit("K/s").above(0));
  d.member("end", &In::end, "searched and followed up to here", kelvin);
  d.check([](const In& in) {
    return in.end <= in.start ? std::vector<Complaint>{{"end", "is not above `start`"}} : std::vector<Complaint>{};
  });
}
void ScanInput::describe(Describe<ScanInput>& d) {
  d.sentence("Scanning calorimeter: one temperature that rises steadily is imposed; `layer.heat_rate` is its signal.");
  d.member("from", &ScanInput::from, "first temperature", kelvin);
  d.member("to", &ScanInput::to, "last temperature", kelvin);
  d.member("rate", &ScanInput::rate, "of heating", unit("K/s").above(0));
  d.check([](const ScanInput& in) {
    return in.to <= in.from ? std::vector<Complaint>{{"to", "is not above `from`"}} : std::vector<Complaint>{};
  });
}

void EjectaInput::describe(Describe<EjectaInput>& d) {
  d.sentence("Heat that leaves each cell with what it ejects as it runs away, at a steady power.");
  d.member("share", &EjectaInput::share, "of the cell's chemical heat", unit("1").above(0).below(1)).required();
  d.member("duration", &EjectaInput::duration, "over which it leaves", unit("s").above(0));
  d.member("at", &EjectaInput::at, "conversion from which it leaves", unit("1").above(0).below(1));
  d.member("to_neighbours", &EjectaInput::to_neighbours,
           "of what leaves: heats the cells beside evenly, as a jet does; the rest is lost",
           unit("1").at_least(0).at_most(1));
}
void VapourInput::describe(Describe<VapourInput>& d) {
  d.sentence("Vapour of boiling electrolyte: ambient exp(-heat/R (1/T - 1/boiling_point)).");
  d.member("boiling_point", &VapourInput::boiling_point, "at the ambient pressure", unit("K").above(0));
  d.member("heat", &VapourInput::heat, "of vaporisation", unit("J/mol").above(0));
  d.member("amount", &VapourInput::amount, "of solvent in a cell; needed with an `opening`", unit("mol").above(0));
}
void OpeningInput::describe(Describe<OpeningInput>& d) {
  d.sentence("An orifice: isentropic flow of an ideal gas, choked above the critical pressure ratio.");
  using In = OpeningInput;
  d.member("area", &In::area, "of the orifice", unit("m^2").above(0)).required();
  d.member("discharge_coefficient", &In::discharge_coefficient, "flow over that of an ideal nozzle",
           unit("1").above(0).at_most(1));
  d.member("heat_capacity_ratio", &In::heat_capacity_ratio, "of the gas", unit("1").above(1).at_most(2));
  d.member("molar_mass", &In::molar_mass, "of the gas", unit("kg/mol").above(0));
}
void VentingInput::describe(Describe<VentingInput>& d) {
  d.sentence(
      "Gas of the reactions (`gases` of the kinetics) in a closed cell, until it bursts. Heat that leaves is "
      "`ejecta`.");
  d.member("free_volume", &VentingInput::free_volume, "of gas in a cell", unit("m^3").above(0)).required();
  d.member("burst", &VentingInput::burst, "pressure at which it opens, absolute", unit("Pa").above(0)).required();
  d.member("ambient", &VentingInput::ambient, "pressure outside, and inside when it was closed", unit("Pa").above(0));
  d.member("closed_at", &VentingInput::closed_at, "temperature at which it was closed", unit("K").above(0));
  d.member("vapour", &VentingInput::vapour, "of the electrolyte; default: none");
  d.member("opening", &VentingInput::opening, "where gas leaves; default: so wide that all leaves at once");
  d.member("gas_heat_capacity", &VentingInput::gas_heat_capacity, "of gas that leaves, at constant pressure",
           unit("J/mol/K").above(0));
  d.check([](const VentingInput& in) -> std::vector<Complaint> {
    std::vector<Complaint> complaints;
    if (in.burst <= in.ambient)
      complaints.push_back({"burst", "is not above the ambient pressure: the cell is open from the start"});
    if (in.opening && in.vapour && !in.vapour->amount)
      complaints.push_back({"vapour", "`amount` is needed: through an `opening` solvent leaves until there is none"});
    if (!in.opening && in.vapour && in.vapour->amount)
      complaints.push_back({"vapour.amount", "goes with an `opening`"});
    return complaints;
  });
}

}  // namespace voxvolt::stages
