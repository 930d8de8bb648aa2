// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/generate/binder.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "meshes/generate/deposition.hpp"
#include "meshes/generate/surface_distance.hpp"
#include "meshes/generate/voxel_choice.hpp"
#include "parallel/agree.hpp"

namespace voxvolt::generate {
namespace {

constexpr double kFirstReach = 2;  // voxels; then wider until there are enough
constexpr double kWider = 1.6;

std::string percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g %%", 100 * share);
  return text;
}

[[noreturn]] void refuse(const std::string& sentence) { throw parallel::AgreedFailure(ExitCode::input, sentence); }

/// Free voxels of each group.
std::vector<std::int64_t> room_in(const numerics::Field<std::uint8_t>& labels, std::uint8_t pore, const Slices& slices,
                                  const parallel::Communicator& ranks) {
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), labels.data);
  std::vector<std::int64_t> room(slices.count(labels.grid), 0);
  for_each_voxel_of(labels.block, [&](std::int64_t i, std::int64_t j, std::int64_t k, std::size_t) {
    room[slices.of(i, j, k)] += host(k - labels.block.first[2], j, i) == pore;
  });
  ranks.sum(room);
  return room;
}

void check_room(const std::vector<std::int64_t>& targets, const std::vector<std::int64_t>& room,
                const numerics::VoxelGrid& grid) {
  const double each = static_cast<double>(grid.size()) / static_cast<double>(targets.size());
  for (std::size_t g = 0; g < targets.size(); ++g) {
    if (targets[g] <= room[g]) continue;
    const std::string where = targets.size() == 1 ? "" : " in slice " + std::to_string(g + 1) + " of its profile";
    refuse("binder of " + percent(static_cast<double>(targets[g]) / each) + where +
           " does not fit beside the particles: they leave " + percent(static_cast<double>(room[g]) / each));
  }
}

/// Distances of enough voxels, as far as needed.
std::vector<float> distances_for(const BinderRecipe& recipe, const std::vector<std::int64_t>& targets,
                                 const std::vector<Particle>& particles, const PhaseLabels& phases,
                                 const numerics::Field<std::uint8_t>& labels, const parallel::Communicator& ranks) {
  const Distance distance = recipe.form == BinderForm::film ? Distance::to_nearest : Distance::to_two_nearest;
  const auto& grid = labels.grid;
  double reach = kFirstReach * *std::ranges::max_element(grid.spacing);
  double furthest = 0;
  for (std::size_t a = 0; a < 3; ++a) furthest += static_cast<double>(grid.cells[a]) * grid.spacing[a];
  for (;; reach *= kWider) {
    std::vector<float> distances;
    parallel::agree_on(ranks, [&] { distances = surface_distances(particles, distance, reach, phases.pore, labels); });
    const std::vector<std::int64_t> there = count_finite(distances, labels, slices_of(recipe.profile), ranks);
    if (std::ranges::equal(targets, there, std::less_equal{})) return distances;
    if (reach > furthest) refuse("there are not enough particles to hold the binder: no two are near each other");
  }
}

BinderResult by_distance(const BinderRecipe& recipe, const std::vector<std::int64_t>& targets,
                         const std::vector<Particle>& particles, const PhaseLabels& phases,
                         numerics::Field<std::uint8_t>& labels, const parallel::Communicator& ranks) {
  const Slices slices = slices_of(recipe.profile);
  const std::vector<float> distances = distances_for(recipe, targets, particles, phases, labels, ranks);
  const std::vector<std::uint8_t> chosen = lowest(distances, targets, labels, slices, ranks);
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), labels.data);
  double reach = 0;
  for_each_voxel_of(labels.block, [&](std::int64_t i, std::int64_t j, std::int64_t k, std::size_t n) {
    if (!chosen[n]) return;
    host(k - labels.block.first[2], j, i) = phases.binder;
    reach = std::max(reach, static_cast<double>(distances[n]));
  });
  Kokkos::deep_copy(labels.data, host);
  BinderResult result;
  result.reach = ranks.most(reach);
  return result;
}

}  // namespace

BinderResult add_binder(const BinderRecipe& recipe, const PhaseLabels& phases, const std::vector<Particle>& particles,
                        numerics::Field<std::uint8_t>& labels, const parallel::Communicator& ranks) {
  const std::vector<std::int64_t> targets = targets_of(recipe.fraction, recipe.profile, labels.grid);
  check_room(targets, room_in(labels, phases.pore, slices_of(recipe.profile), ranks), labels.grid);
  BinderResult result;
  if (recipe.form == BinderForm::energy) {
    if (const std::int64_t missing = deposit(recipe, phases, targets, labels, ranks); missing > 0)
      refuse("binder cannot grow to " + percent(recipe.fraction) + " of the volume: " + std::to_string(missing) +
             " voxels find no site that touches solid");
  } else {
    result = by_distance(recipe, targets, particles, phases, labels, ranks);
  }
  for (const std::int64_t target : targets) result.voxels += target;
  return result;
}

}  // namespace voxvolt::generate
