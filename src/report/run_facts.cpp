// SPDX-License-Identifier: BSD-3-Clause
#include "report/run_facts.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "campaign/record.hpp"
#include "config/json.hpp"
#include "io/content_hash.hpp"

namespace voxvolt::report {
namespace {

using campaign::Ledger;
using campaign::LedgerLine;
using campaign::RunFolder;
using config::Value;

std::string text_at(const Value& map, const std::string& key) {
  const Value* value = map.find(key);
  return value && value->is<std::string>() ? value->as<std::string>() : "";
}

double number_at(const Value& map, const std::string& key) {
  const Value* value = map.find(key);
  return value && (value->is<double>() || value->is<std::int64_t>()) ? value->number() : 0;
}

// Times are no part of the record: a line that is torn or altered is left out.
std::vector<Execution> read_executions(const std::string& path) {
  std::vector<Execution> executions;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    try {
      const Value map = config::parse_json(line, path);
      if (!map.is<config::Map>()) continue;
      executions.push_back({text_at(map, "stage"), text_at(map, "identity"), text_at(map, "status"),
                            number_at(map, "seconds"), number_at(map, "peak_bytes_per_rank"),
                            static_cast<std::int64_t>(number_at(map, "ranks")), text_at(map, "time")});
    } catch (const Failure&) { continue; }
  }
  return executions;
}

// Nothing when it is not the file that the ledger names: a run that was stopped while it began.
std::optional<Resolved> read_resolved_of(const RunFolder& folder, const LedgerLine& started) {
  const std::string path = folder.at("resolved.yaml");
  try {
    if (io::hash_of_file(path) != started.sha256) return {};
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return read_resolved(text.str(), path);
  } catch (const Failure&) { return {}; }
}

LedgerLine last_line_of(const Ledger& ledger, const std::string& stage, const std::string& identity) {
  if (const LedgerLine* done = ledger.done(stage, identity)) return *done;
  LedgerLine last;
  for (const LedgerLine& line : ledger.lines())
    if (line.event == "stage" && line.stage == stage && line.identity == identity) last = line;
  return last;
}

std::optional<LedgerLine> copy_of(const LedgerLine* line) { return line ? std::optional(*line) : std::nullopt; }

StageFacts facts_of(const std::string& word, const Ledger& ledger, std::vector<campaign::StageRecord>& records) {
  const std::size_t colon = word.find(':');
  StageFacts facts{word.substr(0, colon), colon == std::string::npos ? "" : word.substr(colon + 1), {}, {}, {}, {}};
  facts.line = last_line_of(ledger, facts.name, facts.identity);
  const auto record = std::ranges::find(records, facts.name, &campaign::StageRecord::stage);
  if (record != records.end()) {
    facts.record = std::move(*record);
    records.erase(record);
  }
  return facts;
}

}  // namespace

std::string StageFacts::status() const {
  if (record) return "done";
  return line.event.empty() || line.status == "ok" ? "not done" : "failed";
}

Run read_facts(const std::string& path) {
  const RunFolder folder{path};
  std::vector<campaign::StageRecord> records = campaign::read_run(path);
  const Ledger ledger = Ledger::read(folder.ledger());
  const std::vector<Execution> executions = read_executions(folder.times());
  Run run;
  run.title = "Voxvolt run";
  run.started = copy_of(ledger.last("started"));
  run.finished = copy_of(ledger.last("finished"));
  if (run.started && run.finished && run.finished->sequence < run.started->sequence) run.finished.reset();
  run.ledger_lines = ledger.lines().size();
  if (!ledger.lines().empty()) run.ledger_hash = ledger.lines().back().hash;
  if (!run.started) return run;

  const auto resolved = read_resolved_of(folder, *run.started);
  if (resolved) {
    if (!resolved->title.empty()) run.title = resolved->title;
    run.arrows = resolved->arrows;
    run.knows_arrows = true;
  }
  std::istringstream words(run.started->stages);
  for (std::string word; words >> word;) {
    StageFacts& facts = run.stages.emplace_back(facts_of(word, ledger, records));
    const std::vector<Input> of_record =
        facts.record ? inputs_of_record(facts.record->inputs, facts.name) : std::vector<Input>{};
    if (resolved && resolved->inputs.contains(facts.name)) {
      facts.inputs = resolved->inputs.at(facts.name);
      tell_references(facts.inputs, of_record);
    } else {
      facts.inputs = of_record;
    }
    std::ranges::copy_if(executions, std::back_inserter(facts.executions), [&](const Execution& one) {
      return one.stage == facts.name && one.identity == facts.identity;
    });
  }
  return run;
}

}  // namespace voxvolt::report
