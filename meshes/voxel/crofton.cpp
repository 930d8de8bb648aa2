// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/voxel/crofton.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace voxvolt::voxel {
namespace {

constexpr std::array<std::array<int, 3>, 13> kSteps{{{1, 0, 0},
                                                     {0, 1, 0},
                                                     {0, 0, 1},
                                                     {1, 1, 0},
                                                     {-1, 1, 0},
                                                     {1, 0, 1},
                                                     {-1, 0, 1},
                                                     {0, 1, 1},
                                                     {0, -1, 1},
                                                     {1, 1, 1},
                                                     {-1, 1, 1},
                                                     {1, -1, 1},
                                                     {-1, -1, 1}}};
constexpr int kSamples = 40000;         // points spread over the sphere; weights are good to three digits
constexpr std::int64_t kStretch = 192;  // voxels whose crossings a byte can count

double along(const std::array<double, 3>& a, const std::array<double, 3>& b) {
  return std::abs(a[0] * b[0] + a[1] * b[1] + a[2] * b[2]);
}

std::int64_t crossings(const std::uint8_t* one, const std::uint8_t* other, std::int64_t size, std::uint8_t a,
                       std::uint8_t b) {
  std::int64_t all = 0;
  for (std::int64_t begin = 0; begin < size; begin += kStretch) {
    const std::int64_t end = std::min(size, begin + kStretch);
    std::uint8_t count = 0;
    for (std::int64_t i = begin; i < end; ++i)
      count =
          static_cast<std::uint8_t>(count + (((one[i] == a) & (other[i] == b)) | ((one[i] == b) & (other[i] == a))));
    all += count;
  }
  return all;
}

}  // namespace

LineDirections line_directions(const std::array<double, 3>& spacing) {
  LineDirections all;
  for (std::size_t d = 0; d < all.size(); ++d) {
    all[d].step = kSteps[d];
    std::array<double, 3> v{};
    for (std::size_t a = 0; a < 3; ++a) v[a] = kSteps[d][a] * spacing[a];
    all[d].length = std::sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    for (std::size_t a = 0; a < 3; ++a) all[d].unit[a] = v[a] / all[d].length;
  }
  // Points of equal areas on a spiral (Fibonacci), one half of the sphere: directions have no sign.
  for (int i = 0; i < kSamples; ++i) {
    const double z = (i + 0.5) / kSamples, r = std::sqrt(1 - z * z),
                 turn = 2 * std::numbers::pi * i / std::numbers::phi;
    const std::array<double, 3> point{r * std::cos(turn), r * std::sin(turn), z};
    const auto nearest =
        std::ranges::max_element(all, {}, [&](const LineDirection& direction) { return along(direction.unit, point); });
    nearest->weight += 1.0 / kSamples;
  }
  return all;
}

double seen_of(const std::array<double, 3>& normal, const LineDirections& directions) {
  double seen = 0;
  for (const LineDirection& direction : directions) seen += 2 * direction.weight * along(direction.unit, normal);
  return seen;
}

std::vector<std::vector<std::int64_t>> count_crossings(const WidePlanes& planes, const LineDirections& directions,
                                                       std::size_t phases) {
  const std::int64_t nx = planes.grid().cells[0], ny = planes.grid().cells[1], nz = planes.grid().cells[2];
  std::vector<std::vector<std::int64_t>> found(directions.size(), std::vector<std::int64_t>(phases * phases, 0));
  std::vector<std::uint8_t> moved(static_cast<std::size_t>(nx));  // a row, one voxel on
  for (std::int64_t z = planes.own_begin(); z < planes.own_end(); ++z)
    for (std::int64_t y = 0; y < ny; ++y) {
      const std::uint8_t* row = planes.plane(z) + y * nx;
      for (std::size_t d = 0; d < directions.size(); ++d) {
        const auto& step = directions[d].step;
        const std::int64_t to_y = std::clamp<std::int64_t>(y + step[1], 0, ny - 1);
        const std::uint8_t* other = planes.plane(std::min(z + step[2], nz - 1)) + to_y * nx;
        if (step[0] > 0) {
          std::copy(other + 1, other + nx, moved.begin());
          moved.back() = other[nx - 1];
        } else if (step[0] < 0) {
          std::copy(other, other + nx - 1, moved.begin() + 1);
          moved.front() = other[0];
        }
        const std::uint8_t* next = step[0] == 0 ? other : moved.data();
        for (std::size_t a = 0; a < phases; ++a)
          for (std::size_t b = a + 1; b < phases; ++b)
            found[d][a * phases + b] +=
                crossings(row, next, nx, static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b));
      }
    }
  return found;
}

}  // namespace voxvolt::voxel
