// SPDX-License-Identifier: BSD-3-Clause
#include "io/numeric_table.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "config/errors.hpp"
#include "config/plain_text.hpp"
#include "parallel/failure.hpp"

namespace voxvolt::io {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> cells_of(std::string_view line) {
  const char separator = line.find(',') != line.npos ? ',' : line.find(';') != line.npos ? ';' : ' ';
  std::vector<std::string_view> cells;
  while (true) {
    const std::size_t end = separator == ' ' ? line.find_first_of(" \t") : line.find(separator);
    cells.push_back(trimmed(line.substr(0, end)));
    if (end == line.npos) return cells;
    line.remove_prefix(end + 1);
    if (separator == ' ') line = trimmed(line);
  }
}

std::optional<double> number_in(std::string_view cell) {
  if (cell.starts_with('+')) cell.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc{} || end != cell.data() + cell.size() || !std::isfinite(value)) return {};
  return value;
}

class Reader {
 public:
  Reader(const std::string& name, std::size_t columns, std::size_t most)
      : name_(name), most_(most), columns_(columns) {}

  std::vector<std::vector<double>> read(const std::string& text) {
    if (const auto flaw = config::find_flaw(text)) {
      line_ = static_cast<std::size_t>(config::line_column(text, flaw->at).line);
      fail(flaw->reason);
    }
    const std::string plain = config::normalised(text);
    for (std::string_view rest = plain; !rest.empty();) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      ++line_;
      if (const std::string_view line = trimmed(rest.substr(0, end)); !line.empty() && line.front() != '#') take(line);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    line_ = 0;
    if (columns_.front().empty()) fail("holds no row of numbers");
    return std::move(columns_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Failure(ExitCode::input, name_ + (line_ > 0 ? ":" + std::to_string(line_) : "") + ": " + what);
  }

  void take(std::string_view line) {
    const auto cells = cells_of(line);
    if (cells.size() != columns_.size())
      fail(std::to_string(cells.size()) + " cells where " + std::to_string(columns_.size()) + " are needed");
    const bool is_head = std::ranges::none_of(cells, [](std::string_view cell) { return number_in(cell).has_value(); });
    if (is_head && !heads_seen_ && columns_.front().empty()) {
      heads_seen_ = true;
      return;
    }
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const auto value = number_in(cells[c]);
      if (!value) fail("`" + config::shown(cells[c]) + "` is not a finite number");
      columns_[c].push_back(*value);
    }
    if (columns_.front().size() > most_) fail("more than " + std::to_string(most_) + " rows");
  }

  const std::string& name_;
  std::size_t most_;
  std::vector<std::vector<double>> columns_;
  std::size_t line_ = 0;
  bool heads_seen_ = false;
};

}  // namespace

std::vector<std::vector<double>> numeric_table(const std::string& text, const std::string& name, std::size_t columns,
                                               std::size_t most) {
  return Reader(name, columns, most).read(text);
}

}  // namespace voxvolt::io
