// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/march.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <numbers>
#include <sstream>

#include "io/field_files.hpp"
#include "parallel/agree.hpp"
#include "restart/campaign/cooling_slab.hpp"
#include "support/session.hpp"
#include "support/temporary_folder.hpp"

namespace voxvolt::campaign {
namespace {

namespace fs = std::filesystem;
using test::CoolingSlab;
using test::world;

constexpr double kEnd = 0.05;                                  // s
constexpr double kEvery = 0.01;                                // s between fields
constexpr double kMode = std::numbers::pi * std::numbers::pi;  // 1/s, decay of the first mode

std::vector<double> record_times() { return {0, 0.001, 0.0125, 0.0125000001, 0.03, kEnd}; }

/// All that a march leaves behind on this rank.
struct Result {
  bool stopped = false;
  bool failed = false;
  std::string said;
  MarchEnd end;
  std::vector<double> times, means, values;
  double next_step = 0;
  std::int64_t steps = 0;
  std::vector<io::FieldHandle> fields;
  std::vector<std::pair<std::string, long>> warnings;
};

std::vector<std::pair<std::string, double>> dated(const std::vector<numerics::Event>& events) {
  std::vector<std::pair<std::string, double>> all;
  for (const numerics::Event& event : events) all.emplace_back(event.name, event.time);
  return all;
}

struct How {
  CoolingSlab::Settings model{};
  Schedule schedule{0, kEnd, record_times()};
  double fields_every = kEvery;
  bool with_checkpoint = true;
};

/// Collective: marches a new model in `folder`, as a new run of the program would.
Result march_in(const std::string& folder, const How& how) {
  Log log(world(), "", true);
  parallel::StopRequest stop;
  io::FieldFiles fields(folder, "slab.0123456789ab", "slab", world());
  io::CheckpointFolder checkpoint(folder + "/checkpoints", "slab.0123456789ab", world());
  Context context{.ranks = world(), .stage = "slab", .identity = std::string(64, '0'), .log = log, .stop = stop};
  context.fields = &fields;
  context.fields_to_write = {"temperature"};
  context.fields_every = how.fields_every;
  if (how.with_checkpoint) context.checkpoint = &checkpoint;
  CoolingSlab model(how.model, world());
  Result result;
  try {
    result.end = march(model, how.schedule, context);
  } catch (const parallel::AgreedFailure& failure) {
    result.stopped = failure.code() == ExitCode::stopped;
    result.failed = failure.code() == ExitCode::solver;
    result.said = failure.what();
  }
  result.times = model.recorded_times();
  result.means = model.recorded_means();
  result.values = model.values();
  result.next_step = model.next_step();
  result.steps = model.steps();
  result.fields = fields.handles();
  result.warnings = log.show_warnings();
  return result;
}

void expect_equal_bits(const Result& a, const Result& b) {
  EXPECT_EQ(a.times, b.times);
  EXPECT_EQ(a.means, b.means);
  EXPECT_EQ(a.values, b.values);
  EXPECT_EQ(a.next_step, b.next_step);
  EXPECT_EQ(a.steps, b.steps);
  EXPECT_EQ(a.end.reason, b.end.reason);
  EXPECT_EQ(dated(a.end.events), dated(b.end.events));
  EXPECT_EQ(a.fields, b.fields);
}

class March : public testing::Test {
 protected:
  March() : folder_(world(), "march") {
    how_.model.threshold = 0.5;
    how_.model.tolerance = 1e-5;
  }
  /// Collective: the result of a march that nothing disturbed.
  Result undisturbed() const { return march_in(folder_ / "undisturbed", how_); }
  How stopping_at(std::int64_t step) const {
    How how = how_;
    how.model.signal_at = step;
    return how;
  }
  void on_first(const std::function<void()>& work) const {
    world().barrier();
    if (world().is_first()) work();
    world().barrier();
  }
  std::string checkpoint_file(const std::string& ending) const {
    for (const auto& entry : fs::directory_iterator(folder_ / "run/checkpoints"))
      if (entry.path().string().ends_with(ending)) return entry.path();
    return {};
  }

  test::TemporaryFolder folder_;
  How how_;
};

TEST_F(March, TheDecayOfASineConvergesToItsClosedFormWithSecondOrder) {
  How how;
  how.fields_every = 0;
  how.with_checkpoint = false;
  how.model.tolerance = 1e-8;
  how.schedule.record_at = {kEnd};
  std::vector<double> errors;
  for (const std::int64_t cells : {6, 12, 24, 48}) {
    how.model.cells = cells;
    const Result result = march_in(folder_ / ("n" + std::to_string(cells)), how);
    // The mean of sin(pi z) over (0, 1) is 2/pi; the rule of midpoints that the cells make of it converges with order 2.
    errors.push_back(std::abs(result.means.at(0) - 2 / std::numbers::pi * std::exp(-kMode * kEnd)));
  }
  for (std::size_t i = 1; i < errors.size(); ++i) EXPECT_NEAR(std::log2(errors[i - 1] / errors[i]), 2, 0.1) << i;
  EXPECT_LT(errors.back(), 1e-3);
}

TEST_F(March, SeriesHoldExactlyTheTimesThatWereAskedFor) {
  const Result result = undisturbed();
  EXPECT_EQ(result.times, record_times());
  for (std::size_t i = 0; i < result.times.size(); ++i)
    EXPECT_NEAR(result.means[i], 2 / std::numbers::pi * std::exp(-kMode * result.times[i]), 2e-3) << result.times[i];
}

TEST_F(March, FieldsAreWrittenAtExactMultiplesAndOnlyThoseAskedFor) {
  const Result result = undisturbed();
  ASSERT_EQ(result.fields.size(), 6u);
  for (std::size_t i = 0; i < result.fields.size(); ++i) {
    EXPECT_EQ(result.fields[i].name, "temperature");
    EXPECT_EQ(result.fields[i].step, static_cast<std::int64_t>(i));
    EXPECT_EQ(result.fields[i].time, kEvery * static_cast<double>(i));
  }
}

TEST_F(March, WithoutATimeBetweenFieldsTheyAreWrittenOnceAtTheEnd) {
  how_.fields_every = 0;
  const Result result = undisturbed();
  ASSERT_EQ(result.fields.size(), 1u);
  EXPECT_EQ(result.fields[0].time, kEnd);
}

TEST_F(March, StepsDoNotDependOnWhenOutputsAreDue) {
  const Result often = undisturbed();
  How seldom = how_;
  seldom.schedule.record_at = {};
  seldom.fields_every = 0;
  const Result once = march_in(folder_ / "seldom", seldom);
  EXPECT_EQ(once.values, often.values);
  EXPECT_EQ(once.steps, often.steps);
  EXPECT_EQ(once.next_step, often.next_step);
}

TEST_F(March, AnEventIsDatedWithinItsStep) {
  const Result result = undisturbed();
  ASSERT_EQ(result.end.events.size(), 1u);
  EXPECT_EQ(result.end.events[0].name, "cooled");
  // 2/pi exp(-pi^2 t) = 0.5
  EXPECT_NEAR(result.end.events[0].time, std::log(4 / std::numbers::pi) / kMode, 2e-4);
  EXPECT_EQ(result.end.reason, "end of schedule");
}

TEST_F(March, AnEventThatEndsCutsSeriesAndFieldsAtItsTime) {
  how_.model.event_ends = true;
  const Result result = undisturbed();
  const double ended = result.end.events.at(0).time;
  EXPECT_EQ(result.end.reason, "cooled");
  EXPECT_EQ(result.times, (std::vector<double>{0, 0.001, 0.0125, 0.0125000001}));
  ASSERT_FALSE(result.fields.empty());
  EXPECT_LE(result.fields.back().time, ended);
  EXPECT_GT(result.fields.back().time, ended - kEvery);
}

TEST_F(March, StoppedAndResumedGivesTheBitsOfAnUndisturbedMarch) {
  const Result whole = undisturbed();
  ASSERT_GT(whole.steps, 20);
  for (const std::int64_t step :
       {std::int64_t{1}, std::int64_t{2}, whole.steps / 3, whole.steps / 2, whole.steps - 1}) {
    SCOPED_TRACE(step);
    const std::string folder = folder_ / ("at" + std::to_string(step));
    const Result stopped = march_in(folder, stopping_at(step));
    EXPECT_TRUE(stopped.stopped);
    EXPECT_EQ(stopped.steps, step);
    EXPECT_NE(stopped.said.find("signal USR1"), std::string::npos) << stopped.said;
    EXPECT_NE(stopped.said.find("run again to go on"), std::string::npos) << stopped.said;
    const Result resumed = march_in(folder, how_);
    EXPECT_TRUE(resumed.end.resumed);
    EXPECT_TRUE(resumed.warnings.empty());
    expect_equal_bits(resumed, whole);
  }
}

TEST_F(March, StoppedManyTimesInOneMarchGivesTheSameBits) {
  const Result whole = undisturbed();
  std::int64_t stops = 0;
  Result last;
  for (std::int64_t step = 3; step < whole.steps; step += 11, ++stops) {
    last = march_in(folder_ / "often", stopping_at(step));
    EXPECT_TRUE(last.stopped);
  }
  EXPECT_GE(stops, 3);
  last = march_in(folder_ / "often", how_);
  EXPECT_TRUE(last.end.resumed);
  expect_equal_bits(last, whole);
}

TEST_F(March, AnEventBeforeTheStopIsRememberedAndNotSeenTwice) {
  const Result whole = undisturbed();
  const std::string folder = folder_ / "after_event";
  const Result stopped = march_in(folder, stopping_at(whole.steps - 2));
  EXPECT_TRUE(stopped.stopped);
  EXPECT_EQ(march_in(folder, how_).end.events.size(), 1u);
}

TEST_F(March, WritingCheckpointsChangesNothing) {
  const Result with_few = undisturbed();
  How after_each_step = how_, never = how_;
  after_each_step.schedule.checkpoint_every = 0;
  never.with_checkpoint = false;
  expect_equal_bits(march_in(folder_ / "each", after_each_step), with_few);
  expect_equal_bits(march_in(folder_ / "never", never), with_few);
}

TEST_F(March, AFailureOfTheFirstStepLeavesACheckpointOfTheStart) {
  const Result whole = undisturbed();
  How at_once = how_;
  at_once.model.fails_at = 0;
  const Result failed = march_in(folder_ / "first", at_once);
  EXPECT_TRUE(failed.failed);
  const Result resumed = march_in(folder_ / "first", how_);
  EXPECT_TRUE(resumed.end.resumed);
  expect_equal_bits(resumed, whole);
}

TEST_F(March, ASolverFailureLeavesACheckpointOfTheLastAcceptedStep) {
  const Result whole = undisturbed();
  How failing = how_;
  failing.model.fails_at = whole.steps / 2;
  const Result failed = march_in(folder_ / "run", failing);
  EXPECT_TRUE(failed.failed);
  EXPECT_EQ(failed.steps, whole.steps / 2);
  EXPECT_NE(failed.said.find("failed on demand"), std::string::npos);
  const Result again = march_in(folder_ / "run", failing);
  EXPECT_TRUE(again.failed);
  EXPECT_EQ(again.steps, whole.steps / 2) << "it failed at another step than before";
  const Result resumed = march_in(folder_ / "run", how_);
  EXPECT_TRUE(resumed.end.resumed);
  expect_equal_bits(resumed, whole);
}

TEST_F(March, ACorruptedCheckpointIsIgnoredWithItsReasonAndTheMarchStartsOver) {
  const Result whole = undisturbed();
  march_in(folder_ / "run", stopping_at(5));
  on_first([&] {
    std::fstream file(checkpoint_file(".h5"), std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(0, std::ios::end);
    const auto middle = file.tellg() / 2;
    file.seekg(middle);
    const char byte = static_cast<char>(file.get() ^ 1);
    file.seekp(middle);
    file.put(byte);
  });
  const Result again = march_in(folder_ / "run", how_);
  EXPECT_FALSE(again.end.resumed);
  ASSERT_EQ(again.warnings.size(), 1u);
  EXPECT_NE(again.warnings[0].first.find("slab: starts over"), std::string::npos) << again.warnings[0].first;
  EXPECT_NE(again.warnings[0].first.find("SHA-256"), std::string::npos) << again.warnings[0].first;
  expect_equal_bits(again, whole);
}

TEST_F(March, ACheckpointOfAnotherNumberOfRanksIsIgnoredWithItsReason) {
  const Result whole = undisturbed();
  march_in(folder_ / "run", stopping_at(5));
  on_first([&] {
    const std::string path = checkpoint_file(".checkpoint.json");
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    std::string manifest = text.str();
    const std::string ranks = "\"ranks\":" + std::to_string(world().size());
    const std::size_t at = manifest.find(ranks);
    ASSERT_NE(at, std::string::npos) << manifest;
    std::ofstream(path) << manifest.replace(at, ranks.size(), "\"ranks\":" + std::to_string(world().size() + 1));
  });
  const Result again = march_in(folder_ / "run", how_);
  EXPECT_FALSE(again.end.resumed);
  ASSERT_EQ(again.warnings.size(), 1u);
  const std::string expected =
      "written by " + std::to_string(world().size() + 1) + " ranks, here are " + std::to_string(world().size());
  EXPECT_NE(again.warnings[0].first.find(expected), std::string::npos) << again.warnings[0].first;
  expect_equal_bits(again, whole);
}

TEST_F(March, WithoutAPlaceForCheckpointsAStopIsStillAStop) {
  How how = stopping_at(4);
  how.with_checkpoint = false;
  const Result stopped = march_in(folder_ / "nowhere", how);
  EXPECT_TRUE(stopped.stopped);
  EXPECT_EQ(stopped.said.find("checkpoint"), std::string::npos) << stopped.said;
}

}  // namespace
}  // namespace voxvolt::campaign
