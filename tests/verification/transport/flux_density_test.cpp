// SPDX-License-Identifier: BSD-3-Clause
// The flux density at the voxels' centres, over its mean.
#include "images.hpp"

namespace voxvolt::microstructure {
namespace {

numerics::Field<double> flux_of(const Labels& labels, const std::map<int, double>& k, Boundary boundary, int axis) {
  const TransportOptions options{.boundary = boundary, .axes = {axis}, .tolerance = 1e-10, .flux_density = true};
  const Transport transport = effective_conductivity(labels, isotropic(k), options, test::world());
  return transport.axes[boundary == Boundary::cell ? static_cast<std::size_t>(axis) : 0].flux_density.value();
}

template <class Expected>
void expect_field(const numerics::Field<double>& field, double tolerance, const Expected& expected) {
  ASSERT_EQ(field.block.count, numerics::slab_of(field.grid, test::world()).count);
  for (std::int64_t z = 0; z < field.block.count[2]; ++z)
    for (std::int64_t y = 0; y < field.block.count[1]; ++y)
      for (std::int64_t x = 0; x < field.block.count[0]; ++x)
        ASSERT_NEAR(field.data(z, y, x), expected(x, y, z + field.block.first[2]), tolerance)
            << x << " " << y << " " << z;
}

TEST(FluxDensity, OfALaminateFollowsItsLayersAlongAndIsEvenAcross) {
  // Layers of 1 and 0.1 along y; voxels of unequal edges, so that areas and lengths matter.
  for (const Boundary boundary : all_boundaries) {
    Labels layers = image_of({8, 12, 10}, [](auto, auto y, auto) { return y / 3 % 2; });
    layers.grid.spacing = {1e-6, 3e-6, 0.5e-6};
    const std::map<int, double> k{{0, 1}, {1, 0.1}};
    for (const int along : {0, 2})
      expect_field(flux_of(layers, k, boundary, along), 1e-8,
                   [](auto, auto y, auto) { return (y / 3 % 2 == 0 ? 1 : 0.1) / 0.55; });
    expect_field(flux_of(layers, k, boundary, 1), 1e-6, [](auto, auto, auto) { return 1.0; });
  }
}

TEST(FluxDensity, IsZeroWhereNothingFlows) {
  const Labels layers = image_of({8, 12, 10}, [](auto, auto y, auto) { return y / 3 % 2; });
  expect_field(flux_of(layers, {{0, 1}, {1, 0}}, Boundary::fixed, 1), 0, [](auto, auto, auto) { return 0.0; });
  expect_field(flux_of(layers, {{0, 1}, {1, 0}}, Boundary::fixed, 0), 1e-9,
               [](auto, auto y, auto) { return y / 3 % 2 == 0 ? 2.0 : 0.0; });
}

TEST(FluxDensity, OfAFlatImageAcrossItsOnePlaneIsThatOfEachVoxel) {
  const Labels flat = image_of({6, 4, 1}, [](auto x, auto, auto) { return x % 2; });
  for (const Boundary boundary : {Boundary::fixed, Boundary::cell})
    expect_field(flux_of(flat, {{0, 1}, {1, 0.5}}, boundary, 2), 1e-9,
                 [](auto x, auto, auto) { return (x % 2 == 0 ? 1 : 0.5) / 0.75; });
}

}  // namespace
}  // namespace voxvolt::microstructure
