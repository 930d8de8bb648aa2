// SPDX-License-Identifier: BSD-3-Clause
// Impedance spectra of cells in tests.
#pragma once

#include <gtest/gtest.h>

#include <complex>
#include <numbers>

#include "support/cell_cases.hpp"

namespace voxvolt::test {

using Complex = std::complex<double>;
inline constexpr double kPi = std::numbers::pi;

inline std::vector<Complex> spectrum(const cell::CellResult& r, std::size_t which = 0) {
  std::vector<Complex> z;
  for (std::size_t i = 0; i < r.impedance.at(which).real.size(); ++i)
    z.emplace_back(r.impedance[which].real[i], r.impedance[which].imaginary[i]);
  return z;
}

/// Of a cell that rests.
inline std::vector<Complex> at_rest(cell::CellCase what, std::vector<double> frequencies) {
  what.protocol = std::make_shared<const cell::Protocol>(cell::Protocol{{impedance_at(std::move(frequencies))}, {}});
  const cell::CellResult r = run_one(std::move(what));
  EXPECT_EQ(r.status, cell::CellStatus::finished) << r.reason;
  return spectrum(r);
}

inline cell::CellParams with_double_layers() {
  cell::CellParams p = chen2020();
  p.negative.material.double_layer_capacitance = 0.2;
  p.positive.material.double_layer_capacitance = 0.1;
  p.negative.material.film_resistance = 2e-3;
  p.contact_resistance = 3e-3;
  return p;
}

inline cell::CellCase case_of(const cell::CellParams& p, cell::Model model = cell::Model::dfn) {
  cell::CellCase what = chen2020_case({});
  what.parameters = std::make_shared<const cell::CellParams>(p);
  what.model = model;
  return what;
}

}  // namespace voxvolt::test
