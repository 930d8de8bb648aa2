// SPDX-License-Identifier: BSD-3-Clause
#include "config/loader.hpp"

#include <gtest/gtest.h>

#include "unit/config/sample_inputs.hpp"

namespace voxvolt::config {
namespace {

std::string refusal(const std::string& text, const LoadLimits& limits = {}) {
  return sample::complaint_of([&] { load_yaml(text, "c.yaml", limits); });
}
testing::AssertionResult says(const std::string& text, const std::string& place, const std::string& words) {
  const std::string said = refusal(text);
  if (said.starts_with(place + ":") && said.find(words) != said.npos) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "said: " << said;
}

TEST(Loader, KeepsTextsAndTheirPlaces) {
  const Node root = load_yaml("a: 1\nb:\n  - x\n  - {c: \"q\"}\n", "c.yaml");
  EXPECT_EQ(root.find("a")->value.scalar().text, "1");
  EXPECT_EQ(root.find("b")->value.list()[0].place.text(), "c.yaml:3:5");
  const Entry& c = *root.find("b")->value.list()[1].find("c");
  EXPECT_EQ(c.place.text(), "c.yaml:4:6");
  EXPECT_EQ(c.value.place.text(), "c.yaml:4:9");
  EXPECT_TRUE(c.value.scalar().quoted);
}

TEST(Loader, ColumnsCountCharactersNotBytes) {
  const Node root = load_yaml("{\"äöü\": 1, b: 2}", "c.yaml");
  EXPECT_EQ(root.find("b")->place.text(), "c.yaml:1:12");
}

TEST(Loader, TakesWindowsLineEndsAndAByteOrderMark) {
  const Node root = load_yaml(
      "\xEF\xBB\xBF"
      "a: 1\r\nb: 2\r\n",
      "c.yaml");
  EXPECT_EQ(root.find("b")->value.scalar().text, "2");
  EXPECT_EQ(root.find("b")->value.place.text(), "c.yaml:2:4");
}

TEST(Loader, RefusesDuplicateKeysNamingBothLines) {
  EXPECT_TRUE(says("a: 1\nb: 2\na: 3\n", "c.yaml:3:1", "given twice: on line 1 and on line 3"));
  EXPECT_TRUE(says("x: {k: 1, k: 1}\n", "c.yaml:1:11", "x.k: given twice"));
  const std::string both = refusal("a: 1\na: 2\nb: 1\nb: 2\n");
  EXPECT_NE(both.find("c.yaml:2:1"), both.npos);
  EXPECT_NE(both.find("c.yaml:4:1"), both.npos);
}

TEST(Loader, RefusesAnchorsAliasesTagsAndMergeKeys) {
  EXPECT_TRUE(says("a: &x 1\nb: *x\n", "c.yaml:1:4", "the anchor `&x` is not accepted"));
  EXPECT_TRUE(says("a: 1\nb: *x\n", "c.yaml:2:4", "an alias"));
  EXPECT_TRUE(says("a: !!str 1\n", "c.yaml:1:4", "a tag"));
  EXPECT_TRUE(says("a: !python/object x\n", "c.yaml:1:4", "a tag"));
  EXPECT_TRUE(says("a: ! x\n", "c.yaml:1:4", "a tag"));
  EXPECT_TRUE(says("a: !t {b: 1}\n", "c.yaml:1:4", "a tag"));
  EXPECT_TRUE(says("a: !t\n", "c.yaml:1:4", "a tag"));
  EXPECT_TRUE(says("<<: {a: 1}\n", "c.yaml:1:1", "merge key"));
  EXPECT_TRUE(says("%TAG ! tag:x,2000:\n---\na: 1\n", "c.yaml:1:1", "directive"));
}

TEST(Loader, AnAliasBombEndsAtItsFirstAnchor) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 30; ++i) {
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 9; ++k) bomb += std::string(k > 0 ? ", " : "") + "*a" + std::to_string(i - 1);
    bomb += "]\n";
  }
  EXPECT_TRUE(says(bomb, "c.yaml:1:5", "anchor"));
}

TEST(Loader, RefusesASecondDocument) {
  EXPECT_TRUE(says("a: 1\n---\nb: 2\n", "c.yaml:2:1", "a second document"));
  EXPECT_EQ(refusal("---\na: 1\n...\n"), "");
}

TEST(Loader, KeyAndValueWithoutASpaceGetTheirOwnAdvice) {
  EXPECT_TRUE(
      says("x:\n  kind:cell\n  model: dfn\n", "c.yaml:2:1", "`kind:cell` needs a space after the colon: `kind: cell`"));
  EXPECT_TRUE(says("x:\n  model: dfn\n  kind:cell\n", "c.yaml:3:3", "`kind: cell`"));
  EXPECT_TRUE(says("x: {a:1, b: 2}\n", "c.yaml:1:5", "`a: 1`"));
  EXPECT_EQ(refusal("a: https://example.org\nb: 12:30\n"), "");
}

TEST(Loader, SaysWhatAParsersComplaintMeans) {
  EXPECT_TRUE(says("a: 1\n\tb: 2\n", "c.yaml:2:1", "a tab"));
  EXPECT_TRUE(says("a: [1, 2\nb: 3\n", "c.yaml:2:2", "is not closed"));
  EXPECT_TRUE(says("a: b: c\n", "c.yaml:1:5", "quote"));
  EXPECT_TRUE(says("a: @x\n", "c.yaml:1:4", "quote it"));
  EXPECT_TRUE(says("a: \"never closed\n", "c.yaml:1:4", "never closed"));
  EXPECT_TRUE(says("a: 'it''s\n", "c.yaml:1:4", "never closed"));
  EXPECT_NE(refusal("a: 1\n b: 2\n"), "");
}

TEST(Loader, RefusesNothingAtAll) {
  EXPECT_TRUE(says("", "c.yaml", "nothing is written here"));
  EXPECT_TRUE(says("# a comment\n", "c.yaml", "nothing is written here"));
  EXPECT_TRUE(says("---\n", "c.yaml", "nothing is written here"));
}

TEST(Loader, RefusesKeysThatAreNoWords) {
  EXPECT_TRUE(says("? [a, b]\n: c\n", "c.yaml:1:3", "a key must be a word, not a list"));
  EXPECT_TRUE(says("? {a: b}\n: c\n", "c.yaml:1:3", "not a map"));
  EXPECT_TRUE(says("[: d]\n", "c.yaml:1:2", "a key is missing"));
}

TEST(Loader, RefusesWhatIsNoText) {
  EXPECT_TRUE(says(std::string("a: 1\nb: \0x\n", 11), "c.yaml:2:4", "NUL"));
  EXPECT_TRUE(says("a: \x1b[31m\n", "c.yaml:1:4", "control character U+001B"));
  EXPECT_TRUE(says("a: \xff\n", "c.yaml:1:4", "not UTF-8"));
  EXPECT_TRUE(says("a: \xc0\xaf\n", "c.yaml:1:4", "not UTF-8"));      // an overlong slash
  EXPECT_TRUE(says("a: \xed\xa0\x80\n", "c.yaml:1:4", "not UTF-8"));  // a surrogate
  EXPECT_TRUE(says("a: \"\\0\"\n", "c.yaml:1:4", "NUL character in a text"));
  EXPECT_TRUE(says("a: \"\\x1b[2J\"\n", "c.yaml:1:4", "control character"));
  EXPECT_TRUE(says("a: \u202Ex\n", "c.yaml:1:4", "U+202E"));  // right-to-left override
}

TEST(Loader, RefusesDepthBeyondItsLimitInEveryStyle) {
  EXPECT_NE(refusal(std::string(200, '[') + std::string(200, ']')).find("levels deep"), std::string::npos);
  std::string block;
  for (int i = 0; i < 200; ++i) block += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  EXPECT_NE(refusal(block + std::string(200, ' ') + "b").find("levels deep"), std::string::npos);
  std::string dashes;
  for (int i = 0; i < 200; ++i) dashes += "- ";
  EXPECT_NE(refusal(dashes + "a").find("levels deep"), std::string::npos);
  std::string dotted = "a";
  for (int i = 0; i < 100; ++i) dotted += ".a";
  EXPECT_NE(refusal(dotted + ": 1").find("levels deep"), std::string::npos);
  EXPECT_NE(refusal(std::string(1u << 17, '[')), "");
  EXPECT_EQ(refusal(std::string(64, '[') + std::string(64, ']')), "");
}

TEST(Loader, RefusesSizesBeyondItsLimits) {
  LoadLimits small;
  small.bytes = 100;
  EXPECT_NE(refusal(std::string(101, 'a'), small).find("at most 100"), std::string::npos);
  small = {};
  small.nodes = 10;
  EXPECT_NE(refusal("[1,2,3,4,5,6,7,8,9,10]", small).find("more than 10 values"), std::string::npos);
  small = {};
  small.scalar_bytes = 10;
  EXPECT_NE(refusal("a: 12345678901", small).find("at most 10"), std::string::npos);
  EXPECT_NE(refusal(std::string(600, 'k') + ": 1").find("a key of 600 bytes"), std::string::npos);
}

}  // namespace
}  // namespace voxvolt::config
