// SPDX-License-Identifier: BSD-3-Clause
// Stage kind `effective_transport`: effective conductivities of an image, with their errors.
#include <cmath>
#include <limits>
#include <set>

#include "campaign/summary.hpp"
#include "config/errors.hpp"
#include "config/names.hpp"
#include "config/units.hpp"
#include "solvers/microstructure/transport/error_estimate.hpp"
#include "solvers/microstructure/transport/transport.hpp"
#include "stages/kinds.hpp"
#include "stages/transport_inputs.hpp"
#include "stages/transport_naming.hpp"
#include "stages/upstream_image.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Axis;
using campaign::Context;
using campaign::Product;
using campaign::ProductForm;
using campaign::Products;
using campaign::ProductSpec;
using config::Complaint;
using microstructure::AxisTransport;
using microstructure::Extrapolation;
using microstructure::SubvolumeStatistics;
using microstructure::Transport;
using Inputs = TransportInputs;
using Property = std::map<std::string, std::vector<Quantity>>;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

bool is_cell(const Inputs& in) { return std::holds_alternative<PeriodicCell>(in.boundary); }
bool keeps_flux(const Inputs& in, const std::string& property) {
  return std::ranges::find(in.flux_density, property) != in.flux_density.end();
}
void check_phases(const Inputs& in, const std::vector<std::string>& phases, std::vector<Complaint>& complaints) {
  for (const auto& [name, property] : in.properties)
    for (const auto& [phase, values] : property) {
      if (std::ranges::find(phases, phase) != phases.end()) continue;
      const auto close = config::nearest(phase, phases);
      complaints.push_back({"properties." + name + "." + phase,
                            in.of.name + " has no phase " + phase +
                                (close ? "; did you mean " + *close + "?" : "; it has " + config::listed(phases))});
    }
}

std::vector<ProductSpec> specs_of(const Inputs& in) {
  std::vector<ProductSpec> specs;
  for (const auto& [name, property] : in.properties) {
    const std::string unit = unit_of_property(property);
    for (const TransportAxis& axis : in.axes) {
      const Naming naming{name, unit, word_of(axis), in.axes.size() == 1 || axis.index() < 3};
      specs.insert(specs.end(), {naming.conductivity(), naming.tortuosity(), naming.efficiency(), naming.bruggeman(),
                                 naming.iterations(), naming.spread(), naming.isolated(), naming.algebraic()});
      if (in.wants_richardson())
        specs.insert(specs.end(), {naming.corrected(), naming.discretisation(), naming.order()});
      if (in.subvolumes_per_axis() > 0) specs.insert(specs.end(), {naming.sampling(), naming.rev()});
      if (keeps_flux(in, name) && naming.axis != AxisThrough::word) specs.push_back(naming.flux());
    }
    if (is_cell(in)) specs.push_back(tensor_spec(name, unit));
    specs.insert(specs.end(), {bound_spec(name, unit, false), bound_spec(name, unit, true)});
  }
  return specs;
}

std::vector<ProductSpec> declare(const Inputs& in, const campaign::Surroundings& surroundings,
                                 std::vector<Complaint>& complaints) {
  if (const auto phases = declared_phases(in.of.name, surroundings, "of", complaints))
    check_phases(in, *phases, complaints);
  return specs_of(in);
}

/// One property, ready for the solver.
struct Material {
  microstructure::ConductivityTable table;
  std::vector<std::array<double, 3>> conductivity;  ///< of each phase along x, y, z
  bool isotropic = true;

  std::size_t best_phase(std::size_t axis) const {
    const auto along = [axis](const auto& a, const auto& b) { return a[axis] < b[axis]; };
    return static_cast<std::size_t>(std::ranges::max_element(conductivity, along) - conductivity.begin());
  }
};

Material material_of(const Property& property, const std::vector<std::string>& phases, const std::string& unit) {
  Material material;
  for (std::size_t p = 0; p < phases.size(); ++p) {
    std::array<double, 3> k{0, 0, 0};
    if (const auto given = property.find(phases[p]); given != property.end())
      for (std::size_t a = 0; a < 3; ++a) {
        if (given->second.size() != 1 && given->second.size() != 3)
          throw parallel::AgreedFailure(ExitCode::input, "the conductivity of " + phases[p] + " has " +
                                                             std::to_string(given->second.size()) +
                                                             " numbers, not one or three");
        const Quantity& value = given->second[given->second.size() == 3 ? a : 0];
        if (!config::same_dimension(value.unit, unit))  // of a reference that was not known before
          throw parallel::AgreedFailure(ExitCode::input, "the conductivity of " + phases[p] + " is in " + value.unit +
                                                             ", the others of its property in " + unit);
        k[a] = config::convert(value.value, value.unit, unit);
      }
    material.table[static_cast<int>(p)] = k;
    material.conductivity.push_back(k);
    material.isotropic = material.isotropic && k[0] == k[1] && k[1] == k[2];
  }
  return material;
}

/// Hashin and Shtrikman 1962, any number of phases: 1/sum(f_i/(k_i + 2 k0)) - 2 k0, k0 the extreme conductivity. Of
/// isotropic phases only.
double hashin_shtrikman(const std::vector<double>& fraction, const Material& material, bool upper) {
  if (!material.isotropic) return kNone;
  double k0 = upper ? 0 : std::numeric_limits<double>::infinity();
  for (std::size_t p = 0; p < fraction.size(); ++p)
    if (const double k = material.conductivity[p][0]; fraction[p] > 0) k0 = upper ? std::max(k0, k) : std::min(k0, k);
  if (k0 == 0) return 0;
  double sum = 0;
  for (std::size_t p = 0; p < fraction.size(); ++p) sum += fraction[p] / (material.conductivity[p][0] + 2 * k0);
  return 1 / sum - 2 * k0;
}

/// Everything known of one property along one axis.
struct Answer {
  const AxisTransport* transport = nullptr;
  const Extrapolation* voxels = nullptr;
  std::vector<const SubvolumeStatistics*> parts;  ///< coarsest division first

  double algebraic() const { return std::abs(transport->conductivity - transport->mean_flux); }
  double discretisation() const { return voxels ? voxels->error : 0; }
  double sampling() const { return parts.empty() ? 0 : parts.front()->error; }
  double error() const { return std::hypot(algebraic(), discretisation(), sampling()); }
};

Product with_errors(ProductSpec spec, std::vector<Axis> axes, std::vector<double> values, std::vector<double> errors) {
  Product product;
  product.spec = std::move(spec);
  product.axes = std::move(axes);
  product.values = std::move(values);
  product.errors = std::move(errors);
  return product;
}

Product rev_curve(const Naming& naming, const Answer& answer) {
  Axis edge{"edge", "um", "edge of a cube of a part's volume", {}};
  std::vector<double> mean, sd;
  for (auto part = answer.parts.rbegin(); part != answer.parts.rend(); ++part) {
    edge.values.push_back(1e6 * (*part)->edge);
    mean.push_back((*part)->mean);
    sd.push_back((*part)->sd);
  }
  edge.values.push_back(1e6 * answer.parts.front()->edge * answer.parts.front()->parts_per_axis);  // the whole
  mean.push_back(answer.transport->conductivity);
  sd.push_back(0);
  return with_errors(naming.rev(), {edge}, std::move(mean), std::move(sd));
}

/// Adds the products of one property.
class Reporter {
 public:
  Reporter(const Inputs& in, const UpstreamImage& image, Context& context, Products& products)
      : in_(in), image_(image), context_(context), products_(products) {}

  void add(const Naming& naming, const Material& material, const Answer& answer) {
    const AxisTransport& t = *answer.transport;
    const double k = t.conductivity, error = answer.error(), relative = k > 0 ? error / k : 0;
    const bool flows = k > 0;
    const bool estimated = answer.voxels || !answer.parts.empty();
    const auto bar = [&](double value) { return estimated ? std::optional(value) : std::nullopt; };
    products_.add_scalar(naming.conductivity(), k, bar(error));
    const double tortuosity = t.tortuosity().value_or(kNone);
    products_.add_scalar(naming.tortuosity(), tortuosity, flows ? bar(tortuosity * relative) : std::nullopt);
    const std::size_t phase = material.best_phase(static_cast<std::size_t>(t.axis));
    const double best = material.conductivity[phase][static_cast<std::size_t>(t.axis)];
    products_.add_scalar(naming.efficiency(), best > 0 ? k / best : kNone, best > 0 ? bar(error / best) : std::nullopt);
    const double eps = image_.pore_share(phase);
    const bool has_exponent = flows && eps > 0 && eps < 1;
    products_.add_scalar(naming.bruggeman(), has_exponent ? std::log(k / best) / std::log(eps) : kNone,
                         has_exponent ? bar(relative / std::abs(std::log(eps))) : std::nullopt);
    products_.add_scalar(naming.iterations(), t.iterations);
    products_.add_scalar(naming.spread(), t.plane_flux_spread);
    const double conducting = static_cast<double>(t.conducting_voxels + t.isolated_voxels);
    products_.add_scalar(naming.isolated(), conducting > 0 ? static_cast<double>(t.isolated_voxels) / conducting : 0);
    products_.add_scalar(naming.algebraic(), answer.algebraic());
    if (in_.wants_richardson()) {
      products_.add_scalar(naming.corrected(), answer.voxels ? answer.voxels->corrected : kNone);
      products_.add_scalar(naming.discretisation(), answer.voxels ? answer.voxels->error : kNone);
      products_.add_scalar(naming.order(), answer.voxels && answer.voxels->observed ? answer.voxels->order : kNone);
    }
    if (in_.subvolumes_per_axis() > 0) {
      products_.add_scalar(naming.sampling(), answer.sampling());
      products_.add(rev_curve(naming, answer));
    }
    if (!flows && context_.ranks.is_first() && !context_.is_member)
      context_.log.warn(context_.stage + ": " + naming.property + ": nothing conducts from one end of " + naming.axis +
                        " to the other: its conductivity is 0, its tortuosity does not exist");
  }

  void add_whole(const std::string& name, const std::string& unit, const Material& material,
                 const Transport& transport) {
    if (is_cell(in_)) {
      std::vector<double> values;
      for (const auto& row : *transport.tensor) values.insert(values.end(), row.begin(), row.end());
      const auto axis = [](const char* which) { return Axis{which, "1", "x, y, z as 1, 2, 3", {1, 2, 3}}; };
      products_.add_array(tensor_spec(name, unit), {axis("row"), axis("column")}, std::move(values));
    }
    const double low = hashin_shtrikman(image_.fractions, material, false);
    const double high = hashin_shtrikman(image_.fractions, material, true);
    products_.add_scalar(bound_spec(name, unit, false), low);
    products_.add_scalar(bound_spec(name, unit, true), high);
    if (transport.axes.size() != 3 || !context_.ranks.is_first() || context_.is_member) return;
    const double mean =
        (transport.axes[0].conductivity + transport.axes[1].conductivity + transport.axes[2].conductivity) / 3;
    if (mean > high * (1 + 1e-9) || mean < low * (1 - 1e-9))
      context_.log.warn(context_.stage + ": " + name + ": the mean over the axes, " + campaign::short_number(mean) +
                        ", is outside the Hashin-Shtrikman bounds of isotropic materials, " +
                        campaign::short_number(low) + " to " + campaign::short_number(high) +
                        ": this image is no sample of one");
  }

 private:
  const Inputs& in_;
  const UpstreamImage& image_;
  Context& context_;
  Products& products_;
};

// What the solver needs beside the image; the multigrid 30 to 55 as measured.
constexpr double kMultigridBytes = 60, kHypreBytes = 450, kFluxBytes = 24;

microstructure::TransportOptions options_of(const Inputs& in, const UpstreamImage& image, const Context& context) {
  microstructure::TransportOptions options;
  constexpr std::array kBoundaries{microstructure::Boundary::fixed, microstructure::Boundary::periodic,
                                   microstructure::Boundary::cell};
  options.boundary = kBoundaries[in.boundary.index()];
  std::set<int> axes;  // each is solved once, whatever it is called
  for (const TransportAxis& axis : in.axes)
    axes.insert(axis.index() < 3 ? static_cast<int>(axis.index()) : image.through);
  options.axes.assign(axes.begin(), axes.end());
  if (is_cell(in)) options.axes = {0, 1, 2};
  options.tolerance = in.tolerance;
  if (std::holds_alternative<UseHypre>(in.solver)) options.solver = microstructure::TransportSolver::hypre;
  options.petsc_prefix = context.stage + "_";
  const double voxels_here = static_cast<double>(image.labels().grid.size()) / context.ranks.size();
  options.hypre_as_last_resort = kHypreBytes * voxels_here < context.memory_limit;
  return options;
}

/// The solves of one property: the image, its coarser forms, its parts.
void add_property(const Inputs& in, const std::string& name, const Property& property, const UpstreamImage& image,
                  const std::optional<microstructure::Resolutions>& resolutions, Context& context, Products& products,
                  std::vector<numerics::NamedField>& fields) {
  const std::string unit = unit_of_property(property);
  const Material material = material_of(property, image.phases, unit);
  microstructure::TransportOptions options = options_of(in, image, context);
  options.flux_density = keeps_flux(in, name) && context.fields && !context.fields_to_write.empty();
  const Transport transport =
      microstructure::effective_conductivity(image.labels(), material.table, options, context.ranks);
  std::optional<std::vector<Extrapolation>> voxels;
  if (resolutions) voxels = microstructure::richardson(*resolutions, material.table, options, transport, context.ranks);
  std::vector<std::vector<SubvolumeStatistics>> divisions;
  if (const int parts = in.subvolumes_per_axis(); parts > 0)
    divisions = microstructure::subvolumes(image.labels(), material.table, options, parts, context.ranks);

  Reporter reporter(in, image, context, products);
  for (const TransportAxis& axis : in.axes) {
    const Naming naming{name, unit, word_of(axis), in.axes.size() == 1 || axis.index() < 3};
    const int wanted = axis.index() < 3 ? static_cast<int>(axis.index()) : image.through;
    const auto at = static_cast<std::size_t>(std::ranges::find(options.axes, wanted) - options.axes.begin());
    Answer answer{&transport.axes[at], voxels ? &(*voxels)[at] : nullptr, {}};
    for (const auto& division : divisions) answer.parts.push_back(&division[at]);
    reporter.add(naming, material, answer);
    if (transport.axes[at].by_last_resort && context.ranks.is_first() && !context.is_member)
      context.log.warn(context.stage + ": " + name + " along " + naming.axis +
                       ": the multigrid did not converge; hypre did");
    if (transport.axes[at].flux_density && naming.axis != AxisThrough::word && context.writes(naming.flux().name)) {
      const ProductSpec spec = naming.flux();
      fields.push_back({spec.name, spec.unit, spec.meaning, *transport.axes[at].flux_density});
      products.add_field(spec, {std::make_shared<const numerics::NamedField>(numerics::NamedField{fields.back()}), {}});
    }
  }
  reporter.add_whole(name, unit, material, transport);
}

double bytes_per_voxel(const Inputs& in) {
  return (std::holds_alternative<UseHypre>(in.solver) ? kHypreBytes : kMultigridBytes) +
         3 * kFluxBytes * static_cast<double>(in.flux_density.size());
}

void require_memory(const Inputs& in, const UpstreamImage& image, const Context& context) {
  const double bytes = bytes_per_voxel(in) * static_cast<double>(image.labels().grid.size()) / context.ranks.size();
  if (bytes > context.memory_limit)
    throw parallel::AgreedFailure(ExitCode::input, context.stage + ": the solver needs " + campaign::bytes_text(bytes) +
                                                       " on each rank, and " +
                                                       campaign::bytes_text(context.memory_limit) +
                                                       " may be used: use more machines, or a smaller image");
}

Products run(const Inputs& in, Context& context) {
  const UpstreamImage image = upstream_image(in.of.name, context);
  require_memory(in, image, context);
  std::optional<microstructure::Resolutions> resolutions;
  if (in.wants_richardson()) {
    resolutions = microstructure::resolutions_of(image.labels(), context.ranks);
    if (!resolutions && context.ranks.is_first() && !context.is_member)
      context.log.warn(context.stage + ": no error of the voxels is given: an axis is shorter than 8 voxels");
  }
  Products products;
  std::vector<numerics::NamedField> fields;
  std::size_t done = 0;
  for (const auto& [name, property] : in.properties) {
    if (context.stop.asked(context.ranks))
      throw parallel::AgreedFailure(
          ExitCode::stopped, context.stage + ": stopped (" + context.stop.reason() + ") before property " + name);
    add_property(in, name, property, image, resolutions, context, products, fields);
    ++done;
    if (!context.is_member)
      context.log.progress(context.stage, static_cast<double>(done) / static_cast<double>(in.properties.size()),
                           std::to_string(done) + " of " + std::to_string(in.properties.size()) + " properties");
  }
  if (context.fields && !fields.empty()) context.fields->write({0, 0.0, fields});
  return products;
}

// One axis of one property takes about 9 iterations of 24 ns per voxel (one core; twice to thrice that with more than two
// conductivities), two more for each further digit. Coarser images add a seventh, each division into parts once more.
campaign::Estimate estimate(const Inputs& in, const campaign::Estimates& before) {
  const double voxels = before(in.of.name).unknowns;
  const bool hypre = std::holds_alternative<UseHypre>(in.solver);
  const double digits = std::max(1.0, -std::log10(in.tolerance));
  const double solves = static_cast<double>(in.properties.size() * (is_cell(in) ? 3 : in.axes.size()));
  const double repeats = (in.wants_richardson() ? 8.0 / 7 : 1) +
                         (in.subvolumes_per_axis() > 1 ? std::floor(std::log2(in.subvolumes_per_axis())) : 0);
  const double per_voxel = (1 + 2 * digits) * 24e-9 * (hypre ? 5 : 1);
  return {voxels, voxels * bytes_per_voxel(in), voxels * solves * repeats * per_voxel};
}

std::vector<std::string> cites(const Inputs& in) {
  std::vector<std::string> papers{
      "Hashin, Z., Shtrikman, S. (1962). A variational approach to the theory of the effective magnetic permeability "
      "of multiphase materials. J. Appl. Phys. 33, 3125-3131. doi:10.1063/1.1728579"};
  if (in.wants_richardson())
    papers.push_back(
        "Roache, P. J. (1994). Perspective: a method for uniform reporting of grid refinement studies. J. "
        "Fluids Eng. 116, 405-413. doi:10.1115/1.2910291");
  if (in.subvolumes_per_axis() > 0)
    papers.push_back(
        "Kanit, T., Forest, S., Galliet, I., Mounoury, V., Jeulin, D. (2003). Determination of the size of the "
        "representative volume element for random composites. Int. J. Solids Struct. 40, 3647-3679. "
        "doi:10.1016/S0020-7683(03)00143-4");
  if (std::holds_alternative<UseHypre>(in.solver))
    papers.push_back(
        "Henson, V. E., Yang, U. M. (2002). BoomerAMG: a parallel algebraic multigrid solver and "
        "preconditioner. Appl. Numer. Math. 41, 155-177. doi:10.1016/S0168-9274(01)00115-5");
  return papers;
}

}  // namespace

campaign::StageKind effective_transport() {
  return campaign::make_kind(campaign::Kind<Inputs>{
      .name = "effective_transport",
      .revision = 1,
      .sentence = "Effective conductivities of an image: div(k grad u) = 0 on its voxels, with errors.",
      .produces = {{"P.conductivity.AXIS", "SI, as given",
                    "effective conductivity of property P along x, y, z or through"},
                   {"P.corrected_conductivity.AXIS", "SI, as given", "the same, extrapolated to a vanishing voxel"},
                   {"P.tortuosity.AXIS", "1", "mean conductivity (isolated voxels included) over the effective one"},
                   {"P.transport_efficiency.AXIS", "1", "effective conductivity over that of the best phase"},
                   {"P.bruggeman_exponent.AXIS", "1", "ln(transport efficiency)/ln(share of the best phase)"},
                   {"P.tensor", "SI, as given", "the whole tensor (boundary: cell)"},
                   {"P.error.SOURCE.AXIS", "SI, as given",
                    "algebraic, discretisation, sampling: their root sum of squares "
                    "is the conductivity's error"},
                   {"P.observed_order.AXIS", "1", "order at which the answer settles with the voxel"},
                   {"P.rev.AXIS", "SI, as given",
                    "mean over parts of the image by their edge (error: {subvolumes: N})"},
                   {"P.hashin_shtrikman.BOUND", "SI, as given",
                    "lower and upper bound of isotropic materials (of isotropic phases)"},
                   {"P.isolated_fraction.AXIS", "1", "share of the conducting voxels that carry nothing"},
                   {"P.iterations.AXIS", "1", "iterations of the solver"},
                   {"P.plane_flux_spread.AXIS", "1", "(largest - smallest plane flux)/mean"},
                   {"P.flux_density.AXIS", "field", "magnitude of the flux density over its mean (flux_density: [P])"}},
      .declare = &declare,
      .estimate = &estimate,
      .cites = &cites,
      .run = &run,
  });
}

}  // namespace voxvolt::stages
