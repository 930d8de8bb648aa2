// SPDX-License-Identifier: BSD-3-Clause
#include "stages/microstructure_measures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "meshes/voxel/chords.hpp"
#include "meshes/voxel/correlation.hpp"
#include "meshes/voxel/interfaces.hpp"
#include "meshes/voxel/openings.hpp"
#include "meshes/voxel/particles.hpp"
#include "meshes/voxel/profile.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Axis;
using campaign::Context;
using campaign::ProductForm;
using campaign::Products;
using campaign::ProductSpec;

constexpr std::array kAxes{"x", "y", "z"};
constexpr const char* kThrough = "through";
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr int kPoreSteps = 24;
constexpr std::int64_t kMostBins = 40;

std::string word_of(const Measure& measure) {
  return std::visit([]<class M>(const M&) { return std::string(M::word); }, measure);
}

ProductSpec scalar(std::string name, std::string unit, std::string meaning, bool main = false) {
  return {std::move(name), std::move(unit), std::move(meaning), ProductForm::scalar, {}, main};
}
ProductSpec curve(std::string name, std::string unit, std::string meaning, std::string axis) {
  return {std::move(name), std::move(unit), std::move(meaning), ProductForm::array, {std::move(axis)}};
}

ProductSpec surface_spec(const std::string& a, const std::string& b) {
  return scalar("specific_surface." + a + "." + b, "1/m",
                "area where " + a + " and " + b + " meet, without the excess of voxel stairs, per volume of the image");
}
ProductSpec active_surface_spec(bool through_binder) {
  return scalar("active_surface", "1/m",
                std::string("area of active against pore") +
                    (through_binder ? ", and against binder times the binder's porosity" : "") +
                    ", per volume of the image",
                true);
}
ProductSpec particle_radius_spec() {
  return scalar("particle_radius", "m",
                "radius of the spheres that fill as much as active and have the active surface: 3 x "
                "fraction / surface",
                true);
}
ProductSpec chord_spec(const std::string& phase, const std::string& axis) {
  return scalar("chord_length." + phase + "." + axis, "m",
                "mean length of the pieces of lines along " +
                    std::string(axis == kThrough ? "the through-plane axis" : axis) + " that lie in " + phase +
                    " (none where no piece ends within the image)");
}
ProductSpec chord_distribution_spec(const std::string& phase, const std::string& axis) {
  return curve("chord_distribution." + phase + "." + axis, "1/m",
               "probability density of the lengths of chords in " + phase + " along " + axis +
                   ", long ones weighed for being cut more often",
               "length");
}
ProductSpec profile_spec(const std::string& phase) {
  return curve("profile." + phase, "1",
               "share of the plane at that depth along the through-plane axis that is " + phase, "depth");
}
ProductSpec correlation_spec(const std::string& phase, const std::string& axis) {
  return curve("correlation." + phase + "." + axis, "1",
               "probability that both ends of a distance along " + axis + " lie in " + phase, "distance");
}
ProductSpec triple_line_spec() {
  return scalar(
      "triple_phase_length", "1/m^2",
      "length of the lines where three or more phases meet, without the excess of voxel stairs, per volume (m/m^3)");
}

struct SizeSpecs {
  ProductSpec median, mean, d10, d90, distribution;
};
SizeSpecs particle_specs() {
  const std::string of = " of the particles, told apart by a watershed, as spheres of equal volume, by number";
  return {scalar("particle_diameter.median", "m", "median diameter" + of, true),
          scalar("particle_diameter.mean", "m", "mean diameter" + of),
          scalar("particle_diameter.d10", "m", "diameter below which a tenth" + of + " is"),
          scalar("particle_diameter.d90", "m", "diameter below which nine tenths" + of + " are"),
          curve("particle_diameter.distribution", "1",
                "share of the particles in each of equal intervals of diameter, by number", "diameter")};
}
ProductSpec volume_median_spec() {
  return scalar("particle_diameter.volume_median", "m", "diameter below which half of the particles' volume is (D50)");
}
ProductSpec volume_distribution_spec() {
  return curve("particle_diameter.volume_distribution", "1",
               "share of the particles' volume in each of equal intervals of diameter", "diameter");
}
ProductSpec bins_spec() {
  return curve("particle_diameter.bins", "m",
               "middles of those intervals; with volume_distribution a cell's particle_size_distribution", "diameter");
}
ProductSpec whole_spec() {
  return scalar("particle_count.whole", "1", "particles that no side of the image cuts, which are the ones measured");
}
ProductSpec cut_spec() { return scalar("particle_count.cut", "1", "particles that a side of the image cuts"); }
SizeSpecs pore_specs() {
  const std::string of = " of the pore space, as the largest ball within it that reaches a place";
  return {scalar("pore_diameter.median", "m", "median width" + of, true),
          scalar("pore_diameter.mean", "m", "mean width" + of),
          scalar("pore_diameter.d10", "m", "width below which a tenth" + of + " is"),
          scalar("pore_diameter.d90", "m", "width below which nine tenths" + of + " are"),
          curve("pore_diameter.distribution", "1",
                "share of the pore space that balls of that diameter within it reach", "diameter")};
}

using Pair = std::pair<std::string, std::string>;
std::vector<Pair> pairs_of(const MeasurePlan& plan) {  // by name: the same for images that are read and generated
  std::set<std::string> names(plan.phases.begin(), plan.phases.end());
  std::vector<Pair> pairs;
  for (auto a = names.begin(); a != names.end(); ++a)
    for (auto b = std::next(a); b != names.end(); ++b) pairs.emplace_back(*a, *b);
  return pairs;
}

bool gives_active_surface(const MeasurePlan& plan) { return plan.has("active") && plan.has("pore"); }
bool acts_through_binder(const MeasurePlan& plan) { return plan.has("binder") && plan.binder_porosity.has_value(); }

std::vector<ProductSpec> list(const SizeSpecs& s) { return {s.median, s.mean, s.d10, s.d90, s.distribution}; }

/// Adds the products of one measurement after the other.
class Measuring {
 public:
  Measuring(Products& products, const MeasurePlan& plan, const voxel::Image& image, Context& context)
      : products_(products), plan_(plan), image_(image), context_(context), grid_(image.labels.grid) {}

  void add_interfaces(const std::vector<double>& fractions) {
    const bool surface = plan_.includes("surface");
    if (!surface && !plan_.includes("triple_line")) return;
    const voxel::Interfaces found = voxel::measure_interfaces(image_, context_.ranks, plan_.includes("triple_line"));
    if (surface) add_surfaces(found, fractions);
    if (plan_.includes("triple_line")) products_.add_scalar(triple_line_spec(), found.triple_line / volume());
  }

  void add_particles() {
    if (!plan_.includes("particles")) return;
    const auto particles = voxel::find_particles(image_, label("active"), context_.ranks);
    const voxel::ParticleSizes sizes = voxel::particle_sizes(particles, grid_);
    const SizeSpecs specs = particle_specs();
    const auto quantile = [&](double share) { return sizes.empty() ? kNone : sizes.quantile(share); };
    products_.add_scalar(specs.median, quantile(0.5));
    products_.add_scalar(specs.mean, sizes.empty() ? kNone : sizes.mean());
    products_.add_scalar(specs.d10, quantile(0.1));
    products_.add_scalar(specs.d90, quantile(0.9));
    products_.add_scalar(volume_median_spec(), sizes.empty() ? kNone : sizes.quantile(0.5, true));
    add_histogram(specs.distribution, sizes.diameters, sizes.weights);
    add_histogram(volume_distribution_spec(), sizes.diameters, sizes.weights_by_volume());
    const Axis bins = bins_of(sizes.diameters);
    products_.add_array(bins_spec(), {bins}, sizes.empty() ? std::vector{kNone} : bins.values);
    products_.add_scalar(whole_spec(), static_cast<double>(sizes.whole));
    products_.add_scalar(cut_spec(), static_cast<double>(sizes.cut));
    if (sizes.empty()) warn("no particle is whole within the image: particle_diameter has no values");
  }

  void add_pores() {
    if (!plan_.includes("pores")) return;
    const voxel::Openings found = voxel::measure_openings(image_, label("pore"), kPoreSteps, context_.ranks);
    const bool none = found.diameters.empty();
    const SizeSpecs specs = pore_specs();
    products_.add_scalar(specs.median, none ? kNone : found.quantile(0.5));
    products_.add_scalar(specs.mean, none ? kNone : found.mean());
    products_.add_scalar(specs.d10, none ? kNone : found.quantile(0.1));
    products_.add_scalar(specs.d90, none ? kNone : found.quantile(0.9));
    const Axis axis{"diameter", "m", "diameter of balls", none ? std::vector{0.0} : found.diameters};
    products_.add_array(specs.distribution, {axis}, none ? std::vector{kNone} : found.shares);
    if (none) warn("the pore space has no width: there is none, or nothing else");
  }

  void add_chords() {
    if (!plan_.includes("chords")) return;
    const auto chords = voxel::measure_chords(image_, context_.ranks);
    const auto through = static_cast<std::size_t>(image_.through);
    for (std::size_t p = 0; p < chords.size(); ++p) {
      const auto mean = [&](std::size_t axis) { return chords[p][axis].mean().value_or(kNone); };
      for (std::size_t axis = 0; axis < 3; ++axis)
        products_.add_scalar(chord_spec(image_.phases[p], kAxes[axis]), mean(axis));
      products_.add_scalar(chord_spec(image_.phases[p], kThrough), mean(through));
      add_chord_distributions(image_.phases[p], chords[p]);
    }
  }

  void add_correlation() {
    if (!plan_.includes("correlation")) return;
    for (int axis = 0; axis < 3; ++axis) {
      const voxel::Correlation found = voxel::measure_correlation(image_, axis, context_.ranks);
      Axis distance{"distance", "m", "distance of two places along an axis", {}};
      for (const std::int64_t lag : found.lags)
        distance.values.push_back(static_cast<double>(lag) * grid_.spacing[static_cast<std::size_t>(axis)]);
      for (std::size_t p = 0; p < image_.phases.size(); ++p)
        products_.add_array(correlation_spec(image_.phases[p], kAxes[static_cast<std::size_t>(axis)]), {distance},
                            found.shares[p]);
    }
  }

  void add_profile() {
    if (!plan_.includes("profile")) return;
    const auto shares = voxel::profile(image_, image_.through, context_.ranks);
    const double edge = grid_.spacing[static_cast<std::size_t>(image_.through)];
    Axis depth{"depth", "m", "middle of the plane, along the through-plane axis", {}};
    for (std::size_t i = 0; i < shares[0].size(); ++i) depth.values.push_back((static_cast<double>(i) + 0.5) * edge);
    for (std::size_t p = 0; p < image_.phases.size(); ++p)
      products_.add_array(profile_spec(image_.phases[p]), {depth}, shares[p]);
  }

 private:
  double volume() const {
    return static_cast<double>(grid_.size()) * grid_.spacing[0] * grid_.spacing[1] * grid_.spacing[2];
  }
  std::uint8_t label(const std::string& phase) const {
    return static_cast<std::uint8_t>(std::ranges::find(image_.phases, phase) - image_.phases.begin());
  }
  void warn(const std::string& text) const {
    if (context_.ranks.is_first() && !context_.is_member) context_.log.warn(context_.stage + ": " + text);
  }

  void add_surfaces(const voxel::Interfaces& found, const std::vector<double>& fractions) {
    const auto between = [&](const std::string& a, const std::string& b) {
      return found.area(label(a), label(b)) / volume();
    };
    for (const auto& [a, b] : pairs_of(plan_)) products_.add_scalar(surface_spec(a, b), between(a, b));
    if (!gives_active_surface(plan_)) return;
    const double active = between("active", "pore") +
                          (acts_through_binder(plan_) ? *plan_.binder_porosity * between("active", "binder") : 0);
    products_.add_scalar(active_surface_spec(acts_through_binder(plan_)), active);
    products_.add_scalar(particle_radius_spec(), active > 0 ? 3 * fractions[label("active")] / active : kNone);
    if (!(active > 0)) warn("there is no active surface, so particle_radius has no value");
  }

  static constexpr std::size_t kBins = 24;
  /// Equal intervals up to the largest size.
  static Axis bins_of(const std::vector<double>& sizes) {
    Axis axis{"diameter", "m", "middle of the interval", {}};
    if (sizes.empty()) axis.values.push_back(0);
    for (std::size_t bin = 0; bin < kBins && !sizes.empty(); ++bin)
      axis.values.push_back((static_cast<double>(bin) + 0.5) * (sizes.back() / kBins));
    return axis;
  }

  void add_histogram(const ProductSpec& spec, const std::vector<double>& sizes, const std::vector<double>& weights) {
    const Axis axis = bins_of(sizes);
    if (sizes.empty()) return products_.add_array(spec, {axis}, {kNone});
    const double width = sizes.back() / kBins;
    std::vector<double> shares(kBins, 0);
    for (std::size_t i = 0; i < sizes.size(); ++i)
      shares[std::min(kBins - 1, static_cast<std::size_t>(sizes[i] / width))] += weights[i];
    products_.add_array(spec, {axis}, std::move(shares));
  }

  /// One axis for all three directions, so that they can be compared: intervals of as many of the longest voxel edges as give
  /// at most kMostBins.
  void add_chord_distributions(const std::string& phase, const std::array<voxel::Chords, 3>& chords) {
    const double edge = *std::ranges::max_element(grid_.spacing);
    double longest = edge;
    for (const voxel::Chords& along : chords)
      for (std::size_t l = 1; l < along.counts.size(); ++l)
        if (along.counts[l] > 0) longest = std::max(longest, static_cast<double>(l) * along.spacing);
    const double edges = std::ceil(longest / edge * (1 - 1e-12));
    const double width = std::ceil(edges / kMostBins) * edge;
    const auto bins = static_cast<std::size_t>(std::ceil(edges * edge / width * (1 - 1e-12)));
    Axis axis{"length", "m", "middle of the chords in an interval", {}};
    for (std::size_t bin = 0; bin < bins; ++bin)
      axis.values.push_back(static_cast<double>(bin) * width + (width + edge) / 2);
    for (std::size_t a = 0; a < 3; ++a) {
      const std::vector<double> frequencies = chords[a].frequencies();
      std::vector<double> density(bins, 0);
      double sum = 0;
      for (std::size_t l = 1; l < frequencies.size(); ++l) {
        if (frequencies[l] <= 0) continue;
        const double place = std::ceil(static_cast<double>(l) * chords[a].spacing / width * (1 - 1e-12)) - 1;
        density[std::min(bins - 1, static_cast<std::size_t>(place))] += frequencies[l];
        sum += frequencies[l];
      }
      for (double& value : density) value = sum > 0 ? value / (sum * width) : kNone;
      products_.add_array(chord_distribution_spec(phase, kAxes[a]), {axis}, std::move(density));
    }
  }

  Products& products_;
  const MeasurePlan& plan_;
  const voxel::Image& image_;
  Context& context_;
  const numerics::VoxelGrid& grid_;
};

}  // namespace

std::vector<Measure> usual_measures() { return {MeasureSurface{}, MeasureChords{}, MeasureProfile{}}; }

bool MeasurePlan::includes(std::string_view word) const {
  return std::ranges::any_of(measures, [&](const Measure& measure) { return word_of(measure) == word; });
}
bool MeasurePlan::has(const std::string& phase) const { return std::ranges::count(phases, phase) > 0; }

void check_measures(const MeasurePlan& plan, std::vector<config::Complaint>& complaints) {
  std::set<std::string> seen;
  for (const Measure& measure : plan.measures)
    if (!seen.insert(word_of(measure)).second)
      complaints.push_back({"measure", "`" + word_of(measure) + "` is named twice"});
  for (const auto& [word, phase] : {std::pair{"particles", "active"}, {"pores", "pore"}})
    if (plan.includes(word) && !plan.has(phase))
      complaints.push_back(
          {"measure", std::string("`") + word + "` are those of a phase named " + phase + ", and there is none"});
  if (plan.includes("triple_line") && plan.phases.size() < 3)
    complaints.push_back(
        {"measure", "`triple_line` is where three phases meet, and there are " + std::to_string(plan.phases.size())});
}

std::vector<ProductSpec> measure_specs(const MeasurePlan& plan) {
  std::vector<ProductSpec> specs;
  const auto add = [&](const std::vector<ProductSpec>& more) { specs.insert(specs.end(), more.begin(), more.end()); };
  if (plan.includes("surface")) {
    for (const auto& [a, b] : pairs_of(plan)) specs.push_back(surface_spec(a, b));
    if (gives_active_surface(plan)) add({active_surface_spec(acts_through_binder(plan)), particle_radius_spec()});
  }
  if (plan.includes("triple_line")) specs.push_back(triple_line_spec());
  if (plan.includes("particles")) {
    add(list(particle_specs()));
    add({volume_median_spec(), volume_distribution_spec(), bins_spec(), whole_spec(), cut_spec()});
  }
  if (plan.includes("pores")) add(list(pore_specs()));
  for (const std::string& phase : plan.phases) {
    if (plan.includes("chords")) {
      for (const char* axis : kAxes) add({chord_spec(phase, axis), chord_distribution_spec(phase, axis)});
      specs.push_back(chord_spec(phase, kThrough));
    }
    if (plan.includes("correlation"))
      for (const char* axis : kAxes) specs.push_back(correlation_spec(phase, axis));
    if (plan.includes("profile")) specs.push_back(profile_spec(phase));
  }
  return specs;
}

void add_measures(Products& products, const MeasurePlan& plan, const voxel::Image& image,
                  const std::vector<double>& fractions, Context& context) {
  Measuring measuring(products, plan, image, context);
  measuring.add_interfaces(fractions);
  measuring.add_particles();
  measuring.add_pores();
  measuring.add_chords();
  measuring.add_correlation();
  measuring.add_profile();
}

}  // namespace voxvolt::stages
