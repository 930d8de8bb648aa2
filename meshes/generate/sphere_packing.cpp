// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/generate/sphere_packing.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <string>

#include "numerics/random.hpp"
#include "parallel/failure.hpp"

namespace voxvolt::generate {
namespace {

constexpr std::uint64_t kDiameters = 0;  // streams of the seed
constexpr std::uint64_t kPlaces = 1;
constexpr std::size_t kMostSpheres = 5'000'000;
constexpr std::size_t kMostTrials = 200'000;  // places tried for one sphere

double volume(double diameter) { return std::numbers::pi / 6 * diameter * diameter * diameter; }

std::string micrometres(double metres) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g um", metres * 1e6);
  return text;
}

/// Spheres by the cell that holds their centre; cells are at least as wide as the largest diameter.
class Neighbours {
 public:
  Neighbours(const std::array<double, 3>& box, double largest) : box_(box) {
    for (int a = 0; a < 3; ++a) {
      cells_[a] = std::max<std::int64_t>(1, static_cast<std::int64_t>(box[a] / largest));
      cells_[a] = std::min<std::int64_t>(cells_[a], 256);
    }
    members_.resize(static_cast<std::size_t>(cells_[0] * cells_[1] * cells_[2]));
  }

  void add(std::size_t index, const Sphere& sphere) { members_[cell_of(index_of(sphere.centre))].push_back(index); }

  bool is_free(const Sphere& sphere, const std::vector<Sphere>& spheres) const {
    const auto here = index_of(sphere.centre);
    for (std::int64_t k : around(here[2], cells_[2]))
      for (std::int64_t j : around(here[1], cells_[1]))
        for (std::int64_t i : around(here[0], cells_[0]))
          for (std::size_t other : members_[cell_of({i, j, k})])
            if (overlap(sphere, spheres[other])) return false;
    return true;
  }

 private:
  // A cell and its two neighbours, periodic, each once.
  static std::vector<std::int64_t> around(std::int64_t i, std::int64_t n) {
    if (n < 3) {
      std::vector<std::int64_t> all;
      for (std::int64_t c = 0; c < n; ++c) all.push_back(c);
      return all;
    }
    return {(i + n - 1) % n, i, (i + 1) % n};
  }
  std::array<std::int64_t, 3> index_of(const std::array<double, 3>& centre) const {
    std::array<std::int64_t, 3> index{};
    for (int a = 0; a < 3; ++a)
      index[a] =
          std::min(cells_[a] - 1, static_cast<std::int64_t>(centre[a] / box_[a] * static_cast<double>(cells_[a])));
    return index;
  }
  std::size_t cell_of(const std::array<std::int64_t, 3>& i) const {
    return static_cast<std::size_t>((i[2] * cells_[1] + i[1]) * cells_[0] + i[0]);
  }
  bool overlap(const Sphere& a, const Sphere& b) const {
    double square = 0;
    for (int axis = 0; axis < 3; ++axis) {
      double d = std::abs(a.centre[axis] - b.centre[axis]);
      d = std::min(d, box_[axis] - d);
      square += d * d;
    }
    const double reach = a.radius + b.radius;
    return square < reach * reach;
  }

  std::array<double, 3> box_;
  std::array<std::int64_t, 3> cells_{};
  std::vector<std::vector<std::size_t>> members_;
};

std::vector<double> draw_diameters(const PackingRecipe& recipe) {
  const double least_side = std::min({recipe.box[0], recipe.box[1], recipe.box[2]});
  const double wanted = recipe.fraction * recipe.box[0] * recipe.box[1] * recipe.box[2];
  numerics::RandomStream stream(recipe.seed, 0, kDiameters);
  std::vector<double> diameters;
  for (double sum = 0; sum < wanted;) {
    const double diameter = recipe.diameter(stream.uniform());
    if (!(diameter > 0))
      throw Failure(ExitCode::input,
                    "a particle diameter of " + micrometres(diameter) + " was drawn: they must be above 0");
    if (diameter > least_side / 2)
      throw Failure(ExitCode::input,
                    "a particle of " + micrometres(diameter) + " was drawn, but the box's least side is " +
                        micrometres(least_side) +
                        ": particles may be at most half of it; enlarge `size` or cut the distribution with `max`");
    // The last one only if that brings the sum closer.
    if (sum + volume(diameter) - wanted > wanted - sum && !diameters.empty()) break;
    sum += volume(diameter);
    diameters.push_back(diameter);
    if (diameters.size() > kMostSpheres)
      throw Failure(ExitCode::input, "more than 5 million particles are needed: they are too small for this box");
  }
  std::ranges::sort(diameters, std::greater{});
  return diameters;
}

}  // namespace

std::vector<Sphere> pack_spheres(const PackingRecipe& recipe) {
  const std::vector<double> diameters = draw_diameters(recipe);
  std::vector<Sphere> spheres;
  if (diameters.empty()) return spheres;
  Neighbours neighbours(recipe.box, diameters.front());
  numerics::RandomStream stream(recipe.seed, 0, kPlaces);
  for (double diameter : diameters) {
    Sphere sphere{{}, diameter / 2};
    std::size_t trial = 0;
    do {
      if (++trial > kMostTrials)
        throw Failure(ExitCode::solver,
                      "no place was found for particle " + std::to_string(spheres.size() + 1) + " of " +
                          std::to_string(diameters.size()) +
                          ": random sequential addition of this recipe jams below the fraction asked");
      for (int a = 0; a < 3; ++a) sphere.centre[a] = stream.uniform() * recipe.box[a];
    } while (!neighbours.is_free(sphere, spheres));
    neighbours.add(spheres.size(), sphere);
    spheres.push_back(sphere);
  }
  return spheres;
}

void paint(const std::vector<Sphere>& spheres, std::uint8_t label, numerics::Field<std::uint8_t>& labels) {
  const auto& grid = labels.grid;
  const auto host = Kokkos::create_mirror_view(labels.data);
  Kokkos::deep_copy(host, labels.data);
  const auto first_k = labels.block.first[2];
  const auto end_k = first_k + labels.block.count[2];
  for (const Sphere& sphere : spheres) {
    std::array<std::int64_t, 3> low{}, high{};
    for (int a = 0; a < 3; ++a) {
      low[a] = static_cast<std::int64_t>(std::floor((sphere.centre[a] - sphere.radius) / grid.spacing[a] - 0.5));
      high[a] = static_cast<std::int64_t>(std::ceil((sphere.centre[a] + sphere.radius) / grid.spacing[a] + 0.5));
    }
    const auto square = [&](int axis, std::int64_t i) {
      const double d = (static_cast<double>(i) + 0.5) * grid.spacing[axis] - sphere.centre[axis];
      return d * d;
    };
    const auto wrapped = [&](int axis, std::int64_t i) {
      return ((i % grid.cells[axis]) + grid.cells[axis]) % grid.cells[axis];
    };
    for (std::int64_t k = low[2]; k <= high[2]; ++k) {
      const std::int64_t plane = wrapped(2, k);
      if (plane < first_k || plane >= end_k) continue;
      for (std::int64_t j = low[1]; j <= high[1]; ++j)
        for (std::int64_t i = low[0]; i <= high[0]; ++i)
          if (square(0, i) + square(1, j) + square(2, k) <= sphere.radius * sphere.radius)
            host(plane - first_k, wrapped(1, j), wrapped(0, i)) = label;
    }
  }
  Kokkos::deep_copy(labels.data, host);
}

}  // namespace voxvolt::generate
