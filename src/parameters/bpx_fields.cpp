// SPDX-License-Identifier: BSD-3-Clause
#include "parameters/bpx_fields.hpp"

namespace voxvolt::parameters::bpx {
namespace {

constexpr Field kCell[] = {
    {"Electrode area [m2]", "electrode_area"},
    {"Number of electrode pairs connected in parallel to make a cell", "electrode_pairs_in_parallel"},
    {"Nominal cell capacity [A.h]", "nominal_capacity"},
    {"Lower voltage cut-off [V]", "lower_voltage_cut_off"},
    {"Upper voltage cut-off [V]", "upper_voltage_cut_off"},
    {"Reference temperature [K]", "reference_temperature", kOptional},
    {"Ambient temperature [K]", "ambient_temperature", kLegacy, "State.Thermal environment"},
    {"Initial temperature [K]", "initial_temperature", kLegacy, "State.Initial conditions"},
    {"External surface area [m2]", "external_surface_area", kOptional},
    {"Volume [m3]", "volume", kOptional},
    {"Density [kg.m-3]", "density", kOptional},
    {"Specific heat capacity [J.K-1.kg-1]", "specific_heat_capacity", kOptional},
    {kThermalConductivity, "thermal_conductivity", kLegacy, "Parameterisation.User-defined"}};

constexpr Field kElectrolyte[] = {
    {"Cation transference number", "cation_transference_number"},
    {"Diffusivity [m2.s-1]", "diffusivity"},
    {"Diffusivity activation energy [J.mol-1]", "diffusivity_activation_energy", kOptional},
    {"Conductivity [S.m-1]", "conductivity"},
    {"Conductivity activation energy [J.mol-1]", "conductivity_activation_energy", kOptional},
    {"Initial concentration [mol.m-3]", "initial_concentration", kLegacy | kRequired,
     "State.Initial conditions as `Initial electrolyte concentration [mol.m-3]`"}};

constexpr Field kSeparator[] = {
    {"Thickness [m]", "thickness"}, {"Porosity", "porosity"}, {"Transport efficiency", "transport_efficiency"}};

constexpr Field kElectrode[] = {{"Thickness [m]", "thickness"},
                                {"Porosity", "porosity", kRequired | kFull},
                                {"Transport efficiency", "transport_efficiency", kRequired | kFull},
                                {"Conductivity [S.m-1]", "effective_conductivity", kRequired | kFull}};

constexpr Field kParticle[] = {
    {"Particle radius [m]", "particle_radius"},
    {"Surface area per unit volume [m-1]", "surface_area_per_volume"},
    {"Maximum concentration [mol.m-3]", "maximum_concentration"},
    {"Minimum stoichiometry", "minimum_stoichiometry"},
    {"Maximum stoichiometry", "maximum_stoichiometry"},
    {"Diffusivity [m2.s-1]", "diffusivity"},
    {"Diffusivity activation energy [J.mol-1]", "diffusivity_activation_energy", kOptional},
    {"OCP [V]", "ocp"},
    {"OCP (delithiation) [V]", "ocp_delithiation", kOptional},
    {"OCP (lithiation) [V]", "ocp_lithiation", kOptional},
    {"OCP hysteresis decay constant", "hysteresis_rate", kOptional},
    {"Entropic change coefficient [V.K-1]", "entropic_change_coefficient", kOptional},
    {"Reaction rate constant [mol.m-2.s-1]", "reaction_rate_constant"},
    {"Reaction rate constant activation energy [J.mol-1]", "reaction_rate_constant_activation_energy", kOptional}};

constexpr Field kInitial[] = {
    {"Initial state-of-charge", "cell.initial_state_of_charge", kOptional},
    {"Initial temperature [K]", "cell.initial_temperature", kOptional},
    {"Initial electrolyte concentration [mol.m-3]", "electrolyte.initial_concentration", kOptional}};

constexpr Field kThermal[] = {{"Ambient temperature [K]", "cell.ambient_temperature", kOptional},
                              {"Heat transfer coefficient [W.m-2.K-1]", "cell.heat_transfer_coefficient", kOptional}};

}  // namespace

std::span<const Field> cell_fields() { return kCell; }
std::span<const Field> electrolyte_fields() { return kElectrolyte; }
std::span<const Field> separator_fields() { return kSeparator; }
std::span<const Field> electrode_fields() { return kElectrode; }
std::span<const Field> particle_fields() { return kParticle; }
std::span<const Field> initial_fields() { return kInitial; }
std::span<const Field> thermal_fields() { return kThermal; }

}  // namespace voxvolt::parameters::bpx
