// SPDX-License-Identifier: BSD-3-Clause
#include "numerics/multigrid/multigrid.hpp"

namespace voxvolt::numerics::multigrid {

Multigrid::Multigrid(const LabelledMedium& medium, const parallel::Communicator& ranks, const CycleOptions& options)
    : voxels_(make_level_zero(medium, ranks)) {
  build(options);
}

Multigrid::Multigrid(const FaceMedium& medium, const parallel::Communicator& ranks, const CycleOptions& options)
    : voxels_(make_level_zero(medium, ranks)) {
  build(options);
}

void Multigrid::build(const CycleOptions& options) {
  over_correction_ = options.over_correction;
  Graph first = voxels_->coarsen(options.strength);
  coarse_ = std::make_unique<CoarseLevels>(lattice().ranks, std::move(first), lattice().aligned_levels, options);
}

double Multigrid::cycle(const Kokkos::View<double*>& r, double factor, const Kokkos::View<float*>& z) {
  voxels_->pre_smooth(r, factor, z, coarse_->right_side());
  coarse_->solve();
  return lattice().ranks.sum(voxels_->post_smooth(r, factor, z, coarse_->solution(), over_correction_));
}

void Multigrid::set_over_correction(double over) {
  over_correction_ = over;
  coarse_->set_over_correction(over);
}

void multiply(Multigrid& multigrid, const Field<double>& x, const Field<double>& y) {
  const Lattice& lattice = multigrid.lattice();
  const auto size = static_cast<std::size_t>(lattice.entries());
  const Kokkos::View<double*> from("x", size), into("A x", size);
  import_field(lattice, x.data, from);
  multigrid.voxels().mask(from);
  multigrid.voxels().residual(into, from, into);
  export_field(lattice, into, y.data);
  const double scale = -multigrid.voxels().scale();
  const auto out = y.data;
  const auto count = static_cast<std::int64_t>(out.span());
  Kokkos::parallel_for(
      Kokkos::RangePolicy<>(0, count), KOKKOS_LAMBDA(std::int64_t n) { out.data()[n] *= scale; });
}

}  // namespace voxvolt::numerics::multigrid
