// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/generate/orientation.hpp"

#include <cmath>
#include <numbers>

#include "parallel/failure.hpp"

namespace voxvolt::generate {
namespace {

constexpr double kStiffest = 1e6;  // a stretch, or its inverse, that stands for exact alignment

// Random directions have cosines spread evenly over [-1, 1]; a stretch s makes t into s t / sqrt(1 + (s^2 - 1) t^2),
// whose square has this mean.
double mean_square_cosine(double stretch) {
  const double excess = stretch * stretch - 1;
  if (std::abs(excess) < 1e-6) return 1.0 / 3 + 2.0 / 15 * excess;
  const double root = std::sqrt(std::abs(excess));
  const double angle = excess > 0 ? std::atan(root) : std::atanh(root);
  return stretch * stretch / excess * (1 - angle / root);
}

double stretch_of(double order) {
  const double wanted = (2 * order + 1) / 3;
  double low = -std::log(kStiffest), high = std::log(kStiffest);
  for (int halving = 0; halving < 100; ++halving) {
    const double middle = 0.5 * (low + high);
    (mean_square_cosine(std::exp(middle)) < wanted ? low : high) = middle;
  }
  return std::exp(0.5 * (low + high));
}

}  // namespace

DirectionLaw::DirectionLaw(const Orientation& orientation) : preferred_(normalised(orientation.preferred)) {
  if (!(orientation.order >= -0.5 && orientation.order <= 1))
    throw Failure(ExitCode::input, "an order parameter is from -0.5 (all across) over 0 (random) to 1 (all parallel)");
  stretch_ = orientation.order == 0 ? 1 : stretch_of(orientation.order);
  const Vector other = std::abs(preferred_[0]) < 0.5 ? Vector{1, 0, 0} : Vector{0, 1, 0};
  across_ = normalised(cross(preferred_, other));
  third_ = cross(preferred_, across_);
}

Vector DirectionLaw::draw(double u, double v) const {
  const double cosine = 2 * u - 1, sine = std::sqrt(1 - cosine * cosine), angle = 2 * std::numbers::pi * v;
  const double along = stretch_ * cosine, x = sine * std::cos(angle), y = sine * std::sin(angle);
  Vector direction{};
  for (std::size_t a = 0; a < 3; ++a) direction[a] = along * preferred_[a] + x * across_[a] + y * third_[a];
  return normalised(direction);
}

}  // namespace voxvolt::generate
