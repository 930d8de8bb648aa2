// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "report/figures.hpp"
#include "report/plot.hpp"
#include "unit/report/sample_run.hpp"

namespace voxvolt::report {
namespace {

using test::spec;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

campaign::StageRecord two_cells(const std::string& kind = "runaway") {
  auto record = test::record_of("stack", kind);
  auto& products = record.products;
  const campaign::Axis cell{"cell", "1", "cells", {1, 2}}, layer{"layer", "1", "layers", {1, 2}};
  const campaign::Axis time{"time", "s", "time", {0, 5, 10}};
  products.add_array(spec("time_to_runaway", "s", "when"), {cell}, {4, kNone});
  products.all().back().errors = {0.5, kNone};
  products.add_array(spec("layer.temperature", "K", "mean"), {layer, time}, {300, 900, 800, 300, 350, 400});
  for (const auto& [name, value] :
       {std::pair{"energy.released", 9e3}, {"energy.supplied", 1e3}, {"energy.lost", 2e3}, {"energy.stored", 8e3}})
    products.add_scalar(spec(name, "J", "energy"), value);
  products.add_scalar(spec("alarm.time", "s", "alarm"), 6);
  return record;
}

const Plot& named(const Plots& plots, const std::string& name) {
  const auto plot = std::ranges::find(plots.plots, name, &Plot::name);
  if (plot == plots.plots.end()) throw std::logic_error("no plot " + name);
  return *plot;
}

TEST(RunawayPlots, ShowTemperaturesOrderAlarmAndEnergy) {
  const Plots plots = runaway_plots(two_cells());
  EXPECT_EQ(test::rows_of(named(plots, "stack.map").data[0].text),
            (std::vector<std::vector<double>>{{300, 900, 800}, {300, 350, 400}}));
  EXPECT_EQ(test::rows_of(named(plots, "stack.timeline").data[0].text),
            (std::vector<std::vector<double>>{{4, 1, 0.5}}));
  EXPECT_NE(named(plots, "stack.timeline").script.find("from 6, graph 0 to 6, graph 1"), std::string::npos);
  EXPECT_NE(named(plots, "stack.energy").script.find("set yrange [*<0:0<*]"), std::string::npos);  // bars stand on zero
  EXPECT_EQ(test::rows_of(named(plots, "stack.energy").data[0].text),
            (std::vector<std::vector<double>>{{1, 9}, {2, 1}, {3, 2}, {4, 8}}));
  const test::SampleRun run("runaway-plots");
  for (const Plot& plot : plots.plots) EXPECT_FALSE(draw(plot, run.at("figures")).svg.empty()) << plot.name;
}

TEST(RunawayPlots, AreOfNoOtherStage) { EXPECT_TRUE(runaway_plots(two_cells("cell")).plots.empty()); }

TEST(RunawayPlots, ShowNoOrderWhereNothingRanAway) {
  auto record = two_cells();
  record.products.all().front().values = {kNone, kNone};
  const Plots plots = runaway_plots(record);
  EXPECT_EQ(std::ranges::count(plots.plots, "stack.timeline", &Plot::name), 0);
  EXPECT_EQ(plots.plots.size(), 2u);
}

}  // namespace
}  // namespace voxvolt::report
