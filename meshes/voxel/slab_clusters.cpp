// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/voxel/slab_clusters.hpp"

namespace voxvolt::voxel {
namespace {

/// Voxels begin <= i < end of one row, all of one label.
struct Run {
  std::int32_t begin, end;
  std::uint32_t node;
  std::uint8_t label;
};

/// The runs of one plane, row after row.
struct PlaneRuns {
  std::vector<Run> runs;
  std::vector<std::size_t> row_end;
  void clear() {
    runs.clear();
    row_end.clear();
  }
  std::span<const Run> row(std::size_t j) const {
    const std::size_t begin = j == 0 ? 0 : row_end[j - 1];
    return std::span(runs).subspan(begin, row_end[j] - begin);
  }
};

std::size_t count_runs(const Slab& slab) {
  const auto row = static_cast<std::size_t>(slab.grid.cells[0]);
  std::size_t runs = 0;
  for (std::size_t first = 0; first < slab.labels.size(); first += row) {
    std::uint32_t changes = 0;
    const std::uint8_t* labels = slab.labels.data() + first;
    for (std::size_t i = 1; i < row; ++i) changes += static_cast<std::uint32_t>(labels[i] != labels[i - 1]);
    runs += 1 + changes;
  }
  return runs;
}

class Sweep {
 public:
  explicit Sweep(const Slab& slab) : slab_(slab) {}

  SlabClusters run() {
    found_.forest.reserve(count_runs(slab_));
    for (std::int64_t k = 0; k < slab_.block.count[2]; ++k) {
      std::swap(below_, here_);
      here_.clear();
      for (std::int64_t j = 0; j < slab_.grid.cells[1]; ++j) add_row(j, k);
      if (k == 0) found_.first_plane = nodes_of(here_);
    }
    if (slab_.block.count[2] > 0) found_.last_plane = nodes_of(here_);
    return std::move(found_);
  }

 private:
  void add_row(std::int64_t j, std::int64_t k) {
    const std::int64_t nx = slab_.grid.cells[0], ny = slab_.grid.cells[1];
    const std::uint8_t* labels = slab_.labels.data() + (k * ny + j) * nx;
    const std::int64_t z = slab_.block.first[2] + k;
    const auto sides = static_cast<std::uint8_t>((j == 0 ? y_low : 0) | (j == ny - 1 ? y_high : 0) |
                                                 (z == 0 ? z_low : 0) | (z == slab_.grid.cells[2] - 1 ? z_high : 0));
    for (std::int64_t begin = 0; begin < nx;) {
      std::int64_t end = begin + 1;
      while (end < nx && labels[end] == labels[begin]) ++end;
      const auto ends = static_cast<std::uint8_t>(sides | (begin == 0 ? x_low : 0) | (end == nx ? x_high : 0));
      const std::uint32_t node = found_.forest.add(static_cast<std::uint32_t>(end - begin), ends, labels[begin]);
      here_.runs.push_back({static_cast<std::int32_t>(begin), static_cast<std::int32_t>(end), node, labels[begin]});
      begin = end;
    }
    here_.row_end.push_back(here_.runs.size());
    const auto row = static_cast<std::size_t>(j);
    if (j > 0) join_rows(here_.row(row - 1), here_.row(row));
    if (k > 0) join_rows(below_.row(row), here_.row(row));
  }

  // Two rows side by side: runs of one label that overlap share a face.
  void join_rows(std::span<const Run> one, std::span<const Run> other) {
    std::size_t a = 0, b = 0;
    while (a < one.size() && b < other.size()) {
      if (one[a].label == other[b].label) found_.forest.join(one[a].node, other[b].node);
      const std::int32_t end_a = one[a].end, end_b = other[b].end;
      if (end_a <= end_b) ++a;
      if (end_b <= end_a) ++b;
    }
  }

  static std::vector<std::uint32_t> nodes_of(const PlaneRuns& plane) {
    std::vector<std::uint32_t> nodes;
    for (const Run& run : plane.runs)
      nodes.insert(nodes.end(), static_cast<std::size_t>(run.end - run.begin), run.node);
    return nodes;
  }

  const Slab& slab_;
  SlabClusters found_;
  PlaneRuns below_, here_;
};

}  // namespace

SlabClusters clusters_of(const Slab& slab) { return Sweep(slab).run(); }

}  // namespace voxvolt::voxel
