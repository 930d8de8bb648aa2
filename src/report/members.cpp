// SPDX-License-Identifier: BSD-3-Clause
// The table of an ensemble. A column `table.X` with a mean of its own (`mean.X`) was collected; one without was varied.
#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <set>

#include "report/plot.hpp"
#include "report/safe_text.hpp"
#include "report/script.hpp"

namespace voxvolt::report {
namespace {

using campaign::Axis;
using campaign::Product;
using campaign::StageRecord;

constexpr std::size_t kMostLines = 100;     // members drawn one by one
constexpr std::size_t kMostPoints = 12000;  // of all these lines together
constexpr std::size_t kMostBins = 40;
constexpr int kWidth = 800, kHeight = 440;
constexpr const char* kMember = "member";
constexpr const char* kProbability = "probability";
constexpr const char* kTable = "table.";

bool has_first_axis(const Product& product, const char* name) {
  return !product.axes.empty() && product.axes.front().name == name;
}

/// The X of `table.X`; empty when it is another product.
std::string column_of(const Product& product) {
  return has_first_axis(product, kMember) && product.spec.name.starts_with(kTable) ? product.spec.name.substr(6) : "";
}

const Product* mean_of(const StageRecord& record, const std::string& column) {
  return record.products.find("mean." + column);
}

/// The quantile of a collected scalar at a probability.
std::optional<double> quantile_of(const StageRecord& record, const std::string& column, double probability) {
  const Product* quantiles = record.products.find("quantile." + column);
  if (!quantiles || quantiles->axes.size() != 1 || !has_first_axis(*quantiles, kProbability)) return {};
  const auto& levels = quantiles->axes.front().values;
  const auto level = std::ranges::find(levels, probability);
  if (level == levels.end()) return {};
  return quantiles->values[static_cast<std::size_t>(level - levels.begin())];
}

std::vector<double> finite(const std::vector<double>& values) {
  std::vector<double> some;
  std::ranges::copy_if(values, std::back_inserter(some), [](double value) { return std::isfinite(value); });
  return some;
}

/// Freedman and Diaconis 1981, between 5 and kMostBins bins over the whole range.
double bin_width(std::vector<double> values) {
  std::ranges::sort(values);
  const double range = values.back() - values.front(),
               size = std::max(std::abs(values.front()), std::abs(values.back()));
  constexpr double smallest = 1e-150;  // gnuplot draws nothing finer
  if (!(range > 1e-9 * size) || size < smallest) return size < smallest ? 1 : 0.1 * size;
  const double middle_half = values[values.size() * 3 / 4] - values[values.size() / 4];
  const double wish = 2 * middle_half / std::cbrt(static_cast<double>(values.size()));
  const double bins = wish > 0 ? std::clamp(std::ceil(range / wish), 5.0, static_cast<double>(kMostBins)) : 10.0;
  return range / bins * (1 + 1e-9);  // the largest value falls in the last bin, not in one of its own
}

Plot histogram(const StageRecord& record, const Product& table) {
  const std::string column = column_of(table);
  const std::vector<double> values = finite(table.values);
  const double width = bin_width(values);
  const auto [least, most] = std::ranges::minmax(values);
  const bool all_equal = most - least < 0.5 * width;
  const double first = all_equal ? least - width / 2 : least;
  Plot plot;
  plot.name = file_name(record.stage + "." + table.spec.name);
  plot.data.push_back({plot.name + ".dat", columns_text({kMember, with_unit_name(column, table.spec.unit)},
                                                        {table.axes.front().values, table.values})});
  Script script(plot.name, kWidth, kHeight);
  script.title(record.stage + ": how " + column + " is spread over " + std::to_string(values.size()) + " members");
  const ShownUnit x = shown_unit(table.spec.unit, values);
  script.label("x", column, x.unit);
  script.label("y", "members", "count");
  script.line("width = " + number(width * x.factor));
  script.line("first = " + number(first * x.factor));
  script.line("bin(x) = first + width * (floor((x - first) / width) + 0.5)");
  script.line("set boxwidth width");
  script.line("set style fill solid 0.6 border lc rgb '#ffffff'");
  script.line("set yrange [0:*]");
  script.line("set offsets 0, 0, graph 0.05, 0");
  if (values.size() <= 10) script.line("set ytics 1");  // no halves of members
  const double beside = all_equal ? 3 * width : 0.4 * width;
  script.line("set xrange [" + number((first - beside) * x.factor) + ":" + number((most + beside) * x.factor) + "]");
  script.legend();
  std::vector<std::string> parts{gnuplot_text(plot.name + ".dat") + " using (bin($2*" + number(x.factor) +
                                 ")):(1) smooth frequency with boxes lc rgb '#0072b2' title 'members'"};
  const auto mark = [&](std::optional<double> at, const std::string& style, const std::string& title) {
    if (!at || !std::isfinite(*at)) return;
    const std::string place = number(*at * x.factor);
    script.line("set arrow from " + place + ", graph 0 to " + place + ", graph 1 nohead front lw 2 " + style);
    parts.push_back("NaN with lines lw 2 " + style + " title " +
                    gnuplot_text(title + " = " + campaign::short_number(*at * x.factor)));
  };
  const Product* mean = mean_of(record, column);
  mark(mean->values.size() == 1 ? std::optional(mean->values.front()) : std::nullopt, "lc rgb '#d55e00'", "mean");
  mark(quantile_of(record, column, 0.05), "dashtype 2 lc rgb '#222222'", "5 %");
  mark(quantile_of(record, column, 0.95), "dashtype 3 lc rgb '#222222'", "95 %");
  script.plot(parts);
  plot.script = script.text();
  plot.caption =
      "Histogram of " + column + " (" + table.spec.meaning + "); lines mark the mean and the 5 % and 95 % quantiles.";
  return plot;
}

/// Numbers and inputs of the members that did not end well; empty when all did.
std::vector<std::vector<double>> failed_members(const StageRecord& record, const Product& input) {
  const Product* status = record.products.find("status");
  std::vector<std::vector<double>> lost(2);
  for (std::size_t m = 0; status && m < input.values.size(); ++m)
    if (status->values[m] != 0) {
      lost[0].push_back(input.axes.front().values[m]);
      lost[1].push_back(input.values[m]);
    }
  return lost[0].empty() ? std::vector<std::vector<double>>{} : lost;
}

Plot scatter(const StageRecord& record, const Product& input, const Product& output) {
  const std::string x = column_of(input), y = column_of(output);
  Plot plot;
  plot.name = file_name(record.stage + "." + output.spec.name + ".against." + x);
  plot.data.push_back({plot.name + ".dat",
                       columns_text({kMember, with_unit_name(x, input.spec.unit), with_unit_name(y, output.spec.unit)},
                                    {input.axes.front().values, input.values, output.values})});
  Script script(plot.name, kWidth, kHeight);
  script.title(record.stage + ": " + y + " against " + x);
  const ShownUnit over = shown_unit(input.spec.unit, input.values), in = shown_unit(output.spec.unit, output.values);
  script.label("x", x, over.unit);
  script.label("y", y, in.unit);
  script.range("x", input.values, over.factor);
  script.range("y", output.values, in.factor);
  script.line("set offsets graph 0.02, graph 0.02, graph 0.02, graph 0.02");
  const std::string columns = " using " + over.column(2) + ":" + in.column(3);
  std::vector<std::string> parts{gnuplot_text(plot.name + ".dat") + columns +
                                 " with points pt 7 ps 0.5 lc rgb '#0072b2' title 'ok'"};
  plot.caption = "Each member's " + y + " against the varied input " + x + ".";
  if (const auto lost = failed_members(record, input); !lost.empty()) {
    const std::vector<double> bottom(lost[0].size(), finite_range(output.values).least);
    plot.data.push_back(
        {plot.name + ".failed.dat", columns_text({kMember, with_unit_name(x, input.spec.unit), "bottom of the picture"},
                                                 {lost[0], lost[1], bottom})});
    parts.push_back(gnuplot_text(plot.name + ".failed.dat") + columns +
                    " with points pt 2 ps 0.7 lw 1.5 lc rgb '#d55e00' title 'failed, without a value'");
    plot.caption += " Crosses at the bottom are members that failed.";
    script.legend();
  } else {
    script.line("unset key");
  }
  script.plot(parts);
  plot.script = script.text();
  return plot;
}

/// Members that have values, as many as are drawn one by one, spread over all of them.
std::vector<std::size_t> members_to_draw(const Product& table, std::size_t width) {
  std::vector<std::size_t> ok, some;
  for (std::size_t m = 0; m < table.axes.front().values.size(); ++m)
    if (can_be_drawn(std::span(table.values).subspan(m * width, width))) ok.push_back(m);
  const std::size_t count = std::min(ok.size(), kMostLines);
  for (std::size_t i = 0; i < count; ++i) some.push_back(ok[i * ok.size() / count]);
  return some;
}

Plot member_lines(const StageRecord& record, const Product& table) {
  const std::string column = column_of(table);
  const Axis& axis = table.axes[1];
  const std::size_t width = axis.values.size();
  const std::vector<std::size_t> members = members_to_draw(table, width);
  Plot plot;
  plot.name = file_name(record.stage + "." + table.spec.name);
  std::string text = "# member\t" + clean_text(with_unit_name(axis.name, axis.unit)) + "\t" +
                     clean_text(with_unit_name(column, table.spec.unit)) + "\n";
  for (std::size_t m : members) {
    const auto values = std::span(table.values).subspan(m * width, width);
    for (std::size_t i : points_to_draw(values, std::max<std::size_t>(30, kMostPoints / members.size())))
      text += number(table.axes.front().values[m]) + "\t" + number(axis.values[i]) + "\t" + number(values[i]) + "\n";
    text += "\n";  // an empty line ends a line of the picture
  }
  plot.data.push_back({plot.name + ".dat", text});
  Script script(plot.name, kWidth, kHeight);
  script.title(record.stage + ": " + column + " of the members");
  const ShownUnit x = shown_unit(axis.unit, axis.values), y = shown_unit(table.spec.unit, table.values);
  script.label("x", axis.name, x.unit);
  script.label("y", column, y.unit);
  script.range("x", axis.values, x.factor);
  script.range("y", table.values, y.factor);
  script.legend();
  std::vector<std::string> parts{gnuplot_text(plot.name + ".dat") + " using " + x.column(2) + ":" + y.column(3) +
                                     " with lines lw 0.7 lc rgb '#a056b4e9' notitle",
                                 "NaN with lines lw 1 lc rgb '#56b4e9' title 'members'"};
  const Product* mean = mean_of(record, column);
  if (mean && mean->values.size() == width && can_be_drawn(mean->values)) {
    std::vector<std::vector<double>> columns(2);
    for (std::size_t i : points_to_draw(mean->values, kMostPoints / 10)) {
      columns[0].push_back(axis.values[i]);
      columns[1].push_back(mean->values[i]);
    }
    plot.data.push_back({plot.name + ".mean.dat", columns_text({with_unit_name(axis.name, axis.unit),
                                                                with_unit_name(mean->spec.name, table.spec.unit)},
                                                               columns)});
    parts.push_back(gnuplot_text(plot.name + ".mean.dat") + " using " + x.column(1) + ":" + y.column(2) +
                    " with lines lw 2.5 lc rgb '#d55e00' title 'mean'");
  }
  script.plot(parts);
  plot.script = script.text();
  plot.caption = column + " of " + std::to_string(members.size()) + " of " +
                 std::to_string(table.axes.front().values.size()) +
                 " members (thin) and the mean of all that ended well: " + table.spec.meaning + ".";
  return plot;
}

Plot quantile_bands(const StageRecord& record, const Product& quantiles) {
  const std::string column = quantiles.spec.name.substr(std::string("quantile.").size());
  const Axis &levels = quantiles.axes[0], &axis = quantiles.axes[1];
  const std::size_t count = levels.values.size(), width = axis.values.size();
  std::set<std::size_t> kept;
  for (std::size_t q = 0; q < count; ++q)
    for (std::size_t i : points_to_draw(std::span(quantiles.values).subspan(q * width, width), kMostPoints / 4 / count))
      kept.insert(i);
  std::vector<std::string> heads{with_unit_name(axis.name, axis.unit)}, parts;
  std::vector<std::vector<double>> columns(count + 1);
  for (std::size_t i : kept) columns[0].push_back(axis.values[i]);
  for (std::size_t q = 0; q < count; ++q) {
    heads.push_back(campaign::short_number(100 * levels.values[q]) + " % quantile");
    for (std::size_t i : kept) columns[q + 1].push_back(quantiles.values[q * width + i]);
  }
  Plot plot;
  plot.name = file_name(record.stage + "." + quantiles.spec.name);
  const std::string file = gnuplot_text(plot.name + ".dat");
  const ShownUnit x = shown_unit(axis.unit, axis.values), y = shown_unit(quantiles.spec.unit, quantiles.values);
  const auto level = [&](std::size_t q) { return y.column(static_cast<int>(q) + 2); };
  for (std::size_t q = 0; q < count / 2; ++q)
    parts.push_back(file + " using " + x.column(1) + ":" + level(q) + ":" + level(count - 1 - q) +
                    " with filledcurves fs transparent solid " + number(q == 0 ? 0.25 : 0.4) +
                    " noborder lc rgb '#0072b2' title " +
                    gnuplot_text(campaign::short_number(100 * levels.values[q]) + " % to " +
                                 campaign::short_number(100 * levels.values[count - 1 - q]) + " %"));
  if (count % 2 == 1)
    parts.push_back(file + " using " + x.column(1) + ":" + level(count / 2) +
                    " with lines lw 2.5 lc rgb '#d55e00' title " +
                    gnuplot_text(campaign::short_number(100 * levels.values[count / 2]) + " %"));
  Script script(plot.name, kWidth, kHeight);
  script.title(record.stage + ": between which values " + column + " lies");
  script.label("x", axis.name, x.unit);
  script.label("y", column, y.unit);
  script.range("x", axis.values, x.factor);
  script.range("y", quantiles.values, y.factor);
  script.legend();
  script.plot(parts);
  plot.script = script.text();
  plot.data.push_back({plot.name + ".dat", columns_text(heads, columns)});
  plot.caption =
      "Bands between quantiles of " + column + " over the members, point by point: " + quantiles.spec.meaning + ".";
  return plot;
}

/// Ranks of values, equal ones by their mean.
std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return values[i]; });
  std::vector<double> ranks(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    for (std::size_t k = begin; k < end; ++k) ranks[order[k]] = 0.5 * static_cast<double>(begin + end - 1);
    begin = end;
  }
  return ranks;
}

/// Spearman's rank correlation over members that have both values; 0 when there is none.
double rank_correlation(const std::vector<double>& x, const std::vector<double>& y) {
  std::vector<double> a, b;
  for (std::size_t m = 0; m < x.size(); ++m)
    if (std::isfinite(x[m]) && std::isfinite(y[m])) {
      a.push_back(x[m]);
      b.push_back(y[m]);
    }
  a = ranks(a);
  b = ranks(b);
  const double middle = 0.5 * (static_cast<double>(a.size()) - 1);
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t m = 0; m < a.size(); ++m) {
    ab += (a[m] - middle) * (b[m] - middle);
    aa += (a[m] - middle) * (a[m] - middle);
    bb += (b[m] - middle) * (b[m] - middle);
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

/// Inputs worth a scatter plot: the few that an output is most related to, and where members failed the one that decides it.
std::vector<const Product*> most_related(const StageRecord& record, const std::vector<const Product*>& inputs,
                                         const Product& output) {
  constexpr std::size_t kMostInputs = 3;
  std::vector<const Product*> related = inputs;
  std::ranges::stable_sort(related, std::ranges::greater{}, [&](const Product* input) {
    return std::abs(rank_correlation(input->values, output.values));
  });
  const Product* chance = record.products.find("failures.p_value");
  const Product* deciding = nullptr;
  double least = 0.01;
  for (std::size_t i = 0; chance && chance->values.size() == inputs.size() && i < inputs.size(); ++i)
    if (chance->values[i] < least) {
      least = chance->values[i];
      deciding = inputs[i];
    }
  if (related.size() <= kMostInputs) return related;
  related.resize(kMostInputs);
  if (deciding && std::ranges::find(related, deciding) == related.end()) related.push_back(deciding);
  return related;
}

bool has_curve_axis(const Product& product) {
  return product.axes.size() == 2 && product.axes[1].values.size() >= 2 && can_be_drawn(product.axes[1].values);
}

}  // namespace

bool is_of_members(const StageRecord& record, const Product& product) {
  if (has_first_axis(product, kMember)) return true;
  const std::string& name = product.spec.name;
  for (const std::string statistic : {"quantile.", "mean.", "sd."})
    if (name.starts_with(statistic) && record.products.find(kTable + name.substr(statistic.size()))) return true;
  return false;
}

Plots member_plots(const StageRecord& record) {
  Plots result;
  std::vector<const Product*> inputs, outputs;
  for (const Product& product : record.products.all()) {
    const std::string column = column_of(product);
    if (column.empty()) continue;
    if (!can_be_drawn(product.values))
      result.left_out.push_back(record.stage + "." + product.spec.name + " has no values that can be drawn");
    else if (product.axes.size() == 1) (mean_of(record, column) ? outputs : inputs).push_back(&product);
    else if (has_curve_axis(product)) result.plots.push_back(member_lines(record, product));
    else result.left_out.push_back(record.stage + "." + product.spec.name + " has axes that no figure here shows");
  }
  for (const Product& product : record.products.all())
    if (product.spec.name.starts_with("quantile.") && has_first_axis(product, kProbability) &&
        has_curve_axis(product) && can_be_drawn(product.values))
      result.plots.push_back(quantile_bands(record, product));
  for (const Product* output : outputs) result.plots.push_back(histogram(record, *output));
  for (const Product* output : outputs) {
    const auto related = most_related(record, inputs, *output);
    for (const Product* input : related) result.plots.push_back(scatter(record, *input, *output));
    if (related.size() < inputs.size())
      result.left_out.push_back(record.stage + "." + output->spec.name + " against " +
                                std::to_string(inputs.size() - related.size()) + " inputs that it is less related to");
  }
  return result;
}

}  // namespace voxvolt::report
