// SPDX-License-Identifier: BSD-3-Clause
// Incremental capacity and differential voltage of a cell, one line for each step; what towers over the rest is cut off, so
// that the valleys and peaks between can be read.
#include <algorithm>
#include <cmath>

#include "report/plot.hpp"
#include "report/safe_text.hpp"
#include "report/script.hpp"

namespace voxvolt::report {
namespace {

using campaign::Product;
using campaign::StageRecord;

constexpr std::size_t kMostSteps = 6;  // in one figure

/// Where the axis ends: nothing is cut off when all is within some medians.
double top_of(const Product& product, double medians) {
  std::vector<double> values;
  std::ranges::copy_if(product.values, std::back_inserter(values), [](double x) { return std::isfinite(x); });
  std::ranges::sort(values);
  return std::min(1.05 * values.back(), medians * values[values.size() / 2]);
}

/// `discharge, step 1`, by the charge that the step delivered where the record has it.
std::string title_of(const StageRecord& record, double step) {
  const Product* capacity = record.products.find("steps.capacity");
  const auto i = static_cast<std::size_t>(step) - 1;
  const std::string word = !capacity || i >= capacity->values.size() ? ""
                           : capacity->values[i] > 0                 ? "discharge, "
                                                                     : "charge, ";
  return word + "step " + campaign::short_number(step);
}

struct Picture {
  const char *product, *over, *what;
  double medians;  ///< beyond so many of them values are cut off
};
constexpr Picture kPictures[] = {{"differential.dqdv", "voltage", "dQ/dV", 20},
                                 {"differential.dvdq", "capacity", "dV/dQ", 5}};

Plot plot_of(const StageRecord& record, const Product& product, const Picture& picture) {
  const std::string over = picture.over, what = picture.what;
  const auto &steps = product.axes[0].values, &x = product.axes[1].values;
  const std::size_t count = std::min(steps.size(), kMostSteps);
  const double top = top_of(product, picture.medians), most = finite_range(product.values).most;
  Plot plot;
  plot.name = file_name(record.stage + "." + product.spec.name);
  plot.caption =
      record.stage + "." + product.spec.name + ": " + product.spec.meaning +
      (count < steps.size() ? ", the first " + std::to_string(count) + " of " + std::to_string(steps.size()) : "") +
      (top < most ? "; what is above " + campaign::short_number(top) + " " + product.spec.unit + " is cut off" : "") +
      ".";
  std::vector<std::string> heads{with_unit_name(over, product.axes[1].unit)}, parts;
  std::vector<std::vector<double>> columns{x};
  for (std::size_t i = 0; i < count; ++i) {
    const std::string title = title_of(record, steps[i]);
    heads.push_back(title);
    const auto begin = product.values.begin() + static_cast<std::ptrdiff_t>(i * x.size());
    columns.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(x.size()));
    parts.push_back(gnuplot_text(plot.name + ".dat") + " using 1:" + std::to_string(i + 2) +
                    " with lines lw 2 dashtype " + std::to_string(1 + i % 5) + " lc rgb '" +
                    kLineColours[i % kLineColours.size()] + "' title " + gnuplot_text(title));
  }
  plot.data = {{plot.name + ".dat", columns_text(heads, columns)}};
  Script script(plot.name, 800, 440);
  script.title(record.stage + ": " + what);
  script.label("x", over, product.axes[1].unit);
  script.label("y", what, product.spec.unit);
  script.legend();
  if (top > 0) script.line("set yrange [0:" + number(top) + "]");
  script.plot(parts);
  plot.script = script.text();
  return plot;
}

}  // namespace

bool is_of_differential(const StageRecord& record, const Product& product) {
  return record.kind == "cell" && product.spec.name.starts_with("differential.");
}

Plots differential_plots(const StageRecord& record) {
  Plots plots;
  if (record.kind != "cell") return plots;
  for (const Picture& picture : kPictures) {
    const Product* product = record.products.find(picture.product);
    if (!product) continue;
    if (can_be_drawn(product->values)) plots.plots.push_back(plot_of(record, *product, picture));
    else plots.left_out.push_back(record.stage + "." + picture.product + " has no values that can be drawn");
  }
  return plots;
}

}  // namespace voxvolt::report
