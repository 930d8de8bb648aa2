// SPDX-License-Identifier: BSD-3-Clause
#include "unit/report/sample_run.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "campaign/ledger.hpp"
#include "campaign/run_folder.hpp"
#include "config/sha256.hpp"
#include "io/content_hash.hpp"
#include "parallel/machine.hpp"

namespace voxvolt::report::test {

SampleRun::SampleRun(const std::string& name)
    : folder_(std::filesystem::temp_directory_path() /
              ("voxvolt-report-" + name + "-" + std::to_string(parallel::process_id()))) {
  std::filesystem::remove_all(folder_);
  std::filesystem::create_directories(folder_ + "/stages");
}

SampleRun::~SampleRun() {
  if (!std::getenv("VOXVOLT_KEEP_REPORTS")) std::filesystem::remove_all(folder_);
}

void SampleRun::write_file(const std::string& name, const std::string& text) const {
  std::ofstream(at(name), std::ios::binary) << text;
}

std::string SampleRun::read_file(const std::string& name) const {
  std::ifstream in(at(name), std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void SampleRun::record(const std::string& resolved_yaml, const std::vector<campaign::StageRecord>& done,
                       const std::vector<std::pair<std::string, std::string>>& failed) const {
  write_file("resolved.yaml", resolved_yaml);
  campaign::Ledger ledger = campaign::Ledger::read(at("ledger.jsonl"));
  const auto append = [&](const std::string& event, const std::string& stage, const std::string& file,
                          const std::string& reason) {
    campaign::LedgerLine line;
    line.event = event;
    line.stage = stage;
    if (!stage.empty()) line.identity = identity_of(stage);
    line.file = file;
    if (!file.empty()) line.sha256 = io::hash_of_file(at(file));
    line.status = reason.empty() ? "ok" : "solver_fail";
    line.reason = reason;
    line.commit = "0123abc";
    line.ranks = 2;
    line.time = "2026-01-02T03:04:05Z";
    if (event == "started") {
      for (const auto& record : done) line.stages += record.stage + ":" + identity_of(record.stage) + " ";
      for (const auto& [name, why] : failed) line.stages += name + ":" + identity_of(name) + " ";
    }
    ledger.append(std::move(line));
  };
  append("started", "", "resolved.yaml", "");
  for (const auto& record : done) {
    const std::string file = campaign::RunFolder::stage_file(record.stage, record.identity);
    campaign::write_records(at(file), {record});
    append("stage", record.stage, file, "");
  }
  for (const auto& [name, why] : failed)
    if (!why.empty()) append("stage", name, "", why);
}

std::string identity_of(const std::string& stage) { return config::sha256_hex(stage); }

campaign::StageRecord record_of(const std::string& stage, const std::string& kind) {
  campaign::StageRecord record;
  record.stage = stage;
  record.kind = kind;
  record.release = "0.1.0";
  record.identity = identity_of(stage);
  record.inputs = "{}";
  return record;
}

campaign::ProductSpec spec(const std::string& name, const std::string& unit, const std::string& meaning, bool main) {
  return {name, unit, meaning, campaign::ProductForm::scalar, {}, main};
}

std::vector<std::vector<double>> rows_of(const std::string& data) {
  std::vector<std::vector<double>> rows;
  std::istringstream lines(data);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#') continue;
    auto& row = rows.emplace_back();
    std::istringstream words(line);
    for (std::string word; words >> word;) row.push_back(std::strtod(word.c_str(), nullptr));
  }
  return rows;
}

}  // namespace voxvolt::report::test
