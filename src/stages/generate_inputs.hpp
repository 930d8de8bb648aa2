// SPDX-License-Identifier: BSD-3-Clause
// What `generate` of the kind `microstructure` is described by: a recipe of virtual manufacturing.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/described.hpp"
#include "stages/axis_inputs.hpp"

namespace voxvolt::stages {

/// Size distributions of particles, in metres.
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
struct SizeWeibull {
  static constexpr std::string_view word = "weibull";
  double scale = 0;                // m
  double shape = 0;                // 1
  std::optional<double> min, max;  // m
  static void describe(Describe<SizeWeibull>& d);
};
struct SizeHistogram {
  static constexpr std::string_view word = "histogram";
  std::vector<double> edges;   // m
  std::vector<double> shares;  // 1
  static void describe(Describe<SizeHistogram>& d);
};
struct SizeEqual {
  static constexpr std::string_view word = "equal";
  static constexpr bool unnamed = true;
  double diameter = 0;  // m
  static void describe(Describe<SizeEqual>& d);
};
using SizeChoice = std::variant<SizeLognormal, SizeNormal, SizeWeibull, SizeHistogram, SizeEqual>;

struct ByNumber {
  static constexpr std::string_view word = "number";
  static void describe(Describe<ByNumber>& d) { d.sentence("The distribution counts particles."); }
};
struct ByVolume {
  static constexpr std::string_view word = "volume";
  static void describe(Describe<ByVolume>& d) {
    d.sentence("The distribution weighs particles by their volume, as laser diffraction does (D50).");
  }
};

/// A fraction that changes along an axis.
struct Grading {
  AxisOrThrough along = AxisThrough{};
  std::vector<double> relative;  // 1
  static void describe(Describe<Grading>& d);
};

struct RandomOrientation {
  static constexpr std::string_view word = "random";
  static void describe(Describe<RandomOrientation>& d) { d.sentence("Axes point anywhere."); }
};
struct PreferentialOrientation {
  static constexpr std::string_view word = "preferential";
  AxisOrThrough along = AxisThrough{};
  double order = 0;  // 1
  static void describe(Describe<PreferentialOrientation>& d);
};

struct Particles {
  double fraction = 0;  // 1
  SizeChoice diameter;
  std::variant<ByNumber, ByVolume> weighted_by = ByNumber{};
  double aspect = 1;  // 1
  std::variant<RandomOrientation, PreferentialOrientation> orientation = RandomOrientation{};
  std::optional<Grading> grading;
  static void describe(Describe<Particles>& d);
};

struct NoBinder {
  static constexpr std::string_view word = "none";
  static void describe(Describe<NoBinder>& d) { d.sentence("No phase binder."); }
};
struct BridgeBinder {
  static constexpr std::string_view word = "bridge";
  double fraction = 0;  // 1
  std::optional<Grading> grading;
  static void describe(Describe<BridgeBinder>& d);
};
struct FilmBinder {
  static constexpr std::string_view word = "film";
  double fraction = 0;  // 1
  std::optional<Grading> grading;
  static void describe(Describe<FilmBinder>& d);
};
struct EnergyBinder {
  static constexpr std::string_view word = "energy";
  double fraction = 0;      // 1
  double morphology = 0.5;  // 1
  std::optional<Grading> grading;
  static void describe(Describe<EnergyBinder>& d);
};
using BinderChoice = std::variant<NoBinder, BridgeBinder, FilmBinder, EnergyBinder>;

struct Calendering {
  std::optional<double> strain;            // 1
  std::optional<double> porosity;          // 1
  double floor = 0.10;                     // 1
  double characteristic_pressure = 150e6;  // Pa
  static void describe(Describe<Calendering>& d);
};

struct GenerateImage {
  std::vector<std::int64_t> size;
  std::vector<double> voxel;  // m
  AxisChoice through = AxisZ{};
  std::int64_t seed = 0;
  Particles particles;
  BinderChoice binder = NoBinder{};
  std::optional<Calendering> calendering;
  static void describe(Describe<GenerateImage>& d);
};

/// x, y, z from one number or three.
std::array<double, 3> three(const std::vector<double>& numbers);
/// A complaint unless a voxel's edges are one or three.
std::vector<config::Complaint> one_or_three(const std::vector<double>& voxel);

}  // namespace voxvolt::stages
