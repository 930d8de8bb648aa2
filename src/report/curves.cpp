// SPDX-License-Identifier: BSD-3-Clause
// Arrays over one axis, and over two as a few curves.
#include <algorithm>
#include <cmath>
#include <set>

#include "report/plot.hpp"
#include "report/safe_text.hpp"
#include "report/script.hpp"

namespace voxvolt::report {
namespace {

using campaign::Axis;
using campaign::Product;
using campaign::ProductForm;
using campaign::StageRecord;

constexpr std::size_t kMostCurves = 6;         // in one figure
constexpr std::size_t kMostPoints = 6000;      // in one figure
constexpr std::size_t kMostSinglePoints = 60;  // up to here points are marked, and errors are bars rather than bands
constexpr int kWidth = 800, kHeight = 440;

std::string head_of(const std::string& name) { return name.substr(0, name.find('.')); }

// `time` over time says nothing.
bool is_its_own_axis(const Product& product) {
  return product.axes.front().name == product.spec.name && product.axes.front().values == product.values;
}

// What a stage writes for itself, like a state to go on from, is no curve.
bool is_for_machines(const Product& product) { return product.axes.front().name == "entry"; }

bool is_counted(const Axis& axis) {
  return axis.unit == "1" && axis.values.size() <= kMostSinglePoints &&
         std::ranges::all_of(axis.values, [](double value) { return value == std::nearbyint(value); });
}

bool share_a_figure(const Product& a, const Product& b) {
  return head_of(a.spec.name) == head_of(b.spec.name) && a.spec.unit == b.spec.unit && a.axes == b.axes;
}

std::string why_not(const Product& product) {
  if (product.axes.front().values.size() < 2) return "has a single value";
  if (!can_be_drawn(product.axes.front().values)) return "has coordinates that cannot be drawn";
  return can_be_drawn(product.values) ? "" : "has no values that can be drawn";
}

std::string thinned_note(std::size_t shown, std::size_t all) {
  return shown == all ? ""
                      : " (" + std::to_string(shown) + " of " + std::to_string(all) +
                            " points, which keep every peak; all of them are in results.h5)";
}

using Group = std::vector<const Product*>;

/// One figure: curves that share axis and unit.
class CurveFigure {
 public:
  CurveFigure(const StageRecord& record, Group curves) : record_(record), curves_(std::move(curves)) {
    std::set<std::size_t> kept;
    for (const Product* curve : curves_)
      for (std::size_t i : points_to_draw(curve->values, kMostPoints / curves_.size())) kept.insert(i);
    points_.assign(kept.begin(), kept.end());
  }

  Plot plot() const {
    Plot plot;
    plot.name = file_name(record_.stage + "." + curves_.front()->spec.name);
    plot.caption = caption();
    plot.data.push_back({plot.name + ".dat", data()});
    plot.script = script(plot.name);
    return plot;
  }

 private:
  const Axis& axis() const { return curves_.front()->axes.front(); }
  bool is_alone() const { return curves_.size() == 1; }

  std::string caption() const {
    std::string text;
    for (const Product* curve : curves_)
      text += (text.empty() ? "" : "; ") + record_.stage + "." + curve->spec.name + ": " + curve->spec.meaning;
    const bool errors = std::ranges::any_of(curves_, [](const Product* curve) { return !curve->errors.empty(); });
    return text + ", over " + axis().name + thinned_note(points_.size(), axis().values.size()) +
           (errors ? ". Bars and bands are the stated errors" : "") + ".";
  }

  std::vector<double> at_points(const std::vector<double>& values) const {
    std::vector<double> some;
    for (std::size_t i : points_) some.push_back(values[i]);
    return some;
  }

  std::string data() const {
    std::vector<std::string> heads{with_unit_name(axis().name, axis().unit)};
    std::vector<std::vector<double>> columns{at_points(axis().values)};
    for (const Product* curve : curves_) {
      heads.push_back(with_unit_name(curve->spec.name, curve->spec.unit));
      columns.push_back(at_points(curve->values));
      if (curve->errors.empty()) continue;
      heads.push_back(with_unit_name(curve->spec.name + ".error", curve->spec.unit));
      columns.push_back(at_points(curve->errors));
    }
    return columns_text(heads, columns);
  }

  std::string script(const std::string& name) const {
    Script script(name, kWidth, kHeight);
    const Product& first = *curves_.front();
    script.title(record_.stage + ": " +
                 (is_alone() ? first.spec.meaning : head_of(first.spec.name) + " over " + axis().name));
    std::vector<double> all;
    for (const Product* curve : curves_) all.insert(all.end(), curve->values.begin(), curve->values.end());
    const ShownUnit x = shown_unit(axis().unit, axis().values), y = shown_unit(first.spec.unit, all);
    script.label("x", axis().name, x.unit);
    script.label("y", is_alone() ? first.spec.name : head_of(first.spec.name), y.unit);
    script.range("x", axis().values, x.factor);
    script.range("y", all, y.factor);
    if (is_alone()) script.line("unset key");
    else script.legend();
    script.plot(parts(gnuplot_text(name + ".dat"), x, y));
    return script.text();
  }

  std::vector<std::string> parts(const std::string& file, const ShownUnit& over, const ShownUnit& in) const {
    std::vector<std::string> bands, lines;
    int column = 2;
    for (std::size_t c = 0; c < curves_.size(); ++c) {
      const std::string colour = std::string(" lc rgb '") + kLineColours[c % kLineColours.size()] + "'";
      const std::string dash = " dashtype " + std::to_string(1 + c % 5);
      const std::string x = over.column(1), y = in.column(column++);
      if (!curves_[c]->errors.empty()) {
        const std::string error = in.column(column++);
        if (points_.size() <= kMostSinglePoints)
          lines.push_back(file + " using " + x + ":" + y + ":" + error + " with yerrorbars pt 7 ps 0.4 lw 1.2" +
                          colour + " notitle");
        else
          bands.push_back(file + " using " + x + ":(" + value(y) + "-" + value(error) + "):(" + value(y) + "+" +
                          value(error) + ") with filledcurves fs transparent solid 0.25 noborder" + colour +
                          " notitle");
      }
      lines.push_back(file + " using " + x + ":" + y +
                      (is_counted(axis()) ? " with linespoints pt 7 ps 0.5" : " with lines") + " lw 2" + dash + colour +
                      " title " + gnuplot_text(shortened(curves_[c]->spec.name, 40)));
    }
    bands.insert(bands.end(), lines.begin(), lines.end());
    return bands;
  }

  /// Of a column of `using`, in an expression.
  static std::string value(const std::string& column) { return column.front() == '(' ? column : "$" + column; }

  const StageRecord& record_;
  Group curves_;
  std::vector<std::size_t> points_;
};

/// A product over two axes as curves over the second, for a few values of the first.
Plot plot_of_rows(const StageRecord& record, const Product& product) {
  const Axis &rows = product.axes[0], &axis = product.axes[1];
  const std::size_t count = std::min(rows.values.size(), kMostCurves), width = axis.values.size();
  std::vector<double> shown_rows;
  std::vector<std::vector<double>> curves;
  std::set<std::size_t> kept;
  for (std::size_t c = 0; c < count; ++c) {
    const std::size_t row = count > 1 ? c * (rows.values.size() - 1) / (count - 1) : 0;
    const auto begin = product.values.begin() + static_cast<std::ptrdiff_t>(row * width);
    curves.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(width));
    shown_rows.push_back(rows.values[row]);
    for (std::size_t i : points_to_draw(curves.back(), kMostPoints / count)) kept.insert(i);
  }
  Plot plot;
  plot.name = file_name(record.stage + "." + product.spec.name);
  plot.caption = record.stage + "." + product.spec.name + ": " + product.spec.meaning + ", over " + axis.name +
                 ", for " + std::to_string(count) + " of " + std::to_string(rows.values.size()) + " values of " +
                 rows.name + thinned_note(kept.size(), width) + ".";
  std::vector<std::string> heads{with_unit_name(axis.name, axis.unit)}, parts;
  std::vector<std::vector<double>> columns(count + 1);
  Script script(plot.name, kWidth, kHeight);
  script.title(record.stage + ": " + product.spec.meaning);
  const ShownUnit x = shown_unit(axis.unit, axis.values), y = shown_unit(product.spec.unit, product.values);
  script.label("x", axis.name, x.unit);
  script.label("y", product.spec.name, y.unit);
  script.range("x", axis.values, x.factor);
  script.range("y", product.values, y.factor);
  script.legend();
  for (std::size_t i : kept) columns[0].push_back(axis.values[i]);
  for (std::size_t c = 0; c < count; ++c) {
    const ShownUnit of_row = shown_unit(rows.unit, shown_rows);
    const std::string title = rows.name + " = " + campaign::short_number(shown_rows[c] * of_row.factor) +
                              (rows.unit == "1" ? "" : " " + of_row.unit);
    heads.push_back(title);
    for (std::size_t i : kept) columns[c + 1].push_back(curves[c][i]);
    parts.push_back(gnuplot_text(plot.name + ".dat") + " using " + x.column(1) + ":" +
                    y.column(static_cast<int>(c) + 2) + " with lines lw 2 dashtype " + std::to_string(1 + c % 5) +
                    " lc rgb '" + kLineColours[c % kLineColours.size()] + "' title " +
                    gnuplot_text(shortened(title, 40)));
  }
  script.plot(parts);
  plot.data.push_back({plot.name + ".dat", columns_text(heads, columns)});
  plot.script = script.text();
  return plot;
}

}  // namespace

bool is_small_matrix(const Product& product) {
  constexpr std::size_t kLargest = 6;
  return product.axes.size() == 2 && product.axes[0].values.size() <= kLargest &&
         product.axes[1].values.size() <= kLargest;
}

Plots curve_plots(const StageRecord& record) {
  Plots result;
  std::vector<Group> groups;
  const auto leave_out = [&](const Product& product, const std::string& why) {
    result.left_out.push_back(record.stage + "." + product.spec.name + " " + why);
  };
  for (const Product& product : record.products.all()) {
    if (product.spec.form != ProductForm::array || product.axes.empty() || is_of_members(record, product) ||
        is_of_analysis(record, product) || is_of_impedance(record, product) || is_of_differential(record, product) ||
        is_of_surrogate(record, product))
      continue;
    if ((product.axes.size() == 1 && (is_its_own_axis(product) || is_for_machines(product))) ||
        is_small_matrix(product))
      continue;
    if (const std::string why = why_not(product); product.axes.size() <= 2 && !why.empty()) {
      leave_out(product, why);
    } else if (product.axes.size() == 1) {
      const auto group = std::ranges::find_if(
          groups, [&](const Group& one) { return one.size() < kMostCurves && share_a_figure(*one.front(), product); });
      if (group == groups.end()) groups.push_back({&product});
      else group->push_back(&product);
    } else if (product.axes.size() == 2 && product.axes[1].values.size() >= 2 && can_be_drawn(product.axes[1].values)) {
      result.plots.push_back(plot_of_rows(record, product));
    } else {
      leave_out(product, "has " + std::to_string(product.axes.size()) + " axes, which no figure here shows");
    }
  }
  std::vector<Plot> plots;
  for (const Group& group : groups) plots.push_back(CurveFigure(record, group).plot());
  result.plots.insert(result.plots.begin(), std::make_move_iterator(plots.begin()),
                      std::make_move_iterator(plots.end()));
  return result;
}

}  // namespace voxvolt::report
