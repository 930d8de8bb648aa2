// SPDX-License-Identifier: BSD-3-Clause
#include "stages/ensemble_curves.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/campaign_run.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Status;
using campaign::SubGraph;

SubGraph::Member member(const std::vector<double>& at, const std::vector<double>& values) {
  campaign::Product product;
  product.spec = {"cell.voltage", "V", "voltage", campaign::ProductForm::array, {"time"}};
  product.values = values;
  product.axes = {{"time", "s", "time", at}};
  return {Status::ok, "", {product}};
}

TEST(EnsembleCurves, AreLinearBetweenTheirOwnSamplesOnTheAxisOfTheLongest) {
  std::vector<SubGraph::Member> members{member({0, 10, 15}, {1, 2, 3}),
                                        {Status::solver_fail, "it failed", {}},
                                        member({0, 10, 20, 22}, {5, 6, 7, 8}),
                                        member({0, 22}, {0, 22})};
  onto_common_axes(members);
  const std::vector<double> at{0, 10, 20, 22};
  for (std::size_t m : {0, 2, 3}) EXPECT_EQ(members[m].collected[0].axes[0].values, at);
  const auto& first = members[0].collected[0].values;
  EXPECT_EQ(std::vector(first.begin(), first.begin() + 2), (std::vector<double>{1, 2}));
  EXPECT_TRUE(std::isnan(first[2]) && std::isnan(first[3]));
  EXPECT_EQ(members[2].collected[0].values, (std::vector<double>{5, 6, 7, 8}));
  EXPECT_EQ(members[3].collected[0].values, (std::vector<double>{0, 10, 20, 22}));
  EXPECT_EQ(members[1].status, Status::solver_fail);
}

TEST(EnsembleCurves, ThatAreEqualAreLeftAsTheyAreAndJumpsKeepTheirLaterValue) {
  std::vector<SubGraph::Member> equal{member({0, 1}, {1, 2}), member({0, 1}, {3, 4})};
  onto_common_axes(equal);
  EXPECT_EQ(equal[1].collected[0].axes[0].meaning, "time");
  std::vector<SubGraph::Member> jump{member({0, 1, 1, 2}, {0, 0, 5, 5}), member({0, 1, 3}, {7, 8, 9})};
  onto_common_axes(jump);
  EXPECT_EQ(jump[0].collected[0].values[1], 5);
}

TEST(EnsembleCurves, OverDifferentThingsOrSeveralAxesDoNotStandInOneTable) {
  std::vector<SubGraph::Member> members{member({0, 1}, {1, 2}), member({0, 2}, {3, 4})};
  members[1].collected[0].axes[0].unit = "m";
  onto_common_axes(members);
  EXPECT_EQ(members[0].status, Status::ok);
  EXPECT_EQ(members[1].status, Status::corrupt);
  EXPECT_NE(members[1].reason.find("other axes"), std::string::npos);
}

TEST(EnsembleCurves, HaveStatisticsAndIndicesWhereAllMembersAre) {
  // Cells of 95 % to 105 % of the area end between 95 % and 105 % of the time, give or take: bands go to the first end,
  // the table to the last.
  const test::CampaignRun run(R"(
voxvolt: 1
stages:
  cell: {kind: cell, model: spm, parameters: chen2020, protocol: [discharge at 1C until 2.5 V], sample: 60 s}
  many:
    kind: ensemble
    vary: {cell.set.cell.electrode_area: {uniform: {min: 0.0976 m^2, max: 0.1078 m^2}}}
    collect: [cell.voltage, cell.duration]
    design: {sobol_sequence: {samples: 32}}
    analyse: [pce]
)");
  const auto& duration = run.product("many", "table.cell.duration").values;
  const double first = std::ranges::min(duration), last = std::ranges::max(duration);
  ASSERT_LT(first, 0.96 * last);
  const auto& mean = run.product("many", "mean.cell.voltage");
  const auto& share = run.product("many", "sobol.total.cell.voltage");
  const auto& time = mean.axes[0].values;
  EXPECT_EQ(time.back(), last);
  for (std::size_t k = 0; k < time.size(); ++k) {
    EXPECT_EQ(std::isnan(mean.values[k]), time[k] > first) << time[k];
    EXPECT_EQ(std::isnan(share.values[k]), time[k] > first) << time[k];
    if (time[k] > 0 && time[k] <= first) { EXPECT_NEAR(share.values[k], 1, 1e-3) << time[k]; }
  }
}

std::string ensemble_of_cells(const std::string& name, const std::string& collect) {
  return "  " + name +
         ":\n    kind: ensemble\n    vary: {cell.set.positive.thickness: {uniform: {min: 73 um, max: 78 um}}}\n"
         "    design: {monte_carlo: {samples: 8}}\n    collect: [" +
         collect + "]\n";
}

TEST(EnsembleOfCells, IsTheSameToTheBitWhateverElseIsCollectedOfThem) {
  // Nobody looks at curves of `few`, so they are not sampled there; `whole` hands the cell on as a whole.
  const std::string scalars =
      "cell.capacity, cell.energy, cell.plating_margin, cell.duration, cell.cycles.resistance, cell.steps.voltage, "
      "cell.balance.energy, cell.final_state, cell.parameters.positive.thickness, twice.value";
  const test::CampaignRun run(R"(
voxvolt: 1
stages:
  cell:
    kind: cell
    parameters: chen2020
    protocol:
      - {repeat: 2, steps: [discharge at 2C for 10 minutes, charge at 1C for 2 minutes]}
      - discharge at 1C until 2.5 V
  twice: {kind: analytic, function: {linear: {coefficients: [2]}}, inputs: {x1: $cell.cost.steps}}
  solid:
    kind: homogenised_cell
    of: $cell
    layers: [{material: copper, thickness: 12 um}, {of: negative}, {of: separator}, {of: positive}]
    format: {prismatic: {size: [148 mm, 27 mm, 91 mm]}}
)" + ensemble_of_cells("few", scalars) +
                              ensemble_of_cells("many", scalars + ", cell.voltage") +
                              ensemble_of_cells("whole", scalars + ", solid.heat"));
  for (const char* column : {"capacity", "energy", "plating_margin", "duration", "cycles.resistance", "steps.voltage",
                             "balance.energy", "final_state", "parameters.positive.thickness"}) {
    const std::string name = std::string("table.cell.") + column;
    EXPECT_EQ(run.product("few", name).values, run.product("many", name).values) << column;
    EXPECT_EQ(run.product("few", name).values, run.product("whole", name).values) << column;
  }
  EXPECT_EQ(run.product("few", "table.twice.value").values, run.product("many", "table.twice.value").values);
}

}  // namespace
}  // namespace voxvolt::stages
