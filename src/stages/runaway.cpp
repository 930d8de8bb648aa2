// SPDX-License-Identifier: BSD-3-Clause
// Stage kind `runaway`: thermal runaway in a cell or a stack of cells, alone or as one of many.
#include <cmath>
#include <sstream>

#include "config/names.hpp"
#include "config/units.hpp"
#include "config/validate.hpp"
#include "stages/kinds.hpp"
#include "stages/runaway_batch.hpp"
#include "stages/runaway_cases.hpp"
#include "stages/runaway_inputs.hpp"
#include "stages/runaway_products.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Context;
using campaign::Outcome;
using campaign::ProductSpec;
using campaign::Status;
using config::Complaint;
using config::Value;
using Inputs = RunawayInputs;
using Complaints = std::vector<Complaint>;

const config::ShapeRef& shape_of_inputs() {
  static const config::ShapeRef shape = config::Form<Inputs>::shape({});
  return shape;
}

/// `module.stack.area` -> `stack.area`
std::string key_of(const std::string& path) { return path.substr(std::min(path.find('.'), path.size() - 1) + 1); }

/// The unit of the key that a search is over; complains where it is no number of this stage.
std::optional<SearchUnit> searched(const Inputs& in, Complaints& complaints) {
  const auto* search = std::get_if<ThresholdSearch>(&in.search);
  if (!search) return {};
  const std::string at = "search.threshold.", key = key_of(search->over);
  const config::ShapeRef shape = config::shape_at(*shape_of_inputs(), key);
  const auto* number = shape ? std::get_if<config::QuantityShape>(&shape->form) : nullptr;
  if (!number || number->whole || key.starts_with("search")) {
    complaints.push_back({at + "over", "`" + config::shown(search->over) +
                                           "` is no key of this stage that takes a number; "
                                           "write it as stage.key..., like `module.stack.contact_resistance` or "
                                           "`module.thickness.barrier`"});
    return {};
  }
  const SearchUnit found{number->unit.si, key};
  std::vector<double> ends;
  for (std::size_t i = 0; i < search->between.size(); ++i) {
    const config::Quantity& end = search->between[i];
    if (std::isnan(end.value)) return found;
    try {
      ends.push_back(config::convert(end.value, end.unit, found.unit));
    } catch (const config::UnitError&) {
      complaints.push_back({at + "between." + std::to_string(i + 1),
                            "`" + config::with_unit(end.value, end.unit) + "` has another dimension than " + key +
                                "; needed is a unit like `" + found.unit + "`"});
    }
  }
  if (ends.size() == 2 && !(ends[0] < ends[1]))
    complaints.push_back({at + "between", "the first must be below the second"});
  return found;
}

Inputs with_value(const Inputs& in, const std::string& key, double value) {
  Value all = config::Form<Inputs>::to_value(in);
  config::Problems problems;
  config::assign(all, *shape_of_inputs(), key, Value(value), problems);
  problems.throw_if_any();
  return config::build<Inputs>(all);
}

/// What the solver itself has against the case, one complaint a line; it is asked once all numbers are known.
void ask_solver(const runaway::StackCase& what, Complaints& complaints) {
  try {
    const runaway::StackBatch probe({what});
  } catch (const Failure& failure) {
    std::istringstream lines(failure.what());
    constexpr std::string_view kOnly = "case 1: ";
    for (std::string line; std::getline(lines, line);)
      complaints.push_back({"", line.starts_with(kOnly) ? line.substr(kOnly.size()) : line});
  }
}

std::vector<ProductSpec> declare(const Inputs& in, const campaign::Surroundings& surroundings, Complaints& complaints) {
  const auto search = searched(in, complaints);
  if (search) {
    const std::string stage =
        std::get<ThresholdSearch>(in.search).over.substr(0, std::get<ThresholdSearch>(in.search).over.find('.'));
    const auto others = surroundings.stages();
    if (std::ranges::find(others, stage) != others.end())
      complaints.push_back(
          {"search.threshold.over", "is of the stage " + stage + "; a search is over keys of its own"});
  }
  if (!files_are_read(in)) return runaway_specs(in, {}, search);  // a file that is not there has its complaint already
  StackMaker maker;
  try {
    maker.read_files(in, parallel::Communicator::self());
    const MadeStack made = maker.make(in, complaints, true);
    if (complaints.empty() && !has_references(in)) {
      ask_solver(made.what, complaints);
      if (search && complaints.empty())
        for (const config::Quantity& end : std::get<ThresholdSearch>(in.search).between)
          ask_solver(maker
                         .make(with_value(in, search->key, config::convert(end.value, end.unit, search->unit)),
                               complaints, true)
                         .what,
                     complaints);
    }
    return runaway_specs(in, outline_of(made), search);
  } catch (const config::InputError& error) {
    for (const config::Problem& problem : error.problems())
      complaints.push_back({"search.threshold.between", problem.message});
  } catch (const Failure& failure) { complaints.push_back({in.layout ? "layout" : "stack", failure.what()}); }
  return runaway_specs(in, {}, search);
}

campaign::Estimate estimate(const Inputs& in, const campaign::Estimates&) {
  constexpr double kSecondsPerStep = 6e-8;  // of a volume
  constexpr double kStepsToStart = 1000, kStepsPerCell = 300, kBurning = 3, kRunsOfSearch = 25, kReactions = 4,
                   kOfGrid = 3;
  double volumes = 0, largest = 0;
  for (const LayerInput& layer : stack_of(in).layers) {
    volumes += static_cast<double>(layer.repeat) * layer.volumes;
    if (layer.kinetics) largest = std::max(largest, static_cast<double>(layer.volumes));
  }
  double cells = cells_in(stack_of(in));
  if (in.layout && files_are_read(in)) {
    StackMaker maker;
    Complaints none;
    maker.read_files(in, parallel::Communicator::self());
    cells = outline_of(maker.make(in, none, true)).cells;
    volumes = none.empty() ? maker.voxels(in) : 0;
    largest = volumes / std::max(cells, 1.0);
  }
  const bool few = in.active_set.value_or(in.layout || cells > 10);
  const double active = few ? std::min(volumes, cells + kBurning * largest) : volumes;
  const double runs =
      (wants_second_mesh(in) ? 1.6 : 1) * (std::holds_alternative<ThresholdSearch>(in.search) ? kRunsOfSearch : 1);
  return {volumes * (1 + kReactions),
          400 * volumes * (1 + kReactions) + 5e4 * std::max(cells, static_cast<double>(layers_in(stack_of(in)))),
          (in.layout ? kOfGrid : 1) * kSecondsPerStep * active * (kStepsToStart + kStepsPerCell * cells) * runs};
}

std::vector<std::string> cites(const Inputs& in) {
  std::vector<std::string> papers{
      "Hairer, E., Wanner, G. (1996). Solving ordinary differential equations II: stiff and differential-algebraic "
      "problems. Springer. doi:10.1007/978-3-642-05221-7"};
  if (std::holds_alternative<DamkoehlerLimiter>(in.limiter))
    papers.push_back(
        "Kurzawski, A., Torres-Castro, L., Shurtz, R., Lamb, J., Hewson, J. C. (2021). Predicting cell-to-cell failure "
        "propagation and limits of propagation in lithium-ion cell stacks. Proc. Combust. Inst. 38, 4737-4745. "
        "doi:10.1016/j.proci.2020.06.270");
  StackMaker maker;
  maker.read_files(in, parallel::Communicator::self());
  for (const std::string& paper : maker.papers(in)) papers.push_back(paper);
  return papers;
}

/// Everything that differs between members is a number of their own case.
std::string batch_key(const Inputs&) { return "stacks"; }

// A member whose time steps collapsed is run again with steps this much smaller; a stack starts from the temperatures that it
// is given, and what its neighbour came to is of no use.
constexpr double kTighter = 0.1;  // of the tolerance

PreparedStack prepared(StackMaker& maker, const Inputs& in, const std::string& stage) {
  PreparedStack stack;
  Complaints complaints;
  MadeStack made = maker.make(in, complaints);
  const auto search = searched(in, complaints);
  const auto* threshold = std::get_if<ThresholdSearch>(&in.search);
  if (threshold && threshold->over.substr(0, threshold->over.find('.')) != stage)
    complaints.push_back({"search.threshold.over", "is of another stage than " + stage});
  for (const Complaint& complaint : complaints)
    stack.refusal += (stack.refusal.empty() ? "" : "; ") + complaint.key + ": " + complaint.message;
  stack.what = std::move(made.what);
  stack.assumptions = std::move(made.assumptions);
  if (!search || !stack.refusal.empty()) return stack;
  SearchGoal goal;
  goal.make = [&maker, in, key = search->key](double value) {
    Complaints none;
    return maker.make(with_value(in, key, value), none).what;
  };
  goal.from = config::convert(threshold->between[0].value, threshold->between[0].unit, search->unit);
  goal.to = config::convert(threshold->between[1].value, threshold->between[1].unit, search->unit);
  goal.cell = threshold->keeps - 1;
  goal.tolerance = threshold->tolerance;
  goal.second_mesh = wants_second_mesh(in);
  stack.search = std::move(goal);
  return stack;
}

/// Of the one run that is no member.
void say(const Inputs& in, const StackOutcome& stack, Context& context) {
  if (!context.ranks.is_first()) return;
  for (const std::string& warning : stack.warnings) context.log.warn(context.stage + ": " + warning);
  const campaign::Product* assumed = stack.outcome.products.find("assumptions");
  if (!assumed) return;
  std::istringstream lines(assumed->text);
  bool is_ceiling = std::holds_alternative<CeilingLimiter>(in.limiter);  // the solver says it already
  for (std::string line; std::getline(lines, line); is_ceiling = false)
    if (!is_ceiling) context.log.info(context.stage + ": " + line);
}

std::vector<Outcome> run(std::span<const Inputs> members, Context& context) {
  StackMaker maker;
  for (const Inputs& in : members) maker.read_files(in, context.ranks);
  const auto prepare = [&](std::size_t i) {
    PreparedStack stack = prepared(maker, members[i], context.stage);
    if (context.start) stack.what.tolerance *= kTighter;
    return stack;
  };
  const auto tell = [&](std::size_t i, const StackAnswer& answer) {
    Complaints none;
    return runaway_products(members[i], answer, searched(members[i], none));
  };
  std::vector<Outcome> outcomes;
  for (StackOutcome& stack : run_stacks(members.size(), prepare, tell, context)) {
    if (!context.is_member) say(members[outcomes.size()], stack, context);
    if (stack.outcome.status != Status::ok && !context.is_member)
      throw parallel::AgreedFailure(
          stack.outcome.status == Status::infeasible_input ? ExitCode::input : ExitCode::solver,
          context.stage + ": " + stack.outcome.reason);
    if (context.fields && members[outcomes.size()].layout)
      for (const bool temperature : {true, false})
        if (context.writes(field_spec(temperature).name))
          stack.outcome.products.add_field(field_spec(temperature), {nullptr, {}});
    outcomes.push_back(std::move(stack.outcome));
  }
  return outcomes;
}

campaign::Spread spread(const Inputs& in, const std::string& key) {
  if (!files_are_read(in)) return {.objection = "a file of the stage could not be read"};
  StackMaker maker;
  try {
    maker.read_files(in, parallel::Communicator::self());
    return maker.spread(in, key);
  } catch (const Failure&) { return {.objection = "the files of the stage have errors of their own"}; }
}

std::string notes(const std::string& key) {
  if (key != "stack.layers.kinetics" && key != "kinetics") return {};
  return "\nShipped sets, with the paths that `set` takes:\n\n" + parameters::kinetics_table();
}

}  // namespace

campaign::StageKind runaway() {
  return campaign::make_kind(campaign::Kind<Inputs>{
      .name = "runaway",
      .revision = 2,
      .sentence =
          "Thermal runaway in a cell, a stack of cells or a module: does it propagate, when, how sure, what stops it.",
      .produces = runaway_produces(),
      .declare = &declare,
      .estimate = &estimate,
      .cites = &cites,
      .run_batch = &run,
      .batch_key = &batch_key,
      .spread = &spread,
      .notes = &notes,
      .continues = true,
  });
}

}  // namespace voxvolt::stages
