// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/microstructure/transport/transport.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>
#include <sstream>

#include "numerics/multigrid/multigrid.hpp"
#include "numerics/multigrid/rows.hpp"
#include "parallel/agree.hpp"
#include "parallel/halo.hpp"
#include "solvers/microstructure/transport/hypre_reference.hpp"
#include "solvers/microstructure/transport/image_medium.hpp"
#include "solvers/microstructure/transport/plane_flux.hpp"

namespace voxvolt::microstructure {
namespace {

namespace multigrid = numerics::multigrid;

AxisTransport blank(const ConductingImage& image, int axis, const ConnectedImage& connected) {
  AxisTransport result;
  result.axis = axis;
  result.mean_conductivity = image.arithmetic_mean(axis);
  result.harmonic_conductivity = image.harmonic_mean(axis);
  result.conducting_voxels = connected.conducting;
  result.isolated_voxels = connected.isolated;
  result.percolates = connected.conducting > 0;
  return result;
}

void check_bounds(const AxisTransport& result, double tolerance) {
  // Half-cell distances at held faces keep the discrete answer within the Wiener bounds too.
  const double slack = 1e-12 + tolerance;
  const bool above = result.conductivity > result.mean_conductivity * (1 + slack);
  const bool below = result.conductivity < result.harmonic_conductivity * (1 - slack);
  if (!above && !below) return;
  std::ostringstream text;
  text << "effective transport: " << result.conductivity << " along "
       << "xyz"[result.axis] << " is outside the Wiener bounds " << result.harmonic_conductivity << " to "
       << result.mean_conductivity;
  throw parallel::AgreedFailure(ExitCode::solver, text.str());
}

numerics::Field<double> zero_field(const numerics::VoxelGrid& grid, const numerics::Block& block) {
  return {grid, block,
          numerics::Field<double>::View("flux density", static_cast<std::size_t>(block.count[2]),
                                        static_cast<std::size_t>(block.count[1]),
                                        static_cast<std::size_t>(block.count[0]))};
}

template <class Function>
void for_each_value(const numerics::Field<double>& field, const Function& function) {
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), field.data);
  std::transform(host.data(), host.data() + host.span(), host.data(), function);
  Kokkos::deep_copy(field.data, host);
}

/// From the slabs of the multigrid to those of all other fields.
numerics::Field<double> on_slabs(const numerics::Field<double>& aligned, const parallel::Communicator& ranks) {
  const auto& grid = aligned.grid;
  numerics::Field<double> field = zero_field(grid, numerics::slab_of(grid, ranks));
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), aligned.data);
  const auto moved = parallel::move_planes(ranks, {aligned.block.first[2], aligned.block.count[2]},
                                           {field.block.first[2], field.block.count[2]},
                                           grid.cells[0] * grid.cells[1] * static_cast<std::int64_t>(sizeof(double)),
                                           std::as_bytes(std::span<const double>(host.data(), host.span())));
  const auto into = Kokkos::create_mirror_view(field.data);
  if (!moved.empty()) std::memcpy(into.data(), moved.data(), moved.size());
  Kokkos::deep_copy(field.data, into);
  return field;
}

/// The flux density over its mean where nothing deviates from the mean gradient.
numerics::Field<double> undisturbed_flux(const ConductingImage& image, int axis, const parallel::Communicator& ranks) {
  numerics::Field<double> field = zero_field(image.classes.grid, image.classes.block);
  const auto classes = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), image.classes.data);
  const auto host = Kokkos::create_mirror_view(field.data);
  for (std::size_t n = 0; n < host.span(); ++n)
    host.data()[n] = image.conductivity[classes.data()[n]][axis] / image.arithmetic_mean(axis);
  Kokkos::deep_copy(field.data, host);
  return on_slabs(field, ranks);
}

/// One connected image under one gradient.
class Direction {
 public:
  Direction(const ConductingImage& image, const ConnectedImage& connected, multigrid::Multigrid& solver, int axis,
            const TransportOptions& options)
      : image_(image),
        connected_(connected),
        solver_(solver),
        axis_(axis),
        options_(options),
        cell_(options.boundary == Boundary::cell),
        v_(solver.lattice()) {}

  AxisTransport solve() {
    AxisTransport result = blank(image_, axis_, connected_);
    first_guess();
    multigrid::KrylovProblem problem;
    problem.residual = [this] { residual(); };
    problem.reference = reference();
    problem.also = [this] {
      const PlaneFlux flux = plane_flux(solver_, v_.x, v_.r, axis_, cell_);
      return flux.mean > -least_flux() && flux.spread <= options_.tolerance * std::max(flux.mean, least_flux());
    };
    if (options_.solver == TransportSolver::hypre) {
      solve_by_hypre(problem, result);
    } else if (problem.reference > 0) {
      solve_by_multigrid(problem, result);
    } else {
      residual();
    }
    measure(result);
    if (options_.flux_density) result.flux_density = flux_density(result);
    return result;
  }

  /// Mean flux along another axis per unit mean gradient along this one.
  double cross_flux(int other) {
    const auto h = image_.classes.grid.spacing;
    const double total = sum(solver_.voxels().flux(v_.x, other, 0, false)) * solver_.voxels().scale();
    return total * h[axis_] * h[other] / (h[0] * h[1] * h[2] * static_cast<double>(image_.size()));
  }

 private:
  void solve_by_multigrid(const multigrid::KrylovProblem& problem, AxisTransport& result) {
    try {
      const auto outcome = multigrid::conjugate_gradients(
          solver_, v_, problem, {std::min(1e-5, options_.tolerance), options_.most_iterations});
      result.iterations = outcome.iterations;
      result.relative_residual = outcome.relative_residual;
    } catch (const parallel::AgreedFailure&) {
      if (cell_ || !options_.hypre_as_last_resort) throw;
      result.by_last_resort = true;
      solve_by_hypre(problem, result);
    }
  }

  /// Tightens hypre's own test until ours holds; leaves the potential in v_.x and its residual in v_.r.
  void solve_by_hypre(const multigrid::KrylovProblem& problem, AxisTransport& result) {
    constexpr int most_iterations = 300;
    HypreReference reference(image_, connected_, axis_, options_, solver_.lattice().ranks);
    const double wanted = std::min(1e-5, options_.tolerance);
    for (double residual = 1e-1 * wanted; residual > 1e-15; residual *= 1e-1) {
      result.iterations += reference.solve(residual, most_iterations);
      multigrid::import_field(solver_.lattice(), reference.potential().data, v_.x);
      problem.residual();
      const double left = std::sqrt(sum(solver_.voxels().dot(v_.r, v_.r)));
      result.relative_residual = left / problem.reference;
      if (left <= wanted * problem.reference && problem.also()) return;
    }
    throw parallel::AgreedFailure(ExitCode::solver, "hypre: the plane fluxes do not reach the tolerance");
  }

  double sum(double mine) const { return solver_.lattice().ranks.sum(mine); }

  /// Held ends: the straight line between them. Cell: no deviation from the mean gradient.
  void first_guess() {
    if (cell_) return;
    const multigrid::Shape s = solver_.lattice().shape;
    const auto x = v_.x;
    const int axis = axis_, before = axis_ == 2 ? static_cast<int>(solver_.lattice().block.first[2]) : 0;
    const double planes = static_cast<double>(image_.classes.grid.cells[axis_]);
    multigrid::for_rows(
        s, 0, s.nz, KOKKOS_LAMBDA(const multigrid::Team& team, int k, int j, int) {
          multigrid::along_row(team, s.nx, [=](int i) {
            const int n = axis == 0 ? i : axis == 1 ? j : k + before;
            x(s.at(k, j, i)) = (n + 0.5) / planes;
          });
        });
    solver_.voxels().mask(x);
  }

  void right_side() {
    Kokkos::deep_copy(v_.r, 0.0);
    if (cell_) solver_.voxels().add_tilt(axis_, v_.r);
    else solver_.voxels().add_held_ends(axis_, v_.r);
  }
  /// In a cell a direction may carry nothing at all. What is below this is judged against this.
  double least_flux() const {
    const double voxels = static_cast<double>(image_.size() / image_.classes.grid.cells[axis_]);
    const auto h = image_.classes.grid.spacing;
    const double conductance = image_.arithmetic_mean(axis_) * h[0] * h[1] * h[2] / (h[axis_] * h[axis_]);
    return cell_ ? 1e-6 * voxels * conductance / solver_.voxels().scale() : 0;
  }
  double reference() {
    right_side();
    return std::sqrt(sum(solver_.voxels().dot(v_.r, v_.r)));
  }
  void residual() {
    right_side();
    solver_.voxels().residual(v_.r, v_.x, v_.r);
  }

  void measure(AxisTransport& result) {
    const auto& grid = image_.classes.grid;
    const double volume = grid.spacing[0] * grid.spacing[1] * grid.spacing[2] * static_cast<double>(image_.size());
    const double length = grid.spacing[axis_] * static_cast<double>(grid.cells[axis_]);
    // Dissipation = conductivity * mean gradient^2 * volume; the drop over the box is 1, or 1 per voxel for a cell.
    const double drop = cell_ ? static_cast<double>(grid.cells[axis_]) : 1;
    const double scale = solver_.voxels().scale() * length * length / (volume * drop * drop);
    const double jump = cell_ ? 1 : 0;
    result.conductivity = scale * sum(solver_.voxels().dissipation(v_.x, axis_, jump, !cell_));
    const PlaneFlux flux = plane_flux(solver_, v_.x, v_.r, axis_, cell_);
    result.mean_flux = scale * drop * flux.mean;
    result.plane_flux_spread = flux.spread / std::max(std::abs(flux.mean), least_flux());
    result.bytes = solver_.lattice().ranks.sum(solver_.bytes() + v_.bytes());
  }

  /// |q| / <q>, <q> the mean over the box; a voxel's face flux over its area is its flux density.
  numerics::Field<double> flux_density(const AxisTransport& result) {
    const auto& grid = image_.classes.grid;
    const auto& lattice = solver_.lattice();
    multigrid::fill_ghosts(lattice, v_.x);
    Kokkos::deep_copy(v_.r, 0.0);
    const double drop = cell_ ? static_cast<double>(grid.cells[axis_]) : 1;
    const double length = grid.spacing[axis_] * static_cast<double>(grid.cells[axis_]);
    const double mean = result.conductivity * drop / length;
    for (int axis = 0; axis < 3; ++axis) {
      const double area = grid.spacing[0] * grid.spacing[1] * grid.spacing[2] / grid.spacing[axis];
      const double factor = mean > 0 ? solver_.voxels().scale() / (area * mean) : 0;
      solver_.voxels().add_squared_flux(v_.x, axis, cell_ && axis == axis_ ? 1 : 0, !cell_ && axis == axis_, factor,
                                        v_.r);
    }
    numerics::Field<double> aligned = zero_field(grid, lattice.block);
    multigrid::export_field(lattice, v_.r, aligned.data);
    for_each_value(aligned, [](double square) { return std::sqrt(square); });
    return on_slabs(aligned, lattice.ranks);
  }

  const ConductingImage& image_;
  const ConnectedImage& connected_;
  multigrid::Multigrid& solver_;
  int axis_;
  const TransportOptions& options_;
  bool cell_;
  multigrid::KrylovVectors v_;
};

multigrid::LabelledMedium medium_of(const ConductingImage& image, const ConnectedImage& connected, Boundary boundary,
                                    int axis) {
  multigrid::LabelledMedium medium;
  medium.classes = connected.classes;
  medium.conductance = voxel_conductances(image);
  medium.ends = ends_of(boundary, axis);
  if (boundary != Boundary::cell) medium.held_axis = axis;
  return medium;
}

Transport held(const ConductingImage& image, const TransportOptions& options, const parallel::Communicator& ranks) {
  Transport transport;
  for (const int axis : options.axes) {
    const ConnectedImage connected = connected_along(image, axis, options.boundary, ranks);
    if (connected.conducting == 0) {
      transport.axes.push_back(blank(image, axis, connected));
      if (options.flux_density)
        transport.axes.back().flux_density =
            zero_field(image.classes.grid, numerics::slab_of(image.classes.grid, ranks));
      continue;
    }
    multigrid::Multigrid solver(medium_of(image, connected, options.boundary, axis), ranks);
    transport.axes.push_back(Direction(image, connected, solver, axis, options).solve());
    check_bounds(transport.axes.back(), options.tolerance);
  }
  return transport;
}

Transport cell(const ConductingImage& image, const TransportOptions& options, const parallel::Communicator& ranks) {
  Transport transport;
  transport.tensor.emplace();
  const ConnectedImage connected = connected_along(image, 0, options.boundary, ranks);
  std::optional<multigrid::Multigrid> solver;
  if (connected.conducting > 0) solver.emplace(medium_of(image, connected, options.boundary, 0), ranks);
  for (int axis = 0; axis < 3; ++axis) {
    AxisTransport result = blank(image, axis, connected);
    auto& tensor = *transport.tensor;
    if (solver && image.classes.grid.cells[axis] == 1) {
      // Every voxel is its own neighbour along this axis: nothing deviates from the mean gradient.
      result.conductivity = result.mean_flux = result.mean_conductivity;
      if (options.flux_density) result.flux_density = undisturbed_flux(image, axis, ranks);
    } else if (!solver) {
      if (options.flux_density)
        result.flux_density = zero_field(image.classes.grid, numerics::slab_of(image.classes.grid, ranks));
    } else {
      Direction direction(image, connected, *solver, axis, options);
      result = direction.solve();
      for (int other = 0; other < 3; ++other) {
        if (other != axis) tensor[other][axis] = direction.cross_flux(other);
      }
    }
    tensor[axis][axis] = result.conductivity;
    check_bounds(result, options.tolerance);
    transport.axes.push_back(result);
  }
  return transport;
}

}  // namespace

std::optional<double> AxisTransport::tortuosity() const {
  if (!(conductivity > 0)) return std::nullopt;
  return mean_conductivity / conductivity;
}

Transport effective_conductivity(const numerics::Field<std::uint8_t>& labels, const ConductivityTable& conductivity,
                                 const TransportOptions& options, const parallel::Communicator& ranks) {
  const ConductingImage image = conducting_image(labels, conductivity, ranks);
  return options.boundary == Boundary::cell ? cell(image, options, ranks) : held(image, options, ranks);
}

}  // namespace voxvolt::microstructure
