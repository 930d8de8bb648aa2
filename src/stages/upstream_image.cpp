// SPDX-License-Identifier: BSD-3-Clause
#include "stages/upstream_image.hpp"

#include <algorithm>
#include <limits>

#include "io/field_files.hpp"

namespace voxvolt::stages {
namespace {

constexpr std::string_view kFraction = "volume_fraction.";

std::vector<std::string> split_names(const std::string& text) {
  std::vector<std::string> names(1);
  for (const char c : text) {
    if (c == ',') names.emplace_back();
    else if (c != ' ') names.back() += c;
  }
  return names;
}

}  // namespace

const numerics::Field<std::uint8_t>& UpstreamImage::labels() const {
  return std::get<numerics::Field<std::uint8_t>>(field->field);
}

double UpstreamImage::pore_share(std::size_t phase) const {
  return phases[phase] == "pore" ? porosity : fractions[phase];
}

std::optional<std::vector<std::string>> declared_phases(const std::string& stage,
                                                        const campaign::Surroundings& surroundings,
                                                        const std::string& key,
                                                        std::vector<config::Complaint>& complaints) {
  const auto* declared = surroundings.declared(stage);
  if (!declared) return {};  // a stage that does not exist is complained of where stages are linked
  bool has_image = false;
  std::vector<std::string> phases;
  for (const campaign::ProductSpec& spec : *declared) {
    has_image = has_image || (spec.form == campaign::ProductForm::field && spec.name == "phase");
    if (spec.name.starts_with(kFraction)) phases.push_back(spec.name.substr(kFraction.size()));
  }
  if (has_image) return phases;
  complaints.push_back({key, surroundings.kind_of(stage) == "microstructure"
                                 ? "$" + stage + " keeps no image: `phase` is left out of its `fields: {write: ...}`"
                                 : "$" + stage + " is no image; name a stage of kind microstructure"});
  return {};
}

UpstreamImage upstream_image(const std::string& stage, const campaign::Context& context) {
  const campaign::Products& products = context.upstream(context.member, stage);
  UpstreamImage image;
  const campaign::FieldProduct& field = products.at("phase").field;
  image.field =
      field.here
          ? field.here
          : std::make_shared<const numerics::NamedField>(io::read_field(*field.stored, context.folder, context.ranks));
  image.phases = split_names(products.at("phases").text);
  for (const std::string& phase : image.phases)
    image.fractions.push_back(products.at(std::string(kFraction) + phase).values.at(0));
  const campaign::Product* porosity = products.find("porosity");
  image.porosity = porosity ? porosity->values.at(0) : std::numeric_limits<double>::quiet_NaN();
  image.through = static_cast<int>(products.at("through_axis").text.at(0) - 'x');
  return image;
}

}  // namespace voxvolt::stages
