// SPDX-License-Identifier: BSD-3-Clause
#include "parallel/session.hpp"

#include <gtest/gtest.h>

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cstdlib>
#include <functional>

#include "parallel/failure.hpp"
#include "parallel/petsc_check.hpp"
#include "parallel/petsc_scope.hpp"
#include "support/session.hpp"

namespace voxvolt::parallel {
namespace {

bool is_unused(const std::string& option) { return std::ranges::count(test::session().unused_options(), option) == 1; }

std::string text_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Failure& failure) { return failure.what(); }
  return "nothing was thrown";
}

TEST(Session, WorldHoldsTheRanksOfTheJobButIsNotTheLibrariesWorld) {
  int size = 0;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  EXPECT_EQ(test::world().size(), size);
  EXPECT_NE(test::world().handle(), MPI_COMM_WORLD);
}

TEST(Session, RanksStartedOnOneHostKnowOfEachOther) {
  const auto here = test::session().ranks_on_this_host();
  EXPECT_GE(here, 1);
  EXPECT_LE(here, test::world().size());
}

TEST(Session, KokkosRunsLoopsAfterTheStart) {
  int sum = 0;
  Kokkos::parallel_reduce(
      "sum of indices", Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace>(0, 101),
      [](int i, int& partial) { partial += i; }, sum);
  EXPECT_EQ(sum, 5050);
}

// session_main.cpp sets the variable before the session starts, and hands in the options of the tests below.
TEST(Session, OptionsOfTheEnvironmentDoNotReachPetsc) {
  EXPECT_EQ(std::getenv("PETSC_OPTIONS"), nullptr);
  EXPECT_FALSE(is_unused("-option_of_the_environment 1"));
}

TEST(Session, OptionsHandedInReachPetscAndCountAsUnusedUntilAskedFor) {
  EXPECT_TRUE(is_unused("-nobody_asks 7"));
  EXPECT_TRUE(is_unused("-a_flag"));
  EXPECT_TRUE(is_unused("-shift -1e-3"));
}

TEST(Session, OptionsOfAStageCarryItsPrefix) {
  test::session().insert_options("transport", {{"ksp_rtol", "1e-9"}, {"ksp_monitor", ""}});
  EXPECT_TRUE(is_unused("-transport_ksp_rtol 1e-9"));
  EXPECT_TRUE(is_unused("-transport_ksp_monitor"));
}

TEST(Session, OurOwnOptionsAreNeverReportedAsUnused) {
  for (const auto& option : test::session().unused_options()) {
    EXPECT_NE(option, "-skip_petscrc");
    EXPECT_NE(option, "-no_signal_handler");
  }
}

TEST(Session, WhatPetscReadsWhenItEndsIsNotUnused) { EXPECT_FALSE(is_unused("-options_view no")); }

TEST(Session, AWordThatIsNeitherOptionNorValueIsRefused) {
  EXPECT_EQ(text_of([] { require_options({"-key", "1", "2"}); }), "options of PETSc: expected -key, found \"2\"");
  EXPECT_EQ(text_of([] { require_options({"3"}); }), "options of PETSc: expected -key, found \"3\"");
}

// Codes of petscerror.h: 62 is a wrong argument, 55 out of memory.
TEST(PetscCheck, CodesBecomeFailuresOfTheSolverOrTheMachine) {
  EXPECT_NO_THROW(petsc_check(0, "solving"));
  EXPECT_THROW(petsc_check(62, "solving"), SolverFailure);
  EXPECT_THROW(petsc_check(55, "solving"), MachineFailure);
  EXPECT_EQ(text_of([] { petsc_check(55, "solving"); }).substr(0, 29), "solving: PETSc: Out of memory");
}

}  // namespace
}  // namespace voxvolt::parallel
