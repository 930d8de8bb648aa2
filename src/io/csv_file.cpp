// SPDX-License-Identifier: BSD-3-Clause
#include "io/csv_file.hpp"

#include <cmath>
#include <stdexcept>

#include "config/units.hpp"
#include "parallel/durable_file.hpp"

namespace voxvolt::io {
namespace {

std::string cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string cell(double value) { return std::isnan(value) ? "" : config::shortest(value); }

std::size_t length_of(const CsvTable::Column& column) {
  return std::visit([](const auto& values) { return values.size(); }, column.values);
}

}  // namespace

std::string csv_text(const CsvTable& table) {
  std::string text;
  for (const CsvTable::Column& column : table.columns) {
    if (length_of(column) != length_of(table.columns.front()))
      throw std::logic_error("columns of a CSV table differ in length: " + column.head);
    text += (text.empty() ? "" : ",") + cell(column.head);
  }
  text += "\r\n";
  const std::size_t rows = table.columns.empty() ? 0 : length_of(table.columns.front());
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      if (c > 0) text += ",";
      text += std::visit([&](const auto& values) { return cell(values[row]); }, table.columns[c].values);
    }
    text += "\r\n";
  }
  return text;
}

void write_csv(const std::string& path, const CsvTable& table) { parallel::write_durably(path, csv_text(table)); }

}  // namespace voxvolt::io
