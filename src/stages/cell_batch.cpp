// SPDX-License-Identifier: BSD-3-Clause
#include "stages/cell_batch.hpp"

#include <limits>
#include <optional>

#include "campaign/march.hpp"
#include "parallel/agree.hpp"
#include "stages/cell_outcome_text.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Context;
using campaign::Status;

constexpr std::int64_t kStepsAtOnce = 32;  // between two looks at the stop request
constexpr double kForever = std::numeric_limits<double>::infinity();

bool ended_well(cell::CellStatus status) {
  return status == cell::CellStatus::finished || status == cell::CellStatus::stopped;
}

/// The cells of this rank as one model in time: it stands where the hindmost cell of all ranks does.
class CellsStepper : public numerics::Stepper {
 public:
  CellsStepper(cell::Batch& batch, const parallel::Communicator& ranks) : batch_(batch), ranks_(ranks) { look(); }

  double time() const override { return time_; }
  std::int64_t steps() const override { return rounds_; }
  void advance(double) override {
    parallel::agree_on(ranks_, [&] { batch_.advance(kStepsAtOnce); });
    ++rounds_;
    look();
  }
  std::vector<numerics::Event> events() override {
    if (running_ > 0) return {};
    return {{"all cells are done", time_, true}};
  }
  void record(double) override {}  // cells keep their own samples
  std::vector<numerics::NamedField> fields(double) override { return {}; }
  void save(numerics::ArchiveWriter& into) const override { batch_.save(into, "cells"); }
  void load(numerics::ArchiveReader& from) override {
    batch_.load(from, "cells");
    look();
  }
  bool done() const { return running_ == 0; }

 private:
  void look() {
    double hindmost = kForever, foremost = 0;
    std::int64_t running = 0;
    for (std::int64_t i = 0; i < batch_.size(); ++i) {
      const bool runs = batch_.status(i) == cell::CellStatus::running;
      running += runs ? 1 : 0;
      if (runs) hindmost = std::min(hindmost, batch_.time(i));
      foremost = std::max(foremost, batch_.time(i));
    }
    running_ = ranks_.sum(running);
    hindmost = ranks_.least(hindmost);
    foremost = ranks_.most(foremost);
    time_ = running_ > 0 ? hindmost : foremost;
  }

  cell::Batch& batch_;
  const parallel::Communicator& ranks_;
  std::int64_t rounds_ = 0, running_ = 0;
  double time_ = 0;
};

/// What the solver has against a case; empty when nothing.
std::string refusal_of(const cell::CellCase& what) {
  try {
    cell::Batch alone({what});
    return {};
  } catch (const Failure& failure) {
    if (failure.code() != ExitCode::input) throw;
    return failure.what();
  }
}

/// The members of this rank.
struct OwnCells {
  std::vector<std::size_t> members;    // of the batch
  std::vector<PreparedCell> prepared;  // of each
  std::vector<std::size_t> at;         // in the batch of those that can run
  std::optional<cell::Batch> batch;

  void prepare(std::size_t count, const std::function<PreparedCell(std::size_t)>& how,
               const parallel::Communicator& ranks) {
    for (auto m = static_cast<std::size_t>(ranks.rank()); m < count; m += static_cast<std::size_t>(ranks.size())) {
      members.push_back(m);
      prepared.push_back(how(m));
    }
    try {
      batch.emplace(cases());
    } catch (const Failure& failure) {
      if (failure.code() != ExitCode::input) throw;
      for (PreparedCell& one : prepared)
        if (one.refusal.empty()) one.refusal = refusal_of(one.what);
      batch.emplace(cases());
    }
  }

  std::vector<cell::CellCase> cases() {
    std::vector<cell::CellCase> runnable;
    at.clear();
    for (std::size_t i = 0; i < prepared.size(); ++i)
      if (prepared[i].refusal.empty()) {
        at.push_back(i);
        runnable.push_back(prepared[i].what);
      }
    return runnable;
  }

  std::vector<std::pair<std::size_t, CellOutcome>> outcomes() const {
    std::vector<std::pair<std::size_t, CellOutcome>> made;
    for (std::size_t i = 0; i < prepared.size(); ++i) {
      CellOutcome outcome;
      outcome.parameters = prepared[i].parameters;
      outcome.families = prepared[i].families;
      if (!prepared[i].refusal.empty()) {
        outcome.status = Status::infeasible_input;
        outcome.reason = prepared[i].refusal;
      }
      made.emplace_back(members[i], std::move(outcome));
    }
    for (std::size_t k = 0; k < at.size(); ++k) {
      CellOutcome& outcome = made[at[k]].second;
      outcome.result = batch->result(static_cast<std::int64_t>(k));
      if (ended_well(outcome.result.status)) continue;
      outcome.status = Status::solver_fail;
      outcome.reason = outcome.result.reason;
    }
    return made;
  }
};

}  // namespace

std::vector<CellOutcome> run_cells(std::size_t members, const std::function<PreparedCell(std::size_t)>& prepare,
                                   Context& context) {
  const parallel::Communicator& ranks = context.ranks;
  OwnCells own;
  parallel::agree_on(ranks, [&] { own.prepare(members, prepare, ranks); });
  CellsStepper stepper(*own.batch, ranks);
  if (!stepper.done()) campaign::march(stepper, {.start = 0, .end = kForever, .record_at = {}}, context);

  std::vector<CellOutcome> all(members);
  if (ranks.size() == 1) {
    for (auto& [member, outcome] : own.outcomes()) all.at(member) = std::move(outcome);
    return all;
  }
  std::string mine;
  parallel::agree_on(ranks, [&] { mine = outcomes_text(own.outcomes()); });
  const std::vector<std::string> texts = ranks.gather(mine);
  parallel::agree_on(ranks, [&] {
    for (const std::string& text : texts)
      for (auto& [member, outcome] : outcomes_of(text)) all.at(member) = std::move(outcome);
  });
  return all;
}

}  // namespace voxvolt::stages
