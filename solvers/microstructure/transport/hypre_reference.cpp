// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/microstructure/transport/hypre_reference.hpp"

#include <petscksp.h>

#include <string>

#include "numerics/multigrid/lattice.hpp"
#include "parallel/agree.hpp"
#include "parallel/halo.hpp"
#include "parallel/petsc_check.hpp"

namespace voxvolt::microstructure {
namespace {

using numerics::multigrid::Lattice;
using parallel::petsc_check;

constexpr PetscInt nobody = -1;

/// Conducting voxels of this rank, with one plane below and above, numbered over all ranks.
struct Numbers {
  std::vector<PetscInt> number;       ///< ghost plane, planes, ghost plane; `nobody` outside the problem
  std::vector<std::uint8_t> classes;  ///< likewise
  PetscInt first = 0, count = 0;
};

template <class T>
void exchange_ends(const Lattice& lattice, const parallel::Communicator& ranks, std::vector<T>& values,
                   std::size_t plane) {
  if (lattice.shape.nz == 0) return;
  const std::span<T> all(values);
  parallel::exchange(
      ranks, lattice.beside,
      {std::as_bytes(all.subspan(plane, plane)), std::as_bytes(all.subspan(all.size() - 2 * plane, plane))},
      {std::as_writable_bytes(all.first(plane)), std::as_writable_bytes(all.last(plane))});
}

Numbers number_voxels(const Lattice& lattice, const ConnectedImage& connected, const parallel::Communicator& ranks) {
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), connected.classes.data);
  const auto plane = static_cast<std::size_t>(lattice.shape.nx) * static_cast<std::size_t>(lattice.shape.ny);
  Numbers numbers;
  numbers.number.assign(host.span() + 2 * plane, nobody);
  numbers.classes.assign(host.span() + 2 * plane, 0);
  for (std::size_t v = 0; v < host.span(); ++v) {
    numbers.classes[plane + v] = host.data()[v];
    if (host.data()[v] != 0) numbers.number[plane + v] = numbers.count++;
  }
  numbers.first = static_cast<PetscInt>(ranks.sum_before(static_cast<std::int64_t>(numbers.count)));
  for (PetscInt& number : numbers.number) number += number == nobody ? 0 : numbers.first;
  exchange_ends(lattice, ranks, numbers.number, plane);
  exchange_ends(lattice, ranks, numbers.classes, plane);
  return numbers;
}

double in_series(double a, double b) { return a > 0 && b > 0 ? 2 * a * b / (a + b) : 0; }

void set(const std::string& name, const std::string& value, PetscOptions options) {
  petsc_check(PetscOptionsSetValue(options, ("-transport_pc_hypre_boomeramg_" + name).c_str(), value.c_str()),
              "hypre options");
}

}  // namespace

struct HypreReference::System {
  Lattice lattice;
  Numbers numbers;
  numerics::Field<std::uint8_t> classes;
  std::vector<std::array<double, 3>> conductance;
  int axis = 0;
  Mat matrix = nullptr;
  Vec x = nullptr, b = nullptr;
  KSP krylov = nullptr;
  PetscOptions options = nullptr;

  ~System() {
    KSPDestroy(&krylov);
    MatDestroy(&matrix);
    VecDestroy(&x);
    VecDestroy(&b);
    PetscOptionsDestroy(&options);
  }

  /// Offset of the neighbour on a side in the arrays of Numbers; itself where there is none.
  std::ptrdiff_t step(int side, const std::array<std::int64_t, 3>& at) const {
    const auto& s = lattice.shape;
    const std::array<std::ptrdiff_t, 3> stride{1, s.nx, static_cast<std::ptrdiff_t>(s.nx) * s.ny};
    const std::array<std::int64_t, 3> count{s.nx, s.ny, lattice.grid.cells[2]};
    const auto a = static_cast<std::size_t>(side >> 1);
    const bool up = (side & 1) == 1;
    const bool end = at[a] == (up ? count[a] - 1 : 0);
    if (!end || (a == 2 && lattice.periodic(2))) return up ? stride[a] : -stride[a];
    if (!lattice.periodic(side >> 1)) return 0;
    return (up ? -1 : 1) * (count[a] - 1) * stride[a];
  }

  void add_row(std::size_t v, const std::array<std::int64_t, 3>& at) {
    const PetscInt row = numbers.number[v];
    const auto& g = conductance[numbers.classes[v]];
    double diagonal = 0;
    for (int side = 0; side < 6; ++side) {
      const std::ptrdiff_t to = step(side, at);
      const std::size_t other = v + static_cast<std::size_t>(to);
      if (to == 0 || numbers.number[other] == nobody) continue;
      const double w = in_series(g[side >> 1], conductance[numbers.classes[other]][side >> 1]);
      petsc_check(MatSetValue(matrix, row, numbers.number[other], -w, ADD_VALUES), "MatSetValue");
      diagonal += w;
    }
    const double face = 2 * g[axis];
    const bool high = at[axis] == lattice.grid.cells[axis] - 1;
    if (at[axis] == 0) diagonal += face;
    if (high) diagonal += face;
    if (high) petsc_check(VecSetValue(b, row, face, INSERT_VALUES), "VecSetValue");
    petsc_check(MatSetValue(matrix, row, row, diagonal, ADD_VALUES), "MatSetValue");
  }

  template <class Visit>
  void every_voxel(const Visit& visit) const {
    const auto& s = lattice.shape;
    std::size_t v = static_cast<std::size_t>(s.nx) * s.ny;
    for (std::int64_t k = 0; k < s.nz; ++k)
      for (std::int64_t j = 0; j < s.ny; ++j)
        for (std::int64_t i = 0; i < s.nx; ++i, ++v) {
          if (numbers.number[v] != nobody) visit(v, std::array{i, j, k + lattice.block.first[2]});
        }
  }

  void assemble(const parallel::Communicator& ranks) {
    const PetscInt n = numbers.count;
    petsc_check(MatCreateAIJ(ranks.handle(), n, n, PETSC_DETERMINE, PETSC_DETERMINE, 7, nullptr, 2, nullptr, &matrix),
                "MatCreateAIJ");
    petsc_check(MatCreateVecs(matrix, &x, &b), "MatCreateVecs");
    every_voxel([this](std::size_t v, const auto& at) { add_row(v, at); });
    petsc_check(MatAssemblyBegin(matrix, MAT_FINAL_ASSEMBLY), "MatAssemblyBegin");
    petsc_check(MatAssemblyEnd(matrix, MAT_FINAL_ASSEMBLY), "MatAssemblyEnd");
    petsc_check(VecAssemblyBegin(b), "VecAssemblyBegin");
    petsc_check(VecAssemblyEnd(b), "VecAssemblyEnd");
  }

  void prepare(const std::string& prefix, const parallel::Communicator& ranks) {
    PC pc = nullptr;
    petsc_check(KSPCreate(ranks.handle(), &krylov), "KSPCreate");
    petsc_check(KSPSetOptionsPrefix(krylov, prefix.c_str()), "KSPSetOptionsPrefix");
    petsc_check(KSPSetOperators(krylov, matrix, matrix), "KSPSetOperators");
    petsc_check(KSPSetType(krylov, KSPCG), "KSPSetType");
    petsc_check(KSPSetNormType(krylov, KSP_NORM_UNPRECONDITIONED), "KSPSetNormType");
    petsc_check(KSPSetInitialGuessNonzero(krylov, PETSC_TRUE), "KSPSetInitialGuessNonzero");
    petsc_check(KSPGetPC(krylov, &pc), "KSPGetPC");
    petsc_check(PCSetType(pc, PCHYPRE), "PCSetType");
    petsc_check(PCHYPRESetType(pc, "boomeramg"), "PCHYPRESetType");
    petsc_check(PetscOptionsCreate(&options), "PetscOptionsCreate");
    set("coarsen_type", "HMIS", options);
    set("interp_type", "ext+i", options);
    set("P_max", "4", options);
    set("strong_threshold", "0.5", options);
    set("agg_nl", "1", options);
    set("agg_num_paths", "1", options);
    petsc_check(PetscObjectSetOptions(reinterpret_cast<PetscObject>(pc), options), "PetscObjectSetOptions");
    petsc_check(KSPSetFromOptions(krylov), "KSPSetFromOptions");
    // So far the preconditioner has read the defaults above only; now what the user says.
    petsc_check(PetscObjectSetOptions(reinterpret_cast<PetscObject>(pc), nullptr), "PetscObjectSetOptions");
    petsc_check(PCSetFromOptions(pc), "PCSetFromOptions");
  }
};

HypreReference::HypreReference(const ConductingImage& image, const ConnectedImage& connected, int axis,
                               const TransportOptions& options, const parallel::Communicator& ranks)
    : system_(std::make_unique<System>()) {
  if (options.boundary == Boundary::cell) {
    throw parallel::AgreedFailure(ExitCode::input,
                                  "solver hypre: boundary cell is for the multigrid only; use fixed or periodic");
  }
  system_->lattice = numerics::multigrid::make_lattice(image.classes.grid, ends_of(options.boundary, axis), ranks);
  system_->numbers = number_voxels(system_->lattice, connected, ranks);
  system_->classes = connected.classes;
  system_->conductance = voxel_conductances(image);
  system_->axis = axis;
  system_->assemble(ranks);
  system_->prepare(options.petsc_prefix, ranks);
}

HypreReference::~HypreReference() = default;

int HypreReference::solve(double residual, int most_iterations) {
  petsc_check(KSPSetTolerances(system_->krylov, residual, PETSC_DEFAULT, PETSC_DEFAULT, most_iterations),
              "KSPSetTolerances");
  petsc_check(KSPSolve(system_->krylov, system_->b, system_->x), "hypre");
  KSPConvergedReason reason = KSP_CONVERGED_ITERATING;
  PetscInt iterations = 0;
  petsc_check(KSPGetConvergedReason(system_->krylov, &reason), "KSPGetConvergedReason");
  petsc_check(KSPGetIterationNumber(system_->krylov, &iterations), "KSPGetIterationNumber");
  if (reason <= 0) {
    throw parallel::AgreedFailure(ExitCode::solver,
                                  "hypre: not converged after " + std::to_string(iterations) + " iterations");
  }
  return static_cast<int>(iterations);
}

numerics::Field<double> HypreReference::potential() const {
  numerics::Field<double> field;
  field.grid = system_->classes.grid;
  field.block = system_->classes.block;
  const auto& classes = system_->classes.data;
  field.data = numerics::Field<double>::View("potential", classes.extent(0), classes.extent(1), classes.extent(2));
  const auto host = Kokkos::create_mirror_view(field.data);
  const PetscScalar* values = nullptr;
  petsc_check(VecGetArrayRead(system_->x, &values), "VecGetArrayRead");
  const std::size_t plane = classes.extent(1) * classes.extent(2);
  system_->every_voxel([&](std::size_t v, const auto&) {
    host.data()[v - plane] = values[system_->numbers.number[v] - system_->numbers.first];
  });
  petsc_check(VecRestoreArrayRead(system_->x, &values), "VecRestoreArrayRead");
  Kokkos::deep_copy(field.data, host);
  return field;
}

}  // namespace voxvolt::microstructure
