// SPDX-License-Identifier: BSD-3-Clause
// Do the error bars hold what they promise? Against images of half the voxel, and the smooth bodies behind them.
#include "cathode.hpp"
#include "meshes/generate/packing.hpp"
#include "meshes/generate/paint.hpp"
#include "meshes/voxel/resample.hpp"
#include "parallel/agree.hpp"
#include "solvers/microstructure/transport/error_estimate.hpp"

namespace voxvolt::microstructure {
namespace {

struct Bar {
  double value, corrected, error;
  bool holds(double finer) const { return std::abs(finer - value) <= error; }
};

Bar bar_of(const Labels& labels, const std::map<int, double>& k, int axis, double tolerance = 1e-5) {
  const TransportOptions options{.axes = {axis}, .tolerance = tolerance};
  const Transport transport = effective_conductivity(labels, isotropic(k), options, test::world());
  const auto resolutions = resolutions_of(labels, test::world());
  if (!resolutions) throw std::logic_error("the image is too small for its error");
  const auto bars = richardson(*resolutions, isotropic(k), options, transport, test::world());
  return {transport.axes[0].conductivity, bars.at(0).corrected, bars.at(0).error};
}

Labels spheres(std::int64_t n, double fraction, double diameter, std::uint64_t seed) {
  generate::PackingRecipe recipe;
  recipe.box = {1, 1, 1};
  recipe.fraction = fraction;
  recipe.diameter = [diameter](double p) { return diameter * (0.8 + 0.4 * p); };
  recipe.seed = seed;
  Labels labels = one_label({n, n, n});
  labels.grid.spacing = {1.0 / static_cast<double>(n), 1.0 / static_cast<double>(n), 1.0 / static_cast<double>(n)};
  generate::paint(generate::pack_alone(recipe).particles, 1, labels);
  return labels;
}

TEST(Richardson, SimpleCubicSpheresAreCorrectedToTheMultipoleSolution) {
  // Not 0.5: there the gap between spheres is one voxel, and none after coarsening.
  const std::array<std::array<double, 3>, 4> exact{
      {{0.1, 0.857112, 1.243339}, {0.2, 0.726703, 1.531723}, {0.3, 0.605662, 1.887737}, {0.4, 0.490112, 2.364414}}};
  for (const auto& [fraction, insulating, conducting] : exact)
    for (const auto& [inside, answer] : {std::pair{0.0, insulating}, std::pair{10.0, conducting}}) {
      const Bar bar = bar_of(sphere_in_cube(64, fraction), {{0, 1}, {1, inside}}, 2, 1e-6);
      EXPECT_LT(std::abs(bar.corrected / answer - 1), 0.003)
          << fraction << ": " << bar.value << " -> " << bar.corrected;
      EXPECT_TRUE(bar.holds(answer)) << fraction << ": " << bar.value << " +- " << bar.error;
    }
}

TEST(Richardson, TheBarsHoldTheNextFinerAnswerInNineOfTenImages) {
  int held = 0, all = 0;
  double width = 0, step = 0;
  const auto judge = [&](const Labels& labels, const Labels& finer, const std::map<int, double>& k, int axis) {
    const Bar bar = bar_of(labels, k, axis, 1e-4);
    const double next = effective_conductivity(finer, isotropic(k), {.axes = {axis}, .tolerance = 1e-4}, test::world())
                            .axes[0]
                            .conductivity;
    if (bar.value == 0 && next == 0) return;  // nothing to estimate
    held += bar.holds(next) ? 1 : 0;
    ++all;
    width += bar.error / bar.value;
    step += std::abs(next - bar.value) / bar.value;
  };
  const std::array<std::map<int, double>, 2> materials{{{{0, 1}, {1, 0}}, {{0, 0.1}, {1, 1}}}};
  for (const double fraction : {0.15, 0.25, 0.35})
    for (const double diameter : {0.2, 0.3, 0.4})
      for (const auto& k : materials) {
        const auto seed = static_cast<std::uint64_t>(1 + 100 * fraction + 10 * diameter);
        judge(spheres(40, fraction, diameter, seed), spheres(80, fraction, diameter, seed), k, 2);
      }
  if (const auto image = cathode())
    for (int crop = 0; crop < 8; ++crop)
      for (const std::map<int, double>& k :
           {std::map<int, double>{{0, 1}, {1, 0}}, {{0, 0}, {1, 1}}, {{0, 0.1}, {1, 1}}}) {
        const std::array<std::int64_t, 3> from{64 * (crop & 1), 64 * (crop >> 1 & 1), 64 * (crop >> 2)};
        const Labels part = voxel::part_of(*image, from, {from[0] + 48, from[1] + 48, from[2] + 48}, test::world());
        judge(part, voxel::subdivided(part, test::world()), k, crop % 3);
      }
  std::printf("[          ] %d of %d bars hold the next finer answer; mean bar %.2f %%, mean step %.2f %%\n", held, all,
              100 * width / all, 100 * step / all);
  EXPECT_GE(all, 18);
  EXPECT_GE(held, 0.9 * all);
}

TEST(Richardson, AHomogeneousBoxAndALaminateHaveNoError) {
  const Bar open = bar_of(one_label({16, 24, 40}), {{0, 1}}, 1);
  EXPECT_NEAR(open.error, 0, 1e-11);
  EXPECT_NEAR(open.corrected, 1, 1e-11);
  const Bar layers =
      bar_of(image_of({32, 16, 16}, [](auto x, auto, auto) { return x / 8 % 2; }), {{0, 1}, {1, 0.1}}, 0, 1e-8);
  EXPECT_NEAR(layers.error, 0, 1e-8);
}

TEST(Richardson, TheObservedOrderIsFoundAndItsTermRemoved) {
  const auto k = [](double h) { return 0.5 - 0.1 * std::pow(h, 0.7); };
  const Extrapolation e = extrapolate(k(1), k(2), k(4), 2);
  EXPECT_NEAR(e.order, 0.7, 1e-12);
  EXPECT_NEAR(e.corrected, 0.5, 1e-12);
  EXPECT_NEAR(e.error, 0.125, 1e-12);
  const Extrapolation alternating = extrapolate(0.5, 0.6, 0.55, 2);
  EXPECT_FALSE(alternating.observed);
  EXPECT_EQ(alternating.corrected, 0.5);
  EXPECT_NEAR(alternating.error, 0.3, 1e-12);
  // A step that is small by accident does not make a small bar.
  EXPECT_NEAR(extrapolate(0.5, 0.501, 0.541, 2).error, 1.25 * 0.02, 1e-12);
  // Low orders are believed of images that coarsen to themselves only.
  const auto slow = [](double h) { return 0.5 - 0.1 * std::pow(h, 0.25); };
  EXPECT_NEAR(extrapolate(slow(1), slow(2), slow(4), 2, true).corrected, 0.5, 1e-12);
  EXPECT_NEAR(extrapolate(slow(1), slow(2), slow(4), 2, false).error, 3 * (slow(1) - slow(2)), 1e-12);
}

TEST(Richardson, ACheckerboardOfHighContrastIsHeldAtItsLowOrder) {
  // sqrt(k1 k2); the order is 0.78 at 1:10 and 0.25 at 1:100.
  for (const double low : {0.1, 0.01}) {
    const auto board = image_of({64, 64, 1}, [](auto x, auto y, auto) { return (x / 32 + y / 32) % 2; });
    const TransportOptions options{.boundary = Boundary::cell, .tolerance = 1e-8};
    const auto table = isotropic({{0, 1}, {1, low}});
    const Transport transport = effective_conductivity(board, table, options, test::world());
    const auto resolutions = resolutions_of(board, test::world());
    ASSERT_TRUE(resolutions);
    const auto bars = richardson(*resolutions, table, options, transport, test::world());
    if (low == 0.1) EXPECT_NEAR(bars.at(0).order, 0.78, 0.1);
    else EXPECT_LT(bars.at(0).order, 0.3);
    EXPECT_LT(std::abs(transport.axes[0].conductivity - std::sqrt(low)), bars.at(0).error) << low;
  }
}

TEST(Subvolumes, PartsOfALaminateAlongItsLayersAreAllTheSame) {
  const Labels layers = image_of({32, 16, 16}, [](auto x, auto, auto) { return x / 4 % 2; });
  const auto divisions = subvolumes(layers, isotropic({{0, 1}, {1, 0.5}}), {.axes = {1}}, 2, test::world());
  ASSERT_EQ(divisions.size(), 1u);
  EXPECT_EQ(divisions[0][0].parts, 8u);
  EXPECT_NEAR(divisions[0][0].mean, 0.75, 1e-9);
  EXPECT_NEAR(divisions[0][0].sd, 0, 1e-9);
}

TEST(Subvolumes, ScatterAndIntervalAreThoseOfTheParts) {
  // Two halves along y of 1 and 0.5, cut in 2 x 2 x 2: half the parts have either.
  const Labels halves = image_of({16, 16, 16}, [](auto, auto y, auto) { return y < 8 ? 0 : 1; });
  const auto all = subvolumes(halves, isotropic({{0, 1}, {1, 0.5}}), {.axes = {0}}, 2, test::world());
  const SubvolumeStatistics& s = all[0][0];
  EXPECT_NEAR(s.mean, 0.75, 1e-9);
  EXPECT_NEAR(s.sd, 0.25 * std::sqrt(8.0 / 7), 1e-9);
  EXPECT_NEAR(s.error, 2.36462 * s.sd / std::sqrt(8.0), 1e-4);  // t(0.975, 7)
}

TEST(Subvolumes, PartsThatAreTooSmallAreRefused) {
  EXPECT_THROW(subvolumes(one_label({16, 16, 7}), isotropic({{0, 1}}), {}, 2, test::world()), parallel::AgreedFailure);
}

}  // namespace
}  // namespace voxvolt::microstructure
