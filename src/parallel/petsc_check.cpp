// SPDX-License-Identifier: BSD-3-Clause
#include "parallel/petsc_check.hpp"

#include <petscsys.h>

#include "parallel/failure.hpp"

namespace voxvolt::parallel {

namespace {

bool is_of_the_machine(int code) {
  switch (code) {
    case PETSC_ERR_MEM:
    case PETSC_ERR_MPI:
    case PETSC_ERR_SYS:
    case PETSC_ERR_FILE_OPEN:
    case PETSC_ERR_FILE_READ:
    case PETSC_ERR_FILE_WRITE: return true;
    default: return false;
  }
}

}  // namespace

void petsc_check(int code, const std::string& doing) {
  if (code == 0) return;
  const char* general = nullptr;
  char* particular = nullptr;
  PetscErrorMessage(static_cast<PetscErrorCode>(code), &general, &particular);
  std::string text = doing + ": PETSc: " + (general ? general : "error " + std::to_string(code));
  if (particular && *particular) text += std::string(": ") + particular;
  if (is_of_the_machine(code)) throw MachineFailure(text);
  throw SolverFailure(text);
}

}  // namespace voxvolt::parallel
