// SPDX-License-Identifier: BSD-3-Clause
#include "stages/model_card.hpp"

#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include "config/json.hpp"
#include "config/names.hpp"
#include "config/units.hpp"

namespace voxvolt::stages {
namespace {

using config::List;
using config::Map;
using config::Value;
using surrogate::StaticModel;

constexpr std::int64_t kLayout = 2;
constexpr std::size_t kMostInputs = 1000, kMostTerms = 100000, kMostPoints = 100000;
constexpr std::int64_t kLargestDegree = 100;

Value numbers(const std::vector<double>& values) {
  List list;
  for (double value : values) list.emplace_back(value);
  return Value(std::move(list));
}
Value whole(std::size_t value) { return Value(static_cast<std::int64_t>(value)); }

/// A part of a card, with the key that leads to it.
class Part {
 public:
  Part(const Value& value, std::string source, std::string key = "")
      : value_(value), source_(std::move(source)), key_(std::move(key)) {}

  [[noreturn]] void fail(const std::string& what) const {
    throw Failure(ExitCode::input, source_ + ": " + (key_.empty() ? "" : key_ + ": ") + what);
  }
  Part at(const std::string& name) const {
    const Value* found = value_.is<Map>() || value_.is<List>() ? value_.find(name) : nullptr;
    const std::string key = key_.empty() ? name : key_ + "." + name;
    if (!found) throw Failure(ExitCode::input, source_ + ": " + key + " is missing: is this a card of a surrogate?");
    return {*found, source_, key};
  }
  std::optional<Part> optional(const std::string& name) const {
    return value_.is<Map>() && value_.find(name) ? std::optional(at(name)) : std::nullopt;
  }
  double number() const {
    if (!value_.is<double>() && !value_.is<std::int64_t>()) fail("a number is needed");
    const double number = value_.number();
    if (!std::isfinite(number)) fail("a finite number is needed");
    return number;
  }
  std::int64_t whole_up_to(std::int64_t most) const {
    if (!value_.is<std::int64_t>() || value_.as<std::int64_t>() < 0 || value_.as<std::int64_t>() > most)
      fail("a whole number from 0 to " + std::to_string(most) + " is needed");
    return value_.as<std::int64_t>();
  }
  const std::string& text() const {
    if (!value_.is<std::string>()) fail("a text is needed");
    return value_.as<std::string>();
  }
  std::vector<Part> list(std::size_t most) const {
    if (!value_.is<List>()) fail("a list is needed");
    const List& list = value_.as<List>();
    if (list.size() > most) fail("a list of " + std::to_string(list.size()) + "; at most " + std::to_string(most));
    std::vector<Part> parts;
    for (std::size_t i = 0; i < list.size(); ++i) parts.push_back(at(std::to_string(i + 1)));
    return parts;
  }
  std::vector<double> numbers(std::size_t count) const {
    std::vector<double> values;
    for (const Part& part : list(count)) values.push_back(part.number());
    if (values.size() != count)
      fail("a list of " + std::to_string(values.size()) + "; needed: " + std::to_string(count));
    return values;
  }

 private:
  const Value& value_;
  std::string source_, key_;
};

/// A path and a unit that mean something.
void check_name(const Part& part) {
  if (!config::is_path(part.at("path").text())) part.at("path").fail("is no path like `stage.key`");
  try {
    (void)config::same_dimension(part.at("unit").text(), "1");
  } catch (const config::UnitError& error) { part.at("unit").fail(error.what()); }
}

surrogate::ModelInput input_of(const Part& part) {
  check_name(part);
  surrogate::ModelInput input{part.at("path").text(), part.at("unit").text(), part.at("meaning").text(),
                              part.at("least").number(), part.at("most").number()};
  const std::string& scale = part.at("scale").text();
  if (scale != "linear" && scale != "logarithmic") part.at("scale").fail("`linear` or `logarithmic` is needed");
  input.logarithmic = scale == "logarithmic";
  if (!(input.most > input.least)) part.fail("`most` must be above `least`");
  if (input.logarithmic && !(input.least > 0)) part.fail("`least` must be above 0 on a logarithmic scale");
  return input;
}

void read_polynomials(surrogate::ModelOutput& output, const Part& part, std::size_t inputs) {
  for (const Part& term : part.at("terms").list(kMostTerms)) {
    const std::vector<Part> degrees = term.at("degrees").list(inputs);
    if (degrees.size() != inputs) term.at("degrees").fail("one degree for each input is needed");
    for (const Part& degree : degrees)
      output.degrees.push_back(static_cast<unsigned>(degree.whole_up_to(kLargestDegree)));
    output.coefficients.push_back(term.at("coefficient").number());
  }
}

void read_process(surrogate::GaussianProcess& process, const Part& part, std::size_t inputs, std::size_t points) {
  process.mean = part.at("mean").number();
  process.signal = part.at("signal").number();
  process.noise = part.at("noise").number();
  process.lengths = part.at("lengths").numbers(inputs);
  for (double length : process.lengths)
    if (!(length > 0)) part.at("lengths").fail("must be above 0");
  process.weights = part.at("weights").numbers(points);
}

surrogate::ModelOutput output_of(const Part& part, std::size_t inputs, std::size_t points) {
  check_name(part);
  if (const std::string& path = part.at("path").text();
      path == "in_domain" || path == "domain_distance" || path.starts_with("bound."))
    part.at("path").fail("is a name that `predict` needs for itself");
  surrogate::ModelOutput output;
  output.path = part.at("path").text();
  output.unit = part.at("unit").text();
  output.meaning = part.at("meaning").text();
  output.bound = part.at("bound").number();
  output.level = part.at("level").number();
  output.rms = part.at("rms").number();
  output.q2 = part.at("q2").number();
  if (!(output.bound >= 0)) part.at("bound").fail("must not be negative");
  if (!(output.level > 0 && output.level < 1)) part.at("level").fail("must be between 0 and 1");
  const std::string& form = part.at("form").text();
  if (form == "pce") read_polynomials(output, part, inputs);
  else if (form == "gp") read_process(output.process, part, inputs, points);
  else part.at("form").fail("`pce` or `gp` is needed");
  output.form = form == "gp" ? surrogate::Form::gp : surrogate::Form::pce;
  if (const auto compared = part.optional("cross_validation")) {
    const auto error = [&](const char* of) {
      const auto found = compared->optional(of);
      return found ? found->number() : std::numeric_limits<double>::infinity();
    };
    output.compared = {{error("pce"), error("gp")}};
  }
  return output;
}

/// Members of one list each.
std::vector<double> points_of(const Part& part, std::size_t inputs) {
  std::vector<double> points;
  for (const Part& member : part.list(kMostPoints))
    for (double value : member.numbers(inputs)) points.push_back(value);
  return points;
}

Value points_value(const StaticModel& model) {
  List members;
  const std::size_t n = model.inputs.size();
  for (std::size_t at = 0; at < model.points.size(); at += n)
    members.push_back(numbers({model.points.begin() + static_cast<std::ptrdiff_t>(at),
                               model.points.begin() + static_cast<std::ptrdiff_t>(at + n)}));
  return Value(std::move(members));
}

void add_form(Map& card, const surrogate::ModelOutput& output, std::size_t inputs) {
  if (output.form == surrogate::Form::gp) {
    const auto& process = output.process;
    card.insert(card.end(), {{"form", Value(std::string("gp"))},
                             {"mean", Value(process.mean)},
                             {"signal", Value(process.signal)},
                             {"noise", Value(process.noise)},
                             {"lengths", numbers(process.lengths)},
                             {"weights", numbers(process.weights)}});
    return;
  }
  List terms;
  for (std::size_t t = 0; t < output.coefficients.size(); ++t) {
    List degrees;
    for (std::size_t i = 0; i < inputs; ++i)
      degrees.emplace_back(static_cast<std::int64_t>(output.degrees[t * inputs + i]));
    terms.emplace_back(Map{{"degrees", Value(std::move(degrees))}, {"coefficient", Value(output.coefficients[t])}});
  }
  card.insert(card.end(), {{"form", Value(std::string("pce"))}, {"terms", Value(std::move(terms))}});
}

Value output_value(const surrogate::ModelOutput& output, std::size_t inputs) {
  Map card{{"path", Value(output.path)},   {"unit", Value(output.unit)},   {"meaning", Value(output.meaning)},
           {"bound", Value(output.bound)}, {"level", Value(output.level)}, {"rms", Value(output.rms)},
           {"q2", Value(output.q2)}};
  for (const auto& [pce, gp] : output.compared) {
    Map compared;
    if (std::isfinite(pce)) compared.emplace_back("pce", Value(pce));
    if (std::isfinite(gp)) compared.emplace_back("gp", Value(gp));
    card.emplace_back("cross_validation", Value(std::move(compared)));
  }
  add_form(card, output, inputs);
  return Value(std::move(card));
}

}  // namespace

std::string card_of(const StaticModel& model) {
  List inputs, outputs;
  for (const auto& input : model.inputs)
    inputs.emplace_back(Map{{"path", Value(input.path)},
                            {"unit", Value(input.unit)},
                            {"meaning", Value(input.meaning)},
                            {"least", Value(input.least)},
                            {"most", Value(input.most)},
                            {"scale", Value(std::string(input.logarithmic ? "logarithmic" : "linear"))}});
  for (const auto& output : model.outputs) outputs.push_back(output_value(output, model.inputs.size()));
  const Map forms{
      {"scaled", Value(std::string("z = 2 (x - least)/(most - least) - 1 of each input x, or of logarithms"))},
      {"pce", Value(std::string("sum over terms of coefficient x product over inputs of sqrt(2n + 1) P_n(z), P_n of "
                                "Legendre, n = degrees"))},
      {"gp",
       Value(std::string("mean + sum over points of weight x (1 + s + s^2/3) exp(-s), s = sqrt(5) r, r^2 = sum over "
                         "inputs of ((z - point)/length)^2"))},
      {"domain",
       Value(std::string("|z| <= 1 of each input, and sqrt((z - centre)^T precision (z - centre)) <= farthest"))}};
  Map card{{"voxvolt_surrogate", Value(kLayout)},
           {"forms", Value(forms)},
           {"guarantee",
            Value(std::string(model.held_out_rows > 0 ? "a member of a new row, both drawn like those held out, is"
                                                      : "a member drawn like those held out is") +
                  " within the bound of an output with its level as the least probability, over all draws; nothing is "
                  "promised "
                  "outside of the domain")},
           {"of", Value(model.of)},
           {"ensemble", Value(Map{{"stage", Value(model.ensemble)}, {"table_sha256", Value(model.table)}})},
           {"coverage", Value(model.coverage)},
           {"training", whole(model.training)},
           {"held_out", whole(model.held_out)}};
  if (model.held_out_rows > 0)
    card.emplace_back("rows",
                      Value(Map{{"training", whole(model.training_rows)}, {"held_out", whole(model.held_out_rows)}}));
  card.insert(card.end(), {{"inputs", Value(std::move(inputs))},
                           {"outputs", Value(std::move(outputs))},
                           {"domain", Value(Map{{"centre", numbers(model.centre)},
                                                {"precision", numbers(model.precision)},
                                                {"farthest", Value(model.farthest)},
                                                {"inside", Value(model.inside)}})}});
  if (!model.points.empty()) card.emplace_back("points", points_value(model));
  return config::to_pretty_json(Value(card));
}

StaticModel model_of(const std::string& card, const std::string& source) {
  const Value value = config::parse_json(card, source);
  const Part root(value, source);
  if (root.at("voxvolt_surrogate").whole_up_to(1000000) != kLayout)
    root.at("voxvolt_surrogate").fail("this release reads layout 2");
  constexpr std::int64_t most_members = 1'000'000'000;
  StaticModel model;
  model.of = root.at("of").text();
  model.ensemble = root.at("ensemble").at("stage").text();
  model.table = root.at("ensemble").at("table_sha256").text();
  model.coverage = root.at("coverage").number();
  model.training = static_cast<std::size_t>(root.at("training").whole_up_to(most_members));
  model.held_out = static_cast<std::size_t>(root.at("held_out").whole_up_to(most_members));
  if (const auto rows = root.optional("rows")) {
    model.training_rows = static_cast<std::size_t>(rows->at("training").whole_up_to(most_members));
    model.held_out_rows = static_cast<std::size_t>(rows->at("held_out").whole_up_to(most_members));
  }
  for (const Part& part : root.at("inputs").list(kMostInputs)) model.inputs.push_back(input_of(part));
  if (model.inputs.empty()) root.at("inputs").fail("is empty");
  if (const auto points = root.optional("points")) model.points = points_of(*points, model.inputs.size());
  for (const Part& part : root.at("outputs").list(kMostInputs))
    model.outputs.push_back(output_of(part, model.inputs.size(), model.points.size() / model.inputs.size()));
  if (model.outputs.empty()) root.at("outputs").fail("is empty");
  std::set<std::string> paths;
  for (const auto& output : model.outputs)
    if (!paths.insert(output.path).second) root.at("outputs").fail(output.path + " is there twice");
  paths.clear();
  for (const auto& input : model.inputs)
    if (!paths.insert(input.path).second) root.at("inputs").fail(input.path + " is there twice");
  if (!(model.coverage > 0 && model.coverage < 1)) root.at("coverage").fail("must be between 0 and 1");
  const Part domain = root.at("domain");
  model.centre = domain.at("centre").numbers(model.inputs.size());
  model.precision = domain.at("precision").numbers(model.inputs.size() * model.inputs.size());
  model.farthest = domain.at("farthest").number();
  model.inside = domain.at("inside").number();
  if (!(model.farthest > 0)) domain.at("farthest").fail("must be above 0");
  return model;
}

}  // namespace voxvolt::stages
