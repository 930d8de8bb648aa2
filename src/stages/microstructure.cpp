// SPDX-License-Identifier: BSD-3-Clause
// Stage kind `microstructure`: a voxel image, read or generated, and what can be counted on it.
#include <array>

#include "meshes/voxel/components.hpp"
#include "meshes/voxel/measure.hpp"
#include "stages/image_loading.hpp"
#include "stages/kinds.hpp"
#include "stages/microstructure_measures.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Context;
using campaign::ProductForm;
using campaign::Products;
using campaign::ProductSpec;
using config::Complaint;
using config::unit;

constexpr std::array kAxes{"x", "y", "z"};
constexpr const char* kThrough = "through";
// Beside the labels a run of equal labels takes 9 bytes; a voxel that is no run of its own takes none.
constexpr double kLabelBytes = 1, kRunBytes = 9;
constexpr double kVoxelsPerSecond = 2e7;  // read, counted and written, one core

struct Inputs {
  std::optional<ReadImage> read;
  std::optional<GenerateImage> generate;
  std::optional<double> binder_porosity;  // 1
  std::vector<Measure> measure = usual_measures();
  static void describe(Describe<Inputs>& d) {
    d.sentence("A voxel image, read or generated: phases, volume fractions, percolation, surfaces, sizes.");
    d.member("read", &Inputs::read, "an image from a file");
    d.member("generate", &Inputs::generate, "an image that is made");
    d.member("binder_porosity", &Inputs::binder_porosity,
             "the binder phase's own porosity, which counts as pore space (phase `binder`)",
             unit("1").at_least(0).at_most(1));
    d.member("measure", &Inputs::measure,
             "what is measured beside fractions and percolation; particles, pores and correlation take longer");
    d.exactly_one({"read", "generate"});
  }
};

std::vector<std::string> phases_of(const Inputs& inputs) {
  if (!inputs.read) return generated_phases(inputs.generate);
  std::vector<std::string> names;
  for (const auto& [name, values] : inputs.read->phases) names.push_back(name);
  return names;
}

MeasurePlan plan_of(const Inputs& inputs) { return {inputs.measure, phases_of(inputs), inputs.binder_porosity}; }

/// The label of a voxel and what the hungriest measurement takes.
double bytes_per_voxel(const Inputs& inputs) {
  return kLabelBytes + std::max(kRunBytes, measure_bytes_per_voxel(plan_of(inputs)));
}

bool has(const std::vector<std::string>& phases, const std::string& phase) {
  return std::find(phases.begin(), phases.end(), phase) != phases.end();
}

ProductSpec scalar(std::string name, std::string unit, std::string meaning, bool main = false) {
  return {std::move(name), std::move(unit), std::move(meaning), ProductForm::scalar, {}, main};
}
ProductSpec fraction_spec(const std::string& phase) {
  return scalar("volume_fraction." + phase, "1", "share of the voxels that are " + phase, true);
}
ProductSpec percolating_spec(const std::string& phase, const std::string& axis) {
  const std::string along = axis == kThrough ? "the through-plane axis" : axis;
  return scalar("percolating_fraction." + phase + "." + axis, "1",
                "share of the voxels of " + phase + " in clusters (joined by faces) that touch both ends of " + along,
                axis == kThrough);
}
ProductSpec clusters_spec(const std::string& phase) {
  return scalar("clusters." + phase, "1", "how many clusters, joined by faces, the phase " + phase + " falls into");
}
ProductSpec porosity_spec() {
  return scalar("porosity", "1", "pore space: the phase pore and the binder's own pores, of the whole volume", true);
}
ProductSpec thickness_spec() { return scalar("thickness", "m", "extent of the image along the through-plane axis"); }
ProductSpec phases_spec() {
  return {"phases", "", "names of the phases, in the order of their labels from 0", ProductForm::text};
}
ProductSpec through_spec() { return {"through_axis", "", "the through-plane axis: x, y or z", ProductForm::text}; }
ProductSpec field_spec() { return {"phase", "1", "label of each voxel's phase, see `phases`", ProductForm::field}; }

std::vector<ProductSpec> declare(const Inputs& inputs, const campaign::Surroundings& surroundings,
                                 std::vector<Complaint>& complaints) {
  const std::vector<std::string> phases = phases_of(inputs);
  if (inputs.binder_porosity && !has(phases, "binder"))
    complaints.push_back({"binder_porosity", "there is no phase named binder"});
  if (inputs.binder_porosity && !has(phases, "pore"))
    complaints.push_back({"binder_porosity", "there is no phase named pore, so no porosity either"});
  check_image(inputs.read, inputs.generate, bytes_per_voxel(inputs), surroundings.memory(), complaints);
  std::vector<ProductSpec> specs;
  for (const std::string& phase : phases) specs.push_back(fraction_spec(phase));
  if (has(phases, "pore")) specs.push_back(porosity_spec());
  for (const std::string& phase : phases) {
    for (const char* axis : kAxes) specs.push_back(percolating_spec(phase, axis));
    specs.push_back(percolating_spec(phase, kThrough));
    specs.push_back(clusters_spec(phase));
  }
  const MeasurePlan plan = plan_of(inputs);
  check_measures(plan, complaints);
  for (ProductSpec& spec : measure_specs(plan)) specs.push_back(std::move(spec));
  for (ProductSpec& spec : recipe_specs(inputs.generate)) specs.push_back(std::move(spec));
  specs.push_back(thickness_spec());
  specs.push_back(phases_spec());
  specs.push_back(through_spec());
  specs.push_back(field_spec());
  return specs;
}

campaign::Estimate estimate(const Inputs& inputs, const campaign::Estimates&) {
  const double voxels = voxels_of(inputs.read, inputs.generate);
  return {voxels, bytes_per_voxel(inputs) * voxels,
          voxels / kVoxelsPerSecond + measure_seconds(plan_of(inputs), voxels)};
}

void add_counts(Products& products, const Inputs& inputs, const voxel::Image& image,
                const std::vector<double>& fractions) {
  const auto fraction = [&](const std::string& phase) {
    return fractions[static_cast<std::size_t>(std::find(image.phases.begin(), image.phases.end(), phase) -
                                              image.phases.begin())];
  };
  for (const std::string& phase : image.phases) products.add_scalar(fraction_spec(phase), fraction(phase));
  if (has(image.phases, "pore")) {
    const double of_binder = inputs.binder_porosity ? *inputs.binder_porosity * fraction("binder") : 0;
    products.add_scalar(porosity_spec(), fraction("pore") + of_binder);
  }
}

void add_percolation(Products& products, const voxel::Image& image, Context& context) {
  const std::vector<voxel::PhaseClusters> clusters = voxel::find_clusters(image, context.ranks);
  for (std::size_t p = 0; p < image.phases.size(); ++p) {
    for (int axis = 0; axis < 3; ++axis)
      products.add_scalar(percolating_spec(image.phases[p], kAxes[static_cast<std::size_t>(axis)]),
                          clusters[p].percolating_fraction(axis));
    products.add_scalar(percolating_spec(image.phases[p], kThrough), clusters[p].percolating_fraction(image.through));
    products.add_scalar(clusters_spec(image.phases[p]), static_cast<double>(clusters[p].clusters));
    if (clusters[p].is_absent() && context.ranks.is_first() && !context.is_member)
      context.log.warn(context.stage + ": no voxel is " + image.phases[p]);
  }
}

Products run(const Inputs& inputs, Context& context) {
  const LoadedImage loaded = load_image(inputs.read, inputs.generate, bytes_per_voxel(inputs), context);
  const voxel::Image& image = loaded.image;
  Products products;
  for (const auto& [spec, value] : loaded.made) products.add_scalar(spec, value);
  const std::vector<double> fractions = voxel::volume_fractions(image, context.ranks);
  add_counts(products, inputs, image, fractions);
  add_percolation(products, image, context);
  add_measures(products, plan_of(inputs), image, fractions, context);
  const auto& grid = image.labels.grid;
  const auto through = static_cast<std::size_t>(image.through);
  products.add_scalar(thickness_spec(), static_cast<double>(grid.cells[through]) * grid.spacing[through]);
  std::string names;
  for (const std::string& phase : image.phases) names += (names.empty() ? "" : ", ") + phase;
  products.add_text(phases_spec(), names);
  products.add_text(through_spec(), kAxes[through]);
  if (context.writes("phase")) {
    const ProductSpec spec = field_spec();
    auto field = std::make_shared<const numerics::NamedField>(
        numerics::NamedField{spec.name, spec.unit, spec.meaning, image.labels});
    if (context.fields) context.fields->write({0, 0.0, {*field}});
    products.add_field(spec, {field, {}});
  }
  return products;
}

std::vector<std::string> cites(const Inputs& inputs) {
  std::vector<std::string> papers{
      "Hoshen, J., Kopelman, R. (1976). Percolation and cluster distribution. Phys. Rev. B 14, 3438. "
      "doi:10.1103/PhysRevB.14.3438"};
  if (inputs.generate)
    for (std::string& paper : recipe_papers(*inputs.generate)) papers.push_back(std::move(paper));
  for (std::string& paper : measure_papers(plan_of(inputs))) papers.push_back(std::move(paper));
  return papers;
}

}  // namespace

campaign::StageKind microstructure() {
  std::vector<campaign::Produced> produces{
      {"volume_fraction.PHASE", "1", "share of the voxels that are PHASE"},
      {"porosity", "1", "pore space: the phase pore and the binder's own pores; where there is a phase pore"},
      {"percolating_fraction.PHASE.AXIS", "1", "share of PHASE in clusters that touch both ends of x, y, z or through"},
      {"clusters.PHASE", "1", "how many clusters, joined by faces, PHASE falls into"},
      {"thickness", "m", "extent along the through-plane axis"},
      {"phases", "", "names of the phases, in the order of their labels from 0"},
      {"through_axis", "", "the through-plane axis: x, y or z"},
      {"phase", "field", "label of each voxel's phase"}};
  for (campaign::Produced& made : recipe_products()) produces.push_back(std::move(made));
  for (campaign::Produced& measured : measure_products()) produces.push_back(std::move(measured));
  return campaign::make_kind(campaign::Kind<Inputs>{
      .name = "microstructure",
      .revision = 3,
      .sentence = "A voxel image, read or generated: phases, volume fractions, percolation, surfaces, sizes.",
      .produces = std::move(produces),
      .declare = &declare,
      .estimate = &estimate,
      .cites = &cites,
      .run = &run,
  });
}

}  // namespace voxvolt::stages
