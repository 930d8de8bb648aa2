// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/voxel/smoothed_phases.hpp"

#include <algorithm>
#include <cmath>

namespace voxvolt::voxel {
namespace {

constexpr double kWidth =
    1.5;                       // standard deviation in longest voxel edges: least error of tilted planes, see the tests
constexpr double kCut = 2.75;  // standard deviations
constexpr std::int64_t kMostReach = 16;
constexpr double kSum = 256;
constexpr std::int64_t kSmoothPlanes = 4;

std::vector<float> weights_of(double width) {
  const auto reach = std::clamp<std::int64_t>(std::llround(kCut * width), 1, kMostReach);
  std::vector<double> exact;
  double sum = 0;
  for (std::int64_t i = 0; i <= reach; ++i) {
    exact.push_back(std::exp(-0.5 * static_cast<double>(i * i) / (width * width)));
    sum += (i == 0 ? 1 : 2) * exact.back();
  }
  std::vector<float> whole;
  double rest = kSum;
  for (const double weight : exact) whole.push_back(static_cast<float>(std::round(kSum * weight / sum)));
  for (std::size_t i = 1; i < whole.size(); ++i) rest -= 2 * static_cast<double>(whole[i]);
  whole[0] = static_cast<float>(rest);
  return whole;
}

/// out[i] = sum over k of w[k] (in[i - k] + in[i + k]), where in has reach values before its first.
void filter(const float* in, const std::vector<float>& w, std::int64_t size, float* out) {
  for (std::int64_t i = 0; i < size; ++i) out[i] = w[0] * in[i];
  for (std::int64_t k = 1; k < static_cast<std::int64_t>(w.size()); ++k) {
    const float weight = w[static_cast<std::size_t>(k)];
    for (std::int64_t i = 0; i < size; ++i) out[i] += weight * (in[i - k] + in[i + k]);
  }
}

}  // namespace

BellCurve bell_curve(const std::array<double, 3>& spacing) {
  const double width = kWidth * *std::ranges::max_element(spacing);
  return {{weights_of(width / spacing[0]), weights_of(width / spacing[1]), weights_of(width / spacing[2])}};
}

SmoothedPhases::SmoothedPhases(const WidePlanes& planes, std::size_t phases, const BellCurve& bell)
    : planes_(planes), phases_(phases), bell_(bell) {
  const auto ring = static_cast<std::size_t>(2 * bell.reach(2) + 1);
  in_plane_.assign(ring * phases, std::vector<float>(planes.plane_size()));
  smooth_.assign(kSmoothPlanes * phases, std::vector<float>(planes.plane_size()));
  row_.resize(static_cast<std::size_t>(planes.grid().cells[0] + 2 * bell.reach(0)));
  rows_.resize(planes.plane_size());
}

std::vector<float>& SmoothedPhases::in_plane(std::int64_t z, std::size_t phase) {
  const std::int64_t ring = 2 * bell_.reach(2) + 1;
  const std::int64_t inside = std::clamp<std::int64_t>(z, 0, planes_.grid().cells[2] - 1);
  return in_plane_[static_cast<std::size_t>(inside % ring) * phases_ + phase];
}

std::vector<float>& SmoothedPhases::smooth(std::int64_t z, std::size_t phase) {
  return smooth_[static_cast<std::size_t>((z + kSmoothPlanes) % kSmoothPlanes) * phases_ + phase];
}

const float* SmoothedPhases::plane(std::size_t phase, int offset) const {
  return smooth_[static_cast<std::size_t>((here_ + offset + kSmoothPlanes) % kSmoothPlanes) * phases_ + phase].data();
}

void SmoothedPhases::go_to(std::int64_t z) {
  here_ = z;
  if (!started_) {
    next_smooth_ = z - 1;
    next_in_plane_ = std::max<std::int64_t>(0, z - 1 - bell_.reach(2));
    started_ = true;
  }
  for (; next_smooth_ <= z + 2; ++next_smooth_) {
    const std::int64_t needed = std::min(next_smooth_ + bell_.reach(2), planes_.grid().cells[2] - 1);
    for (; next_in_plane_ <= needed; ++next_in_plane_) smooth_in_plane(next_in_plane_);
    smooth_across(next_smooth_);
  }
}

void SmoothedPhases::smooth_in_plane(std::int64_t z) {
  const std::int64_t nx = planes_.grid().cells[0], ny = planes_.grid().cells[1];
  const std::int64_t reach = bell_.reach(0);
  const std::uint8_t* labels = planes_.plane(z);
  for (std::size_t phase = 0; phase < phases_; ++phase) {
    for (std::int64_t y = 0; y < ny; ++y) {
      const std::uint8_t* from = labels + y * nx;
      float* row = row_.data() + reach;
      for (std::int64_t x = 0; x < nx; ++x) row[x] = from[x] == phase ? 1.0f : 0.0f;
      for (std::int64_t x = 1; x <= reach; ++x) {
        row[-x] = row[0];
        row[nx - 1 + x] = row[nx - 1];
      }
      filter(row, bell_.weights[0], nx, rows_.data() + y * nx);
    }
    float* const into = in_plane(z, phase).data();
    const auto& w = bell_.weights[1];
    for (std::int64_t y = 0; y < ny; ++y) {
      float* out = into + y * nx;
      const float* middle = rows_.data() + y * nx;
      for (std::int64_t x = 0; x < nx; ++x) out[x] = w[0] * middle[x];
      for (std::int64_t k = 1; k < static_cast<std::int64_t>(w.size()); ++k) {
        const float* before = rows_.data() + std::max<std::int64_t>(y - k, 0) * nx;
        const float* after = rows_.data() + std::min(y + k, ny - 1) * nx;
        const float weight = w[static_cast<std::size_t>(k)];
        for (std::int64_t x = 0; x < nx; ++x) out[x] += weight * (before[x] + after[x]);
      }
    }
  }
}

void SmoothedPhases::smooth_across(std::int64_t z) {
  const auto& w = bell_.weights[2];
  const std::size_t size = planes_.plane_size();
  for (std::size_t phase = 0; phase < phases_; ++phase) {
    float* const out = smooth(z, phase).data();
    const float* middle = in_plane(z, phase).data();
    for (std::size_t i = 0; i < size; ++i) out[i] = w[0] * middle[i];
    for (std::int64_t k = 1; k < static_cast<std::int64_t>(w.size()); ++k) {
      const float* below = in_plane(z - k, phase).data();
      const float* above = in_plane(z + k, phase).data();
      const float weight = w[static_cast<std::size_t>(k)];
      for (std::size_t i = 0; i < size; ++i) out[i] += weight * (below[i] + above[i]);
    }
  }
}

}  // namespace voxvolt::voxel
