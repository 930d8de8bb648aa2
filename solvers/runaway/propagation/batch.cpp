// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/propagation/batch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "numerics/flush_denormals.hpp"
#include "numerics/pack.hpp"
#include "parallel/failure.hpp"
#include "solvers/runaway/propagation/stack_run.hpp"

namespace voxvolt::runaway {

namespace {

constexpr auto width = static_cast<std::size_t>(numerics::Lanes<double>::width);

/// A stack on a line of its own.
class Alone {
 public:
  /// At most `steps` accepted steps.
  static void advance(StackRun& run, std::int64_t steps) {
    std::unique_ptr<Line> line = line_for(run);
    run.attach(*line, 0);
    Trial trial;
    for (bool fresh = true; steps > 0 && run.running();) {
      if (fresh) {
        const double t = run.time();
        line->prepare({&t, 1});
        if (run.prepared()) {
          run.regroup();
          line = line_for(run);
          run.attach(*line, 0);
          line->prepare({&t, 1});
        }
      }
      const Attempt next = run.next_try();
      line->attempt({&next, 1}, {&trial, 1});
      fresh = run.judge(*line, trial);
      steps -= fresh;
    }
    run.detach();
  }

 private:
  static std::unique_ptr<Line> line_for(const StackRun& run) {
    return make_line(run.plan().kinetics.shape, run.volumes(), 1);
  }
};

/// Stacks of one volume and equal kinetics, side by side in the lanes of one line. A stack that is done makes place for
/// the next.
class SideBySide {
 public:
  SideBySide(std::vector<StackRun*> runs, std::int64_t steps)
      : waiting_(std::move(runs)),
        line_(make_line(waiting_.front()->plan().kinetics.shape, 1, width)),
        steps_(steps),
        tries_(width),
        trials_(width) {}

  void advance() {
    for (std::size_t lane = 0; lane < width; ++lane) fill(lane);
    while (std::any_of(lanes_.begin(), lanes_.end(), [](const Place& p) { return p.run != nullptr; })) step();
  }

 private:
  struct Place {
    StackRun* run = nullptr;
    std::int64_t left = 0;  ///< steps
    bool fresh = true;
  };

  void fill(std::size_t lane) {
    lanes_[lane] = {};
    if (next_ == waiting_.size()) return;
    lanes_[lane] = {waiting_[next_++], steps_, true};
    lanes_[lane].run->attach(*line_, lane);
  }

  void step() {
    std::array<double, width> t{};
    for (std::size_t lane = 0; lane < width; ++lane)
      if (lanes_[lane].run) t[lane] = lanes_[lane].run->time();
    line_->prepare(t);
    for (std::size_t lane = 0; lane < width; ++lane) {
      Place& place = lanes_[lane];
      if (!place.run) continue;
      if (place.fresh) place.run->prepared();
      tries_[lane] = place.run->next_try();
    }
    line_->attempt(tries_, trials_);
    for (std::size_t lane = 0; lane < width; ++lane) {
      Place& place = lanes_[lane];
      if (!place.run) continue;
      place.fresh = place.run->judge(*line_, trials_[lane]);
      place.left -= place.fresh;
      if (place.run->running() && place.left > 0) continue;
      place.run->detach();
      fill(lane);
    }
  }

  std::vector<StackRun*> waiting_;
  std::size_t next_ = 0;
  std::unique_ptr<Line> line_;
  std::int64_t steps_;
  std::array<Place, width> lanes_;
  std::vector<Attempt> tries_;
  std::vector<Trial> trials_;
};

std::string numbered(std::size_t index, const std::string& what) {
  return "case " + std::to_string(index + 1) + ": " + what;
}

}  // namespace

struct StackBatch::Stacks {
  std::vector<StackRun> runs;
  std::vector<std::optional<StackRun>> second;
};

StackBatch::StackBatch(std::vector<StackCase> cases) : stacks_(std::make_unique<Stacks>()) {
  for (std::size_t i = 0; i < cases.size(); ++i) {
    try {
      stacks_->runs.emplace_back(plan(cases[i]));
      stacks_->second.emplace_back();
      if (!cases[i].second_mesh) continue;
      if (const auto half = on_half_the_volumes(cases[i])) stacks_->second.back().emplace(plan(*half));
    } catch (const Failure& f) { throw Failure(f.code(), numbered(i, f.what())); }
  }
}
StackBatch::~StackBatch() = default;
StackBatch::StackBatch(StackBatch&&) noexcept = default;
StackBatch& StackBatch::operator=(StackBatch&&) noexcept = default;

std::int64_t StackBatch::advance(std::int64_t steps) {
  const numerics::FlushDenormals flush;
  std::vector<StackRun*> running;
  for (StackRun& run : stacks_->runs)
    if (run.running()) running.push_back(&run);
  for (auto& run : stacks_->second)
    if (run && run->running()) running.push_back(&*run);
  std::map<std::string, std::vector<StackRun*>> alike;
  for (StackRun* run : running)
    if (run->plan().layers() == 1 && run->volumes() == 1 && !run->plan().grid)
      alike[run->plan().kinetics.form].push_back(run);
    else Alone::advance(*run, steps);
  for (const auto& [form, runs] : alike) {
    if (runs.size() == 1) Alone::advance(*runs[0], steps);
    else SideBySide(runs, steps).advance();
  }
  return std::count_if(running.begin(), running.end(), [](const StackRun* run) { return run->running(); });
}

void StackBatch::run() {
  while (advance(1'000'000'000) > 0) {}
}

std::int64_t StackBatch::size() const { return static_cast<std::int64_t>(stacks_->runs.size()); }
double StackBatch::time(std::int64_t stack) const { return stacks_->runs.at(stack).time(); }
StackStatus StackBatch::status(std::int64_t stack) const { return stacks_->runs.at(stack).status(); }

StackResult StackBatch::result(std::int64_t stack) const {
  StackResult out = stacks_->runs.at(stack).result();
  const auto& second = stacks_->second.at(stack);
  if (!second) return out;
  const StackResult coarse = second->result();
  for (std::size_t c = 0; c < out.cells.size(); ++c)
    if (out.cells[c].time_to_runaway && coarse.cells[c].time_to_runaway)
      out.cells[c].time_error = 0.5 * std::abs(*out.cells[c].time_to_runaway - *coarse.cells[c].time_to_runaway);
  return out;
}

VoxelState StackBatch::voxels(std::int64_t stack, std::optional<std::size_t> profile) const {
  return stacks_->runs.at(stack).voxels(profile);
}

std::size_t StackBatch::volumes() const {
  std::size_t most = 1;
  const auto consider = [&most](const StackRun& run) {
    if (run.running()) most = std::max(most, run.volumes());
  };
  for (const StackRun& run : stacks_->runs) consider(run);
  for (const auto& run : stacks_->second)
    if (run) consider(*run);
  return most;
}

void StackBatch::save(numerics::ArchiveWriter& into, const std::string& name) const {
  for (std::size_t i = 0; i < stacks_->runs.size(); ++i) {
    Tape tape;
    StackRun run = stacks_->runs[i];
    run.pass(tape);
    into.put(name + "." + std::to_string(i), tape.numbers());
    into.put(name + "." + std::to_string(i) + ".reason", run.reason());
    Tape second;
    if (stacks_->second[i]) {
      StackRun other = *stacks_->second[i];
      other.pass(second);
    }
    into.put(name + "." + std::to_string(i) + ".second", second.numbers());
  }
}

void StackBatch::load(numerics::ArchiveReader& from, const std::string& name) {
  for (std::size_t i = 0; i < stacks_->runs.size(); ++i) {
    Tape tape(from.doubles(name + "." + std::to_string(i)));
    stacks_->runs[i].pass(tape);
    stacks_->runs[i].set_reason(from.text(name + "." + std::to_string(i) + ".reason"));
    Tape second(from.doubles(name + "." + std::to_string(i) + ".second"));
    if (stacks_->second[i]) stacks_->second[i]->pass(second);
  }
}

}  // namespace voxvolt::runaway
