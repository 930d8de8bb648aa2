// SPDX-License-Identifier: BSD-3-Clause
// What a thermal runaway looks like: all temperatures over time in one picture, the order of cells and the alarm, the budget
// of energy.
#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

#include "report/plot.hpp"
#include "report/safe_text.hpp"
#include "report/script.hpp"

namespace voxvolt::report {
namespace {

using campaign::Product;
using campaign::StageRecord;

constexpr int kWidth = 800, kHeight = 440;
constexpr std::size_t kMostColumns = 400;  // of a picture
constexpr const char* kPalette =
    "set palette defined (0 '#000004', 1 '#57106e', 2 '#bc3754', 3 '#f98e09', 4 '#fcffa4')";  // inferno

Plot named(const StageRecord& record, const std::string& name, const std::string& what) {
  Plot plot;
  plot.name = file_name(record.stage + "." + name);
  plot.caption = record.stage + ": " + what + ".";
  return plot;
}

double scalar(const StageRecord& record, const std::string& name) {
  const Product* product = record.products.find(name);
  return product && product->values.size() == 1 ? product->values[0] : std::nan("");
}

/// Layers up, time across. Of many samples the hottest of each stretch.
Plot map_of_temperature(const StageRecord& record, const Product& temperature) {
  const auto &layers = temperature.axes[0].values, &times = temperature.axes[1].values;
  const std::size_t columns = std::min(times.size(), kMostColumns);
  Plot plot = named(record, "map",
                    "mean temperature of all layers over time, the first at the bottom" +
                        std::string(columns < times.size() ? "; of each stretch of time the hottest" : ""));
  std::string text = "# a row for each layer, from the first; columns over time\n";
  std::vector<double> shown;
  for (std::size_t layer = 0; layer < layers.size(); ++layer)
    for (std::size_t column = 0; column < columns; ++column) {
      const std::size_t first = column * times.size() / columns, last = (column + 1) * times.size() / columns;
      const auto begin = temperature.values.begin() + static_cast<std::ptrdiff_t>(layer * times.size());
      shown.push_back(
          *std::max_element(begin + static_cast<std::ptrdiff_t>(first), begin + static_cast<std::ptrdiff_t>(last)));
      text += number(shown.back()) + (column + 1 < columns ? " " : "\n");
    }
  plot.data = {{plot.name + ".dat", text}};
  Script script(plot.name, kWidth, kHeight);
  script.title(record.stage + ": mean temperature of all layers");
  script.label("x", "time", "s");
  script.label("y", "layer", "1");
  script.label("cb", "temperature", "K");
  script.line(kPalette);
  script.line("unset key");
  script.line("unset grid");
  script.range("cb", shown);
  const double end = times.back(), size = end / static_cast<double>(columns);
  script.line("set xrange [0:" + number(end) + "]");
  script.line("set yrange [0.5:" + number(static_cast<double>(layers.size()) + 0.5) + "]");
  script.plot({gnuplot_text(plot.name + ".dat") + " matrix using (" + number(size / 2) + "+" + number(size) +
               "*$1):(1+$2):3 with image"});
  plot.script = script.text();
  return plot;
}

/// When each sensor was on for the first time, by its name; none where there is no alarm.
std::vector<std::pair<std::string, double>> sensors_of(const StageRecord& record) {
  const Product *first = record.products.find("alarm.first_on"), *names = record.products.find("alarm.sensors");
  std::vector<std::pair<std::string, double>> out;
  if (!first || !names) return out;
  std::istringstream lines(names->text);
  std::string name;
  for (std::size_t i = 0; i < first->values.size() && std::getline(lines, name); ++i)
    if (std::isfinite(first->values[i])) out.emplace_back(name, first->values[i]);
  return out;
}

/// Cells by number, the alarm, and the sensors below.
Plot timeline(const StageRecord& record, const Product& time) {
  const double alarm = scalar(record, "alarm.time");
  Plot plot =
      named(record, "timeline",
            "when each cell ran away, with the bar of its mesh where there is one" +
                std::string(std::isfinite(alarm) ? ", and the alarm; below, when each sensor was on for the first time"
                                                 : ""));
  std::vector<double> cells, times, bars;
  for (std::size_t i = 0; i < time.values.size(); ++i) {
    if (!std::isfinite(time.values[i])) continue;
    cells.push_back(static_cast<double>(i + 1)), times.push_back(time.values[i]);
    bars.push_back(time.errors.empty() || !std::isfinite(time.errors[i]) ? 0 : time.errors[i]);
  }
  plot.data = {{plot.name + ".dat", columns_text({"time_s", "cell", "error_s"}, {times, cells, bars})}};
  Script script(plot.name, kWidth, kHeight);
  script.title(record.stage + ": order of runaway");
  script.label("x", "time", "s");
  script.label("y", "cell", "1");
  script.legend();
  double last = std::isfinite(alarm) ? alarm : 0;
  for (std::size_t i = 0; i < times.size(); ++i) last = std::max(last, times[i] + bars[i]);
  const auto sensors = sensors_of(record);
  const double step = 0.06 * static_cast<double>(time.values.size() + 1);  // of the lines of sensors
  for (const auto& [name, on] : sensors) last = std::max(last, on);
  script.line("set xrange [0:" + number(1.05 * last) + "]");
  script.line("set yrange [" + number(-step * static_cast<double>(sensors.size())) + ":" +
              number(static_cast<double>(time.values.size()) + 1) + "]");
  for (std::size_t i = 0; i < sensors.size(); ++i) {
    const auto& [name, on] = sensors[i];
    const bool late = on > 0.7 * last;
    script.line("set label " + std::to_string(i + 1) + " " + gnuplot_text((late ? name + "  " : "  " + name)) + " at " +
                number(on) + "," + number(-step * static_cast<double>(i)) + (late ? " right" : " left") +
                " noenhanced point pt 5 ps 0.6 lc rgb '" + kLineColours[2] + "' font ',10'");
  }
  if (time.values.size() <= 20) script.line("set ytics 1,1");
  if (std::isfinite(alarm))
    script.line("set arrow 1 from " + number(alarm) + ", graph 0 to " + number(alarm) +
                ", graph 1 nohead lw 2 dashtype 2 lc rgb '" + kLineColours[1] + "'");
  std::vector<std::string> parts{gnuplot_text(plot.name + ".dat") +
                                 " using 1:2:3 with xerrorbars lw 1.5 pt 7 ps 0.6 lc rgb '" + kLineColours[0] +
                                 "' title 'runaway'"};
  if (std::isfinite(alarm))
    parts.push_back(std::string("NaN with lines lw 2 dashtype 2 lc rgb '") + kLineColours[1] + "' title 'alarm'");
  script.plot(parts);
  plot.script = script.text();
  return plot;
}

Plot budget(const StageRecord& record) {
  const std::pair<const char*, const char*> kParts[] = {{"energy.released", "released"},
                                                        {"energy.supplied", "supplied"},
                                                        {"energy.lost", "lost"},
                                                        {"energy.stored", "stored"}};
  Plot plot = named(record, "energy",
                    "where the energy came from and where it went: released and supplied are lost and stored");
  std::vector<double> places, kilojoules;
  std::string tics;
  for (const auto& [name, word] : kParts) {
    places.push_back(static_cast<double>(places.size() + 1));
    kilojoules.push_back(1e-3 * scalar(record, name));
    tics += (tics.empty() ? "" : ", ") + gnuplot_text(word) + " " + number(places.back());
  }
  plot.data = {{plot.name + ".dat", columns_text({"part", "energy_kJ"}, {places, kilojoules})}};
  Script script(plot.name, kWidth, kHeight);
  script.title(record.stage + ": budget of energy");
  script.label("y", "energy", "kJ");
  script.line("unset key");
  script.line("set xtics (" + tics + ")");
  script.line("set xrange [0.4:4.6]");
  script.line("set style fill solid 0.85");
  script.line("set boxwidth 0.6");
  const auto [least, most] = std::ranges::minmax(kilojoules);
  if (least == most) script.range("y", kilojoules);
  else script.line("set yrange [*<0:0<*]");  // bars stand on zero
  script.plot({gnuplot_text(plot.name + ".dat") + " using 1:2 with boxes lc rgb '" + kLineColours[0] + "'"});
  plot.script = script.text();
  return plot;
}

}  // namespace

Plots runaway_plots(const StageRecord& record) {
  Plots plots;
  if (record.kind != "runaway") return plots;
  const Product* temperature = record.products.find("layer.temperature");
  if (temperature && temperature->axes.size() == 2 && temperature->axes[1].values.size() > 1 &&
      can_be_drawn(temperature->values))
    plots.plots.push_back(map_of_temperature(record, *temperature));
  const Product* time = record.products.find("time_to_runaway");
  if (time && time->values.size() > 1 && can_be_drawn(time->values)) plots.plots.push_back(timeline(record, *time));
  const Product* stored = record.products.find("energy.stored");
  if (stored && can_be_drawn(stored->values)) plots.plots.push_back(budget(record));
  return plots;
}

}  // namespace voxvolt::report
