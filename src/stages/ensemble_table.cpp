// SPDX-License-Identifier: BSD-3-Clause
#include "stages/ensemble_table.hpp"

#include <array>
#include <limits>

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
constexpr std::array kProbabilities{0.05, 0.25, 0.5, 0.75, 0.95};
constexpr std::array kFailures{Status::early_stop, Status::solver_fail, Status::infeasible_input,
                               Status::timeout,    Status::node_lost,   Status::corrupt};
constexpr const char* kStatusMeaning =
    "how each member ended: 0 ok, 1 early_stop, 2 solver_fail, 3 infeasible_input, 4 timeout, 5 node_lost, 6 corrupt";

ProductSpec array_spec(std::string name, std::string unit, std::string meaning, std::vector<std::string> axes) {
  return {std::move(name), std::move(unit), std::move(meaning), ProductForm::array, std::move(axes)};
}

std::vector<std::string> with_first(const std::string& first, const std::vector<std::string>& axes) {
  std::vector<std::string> all{first};
  all.insert(all.end(), axes.begin(), axes.end());
  return all;
}

ProductSpec status_spec() { return array_spec("status", "1", kStatusMeaning, {"member"}); }
ProductSpec count_spec(const std::string& name, const std::string& meaning, bool main) {
  return {name, "1", meaning, ProductForm::scalar, {}, main};
}
std::string failure_name(Status status) { return "failures." + campaign::status_word(status); }

struct Specs {
  ProductSpec table, mean, sd, quantile;
};
Specs specs_of(const ProductSpec& of) {
  const ProductForm form = of.axes.empty() ? ProductForm::scalar : ProductForm::array;
  return {array_spec("table." + of.name, of.unit, of.meaning + ", of each member", with_first("member", of.axes)),
          {"mean." + of.name, of.unit, "mean over the members of: " + of.meaning, form, of.axes, of.axes.empty()},
          {"sd." + of.name, of.unit, "standard deviation over the members of: " + of.meaning, form, of.axes,
           of.axes.empty()},
          array_spec("quantile." + of.name, of.unit, "quantiles over the members of: " + of.meaning,
                     with_first("probability", of.axes))};
}

// All members' values of one collected product; the axes are those of the first member that ended well.
struct Column {
  std::vector<Axis> axes;
  std::size_t width = 1;
  std::vector<double> values;  // member by place, NaN where a member failed
  std::vector<double> sample(std::size_t place, const Members& members) const {
    std::vector<double> ok;
    for (std::size_t m = 0; m < members.size(); ++m)
      if (members[m].status == Status::ok) ok.push_back(values[m * width + place]);
    return ok;
  }
};

Column column_of(std::size_t index, const Members& members) {
  Column column;
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

std::vector<Axis> with_axis(const Axis& first, const std::vector<Axis>& axes) {
  std::vector<Axis> all{first};
  all.insert(all.end(), axes.begin(), axes.end());
  return all;
}

void add_column(Products& products, const ProductSpec& spec, const Column& column, const Axis& member,
                const Members& members) {
  const Specs specs = specs_of(spec);
  const Axis probability{
      "probability", "1", "share of the members below", {kProbabilities.begin(), kProbabilities.end()}};
  std::vector<double> means, sds, quantiles(kProbabilities.size() * column.width);
  for (std::size_t place = 0; place < column.width; ++place) {
    const std::vector<double> sample = column.sample(place, members);
    means.push_back(uq::mean(sample));
    sds.push_back(uq::sd(sample));
    for (std::size_t q = 0; q < kProbabilities.size(); ++q)
      quantiles[q * column.width + place] = uq::quantile(sample, kProbabilities[q]);
  }
  products.add_array(specs.table, with_axis(member, column.axes), column.values);
  const auto add = [&](const ProductSpec& statistic, const std::vector<double>& values) {
    if (spec.axes.empty()) products.add_scalar(statistic, values.front());
    else products.add_array(statistic, column.axes, values);
  };
  add(specs.mean, means);
  add(specs.sd, sds);
  products.add_array(specs.quantile, with_axis(probability, column.axes), quantiles);
}

}  // namespace

std::vector<ProductSpec> table_specs(const std::vector<VariedInput>& varied,
                                     const std::vector<ProductSpec>& collected) {
  std::vector<ProductSpec> specs;
  for (const VariedInput& input : varied)
    specs.push_back(array_spec("table." + input.path, input.unit, input.meaning, {"member"}));
  specs.push_back(status_spec());
  specs.push_back(count_spec("members", "members in the design", true));
  specs.push_back(count_spec("members_ok", "members that ended well: the sample of every statistic", true));
  for (Status status : kFailures) specs.push_back(count_spec(failure_name(status), "members that ended so", false));
  for (const ProductSpec& spec : collected) {
    const Specs of = specs_of(spec);
    specs.insert(specs.end(), {of.table, of.mean, of.sd, of.quantile});
  }
  return specs;
}

Products table_products(const std::vector<VariedInput>& varied, const std::vector<ProductSpec>& collected,
                        const uq::Design& design, const Members& members) {
  Products products;
  Axis member{"member", "1", "number of the member, from 0", {}};
  std::vector<double> status;
  for (std::size_t m = 0; m < members.size(); ++m) {
    member.values.push_back(static_cast<double>(m));
    status.push_back(static_cast<double>(members[m].status));
  }
  for (std::size_t i = 0; i < varied.size(); ++i) {
    std::vector<double> values;
    for (std::size_t m = 0; m < members.size(); ++m) values.push_back(design.at(m, i));
    products.add_array(array_spec("table." + varied[i].path, varied[i].unit, varied[i].meaning, {"member"}), {member},
                       values);
  }
  const auto count = [&](Status wanted) {
    double n = 0;
    for (const auto& one : members) n += one.status == wanted ? 1 : 0;
    return n;
  };
  products.add_array(status_spec(), {member}, status);
  products.add_scalar(count_spec("members", "members in the design", true), static_cast<double>(members.size()));
  products.add_scalar(count_spec("members_ok", "members that ended well: the sample of every statistic", true),
                      count(Status::ok));
  for (Status wanted : kFailures)
    products.add_scalar(count_spec(failure_name(wanted), "members that ended so", false), count(wanted));
  for (std::size_t c = 0; c < collected.size(); ++c)
    add_column(products, collected[c], column_of(c, members), member, members);
  return products;
}

}  // namespace voxvolt::stages
