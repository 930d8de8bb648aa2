// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/propagation/line_kernel.hpp"

namespace voxvolt::runaway {

// Each is compiled in a file of its own (line_kernel_N.cpp): they are long.
extern template class LineOf<1>;
extern template class LineOf<2>;
extern template class LineOf<3>;
extern template class LineOf<4>;
extern template class LineOf<6>;
extern template class LineOf<8>;
extern template class LineOf<most_reactions>;

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
