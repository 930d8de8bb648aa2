// SPDX-License-Identifier: BSD-3-Clause
// A campaign given as text, run in a folder of its own; its products read back from the record.
#pragma once

#include <string>

#include "campaign/record.hpp"
#include "campaign/run.hpp"
#include "stages/kinds.hpp"
#include "support/session.hpp"
#include "support/temporary_folder.hpp"

namespace voxvolt::test {

class CampaignRun {
 public:
  explicit CampaignRun(const std::string& text) {
    parallel::StopRequest stop;
    const campaign::RunRequest request{{folder_ / "campaign.yaml", text, {}, {}}, folder_ / "out", "", false, true};
    code = campaign::run(request, stages::catalogue(), session(), stop);
    records_ = campaign::read_run(folder_ / "out");
  }
  const campaign::Product& product(const std::string& stage, const std::string& name) const {
    for (const campaign::StageRecord& record : records_)
      if (record.stage == stage) return record.products.at(name);
    throw std::logic_error("no stage " + stage + " is done");
  }
  double value(const std::string& stage, const std::string& name) const { return product(stage, name).values.at(0); }

  std::vector<std::string> cites(const std::string& stage) const {
    for (const campaign::StageRecord& record : records_)
      if (record.stage == stage) return record.cites;
    throw std::logic_error("no stage " + stage + " is done");
  }

  ExitCode code = ExitCode::done;

 private:
  TemporaryFolder folder_{world(), "campaign_run"};
  std::vector<campaign::StageRecord> records_;
};

}  // namespace voxvolt::test
