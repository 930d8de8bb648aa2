// SPDX-License-Identifier: BSD-3-Clause
// A stage kind is a row of the catalogue: pure functions and no state. make_kind<Inputs>() builds the row from typed
// functions; the rest of the campaign sees only the type-erased StageKind.
#pragma once

#include <any>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "campaign/product.hpp"
#include "config/described.hpp"
#include "config/errors.hpp"

namespace voxvolt::campaign {

struct Context;

/// How a member of an ensemble, or a stage, ended.
enum class Status { ok, early_stop, solver_fail, infeasible_input, timeout, node_lost, corrupt };
std::string status_word(Status status);

struct Outcome {
  Status status = Status::ok;
  Products products;
  std::string reason;     ///< when the status is not ok
  bool for_good = false;  ///< it is solver_fail, and no other start or step would mend it
};

/// What a run is expected to need; NaN where it depends on a value that is not known yet.
struct Estimate {
  double unknowns = 0;
  double bytes = 0;    ///< on all ranks together
  double seconds = 0;  ///< on one core
};
/// Of a stage before this one; NaN where it is not known.
using Estimates = std::function<Estimate(const std::string& stage)>;

/// What a stage's own files say of how uncertain one of its inputs is.
struct Spread {
  config::Value distribution{};  ///< as `vary` of an ensemble takes it; null when none is known
  std::string objection{};       ///< why not
  /// Other keys of the stage, and the correlation of their normal scores with this one's.
  std::vector<std::pair<std::string, double>> correlations{};
  std::vector<std::string> papers{};  ///< that this is from
};

/// The rest of the campaign as a kind may see it while it declares its products: no values, only what is configured.
class Surroundings {
 public:
  virtual ~Surroundings() = default;
  /// What a stage before this one declares; nullptr when there is no such stage, or it is not declared before this one.
  virtual const std::vector<ProductSpec>* declared(const std::string& stage) const = 0;
  /// The shape and the validated value of an input at `stage.key...`; shape is nullptr when there is no such key. Of a
  /// choice that takes a lone value (`sample: 10 s`) the shape is that of the value.
  struct Input {
    config::ShapeRef shape;
    const config::Value* value = nullptr;
    std::string sentence{};  ///< what its description says of it, or of the nearest key above
  };
  virtual Input input(const std::string& path) const = 0;
  /// The stages that one needs: those that it refers to, and those that its kind names.
  virtual std::vector<std::string> needs(const std::string& stage) const = 0;
  /// What its stage has against a value (SI) at such a path; empty when nothing.
  virtual std::string objection(const std::string& path, const config::Value& value) const = 0;
  /// What the files of a stage say of the input at `stage.key...`.
  virtual Spread spread(const std::string& path) const = 0;
  virtual std::vector<std::string> stages() const = 0;
  virtual std::string kind_of(const std::string& stage) const = 0;
  /// Memory of all ranks of this job together, bytes; an upper bound.
  virtual double memory() const = 0;
};

/// A product, or a family of them, as the manual names it: `volume_fraction.PHASE`.
struct Produced {
  std::string name;
  std::string unit;  ///< as ProductSpec; "as given" and the like where inputs decide
  std::string meaning;
};

struct StageKind {
  std::string name;
  int revision = 1;  ///< raised when the numbers change
  std::string sentence;
  std::vector<Produced> produces;  ///< for the manual; `declare` says what a given campaign gets
  const config::Schema* schema = nullptr;
  config::ShapeRef shape;
  /// Names of stages that must come first, beside those that the inputs refer to.
  std::function<std::vector<std::string>(const config::Value&)> depends;
  /// Complaints carry a key below the stage.
  std::function<std::vector<ProductSpec>(const config::Value&, const Surroundings&, std::vector<config::Complaint>&)>
      declare;
  std::function<Estimate(const config::Value&, const Estimates&)> estimate;
  /// The papers behind the models and numbers that these inputs use.
  std::function<std::vector<std::string>(const config::Value&, const Surroundings&)> cites;
  bool continues = false;  ///< a member that failed may be started again from the products of another (Context::start)
  bool splits = false;     ///< it has members, which `--members` may give to several processes
  bool batches = false;    ///< members of equal batch key are worth running in one call
  std::function<std::string(const config::Value&)> batch_key;
  /// How uncertain the input at a key is, as the stage's own files have it.
  std::function<Spread(const config::Value&, const std::string& key)> spread;
  /// What the manual adds below a key; empty for most.
  std::function<std::string(const std::string& key)> notes;
  /// One outcome per member; members of one call have equal batch keys.
  std::function<std::vector<Outcome>(std::span<const config::Value>, Context&)> run;
};

/// The typed functions of a kind. Inputs is a described struct.
template <class Inputs>
struct Kind {
  std::string name;
  int revision = 1;
  std::string sentence;
  std::vector<Produced> produces{};
  std::vector<ProductSpec> (*declare)(const Inputs&, const Surroundings&, std::vector<config::Complaint>&) = nullptr;
  Estimate (*estimate)(const Inputs&, const Estimates&) = nullptr;
  std::vector<std::string> (*cites)(const Inputs&) = nullptr;
  /// Instead of `cites`, of a kind that takes numbers from the files of other stages.
  std::vector<std::string> (*cites_around)(const Inputs&, const Surroundings&) = nullptr;
  /// One member. Kinds that batch give run_batch and batch_key instead.
  Products (*run)(const Inputs&, Context&) = nullptr;
  std::vector<Outcome> (*run_batch)(std::span<const Inputs>, Context&) = nullptr;
  std::string (*batch_key)(const Inputs&) = nullptr;
  std::vector<std::string> (*depends)(const Inputs&) = nullptr;
  Spread (*spread)(const Inputs&, const std::string& key) = nullptr;
  std::string (*notes)(const std::string& key) = nullptr;
  bool splits = false;
  bool continues = false;
};

/// The adaptor for kinds that do not batch: members one after another. In an ensemble an AgreedFailure is data: solver
/// makes its member solver_fail, input makes it infeasible_input. Every other failure ends the batch.
std::vector<Outcome> run_one_by_one(std::size_t members, Context& context,
                                    const std::function<Products(std::size_t)>& run);

template <class Inputs>
StageKind make_kind(const Kind<Inputs>& kind) {
  StageKind row;
  row.name = kind.name;
  row.revision = kind.revision;
  row.sentence = kind.sentence;
  row.produces = kind.produces;
  row.schema = config::schema_of<Inputs>().get();
  row.shape = config::Form<Inputs>::shape({});
  row.splits = kind.splits;
  row.continues = kind.continues;
  row.batches = kind.run_batch != nullptr;
  row.depends = [kind](const config::Value& v) {
    return kind.depends ? kind.depends(config::build<Inputs>(v)) : std::vector<std::string>{};
  };
  row.declare = [kind](const config::Value& v, const Surroundings& s, std::vector<config::Complaint>& c) {
    return kind.declare(config::build<Inputs>(v), s, c);
  };
  row.estimate = [kind](const config::Value& v, const Estimates& before) {
    return kind.estimate ? kind.estimate(config::build<Inputs>(v), before) : Estimate{};
  };
  row.cites = [kind](const config::Value& v, const Surroundings& s) {
    if (kind.cites_around) return kind.cites_around(config::build<Inputs>(v), s);
    return kind.cites ? kind.cites(config::build<Inputs>(v)) : std::vector<std::string>{};
  };
  row.batch_key = [kind](const config::Value& v) {
    return kind.batch_key ? kind.batch_key(config::build<Inputs>(v)) : std::string{};
  };
  row.spread = [kind](const config::Value& v, const std::string& key) {
    if (kind.spread) return kind.spread(config::build<Inputs>(v), key);
    return Spread{.objection = "the files of a stage of kind " + kind.name + " give no distributions"};
  };
  row.notes = [kind](const std::string& key) { return kind.notes ? kind.notes(key) : std::string{}; };
  row.run = [kind](std::span<const config::Value> members, Context& context) {
    if (kind.run_batch) {
      std::vector<Inputs> inputs;
      for (const auto& member : members) inputs.push_back(config::build<Inputs>(member));
      return kind.run_batch(inputs, context);
    }
    return run_one_by_one(members.size(), context,
                          [&](std::size_t i) { return kind.run(config::build<Inputs>(members[i]), context); });
  };
  return row;
}

/// The one list of kinds, in the order of the manual.
struct Catalogue {
  std::vector<StageKind> kinds;
  std::vector<std::string> reserved;  ///< names of kinds to come: refused with "not in this release"
  const StageKind* find(const std::string& name) const;
};

}  // namespace voxvolt::campaign
