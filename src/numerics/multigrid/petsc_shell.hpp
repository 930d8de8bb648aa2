// SPDX-License-Identifier: BSD-3-Clause
// The multigrid as a preconditioner of a PETSc Krylov method.
#pragma once

#include <memory>

#include "numerics/multigrid/multigrid.hpp"

typedef struct _p_PC* PC;  // PETSc's own name for it; its headers stay out of this room's

namespace voxvolt::numerics::multigrid {

/// Makes `pc` a PCSHELL that applies one cycle: symmetric and positive, so that KSPCG may use it. The vectors hold every
/// voxel of this rank's aligned_slab in natural order (x fastest), in the unit of the medium's conductances. Entries
/// outside the problem come back as zero. `pc` keeps the multigrid alive.
void attach(PC pc, std::shared_ptr<Multigrid> multigrid);

}  // namespace voxvolt::numerics::multigrid
