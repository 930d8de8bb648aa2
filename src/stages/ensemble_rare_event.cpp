// SPDX-License-Identifier: BSD-3-Clause
#include "stages/ensemble_rare_event.hpp"

#include <algorithm>
#include <cmath>

#include "config/units.hpp"
#include "uq/rare_event.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Axis;
using campaign::ProductForm;
using campaign::ProductSpec;

struct Specs {
  ProductSpec probability{"probability", "1", "", ProductForm::scalar, {}, true};
  ProductSpec interval{"probability.interval", "1", "95 % interval of the probability", ProductForm::array, {"bound"}};
  ProductSpec members{"rare_event.members", "1", "members evaluated for the probability", ProductForm::scalar, {}};
  ProductSpec failed{"rare_event.failed",
                     "1",
                     "of these, members that failed: taken as outside of the event",
                     ProductForm::scalar,
                     {}};
  ProductSpec failed_near{
      "rare_event.failed_near", "1", "of these, members next to the event", ProductForm::scalar, {}};
  ProductSpec rows{"rare_event.error.rows",
                   "1",
                   "part of the probability's error: 95 % half-width, at most, that comes of the number of rows",
                   ProductForm::scalar,
                   {}};
  ProductSpec thresholds{
      "rare_event.thresholds", "", "value of the margin that each level is below", ProductForm::array, {"level"}};
  Specs(const RareEvent& event, const std::string& unit, const std::string& sample) {
    probability.meaning =
        "probability that " + event.of + " is below " + config::with_unit(event.below.value, event.below.unit) + sample;
    thresholds.unit = unit;
  }
};

bool draws_rows(const EnsembleInputs& inputs) {
  return std::ranges::any_of(inputs.vary, [](const auto& one) { return std::holds_alternative<Rows>(one.second); });
}

Axis counted(const char* name, const char* meaning, std::size_t count) {
  Axis axis{name, "1", meaning, {}};
  for (std::size_t i = 1; i <= count; ++i) axis.values.push_back(static_cast<double>(i));
  return axis;
}

}  // namespace

std::vector<ProductSpec> rare_event_specs(const EnsembleInputs& inputs, const std::string& unit) {
  const auto* event = analysis<RareEvent>(inputs);
  if (!event) return {};
  const Specs specs(*event, unit, "");
  std::vector<ProductSpec> declared{specs.probability, specs.interval,    specs.members,
                                    specs.failed,      specs.failed_near, specs.thresholds};
  if (draws_rows(inputs)) declared.push_back(specs.rows);
  return declared;
}

bool add_rare_event(campaign::Products& products, const EnsembleInputs& inputs, const InputSpace& space,
                    const std::string& unit, const Evaluate& evaluate) {
  const RareEvent& event = *analysis<RareEvent>(inputs);
  uq::RareEventSettings settings;
  settings.inputs = space.size();
  settings.below = config::convert(event.below.value, event.below.unit, unit);
  settings.samples = static_cast<std::size_t>(event.samples);
  settings.runs = static_cast<std::size_t>(event.runs);
  settings.seed = static_cast<std::uint64_t>(inputs.seed.value_or(0));
  const uq::Margin margin = [&](const uq::Design& scores) { return evaluate(space.members_from_scores(scores)); };
  uq::Probability found = std::holds_alternative<Subset>(event.method) ? uq::subset_simulation(margin, settings)
                                                                       : uq::importance_sampling(margin, settings);
  double of_rows = 0;
  for (const auto& [input, rows] : space.rows())
    of_rows = std::hypot(of_rows, uq::deviation_of_rows(found, space.rows_at(input, found.inside), rows));
  uq::widen(found, of_rows);
  const std::string well =
      std::to_string(found.members - found.failed) + " of " + std::to_string(found.members) + " members";
  const Specs specs(event, unit,
                    (found.reached ? ", from " : ", an upper bound: the event was not reached; from ") + well);
  products.add_scalar(specs.probability, found.value, std::max(found.value - found.low, found.high - found.value));
  products.add_array(specs.interval, {counted("bound", "1: low, 2: high", 2)}, {found.low, found.high});
  products.add_scalar(specs.members, static_cast<double>(found.members));
  products.add_scalar(specs.failed, static_cast<double>(found.failed));
  products.add_scalar(specs.failed_near, static_cast<double>(found.failed_near));
  products.add_array(specs.thresholds, {counted("level", "number of the level", found.thresholds.size())},
                     found.thresholds);
  if (draws_rows(inputs)) products.add_scalar(specs.rows, 1.96 * of_rows * found.value);
  return found.reached;
}

}  // namespace voxvolt::stages
