// SPDX-License-Identifier: BSD-3-Clause
// A solution of the coupled porous-electrode equations that is chosen, and the sources that make it exact.
//
// In the coordinate q from a collector to the separator, X = integral of dx over the transport efficiency b:
//   c = 1 + g(t) cos(pi X/X_total),               so that b dc/dx is continuous and no salt leaves
//   i = I(t) q/L + A t^2 sin(pi q/L),  I = I1 t,  so that j = (di/dq)/a = j1(q) t + j2(q) t^2
//   theta at the surface: the sphere's own answer to that flux from a uniform start, no source needed (Carslaw and Jaeger
//   1959, 9.7): with the gradient s^n from time 0 on, in radii and R^2/D, alpha the roots of tan alpha = alpha,
//     u_1 = 3/2 s^2 + s/5 - 2/350 + 2 sum exp(-alpha^2 s)/alpha^4
//     u_2 = s^3 + s^2/5 - 4 s/350 + 4/7875 - 4 sum exp(-alpha^2 s)/alpha^6
// Sources are what the differential equations, not their discrete forms, leave of this.
#pragma once

#include <cmath>
#include <numbers>
#include <vector>

#include "solvers/cell/porous_electrode/dfn_residual.hpp"

namespace voxvolt::test {

class ManufacturedCell {
 public:
  static constexpr double duration = 300;  ///< s

  ManufacturedCell(const cell::CellParams& parameters, const cell::ChainShape& shape, const cell::Sided<double>& start,
                   int separator_volumes)
      : p_(parameters), shape_(shape), start_(start), separator_volumes_(separator_volumes) {
    for (int n = 0; n < 400; ++n) {
      double a = (n + 1.5) * std::numbers::pi;
      a -= 1 / a;
      for (int newton = 0; newton < 8; ++newton) a -= (std::sin(a) - a * std::cos(a)) / (a * std::sin(a));
      squares_.push_back(a * a);
    }
  }

  double salt(int slot, double t) const { return 1 + growth(t) * std::cos(angle(slot)); }
  double current_at(int slot, double t) const { return current(slot % 2, edge(slot), t); }
  double surface_at(int slot, double t) const { return surface(slot % 2, centre(slot), t); }
  static double control(double t) { return per_second * t; }  ///< A/m^2
  static constexpr double per_second = 50 / duration;         ///< A/m^2/s

  double salt_source(int slot, double t) const {
    const int side = slot % 2;
    const bool electrode = slot < shape_.electrode_slots();
    const auto& region = electrode ? of(side).region : p_.separator;
    const double b = region.transport_efficiency, wave = std::numbers::pi / whole();
    const double gradient = -growth(t) * wave * std::sin(angle(slot)) / b, c = salt(slot, t);
    const double bending = -growth(t) * wave * wave * std::cos(angle(slot)) / b;  // d/dx (b dc/dx)
    const double made = electrode ? slope_of_current(side, centre(slot), t) : 0;
    const double moved = 1e3 * p_.electrolyte.diffusivity->slope(1e3 * c) * gradient * gradient * b +
                         (*p_.electrolyte.diffusivity)(1e3 * c) * bending;
    return growth_rate(t) * std::cos(angle(slot)) -
           (moved + (1 - cation()) * cell::kmol_per_charge * made) / region.porosity;
  }

  /// At the edge from an electrode's node to its next.
  double potential_source(int slot, double t) const {
    const int side = slot % 2;
    const double q = edge(slot), b = of(side).region.transport_efficiency, sigma = of(side).effective_conductivity;
    const double c = salt_in(side, q, t), kappa = (*p_.electrolyte.conductivity)(1e3 * c), i = current(side, q, t);
    const double chi = 2 * laws::gas_constant * p_.reference_temperature / laws::faraday * (1 - cation());
    const double step = 2e-3 * of(side).region.thickness;
    const auto slope = [&](const auto& f) {
      return (8 * (f(q + step) - f(q - step)) - (f(q + 2 * step) - f(q - 2 * step))) / (12 * step);
    };
    const double log_slope = slope([&](double x) { return std::log(salt_in(side, x, t)); });
    const double w_slope = slope([&](double x) { return over_electrolyte(side, x, t); });
    const double towards = side == 0 ? control(t) : -control(t);
    return -width(slot) * (i * (1 / (b * kappa) + 1 / sigma) - towards / sigma - chi * log_slope - w_slope);
  }

  /// The sources of one moment as the kernel takes them.
  struct Forcing {
    const ManufacturedCell& cell;
    double time;
    void add(double ahead, cell::DfnEvaluation<double>& e) const {
      cell.each_row([&](int s) { e.f_c[s] += cell.salt_source(s, time + ahead); },
                    [&](int s) { e.f_i[s] += cell.potential_source(s, time + ahead); });
    }
    void add_rate(double weight, double* r_c, double* r_i) const {
      if (weight == 0) return;
      const double d = 1e-3 * duration;  // of fourth order, from this moment on
      const auto rate = [&](const auto& f) {
        return (-25 * f(time) + 48 * f(time + d) - 36 * f(time + 2 * d) + 16 * f(time + 3 * d) - 3 * f(time + 4 * d)) /
               (12 * d);
      };
      cell.each_row([&](int s) { r_c[s] += weight * rate([&](double t) { return cell.salt_source(s, t); }); },
                    [&](int s) { r_i[s] -= weight * rate([&](double t) { return cell.potential_source(s, t); }); });
    }
  };
  Forcing at(double time) const { return {*this, time}; }

  /// Calls `salt` for each open node and `potential` for each edge whose current is an unknown.
  template <class Salt, class Potential>
  void each_row(const Salt& salt, const Potential& potential) const {
    for (int s = 0; s < shape_.slots(); ++s) {
      if (s / 2 < shape_.first[s % 2]) continue;
      salt(s);
      if (s / 2 + 1 < shape_.nodes) potential(s);
    }
  }

 private:
  const cell::ElectrodeParams& of(int side) const { return side == 0 ? p_.negative : p_.positive; }
  int open(int side) const { return shape_.nodes - shape_.first[side]; }
  double cation() const { return (*p_.electrolyte.transference_number)(1e3); }

  double width(int slot) const {
    if (slot < shape_.electrode_slots()) return of(slot % 2).region.thickness / open(slot % 2);
    return p_.separator.thickness / separator_volumes_;
  }
  double centre(int slot) const {
    const int side = slot % 2, place = slot / 2 - shape_.first[side];
    if (slot < shape_.electrode_slots()) return (place + 0.5) * width(slot);
    return of(side).region.thickness + (slot / 2 - shape_.nodes + 0.5) * width(slot);
  }
  double edge(int slot) const { return centre(slot) + 0.5 * width(slot); }

  double electrode_resistance(int side) const {
    return of(side).region.thickness / of(side).region.transport_efficiency;
  }
  double whole() const {
    return electrode_resistance(0) + p_.separator.thickness / p_.separator.transport_efficiency +
           electrode_resistance(1);
  }
  double angle(int side, double q) const {
    const double inside = std::min(q, of(side).region.thickness);
    const double x = inside / of(side).region.transport_efficiency + (q - inside) / p_.separator.transport_efficiency;
    return std::numbers::pi * (side == 0 ? x / whole() : 1 - x / whole());
  }
  double angle(int slot) const { return angle(slot % 2, centre(slot)); }
  static constexpr double pace = 3 * std::numbers::pi / duration;  ///< 1/s
  static double growth(double t) { return 0.15 * (1 - std::cos(pace * t)); }
  static double growth_rate(double t) { return 0.15 * pace * std::sin(pace * t); }
  double salt_in(int side, double q, double t) const { return 1 + growth(t) * std::cos(angle(side, q)); }

  static constexpr double bulge = 10 / (duration * duration);  ///< A/m^2/s^2
  double current(int side, double q, double t) const {
    const double part = q / of(side).region.thickness;
    return (side == 0 ? 1 : -1) * control(t) * part + bulge * t * t * std::sin(std::numbers::pi * part);
  }
  double slope_of_current(int side, double q, double t) const {
    const double length = of(side).region.thickness, wave = std::numbers::pi / length;
    return (side == 0 ? 1 : -1) * control(t) / length + bulge * t * t * wave * std::cos(wave * q);
  }
  double surface(int side, double q, double t) const {
    const auto& m = of(side).material;
    const double unit = m.particle_radius * m.particle_radius / m.diffusivity, s = t / unit;
    const double length = of(side).region.thickness, wave = std::numbers::pi / length;
    const double flux = m.particle_radius / (laws::faraday * m.diffusivity * m.maximum_concentration) * unit /
                        m.surface_area_per_volume;
    double fourth = 0, sixth = 0;
    for (const double a : squares_) {
      const double left = std::exp(-a * s);
      if (left < 1e-18) break;
      fourth += left / (a * a);
      sixth += left / (a * a * a);
    }
    const double first = 1.5 * s * s + s / 5 - 2.0 / 350 + 2 * fourth;
    const double second = s * s * s + s * s / 5 - 4 * s / 350 + 4.0 / 7875 - 4 * sixth;
    return start_[side] - flux * ((side == 0 ? 1 : -1) * per_second / length * first +
                                  unit * bulge * wave * std::cos(wave * q) * second);
  }
  double over_electrolyte(int side, double q, double t) const {
    const auto& m = of(side).material;
    const double theta = surface(side, q, t), j = slope_of_current(side, q, t) / m.surface_area_per_volume;
    const double j0 = m.exchange_current.reference *
                      std::sqrt(salt_in(side, q, t) * 1e3 / m.exchange_current.electrolyte_reference) *
                      std::sqrt(theta * (1 - theta));
    const double scale = 2 * laws::gas_constant * p_.reference_temperature / laws::faraday;
    return (*m.open_circuit_potential)(theta) + m.end_term * (1 / theta - 1 / (1 - theta)) +
           scale * std::asinh(j / (2 * j0)) + m.film_resistance * j;
  }

  const cell::CellParams& p_;
  cell::ChainShape shape_;
  cell::Sided<double> start_;
  int separator_volumes_;
  std::vector<double> squares_;
};

}  // namespace voxvolt::test
