// SPDX-License-Identifier: BSD-3-Clause
// A hard particle: a sphere, or an ellipsoid of revolution (flake or needle). Plain data.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace voxvolt::generate {

using Vector = std::array<double, 3>;

double dot(const Vector& a, const Vector& b);
Vector cross(const Vector& a, const Vector& b);
Vector scaled(const Vector& a, double factor);
Vector normalised(const Vector& a);  ///< of unit length; `a` must not be zero

struct Particle {
  Vector centre{0, 0, 0};  ///< m, from 0 to below the box's edges
  double polar = 0;        ///< m, semi-axis along `axis`
  double equatorial = 0;   ///< m, semi-axis across it
  Vector axis{0, 0, 1};    ///< of unit length

  bool is_sphere() const { return polar == equatorial; }
  double largest() const { return polar > equatorial ? polar : equatorial; }
  double smallest() const { return polar < equatorial ? polar : equatorial; }
  double volume() const;  ///< m^3
  /// m, of the sphere of the same volume.
  double diameter() const;
};

/// A particle of the volume of a sphere of `diameter` (m); `aspect` is its length along the axis over that across it:
/// below 1 a flake, 1 a sphere, above 1 a needle.
Particle shaped(double diameter, double aspect);

/// The shortest way between two points of a periodic box, from `from` to `to`, m.
Vector shortest(const Vector& from, const Vector& to, const Vector& box);
/// The point's image inside the periodic box.
Vector wrapped(const Vector& point, const Vector& box);

/// How well the axes point along `direction` (of unit length): the mean of (3 cos^2 - 1)/2, weighted by volume; 0 for
/// random axes, 1 when all are parallel, -1/2 when all lie across.
double order_along(const std::vector<Particle>& particles, const Vector& direction);

}  // namespace voxvolt::generate
