// SPDX-License-Identifier: BSD-3-Clause
#include "stages/ensemble_analysis.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "config/units.hpp"
#include "parallel/agree.hpp"
#include "stages/ensemble_curves.hpp"
#include "uq/morris.hpp"
#include "uq/paired.hpp"
#include "uq/sobol_indices.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Axis;
using campaign::Product;
using campaign::ProductForm;
using campaign::Products;
using campaign::ProductSpec;
using config::Complaint;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// An array over inputs (and more), then over the axes of the product that it is about.
ProductSpec over(const std::string& name, std::string unit, std::string meaning, std::vector<std::string> first,
                 const std::vector<std::string>& axes = {}) {
  first.insert(first.end(), axes.begin(), axes.end());
  const ProductForm form = first.empty() ? ProductForm::scalar : ProductForm::array;
  return {name, std::move(unit), std::move(meaning), form, std::move(first)};
}

// Every spec once: what is declared and what is given cannot differ.
ProductSpec inputs_spec() {
  return {"inputs", "", "the inputs that indices and directions count", ProductForm::text, {}};
}
ProductSpec first_spec(const ProductSpec& of, const std::string& sample) {
  return over("sobol.first." + of.name, "1",
              "share of the variance of " + of.name + " that each input causes alone" + sample, {"input"}, of.axes);
}
ProductSpec total_spec(const ProductSpec& of, const std::string& sample) {
  return over("sobol.total." + of.name, "1",
              "share of the variance of " + of.name + " that each input causes with all it interacts with" + sample,
              {"input"}, of.axes);
}
ProductSpec pair_spec(const ProductSpec& of, const std::string& sample) {
  return over("sobol.pair." + of.name, "1",
              "share of the variance of " + of.name + " that two inputs cause together and neither alone" + sample,
              {"input", "other"}, of.axes);
}
ProductSpec q2_spec(const ProductSpec& of, const std::string& sample) {
  ProductSpec spec = over("pce.q2." + of.name, "1",
                          "1 - leave-one-out error / variance of the polynomials for " + of.name + sample, {}, of.axes);
  spec.main = of.axes.empty();
  return spec;
}
ProductSpec terms_spec(const ProductSpec& of) {
  return over("pce.terms." + of.name, "1", "terms of the polynomials for " + of.name + ", of all modes of a curve", {});
}
ProductSpec morris_spec(const std::string& what, const ProductSpec& of, const std::string& sample) {
  const std::string meaning = what == "mu"        ? "mean effect"
                              : what == "mu_star" ? "mean size of the effect"
                                                  : "spread of the effect";
  return over("morris." + what + "." + of.name, of.unit,
              meaning + " on " + of.name + " of a move of each input over its whole range" + sample, {"input"},
              of.axes);
}
struct FisherSpecs {
  ProductSpec eigenvalues =
      over("fisher.eigenvalues", "1",
           "eigenvalues of the Fisher matrix, largest first: 1/variance of what data determine", {"eigenvalue"});
  ProductSpec directions = over("fisher.directions", "1", "combination of the inputs that belongs to each eigenvalue",
                                {"eigenvalue", "input"});
  ProductSpec rank{"fisher.stiff_rank", "1", "combinations that data determine better than `within`",
                   ProductForm::scalar, {},  true};
  ProductSpec sd =
      over("fisher.sd", "1",
           "least standard deviation of each input from such data (Cramer-Rao), relative to its scale; NaN "
           "where they say nothing",
           {"input"});
  ProductSpec correlations =
      over("fisher.correlations", "1", "correlations of the inputs determined from such data", {"input", "other"});
};
ProductSpec paired_spec(const std::string& what, const std::string& unit, const std::string& meaning) {
  return {"paired." + what, unit, meaning, ProductForm::scalar, {}, what == "p_value" || what == "difference"};
}
struct PairedSpecs {
  ProductSpec first, second, difference, p_value;
  PairedSpecs(const PairedTest& test, const std::string& unit, const std::string& sample)
      : first(paired_spec("first", unit, "root mean square error of " + test.of[0] + sample)),
        second(paired_spec("second", unit, "root mean square error of " + test.of[1] + sample)),
        difference(paired_spec("difference", unit, "error of " + test.of[0] + " less that of " + test.of[1] + sample)),
        p_value(
            paired_spec("p_value", "1", "probability that the difference is chance (bootstrap in pairs)" + sample)) {}
};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}
Axis input_axis(const std::vector<std::string>& names, const std::string& name) {
  Axis axis{name, "1", "inputs, in this order: " + joined(names), {}};
  for (std::size_t i = 0; i < names.size(); ++i) axis.values.push_back(static_cast<double>(i + 1));
  return axis;
}
std::vector<Axis> before(std::vector<Axis> first, const std::vector<Axis>& axes) {
  first.insert(first.end(), axes.begin(), axes.end());
  return first;
}
bool needs_names(const EnsembleInputs& inputs) {
  return wants_chaos(inputs) || wants_pairs(inputs) || analysis<ElementaryEffects>(inputs) ||
         analysis<FisherAnalysis>(inputs);
}

const ProductSpec* collected_at(const std::vector<ProductSpec>& collected, const std::string& path) {
  const auto found = std::ranges::find(collected, path, &ProductSpec::name);
  return found == collected.end() ? nullptr : &*found;
}

void check_units(const EnsembleInputs& inputs, const std::vector<ProductSpec>& collected,
                 std::vector<Complaint>& complaints) {
  const auto same = [&](const std::string& path, const std::string& unit, const std::string& what) {
    const ProductSpec* spec = collected_at(collected, path);
    if (spec && !config::same_dimension(spec->unit, unit))
      complaints.push_back(
          {"analyse", what + " of " + path + " is in " + unit + ", and " + path + " in " + spec->unit});
  };
  if (const auto* fisher = analysis<FisherAnalysis>(inputs))
    for (const auto& [path, noise] : fisher->noise) same(path, noise.unit, "the noise");
  if (const auto* event = analysis<RareEvent>(inputs)) {
    const ProductSpec* spec = collected_at(collected, event->of);
    if (spec && !spec->axes.empty())
      complaints.push_back({"analyse", event->of + " is an array; a rare event is that of one number"});
    same(event->of, event->below.unit, "the limit");
  }
  if (const auto* test = analysis<PairedTest>(inputs))
    if (const ProductSpec* reference = collected_at(collected, test->reference))
      for (const std::string& path : test->of) {
        const ProductSpec* spec = collected_at(collected, path);
        if (spec && spec->axes != reference->axes)
          complaints.push_back({"analyse", path + " and " + test->reference + " have different axes"});
        else same(path, reference->unit, "the reference");
      }
}

/// Members' values of all columns in units of their noise, by member and datum.
struct Scaled {
  std::size_t data = 0;
  std::vector<double> values;
};
Scaled in_noise(const EnsembleInputs& inputs, const FisherAnalysis& fisher, const Table& table) {
  Scaled scaled;
  std::vector<CollectedColumn> columns;
  for (const CollectedColumn& column : table.columns) {
    columns.push_back(at_places(column, complete_places(table, column)));
    scaled.data += columns.back().width;
  }
  scaled.values.resize(table.status.size() * scaled.data);
  const bool centre_first = std::holds_alternative<FiniteDifferences>(inputs.design);
  std::size_t at = 0;
  for (const CollectedColumn& column : columns) {
    double sum = 0, count = 0;
    for (std::size_t k = 0; k < (centre_first ? column.width : column.values.size()); ++k)
      if (std::isfinite(column.values[k])) {
        sum += column.values[k] * column.values[k];
        ++count;
      }
    const auto given = fisher.noise.find(column.spec.name);
    const double noise = given == fisher.noise.end()
                             ? 0.01 * std::sqrt(sum / count)
                             : config::convert(given->second.value, given->second.unit, column.spec.unit, true);
    for (std::size_t m = 0; m < table.status.size(); ++m)
      for (std::size_t p = 0; p < column.width; ++p)
        scaled.values[m * scaled.data + at + p] = column.values[m * column.width + p] / noise;
    at += column.width;
  }
  return scaled;
}

void add_fisher(Products& products, const EnsembleInputs& inputs, const InputSpace& space, const MemberDesign& design,
                const Table& table) {
  const auto& fisher = *analysis<FisherAnalysis>(inputs);
  const Scaled scaled = in_noise(inputs, fisher, table);
  const auto* differences = std::get_if<FiniteDifferences>(&inputs.design);
  const uq::Nominal nominal = space.nominal(differences && std::holds_alternative<BySd>(differences->scale));
  const auto jacobian = differences ? uq::stencil_jacobian(nominal, differences->step, scaled.data, scaled.values)
                                    : uq::fitted_jacobian(nominal, design.members, scaled.data, scaled.values);
  const std::size_t p = space.size();
  uq::FisherSpectrum spectrum{std::vector<double>(p, kNone), std::vector<double>(p * p, kNone),
                              std::vector<double>(p, kNone), std::vector<double>(p * p, kNone)};
  if (jacobian) spectrum = uq::fisher_spectrum(*jacobian);
  const auto stiff = static_cast<double>(std::ranges::count_if(
      spectrum.eigenvalues, [&](double value) { return value * fisher.within * fisher.within > 1; }));
  const Axis input = input_axis(space.names(), "input"), other = input_axis(space.names(), "other");
  Axis eigenvalue{"eigenvalue", "1", "number of the eigenvalue, largest first", input.values};
  const FisherSpecs specs;
  products.add_array(specs.eigenvalues, {eigenvalue}, spectrum.eigenvalues);
  products.add_array(specs.directions, {eigenvalue, input}, spectrum.directions);
  products.add_scalar(specs.rank, jacobian ? stiff : kNone);
  products.add_array(specs.sd, {input}, spectrum.sd);
  products.add_array(specs.correlations, {input, other}, spectrum.correlations);
}

void add_paired(Products& products, const PairedTest& test, const Table& table) {
  const CollectedColumn& truth = table.column(test.reference);
  const std::vector<std::size_t> places = complete_places(table, truth);
  const auto errors = [&](const std::string& path) {
    const CollectedColumn& column = table.column(path);
    const auto same = [](const Axis& one, const Axis& other) { return one.values == other.values; };
    if (!std::ranges::equal(column.axes, truth.axes, same) || complete_places(table, column) != places)
      throw parallel::AgreedFailure(ExitCode::input, "analyse: paired_test: " + path + " and " + test.reference +
                                                         " are not known at the same places");
    std::vector<double> roots;
    for (std::size_t m = 0; m < table.status.size(); ++m) {
      double squares = 0;
      for (std::size_t p : places)
        squares += std::pow(column.values[m * truth.width + p] - truth.values[m * truth.width + p], 2);
      roots.push_back(std::sqrt(squares / static_cast<double>(places.size())));
    }
    return roots;
  };
  const uq::PairedComparison result = uq::paired_comparison(errors(test.of[0]), errors(test.of[1]), table.seed);
  const PairedSpecs specs(test, truth.spec.unit, ", over " + table.sample_text());
  products.add(estimates_product(specs.first, {}, {result.first}));
  products.add(estimates_product(specs.second, {}, {result.second}));
  products.add(estimates_product(specs.difference, {}, {result.difference}));
  products.add_scalar(specs.p_value, result.p_value);
}

void add_indices(Products& products, const EnsembleInputs& inputs, const InputSpace& space, const MemberDesign& design,
                 const Table& table, const CollectedColumn& whole) {
  const std::vector<std::size_t> places = complete_places(table, whole);
  const CollectedColumn column = at_places(whole, places);
  const Axis input = input_axis(space.names(), "input"), other = input_axis(space.names(), "other");
  const std::string sample = ", from " + table.sample_text();
  const auto add = [&](const ProductSpec& spec, std::vector<Axis> first, const std::vector<uq::Estimate>& estimates) {
    std::size_t count = 1;
    for (const Axis& axis : first) count *= axis.values.size();
    products.add(estimates_product(spec, before(std::move(first), column.axes),
                                   at_all_places(estimates, count, places, whole.width)));
  };
  if (wants_pairs(inputs)) {
    const uq::SobolIndices indices = uq::saltelli_indices(space.size(), column.width, column.values, table.seed);
    const std::string pairs = ", by " + std::to_string(indices.pairs) + " whole pairs" + sample;
    add(first_spec(column.spec, pairs), {input}, indices.first);
    add(total_spec(column.spec, pairs), {input}, indices.total);
  }
  if (!wants_chaos(inputs)) return;
  uq::Design unit{0, space.size(), {}};
  std::vector<double> values;
  for (std::size_t m = 0; m < design.unit.members; ++m) {
    if (!design.counted[m]) continue;
    ++unit.members;
    const auto row = design.unit.points.begin() + static_cast<std::ptrdiff_t>(m * unit.inputs);
    unit.points.insert(unit.points.end(), row, row + static_cast<std::ptrdiff_t>(unit.inputs));
    const auto output = column.values.begin() + static_cast<std::ptrdiff_t>(m * column.width);
    values.insert(values.end(), output, output + static_cast<std::ptrdiff_t>(column.width));
  }
  const uq::ChaosIndices indices = uq::chaos_indices(unit, space.germs(), column.width, values, table.seed);
  const std::string chaos = ", by polynomial chaos" + sample;
  if (!wants_pairs(inputs)) {
    add(first_spec(column.spec, chaos), {input}, indices.first);
    add(total_spec(column.spec, chaos), {input}, indices.total);
  }
  add(pair_spec(column.spec, chaos), {input, other}, indices.pairs);
  std::vector<uq::Estimate> q2;
  for (double value : indices.q2) q2.push_back({value, kNone});
  add(q2_spec(column.spec, sample), {}, q2);
  products.add_scalar(terms_spec(column.spec), static_cast<double>(indices.terms));
}

}  // namespace

std::vector<std::string> input_names(const EnsembleInputs& inputs) {
  std::vector<std::string> names;
  for (const auto& [path, vary] : inputs.vary)
    if (!std::holds_alternative<Replicate>(vary)) names.push_back(path);
  return names;
}

std::vector<ProductSpec> analysis_specs(const EnsembleInputs& inputs, const std::vector<std::string>& names,
                                        const std::vector<ProductSpec>& collected, std::vector<Complaint>& complaints) {
  check_units(inputs, collected, complaints);
  if (needs_names(inputs) && names.empty()) complaints.push_back({"analyse", "nothing but noise is varied"});
  std::vector<ProductSpec> specs;
  if (needs_names(inputs)) specs.push_back(inputs_spec());
  for (const ProductSpec& of : collected) {
    if (wants_pairs(inputs) || wants_chaos(inputs)) specs.insert(specs.end(), {first_spec(of, ""), total_spec(of, "")});
    if (wants_chaos(inputs)) specs.insert(specs.end(), {pair_spec(of, ""), q2_spec(of, ""), terms_spec(of)});
    if (analysis<ElementaryEffects>(inputs))
      for (const char* what : {"mu", "mu_star", "sigma"}) specs.push_back(morris_spec(what, of, ""));
  }
  if (analysis<FisherAnalysis>(inputs)) {
    const FisherSpecs of;
    specs.insert(specs.end(), {of.eigenvalues, of.directions, of.rank, of.sd, of.correlations});
  }
  if (const auto* test = analysis<PairedTest>(inputs))
    if (const ProductSpec* reference = collected_at(collected, test->reference)) {
      const PairedSpecs of(*test, reference->unit, "");
      specs.insert(specs.end(), {of.first, of.second, of.difference, of.p_value});
    }
  return specs;
}

void add_analyses(Products& products, const EnsembleInputs& inputs, const InputSpace& space, const MemberDesign& design,
                  const Table& table) {
  if (needs_names(inputs)) products.add_text(inputs_spec(), joined(space.names()));
  for (const CollectedColumn& column : table.columns) {
    if (wants_pairs(inputs) || wants_chaos(inputs)) add_indices(products, inputs, space, design, table, column);
    if (!analysis<ElementaryEffects>(inputs)) continue;
    const std::vector<std::size_t> places = complete_places(table, column);
    const CollectedColumn complete = at_places(column, places);
    const uq::MorrisEffects effects = uq::morris_effects(design.unit, complete.width, complete.values, table.seed);
    const auto spread = [&](const std::vector<uq::Estimate>& some) {
      return at_all_places(some, space.size(), places, column.width);
    };
    const std::string sample = ", " + std::to_string(effects.effects) + " effects from " + table.sample_text();
    const auto axes = before({input_axis(space.names(), "input")}, column.axes);
    products.add(estimates_product(morris_spec("mu", column.spec, sample), axes, spread(effects.mu)));
    products.add(estimates_product(morris_spec("mu_star", column.spec, sample), axes, spread(effects.mu_star)));
    products.add(estimates_product(morris_spec("sigma", column.spec, sample), axes, spread(effects.sigma)));
  }
  if (analysis<FisherAnalysis>(inputs)) add_fisher(products, inputs, space, design, table);
  if (const auto* test = analysis<PairedTest>(inputs)) add_paired(products, *test, table);
}

}  // namespace voxvolt::stages
