// SPDX-License-Identifier: BSD-3-Clause
#include "report/report.hpp"

#include "parallel/durable_file.hpp"
#include "report/page.hpp"
#include "report/plot.hpp"

namespace voxvolt::report {
namespace {

constexpr std::size_t kMostFigures = 24;  // of one stage

Gallery gallery_of(const StageFacts& stage, const std::string& folder) {
  Gallery gallery;
  if (!stage.record) return gallery;
  Plots plots = plots_of(*stage.record, folder, kMostFigures);
  for (const Plot& plot : plots.plots) gallery.figures.push_back(draw(plot, folder + "/figures"));
  gallery.left_out = std::move(plots.left_out);
  return gallery;
}

}  // namespace

void write(const std::string& folder) {
  const Run run = read_facts(folder);
  std::vector<Gallery> galleries;
  for (const StageFacts& stage : run.stages) galleries.push_back(gallery_of(stage, folder));
  parallel::write_durably(folder + "/report.html", page(run, galleries));
}

}  // namespace voxvolt::report
