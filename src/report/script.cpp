// SPDX-License-Identifier: BSD-3-Clause
#include "report/script.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "config/units.hpp"
#include "report/safe_text.hpp"

namespace voxvolt::report {
namespace {

constexpr std::size_t kTitleCharacters = 92;
constexpr std::size_t kLabelCharacters = 60;
constexpr double kLargest = 1e150;

}  // namespace

Range finite_range(std::span<const double> values) {
  Range range{INFINITY, -INFINITY};
  for (double value : values)
    if (std::isfinite(value)) range = {std::min(range.least, value), std::max(range.most, value)};
  return range;
}

Script::Script(const std::string& name, int width, int height) {
  line("# Drawn by `gnuplot " + name +
       ".gp` in this folder. `voxvolt report` writes this file anew: keep changes under another name.");
  line("set encoding utf8");
  line("set terminal svg size " + std::to_string(width) + "," + std::to_string(height) +
       " noenhanced font 'Helvetica,Arial,sans-serif,14' background '#ffffff'");
  line("set output " + gnuplot_text(name + ".svg"));
  line("set format '%.10g'");
  line("set border 3 lw 1 lc rgb '#444444'");
  line("set tics nomirror out textcolor rgb '#222222'");
  line("set grid lw 0.5 lc rgb '#d8d8d8'");
}

void Script::title(const std::string& text) {
  line("set title " + gnuplot_text(shortened(clean_text(text), kTitleCharacters)));
}

void Script::label(const std::string& axis, const std::string& what, const std::string& unit) {
  line("set " + axis + "label " + gnuplot_text(shortened(clean_text(with_unit_name(what, unit)), kLabelCharacters)));
}

void Script::range(const std::string& axis, std::span<const double> values, double factor) {
  Range extent = finite_range(values);
  extent = {extent.least * factor, extent.most * factor};
  const double size = std::max(std::abs(extent.least), std::abs(extent.most));
  if (!(extent.least <= extent.most) || (extent.most - extent.least > 1e-9 * size && size > 1 / kLargest)) return;
  const double middle = size > 1 / kLargest ? extent.least : 0;
  const double half = middle == 0 ? 1 : 0.05 * std::abs(middle);
  line("set " + axis + "range [" + number(middle - half) + ":" + number(middle + half) + "]");
}

void Script::plot(const std::vector<std::string>& parts) {
  std::string command;
  for (const std::string& part : parts) command += (command.empty() ? "plot " : ", \\\n     ") + part;
  line(command);
}

std::string with_unit_name(const std::string& what, const std::string& unit) {
  return what + " (" + (unit.empty() || unit == "1" ? "dimensionless" : unit) + ")";
}

std::string ShownUnit::column(int number) const {
  const std::string column = std::to_string(number);
  return factor == 1 ? column : "($" + column + "*" + report::number(factor) + ")";
}

ShownUnit shown_unit(const std::string& unit, std::span<const double> values) {
  const Range extent = finite_range(values);
  const double size = std::max(std::abs(extent.least), std::abs(extent.most));
  if (!(extent.least <= extent.most) || size == 0) return {1, unit};
  if (unit == "m" && size > 1e-9 && size < 1e-3) return {1e6, "um"};
  if (unit == "m" && size > 1e-9 && size < 1) return {1e3, "mm"};
  if (unit == "s" && size > 3 * 3600 && size < 1e9) return {1.0 / 3600, "h"};
  if ((unit == "W" || unit == "J" || unit == "Pa") && size >= 1e4 && size < 1e12)
    return size < 1e7 ? ShownUnit{1e-3, "k" + unit} : ShownUnit{1e-6, "M" + unit};
  return {1, unit};
}

std::string number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return config::shortest(value);
}

std::string columns_text(const std::vector<std::string>& heads, const std::vector<std::vector<double>>& columns) {
  std::string text = "#";
  for (const std::string& head : heads) text += (text.size() > 1 ? "\t" : " ") + clean_text(head);
  text += "\n";
  for (std::size_t row = 0; row < (columns.empty() ? 0 : columns.front().size()); ++row) {
    for (std::size_t c = 0; c < columns.size(); ++c) text += (c > 0 ? "\t" : "") + number(columns[c][row]);
    text += "\n";
  }
  return text;
}

bool can_be_drawn(std::span<const double> values) {
  const auto [least, most] = finite_range(values);
  return least <= most && least > -kLargest && most < kLargest;
}

std::vector<std::size_t> points_to_draw(std::span<const double> values, std::size_t most) {
  const std::size_t count = values.size();
  const std::size_t stretches = count <= most ? count : std::max<std::size_t>(1, most / 3);
  std::set<std::size_t> kept;
  for (std::size_t s = 0; s < stretches; ++s) {
    const std::size_t begin = s * count / stretches, end = (s + 1) * count / stretches;
    std::size_t least = end, largest = end;
    for (std::size_t i = begin; i < end; ++i) {
      if (std::isnan(values[i])) {
        if (i == begin || !std::isnan(values[i - 1])) kept.insert(i);
        continue;
      }
      if (least == end || values[i] < values[least]) least = i;
      if (largest == end || values[i] > values[largest]) largest = i;
    }
    if (least != end) kept.insert({least, largest});
  }
  if (count > 0) kept.insert({std::size_t{0}, count - 1});
  return {kept.begin(), kept.end()};
}

}  // namespace voxvolt::report
