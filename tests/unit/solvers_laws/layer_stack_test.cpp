// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/laws/layer_stack.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace voxvolt::laws {
namespace {

using Layers = std::vector<StackedLayer<double>>;

LayeredMaterial<double> material(const Layers& layers, double contacts = 0) {
  return layered_material<double>(layers, contacts);
}

const Layers kCell{{12e-6, 401, 401, 8960, 385},
                   {85e-6, 2, 1.5, 1700, 1000},
                   {12e-6, 0.2, 0.16, 900, 1800},
                   {76e-6, 2.5, 2.1, 3300, 800},
                   {16e-6, 237, 237, 2700, 897}};

TEST(LayerStack, EqualLayersAreTheirMaterial) {
  const auto one = material({{1e-3, 5, 2, 1000, 700}, {3e-3, 5, 2, 1000, 700}});
  EXPECT_NEAR(one.thickness, 4e-3, 1e-18);
  EXPECT_NEAR(one.in_plane, 5, 1e-13);
  EXPECT_NEAR(one.through, 2, 1e-13);
  EXPECT_NEAR(one.density, 1000, 1e-10);
  EXPECT_NEAR(one.heat_capacity, 700, 1e-10);
}

TEST(LayerStack, TwoEqualLayersConductByTheirMeansAlongAndAcross) {
  const auto two = material({{1e-3, 1, 1, 1, 1}, {1e-3, 3, 3, 1, 1}});
  EXPECT_NEAR(two.in_plane, 2, 1e-14);
  EXPECT_NEAR(two.through, 1.5, 1e-14);
}

TEST(LayerStack, TheFluxThroughIsThatOfLayerByLayer) {
  // 1 W/m^2 through the layers: the drops add up to thickness/conductivity of the whole.
  double drop = 2e-5;  // contacts
  for (const auto& layer : kCell) drop += layer.thickness / layer.through;
  const auto whole = material(kCell, 2e-5);
  EXPECT_NEAR(whole.thickness / whole.through, drop, 1e-15);
}

TEST(LayerStack, WhatIsStoredIsTheSumOfWhatLayersStore) {
  double stored = 0, mass = 0;
  for (const auto& layer : kCell) {
    stored += layer.thickness * layer.density * layer.heat_capacity;
    mass += layer.thickness * layer.density;
  }
  const auto whole = material(kCell);
  EXPECT_NEAR(whole.thickness * whole.density * whole.heat_capacity, stored, 1e-9 * stored);
  EXPECT_NEAR(whole.thickness * whole.density, mass, 1e-12 * mass);
}

TEST(LayerStack, NeitherOrderNorRepetitionMatters) {
  Layers twice = kCell;
  twice.insert(twice.end(), kCell.rbegin(), kCell.rend());
  const auto one = material(kCell), two = material(twice);
  EXPECT_NEAR(two.through, one.through, 1e-12 * one.through);
  EXPECT_NEAR(two.in_plane, one.in_plane, 1e-12 * one.in_plane);
  EXPECT_NEAR(two.heat_capacity, one.heat_capacity, 1e-12 * one.heat_capacity);
}

TEST(LayerStack, ThroughNeverExceedsAlongInIsotropicLayers) {
  Layers layers = kCell;
  for (auto& layer : layers) layer.in_plane = layer.through;
  const auto whole = material(layers);
  EXPECT_LT(whole.through, whole.in_plane);
  EXPECT_GT(whole.through, 0.16);
  EXPECT_LT(whole.in_plane, 401);
}

}  // namespace
}  // namespace voxvolt::laws
