// SPDX-License-Identifier: BSD-3-Clause
// Impedance spectra as the field draws them: Nyquist's picture with equal scales, and Bode's of magnitude and phase.
#include <algorithm>
#include <cmath>

#include "report/plot.hpp"
#include "report/safe_text.hpp"
#include "report/script.hpp"

namespace voxvolt::report {
namespace {

using campaign::Product;
using campaign::StageRecord;

constexpr const char* kHead = "impedance.";
constexpr std::size_t kMostSpectra = 6;  // in one figure
constexpr int kWidth = 800;

/// The spectra of a stage; of many a few, evenly.
class Spectra {
 public:
  explicit Spectra(const StageRecord& record) : record_(record) {
    const std::size_t all = part("real").axes[0].values.size(), shown = std::min(all, kMostSpectra);
    for (std::size_t i = 0; i < shown; ++i) rows_.push_back(shown > 1 ? i * (all - 1) / (shown - 1) : 0);
    std::vector<double> sizes = part("magnitude").values;
    unit_ = *std::ranges::max_element(sizes) < 1 ? ShownUnit{1e3, "mohm"} : ShownUnit{1, "ohm"};
  }

  Plot nyquist() const {
    Plot plot = named("nyquist", "impedance in the complex plane, from high frequency at the left to low");
    Script script(plot.name, kWidth, height());
    script.title(record_.stage + ": impedance (marks: decades of frequency)");
    script.label("x", "Re Z", unit_.unit);
    script.label("y", "-Im Z", unit_.unit);
    script.line("set size ratio -1");
    key(script);
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const int re = static_cast<int>(2 + 4 * i);
      const std::string real = unit_.column(re), up = "(-$" + std::to_string(re + 1) + "*" + number(unit_.factor) + ")";
      parts.push_back(curve(plot, i, real + ":" + up, "lines lw 2") + " title " + gnuplot_text(title(i)));
      // Marks where log10 f is whole.
      parts.push_back(curve(plot, i, "(abs(log10($1)-floor(log10($1)+0.5))<1e-6?" + value(real) + ":NaN):" + up,
                            "points pt 7 ps 0.5") +
                      " notitle");
    }
    script.plot(parts);
    return finished(std::move(plot), script);
  }

  Plot bode() const {
    Plot plot = named("bode", "magnitude and phase of the impedance over frequency");
    Script script(plot.name, kWidth, 640);
    script.line("set multiplot layout 2,1");
    script.line("set logscale x");
    script.line("set format x '%g'");
    script.line("set logscale y");
    script.title(record_.stage + ": impedance");
    key(script);
    script.label("x", "frequency", "Hz");
    script.label("y", "|Z|", unit_.unit);
    script.plot(curves(plot, 4, unit_, true));
    script.line("unset logscale y");
    script.line("unset title");
    script.line("unset key");
    script.label("y", "phase", "degree");
    script.plot(curves(plot, 5, {1, "degree"}, false));
    script.line("unset multiplot");
    return finished(std::move(plot), script);
  }

 private:
  void key(Script& script) const {
    if (rows_.size() > 1) script.legend();
    else script.line("unset key");
  }

  /// That gives both axes one scale without empty margins.
  int height() const {
    constexpr double kAround = 190, kInside = 690;
    const Range re = finite_range(part("real").values), im = finite_range(part("imaginary").values);
    const double across = std::max(re.most, 0.0) - std::min(re.least, 0.0);
    const double up = std::max(im.most, 0.0) - std::min(im.least, 0.0);
    return static_cast<int>(kAround + kInside * std::clamp(across > 0 ? up / across : 1, 0.25, 1.0));
  }

  const Product& part(const std::string& name) const { return record_.products.at(kHead + name); }
  double condition(const std::string& name, std::size_t row) const { return part(name).values[row]; }

  Plot named(const std::string& name, const std::string& what) const {
    Plot plot;
    plot.name = file_name(record_.stage + "." + kHead + name);
    const std::size_t all = part("real").axes[0].values.size();
    plot.caption =
        record_.stage + ".impedance: " + what +
        (rows_.size() < all ? ", of " + std::to_string(rows_.size()) + " of " + std::to_string(all) + " spectra" : "") +
        ".";
    return plot;
  }

  /// What tells the spectra apart.
  std::string title(std::size_t i) const {
    std::string text;
    const auto add = [&](const char* name, double resolution, const auto& words) {
      const auto [least, most] = finite_range(part(name).values);
      if (most - least > resolution) text += (text.empty() ? "" : ", ") + words(condition(name, rows_[i]));
    };
    add("soc", 5e-4, [](double x) { return campaign::short_number(std::round(x * 1e4) / 1e2) + " % charged"; });
    add("temperature", 5e-3, [](double x) { return campaign::short_number(x) + " K"; });
    add("current", 1e-9, [](double x) { return campaign::short_number(x) + " A"; });
    return text.empty() ? "spectrum " + std::to_string(rows_[i] + 1) : text;
  }

  static std::string value(const std::string& column) { return column.front() == '(' ? column : "$" + column; }
  static std::string curve(const Plot& plot, std::size_t i, const std::string& columns, const std::string& style) {
    return gnuplot_text(plot.name + ".dat") + " using " + columns + " with " + style + " dashtype " +
           std::to_string(1 + i % 5) + " lc rgb '" + kLineColours[i % kLineColours.size()] + "'";
  }
  std::vector<std::string> curves(const Plot& plot, int column, const ShownUnit& unit, bool titles) const {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < rows_.size(); ++i)
      parts.push_back(curve(plot, i, "1:" + unit.column(column + static_cast<int>(4 * i)), "lines lw 2") +
                      (titles ? " title " + gnuplot_text(title(i)) : " notitle"));
    return parts;
  }

  Plot finished(Plot plot, const Script& script) const {
    std::vector<std::string> heads{"frequency (Hz)"};
    std::vector<std::vector<double>> columns{part("frequency").values};
    const std::size_t width = columns[0].size();
    for (const std::size_t row : rows_)
      for (const char* name : {"real", "imaginary", "magnitude", "phase"}) {
        const Product& of = part(name);
        heads.push_back(with_unit_name(of.spec.name + " " + std::to_string(row + 1), of.spec.unit));
        const auto begin = of.values.begin() + static_cast<std::ptrdiff_t>(row * width);
        columns.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(width));
      }
    plot.data = {{plot.name + ".dat", columns_text(heads, columns)}};
    plot.script = script.text();
    return plot;
  }

  const StageRecord& record_;
  std::vector<std::size_t> rows_;
  ShownUnit unit_;
};

}  // namespace

bool is_of_impedance(const StageRecord& record, const Product& product) {
  return record.kind == "cell" && product.spec.name.starts_with(kHead);
}

Plots impedance_plots(const StageRecord& record) {
  Plots plots;
  const Product* real = record.products.find(std::string(kHead) + "real");
  if (record.kind != "cell" || !real) return plots;
  if (!can_be_drawn(real->values)) {
    plots.left_out.push_back(record.stage + ".impedance has no values that can be drawn");
    return plots;
  }
  const Spectra spectra(record);
  plots.plots = {spectra.nyquist(), spectra.bode()};
  return plots;
}

}  // namespace voxvolt::report
