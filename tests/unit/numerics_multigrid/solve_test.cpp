// SPDX-License-Identifier: BSD-3-Clause
#include <petscksp.h>

#include "media.hpp"
#include "numerics/multigrid/petsc_shell.hpp"
#include "parallel/failure.hpp"
#include "parallel/halo.hpp"

namespace voxvolt::numerics::multigrid {
namespace {

const std::vector<std::array<double, 3>> contrast{{0, 0, 0}, {0.01, 0.01, 0.01}, {1, 1, 1}};

/// |b - A x| / |b| by the operator alone.
double relative_residual(Multigrid& multigrid, const Field<double>& b, const Field<double>& x) {
  const auto ax = product(multigrid, x);
  double square = 0, reference = 0;
  for (std::size_t n = 0; n < b.data.span(); ++n) {
    square += std::pow(b.data.data()[n] - ax.data.data()[n], 2);
    reference += std::pow(b.data.data()[n], 2);
  }
  return std::sqrt(test::world().sum(square) / test::world().sum(reference));
}

TEST(Solve, FindsTheSolutionItWasMadeFrom) {
  for (const Cells& cells : {Cells{16, 16, 16}, Cells{31, 18, 21}, Cells{1, 64, 50}, Cells{9, 1, 70}}) {
    FaceMedium medium = random_faces(cells, Ends::periodic, 1e-3);
    Multigrid multigrid(medium, test::world());
    const auto wanted = random_field(cells, 4);
    const auto b = product(multigrid, wanted);
    auto x = constant_field(cells, 0);
    const auto outcome = solve(multigrid, b, x, {1e-12, 100});
    EXPECT_LE(outcome.relative_residual, 1e-12);
    EXPECT_LE(relative_residual(multigrid, b, x), 2e-12);
    for (std::size_t n = 0; n < x.data.span(); ++n) EXPECT_NEAR(x.data.data()[n], wanted.data.data()[n], 1e-7);
  }
}

TEST(Solve, DividesByTheDiagonalWhenNothingConducts) {
  const Cells cells{5, 6, 7};
  FaceMedium medium = random_faces(cells, Ends::closed, 4);
  for (const auto* face : {&medium.east, &medium.north, &medium.up}) Kokkos::deep_copy(face->data, 0.0);
  Multigrid multigrid(medium, test::world());
  auto x = constant_field(cells, 0);
  solve(multigrid, constant_field(cells, 2), x, {1e-12, 10});
  for (std::size_t n = 0; n < x.data.span(); ++n) EXPECT_NEAR(x.data.data()[n], 0.5, 1e-12);
}

TEST(Solve, TakesFewIterationsWhateverTheContrast) {
  for (const double weak : {1e-1, 1e-3, 1e-6}) {
    const Cells cells{48, 48, 48};
    LabelledMedium medium;
    medium.classes = field_of<std::uint8_t>(cells, [](auto... at) {
      const std::array place{static_cast<double>(at)...};
      return std::sin(0.5 * place[0]) + std::sin(0.43 * place[1]) + std::sin(0.37 * place[2]) > 0.3 ? 1 : 0;
    });
    medium.conductance = {{weak, weak, weak}, {1, 1, 1}};
    medium.held_axis = 0;
    Multigrid multigrid(medium, test::world());
    auto x = constant_field(cells, 0);
    const auto outcome = solve(multigrid, random_field(cells, 9), x, {1e-9, 60});
    EXPECT_LE(outcome.iterations, 30) << "contrast " << weak;
  }
}

TEST(Solve, KeepsItsIterationsWhenTheBoxGrows) {
  std::vector<int> iterations;
  for (const std::int64_t n : {16, 32, 64}) {
    LabelledMedium medium = random_medium({n, n, n}, {{0, 0, 0}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}}, Ends::closed, 2);
    Multigrid multigrid(medium, test::world());
    auto x = constant_field({n, n, n}, 0);
    const auto b = product(multigrid, random_field({n, n, n}, 6));
    iterations.push_back(solve(multigrid, b, x, {1e-9, 80}).iterations);
  }
  EXPECT_LE(iterations[2], 1.2 * iterations[0] + 2) << iterations[0] << ' ' << iterations[1] << ' ' << iterations[2];
}

TEST(Solve, SaysSoWhenItDoesNotGetThere) {
  Multigrid multigrid(random_medium({16, 16, 16}, contrast, Ends::closed, 2), test::world());
  auto x = constant_field({16, 16, 16}, 0);
  try {
    solve(multigrid, random_field({16, 16, 16}, 2), x, {1e-12, 2});
    FAIL() << "converged in two iterations";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::solver);
    EXPECT_NE(std::string(failure.what()).find("not converged after 2 iterations"), std::string::npos)
        << failure.what();
  }
}

PetscErrorCode multiply_shell(Mat matrix, Vec from, Vec into) {
  Multigrid* multigrid = nullptr;
  PetscCall(MatShellGetContext(matrix, &multigrid));
  const PetscScalar* source = nullptr;
  PetscScalar* target = nullptr;
  PetscCall(VecGetArrayRead(from, &source));
  PetscCall(VecGetArray(into, &target));
  const auto cells = multigrid->lattice().grid.cells;
  auto x = constant_field(cells, 0);
  std::copy_n(source, x.data.span(), x.data.data());
  const auto y = product(*multigrid, x);
  std::copy_n(y.data.data(), y.data.span(), target);
  PetscCall(VecRestoreArray(into, &target));
  PetscCall(VecRestoreArrayRead(from, &source));
  return 0;
}

TEST(PetscShell, PreconditionsConjugateGradientsOfPetsc) {
  const Cells cells{24, 17, 20};
  auto multigrid = std::make_shared<Multigrid>(random_faces(cells, Ends::closed, 1e-4), test::world());
  const auto local = static_cast<PetscInt>(constant_field(cells, 0).data.span());
  Mat matrix = nullptr;
  KSP krylov = nullptr;
  PC pc = nullptr;
  Vec x = nullptr, b = nullptr;
  MatCreateShell(test::world().handle(), local, local, PETSC_DETERMINE, PETSC_DETERMINE, multigrid.get(), &matrix);
  MatShellSetOperation(matrix, MATOP_MULT, reinterpret_cast<void (*)()>(multiply_shell));
  MatCreateVecs(matrix, &x, &b);
  VecSetRandom(b, nullptr);
  KSPCreate(test::world().handle(), &krylov);
  KSPSetOperators(krylov, matrix, matrix);
  KSPSetType(krylov, KSPCG);
  KSPSetTolerances(krylov, 1e-8, PETSC_DEFAULT, PETSC_DEFAULT, 60);
  KSPGetPC(krylov, &pc);
  attach(pc, multigrid);
  KSPSolve(krylov, b, x);
  KSPConvergedReason reason = KSP_CONVERGED_ITERATING;
  PetscInt iterations = 0;
  KSPGetConvergedReason(krylov, &reason);
  KSPGetIterationNumber(krylov, &iterations);
  EXPECT_GT(reason, 0);
  EXPECT_LE(iterations, 25);
  KSPDestroy(&krylov);
  VecDestroy(&x);
  VecDestroy(&b);
  MatDestroy(&matrix);
}

TEST(Planes, ArriveWithTheirNewOwners) {
  const auto& ranks = test::world();
  constexpr std::int64_t planes = 11;
  // From all on the last rank to as even as can be.
  const parallel::PlaneRange have{0, ranks.rank() == ranks.size() - 1 ? planes : 0};
  const std::int64_t first = planes * ranks.rank() / ranks.size();
  const parallel::PlaneRange want{first, planes * (ranks.rank() + 1) / ranks.size() - first};
  std::vector<std::byte> mine;
  for (std::int64_t n = 0; n < 3 * have.count; ++n) mine.push_back(static_cast<std::byte>(n));
  const auto got = parallel::move_planes(ranks, have, want, 3, mine);
  ASSERT_EQ(static_cast<std::int64_t>(got.size()), 3 * want.count);
  for (std::size_t n = 0; n < got.size(); ++n)
    EXPECT_EQ(static_cast<std::int64_t>(got[n]), 3 * first + static_cast<std::int64_t>(n));
}

}  // namespace
}  // namespace voxvolt::numerics::multigrid
