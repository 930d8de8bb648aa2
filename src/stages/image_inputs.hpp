// SPDX-License-Identifier: BSD-3-Clause
// Where a voxel image comes from: keys of `read` and `generate` of the kind `microstructure`.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/described.hpp"
#include "stages/vary.hpp"

namespace voxvolt::stages {

/// An axis by its name.
struct AxisX {
  static constexpr std::string_view word = "x";
  static void describe(Describe<AxisX>&) {}
};
struct AxisY {
  static constexpr std::string_view word = "y";
  static void describe(Describe<AxisY>&) {}
};
struct AxisZ {
  static constexpr std::string_view word = "z";
  static void describe(Describe<AxisZ>&) {}
};
using AxisChoice = std::variant<AxisX, AxisY, AxisZ>;

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
  std::optional<std::string> dataset;
  std::vector<std::int64_t> shape;
  std::optional<std::variant<Uint8, Uint16, Uint32>> type;
  std::optional<std::variant<Little, Big>> byte_order;
  static void describe(Describe<ReadImage>& d);
};

/// A size distribution of particles, in metres.
struct SizeNormal {
  static constexpr std::string_view word = "normal";
  double mean = 0;                 // m
  double sd = 0;                   // m
  std::optional<double> min, max;  // m
  static void describe(Describe<SizeNormal>& d);
};
struct SizeLognormal {
  static constexpr std::string_view word = "lognormal";
  double median = 0;               // m
  double sigma = 0;                // 1
  std::optional<double> min, max;  // m
  static void describe(Describe<SizeLognormal>& d);
};
struct SizeEqual {
  static constexpr std::string_view word = "equal";
  static constexpr bool unnamed = true;
  double diameter = 0;  // m
  static void describe(Describe<SizeEqual>& d);
};
using SizeChoice = std::variant<SizeLognormal, SizeNormal, SizeEqual>;

struct Particles {
  double fraction = 0;  // 1
  SizeChoice diameter;
  static void describe(Describe<Particles>& d);
};

struct GenerateImage {
  std::vector<std::int64_t> size;
  std::vector<double> voxel;  // m
  AxisChoice through = AxisZ{};
  std::int64_t seed = 0;
  Particles particles;
  static void describe(Describe<GenerateImage>& d);
};

int index_of(const AxisChoice& axis);
/// x, y, z from one number or three.
std::array<double, 3> three(const std::vector<double>& numbers);

}  // namespace voxvolt::stages
