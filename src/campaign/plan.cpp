// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/plan.hpp"

#include <filesystem>
#include <limits>
#include <map>

#include "campaign/record.hpp"
#include "campaign/summary.hpp"
#include "config/names.hpp"

namespace voxvolt::campaign {
namespace {

std::string form_text(const ProductSpec& spec) {
  switch (spec.form) {
    case ProductForm::scalar: return spec.unit == "1" ? "-" : spec.unit;
    case ProductForm::text: return "text";
    case ProductForm::array: return (spec.unit == "1" ? "-" : spec.unit) + " over " + config::listed(spec.axes);
    case ProductForm::field: return "field" + (spec.unit == "1" ? "" : ", " + spec.unit);
  }
  return {};
}

std::string products_text(const StageEntry& entry) {
  std::vector<std::vector<std::string>> rows{{"product of " + entry.name, "unit", "meaning"}};
  for (const ProductSpec& spec : entry.declared)
    rows.push_back({entry.name + "." + spec.name, form_text(spec), spec.meaning});
  return table_text(rows);
}

}  // namespace

std::string plan_text(const Campaign& campaign, const std::string& path) {
  const RunFolder folder{path};
  Ledger ledger;
  if (std::filesystem::exists(folder.ledger())) ledger = Ledger::read(folder.ledger());
  std::vector<std::vector<std::string>> rows{
      {"stage", "kind", "needs", "identity", "unknowns", "memory", "time on a core", "run into " + path}};
  Estimate total;
  std::map<std::string, Estimate> estimates;
  const Estimates before = [&](const std::string& stage) {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    const auto found = estimates.find(stage);
    return found == estimates.end() ? Estimate{unknown, unknown, unknown} : found->second;
  };
  for (const StageEntry& entry : campaign.stages) {
    const Estimate estimate = estimates[entry.name] = entry.kind->estimate(entry.inputs, before);
    const bool done = is_done(folder, ledger, entry.name, entry.identity);
    if (!done) {
      total.unknowns += estimate.unknowns;
      total.bytes = std::max(total.bytes, estimate.bytes);
      total.seconds += estimate.seconds;
    }
    rows.push_back({entry.name, entry.kind->name, entry.upstream.empty() ? "-" : config::listed(entry.upstream),
                    entry.identity.substr(0, 12), count_text(estimate.unknowns), bytes_text(estimate.bytes),
                    seconds_text(estimate.seconds), done ? "reused" : "runs"});
  }
  rows.push_back(
      {"to run", "", "", "", count_text(total.unknowns), bytes_text(total.bytes), seconds_text(total.seconds), ""});
  std::string text = (campaign.title.empty() ? "" : campaign.title + "\n\n") + table_text(rows);
  for (const StageEntry& entry : campaign.stages) text += "\n" + products_text(entry);
  return text;
}

}  // namespace voxvolt::campaign
