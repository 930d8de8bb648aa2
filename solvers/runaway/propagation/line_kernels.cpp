// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/propagation/line_kernel.hpp"

namespace voxvolt::runaway {

std::unique_ptr<Line> make_line(const RateShape& shape, std::size_t volumes, std::size_t stride) {
  switch (shape.reactions.size()) {
    case 0:
    case 1: return std::make_unique<LineOf<1>>(shape, volumes, stride);
    case 2: return std::make_unique<LineOf<2>>(shape, volumes, stride);
    case 3: return std::make_unique<LineOf<3>>(shape, volumes, stride);
    case 4: return std::make_unique<LineOf<4>>(shape, volumes, stride);
    case 5:
    case 6: return std::make_unique<LineOf<6>>(shape, volumes, stride);
    case 7:
    case 8: return std::make_unique<LineOf<8>>(shape, volumes, stride);
    default: return std::make_unique<LineOf<most_reactions>>(shape, volumes, stride);
  }
}

}  // namespace voxvolt::runaway
