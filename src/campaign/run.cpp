// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/run.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "campaign/identity.hpp"
#include "campaign/member_shard.hpp"
#include "campaign/record.hpp"
#include "campaign/references.hpp"
#include "campaign/sub_graph.hpp"
#include "campaign/summary.hpp"
#include "config/json.hpp"
#include "config/names.hpp"
#include "io/checkpoint.hpp"
#include "io/content_hash.hpp"
#include "io/field_files.hpp"
#include "parallel/agree.hpp"
#include "parallel/durable_file.hpp"
#include "parallel/machine.hpp"

namespace voxvolt::campaign {
namespace {

class Runner {
 public:
  Runner(const RunRequest& request, const Campaign& campaign, parallel::Session& session, parallel::StopRequest& stop)
      : request_(request),
        campaign_(campaign),
        session_(session),
        ranks_(session.world()),
        stop_(stop),
        folder_{request.folder} {}

  ExitCode run() {
    open_folder();
    Log log(ranks_, folder_.log(), request_.quiet);
    log_ = &log;
    try {
      return request_.members ? run_piece() : run_stages();
    } catch (const Failure& failure) {
      log_->keep_error(failure.what());
      throw;
    }
  }

 private:
  ExitCode run_stages() {
    read_ledger();
    std::vector<const StageEntry*> stages;
    if (!request_.only.empty()) stages = campaign_.needed_for(request_.only);
    else
      for (const StageEntry& entry : campaign_.stages) stages.push_back(&entry);
    for (const StageEntry* entry : stages) visit(*entry);
    finish(stages);
    return failed_.empty() ? ExitCode::done : ExitCode::solver;
  }

  // Members of one ensemble, beside other processes that compute others. What all of them share is run by the first.
  ExitCode run_piece() {
    read_ledger();
    const StageEntry& ensemble = *campaign_.find(request_.only);
    for (const StageEntry* entry : campaign_.needed_for(ensemble.name))
      if (entry != &ensemble) visit(*entry);
    on_first([&] { turn_.reset(); });
    if (!failed_.empty()) {
      log_->error(ensemble.name + ": no members, because it needs " + *failed_.begin());
      return ExitCode::solver;
    }
    bool done = false;
    on_first([&] { done = is_done(folder_, ledger_, ensemble.name, ensemble.identity); });
    if (ranks_.broadcast(static_cast<std::int64_t>(done))) {
      log_->info(ensemble.name + ": is done and on the record; there is no member left to compute");
      return ExitCode::done;
    }
    const auto [first, end] = *request_.members;
    log_->info(ensemble.name + ": members " + std::to_string(first) + " to " + std::to_string(end - 1));
    const double start = parallel::seconds();
    std::string status = "members " + std::to_string(first) + ":" + std::to_string(end);
    try {
      execute(ensemble);
    } catch (const parallel::AgreedFailure& failure) {
      log_->end_progress();
      note_time(ensemble, word_of(failure.code()) + " in " + status, start);
      throw;
    }
    log_->end_progress();
    note_time(ensemble, status, start);
    log_->show_warnings();
    log_->info("a plain run finishes the campaign when all members are there");
    return ExitCode::done;
  }

  void on_first(const std::function<void()>& work) {
    parallel::agree_on(ranks_, [&] {
      if (ranks_.is_first()) work();
    });
  }

  void open_folder() {
    on_first([&] {
      folder_.open();
      lock_ =
          std::make_unique<FolderLock>(folder_, request_.members ? FolderLock::Use::together : FolderLock::Use::alone);
      if (request_.members) turn_ = std::make_unique<Turn>(folder_);
      if (request_.fresh) folder_.clear();
      parallel::write_durably(folder_.at("campaign.yaml"), request_.source.text);
      parallel::write_durably(folder_.at("resolved.yaml"), resolved_yaml(campaign_));
    });
  }

  void read_ledger() {
    on_first([&] {
      ledger_ = Ledger::read(folder_.ledger());
      if (ledger_.torn()) log_->warn("the last line of ledger.jsonl was torn; it is cut, and its stage runs again");
      ledger_.cut_torn_line();
      LedgerLine line = line_for("started", "resolved.yaml");
      for (const StageEntry& entry : campaign_.stages)
        line.stages += (line.stages.empty() ? "" : " ") + entry.name + ":" + entry.identity;
      const LedgerLine* last = ledger_.last("started");
      if (!last || last->stages != line.stages || last->sha256 != line.sha256) ledger_.append(std::move(line));
    });
  }

  void visit(const StageEntry& entry) {
    const auto lost =
        std::ranges::find_if(entry.upstream, [&](const std::string& name) { return failed_.contains(name); });
    if (lost != entry.upstream.end()) {
      failed_.insert(entry.name);
      times_.push_back({entry.name, "not run: it needs " + *lost, 0, 0});
      log_->error(entry.name + ": not run, because it needs " + *lost);
      return;
    }
    bool done = false;
    on_first([&] { done = is_done(folder_, ledger_, entry.name, entry.identity); });
    if (ranks_.broadcast(static_cast<std::int64_t>(done))) {
      times_.push_back({entry.name, "reused", 0, parallel::peak_memory_bytes()});
      log_->info(entry.name + ": reused from " + RunFolder::stage_file(entry.name, entry.identity));
      remove_unfinished(entry);  // a kill between the line of the ledger and this leaves it behind
      return;
    }
    if (stop_.asked(ranks_))
      throw parallel::AgreedFailure(ExitCode::stopped,
                                    entry.name + ": not started (" + stop_.reason() + "); run again to go on");
    const double start = parallel::seconds();
    log_->info(entry.name + ": " + entry.kind->name);
    std::string status = "done";
    try {
      execute(entry);
    } catch (const parallel::AgreedFailure& failure) {
      log_->end_progress();
      note_time(entry, word_of(failure.code()), start);
      if (failure.code() == ExitCode::solver || failure.code() == ExitCode::input) keep_failure(entry, failure);
      if (failure.code() == ExitCode::solver) {
        log_->error(failure.what());
        return;
      }
      throw;
    }
    log_->end_progress();
    note_time(entry, status, start);
  }

  static std::string word_of(ExitCode code) { return code == ExitCode::stopped ? "stopped" : "failed"; }

  void note_time(const StageEntry& entry, const std::string& status, double start) {
    const double seconds = ranks_.most(parallel::seconds() - start);
    const double memory = ranks_.most(parallel::peak_memory_bytes());
    times_.push_back({entry.name, status, seconds, memory});
    on_first([&] {
      parallel::append_durably(
          folder_.times(),
          config::to_json(config::Value(config::Map{{"stage", entry.name},
                                                    {"identity", entry.identity},
                                                    {"status", status},
                                                    {"seconds", seconds},
                                                    {"peak_bytes_per_rank", memory},
                                                    {"ranks", static_cast<std::int64_t>(ranks_.size())},
                                                    {"host", parallel::host_name()},
                                                    {"time", time_now()}})) +
              "\n");
    });
  }

  void keep_failure(const StageEntry& entry, const Failure& failure) {
    failed_.insert(entry.name);
    on_first([&] {
      LedgerLine line = line_for(entry, "");
      line.status = failure.code() == ExitCode::input ? "infeasible_input" : "solver_fail";
      line.reason = failure.what();
      ledger_.append(std::move(line));
    });
  }

  LedgerLine line_for(const std::string& event, const std::string& file) const {
    LedgerLine line;
    line.event = event;
    line.file = file;
    if (!file.empty()) line.sha256 = io::hash_of_file(folder_.at(file));
    line.status = "ok";
    line.commit = commit();
    line.ranks = ranks_.size();
    line.time = time_now();
    return line;
  }

  LedgerLine line_for(const StageEntry& entry, const std::string& file) const {
    LedgerLine line = line_for("stage", file);
    line.stage = entry.name;
    line.identity = entry.identity;
    return line;
  }

  // Runs one stage at its nominal values and puts it on the record.
  void execute(const StageEntry& entry) {
    config::Value inputs = entry.inputs;
    config::Problems problems;
    substitute(
        inputs, *entry.kind, entry.name, [&](const std::string& name) -> const Products& { return nominal(name); },
        problems);
    if (!problems.empty()) throw parallel::AgreedFailure(ExitCode::input, config::InputError(problems.sorted()).what());
    session_.insert_options(entry.name, entry.petsc);

    const std::string stem = RunFolder::stem(entry.name, entry.identity);
    io::FieldFiles fields(folder_.path, stem, entry.name, ranks_);
    io::CheckpointFolder checkpoint(folder_.checkpoints(), stem, ranks_);
    MemberShard shard = shard_of(entry);
    std::unique_ptr<FileLock> piece;
    if (is_piece(entry)) on_first([&] { piece = std::make_unique<FileLock>(shard.path()); });
    const RunningCampaign running{
        campaign_, ranks_, *log_, stop_, folder_.path, memory_limit(), [&](const std::string& name) -> const Products& {
          return nominal(name);
        }};
    InProcessSubGraph sub_graph(running);
    std::vector<std::string> visible;
    for (const StageEntry& other : campaign_.stages) visible.push_back(other.name);
    const StageView view(campaign_.stages, visible, parallel::memory_bytes() * ranks_.size());

    Context context{.ranks = ranks_, .stage = entry.name, .identity = entry.identity, .log = *log_, .stop = stop_};
    context.fields = &fields;
    context.fields_to_write = entry.fields_to_write();
    context.fields_every = entry.fields.every;
    context.checkpoint = &checkpoint;
    context.upstream = [&](std::size_t, const std::string& name) -> const Products& { return nominal(name); };
    context.folder = folder_.path;
    context.surroundings = &view;
    context.sub_graph = &sub_graph;
    context.shard = &shard;
    if (is_piece(entry)) context.piece = request_.members;
    context.memory_limit = memory_limit();

    std::vector<Outcome> outcomes = entry.kind->run(std::span(&inputs, 1), context);
    if (is_piece(entry)) return;  // they are kept: the run that finishes the campaign finds them
    Products products = std::move(outcomes.front().products);
    attach_files(products, fields);
    check_promise(entry, products);
    put_on_record(entry, inputs, entry.kind->cites(inputs, view), std::move(products));
    remove_unfinished(entry);
  }

  bool is_piece(const StageEntry& entry) const { return request_.members && entry.name == request_.only; }

  MemberShard shard_of(const StageEntry& entry) const {
    std::string piece;
    if (is_piece(entry))
      piece = std::to_string(request_.members->first) + "-" + std::to_string(request_.members->second);
    return MemberShard(folder_.checkpoints() + "/" + RunFolder::stem(entry.name, entry.identity), piece);
  }

  // What was kept of a stage in case it would not end.
  void remove_unfinished(const StageEntry& entry) const {
    io::CheckpointFolder(folder_.checkpoints(), RunFolder::stem(entry.name, entry.identity), ranks_).remove();
    if (ranks_.is_first()) shard_of(entry).remove();
  }

  static void attach_files(Products& products, io::FieldFiles& fields) {
    fields.write_index();
    for (Product& product : products.all())
      for (const io::FieldHandle& handle : fields.handles())
        if (product.spec.form == ProductForm::field && handle.name == product.spec.name) product.field.stored = handle;
  }

  // A stage gives what it declared, all of it and nothing else: other stages and scripts rely on it.
  static void check_promise(const StageEntry& entry, const Products& products) {
    for (const ProductSpec& spec : entry.declared) {
      const Product* product = products.find(spec.name);
      if (!product || product->spec.unit != spec.unit || product->spec.form != spec.form)
        throw std::logic_error("stage kind " + entry.kind->name + " declared " + spec.name + " in " + spec.unit +
                               (product ? " but gave it otherwise" : " but did not give it"));
      if (spec.form == ProductForm::field && !product->field.stored)
        throw std::logic_error("stage kind " + entry.kind->name + " did not write its field " + spec.name);
    }
    if (products.all().size() != entry.declared.size())
      throw std::logic_error("stage kind " + entry.kind->name + " gave products that it did not declare");
  }

  void put_on_record(const StageEntry& entry, const config::Value& inputs, std::vector<std::string> papers,
                     Products products) {
    StageRecord record{entry.name,     entry.kind->name,        entry.kind->revision, release(),
                       entry.identity, config::to_json(inputs), std::move(papers),    std::move(products)};
    on_first([&] {
      const std::string file = RunFolder::stage_file(entry.name, entry.identity);
      write_records(folder_.at(file), {record});
      ledger_.append(line_for(entry, file));
    });
    products_[entry.name] = std::move(record.products);
  }

  const Products& nominal(const std::string& stage) {
    if (const auto known = products_.find(stage); known != products_.end()) return known->second;
    const StageEntry& entry = campaign_.at(stage);
    Products products;
    parallel::agree_on(ranks_, [&] {
      products = std::move(read_records(folder_.at(RunFolder::stage_file(stage, entry.identity))).at(0).products);
    });
    return products_[stage] = std::move(products);
  }

  // Half of the machine's memory is left to what a stage cannot foresee.
  double memory_limit() const {
    return 0.5 * parallel::memory_bytes() / static_cast<double>(session_.ranks_on_this_host());
  }

  bool is_for_a_reused_stage(const std::string& option) const {
    return std::ranges::any_of(times_, [&](const StageTime& time) {
      return time.status == "reused" && option.starts_with("-" + time.stage + "_");
    });
  }

  void finish(const std::vector<const StageEntry*>& stages) {
    for (const std::string& option : session_.unused_options())
      if (!is_for_a_reused_stage(option)) log_->warn("the PETSc option " + option + " was never used");
    log_->show_warnings();
    std::vector<const StageEntry*> done;
    for (const StageEntry* entry : stages)
      if (!failed_.contains(entry->name)) done.push_back(entry);
    for (const StageEntry* entry : done) nominal(entry->name);
    on_first([&] {
      std::vector<StageRecord> records;
      for (const StageEntry* entry : done)
        records.push_back(
            std::move(read_records(folder_.at(RunFolder::stage_file(entry->name, entry->identity))).at(0)));
      write_records(folder_.results(), records);
      LedgerLine line = line_for("finished", "results.h5");
      line.status = failed_.empty() ? "ok" : "failed";
      const LedgerLine* last = ledger_.lines().empty() ? nullptr : &ledger_.lines().back();
      const bool same = last && last->event == "finished" && last->sha256 == line.sha256 && last->status == line.status;
      if (!same) ledger_.append(std::move(line));
    });
    log_->table(time_table(times_));
    std::vector<std::pair<std::string, const Products*>> main;
    for (const StageEntry* entry : done) main.emplace_back(entry->name, &products_.at(entry->name));
    log_->table(summary_table(main));
  }

  const RunRequest& request_;
  const Campaign& campaign_;
  parallel::Session& session_;
  const parallel::Communicator& ranks_;
  parallel::StopRequest& stop_;
  RunFolder folder_;
  std::unique_ptr<FolderLock> lock_;  // rank 0
  std::unique_ptr<Turn> turn_;        // rank 0, with `members`
  Ledger ledger_;                     // rank 0
  Log* log_ = nullptr;
  std::set<std::string> failed_;
  std::vector<StageTime> times_;
  std::map<std::string, Products> products_;  // nominal, of stages that are done
};

// The one that --members is about.
std::string ensemble_of_piece(const RunRequest& request, const Campaign& campaign) {
  const auto refuse = [](const std::string& why) {
    throw parallel::AgreedFailure(ExitCode::input, "--members: " + why);
  };
  if (request.fresh) refuse("goes on with a run, beside others; --fresh would remove what they have done");
  std::vector<std::string> names;
  for (const StageEntry& entry : campaign.stages)
    if (entry.kind->splits && (request.only.empty() || request.only == entry.name)) names.push_back(entry.name);
  if (names.empty()) refuse(request.only.empty() ? "the campaign has no ensemble" : request.only + " is no ensemble");
  if (names.size() > 1) refuse("there are the ensembles " + config::listed(names) + "; say which with --only");
  return names.front();
}

}  // namespace

ExitCode run(const RunRequest& request, const Catalogue& catalogue, parallel::Session& session,
             parallel::StopRequest& stop) {
  const Campaign campaign = load_campaign(request.source, catalogue, session.world());
  if (!request.only.empty() && !campaign.find(request.only)) {
    std::vector<std::string> names;
    for (const StageEntry& entry : campaign.stages) names.push_back(entry.name);
    const auto close = config::nearest(request.only, names);
    throw parallel::AgreedFailure(ExitCode::input, "--only: there is no stage " + config::shown(request.only) +
                                                       (close ? "; did you mean " + *close + "?" : ""));
  }
  if (!request.members) return Runner(request, campaign, session, stop).run();
  RunRequest piece = request;
  piece.only = ensemble_of_piece(request, campaign);
  return Runner(piece, campaign, session, stop).run();
}

std::string default_folder(const std::string& campaign_file) {
  return "out/" + std::filesystem::path(campaign_file).stem().string();
}

}  // namespace voxvolt::campaign
