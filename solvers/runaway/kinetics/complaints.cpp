// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>
#include <set>

#include "solvers/runaway/kinetics/kinetics_params.hpp"
#include "solvers/runaway/kinetics/rate_shape.hpp"

namespace voxvolt::runaway {

namespace {

using Complaints = std::vector<std::string>;

bool at_least(double x, double least) { return std::isfinite(x) && x >= least; }

class ReactionCheck {
 public:
  ReactionCheck(const Mechanism& mechanism, const Reaction& reaction, Complaints& out)
      : mechanism_(mechanism), reaction_(reaction), out_(out) {}

  void run() {
    numbers();
    changes();
    factors();
    limiters();
  }

 private:
  void say(const std::string& what) {
    out_.push_back("mechanism " + mechanism_.name + ", reaction " + reaction_.name + ": " + what);
  }
  bool known(const std::string& species, const std::string& where) {
    for (const Species& s : mechanism_.species)
      if (s.name == species) return true;
    say(where + " names the species " + species + ", which is not there");
    return false;
  }

  void numbers() {
    if (!at_least(reaction_.pre_exponential, 0)) say("the pre-exponential factor is negative or no number");
    if (!at_least(reaction_.activation_temperature, 0)) say("the activation energy is negative or no number");
    if (!std::isfinite(reaction_.heat)) say("the heat is no number");
  }

  void changes() {
    if (reaction_.changes.empty()) say("it changes no species, so that it would never end");
    bool takes = false;
    std::set<std::string> seen;
    for (const Change& change : reaction_.changes) {
      known(change.species, "a change");
      if (!seen.insert(change.species).second) say("the species " + change.species + " is changed twice");
      if (!std::isfinite(change.amount) || change.amount == 0)
        say("the change of " + change.species + " is zero or no number");
      if (change.amount < 0 && !depends_on(change.species))
        say("it takes " + change.species + ", but its rate does not depend on how much there is");
      takes = takes || change.amount < 0;
    }
    if (!reaction_.changes.empty() && !takes) say("it takes no species, so that it would never end");
  }

  bool depends_on(const std::string& species) const {
    for (const Factor& factor : reaction_.factors)
      if (factor.species == species) return true;
    return false;
  }

  void factors() {
    if (reaction_.factors.size() > most_factors) say("it has more than " + std::to_string(most_factors) + " factors");
    for (const Factor& factor : reaction_.factors) {
      known(factor.species, "a factor");
      if (factor.form == Factor::Form::power && !(std::isfinite(factor.order) && factor.order > 0))
        say("the order of " + factor.species + " is not above zero");
      if (factor.form == Factor::Form::saturation && !(std::isfinite(factor.half) && factor.half > 0))
        say("the half constant of " + factor.species + " is not above zero");
    }
  }

  void limiters() {
    if (reaction_.barrier) {
      known(reaction_.barrier->species, "the barrier");
      if (!at_least(reaction_.barrier->slope, 0) || !at_least(reaction_.barrier->most, 0))
        say("the barrier has a negative number");
    }
    if (const auto& d = reaction_.diffusion)
      if (!at_least(d->pre_exponential, 0) || !at_least(d->area, 0) || !at_least(d->diffusion_temperature, 0) ||
          !(d->diffusivity_298 > 0))
        say("the diffusion limit has a number that is negative, or a diffusivity that is not above zero");
    if (reaction_.ceiling && !(std::isfinite(*reaction_.ceiling) && *reaction_.ceiling > 0))
      say("the ceiling is not above zero");
    if (reaction_.gate && !(at_least(reaction_.gate->from, 0) && reaction_.gate->width > 0))
      say("the gate's temperature is negative or its width is not above zero");
    for (const Gas& gas : reaction_.gases)
      if (!at_least(gas.amount, 0)) say("the gas " + gas.name + " is released in a negative amount");
  }

  const Mechanism& mechanism_;
  const Reaction& reaction_;
  Complaints& out_;
};

}  // namespace

Complaints complaints_about(const Mechanism& mechanism) {
  Complaints out;
  const std::string who = "mechanism " + mechanism.name + ": ";
  std::set<std::string> names;
  for (const Species& s : mechanism.species) {
    if (!names.insert(s.name).second) out.push_back(who + "the species " + s.name + " is there twice");
    if (!at_least(s.initial, 0)) out.push_back(who + "the species " + s.name + " starts below zero");
  }
  if (mechanism.reactions.empty()) out.push_back(who + "it has no reactions");
  std::set<std::string> reactions;
  for (const Reaction& r : mechanism.reactions) {
    if (!reactions.insert(r.name).second) out.push_back(who + "the reaction " + r.name + " is there twice");
    ReactionCheck(mechanism, r, out).run();
  }
  return out;
}

}  // namespace voxvolt::runaway
