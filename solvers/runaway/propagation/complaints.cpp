// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>

#include "solvers/runaway/propagation/grid_params.hpp"
#include "solvers/runaway/propagation/stack_params.hpp"

namespace voxvolt::runaway {

namespace {

class StackCheck {
 public:
  explicit StackCheck(const StackParams& s) : s_(s) {}

  std::vector<std::string> run() {
    if (s_.layers.empty()) say("the stack has no layers");
    for (std::size_t i = 0; i < s_.layers.size(); ++i) layer(i);
    if (!s_.layers.empty() && s_.contacts.size() + 1 != s_.layers.size())
      say("there must be one contact fewer than layers");
    for (const double c : s_.contacts)
      if (!not_negative(c)) say("a contact resistance is negative or no number");
    if (!positive(s_.area)) say("the area is not above zero");
    end(s_.left, "left end"), end(s_.right, "right end");
    exchange(s_.sides.exchange, "sides");
    if (!not_negative(s_.sides.perimeter_per_area)) say("sides: perimeter per area is negative");
    for (const Heater& h : s_.heaters) heater(h);
    for (const Short& x : s_.shorts) internal_short(x);
    if (s_.calorimeter) calorimeter();
    if (s_.ejecta) {
      const Ejecta& e = *s_.ejecta;
      if (!positive(e.share) || e.share >= 1) say("ejecta: the share is not between 0 and 1");
      if (!positive(e.at) || e.at >= 1) say("ejecta: the conversion is not between 0 and 1");
      if (!positive(e.duration)) say("ejecta: the duration is not above zero");
      if (!not_negative(e.to_neighbours) || e.to_neighbours > 1)
        say("ejecta: the share for neighbours is not between 0 and 1");
      if (s_.imposed) say("ejecta: none where the temperature is imposed");
    }
    if (s_.venting) {
      const Can& can = *s_.venting;
      for (const double x : {can.free_volume, can.ambient, can.closed_at, can.gas_heat_capacity})
        if (!positive(x)) say("venting: volume, pressures, temperature and heat capacity are above zero");
      if (!(can.burst > can.ambient)) say("venting: it bursts above the ambient pressure");
      if (can.opening && can.vapour && !can.vapour->amount) say("venting: through an opening solvent needs an amount");
      if (s_.imposed) say("venting: none where the temperature is imposed");
    }
    if (s_.imposed) {
      programme(*s_.imposed, "imposed temperature");
      if (!s_.heaters.empty() || !s_.shorts.empty() || s_.calorimeter)
        say("imposed temperature: no heater, short or calorimeter can stand beside it");
    }
    return out_;
  }

 private:
  static bool positive(double x) { return std::isfinite(x) && x > 0; }
  static bool not_negative(double x) { return std::isfinite(x) && x >= 0; }
  void say(const std::string& what) { out_.push_back(what); }

  void layer(std::size_t i) {
    const Layer& l = s_.layers[i];
    const std::string who = "layer " + std::to_string(i + 1) + " (" + l.name + "): ";
    const std::pair<double, const char*> numbers[] = {{l.thickness, "thickness"},
                                                      {l.conductivity, "conductivity"},
                                                      {l.density, "density"},
                                                      {l.heat_capacity, "heat capacity"},
                                                      {l.initial_temperature, "initial temperature"}};
    for (const auto& [value, name] : numbers)
      if (!positive(value)) say(who + name + " is not above zero");
    if (l.volumes < 1) say(who + "at least one volume is needed");
    if (!l.mechanism && !l.initial.empty()) say(who + "initial species without a mechanism");
  }

  void programme(const Programme& p, const std::string& who) {
    if (p.time.empty() || p.time.size() != p.temperature.size()) return say(who + ": as many times as temperatures");
    for (std::size_t i = 0; i < p.time.size(); ++i) {
      if (!std::isfinite(p.time[i]) || (i > 0 && p.time[i] <= p.time[i - 1])) say(who + ": times must increase");
      if (!positive(p.temperature[i])) say(who + ": a temperature is not above zero");
    }
  }

  void exchange(const Exchange& e, const std::string& who) {
    if (!not_negative(e.coefficient)) say(who + ": the coefficient is negative or no number");
    if (!not_negative(e.emissivity) || e.emissivity > 1) say(who + ": the emissivity is not between 0 and 1");
    programme(e.ambient, who + ", ambient");
  }

  void end(const End& e, const std::string& who) {
    if (e.kind == End::Kind::exchange) exchange(e.exchange, who);
    if (e.kind == End::Kind::held) programme(e.temperature, who + ", held");
  }

  bool there(int layer, const std::string& who) {
    if (layer >= 0 && layer < static_cast<int>(s_.layers.size())) return true;
    say(who + ": there is no such layer");
    return false;
  }

  void heater(const Heater& h) {
    if (!there(h.layer, "heater") || (h.watched && !there(*h.watched, "heater"))) return;
    if (!positive(h.power)) say("heater: the power is not above zero");
    if (!not_negative(h.start)) say("heater: it starts before the run");
    if (h.duration && !positive(*h.duration)) say("heater: the duration is not above zero");
    if (h.energy && !positive(*h.energy)) say("heater: the energy is not above zero");
    if (h.until_temperature && !positive(*h.until_temperature)) say("heater: its last temperature is not above zero");
  }

  void internal_short(const Short& x) {
    if (!there(x.layer, "short")) return;
    if (!positive(x.voltage) || !not_negative(x.internal_resistance) || !positive(x.resistance))
      say("short: voltage and resistance must be above zero");
    if (!not_negative(x.start)) say("short: it starts before the run");
    if (x.energy && !positive(*x.energy)) say("short: the energy is not above zero");
    if (x.most_current && !positive(*x.most_current)) say("short: the largest current is not above zero");
    const Layer& l = s_.layers[x.layer];
    const int first = x.first.value_or(0), last = x.last.value_or(l.volumes);
    if (first < 0 || last > l.volumes || first >= last) say("short: its site is not within the layer");
    if (x.consumes.empty()) return;
    if (!l.mechanism) say("short: it consumes species of a layer that has none");
    if (x.first || x.last || x.start != 0) say("short: one that consumes species heats the whole cell from the start");
    for (const Short::Consumption& c : x.consumes)
      if (!positive(c.amount)) say("short: what a coulomb consumes of " + c.species + " is not above zero");
    for (const Short& other : s_.shorts)
      if (&other != &x && other.layer == x.layer) say("short: a layer has two, and one consumes species");
  }

  void calorimeter() {
    const HeatWaitSearch& c = *s_.calorimeter;
    if (s_.left.kind != End::Kind::adiabatic || s_.right.kind != End::Kind::adiabatic ||
        s_.sides.perimeter_per_area != 0)
      say("calorimeter: its surroundings follow the cell, so ends and sides exchange nothing");
    for (const double x : {c.start, c.step, c.heating_rate, c.wait, c.search, c.sensitivity, c.end})
      if (!positive(x)) return say("calorimeter: all its numbers are above zero");
    if (c.end <= c.start) say("calorimeter: it ends above where it starts");
    if (!s_.heaters.empty()) say("calorimeter: no heater can stand beside it");
  }

  const StackParams& s_;
  std::vector<std::string> out_;
};

class GridCheck {
 public:
  explicit GridCheck(const GridParams& g) : g_(g) {}

  std::vector<std::string> run() {
    for (const auto& widths : g_.widths) {
      if (widths.empty()) say("the grid needs at least one voxel along each axis");
      for (const double width : widths)
        if (!(std::isfinite(width) && width > 0)) return say("a voxel's width is not above zero"), out_;
    }
    if (g_.parts.empty()) say("the grid has no parts");
    if (g_.size() != g_.part_of.size()) say("the grid needs one part number per voxel");
    std::vector<bool> seen(g_.parts.size(), false);
    for (const int part : g_.part_of) {
      if (part >= static_cast<int>(seen.size()) || part < -1)
        return say("a voxel belongs to a part that is not there"), out_;
      if (part >= 0) seen[part] = true;
    }
    for (std::size_t i = 0; i < seen.size(); ++i) part(i, seen[i]);
    if (!(std::isfinite(g_.contact) && g_.contact >= 0)) say("the contact resistance is negative or no number");
    for (const PartContact& c : g_.contacts) {
      const auto there = [&](int part) { return part >= 0 && part < static_cast<int>(g_.parts.size()); };
      if (!there(c.a) || !there(c.b) || c.a == c.b) say("a contact is between parts that are not there");
      if (!(std::isfinite(c.resistance) && c.resistance >= 0)) say("a contact resistance is negative or no number");
    }
    for (const auto& h : g_.coefficient)
      if (h && !(std::isfinite(*h) && *h >= 0)) say("the coefficient of an outer face is negative or no number");
    for (const Short& s : g_.shorts)
      if (s.first || s.last) say("a short in a grid heats its whole part");
    return out_;
  }

 private:
  void say(const std::string& what) { out_.push_back(what); }
  void part(std::size_t i, bool seen) {
    const std::string who = "part " + std::to_string(i + 1) + " (" + g_.parts[i].name + "): ";
    if (!seen) say(who + "no voxel belongs to it");
    for (const double k : g_.parts[i].conductivity)
      if (!(std::isfinite(k) && k > 0)) say(who + "a conductivity is not above zero");
  }
  const GridParams& g_;
  std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> complaints_about(const GridParams& grid) { return GridCheck(grid).run(); }

std::vector<std::string> complaints_about(const StackParams& stack) { return StackCheck(stack).run(); }

}  // namespace voxvolt::runaway
