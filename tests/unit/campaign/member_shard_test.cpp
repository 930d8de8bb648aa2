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
  EXPECT_EQ(a.continued_from, b.continued_from);
  EXPECT_EQ(a.for_good, b.for_good);
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

Members numbered(std::size_t first, const std::vector<SubGraph::Member>& members) {
  Members all;
  for (std::size_t i = 0; i < members.size(); ++i) all[first + i] = members[i];
  return all;
}

/// Each rank has a shard of its own: it is a matter of one process.
class Shard : public testing::Test {
 protected:
  Shard() : folder_(world(), "shard"), stem_(folder_ / ("spread." + std::to_string(world().rank()))) {}
  MemberShard open(const std::string& piece = "") const { return MemberShard(stem_, piece); }
  std::string path() const { return open().path(); }

  test::TemporaryFolder folder_;
  std::string stem_;
};

TEST_F(Shard, WithoutAFileThereAreNoMembers) {
  MemberShard shard = open();
  EXPECT_TRUE(shard.load().empty());
  EXPECT_EQ(shard.altered(), 0);
}

TEST_F(Shard, EveryNumberComesBackBitForBit) {
  std::vector<SubGraph::Member> members;
  for (double value : hard_numbers()) members.push_back({Status::ok, "", {scalar("capacity", value)}});
  open().append(numbered(0, members));
  const auto known = open().load();
  ASSERT_EQ(known.size(), hard_numbers().size());
  for (const auto& [m, member] : known)
    EXPECT_EQ(bits_of(member.collected.at(0).values), bits_of({hard_numbers()[m]})) << hard_numbers()[m];
}

TEST_F(Shard, ArraysWithTheirAxesAndErrorsComeBack) {
  SubGraph::Member member = member_of(0.1);
  member.collected[0].errors = {0.01};
  member.collected[1].errors = {0.1, 0.2, Limits::quiet_NaN(), 0.4, 0.5, 0.6};
  open().append({{7, member}});
  expect_equal(open().load().at(7), member);
}

TEST_F(Shard, MembersThatFailedComeBackWithTheirReason) {
  const std::vector<SubGraph::Member> failed{{Status::solver_fail, "cell: \"diverged\"\nat 3 s", {}, 0},
                                             {Status::infeasible_input, "porosity above 1", {}},
                                             {Status::early_stop, "", {}},
                                             {Status::timeout, "", {}},
                                             {Status::node_lost, "", {}},
                                             {Status::corrupt, "other axes", {}}};
  open().append(numbered(3, failed));
  const auto known = open().load();
  ASSERT_EQ(known.size(), failed.size());
  for (std::size_t i = 0; i < failed.size(); ++i) expect_equal(known.at(3 + i), failed[i]);
}

TEST_F(Shard, MembersOfSeveralAppendsKeepTheirNumbers) {
  open().append({{4, member_of(4)}, {5, member_of(5)}});
  open().append({{0, member_of(0)}});
  const auto known = open().load();
  ASSERT_EQ(known.size(), 3u);
  for (std::size_t m : {0u, 4u, 5u}) expect_equal(known.at(m), member_of(static_cast<double>(m)));
}

TEST_F(Shard, PiecesAreReadTogetherAndAMemberOfTwoCountsOnce) {
  open("0-2").append({{0, member_of(0)}, {1, {Status::solver_fail, "diverged", {}}}});
  open("1-3").append({{1, member_of(1)}, {2, member_of(2)}});
  open("2-3").append({{2, {Status::timeout, "", {}}}});
  for (const char* reader : {"", "0-2", "7-9"}) {
    const auto known = open(reader).load();
    ASSERT_EQ(known.size(), 3u) << reader;
    for (std::size_t m : {0u, 1u, 2u}) expect_equal(known.at(m), member_of(static_cast<double>(m)));
  }
}

TEST_F(Shard, ATornLastLineIsCutWhereverTheTearIs) {
  open().append(numbered(0, {member_of(0), member_of(1)}));
  const std::string text = test_files::content_of(path());
  const std::size_t first = text.find('\n') + 1;
  for (const std::size_t kept : {std::size_t{1}, std::size_t{30}, text.size() - first - 1}) {
    test_files::overwrite(path(), text.substr(0, first + kept));
    MemberShard shard = open();
    EXPECT_EQ(shard.load().size(), 1u);
    EXPECT_EQ(shard.altered(), 0);
    shard.append({{1, member_of(1)}});
    EXPECT_EQ(test_files::content_of(path()), text);
  }
}

TEST_F(Shard, ALineThatAnotherProcessIsWritingIsLeftAlone) {
  open("0-2").append(numbered(0, {member_of(0), member_of(1)}));
  const std::string other = open("0-2").path();
  const std::string text = test_files::content_of(other);
  test_files::overwrite(other, text.substr(0, text.size() - 5));
  EXPECT_EQ(open("2-4").load().size(), 1u);
  EXPECT_EQ(test_files::content_of(other), text.substr(0, text.size() - 5));
}

TEST_F(Shard, AnAlteredMemberIsLeftOutAndCounted) {
  open().append(numbered(0, {member_of(0), member_of(1), member_of(2)}));
  auto lines = test_files::lines_of(test_files::content_of(path()));
  lines[1][lines[1].find("0.1")] = '5';
  test_files::overwrite(path(), test_files::joined(lines));
  MemberShard shard = open();
  const auto known = shard.load();
  EXPECT_EQ(known.size(), 2u);
  EXPECT_FALSE(known.contains(1));
  EXPECT_EQ(shard.altered(), 1);
}

TEST_F(Shard, TriesAreCountedAndAreNoMembers) {
  open().append_tried({3, 4});
  open().append_tried({4});
  MemberShard shard = open();
  EXPECT_TRUE(shard.load().empty());
  EXPECT_EQ(shard.tried(), (std::map<std::size_t, int>{{3, 1}, {4, 2}}));
}

TEST_F(Shard, RemovingItLeavesNothing) {
  open().append({{0, member_of(0)}});
  open("0-1").append({{0, member_of(0)}});
  open().remove();
  EXPECT_FALSE(std::filesystem::exists(path()));
  EXPECT_FALSE(std::filesystem::exists(open("0-1").path()));
}

TEST(MemberText, EveryBitComesBack) {
  Members members;
  for (std::size_t i = 0; i < hard_numbers().size(); ++i) members[3 * i] = member_of(hard_numbers()[i]);
  members[4].continued_from = 3;
  members[4].for_good = true;
  members[1] = {Status::infeasible_input, "porosity above 1\n", {}};
  const Members back = members_of(text_of(members));
  ASSERT_EQ(back.size(), members.size());
  for (const auto& [number, member] : members) expect_equal(back.at(number), member);
  EXPECT_THROW(members_of(text_of(members).substr(0, 50)), std::logic_error);
}

}  // namespace
}  // namespace voxvolt::campaign
