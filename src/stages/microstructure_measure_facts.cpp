// SPDX-License-Identifier: BSD-3-Clause
// What the manual, the plan and `voxvolt cite` say of the measurements of a microstructure.
#include <algorithm>
#include <array>

#include "stages/microstructure_measures.hpp"

namespace voxvolt::stages {
namespace {

/// On one core, as bench_voxel_metrics prints them at 256^3; rounded up.
struct Cost {
  const char* word;
  double seconds;  ///< per voxel
  double seconds_per_phase;
  double bytes;  ///< per voxel, beside the labels
};
constexpr std::array kCosts{Cost{"surface", 0, 2e-8, 2},     Cost{"triple_line", 0, 3e-8, 2},
                            Cost{"chords", 6e-9, 0, 2},      Cost{"profile", 2e-9, 0, 1},
                            Cost{"correlation", 0, 2e-8, 2}, Cost{"particles", 1.2e-7, 0, 18},
                            Cost{"pores", 2.5e-7, 0, 14}};

}  // namespace

std::vector<campaign::Produced> measure_products() {
  return {
      {"specific_surface.PHASE.PHASE", "1/m",
       "measure surface: area where two phases meet (named in alphabetical order), without the excess of voxel stairs, "
       "per "
       "volume"},
      {"active_surface", "1/m",
       "measure surface: that of active against pore, and against binder times binder_porosity"},
      {"particle_radius", "m", "measure surface: 3 x fraction of active / active surface"},
      {"chord_length.PHASE.AXIS", "m",
       "measure chords: mean length of lines' pieces in PHASE along x, y, z or through"},
      {"chord_distribution.PHASE.AXIS", "1/m", "measure chords: probability density of those lengths along x, y or z"},
      {"profile.PHASE", "1", "measure profile: share of PHASE over the depth along the through-plane axis"},
      {"particle_diameter.median", "m",
       "measure particles: by number, as spheres of equal volume; also .mean, .d10, .d90 and .volume_median"},
      {"particle_diameter.distribution", "1",
       "measure particles: share of the particles over their diameter; .volume_distribution: of their volume; .bins: the "
       "diameters"},
      {"particle_count.whole", "1",
       "measure particles: how many were measured; .cut: how many a side of the image cuts"},
      {"pore_diameter.median", "m",
       "measure pores: width by the largest ball within the pore space that reaches a place; also .mean, .d10, .d90"},
      {"pore_diameter.distribution", "1", "measure pores: share of the pore space that balls of a diameter reach"},
      {"correlation.PHASE.AXIS", "1",
       "measure correlation: probability that both ends of a distance along x, y or z lie in PHASE"},
      {"triple_phase_length", "1/m^2", "measure triple_line: length of the lines where three phases meet, per volume"}};
}

double measure_seconds(const MeasurePlan& plan, double voxels) {
  double seconds = 0;
  for (const Cost& cost : kCosts) {
    const bool shared =
        cost.word == std::string_view("triple_line") && plan.includes("surface");  // one sweep gives both
    if (plan.includes(cost.word) && !shared)
      seconds += voxels * (cost.seconds + cost.seconds_per_phase * static_cast<double>(plan.phases.size()));
  }
  return seconds;
}

double measure_bytes_per_voxel(const MeasurePlan& plan) {
  double most = 0;  // one measurement after the other
  for (const Cost& cost : kCosts)
    if (plan.includes(cost.word)) most = std::max(most, cost.bytes);
  return most;
}

std::vector<std::string> measure_papers(const MeasurePlan& plan) {
  std::vector<std::string> papers;
  if (plan.includes("surface"))
    papers.push_back(
        "Ohser, J., Muecklich, F. (2000). Statistical Analysis of Microstructures in Materials Science. Wiley, "
        "Chichester.");
  if (plan.includes("particles")) {
    papers.push_back(
        "Edelsbrunner, H., Letscher, D., Zomorodian, A. (2002). Topological persistence and simplification. Discrete "
        "Comput. "
        "Geom. 28, 511-533. doi:10.1007/s00454-002-2885-2");
  }
  if (plan.includes("particles") || plan.includes("pores"))
    papers.push_back(
        "Saito, T., Toriwaki, J. (1994). New algorithms for Euclidean distance transformation of an n-dimensional "
        "digitized "
        "picture with applications. Pattern Recognit. 27, 1551-1565. doi:10.1016/0031-3203(94)90133-3");
  if (plan.includes("pores"))
    papers.push_back(
        "Muench, B., Holzer, L. (2008). Contradicting geometrical concepts in pore size analysis attained with "
        "electron "
        "microscopy and mercury intrusion. J. Am. Ceram. Soc. 91, 4059-4067. doi:10.1111/j.1551-2916.2008.02736.x");
  if (plan.includes("correlation"))
    papers.push_back("Torquato, S. (2002). Random Heterogeneous Materials. Springer, New York.");
  return papers;
}

}  // namespace voxvolt::stages
