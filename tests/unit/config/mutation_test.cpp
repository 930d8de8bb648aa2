// SPDX-License-Identifier: BSD-3-Clause
// Whatever is typed ends in a value or in an InputError; and a value can be echoed and loaded again.
#include <gtest/gtest.h>

#include <random>

#include "config/echo.hpp"
#include "config/json.hpp"
#include "config/units.hpp"
#include "unit/config/sample_inputs.hpp"

namespace voxvolt::config {
namespace {

constexpr const char* seed_text = R"(of: $image
porosity: 40 %
temperature: 25 degC
thermal: {lumped: {cooling: 5 W/m^2/K}}
sample: 10 s
layers:
  - {name: "heater", thickness: 2 mm}
  - name: cell
    thickness: $image.thickness
set: {positive.porosity: 0.33, positive: {thickness: 75.6 um}}
vary: {cell.set.positive.thickness: {normal: {mean: 75.6 um, sd: 0.8 um}}, seed.x: {replicate: 4}}
protocol: [rest for 1 hour, {steps: [charge, 'hold']}]
properties: {pore: 1.0, active: 0.18 S/m}
)";

class Mutator {
 public:
  std::string changed(std::string text) {
    const int changes = 1 + static_cast<int>(random_() % 4);
    for (int i = 0; i < changes; ++i) change(text);
    return text;
  }

 private:
  void change(std::string& text) {
    static const std::vector<std::string> pieces{":",       ": ",
                                                 "- ",      "[",
                                                 "]",       "{",
                                                 "}",       "\n",
                                                 "\n  ",    "\t",
                                                 "\"",      "'",
                                                 "&a ",     "*a",
                                                 "!t ",     "$",
                                                 "$a.b",    "~",
                                                 "%",       "#",
                                                 "|",       ">",
                                                 "? ",      "...",
                                                 "---\n",   "<<: ",
                                                 ".",       "1e999",
                                                 "nan",     "-",
                                                 " C",      "\\",
                                                 "\xff",    std::string(1, '\0'),
                                                 ",",       "none",
                                                 "a.b.c: ", "^0.5",
                                                 "/",       "(",
                                                 "\r",      "\xEF\xBB\xBF",
                                                 "ö"};
    const std::size_t at = text.empty() ? 0 : random_() % text.size();
    const std::size_t length = 1 + random_() % 12;
    switch (random_() % 4) {
      case 0: text.insert(at, pieces[random_() % pieces.size()]); break;
      case 1: text.erase(at, length); break;
      case 2: text.insert(random_() % (text.size() + 1), text.substr(at, 4 * length)); break;
      default:
        if (!text.empty()) text[at] = static_cast<char>(random_() % 256);
    }
  }
  std::mt19937_64 random_{20240229};
};

TEST(Mutations, OfACampaignEndInAValueOrAnInputError) {
  Mutator mutator;
  int accepted = 0;
  for (int i = 0; i < 4000; ++i) {
    const std::string text = mutator.changed(seed_text);
    try {
      const Value value = sample::read_value(text, "/c.yaml");
      ++accepted;
      const std::string echo = to_yaml(value, sample::shape());
      ASSERT_EQ(sample::read_value(echo, "/c.yaml"), value) << text << "\n=>\n" << echo;
      ASSERT_EQ(to_json(parse_json(to_json(value), "x")), to_json(value));
    } catch (const InputError& wrong) {
      ASSERT_STRNE(wrong.what(), "") << text;
      ASSERT_NE(std::string(wrong.what()).find("/c.yaml"), std::string::npos) << wrong.what();
    }
  }
  EXPECT_GT(accepted, 100) << "the mutations never leave a campaign valid";
}

TEST(Mutations, OfUnitsEndInAUnitOrAUnitError) {
  Mutator mutator;
  for (int i = 0; i < 20000; ++i) {
    const std::string text = mutator.changed(i % 2 == 0 ? "75.6 m^2.K/(W.s)" : "1e-3 kWh/m^2/degC");
    try {
      const Quantity quantity = parse_quantity(text);
      ASSERT_TRUE(same_dimension(quantity.unit, pretty_unit(quantity.unit))) << text;
    } catch (const UnitError& wrong) { ASSERT_STRNE(wrong.what(), ""); }
  }
}

TEST(Mutations, OfJsonEndInAValueOrAnInputError) {
  Mutator mutator;
  const std::string seed = to_json(sample::read_value(seed_text));
  for (int i = 0; i < 4000; ++i) {
    const std::string text = mutator.changed(seed);
    try {
      const Value value = parse_json(text, "x");
      ASSERT_EQ(to_json(parse_json(to_json(value), "x")), to_json(value)) << text;
    } catch (const InputError& wrong) { ASSERT_STRNE(wrong.what(), ""); }
  }
}

TEST(Mutations, OfSetOptionsEndInATreeOrAnInputError) {
  Mutator mutator;
  for (int i = 0; i < 4000; ++i) {
    Node root = load_yaml("stages: {cell: {a: [1, {b: 2}], c.d: 3}}", "c.yaml");
    try {
      apply_set(root, mutator.changed(i % 2 == 0 ? "cell.a.2.b=5 um" : "cell.c={d: [1, 2]}"), 1);
    } catch (const InputError& wrong) { ASSERT_STRNE(wrong.what(), ""); }
  }
}

}  // namespace
}  // namespace voxvolt::config
