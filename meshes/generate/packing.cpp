// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/generate/packing.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <string>

#include "meshes/generate/contact.hpp"
#include "meshes/generate/periodic_cells.hpp"
#include "meshes/generate/relaxation.hpp"
#include "numerics/random.hpp"
#include "parallel/agree.hpp"
#include "parallel/failure.hpp"
#include "parallel/halo.hpp"

namespace voxvolt::generate {
namespace {

constexpr std::uint64_t kDiameters = 0;  // streams of the seed
constexpr std::uint64_t kPlaces = 1;
constexpr std::uint64_t kAxes = 2;
constexpr std::uint64_t kStarts = 3;
constexpr std::size_t kMostParticles = 5'000'000;
constexpr std::size_t kMostTrials = 200'000;       // places tried for one particle
constexpr std::size_t kTrialsAtOneHeight = 2'000;  // of a graded packing, before another height is drawn
constexpr std::size_t kMostSteps = 20'000;         // of pushing spheres apart
constexpr std::size_t kMostStepsOthers = 4'000;    // each costs more, and fewer are needed

double volume(double diameter) { return std::numbers::pi / 6 * diameter * diameter * diameter; }

std::string text_of(const char* format, double number) {
  char text[32];
  std::snprintf(text, sizeof text, format, number);
  return text;
}
std::string micrometres(double metres) { return text_of("%.4g um", metres * 1e6); }

void check_size(double diameter, double aspect, double least_side) {
  if (!(diameter > 0))
    throw Failure(ExitCode::input,
                  "a particle diameter of " + micrometres(diameter) + " was drawn: they must be above 0");
  const double length = 2 * shaped(diameter, aspect).largest();
  if (length > least_side / 2)
    throw Failure(ExitCode::input,
                  "a particle of " + micrometres(length) + " was drawn, but the box's least side is " +
                      micrometres(least_side) +
                      ": particles may be at most half of it; enlarge `size` or cut the distribution with `max`");
}

void check_recipe(const PackingRecipe& recipe) {
  if (!(recipe.aspect >= 1 / kMostElongated && recipe.aspect <= kMostElongated))
    throw Failure(ExitCode::input, "aspects from 0.2 to 5 are possible, not " + text_of("%.4g", recipe.aspect));
  const double most = densest(recipe.aspect);
  if (!(recipe.fraction > 0 && recipe.fraction <= most))
    throw Failure(ExitCode::input, "particles of aspect " + text_of("%.4g", recipe.aspect) + " are packed to at most " +
                                       text_of("%.2f", most) + " of the volume, not to " +
                                       text_of("%.4g", recipe.fraction));
  const double locally = recipe.fraction * recipe.profile.largest();
  if (locally > most)
    throw Failure(ExitCode::input, "the profile asks for a local fraction of " + text_of("%.3f", locally) +
                                       ", but at most " + text_of("%.2f", most) + " is packed");
}

std::vector<Particle> make_particles(const PackingRecipe& recipe) {
  std::vector<Particle> particles;
  const DirectionLaw directions(recipe.orientation);
  numerics::RandomStream stream(recipe.seed, 0, kAxes);
  for (const double diameter : draw_diameters(recipe)) {
    particles.push_back(shaped(diameter, recipe.aspect));
    if (particles.back().is_sphere()) continue;
    const double u = stream.uniform(), v = stream.uniform();
    particles.back().axis = directions.draw(u, v);
  }
  return particles;
}

/// Where particle `i` goes along a graded axis, from 0 to 1: as even as can be, also among particles of like size (an
/// additive recurrence by the golden ratio), then by the profile.
double graded_place(std::size_t i, double shift, const Profile& profile) {
  const double even = shift + static_cast<double>(i) * (std::numbers::phi - 1);
  return profile.quantile(even - std::floor(even));
}

/// A free place for the particle, or false. Where the fraction is graded a particle starts at `height` (0 to 1) and
/// keeps it a while: else more would end where there is more room.
bool place(Particle& particle, double height, const PackingRecipe& recipe, numerics::RandomStream& stream,
           const std::vector<Particle>& others, const PeriodicCells& cells) {
  const double reach = particle.largest() + (others.empty() ? 0 : others.front().largest());
  for (std::size_t trial = 0; trial < kMostTrials; ++trial) {
    for (std::size_t a = 0; a < 3; ++a) particle.centre[a] = stream.uniform() * recipe.box[a];
    if (!recipe.profile.is_even()) {
      const std::size_t axis = recipe.profile.axis();
      if (trial % kTrialsAtOneHeight == kTrialsAtOneHeight - 1)
        height = recipe.profile.quantile(particle.centre[axis] / recipe.box[axis]);
      particle.centre[axis] = height * recipe.box[axis];
    }
    const bool is_free = cells.within(particle.centre, reach, [&](std::size_t other) {
      return !overlap(particle, others[other], shortest(particle.centre, others[other].centre, recipe.box));
    });
    if (is_free) return true;
  }
  return false;
}

/// Random sequential addition; nothing when it jams.
bool add_one_by_one(std::vector<Particle>& particles, const PackingRecipe& recipe) {
  if (particles.empty()) return true;
  PeriodicCells cells(recipe.box, 2 * particles.front().largest());
  numerics::RandomStream stream(recipe.seed, 0, kPlaces);
  const double shift = recipe.profile.is_even() ? 0 : stream.uniform();
  std::vector<Particle> placed;
  placed.reserve(particles.size());
  for (Particle& particle : particles) {
    const double height = graded_place(placed.size(), shift, recipe.profile);
    if (!place(particle, height, recipe, stream, placed, cells)) return false;
    cells.add(placed.size(), particle.centre);
    placed.push_back(particle);
  }
  return true;
}

void start_anywhere(std::vector<Particle>& particles, const PackingRecipe& recipe) {
  numerics::RandomStream stream(recipe.seed, 0, kStarts);
  for (Particle& particle : particles)
    for (std::size_t a = 0; a < 3; ++a) particle.centre[a] = stream.uniform() * recipe.box[a];
  if (recipe.profile.is_even()) return;
  const std::size_t axis = recipe.profile.axis();
  const double shift = stream.uniform();
  for (std::size_t i = 0; i < particles.size(); ++i)
    particles[i].centre[axis] = graded_place(i, shift, recipe.profile) * recipe.box[axis];
}

}  // namespace

double densest(double aspect) { return aspect > 3.001 || aspect < 0.333 ? 0.50 : 0.60; }

std::vector<double> draw_diameters(const PackingRecipe& recipe) {
  const double least_side = std::min({recipe.box[0], recipe.box[1], recipe.box[2]});
  const double wanted = recipe.fraction * recipe.box[0] * recipe.box[1] * recipe.box[2];
  numerics::RandomStream stream(recipe.seed, 0, kDiameters);
  std::vector<double> diameters;
  for (double sum = 0; sum < wanted;) {
    const double diameter = recipe.diameter(stream.uniform());
    check_size(diameter, recipe.aspect, least_side);
    // The last one only if that brings the sum closer.
    if (sum + volume(diameter) - wanted > wanted - sum && !diameters.empty()) break;
    sum += volume(diameter);
    diameters.push_back(diameter);
    if (diameters.size() > kMostParticles)
      throw Failure(ExitCode::input, "more than 5 million particles are needed: they are too small for this box");
  }
  std::ranges::sort(diameters, std::greater{});
  return diameters;
}

Packing pack_alone(const PackingRecipe& recipe) {
  check_recipe(recipe);
  Packing packing{make_particles(recipe), 0};
  const bool sparse = recipe.fraction <= (recipe.aspect == 1 ? kDensestAdded : kDensestAddedOthers);
  if (sparse && add_one_by_one(packing.particles, recipe)) return packing;
  start_anywhere(packing.particles, recipe);
  const Relaxation relaxation =
      relax(packing.particles, recipe.box, recipe.aspect == 1 ? kMostSteps : kMostStepsOthers);
  packing.overlap = relaxation.overlap;
  if (packing.overlap > kLargestOverlap)
    throw Failure(ExitCode::solver, "the packing jams: particles still overlap by " +
                                        text_of("%.1f", 100 * packing.overlap) + " % of their distance after " +
                                        std::to_string(relaxation.steps) + " steps; a smaller fraction packs");
  return packing;
}

Packing shared(const Packing& packing, const parallel::Communicator& ranks) {
  Packing same = packing;
  same.particles = parallel::gather_all(ranks, ranks.is_first() ? packing.particles : std::vector<Particle>{});
  same.overlap = ranks.broadcast(packing.overlap);
  return same;
}

Packing pack(const PackingRecipe& recipe, const parallel::Communicator& ranks) {
  Packing packing;
  parallel::agree_on(ranks, [&] {
    if (ranks.is_first()) packing = pack_alone(recipe);
  });
  return shared(packing, ranks);
}

}  // namespace voxvolt::generate
