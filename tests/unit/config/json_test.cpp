// SPDX-License-Identifier: BSD-3-Clause
#include "config/json.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "config/sha256.hpp"
#include "unit/config/sample_inputs.hpp"

namespace voxvolt::config {
namespace {

TEST(Json, CanonicalFormSortsKeysAndKeepsDoublesApartFromIntegers) {
  const Value value(
      Map{{"b", Value(1.0)}, {"a", Value(std::int64_t{1})}, {"c", Value(List{Value(true), Value(), Value(0.1)})}});
  EXPECT_EQ(to_json(value), R"({"a":1,"b":1.0,"c":[true,null,0.1]})");
}

TEST(Json, TheOrderOfKeysDoesNotCount) {
  const Value one(Map{{"b", Value(1.0)}, {"a", Value(2.0)}}), other(Map{{"a", Value(2.0)}, {"b", Value(1.0)}});
  EXPECT_EQ(to_json(one), to_json(other));
}

TEST(Json, SpecialNumbers) {
  EXPECT_EQ(to_json(Value(std::nan(""))), "null");
  EXPECT_EQ(to_json(Value(std::numeric_limits<double>::infinity())), "null");
  EXPECT_EQ(to_json(Value(1e300)), "1e300");
  EXPECT_EQ(to_json(Value(-0.0)), "-0.0");
  EXPECT_EQ(to_json(Value(std::numeric_limits<std::int64_t>::min())), "-9223372036854775808");
}

TEST(Json, TextsAreEscapedAndAlwaysUtf8) {
  EXPECT_EQ(to_json(Value(std::string("a\"\\\n\x01ö</script>"))), "\"a\\\"\\\\\\n\\u0001ö</script>\"");
  EXPECT_EQ(to_json(Value(std::string("\xff"))), "\"\xEF\xBF\xBD\"");
}

TEST(Json, ReferencesAndQuantitiesHaveTheirOwnForms) {
  EXPECT_EQ(to_json(Value(Reference{"image", "porosity"})), R"({"$ref":"image.porosity"})");
  EXPECT_EQ(to_json(Value(Quantity{2, "S/m"})), R"({"unit":"S/m","value":2.0})");
}

TEST(Json, IdentitiesDoNotSeePathsOfFiles) {
  const auto file = [](const std::string& path) { return Value(Map{{"file", Form<File>::to_value({path, "abc"})}}); };
  EXPECT_EQ(to_canonical_json(file("/here/a.tif")), to_canonical_json(file("/there/b.tif")));
  EXPECT_EQ(to_canonical_json(file("x")), R"({"file":{"sha256":"abc"}})");
  EXPECT_NE(to_json(file("x")).find("\"path\":\"x\""), std::string::npos);
}

TEST(Json, WhatIsWrittenReadsBackEqual) {
  const Value value(Map{{"flag", Value(false)},
                        {"list", Value(List{Value(0.1), Value(1.0), Value(std::int64_t{-3}), Value(5e-324)})},
                        {"map", Value(Map{{"x", Value(std::string("ü \"q\""))}})},
                        {"none", Value()},
                        {"quantity", Value(Quantity{75.6, "um"})},
                        {"reference", Value(Reference{"a", "b.c"})},
                        {"stage", Value(Reference{"a", ""})}});
  EXPECT_EQ(parse_json(to_json(value), "x"), value);
  EXPECT_EQ(parse_json(to_pretty_json(value), "x"), value);
  const Value inputs = sample::read_value(
      "{porosity: $image.porosity, properties: {pore: 1 S/m}, vary: {a.b: {normal: {mean: 1 um, sd: 2 nm}}}}");
  EXPECT_EQ(to_json(parse_json(to_json(inputs), "x")), to_json(inputs));
}

TEST(Json, PrettyFormPutsPlainListsOnOneLine) {
  const Value value(Map{{"value", Value(List{Value(1.0), Value(2.5)})}, {"unit", Value(std::string("m"))}});
  EXPECT_EQ(to_pretty_json(value), "{\n  \"value\": [1.0, 2.5],\n  \"unit\": \"m\"\n}");
}

std::string refusal(const std::string& text) {
  return sample::complaint_of([&] { parse_json(text, "t.json"); });
}

TEST(Json, HostileTextsAreRefusedWithAReason) {
  EXPECT_NE(refusal("{\"a\":1,\"a\":2}").find("given twice"), std::string::npos);
  EXPECT_NE(refusal(std::string(100, '[') + std::string(100, ']')).find("levels deep"), std::string::npos);
  EXPECT_NE(refusal(std::string(1u << 20, '[')).find("levels deep"), std::string::npos);
  EXPECT_NE(refusal("18446744073709551615").find("too large"), std::string::npos);
  EXPECT_NE(refusal("123456789012345678901234567890").find("too large"), std::string::npos);
  EXPECT_NE(refusal("1e999"), "");
  EXPECT_NE(refusal("NaN"), "");
  EXPECT_NE(refusal(""), "");
  EXPECT_NE(refusal("{} {}"), "");
  EXPECT_NE(refusal("[1,]"), "");
  EXPECT_NE(refusal("\"\xff\""), "");
  EXPECT_TRUE(refusal("{\n \"a\": x}").starts_with("t.json:2:7: this is not JSON")) << refusal("{\n \"a\": x}");
}

TEST(Json, ARecordThatIsNoJsonIsTheRecordsFault) {
  EXPECT_THROW(parse_json("{", "ledger", ExitCode::record), RecordFailure);
}

TEST(Sha256, FollowsTheStandardsExamples) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(std::string(1000000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PiecesHashLikeTheWhole) {
  Sha256 hash;
  hash.update("ab");
  hash.update("c");
  EXPECT_EQ(hash.hex(), sha256_hex("abc"));
  hash.update("abc");
  EXPECT_EQ(hash.hex(), sha256_hex("abc")) << "a finished hash does not start anew";
}

}  // namespace
}  // namespace voxvolt::config
