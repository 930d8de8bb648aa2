// SPDX-License-Identifier: BSD-3-Clause
// What an ensemble's analyses look like: indices as bars, effects as points, spectra, and the mean as members come in.
#include <algorithm>
#include <cmath>

#include "report/plot.hpp"
#include "report/safe_text.hpp"
#include "report/script.hpp"

namespace voxvolt::report {
namespace {

using campaign::Axis;
using campaign::Product;
using campaign::StageRecord;

constexpr int kWidth = 800, kHeight = 440;
constexpr std::size_t kNameCharacters = 34;
constexpr std::size_t kMostNames = 40;  // on one axis
constexpr std::size_t kMostCurves = 6;  // in one figure
constexpr std::size_t kMostPoints = 2000;

/// The words of the text product `inputs`, else numbers.
std::vector<std::string> input_names(const StageRecord& record, std::size_t count) {
  std::vector<std::string> names;
  if (const Product* text = record.products.find("inputs"))
    for (std::size_t begin = 0; begin <= text->text.size();) {
      const std::size_t end = std::min(text->text.find(", ", begin), text->text.size());
      names.push_back(text->text.substr(begin, end - begin));
      begin = end + 2;
    }
  if (names.size() == count) return names;
  names.clear();
  for (std::size_t i = 1; i <= count; ++i) names.push_back("input " + std::to_string(i));
  return names;
}

/// The end of a long path says more than its beginning.
std::string short_name(const std::string& name) {
  return name.size() <= kNameCharacters ? name : "…" + name.substr(name.size() - kNameCharacters + 1);
}

std::string tics(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += (i ? ", " : "") + gnuplot_text(clean_text(short_name(names[i]))) + " " + std::to_string(i + 1);
  return "(" + text + ")";
}

Plot named(const StageRecord& record, const std::string& name) {
  Plot plot;
  plot.name = file_name(record.stage + "." + name);
  return plot;
}

double error_at(const Product& product, std::size_t i) {
  return product.errors.empty() || !std::isfinite(product.errors[i]) ? 0 : product.errors[i];
}

std::vector<double> errors_of(const Product& product) {
  std::vector<double> errors;
  for (std::size_t i = 0; i < product.values.size(); ++i) errors.push_back(error_at(product, i));
  return errors;
}

Plot index_bars(const StageRecord& record, const Product& first, const Product& total, const std::string& of) {
  Plot plot = named(record, "sobol." + of);
  const std::vector<std::string> names = input_names(record, first.values.size());
  plot.data.push_back({plot.name + ".dat", columns_text({"input", "first", "error of first", "total", "error of total"},
                                                        {first.axes.front().values, first.values, errors_of(first),
                                                         total.values, errors_of(total)})});
  Script script(plot.name, kWidth, kHeight + 12 * static_cast<int>(std::min<std::size_t>(names.size(), 10)));
  script.title(record.stage + ": which input makes " + of + " vary");
  script.label("y", "share of the variance", "1");
  script.line("set xtics " + tics(names) + (names.size() > 4 ? " rotate by -35" : ""));
  script.line("set xrange [0.4:" + number(static_cast<double>(names.size()) + 0.6) + "]");
  script.line("set yrange [*<0:*]");
  script.line("set style fill solid 0.75 noborder");
  script.line("set boxwidth 0.3");
  script.legend();
  const std::string file = gnuplot_text(plot.name + ".dat");
  script.plot({file + " using ($1-0.17):2 with boxes lc rgb '#0072b2' title 'alone (first)'",
               file + " using ($1+0.17):4 with boxes lc rgb '#e69f00' title 'with interactions (total)'",
               file + " using ($1-0.17):2:3 with yerrorbars pt 0 lw 1.5 lc rgb '#222222' notitle",
               file + " using ($1+0.17):4:5 with yerrorbars pt 0 lw 1.5 lc rgb '#222222' notitle"});
  plot.script = script.text();
  plot.caption = first.spec.meaning + "; beside it the total index. Bars of error are 95 % intervals.";
  return plot;
}

/// Indices of a curve over its axis, for the inputs that matter most.
Plot index_curves(const StageRecord& record, const Product& first, const std::string& of) {
  Plot plot = named(record, "sobol." + of);
  const Axis& axis = first.axes[1];
  const std::size_t width = axis.values.size();
  std::vector<std::size_t> order(first.axes[0].values.size());
  std::vector<double> sums(order.size(), 0);
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = i;
    for (std::size_t p = 0; p < width; ++p) {
      const double value = first.values[i * width + p];
      sums[i] += std::isfinite(value) ? value : 0;
    }
  }
  std::ranges::stable_sort(order, std::greater<>{}, [&](std::size_t i) { return sums[i]; });
  if (order.size() > kMostCurves) order.resize(kMostCurves);
  const std::vector<std::string> names = input_names(record, first.axes[0].values.size());
  const std::size_t stride = std::max<std::size_t>(1, width / kMostPoints);
  std::vector<std::string> heads{with_unit_name(axis.name, axis.unit)}, parts;
  std::vector<std::vector<double>> columns(1 + 2 * order.size());
  for (std::size_t p = 0; p < width; p += stride) {
    columns[0].push_back(axis.values[p]);
    for (std::size_t c = 0; c < order.size(); ++c) {
      columns[1 + 2 * c].push_back(first.values[order[c] * width + p]);
      columns[2 + 2 * c].push_back(error_at(first, order[c] * width + p));
    }
  }
  const std::string file = gnuplot_text(plot.name + ".dat");
  for (std::size_t c = 0; c < order.size(); ++c) {
    heads.push_back(names[order[c]]);
    heads.push_back("error");
    const std::string y = std::to_string(2 + 2 * c), error = std::to_string(3 + 2 * c);
    const std::string colour = std::string(" lc rgb '") + kLineColours[c] + "'";
    parts.push_back(file + " using 1:($" + y + "-$" + error + "):($" + y + "+$" + error +
                    ") with filledcurves fs transparent solid 0.18 noborder" + colour + " notitle");
    parts.push_back(file + " using 1:" + y + " with lines lw 2 dashtype " + std::to_string(1 + c % 5) + colour +
                    " title " + gnuplot_text(clean_text(short_name(names[order[c]]))));
  }
  Script script(plot.name, kWidth, kHeight);
  script.title(record.stage + ": which input makes " + of + " vary, over " + axis.name);
  script.label("x", axis.name, axis.unit);
  script.label("y", "first Sobol' index", "1");
  script.range("x", axis.values);
  script.line("set yrange [-0.1:1.1]");
  script.legend();
  script.plot(parts);
  plot.script = script.text();
  plot.data.push_back({plot.name + ".dat", columns_text(heads, columns)});
  plot.caption = first.spec.meaning + ", over " + axis.name + "; bands are 95 % intervals" +
                 (names.size() > order.size() ? "; the " + std::to_string(order.size()) + " largest" : "") + ".";
  return plot;
}

Plot effect_points(const StageRecord& record, const Product& mu_star, const Product& sigma, const std::string& of) {
  Plot plot = named(record, "morris." + of);
  const std::vector<std::string> names = input_names(record, mu_star.values.size());
  plot.data.push_back({plot.name + ".dat",
                       columns_text({"input", "mu_star", "error of mu_star", "sigma"},
                                    {mu_star.axes.front().values, mu_star.values, errors_of(mu_star), sigma.values})});
  Script script(plot.name, kWidth, kHeight);
  script.title(record.stage + ": effects of the inputs on " + of);
  script.label("x", "mean size of the effect", mu_star.spec.unit);
  script.label("y", "spread of the effect", sigma.spec.unit);
  script.line("set xrange [0:*]");
  script.line("set yrange [0:*]");
  script.line("set offsets 0, graph 0.25, graph 0.08, 0");
  for (std::size_t i = 0; i < names.size(); ++i)
    if (std::isfinite(mu_star.values[i]) && std::isfinite(sigma.values[i]))
      script.line("set label " + gnuplot_text(clean_text(short_name(names[i]))) + " at " + number(mu_star.values[i]) +
                  "," + number(sigma.values[i]) + " offset 0.8,0.5");
  script.line("unset key");
  script.plot({gnuplot_text(plot.name + ".dat") + " using 2:4:3 with xerrorbars pt 7 ps 0.8 lw 1.2 lc rgb '#0072b2'"});
  plot.script = script.text();
  plot.caption = mu_star.spec.meaning +
                 ", against its spread: far from the line at the bottom an input is nonlinear or "
                 "interacts.";
  return plot;
}

Plot spectrum(const StageRecord& record, const Product& eigenvalues) {
  Plot plot = named(record, eigenvalues.spec.name);
  const double largest = finite_range(eigenvalues.values).most;
  std::vector<double> shown;  // rounding leaves nothing below
  for (double value : eigenvalues.values) shown.push_back(value > 1e-24 * largest ? value : std::nan(""));
  plot.data.push_back(
      {plot.name + ".dat", columns_text({"eigenvalue", "value"}, {eigenvalues.axes.front().values, shown})});
  Script script(plot.name, kWidth, kHeight);
  script.title(record.stage + ": what data determine, from stiff to sloppy");
  script.label("x", "number of the eigenvalue", "1");
  script.label("y", "eigenvalue of the Fisher matrix", "1");
  script.line("set logscale y");
  script.line("set xtics 1");
  script.line("set xrange [0.5:" + number(static_cast<double>(shown.size()) + 0.5) + "]");
  script.line("unset key");
  script.line("set format y '%.0e'");
  script.plot({gnuplot_text(plot.name + ".dat") + " using 1:2 with points pt 7 ps 1.2 lc rgb '#0072b2'"});
  plot.script = script.text();
  plot.caption = eigenvalues.spec.meaning +
                 ". Each is a combination of the inputs; a straight fall over decades is a "
                 "sloppy model.";
  return plot;
}

/// A matrix as coloured squares, its columns named after the inputs.
Plot squares(const StageRecord& record, const Product& matrix, const std::string& title, const std::string& rows) {
  Plot plot = named(record, matrix.spec.name);
  const std::size_t height = matrix.axes[0].values.size(), width = matrix.axes[1].values.size();
  const std::vector<std::string> names = input_names(record, width);
  std::vector<std::vector<double>> columns(3);
  for (std::size_t k = 0; k < matrix.values.size(); ++k) {
    columns[0].push_back(static_cast<double>(k % width + 1));
    columns[1].push_back(static_cast<double>(k / width + 1));
    columns[2].push_back(matrix.values[k]);
  }
  plot.data.push_back({plot.name + ".dat", columns_text({"input", rows, "value"}, columns)});
  Script script(plot.name, kWidth, kHeight + 12 * static_cast<int>(std::min<std::size_t>(height, 20)));
  script.title(record.stage + ": " + title);
  script.label("y", rows, "1");
  script.line("set xtics " + tics(names) + " rotate by -35");
  script.line(rows == "input" ? "set ytics " + tics(names) : std::string("set ytics 1"));
  script.line("set xrange [0.5:" + number(static_cast<double>(width) + 0.5) + "]");
  script.line("set yrange [" + number(static_cast<double>(height) + 0.5) + ":0.5]");
  const Range extent = finite_range(matrix.values);
  const double most = std::max({std::abs(extent.least), std::abs(extent.most), 1e-6});
  const bool shares = extent.least >= 0;
  script.line(shares ? "set palette defined (0 '#f7f7f7', 1 '#2166ac')"
                     : "set palette defined (-1 '#b2182b', 0 '#f7f7f7', 1 '#2166ac')");
  script.line("set cbrange [" + number(shares ? 0 : -most) + ":" + number(most) + "]");
  script.line("unset key");
  script.line("unset grid");
  script.plot({gnuplot_text(plot.name + ".dat") + " using 1:2:3 with image"});
  plot.script = script.text();
  plot.caption = matrix.spec.meaning + ".";
  return plot;
}

/// The mean of the first members, as more come in, with 1.96 standard errors.
Plot convergence(const StageRecord& record, const Product& table, const std::string& of) {
  Plot plot = named(record, "convergence." + of);
  std::vector<std::vector<double>> columns(4);
  double n = 0, mean = 0, squares_sum = 0;
  std::vector<std::vector<double>> all(4);
  for (double value : table.values) {
    if (!std::isfinite(value)) continue;
    ++n;
    const double away = value - mean;
    mean += away / n;
    squares_sum += away * (value - mean);
    if (n < 2) continue;
    const double error = 1.96 * std::sqrt(squares_sum / (n - 1) / n);
    const double row[] = {n, mean, mean - error, mean + error};
    for (std::size_t c = 0; c < 4; ++c) all[c].push_back(row[c]);
  }
  const std::size_t count = all[0].size();
  for (std::size_t i = 0; i < count; i += 1 + i / 200)  // as dense as a logarithmic axis can show
    for (std::size_t c = 0; c < 4; ++c) columns[c].push_back(all[c][i]);
  plot.data.push_back(
      {plot.name + ".dat", columns_text({"members", with_unit_name("mean", table.spec.unit), "low", "high"}, columns)});
  Script script(plot.name, kWidth, kHeight);
  script.title(record.stage + ": the mean of " + of + " as members come in");
  script.label("x", "members that ended well", "1");
  script.label("y", "mean of " + of, table.spec.unit);
  script.line("set logscale x");
  const std::size_t from = columns[0].size() / 4;  // the first few would hide the rest
  std::vector<double> extent(columns[2].begin() + static_cast<std::ptrdiff_t>(from), columns[2].end());
  extent.insert(extent.end(), columns[3].begin() + static_cast<std::ptrdiff_t>(from), columns[3].end());
  const Range range = finite_range(extent);
  if (range.most > range.least) script.line("set yrange [" + number(range.least) + ":" + number(range.most) + "]");
  else script.range("y", extent);
  script.legend();
  const std::string file = gnuplot_text(plot.name + ".dat");
  script.plot({file + " using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#0072b2' title '1.96 "
                      "standard errors'",
               file + " using 1:2 with lines lw 2 lc rgb '#d55e00' title 'mean'"});
  plot.script = script.text();
  plot.caption = "The mean of " + of +
                 " over the first members, with 1.96 standard errors of independent draws: does it "
                 "still move? Evenly spread designs do better than the band says.";
  return plot;
}

bool is_over_inputs(const Product& product, std::size_t axes) {
  return product.axes.size() == axes && product.axes.front().name == "input" && can_be_drawn(product.values);
}

}  // namespace

bool is_of_analysis(const StageRecord& record, const Product& product) {
  if (record.kind != "ensemble" || product.spec.form == campaign::ProductForm::field) return false;
  const std::string& name = product.spec.name;
  return std::ranges::any_of(
      std::vector<std::string>{"sobol.", "morris.", "fisher.", "failures.", "rare_event.", "probability."},
      [&](const std::string& head) { return name.starts_with(head); });
}

Plots analysis_plots(const StageRecord& record) {
  Plots result;
  if (record.kind != "ensemble") return result;
  const auto tail = [](const Product& product, const std::string& head) {
    return product.spec.name.starts_with(head) ? product.spec.name.substr(head.size()) : std::string();
  };
  for (const Product& product : record.products.all()) {
    if (product.spec.form == campaign::ProductForm::field) continue;
    if (const std::string of = tail(product, "sobol.first."); !of.empty()) {
      const Product* total = record.products.find("sobol.total." + of);
      if (total && is_over_inputs(product, 1) && product.values.size() <= kMostNames)
        result.plots.push_back(index_bars(record, product, *total, of));
      else if (is_over_inputs(product, 2) && product.axes[1].values.size() > 1)
        result.plots.push_back(index_curves(record, product, of));
      else
        result.left_out.push_back(record.stage + "." + product.spec.name + " has no values or axes that can be drawn");
    }
    if (const std::string of = tail(product, "sobol.pair.");
        !of.empty() && is_over_inputs(product, 2) && product.axes[1].name == "other" &&
        product.axes[1].values.size() > 1 && product.axes[1].values.size() <= kMostNames)
      result.plots.push_back(squares(record, product, "what two inputs do together to " + of, "input"));
    if (const std::string of = tail(product, "morris.mu_star."); !of.empty())
      if (const Product* sigma = record.products.find("morris.sigma." + of); sigma && is_over_inputs(product, 1))
        result.plots.push_back(effect_points(record, product, *sigma, of));
    if (product.spec.name == "fisher.eigenvalues" && can_be_drawn(product.values))
      result.plots.push_back(spectrum(record, product));
    if (product.spec.name == "fisher.directions" && can_be_drawn(product.values) && product.axes[1].values.size() > 1 &&
        product.axes[1].values.size() <= kMostNames)
      result.plots.push_back(squares(record, product, "combinations of the inputs, stiff ones first", "eigenvalue"));
  }
  for (const Product& product : record.products.all()) {
    const std::string of = tail(product, "table.");
    const Product* mean = of.empty() ? nullptr : record.products.find("mean." + of);
    // Errors are stated where members are drawn; those of a grid come in an order of their own, and those of pairs depend
    // on each other.
    if (mean && product.axes.size() == 1 && !mean->errors.empty() && can_be_drawn(product.values) &&
        record.inputs.find("\"saltelli\"") == std::string::npos)
      result.plots.push_back(convergence(record, product, of));
  }
  return result;
}

}  // namespace voxvolt::report
