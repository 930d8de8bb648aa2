// SPDX-License-Identifier: BSD-3-Clause
#include "stages/cell_differential.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/campaign_run.hpp"

namespace voxvolt::stages {
namespace {

// V = 4 - 0.1 q - 0.1 q^2, so that q(V) = -0.5 + sqrt(0.25 + 10 (4 - V)); q in A h.
double voltage_at(double q) { return 4 - 0.1 * q - 0.1 * q * q; }
double charge_at(double v) { return -0.5 + std::sqrt(0.25 + 10 * (4 - v)); }

/// A discharge over 2 A h in step 0, a rest in step 1, the way back in step 2, a hold in step 3.
cell::Curves there_and_back(int samples) {
  cell::Curves c;
  const auto add = [&](int step, double current, double q, double v) {
    c.step.push_back(step);
    c.time.push_back(static_cast<double>(c.time.size()));
    c.current.push_back(current);
    c.discharge_capacity.push_back(q);
    c.voltage.push_back(v);
  };
  for (int i = 0; i <= samples; ++i) add(0, 1, 2.0 * i / samples, voltage_at(2.0 * i / samples));
  for (int i = 0; i <= samples; ++i) add(1, 0, 2, voltage_at(2));
  for (int i = 0; i <= samples; ++i) add(2, -1, 2 - 2.0 * i / samples, voltage_at(2 - 2.0 * i / samples));
  for (int i = 0; i <= samples; ++i) add(3, -0.1, -0.1 * i / samples, voltage_at(0));
  return c;
}

campaign::Products products_of(const DifferentialInput& bins, const cell::Curves& curves) {
  campaign::Products products;
  add_differential(bins, curves, products);
  return products;
}

TEST(CellDifferential, IsTheMeanSlopeInEachBinBothWays) {
  const DifferentialInput bins{0.02, 0.01};
  std::vector<double> errors;
  for (const int samples : {50, 100, 200}) {
    const auto products = products_of(bins, there_and_back(samples));
    double worst = 0;
    const auto& dqdv = products.at("differential.dqdv");
    ASSERT_EQ(dqdv.axes[0].values, (std::vector<double>{1, 3}));
    const auto& volts = dqdv.axes[1].values;
    for (std::size_t row = 0; row < 2; ++row)
      for (std::size_t k = 0; k < volts.size(); ++k) {
        const double expected = (charge_at(volts[k] - 0.01) - charge_at(volts[k] + 0.01)) / 0.02;
        const double value = dqdv.values[row * volts.size() + k];
        ASSERT_FALSE(std::isnan(value)) << volts[k];
        worst = std::max(worst, std::fabs(value / expected - 1));
      }
    const auto& dvdq = products.at("differential.dvdq");
    const auto& charge = dvdq.axes[1].values;
    ASSERT_EQ(charge.size(), 100u);
    for (std::size_t k = 0; k < charge.size(); ++k) {
      const double out = charge[k], in = 2 - charge[k];
      worst = std::max(worst, std::fabs(dvdq.values[k] / (0.1 + 0.2 * out) - 1));
      worst = std::max(worst, std::fabs(dvdq.values[charge.size() + k] / (0.1 + 0.2 * in) - 1));
    }
    errors.push_back(worst);
  }
  EXPECT_LT(errors[2], 2e-2);
  for (int i = 0; i < 2; ++i) EXPECT_GT(std::log2(errors[i] / errors[i + 1]), 0.9);
}

TEST(CellDifferential, BinsAddUpToTheChargeAndTheVoltage) {
  const auto products = products_of({0.02, 0.01}, there_and_back(37));
  double charge = 0, voltage = 0;
  const auto &dqdv = products.at("differential.dqdv"), &dvdq = products.at("differential.dvdq");
  for (std::size_t k = 0; k < dqdv.axes[1].values.size(); ++k) charge += dqdv.values[k] * 0.02;
  for (std::size_t k = 0; k < dvdq.axes[1].values.size(); ++k) voltage += dvdq.values[k] * 0.02;
  EXPECT_NEAR(charge, 2, 1e-12);
  EXPECT_NEAR(voltage, 0.6, 1e-12);
}

TEST(CellDifferential, ErrorsBoundWhatFewSamplesMiss) {
  const auto coarse = products_of({0.02, 0.02}, there_and_back(40));
  const auto& dqdv = coarse.at("differential.dqdv");
  for (std::size_t k = 0; k < dqdv.axes[1].values.size(); ++k) {
    const double v = dqdv.axes[1].values[k], exact = (charge_at(v - 0.01) - charge_at(v + 0.01)) / 0.02;
    if (k > 1 && k + 2 < dqdv.axes[1].values.size()) {
      EXPECT_LT(std::fabs(dqdv.values[k] - exact), 2 * dqdv.errors[k] + 1e-3 * exact) << v;
    }
  }
}

TEST(CellDifferential, WhatTurnsBackCountsOnceAndIsSaid) {
  cell::Curves curves = there_and_back(200);
  for (std::size_t i = 80; i < 90; ++i) curves.voltage[i] = voltage_at(0.8) + 0.01;  // a bump on the way down
  const auto products = products_of({0.02, 0.01}, curves);
  double charge = 0;
  const auto& dqdv = products.at("differential.dqdv");
  for (std::size_t k = 0; k < dqdv.axes[1].values.size(); ++k) {
    EXPECT_GT(dqdv.values[k], 0);
    charge += dqdv.values[k] * 0.02;
  }
  EXPECT_NEAR(charge, 2, 1e-12);
  const auto remarks = remarks_on_differential({0.02, 0.01}, 1e-6, curves);
  ASSERT_FALSE(remarks.empty());
  EXPECT_NE(remarks.back().find("in step 1 of the protocol the voltage turns back for 5 %"), std::string::npos)
      << remarks.back();
}

TEST(CellDifferential, SaysWhenSamplesOrToleranceAreTooCoarse) {
  EXPECT_TRUE(remarks_on_differential({0.02, 0.01}, 1e-6, there_and_back(200)).empty());
  EXPECT_NE(remarks_on_differential({0.02, 0.01}, 1e-3, there_and_back(200)).at(0).find("a tolerance of 0.001 V"),
            std::string::npos);
  const auto remarks = remarks_on_differential({0.02, 0.01}, 1e-6, there_and_back(4));
  ASSERT_FALSE(remarks.empty());
  EXPECT_NE(remarks[0].find("with half of the samples: sample more often"), std::string::npos) << remarks[0];
  cell::Curves rest;
  EXPECT_NE(remarks_on_differential({}, 1e-6, rest).at(0).find("there is no step"), std::string::npos);
  EXPECT_TRUE(products_of({}, rest).at("differential.dqdv").values.empty());
}

TEST(CellDifferential, IsAProductOfACampaign) {
  test::CampaignRun run(
      "voxvolt: 1\nstages:\n  cell:\n    kind: cell\n    parameters: chen2020\n    model: spm\n    initial: {soc: 1}\n"
      "    tolerance: 1e-6\n    sample: 60 s\n    differential: {bins: {voltage: 10 mV, capacity: 1 %}}\n"
      "    protocol: [discharge at C/20 until 2.5 V, charge at C/20 until 4.2 V, hold at 4.2 V until C/100]\n");
  const auto& dqdv = run.product("cell", "differential.dqdv");
  EXPECT_EQ(dqdv.axes[0].values, (std::vector<double>{1, 2}));
  EXPECT_NEAR(dqdv.axes[1].values[1] - dqdv.axes[1].values[0], 0.01, 1e-12);
  EXPECT_EQ(run.product("cell", "differential.dvdq").axes[1].values.size(), 100u);
  for (const double value : dqdv.values) EXPECT_TRUE(std::isnan(value) || value > 0);
}

}  // namespace
}  // namespace voxvolt::stages
