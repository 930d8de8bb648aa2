// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <vector>

#include "meshes/voxel/image.hpp"
#include "meshes/voxel/phase_map.hpp"
#include "parallel/agree.hpp"
#include "support/session.hpp"

namespace voxvolt::voxel {
namespace {

using test::world;

std::string refusal(const std::vector<PhaseValues>& phases) {
  try {
    const PhaseMap map(phases);
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::input);
    return failure.what();
  }
  return "accepted";
}

const std::vector<PhaseValues> three{{"pore", {{0, 0}}}, {"active", {{1, 5}, {9, 9}}}, {"binder", {{70000, 80000}}}};

TEST(phase_map, values_belong_to_the_phase_whose_range_holds_them) {
  const PhaseMap map(three);
  EXPECT_EQ(map.phases(), (std::vector<std::string>{"pore", "active", "binder"}));
  EXPECT_EQ(map.phase_of(0), 0);
  EXPECT_EQ(map.phase_of(1), 1);
  EXPECT_EQ(map.phase_of(5), 1);
  EXPECT_EQ(map.phase_of(6), std::nullopt);
  EXPECT_EQ(map.phase_of(9), 1);
  EXPECT_EQ(map.phase_of(69999), std::nullopt);
  EXPECT_EQ(map.phase_of(70000), 2);
  EXPECT_EQ(map.phase_of(80000), 2);
  EXPECT_EQ(map.phase_of(80001), std::nullopt);
  EXPECT_EQ(map.phase_of(4294967295U), std::nullopt);
  EXPECT_EQ(map.text(), "pore: 0; active: 1 to 5, 9; binder: 70000 to 80000");
}

TEST(phase_map, the_largest_value_of_32_bits_can_be_taken) {
  const PhaseMap map({{"all", {{0, 4294967295}}}});
  EXPECT_EQ(map.phase_of(4294967295U), 0);
  EXPECT_EQ(map.phase_of(65536), 0);
}

TEST(phase_map, what_cannot_be_meant_is_refused) {
  EXPECT_EQ(refusal({}), "no phases are given");
  EXPECT_EQ(refusal({{"pore", {}}}), "the phase pore has no values");
  EXPECT_EQ(refusal({{"pore", {{5, 1}}}}), "the phase pore: the range 5 to 1 runs backwards");
  EXPECT_EQ(refusal({{"pore", {{-1, 1}}}}), "the phase pore: -1 to 1 leaves 0 to 4294967295");
  EXPECT_EQ(refusal({{"pore", {{0, 4294967296}}}}), "the phase pore: 0 to 4294967296 leaves 0 to 4294967295");
  EXPECT_EQ(refusal({{"pore", {{0, 3}}}, {"active", {{3, 5}}}}), "the value 3 is given to two phases, pore and active");
  EXPECT_EQ(refusal({{"pore", {{2, 2}, {1, 4}}}}), "the value 2 is given twice for the phase pore");
  EXPECT_EQ(refusal({{"pore", {{0, 9}}}, {"active", {{4, 4}}}, {"binder", {{6, 6}}}}),
            "the value 4 is given to two phases, pore and active");
  EXPECT_EQ(refusal(std::vector<PhaseValues>(256, {"pore", {{1, 1}}})),
            "256 phases are given; at most 255 are allowed");
}

// Maps one plane of 4 x 2 voxels per rank.
std::string finding(const std::vector<std::vector<std::uint32_t>>& planes, const PhaseMap& map) {
  PhaseMapping mapping(map, "image.tif", {4, 2}, {10, 20, 30});
  std::vector<std::uint8_t> labels(8);
  for (std::size_t plane = 0; plane < planes.size(); ++plane)
    if (static_cast<int>(plane) % world().size() == world().rank())
      mapping.map_plane(static_cast<std::int64_t>(plane), planes[plane], labels);
  try {
    mapping.finish(world());
  } catch (const parallel::AgreedFailure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::input);
    return failure.what();
  }
  return "accepted";
}

TEST(phase_mapping, raw_values_become_indices) {
  const PhaseMap map(three);
  PhaseMapping mapping(map, "image.tif", {4, 1});
  std::vector<std::uint8_t> labels(4);
  mapping.map_plane(0, std::vector<std::uint32_t>{0, 5, 75000, 9}, labels);
  EXPECT_EQ(labels, (std::vector<std::uint8_t>{0, 1, 2, 1}));
  mapping.finish(world());
}

TEST(phase_mapping, a_value_that_no_phase_takes_is_named_with_its_count_and_first_place_over_all_ranks) {
  const std::vector<std::uint32_t> clean(8, 0);
  std::vector<std::uint32_t> second = clean, third = clean;
  second[6] = 7;  // x 2, y 1, z 1
  third[0] = third[1] = 7;
  third[3] = 255;
  EXPECT_EQ(finding({clean, clean, clean}, PhaseMap(three)), "accepted");
  EXPECT_EQ(finding({clean, second, clean}, PhaseMap(three)),
            "image.tif: 1 voxel has a value that no phase takes: value 7 (1 voxel, first at x 12, y 21, z 31); "
            "allowed: pore: 0; active: 1 to 5, 9; binder: 70000 to 80000");
  EXPECT_EQ(
      finding({clean, second, third}, PhaseMap(three)),
      "image.tif: 4 voxels have values that no phase takes: value 7 (3 voxels, first at x 12, y 21, z 31); "
      "value 255 (1 voxel, first at x 13, y 20, z 32); allowed: pore: 0; active: 1 to 5, 9; binder: 70000 to 80000");
}

TEST(phase_mapping, of_many_unknown_values_the_smallest_are_shown_and_the_rest_counted) {
  const PhaseMap map({{"pore", {{0, 0}}}});
  const auto text = finding({{17, 16, 15, 14, 13, 12, 11, 10}, {10, 11, 12, 13, 14, 15, 16, 17}}, map);
  EXPECT_EQ(text.substr(0, text.find(":", 12)), "image.tif: 16 voxels have values that no phase takes");
  EXPECT_NE(text.find("value 10 (2 voxels, first at x 13, y 21, z 30)"), std::string::npos) << text;
  EXPECT_NE(text.find("value 14 (2 voxels, first at x 13, y 20, z 30); and larger values (6 voxels); allowed: pore: 0"),
            std::string::npos)
      << text;
}

}  // namespace
}  // namespace voxvolt::voxel
