// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/voxel/interfaces.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <span>

#include "meshes/voxel/crofton.hpp"
#include "meshes/voxel/smoothed_phases.hpp"
#include "meshes/voxel/wide_planes.hpp"

namespace voxvolt::voxel {
namespace {

using Vector = std::array<double, 3>;

constexpr double kUnknownDirection = 2.0 / 3;  // mean of |n_x| + |n_y| + |n_z| over all directions is 3/2
// Shares of faces are added up as whole numbers, so that the sum depends on no order.
constexpr double kWhole = 0x1p30;

std::int64_t whole(double share) { return std::llround(kWhole * share); }

/// Do four voxels around an edge show three phases or four? Then at most one of their six pairs is alike.
bool are_many(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
  return (a == b) + (a == c) + (a == d) + (b == c) + (b == d) + (c == d) <= 1;
}

double length(const Vector& v) { return std::sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]); }

Vector cross(const Vector& a, const Vector& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

/// Of a unit vector along `v`; nothing when v has no direction.
std::optional<Vector> unit(const Vector& v) {
  const double all = length(v);
  if (!(all > 0)) return {};
  return Vector{v[0] / all, v[1] / all, v[2] / all};
}

class Sweep {
 public:
  Sweep(const Image& image, const parallel::Communicator& ranks)
      : phases_(image.phases.size()),
        bell_(bell_curve(image.labels.grid.spacing)),
        planes_(image.labels, bell_.reach(2) + 1, bell_.reach(2) + 2, ranks),
        nx_(planes_.grid().cells[0]),
        ny_(planes_.grid().cells[1]),
        nz_(planes_.grid().cells[2]),
        directions_(line_directions(image.labels.grid.spacing)),
        faces_(3 * phases_ * phases_, 0),
        shares_(faces_),
        seen_(faces_),
        crossings_(count_crossings(planes_, directions_, phases_)),
        smooth_(4 * phases_, nullptr) {}

  void run(bool with_lines) {
    if (phases_ < 2 || planes_.block().count[2] == 0) return;
    SmoothedPhases smoothed(planes_, phases_, bell_);
    for (z_ = planes_.own_begin(); z_ < planes_.own_end(); ++z_) {
      smoothed.go_to(z_);
      for (int offset = -1; offset <= 2; ++offset)
        for (std::size_t p = 0; p < phases_; ++p)
          smooth_[static_cast<std::size_t>(offset + 1) * phases_ + p] = smoothed.plane(p, offset);
      faces_of_plane();
      if (with_lines && phases_ > 2) edges_of_plane();
    }
  }

  /// Collective.
  Interfaces result(const parallel::Communicator& ranks) {
    for (auto* sums : {&faces_, &shares_, &seen_}) ranks.sum(std::span<std::int64_t>(*sums));
    for (auto& counts : crossings_) ranks.sum(std::span<std::int64_t>(counts));
    ranks.sum(std::span<std::int64_t>(edges_));
    Interfaces found{phases_, std::vector<double>(phases_ * phases_, 0), std::vector<double>(phases_ * phases_, 0), 0};
    for (std::size_t a = 0; a < phases_; ++a)
      for (std::size_t b = a + 1; b < phases_; ++b) {
        const double smooth = area_of(shares_, a, b) / kWhole, seen = area_of(seen_, a, b) / kWhole;
        const double area = seen > 0 ? crofton_area(a, b) * smooth / seen : 0;
        found.areas[a * phases_ + b] = found.areas[b * phases_ + a] = area;
        found.faces[a * phases_ + b] = found.faces[b * phases_ + a] = area_of(faces_, a, b);
      }
    for (std::size_t axis = 0; axis < 3; ++axis)
      found.triple_line += planes_.grid().spacing[axis] * static_cast<double>(edges_[axis]) / kWhole;
    return found;
  }

 private:
  std::size_t slot(std::size_t axis, std::size_t a, std::size_t b) const {
    return (axis * phases_ + std::min(a, b)) * phases_ + std::max(a, b);
  }

  double area_of(const std::vector<std::int64_t>& sums, std::size_t a, std::size_t b) const {
    const Vector& h = planes_.grid().spacing;
    double area = 0;
    for (std::size_t axis = 0; axis < 3; ++axis)
      area += h[(axis + 1) % 3] * h[(axis + 2) % 3] * static_cast<double>(sums[slot(axis, a, b)]);
    return area;
  }

  double crofton_area(std::size_t a, std::size_t b) const {
    const Vector& h = planes_.grid().spacing;
    double per_length = 0;
    for (std::size_t d = 0; d < directions_.size(); ++d)
      per_length += directions_[d].weight * static_cast<double>(crossings_[d][a * phases_ + b]) / directions_[d].length;
    return 2 * per_length * h[0] * h[1] * h[2];
  }

  void faces_of_plane() {
    const std::uint8_t* here = planes_.plane(z_);
    const std::uint8_t* above = z_ + 1 < nz_ ? planes_.plane(z_ + 1) : here;  // no face at the end
    for (std::int64_t y = 0; y < ny_; ++y) {
      const std::uint8_t* row = here + y * nx_;
      const std::uint8_t* next = y + 1 < ny_ ? row + nx_ : row;
      const std::uint8_t* up = above + y * nx_;
      for (std::int64_t x = 0; x < nx_; ++x) {
        if (x + 1 < nx_ && row[x] != row[x + 1]) add_face(0, row[x], row[x + 1], x, y);
        if (row[x] != next[x]) add_face(1, row[x], next[x], x, y);
        if (row[x] != up[x]) add_face(2, row[x], up[x], x, y);
      }
    }
  }

  void add_face(std::size_t axis, std::uint8_t a, std::uint8_t b, std::int64_t x, std::int64_t y) {
    const std::array<std::int64_t, 3> one{x, y, 0};
    std::array<std::int64_t, 3> other = one;
    ++other[axis];
    Vector g{};
    // Alike in all directions, also along the axis itself, so that none is preferred.
    for (std::size_t d = 0; d < 3; ++d) g[d] = centred(a, b, one, d) + centred(a, b, other, d);
    const std::size_t at = slot(axis, a, b);
    const std::optional<Vector> n = unit(g);
    const double share = n ? std::abs((*n)[axis]) : kUnknownDirection;
    ++faces_[at];
    shares_[at] += whole(share);
    seen_[at] += whole(share * (n ? seen_of(*n, directions_) : 1));
  }

  void edges_of_plane() {
    const std::uint8_t* here = planes_.plane(z_);
    for (std::int64_t y = 0; y + 1 < ny_; ++y) look_for_edges(2, here + y * nx_, here + (y + 1) * nx_, y);
    if (z_ + 1 == nz_) return;
    const std::uint8_t* above = planes_.plane(z_ + 1);
    for (std::int64_t y = 0; y < ny_; ++y) look_for_edges(1, here + y * nx_, above + y * nx_, y);
    for (std::int64_t y = 0; y + 1 < ny_; ++y)
      for (std::int64_t x = 0; x < nx_; ++x) {
        const std::int64_t i = y * nx_ + x;
        if (are_many(here[i], here[i + nx_], above[i], above[i + nx_]))
          add_edge(0, {here[i], here[i + nx_], above[i], above[i + nx_]}, {x, y, 0});
      }
  }

  /// Edges between two rows of voxels along x, across x.
  void look_for_edges(std::size_t axis, const std::uint8_t* one, const std::uint8_t* other, std::int64_t y) {
    for (std::int64_t x = 0; x + 1 < nx_; ++x)
      if (are_many(one[x], one[x + 1], other[x], other[x + 1]))
        add_edge(axis, {one[x], one[x + 1], other[x], other[x + 1]}, {x, y, 0});
  }

  /// Labels around an edge along `axis`: that of the voxel at `corner`, and of those beside it across the edge.
  void add_edge(std::size_t axis, const std::array<std::uint8_t, 4>& around,
                const std::array<std::int64_t, 3>& corner) {
    std::array<std::uint8_t, 4> kinds{around[0]};
    std::size_t count = 1;
    for (const std::uint8_t label : around) {
      bool seen = false;
      for (std::size_t k = 0; k < count; ++k) seen = seen || kinds[k] == label;
      if (!seen) kinds[count++] = label;
    }
    const Vector line =
        cross(around_edge(kinds[0], kinds[1], corner, axis), around_edge(kinds[0], kinds[2], corner, axis));
    const std::optional<Vector> t = unit(line);
    edges_[axis] += whole(t ? std::abs((*t)[axis]) : kUnknownDirection);
  }

  /// Gradient of the difference of two phases, added up over the four voxels around an edge.
  Vector around_edge(std::size_t a, std::size_t b, const std::array<std::int64_t, 3>& corner, std::size_t axis) const {
    const std::size_t p = axis == 0 ? 1 : 0, q = axis == 2 ? 1 : 2;
    const auto moved = [](std::array<std::int64_t, 3> cell, std::size_t along) {
      ++cell[along];
      return cell;
    };
    const auto at_p = moved(corner, p), at_q = moved(corner, q), at_pq = moved(moved(corner, p), q);
    Vector g{};
    for (std::size_t d = 0; d < 3; ++d)
      g[d] = centred(a, b, corner, d) + centred(a, b, at_p, d) + centred(a, b, at_q, d) + centred(a, b, at_pq, d);
    return g;
  }

  /// Cells here are x, y and the plane's offset from z; beyond the image it goes on as at its sides.
  double difference(std::size_t a, std::size_t b, std::array<std::int64_t, 3> cell) const {
    const std::int64_t x = std::clamp<std::int64_t>(cell[0], 0, nx_ - 1),
                       y = std::clamp<std::int64_t>(cell[1], 0, ny_ - 1);
    const auto at = static_cast<std::size_t>(y * nx_ + x);
    const float* const* planes = smooth_.data() + static_cast<std::size_t>(cell[2] + 1) * phases_;
    return static_cast<double>(planes[a][at] - planes[b][at]);
  }
  double centred(std::size_t a, std::size_t b, std::array<std::int64_t, 3> cell, std::size_t axis) const {
    auto before = cell, after = cell;
    --before[axis];
    ++after[axis];
    return (difference(a, b, after) - difference(a, b, before)) / planes_.grid().spacing[axis];
  }

  std::size_t phases_;
  BellCurve bell_;
  WidePlanes planes_;
  std::int64_t nx_, ny_, nz_, z_ = 0;
  LineDirections directions_;
  std::vector<std::int64_t> faces_, shares_, seen_;  // of each axis and pair: faces, their |n_a|, what is seen of those
  std::vector<std::vector<std::int64_t>> crossings_;  // of each line direction and pair
  std::array<std::int64_t, 3> edges_{};               // of each axis: |t_a| of the triple edges
  std::vector<const float*> smooth_;                  // smoothed phases of the planes z - 1 to z + 2
};

}  // namespace

Interfaces measure_interfaces(const Image& image, const parallel::Communicator& ranks, bool with_lines) {
  Sweep sweep(image, ranks);
  sweep.run(with_lines);
  return sweep.result(ranks);
}

}  // namespace voxvolt::voxel
