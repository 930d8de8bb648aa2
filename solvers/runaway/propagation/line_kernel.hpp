// SPDX-License-Identifier: BSD-3-Clause
// The step of `Line` for N reactions. Per volume, with G = 1/(gamma h), M = G - dR/dx, v = G M^-T q:
//   (G + L - v dR/dT) u = conduction + sources - losses + sum c (u - q w)/h + v F_x,   w = M^-1 (F_x + u dR/dT),
//   F_x = R + sum c w/h.
// One function runs both layouts (stride 1 and side by side), so that a line has the same bits in either.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "numerics/pack.hpp"
#include "numerics/rodas4.hpp"
#include "numerics/twisted_thomas.hpp"
#include "solvers/laws/grey_radiation.hpp"
#include "solvers/runaway/kinetics/rate_kernel.hpp"
#include "solvers/runaway/propagation/boundaries.hpp"
#include "solvers/runaway/propagation/line.hpp"

namespace voxvolt::runaway {

template <int N>
class LineOf final : public Line {
  using Pack = numerics::Pack;
  using Lanes = numerics::Lanes<double>;
  using Tableau = numerics::Rodas4;
  static constexpr std::size_t width = Lanes::width;

 public:
  LineOf(const RateShape& shape, std::size_t volumes, std::size_t stride) : Line(shape, volumes, stride) {
    for (Array* a : {&stage_temperature_, &diagonal_, &loss_slope_, &lost_, &start_lost_, &nothing_there_, &capacity_,
                     &conducted_})
      *a = make();
    for (Array& a : spare_increments_) a = make();
    stage_temperature_.assign(stage_temperature_.size(), 300.0);
    rates_.assign(N, make()), per_kelvin_ = rates_, weights_ = rates_, forcing_ = rates_;
    per_pair_.assign(N * N, make()), inverse_ = per_pair_;
    now_.resize(stride), ends_.resize(stride), stage_lost_.resize(stride);
    quiet_sides_.assign(stride, true);
  }

  void prepare(std::span<const double> t) override {
    for (std::size_t lane = 0; lane < stride_; ++lane) {
      const Sides& sides = surroundings_[lane].stack->sides;
      now_[lane].ambient = value_at(sides.exchange.ambient, t[lane]);
      quiet_sides_[lane] = sides.perimeter_per_area == 0;
    }
    spread_ambient();
    start_ambient_ = ambient_;
    prepare_volumes();
    for (std::size_t lane = 0; lane < stride_; ++lane) {
      const std::size_t first = lane, last = (volumes_ - 1) * stride_ + lane;
      const auto [left, right] = ends(lane, at(temperature_), t[lane], t[lane]);
      at(slope_)[first] -= left.value * at(inverse_capacity_)[first];
      at(slope_)[last] -= right.value * at(inverse_capacity_)[last];
      ends_[lane] = {left, right};
    }
  }

  void attempt(std::span<const Attempt> tries, std::span<Trial> trials) override {
    for (std::size_t lane = 0; lane < stride_; ++lane) {
      now_[lane].h = tries[lane].h, now_[lane].tolerance = tries[lane].tolerance;
      stage_lost_[lane] = {};
    }
    factor(tries);
    for (int s = 0; s < Tableau::stages; ++s) {
      right_hand_sides(s, tries);
      solve(s);
      eliminated(s);
      losses(s, tries);
    }
    finish(trials);
  }

 private:
  struct Now {
    double ambient = 0, h = 1, tolerance = 1;
  };
  struct EndFluxes {
    OutFlux left, right;
  };

  static Pack load(const double* p) { return Lanes::many(p); }
  static void store(double* p, const Pack& x) { Lanes::put(p, x); }
  /// What differs between lanes only, as a pack that fits any entry.
  template <class Get>
  Pack of_lanes(Get get) const {
    Pack p{};
    for (std::size_t i = 0; i < width; ++i) p[i] = get(now_[stride_ == 1 ? 0 : i]);
    return p;
  }
  void spread_ambient() {
    ambient_ = of_lanes([](const Now& now) { return now.ambient; });
  }

  EndFluxes ends(std::size_t lane, const double* temperature, double t, double slope_time) const {
    const LaneSurroundings& s = surroundings_[lane];
    return {flux_out(s.stack->left, s.half_left, temperature[lane], t, slope_time),
            flux_out(s.stack->right, s.half_right, temperature[(volumes_ - 1) * stride_ + lane], t, slope_time)};
  }

  /// Where things stand, in local variables: stores into arrays make a compiler read members again.
  struct Fields {
    const double* conducted;  ///< W, of a grid
    const double *left, *right, *inverse_capacity, *source, *side_coefficient, *side_emissivity;
    std::size_t stride;
    Pack ambient;
    CoefficientArrays coefficients;
    const double *extents[N], *per_extent[N];
    double *weights[N], *forcing[N], *per_kelvin[N], *rates[N];
  };
  /// As many reactions as loops run over: known to the compiler where they are few.
  int active() const { return N <= 4 ? N : reactions_; }

  Fields fields() {
    Fields f{grid_ ? at(conducted_) : nullptr,
             at(left_),
             at(right_),
             at(inverse_capacity_),
             at(source_),
             at(side_coefficient_),
             at(side_emissivity_),
             stride_,
             ambient_,
             {coefficients_.data() + guard, pitch_},
             {},
             {},
             {},
             {},
             {},
             {}};
    for (int r = 0; r < active(); ++r) {
      f.extents[r] = r < reactions_ ? at(extents_[r]) : at(nothing_there_);
      f.per_extent[r] = r < reactions_ ? at(per_extent_[r]) : at(nothing_there_);
      f.weights[r] = at(weights_[r]), f.forcing[r] = at(forcing_[r]);
      f.per_kelvin[r] = at(per_kelvin_[r]), f.rates[r] = at(rates_[r]);
    }
    return f;
  }
  /// Increments of reaction r (-1: of the temperature) at stage j.
  double* increment(int j, int r) { return r < reactions_ ? at(increments_[j][1 + r]) : at(spare_increments_[j]); }

  static Pack conduction(const Fields& f, const double* t, std::size_t e, const Pack& own) {
    if (f.conducted) return load(f.conducted + e) * load(f.inverse_capacity + e);
    return load(f.left + e) * (load(t + e - f.stride) - own) + load(f.right + e) * (load(t + e + f.stride) - own);
  }
  /// By the sides, W/m^2.
  static Pack side_loss(const Fields& f, std::size_t e, const Pack& t) {
    return load(f.side_coefficient + e) * (t - f.ambient) +
           laws::grey_radiation(load(f.side_emissivity + e), t, f.ambient);
  }

  void prepare_volumes() {
    if (grid_) grid_->conduct(at(temperature_), at(conducted_));
    const Fields f = fields();
    const int n = active();
    const double* temperature = at(temperature_);
    double *heat_out = at(heat_), *slope_out = at(slope_), *lost_out = at(start_lost_), *loss_slope = at(loss_slope_);
    double* pairs[N * N];
    for (int k = 0; k < N * N; ++k) pairs[k] = at(per_pair_[k]);
    for (std::size_t e = 0; e < entries_; e += width) {
      const Pack t = load(temperature + e);
      Pack x[N];
      for (int r = 0; r < n; ++r) x[r] = load(f.extents[r] + e);
      Rates<Pack, N> rates;
      RateKernel<Pack>::template evaluate<true, N>(shape_, f.coefficients, e, t, x, rates);
      Pack heat{};
      for (int r = 0; r < n; ++r) {
        store(f.rates[r] + e, rates.value[r]);
        store(f.per_kelvin[r] + e, rates.per_kelvin[r]);
        heat += load(f.per_extent[r] + e) * rates.value[r];
        for (int j = 0; j < n; ++j) store(pairs[r * N + j] + e, rates.per_extent[r][j]);
      }
      const Pack lost = side_loss(f, e, t);
      store(heat_out + e, heat);
      store(lost_out + e, lost);
      store(slope_out + e,
            heat + conduction(f, temperature, e, t) + load(f.source + e) - lost * load(f.inverse_capacity + e));
      store(loss_slope + e, load(f.side_coefficient + e) + laws::grey_radiation_slope(load(f.side_emissivity + e), t));
    }
  }

  void factor(std::span<const Attempt> tries) {
    const Pack g = of_lanes([](const Now& now) { return 1 / (Tableau::gamma * now.h); });
    const Fields f = fields();
    const int n = active();
    const double* loss_slope = at(loss_slope_);
    double* diagonal_out = at(diagonal_);
    double *pairs[N * N], *inverses[N * N];
    for (int k = 0; k < N * N; ++k) pairs[k] = at(per_pair_[k]), inverses[k] = at(inverse_[k]);
    for (std::size_t e = 0; e < entries_; e += width) {
      Pack m[N][N];
      for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j) m[i][j] = (i == j ? g : Pack{}) - load(pairs[i * N + j] + e);
      invert(m, n);
      Pack diagonal = g + load(f.left + e) + load(f.right + e) + load(loss_slope + e) * load(f.inverse_capacity + e);
      for (int j = 0; j < n; ++j) {
        Pack v{};
        for (int i = 0; i < n; ++i) {
          v += load(f.per_extent[i] + e) * m[i][j];
          store(inverses[i * N + j] + e, m[i][j]);
        }
        v = v * g;
        store(f.weights[j] + e, v);
        diagonal -= v * load(f.per_kelvin[j] + e);
      }
      store(diagonal_out + e, diagonal);
    }
    for (std::size_t lane = 0; lane < stride_; ++lane) {
      const std::size_t last = (volumes_ - 1) * stride_ + lane;
      at(diagonal_)[lane] += ends_[lane].left.per_kelvin * at(inverse_capacity_)[lane];
      at(diagonal_)[last] += ends_[lane].right.per_kelvin * at(inverse_capacity_)[last];
    }
    set_rates_of_time(tries);
    unsolved_ = false;
    if (grid_) {
      for (std::size_t e = 0; e < volumes_; ++e) {
        at(capacity_)[e] = 1 / at(inverse_capacity_)[e];
        at(diagonal_)[e] *= at(capacity_)[e];
      }
      unsolved_ = !grid_->set_diagonal(at(diagonal_), preconditioner_);
    } else if (volumes_ > 1) thomas_.factor(at(diagonal_), at(left_), at(right_), volumes_);
    else
      for (std::size_t e = 0; e < entries_; e += width) store(at(diagonal_) + e, 1.0 / load(at(diagonal_) + e));
  }

  /// How losses change with time alone, at the start of the step.
  void set_rates_of_time(std::span<const Attempt> tries) {
    moving_ = false;
    ambient_rate_ = Pack{};
    for (std::size_t lane = 0; lane < stride_; ++lane) {
      const double middle = tries[lane].t + 0.5 * tries[lane].h;
      const StackParams& stack = *surroundings_[lane].stack;
      const double rate = quiet_sides_[lane] ? 0 : rate_at(stack.sides.exchange.ambient, middle);
      if (rate != 0) moving_ = true;
      if (stride_ == 1) {
        ambient_rate_ = Lanes::all(rate);
      } else {
        ambient_rate_[lane] = rate;
      }
      const auto [left, right] = ends(lane, at(temperature_), tries[lane].t, middle);
      ends_[lane].left.per_second = left.per_second, ends_[lane].right.per_second = right.per_second;
    }
  }

  /// Gauss-Jordan without pivoting: M is near G times one wherever a step is accepted.
  static void invert(Pack (&m)[N][N], int count) {
    const int n = N <= 4 ? N : count;
    for (int k = 0; k < n; ++k) {
      const Pack p = 1.0 / m[k][k];
      m[k][k] = Pack{} + 1.0;
      for (int j = 0; j < n; ++j) m[k][j] *= p;
      for (int i = 0; i < n; ++i) {
        if (i == k) continue;
        const Pack f = m[i][k];
        m[i][k] = Pack{};
        for (int j = 0; j < n; ++j) m[i][j] -= f * m[k][j];
      }
    }
  }

  void right_hand_sides(int s, std::span<const Attempt> tries) {
    if (s > 0) {
      for (std::size_t lane = 0; lane < stride_; ++lane)
        if (!quiet_sides_[lane])
          now_[lane].ambient = value_at(surroundings_[lane].stack->sides.exchange.ambient,
                                        tries[lane].t + Tableau::alpha[s] * tries[lane].h);
      spread_ambient();
    }
    switch (s) {
      case 0: right_hand_sides_of<0>(); break;
      case 1: right_hand_sides_of<1>(); break;
      case 2: right_hand_sides_of<2>(); break;
      case 3: right_hand_sides_of<3>(); break;
      case 4: right_hand_sides_of<4>(); break;
      default: right_hand_sides_of<5>();
    }
    end_fluxes(s, tries);
  }

  template <int S>
  void right_hand_sides_of() {
    if (grid_ && S > 0) grid_->conduct(at(stage_temperature_), at(conducted_));
    const Fields f = fields();
    const int n = active();
    const Pack per_h = of_lanes([](const Now& now) { return 1 / now.h; });
    const Pack time_factor = of_lanes([](const Now& now) { return Tableau::gammas[S] * now.h; });
    const double *u[S + 1], *w[S + 1][N];
    for (int j = 0; j < S; ++j) {
      u[j] = increment(j, -1);
      for (int r = 0; r < n; ++r) w[j][r] = increment(j, r);
    }
    double *out = increment(S, -1), *lost_out = at(lost_);
    const double *slope = at(slope_), *heat = at(heat_), *stage = at(stage_temperature_);
    for (std::size_t e = 0; e < entries_; e += width) {
      Pack rhs;
      Rates<Pack, N> rates;
      if constexpr (S == 0) {
        rhs = load(slope + e) - load(heat + e);
        for (int r = 0; r < n; ++r) rates.value[r] = load(f.rates[r] + e);
      } else {
        const Pack t = load(stage + e);
        Pack x[N];
        for (int r = 0; r < n; ++r) {
          x[r] = load(f.extents[r] + e);
          for (int j = 0; j < S; ++j) x[r] += Tableau::a[S][j] * load(w[j][r] + e);
        }
        RateKernel<Pack>::template evaluate<false, N>(shape_, f.coefficients, e, t, x, rates);
        const Pack lost = side_loss(f, e, t);
        store(lost_out + e, lost);
        rhs = conduction(f, stage, e, t) + load(f.source + e) - lost * load(f.inverse_capacity + e);
      }
      Pack past{};
      for (int j = 0; j < S; ++j) past += Tableau::c[S][j] * load(u[j] + e);
      for (int r = 0; r < n; ++r) {
        Pack own{};
        for (int j = 0; j < S; ++j) own += Tableau::c[S][j] * load(w[j][r] + e);
        past -= load(f.per_extent[r] + e) * own;
        const Pack force = rates.value[r] + own * per_h;
        store(f.forcing[r] + e, force);
        rhs += load(f.weights[r] + e) * force;
      }
      rhs += past * per_h;
      if (moving_) rhs += time_factor * side_gain(e) * load(f.inverse_capacity + e);
      store(out + e, rhs);
    }
  }

  /// W/m^2/s that the sides gain by the programme alone.
  Pack side_gain(std::size_t e) const {
    return ambient_rate_ * (load(at(side_coefficient_) + e) +
                            laws::grey_radiation_slope(load(at(side_emissivity_) + e), start_ambient_));
  }

  void end_fluxes(int s, std::span<const Attempt> tries) {
    const double* t = s == 0 ? at(temperature_) : at(stage_temperature_);
    for (std::size_t lane = 0; lane < stride_; ++lane) {
      const StackParams& stack = *surroundings_[lane].stack;
      const Attempt& a = tries[lane];
      if (stack.left.kind == End::Kind::adiabatic && stack.right.kind == End::Kind::adiabatic) continue;
      const double time = a.t + Tableau::alpha[s] * a.h, by_time = Tableau::gammas[s] * a.h;
      const auto [left, right] = ends(lane, t, time, a.t + 0.5 * a.h);
      const std::size_t last = (volumes_ - 1) * stride_ + lane;
      double* rhs = at(increments_[s][0]);
      // At the first stage the slope holds the fluxes already.
      const double first = s == 0 ? 0 : 1;
      rhs[lane] -= (first * left.value + by_time * ends_[lane].left.per_second) * at(inverse_capacity_)[lane];
      rhs[last] -= (first * right.value + by_time * ends_[lane].right.per_second) * at(inverse_capacity_)[last];
      stage_lost_[lane].by_stage[s][0] = left.value + by_time * ends_[lane].left.per_second;
      stage_lost_[lane].by_stage[s][1] = right.value + by_time * ends_[lane].right.per_second;
    }
  }

  void solve(int s) {
    double* u = at(increments_[s][0]);
    if (grid_) {
      unsolved_ = unsolved_ || !grid_->solve(at(capacity_), u, linear_tolerance_);
    } else if (volumes_ > 1) {
      thomas_.solve(u);
    } else {
      for (std::size_t e = 0; e < entries_; e += width) store(u + e, load(u + e) * load(at(diagonal_) + e));
    }
  }

  /// The extents' increments, and the temperatures of the next stage.
  void eliminated(int s) {
    switch (s) {
      case 0: return eliminated_of<0>();
      case 1: return eliminated_of<1>();
      case 2: return eliminated_of<2>();
      case 3: return eliminated_of<3>();
      case 4: return eliminated_of<4>();
      default: return eliminated_of<5>();
    }
  }

  template <int S>
  void eliminated_of() {
    const Fields f = fields();
    const int n = active();
    const double* u[S + 1];
    for (int j = 0; j <= S; ++j) u[j] = increment(j, -1);
    const double *temperature = at(temperature_), *inverses[N * N];
    for (int k = 0; k < N * N; ++k) inverses[k] = at(inverse_[k]);
    double *stage = at(stage_temperature_), *out[N];
    for (int r = 0; r < n; ++r) out[r] = increment(S, r);
    for (std::size_t e = 0; e < entries_; e += width) {
      const Pack own = load(u[S] + e);
      Pack force[N];
      for (int j = 0; j < n; ++j) force[j] = load(f.forcing[j] + e) + load(f.per_kelvin[j] + e) * own;
      for (int i = 0; i < n; ++i) {
        Pack w{};
        for (int j = 0; j < n; ++j) w += load(inverses[i * N + j] + e) * force[j];
        store(out[i] + e, w);
      }
      if constexpr (S + 1 < Tableau::stages) {
        Pack t = load(temperature + e) + Tableau::a[S + 1][S] * own;
        for (int j = 0; j < S; ++j) t += Tableau::a[S + 1][j] * load(u[j] + e);
        store(stage + e, t);
      }
    }
  }

  /// The integrals of the losses by the same method, so that energy closes to rounding.
  void losses(int s, std::span<const Attempt> tries) {
    Pack lost{};
    const bool all_quiet = std::all_of(quiet_sides_.begin(), quiet_sides_.end(), [](bool q) { return q; });
    if (!all_quiet)
      for (std::size_t e = 0; e < entries_; e += width) {
        lost +=
            load(at(s == 0 ? start_lost_ : lost_) + e) + load(at(loss_slope_) + e) * load(at(increments_[s][0]) + e);
        if (moving_) lost -= of_lanes([s](const Now& now) { return Tableau::gammas[s] * now.h; }) * side_gain(e);
      }
    for (std::size_t lane = 0; lane < stride_; ++lane) {
      auto& z = stage_lost_[lane].by_stage;
      const double* u = at(increments_[s][0]);
      z[s][0] += ends_[lane].left.per_kelvin * u[lane];
      z[s][1] += ends_[lane].right.per_kelvin * u[(volumes_ - 1) * stride_ + lane];
      z[s][2] = stride_ == 1 ? numerics::sum(lost) : lost[lane];
      const double h = tries[lane].h, per_h = 1 / h;
      const StackParams& stack = *surroundings_[lane].stack;
      const bool closed = stack.left.kind == End::Kind::adiabatic && stack.right.kind == End::Kind::adiabatic;
      for (int face = closed ? 2 : 0; face < 3; ++face) {
        for (int j = 0; j < s; ++j) z[s][face] += Tableau::c[s][j] * per_h * z[j][face];
        z[s][face] *= Tableau::gamma * h;
      }
    }
  }

  /// The new state into the other buffers, and the error.
  void finish(std::span<Trial> trials) {
    Pack largest{}, all{};
    const Pack per_hundred = Pack{} + 0.01;
    for (std::size_t e = 0; e < entries_; e += width) {
      const Pack error = load(at(increments_[5][0]) + e);
      Pack t = load(at(stage_temperature_) + e) + error;
      store(at(former_temperature_) + e, t);
      largest = numerics::larger(numerics::absolute(error) * per_hundred, largest);
      all += t;
    }
    for (int r = 0; r < reactions_; ++r)
      for (std::size_t e = 0; e < entries_; e += width) {
        Pack x = load(at(extents_[r]) + e);
        for (int j = 0; j < 5; ++j) x += Tableau::a[5][j] * load(at(increments_[j][1 + r]) + e);
        const Pack error = load(at(increments_[5][1 + r]) + e);
        x += error;
        store(at(former_extents_[r]) + e, x);
        largest = numerics::larger(numerics::absolute(error), largest);
        all += x;
      }
    for (std::size_t lane = 0; lane < stride_; ++lane) {
      double most = largest[lane];
      if (stride_ == 1)
        for (std::size_t i = 1; i < width; ++i) most = std::max(most, largest[i]);
      // A maximum swallows what is no number, a sum does not.
      const double sum = stride_ == 1 ? numerics::sum(all) : all[lane];
      trials[lane].error =
          std::isfinite(sum) && !unsolved_ ? most / now_[lane].tolerance : std::numeric_limits<double>::infinity();
      const auto& z = stage_lost_[lane].by_stage;
      for (int face = 0; face < 3; ++face) {
        trials[lane].lost[face] = z[5][face];
        for (int j = 0; j < 5; ++j) trials[lane].lost[face] += Tableau::a[5][j] * z[j][face];
      }
    }
  }

  struct StageLosses {
    std::array<std::array<double, 3>, Tableau::stages> by_stage{};
  };

  std::vector<Now> now_;
  std::vector<EndFluxes> ends_;
  std::vector<StageLosses> stage_lost_;
  std::vector<bool> quiet_sides_;
  bool moving_ = false, unsolved_ = false;
  Pack ambient_{}, start_ambient_{}, ambient_rate_{};
  Array stage_temperature_, diagonal_, loss_slope_, lost_, start_lost_, nothing_there_, capacity_, conducted_;
  std::array<Array, Tableau::stages> spare_increments_;
  std::vector<Array> rates_, per_kelvin_, weights_, forcing_, per_pair_, inverse_;
  numerics::TwistedThomas thomas_;
};

}  // namespace voxvolt::runaway
