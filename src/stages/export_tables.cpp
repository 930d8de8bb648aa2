// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <limits>
#include <map>

#include "io/csv_file.hpp"
#include "parallel/agree.hpp"
#include "stages/exports.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Axis;
using campaign::Product;
using campaign::ProductForm;
using io::CsvTable;

std::string with_unit(const std::string& name, const std::string& unit) {
  return unit == "1" || unit.empty() ? name : name + " [" + unit + "]";
}

CsvTable scalars_of(const campaign::Products& products) {
  std::vector<std::string> names, texts, units, meanings;
  std::vector<double> values, errors;
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  for (const Product& product : products.all()) {
    const bool is_text = product.spec.form == ProductForm::text;
    if (!is_text && product.spec.form != ProductForm::scalar) continue;
    names.push_back(product.spec.name);
    values.push_back(is_text ? kNone : product.values.front());
    errors.push_back(product.errors.empty() ? kNone : product.errors.front());
    texts.push_back(is_text ? product.text : "");
    units.push_back(product.spec.unit);
    meanings.push_back(product.spec.meaning);
  }
  return {{{"product", names},
           {"value", values},
           {"error", errors},
           {"unit", units},
           {"text", texts},
           {"meaning", meanings}}};
}

using Group = std::vector<const Product*>;  // arrays over the same axes

std::vector<Group> groups_of(const campaign::Products& products) {
  std::vector<Group> groups;
  for (const Product& product : products.all()) {
    if (product.spec.form != ProductForm::array) continue;
    const auto group =
        std::ranges::find_if(groups, [&](const Group& one) { return one.front()->axes == product.axes; });
    if (group == groups.end()) groups.push_back({&product});
    else group->push_back(&product);
  }
  return groups;
}

/// The axes' coordinates, the last running fastest, then the products, each followed by its error if it has one.
CsvTable table_of(const Group& group) {
  CsvTable table;
  const std::size_t rows = group.front()->values.size();
  std::size_t inner = rows;  // rows for which a coordinate stays
  for (const Axis& axis : group.front()->axes) {
    std::vector<double> column;
    inner /= std::max<std::size_t>(1, axis.values.size());
    for (std::size_t row = 0; row < rows; ++row) column.push_back(axis.values[row / inner % axis.values.size()]);
    table.columns.push_back({with_unit(axis.name, axis.unit), std::move(column)});
  }
  for (const Product* product : group) {
    const bool is_its_axis = product->axes.size() == 1 && product->axes[0].name == product->spec.name &&
                             product->axes[0].values == product->values;
    if (!is_its_axis) table.columns.push_back({with_unit(product->spec.name, product->spec.unit), product->values});
    if (!product->errors.empty())
      table.columns.push_back({with_unit(product->spec.name + ".error", product->spec.unit), product->errors});
  }
  return table;
}

/// What the names of its products begin with in common, else the names of its axes.
std::string name_of(const Group& group) {
  std::string common = group.front()->spec.name;
  for (const Product* product : group)
    while (!(product->spec.name + ".").starts_with(common + ".") && !common.empty())
      common.resize(common.find('.') == std::string::npos ? 0 : common.rfind('.'));
  if (!common.empty()) return common;
  for (const Axis& axis : group.front()->axes) common += (common.empty() ? "" : "_") + axis.name;
  return common;
}

std::string stem_of(const std::string& file) {
  const std::string ending = ".csv";
  return file.ends_with(ending) && file.size() > ending.size() ? file.substr(0, file.size() - ending.size()) : file;
}

}  // namespace

std::string csv_of_members(const campaign::Products& products) {
  for (const Group& group : groups_of(products))
    if (group.front()->axes.size() == 1 && group.front()->axes.front().name == "member")
      return io::csv_text(table_of(group));
  return "";
}

std::vector<std::string> export_csv(const ExportRequest& request, const campaign::Catalogue&,
                                    parallel::Session& session) {
  std::vector<std::string> files;
  parallel::agree_on(session.world(), [&] {
    if (!session.world().is_first()) return;
    const std::string stem = stem_of(request.file);
    const auto write = [&](const std::string& name, const CsvTable& table) {
      files.push_back(stem + "." + name + ".csv");
      io::write_csv(files.back(), table);
    };
    write("scalars", scalars_of(request.record.products));
    std::map<std::string, int> used;
    for (const Group& group : groups_of(request.record.products)) {
      const std::string name = name_of(group);
      const int times = ++used[name];
      write(times == 1 ? name : name + "." + std::to_string(times), table_of(group));
    }
  });
  return files;
}

}  // namespace voxvolt::stages
