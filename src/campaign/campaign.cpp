// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/campaign.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "config/echo.hpp"
#include "config/names.hpp"
#include "config/units.hpp"
#include "config/validate.hpp"

namespace voxvolt::campaign {

void FieldsRequest::describe(config::Describe<FieldsRequest>& d) {
  d.sentence("Which fields are written, and when.");
  d.member("write", &FieldsRequest::write, "names of fields (default: all that the stage has)");
  d.member("every", &FieldsRequest::every, "simulated time between snapshots; 0: once, at the end",
           config::unit("s").at_least(0));
}

std::vector<std::string> StageEntry::fields_to_write() const {
  std::vector<std::string> names;
  for (const ProductSpec& spec : declared)
    if (spec.form == ProductForm::field) names.push_back(spec.name);
  return names;
}

const StageEntry* Campaign::find(const std::string& stage) const {
  const auto found = std::ranges::find(stages, stage, &StageEntry::name);
  return found == stages.end() ? nullptr : &*found;
}

const StageEntry& Campaign::at(const std::string& stage) const {
  if (const StageEntry* entry = find(stage)) return *entry;
  throw std::logic_error("there is no stage " + stage);
}

std::vector<const StageEntry*> Campaign::needed_for(const std::string& stage) const {
  std::set<std::string> wanted{stage};
  for (auto entry = stages.rbegin(); entry != stages.rend(); ++entry)
    if (wanted.contains(entry->name)) wanted.insert(entry->upstream.begin(), entry->upstream.end());
  std::vector<const StageEntry*> needed;
  for (const StageEntry& entry : stages)
    if (wanted.contains(entry.name)) needed.push_back(&entry);
  return needed;
}

const StageEntry* StageView::find(const std::string& stage) const {
  if (std::ranges::find(visible_, stage) == visible_.end()) return nullptr;
  const auto found = std::ranges::find(stages_, stage, &StageEntry::name);
  return found == stages_.end() ? nullptr : &*found;
}

const std::vector<ProductSpec>* StageView::declared(const std::string& stage) const {
  const StageEntry* entry = find(stage);
  return entry ? &entry->declared : nullptr;
}

namespace {

/// What a lone value at a key is: through a choice's unnamed alternative, and what a shorthand stands for.
config::ShapeRef lone_value(config::ShapeRef shape) {
  const auto* choice = shape ? std::get_if<config::ChoiceShape>(&shape->form) : nullptr;
  if (!choice || !choice->unnamed) return shape;
  const config::SchemaRef schema = choice->alternatives[*choice->unnamed].schema();
  const config::Member* member = schema->find(schema->shorthand);
  return member && member->shape ? member->shape : shape;
}

}  // namespace

Surroundings::Input StageView::input(const std::string& path) const {
  const std::size_t dot = path.find('.');
  const StageEntry* entry = dot == std::string::npos ? nullptr : find(path.substr(0, dot));
  if (!entry) return {};
  const std::string key = path.substr(dot + 1);
  return {lone_value(config::shape_at(*entry->kind->shape, key)), entry->inputs.find(key),
          config::sentence_at(*entry->kind->shape, key)};
}

std::vector<std::string> StageView::needs(const std::string& stage) const {
  const StageEntry* entry = find(stage);
  return entry ? entry->upstream : std::vector<std::string>{};
}

std::string StageView::objection(const std::string& path, const config::Value& value) const {
  const std::size_t dot = path.find('.');
  const StageEntry* entry = dot == std::string::npos ? nullptr : find(path.substr(0, dot));
  if (!entry) return {};
  config::Value inputs = entry->inputs;
  config::Problems problems;
  config::assign(inputs, *entry->kind->shape, path.substr(dot + 1), value, problems);
  return problems.empty() ? "" : problems.sorted().front().message;
}

Spread StageView::spread(const std::string& path) const {
  const std::size_t dot = path.find('.');
  const StageEntry* entry = dot == std::string::npos ? nullptr : find(path.substr(0, dot));
  return entry ? entry->kind->spread(entry->inputs, path.substr(dot + 1)) : Spread{};
}

std::vector<std::string> StageView::stages() const { return visible_; }

std::string StageView::kind_of(const std::string& stage) const {
  const StageEntry* entry = find(stage);
  return entry ? entry->kind->name : std::string{};
}

std::string resolved_yaml(const Campaign& campaign) {
  const auto text = [](const std::string& value) {
    return config::to_yaml(config::Value(value), config::Shape{config::TextShape{}});
  };
  std::string yaml =
      "voxvolt: 1\ntitle: " + text(campaign.title) + "seed: " + std::to_string(campaign.seed) + "\nstages:\n";
  for (const StageEntry& entry : campaign.stages) {
    yaml += "  " + entry.name + ":\n    kind: " + entry.kind->name + "\n";
    yaml += config::to_yaml(entry.inputs, *entry.kind->shape, 4);
    if (entry.fields.write || entry.fields.every > 0) {
      yaml += "    fields:\n";
      yaml += config::to_yaml(config::Form<FieldsRequest>::to_value(entry.fields),
                              *config::Form<FieldsRequest>::shape({}), 6);
    }
    if (!entry.petsc.empty()) yaml += "    petsc:\n";
    for (const auto& [key, value] : entry.petsc) yaml += "      " + key + ": " + text(value);
  }
  return yaml;
}

}  // namespace voxvolt::campaign
