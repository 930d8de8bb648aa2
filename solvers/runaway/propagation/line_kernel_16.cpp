// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/propagation/line_kernel.hpp"

namespace voxvolt::runaway {

template class LineOf<most_reactions>;

}  // namespace voxvolt::runaway
