// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/identity.hpp"

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"
#include "unit/campaign/sample_kinds.hpp"
#include "unit/campaign/sealed_file.hpp"

namespace voxvolt::campaign {
namespace {

using sample::load_text;
using test::world;

constexpr const char* kText = R"(voxvolt: 1
title: One
stages:
  a: {kind: beam, length: 2 m, slenderness: 20, material: oak}
  b: {kind: load, span: $a.depth, factor: 1.5}
  c: {kind: load, factor: 3}
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::vector<std::string> identities(const Campaign& campaign) {
  return {campaign.at("a").identity, campaign.at("b").identity, campaign.at("c").identity};
}
std::vector<std::string> identities(const std::string& text) { return identities(load_text(text)); }
const std::vector<std::string>& reference() {
  static const std::vector<std::string> all = identities(kText);
  return all;
}

TEST(Identity, IsASha256AndDiffersBetweenStages) {
  for (const std::string& identity : reference()) {
    EXPECT_EQ(identity.size(), 64u);
    EXPECT_EQ(identity.find_first_not_of("0123456789abcdef"), std::string::npos);
  }
  EXPECT_NE(reference()[1], reference()[2]);
}

TEST(Identity, IsTheSameOnAllRanks) {
  for (const std::string& identity : reference())
    for (const std::string& elsewhere : world().gather(identity)) EXPECT_EQ(elsewhere, identity);
}

TEST(Identity, TitlesCommentsSpacesAndTheOrderOfKeysAndStagesDoNotMatter) {
  EXPECT_EQ(identities(replaced(kText, "title: One", "title: Another   # and why\n\n")), reference());
  EXPECT_EQ(identities(replaced(kText, "length: 2 m, slenderness: 20, material: oak",
                                "material: oak, slenderness: 20, length: 2 m")),
            reference());
  EXPECT_EQ(
      identities("voxvolt: 1\nstages:\n  c: {factor: 3, kind: load}\n  b: {kind: load, span: $a.depth, factor: 1.5}\n"
                 "  a: {kind: beam, length: 2 m, slenderness: 20, material: oak}\n"),
      reference());
}

TEST(Identity, TheUnitAndTheSpellingOfANumberDoNotMatter) {
  EXPECT_EQ(identities(replaced(kText, "2 m", "200 cm")), reference());
  EXPECT_EQ(identities(replaced(kText, "slenderness: 20", "slenderness: 2e1")), reference());
}

TEST(Identity, ADefaultThatIsWrittenOutDoesNotMatter) {
  EXPECT_EQ(identities(replaced(kText, "factor: 3", "factor: 3, span: 1 m")), reference());
}

TEST(Identity, AChangedNumberChangesItsStageAndAllThatFollow) {
  const auto changed = identities(replaced(kText, "2 m", "2.0000000000000004 m"));
  EXPECT_NE(changed[0], reference()[0]);
  EXPECT_NE(changed[1], reference()[1]);
  EXPECT_EQ(changed[2], reference()[2]);
}

TEST(Identity, AChangeDownstreamLeavesWhatIsUpstream) {
  const auto changed = identities(replaced(kText, "factor: 1.5", "factor: 1.25"));
  EXPECT_EQ(changed[0], reference()[0]);
  EXPECT_NE(changed[1], reference()[1]);
}

TEST(Identity, ATextCounts) { EXPECT_NE(identities(replaced(kText, "oak", "elm"))[0], reference()[0]); }

TEST(Identity, AnotherProductOfTheSameStageCounts) {
  const auto a =
      load_text("voxvolt: 1\nstages:\n  a: {kind: beam}\n  b: {kind: load, moments: [$a.bending.moment.1]}\n");
  const auto b =
      load_text("voxvolt: 1\nstages:\n  a: {kind: beam}\n  b: {kind: load, moments: [$a.bending.moment.2]}\n");
  EXPECT_NE(a.at("b").identity, b.at("b").identity);
}

TEST(Identity, AStageThatIsOnlyNamedCounts) {
  const std::string text = "voxvolt: 1\nstages:\n  a: {kind: beam, length: 1 m}\n  b: {kind: load, of: $a}\n";
  EXPECT_NE(load_text(text).at("b").identity, load_text(replaced(text, "1 m", "2 m")).at("b").identity);
}

TEST(Identity, TheNameOfAStageDoesNotMatterItsKindDoes) {
  const auto named = load_text("voxvolt: 1\nstages:\n  x: {kind: load, factor: 3}\n");
  EXPECT_EQ(named.at("x").identity, reference()[2]);
}

TEST(Identity, TheContentOfAFileCountsAndNotItsPath) {
  const test::TemporaryFolder folder(world(), "identity");
  const auto with = [&](const std::string& name, const std::string& content) {
    world().barrier();
    if (world().is_first()) test_files::overwrite(folder / name, content);
    world().barrier();
    return load_text("voxvolt: 1\nstages:\n  a: {kind: beam, table: " + (folder / name) + "}\n").at("a").identity;
  };
  const std::string first = with("one.csv", "1,2,3");
  EXPECT_EQ(with("two.csv", "1,2,3"), first);
  EXPECT_NE(with("one.csv", "1,2,4"), first);
}

TEST(Identity, PetscOptionsOfAStageCountAndOnlyForIt) {
  const auto all = identities(load_text(kText, {}, {"-c_ksp_rtol", "1e-9"}));
  EXPECT_EQ(all[0], reference()[0]);
  EXPECT_NE(all[2], reference()[2]);
  EXPECT_NE(identities(load_text(kText, {}, {"-c_ksp_rtol", "1e-8"}))[2], all[2]);
  EXPECT_EQ(identities(replaced(kText, "factor: 3", "factor: 3, petsc: {ksp_rtol: 1e-9}"))[2], all[2]);
}

TEST(Identity, PetscOptionsOfNoStageDoNotCount) {
  EXPECT_EQ(identities(load_text(kText, {}, {"-log_view"})), reference());
}

TEST(Identity, ARaisedRevisionOfAKindCounts) {
  const auto raised = identities(load_text(kText, {}, {}, 2));
  EXPECT_NE(raised[0], reference()[0]);
  EXPECT_NE(raised[1], reference()[1]);
  EXPECT_EQ(raised[2], reference()[2]);
}

TEST(Identity, SetIsTheSameAsWriting) {
  EXPECT_EQ(identities(load_text(kText, {"a.length=3 m"})), identities(replaced(kText, "2 m", "3 m")));
}

TEST(Identity, WhatFieldsAreWrittenCounts) {
  EXPECT_NE(identities(replaced(kText, "factor: 3", "factor: 3, fields: {every: 2 s}"))[2], reference()[2]);
}

TEST(ResolvedYaml, LoadsAgainToTheSameIdentitiesAndTheSameText) {
  const Campaign campaign = load_text(kText, {"c.factor=0.1"}, {"-c_ksp_rtol", "1e-9"});
  const std::string text = resolved_yaml(campaign);
  const Campaign again = load_text(text);
  EXPECT_EQ(identities(again), identities(campaign));
  EXPECT_EQ(resolved_yaml(again), text);
}

}  // namespace
}  // namespace voxvolt::campaign
