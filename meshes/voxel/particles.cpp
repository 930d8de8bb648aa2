// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/voxel/particles.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <span>

#include "meshes/voxel/distances.hpp"
#include "meshes/voxel/watershed.hpp"
#include "parallel/halo.hpp"

namespace voxvolt::voxel {
namespace {

constexpr Merging kMerging{1.0, 0.1};
constexpr std::int64_t kFewestVoxels = 27;

struct Piece {  // of a particle, on one rank
  std::uint32_t particle;
  Particle part;
};

std::vector<Piece> pieces_of(const Catchments& catchments, const numerics::VoxelGrid& grid,
                             const numerics::Block& block) {
  std::vector<Particle> found(catchments.summits.size(), Particle{0, grid.cells, {0, 0, 0}});
  std::size_t i = 0;
  std::array<std::int64_t, 3> at{};
  for (at[2] = block.first[2]; at[2] < block.first[2] + block.count[2]; ++at[2])
    for (at[1] = 0; at[1] < grid.cells[1]; ++at[1])
      for (at[0] = 0; at[0] < grid.cells[0]; ++at[0], ++i) {
        if (catchments.of_place[i] == 0) continue;
        Particle& particle = found[catchments.of_place[i] - 1];
        ++particle.voxels;
        for (std::size_t a = 0; a < 3; ++a) {
          particle.first[a] = std::min(particle.first[a], at[a]);
          particle.end[a] = std::max(particle.end[a], at[a] + 1);
        }
      }
  std::vector<Piece> pieces;
  for (std::size_t p = 0; p < found.size(); ++p)
    if (found[p].voxels > 0) pieces.push_back({static_cast<std::uint32_t>(p), found[p]});
  return pieces;
}

}  // namespace

bool Particle::is_cut(const numerics::VoxelGrid& grid) const {
  for (std::size_t a = 0; a < 3; ++a)
    if (first[a] == 0 || end[a] == grid.cells[a]) return true;
  return false;
}

std::vector<Particle> find_particles(const Image& image, std::uint8_t phase, const parallel::Communicator& ranks) {
  Landscape land{image.labels.grid, image.labels.block, depths_of(image, phase, ranks).squared};
  for (float& height : land.heights) height = std::isfinite(height) ? std::sqrt(height) : 1.0f;
  const double unit = *std::ranges::min_element(land.grid.spacing);
  for (double& edge : land.grid.spacing) edge /= unit;
  const Catchments catchments = find_catchments(land, kMerging, ranks);
  std::vector<Particle> particles(catchments.summits.size(), Particle{0, land.grid.cells, {0, 0, 0}});
  for (const Piece& piece : parallel::gather_all(ranks, pieces_of(catchments, land.grid, land.block))) {
    Particle& particle = particles[piece.particle];
    particle.voxels += piece.part.voxels;
    for (std::size_t a = 0; a < 3; ++a) {
      particle.first[a] = std::min(particle.first[a], piece.part.first[a]);
      particle.end[a] = std::max(particle.end[a], piece.part.end[a]);
    }
  }
  return particles;
}

ParticleSizes particle_sizes(const std::vector<Particle>& particles, const numerics::VoxelGrid& grid) {
  ParticleSizes sizes;
  std::vector<std::pair<double, double>> found;  // diameter, weight
  const double voxel = grid.spacing[0] * grid.spacing[1] * grid.spacing[2];
  double sum = 0;
  for (const Particle& particle : particles) {
    if (particle.is_cut(grid)) {
      ++sizes.cut;
      continue;
    }
    if (particle.voxels < kFewestVoxels) {
      ++sizes.unresolved;
      continue;
    }
    double places = 1;
    for (std::size_t a = 0; a < 3; ++a)
      places *= static_cast<double>(grid.cells[a] - (particle.end[a] - particle.first[a]) - 1);
    const double volume = static_cast<double>(particle.voxels) * voxel;
    found.emplace_back(std::cbrt(6 * volume / std::numbers::pi), 1 / places);
    sum += 1 / places;
  }
  std::ranges::sort(found);
  sizes.whole = static_cast<std::int64_t>(found.size());
  for (const auto& [diameter, weight] : found) {
    sizes.diameters.push_back(diameter);
    sizes.weights.push_back(weight / sum);
  }
  return sizes;
}

std::vector<double> ParticleSizes::weights_by_volume() const {
  std::vector<double> volumes;
  for (std::size_t i = 0; i < diameters.size(); ++i) volumes.push_back(weights[i] * std::pow(diameters[i], 3));
  const double sum = std::accumulate(volumes.begin(), volumes.end(), 0.0);
  for (double& volume : volumes) volume /= sum;
  return volumes;
}

double ParticleSizes::quantile(double share, bool by_volume) const {
  const std::vector<double> all = by_volume ? weights_by_volume() : weights;
  double below = 0;  // each particle's own weight counts half: so one particle is its own median
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double middle = below + all[i] / 2;
    if (middle >= share) {
      if (i == 0) return diameters[0];
      const double before = below - all[i - 1] / 2;
      return diameters[i - 1] + (share - before) / (middle - before) * (diameters[i] - diameters[i - 1]);
    }
    below += all[i];
  }
  return diameters.back();
}

double ParticleSizes::mean() const {
  return std::inner_product(diameters.begin(), diameters.end(), weights.begin(), 0.0);
}

}  // namespace voxvolt::voxel
