// SPDX-License-Identifier: BSD-3-Clause
#include "uq/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <openturns/DistFunc.hxx>
#include <openturns/Histogram.hxx>
#include <openturns/LogNormal.hxx>
#include <openturns/LogUniform.hxx>
#include <openturns/Normal.hxx>
#include <openturns/Triangular.hxx>
#include <openturns/TruncatedDistribution.hxx>
#include <openturns/Uniform.hxx>
#include <openturns/UserDefined.hxx>
#include <openturns/WeibullMin.hxx>
#include <stdexcept>

namespace voxvolt::uq {
namespace {

[[noreturn]] void refuse(const std::string& sentence) { throw std::invalid_argument(sentence); }

OT::Distribution make(const Normal& n) {
  if (!(n.sd > 0)) refuse("sd must be above 0");
  return OT::Normal(n.mean, n.sd);
}
OT::Distribution make(const Uniform& u) {
  if (!(u.max > u.min)) refuse("max must be above min");
  return OT::Uniform(u.min, u.max);
}
OT::Distribution make(const Loguniform& u) {
  if (!(u.min > 0) || !(u.max > u.min)) refuse("min must be above 0 and max above min");
  return OT::LogUniform(std::log(u.min), std::log(u.max));
}
OT::Distribution make(const Lognormal& l) {
  if (!(l.median > 0) || !(l.sigma > 0)) refuse("median and sigma must be above 0");
  return OT::LogNormal(std::log(l.median), l.sigma, 0.0);
}
OT::Distribution make(const Triangular& t) {
  if (!(t.max > t.min) || t.mode < t.min || t.mode > t.max) refuse("min, mode and max must be in ascending order");
  return OT::Triangular(t.min, t.mode, t.max);
}
OT::Distribution make(const Weibull& w) {
  if (!(w.scale > 0) || !(w.shape > 0)) refuse("scale and shape must be above 0");
  return OT::WeibullMin(w.scale, w.shape, 0.0);
}
OT::Distribution make(const Histogram& h) {
  if (h.shares.empty() || h.edges.size() != h.shares.size() + 1)
    refuse("a histogram needs one edge more than it has shares, and at least one share");
  OT::Point widths(h.shares.size()), heights(h.shares.size());
  double sum = 0;
  for (std::size_t i = 0; i < h.shares.size(); ++i) {
    if (!(h.edges[i + 1] > h.edges[i])) refuse("the edges of a histogram must be in ascending order");
    if (!(h.shares[i] >= 0)) refuse("the shares of a histogram must not be negative");
    widths[i] = h.edges[i + 1] - h.edges[i];
    heights[i] = h.shares[i] / widths[i];
    sum += h.shares[i];
  }
  if (!(sum > 0)) refuse("one share of a histogram must be above 0");
  return OT::Histogram(h.edges.front(), widths, heights);
}
OT::Distribution make(const Values& v) {
  if (v.values.empty()) refuse("values must hold at least one value");
  OT::Sample points(v.values.size(), 1);
  for (std::size_t i = 0; i < v.values.size(); ++i) points(i, 0) = v.values[i];
  return OT::UserDefined(points);
}

}  // namespace

double normal_quantile(double p) { return OT::DistFunc::qNormal(p); }
double normal_cumulative(double z) { return 0.5 * std::erfc(-z * std::numbers::sqrt2 / 2); }

struct Distribution::Law {
  Family family;
  OT::Distribution law;
  bool cut = false;
};

Distribution::Distribution(const Family& family, std::optional<double> least, std::optional<double> most) {
  OT::Distribution law = std::visit([](const auto& f) { return make(f); }, family);
  const bool cut = least.has_value() || most.has_value();
  if (cut) {
    if (least && most && !(*most > *least)) refuse("the upper cut must be above the lower cut");
    const double below = least ? law.computeCDF(*least) : 0;
    const double above = most ? law.computeComplementaryCDF(*most) : 0;
    if (below + above > 1 - 1e-9) refuse("the cuts leave nothing of the distribution");
    if (least && most) law = OT::TruncatedDistribution(law, *least, *most);
    else if (least) law = OT::TruncatedDistribution(law, *least, OT::TruncatedDistribution::LOWER);
    else law = OT::TruncatedDistribution(law, *most, OT::TruncatedDistribution::UPPER);
  }
  law_ = std::make_unique<Law>(Law{family, law, cut});
}

Distribution::~Distribution() = default;
Distribution::Distribution(Distribution&&) noexcept = default;
Distribution& Distribution::operator=(Distribution&&) noexcept = default;

double Distribution::quantile(double p) const {
  if (const auto* values = std::get_if<Values>(&law_->family); values && !law_->cut) {
    const auto n = static_cast<double>(values->values.size());
    return values->values[std::min(values->values.size() - 1, static_cast<std::size_t>(p * n))];
  }
  return law_->law.computeQuantile(p)[0];
}

bool Distribution::is_discrete() const { return std::holds_alternative<Values>(law_->family); }
bool Distribution::is_bell() const {
  return std::visit(
      []<class F>(const F&) {
        return std::is_same_v<F, Normal> || std::is_same_v<F, Lognormal> || std::is_same_v<F, Weibull>;
      },
      law_->family);
}

double Distribution::cumulative(double x) const { return law_->law.computeCDF(x); }
double Distribution::mean() const { return law_->law.getMean()[0]; }
double Distribution::sd() const { return law_->law.getStandardDeviation()[0]; }

std::vector<double> Distribution::levels(std::size_t count) const {
  if (const auto* values = std::get_if<Values>(&law_->family)) return values->values;
  std::vector<double> levels;
  const auto n = static_cast<double>(count);
  const auto* uniform = std::get_if<Uniform>(&law_->family);
  for (std::size_t i = 0; i < count; ++i) {
    const auto k = static_cast<double>(i);
    if (uniform && !law_->cut && count > 1)
      levels.push_back(uniform->min + (uniform->max - uniform->min) * k / (n - 1));
    else levels.push_back(quantile((k + 0.5) / n));
  }
  return levels;
}

}  // namespace voxvolt::uq
