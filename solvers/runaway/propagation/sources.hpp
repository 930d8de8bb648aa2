// SPDX-License-Identifier: BSD-3-Clause
// What heats a stack besides its reactions: heaters, shorts, an imposed temperature, a calorimeter. Power is constant
// between switches; switches at known times end a step, those at a temperature are found within one.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "solvers/runaway/propagation/stack_mesh.hpp"
#include "solvers/runaway/propagation/vents.hpp"

namespace voxvolt::runaway {

class Sources {
 public:
  explicit Sources(std::shared_ptr<const StackPlan> plan);

  /// Writes the line's sources for the time from t on.
  void apply(Line& line, std::size_t lane, const StackMesh& mesh, double t) const;
  /// The first time after t at which something outside changes, s.
  double next_break(double t) const;
  /// The share of the last step at which something switches by temperature; nothing if nothing does.
  std::optional<double> switch_within(const BlockReader& read, const StackMesh& mesh) const;
  /// At the end t of an accepted step of h. True: the sources changed.
  bool advance(const BlockReader& read, const StackMesh& mesh, double t, double h, bool at_switch);

  double heater_energy() const { return heater_energy_; }                     ///< J
  double short_energy() const { return short_energy_; }                       ///< J, of shorts that consume nothing
  double imposed_energy() const { return imposed_energy_; }                   ///< J
  double ejected_energy() const { return ejected_energy_ + vents_.taken(); }  ///< J, that left and heats no other cell
  bool ends_run() const { return ends_run_; }
  bool never_fired(std::size_t heater, double t) const { return plan_->stack->heaters[heater].start >= t; }
  /// What never switched on by time t, in words.
  std::vector<std::string> silent(double t) const;

  void pass(Tape& tape);

 private:
  enum class Mode : int { heat = 0, wait, search, follow, done };
  bool heater_on(std::size_t i, double t) const;
  bool short_on(std::size_t i, double t) const;
  double heater_end(std::size_t i) const;
  double short_end(std::size_t i) const;
  double stack_mean(const BlockReader& read, const StackMesh& mesh) const;
  bool advance_calorimeter(double mean, double t, bool at_switch);
  bool ejects(int layer, double t) const;
  double ejecta_power(int layer) const;                           ///< W
  std::size_t heated_by(int layer, const StackMesh& mesh) const;  ///< listed cells beside
  using Adding = std::function<void(const Block&, std::size_t, std::size_t, double)>;
  void apply_ejecta(const Adding& add, const StackMesh& mesh, double t) const;
  bool advance_ejecta(const BlockReader& read, const StackMesh& mesh, double t, double h);
  double uniform_rate(double t) const;  ///< K/s, imposed on every volume

  std::shared_ptr<const StackPlan> plan_;
  Vents vents_;
  std::vector<bool> heater_off_;
  std::vector<double> ejects_from_;  ///< s, per layer; negative: not yet
  double heater_energy_ = 0, short_energy_ = 0, imposed_energy_ = 0, ejected_energy_ = 0;
  Mode mode_ = Mode::heat;
  double target_ = 0, mode_end_ = 0, search_from_ = 0;
  bool ends_run_ = false;
};

}  // namespace voxvolt::runaway
