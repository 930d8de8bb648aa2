// SPDX-License-Identifier: BSD-3-Clause
// Curves of the supplied data (VOXVOLT_DATA/cell) and their comparison with a run's.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace voxvolt::test {

/// Columns of numbers of a CSV file; lines that do not begin with a number are left out. Empty when there is no such file.
inline std::vector<std::vector<double>> csv_columns(const std::string& name) {
  const char* folder = std::getenv("VOXVOLT_DATA");
  std::ifstream file(std::string(folder == nullptr ? "" : folder) + "/cell/" + name);
  std::vector<std::vector<double>> columns;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || (std::isdigit(static_cast<unsigned char>(line[0])) == 0 && line[0] != '-')) continue;
    std::stringstream cells(line);
    std::string cell;
    for (std::size_t i = 0; std::getline(cells, cell, ','); ++i) {
      if (i >= columns.size()) columns.emplace_back();
      columns[i].push_back(std::stod(cell));
    }
  }
  return columns;
}

/// The cubic through the four points around `at`, x ascending.
inline double interpolate(const std::vector<double>& x, const std::vector<double>& y, double at) {
  auto i = static_cast<std::size_t>(std::upper_bound(x.begin(), x.end(), at) - x.begin());
  i = std::clamp<std::size_t>(i, 2, x.size() - 2) - 2;
  double sum = 0;
  for (std::size_t p = i; p < i + 4; ++p) {
    double weight = 1;
    for (std::size_t q = i; q < i + 4; ++q)
      if (q != p) weight *= (at - x[q]) / (x[p] - x[q]);
    sum += weight * y[p];
  }
  return sum;
}

struct Difference {
  double rms = 0, largest = 0;
};

/// Of `y` at `x` from the curve (x0, y0), for from < x < to.
inline Difference difference(const std::vector<double>& x, const std::vector<double>& y, const std::vector<double>& x0,
                             const std::vector<double>& y0, double from, double to) {
  Difference d;
  int count = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!(x[i] > from && x[i] < to)) continue;
    const double off = std::abs(y[i] - interpolate(x0, y0, x[i]));
    d.rms += off * off;
    d.largest = std::max(d.largest, off);
    ++count;
  }
  d.rms = std::sqrt(d.rms / std::max(count, 1));
  return d;
}

}  // namespace voxvolt::test
