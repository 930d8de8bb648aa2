// SPDX-License-Identifier: BSD-3-Clause
#include "stages/ensemble_declare.hpp"

#include <algorithm>
#include <stdexcept>

#include "campaign/summary.hpp"
#include "config/names.hpp"
#include "stages/design_file.hpp"
#include "stages/ensemble_analysis.hpp"
#include "stages/ensemble_design.hpp"
#include "stages/ensemble_fields.hpp"
#include "stages/ensemble_rare_event.hpp"

namespace voxvolt::stages {

using campaign::ProductForm;
using campaign::ProductSpec;
using campaign::Surroundings;
using config::Complaint;

namespace {

std::string head_of(const std::string& path) { return path.substr(0, path.find('.')); }

// The product of levels, or of samples and inputs: what a few keys can take beyond any memory.
void check_members(const EnsembleInputs& inputs, std::vector<Complaint>& complaints) {
  double members = 1, repeats = 1;
  const double size = static_cast<double>(input_names(inputs).size());
  const auto* grid = std::get_if<Grid>(&inputs.design);
  if (const auto* saltelli = std::get_if<Saltelli>(&inputs.design))
    members = static_cast<double>(saltelli->samples) * (size + 2);
  if (const auto* morris = std::get_if<Morris>(&inputs.design))
    members = static_cast<double>(morris->trajectories) * (size + 1);
  if (grid)
    for (const auto& [path, vary] : inputs.vary) {
      if (const auto* replicate = std::get_if<Replicate>(&vary))
        repeats = std::max(repeats, static_cast<double>(replicate->count));
      else if (const auto* values = std::get_if<Values>(&vary)) members *= static_cast<double>(values->values.size());
      else if (!std::holds_alternative<Rows>(vary)) members *= static_cast<double>(grid->points);
    }
  if (members * repeats <= kMostMembers) return;
  complaints.push_back({"design", std::string("a ") + (grid ? "grid" : "design") + " of " +
                                      campaign::count_text(members * repeats) + " members; at most " +
                                      campaign::count_text(kMostMembers) + " are allowed"});
}

// An ensemble on the way from a varied input to a collected product would have to run for each member.
void refuse_nesting(const EnsembleInputs& inputs, const Surroundings& surroundings,
                    std::vector<Complaint>& complaints) {
  std::vector<std::string> moved, wanted;
  const auto has = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const std::string& path : varied_paths(inputs)) moved.push_back(head_of(path));
  for (const std::string& path : inputs.collect) wanted.push_back(head_of(path));
  const std::vector<std::string> stages = surroundings.stages();
  for (const std::string& stage : stages)
    for (const std::string& need : surroundings.needs(stage))
      if (has(moved, need)) moved.push_back(stage);
  for (auto stage = stages.rbegin(); stage != stages.rend(); ++stage)
    if (has(wanted, *stage))
      for (const std::string& need : surroundings.needs(*stage)) wanted.push_back(need);
  for (const std::string& stage : stages)
    if (surroundings.kind_of(stage) == "ensemble" && has(moved, stage) && has(wanted, stage))
      complaints.push_back({"collect", "the ensemble " + stage +
                                           " is between what is varied and what is collected: ensembles of "
                                           "ensembles are not in this release"});
}

// What distributions, correlations and medians make together, where all of their numbers are known.
void check_space(const EnsembleInputs& inputs, const std::vector<Target>& targets, std::vector<Complaint>& complaints) {
  if (!complaints.empty()) return;
  for (const Target& target : targets)
    if (std::holds_alternative<Rows>(*target.vary) || !is_known(*target.vary)) return;
  try {
    const InputSpace space(inputs, targets, {});
    const auto* differences = std::get_if<FiniteDifferences>(&inputs.design);
    if (differences || analysis<FisherAnalysis>(inputs))
      (void)space.nominal(differences && std::holds_alternative<BySd>(differences->scale));
  } catch (const std::invalid_argument& error) {
    complaints.push_back({inputs.correlate ? "correlate" : "design", error.what()});
  }
}

// What analyses are made of; complains about those that name a field.
std::vector<ProductSpec> without_fields(const EnsembleInputs& inputs, const std::vector<ProductSpec>& collected,
                                        std::vector<Complaint>& complaints) {
  std::vector<ProductSpec> numbers;
  for (const ProductSpec& spec : collected) {
    if (spec.form != ProductForm::field) {
      numbers.push_back(spec);
      continue;
    }
    const auto* fisher = analysis<FisherAnalysis>(inputs);
    const auto* event = analysis<RareEvent>(inputs);
    const auto* test = analysis<PairedTest>(inputs);
    if ((fisher && fisher->noise.contains(spec.name)) || (event && event->of == spec.name) ||
        (test && (test->reference == spec.name || std::ranges::find(test->of, spec.name) != test->of.end())))
      complaints.push_back({"analyse", spec.name + " is a field, of which there are mean, sd, least and most only"});
  }
  return numbers;
}

}  // namespace

std::vector<std::string> stages_of_ensemble(const EnsembleInputs& inputs) {
  std::vector<std::string> stages;
  const auto add = [&](const std::string& path) {
    if (std::find(stages.begin(), stages.end(), head_of(path)) == stages.end()) stages.push_back(head_of(path));
  };
  for (const std::string& path : varied_paths(inputs)) add(path);
  for (const std::string& path : inputs.collect) add(path);
  return stages;
}

std::vector<ProductSpec> collected_specs(const EnsembleInputs& inputs, const Surroundings& surroundings,
                                         std::vector<Complaint>& complaints) {
  std::vector<ProductSpec> specs;
  for (std::size_t i = 0; i < inputs.collect.size(); ++i) {
    const std::string& path = inputs.collect[i];
    const std::string key = "collect." + std::to_string(i + 1), stage = head_of(path);
    const auto* declared = surroundings.declared(stage);
    if (!declared) continue;  // a stage that does not exist is complained of where stages are linked
    const std::string name = path.size() > stage.size() ? path.substr(stage.size() + 1) : "";
    const auto spec =
        std::find_if(declared->begin(), declared->end(), [&](const ProductSpec& one) { return one.name == name; });
    if (spec == declared->end()) {
      std::vector<std::string> names;
      for (const ProductSpec& one : *declared) names.push_back(one.name);
      const auto close = config::nearest(name, names);
      complaints.push_back(
          {key, "\"" + path + "\": stage " + stage + " has no such product" +
                    (close ? "; did you mean " + stage + "." + *close + "?" : "; it has " + config::listed(names))});
    } else if (spec->form == ProductForm::text) {
      complaints.push_back({key, "\"" + path + "\" is a text; scalars, arrays and fields can be collected"});
    } else {
      specs.push_back(*spec);
      specs.back().name = path;
    }
  }
  return specs;
}

std::string unit_of_event(const EnsembleInputs& inputs, const std::vector<ProductSpec>& collected) {
  const auto* event = analysis<RareEvent>(inputs);
  for (const ProductSpec& spec : collected)
    if (event && spec.name == event->of) return spec.unit;
  return "1";
}

std::vector<ProductSpec> declare_ensemble(const EnsembleInputs& inputs, const Surroundings& surroundings,
                                          std::vector<Complaint>& complaints) {
  refuse_nesting(inputs, surroundings, complaints);
  check_members(inputs, complaints);
  const std::vector<Target> targets = targets_of(inputs, surroundings, complaints);
  const std::vector<ProductSpec> collected = collected_specs(inputs, surroundings, complaints);
  if (const auto* file = std::get_if<FromFile>(&inputs.design);
      file && complaints.empty() && !file->file.sha256.empty()) {
    try {
      (void)design_from_file(file->file.path, varied_of(targets));
    } catch (const std::invalid_argument& error) { complaints.push_back({"design.file", error.what()}); }
  }
  std::vector<ProductSpec> specs = table_specs(varied_of(targets), collected);
  const auto numbers = without_fields(inputs, collected, complaints);
  const auto add = [&](const std::vector<ProductSpec>& more) { specs.insert(specs.end(), more.begin(), more.end()); };
  add(field_specs(collected, wants_pairs(inputs) ? input_names(inputs) : std::vector<std::string>{}));
  add(analysis_specs(inputs, input_names(inputs), numbers, complaints));
  add(rare_event_specs(inputs, unit_of_event(inputs, collected)));
  check_space(inputs, targets, complaints);
  return specs;
}

}  // namespace voxvolt::stages
