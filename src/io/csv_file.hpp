// SPDX-License-Identifier: BSD-3-Clause
// Tables as comma-separated values, for spreadsheets and scripts.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace voxvolt::io {

/// Columns of equal length.
struct CsvTable {
  struct Column {
    std::string head;
    std::variant<std::vector<double>, std::vector<std::string>> values;
  };
  std::vector<Column> columns;
};

/// RFC 4180, with a line of heads; numbers are the shortest that read back the same, and where there is none the cell is
/// empty. Throws std::logic_error when columns differ in length.
std::string csv_text(const CsvTable& table);

/// One process; at once or not at all, synced. Throws MachineFailure.
void write_csv(const std::string& path, const CsvTable& table);

}  // namespace voxvolt::io
