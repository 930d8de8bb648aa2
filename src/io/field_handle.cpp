// SPDX-License-Identifier: BSD-3-Clause
#include "io/field_handle.hpp"

#include <utility>
#include <variant>

#include "parallel/failure.hpp"

namespace voxvolt::io {
namespace {

constexpr std::array<const char*, 3> kWidths{"widths_x", "widths_y", "widths_z"};

template <class T>
config::Value triple(const std::array<T, 3>& values) {
  return config::Value(config::List{config::Value(values[0]), config::Value(values[1]), config::Value(values[2])});
}

template <class T>
const T& entry(const config::Value& map, const std::string& key) {
  const config::Value* value = map.find(key);
  if (!value || !value->is<T>()) throw RecordFailure("the description of a stored field lacks " + key);
  return value->as<T>();
}

const config::List& three(const config::Value& map, const std::string& key) {
  const auto& list = entry<config::List>(map, key);
  if (list.size() != 3) throw RecordFailure("the description of a stored field has no three numbers as " + key);
  return list;
}

double number(const config::Value& value) {
  if (!value.is<double>() && !value.is<std::int64_t>())
    throw RecordFailure("the description of a stored field lacks a number");
  return value.number();
}

numerics::VoxelGrid grid_of(const config::Value& map) {
  numerics::VoxelGrid grid;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const config::Value& cells = three(map, "cells")[axis];
    if (!cells.is<std::int64_t>())
      throw RecordFailure("the description of a stored field has no whole numbers as cells");
    grid.cells[axis] = cells.as<std::int64_t>();
    grid.spacing[axis] = number(three(map, "spacing")[axis]);
    grid.origin[axis] = number(three(map, "origin")[axis]);
  }
  return grid;
}

}  // namespace

config::Value to_value(const FieldHandle& handle) {
  config::Map map{{"name", handle.name},
                  {"unit", handle.unit},
                  {"meaning", handle.meaning},
                  {"cells", triple(handle.grid.cells)},
                  {"spacing", triple(handle.grid.spacing)},
                  {"origin", triple(handle.grid.origin)},
                  {"type", std::string(handle.type == FieldType::uint8 ? "uint8" : "float64")},
                  {"file", handle.file},
                  {"dataset", handle.dataset},
                  {"sha256", handle.sha256},
                  {"file_sha256", handle.file_sha256},
                  {"step", handle.step},
                  {"time", handle.time}};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    config::List widths;
    for (const double width : handle.widths[axis]) widths.emplace_back(width);
    if (!widths.empty()) map.emplace_back(kWidths[axis], config::Value(std::move(widths)));
  }
  return config::Value(std::move(map));
}

FieldHandle field_handle_of(const config::Value& value) {
  if (!value.is<config::Map>()) throw RecordFailure("the description of a stored field is no map");
  FieldHandle handle;
  handle.name = entry<std::string>(value, "name");
  handle.unit = entry<std::string>(value, "unit");
  handle.meaning = entry<std::string>(value, "meaning");
  handle.grid = grid_of(value);
  const auto& type = entry<std::string>(value, "type");
  if (type != "uint8" && type != "float64") throw RecordFailure("a stored field of unknown type " + type);
  handle.type = type == "uint8" ? FieldType::uint8 : FieldType::float64;
  handle.file = entry<std::string>(value, "file");
  handle.dataset = entry<std::string>(value, "dataset");
  handle.sha256 = entry<std::string>(value, "sha256");
  handle.file_sha256 = entry<std::string>(value, "file_sha256");
  handle.step = entry<std::int64_t>(value, "step");
  const config::Value* time = value.find("time");
  handle.time = number(time ? *time : config::Value());
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (!value.find(kWidths[axis])) continue;
    for (const config::Value& width : entry<config::List>(value, kWidths[axis]))
      handle.widths[axis].push_back(number(width));
    if (static_cast<std::int64_t>(handle.widths[axis].size()) != handle.grid.cells[axis])
      throw RecordFailure("the description of a stored field has not one width for each cell");
  }
  return handle;
}

}  // namespace voxvolt::io
