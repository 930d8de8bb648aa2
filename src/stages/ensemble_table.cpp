// SPDX-License-Identifier: BSD-3-Clause
#include "stages/ensemble_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

#include "stages/ensemble_curves.hpp"
#include "uq/failure_dependence.hpp"
#include "uq/statistics.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Axis;
using campaign::Product;
using campaign::ProductForm;
using campaign::Products;
using campaign::ProductSpec;
using campaign::Status;
using Members = std::vector<campaign::SubGraph::Member>;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kDependent = 0.01;  // probability below which failures are said to depend on an input
constexpr std::array kProbabilities{0.05, 0.25, 0.5, 0.75, 0.95};
constexpr std::array kFailures{Status::early_stop, Status::solver_fail, Status::infeasible_input,
                               Status::timeout,    Status::node_lost,   Status::corrupt};
constexpr const char* kStatusMeaning =
    "how each member ended: 0 ok, 1 early_stop, 2 solver_fail, 3 infeasible_input, 4 timeout, 5 node_lost, 6 corrupt";

ProductSpec array_spec(std::string name, std::string unit, std::string meaning, std::vector<std::string> axes) {
  return {std::move(name), std::move(unit), std::move(meaning), ProductForm::array, std::move(axes)};
}

template <class T>
std::vector<T> with_first(const T& first, const std::vector<T>& others) {
  std::vector<T> all{first};
  all.insert(all.end(), others.begin(), others.end());
  return all;
}

ProductSpec status_spec() { return array_spec("status", "1", kStatusMeaning, {"member"}); }
ProductSpec count_spec(const std::string& name, const std::string& meaning, bool main) {
  return {name, "1", meaning, ProductForm::scalar, {}, main};
}
std::string failure_name(Status status) { return "failures." + campaign::status_word(status); }
ProductSpec continued_spec() {
  return count_spec("members_continued", "of these, members that a solver had failed and that were then continued",
                    false);
}
ProductSpec dependence_spec() {
  return array_spec("failures.p_value", "1",
                    "probability that failures do not depend on a varied input (Kolmogorov-Smirnov, Holm); NaN when no "
                    "member failed",
                    {"varied"});
}
ProductSpec note_spec() {
  return {"assumptions.failures", "", "what members that failed mean for every statistic", ProductForm::text, {}};
}

struct Specs {
  ProductSpec table, mean, sd, quantile;
};
/// `sample`: which members; its errors are 95 % intervals.
Specs specs_of(const ProductSpec& of, const std::string& sample) {
  const ProductForm form = of.axes.empty() ? ProductForm::scalar : ProductForm::array;
  return {array_spec("table." + of.name, of.unit, of.meaning + ", of each member",
                     with_first<std::string>("member", of.axes)),
          {"mean." + of.name, of.unit, "mean over " + sample + " of: " + of.meaning, form, of.axes, of.axes.empty()},
          {"sd." + of.name, of.unit, "standard deviation over " + sample + " of: " + of.meaning, form, of.axes,
           of.axes.empty()},
          array_spec("quantile." + of.name, of.unit, "quantiles over " + sample + " of: " + of.meaning,
                     with_first<std::string>("probability", of.axes))};
}

/// Values of one place over the members that count.
std::vector<double> sample_of(const Table& table, const CollectedColumn& column, std::size_t place) {
  std::vector<double> sample;
  for (std::size_t m = 0; m < table.status.size(); ++m)
    if (table.ok(m) && table.counted[m]) sample.push_back(column.values[m * column.width + place]);
  return sample;
}

/// Means, then standard deviations, of all places; bootstrap over members.
std::vector<uq::Estimate> moments(const Table& table, const std::vector<std::vector<double>>& samples) {
  if (samples.empty()) return {};
  const std::size_t members = samples.front().size(), places = samples.size();
  std::vector<double> centres;
  for (const auto& sample : samples) centres.push_back(uq::mean(sample));
  std::vector<uq::Estimate> result(2 * places);
  for (std::size_t p = 0; p < places; ++p) {
    result[p] = {centres[p], kNone};
    result[places + p] = {uq::sd(samples[p]), kNone};
  }
  if (!table.drawn || members < 2) return result;
  const auto statistics = [&](std::span<const double> weights) {
    std::vector<double> values(2 * places);
    const double n = static_cast<double>(members);
    for (std::size_t p = 0; p < places; ++p) {
      double sum = 0, squares = 0;
      for (std::size_t m = 0; m < members; ++m) {
        const double away = samples[p][m] - centres[p];
        sum += weights[m] * away;
        squares += weights[m] * away * away;
      }
      values[p] = centres[p] + sum / n;
      values[places + p] = std::sqrt(std::max(0.0, squares - sum * sum / n) / (n - 1));
    }
    return values;
  };
  const std::size_t resamples = uq::affordable_resamples(4.0 * static_cast<double>(members * places));
  const auto errors = uq::bootstrapped(members, table.seed, resamples, statistics);
  for (std::size_t k = 0; k < result.size(); ++k) result[k].error = errors[k].error;
  return result;
}

/// The interval of a quantile lies between order statistics, whatever the distribution; unknown where the sample ends first.
uq::Estimate quantile_estimate(const Table& table, const std::vector<double>& sample, double p) {
  const double value = uq::quantile(sample, p);
  const double step = 1.96 * std::sqrt(p * (1 - p) / static_cast<double>(sample.size()));
  if (!table.drawn || sample.empty() || p - step < 0 || p + step > 1) return {value, kNone};
  return {value, std::max(value - uq::quantile(sample, p - step), uq::quantile(sample, p + step) - value)};
}

void add_column(Products& products, const Table& table, const CollectedColumn& column, const Axis& member) {
  const Specs specs = specs_of(column.spec, table.sample_text());
  const Axis probability{
      "probability", "1", "share of the members below", {kProbabilities.begin(), kProbabilities.end()}};
  const std::vector<std::size_t> places = complete_places(table, column);
  std::vector<std::vector<double>> samples;
  for (std::size_t place : places) samples.push_back(sample_of(table, column, place));
  std::vector<uq::Estimate> quantiles;
  for (double p : kProbabilities)
    for (const auto& sample : samples) quantiles.push_back(quantile_estimate(table, sample, p));
  quantiles = at_all_places(quantiles, kProbabilities.size(), places, column.width);
  const auto both = at_all_places(moments(table, samples), 2, places, column.width);
  const auto half = both.begin() + static_cast<std::ptrdiff_t>(column.width);
  products.add_array(specs.table, with_first(member, column.axes), column.values);
  products.add(estimates_product(specs.mean, column.axes, {both.begin(), half}));
  products.add(estimates_product(specs.sd, column.axes, {half, both.end()}));
  products.add(estimates_product(specs.quantile, with_first(probability, column.axes), quantiles));
}

CollectedColumn column_of(const ProductSpec& spec, std::size_t index, const Members& members) {
  CollectedColumn column{spec, {}, 1, {}};
  for (const auto& member : members)
    if (member.status == Status::ok) {
      column.axes = member.collected[index].axes;
      column.width = member.collected[index].values.size();
      break;
    }
  for (const auto& member : members) {
    if (member.status == Status::ok)
      column.values.insert(column.values.end(), member.collected[index].values.begin(),
                           member.collected[index].values.end());
    else column.values.insert(column.values.end(), column.width, kNone);
  }
  return column;
}

std::string two_digits(double value) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%.1e", value);
  return text.data();
}

std::string note(const Table& table) {
  const std::size_t all = table.status.size(), lost = all - table.members_ok();
  if (lost == 0) return "all " + std::to_string(all) + " members ended well";
  const std::string share = std::to_string(lost) + " of " + std::to_string(all) + " members failed";
  const std::string on = table.dependence_text();
  return on.empty() ? share + ", with no sign that this depends on an input: statistics are over the others"
                    : share + ", and this depends on " + on +
                          ": statistics are over the others, which do not stand for what was drawn";
}

}  // namespace

std::size_t Table::members_ok() const { return static_cast<std::size_t>(std::ranges::count(status, Status::ok)); }

std::string Table::dependence_text() const {
  std::string text;
  for (std::size_t i = 0; i < dependence.size(); ++i)
    if (dependence[i] < kDependent)
      text += (text.empty() ? "" : ", ") + varied[i].path + " (p = " + two_digits(dependence[i]) + ")";
  return text;
}

std::string Table::sample_text() const {
  std::size_t all = 0, well = 0;
  for (std::size_t m = 0; m < status.size(); ++m) {
    all += counted[m] ? 1 : 0;
    well += counted[m] && ok(m) ? 1 : 0;
  }
  const std::string on = dependence_text();
  return std::to_string(well) + " of " + std::to_string(all) +
         (all == status.size() ? " members" : " independent members") +
         (on.empty() ? "" : " (biased: failures depend on " + on + ")");
}

const CollectedColumn& Table::column(const std::string& path) const {
  return *std::ranges::find_if(columns, [&](const CollectedColumn& one) { return one.spec.name == path; });
}

Table table_of(const std::vector<VariedInput>& varied, const std::vector<ProductSpec>& collected,
               const uq::Design& design, const Members& members) {
  Table table;
  table.varied = varied;
  table.design = design;
  for (const auto& member : members) {
    table.status.push_back(member.status);
    table.continued += member.status == Status::ok && member.continued_from ? 1 : 0;
  }
  for (std::size_t c = 0; c < collected.size(); ++c)
    if (collected[c].form != ProductForm::field) table.columns.push_back(column_of(collected[c], c, members));
  table.counted.assign(members.size(), true);
  return table;
}

std::vector<ProductSpec> table_specs(const std::vector<VariedInput>& varied,
                                     const std::vector<ProductSpec>& collected) {
  std::vector<ProductSpec> specs;
  for (const VariedInput& input : varied)
    specs.push_back(array_spec("table." + input.path, input.unit, input.meaning, {"member"}));
  specs.push_back(status_spec());
  specs.push_back(count_spec("members", "members in the design", true));
  specs.push_back(count_spec("members_ok", "members that ended well: the sample of every statistic", true));
  specs.push_back(continued_spec());
  for (Status status : kFailures) specs.push_back(count_spec(failure_name(status), "members that ended so", false));
  specs.push_back(dependence_spec());
  specs.push_back(note_spec());
  for (const ProductSpec& spec : collected) {
    if (spec.form == ProductForm::field) continue;
    const Specs of = specs_of(spec, "the members that ended well");
    specs.insert(specs.end(), {of.table, of.mean, of.sd, of.quantile});
  }
  return specs;
}

Products table_products(const Table& table) {
  Products products;
  Axis member{"member", "1", "number of the member, from 0", {}};
  std::vector<double> status;
  for (std::size_t m = 0; m < table.status.size(); ++m) {
    member.values.push_back(static_cast<double>(m));
    status.push_back(static_cast<double>(table.status[m]));
  }
  Axis varied{"varied", "1", "varied inputs, in this order: ", {}};
  for (std::size_t i = 0; i < table.varied.size(); ++i) {
    const VariedInput& input = table.varied[i];
    std::vector<double> values;
    for (std::size_t m = 0; m < table.status.size(); ++m) values.push_back(table.design.at(m, i));
    products.add_array(array_spec("table." + input.path, input.unit, input.meaning, {"member"}), {member}, values);
    varied.values.push_back(static_cast<double>(i + 1));
    varied.meaning += (i == 0 ? "" : ", ") + input.path;
  }
  products.add_array(status_spec(), {member}, status);
  products.add_scalar(count_spec("members", "members in the design", true), static_cast<double>(table.status.size()));
  products.add_scalar(count_spec("members_ok", "members that ended well: the sample of every statistic", true),
                      static_cast<double>(table.members_ok()));
  products.add_scalar(continued_spec(), static_cast<double>(table.continued));
  for (Status wanted : kFailures)
    products.add_scalar(count_spec(failure_name(wanted), "members that ended so", false),
                        static_cast<double>(std::ranges::count(table.status, wanted)));
  products.add_array(dependence_spec(), {varied}, table.dependence);
  products.add_text(note_spec(), note(table));
  for (const CollectedColumn& column : table.columns) add_column(products, table, column, member);
  return products;
}

Product estimates_product(ProductSpec spec, std::vector<Axis> axes, const std::vector<uq::Estimate>& estimates) {
  Product product;
  product.spec = std::move(spec);
  product.axes = std::move(axes);
  bool known = false;
  for (const uq::Estimate& one : estimates) {
    product.values.push_back(one.value);
    product.errors.push_back(one.error);
    known = known || std::isfinite(one.error);
  }
  if (!known) product.errors.clear();
  return product;
}

}  // namespace voxvolt::stages
