// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/generate/binder.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "labels.hpp"
#include "meshes/generate/packing.hpp"
#include "meshes/generate/paint.hpp"
#include "meshes/generate/surface_distance.hpp"
#include "parallel/failure.hpp"

namespace voxvolt::generate {
namespace {

constexpr std::array<std::int64_t, 3> kCells{40, 44, 48};
constexpr double kVoxel = 0.5e-6;
constexpr PhaseLabels kPhases{};

const std::vector<Particle>& electrode() {
  static const std::vector<Particle> particles = [] {
    PackingRecipe recipe;
    recipe.box = {20e-6, 22e-6, 24e-6};
    recipe.fraction = 0.45;
    recipe.diameter = [](double p) { return (4 + 2 * p) * 1e-6; };
    recipe.seed = 1;
    return pack(recipe, test::world()).particles;
  }();
  return particles;
}

Labels with_binder(const BinderRecipe& recipe, const std::vector<Particle>& particles = electrode()) {
  Labels labels = empty_slab(kCells, kVoxel);
  paint(particles, kPhases.active, labels);
  add_binder(recipe, kPhases, particles, labels, test::world());
  return labels;
}

BinderRecipe recipe(BinderForm form, double fraction, double morphology = 0.5) {
  return {form, fraction, morphology, {}, 3};
}

/// The whole image on this rank.
Labels gathered(const Labels& labels) {
  Labels whole = empty_whole(labels.grid.cells, kVoxel);
  std::vector<std::int64_t> all(static_cast<std::size_t>(labels.grid.size()), 0);
  for_each_voxel(labels, [&](std::size_t i, std::size_t j, std::size_t k, std::uint8_t label) {
    all[(k * whole.data.extent(1) + j) * whole.data.extent(2) + i] = label;
  });
  test::world().sum(std::span<std::int64_t>(all));
  for (std::size_t n = 0; n < all.size(); ++n) whole.data.data()[n] = static_cast<std::uint8_t>(all[n]);
  return whole;
}

/// Pairs of voxels with a common face of which one has each label, periodic.
std::int64_t faces(const Labels& whole, std::uint8_t a, std::uint8_t b) {
  std::int64_t count = 0;
  const auto at = [&](std::size_t i, std::size_t j, std::size_t k) {
    return whole.data(k % whole.data.extent(0), j % whole.data.extent(1), i % whole.data.extent(2));
  };
  for_each_voxel(whole, [&](std::size_t i, std::size_t j, std::size_t k, std::uint8_t here) {
    for (const std::uint8_t next : {at(i + 1, j, k), at(i, j + 1, k), at(i, j, k + 1)})
      count += (here == a && next == b) || (here == b && next == a);
  });
  return count;
}

double covered(const Labels& whole) {  // share of the particles' surface that binder covers
  const auto binder = static_cast<double>(faces(whole, 1, 2)), pore = static_cast<double>(faces(whole, 1, 0));
  return binder / (binder + pore);
}

TEST(Binder, EveryFormHasItsFractionToTheVoxelAndLeavesParticlesAlone) {
  Labels bare = empty_slab(kCells, kVoxel);
  paint(electrode(), kPhases.active, bare);
  const std::int64_t active = test::world().sum(count_of(bare, 1));
  for (const BinderForm form : {BinderForm::bridge, BinderForm::film, BinderForm::energy})
    for (const double fraction : {0.001, 0.12, 0.3}) {
      const Labels labels = with_binder(recipe(form, fraction));
      const double voxels = fraction * 40 * 44 * 48;
      EXPECT_NEAR(static_cast<double>(test::world().sum(count_of(labels, 2))), voxels, 0.5 + 1e-9);
      EXPECT_EQ(test::world().sum(count_of(labels, 1)), active);
    }
}

TEST(Binder, ImagesAreTheSameOnAnyNumberOfRanks) {
  for (const BinderForm form : {BinderForm::bridge, BinderForm::film, BinderForm::energy})
    for (const std::size_t axis : {std::size_t{0}, std::size_t{2}}) {
      BinderRecipe of = recipe(form, 0.1);
      if (axis == 0) of.profile = Profile(0, {1, 2});
      const Labels slab = with_binder(of);
      Labels whole = empty_whole(kCells, kVoxel);
      paint(electrode(), kPhases.active, whole);
      add_binder(of, kPhases, electrode(), whole, parallel::Communicator::self());
      EXPECT_EQ(test::world().sum(checksum(slab)), checksum(whole)) << static_cast<int>(form) << axis;
    }
}

TEST(Binder, AFilmOnASphereIsAShellOfEvenThickness) {
  const std::vector<Particle> sphere{{{10e-6, 11e-6, 12e-6}, 6e-6, 6e-6, {0, 0, 1}}};
  const double fraction = 0.1, box = 20 * 22 * 24;
  Labels labels = empty_slab(kCells, kVoxel);
  paint(sphere, kPhases.active, labels);
  const BinderResult result = add_binder(recipe(BinderForm::film, fraction), kPhases, sphere, labels, test::world());
  // (4 pi/3) ((r + t)^3 - r^3) is the binder's volume; thickness to a third of a voxel.
  const double outer = std::cbrt(216 + fraction * box * 3 / (4 * std::numbers::pi));
  EXPECT_NEAR(*result.reach * 1e6, outer - 6, 0.17);
  for_each_voxel(labels, [&](std::size_t i, std::size_t j, std::size_t k, std::uint8_t label) {
    const double x = (static_cast<double>(i) + 0.5) / 2 - 10, y = (static_cast<double>(j) + 0.5) / 2 - 11,
                 z = (static_cast<double>(k) + 0.5) / 2 - 12;
    const double distance = std::sqrt(x * x + y * y + z * z) - 6;
    if (label == 2) { EXPECT_LE(distance * 1e-6, *result.reach * (1 + 1e-5)); }
    if (label == 0) { EXPECT_GE(distance * 1e-6, *result.reach * (1 - 1e-5)); }
  });
}

TEST(Binder, BridgesLieBetweenTwoParticlesOnly) {
  // A pair, and a third far from both: the third stays bare.
  const std::vector<Particle> three{{{5e-6, 11e-6, 6e-6}, 3e-6, 3e-6, {0, 0, 1}},
                                    {{11.5e-6, 11e-6, 6e-6}, 3e-6, 3e-6, {0, 0, 1}},
                                    {{10e-6, 11e-6, 18e-6}, 2e-6, 2e-6, {0, 0, 1}}};
  const Labels labels = with_binder(recipe(BinderForm::bridge, 0.001), three);  // 84 voxels
  std::int64_t outside = 0;
  for_each_voxel(labels, [&](std::size_t i, std::size_t j, std::size_t k, std::uint8_t label) {
    const double x = (static_cast<double>(i) + 0.5) / 2 - 8.25, y = (static_cast<double>(j) + 0.5) / 2 - 11,
                 z = (static_cast<double>(k) + 0.5) / 2 - 6;
    outside += label == 2 && std::sqrt(x * x + y * y + z * z) > 2.5;
  });
  EXPECT_EQ(test::world().sum(outside), 0);
}

TEST(Binder, AFilmCoatsTheFarSidesOfTwoSpheresThatTouchAndBridgesDoNot) {
  const std::vector<Particle> two{{{7e-6, 11e-6, 12e-6}, 3e-6, 3e-6, {0, 0, 1}},
                                  {{13e-6, 11e-6, 12e-6}, 3e-6, 3e-6, {0, 0, 1}}};
  const auto far_share = [&](BinderForm form) {
    const Labels labels = with_binder(recipe(form, 0.008), two);
    std::int64_t far = 0;
    for_each_voxel(labels, [&](std::size_t i, auto, auto, std::uint8_t label) {
      const double x = (static_cast<double>(i) + 0.5) / 2;
      far += label == 2 && (x < 7 || x > 13);
    });
    return static_cast<double>(test::world().sum(far)) / static_cast<double>(test::world().sum(count_of(labels, 2)));
  };
  // The coats' outer halves are all that far, the inner ones meet: half of the binder, and a little more.
  EXPECT_NEAR(far_share(BinderForm::film), 0.53, 0.05);
  EXPECT_LT(far_share(BinderForm::bridge), 0.02);
}

TEST(Binder, DepositsCoverLessSurfaceTheHigherTheirMorphology) {
  const auto share = [](double morphology) {
    return covered(gathered(with_binder(recipe(BinderForm::energy, 0.08, morphology))));
  };
  double before = share(0);
  const double coat = before;
  for (const double morphology : {0.5, 0.9, 1.0}) {
    const double now = share(morphology);
    EXPECT_LT(now, before - 0.015) << morphology;
    before = now;
  }
  EXPECT_LT(before, 0.6 * coat);
}

TEST(Binder, FingersHaveLessSurfaceOfTheirOwnThanScatteredDeposits) {
  const auto own_surface = [](double morphology) {
    const Labels whole = gathered(with_binder(recipe(BinderForm::energy, 0.08, morphology)));
    return faces(whole, 2, 0) + faces(whole, 2, 1);
  };
  EXPECT_LT(own_surface(1), 0.9 * static_cast<double>(own_surface(0)));
}

TEST(Binder, EverySliceOfAGradedBinderHasItsShare) {
  for (const BinderForm form : {BinderForm::bridge, BinderForm::film, BinderForm::energy}) {
    BinderRecipe of = recipe(form, 0.1);
    of.profile = Profile(2, {0.5, 1.5});
    const Labels labels = with_binder(of);
    std::vector<std::int64_t> slices(48, 0);
    for_each_voxel(labels, [&](auto, auto, std::size_t k, std::uint8_t label) { slices[k] += label == 2; });
    test::world().sum(std::span<std::int64_t>(slices));
    for (std::size_t k = 0; k < 48; ++k)
      EXPECT_NEAR(static_cast<double>(slices[k]), 176 * (0.5 + (static_cast<double>(k) + 0.5) / 48), 1.01) << k;
  }
}

TEST(Binder, MoreThanThereIsRoomForIsRefusedSayingHowMuchThereIs) {
  for (const BinderForm form : {BinderForm::bridge, BinderForm::film, BinderForm::energy}) try {
      with_binder(recipe(form, 0.7));
      FAIL() << "was accepted";
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), ExitCode::input);
      EXPECT_NE(std::string(failure.what()).find("they leave 5"), std::string::npos) << failure.what();
    }
}

TEST(Binder, ASliceWithoutRoomForItsShareIsRefusedSayingWhich) {
  BinderRecipe of = recipe(BinderForm::bridge, 0.35);
  of.profile = Profile(2, {0, 1, 0});
  try {
    with_binder(of);
    FAIL() << "was accepted";
  } catch (const Failure& failure) {
    EXPECT_NE(std::string(failure.what()).find(" of its profile does not fit"), std::string::npos) << failure.what();
  }
}

TEST(SurfaceDistance, OfASpheroidItIsExactAtItsPolesAndItsRim) {
  Labels labels = empty_whole({40, 40, 40}, 1e-6);
  Particle flake = shaped(16e-6, 0.5);
  flake.centre = {20.5e-6, 20.5e-6, 20.5e-6};
  const auto distances = surface_distances({flake}, Distance::to_nearest, 1e-5, 0, labels);
  const auto at = [&](std::size_t i, std::size_t j, std::size_t k) { return distances[(k * 40 + j) * 40 + i]; };
  EXPECT_NEAR(at(20, 20, 27), 7e-6 - flake.polar, 0.2e-6);  // first order, 2 um off the surface
  EXPECT_NEAR(at(31, 20, 20), 11e-6 - flake.equatorial, 0.2e-6);
}

}  // namespace
}  // namespace voxvolt::generate
