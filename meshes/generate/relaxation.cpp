// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/generate/relaxation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "meshes/generate/contact.hpp"
#include "meshes/generate/periodic_cells.hpp"

namespace voxvolt::generate {
namespace {

constexpr double kSwell =
    1.002;                      // particles are pushed apart a little too far, so that they end up clear of each other
constexpr double kSkin = 0.15;  // of the mean size: pairs this far apart are kept in the list

// Of FIRE, as published, but for the largest step, which contacts of many small particles with a large one bound.
constexpr double kLargestStep = 0.3, kFirstStep = 0.1;
constexpr double kFaster = 1.1, kSlower = 0.5, kMixing = 0.1, kLessMixing = 0.99;
constexpr int kPatience = 5;

struct Pair {
  std::uint32_t a, b;
};

double mean_size(const std::vector<Particle>& particles) {
  double sum = 0;
  for (const Particle& particle : particles) sum += particle.diameter();
  return sum / static_cast<double>(std::max<std::size_t>(1, particles.size()));
}

/// Pairs that may overlap while no particle moves further than half the skin. Each is found from its larger particle.
std::vector<Pair> pairs_within(const std::vector<Particle>& particles, const Vector& box, double skin) {
  std::vector<std::uint32_t> by_size(particles.size());
  std::iota(by_size.begin(), by_size.end(), 0u);
  std::ranges::stable_sort(by_size, [&](auto a, auto b) { return particles[a].largest() > particles[b].largest(); });
  std::vector<std::uint32_t> rank(particles.size());
  for (std::size_t i = 0; i < by_size.size(); ++i) rank[by_size[i]] = static_cast<std::uint32_t>(i);
  PeriodicCells cells(box, mean_size(particles));
  for (std::size_t i = 0; i < particles.size(); ++i) cells.add(i, particles[i].centre);
  std::vector<Pair> pairs;
  for (const std::uint32_t a : by_size) {
    const Particle& large = particles[a];
    cells.within(large.centre, 2 * kSwell * large.largest() + skin, [&](std::size_t b) {
      if (rank[b] <= rank[a]) return true;
      const Vector way = shortest(large.centre, particles[b].centre, box);
      const double reach = kSwell * (large.largest() + particles[b].largest()) + skin;
      if (dot(way, way) < reach * reach) pairs.push_back({a, static_cast<std::uint32_t>(b)});
      return true;
    });
  }
  return pairs;
}

/// Place and turn of a particle as six lengths: turns count by the path of the outermost point.
struct Motion {
  Vector place{0, 0, 0}, turn{0, 0, 0};
};

class Relaxing {
 public:
  Relaxing(std::vector<Particle>& particles, const Vector& box)
      : particles_(particles),
        box_(box),
        skin_(kSkin * mean_size(particles)),
        speed_(particles.size()),
        force_(particles.size()),
        mass_(particles.size()),
        moved_(particles.size(), 0.0) {
    const double mean = 0.5 * mean_size(particles);
    for (std::size_t i = 0; i < particles.size(); ++i) {
      const double ratio = particles[i].largest() / mean;
      mass_[i] = std::max(1.0, ratio * ratio);  // in proportion to how many touch it
    }
    list();
  }

  /// Forces where the particles are; returns the least scale at which two would touch (below 1 they overlap).
  double push() {
    for (Motion& force : force_) force = {};
    double least = 1;
    for (const Pair& pair : pairs_) {
      const Particle &a = particles_[pair.a], &b = particles_[pair.b];
      const auto contact = overlap(a, b, shortest(a.centre, b.centre, box_), kSwell);
      if (!contact) continue;
      least = std::min(least, contact->scale);
      const Vector onto_b = scaled(contact->normal, contact->depth);
      for (std::size_t k = 0; k < 3; ++k) {
        force_[pair.a].place[k] -= onto_b[k];
        force_[pair.b].place[k] += onto_b[k];
      }
      turn(pair.a, cross(onto_b, contact->arm_a));
      turn(pair.b, cross(contact->arm_b, onto_b));
    }
    return least;
  }

  /// One step of FIRE with the forces of the last push.
  void step() {
    double power = 0, force_square = 0, speed_square = 0;
    for (std::size_t i = 0; i < force_.size(); ++i) {
      power += dot(force_[i].place, speed_[i].place) + dot(force_[i].turn, speed_[i].turn);
      force_square += dot(force_[i].place, force_[i].place) + dot(force_[i].turn, force_[i].turn);
      speed_square += dot(speed_[i].place, speed_[i].place) + dot(speed_[i].turn, speed_[i].turn);
    }
    double keep = 0, lead = 0;
    if (power > 0) {
      keep = 1 - mixing_;
      lead = force_square > 0 ? mixing_ * std::sqrt(speed_square / force_square) : 0;
      if (++uphill_free_ > kPatience) {
        time_ = std::min(kLargestStep, time_ * kFaster);
        mixing_ *= kLessMixing;
      }
    } else {
      time_ = steps_ > 0 ? time_ * kSlower : time_;
      mixing_ = kMixing;
      uphill_free_ = 0;
    }
    ++steps_;
    for (std::size_t i = 0; i < force_.size(); ++i) move(i, keep, lead);
    if (furthest() > 0.5 * skin_) list();
  }

 private:
  void list() {
    pairs_ = pairs_within(particles_, box_, skin_);
    std::ranges::fill(moved_, 0.0);
  }
  double furthest() const { return *std::ranges::max_element(moved_); }

  void turn(std::size_t i, const Vector& torque) {
    if (particles_[i].is_sphere()) return;
    const double arm = particles_[i].largest();
    for (std::size_t k = 0; k < 3; ++k) force_[i].turn[k] += torque[k] / arm;
  }

  void move(std::size_t i, double keep, double lead) {
    Motion& speed = speed_[i];
    const double kick = time_ / mass_[i];
    Vector way{}, angle{};
    Particle& particle = particles_[i];
    for (std::size_t k = 0; k < 3; ++k) {
      speed.place[k] = keep * speed.place[k] + (lead + kick) * force_[i].place[k];
      speed.turn[k] = keep * speed.turn[k] + (lead + kick) * force_[i].turn[k];
      way[k] = time_ * speed.place[k];
      angle[k] = time_ * speed.turn[k] / particle.largest();
    }
    const double length = std::sqrt(dot(way, way));
    moved_[i] += length;
    Vector to{};
    for (std::size_t k = 0; k < 3; ++k) to[k] = particle.centre[k] + way[k];
    particle.centre = wrapped(to, box_);
    if (particle.is_sphere()) return;
    const Vector turned = cross(angle, particle.axis);
    for (std::size_t k = 0; k < 3; ++k) particle.axis[k] += turned[k];
    particle.axis = normalised(particle.axis);
  }

  std::vector<Particle>& particles_;
  Vector box_;
  double skin_;
  std::vector<Motion> speed_, force_;
  std::vector<double> mass_, moved_;
  std::vector<Pair> pairs_;
  double time_ = kFirstStep, mixing_ = kMixing;
  int uphill_free_ = 0;
  std::size_t steps_ = 0;
};

}  // namespace

Relaxation relax(std::vector<Particle>& particles, const Vector& box, std::size_t most_steps) {
  Relaxation result;
  if (particles.size() < 2) return result;
  Relaxing relaxing(particles, box);
  for (; result.steps < most_steps; ++result.steps) {
    if (relaxing.push() * kSwell >= 1) break;  // without the swelling they are clear
    relaxing.step();
  }
  result.overlap = largest_overlap(particles, box);
  return result;
}

double largest_overlap(const std::vector<Particle>& particles, const Vector& box) {
  double least = 1;
  for (const Pair& pair : pairs_within(particles, box, 0)) {
    const Particle &a = particles[pair.a], &b = particles[pair.b];
    if (const auto contact = overlap(a, b, shortest(a.centre, b.centre, box))) least = std::min(least, contact->scale);
  }
  return 1 - least;
}

}  // namespace voxvolt::generate
