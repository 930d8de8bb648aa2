// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/layout/layout.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "meshes/layout/reshape.hpp"

namespace voxvolt::layout {
namespace {

Type box(const std::string& name, const Point& size) { return {name, Form::prismatic, size}; }
Type round(const std::string& name, Form form, double diameter, double length) {
  return {name, form, {diameter, diameter, length}};
}

/// Cell, pad, cell, pad, cell along x; the pads are thin.
Layout stack() {
  Layout l;
  l.types = {box("cell", {0.027, 0.148, 0.091}), box("pad", {0.002, 0.148, 0.091})};
  for (int i = 0; i < 3; ++i) {
    l.bodies.push_back({"cell_" + std::to_string(i + 1), 0, {0.029 * i, 0, 0}});
    if (i < 2) l.bodies.push_back({"pad_" + std::to_string(i + 1), 1, {0.029 * i + 0.027, 0, 0}});
  }
  return l;
}

std::string said(const Layout& layout) {
  std::string all;
  for (const Complaint& one : complaints_about(layout)) all += one.message + "\n";
  return all;
}
void expect_says(const Layout& layout, const std::string& words) {
  EXPECT_NE(said(layout).find(words), std::string::npos) << said(layout) << "expected: " << words;
}

double filled(const Mesh& m, int body) {
  double volume = 0;
  const std::size_t nx = m.widths[0].size(), ny = m.widths[1].size();
  for (std::size_t v = 0; v < m.body_of.size(); ++v)
    if (m.body_of[v] == body) volume += m.widths[0][v % nx] * m.widths[1][v / nx % ny] * m.widths[2][v / nx / ny];
  return volume;
}

TEST(Layout, PlanesAreFacesAndEachBodyHasTheVoxelsItAsksFor) {
  const Layout l = stack();
  EXPECT_EQ(said(l), "");
  const std::vector<std::array<int, 3>> volumes{{18, 4, 3}, {2, 1, 1}};
  const Mesh m = divided(l, volumes);
  EXPECT_EQ(m.widths[0].size(), 3u * 18 + 2 * 2);
  EXPECT_EQ(m.widths[1].size(), 4u);
  EXPECT_EQ(m.widths[2].size(), 3u);
  EXPECT_EQ(voxels_in(l, volumes), static_cast<double>(m.body_of.size()));
  EXPECT_NEAR(m.widths[0][0], 0.027 / 18, 1e-12);
  EXPECT_NEAR(m.widths[0][18], 0.001, 1e-12);
  EXPECT_NEAR(std::accumulate(m.widths[0].begin(), m.widths[0].end(), 0.0), 0.085, 1e-12);
  for (int body = 0; body < 5; ++body) EXPECT_NEAR(filled(m, body), volume_of(l, body), 1e-12);
}

TEST(Layout, NeighboursTouchThroughTheWholeOfTheirFaces) {
  const auto contacts = contacts_on(divided(stack(), {{6, 2, 2}, {1, 1, 1}}));
  ASSERT_EQ(contacts.size(), 4u);
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    EXPECT_EQ(contacts[i].a, static_cast<int>(i));
    EXPECT_EQ(contacts[i].b, static_cast<int>(i) + 1);
    EXPECT_EQ(contacts[i].axis, 0);
    EXPECT_NEAR(contacts[i].area, 0.148 * 0.091, 1e-12);
  }
}

TEST(Layout, APoseTurnsBoxVoxelsAndTerminals) {
  Layout l;
  l.types = {box("cell", {0.01, 0.02, 0.03})};
  l.types[0].terminals = {{"positive", {0, 0.005, 0.03}}};
  l.bodies = {{"cell", 0, {1, 2, 3}, {2, 0, 1}}};  // its x stands up
  EXPECT_EQ(said(l), "");
  const Box b = box_of(l, 0);
  EXPECT_NEAR(b.high[0] - b.low[0], 0.02, 1e-12);
  EXPECT_NEAR(b.high[1] - b.low[1], 0.03, 1e-12);
  EXPECT_NEAR(b.high[2] - b.low[2], 0.01, 1e-12);
  const Mesh m = divided(l, {{5, 2, 1}});
  EXPECT_EQ(m.widths[0].size(), 2u);
  EXPECT_EQ(m.widths[1].size(), 1u);
  EXPECT_EQ(m.widths[2].size(), 5u);
  EXPECT_EQ(m.origin, (Point{1, 2, 3}));
  const Point at = terminal_of(l, 0, "positive");
  EXPECT_NEAR(at[0], 1.005, 1e-12);
  EXPECT_NEAR(at[1], 2.03, 1e-12);
  EXPECT_NEAR(at[2], 3, 1e-12);
}

TEST(Layout, ACasingIsHollowAndAFillingTakesTheRest) {
  Layout l;
  l.types = {{"casing", Form::casing, {0.1, 0.1, 0.1}, 0.002},
             box("cell", {0.05, 0.096, 0.096}),
             {"foam", Form::filling, {0.096, 0.096, 0.096}}};
  l.bodies = {{"foam", 2, {0.002, 0.002, 0.002}}, {"casing", 0, {0, 0, 0}}, {"cell", 1, {0.002, 0.002, 0.002}}};
  EXPECT_EQ(said(l), "");
  const Mesh m = divided(l, {{1, 1, 1}, {4, 2, 2}, {3, 1, 1}});
  EXPECT_NEAR(filled(m, 1), volume_of(l, 1), 1e-12);
  EXPECT_NEAR(filled(m, 2), 0.05 * 0.096 * 0.096, 1e-12);
  EXPECT_NEAR(filled(m, 0), 0.046 * 0.096 * 0.096, 1e-12);
  EXPECT_EQ(std::count(m.body_of.begin(), m.body_of.end(), -1), 0);
}

TEST(Layout, RoundBodiesConvergeToTheirVolumeAndSquaresHaveIt) {
  Layout l;
  l.types = {round("can", Form::square, 0.021, 0.07)};
  l.bodies = {{"can", 0, {0, 0, 0}}};
  const double volume = 0.25 * std::numbers::pi * 0.021 * 0.021 * 0.07;
  EXPECT_NEAR(filled(divided(l, {{6, 6, 2}}), 0), volume, 1e-12 * volume + 1e-18);
  l.types[0].form = Form::cylinder, l.may_have_gaps = true;
  EXPECT_NEAR(volume_of(l, 0), volume, 1e-18);
  double before = 1;
  for (const int n : {10, 40, 160}) {
    const double error = std::abs(filled(divided(l, {{n, n, 1}}), 0) / volume - 1);
    EXPECT_LT(error, 0.6 * before);
    before = error;
  }
  EXPECT_LT(before, 2e-3);
  // The exposed side, made of voxels' faces, is pi d in truth.
  const Mesh m = divided(l, {{40, 40, 1}});
  double side = 0;
  for (int y = 0; y < 40; ++y)
    for (int x = 0; x < 40; ++x)
      if (m.body_of[y * 40 + x] == 0 && (x == 39 || m.body_of[y * 40 + x + 1] < 0)) side += 2 * m.widths[1][y];
  EXPECT_NEAR(2 * side * true_surface(l, 0)[0], std::numbers::pi * 0.021, 1e-9);
}

TEST(Layout, OverlapsAreNamed) {
  Layout l = stack();
  l.bodies[2].at[0] -= 0.0005;
  expect_says(l, "pad_1 and cell_2 overlap by 0.5 mm along x");
  l = stack();
  l.bodies[1].name = "cell_1";
  expect_says(l, "there are two bodies cell_1");
  l = stack();
  l.types[1].size[1] = 0;
  expect_says(l, "the type pad has no volume");
  Layout cans;
  cans.types = {round("can", Form::cylinder, 0.02, 0.07)};
  cans.may_have_gaps = true;
  // Side by side on the diagonal their boxes overlap and they do not.
  cans.bodies = {{"a", 0, {0, 0, 0}}, {"b", 0, {0.015, 0.015, 0}}};
  EXPECT_EQ(said(cans), "");
  cans.bodies[1].at = {0.014, 0.014, 0};
  expect_says(cans, "a and b overlap");
}

TEST(Layout, GapsAreNamedUnlessTheyAreAllowed) {
  Layout l = stack();
  l.bodies[2].at[0] += 0.0005, l.bodies[3].at[0] += 0.0005, l.bodies[4].at[0] += 0.0005;
  expect_says(l, "there is a gap of 0.5 mm along x between pad_1 and cell_2");
  l.may_have_gaps = true;
  EXPECT_EQ(said(l), "");
  l = stack();
  l.types[1].size[2] = 0.09;
  expect_says(l, "there is a gap of 2 mm along x between cell_1 and cell_2");
}

TEST(Layout, TerminalsLieOnTheSurface) {
  Layout l = stack();
  l.types[0].terminals = {{"positive", {0.01, 0.02, 0.05}}};
  expect_says(l, "the terminal positive of the type cell lies off its surface (at 10 mm, 20 mm, 50 mm of a box of");
  l.types[0].terminals = {{"positive", {0.01, 0.02, 0.091}}};
  EXPECT_EQ(said(l), "");
}

/// Five bodies in a row on a plate that spans them.
Layout on_a_plate() {
  Layout l = stack();
  l.types.push_back(box("plate", {0.085, 0.148, 0.003}));
  l.types.back().terminals["tab"] = {0.085, 0.074, 0};
  l.bodies.push_back({"plate", 2, {0, 0, -0.003}});
  return l;
}

TEST(Layout, ThickerPadsMoveWhatLiesBeyondAndStretchWhatSpansThem) {
  std::vector<ReshapeComplaint> complaints;
  const Layout l = reshaped(on_a_plate(), {{{"pad", 0.005}}, {}}, {"cell"}, complaints);
  ASSERT_TRUE(complaints.empty()) << complaints[0].message;
  EXPECT_EQ(said(l), "");  // no gaps, no overlaps
  for (int cell = 0; cell < 3; ++cell) {
    EXPECT_NEAR(box_of(l, 2 * cell).low[0], 0.032 * cell, 1e-12);
    EXPECT_NEAR(volume_of(l, 2 * cell), 0.027 * 0.148 * 0.091, 1e-12);
  }
  EXPECT_NEAR(volume_of(l, 1), 0.005 * 0.148 * 0.091, 1e-12);
  EXPECT_NEAR(box_of(l, 5).high[0], 0.091, 1e-12);
  EXPECT_NEAR(l.type_of(5).terminals.at("tab")[0], 0.091, 1e-12);
  EXPECT_EQ(l.type_of(1).name, "pad");
}

TEST(Layout, SpacingIsTheThicknessOfWhatLiesBetween) {
  std::vector<ReshapeComplaint> complaints;
  const Layout thick = reshaped(on_a_plate(), {{{"pad", 0.001}}, {}}, {"cell"}, complaints);
  const Layout apart = reshaped(on_a_plate(), {{}, {0.001, std::nullopt, std::nullopt}}, {"cell"}, complaints);
  ASSERT_TRUE(complaints.empty());
  for (int body = 0; body < 6; ++body)
    for (int axis = 0; axis < 3; ++axis) {
      EXPECT_NEAR(box_of(thick, body).low[axis], box_of(apart, body).low[axis], 1e-12);
      EXPECT_NEAR(box_of(thick, body).high[axis], box_of(apart, body).high[axis], 1e-12);
    }
  Layout cans;  // round cells are moved, and not stretched
  cans.types = {round("can", Form::square, 0.02, 0.07), {"resin", Form::filling, {0.042, 0.02, 0.07}}};
  cans.bodies = {{"can_1", 0, {0, 0, 0}}, {"can_2", 0, {0.022, 0, 0}}, {"resin", 1, {}}};
  const Layout wide = reshaped(cans, {{}, {0.006, std::nullopt, std::nullopt}}, {"can"}, complaints);
  ASSERT_TRUE(complaints.empty());
  EXPECT_NEAR(wide.bodies[1].at[0], 0.026, 1e-12);
  EXPECT_NEAR(box_of(wide, 2).high[0], 0.046, 1e-12);
}

TEST(Layout, DistancesThatMakeNoSenseAreNamed) {
  const auto expect_wrong = [](const Layout& l, const Reshape& to, const std::string& key, const std::string& words) {
    std::vector<ReshapeComplaint> complaints;
    reshaped(l, to, {"cell"}, complaints);
    ASSERT_EQ(complaints.size(), 1u) << words;
    EXPECT_EQ(complaints[0].key, key);
    EXPECT_NE(complaints[0].message.find(words), std::string::npos) << complaints[0].message;
  };
  const Layout l = on_a_plate();
  expect_wrong(l, {{{"cell", 0.03}}, {}}, "thickness.cell", "keeps its size");
  expect_wrong(l, {{{"foam", 0.03}}, {}}, "thickness.foam", "no body of the type foam");
  expect_wrong(l, {{}, {std::nullopt, 0.001, std::nullopt}}, "spacing.y", "no cells lie side by side along y");
  Layout touching = l;
  touching.bodies = {l.bodies[0], {"cell_2", 0, {0.027, 0, 0}}};
  expect_wrong(touching, {{}, {0.001, std::nullopt, std::nullopt}}, "spacing.x", "cells touch along x");
  Layout staggered = l;  // a second row whose pad lies beside a cell of the first
  staggered.bodies.push_back({"cell_4", 0, {-0.013, 0.148, 0}});
  staggered.bodies.push_back({"pad_3", 1, {0.014, 0.148, 0}});
  expect_wrong(staggered, {{{"pad", 0.003}}, {}}, "thickness.pad", "would change the size of cell_1 along x");
}

}  // namespace
}  // namespace voxvolt::layout
