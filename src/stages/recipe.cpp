// SPDX-License-Identifier: BSD-3-Clause
#include "stages/recipe.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <stdexcept>

#include "parallel/failure.hpp"
#include "uq/distribution.hpp"

namespace voxvolt::stages {
namespace {

using campaign::short_number;
using config::Complaint;

constexpr double kRounding = 1e-9;
constexpr double kMostDrawnForACheck = 2000;  // particles: a check stays quick
constexpr double kTail = 1e-9;                // share that a distribution by volume may lose at its upper end

generate::Quantile quantile_of(uq::Distribution law) {
  return [law = std::make_shared<const uq::Distribution>(std::move(law))](double p) { return law->quantile(p); };
}

uq::Distribution law_of(const SizeNormal& s) {
  return uq::Distribution(uq::Normal{s.mean, s.sd}, s.min.value_or(std::numeric_limits<double>::min()), s.max);
}
uq::Distribution law_of(const SizeLognormal& s) {
  return uq::Distribution(uq::Lognormal{s.median, s.sigma}, s.min, s.max);
}
uq::Distribution law_of(const SizeWeibull& s) { return uq::Distribution(uq::Weibull{s.scale, s.shape}, s.min, s.max); }
uq::Distribution law_of(const SizeHistogram& s) { return uq::Distribution(uq::Histogram{s.edges, s.shares}); }
uq::Distribution law_of(const SizeEqual& s) { return uq::Distribution(uq::Values{{s.diameter}}); }

template <class Size>
generate::Quantile by_volume(const Size& size) {
  // Hatch and Choate (1929): a lognormal by volume is one by number, its median lower by exp(3 sigma^2); cuts stay.
  if constexpr (std::is_same_v<Size, SizeLognormal>) {
    SizeLognormal by_number = size;
    by_number.median *= std::exp(-3 * size.sigma * size.sigma);
    return quantile_of(law_of(by_number));
  } else if constexpr (std::is_same_v<Size, SizeEqual>) {
    return quantile_of(law_of(size));
  } else {
    const uq::Distribution law = law_of(size);
    const auto cumulative = [&](double d) { return law.cumulative(d); };
    if constexpr (std::is_same_v<Size, SizeHistogram>)
      return generate::by_number(cumulative, size.edges.front(), size.edges.back());
    else return generate::by_number(cumulative, size.min.value_or(0), size.max.value_or(law.quantile(1 - kTail)));
  }
}

generate::Quantile diameters_of(const Particles& particles) {
  const bool volume = std::holds_alternative<ByVolume>(particles.weighted_by);
  return std::visit([&](const auto& size) { return volume ? by_volume(size) : quantile_of(law_of(size)); },
                    particles.diameter);
}

bool is_known(const SizeChoice& choice) {
  return std::visit(
      []<class S>(const S& s) {
        const auto known = [](double x) { return !std::isnan(x); };
        if constexpr (std::is_same_v<S, SizeHistogram>) return !s.edges.empty() && !s.shares.empty();
        else if constexpr (std::is_same_v<S, SizeEqual>) return known(s.diameter);
        else {
          const bool cuts = known(s.min.value_or(0)) && known(s.max.value_or(0));
          if constexpr (std::is_same_v<S, SizeNormal>) return cuts && known(s.mean) && known(s.sd);
          else if constexpr (std::is_same_v<S, SizeLognormal>) return cuts && known(s.median) && known(s.sigma);
          else return cuts && known(s.scale) && known(s.shape);
        }
      },
      choice);
}

generate::Vector direction(int axis) {
  generate::Vector unit{0, 0, 0};
  unit[static_cast<std::size_t>(axis)] = 1;
  return unit;
}

generate::Profile profile_of(const std::optional<Grading>& grading, const AxisChoice& through) {
  if (!grading || grading->relative.empty()) return {};
  return {static_cast<std::size_t>(index_of(grading->along, through)), grading->relative};
}

/// Largest local share of particles, and of particles and binder, before calendering.
struct Crowding {
  double particles = 0, solids = 0;
};
Crowding crowding_of(const GenerateImage& recipe) {
  const generate::Profile of_particles = profile_of(recipe.particles.grading, recipe.through);
  const std::optional<generate::BinderRecipe> binder = binder_of(recipe);
  const double share = binder_fraction(recipe);
  const bool along_one =
      binder && !binder->profile.is_even() && !of_particles.is_even() && binder->profile.axis() == of_particles.axis();
  Crowding most{recipe.particles.fraction * of_particles.largest(), 0};
  if (!along_one) {
    most.solids = most.particles + share * (binder ? binder->profile.largest() : 0);
    return most;
  }
  for (int i = 0; i <= 1000; ++i) {
    const double place = i / 1000.0;
    most.solids =
        std::max(most.solids, recipe.particles.fraction * of_particles.at(place) + share * binder->profile.at(place));
  }
  return most;
}

void check_fractions(const GenerateImage& recipe, std::vector<Complaint>& complaints) {
  const double aspect = recipe.particles.aspect, most = generate::densest(aspect);
  const Crowding crowding = crowding_of(recipe);
  if (recipe.particles.fraction > most + kRounding)
    complaints.push_back({"generate.particles.fraction", "ellipsoids of aspect " + short_number(aspect) +
                                                             " are packed to at most " + short_number(most) +
                                                             " of the volume"});
  else if (crowding.particles > most + kRounding)
    complaints.push_back({"generate.particles.grading", "asks for a local fraction of " +
                                                            short_number(crowding.particles) + ", but at most " +
                                                            short_number(most) + " is packed"});
  else if (crowding.solids >= 1 - kRounding)
    complaints.push_back({"generate.binder", "particles and binder would fill " + short_number(crowding.solids) +
                                                 " of the volume; the particles leave " +
                                                 short_number(1 - crowding.particles)});
}

void check_calendering(const GenerateImage& recipe, std::vector<Complaint>& complaints) {
  if (!recipe.calendering) return;
  const Calendering& calendering = *recipe.calendering;
  const std::string key = std::string("generate.calendering.") + (calendering.strain ? "strain" : "porosity");
  const double before = initial_porosity(recipe), strain = strain_of(recipe);
  const double after = generate::porosity_after(before, strain);
  if (calendering.porosity && *calendering.porosity > before + kRounding) {
    complaints.push_back({key, "calendering cannot raise the porosity: before it is " + short_number(before)});
    return;
  }
  const double floor = calendering.floor;
  const double densest = generate::densest_calendered(recipe.particles.aspect);
  const double crowded = crowding_of(recipe).particles;
  const double at_floor = generate::strain_between(before, floor), jammed = 1 - crowded / densest;
  const double possible = std::max(0.0, std::min(at_floor, jammed));
  const std::string then = "; possible is a strain below " + short_number(possible) + ", a porosity above " +
                           short_number(generate::porosity_after(before, possible));
  if (after <= floor)
    complaints.push_back({key, "leaves a porosity of " + short_number(after) +
                                   ", and no pressure goes below the floor of " + short_number(floor) + then});
  else if (crowded / (1 - strain) > densest + kRounding)
    complaints.push_back({key, "presses particles to " + short_number(crowded / (1 - strain)) +
                                   " of the volume, and hard ones go to " + short_number(densest) + then});
}

void check_sizes(const GenerateImage& recipe, std::vector<Complaint>& complaints) {
  const std::string key = "generate.particles.diameter";
  if (!is_known(recipe.particles.diameter) || std::isnan(recipe.particles.aspect)) return;
  try {
    generate::PackingRecipe packing = packing_of(recipe);
    const double thinner = std::isnan(strain_of(recipe)) ? 0 : strain_of(recipe);
    packing.box[static_cast<std::size_t>(index_of(recipe.through))] *= 1 - thinner;
    const double least_side = *std::ranges::min_element(packing.box);
    const double typical = packing.diameter(0.5);
    const double length = 2 * generate::shaped(typical, packing.aspect).largest();
    if (length > least_side / 2) {
      complaints.push_back({key, "half of the particles are of " + short_number(length) +
                                     " m or more, but they may be at most half of the box's least side, " +
                                     short_number(least_side) + " m"});
      return;
    }
    // Those that would be drawn, where that is quick; calendering keeps volumes, so the box before counts.
    const double volume = packing.box[0] * packing.box[1] * packing.box[2];
    packing.fraction /= 1 - thinner;
    if (packing.fraction * volume / (typical * typical * typical) < kMostDrawnForACheck)
      (void)generate::draw_diameters(packing);
  } catch (const std::exception& error) { complaints.push_back({key, error.what()}); }
}

}  // namespace

double binder_fraction(const GenerateImage& recipe) {
  return std::visit(
      []<class B>(const B& binder) -> double {
        if constexpr (std::is_same_v<B, NoBinder>) return 0;
        else return binder.fraction;
      },
      recipe.binder);
}

double initial_porosity(const GenerateImage& recipe) { return 1 - recipe.particles.fraction - binder_fraction(recipe); }

double strain_of(const GenerateImage& recipe) {
  if (!recipe.calendering) return 0;
  if (recipe.calendering->strain) return *recipe.calendering->strain;
  return generate::strain_between(initial_porosity(recipe), recipe.calendering->porosity.value_or(1));
}

generate::Vector box_before(const GenerateImage& recipe) {
  const std::array<double, 3> voxel = three(recipe.voxel);
  generate::Vector box{};
  for (std::size_t axis = 0; axis < 3; ++axis) box[axis] = static_cast<double>(recipe.size[axis]) * voxel[axis];
  return box;
}

numerics::VoxelGrid grid_after(const GenerateImage& recipe) {
  numerics::VoxelGrid grid;
  grid.cells = {recipe.size[0], recipe.size[1], recipe.size[2]};
  grid.spacing = three(recipe.voxel);
  const double strain = strain_of(recipe);
  if (!(strain > 0)) return grid;
  const auto axis = static_cast<std::size_t>(index_of(recipe.through));
  const double planes = static_cast<double>(grid.cells[axis]) * (1 - strain);
  grid.cells[axis] = std::max<std::int64_t>(1, std::llround(planes));
  grid.spacing[axis] *= planes / static_cast<double>(grid.cells[axis]);
  return grid;
}

generate::PackingRecipe packing_of(const GenerateImage& recipe) {
  generate::PackingRecipe packing;
  packing.box = box_before(recipe);
  packing.fraction = recipe.particles.fraction;
  packing.diameter = diameters_of(recipe.particles);
  packing.seed = static_cast<std::uint64_t>(recipe.seed);
  packing.aspect = recipe.particles.aspect;
  if (const auto* preferential = std::get_if<PreferentialOrientation>(&recipe.particles.orientation))
    packing.orientation = {direction(index_of(preferential->along, recipe.through)), preferential->order};
  packing.profile = profile_of(recipe.particles.grading, recipe.through);
  return packing;
}

std::optional<generate::BinderRecipe> binder_of(const GenerateImage& recipe) {
  return std::visit(
      [&]<class B>(const B& binder) -> std::optional<generate::BinderRecipe> {
        if constexpr (std::is_same_v<B, NoBinder>) return {};
        else {
          generate::BinderRecipe made;
          made.fraction = binder.fraction / (1 - strain_of(recipe));
          made.profile = profile_of(binder.grading, recipe.through);
          made.seed = static_cast<std::uint64_t>(recipe.seed);
          if constexpr (std::is_same_v<B, FilmBinder>) made.form = generate::BinderForm::film;
          if constexpr (std::is_same_v<B, EnergyBinder>) {
            made.form = generate::BinderForm::energy;
            made.morphology = binder.morphology;
          }
          return made;
        }
      },
      recipe.binder);
}

generate::PressureLaw pressure_law_of(const Calendering& calendering) {
  return {calendering.floor, calendering.characteristic_pressure};
}

void check_recipe(const GenerateImage& recipe, std::vector<Complaint>& complaints) {
  const std::size_t before = complaints.size();
  check_fractions(recipe, complaints);
  check_calendering(recipe, complaints);
  if (complaints.size() == before) check_sizes(recipe, complaints);
}

}  // namespace voxvolt::stages
