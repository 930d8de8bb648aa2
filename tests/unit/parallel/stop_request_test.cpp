// SPDX-License-Identifier: BSD-3-Clause
#include "parallel/stop_request.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <ctime>

#include "parallel/failure.hpp"
#include "support/session.hpp"

namespace voxvolt::parallel {
namespace {

const Communicator& world() { return test::world(); }
bool is_last() { return world().rank() == world().size() - 1; }

class EnvironmentVariable {
 public:
  EnvironmentVariable(const char* name, const std::string& value) : name_(name) { setenv(name_, value.c_str(), 1); }
  ~EnvironmentVariable() { unsetenv(name_); }
  EnvironmentVariable(const EnvironmentVariable&) = delete;
  EnvironmentVariable& operator=(const EnvironmentVariable&) = delete;

 private:
  const char* name_;
};

TEST(StopRequest, NobodyAskedIsNoForAnyNumberOfQuestions) {
  StopRequest stop;
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(stop.asked(world()));
  EXPECT_EQ(stop.reason(), "");
}

TEST(StopRequest, Usr1OnOneRankIsSeenByAllWithItsReason) {
  StopRequest stop;
  EXPECT_FALSE(stop.asked(world()));
  if (is_last()) raise(SIGUSR1);
  EXPECT_TRUE(stop.asked(world()));
  EXPECT_EQ(stop.reason(), "signal USR1");
}

TEST(StopRequest, TermOnOneRankIsSeenByAllAndKillsNobody) {
  StopRequest stop;
  if (is_last()) raise(SIGTERM);
  EXPECT_TRUE(stop.asked(world()));
  EXPECT_EQ(stop.reason(), "signal TERM");
}

TEST(StopRequest, OnceAskedItStaysAskedForTheSameReason) {
  StopRequest stop;
  if (is_last()) raise(SIGTERM);
  EXPECT_TRUE(stop.asked(world()));
  if (world().is_first()) raise(SIGUSR1);
  EXPECT_TRUE(stop.asked(world()));
  EXPECT_EQ(stop.reason(), "signal TERM");
}

TEST(StopRequest, ANewRequestKnowsNothingOfAnOldSignal) {
  {
    StopRequest stop;
    raise(SIGUSR1);
    EXPECT_TRUE(stop.asked(world()));
  }
  StopRequest stop;
  EXPECT_FALSE(stop.asked(world()));
}

TEST(StopRequest, SignalsMeanAgainWhatTheyMeantBefore) {
  struct sigaction before = {};
  sigaction(SIGTERM, nullptr, &before);
  { StopRequest stop; }
  struct sigaction after = {};
  sigaction(SIGTERM, nullptr, &after);
  EXPECT_EQ(after.sa_handler, before.sa_handler);
}

TEST(StopRequest, ATimeLimitOfZeroIsOverAtOnceAndAnHourIsNot) {
  StopRequest over(0.0);
  EXPECT_TRUE(over.asked(world()));
  EXPECT_EQ(over.reason(), "time limit");
  StopRequest hour(3600.0);
  EXPECT_FALSE(hour.asked(world()));
}

TEST(StopRequest, ATimeLimitThatOnlyOneRankHasReachedStopsAll) {
  StopRequest stop(is_last() ? 0.0 : 3600.0);
  EXPECT_TRUE(stop.asked(world()));
}

TEST(StopRequest, TheEndOfTheSlurmJobCountsWithoutATimeLimit) {
  const EnvironmentVariable over("SLURM_JOB_END_TIME", "1000000000");
  StopRequest stop;
  EXPECT_TRUE(stop.asked(world()));
  EXPECT_EQ(stop.reason(), "end of the Slurm job");
  StopRequest own_limit(3600.0);
  EXPECT_FALSE(own_limit.asked(world()));
}

// In the year 2096; and one that is near, but of which nine tenths are still free.
TEST(StopRequest, AJobWithTimeLeftIsNotStopped) {
  const EnvironmentVariable far("SLURM_JOB_END_TIME", "4000000000");
  StopRequest stop;
  EXPECT_FALSE(stop.asked(world()));
  const EnvironmentVariable soon("SLURM_JOB_END_TIME", std::to_string(std::time(nullptr) + 50));
  StopRequest short_job;
  EXPECT_FALSE(short_job.asked(world()));
}

TEST(StopRequest, AnEndOfJobThatIsNoNumberIsRefused) {
  const EnvironmentVariable odd("SLURM_JOB_END_TIME", "2026-01-01T00:00:00");
  EXPECT_THROW(StopRequest stop, MachineFailure);
}

}  // namespace
}  // namespace voxvolt::parallel
