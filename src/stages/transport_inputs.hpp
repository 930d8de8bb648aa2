// SPDX-License-Identifier: BSD-3-Clause
// What an `effective_transport` is described by.
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "stages/image_inputs.hpp"

namespace voxvolt::stages {

using TransportAxis = AxisOrThrough;

struct FixedEnds {
  static constexpr std::string_view word = "fixed";
  static void describe(Describe<FixedEnds>& d) {
    d.sentence("Both end faces of the axis are held, half a voxel from the voxels' centres; the sides are mirrors.");
  }
};
struct PeriodicSides {
  static constexpr std::string_view word = "periodic";
  static void describe(Describe<PeriodicSides>& d) {
    d.sentence("Both end faces are held; the image repeats beyond its sides.");
  }
};
struct PeriodicCell {
  static constexpr std::string_view word = "cell";
  static void describe(Describe<PeriodicCell>& d) {
    d.sentence("The image repeats in all directions under a mean gradient: gives the whole tensor.");
  }
};
using BoundaryChoice = std::variant<FixedEnds, PeriodicSides, PeriodicCell>;

struct Richardson {
  static constexpr std::string_view word = "richardson";
  static void describe(Describe<Richardson>& d) {
    d.sentence("How far the voxels themselves put the answer off: from the image coarsened twice.");
  }
};
struct Subvolumes {
  static constexpr std::string_view word = "subvolumes";
  std::int64_t count = 8;
  int per_axis() const;  ///< its cube root
  static void describe(Describe<Subvolumes>& d);
};
using ErrorChoice = std::variant<Richardson, Subvolumes>;

struct UseMultigrid {
  static constexpr std::string_view word = "multigrid";
  static void describe(Describe<UseMultigrid>& d) { d.sentence("The voxel multigrid."); }
};
struct UseHypre {
  static constexpr std::string_view word = "hypre";
  static void describe(Describe<UseHypre>& d) {
    d.sentence("BoomerAMG on an assembled matrix, to compare with: slower, and about 400 bytes per voxel.");
  }
};

struct TransportInputs {
  config::StageRef of;
  BoundaryChoice boundary = FixedEnds{};
  std::vector<TransportAxis> axes{AxisX{}, AxisY{}, AxisZ{}, AxisThrough{}};
  std::map<std::string, std::map<std::string, std::vector<Quantity>>> properties;
  double tolerance = 1e-5;  // 1
  std::vector<ErrorChoice> error{Richardson{}};
  std::variant<UseMultigrid, UseHypre> solver = UseMultigrid{};
  std::vector<std::string> flux_density;

  bool wants_richardson() const;
  /// Parts per axis of the finest division into sub-volumes; 0 without.
  int subvolumes_per_axis() const;

  static void describe(Describe<TransportInputs>& d);
  static std::vector<config::Complaint> check(const TransportInputs& in);
};

/// `x`, `y`, `z` or `through`.
std::string word_of(const TransportAxis& axis);
/// The SI unit of a property, whatever its numbers are given in: that of its first number that is known (references are
/// not, before their stage has run). Empty when it is none of S/m, W/m/K, m^2/s, F/m, 1.
std::string unit_of_property(const std::map<std::string, std::vector<Quantity>>& property);

}  // namespace voxvolt::stages
