// SPDX-License-Identifier: BSD-3-Clause
// Stage kind `predict`: what a surrogate says, with its bound and whether it may.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>

#include "config/names.hpp"
#include "config/units.hpp"
#include "parallel/agree.hpp"
#include "parallel/shared_text.hpp"
#include "stages/kinds.hpp"
#include "stages/model_card.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Context;
using campaign::ProductForm;
using campaign::Products;
using campaign::ProductSpec;
using campaign::Surroundings;
using config::Complaint;
using config::Describe;

constexpr const char* kSentence = "What a surrogate says, with its bound and whether it may.";

struct Inputs {
  std::optional<config::StageRef> surrogate;
  std::optional<config::File> file;
  std::map<std::string, config::Quantity> inputs;
  static void describe(Describe<Inputs>& d) {
    d.sentence(kSentence);
    d.member("surrogate", &Inputs::surrogate, "the stage that made it");
    d.member("file", &Inputs::file, "or its card, as `voxvolt export --as json` writes it");
    d.member("inputs", &Inputs::inputs, "value of each of its inputs, by path").required().path_keys();
    d.exactly_one({"surrogate", "file"});
  }
};

/// An input or output of a surrogate, before it runs.
struct Quantities {
  std::vector<std::pair<std::string, std::string>> inputs, outputs;  ///< path and unit
};

Quantities quantities_of(const surrogate::StaticModel& model) {
  Quantities quantities;
  for (const auto& input : model.inputs) quantities.inputs.emplace_back(input.path, input.unit);
  for (const auto& output : model.outputs) quantities.outputs.emplace_back(output.path, output.unit);
  return quantities;
}

// While the campaign is checked every process looks for itself.
surrogate::StaticModel model_in(const config::File& file) {
  std::ifstream in(file.path, std::ios::binary);
  if (!in) throw Failure(ExitCode::input, "cannot read " + file.path);
  return model_of(std::string(std::istreambuf_iterator<char>(in), {}), file.path);
}

/// Of the surrogate as it is declared, or as its card has it; nothing where that has been complained of.
std::optional<Quantities> quantities_of(const Inputs& in, const Surroundings& surroundings,
                                        std::vector<Complaint>& complaints) {
  if (in.file) {
    if (in.file->sha256.empty()) return {};
    try {
      return quantities_of(model_in(*in.file));
    } catch (const Failure& failure) { complaints.push_back({"file", failure.what()}); }
    return {};
  }
  const auto* declared = surroundings.declared(in.surrogate->name);
  if (!declared) return {};
  if (surroundings.kind_of(in.surrogate->name) != "surrogate") {
    complaints.push_back({"surrogate", in.surrogate->name + " is no surrogate"});
    return {};
  }
  Quantities quantities;
  const std::string bound = "error.bound.", least = "domain.least.";
  for (const ProductSpec& spec : *declared) {
    if (spec.name.starts_with(least)) quantities.inputs.emplace_back(spec.name.substr(least.size()), spec.unit);
    if (spec.name.starts_with(bound)) quantities.outputs.emplace_back(spec.name.substr(bound.size()), spec.unit);
  }
  if (quantities.outputs.empty()) return {};  // the surrogate's own complaints say why
  return quantities;
}

ProductSpec output_spec(const std::string& path, const std::string& unit) {
  return {path, unit, "prediction of " + path + "; its error is the bound", ProductForm::scalar, {}, true};
}
ProductSpec bound_spec(const std::string& path, const std::string& unit) {
  return {"bound." + path, unit, "what the prediction is within, as the surrogate promises in its domain"};
}
ProductSpec domain_spec() {
  return {"in_domain",         "1", "1 where the surrogate was made for such inputs, else 0: nothing is promised then",
          ProductForm::scalar, {},  true};
}
ProductSpec distance_spec() {
  return {"domain_distance", "1", "from the middle of the domain to its edge, which is 1; infinite: null"};
}

void check_inputs(const Inputs& in, const Quantities& quantities, std::vector<Complaint>& complaints) {
  std::vector<std::string> paths;
  for (const auto& [path, unit] : quantities.inputs) {
    paths.push_back(path);
    const auto given = in.inputs.find(path);
    if (given == in.inputs.end())
      complaints.push_back({"inputs", "the surrogate needs " + path + (unit == "1" ? "" : ", in " + unit)});
    else if (!std::isnan(given->second.value) &&  // a reference: its unit comes with its value
             !config::same_dimension(given->second.unit, unit))
      complaints.push_back({"inputs." + path, "`" + config::with_unit(given->second.value, given->second.unit) +
                                                  "` has another dimension; needed is a unit like `" + unit + "`"});
  }
  for (const auto& [path, value] : in.inputs)
    if (std::ranges::find(paths, path) == paths.end())
      complaints.push_back({"inputs." + path, "the surrogate has no such input; it has " + config::listed(paths)});
}

std::vector<ProductSpec> declare(const Inputs& in, const Surroundings& surroundings,
                                 std::vector<Complaint>& complaints) {
  const auto quantities = quantities_of(in, surroundings, complaints);
  if (!quantities) return {};
  check_inputs(in, *quantities, complaints);
  std::vector<ProductSpec> specs;
  for (const auto& [path, unit] : quantities->outputs) {
    specs.push_back(output_spec(path, unit));
    specs.push_back(bound_spec(path, unit));
  }
  specs.push_back(domain_spec());
  specs.push_back(distance_spec());
  return specs;
}

Products predicted(const surrogate::StaticModel& model, const Inputs& in) {
  std::vector<double> values;
  for (const auto& input : model.inputs) {
    const config::Quantity& given = in.inputs.at(input.path);
    if (!config::same_dimension(given.unit, input.unit))
      throw Failure(ExitCode::input, "inputs." + input.path + ": " + config::with_unit(given.value, given.unit) +
                                         " has another dimension; needed is a unit like " + input.unit);
    values.push_back(config::convert(given.value, given.unit, input.unit));
  }
  Products products;
  for (std::size_t o = 0; o < model.outputs.size(); ++o) {
    const auto& output = model.outputs[o];
    const double value = model.predict(o, values);
    // Where a logarithm has no value there is no prediction, and no bound.
    if (std::isfinite(value)) products.add_scalar(output_spec(output.path, output.unit), value, output.bound);
    else products.add_scalar(output_spec(output.path, output.unit), std::numeric_limits<double>::quiet_NaN());
    products.add_scalar(bound_spec(output.path, output.unit), output.bound);
  }
  products.add_scalar(domain_spec(), model.in_domain(values) ? 1 : 0);
  const double distance = model.distance(values);
  products.add_scalar(distance_spec(), std::isfinite(distance) ? distance : std::numeric_limits<double>::quiet_NaN());
  return products;
}

/// Members of one call share the surrogate: its card is read once.
std::vector<campaign::Outcome> run(std::span<const Inputs> members, Context& context) {
  std::vector<campaign::Outcome> outcomes(members.size());
  const Inputs& first = members.front();
  const std::string source = first.file ? first.file->path : first.surrogate->name;
  const std::string card =
      first.file ? parallel::read_small_file(context.ranks, source) : context.upstream(0, source).at("model").text;
  parallel::agree_on(context.ranks, [&] {
    const surrogate::StaticModel model = model_of(card, source);
    for (std::size_t m = 0; m < members.size(); ++m) outcomes[m].products = predicted(model, members[m]);
  });
  return outcomes;
}

std::string batch_key(const Inputs& in) { return in.file ? in.file->sha256 : in.surrogate->name; }

}  // namespace

campaign::StageKind predict() {
  return campaign::make_kind(campaign::Kind<Inputs>{
      .name = "predict",
      .revision = 2,
      .sentence = kSentence,
      .produces = {{"OUTPUT", "as OUTPUT", "each output of the surrogate, under its path, with the bound as its error"},
                   {"bound.OUTPUT", "as OUTPUT", "what the prediction is within, in the domain"},
                   {"in_domain", "1", "1 where the surrogate was made for such inputs, else 0"},
                   {"domain_distance", "1", "from the middle of the domain to its edge, which is 1"}},
      .declare = &declare,
      .run_batch = &run,
      .batch_key = &batch_key,
  });
}

}  // namespace voxvolt::stages
