// SPDX-License-Identifier: BSD-3-Clause
#include "numerics/multigrid/petsc_shell.hpp"

#include <petscpc.h>

#include <algorithm>
#include <cmath>

#include "parallel/petsc_check.hpp"

namespace voxvolt::numerics::multigrid {
namespace {

using Natural = Kokkos::View<double***, Kokkos::LayoutRight>;

/// What a shell holds between applications.
class Shell {
 public:
  explicit Shell(std::shared_ptr<Multigrid> multigrid)
      : multigrid_(std::move(multigrid)),
        natural_("natural order", static_cast<std::size_t>(shape().nz), static_cast<std::size_t>(shape().ny),
                 static_cast<std::size_t>(shape().nx)),
        host_(Kokkos::create_mirror_view(natural_)),
        r_("r", entries()),
        z_("z", entries()) {}

  void apply(const double* from, double* into) {
    std::copy_n(from, host_.span(), host_.data());
    Kokkos::deep_copy(natural_, host_);
    import_field(multigrid_->lattice(), natural_, r_);
    LevelZero& voxels = multigrid_->voxels();
    voxels.mask(r_);
    const double norm = std::sqrt(multigrid_->lattice().ranks.sum(voxels.dot(r_, r_)));
    if (norm == 0) {
      std::fill_n(into, host_.span(), 0.0);
      return;
    }
    multigrid_->cycle(r_, 1 / norm, z_);
    export_field(multigrid_->lattice(), z_, natural_);
    Kokkos::deep_copy(host_, natural_);
    const double scale = norm / voxels.scale();
    std::transform(host_.data(), host_.data() + host_.span(), into, [scale](double z) { return scale * z; });
  }

 private:
  const Shape& shape() const { return multigrid_->lattice().shape; }
  std::size_t entries() const { return static_cast<std::size_t>(multigrid_->lattice().entries()); }
  std::shared_ptr<Multigrid> multigrid_;
  Natural natural_;
  Natural::HostMirror host_;
  Kokkos::View<double*> r_;
  Kokkos::View<float*> z_;
};

PetscErrorCode apply_shell(PC pc, Vec from, Vec into) {
  PetscFunctionBeginUser;
  Shell* shell = nullptr;
  PetscCall(PCShellGetContext(pc, &shell));
  const PetscScalar* source = nullptr;
  PetscScalar* target = nullptr;
  PetscCall(VecGetArrayRead(from, &source));
  PetscCall(VecGetArrayWrite(into, &target));
  shell->apply(source, target);
  PetscCall(VecRestoreArrayWrite(into, &target));
  PetscCall(VecRestoreArrayRead(from, &source));
  PetscFunctionReturn(0);
}

PetscErrorCode destroy_shell(PC pc) {
  PetscFunctionBeginUser;
  Shell* shell = nullptr;
  PetscCall(PCShellGetContext(pc, &shell));
  delete shell;
  PetscFunctionReturn(0);
}

}  // namespace

void attach(PC pc, std::shared_ptr<Multigrid> multigrid) {
  parallel::petsc_check(PCSetType(pc, PCSHELL), "PCSetType");
  parallel::petsc_check(PCShellSetContext(pc, new Shell(std::move(multigrid))), "PCShellSetContext");
  parallel::petsc_check(PCShellSetApply(pc, apply_shell), "PCShellSetApply");
  parallel::petsc_check(PCShellSetDestroy(pc, destroy_shell), "PCShellSetDestroy");
  parallel::petsc_check(PCShellSetName(pc, "voxel multigrid"), "PCShellSetName");
}

}  // namespace voxvolt::numerics::multigrid
