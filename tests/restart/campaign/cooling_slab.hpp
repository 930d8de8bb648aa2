// SPDX-License-Identifier: BSD-3-Clause
// A model small enough to know in closed form, with all that makes resuming hard: a step size that depends on the steps
// before, a series, an event, fields, planes spread over ranks.
#pragma once

#include <optional>
#include <vector>

#include "numerics/stepper.hpp"
#include "parallel/communicator.hpp"

namespace voxvolt::test {

/// du/dt = D d2u/dz2 on (0, L) with u = 0 at both walls and u = sin(pi z/L) at the start: u = exp(-D (pi/L)^2 t) sin(pi z/L).
/// Cell-centred finite volumes (second order in the spacing); Heun's method with the difference to Euler's as the error
/// that chooses the next step. D = 1 m^2/s, L = 1 m, 2 x 1 x n cells.
class CoolingSlab : public numerics::Stepper {
 public:
  struct Settings {
    std::int64_t cells = 24;
    double tolerance = 1e-6;          // of a step, relative to the amplitude at the start
    std::optional<double> threshold;  // the event `cooled`: the mean falls below
    bool event_ends = false;
    std::optional<std::int64_t> signal_at;  // raises SIGUSR1 on the last rank when it has made so many steps
    std::optional<std::int64_t> fails_at;   // a solver failure instead of the step after so many
  };
  CoolingSlab(const Settings& settings, const parallel::Communicator& ranks);

  double time() const override { return now_.time; }
  std::int64_t steps() const override { return steps_; }
  void advance(double end) override;
  std::vector<numerics::Event> events() override;
  void record(double time) override;
  std::vector<numerics::NamedField> fields(double time) override;
  void save(numerics::ArchiveWriter& into) const override;
  void load(numerics::ArchiveReader& from) override;

  const std::vector<double>& recorded_times() const { return recorded_times_; }
  const std::vector<double>& recorded_means() const { return recorded_means_; }
  /// This rank's planes.
  const std::vector<double>& values() const { return now_.values; }
  double next_step() const { return next_step_; }

 private:
  struct State {
    double time = 0;
    std::vector<double> values;
    double mean = 0;
  };
  std::vector<double> rate(const std::vector<double>& values) const;
  double mean_of(const std::vector<double>& values) const;
  /// Cubic through both ends of the last step and their slopes.
  std::vector<double> at(double time) const;

  Settings settings_;
  parallel::Communicator ranks_;
  numerics::VoxelGrid grid_;
  numerics::Block block_;
  State before_, now_;
  double next_step_ = 0;  // s
  std::int64_t steps_ = 0;
  std::vector<double> recorded_times_, recorded_means_;
};

}  // namespace voxvolt::test
