// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>
#include <sstream>

#include "numerics/multigrid/multigrid.hpp"
#include "parallel/agree.hpp"

namespace voxvolt::numerics::multigrid {
namespace {

/// One run of conjugate gradients from a fresh residual: until the recurrence satisfies the tests, or something is wrong.
class Run {
 public:
  Run(Multigrid& multigrid, KrylovVectors& v, const KrylovProblem& problem, const KrylovOptions& options)
      : multigrid_(multigrid), v_(v), problem_(problem), options_(options) {}

  /// Relative residual of the current x, recomputed.
  double fresh_residual() {
    problem_.residual();
    square_ = multigrid_.lattice().ranks.sum(multigrid_.voxels().dot(v_.r, v_.r));
    unit_ = std::sqrt(square_);
    restart_ = true;
    return relative();
  }
  double relative() const { return std::sqrt(square_) / problem_.reference; }

  /// One iteration; false when the preconditioner or the matrix shows itself not positive.
  bool iterate() {
    const double norm = std::sqrt(square_);
    const double rz = multigrid_.cycle(v_.r, 1 / norm, v_.z) * norm;
    if (!(rz > 0) || !std::isfinite(rz)) return false;
    // p is held in units of the first residual of this run, which keeps a float direction in range.
    const double beta = restart_ ? 0 : rz / last_rz_;
    const double energy = multigrid_.lattice().ranks.sum(multigrid_.voxels().direct(v_.z, norm / unit_, beta, v_.p));
    if (!(energy > 0) || !std::isfinite(energy)) return false;
    const double alpha = rz / (energy * unit_);
    square_ = multigrid_.lattice().ranks.sum(multigrid_.voxels().step(alpha, v_.p, v_.x, v_.r));
    last_rz_ = rz;
    restart_ = false;
    return std::isfinite(square_);
  }

  bool satisfied() { return relative() <= options_.residual && problem_.also(); }

 private:
  Multigrid& multigrid_;
  KrylovVectors& v_;
  const KrylovProblem& problem_;
  const KrylovOptions& options_;
  double square_ = 0, unit_ = 1, last_rz_ = 1;
  bool restart_ = true;
};

[[noreturn]] void give_up(const char* why, int iterations, double relative) {
  std::ostringstream text;
  text << "voxel multigrid: " << why << " after " << iterations << " iterations, relative residual " << relative;
  throw parallel::AgreedFailure(ExitCode::solver, text.str());
}

}  // namespace

KrylovVectors::KrylovVectors(const Lattice& lattice)
    : x("x", static_cast<std::size_t>(lattice.entries())),
      r("r", static_cast<std::size_t>(lattice.entries())),
      p("p", static_cast<std::size_t>(lattice.entries())),
      z("z", static_cast<std::size_t>(lattice.entries())) {}

KrylovOutcome conjugate_gradients(Multigrid& multigrid, KrylovVectors& v, const KrylovProblem& problem,
                                  const KrylovOptions& options) {
  constexpr int most_restarts = 5;  // rounding lets the recurrence run ahead of the truth only near the end
  Run run(multigrid, v, problem, options);
  KrylovOutcome outcome;
  bool cautious = false;
  for (int restart = 0; restart <= most_restarts; ++restart) {
    outcome.relative_residual = run.fresh_residual();
    if (run.satisfied()) return outcome;
    while (!run.satisfied()) {
      if (outcome.iterations >= options.most_iterations) {
        give_up("not converged", outcome.iterations, run.relative());
      }
      ++outcome.iterations;
      if (run.iterate()) continue;
      if (cautious) give_up("the preconditioner is not positive", outcome.iterations, run.relative());
      cautious = true;
      multigrid.set_over_correction(1);
      break;
    }
  }
  outcome.relative_residual = run.fresh_residual();
  if (!run.satisfied()) give_up("rounding prevents the tolerance", outcome.iterations, run.relative());
  return outcome;
}

KrylovOutcome solve(Multigrid& multigrid, const Field<double>& b, const Field<double>& x,
                    const KrylovOptions& options) {
  const Lattice& lattice = multigrid.lattice();
  LevelZero& voxels = multigrid.voxels();
  KrylovVectors v(lattice);
  const Kokkos::View<double*> rhs("b", static_cast<std::size_t>(lattice.entries()));
  import_field(lattice, b.data, rhs);
  import_field(lattice, x.data, v.x);
  voxels.mask(rhs);
  voxels.mask(v.x);
  const double norm = std::sqrt(lattice.ranks.sum(voxels.dot(rhs, rhs)));
  if (norm == 0) {
    Kokkos::deep_copy(x.data, 0.0);
    return {};
  }
  // The matrix is held in units of its largest conductance.
  const double inverse = 1 / voxels.scale();
  const auto count = static_cast<std::int64_t>(rhs.span());
  Kokkos::parallel_for(
      Kokkos::RangePolicy<>(0, count), KOKKOS_LAMBDA(std::int64_t n) { rhs(n) *= inverse; });
  KrylovProblem problem;
  problem.residual = [&] { voxels.residual(rhs, v.x, v.r); };
  problem.reference = norm * inverse;
  const KrylovOutcome outcome = conjugate_gradients(multigrid, v, problem, options);
  export_field(lattice, v.x, x.data);
  return outcome;
}

}  // namespace voxvolt::numerics::multigrid
