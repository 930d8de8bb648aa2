// SPDX-License-Identifier: BSD-3-Clause
// What measurements on voxel images cost: `voxel_metrics [edge...]` (128 256 by default), also under mpiexec. The image is
// three phases of rounded shapes, half of it `active`. Printed are the least of three: wall time, and processor time of the
// rank that took most, which other work on the machine disturbs less.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <limits>
#include <string>

#include "meshes/voxel/chords.hpp"
#include "meshes/voxel/components.hpp"
#include "meshes/voxel/correlation.hpp"
#include "meshes/voxel/distances.hpp"
#include "meshes/voxel/interfaces.hpp"
#include "meshes/voxel/measure.hpp"
#include "meshes/voxel/openings.hpp"
#include "meshes/voxel/particles.hpp"
#include "meshes/voxel/profile.hpp"
#include "parallel/machine.hpp"
#include "parallel/session.hpp"
#include "support/voxel_image.hpp"

namespace {

using namespace voxvolt;

void report(const char* name, const voxel::Image& image, const parallel::Communicator& ranks,
            const std::function<void()>& work) {
  double least = std::numeric_limits<double>::infinity(), busy = least;
  const double before = parallel::peak_memory_bytes();
  for (int repeat = 0; repeat < 3; ++repeat) {
    ranks.barrier();
    const double start = parallel::seconds();
    const std::clock_t began = std::clock();
    work();
    busy = std::min(busy, ranks.most(static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC));
    least = std::min(least, ranks.most(parallel::seconds() - start));
  }
  const double bytes = ranks.sum(parallel::peak_memory_bytes() - before);
  const auto voxels = static_cast<double>(image.labels.grid.size());
  if (ranks.is_first())
    std::printf("%-12s %4lld^3  %d ranks  %8.4f s  %8.4f s busy  %8.2f Mvoxel/s  peak + %5.1f bytes/voxel\n", name,
                static_cast<long long>(image.labels.grid.cells[0]), ranks.size(), least, busy, voxels / busy / 1e6,
                bytes / voxels);
}

std::uint8_t phase_at(std::int64_t x, std::int64_t y, std::int64_t z) {
  const auto a = static_cast<double>(x), b = static_cast<double>(y), c = static_cast<double>(z);
  const double height =
      std::sin(0.31 * a + 0.8 * std::sin(0.17 * c)) * std::sin(0.27 * b) + std::sin(0.23 * c + 0.05 * a);
  return height > 0 ? 1 : height > -0.3 ? 2 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  const parallel::Session session(argc, argv);
  const parallel::Communicator& ranks = session.world();
  std::vector<std::int64_t> edges{128, 256};
  if (argc > 1) edges.clear();
  for (int i = 1; i < argc; ++i) edges.push_back(std::atoll(argv[i]));
  for (const std::int64_t edge : edges) {
    const voxel::Image image = test::voxel_image({edge, edge, edge}, 3, ranks, phase_at);
    report("fractions", image, ranks, [&] { voxel::volume_fractions(image, ranks); });
    report("percolation", image, ranks, [&] { voxel::find_clusters(image, ranks); });
    report("profile", image, ranks, [&] { voxel::profile(image, 2, ranks); });
    report("chords", image, ranks, [&] { voxel::measure_chords(image, ranks); });
    report("surfaces", image, ranks, [&] { voxel::measure_interfaces(image, ranks, false); });
    report("and lines", image, ranks, [&] { voxel::measure_interfaces(image, ranks, true); });
    report("correlation", image, ranks, [&] {
      for (int axis = 0; axis < 3; ++axis) voxel::measure_correlation(image, axis, ranks);
    });
    report("distances", image, ranks, [&] { voxel::depths_of(image, 1, ranks); });
    report("particles", image, ranks, [&] { voxel::find_particles(image, 1, ranks); });
    report("pores", image, ranks, [&] { voxel::measure_openings(image, 0, 24, ranks); });
  }
  return 0;
}
