// SPDX-License-Identifier: BSD-3-Clause
#include "stages/cell_uncertainty.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "config/errors.hpp"
#include "support/campaign_run.hpp"
#include "support/temporary_folder.hpp"

namespace voxvolt::stages {
namespace {

using test::CampaignRun;

constexpr const char* kFile = R"(
voxvolt_uncertainty: 1
sources: {bench: "measured with a micrometer", guess: "a guess"}
distributions:
  negative:
    thickness: {sd: 1 um, source: bench}
    particle_radius: {sigma: 0.05, source: guess}
  positive.thickness: {cv: 2 %, source: bench}
  positive.particle_radius: {law: {triangular: {min: 5 um, mode: 5.2 um, max: 5.5 um}}, source: guess, note: a few}
correlations:
  - {between: [negative.particle_radius, negative.thickness], value: 0.8, source: guess}
)";

struct CellUncertainty : testing::Test {
  test::TemporaryFolder folder{test::world(), "cell_uncertainty"};
  std::string file = folder / "mine.yaml";
  void SetUp() override { std::ofstream(file) << kFile; }

  std::string campaign(const std::string& cell, const std::string& ensemble) const {
    return "voxvolt: 1\nstages:\n  cell:\n    kind: cell\n    model: spm\n    parameters: chen2020\n"
           "    protocol: [discharge at 1C for 10 s]\n" +
           cell + "  many:\n    kind: ensemble\n    collect: [cell.duration]\n" +
           "    design: {sobol_sequence: {samples: 512}}\n" + ensemble;
  }
  std::string own() const { return "    uncertainty: " + file + "\n"; }

  std::string refusal(const std::string& text) const {
    try {
      CampaignRun run(text);
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), ExitCode::input);
      return failure.what();
    }
    return "was accepted";
  }
};

struct Moments {
  double mean = 0, sd = 0;
};
Moments moments(const std::vector<double>& x) {
  Moments m;
  for (double one : x) m.mean += one / static_cast<double>(x.size());
  for (double one : x) m.sd += std::pow(one - m.mean, 2) / static_cast<double>(x.size());
  m.sd = std::sqrt(m.sd);
  return m;
}
double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const Moments a = moments(x), b = moments(y);
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - a.mean) * (y[i] - b.mean) / static_cast<double>(x.size());
  return sum / (a.sd * b.sd);
}

TEST_F(CellUncertainty, OfAFileIsAboutTheCellsOwnValuesWithItsCorrelations) {
  const CampaignRun run(campaign(own() + "    set: {positive.thickness: 80 um}\n",
                                 "    vary: {cell.set.negative.thickness: from_source, "
                                 "cell.set.negative.particle_radius: from_source, cell.set.positive.thickness: "
                                 "from_source, cell.set.positive.particle_radius: from_source}\n"
                                 "    correlate: from_source\n"));
  const auto column = [&](const std::string& path) { return run.product("many", "table.cell.set." + path).values; };
  const std::vector<double> thickness = column("negative.thickness"), radius = column("negative.particle_radius");
  const Moments set = moments(thickness), overridden = moments(column("positive.thickness")),
                law = moments(column("positive.particle_radius"));
  // 512 scrambled Sobol' points: moments are far closer than the 1/sqrt(512) of independent draws.
  EXPECT_NEAR(set.mean, 85.2e-6, 0.02e-6);
  EXPECT_NEAR(set.sd, 1e-6, 0.02e-6);
  EXPECT_NEAR(overridden.mean, 80e-6, 0.03e-6);
  EXPECT_NEAR(overridden.sd, 1.6e-6, 0.03e-6);
  std::vector<double> logarithms;
  for (double r : radius) logarithms.push_back(std::log(r / 5.86e-6));
  EXPECT_NEAR(moments(logarithms).mean, 0, 0.001);
  EXPECT_NEAR(moments(logarithms).sd, 0.05, 0.001);
  EXPECT_NEAR(law.mean, (5 + 5.2 + 5.5) / 3 * 1e-6, 0.005e-6);
  EXPECT_NEAR(correlation(thickness, logarithms), 0.8, 0.02);
  EXPECT_NEAR(correlation(thickness, column("positive.thickness")), 0, 0.05);
}

TEST_F(CellUncertainty, IsShippedBesideChen2020AndCitedByTheEnsembleThatTakesIt) {
  const CampaignRun run(campaign("", "    vary: {cell.set.cell.electrode_area: from_source}\n"));
  const Moments area = moments(run.product("many", "table.cell.set.cell.electrode_area").values);
  EXPECT_NEAR(area.mean, 0.1027, 1e-5);
  EXPECT_NEAR(area.sd / area.mean, 0.005, 1e-4);
  const auto cites = run.cites("many");
  EXPECT_EQ(std::ranges::count_if(cites, [](const std::string& p) { return p.find("Broad, R.") == 0; }), 1);
}

TEST_F(CellUncertainty, IsRefusedWhereNothingIsKnownWithWhatIs) {
  const auto says = [&](const std::string& text, const std::string& words) {
    const std::string found = refusal(text);
    EXPECT_NE(found.find(words), std::string::npos) << found;
  };
  const std::string area = "    vary: {cell.set.cell.electrode_area: from_source}\n";
  says(
      campaign(own(), area),
      "vary.cell.set.cell.electrode_area: its uncertainty is not in the file, which has: set.negative.particle_radius");
  says(campaign("    mesh: {negative: 10}\n", "    vary: {cell.tolerance: from_source}\n"), "is not in the file");
  says(campaign("    set: {cell.electrode_area: $other.value}\n",
                area + "  other: {kind: analytic, function: linear, inputs: {x1: 0.1}}\n"),
       "which is no number that is known before a run");
  says(campaign("", area + "    correlate: from_source\n"), "for two inputs or more that are varied `from_source`");
  says(
      "voxvolt: 1\nstages:\n  f: {kind: analytic, function: linear, inputs: {x1: 1}}\n"
      "  many: {kind: ensemble, vary: {f.inputs.x1: from_source}, collect: [f.value], design: {lhs: {samples: 2}}}\n",
      "the files of a stage of kind analytic give no distributions");
}

TEST_F(CellUncertainty, FilesThatAreWrongAreRefusedWithPlaceAndCure) {
  const auto says = [&](const std::string& from, const std::string& to, const std::string& words) {
    std::string text = kFile;
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos);
    std::ofstream(file) << text.replace(at, from.size(), to);
    const std::string found = refusal(campaign(own(), "    vary: {cell.set.negative.thickness: from_source}\n"));
    EXPECT_NE(found.find(words), std::string::npos) << found;
    EXPECT_NE(found.find("mine.yaml:"), std::string::npos) << found;
  };
  says("voxvolt_uncertainty: 1", "voxvolt_uncertainty: 2", "it must be 1");
  says("sd: 1 um", "sd: 1 kg", "its standard deviation is in kg, the parameter in m");
  says("sd: 1 um", "sd: 0 um", "must be above 0");
  says("sd: 1 um", "cv: 1 %, sd: 1 um", "give one of: sd, cv, sigma, law");
  says("sd: 1 um, source: bench", "sd: 1 um", "source: required");
  says("source: bench", "source: bank", "there is no source `bank`; `sources` has: bench, guess");
  says("thickness: {sd", "thicknes: {sd", "thicknes");
  says("min: 5 um", "min: 5.3 um", "distributions.positive.particle_radius");
  says("[negative.particle_radius, negative.thickness]", "[negative.porosity, negative.thickness]",
       "negative.porosity has no distribution in this file");
  says("value: 0.8", "value: 1.8", "must be");
  says("mode: 5.2 um", "mode: $cell.radius", "takes no references");
}

}  // namespace
}  // namespace voxvolt::stages
