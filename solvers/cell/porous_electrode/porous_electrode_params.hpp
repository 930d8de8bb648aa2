// SPDX-License-Identifier: BSD-3-Clause
// What one cell is: everything the porous-electrode models take, in SI, already resolved. Plain data; copies are cheap
// because functions are shared, and cells that share functions share the kernel's tables.
//
// Signs: current > 0 is discharge; an interfacial current density j > 0 leaves the particle (anodic).
// Temperature enters as  property(T) = property x exp(E/R (1/reference_temperature - 1/T)).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "numerics/smooth_curve.hpp"

namespace voxvolt::cell {

/// A function of one variable, compiled by SmoothCurve::of (expressions) or ::through (tables); empty where it says so.
using Curve = std::shared_ptr<const numerics::SmoothCurve>;

/// Exchange current density at the reference temperature (A/m^2):
///   j0 = reference (c_e/c_reference)^electrolyte theta^lithium (1 - theta)^vacancy,   j = 2 j0 sinh(F eta/(2 R T)).
/// Chen2020's k [A/m^2 (m^3/mol)^1.5] gives reference = k c_max sqrt(c_reference); BPX's K [mol/m^2/s] gives F K.
struct ExchangeCurrent {
  double reference = 1;                ///< A/m^2
  double electrolyte_reference = 1e3;  ///< c_reference, mol/m^3
  double electrolyte = 0.5;            ///< exponents, 0 to 2
  double lithium = 0.5;
  double vacancy = 0.5;
  double activation_energy = 0;  ///< J/mol
};

/// One-state hysteresis of the open-circuit potential, per particle: U = U_mean + z half_gap(theta), and
/// dz/dt = rate (dq/dt - |dq/dt| z), where dq/dt is the rate at which the particle's mean stoichiometry falls: z tends to
/// +1 while lithium leaves and to -1 while it enters.
struct Hysteresis {
  Curve half_gap;      ///< V, (U_delithiation - U_lithiation)/2 over theta
  double rate = 100;   ///< 1, per unit of stoichiometry
  double initial = 0;  ///< z in [-1, 1]
};

/// The active material of an electrode; spheres of one radius.
struct ActiveMaterial {
  double fraction = 0.6;                     ///< volume of active material over volume of electrode
  double particle_radius = 5e-6;             ///< m
  double surface_area_per_volume = 0;        ///< 1/m; usually 3 fraction/radius
  double maximum_concentration = 3e4;        ///< mol/m^3
  double diffusivity = 1e-14;                ///< m^2/s at the reference temperature
  Curve diffusivity_factor;                  ///< over theta, multiplies diffusivity; empty: 1
  double diffusivity_activation_energy = 0;  ///< J/mol
  Curve open_circuit_potential;              ///< V over theta at the reference temperature, without the end terms below
  double end_term = 0;  ///< V; adds end_term (1/theta - 1/(1 - theta)) analytically (PyBaMM adds 1e-6 V to every OCP)
  Curve entropic_coefficient;  ///< dU/dT, V/K, over theta; empty: 0
  ExchangeCurrent exchange_current;
  double film_resistance = 0;  ///< ohm m^2 of particle surface
  /// F/m^2 of particle surface, across the reaction, in series with the film. In impedance only: over time it is 0.
  double double_layer_capacitance = 0;
  std::optional<Hysteresis> hysteresis{};
  double stoichiometry_at_empty = 0;  ///< theta at 0 % and 100 % state of charge of the cell
  double stoichiometry_at_full = 1;
};

struct PorousRegion {
  double thickness = 5e-5;            ///< m
  double porosity = 0.3;              ///< volume of electrolyte over volume
  double transport_efficiency = 0.2;  ///< effective over bulk electrolyte conductivity and diffusivity (1/MacMullin)
};

inline constexpr int most_families = 64;  ///< of an electrode

/// Some of an electrode's particles: those of one material, or of one class of its sizes.
struct ParticleFamily {
  std::string name;       ///< the material's, with the number of the class where it has several: graphite, graphite_2
  std::string substance;  ///< the material's name; empty where the electrode has one without a name
  ActiveMaterial material;
};

struct ElectrodeParams {
  PorousRegion region;
  double effective_conductivity = 100;        ///< S/m, electronic
  double conductivity_activation_energy = 0;  ///< J/mol
  ActiveMaterial material;
  /// Where it has several families, whose particles share phi_s - phi_e at each place: all of them, and `material` is
  /// their sum (sum_families). Empty: `material` is all there is.
  std::vector<ParticleFamily> families{};
};

/// Makes `material` the sum of the families: volume, surface, sites for lithium, means of limits weighted by sites; its
/// radius is 3 fraction/surface. What has no sum (potential, diffusivity, kinetics) is the first family's.
void sum_families(ElectrodeParams& electrode);

/// Families at rest with each other, at the reference temperature, each on its initial branch of hysteresis.
struct Equilibrium {
  double potential = 0;               ///< V, that all have
  std::vector<double> stoichiometry;  ///< of each
};
/// Where the electrode's families (of one without: its material) together hold `stoichiometry`, in (0, 1), of their sites.
Equilibrium equilibrium_at(const ElectrodeParams& electrode, double stoichiometry);

/// Functions of the salt concentration are curves over c in **mol/m^3**.
struct ElectrolyteParams {
  double initial_concentration = 1000;       ///< mol/m^3
  Curve diffusivity;                         ///< m^2/s
  double diffusivity_activation_energy = 0;  ///< J/mol
  Curve conductivity;                        ///< S/m
  double conductivity_activation_energy = 0;
  Curve transference_number;   ///< of the cation
  Curve thermodynamic_factor;  ///< 1 + dln f/dln c; empty: 1
};

/// A flat lithium-metal electrode in the place of the negative one (half-cell): j = I, U = 0,
/// j0 = exchange_current with theta and its powers left out.
struct LithiumCounter {
  ExchangeCurrent exchange_current;
  double film_resistance = 0;           ///< ohm m^2 of cell area
  double double_layer_capacitance = 0;  ///< F/m^2 of cell area, as that of an ActiveMaterial
};

/// One temperature for the whole cell: heat_capacity dT/dt = heat - cooling (T - ambient).
struct LumpedThermal {
  double heat_capacity = 50;  ///< J/K, mass times specific heat
  double cooling = 0;         ///< W/K, area times heat transfer coefficient
};

/// Conduction along x over the stack, one temperature per node; collectors and faces as in the README.
struct ThroughStackThermal {
  struct Layer {
    double heat_capacity = 2e6;  ///< J/(m^3 K), volumetric, effective
    double conductivity = 1;     ///< W/(m K), effective, through the plane
    double thickness = 1e-5;     ///< m; used for the collectors only
  };
  Layer negative_collector, negative, separator, positive, positive_collector;
  double negative_cooling = 0;  ///< W/(m^2 K) at the face of each collector, per electrode pair
  double positive_cooling = 0;
};

struct CellParams {
  std::string name;
  ElectrodeParams negative;  ///< not looked at when `counter` is set
  std::optional<LithiumCounter> counter{};
  PorousRegion separator;
  ElectrodeParams positive;
  ElectrolyteParams electrolyte;
  double electrode_area = 0.1;            ///< m^2 of one electrode pair
  double parallel_pairs = 1;              ///< electrode pairs connected in parallel
  double cells_in_series = 1;             ///< voltages are of one cell times this
  double nominal_capacity = 5;            ///< A h
  double contact_resistance = 0;          ///< ohm, of the whole cell
  double reference_temperature = 298.15;  ///< K, of all Arrhenius factors
  double ambient_temperature = 298.15;    ///< K
  double initial_temperature = 298.15;    ///< K
  double lower_voltage_cutoff = 2.5;      ///< V
  double upper_voltage_cutoff = 4.2;      ///< V
  std::optional<LumpedThermal> lumped{};
  std::optional<ThroughStackThermal> through_stack{};  ///< not together with `lumped`
};

/// Family `family` of an electrode, counted from 0; its material where it has no families. nullptr: it has no such one.
const ActiveMaterial* family_of(const ElectrodeParams& electrode, std::size_t family);
/// The larger number of families of both electrodes; 0 when none has several.
std::size_t family_count(const CellParams& parameters);

/// Complains in words (one line each, naming the member) about what no cell can have: a thickness, radius, fraction or
/// capacity that is not positive, a missing curve, numbers that are not finite. Empty when all is well.
std::string complaints_about(const CellParams& parameters);

}  // namespace voxvolt::cell
