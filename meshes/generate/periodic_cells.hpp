// SPDX-License-Identifier: BSD-3-Clause
// Points of a periodic box, sorted into cells, so that those within a distance are found without looking at all.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "meshes/generate/particle.hpp"

namespace voxvolt::generate {

class PeriodicCells {
 public:
  /// Cells of about `width` (m), at most 128 along an axis.
  PeriodicCells(const Vector& box, double width) : box_(box) {
    for (std::size_t a = 0; a < 3; ++a)
      cells_[a] = std::clamp<std::int64_t>(static_cast<std::int64_t>(box[a] / width), 1, 128);
    members_.resize(static_cast<std::size_t>(cells_[0] * cells_[1] * cells_[2]));
  }

  void add(std::size_t index, const Vector& point) { members_[number(cell_of(point))].push_back(index); }

  /// Calls `visit(index)` for every point in the cells that come within `reach` (m) of `point`, each once, until it
  /// returns false. Returns false then.
  template <class Visit>
  bool within(const Vector& point, double reach, Visit&& visit) const {
    std::array<std::int64_t, 3> low{}, count{};
    for (std::size_t a = 0; a < 3; ++a) {
      const double width = box_[a] / static_cast<double>(cells_[a]);
      low[a] = static_cast<std::int64_t>(std::floor((point[a] - reach) / width));
      const auto high = static_cast<std::int64_t>(std::floor((point[a] + reach) / width));
      count[a] = std::min(cells_[a], high - low[a] + 1);
    }
    for (std::int64_t k = 0; k < count[2]; ++k)
      for (std::int64_t j = 0; j < count[1]; ++j)
        for (std::int64_t i = 0; i < count[0]; ++i) {
          const std::array<std::int64_t, 3> cell{ring(low[0] + i, 0), ring(low[1] + j, 1), ring(low[2] + k, 2)};
          for (const std::size_t index : members_[number(cell)])
            if (!visit(index)) return false;
        }
    return true;
  }

 private:
  std::int64_t ring(std::int64_t i, std::size_t a) const { return ((i % cells_[a]) + cells_[a]) % cells_[a]; }
  std::array<std::int64_t, 3> cell_of(const Vector& point) const {
    std::array<std::int64_t, 3> cell{};
    for (std::size_t a = 0; a < 3; ++a)
      cell[a] = std::clamp<std::int64_t>(static_cast<std::int64_t>(point[a] / box_[a] * static_cast<double>(cells_[a])),
                                         0, cells_[a] - 1);
    return cell;
  }
  std::size_t number(const std::array<std::int64_t, 3>& c) const {
    return static_cast<std::size_t>((c[2] * cells_[1] + c[1]) * cells_[0] + c[0]);
  }

  Vector box_;
  std::array<std::int64_t, 3> cells_{};
  std::vector<std::vector<std::size_t>> members_;
};

}  // namespace voxvolt::generate
