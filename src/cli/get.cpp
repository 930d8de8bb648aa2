// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cstdio>

#include "campaign/record.hpp"
#include "campaign/summary.hpp"
#include "cli/verbs.hpp"
#include "config/errors.hpp"
#include "config/json.hpp"
#include "config/names.hpp"

namespace voxvolt::cli {
namespace {

using campaign::Product;
using campaign::ProductForm;
using config::List;
using config::Map;
using config::Value;

struct Named {
  std::string path;
  Product product;
};

std::vector<Named> products_of(const std::string& folder) {
  std::vector<Named> all;
  for (campaign::StageRecord& record : campaign::read_run(folder))
    for (Product& product : record.products.all())
      all.push_back({record.stage + "." + product.spec.name, std::move(product)});
  return all;
}

Value numbers(const std::vector<double>& values) {
  List list;
  for (double value : values) list.emplace_back(value);
  return Value(std::move(list));
}

// Row-major values as nested lists.
Value nested(const std::vector<double>& values, const std::vector<std::size_t>& shape, std::size_t axis,
             std::size_t& next) {
  if (axis == shape.size()) return Value(values[next++]);
  List list;
  for (std::size_t i = 0; i < shape[axis]; ++i) list.push_back(nested(values, shape, axis + 1, next));
  return Value(std::move(list));
}

Value shaped(const std::vector<double>& values, const std::vector<std::size_t>& shape) {
  std::size_t next = 0;
  return values.empty() ? Value() : nested(values, shape, 0, next);
}

Value json_of(const Product& product) {
  List shape;
  for (std::size_t size : product.shape()) shape.emplace_back(static_cast<std::int64_t>(size));
  Map map;
  if (product.spec.form == ProductForm::text) map.emplace_back("value", product.text);
  else if (product.spec.form == ProductForm::field)
    map.emplace_back("value", product.field.stored->file + ":" + product.field.stored->dataset);
  else map.emplace_back("value", shaped(product.values, product.shape()));
  map.emplace_back("unit", product.spec.unit.empty() ? Value() : Value(product.spec.unit));
  map.emplace_back("error", shaped(product.errors, product.shape()));
  if (product.spec.form == ProductForm::field) {
    const auto& cells = product.field.stored->grid.cells;
    shape = {cells[2], cells[1], cells[0]};
  }
  map.emplace_back("shape", std::move(shape));
  map.emplace_back("meaning", product.spec.meaning);
  if (!product.axes.empty()) {
    Map axes;
    for (const campaign::Axis& axis : product.axes)
      axes.emplace_back(axis.name,
                        Map{{"unit", axis.unit}, {"meaning", axis.meaning}, {"values", numbers(axis.values)}});
    map.emplace_back("axes", std::move(axes));
  }
  return Value(std::move(map));
}

// A curve or table in columns: axes first.
std::string columns_text(const Product& product) {
  std::vector<std::vector<std::string>> rows{{}};
  for (const campaign::Axis& axis : product.axes)
    rows[0].push_back(axis.name + (axis.unit == "1" ? "" : " / " + axis.unit));
  rows[0].push_back(product.spec.name + (product.spec.unit == "1" ? "" : " / " + product.spec.unit));
  for (std::size_t i = 0; i < product.values.size(); ++i) {
    std::vector<std::string> row(product.axes.size());
    std::size_t rest = i;
    for (std::size_t a = product.axes.size(); a-- > 0;) {
      const auto& values = product.axes[a].values;
      row[a] = campaign::short_number(values[rest % values.size()]);
      rest /= values.size();
    }
    row.push_back(campaign::short_number(product.values[i]));
    rows.push_back(std::move(row));
  }
  return campaign::table_text(rows);
}

std::string list_text(const std::vector<Named>& products) {
  std::vector<std::vector<std::string>> rows{{"product", "value", "meaning"}};
  for (const Named& one : products)
    rows.push_back({one.path, campaign::one_line(one.product), one.product.spec.meaning});
  return campaign::table_text(rows);
}

}  // namespace

ExitCode get(const Command& command) {
  const std::vector<Named> products = products_of(command.subject);
  if (command.path.empty()) {
    if (command.json) {
      Map all;
      for (const Named& one : products) all.emplace_back(one.path, json_of(one.product));
      std::printf("%s\n", config::to_pretty_json(Value(std::move(all))).c_str());
    } else {
      std::fputs(list_text(products).c_str(), stdout);
    }
    return ExitCode::done;
  }
  const auto found = std::ranges::find(products, command.path, &Named::path);
  if (found == products.end()) {
    // A prefix lists what is below it.
    std::vector<Named> below;
    std::vector<std::string> names;
    for (const Named& one : products) {
      if (one.path.starts_with(command.path + ".")) below.push_back(one);
      names.push_back(one.path);
    }
    if (!below.empty() && !command.json) {
      std::fputs(list_text(below).c_str(), stdout);
      return ExitCode::done;
    }
    const auto close = config::nearest(command.path, names);
    throw Failure(ExitCode::input, command.subject + ": there is no product " + config::shown(command.path) +
                                       (close ? "; did you mean " + *close + "?"
                                              : "; `voxvolt get " + command.subject + "` lists them"));
  }
  if (command.json) std::printf("%s\n", config::to_pretty_json(json_of(found->product)).c_str());
  else if (found->product.spec.form == ProductForm::array) std::fputs(columns_text(found->product).c_str(), stdout);
  else std::printf("%s\n", campaign::one_line(found->product).c_str());
  return ExitCode::done;
}

}  // namespace voxvolt::cli
