// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/sub_graph.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <set>

#include "campaign/identity.hpp"
#include "campaign/references.hpp"
#include "config/names.hpp"
#include "io/field_files.hpp"

namespace voxvolt::campaign {
namespace {

constexpr std::size_t kRemembered = 64;       // results of stages kept for members of equal identity
constexpr std::size_t kRememberedFields = 4;  // with whole fields

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

std::string head_of(const std::string& path) { return path.substr(0, path.find('.')); }

/// Keeps the last fields that a member writes.
class LastFields : public insitu::FieldSink {
 public:
  void write(const insitu::Snapshot& snapshot) override {
    for (const numerics::NamedField& field : snapshot.fields)
      last_.insert_or_assign(field.name, std::make_shared<const numerics::NamedField>(field));
  }
  std::shared_ptr<const numerics::NamedField> find(const std::string& name) const {
    const auto found = last_.find(name);
    return found == last_.end() ? nullptr : found->second;
  }

 private:
  std::map<std::string, std::shared_ptr<const numerics::NamedField>> last_;
};

template <class T>
std::vector<double> numbers_of(const numerics::Field<T>& field) {
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), field.data);
  return {host.data(), host.data() + field.block.size()};
}

}  // namespace

Product whole_field(const numerics::NamedField& named, const parallel::Communicator& ranks) {
  Product product;
  product.spec = {named.name, named.unit, named.meaning, ProductForm::array, {"z", "y", "x"}};
  const numerics::VoxelGrid grid = std::visit([](const auto& field) { return field.grid; }, named.field);
  for (const std::size_t along : {2u, 1u, 0u}) {
    Axis axis{product.spec.axes[2 - along], "m", "centre of the voxel", {}};
    const std::vector<double>& widths = named.widths[along];
    double edge = grid.origin[along];
    for (std::int64_t i = 0; i < grid.cells[along]; ++i) {
      const double width = widths.empty() ? grid.spacing[along] : widths[static_cast<std::size_t>(i)];
      axis.values.push_back(widths.empty() ? grid.origin[along] + (static_cast<double>(i) + 0.5) * width
                                           : edge + 0.5 * width);
      edge += width;
    }
    product.axes.push_back(std::move(axis));
  }
  const std::vector<double> own = std::visit([](const auto& field) { return numbers_of(field); }, named.field);
  const std::string bytes(reinterpret_cast<const char*>(own.data()), own.size() * sizeof(double));
  for (const std::string& slab : ranks.gather(bytes)) {  // lower planes on lower ranks
    const std::size_t before = product.values.size();
    product.values.resize(before + slab.size() / sizeof(double));
    if (!slab.empty()) std::memcpy(product.values.data() + before, slab.data(), slab.size());
  }
  return product;
}

struct InProcessSubGraph::MemberState {
  std::map<std::string, Result> results;        // by stage
  std::map<std::string, std::string> identity;  // by stage
};

// Every stage on a path from a varied key to a collected product, in order.
std::vector<const StageEntry*> InProcessSubGraph::between(const std::vector<std::string>& varied,
                                                          const std::vector<std::string>& collect) const {
  std::set<std::string> moved;
  for (const std::string& path : varied) moved.insert(head_of(path));
  for (const StageEntry& entry : run_.campaign.stages)
    if (std::ranges::any_of(entry.upstream, [&](const std::string& name) { return moved.contains(name); }))
      moved.insert(entry.name);
  std::set<std::string> wanted;
  for (const std::string& path : collect)
    for (const StageEntry* entry : run_.campaign.needed_for(head_of(path))) wanted.insert(entry->name);
  std::vector<const StageEntry*> stages;
  for (const StageEntry& entry : run_.campaign.stages)
    if (moved.contains(entry.name) && wanted.contains(entry.name)) stages.push_back(&entry);
  return stages;
}

SubGraph::Plan InProcessSubGraph::prepare(const std::vector<std::string>& varied,
                                          const std::vector<std::string>& collect) {
  collect_ = collect;
  between_ = between(varied, collect);
  Plan plan;
  std::set<std::string> shared;
  for (const std::string& path : collect) shared.insert(head_of(path));
  for (const StageEntry* stage : between_) {
    plan.continues = plan.continues || stage->kind->continues;
    plan.fuses = plan.fuses || stage->kind->batches;
    plan.bytes = std::max(plan.bytes, stage->kind
                                          ->estimate(stage->inputs,
                                                     [](const std::string&) {
                                                       return Estimate{kUnknown, kUnknown, kUnknown};
                                                     })
                                          .bytes);
    shared.insert(stage->upstream.begin(), stage->upstream.end());
  }
  for (const StageEntry* stage : between_) shared.erase(stage->name);
  for (const std::string& name : shared) {
    Products& products = nominal_[name] = run_.nominal(name);
    // What is here is here on all ranks together; a member's few read it from its file.
    if (run_.ranks.size() > 1)
      for (Product& product : products.all()) product.field.here = nullptr;
  }
  return plan;
}

// What is collected of a stage that no other stage between goes on from; of such a one, all.
std::optional<std::vector<std::string>> InProcessSubGraph::wanted_of(const StageEntry& stage) const {
  for (const StageEntry* other : between_)
    if (std::ranges::find(other->upstream, stage.name) != other->upstream.end()) return std::nullopt;
  std::vector<std::string> names;
  for (const std::string& path : collect_)
    if (head_of(path) == stage.name) names.push_back(path.substr(stage.name.size() + 1));
  return names;
}

std::vector<std::string> InProcessSubGraph::collected_fields(const StageEntry& stage) const {
  std::vector<std::string> names = stage.fields_to_write();
  std::erase_if(names, [&](const std::string& name) {
    return std::ranges::find(collect_, stage.name + "." + name) == collect_.end();
  });
  return names;
}

double InProcessSubGraph::seconds(const Overrides& member) const {
  std::map<std::string, Estimate> estimates;
  const Estimates before = [&](const std::string& stage) {
    const auto found = estimates.find(stage);
    return found == estimates.end() ? Estimate{kUnknown, kUnknown, kUnknown} : found->second;
  };
  double sum = 0;
  for (const StageEntry* stage : between_) {
    config::Value inputs = stage->inputs;
    config::Problems problems;
    for (const auto& [path, value] : member)
      if (head_of(path) == stage->name)
        config::assign(inputs, *stage->kind->shape, path.substr(stage->name.size() + 1), value, problems);
    if (!problems.empty()) continue;  // it will end at once
    const Estimate& one = estimates[stage->name] = stage->kind->estimate(inputs, before);
    if (std::isfinite(one.seconds)) sum += one.seconds;
  }
  return sum;
}

std::vector<SubGraph::Member> InProcessSubGraph::evaluate(std::span<const Overrides> members,
                                                          const parallel::Communicator& ranks) {
  std::vector<MemberState> states(members.size());
  for (const StageEntry* stage : between_) evaluate_stage(*stage, members, states, ranks);

  std::vector<Member> done;
  for (const MemberState& state : states) done.push_back(collected_of(state, ranks));
  return done;
}

SubGraph::Member InProcessSubGraph::collected_of(const MemberState& state, const parallel::Communicator& ranks) const {
  Member member;
  for (const std::string& path : collect_) {
    const std::string stage = head_of(path);
    const auto own = state.results.find(stage);
    if (own != state.results.end() && own->second.status != Status::ok)
      return {own->second.status, own->second.reason, {}, {}, own->second.for_good};
    const Products& products = own == state.results.end() ? nominal(stage) : *own->second.products;
    const Product& product = products.at(path.substr(stage.size() + 1));
    if (product.spec.form != ProductForm::field) member.collected.push_back(product);
    else if (product.field.here) member.collected.push_back(whole_field(*product.field.here, ranks));
    else member.collected.push_back(whole_field(io::read_field(*product.field.stored, run_.folder, ranks), ranks));
  }
  return member;
}

SubGraph::Member InProcessSubGraph::continued(const Overrides& failed, const Overrides& well,
                                              const parallel::Communicator& ranks) {
  std::vector<MemberState> from(1), states(1);
  for (const StageEntry* stage : between_) evaluate_stage(*stage, {&well, 1}, from, ranks);
  for (const StageEntry* stage : between_) {
    evaluate_stage(*stage, {&failed, 1}, states, ranks);
    const Result& start = from[0].results[stage->name];
    if (states[0].results[stage->name].status != Status::solver_fail || !stage->kind->continues || !start.products)
      continue;
    states[0].results.erase(stage->name);
    evaluate_stage(*stage, {&failed, 1}, states, ranks, start.products.get());
  }
  return collected_of(states[0], ranks);
}

// The member's inputs of this stage, with references replaced; false when the member cannot have this stage.
bool InProcessSubGraph::prepare(const StageEntry& stage, const Overrides& overrides, MemberState& state,
                                config::Value& inputs) const {
  Result& result = state.results[stage.name];
  for (const std::string& name : stage.upstream)
    if (const auto before = state.results.find(name);
        before != state.results.end() && before->second.status != Status::ok) {
      result = before->second;
      return false;
    }
  inputs = stage.inputs;
  config::Problems problems;
  for (const auto& [path, value] : overrides)
    if (head_of(path) == stage.name)
      config::assign(inputs, *stage.kind->shape, path.substr(stage.name.size() + 1), value, problems);
  state.identity[stage.name] = identity_of(stage, inputs, [&](const std::string& name) {
    const auto own = state.identity.find(name);
    return own == state.identity.end() ? run_.campaign.at(name).identity : own->second;
  });
  substitute(
      inputs, *stage.kind, stage.name,
      [&](const std::string& name) -> const Products& {
        const auto own = state.results.find(name);
        return own == state.results.end() ? nominal(name) : *own->second.products;
      },
      problems);
  if (problems.empty()) return true;
  result = {Status::infeasible_input, config::InputError(problems.sorted()).what(), nullptr};
  return false;
}

void InProcessSubGraph::evaluate_stage(const StageEntry& stage, std::span<const Overrides> members,
                                       std::vector<MemberState>& states, const parallel::Communicator& ranks,
                                       const Products* start) {
  struct Task {
    std::string identity;
    config::Value inputs;
    std::size_t member;
  };
  std::map<std::string, std::vector<Task>> batches;
  std::set<std::string> planned;
  const std::vector<std::string> fields = collected_fields(stage);
  for (std::size_t i = 0; i < members.size(); ++i) {
    config::Value inputs;
    if (!prepare(stage, members[i], states[i], inputs)) continue;
    const std::string& identity = states[i].identity[stage.name];
    if ((!start && remembered(identity)) || !planned.insert(identity).second) continue;
    // Fields are those of one member at a time.
    const std::string key = fields.empty() ? stage.kind->batch_key(inputs) : std::to_string(i);
    batches[key].push_back({identity, std::move(inputs), i});
  }
  std::map<std::string, Result> fresh;
  for (auto& [key, tasks] : batches) {
    std::vector<config::Value> inputs;
    for (Task& task : tasks) inputs.push_back(std::move(task.inputs));
    Context context{.ranks = ranks,
                    .stage = stage.name,
                    .identity = stage.identity,
                    .is_member = true,
                    .log = run_.log,
                    .stop = run_.stop,
                    .folder = run_.folder,
                    .memory_limit = run_.memory_limit};
    LastFields last;
    context.fields_to_write = stage.fields_to_write();
    if (!fields.empty()) context.fields = &last;
    context.start = start;
    context.wanted = wanted_of(stage);
    context.upstream = [&](std::size_t k, const std::string& name) -> const Products& {
      const MemberState& state = states[tasks[k].member];
      const auto own = state.results.find(name);
      return own == state.results.end() ? nominal(name) : *own->second.products;
    };
    std::vector<Outcome> outcomes = stage.kind->run(inputs, context);
    for (const std::string& name : fields)
      for (Product& product : outcomes.front().products.all())
        if (product.spec.name == name && !product.field.here) product.field.here = last.find(name);
    for (std::size_t k = 0; k < tasks.size(); ++k)
      fresh[tasks[k].identity] = {outcomes[k].status, outcomes[k].reason,
                                  std::make_shared<const Products>(std::move(outcomes[k].products)),
                                  outcomes[k].for_good};
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto identity = states[i].identity.find(stage.name);
    if (identity == states[i].identity.end() || states[i].results[stage.name].status != Status::ok) continue;
    const auto computed = fresh.find(identity->second);
    states[i].results[stage.name] = computed == fresh.end() ? *remembered(identity->second) : computed->second;
  }
  // What was started from elsewhere is a member's own affair: others of equal identity must not depend on who came first.
  if (start) return;
  for (auto& [identity, result] : fresh) remember(identity, std::move(result));
}

const InProcessSubGraph::Result* InProcessSubGraph::remembered(const std::string& identity) {
  const auto found = std::ranges::find(cache_, identity, [](const auto& entry) { return entry.first; });
  if (found == cache_.end()) return nullptr;
  cache_.splice(cache_.begin(), cache_, found);
  return &cache_.front().second;
}

void InProcessSubGraph::remember(const std::string& identity, Result result) {
  cache_.emplace_front(identity, std::move(result));
  const bool fields = std::ranges::any_of(between_, [&](const auto* one) { return !collected_fields(*one).empty(); });
  if (cache_.size() > (fields ? kRememberedFields : kRemembered)) cache_.pop_back();
}

}  // namespace voxvolt::campaign
