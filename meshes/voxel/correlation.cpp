// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/voxel/correlation.hpp"

#include <algorithm>
#include <span>

#include "meshes/voxel/wide_planes.hpp"

namespace voxvolt::voxel {
namespace {

constexpr std::int64_t kMostSteps = 128;
constexpr std::int64_t kStretch = 192;  // labels whose matches a byte can count

/// Adds up where two rows both have a label: matches[label] for every phase.
void count_matches(const std::uint8_t* one, const std::uint8_t* other, std::int64_t size,
                   std::span<std::int64_t> matches) {
  for (std::int64_t begin = 0; begin < size; begin += kStretch) {
    const std::int64_t end = std::min(size, begin + kStretch);
    for (std::size_t phase = 0; phase < matches.size(); ++phase) {
      const auto label = static_cast<std::uint8_t>(phase);
      std::uint8_t count = 0;
      for (std::int64_t i = begin; i < end; ++i)
        count = static_cast<std::uint8_t>(count + ((one[i] == label) & (other[i] == label)));
      matches[phase] += count;
    }
  }
}

}  // namespace

std::vector<std::int64_t> correlation_lags(std::int64_t cells) {
  const std::int64_t farthest = cells / 2;
  const std::int64_t step = std::max<std::int64_t>(1, (farthest + kMostSteps - 1) / kMostSteps);
  std::vector<std::int64_t> lags;
  for (std::int64_t lag = 0; lag <= farthest; lag += step) lags.push_back(lag);
  return lags;
}

Correlation measure_correlation(const Image& image, int axis, const parallel::Communicator& ranks) {
  const auto along = static_cast<std::size_t>(axis);
  const auto& cells = image.labels.grid.cells;
  Correlation found{correlation_lags(cells[along]), {}};
  const WidePlanes planes(image.labels, 0, axis == 2 ? found.lags.back() : 0, ranks);
  const std::size_t phases = image.phases.size();
  std::vector<std::int64_t> matches(phases * found.lags.size(), 0);
  const std::int64_t nx = cells[0], ny = cells[1];
  for (std::int64_t z = planes.own_begin(); z < planes.own_end(); ++z)
    for (std::size_t n = 0; n < found.lags.size(); ++n) {
      const std::int64_t lag = found.lags[n];
      const std::span<std::int64_t> of_lag(matches.data() + n * phases, phases);
      const std::uint8_t* here = planes.plane(z);
      if (axis == 0)
        for (std::int64_t y = 0; y < ny; ++y) count_matches(here + y * nx, here + y * nx + lag, nx - lag, of_lag);
      else if (axis == 1) count_matches(here, here + lag * nx, (ny - lag) * nx, of_lag);
      else if (z + lag < cells[2]) count_matches(here, planes.plane(z + lag), nx * ny, of_lag);
    }
  ranks.sum(std::span<std::int64_t>(matches));
  found.shares.assign(phases, {});
  for (std::size_t n = 0; n < found.lags.size(); ++n) {
    const std::int64_t pairs = image.labels.grid.size() / cells[along] * (cells[along] - found.lags[n]);
    for (std::size_t phase = 0; phase < phases; ++phase)
      found.shares[phase].push_back(static_cast<double>(matches[n * phases + phase]) / static_cast<double>(pairs));
  }
  return found;
}

}  // namespace voxvolt::voxel
