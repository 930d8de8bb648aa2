// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/march.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "parallel/agree.hpp"

namespace voxvolt::campaign {
namespace {

using Clock = std::chrono::steady_clock;

/// Where the loop stands: with the model's state, all that a checkpoint needs.
class Loop {
 public:
  Loop(numerics::Stepper& model, const Schedule& schedule, Context& context)
      : model_(model),
        schedule_(schedule),
        context_(context),
        wants_fields_(context.fields && !context.fields_to_write.empty()),
        next_field_(schedule.start) {}

  MarchEnd run() {
    if (context_.checkpoint) end_.resumed = load();
    if (!end_.resumed) record_until(schedule_.start);
    while (!ended_ && model_.time() < schedule_.end) {
      const bool stop = context_.stop.asked(context_.ranks);
      if (stop || checkpoint_is_due()) save();
      if (stop) throw parallel::AgreedFailure(ExitCode::stopped, stopped_text());
      step();
    }
    if (!ended_) end_.reason = "end of schedule";
    if (wants_fields_ && context_.fields_every <= 0) write_fields(std::min(model_.time(), limit_));
    return end_;
  }

 private:
  std::string stopped_text() const {
    return context_.stage + ": stopped (" + context_.stop.reason() + ") at " + where() +
           (context_.checkpoint ? ", after a checkpoint: run again to go on" : "");
  }

  bool checkpoint_is_due() {
    if (!context_.checkpoint) return false;
    const double waited = std::chrono::duration<double>(Clock::now() - saved_).count();
    return context_.ranks.broadcast(static_cast<std::int64_t>(waited >= schedule_.checkpoint_every)) != 0;
  }

  void step() {
    try {
      model_.advance(schedule_.end);
    } catch (const parallel::AgreedFailure&) {
      save();
      throw;
    }
    limit_ = model_.time();
    for (const numerics::Event& event : model_.events()) {
      end_.events.push_back(event);
      if (!event.ends) continue;
      limit_ = event.time;
      ended_ = true;
      end_.reason = event.name;
      break;
    }
    record_until(limit_);
    const double span = schedule_.end - schedule_.start;
    context_.log.progress(context_.stage, (model_.time() - schedule_.start) / span, where());
  }

  // An end that only an event can tell is infinite.
  std::string where() const {
    return short_number(model_.time()) + " s" +
           (std::isfinite(schedule_.end) ? " of " + short_number(schedule_.end) + " s" : "");
  }

  void record_until(double time) {
    while (recorded_ < schedule_.record_at.size() && schedule_.record_at[recorded_] <= time)
      model_.record(schedule_.record_at[recorded_++]);
    while (wants_fields_ && context_.fields_every > 0 && next_field_ <= time) {
      write_fields(next_field_);
      next_field_ = schedule_.start + static_cast<double>(snapshots_) * context_.fields_every;
    }
  }

  void write_fields(double time) {
    insitu::Snapshot snapshot{snapshots_++, time, {}};
    for (auto& field : model_.fields(time))
      if (context_.writes(field.name)) snapshot.fields.push_back(std::move(field));
    context_.fields->write(snapshot);
  }

  void save() {
    if (!context_.checkpoint) return;
    context_.checkpoint->save([&](numerics::ArchiveWriter& into) {
      const std::int64_t counts[] = {static_cast<std::int64_t>(recorded_), snapshots_};
      const double times[] = {next_field_, limit_};
      into.put("march.counts", std::span<const std::int64_t>(counts));
      into.put("march.times", std::span<const double>(times));
      into.put("march.fields", context_.fields ? context_.fields->state() : std::string{});
      std::vector<double> event_times;
      std::string names;
      for (const numerics::Event& event : end_.events) {
        event_times.push_back(event.time);
        names += event.name + '\n';
      }
      into.put("march.event_times", event_times);
      into.put("march.event_names", names);
      model_.save(into);
    });
    saved_ = Clock::now();
  }

  bool load() {
    const bool loaded = context_.checkpoint->load([&](numerics::ArchiveReader& from) {
      const auto counts = from.integers("march.counts");
      const auto times = from.doubles("march.times");
      recorded_ = static_cast<std::size_t>(counts.at(0));
      snapshots_ = counts.at(1);
      next_field_ = times.at(0);
      limit_ = times.at(1);
      if (context_.fields) context_.fields->restore(from.text("march.fields"));
      const auto event_times = from.doubles("march.event_times");
      const std::string names = from.text("march.event_names");
      std::size_t begin = 0;
      for (double time : event_times) {
        const std::size_t end = names.find('\n', begin);
        end_.events.push_back({names.substr(begin, end - begin), time, false});
        begin = end + 1;
      }
      model_.load(from);
    });
    const std::string& why = context_.checkpoint->why_ignored();
    if (!why.empty() && context_.ranks.is_first()) context_.log.warn(context_.stage + ": starts over: " + why);
    return loaded;
  }

  numerics::Stepper& model_;
  const Schedule& schedule_;
  Context& context_;
  const bool wants_fields_;
  MarchEnd end_;
  bool ended_ = false;
  std::size_t recorded_ = 0;    // entries of record_at that are done
  std::int64_t snapshots_ = 0;  // field snapshots that are written
  double next_field_;           // s
  double limit_ = 0;            // s, outputs of the last step go no further
  Clock::time_point saved_ = Clock::now();
};

}  // namespace

MarchEnd march(numerics::Stepper& model, const Schedule& schedule, Context& context) {
  return Loop(model, schedule, context).run();
}

}  // namespace voxvolt::campaign
