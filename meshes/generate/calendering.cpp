// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/generate/calendering.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "meshes/generate/relaxation.hpp"
#include "parallel/failure.hpp"

namespace voxvolt::generate {
namespace {

constexpr double kStrainPerPass = 0.01;
constexpr std::size_t kStepsPerPass = 50;  // between passes some overlap may stay; after the last none should
constexpr std::size_t kLastSteps = 20'000;
constexpr std::size_t kLastStepsOthers = 4'000;

std::string percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g %%", 100 * share);
  return text;
}

// Planes across the compressed axis stay planes: their normals turn towards it.
void compress(std::vector<Particle>& particles, Vector& box, std::size_t axis, double factor) {
  box[axis] *= factor;
  for (Particle& particle : particles) {
    particle.centre[axis] *= factor;
    particle.centre = wrapped(particle.centre, box);
    if (particle.is_sphere()) continue;
    particle.axis[axis] /= factor;
    particle.axis = normalised(particle.axis);
  }
}

}  // namespace

double strain_between(double before, double after) { return 1 - (1 - before) / (1 - after); }
double porosity_after(double before, double strain) { return 1 - (1 - before) / (1 - strain); }

double pressure(const PressureLaw& law, double before, double after) {
  if (!(after > law.floor))
    throw Failure(ExitCode::input, "no pressure brings the porosity to " + percent(after) + ": its floor is " +
                                       percent(law.floor) + ", which a strain of " +
                                       percent(strain_between(before, law.floor)) + " would reach");
  if (!(after <= before))
    throw Failure(ExitCode::input,
                  "calendering cannot raise the porosity from " + percent(before) + " to " + percent(after));
  return after == before ? 0 : -law.characteristic * std::log((after - law.floor) / (before - law.floor));
}

double densest_calendered(double aspect) { return densest(aspect) + 0.02; }

Packing calender_alone(const Packing& packing, Vector& box, const Compression& compression) {
  Packing pressed = packing;
  if (pressed.particles.empty() || compression.strain == 0) {
    box[compression.axis] *= 1 - compression.strain;
    return pressed;
  }
  const auto longest = std::ranges::max(pressed.particles, {}, &Particle::largest).largest();
  const double thickness = box[compression.axis] * (1 - compression.strain);
  if (4 * longest > thickness)
    throw Failure(ExitCode::input,
                  "calendered to a strain of " + percent(compression.strain) +
                      " the box is less than twice as thick as its largest particle is long: make it thicker before");
  const bool round = std::ranges::all_of(pressed.particles, &Particle::is_sphere);
  const auto passes = static_cast<int>(std::ceil(compression.strain / kStrainPerPass));
  const double before = box[compression.axis];
  for (int pass = 1; pass <= passes; ++pass) {
    const double wanted = before * (1 - compression.strain * pass / passes);
    compress(pressed.particles, box, compression.axis, wanted / box[compression.axis]);
    box[compression.axis] = wanted;
    const bool last = pass == passes;
    pressed.overlap =
        relax(pressed.particles, box, last ? (round ? kLastSteps : kLastStepsOthers) : kStepsPerPass).overlap;
  }
  if (pressed.overlap > kLargestOverlap)
    throw Failure(ExitCode::solver, "calendering jams: at a strain of " + percent(compression.strain) +
                                        " particles overlap by " + percent(pressed.overlap) +
                                        " of their distance; less strain is possible");
  return pressed;
}

}  // namespace voxvolt::generate
