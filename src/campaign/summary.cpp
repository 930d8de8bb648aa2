// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/summary.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "io/input_file.hpp"

namespace voxvolt::campaign {
namespace {

std::string printed(const char* format, double value) {
  char text[48];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

// Code points, so that columns line up.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](unsigned char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

std::string table_text(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  std::string text;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    std::string line = " ";
    for (std::size_t i = 0; i < rows[r].size(); ++i)
      line += " " + rows[r][i] + std::string(i + 1 < rows[r].size() ? widths[i] - width_of(rows[r][i]) + 1 : 0, ' ');
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    if (r > 0) continue;
    line = " ";
    for (std::size_t width : widths) line += " " + std::string(width, '-') + " ";
    text += line.substr(0, line.size() - 1) + "\n";
  }
  return text;
}

std::string bytes_text(double bytes) {
  return bytes > 0 ? io::bytes_text(bytes) : "-";
}

std::string seconds_text(double seconds) {
  if (std::isnan(seconds)) return "-";
  if (seconds < 0.1) return printed("%.3f s", seconds);
  if (seconds < 120) return printed("%.1f s", seconds);
  if (seconds < 7200) return printed("%.0f min", seconds / 60);
  return printed("%.1f h", seconds / 3600);
}

std::string count_text(double count) {
  if (!(count > 0)) return "-";
  return count < 1e5 ? printed("%.0f", count) : printed("%.2e", count);
}

std::string time_table(const std::vector<StageTime>& times) {
  std::vector<std::vector<std::string>> rows{{"stage", "", "wall time", "peak memory per rank"}};
  double total = 0;
  for (const StageTime& time : times) {
    rows.push_back({time.stage, time.status, seconds_text(time.seconds), bytes_text(time.bytes)});
    total += time.seconds;
  }
  rows.push_back({"total", "", seconds_text(total), ""});
  return table_text(rows);
}

std::string summary_table(const std::vector<std::pair<std::string, const Products*>>& stages) {
  std::vector<std::vector<std::string>> rows{{"product", "value", "meaning"}};
  for (const auto& [stage, products] : stages) {
    const bool marked = std::ranges::any_of(products->all(), [](const Product& product) { return product.spec.main; });
    for (const Product& product : products->all())
      if (product.spec.main || !marked)
        rows.push_back({stage + "." + product.spec.name, one_line(product), product.spec.meaning});
  }
  return rows.size() > 1 ? table_text(rows) : std::string{};
}

}  // namespace voxvolt::campaign
