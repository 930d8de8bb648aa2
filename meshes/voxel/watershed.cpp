// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/voxel/watershed.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>

#include "meshes/voxel/summit_merging.hpp"
#include "parallel/agree.hpp"
#include "parallel/halo.hpp"

namespace voxvolt::voxel {
namespace {

using Place = std::int32_t;  // in the planes that are held

struct Step {
  std::array<std::int64_t, 3> by;
  std::int64_t places = 0;  // in the order of storage
  float per_length = 0;     // 1 / m
};

std::vector<Step> steps_around(const numerics::VoxelGrid& grid) {
  std::vector<Step> steps;
  for (std::int64_t k = -1; k <= 1; ++k)
    for (std::int64_t j = -1; j <= 1; ++j)
      for (std::int64_t i = -1; i <= 1; ++i) {
        if (i == 0 && j == 0 && k == 0) continue;
        const double x = static_cast<double>(i) * grid.spacing[0], y = static_cast<double>(j) * grid.spacing[1],
                     z = static_cast<double>(k) * grid.spacing[2];
        steps.push_back({{i, j, k},
                         (k * grid.cells[1] + j) * grid.cells[0] + i,
                         static_cast<float>(1 / std::sqrt(x * x + y * y + z * z))});
      }
  return steps;
}

class Ascent {
 public:
  Ascent(const Landscape& land, const parallel::Communicator& ranks)
      : land_(land),
        ranks_(ranks),
        nx_(land.grid.cells[0]),
        ny_(land.grid.cells[1]),
        plane_(nx_ * ny_),
        count_(land.block.count[2]),
        steps_(steps_around(land.grid)) {
    const bool holds = count_ > 0;
    if (holds && land.block.first[2] > 0) beside_.lower = ranks.rank() - 1;
    if (holds && land.block.first[2] + count_ < land.grid.cells[2]) beside_.upper = ranks.rank() + 1;
    own_ = beside_.lower ? plane_ : 0;
    first_ = land.block.first[2] * plane_ - own_;
    planes_ = count_ + (beside_.lower ? 1 : 0) + (beside_.upper ? 1 : 0);
  }

  Catchments run(const Merging& merging) {
    fetch_heights();
    climb();
    number_summits();
    const std::vector<std::uint32_t> merged = merge_summits(peaks_, saddles(), merging);
    Catchments found;
    for (std::size_t s = 0; s < merged.size(); ++s)
      if (merged[s] == s) found.summits.push_back(static_cast<double>(peaks_[s]));
    std::vector<std::uint32_t> number(merged.size());
    std::uint32_t next = 0;
    for (std::size_t s = 0; s < merged.size(); ++s)
      if (merged[s] == s) number[s] = ++next;
    found.of_place.assign(static_cast<std::size_t>(count_ * plane_), 0);
    for (std::size_t i = 0; i < found.of_place.size(); ++i) {
      const auto place = i + static_cast<std::size_t>(own_);
      if (heights_[place] > 0) found.of_place[i] = number[merged[summit_[place]]];
    }
    return found;
  }

 private:
  std::int64_t begin() const { return own_; }
  std::int64_t end() const { return own_ + count_ * plane_; }

  void fetch_heights() {
    heights_.assign(static_cast<std::size_t>(planes_ * plane_), 0);
    std::ranges::copy(land_.heights, heights_.begin() + own_);
    exchange_planes(heights_);
  }

  /// Fills the planes beside the own ones.
  template <class T>
  void exchange_planes(std::vector<T>& values) const {
    const auto size = static_cast<std::size_t>(plane_);
    const std::span<T> all(values);
    if (count_ == 0) return parallel::exchange(ranks_, {}, {}, {});
    const std::span<T> mine = all.subspan(static_cast<std::size_t>(own_), static_cast<std::size_t>(count_ * plane_));
    parallel::exchange(ranks_, beside_, {std::as_bytes(mine.first(size)), std::as_bytes(mine.last(size))},
                       {std::as_writable_bytes(all.first(size)), std::as_writable_bytes(all.last(size))});
  }

  /// Visits the places around one that are held and lie in the landscape.
  template <class Visit>
  void around(std::int64_t place, std::span<const Step> steps, Visit&& visit) const {
    const std::int64_t x = place % nx_, y = place / nx_ % ny_, z = place / plane_;
    for (const Step& step : steps) {
      const std::int64_t i = x + step.by[0], j = y + step.by[1], k = z + step.by[2];
      if (i < 0 || i >= nx_ || j < 0 || j >= ny_ || k < 0 || k >= planes_) continue;
      const std::int64_t other = place + step.places;
      if (heights_[static_cast<std::size_t>(other)] > 0) visit(other, step);
    }
  }

  std::int64_t next_of(std::int64_t place) const {
    const float here = heights_[static_cast<std::size_t>(place)];
    float steepest = 0;
    std::int64_t up = place, level = place;
    around(place, steps_, [&](std::int64_t other, const Step& step) {
      const float there = heights_[static_cast<std::size_t>(other)];
      const float slope = (there - here) * step.per_length;
      if (slope > steepest) {
        steepest = slope;
        up = other;
      }
      if (there == here) level = std::max(level, other);
    });
    return up != place ? up : level;
  }

  /// leads_to_: of each own place, a summit or a place of the planes beside.
  void climb() {
    leads_to_.assign(heights_.size(), 0);
    std::iota(leads_to_.begin(), leads_to_.end(), 0);
    for (std::int64_t place = begin(); place < end(); ++place)
      if (heights_[static_cast<std::size_t>(place)] > 0)
        leads_to_[static_cast<std::size_t>(place)] = static_cast<Place>(next_of(place));
    for (std::int64_t place = begin(); place < end(); ++place) {
      Place top = static_cast<Place>(place);
      while (leads_to_[static_cast<std::size_t>(top)] != top) top = leads_to_[static_cast<std::size_t>(top)];
      for (auto at = static_cast<Place>(place); at != top;)
        at = std::exchange(leads_to_[static_cast<std::size_t>(at)], top);
    }
  }

  /// summit_: of each held place in the landscape, the number of its summit over all ranks.
  void number_summits() {
    std::vector<std::int64_t> mine;
    std::vector<float> heights;
    for (std::int64_t place = begin(); place < end(); ++place)
      if (heights_[static_cast<std::size_t>(place)] > 0 && leads_to_[static_cast<std::size_t>(place)] == place) {
        mine.push_back(first_ + place);
        heights.push_back(heights_[static_cast<std::size_t>(place)]);
      }
    const std::vector<std::int64_t> summits = parallel::gather_all(ranks_, mine);  // ascending, as ranks are
    peaks_ = parallel::gather_all(ranks_, heights);
    std::vector<std::int64_t> seam;
    if (count_ > 0)
      for (const std::int64_t start : {begin(), end() - plane_})
        for (std::int64_t place = start; place < start + plane_; ++place)
          seam.push_back(first_ + leads_to_[static_cast<std::size_t>(place)]);
    const std::vector<std::int64_t> seams = parallel::gather_all(ranks_, seam);
    const std::vector<std::int64_t> firsts = ranks_.gather(land_.block.first[2]);
    const std::vector<std::int64_t> counts = ranks_.gather(count_);
    const auto follow = [&](std::int64_t place) {  // from rank to rank, always upwards, until it is a summit
      while (!std::ranges::binary_search(summits, place)) {
        const std::int64_t z = place / plane_;
        std::size_t owner = 0;
        while (z >= firsts[owner] + counts[owner]) ++owner;
        const std::int64_t side = z == firsts[owner] ? 0 : 1;
        place = seams[(2 * owner + static_cast<std::size_t>(side)) * static_cast<std::size_t>(plane_) +
                      static_cast<std::size_t>(place % plane_)];
      }
      return static_cast<std::uint32_t>(std::ranges::lower_bound(summits, place) - summits.begin());
    };
    summit_.assign(heights_.size(), 0);
    std::int64_t last = -1;
    std::uint32_t number = 0;
    for (std::int64_t place = begin(); place < end(); ++place) {
      const auto at = static_cast<std::size_t>(place);
      if (!(heights_[at] > 0)) continue;
      if (leads_to_[at] != last) {
        last = leads_to_[at];
        number = follow(first_ + last);
      }
      summit_[at] = number;
    }
    exchange_planes(summit_);
  }

  /// The highest way between every two catchments that touch, of all ranks.
  std::vector<Saddle> saddles() const {
    std::vector<Step> forward;
    for (const Step& step : steps_)
      if (step.places > 0) forward.push_back(step);
    std::unordered_map<std::uint64_t, float> highest;
    for (std::int64_t place = begin(); place < end(); ++place) {
      const auto at = static_cast<std::size_t>(place);
      if (!(heights_[at] > 0)) continue;
      around(place, forward, [&](std::int64_t next, const Step&) {
        const auto other = static_cast<std::size_t>(next);
        if (summit_[other] == summit_[at]) return;
        const auto [low, high] = std::minmax(summit_[at], summit_[other]);
        float& height = highest[(static_cast<std::uint64_t>(low) << 32) | high];
        height = std::max(height, std::min(heights_[at], heights_[other]));
      });
    }
    std::vector<Saddle> mine;
    mine.reserve(highest.size());
    for (const auto& [pair, height] : highest)
      mine.push_back({height, static_cast<std::uint32_t>(pair >> 32), static_cast<std::uint32_t>(pair)});
    return parallel::gather_all(ranks_, mine);
  }

  const Landscape& land_;
  const parallel::Communicator& ranks_;
  std::int64_t nx_, ny_, plane_, count_;
  std::vector<Step> steps_;
  parallel::Neighbours beside_;
  std::int64_t own_ = 0;     // the first own place among those held
  std::int64_t first_ = 0;   // number of the first held place in the image
  std::int64_t planes_ = 0;  // held: own ones, and one each of the neighbours
  std::vector<float> heights_;
  std::vector<Place> leads_to_;
  std::vector<std::uint32_t> summit_;
  std::vector<float> peaks_;  // of all summits
};

void refuse_large_slabs(const numerics::VoxelGrid& grid, const parallel::Communicator& ranks) {
  const std::int64_t planes = (grid.cells[2] + ranks.size() - 1) / ranks.size() + 2;
  if (planes * grid.cells[0] * grid.cells[1] > std::numeric_limits<Place>::max())
    throw parallel::AgreedFailure(ExitCode::machine,
                                  "particles are found in up to 2147483647 voxels per rank; use more ranks");
}

}  // namespace

Catchments find_catchments(const Landscape& landscape, const Merging& merging, const parallel::Communicator& ranks) {
  refuse_large_slabs(landscape.grid, ranks);
  return Ascent(landscape, ranks).run(merging);
}

}  // namespace voxvolt::voxel
