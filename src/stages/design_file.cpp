// SPDX-License-Identifier: BSD-3-Clause
#include "stages/design_file.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <string_view>

#include "config/errors.hpp"
#include "config/units.hpp"

namespace voxvolt::stages {
namespace {

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  for (std::size_t begin = 0;;) {
    const std::size_t comma = line.find(',', begin);
    cells.push_back(trimmed(line.substr(begin, comma == std::string::npos ? comma : comma - begin)));
    if (comma == std::string::npos) return cells;
    begin = comma + 1;
  }
}

struct Column {
  std::size_t input;
  std::string unit;
};

class DesignTable {
 public:
  DesignTable(const std::string& file, const std::vector<VariedInput>& varied) : file_(file), varied_(varied) {}

  uq::Design read() {
    std::ifstream in(file_);
    if (!in) fail("cannot be read");
    std::string line;
    uq::Design design{0, varied_.size(), {}};
    while (std::getline(in, line)) {
      ++line_;
      constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // spreadsheets put it first
      if (line_ == 1 && line.starts_with(kByteOrderMark)) line.erase(0, kByteOrderMark.size());
      if (trimmed(line).empty() || line[0] == '#') continue;
      if (columns_.empty()) {
        read_header(cells_of(line));
        continue;
      }
      read_member(cells_of(line), design);
    }
    if (columns_.empty()) fail("is empty: a line with the names of the columns is expected");
    if (design.members == 0) fail("holds no member");
    return design;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw std::invalid_argument(file_ + (line_ ? ":" + std::to_string(line_) : "") + ": " + what);
  }

  void read_header(const std::vector<std::string>& cells) {
    for (const std::string& cell : cells) {
      const std::size_t bracket = cell.find('[');
      const std::string path = trimmed(cell.substr(0, bracket));
      const auto input = std::ranges::find(varied_, path, &VariedInput::path);
      if (input == varied_.end()) fail("the column \"" + config::shown(path) + "\" is no varied input");
      std::string unit = input->unit;
      if (bracket != std::string::npos) {
        if (cell.back() != ']')
          fail("a unit stands in square brackets after the path: \"" + config::shown(cell) + "\"");
        unit = cell.substr(bracket + 1, cell.size() - bracket - 2);
      }
      try {
        if (!config::same_dimension(unit, input->unit)) fail(path + " is in " + input->unit + ", not in " + unit);
      } catch (const config::UnitError& error) { fail(error.what()); }
      columns_.push_back({static_cast<std::size_t>(input - varied_.begin()), unit});
    }
    for (std::size_t i = 0; i < varied_.size(); ++i)
      if (std::ranges::count(columns_, i, &Column::input) != 1)
        fail("exactly one column " + varied_[i].path + " is needed");
  }

  void read_member(const std::vector<std::string>& cells, uq::Design& design) const {
    if (cells.size() != columns_.size())
      fail(std::to_string(cells.size()) + " values for " + std::to_string(columns_.size()) + " columns");
    const std::size_t row = design.points.size();
    design.points.resize(row + varied_.size());
    for (std::size_t c = 0; c < cells.size(); ++c) {
      try {
        design.points[row + columns_[c].input] =
            config::convert(config::parse_number(cells[c]), columns_[c].unit, varied_[columns_[c].input].unit);
      } catch (const config::UnitError& error) { fail(error.what()); }
    }
    ++design.members;
  }

  const std::string& file_;
  const std::vector<VariedInput>& varied_;
  std::vector<Column> columns_;
  std::size_t line_ = 0;
};

}  // namespace

uq::Design design_from_file(const std::string& file, const std::vector<VariedInput>& varied) {
  return DesignTable(file, varied).read();
}

}  // namespace voxvolt::stages
