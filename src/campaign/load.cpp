// SPDX-License-Identifier: BSD-3-Clause
// From the text of a campaign to the graph: read, validate each stage, link, order, declare, hash, identify.
#include <algorithm>
#include <map>
#include <set>

#include "campaign/campaign.hpp"
#include "campaign/identity.hpp"
#include "campaign/references.hpp"
#include "config/loader.hpp"
#include "config/names.hpp"
#include "config/validate.hpp"
#include "parallel/agree.hpp"
#include "parallel/machine.hpp"

namespace voxvolt::campaign {
namespace {

using config::Node;
using config::Problems;
using config::Value;

/// Keys that every stage takes beside its own. A kind that describes one of them itself takes it over.
struct CommonKeys {
  FieldsRequest fields;
  std::vector<std::string> error;
  std::map<std::string, std::string> petsc;
  static void describe(config::Describe<CommonKeys>& d) {
    d.member("fields", &CommonKeys::fields, "which fields are written, and when");
    d.member("error", &CommonKeys::error, "which error estimates are made: none, or a list");
    d.member("petsc", &CommonKeys::petsc, "options of PETSc for this stage, without its prefix");
  }
};

/// The top of a campaign file.
struct Heading {
  std::int64_t voxvolt = 1;
  std::string title;
  std::int64_t seed = 0;
  static void describe(config::Describe<Heading>& d) {
    d.member("voxvolt", &Heading::voxvolt, "version of the campaign format", config::unit("1").at_least(1).at_most(1))
        .required();
    d.member("title", &Heading::title, "what the campaign is about");
    d.member("seed", &Heading::seed, "default seed of ensembles", config::unit("1").at_least(0));
  }
};

class Loader {
 public:
  Loader(const CampaignSource& source, const Catalogue& catalogue, const parallel::Communicator& ranks)
      : source_(source), catalogue_(catalogue), ranks_(ranks) {}

  Campaign load() {
    parallel::agree_on(ranks_, [&] { read(); });
    hash_files(campaign_.stages, ranks_, problems_);
    parallel::agree_on(ranks_, [&] { look_around(); });  // kinds look into files, which ranks may see differently
    return std::move(campaign_);
  }

 private:
  // What the text says by itself.
  void read() {
    Node root = config::load_yaml(source_.text, source_.file);
    int index = 0;
    for (const std::string& set : source_.sets) config::apply_set(root, set, ++index);
    campaign_.catalogue = &catalogue_;
    read_heading(root);
    problems_.throw_if_any();
    link();
    problems_.throw_if_any();
    put_in_order();
  }

  // What it means beside the files and stages that it names.
  void look_around() {
    declare_all();
    check_references();
    share_out_petsc();
    problems_.throw_if_any();
    for (StageEntry& entry : campaign_.stages)
      entry.identity =
          identity_of(entry, entry.inputs, [&](const std::string& name) { return campaign_.at(name).identity; });
  }

  void read_heading(const Node& root) {
    if (!root.is_map()) {
      problems_.add(root.place, "", "a campaign is a map with the keys voxvolt, title and stages");
      return;
    }
    Node heading = config::expand(root, "", problems_);
    auto& entries = heading.map();
    const auto stages = std::ranges::find(entries, "stages", &config::Entry::key);
    const bool has_stages = stages != entries.end();
    Node stages_node;
    if (has_stages) {
      stages_node = std::move(stages->value);
      entries.erase(stages);
    } else {
      problems_.add(root.place, "stages", "is missing: a campaign needs at least one stage");
    }
    refuse_unknown_keys(entries);
    const Value top = config::validate(heading, *config::Form<Heading>::shape({}), "", problems_);
    if (problems_.empty()) {
      const auto read = config::build<Heading>(top);
      campaign_.title = read.title;
      campaign_.seed = static_cast<std::uint64_t>(read.seed);
    }
    if (has_stages) read_stages(std::move(stages_node));
  }

  // `stages` is no key of the heading's description, but the one that a slip of the pen most often means.
  void refuse_unknown_keys(Node::Entries& entries) {
    std::vector<std::string> known = config::keys_of(*config::schema_of<Heading>());
    known.push_back("stages");
    std::erase_if(entries, [&](const config::Entry& entry) {
      if (std::ranges::count(known, entry.key)) return false;
      const auto close = config::nearest(entry.key, known);
      problems_.add(
          entry.place, config::shown(entry.key),
          "unknown key" + (close ? "; did you mean `" + *close + "`?" : "") + "; keys are: " + config::listed(known));
      return true;
    });
  }

  void read_stages(Node node) {
    if (!node.is_map() || node.map().empty()) {
      problems_.add(node.place, "stages", "must be a map from a name to a stage, with at least one");
      return;
    }
    // Before dots are interpreted: `../x` is to be shown as it was written.
    std::erase_if(node.map(), [&](const config::Entry& entry) {
      const bool bad = !config::is_path(entry.key);
      if (bad) refuse_name(entry);
      return bad;
    });
    const Node stages = config::expand(std::move(node), "stages", problems_);
    for (const config::Entry& entry : stages.map()) read_stage(entry);
  }

  void refuse_name(const config::Entry& entry) {
    problems_.add(entry.place, "stages",
                  "\"" + config::shown(entry.key) + "\" is no name: a letter, then letters, digits, _");
  }

  void read_stage(const config::Entry& entry) {
    if (!config::is_name(entry.key)) return refuse_name(entry);
    if (!entry.value.is_map()) {
      problems_.add(entry.place, entry.key, "a stage is a map with the key kind");
      return;
    }
    const StageKind* kind = kind_of(entry);
    if (!kind) return;
    StageEntry stage;
    stage.name = entry.key;
    stage.place = entry.place;
    stage.kind = kind;
    Node own = entry.value;
    Node shared{Node::Entries{}, entry.value.place};
    std::erase_if(own.map(), [&](const config::Entry& key) {
      const std::string head = key.key.substr(0, key.key.find('.'));
      const bool common = !kind->schema->find(head) && config::schema_of<CommonKeys>()->find(head);
      if (common) shared.map().push_back(key);
      return common || key.key == "kind";
    });
    const Value common = config::validate(shared, *config::Form<CommonKeys>::shape({}), stage.name, problems_);
    stage.inputs = config::validate(own, *kind->shape, stage.name, problems_);
    // A stage that draws takes the campaign's seed unless it has its own.
    if (Value* seed = problems_.empty() && kind->schema->find("seed") ? stage.inputs.find("seed") : nullptr;
        seed && seed->is_null())
      *seed = Value(static_cast<std::int64_t>(campaign_.seed));
    if (problems_.empty()) read_common(stage, common);
    campaign_.stages.push_back(std::move(stage));
  }

  void read_common(StageEntry& stage, const Value& given) {
    const auto common = config::build<CommonKeys>(given);
    stage.fields = common.fields;
    stage.petsc = common.petsc;
    fields_at_[stage.name] = given.find("fields.write")->place();
    if (!common.error.empty())
      problems_.add(given.find("error")->place(), stage.name + ".error",
                    "the kind " + stage.kind->name + " has no error estimate to make; `error: none` is allowed");
  }

  const StageKind* kind_of(const config::Entry& entry) {
    const config::Entry* key = entry.value.find("kind");
    if (!key || !key->value.is_scalar()) {
      const bool is_there = key && !key->value.is_null();
      problems_.add(is_there ? key->value.place : entry.place, entry.key + ".kind",
                    (is_there ? config::named(key->value) + " where a word is needed" : std::string("is missing")) +
                        "; it is one of " + config::listed(kind_names()));
      return nullptr;
    }
    const std::string& word = key->value.scalar().text;
    if (const StageKind* kind = catalogue_.find(word)) return kind;
    std::string message = "\"" + config::shown(word) + "\" is no stage kind";
    if (std::ranges::count(catalogue_.reserved, word)) message = "the kind " + word + " is not in this release";
    const auto close = config::nearest(word, kind_names());
    message += close ? "; did you mean " + *close + "?" : "; it is one of " + config::listed(kind_names());
    problems_.add(key->value.place, entry.key + ".kind", message);
    return nullptr;
  }

  std::vector<std::string> kind_names() const {
    std::vector<std::string> names;
    for (const StageKind& kind : catalogue_.kinds) names.push_back(kind.name);
    return names;
  }

  std::vector<std::string> stage_names() const {
    std::vector<std::string> names;
    for (const StageEntry& entry : campaign_.stages) names.push_back(entry.name);
    return names;
  }

  // Who needs whom: references, and what a kind says beside them.
  void link() {
    const std::vector<std::string> names = stage_names();
    for (StageEntry& entry : campaign_.stages) {
      const auto need = [&](const std::string& stage, const config::Place& place, const std::string& key,
                            const std::string& what) {
        if (std::ranges::find(names, stage) == names.end()) {
          const auto close = config::nearest(stage, names);
          problems_.add(place, key,
                        what + ": there is no stage " + config::shown(stage) +
                            (close ? "; did you mean " + *close + "?" : "; there are " + config::listed(names)));
        } else if (std::ranges::find(entry.upstream, stage) == entry.upstream.end()) {
          entry.upstream.push_back(stage);
        }
      };
      config::each_reference(
          entry.inputs, *entry.kind->shape, [&](Value& value, const config::Shape&, const std::string& path) {
            const auto& reference = value.as<config::Reference>();
            need(reference.stage, value.place(), config::join_path(entry.name, path), reference.text());
          });
      for (const std::string& stage : entry.kind->depends(entry.inputs)) {
        const Value* at = naming(entry.inputs, stage);
        need(stage, at ? at->place() : entry.place, entry.name, "it needs " + stage);
      }
    }
  }

  // The first key or text below that is the stage, or a path into it.
  static const Value* naming(const Value& value, const std::string& stage) {
    const auto names = [&](const std::string& path) { return path.substr(0, path.find('.')) == stage; };
    if (value.is<std::string>()) return names(value.as<std::string>()) ? &value : nullptr;
    if (value.is<config::List>())
      for (const Value& item : value.as<config::List>())
        if (const Value* found = naming(item, stage)) return found;
    if (value.is<config::Map>())
      for (const auto& [key, below] : value.as<config::Map>()) {
        if (names(key)) return &below;
        if (const Value* found = naming(below, stage)) return found;
      }
    return nullptr;
  }

  // Repeatedly takes the first stage, in the order of the file, all of whose needs are taken.
  void put_in_order() {
    std::vector<StageEntry> ordered;
    std::set<std::string> taken;
    std::vector<StageEntry>& left = campaign_.stages;
    while (!left.empty()) {
      const auto next = std::ranges::find_if(left, [&](const StageEntry& entry) {
        return std::ranges::all_of(entry.upstream, [&](const std::string& name) { return taken.contains(name); });
      });
      if (next == left.end()) {
        report_cycle(left);
        problems_.throw_if_any();
      }
      taken.insert(next->name);
      ordered.push_back(std::move(*next));
      left.erase(next);
    }
    campaign_.stages = std::move(ordered);
  }

  void report_cycle(const std::vector<StageEntry>& left) {
    std::vector<std::string> walk{left.front().name};
    while (std::ranges::count(walk, walk.back()) < 2) {
      const auto here = std::ranges::find(left, walk.back(), &StageEntry::name);
      walk.push_back(*std::ranges::find_if(here->upstream, [&](const std::string& name) {
        return std::ranges::find(left, name, &StageEntry::name) != left.end();
      }));
    }
    walk.erase(walk.begin(), std::ranges::find(walk, walk.back()));
    std::string text;
    for (const std::string& name : walk) text += (text.empty() ? "" : " -> ") + name;
    const auto first = std::ranges::find(left, walk.front(), &StageEntry::name);
    problems_.add(first->place, first->name, "stages need each other in a circle: " + text);
  }

  void declare_all() {
    std::vector<std::string> visible;
    const double memory = parallel::memory_bytes() * ranks_.size();  // as if each rank had a host of its own
    for (StageEntry& entry : campaign_.stages) {
      std::vector<config::Complaint> complaints;
      entry.declared = entry.kind->declare(entry.inputs, StageView(campaign_.stages, visible, memory), complaints);
      for (const config::Complaint& complaint : complaints) {
        const Value* at = place_of(entry.inputs, complaint.key);
        problems_.add(at ? at->place() : entry.place, config::join_path(entry.name, complaint.key), complaint.message);
      }
      if (complaints.empty()) choose_fields(entry);
      visible.push_back(entry.name);
    }
  }

  // The deepest key on the way to `key` that was written.
  static const Value* place_of(const Value& inputs, std::string key) {
    while (!key.empty()) {
      const Value* value = inputs.find(key);
      if (value && value->place().source) return value;
      const std::size_t dot = key.rfind('.');
      key = dot == std::string::npos ? "" : key.substr(0, dot);
    }
    return nullptr;
  }

  // A field that is not to be written is no product.
  void choose_fields(StageEntry& entry) {
    if (!entry.fields.write) return;
    const std::vector<std::string> known = entry.fields_to_write();
    for (const std::string& name : *entry.fields.write)
      if (std::ranges::find(known, name) == known.end())
        problems_.add(fields_at_.at(entry.name), entry.name + ".fields.write",
                      "the stage has no field " + config::shown(name) +
                          (known.empty() ? "; it has no fields" : "; it has " + config::listed(known)));
    std::erase_if(entry.declared, [&](const ProductSpec& spec) {
      return spec.form == ProductForm::field &&
             std::ranges::find(*entry.fields.write, spec.name) == entry.fields.write->end();
    });
  }

  void check_references() {
    for (StageEntry& entry : campaign_.stages)
      config::each_reference(
          entry.inputs, *entry.kind->shape, [&](Value& value, const config::Shape& expected, const std::string& path) {
            if (std::holds_alternative<config::StageShape>(expected.form)) return;
            const auto& reference = value.as<config::Reference>();
            const std::string wrong = misfit(reference, expected, campaign_.at(reference.stage).declared);
            if (!wrong.empty()) problems_.add(value.place(), config::join_path(entry.name, path), wrong);
          });
  }

  // -<stage>_<option> belongs to that stage and to its identity.
  void share_out_petsc() {
    const auto& words = source_.petsc;
    for (std::size_t i = 0; i < words.size(); ++i) {
      const bool has_value =
          i + 1 < words.size() && !(words[i + 1].size() > 1 && words[i + 1][0] == '-' && std::isalpha(words[i + 1][1]));
      const std::string value = has_value ? words[i + 1] : "";
      StageEntry* owner = nullptr;
      for (StageEntry& entry : campaign_.stages)
        if (words[i].starts_with("-" + entry.name + "_") && (!owner || entry.name.size() > owner->name.size()))
          owner = &entry;
      if (owner) owner->petsc[words[i].substr(owner->name.size() + 2)] = value;
      if (has_value) ++i;
    }
  }

  const CampaignSource& source_;
  const Catalogue& catalogue_;
  const parallel::Communicator& ranks_;
  Campaign campaign_;
  Problems problems_;
  std::map<std::string, config::Place> fields_at_;  // by stage: where it says which fields are written
};

}  // namespace

Campaign load_campaign(const CampaignSource& source, const Catalogue& catalogue, const parallel::Communicator& ranks) {
  return Loader(source, catalogue, ranks).load();
}

}  // namespace voxvolt::campaign
