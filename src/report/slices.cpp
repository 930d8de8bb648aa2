// SPDX-License-Identifier: BSD-3-Clause
// Fields on voxels, as three planes through their middle.
#include <algorithm>
#include <cmath>

#include "io/content_hash.hpp"
#include "io/hdf5_reader.hpp"
#include "parallel/failure.hpp"
#include "report/plot.hpp"
#include "report/safe_text.hpp"
#include "report/script.hpp"

namespace voxvolt::report {
namespace {

/// The last components of a dotted name, as many as stand beside a colour bar.
std::string end_of(const std::string& name) {
  constexpr std::size_t most = 20;
  std::size_t from = 0;
  while (name.size() - from > most) {
    const std::size_t dot = name.find('.', from);
    if (dot == std::string::npos) break;
    from = dot + 1;
  }
  return name.substr(from);
}

using campaign::Product;
using campaign::StageRecord;

constexpr std::int64_t kMostBytes = std::int64_t{256} << 20;  // that H5Reader reads at once
constexpr std::int64_t kMostSamples = 512;                    // along one side of a picture
constexpr std::array kAxes{"x", "y", "z"};
constexpr std::array kPhaseColours{"#e4e4e4", "#0072b2", "#d55e00", "#009e73",
                                   "#cc79a7", "#e69f00", "#56b4e9", "#000000"};
constexpr const char* kSmoothPalette =
    "set palette defined (0 '#440154', 1 '#3b528b', 2 '#21918c', 3 '#5ec962', 4 '#fde725')";  // viridis

struct Length {
  double factor;  ///< from m
  const char* unit;
};
Length length_for(double extent) {
  if (extent < 1e-3) return {1e6, "um"};
  return extent < 1 ? Length{1e3, "mm"} : Length{1, "m"};
}

/// One plane, seen along `normal`: rows along the later of the other axes, columns along the earlier.
struct Plane {
  std::size_t normal, across, up;
  std::int64_t at = 0;                  ///< cell along the normal
  double size_across = 1, size_up = 1;  ///< m, from one sample to the next
  std::vector<std::vector<double>> rows;
};

/// Cells along an axis that a picture shows, at equal distances, and the distance.
struct Samples {
  std::vector<std::int64_t> cells;
  double distance = 1;  ///< m
};

Samples samples_along(const io::FieldHandle& field, std::size_t axis) {
  const std::int64_t count = field.grid.cells[axis];
  const std::vector<double>& widths = field.widths[axis];
  Samples samples;
  if (widths.empty()) {
    const std::int64_t step = (count + kMostSamples - 1) / kMostSamples;
    for (std::int64_t i = 0; i < count; i += step) samples.cells.push_back(i);
    samples.distance = field.grid.spacing[axis] * static_cast<double>(step);
    return samples;
  }
  double length = 0;
  for (const double width : widths) length += width;
  const double finest = *std::ranges::min_element(widths);
  const auto wanted =
      static_cast<std::int64_t>(std::clamp(std::ceil(length / finest - 1e-9), 1.0, double{kMostSamples}));
  samples.distance = length / static_cast<double>(wanted);
  std::int64_t cell = 0;
  double end = widths[0];
  for (std::int64_t i = 0; i < wanted; ++i) {
    while (cell + 1 < count && end <= (static_cast<double>(i) + 0.5) * samples.distance)
      end += widths[static_cast<std::size_t>(++cell)];
    samples.cells.push_back(cell);
  }
  return samples;
}

/// The middle of a cell, m.
double centre(const io::FieldHandle& field, std::size_t axis, std::int64_t cell) {
  const std::vector<double>& widths = field.widths[axis];
  if (widths.empty()) return field.grid.origin[axis] + (static_cast<double>(cell) + 0.5) * field.grid.spacing[axis];
  double low = field.grid.origin[axis];
  for (std::int64_t i = 0; i < cell; ++i) low += widths[static_cast<std::size_t>(i)];
  return low + 0.5 * widths[static_cast<std::size_t>(cell)];
}

Plane plane_of(const io::FieldHandle& field, const std::vector<double>& values, std::size_t normal) {
  const auto& cells = field.grid.cells;
  Plane plane{normal, normal == 0 ? std::size_t{1} : 0, normal == 2 ? std::size_t{1} : 2, cells[normal] / 2, 1, 1, {}};
  const Samples across = samples_along(field, plane.across), up = samples_along(field, plane.up);
  plane.size_across = across.distance, plane.size_up = up.distance;
  std::array<std::int64_t, 3> cell{};
  cell[normal] = plane.at;
  for (const std::int64_t row_at : up.cells) {
    cell[plane.up] = row_at;
    auto& row = plane.rows.emplace_back();
    for (const std::int64_t column_at : across.cells) {
      cell[plane.across] = column_at;
      row.push_back(values[static_cast<std::size_t>((cell[2] * cells[1] + cell[1]) * cells[0] + cell[0])]);
    }
    if (row.size() == 1) row.push_back(row.front());  // gnuplot draws no image of a single column or row
  }
  if (plane.rows.size() == 1) plane.rows.push_back(plane.rows.front());
  return plane;
}

std::string matrix_text(const Plane& plane, const std::string& head) {
  std::string text = "# " + clean_text(head) + "\n";
  for (const auto& row : plane.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) text += (i > 0 ? " " : "") + number(row[i]);
    text += "\n";
  }
  return text;
}

std::vector<std::string> phase_names(const StageRecord& record) {
  std::vector<std::string> names;
  const Product* phases = record.products.find("phases");
  if (!phases) return names;
  std::string name;
  for (char c : phases->text + ",") {
    if (c == ',') names.push_back(std::exchange(name, ""));
    else if (c != ' ' || !name.empty()) name += c;
  }
  return names;
}

/// One figure.
class SliceFigure {
 public:
  SliceFigure(const StageRecord& record, const Product& product, const std::vector<double>& values)
      : record_(record), product_(product), field_(*product.field.stored), values_(values) {
    for (std::size_t normal = 0; normal < 3; ++normal) planes_.push_back(plane_of(field_, values, normal));
    for (std::size_t axis = 0; axis < 3; ++axis) largest_ = std::max(largest_, extent(axis));
  }

  Plot plot() const {
    Plot plot;
    plot.name = file_name(record_.stage + "." + product_.spec.name);
    plot.caption = record_.stage + "." + product_.spec.name + ": " + product_.spec.meaning +
                   ", in three planes through the middle of " + std::to_string(field_.grid.cells[0]) + " x " +
                   std::to_string(field_.grid.cells[1]) + " x " + std::to_string(field_.grid.cells[2]) + " voxels" +
                   (field_.time > 0 ? ", at " + campaign::short_number(field_.time) + " s" : "") +
                   ". All of it: " + field_.file + " (ParaView opens fields/" + record_.stage + ".xmf).";
    for (const Plane& plane : planes_) {
      const std::string axis = kAxes[plane.normal];
      plot.data.push_back({plot.name + "." + axis + ".dat",
                           matrix_text(plane, with_unit_name(product_.spec.name, product_.spec.unit) + " at " + axis +
                                                  " = " + place(plane) + "; columns along " + kAxes[plane.across] +
                                                  ", rows along " + kAxes[plane.up])});
    }
    plot.script = script(plot.name);
    return plot;
  }

 private:
  double extent(std::size_t axis) const {
    return static_cast<double>(field_.grid.cells[axis]) * field_.grid.spacing[axis];
  }
  Length length() const { return length_for(largest_); }
  std::string place(const Plane& plane) const {
    return campaign::short_number(centre(field_, plane.normal, plane.at) * length().factor) + " " + length().unit;
  }

  std::string script(const std::string& name) const {
    double tallest = 0;
    for (const Plane& plane : planes_) tallest = std::max(tallest, extent(plane.up) / extent(plane.across));
    Script script(name, 800, static_cast<int>(std::clamp(110 + 190 * tallest, 220.0, 600.0)));
    script.line("set multiplot title " +
                gnuplot_text(shortened(record_.stage + ": " + clean_text(product_.spec.meaning), 92)));
    script.line("unset key");
    script.line("unset grid");
    script.line("set border 15");
    script.line("set tics scale 0.5");
    script.line("set size ratio -1");
    colours(script);
    for (std::size_t p = 0; p < planes_.size(); ++p) panel(script, name, planes_[p], p);
    script.line("unset multiplot");
    return script.text();
  }

  void panel(Script& script, const std::string& name, const Plane& plane, std::size_t number_of_panel) const {
    script.line("set origin " + number(0.005 + 0.27 * static_cast<double>(number_of_panel)) + ", 0.0");
    script.line("set size 0.28, 0.93");
    script.line("set title " + gnuplot_text(std::string(kAxes[plane.normal]) + " = " + place(plane)));
    const double longer = std::max(extent(plane.across), extent(plane.up)) * length().factor;
    const auto along = [&](const std::string& axis, std::size_t of) {
      const double from = field_.grid.origin[of] * length().factor, size = extent(of) * length().factor;
      script.label(axis, kAxes[of], length().unit);
      script.line("set " + axis + "range [" + number(from) + ":" + number(from + size) + "]");
      script.line("set " + axis + "tics " + number(tick_step(std::max(size, 0.4 * longer))));
    };
    along("x", plane.across);
    along("y", plane.up);
    script.line(number_of_panel + 1 < planes_.size() ? "unset colorbox"
                                                     : "set colorbox user origin 0.845, 0.25 size 0.018, 0.5");
    const auto scaled = [&](const std::string& column, std::size_t axis, double distance) {
      const bool doubled = field_.grid.cells[axis] == 1;
      const double size = distance * (doubled ? 0.5 : 1) * length().factor;
      return "(" + number(field_.grid.origin[axis] * length().factor + size / 2) + "+" + number(size) + "*" + column +
             ")";
    };
    script.plot({gnuplot_text(name + "." + kAxes[plane.normal] + ".dat") + " matrix using " +
                 scaled("$1", plane.across, plane.size_across) + ":" + scaled("$2", plane.up, plane.size_up) +
                 ":3 with image"});
  }

  // Two to five ticks that are easy to read.
  static double tick_step(double size) {
    const double decade = std::pow(10, std::floor(std::log10(size)));
    const double ratio = size / decade;
    return decade * (ratio < 2 ? 0.5 : ratio < 5 ? 1 : 2);
  }

  void colours(Script& script) const {
    const std::vector<std::string> names = phase_names(record_);
    const auto [least, most] = finite_range(values_);
    const bool labels = field_.type == io::FieldType::uint8;
    const auto count = static_cast<std::size_t>(std::max(labels ? most + 1 : 0.0, static_cast<double>(names.size())));
    if (!labels || count > kPhaseColours.size()) {
      script.line(kSmoothPalette);
      script.label("cb", end_of(product_.spec.name), product_.spec.unit);
      script.line("set cblabel offset 1");
      if (least == most) script.range("cb", values_);
      else script.line("set cbrange [" + number(least) + ":" + number(most) + "]");
      return;
    }
    std::string palette, ticks;
    for (std::size_t i = 0; i < count; ++i) {
      palette += (i > 0 ? ", " : "") + std::to_string(i) + " '" + kPhaseColours[i] + "'";
      ticks += (i > 0 ? ", " : "") +
               gnuplot_text(shortened(clean_text(i < names.size() ? names[i] : "label " + std::to_string(i)), 13)) +
               " " + std::to_string(i);
    }
    script.line("set palette defined (" + palette + (count == 1 ? std::string(", 1 '") + kPhaseColours[0] + "'" : "") +
                ") maxcolors " + std::to_string(count));
    script.line("set cbrange [-0.5:" + number(static_cast<double>(count) - 0.5) + "]");
    script.line("set cbtics scale 0 (" + ticks + ")");
  }

  const StageRecord& record_;
  const Product& product_;
  const io::FieldHandle& field_;
  const std::vector<double>& values_;
  std::vector<Plane> planes_;
  double largest_ = 0;
};

std::vector<double> read(const io::FieldHandle& field, const std::string& folder) {
  const std::string path = folder + "/" + field.file;
  if (io::hash_of_file(path) != field.file_sha256)
    throw RecordFailure(path + ": was altered: its SHA-256 is not the one on the record");
  const io::H5Reader file(path);
  if (file.shape(field.dataset) !=
      std::vector<std::int64_t>{field.grid.cells[2], field.grid.cells[1], field.grid.cells[0]})
    throw RecordFailure(path + ": " + field.dataset + " is not of the size that the record says");
  return file.doubles(field.dataset);
}

}  // namespace

Plots slice_plots(const StageRecord& record, const std::string& folder) {
  Plots result;
  for (const Product& product : record.products.all()) {
    if (!product.field.stored) continue;
    const io::FieldHandle& field = *product.field.stored;
    const std::string name = record.stage + "." + product.spec.name;
    if (field.grid.size() > kMostBytes / static_cast<std::int64_t>(sizeof(double))) {
      result.left_out.push_back(name + " has " + std::to_string(field.grid.size()) +
                                " voxels, more than are drawn here: open fields/" + record.stage + ".xmf in ParaView");
      continue;
    }
    const std::vector<double> values = read(field, folder);
    if (can_be_drawn(values)) result.plots.push_back(SliceFigure(record, product, values).plot());
    else result.left_out.push_back(name + " has no values that can be drawn");
  }
  return result;
}

}  // namespace voxvolt::report
