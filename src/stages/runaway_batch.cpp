// SPDX-License-Identifier: BSD-3-Clause
#include "stages/runaway_batch.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "campaign/march.hpp"
#include "parallel/agree.hpp"
#include "stages/runaway_outcome_text.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Context;
using campaign::Status;
using Numbers = std::vector<double>;

constexpr std::int64_t kMostAtOnce = 256, kFewestAtOnce = 16;  // steps between two looks at the stop request
constexpr double kVolumesAtOnce = 4e6;                         // and steps times volumes
constexpr double kMostSnapshots = 1000;
constexpr double kForever = std::numeric_limits<double>::infinity();

/// One rank's arrays, as one array: ranks with unlike numbers of stacks write one name together.
class PackedWriter : public numerics::ArchiveWriter {
 public:
  void put(const std::string&, std::span<const double> values) override {
    packed_.push_back(static_cast<double>(values.size()));
    packed_.insert(packed_.end(), values.begin(), values.end());
  }
  void put(const std::string&, std::span<const std::int64_t> values) override {
    packed_.push_back(static_cast<double>(values.size()));
    for (const std::int64_t value : values) packed_.push_back(std::bit_cast<double>(value));
  }
  void put(const std::string&, const std::string& text) override {
    packed_.push_back(static_cast<double>(text.size()));
    for (const char letter : text) packed_.push_back(letter);
  }
  const std::vector<double>& packed() const { return packed_; }

 private:
  std::vector<double> packed_;
};

/// Gives them back in the order in which they were put.
class PackedReader : public numerics::ArchiveReader {
 public:
  explicit PackedReader(std::vector<double> packed) : packed_(std::move(packed)) {}
  std::vector<double> doubles(const std::string& name) override {
    const auto count = at_ < packed_.size() ? static_cast<std::size_t>(packed_[at_++]) : packed_.size() + 1;
    if (count > packed_.size() - std::min(at_, packed_.size()))
      throw RecordFailure("the checkpoint ends before " + name);
    const auto begin = packed_.begin() + static_cast<std::ptrdiff_t>(at_);
    at_ += count;
    return {begin, begin + static_cast<std::ptrdiff_t>(count)};
  }
  std::vector<std::int64_t> integers(const std::string& name) override {
    std::vector<std::int64_t> values;
    for (const double value : doubles(name)) values.push_back(std::bit_cast<std::int64_t>(value));
    return values;
  }
  std::string text(const std::string& name) override {
    std::string letters;
    for (const double letter : doubles(name)) letters.push_back(static_cast<char>(letter));
    return letters;
  }

 private:
  std::vector<double> packed_;
  std::size_t at_ = 0;
};

/// What a run had come to where it failed.
std::string so_far(const runaway::StackResult& result) {
  std::size_t lost = 0;
  double last = 0, hottest = 0;
  for (const runaway::CellOutcome& cell : result.cells) {
    hottest = std::max(hottest, cell.peak_mean_temperature);
    if (cell.time_to_runaway) ++lost, last = std::max(last, *cell.time_to_runaway);
  }
  return "; until then " + std::to_string(lost) + " of " + std::to_string(result.cells.size()) + " cells had run away" +
         (lost > 0 ? ", the last at " + campaign::short_number(last) + " s" : "") + ", and the hottest mean was " +
         campaign::short_number(hottest) + " K";
}

/// The members of this rank.
struct OwnStacks {
  std::vector<std::size_t> members;
  std::vector<PreparedStack> prepared;  // of each
  std::vector<std::size_t> at;          // in the batch: which of the prepared
  std::optional<runaway::StackBatch> batch;
  std::map<std::size_t, ThresholdRun> searches;  // by place among the prepared

  void prepare(std::size_t count, const std::function<PreparedStack(std::size_t)>& how,
               const parallel::Communicator& ranks) {
    std::vector<runaway::StackCase> cases;
    for (auto m = static_cast<std::size_t>(ranks.rank()); m < count; m += static_cast<std::size_t>(ranks.size())) {
      PreparedStack one = how(m);
      if (one.refusal.empty()) one.refusal = refusal_of(one);
      if (one.refusal.empty()) {
        at.push_back(prepared.size());
        cases.push_back(one.what);
        if (one.search) searches.emplace(prepared.size(), ThresholdRun(*one.search));
      }
      members.push_back(m);
      prepared.push_back(std::move(one));
    }
    batch.emplace(std::move(cases));
  }

  static std::string refusal_of(const PreparedStack& one) {
    try {
      runaway::StackBatch alone({one.what});
      return {};
    } catch (const Failure& failure) {
      if (failure.code() != ExitCode::input) throw;
      return failure.what();
    }
  }

  void advance(std::int64_t steps) {
    batch->advance(steps);
    for (auto& [which, search] : searches) search.advance(steps);
  }
  std::int64_t running() const {
    std::int64_t count = 0;
    for (std::int64_t i = 0; i < batch->size(); ++i) count += batch->status(i) == runaway::StackStatus::running;
    for (const auto& [which, search] : searches) count += search.done() ? 0 : 1;
    return count;
  }
  void save(numerics::ArchiveWriter& into) const {
    batch->save(into, "stacks");
    for (const auto& [which, search] : searches) search.save(into, "search");
  }
  void load(numerics::ArchiveReader& from) {
    batch->load(from, "stacks");
    for (auto& [which, search] : searches) search.load(from, "search");
  }

  std::vector<NumberedOutcome> outcomes(const StackTelling& tell) const {
    std::vector<NumberedOutcome> made;
    for (std::size_t i = 0; i < prepared.size(); ++i)
      made.emplace_back(members[i], StackOutcome{{Status::infeasible_input, {}, prepared[i].refusal}, {}});
    for (std::size_t k = 0; k < at.size(); ++k) {
      StackOutcome& outcome = made[at[k]].second;
      StackAnswer answer{batch->result(static_cast<std::int64_t>(k)), prepared[at[k]].assumptions, {}};
      outcome.warnings = answer.result.warnings;
      outcome.outcome.reason.clear();
      if (answer.result.status != runaway::StackStatus::finished) {
        outcome.outcome.status = Status::solver_fail;
        outcome.outcome.reason =
            (answer.result.reason.empty() ? runaway::words_for(answer.result.status) : answer.result.reason) +
            so_far(answer.result);
        continue;
      }
      if (const auto search = searches.find(at[k]); search != searches.end()) answer.found = search->second.found();
      outcome.outcome.status = Status::ok;
      outcome.outcome.products = tell(members[at[k]], answer);
    }
    return made;
  }
};

/// The stacks of this rank as one model in time: it stands where the hindmost stack of all ranks does.
class StacksStepper : public numerics::Stepper {
 public:
  StacksStepper(OwnStacks& own, const std::shared_ptr<const runaway::GridParams>& grid, const Context& context)
      : own_(own), ranks_(context.ranks), grid_(grid), every_(context.fields_every) {
    look();
  }

  double time() const override { return time_; }
  std::int64_t steps() const override { return rounds_; }
  void advance(double) override {
    parallel::agree_on(ranks_, [&] {
      const double fit = kVolumesAtOnce / static_cast<double>(own_.batch->volumes());
      own_.advance(std::clamp(static_cast<std::int64_t>(fit), kFewestAtOnce, kMostAtOnce));
    });
    ++rounds_;
    look();
  }
  std::vector<numerics::Event> events() override {
    if (running_ > 0) return {};
    return {{"all stacks are done", time_, true}};
  }
  void record(double) override {}  // stacks keep their own samples
  std::vector<numerics::NamedField> fields(double time) override {
    if (!grid_) return {};
    runaway::VoxelState state;
    parallel::agree_on(ranks_, [&] {
      if (own_.at.empty()) return void(state = {Numbers(grid_->size(), 0), Numbers(grid_->size(), 0)});
      state = own_.batch->voxels(
          0, every_ > 0 ? std::optional(static_cast<std::size_t>(std::lround(time / every_))) : std::nullopt);
    });
    return {field(true, state.temperature), field(false, state.conversion)};
  }
  void save(numerics::ArchiveWriter& into) const override {
    PackedWriter own;
    own_.save(own);
    into.put("runaway", own.packed());
  }
  void load(numerics::ArchiveReader& from) override {
    PackedReader own(from.doubles("runaway"));
    parallel::agree_on(ranks_, [&] { own_.load(own); });
    look();
  }
  bool done() const { return running_ == 0; }

 private:
  /// From the rank that has the grid to slabs on all. Moves the values.
  numerics::NamedField field(bool temperature, Numbers& values) const {
    if (ranks_.size() > 1) ranks_.sum(std::span(values));
    const campaign::ProductSpec spec = field_spec(temperature);
    numerics::Field<double> out;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const auto& widths = grid_->widths[axis];
      out.grid.cells[axis] = static_cast<std::int64_t>(widths.size());
      out.grid.spacing[axis] = std::accumulate(widths.begin(), widths.end(), 0.0) / static_cast<double>(widths.size());
    }
    out.block = numerics::slab_of(out.grid, ranks_);
    const auto& [first, count] = out.block;
    out.data = numerics::Field<double>::View(spec.name, count[2], count[1], count[0]);
    const auto host = Kokkos::create_mirror_view(out.data);
    std::copy_n(values.begin() + first[2] * count[1] * count[0], out.block.size(), host.data());
    Kokkos::deep_copy(out.data, host);
    return {spec.name, spec.unit, spec.meaning, std::move(out), grid_->widths};
  }

  void look() {
    double hindmost = kForever, foremost = 0;
    for (std::int64_t i = 0; i < own_.batch->size(); ++i) {
      const double time = own_.batch->time(i);
      if (own_.batch->status(i) == runaway::StackStatus::running) hindmost = std::min(hindmost, time);
      foremost = std::max(foremost, time);
    }
    running_ = ranks_.sum(own_.running());
    hindmost = ranks_.least(hindmost);
    foremost = ranks_.most(foremost);
    time_ = hindmost < kForever ? hindmost : foremost;
  }

  OwnStacks& own_;
  const parallel::Communicator& ranks_;
  std::shared_ptr<const runaway::GridParams> grid_;  // of the one stack whose fields are wanted
  double every_;                                     // s
  std::int64_t rounds_ = 0, running_ = 0;
  double time_ = 0;
};

/// The times of fields, as profiles.
void add_snapshots(PreparedStack& one, double every) {
  if (!one.what.grid || every <= 0) return;
  if (one.what.duration / every > kMostSnapshots) {
    one.refusal = "fields.every: comes to more than 1000 snapshots";
    return;
  }
  for (std::int64_t k = 0; static_cast<double>(k) * every <= one.what.duration; ++k)
    one.what.sampling.profiles_at.push_back(static_cast<double>(k) * every);
}

}  // namespace

std::vector<StackOutcome> run_stacks(std::size_t members, const std::function<PreparedStack(std::size_t)>& prepare,
                                     const StackTelling& tell, Context& context) {
  const parallel::Communicator& ranks = context.ranks;
  OwnStacks own;
  const bool wants_fields = context.fields && !context.fields_to_write.empty();
  std::shared_ptr<const runaway::GridParams> grid;
  const auto with_snapshots = [&](std::size_t m) {
    PreparedStack one = prepare(m);
    if (wants_fields) add_snapshots(one, context.fields_every);
    return one;
  };
  parallel::agree_on(ranks, [&] {
    if (wants_fields) grid = prepare(0).what.grid;
    own.prepare(members, with_snapshots, ranks);
  });
  StacksStepper stepper(own, grid, context);
  if (!stepper.done()) campaign::march(stepper, {.start = 0, .end = kForever, .record_at = {}}, context);

  std::string mine;
  parallel::agree_on(ranks, [&] { mine = text_of(own.outcomes(tell)); });
  std::vector<StackOutcome> all(members);
  const std::vector<std::string> texts = ranks.gather(mine);
  parallel::agree_on(ranks, [&] {
    for (const std::string& text : texts)
      for (auto& [member, outcome] : stack_outcomes_of(text)) all.at(member) = std::move(outcome);
  });
  return all;
}

}  // namespace voxvolt::stages
