// SPDX-License-Identifier: BSD-3-Clause
// The one call of the cell scale: N independent cells, each with its own parameters, protocol, state, mesh and tolerance.
// Cells decide steps for themselves and never influence each other: a batch of N gives the bits of N batches of one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "numerics/archive.hpp"
#include "solvers/cell/porous_electrode/porous_electrode_params.hpp"
#include "solvers/cell/porous_electrode/protocol.hpp"

namespace voxvolt::cell {

enum class Model { dfn, spme, spm };

struct Mesh {
  enum class Particle { spectral, uniform };
  int negative = 20, separator = 20, positive = 20;  ///< control volumes, 2 to 200 each
  Particle particle = Particle::spectral;
  int particle_unknowns = 12;  ///< Legendre modes (2 to 24) or equal shells (2 to 200)
};

/// When curves are kept. Always also at the start and the end of every protocol step.
struct Sampling {
  std::optional<double> interval{};   ///< s since the start of each protocol step; absent: at each accepted step
  std::vector<double> profiles_at{};  ///< s since the start of the run: when profiles along x are kept
};

/// Where a cell starts. A `state` (another run's final_state, equal model and mesh) beats the rest.
struct Initial {
  std::optional<double> soc{};                                               ///< 0 to 1 by the stoichiometry limits
  std::optional<double> negative_stoichiometry{}, positive_stoichiometry{};  ///< beat `soc`, where given
  /// Of each family of an electrode that has several; not given: in equilibrium at what the electrode holds on the whole.
  std::vector<double> negative_families{}, positive_families{};
  std::optional<double> temperature{};  ///< K; default: the parameters' initial_temperature
  std::vector<double> state{};
};

struct CellCase {
  std::shared_ptr<const CellParams> parameters;
  std::shared_ptr<const Protocol> protocol;
  Initial initial{};
  Model model = Model::dfn;
  Mesh mesh{};
  double tolerance = 1e-4;  ///< of a time step: kmol/m^3, stoichiometry, V
  Sampling sampling{};
  std::int64_t most_steps = 1'000'000;  ///< accepted steps; a cell that needs more fails with too_many_steps
};

enum class CellStatus : int {
  running = 0,
  finished,              ///< the protocol is done
  stopped,               ///< one of the protocol's stop conditions was met
  infeasible_start,      ///< no consistent state at the start of a step (the cell cannot give this current or voltage)
  depleted_particle,     ///< surface stoichiometry of the negative/positive electrode ran to 0 or 1
  depleted_electrolyte,  ///< salt concentration ran to 0
  step_too_small,        ///< the step went below 1e-9 s for another reason
  too_many_steps,
  not_finite,  ///< a number that is no number, from the start of a step on
};
/// For people: "the electrolyte is depleted".
const char* words_for(CellStatus status);

/// Why a protocol step ended.
enum class StepReason : int { duration, condition, stop_condition, met_at_start, failure };

struct StepEnd {
  int step = 0;  ///< index in the protocol
  int cycle = 0;
  double start = 0, end = 0;  ///< s since the start of the run
  StepReason reason = StepReason::duration;
  int condition = -1;                               ///< index in `until` or `stop`
  double capacity = 0;                              ///< A h discharged within the step (negative: charged)
  double energy = 0;                                ///< W h delivered within the step
  double voltage_at_start = 0, voltage_at_end = 0;  ///< V
  double least_anode_potential = 0;                 ///< V
};

/// Curves in SI, one entry per sample.
struct Curves {
  std::vector<double> time;                ///< s
  std::vector<double> voltage;             ///< V
  std::vector<double> current;             ///< A, > 0 discharges
  std::vector<double> temperature;         ///< K (mean)
  std::vector<double> soc;                 ///< 1
  std::vector<double> discharge_capacity;  ///< A h since the start of the run
  std::vector<double> anode_potential;     ///< V against Li, negative electrode at the separator
  std::vector<double> heat_ohmic, heat_irreversible, heat_reversible;  ///< W, whole cell
  std::vector<double> open_circuit_voltage;                            ///< V, of the mean stoichiometries
  std::vector<int> step;                                               ///< index in the protocol
  /// Of each family of electrodes that have several, the negative electrode's first; entries are (time, family), time slowest.
  std::vector<double> family_current;        ///< A, what the family takes of the cell's current
  std::vector<double> family_stoichiometry;  ///< 1, mean
};

/// Along x, from the negative collector; entries are (time, node), time slowest.
struct Profiles {
  std::vector<double> x;                      ///< m, centres of the control volumes
  std::vector<double> time;                   ///< s
  std::vector<double> concentration;          ///< mol/m^3
  std::vector<double> electrolyte_potential;  ///< V, 0 at the negative collector's solid
  std::vector<double> solid_potential;        ///< V; not a number in the separator
  std::vector<double> interfacial_current;    ///< A/m^2 of particle surface; not a number in the separator
  std::vector<double> temperature;            ///< K
  std::vector<double> surface_stoichiometry;  ///< not a number in the separator
};

/// The small-signal impedance of the whole cell about the state that it had, temperature held: Z = -dV/dI, A > 0
/// discharging, so that resistances are positive and capacitances have negative imaginary parts.
struct ImpedanceSpectrum {
  int step = 0;                                        ///< index in the protocol
  double time = 0, soc = 0, voltage = 0, current = 0;  ///< s since the start of the run, 1, V, A
  double temperature = 0;                              ///< K (mean)
  double drift = 0;                                    ///< V/s, of the voltage while that current flows on
  std::vector<double> frequency;                       ///< Hz
  std::vector<double> real, imaginary;                 ///< ohm
};

/// Largest over the run (energy: at its end), each computed from terms that the solver does not use.
struct Balances {
  double lithium = 0;  ///< |total lithium - initial| / initial, particles and electrolyte
  double salt = 0;     ///< the same of the electrolyte alone
  double charge = 0;   ///< |change of lithium in an electrode F - passed charge| / its capacity
  double power = 0;    ///< |sum of powers| / sum of |powers| at the accepted steps: I V, open-circuit, heat
  /// Of the whole run, at the order of the steps: |energy delivered + integral of the other powers| / integral of |I V|; with
  /// a temperature of its own also |heat kept - integral of heat less cooling| over the integral of their sizes, if that is more.
  /// Powers are integrated by cubics through the accepted steps, between breakpoints.
  double energy = 0;
};

struct Costs {
  std::int64_t steps = 0;  ///< accepted
  std::int64_t rejected = 0;
  std::int64_t evaluations = 0;  ///< of the residual
  std::int64_t factorisations = 0;
  std::int64_t newton_iterations = 0;  ///< of consistent initialisations
  std::int64_t event_steps = 0;        ///< repeated steps to meet an event
};

struct CellResult {
  CellStatus status = CellStatus::running;
  double time = 0;     ///< s, reached
  std::string reason;  ///< in words: why it ended, at what time, where
  Curves curves;
  std::vector<StepEnd> steps;
  Profiles profiles;
  std::vector<ImpedanceSpectrum> impedance;
  std::vector<double> final_state;  ///< feeds Initial::state
  double capacity = 0;              ///< A h of the last step that discharged
  double energy = 0;                ///< W h of the same
  Balances balances;
  Costs costs;
};

/// Advances its cells; rank-local. Nothing that happens to one cell is an exception: it becomes that cell's status.
class Batch {
 public:
  /// Throws Failure(ExitCode::input), naming the case and all complaints, when a case makes no sense (parameters,
  /// protocol, mesh, state of another mesh, something that is not in this release).
  explicit Batch(std::vector<CellCase> cases);
  ~Batch();
  Batch(Batch&&) noexcept;
  Batch& operator=(Batch&&) noexcept;

  /// Every running cell takes at most `steps` accepted steps. How a run is cut into calls never changes a bit.
  /// Returns how many cells are still running.
  std::int64_t advance(std::int64_t steps);
  void run();  ///< to the end

  std::int64_t size() const;
  double time(std::int64_t cell) const;  ///< s
  CellStatus status(std::int64_t cell) const;
  CellResult result(std::int64_t cell) const;

  /// All that influences later bits and the curves so far, under names that start with `name`; local parts per rank.
  void save(numerics::ArchiveWriter& into, const std::string& name) const;
  void load(numerics::ArchiveReader& from, const std::string& name);

 private:
  struct Cells;
  std::unique_ptr<Cells> cells_;
};

}  // namespace voxvolt::cell
