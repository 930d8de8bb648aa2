// SPDX-License-Identifier: BSD-3-Clause
// The Doyle-Fuller-Newman model on a chain of nodes: residual, derivatives, voltage.
//
//   j = (i - i-)/(a dx);  w = phi_s - phi_e = U(theta) + z G(theta) + eta(j) + R_film j     at electrode nodes
//   f_c = (N - N-)/(eps dx),  N = (c+ - c)/(d + d+) + (1 - t+) i/F                all nodes: dc/dt
//   f_i = i (k + k+ + s) - I s - chi (ln c+ - ln c) - (w+ - w)                    free edges: 0
// with half-cell resistances d = dx/(2 b D), k = dx/(2 b kappa), s = dx/sigma, chi = 2RT/F (1 - t+) (1 + dlnf/dlnc), and
// I the current towards the separator: +current density in the negative, -current density in the positive electrode.
// z and G: state and half gap of hysteresis; j0 = reference (c/c_ref)^a theta^b (1 - theta)^g, square roots as a rule.
// c in kmol/m^3, i and j in A/m^2, N in kmol/m^2/s.
#pragma once

#include "numerics/cubic_packs.hpp"
#include "solvers/cell/porous_electrode/dfn_constants.hpp"
#include "solvers/laws/arrhenius.hpp"
#include "solvers/laws/butler_volmer.hpp"

namespace voxvolt::cell {

inline constexpr double kmol_per_charge = 1e-3 / laws::faraday;
inline constexpr double least_salt = 1e-3;           ///< kmol/m^3; properties are not looked up below
inline constexpr double least_stoichiometry = 1e-6;  ///< nor closer to 0 and 1 than this

/// Where a residual is evaluated; arrays of a chain, c with its ends met, i with the known currents filled in.
template <class S>
struct ChainPoint {
  S *c, *i, *theta;
  S* z = nullptr;  ///< state of hysteresis, where there is any
  S* j = nullptr;  ///< of a family of particles, whose current is its own
};

/// What an evaluation leaves behind.
template <class S>
struct DfnEvaluation {
  S *f_c, *f_i;
  S *j, *w, *potential;                    // electrode; potential = U(theta, T)
  S* gap;                                  // electrode: z G, where there is hysteresis
  S *flux, *d, *k, *log_c, *chi, *cation;  // flux N; chi per node RT/F ..., cation t+
  // Derivatives, when asked for.
  S *rate, *half_gap;                        // electrode: d eta/d ln j0; G, where there is hysteresis
  S *entropy, *entropy_theta;                // electrode: dU/dT and its slope, where there is a temperature
  S *w_theta, *w_j, *w_c, *potential_theta;  // electrode
  S *d_c, *k_c, *chi_c, *cation_c;
  S *n_here, *n_next, *n_i;    // d N/d c, d c+, d i
  S *i_here, *i_next, *i_own;  // d f_i/d c, d c+, and the ohmic part of d f_i/d i
  S* w_total;                  // dw/di of a node's own edge, particles eliminated
  // Smallest seen of c, theta, 1 - theta.
  S least_c, least_theta, least_vacancy;
};

/// What may be added to f_c and f_i from outside: here nothing, at no cost. Tests add sources that make a chosen solution
/// exact; `ahead` is in s from the stepper's state.
struct NoForcing {
  /// Adds the sources to f_c and f_i.
  template <class S>
  void add(double, DfnEvaluation<S>&) const {}
  /// Adds `weight` times the sources' rates of change at the state to the right-hand sides, which hold f_c and -f_i.
  template <class S>
  void add_rate(double, S*, S*) const {}
};

template <class S>
class DfnResidual {
 public:
  using L = numerics::Lanes<S>;
  using Many = typename L::Many;

  DfnResidual(const DfnConstants<S>& constants, DfnEvaluation<S>& evaluation) : k_(constants), e_(evaluation) {}

  static Warmth<S> warmth(const DfnConstants<S>& k, const S& temperature) {
    using laws::arrhenius;
    Warmth<S> w;
    const S& reference = k.reference_temperature;
    w.temperature = temperature;
    w.above = temperature - reference;
    w.scale = temperature * (2 * laws::gas_constant / laws::faraday);
    for (int side = 0; side < 2; ++side) {
      w.kinetic[side] = k.kinetic[side] / arrhenius(k.kinetic_energy[side], temperature, reference);
      w.diffusion[side] = k.diffusion[side] * arrhenius(k.diffusion_energy[side], temperature, reference);
      w.resistivity[side] = 1.0 / arrhenius(k.conductivity_energy[side], temperature, reference);
    }
    w.salt_diffusion = arrhenius(k.electrolyte_diffusion_energy, temperature, reference);
    w.salt_conductivity = arrhenius(k.electrolyte_conductivity_energy, temperature, reference);
    w.counter_kinetic = k.counter_kinetic / arrhenius(k.counter_energy, temperature, reference);
    return w;
  }

  static WarmthSlope<S> warmth_slope(const DfnConstants<S>& k, const S& temperature) {
    using laws::arrhenius_slope;
    WarmthSlope<S> w;
    for (int side = 0; side < 2; ++side) {
      w.kinetic[side] = arrhenius_slope(k.kinetic_energy[side], temperature);
      w.diffusion[side] = arrhenius_slope(k.diffusion_energy[side], temperature);
      w.conductivity[side] = arrhenius_slope(k.conductivity_energy[side], temperature);
    }
    w.salt_diffusion = arrhenius_slope(k.electrolyte_diffusion_energy, temperature);
    w.salt_conductivity = arrhenius_slope(k.electrolyte_conductivity_energy, temperature);
    w.counter_kinetic = arrhenius_slope(k.counter_energy, temperature);
    return w;
  }

  /// f_c and f_i at a point under the current density `current` (A/m^2); also derivatives. With the `same_salt` and
  /// temperature as in the last evaluation the electrolyte's properties are kept.
  template <bool derivatives>
  void evaluate(const ChainPoint<S>& at, const Warmth<S>& warm, const S& current, bool same_salt = false) {
    if (warm.local == nullptr) evaluate_at<derivatives, false>(at, warm, current, same_salt);
    else evaluate_at<derivatives, true>(at, warm, current, same_salt);
  }

  /// The same where `particles()` looks after the electrodes' particles: it leaves w, its derivative by c, and j.
  template <bool derivatives, class Particles>
  void evaluate_around(const ChainPoint<S>& at, const Warmth<S>& warm, const S& current, bool same_salt,
                       const Particles& particles) {
    if (!same_salt) electrolyte<derivatives>(at, warm);
    particles();
    fluxes(at);
    potentials<false>(at, warm, current);
    if constexpr (derivatives) flux_derivatives(at);
    if constexpr (derivatives) potential_derivatives<false>(at, warm);
  }

  /// Particles alone, whose j is given: j, w, potential, and derivatives.
  template <bool derivatives>
  void evaluate_particles(const ChainPoint<S>& at, const Warmth<S>& warm) {
    if (k_.uneven) electrodes<derivatives, true, false, true>(at, warm);
    else electrodes<derivatives, false, false, true>(at, warm);
    if (k_.hysteresis) hysteresis<derivatives>(at);
  }

  /// The salt alone, at currents that are all known: f_c, and derivatives.
  template <bool derivatives>
  void evaluate_salt(const ChainPoint<S>& at, const Warmth<S>& warm) {
    electrolyte<derivatives>(at, warm);
    fluxes(at);
    if constexpr (derivatives) flux_derivatives(at);
  }

  /// Voltage of one pair without contact resistance, by quadrature along the chains.
  S voltage(const ChainPoint<S>& at, const Warmth<S>& warm, const S& current) const {
    Many steps = L::all(0);
    for (int s = 0; s < k_.shape.slots(); s += L::width)
      steps = steps +
              L::many(k_.voltage_sign.data() + s) * (L::many(at.i + s) * (L::many(e_.k + s) + L::many(e_.k + s + 2)) -
                                                     (L::many(e_.chi + s) + L::many(e_.chi + s + 2)) *
                                                         (L::many(e_.log_c + s + 2) - L::many(e_.log_c + s)));
    S v = numerics::sum(steps);
    v = v + e_.w[2 * k_.shape.first[1] + 1] - current * k_.collector[1] * warm.resistivity[1];
    if (k_.counter) return v - counter(at, warm, current);
    return v - e_.w[2 * k_.shape.first[0]] - current * k_.collector[0] * warm.resistivity[0];
  }

  /// Potential of the lithium metal over the electrolyte at the first separator node (half-cell).
  S counter(const ChainPoint<S>& at, const Warmth<S>& warm, const S& current) const {
    using std::log;
    const int s = k_.shape.electrode_slots();
    const S surface = counter_salt(at, current);
    const S y = current * warm.counter_kinetic / laws::concentration_power(surface, k_.counter_order);
    const S root = numerics::square_root(S(y * y + 1.0));
    return warm.scale * numerics::area_sine(y, root) + current * (k_.counter_film + e_.k[s]) -
           2.0 * e_.chi[s] * (e_.log_c[s] - log(surface));
  }
  /// Derivatives of `counter`: by c of its node, by the current, by temperature; of its overpotential alone
  /// by c and the current; and of that with the salt at its face held.
  struct CounterSlopes {
    S c, current, temperature, kinetic_c, kinetic_current, transfer;
  };
  CounterSlopes counter_slopes(const ChainPoint<S>& at, const Warmth<S>& warm, const WarmthSlope<S>& slope,
                               const S& current) const {
    using std::log;
    const int s = k_.shape.electrode_slots();
    const S surface = counter_salt(at, current), anion = 1.0 - e_.cation[s];
    const S per_y = warm.counter_kinetic / laws::concentration_power(surface, k_.counter_order), y = current * per_y;
    const auto law = laws::overpotential(y, warm.scale);
    const S surface_c = 1.0 + current * kmol_per_charge * (anion * e_.d_c[s] - e_.cation_c[s] * e_.d[s]);
    const S surface_current = anion * kmol_per_charge * e_.d[s];
    const S surface_t = -(surface_current * current * slope.salt_diffusion);
    const S kinetic = k_.counter_order * law.per_log_rate / surface;
    const S per_surface = kinetic + 2.0 * e_.chi[s] / surface;
    const S rise = e_.log_c[s] - log(surface);
    return {per_surface * surface_c + current * e_.k_c[s] - 2.0 * e_.chi_c[s] * rise - 2.0 * e_.chi[s] / at.c[s],
            law.per_y * per_y + per_surface * surface_current + k_.counter_film + e_.k[s],
            law.eta / warm.temperature + law.per_log_rate * slope.counter_kinetic + per_surface * surface_t -
                current * e_.k[s] * slope.salt_conductivity - 2.0 * e_.chi[s] / warm.temperature * rise,
            kinetic * surface_c,
            law.per_y * per_y + kinetic * surface_current,
            law.per_y * per_y};
  }
  /// Salt at the face of the lithium metal, where no net flux leaves but the current's.
  S counter_salt(const ChainPoint<S>& at, const S& current) const {
    const int s = k_.shape.electrode_slots();
    const S surface = at.c[s] + (1.0 - e_.cation[s]) * current * kmol_per_charge * e_.d[s];
    return surface > least_salt ? surface : S(least_salt);
  }

 private:
  template <bool derivatives, bool local>
  void evaluate_at(const ChainPoint<S>& at, const Warmth<S>& warm, const S& current, bool same_salt) {
    if (!same_salt) electrolyte<derivatives, local>(at, warm);
    if (k_.uneven) electrodes<derivatives, true, local>(at, warm);
    else electrodes<derivatives, false, local>(at, warm);
    if (k_.hysteresis) hysteresis<derivatives>(at);
    fluxes(at);
    potentials<local>(at, warm, current);
    if constexpr (derivatives) flux_derivatives(at);
    if constexpr (derivatives) potential_derivatives<local>(at, warm);
  }

  template <bool derivatives, bool local = false>
  void electrolyte(const ChainPoint<S>& at, const Warmth<S>& warm) {
    lookup_electrolyte<derivatives>(at);
    Many diffusion = warm.salt_diffusion + L::all(0), conduction = warm.salt_conductivity + L::all(0);
    Many chi_scale = warm.scale * 0.5 + L::all(0);
    Many least = L::all(1e9);
    for (int s = 0; s < k_.shape.slots(); s += L::width) {
      const Many c = L::many(at.c + s);
      least = numerics::smaller(least, c);
      if constexpr (local) {
        diffusion = L::many(warm.local->salt_diffusion.data() + s);
        conduction = L::many(warm.local->salt_conductivity.data() + s);
        chi_scale = 0.5 * L::many(warm.local->scale.data() + s);
      }
      const Many kept = numerics::larger(c, L::all(least_salt));
      L::put(e_.log_c + s, numerics::logarithm(kept));
      const Many big_d = L::many(e_.d + s) * diffusion, kappa = L::many(e_.k + s) * conduction;
      const Many half = L::many(k_.half_length.data() + s);
      const Many d = half / big_d, k = half / kappa;
      L::put(e_.d + s, d);
      L::put(e_.k + s, k);
      const Many chi = chi_scale * L::many(e_.chi + s);
      L::put(e_.chi + s, chi);
      if constexpr (derivatives) {
        L::put(e_.d_c + s, -(d * (L::many(e_.d_c + s) * diffusion) / big_d));
        L::put(e_.k_c + s, -(k * (L::many(e_.k_c + s) * conduction) / kappa));
        L::put(e_.chi_c + s, chi_scale * L::many(e_.chi_c + s));
      }
    }
    e_.least_c = smallest(least);
    for (S* a : {e_.log_c, e_.d, e_.k, e_.chi, e_.cation}) meet(k_.shape, a);
    if constexpr (derivatives)
      for (S* a : {e_.d_c, e_.k_c, e_.chi_c, e_.cation_c}) meet(k_.shape, a);
  }

  /// Leaves D, kappa, (1 - t+)(1 + dlnf/dlnc) and t+ where their multiples will stand.
  template <bool derivatives>
  void lookup_electrolyte(const ChainPoint<S>& at) {
    const auto transport = k_.tables.transport->rows();
    if constexpr (L::width > 1) {
      for (int s = 0; s < k_.shape.padded_slots(); s += L::width) {
        const Many c = numerics::larger(L::many(at.c + s), L::all(least_salt));
        if constexpr (derivatives) numerics::with_slopes(transport, c, e_.d + s, e_.d_c + s, e_.k + s, e_.k_c + s);
        else numerics::values(transport, c, e_.d + s, e_.k + s);
      }
      return lookup_charge<derivatives>(at);
    }
    for (int s = 0; s < k_.shape.padded_slots(); ++s) {
      const S c = at.c[s] > least_salt ? at.c[s] : S(least_salt);
      if constexpr (derivatives) {
        numerics::ValueSlope<S> d, k;
        transport.with_slopes(c, d, k);
        e_.d[s] = d.value, e_.d_c[s] = d.slope;
        e_.k[s] = k.value, e_.k_c[s] = k.slope;
      } else {
        transport.values(c, e_.d[s], e_.k[s]);
      }
    }
    lookup_charge<derivatives>(at);
  }

  template <bool derivatives>
  void lookup_charge(const ChainPoint<S>& at) {
    const auto charge = k_.tables.charge->rows();
    if (k_.tables.constant_charge) {
      S t, f;
      charge.values(k_.initial_salt, t, f);
      const Many cation = t + L::all(0), chi = (1.0 - t) * f + L::all(0);
      for (int s = 0; s < k_.shape.slots(); s += L::width) {
        L::put(e_.cation + s, cation);
        L::put(e_.chi + s, chi);
        if constexpr (derivatives) L::put(e_.chi_c + s, L::all(0));
      }
      return;
    }
    for (int s = 0; s < k_.shape.padded_slots(); ++s) {
      const S c = at.c[s] > least_salt ? at.c[s] : S(least_salt);
      numerics::ValueSlope<S> t, f;
      charge.with_slopes(c, t, f);
      e_.cation[s] = t.value;
      e_.chi[s] = (1.0 - t.value) * f.value;
      if constexpr (derivatives) {
        e_.cation_c[s] = t.slope;
        e_.chi_c[s] = (1.0 - t.value) * f.slope - t.slope * f.value;
      }
    }
  }

  template <bool derivatives, bool uneven, bool local, bool given = false>
  void electrodes(const ChainPoint<S>& at, const Warmth<S>& warm) {
    lookup_electrodes<derivatives>(at, warm);
    const Many kinetic = L::alternating(warm.kinetic[0], warm.kinetic[1], 0);
    const Many kinetic_odd = L::alternating(warm.kinetic[0], warm.kinetic[1], 1);
    Many least = L::all(1), least_vacancy = L::all(1);
    Many scale = warm.scale + L::all(0);
    for (int s = 0; s < k_.shape.electrode_slots(); s += L::width) {
      const Many film = L::alternating(k_.film[0], k_.film[1], s);
      const Many end = L::alternating(S(k_.end_term[0]), S(k_.end_term[1]), s);
      const Many raw = L::many(at.theta + s);
      least = numerics::smaller(least, raw);
      least_vacancy = numerics::smaller(least_vacancy, Many(1.0 - raw));
      const Many theta =
          numerics::smaller(numerics::larger(raw, L::all(least_stoichiometry)), L::all(1 - least_stoichiometry));
      const Many c = numerics::larger(L::many(at.c + s), L::all(least_salt));
      Many j;
      if constexpr (given) j = L::many(at.j + s);
      else j = (L::many(at.i + s) - L::many(at.i + s - 2)) * L::many(k_.per_current.data() + s);
      const Many product = theta * (1.0 - theta), inverse = 1.0 / product, skew = 1.0 - 2.0 * theta;
      Many own = L::width == 1 && s % 2 == 1 ? kinetic_odd : kinetic;
      if constexpr (local) {
        own = L::many(warm.local->kinetic.data() + s);
        scale = L::many(warm.local->scale.data() + s);
      }
      Many per_j;
      const auto order = [s](const Sided<double>& of) { return L::alternating(S(of[0]), S(of[1]), s); };
      if constexpr (uneven)
        per_j = own / laws::concentration_powers<L>(c, order(k_.salt_order), theta, order(k_.lithium_order),
                                                    order(k_.vacancy_order));
      else per_j = own / numerics::square_root(Many(c * product));
      const auto law = laws::overpotential(Many(j * per_j), scale);
      const Many potential = L::many(e_.potential + s) + end * skew * inverse;
      L::put(e_.j + s, j);
      L::put(e_.potential + s, potential);
      L::put(e_.w + s, potential + law.eta + film * j);
      if constexpr (derivatives) {
        const Many u_theta = L::many(e_.potential_theta + s) - end * (1.0 - 2.0 * product) * inverse * inverse;
        L::put(e_.potential_theta + s, u_theta);
        L::put(e_.w_j + s, law.per_y * per_j + film);
        L::put(e_.rate + s, law.per_log_rate);
        if constexpr (uneven) {
          L::put(e_.w_theta + s, u_theta + law.per_log_rate * (order(k_.lithium_order) / theta -
                                                               order(k_.vacancy_order) / (1.0 - theta)));
          L::put(e_.w_c + s, law.per_log_rate * order(k_.salt_order) / c);
        } else {
          L::put(e_.w_theta + s, u_theta + law.per_log_rate * (0.5 * skew * inverse));
          L::put(e_.w_c + s, law.per_log_rate * 0.5 / c);
        }
      }
    }
    e_.least_theta = smallest(least);
    e_.least_vacancy = smallest(least_vacancy);
  }

  /// Adds z G(theta) to w and its slope; e_.potential stays the mean of the branches.
  template <bool derivatives>
  void hysteresis(const ChainPoint<S>& at) {
    for (int side = 0; side < 2; ++side) {
      if (k_.tables.half_gap[side] == nullptr) continue;
      const auto rows = k_.tables.half_gap[side]->rows();
      for (int s = side; s < k_.shape.padded_electrode(); s += 2) {
        const auto half = rows.with_slope(at.theta[s]);
        e_.gap[s] = at.z[s] * half.value;
        e_.w[s] += e_.gap[s];
        if constexpr (derivatives) {
          e_.half_gap[s] = half.value;
          e_.w_theta[s] += at.z[s] * half.slope;
        }
      }
    }
  }

  template <bool derivatives>
  void lookup_electrodes(const ChainPoint<S>& at, const Warmth<S>& warm) {
    const bool packs = L::width > 1 && k_.tables.potential[0] != nullptr && k_.tables.potential[1] != nullptr;
    if constexpr (L::width > 1) {
      if (packs) {
        const auto even = k_.tables.potential[0]->rows(), odd = k_.tables.potential[1]->rows();
        for (int s = 0; s < k_.shape.padded_electrode(); s += L::width)
          numerics::alternating(even, odd, L::many(at.theta + s), e_.potential + s,
                                derivatives ? e_.potential_theta + s : nullptr);
      }
    }
    for (int side = 0; side < 2; ++side) {
      if (packs || k_.tables.potential[side] == nullptr) continue;
      const auto rows = k_.tables.potential[side]->rows();
      for (int s = side; s < k_.shape.padded_electrode(); s += 2) {
        if constexpr (derivatives) {
          const auto u = rows.with_slope(at.theta[s]);
          e_.potential[s] = u.value, e_.potential_theta[s] = u.slope;
        } else {
          e_.potential[s] = rows.value(at.theta[s]);
        }
      }
    }
    for (int side = 0; side < 2; ++side) {
      if (k_.tables.entropy[side] == nullptr || (warm.above == 0.0 && !k_.lumped)) continue;
      const auto entropy = k_.tables.entropy[side]->rows();
      for (int s = side; s < k_.shape.padded_electrode(); s += 2) {
        const auto du = entropy.with_slope(at.theta[s]);
        const S& above = warm.local != nullptr ? warm.local->above[s] : warm.above;
        e_.potential[s] += above * du.value;
        e_.entropy[s] = du.value;
        e_.entropy_theta[s] = du.slope;
        if constexpr (derivatives) e_.potential_theta[s] += above * du.slope;
      }
    }
  }

  void fluxes(const ChainPoint<S>& at) {
    for (int s = 0; s < k_.shape.slots(); s += L::width) {
      const Many resistance = L::many(e_.d + s) + L::many(e_.d + s + 2);
      const Many anion = 1.0 - 0.5 * (L::many(e_.cation + s) + L::many(e_.cation + s + 2));
      const Many n =
          (L::many(at.c + s + 2) - L::many(at.c + s)) / resistance + anion * kmol_per_charge * L::many(at.i + s);
      L::put(e_.flux + s, n * L::many(k_.open.data() + s));
    }
    for (int s = 0; s < k_.shape.slots(); s += L::width)
      L::put(e_.f_c + s, (L::many(e_.flux + s) - L::many(e_.flux + s - 2)) * L::many(k_.per_volume.data() + s));
  }

  template <bool local>
  void potentials(const ChainPoint<S>& at, const Warmth<S>& warm, const S& current) {
    for (int s = 0; s < k_.shape.electrode_slots(); s += L::width) {
      Many into = L::alternating(S(current * warm.resistivity[0]), S(-current * warm.resistivity[1]), s);
      if constexpr (local) into = L::alternating(current, S(-current), s) * L::many(warm.local->resistivity.data() + s);
      const Many solid = warm.template resistivity_at<local>(s) * L::many(k_.solid.data() + s);
      const Many f =
          L::many(at.i + s) * (L::many(e_.k + s) + L::many(e_.k + s + 2) + solid) -
          into * L::many(k_.solid.data() + s) -
          (L::many(e_.chi + s) + L::many(e_.chi + s + 2)) * (L::many(e_.log_c + s + 2) - L::many(e_.log_c + s)) -
          (L::many(e_.w + s + 2) - L::many(e_.w + s));
      L::put(e_.f_i + s, f * L::many(k_.free.data() + s));
    }
  }

  void flux_derivatives(const ChainPoint<S>& at) {
    for (int s = 0; s < k_.shape.slots(); s += L::width) {
      const Many conductance = L::many(k_.open.data() + s) / (L::many(e_.d + s) + L::many(e_.d + s + 2));
      const Many slope = (L::many(at.c + s + 2) - L::many(at.c + s)) * conductance * conductance;
      const Many carried = 0.5 * kmol_per_charge * L::many(at.i + s) * L::many(k_.open.data() + s);
      const Many anion = 1.0 - 0.5 * (L::many(e_.cation + s) + L::many(e_.cation + s + 2));
      L::put(e_.n_here + s, -conductance - slope * L::many(e_.d_c + s) - carried * L::many(e_.cation_c + s));
      L::put(e_.n_next + s, conductance - slope * L::many(e_.d_c + s + 2) - carried * L::many(e_.cation_c + s + 2));
      L::put(e_.n_i + s, anion * kmol_per_charge * L::many(k_.open.data() + s));
    }
  }

  template <bool local>
  void potential_derivatives(const ChainPoint<S>& at, const Warmth<S>& warm) {
    for (int s = 0; s < k_.shape.electrode_slots(); s += L::width) {
      const Many i = L::many(at.i + s), rise = L::many(e_.log_c + s + 2) - L::many(e_.log_c + s);
      const Many chi = L::many(e_.chi + s) + L::many(e_.chi + s + 2);
      const Many c = numerics::larger(L::many(at.c + s), L::all(least_salt));
      const Many next = numerics::larger(L::many(at.c + s + 2), L::all(least_salt));
      const Many solid = warm.template resistivity_at<local>(s) * L::many(k_.solid.data() + s);
      L::put(e_.i_here + s, i * L::many(e_.k_c + s) + chi / c - L::many(e_.chi_c + s) * rise + L::many(e_.w_c + s));
      L::put(e_.i_next + s,
             i * L::many(e_.k_c + s + 2) - chi / next - L::many(e_.chi_c + s + 2) * rise - L::many(e_.w_c + s + 2));
      L::put(e_.i_own + s, L::many(e_.k + s) + L::many(e_.k + s + 2) + solid);
    }
  }

  static S smallest(const Many& x) {
    if constexpr (L::width == 1) {
      return x;
    } else {
      double least = x[0];
      for (int lane = 1; lane < L::width; ++lane) least = x[lane] < least ? x[lane] : least;
      return least;
    }
  }

  const DfnConstants<S>& k_;
  DfnEvaluation<S>& e_;
};

}  // namespace voxvolt::cell
