// SPDX-License-Identifier: BSD-3-Clause
// How uncertain the numbers of kinetics are, as their own files say.
#include <cmath>

#include "config/names.hpp"
#include "stages/runaway_cases.hpp"
#include "stages/vary.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Spread;
using Changes = std::map<std::string, parameters::RawSetting>;

/// A number of kinetics at a key of the stage: `stack.layers.2.set.reactions.burn.heat`.
struct Found {
  const KineticsInput* kinetics = nullptr;
  const Changes* changes = nullptr;
  std::string path;
};
Found find(const RunawayInputs& in, const std::string& key) {
  const auto below = [&](const std::string& head) {
    const std::string start = head + ".set.";
    return key.starts_with(start) ? key.substr(start.size()) : "";
  };
  if (in.stack)
    for (std::size_t i = 0; i < in.stack->layers.size(); ++i) {
      const LayerInput& layer = in.stack->layers[i];
      if (const std::string path = below("stack.layers." + std::to_string(i + 1)); layer.kinetics && !path.empty())
        return {&*layer.kinetics, &layer.set, path};
    }
  for (const auto& [type, cell] : in.cells)
    if (const std::string path = below("cells." + type); !path.empty()) return {&cell.kinetics, &cell.set, path};
  return {};
}

/// What is positive stays so: a relative standard deviation u is a lognormal law of equal u.
Vary law_of(double value, double relative, const std::string& unit) {
  if (value > 0) return Lognormal{{value, unit}, std::sqrt(std::log1p(relative * relative)), {}, {}};
  return Normal{{value, unit}, {}, relative, {}, {}};
}

}  // namespace

Spread StackMaker::spread(const RunawayInputs& in, const std::string& key) {
  const Found found = find(in, key);
  if (!found.kinetics) return {.objection = "only numbers of kinetics (`set`) have uncertainties in their files"};
  const parameters::KineticsSet& set = set_for(*found.kinetics);
  const auto beside = set.numbers.find(found.path);
  if (beside == set.numbers.end() || !(beside->second.uncertainty > 0)) {
    std::vector<std::string> known;
    for (const auto& [path, one] : set.numbers)
      if (one.uncertainty > 0 && parameters::kinetics_shape_of(path)) known.push_back(path);
    return {.objection = set.name + " states no uncertainty for it; it does for: " + config::listed(known)};
  }
  const auto change = found.changes->find(found.path);
  const config::Value* value = change != found.changes->end() ? &change->second.value : set.content.find(found.path);
  const config::ShapeRef shape = parameters::kinetics_shape_of(found.path);
  const auto* number = shape ? std::get_if<config::QuantityShape>(&shape->form) : nullptr;
  if (!number || !value || value->is<config::Reference>())
    return {.objection =
                "its file gives an uncertainty about its own value, which is no number that is known before a "
                "run"};
  return {.distribution =
              config::Form<Vary>::to_value(law_of(value->number(), beside->second.uncertainty, number->unit.si))};
}

}  // namespace voxvolt::stages
