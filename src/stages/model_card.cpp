// SPDX-License-Identifier: BSD-3-Clause
#include "stages/model_card.hpp"

#include <cmath>
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

constexpr std::int64_t kLayout = 1;
constexpr std::size_t kMostInputs = 1000, kMostTerms = 100000;
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
  surrogate::ModelInput input{part.at("path").text(), part.at("unit").text(), part.at("least").number(),
                              part.at("most").number()};
  const std::string& scale = part.at("scale").text();
  if (scale != "linear" && scale != "logarithmic") part.at("scale").fail("`linear` or `logarithmic` is needed");
  input.logarithmic = scale == "logarithmic";
  if (!(input.most > input.least)) part.fail("`most` must be above `least`");
  if (input.logarithmic && !(input.least > 0)) part.fail("`least` must be above 0 on a logarithmic scale");
  return input;
}

surrogate::ModelOutput output_of(const Part& part, std::size_t inputs) {
  check_name(part);
  if (const std::string& path = part.at("path").text(); path == "in_domain" || path.starts_with("bound."))
    part.at("path").fail("is a name that `predict` needs for itself");
  surrogate::ModelOutput output{part.at("path").text(), part.at("unit").text(), part.at("meaning").text(), {}, {}};
  output.bound = part.at("bound").number();
  output.rms = part.at("rms").number();
  output.q2 = part.at("q2").number();
  if (!(output.bound >= 0)) part.at("bound").fail("must not be negative");
  for (const Part& term : part.at("terms").list(kMostTerms)) {
    const std::vector<Part> degrees = term.at("degrees").list(inputs);
    if (degrees.size() != inputs) term.at("degrees").fail("one degree for each input is needed");
    for (const Part& degree : degrees)
      output.degrees.push_back(static_cast<unsigned>(degree.whole_up_to(kLargestDegree)));
    output.coefficients.push_back(term.at("coefficient").number());
  }
  return output;
}

}  // namespace

std::string card_of(const StaticModel& model) {
  List inputs, outputs;
  for (const auto& input : model.inputs)
    inputs.emplace_back(Map{{"path", Value(input.path)},
                            {"unit", Value(input.unit)},
                            {"least", Value(input.least)},
                            {"most", Value(input.most)},
                            {"scale", Value(std::string(input.logarithmic ? "logarithmic" : "linear"))}});
  for (const auto& output : model.outputs) {
    List terms;
    for (std::size_t t = 0; t < output.coefficients.size(); ++t) {
      List degrees;
      for (std::size_t i = 0; i < model.inputs.size(); ++i)
        degrees.emplace_back(static_cast<std::int64_t>(output.degrees[t * model.inputs.size() + i]));
      terms.emplace_back(Map{{"degrees", Value(std::move(degrees))}, {"coefficient", Value(output.coefficients[t])}});
    }
    outputs.emplace_back(Map{{"path", Value(output.path)},
                             {"unit", Value(output.unit)},
                             {"meaning", Value(output.meaning)},
                             {"bound", Value(output.bound)},
                             {"rms", Value(output.rms)},
                             {"q2", Value(output.q2)},
                             {"terms", Value(std::move(terms))}});
  }
  const Map card{
      {"voxvolt_surrogate", Value(kLayout)},
      {"form", Value(std::string("sum over terms of coefficient x product over inputs of sqrt(2n + 1) P_n(z), P_n of "
                                 "Legendre, z = 2 (x - least)/(most - least) - 1, or of logarithms"))},
      {"guarantee",
       Value(std::string("a member drawn like those held out is within the bound with the stated coverage, "
                         "over all draws; nothing is promised outside of the domain"))},
      {"of", Value(model.of)},
      {"coverage", Value(model.coverage)},
      {"training", whole(model.training)},
      {"held_out", whole(model.held_out)},
      {"inputs", Value(std::move(inputs))},
      {"outputs", Value(std::move(outputs))},
      {"domain", Value(Map{{"centre", numbers(model.centre)},
                           {"precision", numbers(model.precision)},
                           {"farthest", Value(model.farthest)}})},
  };
  return config::to_pretty_json(Value(card));
}

StaticModel model_of(const std::string& card, const std::string& source) {
  const Value value = config::parse_json(card, source);
  const Part root(value, source);
  if (root.at("voxvolt_surrogate").whole_up_to(1000000) != kLayout)
    root.at("voxvolt_surrogate").fail("this release reads layout 1");
  constexpr std::int64_t most_members = 1'000'000'000;
  StaticModel model;
  model.of = root.at("of").text();
  model.coverage = root.at("coverage").number();
  model.training = static_cast<std::size_t>(root.at("training").whole_up_to(most_members));
  model.held_out = static_cast<std::size_t>(root.at("held_out").whole_up_to(most_members));
  for (const Part& part : root.at("inputs").list(kMostInputs)) model.inputs.push_back(input_of(part));
  if (model.inputs.empty()) root.at("inputs").fail("is empty");
  for (const Part& part : root.at("outputs").list(kMostInputs))
    model.outputs.push_back(output_of(part, model.inputs.size()));
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
  if (!(model.farthest >= 0)) domain.at("farthest").fail("must not be negative");
  return model;
}

}  // namespace voxvolt::stages
