// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/voxel/resample.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <stdexcept>
#include <vector>

#include "parallel/halo.hpp"

namespace voxvolt::voxel {
namespace {

using Cells = std::array<std::int64_t, 3>;

Labels empty_image(const Cells& cells, const std::array<double, 3>& spacing, const std::array<double, 3>& origin,
                   const parallel::Communicator& ranks) {
  Labels image;
  image.grid = {cells, spacing, origin};
  image.block = numerics::slab_of(image.grid, ranks);
  image.data = Labels::View("labels", static_cast<std::size_t>(image.block.count[2]),
                            static_cast<std::size_t>(cells[1]), static_cast<std::size_t>(cells[0]));
  return image;
}

std::span<const std::byte> bytes_of(const std::vector<std::uint8_t>& values) {
  return std::as_bytes(std::span(values));
}

// Both below the step of one vote in eight, so that they settle equal votes only.
constexpr float kAround = 0.1f, kChance = 1e-4f;

void fill(const Labels& image, const std::vector<std::byte>& values) {
  const auto host = Kokkos::create_mirror_view(image.data);
  std::transform(values.begin(), values.end(), host.data(), [](std::byte b) { return static_cast<std::uint8_t>(b); });
  Kokkos::deep_copy(image.data, host);
}

/// Where the fine voxels of one axis go: a run of one to two for each coarse voxel.
struct Halved {
  std::int64_t fine, coarse;
  explicit Halved(std::int64_t cells) : fine(cells), coarse((cells + 1) / 2) {}
  std::int64_t begin(std::int64_t c) const {
    return (c * fine + coarse - 1) / coarse;
  }  // the first f of f*coarse/fine >= c
};

/// A number in [0, 1) that a place has, whichever rank holds it (the finaliser of SplitMix64).
double hash_of(std::uint64_t place) {
  std::uint64_t z = place + 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

/// The votes of the fine voxels of every coarse voxel of this rank.
class Votes {
 public:
  Votes(const std::vector<std::uint8_t>& fine, const Cells& cells, std::int64_t first_plane, const Labels& coarse,
        const std::array<Halved, 3>& axes, const std::vector<int>& present)
      : kinds_(present.size()), votes_(static_cast<std::size_t>(coarse.block.size()) * present.size(), 0) {
    std::array<std::uint8_t, 256> kind{};
    for (std::size_t p = 0; p < present.size(); ++p)
      kind[static_cast<std::size_t>(present[p])] = static_cast<std::uint8_t>(p);
    std::size_t at = 0;
    const std::int64_t z0 = coarse.block.first[2];
    for (std::int64_t z = z0; z < z0 + coarse.block.count[2]; ++z)
      for (std::int64_t y = 0; y < axes[1].coarse; ++y)
        for (std::int64_t x = 0; x < axes[0].coarse; ++x, at += kinds_) {
          float all = 0;
          for (std::int64_t k = axes[2].begin(z); k < axes[2].begin(z + 1); ++k)
            for (std::int64_t j = axes[1].begin(y); j < axes[1].begin(y + 1); ++j)
              for (std::int64_t i = axes[0].begin(x); i < axes[0].begin(x + 1); ++i, ++all)
                ++votes_[at + kind[fine[static_cast<std::size_t>(((k - first_plane) * cells[1] + j) * cells[0] + i)]]];
          for (std::size_t p = 0; p < kinds_; ++p) votes_[at + p] /= all;
        }
  }

  /// Equal votes are settled by what stands around (the mean vote of 3 x 3 x 3 coarse voxels), and then by chance: so
  /// smooth surfaces stay smooth.
  void ask_around(const Labels& coarse, const parallel::Communicator& ranks) {
    const auto& count = coarse.block.count;
    const std::size_t plane = static_cast<std::size_t>(count[0] * count[1]) * kinds_;
    std::vector<float> below(plane), above(plane);
    const bool first = coarse.block.first[2] == 0, last = coarse.block.first[2] + count[2] == coarse.grid.cells[2];
    if (count[2] > 0) {
      parallel::Neighbours beside;
      if (!first) beside.lower = ranks.rank() - 1;
      if (!last) beside.upper = ranks.rank() + 1;
      const std::span<const float> all(votes_);
      parallel::exchange(ranks, beside, {std::as_bytes(all.first(plane)), std::as_bytes(all.last(plane))},
                         {std::as_writable_bytes(std::span(below)), std::as_writable_bytes(std::span(above))});
    }
    const auto row_of = [&](std::int64_t z, std::int64_t y) -> const float* {  // mirrored beyond the ends
      y = std::clamp<std::int64_t>(y, 0, count[1] - 1);
      const std::size_t in_plane = static_cast<std::size_t>(y * count[0]) * kinds_;
      if (z < 0 && !first) return below.data() + in_plane;
      if (z >= count[2] && !last) return above.data() + in_plane;
      return votes_.data() + static_cast<std::size_t>(std::clamp<std::int64_t>(z, 0, count[2] - 1)) * plane + in_plane;
    };
    std::vector<float> around(votes_.size());
    std::vector<float> column(static_cast<std::size_t>(count[0]) * kinds_);  // over 3 x 3 rows
    std::size_t at = 0;
    for (std::int64_t z = 0; z < count[2]; ++z)
      for (std::int64_t y = 0; y < count[1]; ++y) {
        std::ranges::fill(column, 0.0f);
        for (std::int64_t dz = -1; dz <= 1; ++dz)
          for (std::int64_t dy = -1; dy <= 1; ++dy) {
            const float* const row = row_of(z + dz, y + dy);
            for (std::size_t n = 0; n < column.size(); ++n) column[n] += row[n];
          }
        for (std::int64_t x = 0; x < count[0]; ++x)
          for (std::size_t p = 0; p < kinds_; ++p, ++at) {
            const auto left = static_cast<std::size_t>(std::max<std::int64_t>(x - 1, 0)) * kinds_ + p;
            const auto right = static_cast<std::size_t>(std::min(x + 1, count[0] - 1)) * kinds_ + p;
            const std::int64_t place = ((z + coarse.block.first[2]) * count[1] + y) * count[0] + x;
            around[at] =
                kAround * (column[left] + column[static_cast<std::size_t>(x) * kinds_ + p] + column[right]) / 27 +
                kChance * static_cast<float>(hash_of(static_cast<std::uint64_t>(place) * kinds_ + p));
          }
      }
    for (std::size_t n = 0; n < votes_.size(); ++n) votes_[n] = votes_[n] > 0 ? votes_[n] + around[n] : 0;
  }
  std::size_t size() const { return votes_.size() / kinds_; }

  std::size_t winner(std::size_t voxel, const std::vector<double>& offset) const {
    std::size_t best = kinds_;
    double most = 0;
    for (std::size_t p = 0; p < kinds_; ++p) {
      const double vote = static_cast<double>(votes_[voxel * kinds_ + p]);
      if (vote <= 0) continue;
      if (best == kinds_ || vote + offset[p] > most) {
        best = p;
        most = vote + offset[p];
      }
    }
    return best;
  }
  std::vector<std::int64_t> elected(const std::vector<double>& offset, const parallel::Communicator& ranks) const {
    std::vector<std::int64_t> counts(kinds_, 0);
    for (std::size_t voxel = 0; voxel < size(); ++voxel) ++counts[winner(voxel, offset)];
    ranks.sum(std::span<std::int64_t>(counts));
    return counts;
  }

 private:
  std::size_t kinds_;
  std::vector<float> votes_;
};

/// Offsets under which every label gets its share: each label in turn by bisection, until all hold.
std::vector<double> fair_offsets(const Votes& votes, const std::vector<double>& wanted,
                                 const parallel::Communicator& ranks) {
  std::vector<double> offset(wanted.size(), 0.0);
  constexpr int kRounds = 6, kHalvings = 18;
  for (int round = 0; round < kRounds; ++round) {
    const auto counts = votes.elected(offset, ranks);
    double worst = 0;
    for (std::size_t p = 0; p < wanted.size(); ++p)
      worst = std::max(worst, std::abs(static_cast<double>(counts[p]) - wanted[p]));
    if (worst <= 1) break;
    for (std::size_t p = 1; p < wanted.size(); ++p) {  // the first is left: only differences count
      double low = -1.1, high = 1.1;
      for (int halving = 0; halving < kHalvings; ++halving) {
        offset[p] = (low + high) / 2;
        (static_cast<double>(votes.elected(offset, ranks)[p]) < wanted[p] ? low : high) = offset[p];
      }
    }
    if (wanted.size() == 2) break;
  }
  return offset;
}

/// Share of the fine voxels whose coarse voxel has another label.
double relabelled(const std::vector<std::uint8_t>& fine, const Cells& cells, std::int64_t first_plane,
                  const std::uint8_t* coarse_labels, const Labels& coarse, const std::array<Halved, 3>& axes,
                  const parallel::Communicator& ranks) {
  std::int64_t moved = 0;
  const std::int64_t z0 = coarse.block.first[2];
  for (std::int64_t z = z0; z < z0 + coarse.block.count[2]; ++z)
    for (std::int64_t k = axes[2].begin(z); k < axes[2].begin(z + 1); ++k)
      for (std::int64_t y = 0; y < axes[1].coarse; ++y)
        for (std::int64_t j = axes[1].begin(y); j < axes[1].begin(y + 1); ++j)
          for (std::int64_t x = 0; x < axes[0].coarse; ++x) {
            const std::uint8_t label = coarse_labels[((z - z0) * axes[1].coarse + y) * axes[0].coarse + x];
            for (std::int64_t i = axes[0].begin(x); i < axes[0].begin(x + 1); ++i)
              moved +=
                  fine[static_cast<std::size_t>(((k - first_plane) * cells[1] + j) * cells[0] + i)] != label ? 1 : 0;
          }
  return static_cast<double>(ranks.sum(moved)) / static_cast<double>(cells[0] * cells[1] * cells[2]);
}

}  // namespace

Labels part_of(const Labels& labels, const Cells& from, const Cells& to, const parallel::Communicator& ranks) {
  for (std::size_t a = 0; a < 3; ++a)
    if (from[a] < 0 || from[a] >= to[a] || to[a] > labels.grid.cells[a])
      throw std::logic_error("a part of an image that is empty or reaches beyond it");
  const Cells cells{to[0] - from[0], to[1] - from[1], to[2] - from[2]};
  std::array<double, 3> origin = labels.grid.origin;
  for (std::size_t a = 0; a < 3; ++a) origin[a] += static_cast<double>(from[a]) * labels.grid.spacing[a];
  Labels part = empty_image(cells, labels.grid.spacing, origin, ranks);
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), labels.data);
  const std::int64_t first = std::clamp(labels.block.first[2], from[2], to[2]);
  const std::int64_t last = std::clamp(labels.block.first[2] + labels.block.count[2], from[2], to[2]);
  std::vector<std::uint8_t> mine;
  mine.reserve(static_cast<std::size_t>((last - first) * cells[0] * cells[1]));
  for (std::int64_t z = first; z < last; ++z)
    for (std::int64_t y = from[1]; y < to[1]; ++y) {
      const std::uint8_t* const row = &host(z - labels.block.first[2], y, 0);
      mine.insert(mine.end(), row + from[0], row + to[0]);
    }
  const auto moved =
      parallel::move_planes(ranks, {first - from[2], last - first}, {part.block.first[2], part.block.count[2]},
                            cells[0] * cells[1], bytes_of(mine));
  fill(part, moved);
  return part;
}

Coarsened coarsened(const Labels& labels, const parallel::Communicator& ranks) {
  const Cells& cells = labels.grid.cells;
  const std::array<Halved, 3> axes{Halved(cells[0]), Halved(cells[1]), Halved(cells[2])};
  std::array<double, 3> spacing = labels.grid.spacing;
  for (std::size_t a = 0; a < 3; ++a)
    spacing[a] *= static_cast<double>(axes[a].fine) / static_cast<double>(axes[a].coarse);
  Labels coarse = empty_image({axes[0].coarse, axes[1].coarse, axes[2].coarse}, spacing, labels.grid.origin, ranks);

  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), labels.data);
  std::array<std::int64_t, 256> counts{};
  for (std::size_t n = 0; n < host.span(); ++n) ++counts[host.data()[n]];
  ranks.sum(std::span<std::int64_t>(counts));
  std::vector<int> present;
  std::vector<double> wanted;
  const double scale = static_cast<double>(coarse.grid.size()) / static_cast<double>(labels.grid.size());
  for (int label = 0; label < 256; ++label)
    if (counts[static_cast<std::size_t>(label)] > 0) {
      present.push_back(label);
      wanted.push_back(scale * static_cast<double>(counts[static_cast<std::size_t>(label)]));
    }

  const std::int64_t first = axes[2].begin(coarse.block.first[2]);
  const std::int64_t last = axes[2].begin(coarse.block.first[2] + coarse.block.count[2]);
  const auto moved = parallel::move_planes(ranks, {labels.block.first[2], labels.block.count[2]}, {first, last - first},
                                           cells[0] * cells[1],
                                           std::as_bytes(std::span<const std::uint8_t>(host.data(), host.span())));
  std::vector<std::uint8_t> fine(moved.size());
  std::transform(moved.begin(), moved.end(), fine.begin(), [](std::byte b) { return static_cast<std::uint8_t>(b); });
  Votes votes(fine, cells, first, coarse, axes, present);
  votes.ask_around(coarse, ranks);
  const std::vector<double> offset = fair_offsets(votes, wanted, ranks);
  const auto into = Kokkos::create_mirror_view(coarse.data);
  for (std::size_t voxel = 0; voxel < votes.size(); ++voxel)
    into.data()[voxel] = static_cast<std::uint8_t>(present[votes.winner(voxel, offset)]);
  Kokkos::deep_copy(coarse.data, into);
  return {coarse, relabelled(fine, cells, first, into.data(), coarse, axes, ranks)};
}

Labels subdivided(const Labels& labels, const parallel::Communicator& ranks) {
  std::array<std::int64_t, 3> times{};
  Cells cells = labels.grid.cells;
  std::array<double, 3> spacing = labels.grid.spacing;
  for (std::size_t a = 0; a < 3; ++a) {
    times[a] = cells[a] > 1 ? 2 : 1;
    cells[a] *= times[a];
    spacing[a] /= static_cast<double>(times[a]);
  }
  Labels fine = empty_image(cells, spacing, labels.grid.origin, ranks);
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), labels.data);
  std::vector<std::uint8_t> mine;
  mine.reserve(host.span() * static_cast<std::size_t>(times[0] * times[1] * times[2]));
  for (std::int64_t z = 0; z < times[2] * labels.block.count[2]; ++z)
    for (std::int64_t y = 0; y < cells[1]; ++y)
      for (std::int64_t x = 0; x < cells[0]; ++x) mine.push_back(host(z / times[2], y / times[1], x / times[0]));
  const auto moved =
      parallel::move_planes(ranks, {times[2] * labels.block.first[2], times[2] * labels.block.count[2]},
                            {fine.block.first[2], fine.block.count[2]}, cells[0] * cells[1], bytes_of(mine));
  fill(fine, moved);
  return fine;
}

}  // namespace voxvolt::voxel
