// SPDX-License-Identifier: BSD-3-Clause
#include "parameters/materials.hpp"

#include <gtest/gtest.h>

#include "config/errors.hpp"

namespace voxvolt::parameters {
namespace {

std::string refusal(const std::string& entry) {
  try {
    (void)read_materials("voxvolt_materials: 1\nsources: {a: A}\nmaterials:\n  x: {" + entry + "}\n", "m.yaml");
  } catch (const config::InputError& error) { return error.what(); }
  return "was accepted";
}

constexpr const char* kRest =
    "meaning: x, heat_capacity: {value: 1 J/g/K, source: a}, conductivity: {value: 2 W/m/K, source: a}";

TEST(Materials, CopperHasTheDiffusivityOfCopper) {
  const Material& copper = shipped_materials().at("copper");
  EXPECT_NEAR(copper.conductivity / (copper.density * copper.heat_capacity), 1.16e-4, 0.01e-4);
  EXPECT_EQ(copper.in_plane, copper.conductivity);
  EXPECT_FALSE(copper.papers.empty());
}

TEST(Materials, WhatIsWrongIsNamed) {
  EXPECT_EQ(refusal(std::string(kRest) + ", density: {value: 1 g/cm^3, source: a}"), "was accepted");
  EXPECT_NE(refusal(kRest).find("m.yaml:4:6: materials.x.density: required"), std::string::npos) << refusal(kRest);
  const auto with = [](const std::string& more) { return refusal(std::string(kRest) + ", " + more); };
  EXPECT_NE(with("density: 1 g/cm^3").find("says not where it is from"), std::string::npos);
  EXPECT_NE(with("density: {value: 0 g/cm^3, source: a}").find("must be above 0"), std::string::npos);
  EXPECT_NE(with("density: {value: 1 g, source: a}").find("has another dimension"), std::string::npos);
  EXPECT_NE(with("density: {value: 1 g/cm^3, source: b}").find("there is no source `b`"), std::string::npos);
  EXPECT_NE(with("densiti: {value: 1 g/cm^3, source: a}").find("did you mean `density`?"), std::string::npos);
}

}  // namespace
}  // namespace voxvolt::parameters
