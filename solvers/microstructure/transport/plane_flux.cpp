// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/microstructure/transport/plane_flux.hpp"

#include <algorithm>

namespace voxvolt::microstructure {

PlaneFlux plane_flux(numerics::multigrid::Multigrid& solver, const Kokkos::View<double*>& x,
                     const Kokkos::View<double*>& r, int axis, bool cell) {
  const auto& lattice = solver.lattice();
  const auto planes = static_cast<std::size_t>(lattice.grid.cells[axis]);
  std::vector<double> change(planes, 0.0);
  const std::vector<double> mine = solver.voxels().plane_sums(r, axis);
  const auto first = static_cast<std::ptrdiff_t>(axis == 2 ? lattice.block.first[2] : 0);
  std::copy(mine.begin(), mine.end(), change.begin() + first);
  lattice.ranks.sum(std::span<double>(change));
  double flux = 0, least = 0, most = 0;
  for (const double step : change) {
    flux += step;
    least = std::min(least, flux);
    most = std::max(most, flux);
  }
  numerics::multigrid::fill_ghosts(lattice, x);
  const double total = lattice.ranks.sum(solver.voxels().flux(x, axis, cell ? 1 : 0, !cell));
  return {total / static_cast<double>(cell ? planes : planes + 1), most - least};
}

}  // namespace voxvolt::microstructure
