// SPDX-License-Identifier: BSD-3-Clause
// Stage kind `surrogate`: a model of an ensemble that runs anywhere, with a bound measured on members held out.
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "config/names.hpp"
#include "config/sha256.hpp"
#include "parallel/agree.hpp"
#include "stages/exports.hpp"
#include "stages/kinds.hpp"
#include "stages/model_card.hpp"
#include "stages/surrogate_products.hpp"
#include "stages/vary.hpp"
#include "surrogate/conformal.hpp"
#include "surrogate/fit.hpp"

namespace voxvolt::stages {
namespace {

using namespace of_surrogate;

using campaign::Axis;
using campaign::Context;
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
struct Gp {
  static constexpr std::string_view word = "gp";
  static void describe(Describe<Gp>& d) {
    d.sentence("A Gaussian process: a Matern-5/2 correlation with a length for each input, and noise.");
  }
};
struct Auto {
  static constexpr std::string_view word = "auto";
  static void describe(Describe<Auto>& d) {
    d.sentence("For each output the better of both in cross-validation over the training members.");
  }
};

struct Inputs {
  config::StageRef of;
  std::variant<Pce, Gp, Auto> method;
  std::vector<std::string> inputs, outputs;
  double hold_out = 0.2;   // 1
  double coverage = 0.95;  // 1
  std::int64_t seed = 0;
  static void describe(Describe<Inputs>& d) {
    d.sentence(kSentence);
    d.member("of", &Inputs::of, "the ensemble, whose members were drawn from distributions").required();
    d.member("method", &Inputs::method, "form of the model; mlp is not in this release");
    d.member("inputs", &Inputs::inputs,
             "paths of the inputs (default: all that the ensemble varies, but for replicates)");
    d.member("outputs", &Inputs::outputs, "paths of the outputs (default: all scalars that it collects)");
    d.member("hold_out", &Inputs::hold_out,
             "share of the members, or of the rows they are drawn from, that the bound is measured on",
             config::unit("1").above(0).below(1));
    d.member("coverage", &Inputs::coverage, "share of members like them that the bound holds for",
             config::unit("1").at_least(0.5).at_most(0.999));
    d.member("seed", &Inputs::seed, "draws which members are held out, and where searches start",
             config::unit("1").at_least(0));
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

std::map<std::string, Vary> varied_by(const std::string& ensemble, const Surroundings& surroundings) {
  const auto* vary = surroundings.input(ensemble + ".vary").value;
  return vary ? config::build<std::map<std::string, Vary>>(*vary) : std::map<std::string, Vary>{};
}

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
  for (const auto& [path, law] : varied_by(in.of.name, surroundings))
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

/// How many members an ensemble draws; nothing where its file does not say.
std::optional<std::int64_t> samples_of(const std::string& ensemble, const Surroundings& surroundings) {
  const config::Value* design = surroundings.input(ensemble + ".design").value;
  if (!design || !design->is<config::Map>() || design->as<config::Map>().empty()) return {};
  const config::Value* samples = design->as<config::Map>().front().second.find("samples");
  return samples && samples->is<std::int64_t>() ? std::optional(samples->as<std::int64_t>()) : std::nullopt;
}

/// What the ensemble draws rows of; nullptr where it draws none.
const Rows* rows_of(const std::map<std::string, Vary>& varied) {
  for (const auto& [path, law] : varied)
    if (const auto* rows = std::get_if<Rows>(&law)) return rows;
  return nullptr;
}

/// Are enough members, or rows, held out, and can the method take as many as stay?
void check_counts(const Inputs& in, std::int64_t samples, const Surroundings& surroundings,
                  std::vector<Complaint>& complaints) {
  const auto varied = varied_by(in.of.name, surroundings);
  std::int64_t count = samples;
  std::string of = "members";
  if (const Rows* rows = rows_of(varied)) {
    of = "rows";
    count = std::min(samples, samples_of(rows->of.name, surroundings).value_or(samples));
  }
  const auto held_out = std::lround(in.hold_out * static_cast<double>(count));
  if (const auto needed = static_cast<long>(surrogate::least_held_out(in.coverage)); held_out < needed)
    complaints.push_back({"hold_out", "holds out " + std::to_string(held_out) + " of " + std::to_string(count) + " " +
                                          of + "; a bound for " + std::to_string(std::lround(100 * in.coverage)) +
                                          " % needs " + std::to_string(needed) +
                                          (of == "rows" ? ", since members of one row know of each other" : "")});
  const auto most = static_cast<std::int64_t>(surrogate::kMostMembers);
  if (const auto left = std::lround((1 - in.hold_out) * static_cast<double>(samples));
      std::holds_alternative<Gp>(in.method) && left > most)
    complaints.push_back({"method", "gp learns from " + std::to_string(most) + " members at most, not from " +
                                        std::to_string(left) + "; use pce"});
}

/// Are the members draws, and enough of them? The bound is of members that are drawn alike, independently.
void check_design(const Inputs& in, const Surroundings& surroundings, std::vector<Complaint>& complaints) {
  const auto varied = varied_by(in.of.name, surroundings);
  if (std::ranges::count_if(varied, [](const auto& one) { return std::holds_alternative<Rows>(one.second); }) > 1)
    complaints.push_back({"of", in.of.name +
                                    " draws rows of several tables, and members that share one or the other are "
                                    "all bound together: no bound can be measured for new rows; collect all that "
                                    "rows need in one table"});
  const config::Value* design = surroundings.input(in.of.name + ".design").value;
  if (!design || !design->is<config::Map>() || design->as<config::Map>().empty()) return;
  const std::string& word = design->as<config::Map>().front().first;
  if (word == "file") return;  // of the user's own making
  if (word != "monte_carlo" && word != "sobol_sequence" && word != "lhs")
    complaints.push_back({"of", "the members of " + word +
                                    " are no draws, so no bound can be measured on them; use "
                                    "monte_carlo, sobol_sequence or lhs"});
  else if (const auto samples = samples_of(in.of.name, surroundings))
    check_counts(in, *samples, surroundings, complaints);
}

std::vector<ProductSpec> declare(const Inputs& in, const Surroundings& surroundings,
                                 std::vector<Complaint>& complaints) {
  const auto columns = columns_of(in, surroundings, complaints);
  if (!columns) return {};
  check_design(in, surroundings, complaints);
  std::vector<ProductSpec> specs;
  const bool rows = rows_of(varied_by(in.of.name, surroundings)) != nullptr;
  for (const ProductSpec* output : columns->outputs) {
    specs.insert(specs.end(), {bound_spec(*output, in.coverage, rows), coverage_spec(*output), rms_spec(*output),
                               q2_spec(*output), validation_spec(*output)});
    if (std::holds_alternative<Auto>(in.method))
      specs.insert(specs.end(), {compared_spec(*output, "pce"), compared_spec(*output, "gp")});
  }
  for (const ProductSpec* input : columns->inputs) specs.insert(specs.end(), {least_spec(*input), most_spec(*input)});
  specs.insert(specs.end(), {domain_spec(), inside_spec(), form_spec(), training_spec(), held_out_spec()});
  if (rows) specs.insert(specs.end(), {training_rows_spec(), held_out_rows_spec()});
  specs.insert(specs.end(), {table_spec(), model_spec(), assumptions_spec()});
  return specs;
}

/// Members that ended well, and have all values. `row`: the columns that rows were drawn for; members with equal values in
/// them have one row.
surrogate::Sample sample_of(const Columns& columns, const std::vector<std::string>& row, const Products& table) {
  surrogate::Sample sample;
  sample.results.resize(columns.outputs.size());
  std::map<std::vector<double>, std::size_t> rows;
  const std::vector<double>& status = table.at("status").values;
  for (std::size_t m = 0; m < status.size(); ++m) {
    const auto at = [&](const std::string& column) { return table.at(column).values[m]; };
    const auto known = [&](const ProductSpec* column) { return std::isfinite(at(column->name)); };
    if (status[m] != 0 || !std::ranges::all_of(columns.inputs, known) || !std::ranges::all_of(columns.outputs, known))
      continue;
    ++sample.members;
    for (const ProductSpec* input : columns.inputs) sample.values.push_back(at(input->name));
    for (std::size_t o = 0; o < columns.outputs.size(); ++o) sample.results[o].push_back(at(columns.outputs[o]->name));
    if (row.empty()) continue;
    std::vector<double> values;
    for (const std::string& path : row) values.push_back(at("table." + path));
    sample.rows.push_back(rows.try_emplace(values, rows.size()).first->second);
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

void add_output(Products& products, const Inputs& in, const ProductSpec& output, const surrogate::StaticModel& model,
                std::size_t o) {
  const auto& of = model.outputs[o];
  const std::size_t groups = model.held_out_rows > 0 ? model.held_out_rows : model.held_out;
  products.add_scalar(bound_spec(output, in.coverage, model.held_out_rows > 0), of.bound);
  products.add_scalar(coverage_spec(output), of.level, surrogate::level_error(of.level, groups));
  products.add_scalar(rms_spec(output), of.rms);
  products.add_scalar(q2_spec(output), of.q2);
  for (const auto& [pce, gp] : of.compared) {
    const auto known = [](double error) { return std::isfinite(error) ? error : std::nan(""); };
    products.add_scalar(compared_spec(output, "pce"), known(pce));
    products.add_scalar(compared_spec(output, "gp"), known(gp));
  }
}

std::optional<surrogate::Form> form_of(const Inputs& in) {
  if (std::holds_alternative<Auto>(in.method)) return {};
  return std::holds_alternative<Gp>(in.method) ? surrogate::Form::gp : surrogate::Form::pce;
}

Products computed(const Inputs& in, const Columns& columns, const Products& table, const Context& context) {
  std::vector<std::string> row;
  const auto varied = varied_by(in.of.name, *context.surroundings);
  if (const Rows* rows = rows_of(varied))
    for (const auto& [path, column] : rows->map) row.push_back(path);
  const surrogate::Sample sample = sample_of(columns, row, table);
  const surrogate::FitSettings settings{in.hold_out, in.coverage, static_cast<std::uint64_t>(in.seed), form_of(in)};
  if (sample.members == 0)
    throw Failure(ExitCode::input, context.stage + ": no member of " + in.of.name + " has all values");
  surrogate::StaticModel model;
  model.of = context.identity;
  model.ensemble = in.of.name;
  model.table = config::sha256_hex(csv_of_members(table));
  for (const ProductSpec* input : columns.inputs) {
    const std::string path = path_of(*input), said = context.surroundings->input(path).sentence;
    model.inputs.push_back({path, input->unit, said.empty() ? input->meaning : said});
  }
  for (const ProductSpec* output : columns.outputs) {
    model.outputs.emplace_back();
    model.outputs.back().path = path_of(*output);
    model.outputs.back().unit = output->unit;
    model.outputs.back().meaning = meaning_of(*output);
  }
  try {
    surrogate::fit(model, sample, settings);
  } catch (const std::invalid_argument& error) { throw Failure(ExitCode::input, context.stage + ": " + error.what()); }
  const std::vector<std::size_t> held_out = surrogate::held_out_members(sample, settings);
  Products products;
  for (std::size_t o = 0; o < columns.outputs.size(); ++o) {
    add_output(products, in, *columns.outputs[o], model, o);
    add_validation(products, *columns.outputs[o], model, o, sample, held_out);
  }
  for (std::size_t i = 0; i < columns.inputs.size(); ++i) {
    products.add_scalar(least_spec(*columns.inputs[i]), model.inputs[i].least);
    products.add_scalar(most_spec(*columns.inputs[i]), model.inputs[i].most);
  }
  products.add_text(domain_spec(), domain_text(model));
  products.add_scalar(inside_spec(), model.inside);
  products.add_text(form_spec(), form_text(model));
  products.add_scalar(training_spec(), static_cast<double>(model.training));
  products.add_scalar(held_out_spec(), static_cast<double>(model.held_out));
  if (!row.empty()) {
    products.add_scalar(training_rows_spec(), static_cast<double>(model.training_rows));
    products.add_scalar(held_out_rows_spec(), static_cast<double>(model.held_out_rows));
  }
  products.add_text(table_spec(), model.table);
  products.add_text(model_spec(), card_of(model));
  products.add_text(assumptions_spec(), assumptions_text(model, table.at("status").values.size() - sample.members));
  return products;
}

Products run(const Inputs& in, Context& context) {
  std::vector<Complaint> complaints;
  const auto columns = columns_of(in, *context.surroundings, complaints);
  const Products& table = context.upstream(context.member, in.of.name);
  Products products;
  parallel::agree_on(context.ranks, [&] {
    if (!columns) throw Failure(ExitCode::input, context.stage + ": " + complaints.at(0).message);
    products = computed(in, *columns, table, context);
  });
  return products;
}

std::vector<std::string> cites(const Inputs& in) {
  std::vector<std::string> papers;
  if (!std::holds_alternative<Gp>(in.method))
    papers.emplace_back(
        "Blatman, G., Sudret, B. (2011). Adaptive sparse polynomial chaos expansion based on least angle regression. "
        "J. "
        "Comput. Phys. 230, 2345-2367. doi:10.1016/j.jcp.2010.12.021");
  if (!std::holds_alternative<Pce>(in.method))
    papers.insert(
        papers.end(),
        {"Rasmussen, C. E., Williams, C. K. I. (2006). Gaussian processes for machine learning. MIT Press.",
         "Nash, S. G. (1984). Newton-type minimization via the Lanczos method. SIAM J. Numer. Anal. 21, 770-788."});
  papers.insert(
      papers.end(),
      {"Vovk, V., Gammerman, A., Shafer, G. (2005). Algorithmic learning in a random world. Springer.",
       "Lei, J., G'Sell, M., Rinaldo, A., Tibshirani, R. J., Wasserman, L. (2018). Distribution-free predictive "
       "inference for regression. J. Am. Stat. Assoc. 113, 1094-1111.",
       "Lee, Y., Barber, R. F., Willett, R. (2023). Distribution-free inference with hierarchical data. "
       "arXiv:2306.06342."});
  return papers;
}

}  // namespace

campaign::StageKind surrogate() {
  return campaign::make_kind(campaign::Kind<Inputs>{
      .name = "surrogate",
      .revision = 2,
      .sentence = kSentence,
      .produces = {{"error.bound.OUTPUT", "as OUTPUT", "what members like those held out are within"},
                   {"error.coverage.OUTPUT", "1", "how often, at least, in the mean over all draws"},
                   {"error.rms.OUTPUT", "as OUTPUT", "root mean square error over the members held out"},
                   {"q2.OUTPUT", "1", "1 - leave-one-out error / variance of the training members"},
                   {"validation.OUTPUT", "as OUTPUT", "prediction for the members held out, over what was computed"},
                   {"error.cross_validation.pce|gp.OUTPUT", "as OUTPUT",
                    "auto: error of each form over training members"},
                   {"domain", "", "the inputs for which the model was made, in words"},
                   {"domain.inside", "1", "share of the members held out that are in the domain"},
                   {"domain.least.INPUT", "as INPUT", "least value in training"},
                   {"domain.most.INPUT", "as INPUT", "largest value in training"},
                   {"members.training", "1", "members that the model was fitted to"},
                   {"members.held_out", "1", "members that the bound was measured on"},
                   {"rows.training", "1", "rows: of the earlier table, those that training members have"},
                   {"rows.held_out", "1", "rows: those that the bound was measured on"},
                   {"form", "", "the form of each output's model, and why"},
                   {"table.sha256", "", "hash of the members' table, as `voxvolt export --as csv` writes it"},
                   {"model", "", "the model, as a JSON card; `voxvolt export DIR STAGE --as json` writes it"},
                   {"assumptions", "", "what was assumed"}},
      .declare = &declare,
      .cites = &cites,
      .run = &run,
  });
}

}  // namespace voxvolt::stages
