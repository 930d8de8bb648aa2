// SPDX-License-Identifier: BSD-3-Clause
// How a surrogate does on members that it was not fitted to: what it says over what was computed.
#include <algorithm>
#include <cmath>

#include "report/plot.hpp"
#include "report/safe_text.hpp"
#include "report/script.hpp"

namespace voxvolt::report {
namespace {

using campaign::Product;
using campaign::StageRecord;

constexpr int kWidth = 620, kHeight = 560;
constexpr const char* kOf = "validation.";

Plot parity(const StageRecord& record, const Product& predicted) {
  const std::string output = predicted.spec.name.substr(std::string(kOf).size());
  const std::vector<double>& computed = predicted.axes.front().values;
  const double bound = predicted.errors.empty() ? std::nan("") : predicted.errors.front();
  std::size_t within = 0;
  for (std::size_t m = 0; m < computed.size(); ++m) within += std::abs(predicted.values[m] - computed[m]) <= bound;
  const std::string share = std::to_string(within) + " of " + std::to_string(computed.size());
  Plot plot;
  plot.name = file_name(record.stage + "." + predicted.spec.name);
  plot.caption = record.stage + "." + predicted.spec.name + ": " + predicted.spec.meaning +
                 ", with the line of equal values" +
                 (std::isfinite(bound) ? "; the band is the bound, and " + share + " members are within it" : "") + ".";
  const std::string unit = predicted.spec.unit;
  plot.data = {{plot.name + ".dat", columns_text({with_unit_name("computed", unit), with_unit_name("predicted", unit)},
                                                 {computed, predicted.values})}};
  std::vector<double> all = computed;
  all.insert(all.end(), predicted.values.begin(), predicted.values.end());
  const ShownUnit shown = shown_unit(unit, all);
  const auto [least, most] = finite_range(all);
  const double room = std::max(0.04 * (most - least), 1e-9 * std::max(std::abs(least), std::abs(most)) + 1e-300);
  const std::string range =
      "[" + number((least - room) * shown.factor) + ":" + number((most + room) * shown.factor) + "]";
  Script script(plot.name, kWidth, kHeight);
  script.title(record.stage + ": " + output);
  script.label("x", output + " as computed", shown.unit);
  script.label("y", output + " as predicted", shown.unit);
  script.line("set xrange " + range);
  script.line("set yrange " + range);
  script.line("set size square");
  script.legend();
  std::vector<std::string> parts;
  const std::string half = number(bound * shown.factor);
  if (std::isfinite(bound))
    parts.push_back("'+' using 1:($1-" + half + "):($1+" + half +
                    ") with filledcurves fs transparent solid 0.2 noborder lc rgb '" + kLineColours[0] + "' title " +
                    gnuplot_text("bound"));
  parts.push_back(std::string("x with lines lw 1.5 lc rgb '#444444' title ") + gnuplot_text("equal"));
  const std::string x = shown.column(1), y = shown.column(2);
  const auto value = [](const std::string& column) { return column.front() == '(' ? column : "$" + column; };
  const std::string apart = "abs(" + value(y) + "-" + value(x) + ")";
  const auto points = [&](const std::string& condition, int colour, const std::string& title) {
    parts.push_back(gnuplot_text(plot.name + ".dat") + " using " + x + ":(" + condition + " ? " + value(y) +
                    " : NaN) with points pt 7 ps 0.4 lc rgb '" + kLineColours[static_cast<std::size_t>(colour)] +
                    "' title " + gnuplot_text(title));
  };
  if (std::isfinite(bound)) {
    points(apart + " <= " + half, 0, "within");
    if (within < computed.size()) points(apart + " > " + half, 1, "outside");
  } else {
    points("1", 0, "members");
  }
  script.plot(parts);
  plot.script = script.text();
  return plot;
}

}  // namespace

bool is_of_surrogate(const StageRecord& record, const Product& product) {
  return record.kind == "surrogate" && product.spec.name.starts_with(kOf);
}

Plots surrogate_plots(const StageRecord& record) {
  Plots plots;
  for (const Product& product : record.products.all())
    if (is_of_surrogate(record, product) && product.axes.size() == 1 && can_be_drawn(product.values) &&
        can_be_drawn(product.axes.front().values))
      plots.plots.push_back(parity(record, product));
  return plots;
}

}  // namespace voxvolt::report
