// SPDX-License-Identifier: BSD-3-Clause
#include "stages/generate_inputs.hpp"

#include <algorithm>

#include "meshes/generate/packing.hpp"

namespace voxvolt::stages {

using config::Complaint;
using config::unit;

std::vector<Complaint> one_or_three(const std::vector<double>& voxel) {
  if (voxel.empty() || voxel.size() == 1 || voxel.size() == 3) return {};
  return {{"voxel", "takes one length, or three: [dx, dy, dz]"}};
}

std::array<double, 3> three(const std::vector<double>& numbers) {
  if (numbers.size() == 3) return {numbers[0], numbers[1], numbers[2]};
  return {numbers.at(0), numbers.at(0), numbers.at(0)};
}

namespace {

std::vector<Complaint> ordered(const std::optional<double>& min, const std::optional<double>& max) {
  if (!min || !max || !(*max <= *min)) return {};
  return {{"max", "must be above min"}};
}

template <class Size>
void describe_cuts(Describe<Size>& d) {
  d.member("min", &Size::min, "no particle is smaller", unit("m").above(0));
  d.member("max", &Size::max, "no particle is larger", unit("m").above(0));
  d.check([](const Size& s) { return ordered(s.min, s.max); });
}

constexpr const char* kBinderFraction = "share of the volume that carbon and binder fill, before calendering";
constexpr const char* kBinderGrading = "how that share changes along an axis (default: not)";

template <class Binder>
void describe_binder(Describe<Binder>& d) {
  d.member("fraction", &Binder::fraction, kBinderFraction, unit("1").above(0).below(1)).required();
  d.member("grading", &Binder::grading, kBinderGrading);
}

}  // namespace

void SizeNormal::describe(Describe<SizeNormal>& d) {
  d.sentence("Normal distribution of diameters, cut at 0.");
  d.member("mean", &SizeNormal::mean, "mean diameter", unit("m").above(0)).required();
  d.member("sd", &SizeNormal::sd, "standard deviation", unit("m").above(0).as_difference()).required();
  describe_cuts(d);
}
void SizeLognormal::describe(Describe<SizeLognormal>& d) {
  d.sentence("Lognormal distribution of diameters.");
  d.member("median", &SizeLognormal::median, "median diameter", unit("m").above(0)).required();
  d.member("sigma", &SizeLognormal::sigma, "standard deviation of the natural logarithm", unit("1").above(0).at_most(3))
      .required();
  describe_cuts(d);
}
void SizeWeibull::describe(Describe<SizeWeibull>& d) {
  d.sentence("Weibull (Rosin-Rammler) distribution of diameters: a share exp(-(d/scale)^shape) is larger than d.");
  d.member("scale", &SizeWeibull::scale, "diameter that 36.8 % exceed", unit("m").above(0)).required();
  d.member("shape", &SizeWeibull::shape, "exponent: the higher, the more alike", unit("1").at_least(0.5).at_most(50))
      .required();
  describe_cuts(d);
}
void SizeHistogram::describe(Describe<SizeHistogram>& d) {
  d.sentence("A measured distribution of diameters by classes, even within each.");
  d.member("edges", &SizeHistogram::edges, "ends of the classes, ascending: one more than shares",
           unit("m").at_least(0))
      .required()
      .length(2, 10001);
  d.member("shares", &SizeHistogram::shares, "share of each class, of any sum", unit("1").at_least(0))
      .required()
      .length(1, 10000);
  d.check([](const SizeHistogram& h) -> std::vector<Complaint> {
    if (h.edges.empty() || h.shares.empty()) return {};  // references, or complained of already
    if (h.edges.size() != h.shares.size() + 1)
      return {{"edges", "needs one more than `shares`: " + std::to_string(h.shares.size() + 1) + ", not " +
                            std::to_string(h.edges.size())}};
    if (std::ranges::adjacent_find(h.edges, std::greater_equal{}) != h.edges.end())
      return {{"edges", "must be ascending"}};
    if (std::ranges::all_of(h.shares, [](double share) { return share == 0; }))
      return {{"shares", "one must be above 0"}};
    return {};
  });
}
void SizeEqual::describe(Describe<SizeEqual>& d) {
  d.sentence("Particles of one size.");
  d.member("diameter", &SizeEqual::diameter, "diameter", unit("m").above(0)).required();
  d.shorthand("diameter");
}

void Grading::describe(Describe<Grading>& d) {
  d.sentence("A fraction that changes along an axis.");
  d.member("along", &Grading::along, "the axis");
  d.member("relative", &Grading::relative,
           "local fractions relative to each other at equal distances from the first end face to the last, straight "
           "between; their mean is the fraction",
           unit("1").at_least(0).at_most(1e6))
      .required()
      .length(2, 1000);
  d.check([](const Grading& g) -> std::vector<Complaint> {
    if (std::ranges::any_of(g.relative, [](double r) { return r != 0; })) return {};
    if (g.relative.empty()) return {};
    return {{"relative", "one must be above 0"}};
  });
}

void PreferentialOrientation::describe(Describe<PreferentialOrientation>& d) {
  d.sentence("Axes prefer a direction, as those of a body that was compressed along it.");
  d.member("along", &PreferentialOrientation::along, "the direction that axes prefer (flakes then lie across it)");
  d.member("order", &PreferentialOrientation::order,
           "order parameter, the mean of (3 cos^2 - 1)/2: 0 random, 1 all parallel, -0.5 all across",
           unit("1").at_least(-0.5).at_most(1))
      .required();
}

void Particles::describe(Describe<Particles>& d) {
  d.sentence(
      "Hard particles that overlap none: added one by one at random to 0.38 (ellipsoids 0.30), above that pushed apart "
      "from random places.");
  d.member("fraction", &Particles::fraction, "share of the volume that particles fill, before calendering",
           unit("1").above(0).at_most(generate::densest(1)))
      .required();
  d.member("diameter", &Particles::diameter, "diameters; of ellipsoids: of the spheres of equal volume").required();
  d.member("weighted_by", &Particles::weighted_by, "what the distribution of diameters counts");
  d.member("aspect", &Particles::aspect,
           "length along the axis over that across it: below 1 flakes, 1 spheres, above 1 needles",
           unit("1").at_least(1 / generate::kMostElongated).at_most(generate::kMostElongated));
  d.member("orientation", &Particles::orientation, "where the axes of ellipsoids point");
  d.member("grading", &Particles::grading, "how the fraction changes along an axis (default: not)");
  d.check([](const Particles& p) -> std::vector<Complaint> {
    if (std::holds_alternative<ByNumber>(p.weighted_by)) return {};
    const auto lacks_min = [](const auto& size) { return !size.min; };
    const char* why = "by volume this distribution has ever more particles towards 0: give it a `min`";
    if (const auto* normal = std::get_if<SizeNormal>(&p.diameter); normal && lacks_min(*normal))
      return {{"diameter.normal", why}};
    if (const auto* weibull = std::get_if<SizeWeibull>(&p.diameter); weibull && lacks_min(*weibull))
      return {{"diameter.weibull", why}};
    if (const auto* classes = std::get_if<SizeHistogram>(&p.diameter);
        classes && !classes->edges.empty() && classes->edges.front() == 0)
      return {{"diameter.histogram.edges", "by volume the first class cannot begin at 0: give the least size"}};
    return {};
  });
}

void BridgeBinder::describe(Describe<BridgeBinder>& d) {
  d.sentence("Binder where two particles are near: the voxels of the lowest sum of distances to two surfaces.");
  describe_binder(d);
}
void FilmBinder::describe(Describe<FilmBinder>& d) {
  d.sentence("A coat of even thickness on the particles.");
  describe_binder(d);
}
void EnergyBinder::describe(Describe<EnergyBinder>& d) {
  d.sentence("Binder deposited voxel by voxel at random, sites weighed by what they touch.");
  describe_binder(d);
  d.member("morphology", &EnergyBinder::morphology,
           "0 prefers bare particles (coats), 1 prefers binder that is there already (fingers, clusters)",
           unit("1").at_least(0).at_most(1))
      .cite(
          "Mistry, A., Smith, K., Mukherjee, P. P. (2018). Secondary-phase stochastics in lithium-ion battery "
          "electrodes. ACS Appl. Mater. Interfaces 10, 6317-6326. doi:10.1021/acsami.7b17771");
}

void Calendering::describe(Describe<Calendering>& d) {
  d.sentence(
      "Compression through the plane: particles keep their size and push each other apart; `size` and all fractions "
      "are "
      "those before.");
  d.member("strain", &Calendering::strain, "share of the thickness that is lost", unit("1").at_least(0).below(1));
  d.member("porosity", &Calendering::porosity, "share of the phase pore afterwards", unit("1").above(0).below(1));
  d.member("floor", &Calendering::floor,
           "porosity that no pressure goes below, in (porosity - floor)/(porosity before - floor) = exp(-p/p_c) "
           "(the default is an estimate)",
           unit("1").at_least(0).below(1))
      .cite(
          "Meyer, C., Bockholt, H., Haselrieder, W., Kwade, A. (2017). Characterization of the calendering process "
          "for compaction of electrodes for lithium-ion batteries. J. Mater. Process. Technol. 249, 172-178. "
          "doi:10.1016/j.jmatprotec.2017.05.031");
  d.member("characteristic_pressure", &Calendering::characteristic_pressure,
           "p_c of that law, which measured porosities of a coating fix (the default is an estimate)",
           unit("Pa").above(0));
  d.exactly_one({"strain", "porosity"});
}

void GenerateImage::describe(Describe<GenerateImage>& d) {
  d.sentence(
      "A made image: particles (phase `active`), carbon and binder (phase `binder`) in a periodic box of `pore`.");
  d.member("size", &GenerateImage::size, "voxels in x, y, z", unit("1").at_least(1).at_most(1e6))
      .length(3, 3)
      .required();
  d.member("voxel", &GenerateImage::voxel, "edge of a voxel: one length, or [dx, dy, dz]", unit("m").above(0))
      .required();
  d.member("through", &GenerateImage::through, "the through-plane axis");
  d.member("seed", &GenerateImage::seed, "seed of the draws", unit("1").at_least(0));
  d.member("particles", &GenerateImage::particles, "the active material").required();
  d.member("binder", &GenerateImage::binder, "carbon and binder");
  d.member("calendering", &GenerateImage::calendering, "compression through the plane (default: none)");
  d.check([](const GenerateImage& g) { return one_or_three(g.voxel); });
}

}  // namespace voxvolt::stages
