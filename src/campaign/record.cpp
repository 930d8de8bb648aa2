// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/record.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

#include "io/content_hash.hpp"
#include "parallel/failure.hpp"

namespace voxvolt::campaign {

namespace {

// What is wrong with one file; empty when it matches.
std::string fault_of_file(const RunFolder& folder, const std::string& file, const std::string& sha256) {
  if (!std::filesystem::exists(folder.at(file))) return folder.at(file) + ": is missing";
  std::string found;
  try {
    found = io::hash_of_file(folder.at(file));
  } catch (const Failure& failure) { return failure.what(); }
  return found == sha256 ? "" : folder.at(file) + ": was altered: its SHA-256 is not the one on the record";
}

std::vector<std::string> faults_of_fields(const RunFolder& folder, const std::string& stage_file) {
  std::vector<std::string> faults;
  for (const StageRecord& record : read_records(folder.at(stage_file)))
    for (const Product& product : record.products.all())
      if (product.field.stored) {
        std::string fault = fault_of_file(folder, product.field.stored->file, product.field.stored->file_sha256);
        if (!fault.empty()) faults.push_back(std::move(fault));
      }
  return faults;
}

}  // namespace

bool is_done(const RunFolder& folder, const Ledger& ledger, const std::string& stage, const std::string& identity) {
  const LedgerLine* line = ledger.done(stage, identity);
  if (!line || !fault_of_file(folder, line->file, line->sha256).empty()) return false;
  return faults_of_fields(folder, line->file).empty();
}

std::vector<StageRecord> read_run(const std::string& path) {
  const RunFolder folder{path};
  if (!std::filesystem::exists(folder.ledger()))
    throw Failure(ExitCode::input, path + ": there is no run here (no ledger.jsonl)");
  const Ledger ledger = Ledger::read(folder.ledger());
  const LedgerLine* started = ledger.last("started");
  std::vector<StageRecord> records;
  std::istringstream stages(started ? started->stages : "");
  for (std::string word; stages >> word;) {
    const std::size_t colon = word.find(':');
    const LedgerLine* line = ledger.done(word.substr(0, colon), word.substr(colon + 1));
    if (!line) continue;
    const std::string fault = fault_of_file(folder, line->file, line->sha256);
    if (!fault.empty()) throw RecordFailure(fault);
    records.push_back(std::move(read_records(folder.at(line->file)).at(0)));
  }
  return records;
}

std::vector<std::string> faults_of(const std::string& path) {
  const RunFolder folder{path};
  if (!std::filesystem::exists(folder.ledger()))
    throw Failure(ExitCode::input, path + ": there is no run here (no ledger.jsonl)");
  std::vector<std::string> faults;
  Ledger ledger;
  try {
    ledger = Ledger::read(folder.ledger());
  } catch (const RecordFailure& failure) { return {failure.what()}; }
  if (ledger.torn()) {
    faults.push_back(folder.ledger() + ":" + std::to_string(ledger.lines().size() + 1) +
                     ": the line is not whole: it was torn or altered; `voxvolt run` cuts it and runs its stage again");
  }
  std::set<std::string> seen;
  for (const LedgerLine& line : ledger.lines()) {
    if (line.file.empty() || !seen.insert(line.file).second) continue;
    const std::string fault = fault_of_file(folder, line.file, ledger.line_of_file(line.file)->sha256);
    if (!fault.empty()) {
      faults.push_back(fault);
    } else if (line.event == "stage") {
      for (std::string& below : faults_of_fields(folder, line.file)) faults.push_back(std::move(below));
    }
  }
  return faults;
}

}  // namespace voxvolt::campaign
