// SPDX-License-Identifier: BSD-3-Clause
// Broken BPX files, each made from a good one by one change: the message names file, line, key, the value, what is allowed.
#include "parameters/bpx.hpp"
#include "unit/parameters/bpx_cases.hpp"

namespace voxvolt::parameters {
namespace {

struct Broken {
  const char *from, *to;  ///< the change
  int line;               ///< where the message points
  const char *key, *says;
};

// clang-format off
constexpr Broken kModern[] = {
    // Not a file at all
    {"\"Model\": \"DFN\"\n  },", "\"Model\": \"DFN\"\n", 1, "", "a bracket is never closed"},
    {"\"Title\": \"Small cell\",", "\"Title\": \"Small cell\", \"Title\": \"Twice\",", 4, "Header.Title", "given twice"},
    {"\"Title\": \"Small cell\",", "\"Title\": &name \"Small cell\",", 4, "Title", "anchor"},
    // Header
    {"\"Header\"", "\"Haeder\"", 2, "Haeder", "did you mean `Header`?"},
    {"\"BPX\": \"1.1.0\",", "", 2, "Header.BPX", "required"},
    {"1.1.0", "2.0.0", 3, "Header.BPX", "`2.0.0` is no version that is read here: 0.x or 1.x"},
    {"1.1.0", "one", 3, "Header.BPX", "`one` is no version"},
    {"1.1.0", "1..0", 3, "Header.BPX", "`1..0` is no version"},
    {"\"BPX\": \"1.1.0\"", "\"BPX\": [1, 1]", 3, "Header.BPX", "where a text is needed"},
    {"\"Model\": \"DFN\"", "\"Modell\": \"DFN\"", 6, "Header.Modell", "did you mean `Model`?"},
    {"\"DFN\"", "\"P2D\"", 6, "Header.Model", "`P2D` is none of DFN, SPMe, SPM, Partial"},
    {"\"DFN\"", "\"SPM\"", 21, "Parameterisation.Electrolyte", "belongs to files for DFN and SPMe"},
    {"\"References\"", "\"Author\"", 5, "Header.Author", "keys here are: BPX, Title, Description, References, Model"},
    // Sections
    {"\"Parameterisation\"", "\"Parameterization\"", 8, "Parameterization", "did you mean `Parameterisation`?"},
    {"\"Cell\": {", "\"Cel\": {", 9, "Parameterisation.Cel", "did you mean `Cell`?"},
    {"\"Separator\": {", "\"Seperator\": {", 59, "Parameterisation.Seperator", "did you mean `Separator`?"},
    {"\"Separator\": {\n      \"Thickness [m]\": 2e-05,\n      \"Porosity\": 0.47,\n      \"Transport efficiency\": 0.3222\n    }",
     "\"Separator\": 5", 59, "Parameterisation.Separator", "`5` where a map is needed"},
    {"\"Validation\": {", "\"validation\": {", 73, "validation", "did you mean `Validation`?"},
    {"\"State\": {", "\"States\": {", 65, "States", "did you mean `State`?"},
    // Fields
    {"      \"Porosity\": 0.47,\n", "", 59, "Parameterisation.Separator.Porosity", "required: volume of electrolyte over volume"},
    {"\"Nominal cell capacity [A.h]\"", "\"Nominal cell capacity [Ah]\"", 13, "Parameterisation.Cell.Nominal cell capacity [Ah]",
     "did you mean `Nominal cell capacity [A.h]`?"},
    {"\"Volume [m3]\": 0.000128", "\"Colour\": 3", 19, "Parameterisation.Cell.Colour", "unknown field"},
    {"\"Volume [m3]\"", "\"Ambient temperature [K]\"", 19, "Parameterisation.Cell.Ambient temperature [K]", "stands in State.Thermal environment since BPX 1.0"},
    {"\"Volume [m3]\"", "\"Initial temperature [K]\"", 19, "Parameterisation.Cell.Initial temperature [K]", "stands in State.Initial conditions since BPX 1.0"},
    {"\"Volume [m3]\"", "\"Thermal conductivity [W.m-1.K-1]\"", 19, "Parameterisation.Cell.Thermal conductivity [W.m-1.K-1]", "stands in Parameterisation.User-defined"},
    {"\"Cation transference number\"", "\"Initial concentration [mol.m-3]\": 1000, \"Cation transference number\"", 22,
     "Parameterisation.Electrolyte.Initial concentration [mol.m-3]", "stands in State.Initial conditions"},
    // Numbers
    {"\"Thickness [m]\": 5.62e-05", "\"Thickness [m]\": -5.62e-05", 30, "Parameterisation.Negative electrode.Thickness [m]", "`-5.62e-05` is not allowed; it must be above 0 m"},
    {"\"Thickness [m]\": 5.62e-05", "\"Thickness [m]\": \"5.62e-05\"", 30, "Negative electrode.Thickness [m]", "where a number is needed; leave the quotes out"},
    {"\"Thickness [m]\": 5.62e-05", "\"Thickness [m]\": 56.2 um", 30, "Negative electrode.Thickness [m]", "`56.2 um` where a number is needed; its unit is that of the key"},
    {"\"Thickness [m]\": 5.62e-05", "\"Thickness [m]\": null", 30, "Negative electrode.Thickness [m]", "where a number is needed"},
    {"\"Thickness [m]\": 5.62e-05", "\"Thickness [m]\": [5.62e-05]", 30, "Negative electrode.Thickness [m]", "where a number is needed"},
    {"\"Thickness [m]\": 5.62e-05", "\"Thickness [m]\": true", 30, "Negative electrode.Thickness [m]", "`true` where a number is needed"},
    {"\"Thickness [m]\": 5.62e-05", "\"Thickness [m]\": NaN", 30, "Negative electrode.Thickness [m]", "`NaN` where a number is needed"},
    {"\"Thickness [m]\": 5.62e-05", "\"Thickness [m]\": 1e999", 30, "Negative electrode.Thickness [m]", "`1e999` where a number is needed"},
    {"\"Porosity\": 0.253991", "\"Porosity\": 25.3991", 36, "Negative electrode.Porosity", "`25.3991` is not allowed; it must be above 0 and below 1"},
    {"make a cell\": 34", "make a cell\": 3.5", 17, "make a cell", "`3.5` is not allowed; it must be a whole number"},
    {"make a cell\": 34", "make a cell\": 0", 17, "make a cell", "`0` is not allowed; it must be at least 1"},
    {"\"Maximum stoichiometry\": 0.75668", "\"Maximum stoichiometry\": 1.2", 40, "Negative electrode.Maximum stoichiometry", "`1.2` is not allowed"},
    {"\"Reference temperature [K]\": 298.15", "\"Reference temperature [K]\": -25", 10, "Reference temperature [K]", "`-25` is not allowed; it must be above 0 K"},
    {"\"Cation transference number\": 0.2594", "\"Cation transference number\": \"0.2 + x\"", 22, "Cation transference number", "where a number is needed"},
    // Formulas
    {"1.5*exp(-50 * x)", "1.5*exp(-50 * y)", 32, "Negative electrode.OCP [V]", "has `y`; formulas of BPX have x, exp, tanh, cosh"},
    {"1.5*exp(-50 * x)", "1.5*sin(-50 * x)", 32, "Negative electrode.OCP [V]", "has `sin`; formulas of BPX"},
    {"1.5*exp(-50 * x)", "1.5*exp(-50 * T)", 32, "Negative electrode.OCP [V]", "has `T`; formulas of BPX"},
    {"1.5*exp(-50 * x)", "1.5*exp(-50 ^ x)", 32, "Negative electrode.OCP [V]", "has `^` at character 19; formulas of BPX have + - * / ** ( )"},
    {"1.5*exp(-50 * x)", "1.5*exp(-50 * x", 32, "Negative electrode.OCP [V]", "cannot be read"},
    {"1.5*exp(-50 * x)", "1.5/(x - 0.5)", 32, "Negative electrode.OCP [V]", "not finite"},
    {"\"0.2 + 1.5*exp(-50 * x) - 0.1*tanh(20*(x - 0.15))\"", "\"\"", 32, "Negative electrode.OCP [V]", "is empty"},
    {"8.794e-11 * (x", "-8.794e-9 * (x", 24, "Electrolyte.Diffusivity [m2.s-1]", "it must be above 0 m^2/s"},
    // Tables
    {"\"y\": [3.0, 4.2, 3.8, 4.9]", "\"y\": [3.0, 4.2, 3.8]", 49, "Positive electrode.OCP [V]", "has 4 x and 3 y"},
    {"\"x\": [1, 0.4, 0.7, 0]", "\"x\": [1, 0.4, 0.4, 0]", 49, "Positive electrode.OCP [V]", "two values at x = 0.4: 4.2 and 3.8; keep one"},
    {"\"x\": [1, 0.4, 0.7, 0]", "\"x\": [1, 0.4, \"a\", 0]", 49, "Positive electrode.OCP [V].x.3", "where a number is needed"},
    {"\"x\": [1, 0.4, 0.7, 0]", "\"X\": [1, 0.4, 0.7, 0]", 49, "Positive electrode.OCP [V]", "the table has no `x`"},
    {"{\"x\": [1, 0.4, 0.7, 0], \"y\": [3.0, 4.2, 3.8, 4.9]}", "{\"x\": [1], \"y\": [3.0]}", 49, "Positive electrode.OCP [V]", "at least 2 are needed"},
    {"{\"x\": [1, 0.4, 0.7, 0], \"y\": [3.0, 4.2, 3.8, 4.9]}", "{\"x\": 1, \"y\": [3.0, 2]}", 49, "Positive electrode.OCP [V].x", "`1` where a list of numbers is needed"},
    {"{\"x\": [1, 0.4, 0.7, 0], \"y\": [3.0, 4.2, 3.8, 4.9]}", "[3.0, 4.2]", 49, "Positive electrode.OCP [V]", "where one of these is needed: a number, a formula"},
    // Together
    {"\"Lower voltage cut-off [V]\": 2.7", "\"Lower voltage cut-off [V]\": 4.7", 11, "Lower voltage cut-off [V]", "`4.7` is not below the upper one, 4.2 V"},
    {"\"Minimum stoichiometry\": 0.42424", "\"Minimum stoichiometry\": 0.98", 55, "Positive electrode.Minimum stoichiometry", "`0.98` is not below the maximum, 0.9621"},
    {"[m-1]\": 432072", "[m-1]\": 932072", 51, "Positive electrode.Surface area per unit volume [m-1]", "more than the whole"},
    {"\"OCP [V]\": {", "\"OCP (lithiation) [V]\": 3.4, \"OCP [V]\": {", 49, "Positive electrode.OCP (lithiation) [V]", "is one branch of two; give the one of delithiation too"},
    // Blends
    {"\"Maximum concentration [mol.m-3]\": 46200\n", "\"Maximum concentration [mol.m-3]\": 46200, \"Particle\": {\"A\": {\"Particle radius [m]\": 1e-6}}\n", 46,
     "Parameterisation.Positive electrode.Particle radius [m]", "unknown field"},
    {"\"Maximum concentration [mol.m-3]\": 46200\n", "\"Maximum concentration [mol.m-3]\": 46200, \"Particle\": {}\n", 57, "Positive electrode.Particle", "is empty; name at least one active material"},
    // State
    {"\"Initial state-of-charge\": 1", "\"Initial state-of-charge\": 1.5", 67, "State.Initial conditions.Initial state-of-charge", "`1.5` is not allowed; it must be at least 0 and at most 1"},
    {"\"Initial state-of-charge\"", "\"Initial SOC\"", 67, "State.Initial conditions.Initial SOC", "unknown field"},
    {"\"Thermal environment\"", "\"ThermalState\"", 71, "State.ThermalState", "keys here are: Initial conditions, Thermal environment, Degradation"},
    {"\"Initial state-of-charge\": 1,", "\"Initial state-of-charge\": 1, \"Initial hysteresis state: Negative electrode\": 5,", 67, "Initial hysteresis state: Negative electrode", "`5` is not allowed; it must be at least -1 and at most 1"},
    {"\"Thermal environment\": {", "\"Degradation\": {\"LLI\": 0}, \"Thermal environment\": {", 71, "State.Degradation.LAM: Positive electrode", "required"},
    // Validation
    {"\"Current [A]\": [-12.5, -12.5, 0]", "\"Current [A]\": [-12.5, -12.5]", 74, "Validation.1C discharge.Current [A]", "has 2 numbers, and `Time [s]` has 3"},
    {"\"Time [s]\": [0, 100, 200]", "\"Time [s]\": [0, 200, 100]", 74, "Validation.1C discharge.Time [s]", "goes from 200 to 100; it must rise"},
    {"\"Time [s]\"", "\"Time\"", 75, "Validation.1C discharge.Time", "did you mean `Time [s]`?"},
    {"\"Voltage [V]\": [4.19, 4.05, 4.01]", "\"Voltage [V]\": \"4.19\"", 77, "Validation.1C discharge.Voltage [V]", "where a list of numbers is needed"},
};
constexpr Broken kLegacy[] = {
    {"\"Validation\": {", "\"State\": {}, \"Validation\": {", 68, "State", "is new in BPX 1.0, and Header.BPX says 0.x"},
    {"      \"Initial concentration [mol.m-3]\": 1100,\n", "", 23, "Parameterisation.Electrolyte.Initial concentration [mol.m-3]", "required: of the salt"},
    {"0.4.0", "1.0.0", 10, "Parameterisation.Cell.Ambient temperature [K]", "stands in State.Thermal environment since BPX 1.0"},
};
// clang-format on

void expect_refused(const std::string& text, const Broken& broken, const std::string& file) {
  SCOPED_TRACE(std::string(broken.from) + " -> " + broken.to);
  try {
    (void)read_parameter_file(text, file);
    ADD_FAILURE() << "was accepted";
  } catch (const config::InputError& error) {
    bool found = false;
    for (const config::Problem& problem : error.problems()) {
      EXPECT_EQ(problem.text().find(file + ":"), 0u) << problem.text();
      found = found || (problem.place.line == broken.line && problem.key.find(broken.key) != std::string::npos &&
                        problem.message.find(broken.says) != std::string::npos);
    }
    EXPECT_TRUE(found) << "wanted line " << broken.line << ", " << broken.key << ": " << broken.says << "\ngot\n"
                       << error.what();
  }
}

TEST(BrokenBpx, EachFileOfTheTableIsRefusedWithFileLineKeyValueAndWhatIsAllowed) {
  EXPECT_GE(std::size(kModern) + std::size(kLegacy), 60u);
  for (const Broken& broken : kModern)
    expect_refused(test::with(test::good_bpx(), broken.from, broken.to), broken, "cell.json");
  for (const Broken& broken : kLegacy)
    expect_refused(test::with(test::good_bpx(true), broken.from, broken.to), broken, "cell.json");
}

TEST(BrokenBpx, WhatIsNoMapIsNoBpxFile) {
  EXPECT_THROW((void)read_parameter_file("[1, 2]", "cell.json"), config::InputError);
  EXPECT_THROW((void)read_parameter_file("", "cell.json"), config::InputError);
  EXPECT_THROW((void)read_parameter_file("{\"Header\"", "cell.json"), config::InputError);
}

}  // namespace
}  // namespace voxvolt::parameters
