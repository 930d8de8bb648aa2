// SPDX-License-Identifier: BSD-3-Clause
// Where a voxel image comes from: keys of `read` of the kind `microstructure`; those of `generate` are beside it.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/described.hpp"
#include "stages/axis_inputs.hpp"
#include "stages/generate_inputs.hpp"
#include "stages/vary.hpp"

namespace voxvolt::stages {

/// Raw values of a phase: one, a list, or a range with both ends.
struct PhaseChoice {
  std::vector<std::int64_t> values;
  std::optional<std::int64_t> from, to;
  static void describe(Describe<PhaseChoice>& d);
};

/// Half-open ranges of voxels.
struct Crop {
  std::vector<std::int64_t> x, y, z;
  static void describe(Describe<Crop>& d);
};

/// A part of the image at a place that a seed draws.
struct DrawnPart {
  std::vector<std::int64_t> size;
  std::int64_t seed = 0;
  static void describe(Describe<DrawnPart>& d);
};

struct Uint8 {
  static constexpr std::string_view word = "uint8";
  static void describe(Describe<Uint8>&) {}
};
struct Uint16 {
  static constexpr std::string_view word = "uint16";
  static void describe(Describe<Uint16>&) {}
};
struct Uint32 {
  static constexpr std::string_view word = "uint32";
  static void describe(Describe<Uint32>&) {}
};
struct Little {
  static constexpr std::string_view word = "little";
  static void describe(Describe<Little>&) {}
};
struct Big {
  static constexpr std::string_view word = "big";
  static void describe(Describe<Big>&) {}
};

struct ReadImage {
  config::File file;
  std::vector<double> voxel;  // m
  AxisChoice through = AxisZ{};
  std::map<std::string, PhaseChoice> phases;
  Crop crop;
  std::optional<DrawnPart> part;
  std::optional<std::string> dataset;
  std::vector<std::int64_t> shape;
  std::optional<std::variant<Uint8, Uint16, Uint32>> type;
  std::optional<std::variant<Little, Big>> byte_order;
  static void describe(Describe<ReadImage>& d);
};

}  // namespace voxvolt::stages
