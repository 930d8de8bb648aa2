// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/propagation/boundaries.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "solvers/laws/grey_radiation.hpp"

namespace voxvolt::runaway {

double value_at(const Programme& p, double t) {
  if (t <= p.time.front()) return p.temperature.front();
  if (t >= p.time.back()) return p.temperature.back();
  const auto next = static_cast<std::size_t>(std::upper_bound(p.time.begin(), p.time.end(), t) - p.time.begin());
  const double share = (t - p.time[next - 1]) / (p.time[next] - p.time[next - 1]);
  return p.temperature[next - 1] + share * (p.temperature[next] - p.temperature[next - 1]);
}

double rate_at(const Programme& p, double t) {
  if (t < p.time.front() || t >= p.time.back()) return 0;
  const auto next = static_cast<std::size_t>(std::upper_bound(p.time.begin(), p.time.end(), t) - p.time.begin());
  return (p.temperature[next] - p.temperature[next - 1]) / (p.time[next] - p.time[next - 1]);
}

double knot_after(const Programme& p, double t) {
  if (p.time.size() > 1)
    for (const double knot : p.time)
      if (knot > t) return knot;
  return std::numeric_limits<double>::infinity();
}

namespace {

/// Surface temperature where conduction through `half` meets the exchange; the residual rises steadily in it.
double surface_temperature(const Exchange& e, double half, double inside, double ambient) {
  double surface = (half * inside + e.coefficient * ambient) / (half + e.coefficient);
  for (int i = 0; i < 50; ++i) {
    const double residual = half * (surface - inside) + e.coefficient * (surface - ambient) +
                            laws::grey_radiation(e.emissivity, surface, ambient);
    const double slope = half + e.coefficient + laws::grey_radiation_slope(e.emissivity, surface);
    const double change = residual / slope;
    surface = std::max(surface - change, 1.0);
    if (std::abs(change) < 1e-13 * surface) break;
  }
  return surface;
}

}  // namespace

OutFlux flux_out(const End& end, double half, double temperature, double t, double slope_time) {
  if (end.kind == End::Kind::adiabatic) return {};
  if (end.kind == End::Kind::held)
    return {half * (temperature - value_at(end.temperature, t)), half, -half * rate_at(end.temperature, slope_time)};
  const Exchange& e = end.exchange;
  const double ambient = value_at(e.ambient, t), rate = rate_at(e.ambient, slope_time);
  if (e.emissivity == 0) {
    const double both = half * e.coefficient / (half + e.coefficient);
    return {both * (temperature - ambient), both, -both * rate};
  }
  const double surface = surface_temperature(e, half, temperature, ambient);
  const double outside = e.coefficient + laws::grey_radiation_slope(e.emissivity, surface);
  const double taken = e.coefficient + laws::grey_radiation_slope(e.emissivity, ambient);
  return {half * (temperature - surface), half * outside / (half + outside), -half / (half + outside) * taken * rate};
}

}  // namespace voxvolt::runaway
