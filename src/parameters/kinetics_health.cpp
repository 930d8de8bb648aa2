// SPDX-License-Identifier: BSD-3-Clause
// How the state of a cell changes what there is to burn: the mapping that its kinetics file states.
#include <algorithm>
#include <cmath>

#include "config/names.hpp"
#include "config/units.hpp"
#include "parameters/kinetics.hpp"
#include "parameters/kinetics_check.hpp"

namespace voxvolt::parameters {
namespace {

using config::Complaint;

std::optional<double> measured(const HealthState& health, const std::string& measure) {
  if (measure == "soc") return health.soc;
  if (measure == "sei_thickness") return health.sei_thickness;
  if (measure == "plated") return health.plated;
  if (measure == "lli") return health.lli;
  return measure == "lam_negative" ? health.lam_negative : health.lam_positive;
}

double fresh(const KineticsFile& file, const std::string& measure) {
  if (measure == "sei_thickness") return file.health.fresh_sei_thickness.value_or(0);
  return measure == "soc" ? 1 : 0;
}

/// One effect, with how far it is off by its score.
struct Effect {
  std::string species;
  double factor = 1, gain = 0;
};

Effect effect_of(const KineticsSet& set, const KineticsFile& file, std::size_t index, double h, double score) {
  const EffectEntry& entry = file.health.effects[index];
  const std::string at = "health.effects." + std::to_string(index + 1);
  const auto with_error = [&](const config::Quantity& q, const std::string& unit, const std::string& key) {
    const auto beside = set.numbers.find(at + "." + key);
    const double sd = beside == set.numbers.end() ? 0 : beside->second.uncertainty;
    return config::convert(q.value, q.unit, unit) * (1 + score * sd);
  };
  if (entry.slope)
    return {entry.species, 1 + with_error(*entry.slope, unit_of_slope(entry.of), "slope") * (h - fresh(file, entry.of)),
            0};
  return {entry.species, 1, with_error(*entry.gain, unit_of_gain(entry.of, file.amount_unit()), "gain") * h};
}

}  // namespace

std::vector<double> initial_of(const KineticsSet& set, const HealthState& health, std::vector<std::string>& said,
                               std::vector<Complaint>& complaints) {
  const auto file = config::build<KineticsFile>(set.content);
  std::map<std::string, Effect> total;
  for (const std::string& measure : health_measures()) {
    const auto h = measured(health, measure);
    const auto score = health.scores.find(measure);
    bool is_mapped = false;
    for (std::size_t i = 0; i < file.health.effects.size(); ++i) {
      if (file.health.effects[i].of != measure) continue;
      is_mapped = true;
      if (!h) continue;
      const Effect one = effect_of(set, file, i, *h, score == health.scores.end() ? 0 : score->second);
      Effect& sum = total[one.species];
      sum.factor *= one.factor, sum.gain += one.gain;
    }
    if (h && !is_mapped)
      complaints.push_back({measure, "the kinetics " + set.name + " do not say what it changes (`health.effects`)"});
    if (score != health.scores.end() && !h)
      complaints.push_back({"scores." + measure, "is of a measure that is not given"});
  }
  for (const auto& [measure, score] : health.scores)
    if (!unit_of_measure(measure)) {
      const auto close = config::nearest(measure, health_measures());
      complaints.push_back({"scores." + measure,
                            "there is no such measure" + (close ? "; did you mean `" + *close + "`?"
                                                                : "; there are " + config::listed(health_measures()))});
    }
  std::vector<double> amounts;
  for (const runaway::Species& species : mechanism_of(file, set.name).species) {
    const auto found = total.find(species.name);
    const double amount =
        found == total.end() ? species.initial : species.initial * found->second.factor + found->second.gain;
    if (amount < 0)
      complaints.push_back({"", "the mapping of " + set.name + " makes " + species.name + " start at " +
                                    config::with_unit(amount, file.amount_unit()) + ", below zero"});
    if (amount != species.initial)
      said.push_back(species.name + " starts at " + config::with_unit(amount, file.amount_unit()) + " instead of " +
                     config::with_unit(species.initial, file.amount_unit()));
    amounts.push_back(amount);
  }
  return amounts;
}

}  // namespace voxvolt::parameters
