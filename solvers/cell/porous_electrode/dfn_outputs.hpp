// SPDX-License-Identifier: BSD-3-Clause
// What is told of a point that a DFN stepper looked at, per pair and m^2: potentials, powers, inventories.
#pragma once

#include "solvers/cell/porous_electrode/dfn_stepper.hpp"
#include "solvers/cell/porous_electrode/equilibrium.hpp"

namespace voxvolt::cell {

/// W/m^2 of one pair. Power delivered + reaction + ohmic = 0, where reaction = sum (i - i-) w is what particles and
/// kinetics take: -(rate of open-circuit work) + irreversible heat.
template <class S>
struct Powers {
  S reaction{};      ///< sum (i - i-) w
  S open_circuit{};  ///< sum (i - i-) U
  S reversible{};    ///< heat, sum (i - i-) T dU/dT
  S ohmic{};         ///< heat: electrolyte, solid, collectors, contact
  S irreversible() const { return reaction - open_circuit; }
  S heat() const { return irreversible() + reversible + ohmic; }
};

template <class S>
class DfnOutputs {
 public:
  using L = numerics::Lanes<S>;
  using Many = typename L::Many;

  /// Of the point that `stepper` looked at last.
  explicit DfnOutputs(const DfnStepper<S>& stepper)
      : k_(stepper.constants()),
        e_(stepper.evaluation()),
        warm_(stepper.warmth()),
        seen_(stepper.seen()),
        residual_(stepper.residual()),
        families_(stepper.families()) {}

  /// Potential of the negative electrode's solid over the electrolyte at its edge to the separator, V: half a cell on from the
  /// last node, with the current's mean over that half. In a half-cell the lithium's own overpotential.
  S anode_potential() const {
    using std::log;
    const ChainPoint<S>& at = seen_.point;
    if (k_.counter)
      return residual_.counter(at, warm_, seen_.current) - seen_.current * e_.k[k_.shape.electrode_slots()];
    const int s = k_.shape.electrode_slots() - 2;
    const S before = at.i[s - 2], into = seen_.current, dx_over_sigma = k_.collector[0] * 2.0 * warm_.resistivity[0];
    const S flow = (at.c[s + 2] - at.c[s]) / (e_.d[s] + e_.d[s + 2]);
    const S edge = at.c[s] + flow * e_.d[s];
    const S salt = numerics::larger(edge, S(least_salt));
    return e_.w[s] + (3.0 * into + before) * 0.25 * e_.k[s] - 2.0 * e_.chi[s] * (log(salt) - e_.log_c[s]) -
           (into - before) * 0.125 * dx_over_sigma;
  }

  Powers<S> powers() const {
    const ChainPoint<S>& at = seen_.point;
    const bool warm = k_.tables.entropy[0] != nullptr || k_.tables.entropy[1] != nullptr;
    Powers<S> p;
    Many reaction = L::all(0), open_circuit = L::all(0), solid = L::all(0), electrolyte = L::all(0);
    const int electrodes = k_.shape.electrode_slots();
    for (int s = 0; s < electrodes; s += L::width) {
      const Many counts = L::many(k_.counts_electrode.data() + s);
      const Many made = (L::many(at.i + s) - L::many(at.i + s - 2)) * counts;
      reaction = reaction + made * L::many(e_.w + s);
      open_circuit = open_circuit + made * L::many(e_.potential + s);
      const Many flow = L::alternating(seen_.current, S(-seen_.current), s) - L::many(at.i + s);
      solid = solid + flow * flow * L::many(k_.solid.data() + s) * warm_.resistivity_at(s);
    }
    for (int s = 0; s < k_.shape.slots(); s += L::width) {
      const Many i = L::many(at.i + s), rise = L::many(e_.log_c + s + 2) - L::many(e_.log_c + s);
      const Many step =
          i * (L::many(e_.k + s) + L::many(e_.k + s + 2)) - (L::many(e_.chi + s) + L::many(e_.chi + s + 2)) * rise;
      const Many sign = L::many(k_.voltage_sign.data() + s);
      electrolyte = electrolyte + sign * sign * i * step;
    }
    const S squared = seen_.current * seen_.current;
    p.reaction = numerics::sum(reaction);
    p.open_circuit = numerics::sum(open_circuit);
    if (!families_.empty()) add_families(p);
    p.ohmic = numerics::sum(solid) + numerics::sum(electrolyte) + squared * k_.contact +
              squared * (k_.collector[0] * warm_.resistivity[0] + k_.collector[1] * warm_.resistivity[1]);
    if (k_.counter) p.reaction += seen_.current * residual_.counter(at, warm_, seen_.current);
    if (warm) p.reversible = reversible();
    return p;
  }

  /// |power delivered + reaction + ohmic| over the largest of them; 0 at rest.
  double imbalance(const Powers<S>& p, const S& voltage) const {
    const double delivered = plain(seen_.current) * plain(voltage);
    const double off = std::fabs(delivered + plain(p.reaction) + plain(p.ohmic));
    const double size = std::max({std::fabs(delivered), std::fabs(plain(p.reaction)), 1.0});
    return off / size;
  }

 private:
  using Families = std::vector<std::unique_ptr<DfnStepper<S>>>;

  /// In the place of what the nodes' means make: what each family does.
  void add_families(Powers<S>& p) const {
    p.reaction = p.open_circuit = S(0);
    for (const auto& family : families_) {
      const DfnConstants<S>& k = family->constants();
      const DfnEvaluation<S>& e = family->evaluation();
      for (int s = 0; s < k.shape.electrode_slots(); ++s) {
        if (k.counts_electrode[s] == 0.0) continue;
        const S made = e.j[s] / k.per_current[s];
        p.reaction += made * e.w[s];
        p.open_circuit += made * e.potential[s];
        if (k.tables.entropy[s % 2] != nullptr) p.reversible += made * family->warmth().temperature * e.entropy[s];
      }
    }
  }

  S reversible() const {
    S total = S(0);
    for (int side = 0; side < 2; ++side) {
      if (k_.tables.entropy[side] == nullptr) continue;
      const auto rows = k_.tables.entropy[side]->rows();
      for (int s = side; s < k_.shape.electrode_slots(); s += 2) {
        if (s / 2 < k_.shape.first[side]) continue;
        total += (seen_.point.i[s] - seen_.point.i[s - 2]) * warm_.temperature_at(s) * rows.value(seen_.point.theta[s]);
      }
    }
    return total;
  }

  const DfnConstants<S>& k_;
  const DfnEvaluation<S>& e_;
  const Warmth<S>& warm_;
  const SeenPoint<S>& seen_;
  const DfnResidual<S>& residual_;
  const Families& families_;
};

template <class S>
Inventory<S> DfnStepper<S>::inventory() const {
  Inventory<S> stock;
  for (const auto& family : families_)
    for (int side = 0; side < 2; ++side)
      stock.electrode[side] +=
          family->k_.volume[side] * family->held(family->now_)[side] * double(shape_.nodes - shape_.first[side]);
  for (int s = 0; s < shape_.electrode_slots() && families_.empty(); ++s)
    if (s / 2 >= shape_.first[s % 2])
      stock.electrode[s % 2] += k_.volume[s % 2] * (varied_ ? varied_->mean(now_.modes, s) : now_.modes[s]);
  for (int s = 0; s < shape_.slots(); ++s)
    if (s / 2 >= shape_.first[s % 2]) stock.salt += now_.c[s] / k_.per_volume[s] * 1e3;
  return stock;
}

template <class S>
double DfnStepper<S>::capacity(int side) const {
  return plain(k_.volume[side]) * (shape_.nodes - shape_.first[side]);
}

template <class S>
double DfnStepper<S>::open_circuit_voltage(double negative, double positive) const {
  const double passed = plain(seen_.charge) / laws::faraday, stock[2] = {negative - passed, positive + passed};
  double u[2] = {0, 0};
  for (int side = 0; side < 2; ++side) {
    if (!families_.empty() && shape_.first[side] < shape_.nodes) {
      u[side] = potential_of_families(side, stock[side] / capacity(side));
      continue;
    }
    if (k_.tables.potential[side] == nullptr) continue;
    const double x = stock[side] / capacity(side);
    u[side] = k_.tables.potential[side]->rows().value(x) + k_.end_term[side] * (1 / x - 1 / (1 - x));
    if (k_.tables.entropy[side] != nullptr) u[side] += plain(warm_.above) * k_.tables.entropy[side]->rows().value(x);
    if (k_.tables.half_gap[side] == nullptr) continue;
    double z = 0;
    for (int s = 2 * shape_.first[side] + side; s < shape_.electrode_slots(); s += 2) z += plain(seen_.point.z[s]);
    u[side] += z / (shape_.nodes - shape_.first[side]) * k_.tables.half_gap[side]->rows().value(x);
  }
  return u[1] - u[0];
}

/// Mean surface stoichiometry of a node's families, each counted by its sites.
template <class S>
S DfnStepper<S>::surface_of_families(int s) const {
  S theta = S(0);
  for (const auto& f : families_) theta += f->k_.volume[s % 2] * family_point(*f, seen_.point).theta[s];
  return theta / k_.volume[s % 2];
}

/// The open-circuit potential at which an electrode's families hold `x` of its sites together, each with the state of
/// hysteresis that it has on the mean.
template <class S>
double DfnStepper<S>::potential_of_families(int side, double x) const {
  std::vector<double> sites, z;
  for (const auto& f : families_) {
    sites.push_back(plain(f->k_.volume[side]));
    double states = 0;
    for (int s = 2 * shape_.first[side] + side; s < shape_.electrode_slots() && f->k_.hysteresis; s += 2)
      states += plain(family_point(*f, seen_.point).z[s]);
    z.push_back(states / (shape_.nodes - shape_.first[side]));
  }
  while (!sites.empty() && sites.back() == 0) sites.pop_back();
  std::vector<double> theta(sites.size());
  const double above = plain(warm_.above);
  return share_out(sites, x, theta, [&](std::size_t f, double at) {
    const DfnConstants<S>& k = families_[f]->k_;
    auto u = k.tables.potential[side]->rows().with_slope(at);
    const auto add = [&](double times, const auto& table) {
      const auto more = table->rows().with_slope(at);
      u.value += times * more.value;
      u.slope += times * more.slope;
    };
    u.value += k.end_term[side] * (1 / at - 1 / (1 - at));
    u.slope -= k.end_term[side] * (1 / (at * at) + 1 / ((1 - at) * (1 - at)));
    if (k.tables.entropy[side] != nullptr) add(above, k.tables.entropy[side]);
    if (k.tables.half_gap[side] != nullptr) add(z[f], k.tables.half_gap[side]);
    return u;
  });
}

template <class S>
void DfnStepper<S>::set_ambient(const S& ambient, bool given) {
  ambient_ = ambient;
  if (given && !k_.lumped) now_.temperature = ambient;
  warm_to(now_);
}

template <class S>
int DfnStepper<S>::numbers() const {
  const int chain = 4 + 2 * shape_.slots() + (layers_ ? layers_->nodes() : 0) + (k_.shells ? 1 : 0);
  if (families_.empty()) return chain + particle_numbers();
  int all = chain;
  for (const auto& family : families_) all += family->particle_numbers();
  return all;
}

template <class S>
int DfnStepper<S>::particle_numbers() const {
  return shape_.electrode_slots() * (k_.basis->count + (k_.hysteresis ? 1 : 0) + (k_.is_family ? 1 : 0)) +
         (k_.is_family && k_.shells ? 1 : 0);
}

template <class S>
void DfnStepper<S>::dump_particles(double*& into) const {
  for (int k = 0; k < k_.basis->count; ++k)
    for (int s = 0; s < shape_.electrode_slots(); ++s) *into++ = plain(now_.modes[k * stride_ + s]);
  for (int s = 0; s < shape_.electrode_slots() && k_.hysteresis; ++s) *into++ = plain(now_.z[s]);
  for (int s = 0; s < shape_.electrode_slots() && k_.is_family; ++s) *into++ = plain(now_.j[s]);
  if (k_.is_family && k_.shells) *into++ = k_.basis->count;  // so that shells are not taken for modes
}

template <class S>
void DfnStepper<S>::restore_particles(const double*& from) {
  for (int k = 0; k < k_.basis->count; ++k)
    for (int s = 0; s < shape_.electrode_slots(); ++s) now_.modes[k * stride_ + s] = S(*from++);
  for (int s = 0; s < shape_.electrode_slots() && k_.hysteresis; ++s) now_.z[s] = S(*from++);
  for (int s = 0; s < shape_.electrode_slots() && k_.is_family; ++s) now_.j[s] = S(*from++);
  if (k_.is_family && k_.shells) ++from;
}

template <class S>
void DfnStepper<S>::dump(double* into) const {
  for (const S& x : {now_.temperature, now_.current, now_.charge, now_.energy}) *into++ = plain(x);
  for (int s = 0; s < shape_.slots(); ++s) *into++ = plain(now_.c[s]);
  for (int s = 0; s < shape_.slots(); ++s) *into++ = plain(now_.i[s]);
  if (families_.empty()) dump_particles(into);
  for (const auto& family : families_) family->dump_particles(into);
  for (int n = 0; layers_ && n < layers_->nodes(); ++n) *into++ = plain(layers_->now[n]);
  if (k_.shells) *into++ = k_.basis->count;  // as above
}

template <class S>
void DfnStepper<S>::restore(const double* from, bool all) {
  now_.temperature = S(*from++);
  now_.current = S(*from++);
  now_.charge = S(all ? *from : 0);
  ++from;
  now_.energy = S(all ? *from : 0);
  ++from;
  for (int s = 0; s < shape_.slots(); ++s) now_.c[s] = S(*from++);
  for (int s = 0; s < shape_.slots(); ++s) now_.i[s] = S(*from++);
  if (families_.empty()) restore_particles(from);
  for (auto& family : families_) family->restore_particles(from);
  for (int n = 0; layers_ && n < layers_->nodes(); ++n) layers_->now[n] = S(*from++);
  warm_to(now_);
  settle(now_);
}

/// Along x, from the negative collector; potentials by quadrature from the negative collector's solid.
template <class S>
void DfnStepper<S>::profile(Profiles& into, double time) const {
  const ChainPoint<S>& at = seen_.point;
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  std::vector<int> slots;
  for (int p = shape_.first[0]; p < shape_.length(); ++p) slots.push_back(2 * p);
  for (int p = shape_.length(); p-- > shape_.first[1];) slots.push_back(2 * p + 1);
  double solid[2] = {-plain(seen_.current * k_.collector[0] * warm_.resistivity[0]), 0}, liquid = 0, x = 0;
  solid[1] = plain(voltage_ + seen_.current * k_.contact + seen_.current * k_.collector[1] * warm_.resistivity[1]);
  liquid = k_.counter ? -plain(residual_.counter(at, warm_, seen_.current)) : solid[0] - plain(e_.w[slots.front()]);
  into.time.push_back(time);
  for (std::size_t n = 0; n < slots.size(); ++n) {
    const int s = slots[n], side = s % 2;
    const double half = 0.5 * plain(k_.width[s]);
    x += half;
    if (into.time.size() == 1) into.x.push_back(x);
    x += half;
    const bool electrode = s < shape_.electrode_slots();
    into.concentration.push_back(1e3 * plain(at.c[s]));
    into.temperature.push_back(plain(layers_ ? (*layers_seen_)[n + 1] : seen_.temperature));
    into.electrolyte_potential.push_back(liquid);
    into.solid_potential.push_back(electrode ? liquid + plain(e_.w[s]) : none);
    into.interfacial_current.push_back(electrode ? plain(e_.j[s]) : none);
    into.surface_stoichiometry.push_back(electrode ? plain(families_.empty() ? at.theta[s] : surface_of_families(s))
                                                   : none);
    if (n + 1 == slots.size()) break;
    const int next = slots[n + 1], edge = side == 0 ? s : next;  // an edge belongs to its node away from the middle
    const double forward = side == 0 ? plain(at.i[edge]) : -plain(at.i[edge]);
    liquid +=
        -forward * plain(e_.k[s] + e_.k[next]) + plain((e_.chi[s] + e_.chi[next]) * (e_.log_c[next] - e_.log_c[s]));
  }
}

}  // namespace voxvolt::cell
