// SPDX-License-Identifier: BSD-3-Clause
#include "stages/cell_cycles.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace voxvolt::stages {
namespace {

cell::StepEnd step(int number, int cycle, double capacity) {
  cell::StepEnd end;
  end.step = number;
  end.cycle = cycle;
  end.capacity = capacity;
  return end;
}

TEST(CellCycles, CapacityIsWhatWasDischargedAndResistanceThatOfTheLargestJump) {
  cell::CellResult result;
  result.steps = {step(0, 0, 0), step(1, 1, 2), step(2, 1, -2), step(3, 2, 1.5), step(4, 2, 0.25)};
  result.curves.step = {0, 0, 1, 1, 2, 2, 3, 3, 4, 4};
  result.curves.current = {0, 0, 2, 2, -1, -1, 1, 1, 1, 1};
  result.curves.voltage = {4, 4, 3.9, 3, 3.3, 4.2, 4.0, 3.5, 3.5, 3.4};
  result.curves.open_circuit_voltage = std::vector<double>(10, 4.1);
  const auto cycles = summaries_of_cycles(result);
  ASSERT_EQ(cycles.size(), 2u);
  EXPECT_EQ(cycles[0].capacity, 2);
  EXPECT_NEAR(cycles[0].resistance, 0.1, 1e-12);  // 2 A to -1 A is the larger jump: 0.3 V over 3 A
  EXPECT_EQ(cycles[1].capacity, 1.75);
  EXPECT_NEAR(cycles[1].resistance, 0.1, 1e-12);
}

TEST(CellCycles, WithoutAJumpThereIsNoResistance) {
  cell::CellResult result;
  result.steps = {step(0, 1, 0)};
  result.curves.step = {0, 0};
  result.curves.current = {0, 0};
  result.curves.voltage = {4, 4};
  result.curves.open_circuit_voltage = {4, 4};
  EXPECT_TRUE(std::isnan(summaries_of_cycles(result).at(0).resistance));
}

}  // namespace
}  // namespace voxvolt::stages
