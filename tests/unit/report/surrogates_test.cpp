// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include "report/figures.hpp"
#include "report/plot.hpp"
#include "unit/report/sample_run.hpp"

namespace voxvolt::report {
namespace {

using test::spec;

campaign::StageRecord a_surrogate(const std::string& kind = "surrogate") {
  auto record = test::record_of("fast", kind);
  const campaign::Axis computed{"computed", "m", "as it was computed", {70e-6, 75e-6, 80e-6}};
  record.products.add_array(spec("validation.cell.thickness", "m", "prediction"), {computed}, {71e-6, 75e-6, 77e-6});
  record.products.all().back().errors.assign(3, 2e-6);
  return record;
}

TEST(SurrogatePlots, ShowWhatWasPredictedOverWhatWasComputedWithTheBound) {
  const auto record = a_surrogate();
  const Plots plots = surrogate_plots(record);
  ASSERT_EQ(plots.plots.size(), 1u);
  const Plot& plot = plots.plots.front();
  EXPECT_EQ(plot.name, "fast.validation.cell.thickness");
  EXPECT_EQ(test::rows_of(plot.data[0].text),
            (std::vector<std::vector<double>>{{70e-6, 71e-6}, {75e-6, 75e-6}, {80e-6, 77e-6}}));
  EXPECT_NE(plot.caption.find("2 of 3 members are within it"), std::string::npos) << plot.caption;
  EXPECT_NE(plot.script.find("($1-2):($1+2) with filledcurves"), std::string::npos) << plot.script;  // um
  EXPECT_NE(plot.script.find("set xlabel 'cell.thickness as computed (um)'"), std::string::npos) << plot.script;
  const test::SampleRun run("surrogate-plots");
  EXPECT_FALSE(draw(plot, run.at("figures")).svg.empty());
  EXPECT_TRUE(curve_plots(record).plots.empty());
}

TEST(SurrogatePlots, AreOfNoOtherStage) { EXPECT_TRUE(surrogate_plots(a_surrogate("cell")).plots.empty()); }

}  // namespace
}  // namespace voxvolt::report
