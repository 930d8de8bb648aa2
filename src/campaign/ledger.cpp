// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/ledger.hpp"

#include "campaign/sealed_line.hpp"
#include "parallel/durable_file.hpp"
#include "parallel/failure.hpp"

namespace voxvolt::campaign {
namespace {

config::Map map_of(const LedgerLine& line) {
  config::Map map{{"commit", line.commit},     {"event", line.event},       {"file", line.file},
                  {"identity", line.identity}, {"previous", line.previous}, {"ranks", line.ranks},
                  {"sequence", line.sequence}, {"sha256", line.sha256},     {"stage", line.stage},
                  {"status", line.status},     {"time", line.time}};
  if (!line.reason.empty()) map.emplace_back("reason", line.reason);
  if (!line.stages.empty()) map.emplace_back("stages", line.stages);
  return map;
}

LedgerLine line_of(const Unsealed& unsealed) {
  const config::Value& map = unsealed.content;
  LedgerLine line;
  line.sequence = integer_at(map, "sequence");
  line.previous = text_at(map, "previous");
  line.event = text_at(map, "event");
  line.stage = text_at(map, "stage");
  line.identity = text_at(map, "identity");
  line.file = text_at(map, "file");
  line.sha256 = text_at(map, "sha256");
  line.status = text_at(map, "status");
  line.reason = text_at(map, "reason");
  line.stages = text_at(map, "stages");
  line.commit = text_at(map, "commit");
  line.ranks = integer_at(map, "ranks");
  line.time = text_at(map, "time");
  line.hash = unsealed.hash;
  return line;
}

}  // namespace

Ledger Ledger::read(const std::string& path) {
  Ledger ledger;
  ledger.path_ = path;
  const SealedFile file = read_sealed(path);
  for (const auto& sealed : file.lines) {
    const std::string place = path + ":" + std::to_string(ledger.lines_.size() + 1) + ": ";
    if (!sealed) throw RecordFailure(place + "the line does not match its own hash: it was altered");
    LedgerLine line = line_of(*sealed);
    const std::string previous = ledger.lines_.empty() ? std::string(64, '0') : ledger.lines_.back().hash;
    if (line.previous != previous || line.sequence != static_cast<std::int64_t>(ledger.lines_.size()) + 1)
      throw RecordFailure(place + "the line does not follow from the one before: lines were removed, added or moved");
    ledger.lines_.push_back(std::move(line));
  }
  ledger.torn_ = file.torn;
  return ledger;
}

void Ledger::cut_torn_line() {
  if (!torn_) return;
  cut_torn(path_, read_sealed(path_));
  torn_ = false;
}

void Ledger::append(LedgerLine line) {
  line.sequence = static_cast<std::int64_t>(lines_.size()) + 1;
  line.previous = lines_.empty() ? std::string(64, '0') : lines_.back().hash;
  const std::string text = seal(map_of(line));
  parallel::append_durably(path_, text);
  line.hash = unseal(text.substr(0, text.size() - 1))->hash;
  lines_.push_back(std::move(line));
}

const LedgerLine* Ledger::line_of_file(const std::string& file) const {
  for (auto line = lines_.rbegin(); line != lines_.rend(); ++line)
    if (line->file == file && !file.empty()) return &*line;
  return nullptr;
}

const LedgerLine* Ledger::done(const std::string& stage, const std::string& identity) const {
  for (auto line = lines_.rbegin(); line != lines_.rend(); ++line)
    if (line->event == "stage" && line->stage == stage && line->identity == identity && line->status == "ok")
      return &*line;
  return nullptr;
}

const LedgerLine* Ledger::last(const std::string& event) const {
  for (auto line = lines_.rbegin(); line != lines_.rend(); ++line)
    if (line->event == event) return &*line;
  return nullptr;
}

}  // namespace voxvolt::campaign
