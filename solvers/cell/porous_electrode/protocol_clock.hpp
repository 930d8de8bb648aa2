// SPDX-License-Identifier: BSD-3-Clause
// A protocol step in time: its control, its breakpoints, its end; and how closely its conditions are met.
#pragma once

#include <cmath>

#include "solvers/cell/porous_electrode/batch.hpp"
#include "solvers/cell/porous_electrode/dfn_stepper.hpp"

namespace voxvolt::cell {

/// The control of the current step from `elapsed` on, up to its next breakpoint.
template <class S>
ControlRow<S> control_at(const ProtocolStep& now, double elapsed, const S& area, const S& series) {
  using Kind = typename ControlRow<S>::Kind;
  ControlRow<S> row;
  double value = now.value, slope = 0;
  if (now.profile) {
    const Profile& profile = *now.profile;
    std::size_t i = 1;
    while (i + 1 < profile.time.size() && profile.time[i] <= elapsed) ++i;
    const double width = profile.time[i] - profile.time[i - 1];
    slope = width > 0 ? (profile.value[i] - profile.value[i - 1]) / width : 0;
    value = profile.value[i - 1] + slope * (elapsed - profile.time[i - 1]);
  }
  S per = S(1);
  switch (now.control) {
    case Control::current: row.kind = Kind::current, per = 1.0 / area; break;
    case Control::voltage: row.kind = Kind::voltage, per = 1.0 / series; break;
    case Control::power: row.kind = Kind::power, per = 1.0 / (area * series); break;
    case Control::resistance: row.kind = Kind::resistance, per = area / series; break;
  }
  row.target = value * per;
  row.slope = slope * per;
  return row;
}

/// s to the step's next breakpoint or end, from `elapsed` on; and whether control jumps there.
inline double to_breakpoint(const ProtocolStep& now, double elapsed, bool& jumps) {
  double limit = now.duration ? *now.duration - elapsed : 1e300;
  jumps = false;
  if (!now.profile) return limit;
  const Profile& profile = *now.profile;
  for (std::size_t i = 0; i < profile.time.size(); ++i) {
    const double until = profile.time[i] - elapsed;
    if (until <= 0) continue;
    if (until < limit) {
      limit = until;
      jumps = i + 1 < profile.time.size() && profile.time[i + 1] == profile.time[i];
    }
    break;
  }
  return limit;
}

inline bool is_over(const ProtocolStep& now, double elapsed) {
  if (now.duration && elapsed >= *now.duration) return true;
  return now.profile && elapsed >= now.profile->time.back();
}

/// `elapsed` after landing on a breakpoint: the breakpoint's own number.
inline double landing(const ProtocolStep& now, double elapsed, double h) {
  const double reached = elapsed + h;
  if (now.profile)
    for (const double t : now.profile->time)
      if (std::fabs(t - reached) <= 1e-9 * (1 + reached)) return t;
  return now.duration && std::fabs(*now.duration - reached) <= 1e-9 * (1 + reached) ? *now.duration : reached;
}

/// How closely a condition is met; `nominal` in A h.
inline double precision(const StopCondition& c, double nominal) {
  switch (c.watched) {
    case Watched::voltage:
    case Watched::anode_potential: return 2e-6;
    case Watched::current_magnitude: return 1e-6 * std::fabs(c.value) + 1e-9;
    case Watched::temperature: return 1e-5;
    case Watched::soc: return 1e-8;
    case Watched::discharge_capacity: return 1e-8 * nominal;
  }
  return 0;
}

}  // namespace voxvolt::cell
