// SPDX-License-Identifier: BSD-3-Clause
// The one call of runaway in one volume or a stack: N independent stacks, each with its own parameters, mesh, tolerance.
// Stacks decide steps for themselves and never influence each other: a batch of N gives the bits of N batches of one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "numerics/archive.hpp"
#include "solvers/runaway/propagation/grid_params.hpp"
#include "solvers/runaway/propagation/stack_params.hpp"

namespace voxvolt::runaway {

/// What dates a cell. Conversion is the released part of the heat of all reactions of the cell, its mean over volumes.
struct Criterion {
  enum class Kind { conversion, temperature, heating_rate };
  Kind kind = Kind::conversion;
  double threshold = 0.5;  ///< 1, K (mean), or K/s (of the mean)
  double for_time = 0;     ///< s, heating_rate: so long without a break; dated where it began
};

/// Cells of one volume where nothing happens yet or any more; of pieces, in a grid, where all changes smoothly.
struct ActiveSet {
  bool on = false;
  double promote_rise = 0.02;      ///< K: of the cell ahead, resolves it
  double promote_rate = 1e-3;      ///< K/s: of self-heating, the same
  double retire_unreacted = 3e-3;  ///< largest unreacted fraction of a volume
  double retire_spread = 20;       ///< K, within the cell
  double retire_share = 0.1;       ///< of its rise, in a grid, where a cell without pieces cools unevenly for good
  double least_bend = 1;           ///< K: a cell of a grid is in pieces where they are linear to this,
  double bend_share = 0.01;        ///< or to this share of its rise,
  double brisk = 0.2;              ///< K/s: and unless it has yet to react and its mean changes faster
};

struct Sampling {
  std::optional<double> interval{};   ///< s, of the curves; absent: at each accepted step
  std::vector<double> profiles_at{};  ///< s, when temperature and conversion of each volume are kept
};

struct StackCase {
  std::shared_ptr<const StackParams> stack;
  std::shared_ptr<const GridParams> grid{};         ///< instead of a stack: layers are its parts, in their order
  std::shared_ptr<const GridParams> coarse_grid{};  ///< the same on a coarser mesh, of `second_mesh`
  double linear_tolerance = 1e-3;                   ///< of the systems of a grid, relative
  Preconditioner preconditioner = Preconditioner::automatic;
  double duration = 100;                    ///< s
  double tolerance = 1e-3;                  ///< of a step: per 100 K, and of the extent of each reaction
  std::optional<double> default_ceiling{};  ///< 1/s, for reactions that have no limiter of their own
  Criterion criterion{};
  double margin_rate = 1;  ///< K/s, of propagation_margin
  std::optional<std::vector<int>>
      triggered{};  ///< layers; default: those with a heater or a short, else the first cell
  ActiveSet active_set{};
  Sampling sampling{};
  bool second_mesh = false;                   ///< the same on half the volumes, for error bars
  std::optional<double> until_temperature{};  ///< K: ends where any cell's mean passes it
  std::int64_t most_steps = 10'000'000;
};

enum class StackStatus : int { running = 0, finished, step_too_small, too_many_steps, not_finite };
const char* words_for(StackStatus status);

/// A layer with a mechanism.
struct CellOutcome {
  int layer = 0;
  std::string name;
  bool triggered = false;
  std::optional<double> time_to_runaway{};  ///< s; absent: it did not
  std::optional<double> time_error{};       ///< s, of the mesh, by the second one
  double peak_temperature = 0;              ///< K, of any volume, at accepted steps
  double peak_mean_temperature = 0;         ///< K, of the mean
  double peak_time = 0;                     ///< s, of the mean's peak
  double conversion = 0;                    ///< at the end
  double largest_self_heating = 0;          ///< K/s, of the mean, by reactions
  std::vector<double> species;              ///< mean amounts at the end
  std::vector<double> gases;                ///< mol released, in the order of `gas_names`
  double front_thickness = 0;               ///< m, sqrt(diffusivity/k) at the cell's fastest; 0: it never burned
};

/// J since the start; stored = released + heaters + shorts + programme - lost, to `balance` of the largest.
struct Energy {
  double released = 0, heaters = 0, shorts = 0, imposed = 0;
  double lost_left = 0, lost_right = 0, lost_sides = 0;
  double ejected = 0;  ///< lost with what left cells
  double stored = 0;
  double balance = 0;  ///< |error| / largest term
};

struct StackCurves {
  std::vector<double> time;              ///< s
  std::vector<double> mean_temperature;  ///< K, (time, cell), time slowest; cells are the layers, all of them
  std::vector<double> peak_temperature;  ///< K, (time, layer)
  std::vector<double> conversion;        ///< (time, layer)
  std::vector<double> heat_rate;         ///< W, (time, layer), by reactions
  std::vector<double> gas;               ///< mol, (time, layer), released so far; none where no reaction releases any
};

struct StackProfiles {
  std::vector<double> x;            ///< m, centres of the volumes of the full mesh
  std::vector<double> time;         ///< s
  std::vector<double> temperature;  ///< K, (time, volume)
  std::vector<double> conversion;   ///< (time, volume)
};

/// Of a grid, x fastest; not a number where nothing is.
struct VoxelState {
  std::vector<double> temperature;  ///< K
  std::vector<double> conversion;
};

struct StackCosts {
  std::int64_t steps = 0, rejected = 0;
  std::int64_t volume_steps = 0;  ///< tries times volumes in the list
  std::int64_t mesh_changes = 0;
  std::int64_t linear_iterations = 0;  ///< of a grid's systems
  std::int64_t linear_work = 0;        ///< the same, each times the volumes it was over
};

struct StackResult {
  StackStatus status = StackStatus::running;
  double time = 0;     ///< s, reached
  std::string reason;  ///< in words
  std::vector<CellOutcome> cells;
  std::vector<std::pair<std::size_t, std::size_t>> neighbours;  ///< cells side by side, by their places in `cells`
  std::vector<std::string> gas_names;
  bool triggered_any = false;     ///< something was heated, shorted or hotter than the rest
  double propagation_margin = 0;  ///< log10(margin_rate / largest self-heating of cells not triggered)
  Energy energy;
  StackCurves curves;
  StackProfiles profiles;
  std::vector<std::string> warnings;  ///< fronts thinner than the mesh, triggers that never fired, limiters by default
  StackCosts costs;
};

/// Advances its stacks; rank-local. Nothing that happens to one stack is an exception: it becomes that stack's status.
class StackBatch {
 public:
  /// Throws Failure(ExitCode::input), naming the case and all complaints.
  explicit StackBatch(std::vector<StackCase> cases);
  ~StackBatch();
  StackBatch(StackBatch&&) noexcept;
  StackBatch& operator=(StackBatch&&) noexcept;

  /// Every running stack takes at most `steps` accepted steps; how a run is cut never changes a bit. Returns how many
  /// are still running.
  std::int64_t advance(std::int64_t steps);
  void run();  ///< to the end

  std::int64_t size() const;
  double time(std::int64_t stack) const;  ///< s
  StackStatus status(std::int64_t stack) const;
  StackResult result(std::int64_t stack) const;
  /// Of a stack that is a grid: now, or at the k-th of `profiles_at`, which has been passed.
  VoxelState voxels(std::int64_t stack, std::optional<std::size_t> profile = {}) const;
  /// How many volumes the largest of the running stacks steps over now.
  std::size_t volumes() const;

  /// All that influences later bits and the curves so far, under names that start with `name`; local parts per rank.
  void save(numerics::ArchiveWriter& into, const std::string& name) const;
  void load(numerics::ArchiveReader& from, const std::string& name);

 private:
  struct Stacks;
  std::unique_ptr<Stacks> stacks_;
};

}  // namespace voxvolt::runaway
