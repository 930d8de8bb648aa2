// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/references.hpp"

#include <cmath>

#include "config/names.hpp"
#include "config/units.hpp"

namespace voxvolt::campaign {
namespace {

using config::Reference;
using config::Shape;
using config::Value;

template <class T>
const T* as(const Shape& shape) {
  return std::get_if<T>(&shape.form);
}

std::string unit_misfit(const ProductSpec& spec, const std::string& wanted) {
  if (config::same_dimension(spec.unit, wanted)) return {};
  return (spec.unit == "1" ? std::string("is dimensionless") : "is in " + spec.unit) + ", but this key takes " +
         (wanted == "1" ? std::string("a dimensionless number") : wanted);
}

std::vector<std::string> names_of(const std::vector<ProductSpec>& declared) {
  std::vector<std::string> names;
  for (const ProductSpec& spec : declared) names.push_back(spec.name);
  return names;
}

const Shape* quantity_below(const Shape& shape) {
  if (const auto* list = as<config::ListShape>(shape)) return list->item.get();
  return &shape;
}

Value number_for(const Shape& shape, double value, const std::string& unit) {
  if (as<config::AnyQuantityShape>(shape)) return Value(config::Quantity{value, unit});
  const auto* quantity = as<config::QuantityShape>(shape);
  const double si = config::convert(value, unit, quantity->unit.si, quantity->unit.difference);
  if (quantity->whole && si == std::nearbyint(si)) return Value(static_cast<std::int64_t>(si));
  return Value(si);
}

Value value_for(const Shape& shape, const Product& product, std::size_t element) {
  if (product.spec.form == ProductForm::text) return Value(product.text);
  if (const auto* list = as<config::ListShape>(shape)) {
    config::List values;
    for (double value : product.values) values.push_back(number_for(*list->item, value, product.spec.unit));
    return Value(std::move(values));
  }
  return number_for(shape, product.values.at(element == 0 ? 0 : element - 1), product.spec.unit);
}

}  // namespace

Target find_target(const std::vector<ProductSpec>& declared, const std::string& path) {
  for (const ProductSpec& spec : declared)
    if (spec.name == path) return {&spec, 0};
  const std::size_t dot = path.rfind('.');
  if (dot == std::string::npos) return {};
  const auto element = config::element_number(path.substr(dot + 1));
  if (!element) return {};
  for (const ProductSpec& spec : declared)
    if (spec.name == path.substr(0, dot) && spec.form == ProductForm::array && spec.axes.size() == 1)
      return {&spec, *element};
  return {};
}

std::string misfit(const Reference& reference, const Shape& expected, const std::vector<ProductSpec>& declared) {
  const std::string subject = reference.text();
  if (reference.path.empty()) return subject + " names a stage, but this key takes one of its products";
  const Target target = find_target(declared, reference.path);
  if (!target.spec) {
    const std::vector<std::string> names = names_of(declared);
    const auto close = config::nearest(reference.path, names);
    return subject + ": stage " + reference.stage + " has no product " + reference.path +
           (close ? "; did you mean " + *close + "?" : "; it has " + config::listed(names));
  }
  const ProductForm form = target.element ? ProductForm::scalar : target.spec->form;
  const bool is_list = as<config::ListShape>(expected) != nullptr;
  if (as<config::TextShape>(*quantity_below(expected)))
    return form == ProductForm::text ? "" : subject + " is not a text, which this key takes";
  if (form == ProductForm::text) return subject + " is a text, but this key takes a number";
  if (form == ProductForm::field)
    return subject + " is a field, but this key takes " + (is_list ? "a list" : "a number");
  if (form == ProductForm::array && !is_list)
    return subject + " is an array over " + config::listed(target.spec->axes) +
           ", but this key takes one number; pick one with " + subject + ".1";
  if (form == ProductForm::array && target.spec->axes.size() != 1)
    return subject + " has " + std::to_string(target.spec->axes.size()) + " axes, but this key takes a list";
  const Shape& number = *quantity_below(expected);
  if (const auto* quantity = as<config::QuantityShape>(number)) {
    const std::string wrong = unit_misfit(*target.spec, quantity->unit.si);
    return wrong.empty() ? "" : subject + " " + wrong;
  }
  return as<config::AnyQuantityShape>(number) ? "" : subject + " is a number, which this key does not take";
}

void substitute(Value& inputs, const StageKind& kind, const std::string& stage,
                const std::function<const Products&(const std::string&)>& products, config::Problems& problems) {
  config::each_reference(inputs, *kind.shape, [&](Value& value, const Shape& expected, const std::string& path) {
    const Reference reference = value.as<Reference>();
    if (reference.path.empty()) return;
    const Products& upstream = products(reference.stage);
    std::vector<ProductSpec> specs;
    for (const Product& product : upstream.all()) specs.push_back(product.spec);
    const Target target = find_target(specs, reference.path);
    const std::string key = config::join_path(stage, path);
    if (!target.spec) {
      problems.add(value.place(), key, reference.text() + " was declared but not produced");
      return;
    }
    const Product& product = upstream.at(target.spec->name);
    if (target.element > product.values.size()) {
      problems.add(value.place(), key,
                   reference.text() + ": there are only " + std::to_string(product.values.size()) + " elements");
      return;
    }
    Value replacement = value_for(expected, product, target.element);
    replacement.set_place(value.place());
    config::Problems here;
    config::check_bounds(replacement, expected, key, here);
    for (const config::Problem& problem : here.sorted())
      problems.add(problem.place, problem.key, problem.message + " (it is " + reference.text() + ")");
    value = std::move(replacement);
  });
}

void each_file(Value& value, const Shape& shape, const std::function<void(Value&, const std::string&)>& visit,
               const std::string& path) {
  if (value.is_null() || value.is<Reference>()) return;
  const auto members = [&](Value& map, const config::Schema& schema, const std::string& at) {
    for (auto& [key, content] : map.as<config::Map>())
      if (const config::Member* member = schema.find(key); member && member->shape)
        each_file(content, *member->shape, visit, config::join_path(at, key));
  };
  if (as<config::FileShape>(shape)) {
    visit(value, path);
  } else if (const auto* list = as<config::ListShape>(shape)) {
    std::size_t i = 0;
    for (Value& item : value.as<config::List>())
      each_file(item, *list->item, visit, config::join_path(path, std::to_string(++i)));
  } else if (const auto* map = as<config::MapShape>(shape)) {
    for (auto& [key, content] : value.as<config::Map>()) {
      const config::ShapeRef below = map->known ? map->known(key) : map->item;
      if (below) each_file(content, *below, visit, config::join_path(path, key));
    }
  } else if (const auto* choice = as<config::ChoiceShape>(shape)) {
    auto& [word, content] = value.as<config::Map>().front();
    for (const config::Alternative& alternative : choice->alternatives)
      if (alternative.word == word) members(content, *alternative.schema(), config::join_path(path, word));
  } else if (const auto* structure = as<config::StructShape>(shape)) {
    members(value, *structure->schema(), path);
  }
}

}  // namespace voxvolt::campaign
