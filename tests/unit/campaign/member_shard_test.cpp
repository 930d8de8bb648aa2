// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/member_shard.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <filesystem>
#include <limits>

#include "support/session.hpp"
#include "support/temporary_folder.hpp"
#include "unit/campaign/sealed_file.hpp"

namespace voxvolt::campaign {
namespace {

using test::world;
using Limits = std::numeric_limits<double>;

std::vector<std::uint64_t> bits_of(const std::vector<double>& values) {
  std::vector<std::uint64_t> bits;
  for (double value : values) bits.push_back(std::bit_cast<std::uint64_t>(value));
  return bits;
}

/// Numbers that a text easily loses.
const std::vector<double>& hard_numbers() {
  static const std::vector<double> numbers{0.1,
                                           1.0 / 3,
                                           -0.0,
                                           3.0,
                                           1e300,
                                           5e-324,
                                           Limits::min(),
                                           Limits::max(),
                                           Limits::infinity(),
                                           -Limits::infinity(),
                                           std::nan(""),
                                           -std::nan(""),
                                           std::nan("5"),
                                           9007199254740993.0,
                                           1e15};
  return numbers;
}

Product scalar(const std::string& name, double value) {
  Product product;
  product.spec = {name, "A h", "charge"};
  product.values = {value};
  return product;
}

SubGraph::Member member_of(double value) {
  Product curve;
  curve.spec = {"voltage", "V", "terminal voltage, \"measured\"", ProductForm::array, {"time", "cell"}};
  curve.axes = {{"time", "s", "time", {0, 0.1}}, {"cell", "1", "number", {1, 2, 3}}};
  curve.values = {value, value + 1, Limits::quiet_NaN(), 4, 5, 6};
  return {Status::ok, "", {scalar("capacity", value), curve}};
}

void expect_equal(const SubGraph::Member& a, const SubGraph::Member& b) {
  EXPECT_EQ(a.status, b.status);
  EXPECT_EQ(a.reason, b.reason);
  ASSERT_EQ(a.collected.size(), b.collected.size());
  for (std::size_t i = 0; i < a.collected.size(); ++i) {
    const Product &p = a.collected[i], &q = b.collected[i];
    EXPECT_EQ(p.spec.name, q.spec.name);
    EXPECT_EQ(p.spec.unit, q.spec.unit);
    EXPECT_EQ(p.spec.meaning, q.spec.meaning);
    EXPECT_EQ(p.spec.form, q.spec.form);
    EXPECT_EQ(p.spec.axes, q.spec.axes);
    EXPECT_EQ(p.axes, q.axes);
    EXPECT_EQ(bits_of(p.values), bits_of(q.values));
    EXPECT_EQ(bits_of(p.errors), bits_of(q.errors));
  }
}

class Shard : public testing::Test {
 protected:
  Shard() : folder_(world(), "shard"), path_(folder_ / "spread.members.jsonl") {}
  MemberShard open() const { return MemberShard(path_, world()); }
  /// On rank 0; the others wait.
  void rewrite(const std::string& text) const {
    world().barrier();
    if (world().is_first()) test_files::overwrite(path_, text);
    world().barrier();
  }

  test::TemporaryFolder folder_;
  std::string path_;
};

TEST_F(Shard, WithoutAFileThereAreNoMembers) {
  MemberShard shard = open();
  EXPECT_TRUE(shard.load().empty());
  EXPECT_EQ(shard.altered(), 0);
}

TEST_F(Shard, EveryNumberComesBackBitForBit) {
  open().append(0, [] {
    std::vector<SubGraph::Member> members;
    for (double value : hard_numbers()) members.push_back({Status::ok, "", {scalar("capacity", value)}});
    return members;
  }());
  const auto known = open().load();
  ASSERT_EQ(known.size(), hard_numbers().size());
  for (const auto& [m, member] : known)
    EXPECT_EQ(bits_of(member.collected.at(0).values), bits_of({hard_numbers()[m]})) << hard_numbers()[m];
}

TEST_F(Shard, ArraysWithTheirAxesAndErrorsComeBack) {
  SubGraph::Member member = member_of(0.1);
  member.collected[0].errors = {0.01};
  member.collected[1].errors = {0.1, 0.2, Limits::quiet_NaN(), 0.4, 0.5, 0.6};
  open().append(7, {member});
  expect_equal(open().load().at(7), member);
}

TEST_F(Shard, MembersThatFailedComeBackWithTheirReason) {
  const std::vector<SubGraph::Member> failed{{Status::solver_fail, "cell: \"diverged\"\nat 3 s", {}},
                                             {Status::infeasible_input, "porosity above 1", {}},
                                             {Status::early_stop, "", {}},
                                             {Status::timeout, "", {}},
                                             {Status::node_lost, "", {}},
                                             {Status::corrupt, "other axes", {}}};
  open().append(3, failed);
  const auto known = open().load();
  ASSERT_EQ(known.size(), failed.size());
  for (std::size_t i = 0; i < failed.size(); ++i) expect_equal(known.at(3 + i), failed[i]);
}

TEST_F(Shard, MembersOfSeveralAppendsKeepTheirNumbers) {
  open().append(4, {member_of(4), member_of(5)});
  open().append(0, {member_of(0)});
  const auto known = open().load();
  ASSERT_EQ(known.size(), 3u);
  for (std::size_t m : {0u, 4u, 5u}) expect_equal(known.at(m), member_of(static_cast<double>(m)));
}

TEST_F(Shard, ATornLastLineIsCutWhereverTheTearIs) {
  open().append(0, {member_of(0), member_of(1)});
  const std::string text = test_files::content_of(path_);
  const std::size_t first = text.find('\n') + 1;
  for (const std::size_t kept : {std::size_t{1}, std::size_t{30}, text.size() - first - 1}) {
    rewrite(text.substr(0, first + kept));
    MemberShard shard = open();
    EXPECT_EQ(shard.load().size(), 1u);
    EXPECT_EQ(shard.altered(), 0);
    shard.append(1, {member_of(1)});
    EXPECT_EQ(test_files::content_of(path_), text);
  }
}

TEST_F(Shard, AnAlteredMemberIsLeftOutAndCounted) {
  open().append(0, {member_of(0), member_of(1), member_of(2)});
  auto lines = test_files::lines_of(test_files::content_of(path_));
  lines[1][lines[1].find("0.1")] = '5';
  rewrite(test_files::joined(lines));
  MemberShard shard = open();
  const auto known = shard.load();
  EXPECT_EQ(known.size(), 2u);
  EXPECT_FALSE(known.contains(1));
  EXPECT_EQ(shard.altered(), 1);
}

TEST_F(Shard, RemovingItLeavesNothing) {
  open().append(0, {member_of(0)});
  if (world().is_first()) open().remove();
  world().barrier();
  EXPECT_FALSE(std::filesystem::exists(path_));
}

}  // namespace
}  // namespace voxvolt::campaign
