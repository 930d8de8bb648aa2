// SPDX-License-Identifier: BSD-3-Clause
#include "stages/generated_image.hpp"

#include <algorithm>

#include "meshes/generate/paint.hpp"
#include "parallel/agree.hpp"
#include "stages/recipe.hpp"

namespace voxvolt::stages {
namespace {

using campaign::ProductForm;
using campaign::ProductSpec;

constexpr generate::PhaseLabels kLabels{.pore = 0, .active = 1, .binder = 2};

ProductSpec scalar(std::string name, std::string unit, std::string meaning) {
  return {std::move(name), std::move(unit), std::move(meaning), ProductForm::scalar};
}
ProductSpec count_spec() { return scalar("recipe.particles", "1", "how many particles were packed"); }
ProductSpec fraction_spec() {
  return scalar("recipe.particle_fraction", "1", "share of the volume in particles, before they become voxels");
}
ProductSpec diameter_spec() {
  return scalar("recipe.median_diameter", "m", "half of the volume is in particles of at most this diameter (D50)");
}
ProductSpec overlap_spec() {
  return scalar("recipe.largest_overlap", "1",
                "of any two particles, relative to the distance at which they touch: 0 unless they are about to jam");
}
ProductSpec order_spec() {
  return scalar("recipe.orientation_order", "1",
                "mean of (3 cos^2 - 1)/2 of the particles' axes against the through-plane axis, by volume: 0 random, 1 "
                "parallel");
}
ProductSpec reach_spec() {
  return scalar("recipe.binder_reach", "m",
                "of film: its thickness; of bridges: the largest sum of a binder voxel's distances to two surfaces");
}
ProductSpec strain_spec() { return scalar("calendering.strain", "1", "share of the thickness that calendering takes"); }
ProductSpec before_spec() {
  return scalar("calendering.initial_porosity", "1", "share of the phase pore before, by the recipe");
}
ProductSpec after_spec() {
  return scalar("calendering.porosity", "1", "share of the phase pore afterwards, by the recipe");
}
ProductSpec pressure_spec() {
  return scalar("calendering.pressure", "Pa",
                "pressure p of (porosity - floor)/(initial porosity - floor) = exp(-p/characteristic pressure)");
}

bool has_reach(const GenerateImage& recipe) {
  return std::holds_alternative<BridgeBinder>(recipe.binder) || std::holds_alternative<FilmBinder>(recipe.binder);
}

double volume_of(const std::vector<generate::Particle>& particles) {
  double sum = 0;
  for (const generate::Particle& particle : particles) sum += particle.volume();
  return sum;
}

/// Diameter up to which half of the volume lies. They come largest first.
double median_diameter(const std::vector<generate::Particle>& particles) {
  const double half = volume_of(particles) / 2;
  double above = 0;
  for (const generate::Particle& particle : particles)
    if ((above += particle.volume()) >= half) return particle.diameter();
  return 0;
}

/// On one rank: what is packed, calendered, and the box then.
generate::Packing manufacture(const GenerateImage& recipe, generate::Vector& box) {
  generate::Packing packing = generate::pack_alone(packing_of(recipe));
  if (!recipe.calendering) return packing;
  const auto axis = static_cast<std::size_t>(index_of(recipe.through));
  return generate::calender_alone(packing, box, {axis, strain_of(recipe)});
}

void add_calendering(LoadedImage& made, const GenerateImage& recipe) {
  if (!recipe.calendering) return;
  const double before = initial_porosity(recipe), strain = strain_of(recipe);
  const double after = std::min(before, generate::porosity_after(before, strain));
  made.made.emplace_back(strain_spec(), strain);
  made.made.emplace_back(before_spec(), before);
  made.made.emplace_back(after_spec(), after);
  made.made.emplace_back(pressure_spec(), generate::pressure(pressure_law_of(*recipe.calendering), before, after));
}

}  // namespace

std::vector<std::string> generated_phases(const std::optional<GenerateImage>& recipe) {
  if (!recipe) return {};
  if (std::holds_alternative<NoBinder>(recipe->binder)) return {"pore", "active"};
  return {"pore", "active", "binder"};
}

std::vector<ProductSpec> recipe_specs(const std::optional<GenerateImage>& recipe) {
  if (!recipe) return {};
  std::vector<ProductSpec> specs{count_spec(), fraction_spec(), diameter_spec(), overlap_spec()};
  if (recipe->particles.aspect != 1) specs.push_back(order_spec());
  if (has_reach(*recipe)) specs.push_back(reach_spec());
  if (recipe->calendering)
    for (ProductSpec& spec : std::vector{strain_spec(), before_spec(), after_spec(), pressure_spec()})
      specs.push_back(std::move(spec));
  return specs;
}

std::vector<campaign::Produced> recipe_products() {
  std::vector<campaign::Produced> products;
  for (const ProductSpec& spec : {count_spec(), fraction_spec(), diameter_spec(), overlap_spec(), order_spec(),
                                  reach_spec(), strain_spec(), before_spec(), after_spec(), pressure_spec()})
    products.push_back({spec.name, spec.unit, spec.meaning});
  return products;
}

std::vector<std::string> recipe_papers(const GenerateImage& recipe) {
  const bool sphere = recipe.particles.aspect == 1;
  std::vector<std::string> papers;
  if (recipe.particles.fraction <= (sphere ? generate::kDensestAdded : generate::kDensestAddedOthers))
    papers.push_back(
        "Feder, J. (1980). Random sequential adsorption. J. Theor. Biol. 87, 237-254. "
        "doi:10.1016/0022-5193(80)90358-6");
  else
    papers.push_back(
        "Moscinski, J., Bargiel, M., Rycerz, Z. A., Jacobs, P. W. M. (1989). The force-biased algorithm for the "
        "irregular close packing of equal hard spheres. Mol. Simul. 3, 201-212. doi:10.1080/08927028908031373");
  if (!sphere)
    papers.push_back(
        "Perram, J. W., Wertheim, M. S. (1985). Statistical mechanics of hard ellipsoids. I. J. Comput. Phys. 58, "
        "409-416. doi:10.1016/0021-9991(85)90171-8");
  return papers;
}

voxel::Image empty_image(const numerics::VoxelGrid& grid, const campaign::Context& context) {
  voxel::Image image;
  image.labels.grid = grid;
  image.labels.block = numerics::slab_of(grid, context.ranks);
  parallel::agree_on(context.ranks, [&] {  // memory may end on one rank only
    const auto& block = image.labels.block;
    image.labels.data = numerics::Field<std::uint8_t>::View("labels", block.count[2], block.count[1], block.count[0]);
  });
  return image;
}

LoadedImage generate_image(const GenerateImage& recipe, const campaign::Context& context) {
  LoadedImage made{empty_image(grid_after(recipe), context), {}};
  made.image.through = index_of(recipe.through);
  made.image.phases = generated_phases(recipe);
  generate::Packing packing;
  generate::Vector box = box_before(recipe);
  parallel::agree_on(context.ranks, [&] {
    if (context.ranks.is_first()) packing = manufacture(recipe, box);
    add_calendering(made, recipe);
  });
  packing = generate::shared(packing, context.ranks);
  box = box_before(recipe);
  box[static_cast<std::size_t>(made.image.through)] *= 1 - strain_of(recipe);
  parallel::agree_on(context.ranks, [&] { generate::paint(packing.particles, kLabels.active, made.image.labels); });
  made.made.emplace_back(count_spec(), static_cast<double>(packing.particles.size()));
  made.made.emplace_back(fraction_spec(), volume_of(packing.particles) / (box[0] * box[1] * box[2]));
  made.made.emplace_back(diameter_spec(), median_diameter(packing.particles));
  made.made.emplace_back(overlap_spec(), packing.overlap);
  if (recipe.particles.aspect != 1) {
    generate::Vector through{0, 0, 0};
    through[static_cast<std::size_t>(made.image.through)] = 1;
    made.made.emplace_back(order_spec(), generate::order_along(packing.particles, through));
  }
  if (const auto binder = binder_of(recipe)) {
    const generate::BinderResult result =
        generate::add_binder(*binder, kLabels, packing.particles, made.image.labels, context.ranks);
    if (result.reach) made.made.emplace_back(reach_spec(), *result.reach);
  }
  return made;
}

}  // namespace voxvolt::stages
