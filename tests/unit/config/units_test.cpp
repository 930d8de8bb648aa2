// SPDX-License-Identifier: BSD-3-Clause
#include "config/units.hpp"

#include <gtest/gtest.h>

namespace voxvolt::config {
namespace {

std::string error_of(auto attempt) {
  try {
    attempt();
  } catch (const UnitError& wrong) { return wrong.what(); }
  return "";
}
std::string unit_error(const std::string& unit) {
  return error_of([&] { check_unit(unit); });
}

TEST(Units, SizesFollowTheirDefinitions) {
  EXPECT_DOUBLE_EQ(convert(1, "Ah", "C.s/s"), 3600);  // 1 A for 3600 s
  EXPECT_DOUBLE_EQ(convert(5, "A h", "coulomb"), 18000);
  EXPECT_DOUBLE_EQ(convert(2500, "mAh", "Ah"), 2.5);
  EXPECT_DOUBLE_EQ(convert(1, "kWh", "J"), 3.6e6);
  EXPECT_DOUBLE_EQ(convert(1, "eV", "J"), 1.602176634e-19);  // SI of 2019
  EXPECT_DOUBLE_EQ(convert(1, "bar", "Pa"), 1e5);
  EXPECT_DOUBLE_EQ(convert(1, "atm", "Pa"), 101325);
  EXPECT_DOUBLE_EQ(convert(1, "L", "m^3"), 1e-3);
  EXPECT_DOUBLE_EQ(convert(4, "mohm", "ohm"), 4e-3);
  EXPECT_DOUBLE_EQ(convert(1, "in", "mm"), 25.4);
  EXPECT_DOUBLE_EQ(convert(1, "mol/L", "mol/m^3"), 1000);
  EXPECT_DOUBLE_EQ(convert(1, "S/cm", "S/m"), 100);
}

TEST(Units, AbsoluteTemperaturesMoveWithTheirOffset) {
  EXPECT_DOUBLE_EQ(convert(25, "degC", "K"), 298.15);
  EXPECT_DOUBLE_EQ(convert(32, "degF", "K"), 273.15);
  EXPECT_NEAR(convert(212, "degF", "degC"), 100, 1e-12);
  EXPECT_DOUBLE_EQ(convert(0, "K", "degC"), -273.15);
}

TEST(Units, DifferencesOfTemperatureDoNot) {
  EXPECT_DOUBLE_EQ(convert(10, "degC", "K", true), 10);
  EXPECT_DOUBLE_EQ(convert(18, "degF", "K", true), 10);
  EXPECT_DOUBLE_EQ(convert(10, "K", "degC", true), 10);
}

TEST(Units, InAProductDegreesAreDifferences) {
  EXPECT_DOUBLE_EQ(convert(5, "W/m^2/degC", "W/m^2/K"), 5);
  EXPECT_DOUBLE_EQ(convert(9, "J/degF", "J/K"), 16.2);
  EXPECT_DOUBLE_EQ(convert(2, "degC/min", "K/s"), 2.0 / 60);
}

TEST(Units, OneQuantityWrittenTwoWaysIsTheSameNumber) {
  for (const double length : {75.6, 0.4, 12.3, 7.0, 1e-3, 99.99}) EXPECT_EQ(convert(length, "um", "m"), length / 1e6);
  EXPECT_EQ(convert(75.6, "um", "m"), 75.6e-6);
  EXPECT_EQ(convert(8, "mohm", "ohm"), 0.008);
  EXPECT_EQ(convert(1.9, "1/um", "1/m"), 1.9e6);
  EXPECT_EQ(convert(3, "cm^2", "m^2"), 3e-4);
}

TEST(Units, ReciprocalsDoNotMeasureTheSame) {
  EXPECT_FALSE(same_dimension("s", "Hz"));
  EXPECT_FALSE(same_dimension("ohm", "S"));
  EXPECT_TRUE(same_dimension("1/ohm", "S"));
  EXPECT_TRUE(same_dimension("1/s", "Hz"));
  const std::string said = error_of([] { convert(1, "s", "Hz"); });
  EXPECT_NE(said.find("reciprocal"), said.npos) << said;
}

TEST(Units, AnglesAreNoNumbers) {
  EXPECT_FALSE(same_dimension("rad", "1"));
  EXPECT_FALSE(same_dimension("deg", "1"));
  EXPECT_FALSE(same_dimension("rad/s", "Hz"));
  EXPECT_DOUBLE_EQ(convert(180, "deg", "rad"), 3.14159265358979323846);
  EXPECT_NE(error_of([] { convert(5, "deg", "1"); }).find("an angle"), std::string::npos);
}

TEST(Units, EnergyAndTorqueAreTheSameButHeatIsNoPower) {
  EXPECT_TRUE(same_dimension("J", "N m"));
  EXPECT_FALSE(same_dimension("J", "W"));
  EXPECT_TRUE(same_dimension("m^2.K/W", "1/(W/(m^2.K))"));
}

TEST(Units, WhatIsNoUnitIsNamedAsSuch) {
  EXPECT_NE(unit_error("parsec2000x"), "");
  EXPECT_NE(unit_error("umm").find("`umm` is not a unit"), std::string::npos);
  EXPECT_NE(unit_error("m^0.5").find("decimal exponent"), std::string::npos);
  EXPECT_NE(unit_error("m^2.5.mol").find("decimal exponent"), std::string::npos);
  EXPECT_NE(unit_error("m^(1/2)").find("whole numbers"), std::string::npos);
  EXPECT_NE(unit_error("s since 2000-01-01").find("point in time"), std::string::npos);
  EXPECT_NE(unit_error("dBm").find("logarithmic"), std::string::npos);
  EXPECT_NE(unit_error("lg(re 1 mW)"), "");
  EXPECT_NE(unit_error("C").find("ambiguous"), std::string::npos);
  EXPECT_NE(unit_error("%/h").find("stands alone"), std::string::npos);
  EXPECT_NE(unit_error("kcal/mol").find("two sizes"), std::string::npos);
  EXPECT_NE(unit_error("W/m K").find("two things"), std::string::npos);
  EXPECT_NE(unit_error("m/").find("ends too early"), std::string::npos);
  EXPECT_NE(unit_error("m^99").find("exponent"), std::string::npos);
  EXPECT_NE(unit_error("((((((((((((m^12)^12)^12)^12)^12)^12)^12)^12)^12)^12)^12)^12)"), "");
  EXPECT_NE(unit_error("5 m").find("a number stands within"), std::string::npos);
  EXPECT_NE(unit_error(std::string(5000, 'm')), "");
}

TEST(Units, SignsFromPapersAreUnderstood) {
  EXPECT_DOUBLE_EQ(convert(1, "µm", "m"), 1e-6);
  EXPECT_DOUBLE_EQ(convert(1, "μm", "m"), 1e-6);
  EXPECT_DOUBLE_EQ(convert(25, "°C", "K"), 298.15);
  EXPECT_DOUBLE_EQ(convert(1, "Ω·m²", "ohm.m^2"), 1);
  EXPECT_DOUBLE_EQ(convert(1, "W m⁻² K⁻¹", "W/m^2/K"), 1);
}

TEST(Units, OneSpellingForEachUnit) {
  EXPECT_EQ(pretty_unit("Ah"), "A h");
  EXPECT_EQ(pretty_unit("A h"), "A h");
  EXPECT_EQ(pretty_unit("kWh/kg"), "kW h/kg");
  EXPECT_EQ(pretty_unit("m^2.K/W"), "m^2 K/W");
  EXPECT_EQ(pretty_unit("W/(m.K)"), "W/m/K");
  EXPECT_EQ(pretty_unit("m-1"), "1/m");
  EXPECT_EQ(pretty_unit("m/m"), "1");
  EXPECT_EQ(pretty_unit("1"), "1");
  for (const char* unit : {"kWh/kg", "m^2.K/W", "1/(s.m^2)", "S/m"}) {
    EXPECT_EQ(pretty_unit(pretty_unit(unit)), pretty_unit(unit));
    EXPECT_DOUBLE_EQ(convert(1, unit, pretty_unit(unit)), 1);
  }
}

TEST(Numbers, AreDecimalAndFinite) {
  EXPECT_EQ(parse_number("1e-3"), 1e-3);
  EXPECT_EQ(parse_number("-0.5"), -0.5);
  EXPECT_EQ(parse_number(".5"), 0.5);
  const auto error = [](const char* text) { return error_of([&] { parse_number(text); }); };
  EXPECT_NE(error("nan").find("is not a number"), std::string::npos);
  EXPECT_NE(error("inf").find("is not a number"), std::string::npos);
  EXPECT_NE(error(".inf"), "");
  EXPECT_NE(error("1e999").find("beyond"), std::string::npos);
  EXPECT_NE(error("0x10").find("hexadecimal"), std::string::npos);
  EXPECT_NE(error("+5").find("write 5"), std::string::npos);
  EXPECT_NE(error("0,5").find("decimal point"), std::string::npos);
  EXPECT_NE(error("1_000").find("separators"), std::string::npos);
  EXPECT_NE(error("007").find("leading zeros"), std::string::npos);
  EXPECT_NE(error("1.2.3"), "");
  EXPECT_NE(error("--1"), "");
  EXPECT_NE(error(""), "");
}

TEST(Quantities, AreANumberAndAUnit) {
  EXPECT_EQ(parse_quantity("75.6 um"), (Quantity{75.6, "um"}));
  EXPECT_EQ(parse_quantity("75.6um"), (Quantity{75.6, "um"}));
  EXPECT_EQ(parse_quantity("1 1/s"), (Quantity{1, "1/s"}));
  EXPECT_EQ(parse_quantity("1eV"), (Quantity{1, "eV"}));
  EXPECT_EQ(parse_quantity("0.5"), (Quantity{0.5, "1"}));
  EXPECT_EQ(parse_quantity("80 %"), (Quantity{0.8, "1"}));
  EXPECT_NE(error_of([] { parse_quantity("5 C"); }).find("degC"), std::string::npos);
  EXPECT_NE(error_of([] { parse_quantity("um"); }), "");
}

TEST(Numbers, TheShortestTextReadsBackAsTheSameNumber) {
  for (const double x : {0.1, 1e6, 7.56e-5, 1e22, 123456.789, 5e-324, 1.7976931348623157e308, -0.0, 1.0 / 3})
    EXPECT_EQ(parse_number(shortest(x)), x) << shortest(x);
  EXPECT_EQ(shortest(7.56e-5), "7.56e-5");
  EXPECT_EQ(shortest(1e22), "1e22");
}

}  // namespace
}  // namespace voxvolt::config
