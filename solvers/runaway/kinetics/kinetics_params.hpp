// SPDX-License-Identifier: BSD-3-Clause
// What burns: species and reactions of one kind of cell, in SI, already resolved. Plain data.
//
// The rate of a reaction, in units of its species' amounts per second (kg/m^3/s, or 1/s where species are fractions):
//   rate = k(T) barrier product of factors,   k = A exp(-activation_temperature/T), then the limiters:
//   k <- k/(1 + Da) (Damkoehler), k <- k/(1 + k/ceiling) (of k times barrier, 1/s), times the gate.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace voxvolt::runaway {

struct Species {
  std::string name;
  double initial = 0;  ///< amount at the start: kg/m^3 of the cell, or a fraction (then all its reactions say so too)
};

/// How much of a species one unit of a reaction makes (> 0) or takes (< 0).
struct Change {
  std::string species;
  double amount = -1;
};

/// A factor of the rate. Orders below 1 are smoothed near nothing: s^n -> s (s + 1e-4 s0)^(n - 1).
struct Factor {
  enum class Form { power, saturation };  ///< s^order, s/(s + half)
  std::string species;
  Form form = Form::power;
  double order = 1;
  double half = 0;  ///< in the species' unit
};

/// exp(-min(slope s, most)): a growing film that electrons tunnel through.
struct Barrier {
  std::string species;
  double slope = 1;  ///< per unit of the species
  double most = 1e3;
};

/// Diffusion to the surface: Da = pre_exponential C exp(-(activation_temperature - diffusion_temperature)/T)/D_inf, with
/// D_inf = diffusivity_298 exp(diffusion_temperature/298.15 K) (Kurzawski et al. 2021, 10.1016/j.proci.2020.06.270).
struct DiffusionLimit {
  double pre_exponential = 0;        ///< 1/s
  double area = 0;                   ///< C, m^2
  double diffusivity_298 = 1e-14;    ///< m^2/s at 298.15 K
  double diffusion_temperature = 0;  ///< E_D/R, K
};

/// The reaction runs above `from`; it comes in linearly within `width` about it.
struct Gate {
  double from = 0;   ///< K
  double width = 1;  ///< K
};

struct Gas {
  std::string name;
  double amount = 0;  ///< mol per unit of the reaction: mol/kg, or mol/m^3 where species are fractions
};

struct Reaction {
  std::string name;
  double pre_exponential = 0;         ///< A; 1/s times what the factors need
  double activation_temperature = 0;  ///< E/R, K
  double heat = 0;  ///< J per unit of the reaction, > 0 heats: J/kg, or J/m^3 where species are fractions
  std::vector<Change> changes;
  std::vector<Factor> factors;
  std::optional<Barrier> barrier{};
  std::optional<DiffusionLimit> diffusion{};
  std::optional<double> ceiling{};  ///< 1/s
  std::optional<Gate> gate{};
  std::vector<Gas> gases{};
};

struct Mechanism {
  std::string name;
  std::vector<Species> species;
  std::vector<Reaction> reactions;
};

/// Everything that is wrong, one sentence each; empty when it makes sense.
std::vector<std::string> complaints_about(const Mechanism& mechanism);

}  // namespace voxvolt::runaway
