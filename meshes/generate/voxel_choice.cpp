// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/generate/voxel_choice.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "parallel/halo.hpp"

namespace voxvolt::generate {
namespace {

// Floats of 0 or more are ordered as their bits are; these are fixed digit by digit, from the highest.
constexpr std::array<int, 3> kShifts{21, 10, 0};
constexpr std::array<int, 3> kDigits{11, 11, 10};
constexpr std::uint32_t kInfinity = 0x7f800000;

std::uint32_t bits_of(float key) { return std::bit_cast<std::uint32_t>(key); }

/// Of one group: keys whose higher digits are `prefix` hold the last one wanted, and so many of them are wanted.
struct Search {
  std::uint32_t prefix = 0;
  std::int64_t wanted = 0;
};

void narrow(std::vector<Search>& searches, const std::vector<std::int64_t>& histogram, int shift, std::size_t size) {
  for (std::size_t g = 0; g < searches.size(); ++g) {
    Search& search = searches[g];
    std::uint32_t digit = 0;
    while (digit + 1 < size && search.wanted > histogram[g * size + digit]) {
      search.wanted -= histogram[g * size + digit];
      ++digit;
    }
    search.prefix |= digit << shift;
  }
}

}  // namespace

Slices slices_of(const Profile& profile) { return profile.is_even() ? Slices{} : Slices{profile.axis()}; }

std::vector<std::int64_t> targets_of(double share, const Profile& profile, const numerics::VoxelGrid& grid) {
  const Slices slices = slices_of(profile);
  const auto groups = static_cast<double>(slices.count(grid));
  const double all = share * static_cast<double>(grid.size());
  std::vector<std::int64_t> targets;
  std::int64_t before = 0;
  for (std::size_t g = 0; g < slices.count(grid); ++g) {
    const double end = static_cast<double>(g + 1) / groups;
    const auto up_to = static_cast<std::int64_t>(std::llround(all * profile.mean(0, end) * end));
    targets.push_back(up_to - before);
    before = up_to;
  }
  return targets;
}

std::vector<std::int64_t> count_finite(const std::vector<float>& keys, const numerics::Field<std::uint8_t>& labels,
                                       const Slices& slices, const parallel::Communicator& ranks) {
  std::vector<std::int64_t> counts(slices.count(labels.grid), 0);
  for_each_voxel_of(labels.block, [&](std::int64_t i, std::int64_t j, std::int64_t k, std::size_t n) {
    if (bits_of(keys[n]) < kInfinity) ++counts[slices.of(i, j, k)];
  });
  ranks.sum(counts);
  return counts;
}

std::vector<std::uint8_t> lowest(const std::vector<float>& keys, const std::vector<std::int64_t>& targets,
                                 const numerics::Field<std::uint8_t>& labels, const Slices& slices,
                                 const parallel::Communicator& ranks) {
  const std::size_t groups = targets.size();
  std::vector<Search> searches(groups);
  const std::vector<std::int64_t> there = count_finite(keys, labels, slices, ranks);
  for (std::size_t g = 0; g < groups; ++g) searches[g].wanted = std::min(targets[g], there[g]);
  for (std::size_t digit = 0; digit < kShifts.size(); ++digit) {
    const int shift = kShifts[digit];
    const std::size_t size = std::size_t{1} << kDigits[digit];
    const std::uint32_t higher = digit == 0 ? 0 : ~((std::uint32_t{1} << (shift + kDigits[digit])) - 1);
    std::vector<std::int64_t> histogram(groups * size, 0);
    for_each_voxel_of(labels.block, [&](std::int64_t i, std::int64_t j, std::int64_t k, std::size_t n) {
      const std::uint32_t bits = bits_of(keys[n]);
      if (bits >= kInfinity) return;
      const std::size_t g = slices.of(i, j, k);
      if ((bits & higher) == searches[g].prefix) ++histogram[g * size + ((bits >> shift) & (size - 1))];
    });
    ranks.sum(histogram);
    narrow(searches, histogram, shift, size);
  }
  // Each search's prefix is now a key, of which so many are wanted: those of the ranks before come first.
  std::vector<std::int64_t> equal(groups, 0);
  for_each_voxel_of(labels.block, [&](std::int64_t i, std::int64_t j, std::int64_t k, std::size_t n) {
    const std::size_t g = slices.of(i, j, k);
    equal[g] += bits_of(keys[n]) == searches[g].prefix;
  });
  const std::vector<std::int64_t> of_all = parallel::gather_all(ranks, equal);
  for (std::size_t g = 0; g < groups; ++g)
    for (std::size_t rank = 0; rank < static_cast<std::size_t>(ranks.rank()); ++rank)
      searches[g].wanted -= of_all[rank * groups + g];
  std::vector<std::uint8_t> chosen(keys.size(), 0);
  for_each_voxel_of(labels.block, [&](std::int64_t i, std::int64_t j, std::int64_t k, std::size_t n) {
    const std::uint32_t bits = bits_of(keys[n]);
    Search& search = searches[slices.of(i, j, k)];
    if (bits >= kInfinity || bits > search.prefix) return;
    chosen[n] = bits < search.prefix || search.wanted-- > 0;
  });
  return chosen;
}

}  // namespace voxvolt::generate
