// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <cmath>

#include "support/campaign_run.hpp"

namespace voxvolt::stages {
namespace {

using test::CampaignRun;

std::string campaign_of(const std::string& keys) {
  return "voxvolt: 1\nstages:\n  cell:\n    kind: cell\n    parameters: oregan2022\n    initial: {soc: 0.8}\n"
         "    mesh: {negative: 5, separator: 4, positive: 5}\n    sample: adaptive\n" +
         keys;
}

TEST(CellImpedance, IsATableOfSpectraInRepeatsAndAtTemperatures) {
  CampaignRun run(
      campaign_of("    protocol:\n"
                  "      - {repeat: 2, steps: [discharge at 1C for 5 minutes, {impedance: {from: 1 kHz, to: 10 mHz, "
                  "per_decade: 3}}]}\n"
                  "      - {temperature: 0 degC, steps: [rest for 1 hour, {impedance: {from: 1 kHz, to: 10 mHz, "
                  "per_decade: 3}}]}\n"));
  const auto& real = run.product("cell", "impedance.real");
  ASSERT_EQ(real.shape(), (std::vector<std::size_t>{3, 16}));
  const auto& frequency = run.product("cell", "impedance.frequency").values;
  EXPECT_EQ(frequency.front(), 1000);
  EXPECT_EQ(frequency.back(), 0.01);
  EXPECT_NEAR(frequency[3], 100, 1e-10);
  EXPECT_EQ(real.axes[1].values, frequency);
  const auto& imaginary = run.product("cell", "impedance.imaginary").values;
  const auto& magnitude = run.product("cell", "impedance.magnitude").values;
  const auto& phase = run.product("cell", "impedance.phase").values;
  for (std::size_t i = 0; i < real.values.size(); ++i) {
    EXPECT_NEAR(magnitude[i] * std::cos(phase[i] * std::acos(-1) / 180), real.values[i], 1e-12);
    EXPECT_NEAR(magnitude[i] * std::sin(phase[i] * std::acos(-1) / 180), imaginary[i], 1e-12);
    EXPECT_LT(imaginary[i], 0);
  }
  EXPECT_EQ(run.product("cell", "impedance.step").values, (std::vector<double>{2, 4, 6}));
  EXPECT_EQ(run.product("cell", "impedance.time").values, (std::vector<double>{300, 600, 4200}));
  EXPECT_NEAR(run.product("cell", "impedance.soc").values[1], run.product("cell", "soc").values.back(), 1e-9);
  EXPECT_NEAR(run.product("cell", "impedance.current").values[0], 5, 1e-12);
  EXPECT_EQ(run.product("cell", "impedance.current").values[2], 0);
  EXPECT_EQ(run.product("cell", "impedance.temperature").values, (std::vector<double>{298.15, 298.15, 273.15}));
  EXPECT_GT(real.values[2 * 16 + 5], 1.5 * real.values[16 + 5]);  // the cold cell resists more
  const auto& drift = run.product("cell", "impedance.drift").values;
  EXPECT_LT(drift[0], -0.01);  // 1C for 100 s
  EXPECT_LT(std::fabs(drift[2]), 0.01 * std::fabs(drift[0]));
}

TEST(CellImpedance, DoubleLayersShortCutTheReactionsAtHighFrequency) {
  const std::string keys = "    protocol: [{impedance: {from: 1 MHz, to: 10 mHz}}]\n";
  CampaignRun without(campaign_of(keys)),
      with(campaign_of(
          keys +
          "    set: {negative.double_layer_capacitance: 0.2 F/m^2, positive.double_layer_capacitance: 20 uF/cm^2}\n"));
  const auto &a = without.product("cell", "impedance.real").values, &b = with.product("cell", "impedance.real").values;
  EXPECT_LT(b.front(), 0.8 * a.front());
  EXPECT_NEAR(b.back(), a.back(), 1e-3 * a.back());
  EXPECT_EQ(with.value("cell", "parameters.positive.double_layer_capacitance"), 0.2);
}

TEST(CellImpedance, SpectraThatARunDoesNotReachAreLeftOut) {
  CampaignRun run(
      campaign_of("    stop: [voltage below 3.8 V]\n    protocol: [discharge at 1C for 1 hour, {impedance: {from: 1 "
                  "kHz, to: 1 Hz}}]\n"));
  EXPECT_EQ(run.code, ExitCode::done);
  EXPECT_EQ(run.product("cell", "impedance.real").shape(), (std::vector<std::size_t>{0, 31}));
}

TEST(CellImpedance, SodiumIronPhosphateAndHalfCellsHaveOneByEveryModel) {
  for (const std::string set : {"chayambuka2022", "oregan2022", "prada2013", "xu2019"}) {
    std::string text = "voxvolt: 1\nstages:\n";
    for (const std::string model : {"dfn", "spme", "spm"})
      text += "  " + model + ":\n    kind: cell\n    parameters: " + set + "\n    model: " + model +
              (set == "xu2019" ? "\n    counter: lithium" : "") +
              "\n    mesh: {negative: 5, separator: 4, positive: 5}\n"
              "    protocol: [{impedance: {from: 1 kHz, to: 1 mHz, per_decade: 2}}]\n";
    CampaignRun run(text);
    ASSERT_EQ(run.code, ExitCode::done) << set;
    for (const std::string model : {"dfn", "spme", "spm"}) {
      const auto &real = run.product(model, "impedance.real").values,
                 &imaginary = run.product(model, "impedance.imaginary").values;
      for (std::size_t i = 0; i < real.size(); ++i) {
        EXPECT_GT(real[i], 0) << set << " " << model;
        EXPECT_LT(imaginary[i], 0) << set << " " << model;
        EXPECT_GE(real[i], real[i > 0 ? i - 1 : 0] * (1 - 1e-9)) << set << " " << model;  // as frequency falls
      }
    }
  }
}

}  // namespace
}  // namespace voxvolt::stages
