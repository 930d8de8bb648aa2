// SPDX-License-Identifier: BSD-3-Clause
// How fast clusters are found, and what memory that takes: `voxel_components [edge...]` (64 128 256 500 by default),
// also under mpiexec. `blobs` looks like a packing; `noise` and `checkerboard` have the most clusters there can be.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "meshes/voxel/components.hpp"
#include "meshes/voxel/measure.hpp"
#include "parallel/machine.hpp"
#include "parallel/session.hpp"
#include "support/voxel_image.hpp"

namespace {

using namespace voxvolt;
using Rule = std::function<std::uint8_t(std::int64_t, std::int64_t, std::int64_t)>;

void measure(const char* name, std::int64_t edge, const Rule& rule, const parallel::Communicator& ranks) {
  const auto image = test::voxel_image({edge, edge, edge}, 2, ranks, rule);
  const double before = parallel::peak_memory_bytes();
  ranks.barrier();
  const double start = parallel::seconds();
  const auto fractions = voxel::volume_fractions(image, ranks);
  const double counted = parallel::seconds();
  const auto found = voxel::find_clusters(image, ranks);
  const double end = parallel::seconds();
  const double bytes = ranks.most(parallel::peak_memory_bytes() - before);
  const auto voxels = static_cast<double>(image.labels.grid.size());
  if (ranks.is_first())
    std::printf(
        "%-14s %4lld^3  %d ranks  count %7.4f s  clusters %8.4f s  %7.1f Mvoxel/s  %5.2f bytes/voxel  "
        "fraction %.4f  %lld clusters  percolating z %.4f\n",
        name, static_cast<long long>(edge), ranks.size(), counted - start, end - counted,
        voxels / (end - counted) / 1e6, bytes * ranks.size() / voxels, fractions[1],
        static_cast<long long>(found[1].clusters), found[1].percolating_fraction(2));
}

}  // namespace

int main(int argc, char** argv) {
  const parallel::Session session(argc, argv);
  std::vector<std::int64_t> edges{64, 128, 256, 500};
  if (argc > 1) edges.clear();
  for (int i = 1; i < argc; ++i) edges.push_back(std::atoll(argv[i]));
  for (const std::int64_t edge : edges) {
    measure(
        "blobs", edge,
        [](auto x, auto y, auto z) {
          const auto a = static_cast<double>(x), b = static_cast<double>(y), c = static_cast<double>(z);
          return std::sin(0.31 * a + 0.8 * std::sin(0.17 * c)) * std::sin(0.27 * b) + std::sin(0.23 * c + 0.05 * a) >
                 0.1;
        },
        session.world());
    measure(
        "noise", edge, [](auto x, auto y, auto z) { return test::scattered(x, y, z) % 2; }, session.world());
    measure(
        "checkerboard", edge, [](auto x, auto y, auto z) { return (x + y + z) % 2; }, session.world());
  }
  return 0;
}
