// SPDX-License-Identifier: BSD-3-Clause
// Against other solvers: hypre on a matrix assembled separately, and the published values of a real electrode.
#include <cstdlib>
#include <filesystem>

#include "cathode.hpp"
#include "images.hpp"
#include "io/voxel_stack.hpp"
#include "parallel/failure.hpp"

namespace voxvolt::microstructure {
namespace {

TEST(Hypre, FindsTheSameConductivityAndPlaneFlux) {
  const auto labels = image_of({21, 18, 24}, blob);
  for (const Boundary boundary : {Boundary::fixed, Boundary::periodic}) {
    for (const auto& conductivity : {std::map<int, double>{{0, 1}, {1, 0}}, std::map<int, double>{{0, 0.01}, {1, 3}}}) {
      TransportOptions options;
      options.boundary = boundary;
      options.tolerance = 1e-8;
      const auto own = effective_conductivity(labels, isotropic(conductivity), options, test::world());
      options.solver = TransportSolver::hypre;
      const auto reference = effective_conductivity(labels, isotropic(conductivity), options, test::world());
      for (int axis = 0; axis < 3; ++axis) {
        EXPECT_NEAR(own.axes[axis].conductivity / reference.axes[axis].conductivity, 1, 1e-9);
        EXPECT_LE(reference.axes[axis].plane_flux_spread, 1e-8);
      }
    }
  }
}

TEST(Hypre, IsTheLastResortOfAMultigridThatDoesNotConverge) {
  const auto labels = image_of({21, 18, 24}, blob);
  TransportOptions options;
  options.tolerance = 1e-8;
  const auto own = effective_conductivity(labels, isotropic({{0, 1}, {1, 0}}), options, test::world());
  options.most_iterations = 2;
  EXPECT_THROW(effective_conductivity(labels, isotropic({{0, 1}, {1, 0}}), options, test::world()), Failure);
  options.hypre_as_last_resort = true;
  const auto rescued = effective_conductivity(labels, isotropic({{0, 1}, {1, 0}}), options, test::world());
  for (int axis = 0; axis < 3; ++axis) {
    EXPECT_FALSE(own.axes[axis].by_last_resort);
    EXPECT_TRUE(rescued.axes[axis].by_last_resort);
    EXPECT_NEAR(own.axes[axis].conductivity / rescued.axes[axis].conductivity, 1, 1e-9);
  }
}

TEST(Hypre, ReadsTheUsersOptionsUnderItsPrefix) {
  TransportOptions options;
  options.solver = TransportSolver::hypre;
  options.petsc_prefix = "asked_";
  test::session().insert_options("asked", {{"ksp_type", "richardson"}, {"pc_type", "none"}, {"ksp_max_it", "2"}});
  EXPECT_THROW(effective_conductivity(image_of({8, 8, 8}, blob), isotropic({{0, 1}, {1, 2}}), options, test::world()),
               Failure);
}

TEST(Hypre, SaysThatItDoesNotDoTheCell) {
  TransportOptions options;
  options.boundary = Boundary::cell;
  options.solver = TransportSolver::hypre;
  try {
    effective_conductivity(image_of({8, 8, 8}, blob), isotropic({{0, 1}, {1, 2}}), options, test::world());
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::input);
    EXPECT_NE(std::string(failure.what()).find("boundary cell"), std::string::npos);
  }
}

void expect_axes(const Transport& transport, const std::array<double, 3>& expected) {
  for (int axis = 0; axis < 3; ++axis) EXPECT_NEAR(transport.axes[axis].conductivity / expected[axis], 1, 1e-6) << axis;
}

TEST(Cathode, HasThePublishedConductivities) {
  const auto labels = cathode();
  if (!labels) GTEST_SKIP() << "VOXVOLT_DATA names no folder with nmc_ct_128.h5";
  const std::map<int, double> pore{{0, 1}, {1, 0}}, solid{{0, 0}, {1, 1}};
  expect_axes(solve(*labels, pore, Boundary::fixed, 1e-8), {0.345052280, 0.345868067, 0.357738260});
  expect_axes(solve(*labels, solid, Boundary::fixed, 1e-8), {0.073114576, 0.072913536, 0.085150732});
  const Transport cell = solve(*labels, pore, Boundary::cell, 1e-8);
  expect_axes(cell, {0.342682630, 0.342092929, 0.355176100});
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < i; ++j) EXPECT_NEAR((*cell.tensor)[i][j], (*cell.tensor)[j][i], 1e-8);
}

TEST(Cathode, TakesAtMostFifteenIterationsToAPlaneFluxOfOneInTenThousand) {
  const auto labels = cathode();
  if (!labels) GTEST_SKIP() << "VOXVOLT_DATA names no folder with nmc_ct_128.h5";
  for (const auto& axis : solve(*labels, {{0, 0}, {1, 1}}, Boundary::fixed, 1e-4).axes) EXPECT_LE(axis.iterations, 15);
}

}  // namespace
}  // namespace voxvolt::microstructure
