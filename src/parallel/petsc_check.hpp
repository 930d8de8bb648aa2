// SPDX-License-Identifier: BSD-3-Clause
// PETSc's error codes as exceptions.
#pragma once

#include <string>

namespace voxvolt::parallel {

/// Does nothing for 0. Any other code of a PETSc or SLEPc call becomes "DOING: PETSc: what it said": MachineFailure
/// when it is out of memory, cannot reach a file or MPI failed, SolverFailure otherwise. Calls are collective, their
/// errors need not be: go through `agree` where ranks may differ.
void petsc_check(int code, const std::string& doing);

}  // namespace voxvolt::parallel
