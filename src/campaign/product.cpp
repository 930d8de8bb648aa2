// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/product.hpp"

#include <cmath>
#include <cstdio>
#include <stdexcept>

namespace voxvolt::campaign {

std::vector<std::size_t> Product::shape() const {
  std::vector<std::size_t> sizes;
  for (const Axis& axis : axes) sizes.push_back(axis.values.size());
  return sizes;
}

void Products::add(Product product) {
  if (find(product.spec.name)) throw std::logic_error("product " + product.spec.name + " is given twice");
  if (product.spec.form == ProductForm::scalar || product.spec.form == ProductForm::array) {
    std::size_t expected = 1;
    for (const Axis& axis : product.axes) expected *= axis.values.size();
    if (product.values.size() != expected || (!product.errors.empty() && product.errors.size() != expected))
      throw std::logic_error("product " + product.spec.name + ": values do not fill its axes");
  }
  products_.push_back(std::move(product));
}

void Products::add_scalar(ProductSpec spec, double value, std::optional<double> error) {
  Product product;
  product.spec = std::move(spec);
  product.spec.form = ProductForm::scalar;
  product.values = {value};
  if (error) product.errors = {*error};
  add(std::move(product));
}

void Products::add_text(ProductSpec spec, std::string text) {
  Product product;
  product.spec = std::move(spec);
  product.spec.form = ProductForm::text;
  product.text = std::move(text);
  add(std::move(product));
}

void Products::add_array(ProductSpec spec, std::vector<Axis> axes, std::vector<double> values) {
  Product product;
  product.spec = std::move(spec);
  product.spec.form = ProductForm::array;
  product.axes = std::move(axes);
  product.spec.axes.clear();
  for (const Axis& axis : product.axes) product.spec.axes.push_back(axis.name);
  product.values = std::move(values);
  add(std::move(product));
}

void Products::add_field(ProductSpec spec, FieldProduct field) {
  Product product;
  product.spec = std::move(spec);
  product.spec.form = ProductForm::field;
  product.field = std::move(field);
  add(std::move(product));
}

const Product* Products::find(const std::string& name) const {
  for (const Product& product : products_)
    if (product.spec.name == name) return &product;
  return nullptr;
}

const Product& Products::at(const std::string& name) const {
  if (const Product* product = find(name)) return *product;
  throw std::logic_error("there is no product " + name);
}

std::string short_number(double value) {
  if (std::isnan(value)) return "none";
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

std::string one_line(const Product& product) {
  const std::string unit = product.spec.unit == "1" || product.spec.unit.empty() ? "" : " " + product.spec.unit;
  switch (product.spec.form) {
    case ProductForm::text: return product.text;
    case ProductForm::scalar:
      return short_number(product.values.front()) +
             (product.errors.empty() ? "" : " +- " + short_number(product.errors.front())) + unit;
    case ProductForm::array: {
      std::string sizes;
      for (const Axis& axis : product.axes)
        sizes += (sizes.empty() ? "" : " x ") + std::to_string(axis.values.size()) + " " + axis.name;
      return "[" + sizes + "]" + unit;
    }
    case ProductForm::field: {
      const auto& grid = product.field.stored
                             ? product.field.stored->grid
                             : std::visit([](const auto& f) { return f.grid; }, product.field.here->field);
      return "field " + std::to_string(grid.cells[0]) + " x " + std::to_string(grid.cells[1]) + " x " +
             std::to_string(grid.cells[2]) + (product.field.stored ? " in " + product.field.stored->file : "");
    }
  }
  return {};
}

}  // namespace voxvolt::campaign
