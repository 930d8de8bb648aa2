// SPDX-License-Identifier: BSD-3-Clause
// Stage kind `ensemble`: the part of the campaign between what is varied and what is collected, many times.
#include <algorithm>
#include <cmath>
#include <functional>

#include "campaign/member_shard.hpp"
#include "campaign/summary.hpp"
#include "config/names.hpp"
#include "config/units.hpp"
#include "parallel/machine.hpp"
#include "stages/design_file.hpp"
#include "stages/ensemble_inputs.hpp"
#include "stages/ensemble_table.hpp"
#include "stages/kinds.hpp"
#include "stages/member_keeper.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Context;
using campaign::ProductForm;
using campaign::Products;
using campaign::ProductSpec;
using campaign::SubGraph;
using campaign::Surroundings;
using config::Complaint;

using Inputs = EnsembleInputs;

std::string head_of(const std::string& path) { return path.substr(0, path.find('.')); }

std::vector<std::string> depends(const Inputs& inputs) {
  std::vector<std::string> stages;
  const auto add = [&](const std::string& path) {
    if (std::find(stages.begin(), stages.end(), head_of(path)) == stages.end()) stages.push_back(head_of(path));
  };
  for (const auto& [path, vary] : inputs.vary) add(path);
  for (const std::string& path : inputs.collect) add(path);
  return stages;
}

/// A varied input as the campaign knows it.
struct Target {
  bool whole = false;     // a whole number
  bool any_unit = false;  // its dimension is known to its stage only
  VariedInput as;         // unit: that in which the design holds it
};

config::Value value_of(const Target& target, double value) {
  if (target.any_unit) return config::Value(config::Quantity{value, target.as.unit});
  if (target.whole && value == std::nearbyint(value)) return config::Value(static_cast<std::int64_t>(value));
  return config::Value(value);
}

// Values that are written out must be such as the key takes; a tail may leave its bounds, and those members fail.
void refuse_beyond_bounds(const Vary& vary, const config::QuantityShape* shape,
                          const std::function<void(const std::string&)>& complain) {
  if (!shape) return;
  for (const Quantity& given : written_values(vary))
    if (!shape->unit.allows(config::convert(given.value, given.unit, shape->unit.si, shape->unit.difference)))
      return complain("`" + config::with_unit(given.value, given.unit) + "` is not allowed; it must be " +
                      shape->unit.allowed_text());
}

// The input behind a path; complains when it cannot be varied so.
Target target_of(const std::string& path, const Vary& vary, const Surroundings& surroundings,
                 std::vector<Complaint>& complaints) {
  const auto complain = [&](const std::string& message) { complaints.push_back({"vary." + path, message}); };
  Target target{false, false, {path, "1", "varied input " + path}};
  const std::size_t dot = path.find('.');
  if (dot == std::string::npos) {
    complain("names a stage, not one of its inputs (stage.key)");
    return target;
  }
  if (surroundings.kind_of(head_of(path)) == "ensemble") {
    complain("varies an ensemble: ensembles of ensembles are not in this release");
    return target;
  }
  const Surroundings::Input input = surroundings.input(path);
  if (!input.shape) {
    complain("stage " + head_of(path) + " has no input " + path.substr(dot + 1));
    return target;
  }
  const auto* quantity = std::get_if<config::QuantityShape>(&input.shape->form);
  target.any_unit = std::holds_alternative<config::AnyQuantityShape>(input.shape->form);
  if (!quantity && !target.any_unit) {
    complain("is not a number, and only numbers are varied");
    return target;
  }
  if (quantity) {
    target.whole = quantity->whole;
    target.as.unit = quantity->unit.si;
  } else {
    target.as.unit = unit_of(vary);
  }
  if (is_known(vary)) try {
      const auto law = distribution_of(vary, target.as.unit);
      // Keys of a free-key map need not be there yet; whether one may be is for its stage to say.
      if (const std::string objection =
              !law || input.value ? "" : surroundings.objection(path, value_of(target, law->quantile(0.5)));
          !objection.empty())
        complain(objection);
      refuse_beyond_bounds(vary, quantity, complain);
    } catch (const std::invalid_argument& error) { complain(error.what()); }
  if (std::holds_alternative<Replicate>(vary) && !target.whole)
    complain("a replicate is for a seed, which is a whole number");
  if (target.whole && !std::holds_alternative<Replicate>(vary) && !std::holds_alternative<Values>(vary))
    complain("takes whole numbers only: use `replicate` or `values`");
  return target;
}

std::vector<Target> targets_of(const Inputs& inputs, const Surroundings& surroundings,
                               std::vector<Complaint>& complaints) {
  std::vector<Target> targets;
  for (const auto& [path, vary] : inputs.vary) targets.push_back(target_of(path, vary, surroundings, complaints));
  return targets;
}

std::vector<VariedInput> varied_of(const std::vector<Target>& targets) {
  std::vector<VariedInput> varied;
  for (const Target& target : targets) varied.push_back(target.as);
  return varied;
}

std::vector<ProductSpec> collected_specs(const Inputs& inputs, const Surroundings& surroundings,
                                         std::vector<Complaint>& complaints) {
  std::vector<ProductSpec> specs;
  for (std::size_t i = 0; i < inputs.collect.size(); ++i) {
    const std::string& path = inputs.collect[i];
    const std::string key = "collect." + std::to_string(i + 1), stage = head_of(path);
    const auto* declared = surroundings.declared(stage);
    if (!declared) continue;  // a stage that does not exist is complained of where stages are linked
    const std::string name = path.size() > stage.size() ? path.substr(stage.size() + 1) : "";
    const auto spec =
        std::find_if(declared->begin(), declared->end(), [&](const ProductSpec& one) { return one.name == name; });
    if (spec == declared->end()) {
      std::vector<std::string> names;
      for (const ProductSpec& one : *declared) names.push_back(one.name);
      const auto close = config::nearest(name, names);
      complaints.push_back(
          {key, "\"" + path + "\": stage " + stage + " has no such product" +
                    (close ? "; did you mean " + stage + "." + *close + "?" : "; it has " + config::listed(names))});
    } else if (spec->form == ProductForm::field || spec->form == ProductForm::text) {
      complaints.push_back({key, "\"" + path + "\" is a " + (spec->form == ProductForm::field ? "field" : "text") +
                                     "; scalars and arrays can be collected"});
    } else {
      specs.push_back(*spec);
      specs.back().name = path;
    }
  }
  return specs;
}

// A grid is the product of its levels, which a few keys can take beyond any memory.
void check_members(const Inputs& inputs, std::vector<Complaint>& complaints) {
  const auto* grid = std::get_if<Grid>(&inputs.design);
  if (!grid) return;
  double members = 1, repeats = 1;
  for (const auto& [path, vary] : inputs.vary) {
    if (const auto* replicate = std::get_if<Replicate>(&vary))
      repeats = std::max(repeats, static_cast<double>(replicate->count));
    else if (const auto* values = std::get_if<Values>(&vary)) members *= static_cast<double>(values->values.size());
    else members *= static_cast<double>(grid->points);
  }
  if (members * repeats <= kMostMembers) return;
  complaints.push_back({"design", "a grid of " + campaign::count_text(members * repeats) + " members; at most " +
                                      campaign::count_text(kMostMembers) + " are allowed"});
}

// An ensemble on the way from a varied input to a collected product would have to run for each member.
void refuse_nesting(const Inputs& inputs, const Surroundings& surroundings, std::vector<Complaint>& complaints) {
  std::vector<std::string> moved, wanted;
  const auto has = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const auto& [path, vary] : inputs.vary) moved.push_back(head_of(path));
  for (const std::string& path : inputs.collect) wanted.push_back(head_of(path));
  const std::vector<std::string> stages = surroundings.stages();
  for (const std::string& stage : stages)
    for (const std::string& need : surroundings.needs(stage))
      if (has(moved, need)) moved.push_back(stage);
  for (auto stage = stages.rbegin(); stage != stages.rend(); ++stage)
    if (has(wanted, *stage))
      for (const std::string& need : surroundings.needs(*stage)) wanted.push_back(need);
  for (const std::string& stage : stages)
    if (surroundings.kind_of(stage) == "ensemble" && has(moved, stage) && has(wanted, stage))
      complaints.push_back({"collect", "the ensemble " + stage +
                                           " is between what is varied and what is collected: ensembles of "
                                           "ensembles are not in this release"});
}

std::vector<ProductSpec> declare(const Inputs& inputs, const Surroundings& surroundings,
                                 std::vector<Complaint>& complaints) {
  refuse_nesting(inputs, surroundings, complaints);
  check_members(inputs, complaints);
  const std::vector<Target> targets = targets_of(inputs, surroundings, complaints);
  const std::vector<ProductSpec> collected = collected_specs(inputs, surroundings, complaints);
  if (const auto* file = std::get_if<FromFile>(&inputs.design);
      file && complaints.empty() && !file->file.sha256.empty()) {
    try {
      (void)design_from_file(file->file.path, varied_of(targets));
    } catch (const std::invalid_argument& error) { complaints.push_back({"design.file", error.what()}); }
  }
  return table_specs(varied_of(targets), collected);
}

// A replicate is no axis of the design: member m takes the seed m mod count. A grid is gone through once for each seed.
uq::Design with_replicates(const Inputs& inputs, const uq::Design& drawn, std::size_t repeats) {
  uq::Design design{drawn.members * repeats, inputs.vary.size(), {}};
  for (std::size_t m = 0; m < design.members; ++m) {
    std::size_t column = 0;
    for (const auto& [path, vary] : inputs.vary) {
      const auto* replicate = std::get_if<Replicate>(&vary);
      design.points.push_back(replicate ? static_cast<double>(m % static_cast<std::size_t>(replicate->count))
                                        : drawn.at(m / repeats, column++));
    }
  }
  return design;
}

uq::Design design_of(const Inputs& inputs, const std::vector<Target>& targets) {
  if (const auto* file = std::get_if<FromFile>(&inputs.design))
    return design_from_file(file->file.path, varied_of(targets));
  const auto* grid = std::get_if<Grid>(&inputs.design);
  std::vector<uq::Distribution> laws;
  std::vector<std::vector<double>> levels;
  std::size_t repeats = 1, input = 0;
  for (const auto& [path, vary] : inputs.vary) {
    auto law = distribution_of(vary, targets[input++].as.unit);
    if (!law) {
      if (grid) repeats = std::max(repeats, static_cast<std::size_t>(std::get<Replicate>(vary).count));
      continue;
    }
    if (grid) levels.push_back(law->levels(static_cast<std::size_t>(grid->points)));
    laws.push_back(std::move(*law));
  }
  const uq::Design drawn =
      grid ? uq::grid(levels)
           : uq::in_physical_units(
                 uq::random_points(laws.size(), static_cast<std::size_t>(std::get<MonteCarlo>(inputs.design).samples),
                                   static_cast<std::uint64_t>(inputs.seed.value_or(0))),
                 laws);
  return with_replicates(inputs, drawn, repeats);
}

campaign::Overrides overrides_of(const std::vector<Target>& targets, const uq::Design& design, std::size_t member) {
  campaign::Overrides overrides;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    overrides.emplace_back(targets[i].as.path, value_of(targets[i], design.at(member, i)));
  }
  return overrides;
}

// A member whose arrays do not match those of the first cannot stand in one table with it.
void refuse_other_shapes(std::vector<SubGraph::Member>& members) {
  const auto first =
      std::find_if(members.begin(), members.end(), [](const auto& one) { return one.status == campaign::Status::ok; });
  for (auto& member : members) {
    if (member.status != campaign::Status::ok) continue;
    for (std::size_t c = 0; c < member.collected.size(); ++c)
      if (member.collected[c].axes != first->collected[c].axes) {
        member = {
            campaign::Status::corrupt, member.collected[c].spec.name + " has other axes than in the first member", {}};
        break;
      }
  }
}

std::string failures_text(const std::vector<SubGraph::Member>& members) {
  std::map<std::string, std::pair<std::size_t, std::size_t>> causes;  // reason -> how many, first member
  for (std::size_t m = 0; m < members.size(); ++m)
    if (members[m].status != campaign::Status::ok) {
      auto [at, fresh] = causes.try_emplace(campaign::status_word(members[m].status) + ": " + members[m].reason, 0, m);
      ++at->second.first;
    }
  std::string text;
  for (const auto& [cause, count] : causes)
    text += "\n  " + std::to_string(count.first) + " x (first: member " + std::to_string(count.second) + ") " + cause;
  return text;
}

[[noreturn]] void stop(std::size_t done, std::size_t all, const Context& context) {
  throw parallel::AgreedFailure(ExitCode::stopped, context.stage + ": stopped (" + context.stop.reason() + ") after " +
                                                       std::to_string(done) + " of " + std::to_string(all) +
                                                       " members, which are kept: run again to go on");
}

std::vector<SubGraph::Member> evaluate_all(const Inputs& inputs, const std::vector<Target>& targets,
                                           const uq::Design& design, Context& context) {
  const auto known = context.shard->load();
  if (!known.empty())
    context.log.info(context.stage + ": " + std::to_string(known.size()) + " members are kept from before");
  if (context.shard->altered() > 0)
    context.log.warn(context.stage + ": " + std::to_string(context.shard->altered()) +
                     " altered records of members were left out");
  std::vector<std::string> varied;
  for (const Target& target : targets) varied.push_back(target.as.path);
  const std::size_t block = context.sub_graph->block(varied, inputs.collect);
  std::vector<SubGraph::Member> members(design.members);
  MemberKeeper keeper(context);
  for (std::size_t begin = 0; begin < design.members;) {
    if (const auto kept = known.find(begin); kept != known.end()) {
      members[begin++] = kept->second;
      continue;
    }
    if (context.stop.asked(context.ranks)) {
      keeper.write();
      stop(begin, design.members, context);
    }
    std::vector<campaign::Overrides> overrides;
    for (std::size_t m = begin; m < design.members && overrides.size() < block && !known.contains(m); ++m)
      overrides.push_back(overrides_of(targets, design, m));
    std::vector<SubGraph::Member> done;
    try {
      done = context.sub_graph->evaluate(overrides, inputs.collect);
    } catch (const parallel::AgreedFailure&) {
      keeper.write();
      throw;
    }
    keeper.keep(begin, done);
    for (const SubGraph::Member& member : done) members[begin++] = member;
    context.log.progress(context.stage, static_cast<double>(begin) / static_cast<double>(design.members),
                         std::to_string(begin) + " of " + std::to_string(design.members) + " members");
  }
  keeper.write();
  return members;
}

Products run(const Inputs& inputs, Context& context) {
  std::vector<Complaint> complaints;
  const std::vector<Target> targets = targets_of(inputs, *context.surroundings, complaints);
  const std::vector<ProductSpec> collected = collected_specs(inputs, *context.surroundings, complaints);
  // What could not be checked before the values of references were known.
  if (!complaints.empty())
    throw parallel::AgreedFailure(ExitCode::input,
                                  context.stage + "." + complaints.front().key + ": " + complaints.front().message);
  const uq::Design design = design_of(inputs, targets);
  std::vector<SubGraph::Member> members = evaluate_all(inputs, targets, design, context);
  refuse_other_shapes(members);
  const auto failed =
      std::count_if(members.begin(), members.end(), [](const auto& one) { return one.status != campaign::Status::ok; });
  const std::string share = std::to_string(failed) + " of " + std::to_string(members.size()) + " members failed";
  if (static_cast<double>(failed) > inputs.max_failed * static_cast<double>(members.size()) ||
      failed == std::ssize(members))
    throw parallel::AgreedFailure(ExitCode::solver, context.stage + ": " + share + ", more than max_failed = " +
                                                        campaign::short_number(100 * inputs.max_failed) +
                                                        " % allows; by cause:" + failures_text(members));
  if (failed > 0 && context.ranks.is_first())
    context.log.warn(context.stage + ": " + share +
                     "; statistics are over the others, by cause:" + failures_text(members));
  return table_products(varied_of(targets), collected, design, members);
}

std::vector<std::string> cites(const Inputs& inputs) {
  std::vector<std::string> papers{
      "Baudin, M., Dutfoy, A., Iooss, B., Popelin, A.-L. (2017). OpenTURNS: an industrial software for uncertainty "
      "quantification in "
      "simulation. Handbook of Uncertainty Quantification, 2001-2038. doi:10.1007/978-3-319-12385-1_64"};
  if (std::holds_alternative<MonteCarlo>(inputs.design))
    papers.push_back(
        "Salmon, J. K., Moraes, M. A., Dror, R. O., Shaw, D. E. (2011). Parallel random numbers: as easy as 1, 2, 3. "
        "Proc. SC '11. doi:10.1145/2063384.2063405");
  return papers;
}

}  // namespace

campaign::StageKind ensemble() {
  return campaign::make_kind(campaign::Kind<Inputs>{
      .name = "ensemble",
      .revision = 1,
      .sentence = "A campaign many times over: inputs are varied, products collected, members that fail are counted.",
      .produces = {{"table.PATH", "as PATH", "value of each varied input and collected product, by member"},
                   {"status", "1", "how each member ended, by member"},
                   {"members", "1", "members in the design"},
                   {"members_ok", "1", "members that ended well: the sample of every statistic"},
                   {"failures.STATUS", "1", "members that ended so"},
                   {"mean.PATH", "as PATH", "mean over the members of each collected product"},
                   {"sd.PATH", "as PATH", "standard deviation over the members"},
                   {"quantile.PATH", "as PATH", "quantiles over the members, by probability"}},
      .declare = &declare,
      .cites = &cites,
      .run = &run,
      .depends = &depends,
  });
}

}  // namespace voxvolt::stages
