// SPDX-License-Identifier: BSD-3-Clause
#include "report/gnuplot.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "parallel/failure.hpp"
#include "unit/report/sample_run.hpp"

namespace voxvolt::report {
namespace {

/// Another PATH for as long as it lives.
class PathIs {
 public:
  explicit PathIs(const std::string& path) : before_(std::getenv("PATH")) { setenv("PATH", path.c_str(), 1); }
  ~PathIs() { setenv("PATH", before_.c_str(), 1); }
  PathIs(const PathIs&) = delete;
  PathIs& operator=(const PathIs&) = delete;

 private:
  std::string before_;
};

std::string failure_of(const std::string& folder, const std::string& script, double limit = 60) {
  try {
    run_gnuplot(folder, script, limit);
  } catch (const MachineFailure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::machine);
    return failure.what();
  }
  return "no failure";
}

TEST(Gnuplot, RunsAScriptInItsFolder) {
  const test::SampleRun run("gnuplot-runs");
  run.write_file("a.gp", "set print 'made.txt'\nprint 6*7\n");
  run_gnuplot(run.folder(), "a.gp", 60);
  EXPECT_EQ(run.read_file("made.txt"), "42\n");
}

TEST(Gnuplot, WhatItComplainsOfStandsInTheFailure) {
  const test::SampleRun run("gnuplot-fails");
  run.write_file("a.gp", "plot 'missing.dat' using 1:2 with lines\n");
  const std::string said = failure_of(run.folder(), "a.gp");
  EXPECT_NE(said.find("a.gp: gnuplot failed"), std::string::npos) << said;
  EXPECT_NE(said.find("missing.dat"), std::string::npos) << said;
}

TEST(Gnuplot, MissingItIsAMachineFailureThatSaysWhatToInstall) {
  const test::SampleRun run("gnuplot-missing");
  const PathIs empty(run.at("stages"));
  const std::string said = failure_of(run.folder(), "a.gp");
  EXPECT_NE(said.find("gnuplot-nox"), std::string::npos) << said;
}

TEST(Gnuplot, OneThatDoesNotEndIsStopped) {
  const test::SampleRun run("gnuplot-hangs");
  run.write_file("a.gp", "pause 600\n");
  const std::string said = failure_of(run.folder(), "a.gp", 0.3);
  EXPECT_NE(said.find("did not end within"), std::string::npos) << said;
}

}  // namespace
}  // namespace voxvolt::report
