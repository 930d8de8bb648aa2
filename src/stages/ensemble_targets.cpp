// SPDX-License-Identifier: BSD-3-Clause
#include "stages/ensemble_targets.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>

#include "config/units.hpp"

namespace voxvolt::stages {

using campaign::Surroundings;
using config::Complaint;

config::Value value_of(const Target& target, double value) {
  if (target.any_unit) return config::Value(config::Quantity{value, target.as.unit});
  if (target.whole && value == std::nearbyint(value)) return config::Value(static_cast<std::int64_t>(value));
  return config::Value(value);
}

namespace {

using Complain = std::function<void(const std::string&)>;

std::string head_of(const std::string& path) { return path.substr(0, path.find('.')); }

// Values that are written out must be such as the key takes; a tail may leave its bounds, and those members fail.
void refuse_beyond_bounds(const Vary& vary, const config::QuantityShape* shape,
                          const std::function<void(const std::string&)>& complain) {
  if (!shape) return;
  for (const Quantity& given : written_values(vary))
    if (!shape->unit.allows(config::convert(given.value, given.unit, shape->unit.si, shape->unit.difference)))
      return complain("`" + config::with_unit(given.value, given.unit) + "` is not allowed; it must be " +
                      shape->unit.allowed_text());
}

/// The input behind a path as a number; complains when there is none. False then.
bool find_number(Target& target, const Surroundings& surroundings, const Complain& complain) {
  const std::string& path = target.as.path;
  const std::size_t dot = path.find('.');
  if (dot == std::string::npos) {
    complain("names a stage, not one of its inputs (stage.key)");
    return false;
  }
  if (surroundings.kind_of(head_of(path)) == "ensemble") {
    complain("varies an ensemble: ensembles of ensembles are not in this release");
    return false;
  }
  if (surroundings.kind_of(head_of(path)) == "surrogate") {
    complain("varies how a model is fitted, which is not in this release; vary inputs of a `predict`");
    return false;
  }
  const Surroundings::Input input = surroundings.input(path);
  if (!input.shape) {
    complain("stage " + head_of(path) + " has no input " + path.substr(dot + 1));
    return false;
  }
  const auto* quantity = std::get_if<config::QuantityShape>(&input.shape->form);
  target.any_unit = std::holds_alternative<config::AnyQuantityShape>(input.shape->form);
  if (!quantity && !target.any_unit) {
    complain("is not a number, and only numbers are varied");
    return false;
  }
  if (quantity) {
    target.whole = quantity->whole;
    target.as.unit = quantity->unit.si;
  } else {
    target.as.unit = unit_of(*target.vary);
  }
  return true;
}

/// What the files of the input's stage say of it; false when they do not, which is complained of.
bool ask_source(Target& target, const Surroundings& surroundings, const Complain& complain) {
  const std::string& path = target.as.path;
  if (!surroundings.input(path).shape) return true;  // no input: complained of as every other
  const campaign::Spread spread = surroundings.spread(path);
  if (spread.distribution.is_null()) {
    complain(spread.objection);
    return false;
  }
  target.vary = std::make_shared<const Vary>(config::build<Vary>(spread.distribution));
  for (const auto& [key, value] : spread.correlations)
    target.correlations.emplace_back(head_of(path) + "." + key, value);
  return true;
}

// A distribution of an input's own.
Target target_of(const std::string& path, const Vary& given, const Surroundings& surroundings,
                 std::vector<Complaint>& complaints) {
  const Complain complain = [&](const std::string& message) { complaints.push_back({"vary." + path, message}); };
  Target target{false, false, {path, "1", "varied input " + path}, path, std::make_shared<const Vary>(given), {},
                "",    "1"};
  if (std::holds_alternative<FromSource>(given) && !ask_source(target, surroundings, complain)) return target;
  if (!find_number(target, surroundings, complain)) return target;
  const Vary& vary = *target.vary;
  const Surroundings::Input input = surroundings.input(path);
  const auto* quantity = std::get_if<config::QuantityShape>(&input.shape->form);
  if (is_known(vary)) try {
      const auto law = distribution_of(vary, target.as.unit);
      // Keys of a free-key map need not be there yet; whether one may be is for its stage to say.
      if (const std::string objection =
              !law || input.value ? "" : surroundings.objection(path, value_of(target, law->quantile(0.5)));
          !objection.empty())
        complain(objection);
      refuse_beyond_bounds(vary, quantity, complain);
    } catch (const std::invalid_argument& error) { complain(error.what()); }
  if (std::holds_alternative<Replicate>(vary) && !target.whole)
    complain("a replicate is for a seed, which is a whole number");
  if (target.whole && !std::holds_alternative<Replicate>(vary) && !std::holds_alternative<Values>(vary))
    complain("takes whole numbers only: use `replicate` or `values`");
  return target;
}

// Inputs that rows of an earlier table are mapped to.
void add_rows(const std::string& key, const Rows& rows, const Vary& vary, const Surroundings& surroundings,
              std::pair<std::vector<Target>&, std::vector<Complaint>&> into) {
  const Complain complain = [&](const std::string& message) { into.second.push_back({"vary." + key, message}); };
  const auto* declared = surroundings.declared(rows.of.name);
  if (!declared) return;  // a stage that does not exist is complained of where stages are linked
  if (surroundings.kind_of(rows.of.name) != "ensemble") complain(rows.of.name + " is no ensemble, so it has no table");
  const auto shared = std::make_shared<const Vary>(vary);
  for (const auto& [path, column] : rows.map) {
    Target target{false, false, {path, "1", "varied input " + path}, key, shared, {}, "table." + column, "1"};
    if (!find_number(target, surroundings, complain)) continue;
    const auto spec = std::ranges::find(*declared, target.column, &campaign::ProductSpec::name);
    if (spec == declared->end()) complain("the table of " + rows.of.name + " has no column " + column);
    else if (spec->axes.size() != 1) complain("the column " + column + " holds arrays; an input takes one number");
    else if (!target.any_unit && !config::same_dimension(spec->unit, target.as.unit))
      complain("the column " + column + " is in " + spec->unit + ", but " + path + " takes " + target.as.unit);
    else {
      target.column_unit = spec->unit;
      if (target.any_unit) target.as.unit = spec->unit;
      into.first.push_back(target);
    }
  }
}

}  // namespace

std::vector<Target> targets_of(const EnsembleInputs& inputs, const Surroundings& surroundings,
                               std::vector<Complaint>& complaints) {
  std::vector<Target> targets;
  for (const auto& [path, vary] : inputs.vary) {
    if (const auto* rows = std::get_if<Rows>(&vary)) add_rows(path, *rows, vary, surroundings, {targets, complaints});
    else targets.push_back(target_of(path, vary, surroundings, complaints));
  }
  return targets;
}

std::vector<VariedInput> varied_of(const std::vector<Target>& targets) {
  std::vector<VariedInput> varied;
  for (const Target& target : targets) varied.push_back(target.as);
  return varied;
}

}  // namespace voxvolt::stages
