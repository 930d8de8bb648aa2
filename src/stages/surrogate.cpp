// SPDX-License-Identifier: BSD-3-Clause
// Stage kind `surrogate`: a model of an ensemble that runs anywhere, with a bound measured on members held out.
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "config/names.hpp"
#include "parallel/agree.hpp"
#include "stages/kinds.hpp"
#include "stages/model_card.hpp"
#include "stages/vary.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Axis;
using campaign::Context;
using campaign::ProductForm;
using campaign::Products;
using campaign::ProductSpec;
using campaign::Surroundings;
using config::Complaint;

constexpr const char* kSentence =
    "A model of an ensemble that runs anywhere, with a bound measured on members held out.";

struct Pce {
  static constexpr std::string_view word = "pce";
  static void describe(Describe<Pce>& d) { d.sentence("Sparse polynomial chaos."); }
};

struct Inputs {
  config::StageRef of;
  std::variant<Pce> method;
  std::vector<std::string> inputs, outputs;
  double hold_out = 0.2;   // 1
  double coverage = 0.95;  // 1
  std::int64_t seed = 0;
  static void describe(Describe<Inputs>& d) {
    d.sentence(kSentence);
    d.member("of", &Inputs::of, "the ensemble, whose members were drawn from distributions").required();
    d.member("method", &Inputs::method, "form of the model; gp, mlp and auto are not in this release");
    d.member("inputs", &Inputs::inputs,
             "paths of the inputs (default: all that the ensemble varies, but for replicates)");
    d.member("outputs", &Inputs::outputs, "paths of the outputs (default: all scalars that it collects)");
    d.member("hold_out", &Inputs::hold_out, "share of the members that the bound is measured on",
             config::unit("1").above(0).below(1));
    d.member("coverage", &Inputs::coverage, "share of members like them that the bound holds for",
             config::unit("1").at_least(0.5).at_most(0.999));
    d.member("seed", &Inputs::seed, "draws which members are held out", config::unit("1").at_least(0));
  }
};

const ProductSpec* find(const std::vector<ProductSpec>& specs, const std::string& name) {
  const auto found = std::ranges::find(specs, name, &ProductSpec::name);
  return found == specs.end() ? nullptr : &*found;
}

/// Columns of the table, as the ensemble declares them.
struct Columns {
  std::vector<const ProductSpec*> inputs, outputs;
};

std::string path_of(const ProductSpec& column) { return column.name.substr(std::string("table.").size()); }

/// Complains about what cannot be a surrogate's; nothing then.
std::optional<Columns> columns_of(const Inputs& in, const Surroundings& surroundings,
                                  std::vector<Complaint>& complaints) {
  const auto* declared = surroundings.declared(in.of.name);
  if (!declared) return {};
  if (surroundings.kind_of(in.of.name) != "ensemble") {
    complaints.push_back({"of", in.of.name + " is no ensemble"});
    return {};
  }
  std::vector<std::string> replicates;
  if (const auto* vary = surroundings.input(in.of.name + ".vary").value)
    for (const auto& [path, law] : config::build<std::map<std::string, Vary>>(*vary))
      if (std::holds_alternative<Replicate>(law)) replicates.push_back(path);
  Columns all;
  std::vector<std::string> input_paths, output_paths;
  for (const ProductSpec& spec : *declared) {
    if (!spec.name.starts_with("table.")) continue;
    const std::string path = path_of(spec);
    if (find(*declared, "mean." + path)) {
      if (spec.axes.size() == 1) all.outputs.push_back(&spec), output_paths.push_back(path);
    } else if (std::ranges::find(replicates, path) == replicates.end()) {
      all.inputs.push_back(&spec);
      input_paths.push_back(path);
    }
  }
  const auto chosen = [&](const char* key, const std::vector<std::string>& wanted, std::vector<const ProductSpec*> of,
                          const std::vector<std::string>& paths) {
    if (wanted.empty()) return of;
    std::vector<const ProductSpec*> some;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const auto found =
          std::ranges::find(of, "table." + wanted[i], [](const ProductSpec* spec) { return spec->name; });
      if (found != of.end()) some.push_back(*found);
      else
        complaints.push_back(
            {std::string(key) + "." + std::to_string(i + 1),
             "\"" + wanted[i] + "\" is none of what the ensemble has for it: " + config::listed(paths)});
    }
    return some;
  };
  const std::size_t before = complaints.size();
  Columns columns{chosen("inputs", in.inputs, all.inputs, input_paths),
                  chosen("outputs", in.outputs, all.outputs, output_paths)};
  if (complaints.size() > before) return {};
  if (columns.inputs.empty()) complaints.push_back({"inputs", in.of.name + " varies nothing that could be an input"});
  if (columns.outputs.empty())
    complaints.push_back({"outputs", in.of.name + " collects no scalar; curves are not in this release"});
  return columns.inputs.empty() || columns.outputs.empty() ? std::nullopt : std::optional(columns);
}

ProductSpec bound_spec(const ProductSpec& output, double coverage) {
  return {"error.bound." + path_of(output),
          output.unit,
          std::to_string(std::lround(100 * coverage)) +
              " % of members like those held out are within this of: " + output.meaning,
          ProductForm::scalar,
          {},
          true};
}
ProductSpec coverage_spec(const ProductSpec& output) {
  return {
      "error.coverage." + path_of(output), "1",
      "share of members within the bound, in the mean over all draws; the error is for one set of members held out"};
}
ProductSpec rms_spec(const ProductSpec& output) {
  return {"error.rms." + path_of(output), output.unit, "root mean square error over the members held out"};
}
ProductSpec q2_spec(const ProductSpec& output) {
  return {"q2." + path_of(output), "1", "1 - leave-one-out error / variance of the training members"};
}
ProductSpec validation_spec(const ProductSpec& output) {
  return {"validation." + path_of(output),
          output.unit,
          "prediction for the members held out, over what was computed",
          ProductForm::array,
          {"computed"}};
}
ProductSpec least_spec(const ProductSpec& input) {
  return {"domain.least." + path_of(input), input.unit, "least value of the input in training"};
}
ProductSpec most_spec(const ProductSpec& input) {
  return {"domain.most." + path_of(input), input.unit, "largest value of the input in training"};
}
ProductSpec training_spec() { return {"members.training", "1", "members that the model was fitted to"}; }
ProductSpec held_out_spec() { return {"members.held_out", "1", "members that the bound was measured on"}; }
ProductSpec model_spec() { return {"model", "", "the model, as a JSON card", ProductForm::text}; }
ProductSpec assumptions_spec() { return {"assumptions", "", "what was assumed", ProductForm::text}; }

/// Are the members draws, and enough of them? The bound is of members that are drawn alike, independently.
void check_design(const Inputs& in, const Surroundings& surroundings, std::vector<Complaint>& complaints) {
  const config::Value* design = surroundings.input(in.of.name + ".design").value;
  if (!design || !design->is<config::Map>() || design->as<config::Map>().empty()) return;
  const auto& [word, given] = design->as<config::Map>().front();
  if (word == "file") return;  // of the user's own making
  if (word != "monte_carlo" && word != "sobol_sequence" && word != "lhs") {
    complaints.push_back({"of", "the members of " + word +
                                    " are no draws, so no bound can be measured on them; use "
                                    "monte_carlo, sobol_sequence or lhs"});
    return;
  }
  const config::Value* samples = given.find("samples");
  if (!samples || !samples->is<std::int64_t>()) return;
  const auto held_out = std::lround(in.hold_out * static_cast<double>(samples->as<std::int64_t>()));
  if (const auto needed = static_cast<long>(surrogate::least_held_out(in.coverage)); held_out < needed)
    complaints.push_back({"hold_out", "holds out " + std::to_string(held_out) + " of " +
                                          std::to_string(samples->as<std::int64_t>()) + " members; a bound for " +
                                          std::to_string(std::lround(100 * in.coverage)) + " % needs " +
                                          std::to_string(needed)});
}

bool draws_rows(const Inputs& in, const Surroundings& surroundings) {
  const auto* vary = surroundings.input(in.of.name + ".vary").value;
  return vary && std::ranges::any_of(config::build<std::map<std::string, Vary>>(*vary),
                                     [](const auto& one) { return std::holds_alternative<Rows>(one.second); });
}

std::vector<ProductSpec> declare(const Inputs& in, const Surroundings& surroundings,
                                 std::vector<Complaint>& complaints) {
  const auto columns = columns_of(in, surroundings, complaints);
  if (!columns) return {};
  check_design(in, surroundings, complaints);
  std::vector<ProductSpec> specs;
  for (const ProductSpec* output : columns->outputs)
    specs.insert(specs.end(), {bound_spec(*output, in.coverage), coverage_spec(*output), rms_spec(*output),
                               q2_spec(*output), validation_spec(*output)});
  for (const ProductSpec* input : columns->inputs) specs.insert(specs.end(), {least_spec(*input), most_spec(*input)});
  specs.insert(specs.end(), {training_spec(), held_out_spec(), model_spec(), assumptions_spec()});
  return specs;
}

/// Members that ended well, and have all values.
surrogate::Sample sample_of(const Columns& columns, const Products& table) {
  surrogate::Sample sample;
  sample.results.resize(columns.outputs.size());
  const std::vector<double>& status = table.at("status").values;
  for (std::size_t m = 0; m < status.size(); ++m) {
    const auto known = [&](const ProductSpec* column) { return std::isfinite(table.at(column->name).values[m]); };
    if (status[m] != 0 || !std::ranges::all_of(columns.inputs, known) || !std::ranges::all_of(columns.outputs, known))
      continue;
    ++sample.members;
    for (const ProductSpec* input : columns.inputs) sample.values.push_back(table.at(input->name).values[m]);
    for (std::size_t o = 0; o < columns.outputs.size(); ++o)
      sample.results[o].push_back(table.at(columns.outputs[o]->name).values[m]);
  }
  return sample;
}

void add_validation(Products& products, const ProductSpec& output, const surrogate::StaticModel& model, std::size_t o,
                    const surrogate::Sample& sample, const std::vector<std::size_t>& held_out) {
  const std::size_t n = model.inputs.size();
  std::vector<std::pair<double, double>> pairs;
  for (std::size_t m : held_out)
    pairs.emplace_back(sample.results[o][m], model.predict(o, std::span(sample.values).subspan(m * n, n)));
  std::ranges::sort(pairs);
  Axis axis{"computed", output.unit, "as it was computed", {}};
  std::vector<double> predicted;
  for (const auto& [computed, prediction] : pairs) {
    axis.values.push_back(computed);
    predicted.push_back(prediction);
  }
  products.add_array(validation_spec(output), {axis}, predicted);
  products.all().back().errors.assign(predicted.size(), model.outputs[o].bound);
}

/// Half of the 95 % interval of the coverage of one set held out: Beta(k, n + 1 - k), as a normal distribution.
double coverage_error(double k, double n) { return 1.96 * std::sqrt(k * (n + 1 - k) / ((n + 1) * (n + 1) * (n + 2))); }

Products computed(const Inputs& in, const Columns& columns, const Products& table, const std::string& identity,
                  const std::string& stage, bool rows) {
  const surrogate::Sample sample = sample_of(columns, table);
  const surrogate::FitSettings settings{in.hold_out, in.coverage, static_cast<std::uint64_t>(in.seed)};
  surrogate::StaticModel model;
  model.of = identity;
  for (const ProductSpec* input : columns.inputs) model.inputs.push_back({path_of(*input), input->unit});
  for (const ProductSpec* output : columns.outputs) {
    model.outputs.push_back({path_of(*output), output->unit, output->meaning, {}, {}});
    if (const auto& values = sample.results[model.outputs.size() - 1]; values.empty())
      throw Failure(ExitCode::input, stage + ": no member of " + in.of.name + " has all values");
  }
  try {
    surrogate::fit(model, sample, settings);
  } catch (const std::invalid_argument& error) { throw Failure(ExitCode::input, stage + ": " + error.what()); }
  const auto n = static_cast<double>(model.held_out);
  const auto k = static_cast<double>(surrogate::conformal_rank(model.held_out, in.coverage));
  const std::vector<std::size_t> held_out = surrogate::held_out_members(sample.members, settings);
  Products products;
  for (std::size_t o = 0; o < columns.outputs.size(); ++o) {
    const ProductSpec& output = *columns.outputs[o];
    products.add_scalar(bound_spec(output, in.coverage), model.outputs[o].bound);
    products.add_scalar(coverage_spec(output), k / (n + 1), coverage_error(k, n));
    products.add_scalar(rms_spec(output), model.outputs[o].rms);
    products.add_scalar(q2_spec(output), model.outputs[o].q2);
    add_validation(products, output, model, o, sample, held_out);
  }
  for (std::size_t i = 0; i < columns.inputs.size(); ++i) {
    products.add_scalar(least_spec(*columns.inputs[i]), model.inputs[i].least);
    products.add_scalar(most_spec(*columns.inputs[i]), model.inputs[i].most);
  }
  products.add_scalar(training_spec(), static_cast<double>(model.training));
  products.add_scalar(held_out_spec(), n);
  products.add_text(model_spec(), card_of(model));
  const std::size_t lost = table.at("status").values.size() - sample.members;
  products.add_text(assumptions_spec(),
                    "The bound holds for members drawn as " + in.of.name + " draws them, within the domain" +
                        (rows ? ", and for the rows that it has: members of one row were on both sides" : "") +
                        (lost > 0 ? "; " + std::to_string(lost) + " members without values were left out" : "") + ".");
  return products;
}

Products run(const Inputs& in, Context& context) {
  std::vector<Complaint> complaints;
  const auto columns = columns_of(in, *context.surroundings, complaints);
  const Products& table = context.upstream(context.member, in.of.name);
  Products products;
  parallel::agree_on(context.ranks, [&] {
    if (!columns) throw Failure(ExitCode::input, context.stage + ": " + complaints.at(0).message);
    products = computed(in, *columns, table, context.identity, context.stage, draws_rows(in, *context.surroundings));
  });
  return products;
}

std::vector<std::string> cites(const Inputs&) {
  return {
      "Blatman, G., Sudret, B. (2011). Adaptive sparse polynomial chaos expansion based on least angle regression. J. "
      "Comput. Phys. 230, 2345-2367. doi:10.1016/j.jcp.2010.12.021",
      "Vovk, V., Gammerman, A., Shafer, G. (2005). Algorithmic learning in a random world. Springer.",
      "Lei, J., G'Sell, M., Rinaldo, A., Tibshirani, R. J., Wasserman, L. (2018). Distribution-free predictive "
      "inference "
      "for regression. J. Am. Stat. Assoc. 113, 1094-1111."};
}

}  // namespace

campaign::StageKind surrogate() {
  return campaign::make_kind(campaign::Kind<Inputs>{
      .name = "surrogate",
      .sentence = kSentence,
      .produces = {{"error.bound.OUTPUT", "as OUTPUT", "what members like those held out are within"},
                   {"error.coverage.OUTPUT", "1", "how often, in the mean over all draws"},
                   {"error.rms.OUTPUT", "as OUTPUT", "root mean square error over the members held out"},
                   {"q2.OUTPUT", "1", "1 - leave-one-out error / variance of the training members"},
                   {"validation.OUTPUT", "as OUTPUT", "prediction for the members held out, over what was computed"},
                   {"domain.least.INPUT", "as INPUT", "least value in training"},
                   {"domain.most.INPUT", "as INPUT", "largest value in training"},
                   {"members.training", "1", "members that the model was fitted to"},
                   {"members.held_out", "1", "members that the bound was measured on"},
                   {"model", "", "the model, as a JSON card; `voxvolt export DIR STAGE --as json` writes it"},
                   {"assumptions", "", "what was assumed"}},
      .declare = &declare,
      .cites = &cites,
      .run = &run,
  });
}

}  // namespace voxvolt::stages
