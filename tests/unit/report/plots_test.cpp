// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "report/figures.hpp"
#include "report/plot.hpp"
#include "report/script.hpp"
#include "unit/report/sample_run.hpp"

namespace voxvolt::report {
namespace {

using campaign::Axis;
using test::record_of;
using test::rows_of;
using test::spec;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

const Plot* find(const Plots& plots, const std::string& name) {
  const auto plot = std::ranges::find(plots.plots, name, &Plot::name);
  return plot == plots.plots.end() ? nullptr : &*plot;
}

Axis time_axis(std::size_t count) {
  Axis axis{"time", "s", "time since the start", {}};
  for (std::size_t i = 0; i < count; ++i) axis.values.push_back(0.1 * static_cast<double>(i));
  return axis;
}

TEST(CurvePlots, TheDataAreTheProductsValuesToTheLastBit) {
  auto record = record_of("cell", "cell");
  const std::vector<double> values{1.0 / 3, -2e-300, 0.1, kNone};
  record.products.add_array(spec("voltage", "V", "terminal voltage"), {time_axis(4)}, values);
  record.products.all().back().errors = {0.1, 0.2, 0.3, 0.7};
  const Plots plots = curve_plots(record);
  ASSERT_NE(find(plots, "cell.voltage"), nullptr);
  const auto rows = rows_of(find(plots, "cell.voltage")->data.front().text);
  ASSERT_EQ(rows.size(), 4u);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_EQ(rows[i], (std::vector<double>{0.1 * static_cast<double>(i), values[i], std::vector{0.1, 0.2, 0.3}[i]}));
  EXPECT_TRUE(std::isnan(rows[3][1]));
}

TEST(CurvePlots, EveryAxisHasItsUnit) {
  auto record = record_of("cell", "cell");
  record.products.add_array(spec("voltage", "V", "terminal voltage"), {time_axis(5)}, {4, 3, 2, 1, 0});
  const std::string script = curve_plots(record).plots.front().script;
  EXPECT_NE(script.find("set xlabel 'time (s)'"), std::string::npos) << script;
  EXPECT_NE(script.find("set ylabel 'voltage (V)'"), std::string::npos) << script;
}

TEST(CurvePlots, AxesAreInUnitsThatAreEasyToReadAndDataStayInSi) {
  auto record = record_of("image", "microstructure");
  const Axis depth{"depth", "m", "depth", {0, 1e-5, 2e-5}};
  record.products.add_array(spec("power", "W", "power"), {depth}, {1e4, 2e4, 3e4});
  record.products.all().back().errors = {1, 2, 3};
  record.products.add_array(spec("table.t", "s", "times"), {{"member", "1", "member", {0, 1, 2}}}, {36000, 7200, 0});
  record.products.add_scalar(spec("mean.t", "s", "mean"), 14400);
  const Plots curves = curve_plots(record), members = member_plots(record);
  const Plot* power = find(curves, "image.power");
  ASSERT_NE(power, nullptr);
  EXPECT_EQ(rows_of(power->data.front().text)[1], (std::vector<double>{1e-5, 2e4, 2}));
  EXPECT_NE(power->script.find("set xlabel 'depth (um)'"), std::string::npos) << power->script;
  EXPECT_NE(power->script.find("set ylabel 'power (kW)'"), std::string::npos) << power->script;
  EXPECT_NE(power->script.find("using ($1*1e6):($2*0.001):($3*0.001)"), std::string::npos) << power->script;
  const Plot* times = find(members, "image.table.t");
  ASSERT_NE(times, nullptr);
  EXPECT_NE(times->script.find("(h)"), std::string::npos) << times->script;
  EXPECT_NE(times->script.find("mean = 4"), std::string::npos) << times->script;
  const test::SampleRun run("units");
  for (const Plots* plots : {&curves, &members})
    for (const Plot& plot : plots->plots) EXPECT_NO_THROW(draw(plot, run.at("figures"))) << plot.name;
}

TEST(CurvePlots, CurvesOfOneFamilyShareAFigureAndOthersDoNot) {
  auto record = record_of("cell", "cell");
  for (const char* name : {"heat.total", "heat.ohmic"})
    record.products.add_array(spec(name, "W", "heat"), {time_axis(3)}, {1, 2, 3});
  record.products.add_array(spec("heat.share", "1", "share"), {time_axis(3)}, {1, 2, 3});
  record.products.add_array(spec("voltage", "V", "voltage"), {time_axis(3)}, {1, 2, 3});
  const Plots plots = curve_plots(record);
  ASSERT_EQ(plots.plots.size(), 3u);
  EXPECT_EQ(rows_of(find(plots, "cell.heat.total")->data.front().text).front().size(), 3u);
  EXPECT_EQ(rows_of(find(plots, "cell.heat.share")->data.front().text).front().size(), 2u);
}

TEST(CurvePlots, ALongCurveIsThinnedWithoutLosingItsPeak) {
  auto record = record_of("cell", "cell");
  std::vector<double> values(100000, 1.0);
  values[77777] = 9;
  values[33333] = -9;
  record.products.add_array(spec("voltage", "V", "voltage"), {time_axis(values.size())}, values);
  const Plots plots = curve_plots(record);
  const auto rows = rows_of(plots.plots.front().data.front().text);
  EXPECT_LT(rows.size(), 7000u);
  const auto [least, most] = std::ranges::minmax(rows, {}, [](const auto& row) { return row[1]; });
  EXPECT_EQ(most[1], 9);
  EXPECT_EQ(most[0], time_axis(values.size()).values[77777]);
  EXPECT_EQ(least[1], -9);
  EXPECT_NE(plots.plots.front().caption.find("of 100000 points"), std::string::npos);
}

TEST(CurvePlots, WhatCannotBeDrawnSaysSo) {
  auto record = record_of("cell", "cell");
  record.products.add_array(spec("nothing", "V", "voltage"), {time_axis(3)}, {kNone, kNone, kNone});
  record.products.add_array(spec("infinite", "V", "voltage"), {time_axis(3)}, {1e300, 0, 1});
  record.products.add_array(spec("single", "V", "voltage"), {time_axis(1)}, {1});
  record.products.add_array(spec("deep", "V", "voltage"), {time_axis(2), time_axis(2), time_axis(2)},
                            std::vector<double>(8, 1));
  const Plots plots = curve_plots(record);
  EXPECT_TRUE(plots.plots.empty());
  ASSERT_EQ(plots.left_out.size(), 4u);
  EXPECT_EQ(plots.left_out[0], "cell.nothing has no values that can be drawn");
}

TEST(ImpedancePlots, NyquistHasEqualScalesAndBodeLogarithms) {
  auto record = record_of("cell", "cell");
  const Axis frequency{"impedance.frequency", "Hz", "frequencies", {1000, 10, 0.1}},
      spectra{"spectrum", "1", "spectra", {1, 2}};
  record.products.add_array(spec("impedance.frequency", "Hz", "frequencies"), {frequency}, frequency.values);
  record.products.add_array(spec("impedance.real", "ohm", "real part"), {spectra, frequency},
                            {0.01, 0.02, 0.03, 0.011, 0.021, 0.031});
  record.products.add_array(spec("impedance.imaginary", "ohm", "imaginary part"), {spectra, frequency},
                            {-0.001, -0.002, -0.003, -0.0011, -0.0021, -0.0031});
  for (const char* name : {"impedance.magnitude", "impedance.phase"})
    record.products.add_array(spec(name, "1", name), {spectra, frequency}, {0.1, 0.2, 0.3, 0.4, 0.5, 0.6});
  for (const char* name : {"impedance.temperature", "impedance.current"})
    record.products.add_array(spec(name, "1", name), {spectra}, {1, 1});
  record.products.add_array(spec("impedance.soc", "1", "state of charge"), {spectra}, {0.9, 0.125});
  EXPECT_TRUE(curve_plots(record).plots.empty());
  const Plots plots = impedance_plots(record);
  const Plot *nyquist = find(plots, "cell.impedance.nyquist"), *bode = find(plots, "cell.impedance.bode");
  ASSERT_NE(nyquist, nullptr);
  ASSERT_NE(bode, nullptr);
  EXPECT_EQ(rows_of(nyquist->data.front().text)[1],
            (std::vector<double>{10, 0.02, -0.002, 0.2, 0.2, 0.021, -0.0021, 0.5, 0.5}));
  for (const char* words : {"set size ratio -1", "set xlabel 'Re Z (mohm)'", "set ylabel '-Im Z (mohm)'",
                            "title '90 % charged'", "title '12.5 % charged'"})
    EXPECT_NE(nyquist->script.find(words), std::string::npos) << words << nyquist->script;
  for (const char* words : {"set logscale x", "set ylabel '|Z| (mohm)'", "set ylabel 'phase (degree)'"})
    EXPECT_NE(bode->script.find(words), std::string::npos) << words << bode->script;
  const test::SampleRun run("impedance");
  for (const Plot& plot : plots.plots) EXPECT_NO_THROW(draw(plot, run.at("figures"))) << plot.name;
}

TEST(ImpedancePlots, WithoutASpectrumSaySo) {
  auto record = record_of("cell", "cell");
  const Axis frequency{"impedance.frequency", "Hz", "frequencies", {1000, 10}}, spectra{"spectrum", "1", "spectra", {}};
  record.products.add_array(spec("impedance.real", "ohm", "real part"), {spectra, frequency}, {});
  EXPECT_TRUE(impedance_plots(record).plots.empty());
  EXPECT_EQ(impedance_plots(record).left_out.size(), 1u);
}

TEST(DifferentialPlots, TowersAreCutOffAndSaidToBe) {
  auto record = record_of("cell", "cell");
  const Axis steps{"differential.step", "1", "steps", {1, 3}},
      volts{"differential.voltage", "V", "voltage", {3, 3.5, 4}};
  record.products.add_array(spec("differential.dqdv", "A h/V", "charge per voltage"), {steps, volts},
                            {1, 1.25, 90, 1, kNone, 2});
  EXPECT_TRUE(curve_plots(record).plots.empty());
  record.products.add_array(spec("steps.capacity", "A h", "charge"), {{"step", "1", "step", {1, 2, 3}}}, {5, 0, -5});
  const Plots plots = differential_plots(record);
  ASSERT_EQ(plots.plots.size(), 1u);
  const Plot& plot = plots.plots.front();
  EXPECT_EQ(rows_of(plot.data.front().text)[2], (std::vector<double>{4, 90, 2}));
  EXPECT_NE(plot.script.find("set yrange [0:25]"), std::string::npos) << plot.script;
  EXPECT_NE(plot.script.find("set ylabel 'dQ/dV (A h/V)'"), std::string::npos) << plot.script;
  EXPECT_NE(plot.script.find("title 'discharge, step 1'"), std::string::npos) << plot.script;
  EXPECT_NE(plot.script.find("title 'charge, step 3'"), std::string::npos) << plot.script;
  EXPECT_NE(plot.caption.find("what is above 25 A h/V is cut off"), std::string::npos) << plot.caption;
  const test::SampleRun run("differential");
  EXPECT_NO_THROW(draw(plot, run.at("figures")));
}

// Ranges without width, denormals, infinities and neighbours in the last bit have all made a plotting program give up.
TEST(CurvePlots, ExtremeValuesAreDrawnOrLeftOutButNeverFail) {
  constexpr double inf = std::numeric_limits<double>::infinity(), tiny = std::numeric_limits<double>::denorm_min();
  const test::SampleRun run("extremes");
  int number = 0;
  for (const std::vector<double>& values : std::vector<std::vector<double>>{{0, 0, 0},
                                                                            {5, 5, 5},
                                                                            {tiny, 0, -tiny},
                                                                            {1, std::nextafter(1.0, 2.0), 1},
                                                                            {1e300, 1e300, 0},
                                                                            {-inf, 1, inf},
                                                                            {kNone, 7, kNone},
                                                                            {1e149, -1e149, 0},
                                                                            {1e-149, 2e-149, 0},
                                                                            {-1e-20, 1e20, 3}}) {
    auto record = record_of("cell", "cell");
    record.products.add_array(spec("as_values" + std::to_string(++number), "V", "values"), {time_axis(3)}, values);
    record.products.add_array(spec("as_axis" + std::to_string(number), "V", "values"), {{"x", "1", "values", values}},
                              {1, 2, 3});
    record.products.add_array(spec("table.a" + std::to_string(number), "V", "values"),
                              {{"member", "1", "member", {0, 1, 2}}}, values);
    record.products.add_scalar(spec("mean.a" + std::to_string(number), "V", "mean"), values[1]);
    const Plots plots = plots_of(record, run.folder(), 24);
    EXPECT_GE(plots.plots.size() + plots.left_out.size(), 3u);
    for (const Plot& plot : plots.plots) EXPECT_NO_THROW(draw(plot, run.at("figures"))) << plot.name;
  }
}

TEST(Points, AllAreKeptWhenThereAreFew) {
  const std::vector<double> values{3, kNone, 1, 2};
  EXPECT_EQ(points_to_draw(values, 10).size(), 4u);
}

// An ensemble of four members, the third of which failed.
campaign::StageRecord ensemble() {
  auto record = record_of("spread", "ensemble");
  const Axis member{"member", "1", "number of the member", {0, 1, 2, 3}};
  record.products.add_array(spec("table.cell.set.thickness", "m", "varied input"), {member}, {1e-6, 2e-6, 3e-6, 4e-6});
  record.products.add_array(spec("status", "1", "how each ended"), {member}, {0, 0, 2, 0});
  record.products.add_array(spec("table.cell.capacity", "A s", "capacity, of each member"), {member},
                            {10, 20, kNone, 60});
  record.products.add_scalar(spec("mean.cell.capacity", "A s", "mean"), 30);
  record.products.add_scalar(spec("sd.cell.capacity", "A s", "sd"), 26);
  record.products.add_array(spec("quantile.cell.capacity", "A s", "quantiles"),
                            {{"probability", "1", "share below", {0.05, 0.5, 0.95}}}, {11, 20, 56});
  record.products.add_array(spec("table.cell.voltage", "V", "voltage, of each member"), {member, time_axis(3)},
                            {1, 2, 3, 2, 3, 4, kNone, kNone, kNone, 3, 4, 5});
  record.products.add_array(spec("mean.cell.voltage", "V", "mean"), {time_axis(3)}, {2, 3, 4});
  record.products.add_array(spec("quantile.cell.voltage", "V", "quantiles"),
                            {{"probability", "1", "share below", {0.05, 0.5, 0.95}}, time_axis(3)},
                            {1, 2, 3, 2, 3, 4, 3, 4, 5});
  return record;
}

TEST(MemberPlots, EachCollectedScalarHasAHistogramAndOnePictureForEachVariedInput) {
  const Plots plots = member_plots(ensemble());
  ASSERT_NE(find(plots, "spread.table.cell.capacity"), nullptr);
  const Plot* scatter = find(plots, "spread.table.cell.capacity.against.cell.set.thickness");
  ASSERT_NE(scatter, nullptr);
  EXPECT_EQ(rows_of(scatter->data.front().text)[3], (std::vector<double>{3, 4e-6, 60}));
  EXPECT_EQ(plots.plots.size(), 4u);
  EXPECT_TRUE(curve_plots(ensemble()).plots.empty());
}

TEST(MemberPlots, OfManyInputsThoseRelatedMostAndTheOneThatFailuresDependOnAreDrawn) {
  auto record = record_of("many", "ensemble");
  const Axis member{"member", "1", "member", {0, 1, 2, 3, 4, 5}};
  const std::vector<std::vector<double>> inputs{{1, 2, 1, 2, 1, 2}, {6, 5, 4, 3, 2, 1}, {2, 1, 2, 1, 2, 1},
                                                {1, 3, 2, 5, 4, 6}, {3, 1, 1, 2, 2, 3}, {1, 2, 3, 4, 6, 5}};
  for (std::size_t i = 0; i < inputs.size(); ++i)
    record.products.add_array(spec("table.in" + std::to_string(i), "1", "input"), {member}, inputs[i]);
  record.products.add_array(spec("table.out", "1", "output"), {member}, {1, 8, 27, 64, 125, kNone});
  record.products.add_scalar(spec("mean.out", "1", "mean"), 45);
  record.products.add_array(spec("failures.p_value", "1", "chance"), {{"varied", "1", "inputs", {1, 2, 3, 4, 5, 6}}},
                            {0.5, 0.6, 1e-5, 0.2, 0.9, 1});
  const Plots plots = member_plots(record);
  for (const char* input : {"in1", "in3", "in5", "in2"})
    EXPECT_NE(find(plots, std::string("many.table.out.against.") + input), nullptr) << input;
  EXPECT_EQ(plots.plots.size(), 5u);
  ASSERT_EQ(plots.left_out.size(), 1u);
  EXPECT_EQ(plots.left_out.front(), "many.table.out against 2 inputs that it is less related to");
}

TEST(MemberPlots, AFailedMemberHasNoLine) {
  const Plots plots = member_plots(ensemble());
  const Plot* lines = find(plots, "spread.table.cell.voltage");
  ASSERT_NE(lines, nullptr);
  const auto rows = rows_of(lines->data[0].text);
  ASSERT_EQ(rows.size(), 9u);
  EXPECT_EQ(rows[6], (std::vector<double>{3, 0, 3}));
  EXPECT_EQ(rows_of(lines->data[1].text)[2], (std::vector<double>{0.2, 4}));
}

TEST(MemberPlots, QuantilesBecomeBandsFromTheOutsideIn) {
  const Plots plots = member_plots(ensemble());
  const Plot* bands = find(plots, "spread.quantile.cell.voltage");
  ASSERT_NE(bands, nullptr);
  EXPECT_EQ(rows_of(bands->data[0].text)[1], (std::vector<double>{0.1, 2, 3, 4}));
  EXPECT_NE(bands->script.find("using 1:2:4 with filledcurves"), std::string::npos) << bands->script;
  EXPECT_NE(bands->script.find("using 1:3 with lines"), std::string::npos) << bands->script;
}

TEST(Plots, AStageHasALimitedNumberOfFiguresAndTheRestIsNamed) {
  const Plots plots = plots_of(ensemble(), ".", 3);
  EXPECT_EQ(plots.plots.size(), 3u);
  ASSERT_EQ(plots.left_out.size(), 1u);
  EXPECT_NE(plots.left_out.front().find("spread.table.cell.capacity.against.cell.set.thickness"), std::string::npos);
}

TEST(Plots, TheSameRecordGivesTheSameFiles) {
  const Plots one = plots_of(ensemble(), ".", 24), other = plots_of(ensemble(), ".", 24);
  ASSERT_EQ(one.plots.size(), other.plots.size());
  for (std::size_t i = 0; i < one.plots.size(); ++i) {
    EXPECT_EQ(one.plots[i].script, other.plots[i].script);
    EXPECT_EQ(one.plots[i].data.front().text, other.plots[i].data.front().text);
  }
}

}  // namespace
}  // namespace voxvolt::report
