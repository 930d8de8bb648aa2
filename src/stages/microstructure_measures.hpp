// SPDX-License-Identifier: BSD-3-Clause
// What a microstructure is measured for beside counting: the key `measure`, its products, and what they cost.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "campaign/context.hpp"
#include "config/described.hpp"
#include "meshes/voxel/image.hpp"

namespace voxvolt::stages {

struct MeasureSurface {
  static constexpr std::string_view word = "surface";
  static void describe(config::Describe<MeasureSurface>& d) {
    d.sentence(
        "Areas where phases meet, corrected for voxel stairs; the active surface and the radius that goes with it.");
  }
};
struct MeasureChords {
  static constexpr std::string_view word = "chords";
  static void describe(config::Describe<MeasureChords>& d) {
    d.sentence("Lengths of the pieces of lines along the axes that lie in a phase.");
  }
};
struct MeasureProfile {
  static constexpr std::string_view word = "profile";
  static void describe(config::Describe<MeasureProfile>& d) {
    d.sentence("Share of each phase from plane to plane along the through-plane axis.");
  }
};
struct MeasureParticles {
  static constexpr std::string_view word = "particles";
  static void describe(config::Describe<MeasureParticles>& d) {
    d.sentence("Sizes of the particles of the phase active, told apart by a watershed.");
  }
};
struct MeasurePores {
  static constexpr std::string_view word = "pores";
  static void describe(config::Describe<MeasurePores>& d) {
    d.sentence("How wide the phase pore is: balls of which diameter reach which part of it.");
  }
};
struct MeasureCorrelation {
  static constexpr std::string_view word = "correlation";
  static void describe(config::Describe<MeasureCorrelation>& d) {
    d.sentence("Two-point correlation of each phase along each axis.");
  }
};
struct MeasureTripleLine {
  static constexpr std::string_view word = "triple_line";
  static void describe(config::Describe<MeasureTripleLine>& d) {
    d.sentence("Length of the lines where three phases meet, corrected for voxel stairs.");
  }
};
using Measure = std::variant<MeasureSurface, MeasureParticles, MeasurePores, MeasureChords, MeasureCorrelation,
                             MeasureTripleLine, MeasureProfile>;

/// What every microstructure is measured for unless it says otherwise: about as much work as counting.
std::vector<Measure> usual_measures();

/// Which measurements are made on which phases.
struct MeasurePlan {
  std::vector<Measure> measures;
  std::vector<std::string> phases;          ///< in the order of their labels
  std::optional<double> binder_porosity{};  ///< 1

  bool includes(std::string_view word) const;
  bool has(const std::string& phase) const;
};

/// Complains where `measure` names what these phases cannot give, or names it twice.
void check_measures(const MeasurePlan& plan, std::vector<config::Complaint>& complaints);
std::vector<campaign::ProductSpec> measure_specs(const MeasurePlan& plan);
/// For `describe`: names, units and meanings of all there can be.
std::vector<campaign::Produced> measure_products();

/// On one core; on all ranks together.
double measure_seconds(const MeasurePlan& plan, double voxels);
double measure_bytes_per_voxel(const MeasurePlan& plan);
std::vector<std::string> measure_papers(const MeasurePlan& plan);

/// Collective. Adds what measure_specs promises. `fractions` of the phases, by volume.
void add_measures(campaign::Products& products, const MeasurePlan& plan, const voxel::Image& image,
                  const std::vector<double>& fractions, campaign::Context& context);

}  // namespace voxvolt::stages
