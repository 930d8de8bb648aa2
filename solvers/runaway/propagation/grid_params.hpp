// SPDX-License-Identifier: BSD-3-Clause
// What a grid is: equal voxels that belong to parts (cells, barriers, plates, casing) or to nothing. In SI.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "solvers/runaway/propagation/stack_params.hpp"

namespace voxvolt::runaway {

/// A body of one material; a cell where it has a mechanism.
struct GridPart {
  std::string name;
  std::array<double, 3> conductivity{1, 1, 1};  ///< W/(m K), along x, y, z
  double density = 1000;                        ///< kg/m^3
  double heat_capacity = 1000;                  ///< J/(kg K)
  double initial_temperature = 298.15;          ///< K
  std::shared_ptr<const Mechanism> mechanism{};
  std::vector<double> initial{};  ///< amounts of the mechanism's species; empty: its own
};

/// Between any two faces of two parts that touch.
struct PartContact {
  int a = 0, b = 1;
  double resistance = 0;  ///< m^2 K/W
};

struct GridParams {
  std::array<int, 3> voxels{1, 1, 1};
  std::array<double, 3> spacing{1e-3, 1e-3, 1e-3};  ///< m
  std::vector<int> part_of;                         ///< x fastest; -1: nothing there
  std::vector<GridPart> parts;
  std::vector<PartContact> contacts{};
  double contact = 0;               ///< m^2 K/W, between parts that `contacts` does not name
  Exchange surroundings{};          ///< of every face that touches nothing; half a voxel resists to convection
  std::array<bool, 6> insulated{};  ///< outer faces -x, +x, -y, +y, -z, +z
  std::vector<Heater> heaters{};    ///< `layer` is the part
  std::vector<Short> shorts{};
};

/// Everything that is wrong, one sentence each.
std::vector<std::string> complaints_about(const GridParams& grid);

}  // namespace voxvolt::runaway
