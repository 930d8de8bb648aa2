// SPDX-License-Identifier: BSD-3-Clause
// What a grid is: voxels between planes along x, y and z that belong to parts (cells, barriers, plates, casing) or to
// nothing. In SI.
#pragma once

#include <array>
#include <memory>
#include <optional>
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
  std::vector<double> initial{};           ///< amounts of the mechanism's species; empty: its own
  std::array<double, 3> exposed{1, 1, 1};  ///< true over voxels' surface, of faces along x, y, z: of round bodies
};

/// Between any two faces of two parts that touch.
struct PartContact {
  int a = 0, b = 1;
  double resistance = 0;  ///< m^2 K/W
};

/// Of a grid's systems.
enum class Preconditioner { automatic, diagonal, multigrid };

struct GridParams {
  std::array<std::vector<double>, 3> widths;  ///< m, of the voxels along x, y, z
  std::vector<int> part_of;                   ///< x fastest; -1: nothing there
  std::vector<GridPart> parts;
  std::vector<PartContact> contacts{};
  double contact = 0;       ///< m^2 K/W, between parts that `contacts` does not name
  Exchange surroundings{};  ///< of every face that touches nothing; half a voxel resists to convection
  std::array<std::optional<double>, 6>
      coefficient{};                ///< W/(m^2 K), of outer faces -x, +x, -y, +y, -z, +z, where another
  std::array<bool, 6> insulated{};  ///< those that exchange nothing
  std::vector<Heater> heaters{};    ///< `layer` is the part
  std::vector<Short> shorts{};
  std::optional<Ejecta> ejecta{};
  std::optional<Can> venting{};

  std::size_t voxels(int axis) const { return widths[static_cast<std::size_t>(axis)].size(); }
  std::size_t size() const { return widths[0].size() * widths[1].size() * widths[2].size(); }
  static std::vector<double> equal(std::size_t count, double width) { return std::vector<double>(count, width); }
};

/// Everything that is wrong, one sentence each.
std::vector<std::string> complaints_about(const GridParams& grid);

}  // namespace voxvolt::runaway
