// SPDX-License-Identifier: BSD-3-Clause
#include "stages/vary.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "config/units.hpp"

namespace voxvolt::stages {
namespace {

double si(const Quantity& quantity, const std::string& unit, bool difference = false) {
  return config::convert(quantity.value, quantity.unit, unit, difference);
}
std::optional<double> si(const std::optional<Quantity>& quantity, const std::string& unit) {
  return quantity ? std::optional(si(*quantity, unit)) : std::nullopt;
}

uq::Distribution make(const Normal& n, const std::string& unit) {
  const double mean = si(n.mean, unit);
  const double sd = n.sd ? si(*n.sd, unit, true) : std::abs(mean) * n.cv.value_or(0);
  return uq::Distribution(uq::Normal{mean, sd}, si(n.min, unit), si(n.max, unit));
}
uq::Distribution make(const Uniform& u, const std::string& unit) {
  return uq::Distribution(uq::Uniform{si(u.min, unit), si(u.max, unit)});
}
uq::Distribution make(const Lognormal& l, const std::string& unit) {
  return uq::Distribution(uq::Lognormal{si(l.median, unit), l.sigma}, si(l.min, unit), si(l.max, unit));
}
uq::Distribution make(const Loguniform& u, const std::string& unit) {
  return uq::Distribution(uq::Loguniform{si(u.min, unit), si(u.max, unit)});
}
uq::Distribution make(const Weibull& w, const std::string& unit) {
  return uq::Distribution(uq::Weibull{si(w.scale, unit), w.shape}, si(w.min, unit), si(w.max, unit));
}
uq::Distribution make(const Histogram& h, const std::string& unit) {
  uq::Histogram histogram{{}, h.shares};
  for (const Quantity& edge : h.edges) histogram.edges.push_back(si(edge, unit));
  return uq::Distribution(histogram);
}
uq::Distribution make(const Triangular& t, const std::string& unit) {
  return uq::Distribution(uq::Triangular{si(t.min, unit), si(t.mode, unit), si(t.max, unit)});
}
uq::Distribution make(const Values& v, const std::string& unit) {
  uq::Values values;
  for (const Quantity& quantity : v.values) values.values.push_back(si(quantity, unit));
  return uq::Distribution(values);
}

}  // namespace

void Normal::describe(Describe<Normal>& d) {
  d.sentence("Normal distribution, possibly cut.");
  d.member("mean", &Normal::mean, "mean, before a cut").required();
  d.member("sd", &Normal::sd, "standard deviation, before a cut", config::unit("1").as_difference());
  d.member("cv", &Normal::cv, "standard deviation relative to the mean", config::unit("1").above(0));
  d.member("min", &Normal::min, "cut: no value below");
  d.member("max", &Normal::max, "cut: no value above");
  d.exactly_one({"sd", "cv"});
}
void Uniform::describe(Describe<Uniform>& d) {
  d.sentence("Every value between two bounds is equally likely.");
  d.member("min", &Uniform::min, "lower bound").required();
  d.member("max", &Uniform::max, "upper bound").required();
}
void Lognormal::describe(Describe<Lognormal>& d) {
  d.sentence("The logarithm is normal, possibly cut.");
  d.member("median", &Lognormal::median, "median, before a cut").required();
  d.member("sigma", &Lognormal::sigma, "standard deviation of the natural logarithm", config::unit("1").above(0))
      .required();
  d.member("min", &Lognormal::min, "cut: no value below");
  d.member("max", &Lognormal::max, "cut: no value above");
}
void Loguniform::describe(Describe<Loguniform>& d) {
  d.sentence("Every value of the logarithm between two bounds is equally likely.");
  d.member("min", &Loguniform::min, "lower bound, above 0").required();
  d.member("max", &Loguniform::max, "upper bound").required();
}
void Weibull::describe(Describe<Weibull>& d) {
  d.sentence("Weibull distribution, 1 - exp(-(x/scale)^shape), possibly cut.");
  d.member("scale", &Weibull::scale, "63 % of the values lie below, before a cut").required();
  d.member("shape", &Weibull::shape, "the larger, the narrower", config::unit("1").above(0)).required();
  d.member("min", &Weibull::min, "cut: no value below");
  d.member("max", &Weibull::max, "cut: no value above");
}
void Histogram::describe(Describe<Histogram>& d) {
  d.sentence("Measured classes: even within each, as likely as its share.");
  d.member("edges", &Histogram::edges, "edges of the classes, ascending").required().length(2, 100000);
  d.member("shares", &Histogram::shares, "share of each class, of any sum", config::unit("1").at_least(0))
      .required()
      .length(1, 100000);
}
void Triangular::describe(Describe<Triangular>& d) {
  d.sentence("Triangular density.");
  d.member("min", &Triangular::min, "lower bound").required();
  d.member("mode", &Triangular::mode, "most likely value").required();
  d.member("max", &Triangular::max, "upper bound").required();
}
void Values::describe(Describe<Values>& d) {
  d.sentence("Equally likely values; the levels of a grid.");
  d.member("values", &Values::values, "the values").required().length(1, 1000000);
  d.shorthand("values");
}
void Replicate::describe(Describe<Replicate>& d) {
  d.sentence("For a seed: member m takes the seed m mod count. Noise whose share is reported, not an input.");
  d.member("count", &Replicate::count, "how many seeds", config::unit("1").at_least(1)).required();
  d.shorthand("count");
}
void Rows::describe(Describe<Rows>& d) {
  d.sentence("Rows of an earlier ensemble's table, drawn whole, so that what is mapped keeps its correlation.");
  d.member("of", &Rows::of, "the ensemble, `$stage.table`; only its members that ended well are drawn").required();
  d.member("map", &Rows::map, "varied input: column of the table, stage.product").required().path_keys();
}
void FromSource::describe(Describe<FromSource>& d) {
  d.sentence(
      "The distribution that the input's own files give: of a cell, `uncertainty` or what is shipped beside the "
      "parameter set; of kinetics, the uncertainty beside the number, as a lognormal law about the stage's value.");
}

std::optional<uq::Distribution> distribution_of(const Vary& vary, const std::string& si_unit) {
  return std::visit(
      [&]<class V>(const V& v) -> std::optional<uq::Distribution> {
        if constexpr (std::is_same_v<V, Replicate> || std::is_same_v<V, Rows> || std::is_same_v<V, FromSource>)
          return std::nullopt;
        else return make(v, si_unit);
      },
      vary);
}

bool is_known(const Vary& vary) {
  return std::visit(
      []<class V>(const V& v) {
        const auto known = [](const auto&... quantities) { return (!std::isnan(quantities.value) && ...); };
        const auto none_or_known = [&](const auto&... cuts) { return ((!cuts || known(*cuts)) && ...); };
        if constexpr (std::is_same_v<V, Normal>)
          return known(v.mean) && none_or_known(v.sd, v.min, v.max) && !(v.cv && std::isnan(*v.cv));
        else if constexpr (std::is_same_v<V, Lognormal>)
          return known(v.median) && !std::isnan(v.sigma) && none_or_known(v.min, v.max);
        else if constexpr (std::is_same_v<V, Uniform> || std::is_same_v<V, Loguniform>) return known(v.min, v.max);
        else if constexpr (std::is_same_v<V, Weibull>)
          return known(v.scale) && !std::isnan(v.shape) && none_or_known(v.min, v.max);
        else if constexpr (std::is_same_v<V, Histogram>)
          return std::ranges::all_of(v.edges, known) && !v.shares.empty();
        else if constexpr (std::is_same_v<V, Triangular>) return known(v.min, v.mode, v.max);
        else if constexpr (std::is_same_v<V, Values>) return std::ranges::all_of(v.values, known);
        else return true;
      },
      vary);
}

std::vector<Quantity> written_values(const Vary& vary) {
  return std::visit(
      []<class V>(const V& v) -> std::vector<Quantity> {
        if constexpr (std::is_same_v<V, Values>) return v.values;
        else if constexpr (std::is_same_v<V, Histogram>) return v.edges;
        else if constexpr (std::is_same_v<V, Uniform> || std::is_same_v<V, Loguniform> || std::is_same_v<V, Triangular>)
          return {v.min, v.max};
        else return {};
      },
      vary);
}

std::string unit_of(const Vary& vary) {
  return std::visit(
      []<class V>(const V& v) -> std::string {
        if constexpr (std::is_same_v<V, Replicate> || std::is_same_v<V, Rows> || std::is_same_v<V, FromSource>)
          return "1";
        else if constexpr (std::is_same_v<V, Histogram>) return v.edges.empty() ? "1" : v.edges.front().unit;
        else if constexpr (std::is_same_v<V, Weibull>) return v.scale.unit;
        else if constexpr (std::is_same_v<V, Values>) return v.values.empty() ? "1" : v.values.front().unit;
        else if constexpr (std::is_same_v<V, Lognormal>) return v.median.unit;
        else if constexpr (std::is_same_v<V, Normal>) return v.mean.unit;
        else return v.min.unit;
      },
      vary);
}

}  // namespace voxvolt::stages
