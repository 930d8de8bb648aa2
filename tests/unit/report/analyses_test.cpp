// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "report/figures.hpp"
#include "report/plot.hpp"
#include "sample_run.hpp"

namespace voxvolt::report {
namespace {

using campaign::Axis;
using campaign::Product;
using campaign::ProductForm;
using campaign::ProductSpec;

ProductSpec array(const std::string& name, std::vector<std::string> axes) {
  return {name, "1", "meaning of " + name, ProductForm::array, std::move(axes)};
}

campaign::StageRecord ensemble() {
  campaign::StageRecord record;
  record.stage = "many";
  record.kind = "ensemble";
  const Axis input{"input", "1", "inputs", {1, 2}}, other{"other", "1", "inputs", {1, 2}},
      time{"time", "s", "time", {0, 1, 2}}, number{"eigenvalue", "1", "number", {1, 2}},
      member{"member", "1", "member", {0, 1, 2, 3}};
  auto& products = record.products;
  products.add_text({"inputs", "", "names", ProductForm::text, {}}, "cell.it's, cell.b");
  for (const char* which : {"first", "total"}) {
    Product bars{array(std::string("sobol.") + which + ".a.x", {"input"}), {0.25, 0.5}, {0.1, 0.2}, {input}, "", {}};
    products.add(bars);
    products.add_array(array(std::string("sobol.") + which + ".a.curve", {"input", "time"}), {input, time},
                       {0, 0.5, 1, 1, 0.5, 0});
  }
  products.add_array(array("sobol.pair.a.x", {"input", "other"}), {input, other}, {0, 0.1, 0.1, 0});
  products.add_array(array("morris.mu_star.a.x", {"input"}), {input}, {3, 2});
  products.add_array(array("morris.sigma.a.x", {"input"}), {input}, {0, 1});
  products.add_array(array("fisher.eigenvalues", {"eigenvalue"}), {number}, {10, 0});
  products.add_array(array("fisher.directions", {"eigenvalue", "input"}), {number, input}, {0.8, 0.6, -0.6, 0.8});
  products.add_array(array("table.a.x", {"member"}), {member}, {1, 3, 5, 7});
  products.add({{"mean.a.x", "1", "mean", ProductForm::scalar, {}}, {4}, {2}, {}, "", {}});
  return record;
}

const Plot* find(const Plots& plots, const std::string& name) {
  const auto found = std::ranges::find(plots.plots, name, &Plot::name);
  return found == plots.plots.end() ? nullptr : &*found;
}

TEST(AnalysisPlots, EachAnalysisHasItsPictureAndNoneIsDrawnAsACurveToo) {
  const campaign::StageRecord record = ensemble();
  const Plots plots = analysis_plots(record);
  for (const char* name : {"many.sobol.a.x", "many.sobol.a.curve", "many.sobol.pair.a.x", "many.morris.a.x",
                           "many.fisher.eigenvalues", "many.fisher.directions", "many.convergence.a.x"})
    EXPECT_NE(find(plots, name), nullptr) << name;
  EXPECT_EQ(plots.plots.size(), 7u);
  EXPECT_TRUE(curve_plots(record).plots.empty());
}

TEST(AnalysisPlots, BarsStandOverTheNamesOfTheInputsWithTheirErrors) {
  const Plots plots = analysis_plots(ensemble());
  const Plot* bars = find(plots, "many.sobol.a.x");
  ASSERT_NE(bars, nullptr);
  EXPECT_NE(bars->script.find("'cell.it''s' 1, 'cell.b' 2"), std::string::npos) << bars->script;
  EXPECT_NE(bars->data.front().text.find("2\t0.5\t0.2\t0.5\t0.2"), std::string::npos) << bars->data.front().text;
}

TEST(AnalysisPlots, TheMeanSettlesWithTheMembersThatEndedWell) {
  const Plots plots = analysis_plots(ensemble());
  const Plot* settling = find(plots, "many.convergence.a.x");
  ASSERT_NE(settling, nullptr);
  // Of 1 and 3: mean 2, standard error 1. Of all four: mean 4.
  std::istringstream rows(settling->data.front().text);
  std::string heading;
  std::getline(rows, heading);
  double members = 0, mean = 0, low = 0, high = 0;
  ASSERT_TRUE(rows >> members >> mean >> low >> high);
  EXPECT_EQ(members, 2);
  EXPECT_EQ(mean, 2);
  EXPECT_NEAR(low, 2 - 1.96, 1e-12);
  EXPECT_NEAR(high, 2 + 1.96, 1e-12);
  EXPECT_NE(settling->data.front().text.find("4\t4\t"), std::string::npos);
}

TEST(AnalysisPlots, GnuplotDrawsAllOfThem) {
  const test::SampleRun run("analyses");
  for (const Plot& plot : analysis_plots(ensemble()).plots) EXPECT_NO_THROW(draw(plot, run.at("figures"))) << plot.name;
}

}  // namespace
}  // namespace voxvolt::report
