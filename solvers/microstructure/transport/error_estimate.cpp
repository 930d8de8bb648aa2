// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/microstructure/transport/error_estimate.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "meshes/voxel/resample.hpp"
#include "parallel/agree.hpp"

namespace voxvolt::microstructure {
namespace {

constexpr double kLeastOrder = 0.1, kLeastBelieved = 0.5, kMostOrder = 1;
constexpr double kObserved = 1.25, kAssumed = 3;  // Roache's factors of safety
constexpr double kSameBody = 1e-3;                // share of voxels that coarsening may relabel
constexpr std::int64_t kLeastToHalveTwice = 8, kLeastPart = 4;

using Cells = std::array<std::int64_t, 3>;

/// Geometric mean, over the axes that were halved, of how many times fewer voxels there are.
double ratio_of(const Cells& fine, const Cells& coarse) {
  double product = 1;
  int halved = 0;
  for (std::size_t a = 0; a < 3; ++a) {
    product *= static_cast<double>(fine[a]) / static_cast<double>(coarse[a]);
    halved += fine[a] > 1 ? 1 : 0;
  }
  return halved == 0 ? 4 : std::pow(product, 1.0 / halved);
}

std::vector<double> conductivities(const voxel::Labels& labels, const ConductivityTable& table,
                                   const TransportOptions& options, const parallel::Communicator& ranks) {
  std::vector<double> values;
  for (const AxisTransport& one : effective_conductivity(labels, table, options, ranks).axes)
    values.push_back(one.conductivity);
  return values;
}

SubvolumeStatistics statistics_of(const std::vector<double>& values) {
  SubvolumeStatistics statistics;
  statistics.parts = values.size();
  for (const double value : values) statistics.mean += value / static_cast<double>(values.size());
  if (values.size() < 2) return statistics;
  double squares = 0;
  for (const double value : values) squares += (value - statistics.mean) * (value - statistics.mean);
  statistics.sd = std::sqrt(squares / static_cast<double>(values.size() - 1));
  statistics.error = t_975(values.size()) * statistics.sd / std::sqrt(static_cast<double>(values.size()));
  return statistics;
}

}  // namespace

Extrapolation extrapolate(double fine, double middle, double coarse, double ratio, bool exact) {
  const double step = fine - middle, before = middle - coarse;
  Extrapolation result{fine, 0, kMostOrder, true};
  if (step == 0 && before == 0) return result;
  const double largest = std::max(std::abs(step), std::abs(before) / ratio);
  if (step * before < 0) {
    result.observed = false;
    result.error = kAssumed * largest / (ratio - 1);
    return result;
  }
  const double order = std::log(std::abs(before) / std::abs(step)) / std::log(ratio);  // may be infinite
  result.observed = order >= kLeastBelieved || exact;
  result.order = result.observed ? std::clamp(order, kLeastOrder, kMostOrder) : kMostOrder;
  const double gain = std::pow(ratio, result.order) - 1;
  result.corrected = fine + step / gain;
  result.error = (result.observed ? kObserved : kAssumed) * (order > kMostOrder ? largest : std::abs(step)) / gain;
  return result;
}

double t_975(std::size_t n) {
  // Abramowitz and Stegun 26.7.5, to 0.5 % from four degrees of freedom on; below them the exact values.
  const double nu = static_cast<double>(n) - 1;
  if (nu <= 1) return 12.7062;
  if (nu <= 2) return 4.30265;
  if (nu <= 3) return 3.18245;
  constexpr double x = 1.959963985, x3 = x * x * x, x5 = x3 * x * x;
  return x + (x3 + x) / (4 * nu) + (5 * x5 + 16 * x3 + 3 * x) / (96 * nu * nu) +
         (3 * x5 * x * x + 19 * x5 + 17 * x3 - 15 * x) / (384 * nu * nu * nu);
}

std::optional<Resolutions> resolutions_of(const voxel::Labels& labels, const parallel::Communicator& ranks) {
  const Cells& cells = labels.grid.cells;
  if (std::ranges::any_of(cells, [](std::int64_t n) { return n > 1 && n < kLeastToHalveTwice; })) return {};
  const auto middle = voxel::coarsened(labels, ranks), coarse = voxel::coarsened(middle.labels, ranks);
  return Resolutions{middle.labels, coarse.labels, voxel::subdivided(coarse.labels, ranks),
                     std::sqrt(ratio_of(cells, coarse.labels.grid.cells)),
                     std::max(middle.relabelled, coarse.relabelled) < kSameBody};
}

std::vector<Extrapolation> richardson(const Resolutions& resolutions, const ConductivityTable& conductivity,
                                      const TransportOptions& options, const Transport& fine,
                                      const parallel::Communicator& ranks) {
  TransportOptions plain = options;
  plain.flux_density = false;
  const auto at_middle = conductivities(resolutions.middle, conductivity, plain, ranks);
  const auto at_coarse = conductivities(resolutions.coarse, conductivity, plain, ranks);
  const auto as_cubes = conductivities(resolutions.cubes, conductivity, plain, ranks);
  std::vector<Extrapolation> result;
  for (std::size_t a = 0; a < fine.axes.size(); ++a) {
    Extrapolation one =
        extrapolate(fine.axes[a].conductivity, at_middle[a], at_coarse[a], resolutions.ratio, resolutions.exact);
    one.error = std::max(one.error, kObserved * std::abs(as_cubes[a] - at_coarse[a]));
    // No voxel size can take it out of the bounds.
    one.corrected = std::clamp(one.corrected, fine.axes[a].harmonic_conductivity, fine.axes[a].mean_conductivity);
    result.push_back(one);
  }
  return result;
}

std::vector<std::vector<SubvolumeStatistics>> subvolumes(const voxel::Labels& labels,
                                                         const ConductivityTable& conductivity,
                                                         const TransportOptions& options, int parts,
                                                         const parallel::Communicator& ranks) {
  const Cells& cells = labels.grid.cells;
  for (std::size_t a = 0; a < 3; ++a)
    if (cells[a] > 1 && cells[a] / parts < kLeastPart)
      throw parallel::AgreedFailure(
          ExitCode::input, "an axis of " + std::to_string(cells[a]) + " voxels cannot be divided into " +
                               std::to_string(parts) + " parts of at least " + std::to_string(kLeastPart) + " voxels");
  TransportOptions plain = options;
  plain.flux_density = false;
  std::vector<std::vector<SubvolumeStatistics>> result;
  for (int division = 2; division <= parts; ++division) {
    Cells count{};
    for (std::size_t a = 0; a < 3; ++a) count[a] = cells[a] > 1 ? division : 1;
    const auto cut = [&](std::size_t a, std::int64_t n) { return cells[a] * n / count[a]; };
    std::vector<std::vector<double>> found;  // per part, per axis
    for (std::int64_t z = 0; z < count[2]; ++z)
      for (std::int64_t y = 0; y < count[1]; ++y)
        for (std::int64_t x = 0; x < count[0]; ++x)
          found.push_back(conductivities(voxel::part_of(labels, {cut(0, x), cut(1, y), cut(2, z)},
                                                        {cut(0, x + 1), cut(1, y + 1), cut(2, z + 1)}, ranks),
                                         conductivity, plain, ranks));
    double extent = 1;
    int long_axes = 0;
    for (std::size_t a = 0; a < 3; ++a)
      if (cells[a] > 1) {
        extent *= static_cast<double>(cells[a]) * labels.grid.spacing[a] / division;
        ++long_axes;
      }
    auto& of_axes = result.emplace_back();
    for (std::size_t a = 0; a < found.front().size(); ++a) {
      std::vector<double> values;
      for (const auto& part : found) values.push_back(part[a]);
      of_axes.push_back(statistics_of(values));
      of_axes.back().parts_per_axis = division;
      of_axes.back().edge = long_axes == 0 ? labels.grid.spacing[0] : std::pow(extent, 1.0 / long_axes);
    }
  }
  return result;
}

}  // namespace voxvolt::microstructure
