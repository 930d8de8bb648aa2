// SPDX-License-Identifier: BSD-3-Clause
#include "stages/cell_sentence.hpp"

#include <gtest/gtest.h>

#include "parallel/failure.hpp"
#include "stages/cell_protocol.hpp"

namespace voxvolt::stages {
namespace {

using cell::Control;
using cell::Watched;

TEST(CellSentence, PyBaMMsSentencesMeanWhatTheySay) {
  const Sentence slow = parse_sentence("Discharge at C/10 for 10 hours or until 3.3 V");
  EXPECT_EQ(slow.control, Control::current);
  EXPECT_DOUBLE_EQ(slow.value.with(5), 0.5);
  EXPECT_EQ(slow.duration, 36000);
  ASSERT_EQ(slow.until.size(), 1u);
  EXPECT_EQ(slow.until[0].watched, Watched::voltage);
  EXPECT_TRUE(slow.until[0].below);
  EXPECT_EQ(slow.until[0].value.value, 3.3);

  const Sentence hold = parse_sentence("Hold at 4.1 V until 50 mA");
  EXPECT_EQ(hold.control, Control::voltage);
  EXPECT_DOUBLE_EQ(hold.value.value, 4.1);
  EXPECT_EQ(hold.until[0].watched, Watched::current_magnitude);
  EXPECT_TRUE(hold.until[0].below);
  EXPECT_DOUBLE_EQ(hold.until[0].value.with(5), 0.05);

  const Sentence rest = parse_sentence("Rest for 1 hour");
  EXPECT_EQ(rest.value.value, 0);
  EXPECT_EQ(rest.duration, 3600);

  const Sentence power = parse_sentence("Discharge at 1 W until 2.5 V");
  EXPECT_EQ(power.control, Control::power);
  EXPECT_EQ(power.value.value, 1);

  const Sentence resistance = parse_sentence("discharge at 4 ohm until 2.5 V");
  EXPECT_EQ(resistance.control, Control::resistance);
  EXPECT_EQ(resistance.value.value, 4);

  const Sentence run = parse_sentence("Run us06.csv (A)");
  EXPECT_EQ(run.control, Control::current);
  EXPECT_EQ(run.file, "us06.csv");
  EXPECT_EQ(parse_sentence("run My Cycle.csv (W) for 20 seconds").file, "My Cycle.csv");
  EXPECT_EQ(parse_sentence("run My Cycle.csv (W) for 20 seconds").control, Control::power);
}

TEST(CellSentence, ChargingIsNegativeAndStopsFromBelow) {
  const Sentence charge = parse_sentence("CHARGE AT 0.5C UNTIL 4.2V");
  EXPECT_DOUBLE_EQ(charge.value.with(5), -2.5);
  EXPECT_FALSE(charge.until[0].below);
  EXPECT_DOUBLE_EQ(parse_sentence("charge at 200mA for 45 minutes").value.with(5), -0.2);
  EXPECT_DOUBLE_EQ(parse_sentence("charge at 200 mW for 45 min").value.with(5), -0.2);
}

TEST(CellSentence, RatesAndTimesInEverySpelling) {
  const auto current = [](const std::string& rate) {
    return parse_sentence("discharge at " + rate + " for 1 h").value.with(6);
  };
  for (const char* rate : {"1C", "1 C", "1c", "6 A", "6000 mA", "6a", "2C/2"})
    EXPECT_DOUBLE_EQ(current(rate), 6) << rate;
  EXPECT_DOUBLE_EQ(current("C/3"), 2);
  EXPECT_DOUBLE_EQ(current("2C/3"), 4);
  const auto time = [](const std::string& text) { return *parse_sentence("rest for " + text).duration; };
  EXPECT_EQ(time("90 s"), 90);
  EXPECT_EQ(time("90s"), 90);
  EXPECT_EQ(time("1.5 hours"), 5400);
  EXPECT_EQ(time("10 minutes"), 600);
  EXPECT_EQ(time("2 days"), 172800);
}

TEST(CellSentence, AnyWatchedQuantityEndsAStep) {
  const Sentence s = parse_sentence(
      "charge at 1C for 2 hours or until 4.2 V or until temperature above 45 degC or until soc > 80 % or until "
      "anode_potential below 0 V or until current below C/20");
  ASSERT_EQ(s.until.size(), 5u);
  EXPECT_EQ(s.until[1].watched, Watched::temperature);
  EXPECT_DOUBLE_EQ(s.until[1].value.value, 318.15);
  EXPECT_FALSE(s.until[1].below);
  EXPECT_DOUBLE_EQ(s.until[2].value.value, 0.8);
  EXPECT_EQ(s.until[3].watched, Watched::anode_potential);
  EXPECT_TRUE(s.until[3].below);
  EXPECT_DOUBLE_EQ(s.until[4].value.with(5), 0.25);
  EXPECT_DOUBLE_EQ(parse_stop("discharge_capacity above 2 Ah").value.value, 2);
}

TEST(CellSentence, WhatIsNoSentenceIsRefusedByItsWordAndWithWhatIsAllowed) {
  const auto says = [](const std::string& text, const std::string& words) {
    try {
      (void)parse_sentence(text);
      ADD_FAILURE() << text << " was accepted";
    } catch (const SentenceError& error) {
      EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
    }
  };
  says("", "is empty");
  says("dicharge at 1C until 2.5 V", "`dicharge` is no verb; did you mean `discharge`?");
  says("discharge", "ends after `discharge`; `at` is needed");
  says("discharge 1C until 2.5 V", "`1C` where `at` is needed");
  says("discharge at until 2.5 V", "after `at` a current, a power or a resistance is needed");
  says("discharge at 1 kg until 2.5 V", "`1 kg` is no rate; allowed are currents");
  says("discharge at fast until 2.5 V", "`fast` is no rate");
  says("discharge at 2.5 V for 1 h", "is held: `hold at 2.5 V`");
  says("discharge at -1 A for 1 h", "is negative; say `charge`");
  says("charge at -1C for 1 h", "is negative; say `discharge`");
  says("discharge at 0 A for 1 h", "say `rest for ...`");
  says("discharge at C/0 for 1 h", "is no rate");
  says("charge at 4 ohm for 1 h", "can only discharge");
  says("discharge at 1C", "never ends");
  says("hold at 4.2 V", "never ends");
  says("rest", "never ends");
  says("hold at 2 A for 1 h", "only a voltage (4.2 V) is held");
  says("hold at 4.2 V until 4.1 V", "the voltage is what is controlled");
  says("discharge at 1C until C/20", "the current is what is controlled");
  says("rest for 1 h or until 3 V", "from which side?");
  says("rest for an hour", "`an hour` is no time");
  says("rest for 1 fortnight", "`1 fortnight` is no time");
  says("rest for -1 h", "is not above 0 s");
  says("rest for 1 h for 2 h", "says `for` twice");
  says("rest or for 1 h", "nothing before it");
  says("discharge at 1C until 2.5 V or", "ends after `or`");
  says("discharge at 1C untill 2.5 V", "untill");
  says("discharge at 1C until 2.5 W", "`2.5 W` is no condition");
  says("discharge at 1C until soc below 1 V", "does not go with soc; needed is a plain number");
  says("discharge at 1C until voltage below", "a value is needed");
  says("discharge at 1C until heat above 3 W", "`heat` cannot be watched");
  says("discharge at 1C until volage below 3 V", "did you mean `voltage`?");
  says("discharge at 1C for 1 h (1 minute period)", "use the key `sample`");
  says("discharge at 1C until 2.5 V at 25 oC", "write {temperature: 10 degC, steps: [...]}");
  says("run us06.csv", "is run as `run FILE (A)`");
  says("run us06.csv (K)", "`(K)` is none of (A), (W), (V)");
  says("run (A)", "is run as `run FILE (A)`");
}

std::vector<ProtocolItem> items(std::initializer_list<const char*> sentences) {
  std::vector<ProtocolItem> list;
  for (const char* sentence : sentences) list.push_back({.step = sentence});
  return list;
}

TEST(CellProtocol, RepeatsAreWrittenOutAndCountedAndTemperaturesPassedDown) {
  std::vector<ProtocolItem> protocol = items({"rest for 1 h"});
  ProtocolItem inner{.step = "", .temperature = 273.15, .steps = items({"discharge at 1C until 2.5 V"})};
  protocol.push_back({.step = "", .repeat = 2, .steps = {inner, {.step = "charge at 1C until 4.2 V"}}});
  protocol.push_back({.step = "", .repeat = 1, .steps = items({"rest for 1 s"})});
  const cell::Protocol made = protocol_of(protocol, {"temperature above 60 degC"}, 3, {});
  ASSERT_EQ(made.steps.size(), 6u);
  const std::vector<int> cycles{0, 1, 1, 2, 2, 3};
  for (std::size_t i = 0; i < cycles.size(); ++i) EXPECT_EQ(made.steps[i].cycle, cycles[i]) << i;
  EXPECT_EQ(made.steps[1].ambient, 273.15);
  EXPECT_FALSE(made.steps[2].ambient);
  EXPECT_EQ(made.steps[1].value, 3);
  EXPECT_DOUBLE_EQ(made.stop.at(0).value, 333.15);
  EXPECT_EQ(size_of(protocol).steps, 6);
  EXPECT_EQ(size_of(protocol).cycles, 3);
}

TEST(CellProtocol, ADriveCycleIsReadWithItsJumpsAndRefusedWithItsLine) {
  const cell::Profile profile = profile_of("# of a test\ntime_s,current_A\n0,1\n10,2\n10,-1\n\n20,-1.5\n", "a.csv");
  EXPECT_EQ(profile.time, (std::vector<double>{0, 10, 10, 20}));
  EXPECT_EQ(profile.value, (std::vector<double>{1, 2, -1, -1.5}));
  EXPECT_EQ(profile_of("0 1\n1\t2\n", "a.csv").value, (std::vector<double>{1, 2}));
  const auto says = [](const std::string& text, const std::string& words) {
    try {
      (void)profile_of(text, "a.csv");
      ADD_FAILURE() << text << " was accepted";
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), ExitCode::input);
      EXPECT_NE(std::string(failure.what()).find(words), std::string::npos) << failure.what();
    }
  };
  says("", "a.csv: holds no row");
  says("a,b\n", "a.csv: holds no row");
  says("0,1\n", "at least two points");
  says("1,1\n2,1\n", "starts at 0 s, not at 1 s");
  says("0,1\n2,1\n1,1\n", "row 3: the time goes back");
  says("0,1\n1,1\n1,2\n1,3\n", "three points at one time");
  says("0,1\n1\n", "a.csv:2: 1 cells where 2 are needed");
  says("0,1\n1,2,3\n", "3 cells where 2 are needed");
  says("0,1\n1,nan\n", "`nan` is not a finite number");
  says("0,1\n1,1e999\n", "not a finite number");
  says("0,1\nx,1\n", "`x` is not a finite number");
  says("0,1\na,b\n", "not a finite number");
  says(std::string("0,1\n1,\0002\n", 9), "a.csv:2: ");
  says("0,1\n1,\xff\n", "UTF-8");
}

}  // namespace
}  // namespace voxvolt::stages
