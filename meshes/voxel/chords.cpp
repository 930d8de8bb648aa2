// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/voxel/chords.hpp"

#include <span>

#include "meshes/voxel/measure.hpp"
#include "meshes/voxel/wide_planes.hpp"
#include "parallel/halo.hpp"

namespace voxvolt::voxel {
namespace {

constexpr std::int32_t kBelow = -1;  // the chord starts in a lower slab

/// Ends and complete chords of every phase and axis, in one array that ranks can add up.
class Counts {
 public:
  Counts(std::size_t phases, const std::array<std::int64_t, 3>& cells) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      first_[axis] = length_;
      length_ += static_cast<std::size_t>(cells[axis]) + 2;  // ends, then chords of 0 to cells voxels
    }
    numbers_.assign(phases * length_, 0);
  }

  /// A line leaves `phase` at `end`, where it was since `start`; it enters another.
  void leave(std::size_t axis, std::uint8_t phase, std::int64_t start, std::int64_t end, std::uint8_t next) {
    ++of(phase, axis)[0];
    ++of(next, axis)[0];
    if (start > 0) ++of(phase, axis)[1 + end - start];
  }

  std::int64_t* of(std::size_t phase, std::size_t axis) { return numbers_.data() + phase * length_ + first_[axis]; }
  void sum_over(const parallel::Communicator& ranks) { ranks.sum(std::span<std::int64_t>(numbers_)); }

 private:
  std::array<std::size_t, 3> first_{};
  std::size_t length_ = 0;
  std::vector<std::int64_t> numbers_;
};

void along_x(const WidePlanes& planes, std::int64_t z, Counts& counts) {
  const std::int64_t nx = planes.grid().cells[0], ny = planes.grid().cells[1];
  const std::uint8_t* row = planes.plane(z);
  for (std::int64_t y = 0; y < ny; ++y, row += nx) {
    std::int64_t start = 0;
    for (std::int64_t x = 1; x < nx; ++x)
      if (row[x] != row[x - 1]) {
        counts.leave(0, row[x - 1], start, x, row[x]);
        start = x;
      }
  }
}

void along_y(const WidePlanes& planes, std::int64_t z, Counts& counts, std::vector<std::int32_t>& start) {
  const std::int64_t nx = planes.grid().cells[0], ny = planes.grid().cells[1];
  start.assign(static_cast<std::size_t>(nx), 0);
  for (std::int64_t y = 1; y < ny; ++y) {
    const std::uint8_t* row = planes.plane(z) + y * nx;
    const std::uint8_t* before = row - nx;
    for (std::int64_t x = 0; x < nx; ++x)
      if (row[x] != before[x]) {
        counts.leave(1, before[x], start[static_cast<std::size_t>(x)], y, row[x]);
        start[static_cast<std::size_t>(x)] = static_cast<std::int32_t>(y);
      }
  }
}

/// Chords along z, which go on from slab to slab.
class AlongZ {
 public:
  AlongZ(const WidePlanes& planes, Counts& counts)
      : planes_(planes),
        counts_(counts),
        start_(planes.block().count[2] > 0 ? planes.plane_size() : 0, planes.own_begin() == 0 ? 0 : kBelow),
        first_end_(start_.size(), 0) {}

  void visit(std::int64_t z) {
    if (z == 0) return;
    const std::uint8_t* here = planes_.plane(z);
    const std::uint8_t* below = planes_.plane(z - 1);
    for (std::size_t i = 0; i < start_.size(); ++i) {
      if (here[i] == below[i]) continue;
      if (start_[i] == kBelow) {
        first_end_[i] = static_cast<std::int32_t>(z);
        next_.push_back(here[i]);
        which_.push_back(i);
      } else {
        counts_.leave(2, below[i], start_[i], z, here[i]);
      }
      start_[i] = static_cast<std::int32_t>(z);
    }
  }

  /// Collective. The chords that came from below, whose starts lower ranks know.
  void finish(const parallel::Communicator& ranks) {
    const std::vector<std::int32_t> all = parallel::gather_all(ranks, start_);
    const std::size_t size = planes_.plane_size();
    const std::size_t lower = start_.empty() ? 0 : static_cast<std::size_t>(ranks.rank());  // these hold planes too
    for (std::size_t n = 0; n < which_.size(); ++n) {
      const std::size_t i = which_[n];
      std::int32_t start = kBelow;
      for (std::size_t rank = lower; start == kBelow; --rank) start = all[(rank - 1) * size + i];
      counts_.leave(2, planes_.plane(planes_.own_begin() - 1)[i], start, first_end_[i], next_[n]);
    }
  }

 private:
  const WidePlanes& planes_;
  Counts& counts_;
  std::vector<std::int32_t> start_, first_end_;
  std::vector<std::size_t> which_;
  std::vector<std::uint8_t> next_;
};

}  // namespace

std::optional<double> Chords::mean() const {
  if (ends == 0) return {};
  return 2 * static_cast<double>(voxels) * spacing / static_cast<double>(ends);
}

std::vector<double> Chords::frequencies() const {
  std::vector<double> all(counts.size(), 0);
  for (std::int64_t l = 1; l < cells - 1; ++l)
    all[static_cast<std::size_t>(l)] =
        static_cast<double>(counts[static_cast<std::size_t>(l)]) / static_cast<double>(cells - l - 1);
  return all;
}

std::vector<std::array<Chords, 3>> measure_chords(const Image& image, const parallel::Communicator& ranks) {
  const WidePlanes planes(image.labels, 1, 0, ranks);
  Counts counts(image.phases.size(), image.labels.grid.cells);
  AlongZ columns(planes, counts);
  std::vector<std::int32_t> start;
  for (std::int64_t z = planes.own_begin(); z < planes.own_end(); ++z) {
    along_x(planes, z, counts);
    along_y(planes, z, counts, start);
    columns.visit(z);
  }
  columns.finish(ranks);
  counts.sum_over(ranks);
  const std::vector<std::int64_t> voxels = count_voxels(image, ranks);
  std::vector<std::array<Chords, 3>> found(image.phases.size());
  for (std::size_t phase = 0; phase < found.size(); ++phase)
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const std::int64_t cells = image.labels.grid.cells[axis];
      const std::int64_t* numbers = counts.of(phase, axis);
      found[phase][axis] = {cells, image.labels.grid.spacing[axis], voxels[phase], numbers[0],
                            std::vector<std::int64_t>(numbers + 1, numbers + cells + 2)};
    }
  return found;
}

}  // namespace voxvolt::voxel
