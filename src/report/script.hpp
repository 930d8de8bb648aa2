// SPDX-License-Identifier: BSD-3-Clause
// The words of gnuplot that all figures share: terminal, axes, colours, ranges, and data as text.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace voxvolt::report {

/// Told apart by people who see colours differently (Okabe and Ito 2008), and dark enough on white.
inline constexpr std::array<const char*, 7> kLineColours{"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                         "#e69f00", "#56b4e9", "#000000"};

class Script {
 public:
  /// Draws `name`.svg; sizes in px.
  Script(const std::string& name, int width, int height);
  void line(const std::string& command) { text_ += command + "\n"; }
  void title(const std::string& text);
  /// `axis` is x, y or cb. `what` and its unit; every axis has one.
  void label(const std::string& axis, const std::string& what, const std::string& unit);
  /// Fixes the range of an axis, in the unit it is shown in, where gnuplot could not find one: all values (almost) equal.
  void range(const std::string& axis, std::span<const double> values, double factor = 1);
  /// A legend in one or two rows between title and picture.
  void legend() { line("set key tmargin left horizontal Left reverse samplen 2 maxrows 2"); }
  void plot(const std::vector<std::string>& parts);
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// `voltage (V)`, `porosity (dimensionless)`.
std::string with_unit_name(const std::string& what, const std::string& unit);
/// The unit in which an axis is easy to read, and what values are multiplied by to be in it. Data files stay in SI.
struct ShownUnit {
  double factor = 1;
  std::string unit;
  /// The column of a data file, for `using`.
  std::string column(int number) const;
};
/// um and mm for small lengths, h for long times, k and M for large powers, energies and pressures; else the unit itself.
ShownUnit shown_unit(const std::string& unit, std::span<const double> values);
/// The shortest text that reads back as the same double; `NaN`, `inf`, `-inf`.
std::string number(double value);
/// A comment with the heads, then one row per line; columns have equal lengths.
std::string columns_text(const std::vector<std::string>& heads, const std::vector<std::vector<double>>& columns);
struct Range {
  double least, most;  ///< least > most when there is no value
};
/// Of the finite ones.
Range finite_range(std::span<const double> values);
/// Can gnuplot draw these: is one of them finite, and none so large that a range overflows?
bool can_be_drawn(std::span<const double> values);
/// Of many points, at most about `most` that keep each stretch's least and largest value and its gaps.
std::vector<std::size_t> points_to_draw(std::span<const double> values, std::size_t most);

}  // namespace voxvolt::report
