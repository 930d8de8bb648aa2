// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/propagation/batch.hpp"

#include <algorithm>
#include <cmath>

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
  std::int64_t running = 0;
  const auto go = [&](StackRun& run) {
    if (run.running()) Alone::advance(run, steps);
    running += run.running();
  };
  for (StackRun& run : stacks_->runs) go(run);
  for (auto& run : stacks_->second)
    if (run) go(*run);
  return running;
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

void StackBatch::save(numerics::ArchiveWriter& into, const std::string& name) const {
  for (std::size_t i = 0; i < stacks_->runs.size(); ++i) {
    Tape tape;
    StackRun run = stacks_->runs[i];
    run.pass(tape);
    into.put(name + "." + std::to_string(i), tape.numbers());
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
    Tape second(from.doubles(name + "." + std::to_string(i) + ".second"));
    if (stacks_->second[i]) stacks_->second[i]->pass(second);
  }
}

}  // namespace voxvolt::runaway
