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
    for (Array* a : {&stage_temperature_, &diagonal_, &loss_slope_, &lost_, &start_lost_}) *a = make();
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
    for (std::size_t e = 0; e < entries_; e += width) prepare_pack(e);
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
      if (s > 0) arguments(s);
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
    ambient_ = of_lanes([](const Now& n) { return n.ambient; });
  }

  EndFluxes ends(std::size_t lane, const double* temperature, double t, double slope_time) const {
    const LaneSurroundings& s = surroundings_[lane];
    return {flux_out(s.stack->left, s.half_left, temperature[lane], t, slope_time),
            flux_out(s.stack->right, s.half_right, temperature[(volumes_ - 1) * stride_ + lane], t, slope_time)};
  }

  CoefficientArrays coefficients() const { return {coefficients_.data() + guard, pitch_}; }

  Pack conduction(const double* t, std::size_t e, const Pack& own) const {
    return load(at(left_) + e) * (load(t + e - stride_) - own) + load(at(right_) + e) * (load(t + e + stride_) - own);
  }
  /// By the sides, W/m^2.
  Pack side_loss(std::size_t e, const Pack& t) const {
    return load(at(side_coefficient_) + e) * (t - ambient_) +
           laws::grey_radiation(load(at(side_emissivity_) + e), t, ambient_);
  }

  void prepare_pack(std::size_t e) {
    const Pack t = load(at(temperature_) + e);
    Pack x[N];
    for (int r = 0; r < N; ++r) x[r] = r < reactions_ ? load(at(extents_[r]) + e) : Pack{};
    Rates<Pack, N> rates;
    RateKernel<Pack>::template evaluate<true, N>(shape_, coefficients(), e, t, x, rates);
    Pack heat{};
    for (int r = 0; r < N; ++r) {
      store(at(rates_[r]) + e, rates.value[r]);
      store(at(per_kelvin_[r]) + e, rates.per_kelvin[r]);
      if (r < reactions_) heat += load(at(per_extent_[r]) + e) * rates.value[r];
      for (int j = 0; j < N; ++j) store(at(per_pair_[r * N + j]) + e, rates.per_extent[r][j]);
    }
    const Pack inverse = load(at(inverse_capacity_) + e);
    const Pack lost = side_loss(e, t);
    store(at(heat_) + e, heat);
    store(at(start_lost_) + e, lost);
    store(at(slope_) + e, heat + conduction(at(temperature_), e, t) + load(at(source_) + e) - lost * inverse);
    store(at(loss_slope_) + e,
          load(at(side_coefficient_) + e) + laws::grey_radiation_slope(load(at(side_emissivity_) + e), t));
  }

  void factor(std::span<const Attempt> tries) {
    const Pack g = of_lanes([](const Now& n) { return 1 / (Tableau::gamma * n.h); });
    for (std::size_t e = 0; e < entries_; e += width) {
      Pack m[N][N];
      for (int i = 0; i < N; ++i)
        for (int j = 0; j < N; ++j) m[i][j] = (i == j ? g : Pack{}) - load(at(per_pair_[i * N + j]) + e);
      invert(m);
      Pack diagonal =
          g + load(at(left_) + e) + load(at(right_) + e) + load(at(loss_slope_) + e) * load(at(inverse_capacity_) + e);
      for (int j = 0; j < N; ++j) {
        Pack v{};
        for (int i = 0; i < N; ++i) {
          if (i < reactions_) v += load(at(per_extent_[i]) + e) * m[i][j];
          store(at(inverse_[i * N + j]) + e, m[i][j]);
        }
        v = v * g;
        store(at(weights_[j]) + e, v);
        diagonal -= v * load(at(per_kelvin_[j]) + e);
      }
      store(at(diagonal_) + e, diagonal);
    }
    for (std::size_t lane = 0; lane < stride_; ++lane) {
      const std::size_t last = (volumes_ - 1) * stride_ + lane;
      at(diagonal_)[lane] += ends_[lane].left.per_kelvin * at(inverse_capacity_)[lane];
      at(diagonal_)[last] += ends_[lane].right.per_kelvin * at(inverse_capacity_)[last];
    }
    set_rates_of_time(tries);
    if (volumes_ > 1) thomas_.factor(at(diagonal_), at(left_), at(right_), volumes_);
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
  static void invert(Pack (&m)[N][N]) {
    for (int k = 0; k < N; ++k) {
      const Pack p = 1.0 / m[k][k];
      m[k][k] = Pack{} + 1.0;
      for (int j = 0; j < N; ++j) m[k][j] *= p;
      for (int i = 0; i < N; ++i) {
        if (i == k) continue;
        const Pack f = m[i][k];
        m[i][k] = Pack{};
        for (int j = 0; j < N; ++j) m[i][j] -= f * m[k][j];
      }
    }
  }

  /// Stage temperatures.
  void arguments(int s) {
    for (std::size_t e = 0; e < entries_; e += width) {
      Pack t = load(at(temperature_) + e);
      for (int j = 0; j < s; ++j) t += Tableau::a[s][j] * load(at(increments_[j][0]) + e);
      store(at(stage_temperature_) + e, t);
    }
  }

  void right_hand_sides(int s, std::span<const Attempt> tries) {
    const Pack per_h = of_lanes([](const Now& n) { return 1 / n.h; });
    if (s > 0) {
      for (std::size_t lane = 0; lane < stride_; ++lane)
        if (!quiet_sides_[lane])
          now_[lane].ambient = value_at(surroundings_[lane].stack->sides.exchange.ambient,
                                        tries[lane].t + Tableau::alpha[s] * tries[lane].h);
      spread_ambient();
    }
    const Pack time_factor = of_lanes([s](const Now& n) { return Tableau::gammas[s] * n.h; });
    for (std::size_t e = 0; e < entries_; e += width) right_hand_side(s, e, per_h, time_factor);
    end_fluxes(s, tries);
  }

  void right_hand_side(int s, std::size_t e, const Pack& per_h, const Pack& time_factor) {
    Pack rhs;
    Rates<Pack, N> rates;
    if (s == 0) {
      rhs = load(at(slope_) + e) - load(at(heat_) + e);
      for (int r = 0; r < N; ++r) rates.value[r] = load(at(rates_[r]) + e);
    } else {
      const Pack t = load(at(stage_temperature_) + e);
      Pack x[N];
      for (int r = 0; r < N; ++r) {
        x[r] = Pack{};
        if (r >= reactions_) continue;
        x[r] = load(at(extents_[r]) + e);
        for (int j = 0; j < s; ++j) x[r] += Tableau::a[s][j] * load(at(increments_[j][1 + r]) + e);
      }
      RateKernel<Pack>::template evaluate<false, N>(shape_, coefficients(), e, t, x, rates);
      const Pack lost = side_loss(e, t);
      store(at(lost_) + e, lost);
      rhs = conduction(at(stage_temperature_), e, t) + load(at(source_) + e) - lost * load(at(inverse_capacity_) + e);
    }
    Pack past{};
    for (int j = 0; j < s; ++j) past += Tableau::c[s][j] * load(at(increments_[j][0]) + e);
    for (int r = 0; r < N; ++r) {
      Pack own{};
      if (r < reactions_) {
        for (int j = 0; j < s; ++j) own += Tableau::c[s][j] * load(at(increments_[j][1 + r]) + e);
        past -= load(at(per_extent_[r]) + e) * own;
      }
      const Pack force = rates.value[r] + own * per_h;
      store(at(forcing_[r]) + e, force);
      rhs += load(at(weights_[r]) + e) * force;
    }
    rhs += past * per_h;
    if (moving_) rhs += time_factor * side_gain(e) * load(at(inverse_capacity_) + e);
    store(at(increments_[s][0]) + e, rhs);
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
    if (volumes_ > 1) {
      thomas_.solve(u);
    } else {
      for (std::size_t e = 0; e < entries_; e += width) store(u + e, load(u + e) * load(at(diagonal_) + e));
    }
  }

  void eliminated(int s) {
    for (std::size_t e = 0; e < entries_; e += width) {
      const Pack u = load(at(increments_[s][0]) + e);
      Pack f[N];
      for (int j = 0; j < N; ++j) f[j] = load(at(forcing_[j]) + e) + load(at(per_kelvin_[j]) + e) * u;
      for (int i = 0; i < reactions_; ++i) {
        Pack w{};
        for (int j = 0; j < N; ++j) w += load(at(inverse_[i * N + j]) + e) * f[j];
        store(at(increments_[s][1 + i]) + e, w);
      }
    }
  }

  /// The integrals of the losses by the same method, so that energy closes to rounding.
  void losses(int s, std::span<const Attempt> tries) {
    Pack lost{};
    const bool all_quiet = std::all_of(quiet_sides_.begin(), quiet_sides_.end(), [](bool q) { return q; });
    if (!all_quiet)
      for (std::size_t e = 0; e < entries_; e += width) {
        lost += load(at(s == 0 ? start_lost_ : lost_) + e) + load(at(loss_slope_) + e) * load(at(increments_[s][0]) + e);
        if (moving_) lost -= of_lanes([s](const Now& n) { return Tableau::gammas[s] * n.h; }) * side_gain(e);
      }
    for (std::size_t lane = 0; lane < stride_; ++lane) {
      auto& z = stage_lost_[lane].by_stage;
      const double* u = at(increments_[s][0]);
      z[s][0] += ends_[lane].left.per_kelvin * u[lane];
      z[s][1] += ends_[lane].right.per_kelvin * u[(volumes_ - 1) * stride_ + lane];
      z[s][2] = stride_ == 1 ? numerics::sum(lost) : lost[lane];
      const double h = tries[lane].h;
      for (int face = 0; face < 3; ++face) {
        for (int j = 0; j < s; ++j) z[s][face] += Tableau::c[s][j] / h * z[j][face];
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
      trials[lane].error = std::isfinite(sum) ? most / now_[lane].tolerance : std::numeric_limits<double>::infinity();
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
  bool moving_ = false;
  Pack ambient_{}, start_ambient_{}, ambient_rate_{};
  Array stage_temperature_, diagonal_, loss_slope_, lost_, start_lost_;
  std::vector<Array> rates_, per_kelvin_, weights_, forcing_, per_pair_, inverse_;
  numerics::TwistedThomas thomas_;
};

}  // namespace voxvolt::runaway
