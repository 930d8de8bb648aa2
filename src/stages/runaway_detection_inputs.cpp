// SPDX-License-Identifier: BSD-3-Clause
#include "stages/runaway_detection_inputs.hpp"

#include <stdexcept>

#include "config/names.hpp"
#include "solvers/runaway/detection/alarm_rule.hpp"

namespace voxvolt::stages {

using config::Complaint;
using config::Describe;
using config::unit;

namespace {

std::vector<Complaint> check(const DetectionInput& in) {
  std::vector<std::string> names;
  std::vector<Complaint> complaints;
  for (const auto& [name, sensor] : in.sensors) {
    names.push_back(name);
    if (name == "and" || name == "or" || name == "not")
      complaints.push_back({"sensors." + name, "is a word of rules; name the sensor differently"});
    const auto* rate = std::get_if<HeatingRateSensor>(&sensor);
    if (rate && rate->over < in.interval)
      complaints.push_back({"sensors." + name, "takes the rise over less than the `interval` between readings"});
  }
  if (in.sensors.empty()) complaints.push_back({"sensors", "there are none"});
  if (in.alarm.empty() || !complaints.empty()) return complaints;
  try {
    const runaway::AlarmRule rule(in.alarm, names);
    for (const std::string& name : rule.unused()) complaints.push_back({"alarm", "does not use the sensor " + name});
  } catch (const std::invalid_argument& error) { complaints.push_back({"alarm", error.what()}); }
  return complaints;
}

}  // namespace

void TemperatureSensor::describe(Describe<TemperatureSensor>& d) {
  d.sentence("Is on while the mean temperature of a layer reads above a value.");
  d.member("layer", &TemperatureSensor::layer, "number of the layer, from 1, repeats counted", unit("1").at_least(1));
  d.member("above", &TemperatureSensor::above, "the value", unit("K").above(0));
  d.member("noise", &TemperatureSensor::noise, "standard deviation of a reading",
           unit("K").as_difference().at_least(0));
}
void HeatingRateSensor::describe(Describe<HeatingRateSensor>& d) {
  d.sentence("Is on while the mean temperature of a layer rises fast.");
  d.member("layer", &HeatingRateSensor::layer, "number of the layer, from 1, repeats counted", unit("1").at_least(1));
  d.member("above", &HeatingRateSensor::above, "rate", unit("K/s").above(0));
  d.member("over", &HeatingRateSensor::over, "time between the readings that are compared", unit("s").above(0));
  d.member("noise", &HeatingRateSensor::noise, "standard deviation of a reading of the temperature",
           unit("K").as_difference().at_least(0));
}
void PressureSensor::describe(Describe<PressureSensor>& d) {
  d.sentence("Is on while the pressure in a cell reads above a value; needs `venting`.");
  d.member("layer", &PressureSensor::layer, "number of the cell's layer, from 1, repeats counted",
           unit("1").at_least(1));
  d.member("above", &PressureSensor::above, "the value, absolute", unit("Pa").above(0));
  d.member("noise", &PressureSensor::noise, "standard deviation of a reading", unit("Pa").at_least(0));
}
void GasSensor::describe(Describe<GasSensor>& d) {
  d.sentence("Is on while the gas that left all cells reads above an amount; needs `venting`.");
  d.member("above", &GasSensor::above, "the amount", unit("mol").above(0));
  d.member("noise", &GasSensor::noise, "standard deviation of a reading", unit("mol").at_least(0));
}
void VoltageSensor::describe(Describe<VoltageSensor>& d) {
  d.sentence("Is on while a voltage reads below a value; needs `terminals`.");
  d.member("cell", &VoltageSensor::cell, "number of the cell, from 1; default: the whole string",
           unit("1").at_least(1));
  d.member("below", &VoltageSensor::below, "the value", unit("V").above(0));
  d.member("noise", &VoltageSensor::noise, "standard deviation of a reading", unit("V").at_least(0));
}
void OpenCircuitInput::describe(Describe<OpenCircuitInput>& d) {
  d.sentence(
      "Open-circuit voltage over the state of charge, linear between; rising or falling, as a cell's discharge gives "
      "it.");
  d.member("soc", &OpenCircuitInput::soc, "states of charge, in one direction", unit("1")).required();
  d.member("voltage", &OpenCircuitInput::voltage, "one for each", unit("V").above(0)).required();
  d.check([](const OpenCircuitInput& in) {
    std::vector<Complaint> complaints;
    if (in.soc.empty() || in.voltage.empty()) return complaints;  // references that wait
    if (in.soc.size() != in.voltage.size())
      complaints.push_back({"voltage", std::to_string(in.voltage.size()) + " voltages for " +
                                           std::to_string(in.soc.size()) + " states of charge"});
    if (in.soc.size() < 2) complaints.push_back({"soc", "at least two are needed"});
    for (std::size_t i = 1; i < in.soc.size(); ++i)
      if ((in.soc[i] - in.soc[i - 1]) * (in.soc[1] - in.soc[0]) <= 0) {
        complaints.push_back({"soc." + std::to_string(i + 1), "states of charge must rise, or fall, all the way"});
        break;
      }
    return complaints;
  });
}
void SeparatorInput::describe(Describe<SeparatorInput>& d) {
  d.sentence(
      "A separator that melts where the cell is hottest: 1/resistance comes in over a width of temperature, and "
      "stays.");
  d.member("melts_at", &SeparatorInput::melts_at, "where melting begins; polyethylene 135 degC, polypropylene 165 degC",
           unit("K").above(0));
  d.member("width", &SeparatorInput::width, "of melting", unit("K").as_difference().above(0));
  d.member("resistance", &SeparatorInput::resistance, "of the short when all has melted", unit("ohm").above(0))
      .required();
}
void TerminalsInput::describe(Describe<TerminalsInput>& d) {
  d.sentence("Voltage at the terminals of the cells; heat of what flows is not counted (`trigger.short` does).");
  using In = TerminalsInput;
  d.member("capacity", &In::capacity, "of a cell", unit("coulomb").above(0)).required();
  d.member("resistance", &In::resistance, "of a cell, as `homogenised_cell` gives it", unit("ohm").above(0)).required();
  d.member("open_circuit", &In::open_circuit, "voltage over the state of charge").required();
  d.member("soc", &In::soc, "state of charge at the start", unit("1").above(0).at_most(1));
  d.member("separator", &In::separator, "that melts; default: it holds");
  d.member("parallel", &In::parallel,
           "cells that follow each other and are joined in parallel; the groups are in series",
           unit("1").at_least(1).at_most(1e6));
  d.member("current", &In::current, "of the load, positive when it discharges", unit("A"));
}
void DetectionInput::describe(Describe<DetectionInput>& d) {
  d.sentence("Virtual sensors on the layers, and the rule of an alarm.");
  d.member("sensors", &DetectionInput::sensors, "by name").required();
  d.member("alarm", &DetectionInput::alarm, "sensors joined by and, or, not and brackets").required();
  d.member("interval", &DetectionInput::interval, "between readings", unit("s").above(0));
  d.member("delay", &DetectionInput::delay, "from the rule to the alarm", unit("s").at_least(0));
  d.member("seed", &DetectionInput::seed, "of the noise", unit("1").at_least(0));
  d.check(&check);
}

}  // namespace voxvolt::stages
