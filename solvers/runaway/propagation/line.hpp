// SPDX-License-Identifier: BSD-3-Clause
// The state of one line of volumes, or of several lines of equal length side by side (lanes), and one step of RODAS4
// with the reactions of each volume eliminated. Entry = volume * stride + lane; a line alone has stride 1.
//   T_i' = sum_r q_r R_r + left_i (T_{i-1} - T_i) + right_i (T_{i+1} - T_i) + source_i - losses_i,   x_r' = R_r(T, x)
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>

#include "numerics/aligned_array.hpp"
#include "solvers/runaway/kinetics/rate_shape.hpp"
#include "solvers/runaway/propagation/grid_coupling.hpp"
#include "solvers/runaway/propagation/stack_params.hpp"

namespace voxvolt::runaway {

/// One volume, per area of cross-section.
struct Volume {
  double thickness = 1;         ///< m
  double heat_capacity = 1;     ///< J/(m^3 K)
  double contact = 0;           ///< conductance to the volume before it, W/(m^2 K); 0: none
  double side_coefficient = 0;  ///< W/(m^2 K)
  double side_emissivity = 0;
  const VolumeKind* kind = nullptr;
  bool heated = true;      ///< by its reactions; not where the temperature is imposed
  double temperature = 0;  ///< K
  std::array<double, most_reactions> extents{};
};

/// What a lane sees outside.
struct LaneSurroundings {
  const StackParams* stack = nullptr;
  double half_left = 0, half_right = 0;  ///< conductances of the end half volumes, W/(m^2 K)
};

/// One try of a lane.
struct Attempt {
  double t = 0;  ///< s
  double h = 1;  ///< s
  double tolerance = 1;
};

/// What a try of a lane gave.
struct Trial {
  double error = 0;              ///< over the tolerance; not finite: no result
  std::array<double, 3> lost{};  ///< J/m^2 through the left end, the right end and the sides
};

class Line {
 public:
  /// `volumes` of each lane and in all `stride` lanes.
  Line(const RateShape& shape, std::size_t volumes, std::size_t stride);
  virtual ~Line() = default;

  void set_volume(std::size_t volume, std::size_t lane, const Volume& v);
  void set_surroundings(std::size_t lane, const LaneSurroundings& s) { surroundings_[lane] = s; }
  /// Sets left and right conductances from the contacts. After the last set_volume.
  void couple();
  /// The same for voxels of a grid, one lane only; systems are solved to `tolerance`.
  void couple(std::shared_ptr<GridCoupling> grid, double tolerance, Preconditioner preconditioner);

  /// Rates, slopes, heat() and slope() at the present state; `t` per lane (s).
  virtual void prepare(std::span<const double> t) = 0;
  /// One step from what was prepared, for all lanes.
  virtual void attempt(std::span<const Attempt> tries, std::span<Trial> trials) = 0;
  /// The step becomes the present state; the former one stays for interpolation.
  void accept();  ///< all lanes
  void accept(std::size_t lane);

  /// Of a grid's systems so far.
  std::int64_t linear_iterations() const { return grid_ ? grid_->iterations() : 0; }
  std::size_t volumes() const { return volumes_; }
  std::size_t stride() const { return stride_; }
  const double* temperature() const { return at(temperature_); }
  double* temperature() { return at(temperature_); }
  const double* extent(int r) const { return at(extents_[r]); }
  double* extent(int r) { return at(extents_[r]); }
  const double* heat() const { return at(heat_); }    ///< K/s by reactions
  const double* slope() const { return at(slope_); }  ///< K/s, all
  double* source() { return at(source_); }            ///< K/s, imposed
  int reactions() const { return reactions_; }
  /// Of a grid: each entry's part of its block's volume; none where all volumes of a block are equal.
  const double* share() const { return grid_ ? grid_->share() : nullptr; }
  /// Polynomial pieces of the last step: y(share) = (1 - share) y0 + share (y1 + (1 - share)(d2 + share d3)).
  struct Dense {
    double y0, y1, d2, d3;
    double at(double share) const { return (1 - share) * y0 + share * (y1 + (1 - share) * (d2 + share * d3)); }
  };
  Dense dense_temperature(std::size_t entry) const;
  Dense dense_extent(int r, std::size_t entry) const;

 protected:
  using Array = numerics::AlignedArray<double>;
  static constexpr std::size_t guard = 8;
  double* at(Array& a) { return a.data() + guard; }
  const double* at(const Array& a) const { return a.data() + guard; }
  /// Area density of heat capacity, J/(m^2 K), is 1/inverse_capacity_.
  Array make() const { return Array(entries_ + 2 * guard, 0.0); }
  Dense dense(const Array& before, const Array& now, std::size_t entry, int which) const;

  RateShape shape_;
  std::size_t volumes_, stride_, entries_;
  int reactions_;
  std::shared_ptr<GridCoupling> grid_;
  double linear_tolerance_ = 1e-3;
  Preconditioner preconditioner_ = Preconditioner::automatic;
  StackParams nothing_;  ///< what lanes without a stack see
  std::vector<LaneSurroundings> surroundings_;
  Array temperature_, former_temperature_, heat_, slope_, source_;
  std::vector<Array> extents_, former_extents_;
  Array inverse_capacity_, contact_, left_, right_, side_coefficient_, side_emissivity_;
  Array coefficients_;
  std::size_t pitch_;
  std::vector<Array> per_extent_;                 ///< q_r, K
  std::array<std::vector<Array>, 6> increments_;  ///< [stage][0: T, 1 + r: x_r]
};

/// A line whose kernel fits the number of reactions.
std::unique_ptr<Line> make_line(const RateShape& shape, std::size_t volumes, std::size_t stride);

}  // namespace voxvolt::runaway
