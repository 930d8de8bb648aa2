// SPDX-License-Identifier: BSD-3-Clause
// Conduction through stacks against closed forms, at three meshes where the scheme has an error.
#include <gtest/gtest.h>

#include <cmath>

#include "cases.hpp"

namespace voxvolt::runaway {
namespace {

Layer plain(double thickness, int volumes, double conductivity, double start) {
  Layer l;
  l.name = "plain", l.thickness = thickness, l.volumes = volumes, l.conductivity = conductivity;
  l.initial_temperature = start;
  return l;
}

StackResult profile(const StackParams& s, double at, double tolerance) {
  StackCase c;
  c.stack = std::make_shared<StackParams>(s), c.duration = at, c.tolerance = tolerance;
  c.sampling = {at, {at}};
  return test::run(c);
}

void expect_second_order(const std::vector<double>& errors, double last) {
  for (std::size_t i = 1; i < errors.size(); ++i)
    EXPECT_NEAR(std::log2(errors[i - 1] / errors[i]), 2, 0.25) << errors[i - 1] << " -> " << errors[i];
  EXPECT_LT(errors.back(), last);
}

TEST(Conduction, ASlabThatCoolsByConvectionFollowsItsSeries) {
  // Half thickness l = 10 mm, k = 1, rho c = 1e6, h = 200: Bi = 2; theta = sum C_n cos(z_n x/l) exp(-z_n^2 Fo).
  constexpr double l = 0.01, biot = 2, start = 400, ambient = 300, t = 20;
  const auto exact = [&](double x) {
    double sum = 0;
    for (int n = 0; n < 30; ++n) {
      double low = n * std::numbers::pi + 1e-12, high = (n + 0.5) * std::numbers::pi - 1e-12;
      for (int i = 0; i < 100; ++i) {
        const double z = 0.5 * (low + high);
        (z * std::tan(z) < biot ? low : high) = z;
      }
      const double factor = 4 * std::sin(low) / (2 * low + std::sin(2 * low));
      sum += factor * std::cos(low * x / l) * std::exp(-low * low * 1e-6 * t / (l * l));
    }
    return ambient + (start - ambient) * sum;
  };
  std::vector<double> errors;
  for (const int n : {10, 20, 40, 80}) {
    StackParams s;
    s.layers = {plain(2 * l, n, 1, start)};
    for (End* e : {&s.left, &s.right})
      e->kind = End::Kind::exchange, e->exchange = {200, 0, Programme::constant(ambient)};
    const StackResult r = profile(s, t, 1e-7);
    double worst = 0;
    for (int i = 0; i < n; ++i)
      worst = std::max(worst, std::abs(r.profiles.temperature[i] - exact(r.profiles.x[i] - l)));
    errors.push_back(worst);
    EXPECT_LT(r.energy.balance, 1e-9);
    EXPECT_NEAR(r.energy.lost_left, r.energy.lost_right, 1e-6 * r.energy.lost_left);
  }
  expect_second_order(errors, 0.01);
}

TEST(Conduction, ThreeLayersAndTheirContactsResistInSeries) {
  StackParams s;
  s.layers = {plain(0.01, 5, 2, 300), plain(0.003, 2, 0.1, 300), plain(0.02, 7, 10, 300)};
  s.contacts = {0.004, 0.002};
  s.left.kind = s.right.kind = End::Kind::held;
  s.left.temperature = Programme::constant(400), s.right.temperature = Programme::constant(300);
  StackCase c;
  c.stack = std::make_shared<StackParams>(s), c.duration = 2e4, c.sampling = {1e4, {2e4}};
  const StackResult r = test::run(c);
  const double resistance = 0.01 / 2 + 0.004 + 0.003 / 0.1 + 0.002 + 0.02 / 10;
  const double flux = 100 / resistance;
  EXPECT_NEAR(r.profiles.temperature[0], 400 - flux * 0.001 / 2, 1e-6);
  EXPECT_NEAR(r.profiles.temperature[4] - r.profiles.temperature[5], flux * (0.001 / 2 + 0.004 + 0.00075 / 0.1), 1e-6);
  EXPECT_NEAR(r.profiles.temperature[6] - r.profiles.temperature[7], flux * (0.00075 / 0.1 + 0.002 + 0.01 / 7 / 10),
              1e-6);
  EXPECT_LT(r.energy.balance, 1e-9);
}

TEST(Conduction, AFinFallsOffAsAHyperbolicCosine) {
  constexpr double length = 0.1, k = 50, m = 20;  // m^2 = h P/(k A)
  std::vector<double> errors;
  for (const int n : {10, 20, 40}) {
    StackParams s;
    s.layers = {plain(length, n, k, 300)};
    s.left.kind = End::Kind::held, s.left.temperature = Programme::constant(400);
    s.sides.perimeter_per_area = 100, s.sides.exchange = {m * m * k / 100, 0, Programme::constant(300)};
    const StackResult r = profile(s, 2e3, 1e-5);
    double worst = 0;
    for (int i = 0; i < n; ++i) {
      const double exact = 300 + 100 * std::cosh(m * (length - r.profiles.x[i])) / std::cosh(m * length);
      worst = std::max(worst, std::abs(r.profiles.temperature[i] - exact));
    }
    errors.push_back(worst);
  }
  expect_second_order(errors, 0.1);
}

TEST(Conduction, ABodyThatRadiatesFromBothEndsCoolsAsTheInverseCubeRoot) {
  StackParams s;
  s.layers = {plain(0.01, 1, 1e6, 1000)};
  for (End* e : {&s.left, &s.right}) e->kind = End::Kind::exchange, e->exchange = {0, 0.8, Programme::constant(1)};
  const double t = 500, rate = 2 * 0.8 * 5.670374419e-8 / (1e6 * 0.01);
  const StackResult r = profile(s, t, 1e-7);
  EXPECT_NEAR(r.profiles.temperature[0], std::pow(1e-9 + 3 * rate * t, -1.0 / 3), 1e-3);
  EXPECT_LT(r.energy.balance, 1e-9);
}

TEST(Conduction, RadiationFromTheSidesEqualsRadiationFromTheEnds) {
  StackParams ends, sides;
  ends.layers = sides.layers = {plain(0.01, 1, 1e9, 900)};
  for (End* e : {&ends.left, &ends.right})
    e->kind = End::Kind::exchange, e->exchange = {5, 0.5, Programme::constant(300)};
  sides.sides.perimeter_per_area = 200, sides.sides.exchange = {5, 0.5, Programme::constant(300)};
  const double a = profile(ends, 300, 1e-7).profiles.temperature[0];
  EXPECT_NEAR(profile(sides, 300, 1e-7).profiles.temperature[0], a, 1e-4);
}

TEST(Conduction, AStackAndItsMirrorImageAgree) {
  auto there = test::hot_block_and_cells(10);
  auto back = std::make_shared<StackParams>(*there);
  std::reverse(back->layers.begin(), back->layers.end());
  std::reverse(back->contacts.begin(), back->contacts.end());
  StackCase c;
  c.stack = there, c.default_ceiling = 1, c.duration = 60;
  StackCase d = c;
  d.stack = back;
  const StackResult a = test::run(c), b = test::run(d);
  for (int i = 0; i < 3; ++i) {
    EXPECT_NEAR(*a.cells[i].time_to_runaway, *b.cells[2 - i].time_to_runaway, 1e-3);
    EXPECT_EQ(a.cells[i].triggered, b.cells[2 - i].triggered);
  }
}

constexpr double small = 1.0 / 600;  // RT/E

/// Zero-order reaction in a slab between walls held at `wall`; delta by its half thickness.
bool slab_ignites(double delta, int volumes) {
  constexpr double wall = 500, half = 0.01, endless = 1e14;
  auto s = std::make_shared<StackParams>();
  const double heat = delta * wall * small / (half * half);  // W/m^3 at k = 1
  s->layers = {plain(2 * half, volumes, 1, wall)};
  s->layers[0].mechanism = test::one_step(heat / endless * std::exp(1 / small), wall / small, 1, endless);
  s->left.kind = s->right.kind = End::Kind::held;
  s->left.temperature = s->right.temperature = Programme::constant(wall);
  StackCase c;
  c.stack = s, c.duration = 2e4, c.tolerance = 1e-7, c.until_temperature = wall * (1 + 6 * small);
  return test::run(c).time < 2e4;
}

TEST(Ignition, FrankKamenetskiisSlabIsCriticalAtHisDelta) {
  // 0.878458 for RT/E to 0; its first correction is by Boddington, Gray and Wake 1977.
  constexpr double critical = 0.878458 * (1 + 1.07 * small);
  std::vector<double> errors;
  for (const int n : {8, 16, 32}) {
    double low = 0.8, high = 0.95;
    for (int i = 0; i < 14; ++i) {
      const double middle = 0.5 * (low + high);
      (slab_ignites(middle, n) ? high : low) = middle;
    }
    errors.push_back(std::abs(0.5 * (low + high) - critical));
  }
  EXPECT_LT(errors[1], 0.5 * errors[0]);
  EXPECT_LT(errors[2], 1e-3);
}

/// The same in an octant of a sphere, or a quadrant of a cylinder, of `n` voxels to its radius: a stair of voxels.
bool round_ignites(bool sphere, double delta, std::size_t n) {
  constexpr double wall = 500, radius = 0.01, endless = 1e14;
  auto g = std::make_shared<GridParams>();
  const double width = radius / static_cast<double>(n), heat = delta * wall * small / (radius * radius);
  g->widths = {std::vector<double>(n, width), std::vector<double>(n, width),
               std::vector<double>(sphere ? n : 1, width)};
  for (std::size_t z = 0; z < (sphere ? n : 1); ++z)
    for (std::size_t y = 0; y < n; ++y)
      for (std::size_t x = 0; x < n; ++x) {
        const auto square = [](std::size_t at) { return std::pow(static_cast<double>(at) + 0.5, 2); };
        g->part_of.push_back(square(x) + square(y) + (sphere ? square(z) : 0) < static_cast<double>(n * n) ? 0 : -1);
      }
  GridPart part;
  part.name = "body", part.conductivity = {1, 1, 1}, part.density = 1000, part.heat_capacity = 1000;
  part.initial_temperature = wall;
  part.mechanism = test::one_step(heat / endless * std::exp(1 / small), wall / small, 1, endless);
  g->parts = {part};
  g->surroundings = {1e9, 0, Programme::constant(wall)};
  g->coefficient[0] = g->coefficient[2] = g->coefficient[4] = 0;  // planes of symmetry
  if (!sphere) g->coefficient[5] = 0;
  StackCase c;
  c.grid = g, c.duration = 2e4, c.tolerance = 1e-6, c.linear_tolerance = 1e-6;
  c.until_temperature = wall * (1 + 6 * small);
  return test::run(c).time < 2e4;
}

double critical_delta(bool sphere, double low, double high, std::size_t n) {
  for (int i = 0; i < 8; ++i) {
    const double middle = 0.5 * (low + high);
    (round_ignites(sphere, middle, n) ? high : low) = middle;
  }
  return 0.5 * (low + high);
}

TEST(Ignition, CylinderAndSphereAreCriticalAtTheirDeltaAsWellAsAStairOfVoxelsIsRound) {
  EXPECT_NEAR(critical_delta(false, 1.8, 2.2, 24) / (2 * (1 + small)), 1, 0.02);
  EXPECT_NEAR(critical_delta(true, 3.0, 3.7, 12) / (3.32199 * (1 + small)), 1, 0.03);
}

/// A front of first order at a constant k above T_i, none below: v^2 = alpha k (1 - theta)/theta with theta = (T_i - T_0)/q.
/// Behind it T_0 + q - q exp(k x/v)/(1 + alpha k/v^2), ahead T_0 + (T_i - T_0) exp(-v x/alpha).
TEST(Ignition, AFrontRunsAtTheSpeedOfItsTravellingWave) {
  constexpr double k = 2, rise = 600, theta = 0.3, start = 300, length = 0.01, alpha = 1e-6;
  const double speed = std::sqrt(alpha * k * (1 - theta) / theta);
  std::vector<double> errors;
  for (const int n : {100, 200, 400}) {
    auto s = std::make_shared<StackParams>();
    auto m = test::one_step(k, 0, 1e3 * rise, 1000);  // 1e6 J/(m^3 K)
    m->reactions[0].gate = Gate{start + theta * rise, 2};
    for (int cell = 0; cell < 5; ++cell) {
      s->layers.push_back(plain(length, n, 1, start));
      s->layers.back().mechanism = m;
    }
    s->contacts.assign(4, 0.0);
    s->left.kind = End::Kind::held, s->left.temperature = Programme::constant(start + rise);
    StackCase c;
    c.stack = s, c.duration = 60, c.tolerance = 1e-4;
    const StackResult r = test::run(c);
    ASSERT_TRUE(r.cells[4].time_to_runaway);
    const double measured = 2 * length / (*r.cells[4].time_to_runaway - *r.cells[2].time_to_runaway);
    errors.push_back(std::abs(measured / speed - 1));
  }
  EXPECT_LT(errors[1], 0.6 * errors[0]);  // volumes ignite one after another: first order
  EXPECT_LT(errors[2], 0.6 * errors[1]);
  EXPECT_LT(errors[2], 4e-3);
}

}  // namespace
}  // namespace voxvolt::runaway
