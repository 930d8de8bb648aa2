// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/generate/particle.hpp"

#include <cmath>
#include <numbers>

namespace voxvolt::generate {

double dot(const Vector& a, const Vector& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
Vector cross(const Vector& a, const Vector& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
Vector scaled(const Vector& a, double factor) { return {a[0] * factor, a[1] * factor, a[2] * factor}; }
Vector normalised(const Vector& a) { return scaled(a, 1 / std::sqrt(dot(a, a))); }

double Particle::volume() const { return 4 * std::numbers::pi / 3 * polar * equatorial * equatorial; }
double Particle::diameter() const { return is_sphere() ? 2 * polar : 2 * std::cbrt(polar * equatorial * equatorial); }

Particle shaped(double diameter, double aspect) {
  Particle particle;
  const double across = aspect == 1 ? 1 : std::cbrt(aspect);
  particle.equatorial = diameter / 2 / across;
  particle.polar = aspect == 1 ? diameter / 2 : diameter / 2 * across * across;
  return particle;
}

Vector shortest(const Vector& from, const Vector& to, const Vector& box) {
  Vector way{};
  for (std::size_t a = 0; a < 3; ++a) {
    way[a] = to[a] - from[a];
    if (way[a] > box[a] / 2) way[a] -= box[a];
    else if (way[a] < -box[a] / 2) way[a] += box[a];
  }
  return way;
}

Vector wrapped(const Vector& point, const Vector& box) {
  Vector inside{};
  for (std::size_t a = 0; a < 3; ++a) {
    inside[a] = point[a] - box[a] * std::floor(point[a] / box[a]);
    if (inside[a] >= box[a]) inside[a] = 0;  // a point just below 0 rounds to the far face
  }
  return inside;
}

double order_along(const std::vector<Particle>& particles, const Vector& direction) {
  double sum = 0, weight = 0;
  for (const Particle& particle : particles) {
    const double cosine = dot(particle.axis, direction);
    sum += particle.volume() * (1.5 * cosine * cosine - 0.5);
    weight += particle.volume();
  }
  return weight > 0 ? sum / weight : 0;
}

}  // namespace voxvolt::generate
