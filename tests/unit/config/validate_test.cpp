// SPDX-License-Identifier: BSD-3-Clause
#include "config/validate.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "unit/config/sample_inputs.hpp"

namespace voxvolt::config {
namespace {

using sample::complaint;
using sample::read_inputs;
using sample::read_value;

testing::AssertionResult says(const std::string& text, const std::string& line) {
  const std::string said = complaint(text);
  if (said.find(line) != said.npos) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "said: " << said;
}

TEST(Validate, ConvertsToSI) {
  const auto inputs =
      read_inputs("{temperature: 25 degC, tolerance: 10 degC, frequency: 1 kHz, conductance: 2 mS, porosity: 40 %}");
  EXPECT_DOUBLE_EQ(inputs.temperature, 298.15);
  EXPECT_DOUBLE_EQ(inputs.tolerance, 10);
  EXPECT_DOUBLE_EQ(inputs.frequency, 1000);
  EXPECT_DOUBLE_EQ(inputs.conductance, 2e-3);
  EXPECT_DOUBLE_EQ(inputs.porosity, 0.4);
}

TEST(Validate, TakesDefaultsFromTheStructAndKeepsTheOrderOfTheDescription) {
  const Value value = read_value("{volumes: 2, porosity: 0.5}");
  EXPECT_EQ(value.as<Map>()[0].first, "of");
  EXPECT_EQ(value.as<Map>()[1].first, "porosity");
  EXPECT_EQ(value.find("frequency")->number(), 1);
  EXPECT_TRUE(value.find("read")->is_null());
  EXPECT_DOUBLE_EQ(*build<sample::Inputs>(value).ceiling, 1);
}

TEST(Validate, ReportsEverythingAtOnceInTheOrderOfPlaces) {
  EXPECT_EQ(complaint("porosity: 2\nvolums: 3\ntemperature: 3 m\n"),
            "c.yaml:1:11: cell.porosity: `2` is not allowed; it must be above 0 and below 1\n"
            "c.yaml:2:1: cell.volums: unknown key; did you mean `volumes`?\n"
            "c.yaml:3:14: cell.temperature: `m` has another dimension; needed is a unit like `K`");
}

TEST(Validate, AUnitIsNeededWhereThereIsADimension) {
  EXPECT_TRUE(says("temperature: 300",
                   "c.yaml:1:14: cell.temperature: `300` has no unit; needed is a number with a unit, like `1 K`"));
  EXPECT_TRUE(
      says("porosity: 0.3 m", "cell.porosity: `m` has another dimension; needed is a number without a dimension"));
}

TEST(Validate, ReciprocalsAndAbsoluteZeroAreCaught) {
  EXPECT_TRUE(says("frequency: 1 s", "`s` is the reciprocal of what is needed: a unit like `Hz`"));
  EXPECT_TRUE(says("conductance: 1 ohm", "`ohm` is the reciprocal of what is needed: a unit like `S`"));
  EXPECT_TRUE(says("temperature: -300 degC", "`-300 degC` is below absolute zero"));
  EXPECT_TRUE(says("porosity: 5 deg", "an angle"));
}

TEST(Validate, NumbersAreFiniteDecimalNumbers) {
  EXPECT_TRUE(says("porosity: nan", "`nan` is not a number"));
  EXPECT_TRUE(says("porosity: .inf", "`.inf` is not a number"));
  EXPECT_TRUE(says("porosity: 1e999", "beyond what a number can hold"));
  EXPECT_TRUE(says("porosity: 0x1", "hexadecimal"));
  EXPECT_TRUE(says("porosity: [1, 2]", "a list where a number is needed"));
  EXPECT_TRUE(says("porosity: {a: 1}", "a map where a number is needed"));
}

TEST(Validate, WholeNumbersAreWholeAndFitTheirType) {
  EXPECT_EQ(read_inputs("volumes: 1e2").volumes, 100);
  EXPECT_TRUE(says("volumes: 1.5", "`1.5` is not a whole number"));
  EXPECT_TRUE(says("volumes: 2000", "must be at least 1 and at most 1000"));
  EXPECT_TRUE(says("volumes: 99999999999", "out of range: -2147483648 to 2147483647"));
  EXPECT_TRUE(says("volumes: 99999999999999999999999", "is not a whole number"));
  EXPECT_TRUE(says("generate: {size: 1, seed: -1}", "`-1` is out of range: 0 to "));
  EXPECT_EQ(read_inputs("generate: {size: [1, 2, 3], seed: 9223372036854775807}").generate->seed, 9223372036854775807u);
  EXPECT_TRUE(says("volumes: 010", "leading zeros"));
  EXPECT_TRUE(says("volumes: $a.b", "a whole number cannot be a reference"));
}

TEST(Validate, FlagsAreTrueOrFalse) {
  EXPECT_TRUE(read_inputs("verbose: true").verbose);
  EXPECT_TRUE(says("verbose: yes", "`yes` is not a flag; write true or false"));
}

TEST(Validate, KeysToComeAreRefusedAsSuch) {
  EXPECT_TRUE(says("mechanics: swelling", "c.yaml:1:1: cell.mechanics: not in this release"));
}

TEST(Validate, NothingAfterAKeyIsAComplaint) {
  EXPECT_TRUE(says("read:\nvolumes: 1\n", "c.yaml:1:1: cell.read: nothing is written here"));
  EXPECT_TRUE(says("porosity: ~", "cell.porosity: nothing is written here"));
}

TEST(Validate, OptionalKeysMayBeSwitchedOff) {
  EXPECT_FALSE(read_inputs("ceiling: none").ceiling);
  EXPECT_FALSE(read_inputs("ceiling: ~").ceiling);
}

TEST(Validate, AChoiceIsAWordOrAOneKeyMap) {
  EXPECT_TRUE(std::holds_alternative<sample::None>(read_inputs("{}").thermal));
  EXPECT_DOUBLE_EQ(std::get<sample::Lumped>(read_inputs("thermal: lumped").thermal).cooling, 10);
  EXPECT_DOUBLE_EQ(std::get<sample::Lumped>(read_inputs("thermal: {lumped: {cooling: 5 W/m^2/K}}").thermal).cooling, 5);
  EXPECT_EQ(read_value("thermal: lumped"), read_value("thermal: {lumped: {}}"));
  EXPECT_EQ(read_value("thermal: lumped").find("thermal")->as<Map>().front().first, "lumped");
}

TEST(Validate, AChoiceNamesItsWords) {
  EXPECT_TRUE(
      says("thermal: lumpd", "c.yaml:1:10: cell.thermal: `lumpd` is not one of: none, lumped; did you mean `lumped`?"));
  EXPECT_TRUE(says("thermal: {through: {}}", "cell.thermal: `through` is not one of: none, lumped"));
  EXPECT_TRUE(says("thermal: {none: {}, lumped: {}}", "2 keys where one is needed"));
  EXPECT_TRUE(says("thermal: {}", "0 keys where one is needed"));
  EXPECT_TRUE(says("thermal: [none]", "a list where a word is needed"));
  EXPECT_TRUE(says("thermal: {lumped: }", "cell.thermal.lumped: nothing where a map of keys is needed"));
  EXPECT_TRUE(says("thermal: {lumped: {coling: 1}}",
                   "cell.thermal.lumped.coling: unknown key; did you mean `cooling`?; keys are: cooling, ambient"));
}

TEST(Validate, AChoiceMayHaveOneUnnamedForm) {
  EXPECT_DOUBLE_EQ(std::get<sample::Every>(read_inputs("sample: 1 min").sample).interval, 60);
  EXPECT_TRUE(std::holds_alternative<sample::Adaptive>(read_inputs("sample: adaptive").sample));
  EXPECT_EQ(read_value("sample: 10 s"), read_value("sample: {every: {interval: 10 s}}"));
  EXPECT_EQ(read_value("sample: 10 s"), read_value("sample: {every: 10 s}"));
  EXPECT_TRUE(
      says("sample: adaptiv", "`adaptiv` is not one of: every, adaptive, or a value; did you mean `adaptive`?"));
  EXPECT_TRUE(says("sample: 10 m", "cell.sample.every.interval: `m` has another dimension"));
}

TEST(Validate, ALoneValueIsAListOfOneAndNoneIsTheEmptyList) {
  EXPECT_EQ(read_inputs("collect: cell.capacity").collect, std::vector<std::string>{"cell.capacity"});
  EXPECT_TRUE(read_inputs("collect: none").collect.empty());
  EXPECT_EQ(read_inputs("layers: {name: a, thickness: 1 mm}").layers.size(), 1u);
  EXPECT_TRUE(says("between: 1 V", "a list of 1; needed: 2"));
  EXPECT_TRUE(says("read: {file: a, voxel: [1 um, 1 um, 1 um, 1 um]}", "a list of 4; needed: 1 to 3"));
}

TEST(Validate, ElementsOfListsCountFromOneInMessages) {
  EXPECT_TRUE(says("layers: [{name: a, thickness: 1 mm}, {name: b}]", "cell.layers.2.thickness: required: thickness"));
  EXPECT_TRUE(says("between: [1 V, 1 A]", "cell.between.2: `A` has another dimension"));
}

TEST(Validate, DottedKeysEqualNestedMaps) {
  EXPECT_EQ(read_value("thermal.lumped.cooling: 5 W/m^2/K"), read_value("thermal: {lumped: {cooling: 5 W/m^2/K}}"));
  EXPECT_EQ(read_value("kinds: {a.name: x, a.thickness: 1 m}"), read_value("kinds: {a: {name: x, thickness: 1 m}}"));
  EXPECT_TRUE(says("thermal.lumped.cooling: 5 W/m^2/K\nthermal: {lumped: {cooling: 6 W/m^2/K}}\n",
                   "c.yaml:2:20: cell.thermal.lumped.cooling: given twice: here and at c.yaml:1:1; keep one"));
  EXPECT_TRUE(says("thermal: none\nthermal.lumped: {}\n", "given twice"));
}

TEST(Validate, PathKeysFlattenDownToTheFirstValue) {
  const Value dotted = read_value("set: {positive.thickness: 75 um, positive.porosity: 0.3}");
  EXPECT_EQ(dotted, read_value("set: {positive: {thickness: 75 um, porosity: 0.3}}"));
  EXPECT_EQ(dotted, read_value("set.positive.thickness: 75 um\nset: {positive.porosity: 0.3}"));
  EXPECT_DOUBLE_EQ(build<sample::Inputs>(dotted).set.at("positive.thickness"), 75e-6);
  EXPECT_TRUE(
      says("set: {positive.thickness: 1 um, positive: {thickness: 2 um}}", "cell.set.positive.thickness: given twice"));
  EXPECT_TRUE(says("set: {positive.thicknes: 1 um}",
                   "cell.set.positive.thicknes: unknown key; did you mean `positive.thickness`?"));
  EXPECT_TRUE(says("set: {positive.thickness: 0 um}",
                   "cell.set.positive.thickness: `0 um` is not allowed; it must be above 0 m"));
}

TEST(Validate, PathKeysOfChoicesStopAtTheWord) {
  const Value dotted = read_value(
      "vary: {cell.set.positive.thickness: {normal: {mean: 75 um, sd: 1 um}}, image.generate.seed: {replicate: 4}}");
  EXPECT_EQ(dotted, read_value("vary: {cell: {set: {positive: {thickness: {normal: {mean: 75 um, sd: 1 um}}}}}, "
                               "image.generate.seed.replicate: 4}"));
  EXPECT_EQ(dotted, read_value("vary: {cell.set.positive.thickness.normal: {mean: 75 um, sd: 1 um}, image.generate: "
                               "{seed: {replicate: 4}}}"));
  const auto vary = build<sample::Inputs>(dotted).vary;
  EXPECT_EQ(std::get<sample::Normal>(vary.at("cell.set.positive.thickness")).mean, (Quantity{75, "um"}));
  EXPECT_EQ(std::get<sample::Replicate>(vary.at("image.generate.seed")).count, 4);
}

TEST(Validate, FreeKeysAreNames) {
  EXPECT_TRUE(says("properties: {\"1a\": 2}", "a name is needed"));
  EXPECT_TRUE(says("properties: {a b: 2}", "a name is needed"));
  EXPECT_TRUE(says("vary: {\"a..b\": {replicate: 2}}", "a name is needed"));
  EXPECT_EQ(read_inputs("properties: {pore: 1, active: 0.18 S/m}").properties.at("active"), (Quantity{0.18, "S/m"}));
}

TEST(Validate, AShorthandIsTheStructWithThatKey) {
  const auto inputs = read_inputs("protocol: [rest, {steps: [charge, {say: hold}]}]");
  ASSERT_EQ(inputs.protocol.size(), 2u);
  EXPECT_EQ(inputs.protocol[0].say, "rest");
  EXPECT_EQ(inputs.protocol[1].steps[1].say, "hold");
}

TEST(Validate, KeysOfAGroupExcludeEachOther) {
  EXPECT_TRUE(says("read: {file: a}\ngenerate: {size: [1, 1, 1]}\n",
                   "c.yaml:2:1: cell.generate: excludes `read` (c.yaml:1:1); give one of: read, generate"));
  EXPECT_EQ(complaint("read: ~\ngenerate: {size: [1, 1, 1]}\n"), "");
}

TEST(Validate, RequiredKeysAreAskedForWithTheirMeaning) {
  EXPECT_TRUE(says("generate: {seed: 1}", "c.yaml:1:11: cell.generate.size: required: voxels along x, y, z"));
}

TEST(Validate, AStructChecksItselfOnceItsKeysAreRight) {
  EXPECT_TRUE(says("between: [2 V, 1 V]", "c.yaml:1:10: cell.between: the lower end is above the upper end"));
  EXPECT_EQ(complaint("{between: [2 V, 1 V], porosity: 7}").find("lower end"), std::string::npos);
}

TEST(Validate, ReferencesStandForQuantitiesTextsAndListsOfQuantities) {
  const Value value =
      read_value("{porosity: $image.porosity, title: $image.name, between: $a.window, temperature: $b.t.2}");
  EXPECT_EQ(value.find("porosity")->as<Reference>(), (Reference{"image", "porosity"}));
  EXPECT_EQ(value.find("between")->as<Reference>(), (Reference{"a", "window"}));
  EXPECT_EQ(value.find("temperature")->as<Reference>().path, "t.2");
  EXPECT_EQ(read_value("title: \"$5 cell\"").find("title")->as<std::string>(), "$5 cell");
}

TEST(Validate, ReferencesAreNamesAlone) {
  EXPECT_TRUE(says("porosity: $image.porosity * 2", "no arithmetic on references"));
  EXPECT_TRUE(says("porosity: ${image}", "is not a reference"));
  EXPECT_TRUE(says("porosity: $image..porosity", "is not a reference"));
  EXPECT_TRUE(says("porosity: $image", "names a stage; needed is one of its products"));
  EXPECT_TRUE(says("verbose: $a.b", "is not a flag"));
}

TEST(Validate, AStageIsNamedWithADollar) {
  EXPECT_EQ(read_inputs("of: $image").of->name, "image");
  EXPECT_TRUE(says("of: image", "`image` is not a stage; write `$image`"));
  EXPECT_TRUE(says("of: $image.porosity", "names a product; needed is its stage alone, `$image`"));
}

TEST(Validate, FilesAreRelativeToTheFileThatNamesThem) {
  EXPECT_EQ(read_inputs("read: {file: ../x.tif}", "/data/runs/c.yaml").read->file.path, "/data/x.tif");
  EXPECT_EQ(read_inputs("read: {file: /abs/x.tif}", "/data/c.yaml").read->file.path, "/abs/x.tif");
  EXPECT_EQ(read_inputs("read: {file: x.tif}", "c.yaml").read->file.path, std::filesystem::current_path() / "x.tif");
  EXPECT_TRUE(says("read: {file: ''}", "not an empty text"));
}

TEST(Validate, AKeyWithoutASpaceGetsItsAdviceWhereverItStands) {
  EXPECT_TRUE(says("thermal:\n  lumped:5\n", "`lumped: 5`"));
  EXPECT_TRUE(says("read:\n  file:x.tif\n", "needs a space after the colon"));
  EXPECT_TRUE(says("properties:\n  pore:1\n", "`pore: 1`"));
}

TEST(Validate, AMillionUnknownKeysAreCountedNotListed) {
  std::string text;
  for (int i = 0; i < 100000; ++i) text += "k" + std::to_string(i) + ": 1\n";
  const std::string said = complaint(text);
  EXPECT_NE(said.find("and 99500 more problems"), said.npos);
  EXPECT_LT(said.size(), 100000u);
}

}  // namespace
}  // namespace voxvolt::config
