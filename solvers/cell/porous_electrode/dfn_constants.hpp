// SPDX-License-Identifier: BSD-3-Clause
// What of a cell never changes within a run, as the kernel reads it; and what depends on its temperature alone.
#pragma once

#include <memory>
#include <vector>

#include "numerics/cubic_rows.hpp"
#include "solvers/cell/porous_electrode/chain.hpp"
#include "solvers/cell/porous_electrode/particle_basis.hpp"
#include "solvers/cell/porous_electrode/porous_electrode_params.hpp"

namespace voxvolt::cell {

/// Curves as the kernel reads them, shared by the cells that share the curves. Concentrations in kmol/m^3.
struct CellTables {
  std::shared_ptr<const numerics::CubicTable> potential[2], entropy[2];
  std::shared_ptr<const numerics::CubicTable> diffusivity[2];  ///< of particles, over its reference; where it varies
  std::shared_ptr<const numerics::CubicTable> half_gap[2];     ///< of hysteresis, V
  std::shared_ptr<const numerics::CubicPairTable> transport;   ///< diffusivity and conductivity
  std::shared_ptr<const numerics::CubicPairTable> charge;      ///< transference number and thermodynamic factor
  bool constant_charge = false;                                ///< both of them are constants
  std::vector<CellTables> families;  ///< of cells with several families of particles, which have those of particles
  static CellTables of(const CellParams& parameters);
};

/// One value per side: 0 negative, 1 positive.
template <class S>
using Sided = std::array<S, 2>;

template <class S>
struct DfnConstants {
  ChainShape shape;
  CellTables tables;
  std::shared_ptr<const ParticleBasis> basis;
  bool counter = false;  ///< lithium metal in the place of the negative electrode

  // Per slot; zero at closed nodes and beyond the end.
  numerics::AlignedArray<S> per_current;   ///< electrode: 1/(a dx); j = per_current (i - i-)
  numerics::AlignedArray<S> per_volume;    ///< 1/(eps dx), 1/m
  numerics::AlignedArray<S> half_length;   ///< dx/(2 transport efficiency), m; not zero anywhere
  numerics::AlignedArray<S> open;          ///< 1 where the edge to the next node carries a flux
  numerics::AlignedArray<S> free;          ///< electrode: 1 where the edge's current is an unknown
  numerics::AlignedArray<S> solid;         ///< electrode: dx/sigma at the reference temperature, ohm m^2, at free edges
  numerics::AlignedArray<S> voltage_sign;  ///< what an edge's potential step counts in the voltage: -1, 0, 1

  numerics::AlignedArray<S> width;                     ///< dx, m
  numerics::AlignedArray<S> counts, counts_electrode;  ///< 1 at open nodes
  int open_nodes = 0, open_electrode_nodes = 0;

  // Per side.
  Sided<S> kinetic{};  ///< c_reference^a/(2 j0 reference), per c^a theta^b (1 - theta)^g
  Sided<double> salt_order{0.5, 0.5}, lithium_order{0.5, 0.5}, vacancy_order{0.5, 0.5};  ///< a, b, g
  Sided<S> film{};                                                                       ///< ohm m^2
  Sided<S> double_layer{};                                                               ///< F/m^2, impedance only
  Sided<double> end_term{};                                                              ///< V
  Sided<S> diffusion{};                                                                  ///< D/R^2, 1/s
  Sided<S> flux{};       ///< R/(F D c_max) D/R^2 = 1/(R F c_max): d theta/dt per j
  Sided<S> volume{};     ///< electrode: a dx R/3 c_max, mol/m^2 of cell area and node, per stoichiometry
  Sided<S> collector{};  ///< dx/(2 sigma) at the first node, ohm m^2
  Sided<S> kinetic_energy{}, diffusion_energy{}, conductivity_energy{};
  Sided<double> empty{}, full{};  ///< stoichiometry limits
  S electrolyte_diffusion_energy{}, electrolyte_conductivity_energy{};
  S counter_kinetic{}, counter_energy{}, counter_film{}, counter_double_layer{};

  S area{};                                   ///< m^2 of all pairs: A/area is the current density
  S series{};                                 ///< voltages of one pair times this
  S contact{};                                ///< ohm m^2 of one pair
  S nominal{};                                ///< A h
  S reference_temperature{}, initial_salt{};  ///< K, kmol/m^3
  S heat_capacity{}, cooling{};               ///< lumped: J/K and W/K per m^2 of `area`
  bool lumped = false;                        ///< the cell has a temperature of its own; with layers, its mean
  bool layered = false;
  /// Through the stack, foils first and last: J/(m^2 K); W/(m^2 K) in front of each and behind the last; their slots.
  numerics::AlignedArray<S> layer_capacity, layer_conductance;
  std::vector<int> layer_slot;
  double counter_order = 0.5;  ///< a of the lithium metal
  bool uneven = false;         ///< an order of a particle's kinetics is not 0.5
  bool hysteresis = false;     ///< an electrode has it: dz/dt = hysteresis_rate (j - |j| z)
  Sided<S> hysteresis_rate{};
  Sided<double> initial_hysteresis{};
  bool varied = false;  ///< a particle's diffusivity depends on the stoichiometry
  bool shells = false;  ///< and the particles are shells, their own unknowns
  /// Where an electrode has several families: the constants of the first of both electrodes, of the second ...; a side
  /// that has no such family counts none of its nodes. What is said of particles above is then of their sum.
  std::vector<DfnConstants> families;
  bool is_family = false;  ///< of a family: its j is an unknown of its own
  Sided<bool> has_family{true, true};
};

/// The factors at every slot's own temperature; the members are those of Warmth.
template <class S>
struct WarmField {
  numerics::AlignedArray<S> temperature, above, scale, kinetic, diffusion, resistivity, salt_diffusion,
      salt_conductivity;
};

/// The factors of one temperature.
template <class S>
struct Warmth {
  S temperature{};         ///< K
  S above{};               ///< K above the reference
  S scale{};               ///< 2 R T/F, V
  Sided<S> kinetic{};      ///< constants.kinetic over the Arrhenius factor
  Sided<S> diffusion{};    ///< D/R^2 at this temperature
  Sided<S> resistivity{};  ///< solid: 1 over the factor
  S salt_diffusion{}, salt_conductivity{};
  S counter_kinetic{};
  const WarmField<S>* local = nullptr;  ///< where temperatures differ; the rest is at their mean

  using L = numerics::Lanes<S>;
  /// Of the electrodes' slots from s on.
  template <bool has_local>
  typename L::Many resistivity_at(int s) const {
    if constexpr (has_local) return L::many(local->resistivity.data() + s);
    else return L::alternating(resistivity[0], resistivity[1], s);
  }
  typename L::Many resistivity_at(int s) const {
    return local != nullptr ? resistivity_at<true>(s) : resistivity_at<false>(s);
  }
  const S& temperature_at(int s) const { return local != nullptr ? local->temperature[s] : temperature; }
  typename L::Many diffusion_at(int s) const {
    return local != nullptr ? L::many(local->diffusion.data() + s) : L::alternating(diffusion[0], diffusion[1], s);
  }
};

/// Logarithmic derivatives of the factors, 1/K.
template <class S>
struct WarmthSlope {
  Sided<S> kinetic{}, diffusion{}, conductivity{};
  S salt_diffusion{}, salt_conductivity{}, counter_kinetic{};
};

}  // namespace voxvolt::cell
