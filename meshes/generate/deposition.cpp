// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/generate/deposition.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "numerics/random.hpp"
#include "parallel/halo.hpp"

namespace voxvolt::generate {
namespace {

constexpr std::uint64_t kDeposition = 4;  // stream of the seed
constexpr double kFirstShare = 0.01;      // of the target, in the first round
constexpr double kGrowth = 1.4;           // from round to round
constexpr double kFlatBinder = 9;    // of the 26 neighbours of a voxel on a flat face of binder, so many are binder
constexpr double kAnySolid = 0.001;  // weight of a site for touching solid at all
constexpr float kNever = std::numeric_limits<float>::infinity();

/// This rank's labels with a plane of the neighbours below and above; the image is periodic.
class Surroundings {
 public:
  explicit Surroundings(const numerics::Field<std::uint8_t>& labels)
      : grid_(labels.grid),
        block_(labels.block),
        plane_(static_cast<std::size_t>(grid_.cells[0] * grid_.cells[1])),
        bytes_((static_cast<std::size_t>(block_.count[2]) + 2) * plane_) {}

  /// Called by every rank.
  void refresh(const numerics::Field<std::uint8_t>& labels, const parallel::Communicator& ranks) {
    if (block_.count[2] == 0) return;
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), labels.data);
    for_each_voxel_of(block_, [&](std::int64_t i, std::int64_t j, std::int64_t k, std::size_t n) {
      bytes_[plane_ + n] = host(k - block_.first[2], j, i);
    });
    // Slabs are dealt from the first rank on: those with planes are the first so many.
    const int holders = static_cast<int>(std::min<std::int64_t>(ranks.size(), grid_.cells[2]));
    const int lower = (ranks.rank() + holders - 1) % holders, upper = (ranks.rank() + 1) % holders;
    const std::span<std::byte> all = std::as_writable_bytes(std::span(bytes_));
    const auto planes = static_cast<std::size_t>(block_.count[2]);
    parallel::exchange(ranks, {lower, upper}, {all.subspan(plane_, plane_), all.subspan(planes * plane_, plane_)},
                       {all.first(plane_), all.subspan((planes + 1) * plane_, plane_)});
  }

  /// By the place in the image, at most one beyond its ends.
  std::uint8_t at(std::int64_t i, std::int64_t j, std::int64_t k) const {
    const std::int64_t row = ring(j, 1) * grid_.cells[0] + ring(i, 0);
    return bytes_[static_cast<std::size_t>(k - block_.first[2] + 1) * plane_ + static_cast<std::size_t>(row)];
  }

 private:
  std::int64_t ring(std::int64_t i, std::size_t a) const {
    return i < 0 ? i + grid_.cells[a] : i >= grid_.cells[a] ? i - grid_.cells[a] : i;
  }
  numerics::VoxelGrid grid_;
  numerics::Block block_;
  std::size_t plane_;
  std::vector<std::uint8_t> bytes_;
};

/// The weight of a free voxel as a site; 0 where it touches no solid.
double weight(const Surroundings& around, const std::array<std::int64_t, 3>& at, const PhaseLabels& phases,
              double morphology) {
  bool touches_active = false, touches_solid = false;
  for (std::size_t a = 0; a < 3; ++a)
    for (const std::int64_t side : {-1, 1}) {
      std::array<std::int64_t, 3> beside = at;
      beside[a] += side;
      const std::uint8_t label = around.at(beside[0], beside[1], beside[2]);
      touches_active = touches_active || label == phases.active;
      touches_solid = touches_solid || label != phases.pore;
    }
  if (!touches_solid) return 0;  // most voxels end here
  int binder = 0;
  for (std::int64_t dk = -1; dk <= 1; ++dk)
    for (std::int64_t dj = -1; dj <= 1; ++dj)
      for (std::int64_t di = -1; di <= 1; ++di)
        binder += around.at(at[0] + di, at[1] + dj, at[2] + dk) == phases.binder;
  return (1 - morphology) * (touches_active ? 1 : 0) + morphology * std::min(1.0, binder / kFlatBinder) + kAnySolid;
}

/// Weighted draws without replacement: the lowest -ln(u)/weight (Efraimidis and Spirakis 2006).
std::vector<float> draw_keys(const Surroundings& around, const BinderRecipe& recipe, const PhaseLabels& phases,
                             const numerics::Field<std::uint8_t>& labels, std::uint64_t round) {
  const numerics::RandomStream stream(recipe.seed, 0, kDeposition);
  const auto& grid = labels.grid;
  std::vector<float> keys(static_cast<std::size_t>(labels.block.size()), kNever);
  for_each_voxel_of(labels.block, [&](std::int64_t i, std::int64_t j, std::int64_t k, std::size_t n) {
    if (around.at(i, j, k) != phases.pore) return;
    const double w = weight(around, {i, j, k}, phases, recipe.morphology);
    if (w == 0) return;
    const auto number = static_cast<std::uint64_t>((k * grid.cells[1] + j) * grid.cells[0] + i);
    const double u = stream.uniform(round * static_cast<std::uint64_t>(grid.size()) + number);
    keys[n] = static_cast<float>(-std::log(u) / w);
  });
  return keys;
}

}  // namespace

std::int64_t deposit(const BinderRecipe& recipe, const PhaseLabels& phases, const std::vector<std::int64_t>& targets,
                     numerics::Field<std::uint8_t>& labels, const parallel::Communicator& ranks) {
  const Slices slices = slices_of(recipe.profile);
  std::vector<std::int64_t> left = targets;
  Surroundings around(labels);
  double share = kFirstShare;  // of the targets, deposited after this round
  for (std::uint64_t round = 0;; ++round, share = std::min(1.0, share * kGrowth)) {
    std::vector<std::int64_t> now(targets.size());
    for (std::size_t g = 0; g < targets.size(); ++g) {
      const auto keep = static_cast<std::int64_t>((1 - share) * static_cast<double>(targets[g]));
      now[g] = std::max<std::int64_t>(0, left[g] - keep);
    }
    around.refresh(labels, ranks);
    const std::vector<float> keys = draw_keys(around, recipe, phases, labels, round);
    const std::vector<std::int64_t> there = count_finite(keys, labels, slices, ranks);
    const std::vector<std::uint8_t> chosen = lowest(keys, now, labels, slices, ranks);
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), labels.data);
    for_each_voxel_of(labels.block, [&](std::int64_t i, std::int64_t j, std::int64_t k, std::size_t n) {
      if (chosen[n]) host(k - labels.block.first[2], j, i) = phases.binder;
    });
    Kokkos::deep_copy(labels.data, host);
    std::int64_t placed = 0, missing = 0;
    for (std::size_t g = 0; g < targets.size(); ++g) {
      const std::int64_t taken = std::min(now[g], there[g]);
      left[g] -= taken;
      placed += taken;
      missing += left[g];
    }
    if (missing == 0 || (share == 1 && placed == 0)) return missing;
  }
}

}  // namespace voxvolt::generate
