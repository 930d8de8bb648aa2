// SPDX-License-Identifier: BSD-3-Clause
// A mechanism made ready for the kernel: what depends on what (the shape, equal for all volumes of a run) and numbers
// (coefficients, one set per kind of volume). The unknowns are extents x_r, 0 to 1, one per reaction: reaction r has
// advanced by scale_r x_r; amounts are s_j = s_j0 + sum_r change_jr scale_r x_r.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "solvers/runaway/kinetics/kinetics_params.hpp"

namespace voxvolt::runaway {

inline constexpr int most_reactions = 16;
inline constexpr int most_factors = 4;

/// Where the numbers of each piece stand among the coefficients (indices), and what is there at all.
struct RateShape {
  /// A species that rates depend on: coefficient `at` is s_0, those after it the change by each of `reactions`.
  struct Live {
    std::vector<int> reactions;
    int at = 0;
  };
  enum class Law { linear, root, power, saturation };
  /// at: root: smoothing; power: order - 1, smoothing; saturation: half.
  struct Part {
    int live = 0;
    Law law = Law::linear;
    int at = 0;
  };
  /// at: A/scale, activation, then (barrier) slope, most; (diffusion) factor, activation; (ceiling) scale/ceiling;
  /// (gate) lower edge, 1/width.
  struct Line {
    std::vector<Part> factors;
    std::optional<int> barrier;  ///< live species
    bool diffusion = false, ceiling = false, gate = false;
    int at = 0;
  };
  std::vector<Live> live;
  std::vector<Line> reactions;
  int coefficients = 0;
};

/// One kind of volume.
struct VolumeKind {
  std::vector<double> coefficients;  ///< of the shape
  std::vector<double> heats;         ///< J/m^3 of a whole extent, per reaction of the shape
  int first_reaction = 0;            ///< of its mechanism in the shape
  std::vector<double> scales;        ///< of its mechanism's reactions
  std::vector<double> initial;       ///< of its mechanism's species
};

struct KindOf {
  std::shared_ptr<const Mechanism> mechanism;  ///< none: inert
  std::vector<double> initial{};               ///< empty: the mechanism's own
};

struct CompiledKinetics {
  RateShape shape;
  std::vector<VolumeKind> kinds;    ///< as many as asked for
  std::string form;                 ///< equal words, equal shape
  bool ceiling_by_default = false;  ///< the default ceiling went to a reaction
};

/// Mechanisms of equal form share their place in the shape. Throws Failure(ExitCode::input) with all complaints, or for
/// more than most_reactions reactions in all.
CompiledKinetics compile(std::span<const KindOf> kinds, std::optional<double> default_ceiling);

/// Amounts of the mechanism's species at extents x (of the whole shape, stride between reactions).
std::vector<double> amounts(const Mechanism& mechanism, const VolumeKind& kind, std::span<const double> extents);

}  // namespace voxvolt::runaway
