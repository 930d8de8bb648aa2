// SPDX-License-Identifier: BSD-3-Clause
// How far off an effective conductivity may be: from coarser images of the same box, and from parts of it.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "solvers/microstructure/transport/transport.hpp"

namespace voxvolt::microstructure {

/// What three resolutions say of the answer at a vanishing voxel.
struct Extrapolation {
  double corrected = 0;  ///< fine + (fine - middle) / (ratio^order - 1)
  double error = 0;      ///< half-width of the bar around the uncorrected fine answer
  double order = 1;      ///< that was used, at most 1
  bool observed = true;  ///< the order was observed; otherwise 1 is assumed and the bar is wider
};

/// Richardson (1911) extrapolation with the observed order p of three answers at voxels h, r h, r^2 h:
/// p = ln(|coarse - middle| / |middle - fine|) / ln r. The bar is Roache's grid convergence index (J. Fluids Eng. 116, 405,
/// 1994): 1.25 times the correction where p is believed, 3 times that of order 1 where it is not:
///   p above 1      not believed of a staircase image: order 1, from the larger of |middle - fine| and |coarse - middle|/r
///   0.5 to 1       believed
///   below 0.5      believed (to 0.1) when `exact`: coarser images show the same bodies, so corners are what makes it low.
///                  Otherwise coarsening has lost parts of the body, and the order is not observed
///   steps that alternate: not observed, and nothing is corrected.
Extrapolation extrapolate(double fine, double middle, double coarse, double ratio, bool exact = false);

/// The same mean over all parts of one division of the box.
struct SubvolumeStatistics {
  int parts_per_axis = 1;  ///< along axes of more than one voxel
  double edge = 0;         ///< m, cube root of a part's volume (square root of its area, ... when flat)
  std::size_t parts = 1;
  double mean = 0, sd = 0;  ///< of the conductivity over the parts; a part that nothing gets through counts as zero
  /// Half-width of the 95 % interval of the whole box's answer as one sample of the material: t(0.975, parts - 1) sd /
  /// sqrt(parts), the variance of a box falling as one over its volume (Kanit et al. 2003,
  /// doi:10.1016/S0020-7683(03)00143-4).
  double error = 0;
};

/// Student's t at 0.975 for n - 1 degrees of freedom (n >= 2).
double t_975(std::size_t n);

/// Other resolutions of one image, for all properties.
struct Resolutions {
  numerics::Field<std::uint8_t> middle, coarse;  ///< coarsened once and twice, at equal volume fractions
  numerics::Field<std::uint8_t> cubes;           ///< `coarse`, its voxels subdivided
  double ratio = 2;                              ///< of voxel edges from one to the next
  bool exact = false;                            ///< the coarser images show the same bodies
};

/// Collective. Empty when an axis of more than one voxel is too short to be halved twice (below 8 voxels).
std::optional<Resolutions> resolutions_of(const numerics::Field<std::uint8_t>& labels,
                                          const parallel::Communicator& ranks);

/// Bars of discretisation, per axis of the fine answer. Two truths are asked for, and the wider bar is given: the smooth
/// body behind the image (extrapolate() over the image and the two coarser ones), and the image as a body of cubes (1.25
/// times what subdividing the voxels of the coarsest changes). About a quarter of the image's own solve. Collective.
std::vector<Extrapolation> richardson(const Resolutions& resolutions, const ConductivityTable& conductivity,
                                      const TransportOptions& options, const Transport& fine,
                                      const parallel::Communicator& ranks);

/// Divides every axis of more than one voxel into `parts` and solves each part: statistics per axis of the options, and
/// per division in 2, 3, ... up to `parts`: result[division - 2][axis]. Collective. Throws AgreedFailure(input) when a
/// part has fewer than 4 voxels along an axis.
std::vector<std::vector<SubvolumeStatistics>> subvolumes(const numerics::Field<std::uint8_t>& labels,
                                                         const ConductivityTable& conductivity,
                                                         const TransportOptions& options, int parts,
                                                         const parallel::Communicator& ranks);

}  // namespace voxvolt::microstructure
