// SPDX-License-Identifier: BSD-3-Clause
// A main for tests on several ranks. Every rank runs every test; rank 0 prints, the others only when something fails.
// A failed expectation on any rank fails the run on all. A failed assertion or an escaped exception leaves its rank out
// of step with the others, so with several ranks it ends the run at once.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <optional>

#include "support/session.hpp"

namespace voxvolt::test {

namespace {

// GoogleTest's tests take no arguments: this is how they reach the session. Set for as long as main runs the tests.
std::optional<parallel::Session> running;

class RankListener : public testing::EmptyTestEventListener {
  void OnTestPartResult(const testing::TestPartResult& result) override {
    if (!result.failed()) return;
    const auto& ranks = world();
    if (!ranks.is_first()) {
      std::fprintf(stderr, "[rank %d] %s:%d: Failure\n%s\n", ranks.rank(),
                   result.file_name() ? result.file_name() : "?", result.line_number(), result.message());
    }
    if (result.fatally_failed() && ranks.size() > 1) session().abort("this rank has left the test", EXIT_FAILURE);
  }
};

void let_rank_0_speak() {
  auto& listeners = testing::UnitTest::GetInstance()->listeners();
  if (!world().is_first()) {
    delete listeners.Release(listeners.default_result_printer());
    delete listeners.Release(listeners.default_xml_generator());
  }
  listeners.Append(new RankListener);
}

int run_on_all_ranks() {
  const bool failed = RUN_ALL_TESTS() != 0;
  const auto& ranks = world();
  const auto outcomes = ranks.gather(std::int64_t{failed});
  if (ranks.is_first() && ranks.size() > 1) {
    for (int rank = 0; rank < ranks.size(); ++rank)
      if (outcomes[static_cast<std::size_t>(rank)] != 0) std::printf("failed on rank %d of %d\n", rank, ranks.size());
  }
  return ranks.any(failed) ? EXIT_FAILURE : EXIT_SUCCESS;
}

}  // namespace

parallel::Session& session() { return running.value(); }
const parallel::Communicator& world() { return session().world(); }

}  // namespace voxvolt::test

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  // No test may depend on what a user's environment asks of PETSc; session_test asks whether this, and the
  // session's own options, were heard.
  setenv("PETSC_OPTIONS", "-option_of_the_environment 1", 1);
  const std::vector<std::string> options{"-nobody_asks", "7", "-a_flag", "-shift", "-1e-3", "-options_view", "no"};
  voxvolt::test::running.emplace(argc, argv, options);
  voxvolt::test::let_rank_0_speak();
  const int code = voxvolt::test::run_on_all_ranks();
  voxvolt::test::running.reset();
  return code;
}
