// SPDX-License-Identifier: BSD-3-Clause
// A small BPX file in both layouts, and ways to spoil it.
#pragma once

#include <gtest/gtest.h>

#include <string>

namespace voxvolt::parameters::test {

/// Numbers of no real cell.
inline std::string good_bpx(bool legacy = false) {
  std::string text = R"json({
  "Header": {
    "BPX": "VERSION",
    "Title": "Small cell",
    "References": "Nobody (2026)",
    "Model": "DFN"
  },
  "Parameterisation": {
    "Cell": {CELL_STATE
      "Reference temperature [K]": 298.15,
      "Lower voltage cut-off [V]": 2.7,
      "Upper voltage cut-off [V]": 4.2,
      "Nominal cell capacity [A.h]": 12.5,
      "Specific heat capacity [J.K-1.kg-1]": 913,
      "Density [kg.m-3]": 1847,
      "Electrode area [m2]": 0.016808,
      "Number of electrode pairs connected in parallel to make a cell": 34,
      "External surface area [m2]": 0.0379,
      "Volume [m3]": 0.000128
    },
    "Electrolyte": {SALT_STATE
      "Cation transference number": 0.2594,
      "Conductivity [S.m-1]": "0.1297 * (x / 1000) ** 3 - 2.51 * (x / 1000) ** 1.5 + 3.329 * (x / 1000)",
      "Diffusivity [m2.s-1]": "8.794e-11 * (x / 1000) ** 2 - 3.972e-10 * (x / 1000) + 4.862e-10",
      "Conductivity activation energy [J.mol-1]": 17100,
      "Diffusivity activation energy [J.mol-1]": 17000
    },
    "Negative electrode": {
      "Particle radius [m]": 4.12e-06,
      "Thickness [m]": 5.62e-05,
      "Diffusivity [m2.s-1]": 2.728e-14,
      "OCP [V]": "0.2 + 1.5*exp(-50 * x) - 0.1*tanh(20*(x - 0.15))",
      "Entropic change coefficient [V.K-1]": "(-0.1112 * x + 0.02914) / 1000",
      "Conductivity [S.m-1]": 0.222,
      "Surface area per unit volume [m-1]": 499522,
      "Porosity": 0.253991,
      "Transport efficiency": 0.128,
      "Reaction rate constant [mol.m-2.s-1]": 5.199e-06,
      "Minimum stoichiometry": 0.005504,
      "Maximum stoichiometry": 0.75668,
      "Maximum concentration [mol.m-3]": 29730,
      "Diffusivity activation energy [J.mol-1]": 30000,
      "Reaction rate constant activation energy [J.mol-1]": 55000
    },
    "Positive electrode": {
      "Particle radius [m]": 4.6e-06,
      "Thickness [m]": 5.23e-05,
      "Diffusivity [m2.s-1]": 3.2e-14,
      "OCP [V]": {"x": [1, 0.4, 0.7, 0], "y": [3.0, 4.2, 3.8, 4.9]},
      "Conductivity [S.m-1]": 0.789,
      "Surface area per unit volume [m-1]": 432072,
      "Porosity": 0.277493,
      "Transport efficiency": 0.1462,
      "Reaction rate constant [mol.m-2.s-1]": 2.305e-05,
      "Minimum stoichiometry": 0.42424,
      "Maximum stoichiometry": 0.9621,
      "Maximum concentration [mol.m-3]": 46200
    },
    "Separator": {
      "Thickness [m]": 2e-05,
      "Porosity": 0.47,
      "Transport efficiency": 0.3222
    }
  },STATE
  "Validation": {
    "1C discharge": {
      "Time [s]": [0, 100, 200],
      "Current [A]": [-12.5, -12.5, 0],
      "Voltage [V]": [4.19, 4.05, 4.01],
      "Temperature [K]": [298.15, 298.15, 298.15]
    }
  }
}
)json";
  const auto put = [&](const std::string& what, const std::string& with) {
    text.replace(text.find(what), what.size(), with);
  };
  put("VERSION", legacy ? "0.4.0" : "1.1.0");
  put("CELL_STATE",
      legacy ? "\n      \"Ambient temperature [K]\": 293.15,\n      \"Initial temperature [K]\": 300.15," : "");
  put("SALT_STATE", legacy ? "\n      \"Initial concentration [mol.m-3]\": 1100," : "");
  put("STATE", legacy ? "" : R"json(
  "State": {
    "Initial conditions": {
      "Initial state-of-charge": 1,
      "Initial temperature [K]": 300.15,
      "Initial electrolyte concentration [mol.m-3]": 1100
    },
    "Thermal environment": {"Ambient temperature [K]": 293.15}
  },)json");
  return text;
}

/// The file with one text, which must be there, in the place of another.
inline std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

}  // namespace voxvolt::parameters::test
