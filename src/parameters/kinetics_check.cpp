// SPDX-License-Identifier: BSD-3-Clause
#include "parameters/kinetics_check.hpp"

#include <algorithm>
#include <cmath>

#include "config/errors.hpp"
#include "config/names.hpp"
#include "config/units.hpp"
#include "parameters/kinetics.hpp"

namespace voxvolt::parameters {
namespace {

using config::Complaint;
using config::Quantity;
using config::shown;

constexpr double kGasConstant = 8.31446261815324;  // J/(mol K), CODATA 2018

class FileCheck {
 public:
  FileCheck(const KineticsFile& file, const std::string& name) : file_(file), name_(name) {}

  std::vector<Complaint> run() {
    for (const auto& [species, entry] : file_.species) names_.push_back(species);
    if (names_.empty()) say("species", "there are none: something must burn");
    if (file_.reactions.empty()) say("reactions", "there are none");
    for (const auto& [species, entry] : file_.species)
      quantity("species." + species + ".initial", entry.initial, file_.amount_unit(), false);
    for (const auto& [reaction, entry] : file_.reactions) check("reactions." + reaction, entry);
    for (std::size_t i = 0; i < file_.health.effects.size(); ++i)
      check("health.effects." + std::to_string(i + 1), file_.health.effects[i]);
    if (out_.empty())
      for (const std::string& text : runaway::complaints_about(mechanism_of(file_, name_))) say("reactions", text);
    return std::move(out_);
  }

 private:
  void say(const std::string& key, const std::string& message) { out_.push_back({key, message}); }

  void quantity(const std::string& key, const Quantity& given, const std::string& unit, bool above_zero) {
    try {
      const double value = config::convert(given.value, given.unit, unit);
      if (value < 0 || (above_zero && value == 0))
        say(key, "`" + config::with_unit(given.value, given.unit) + "` is not allowed; it must be " +
                     (above_zero ? "above 0" : "at least 0"));
    } catch (const config::UnitError&) {
      say(key, "`" + config::with_unit(given.value, given.unit) + "` has another dimension; needed is " +
                   (unit == "1" ? "a number without a unit" : "a unit like `" + unit + "`"));
    }
  }

  bool known(const std::string& key, const std::string& species) {
    if (file_.species.contains(species)) return true;
    const auto close = config::nearest(species, names_);
    say(key, "there is no species " + shown(species) +
                 (close ? "; did you mean `" + *close + "`?" : "; species are: " + config::listed(names_)));
    return false;
  }

  void check(const std::string& at, const ReactionEntry& r) {
    if (file_.by_mass() && r.content)
      say(at + ".content", "goes with `amounts: fraction`; here the heat is per kg of the species themselves");
    if (!file_.by_mass() && !r.content)
      say(at, "needs `content`: with `amounts: fraction` the heat is per kg of what takes part");
    for (const auto& [species, amount] : r.changes) {
      known(at + ".changes." + species, species);
      if (amount == 0) say(at + ".changes." + species, "a change of 0 is none; leave it out");
    }
    for (const auto& [species, factor] : r.factors) {
      known(at + ".factors." + species, species);
      if (factor.half) quantity(at + ".factors." + species + ".half", *factor.half, file_.amount_unit(), true);
    }
    if (!r.barrier) return;
    known(at + ".barrier.species", r.barrier->species);
    quantity(at + ".barrier.thickness", r.barrier->thickness, file_.amount_unit(), true);
  }

  void check(const std::string& at, const EffectEntry& e) {
    known(at + ".species", e.species);
    if (!unit_of_measure(e.of)) {
      const auto close = config::nearest(e.of, health_measures());
      return say(at + ".of",
                 "there is no measure " + shown(e.of) +
                     (close ? "; did you mean `" + *close + "`?" : "; there are " + config::listed(health_measures())));
    }
    const auto dimension = [&](const char* key, const std::optional<Quantity>& given, const std::string& unit) {
      if (given && !config::same_dimension(given->unit, unit))
        say(at + "." + key, "`" + config::with_unit(given->value, given->unit) + "` has another dimension; needed is " +
                                (unit == "1" ? "a number without a unit" : "a unit like `" + unit + "`"));
    };
    dimension("slope", e.slope, unit_of_slope(e.of));
    dimension("gain", e.gain, unit_of_gain(e.of, file_.amount_unit()));
    if (e.of == "sei_thickness" && !file_.health.fresh_sei_thickness)
      say(at, "needs `health.fresh_sei_thickness`: an effect is of the difference from a fresh cell");
  }

  const KineticsFile& file_;
  const std::string& name_;
  std::vector<std::string> names_;
  std::vector<Complaint> out_;
};

runaway::Reaction reaction_of(const std::string& name, const ReactionEntry& r, const std::string& amount_unit) {
  const auto amount = [&](const Quantity& q) { return config::convert(q.value, q.unit, amount_unit); };
  runaway::Reaction out;
  out.name = name;
  out.pre_exponential = r.pre_exponential;
  out.activation_temperature =
      r.activation_temperature ? *r.activation_temperature : *r.activation_energy / kGasConstant;
  const double content = r.content.value_or(1);
  out.heat = r.heat * content;
  for (const auto& [species, change] : r.changes) out.changes.push_back({species, change});
  for (const auto& [species, factor] : r.factors) {
    if (factor.half) out.factors.push_back({species, runaway::Factor::Form::saturation, 1, amount(*factor.half)});
    else out.factors.push_back({species, runaway::Factor::Form::power, *factor.order, 0});
  }
  if (r.barrier) out.barrier = {r.barrier->species, 1 / amount(r.barrier->thickness), r.barrier->most};
  if (r.diffusion)
    out.diffusion = {r.diffusion->pre_exponential, r.diffusion->area, r.diffusion->diffusivity_298,
                     r.diffusion->activation_energy / kGasConstant};
  out.ceiling = r.ceiling;
  if (r.gate) out.gate = {r.gate->from, r.gate->width};
  for (const auto& [gas, moles] : r.gases) out.gases.push_back({gas, moles * content});
  return out;
}

}  // namespace

const std::vector<std::string>& health_measures() {
  static const std::vector<std::string> names{"soc", "sei_thickness", "plated", "lli", "lam_negative", "lam_positive"};
  return names;
}
const char* unit_of_measure(const std::string& measure) {
  if (measure == "sei_thickness") return "m";
  return std::ranges::count(health_measures(), measure) ? "1" : nullptr;
}
std::string unit_of_slope(const std::string& measure) { return measure == "sei_thickness" ? "1/m" : "1"; }
std::string unit_of_gain(const std::string& measure, const std::string& amount_unit) {
  if (measure != "sei_thickness") return amount_unit;
  return amount_unit == "1" ? "1/m" : amount_unit + "/m";
}

std::vector<Complaint> complaints_of(const KineticsFile& file, const std::string& name) {
  return FileCheck(file, name).run();
}

runaway::Mechanism mechanism_of(const KineticsFile& file, const std::string& name) {
  runaway::Mechanism out;
  out.name = name;
  for (const auto& [species, entry] : file.species)
    out.species.push_back({species, config::convert(entry.initial.value, entry.initial.unit, file.amount_unit())});
  for (const auto& [reaction, entry] : file.reactions)
    out.reactions.push_back(reaction_of(reaction, entry, file.amount_unit()));
  return out;
}

}  // namespace voxvolt::parameters
