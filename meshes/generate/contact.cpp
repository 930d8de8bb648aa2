// SPDX-License-Identifier: BSD-3-Clause
// Legend: A = a^2 I + (c^2 - a^2) u u^T is the matrix of a spheroid of semi-axes a across and c along u. With C = (1 -
// l) A + l B and n = C^-1 r, Perram and Wertheim's function is F = max over l in (0, 1) of l (1 - l) r.n; the two
// bodies scaled by sqrt(F) touch where the normal is n, at (1 - l) A n from the first centre.
#include "meshes/generate/contact.hpp"

#include <cmath>

namespace voxvolt::generate {
namespace {

/// A spheroid's matrix in terms of its axis: round^2 I + stretch u u^T.
struct Spheroid {
  Vector u;
  double round;    // a^2
  double stretch;  // c^2 - a^2
  explicit Spheroid(const Particle& p)
      : u(p.axis), round(p.equatorial * p.equatorial), stretch(p.polar * p.polar - round) {}
  double form(const Vector& n) const {
    const double along = dot(u, n);
    return round * dot(n, n) + stretch * along * along;
  }
  Vector times(const Vector& n) const {
    const double along = stretch * dot(u, n);
    return {round * n[0] + along * u[0], round * n[1] + along * u[1], round * n[2] + along * u[2]};
  }
};

/// n = C^-1 r by the rank-two update of a multiple of the identity.
Vector pull(const Spheroid& a, const Spheroid& b, double l, const Vector& r) {
  const double alpha = (1 - l) * a.round + l * b.round, beta = (1 - l) * a.stretch, gamma = l * b.stretch;
  const double uv = dot(a.u, b.u), ur = dot(a.u, r), vr = dot(b.u, r);
  const double determinant = (alpha + beta) * (alpha + gamma) - beta * gamma * uv * uv;
  const double s = beta * ((alpha + gamma) * ur - gamma * uv * vr) / determinant;
  const double t = gamma * ((alpha + beta) * vr - beta * uv * ur) / determinant;
  Vector n{};
  for (std::size_t i = 0; i < 3; ++i) n[i] = (r[i] - s * a.u[i] - t * b.u[i]) / alpha;
  return n;
}

/// Where the concave function has its top: its slope n.[(1 - l)^2 A - l^2 B] n falls through zero once.
double top(const Spheroid& a, const Spheroid& b, const Vector& r) {
  const auto slope = [&](double l) {
    const Vector n = pull(a, b, l, r);
    return (1 - l) * (1 - l) * a.form(n) - l * l * b.form(n);
  };
  constexpr double kClose = 1e-6;  // the top is flat: its height is right to the square of this
  double low = 0, high = 1, below = slope(0), above = slope(1);
  double l = 0.5;
  for (int round = 0; round < 60 && high - low > kClose; ++round) {
    const double here = slope(l);
    if (here == 0) return l;
    // Illinois: an end that stays is weighed less, so both ends close in.
    if (here > 0) low = l, below = here, above *= 0.5;
    else high = l, above = here, below *= 0.5;
    const double next = low + (high - low) * below / (below - above);
    if (std::abs(next - l) < kClose) return next;
    l = next;
  }
  return l;
}

std::optional<Contact> between(const Particle& pa, const Particle& pb, const Vector& r) {
  const Spheroid a(pa), b(pb);
  if (0.25 * dot(r, pull(a, b, 0.5, r)) >= 1) return {};  // the top is not below this, and most pairs end here
  const double l = top(a, b, r);
  const Vector n = pull(a, b, l, r);
  Contact contact;
  contact.scale = std::sqrt(l * (1 - l) * dot(r, n));
  contact.normal = normalised(n);
  contact.arm_a = scaled(a.times(n), 1 - l);
  contact.arm_b = scaled(b.times(n), -l);
  // Along r the bodies touch at |r|/scale.
  contact.depth = (1 / contact.scale - 1) * dot(r, contact.normal);
  return contact;
}

}  // namespace

std::optional<Contact> overlap(const Particle& a, const Particle& b, const Vector& way, double swell) {
  const double square = dot(way, way);
  const double reach = swell * (a.largest() + b.largest());
  if (square >= reach * reach) return {};
  const double distance = std::sqrt(square);
  const bool round = a.is_sphere() && b.is_sphere();
  if (round || distance < 1e-9 * reach) {  // ellipsoids at one place: any direction is as good
    Contact contact;
    const double touching = swell * (a.smallest() + b.smallest());
    contact.normal = distance > 0 ? scaled(way, 1 / distance) : Vector{1, 0, 0};
    contact.arm_a = scaled(contact.normal, a.smallest());
    contact.arm_b = scaled(contact.normal, -b.smallest());
    contact.depth = touching - distance;
    contact.scale = distance / touching;
    return contact;
  }
  std::optional<Contact> contact = between(a, b, scaled(way, 1 / swell));
  if (!contact || contact->scale >= 1) return {};
  contact->depth *= swell;
  return contact;
}

}  // namespace voxvolt::generate
