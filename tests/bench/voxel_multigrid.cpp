// SPDX-License-Identifier: BSD-3-Clause
// Effective transport by the voxel multigrid: seconds of wall clock and of processor, iterations, bytes per voxel,
// bandwidth against a STREAM triad run beside it, and the ratio to hypre (of wall clock). Run as
//   bench_voxel_multigrid [--largest N] [--hypre N] [--repeat N] [--volume TIFF] [FOLDER with nmc_ct_128.h5 and
//   nmc1cal_cbd.h5]
// alone or under mpirun. --volume: the unpacked 500^3 volume of the TauFactor 2 paper, all three axes, against its published
// tortuosities 1.1513, 1.3905, 4.2431. Seeded packings of 64^3 up to N^3 (256), one axis, plane-flux spread 1e-4, labels in memory.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

#include "io/voxel_stack.hpp"
#include "parallel/session.hpp"
#include "solvers/microstructure/transport/transport.hpp"

namespace {

using namespace voxvolt;
using Labels = numerics::Field<std::uint8_t>;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Best of a few triads, all ranks at once, GB/s.
double triad(const parallel::Communicator& ranks) {
  constexpr std::size_t size = std::size_t{1} << 24;
  std::vector<double> a(size, 0), b(size, 1), c(size, 2);
  double best = 1e30;
  for (int run = 0; run < 5; ++run) {
    ranks.barrier();
    const auto start = Clock::now();
    for (std::size_t n = 0; n < size; ++n) a[n] = b[n] + 3 * c[n];
    best = std::min(best, ranks.most(seconds_since(start)));
  }
  return a[size / 2] == 7 ? 24e-9 * static_cast<double>(size) * ranks.size() / best : 0;
}

Labels empty(const std::array<std::int64_t, 3>& cells, const parallel::Communicator& ranks) {
  Labels labels;
  labels.grid.cells = cells;
  labels.block = numerics::slab_of(labels.grid, ranks);
  labels.data = Labels::View("labels", static_cast<std::size_t>(labels.block.count[2]),
                             static_cast<std::size_t>(cells[1]), static_cast<std::size_t>(cells[0]));
  return labels;
}

/// Overlapping spheres of 12 voxels' diameter at seeded places until 60 % is solid: label 1; the pores are 0.
Labels packing(std::int64_t n, const parallel::Communicator& ranks) {
  Labels labels = empty({n, n, n}, ranks);
  constexpr double radius = 6;
  const double volume = 4.0 / 3 * 3.14159265358979323846 * radius * radius * radius;
  const auto spheres = static_cast<std::int64_t>(-std::log(0.4) * static_cast<double>(n * n * n) / volume);
  std::uint64_t state = 20240607;
  const auto next = [&state, n] {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<double>(state >> 11) * 0x1p-53 * static_cast<double>(n);
  };
  for (std::int64_t s = 0; s < spheres; ++s) {
    const std::array<double, 3> at{next(), next(), next()};
    const auto low = [&](int a) { return std::max<std::int64_t>(0, static_cast<std::int64_t>(at[a] - radius)); };
    const auto high = [&](int a) { return std::min(n, static_cast<std::int64_t>(at[a] + radius) + 1); };
    const std::int64_t first = labels.block.first[2], last = first + labels.block.count[2];
    for (std::int64_t z = std::max(low(2), first); z < std::min(high(2), last); ++z)
      for (std::int64_t y = low(1); y < high(1); ++y)
        for (std::int64_t x = low(0); x < high(0); ++x) {
          const double dx = static_cast<double>(x) + 0.5 - at[0], dy = static_cast<double>(y) + 0.5 - at[1];
          const double dz = static_cast<double>(z) + 0.5 - at[2];
          if (dx * dx + dy * dy + dz * dz < radius * radius) labels.data(z - first, y, x) = 1;
        }
  }
  return labels;
}

Labels read_image(const std::filesystem::path& file, const parallel::Communicator& ranks) {
  const io::StackFile stack{file.string(), "", {}};
  const auto cells = io::probe_stack(stack).cells;
  Labels labels = empty(cells, ranks);
  io::read_stack(stack, {{0, 0, 0}, cells}, ranks, [&](std::int64_t plane, std::span<const std::uint32_t> values) {
    std::uint8_t* into = &labels.data(plane - labels.block.first[2], 0, 0);
    for (const std::uint32_t value : values) *into++ = static_cast<std::uint8_t>(value);
  });
  return labels;
}

struct Case {
  std::string name;
  Labels labels;
  std::map<int, double> conductivity;
  int axis = 2;
};

struct Bench {
  const parallel::Communicator& ranks;
  int repeat = 3;
  std::int64_t largest_for_hypre = 128 * 128 * 128;

  struct Result {
    double seconds = 1e30;
    double processor = 1e30;  ///< seconds of the busiest rank: what counts on a shared machine
    microstructure::AxisTransport axis;
  };

  Result best(const Case& c, microstructure::TransportSolver solver, int runs) const {
    microstructure::TransportOptions options;
    options.axes = {c.axis};
    options.tolerance = 1e-4;
    options.solver = solver;
    Result result;
    for (int run = 0; run < runs; ++run) {
      ranks.barrier();
      const auto start = Clock::now();
      const std::clock_t began = std::clock();
      const auto transport =
          microstructure::effective_conductivity(c.labels, microstructure::isotropic(c.conductivity), options, ranks);
      result.seconds = std::min(result.seconds, ranks.most(seconds_since(start)));
      const double spent = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
      result.processor = std::min(result.processor, ranks.most(spent));
      result.axis = transport.axes.front();
    }
    return result;
  }

  void run(const Case& c) const {
    const double stream = triad(ranks);
    const Result own = best(c, microstructure::TransportSolver::multigrid, repeat);
    const auto voxels = static_cast<double>(c.labels.grid.size());
    // About 85 bytes per voxel and iteration on the voxels, half as much again below, 300 for set-up and checks.
    const double traffic = (128 * own.axis.iterations + 300) * voxels * 1e-9;
    std::string ratio = "-";
    if (c.labels.grid.size() <= largest_for_hypre) {
      const Result hypre = best(c, microstructure::TransportSolver::hypre, 1);
      ratio = std::to_string(hypre.seconds / own.seconds);
      ratio.resize(ratio.find('.') + 2);
    }
    if (!ranks.is_first()) return;
    std::printf("%-34s %9.3f %9.3f %5d %9.2e %8.1f %8.1f %8.1f %8.1f %8s %10.6f %10.6f\n", c.name.c_str(), own.seconds,
                own.processor, own.axis.iterations, own.axis.plane_flux_spread, 1e9 * own.seconds / voxels,
                static_cast<double>(own.axis.bytes) / voxels, traffic / own.seconds, stream, ratio.c_str(),
                own.axis.conductivity, own.axis.tortuosity().value_or(0));
    std::fflush(stdout);
  }
};

void run_all(const parallel::Communicator& ranks, std::int64_t largest, const Bench& bench, const std::string& volume,
             const std::string& folder) {
  if (ranks.is_first()) {
    std::printf("%d rank(s), one axis, plane-flux spread 1e-4, best of %d\n", ranks.size(), bench.repeat);
    std::printf("%-34s %9s %9s %5s %9s %8s %8s %8s %8s %8s %10s %10s\n", "", "seconds", "cpu s", "its", "spread", "ns/voxel",
                "B/voxel", "GB/s est", "triad", "/hypre", "k_eff", "tau");
  }
  for (std::int64_t n = 64; n <= largest; n *= 2) {
    bench.run({"packing " + std::to_string(n) + "^3, pores", packing(n, ranks), {{0, 1}, {1, 0}}});
  }
  bench.run({"packing 128^3, 1 and 0.01", packing(128, ranks), {{0, 0.01}, {1, 1}}});
  if (!volume.empty()) {
    const Labels labels = read_image(volume, ranks);
    for (int axis = 0; axis < 3; ++axis)
      bench.run({std::string("500^3, 30 % conducting, ") + "xyz"[axis], labels, {{0, 0}, {255, 1}}, axis});
  }
  if (folder.empty()) return;
  const Labels ct = read_image(std::filesystem::path(folder) / "nmc_ct_128.h5", ranks);
  bench.run({"nmc_ct_128, pores", ct, {{0, 1}, {1, 0}}});
  bench.run({"nmc_ct_128, ragged solid", ct, {{0, 0}, {1, 1}}});
  const Labels electrode = read_image(std::filesystem::path(folder) / "nmc1cal_cbd.h5", ranks);
  bench.run({"nmc1cal_cbd, pores", electrode, {{0, 1}, {1, 0}, {2, 0}}});
  bench.run({"nmc1cal_cbd, 1 / 0 / 0.01", electrode, {{0, 1}, {1, 0}, {2, 0.01}}});
  bench.run({"nmc1cal_cbd, 0 / 0.01 / 1", electrode, {{0, 0}, {1, 0.01}, {2, 1}}});
}

}  // namespace

int main(int argc, char** argv) {
  parallel::Session session(argc, argv);
  Bench bench{session.world()};
  std::int64_t largest = 256;
  std::string folder, volume;
  for (int a = 1; a < argc; ++a) {
    const std::string word = argv[a];
    const bool has_value = a + 1 < argc;
    if (word == "--largest" && has_value) largest = std::stoll(argv[++a]);
    else if (word == "--repeat" && has_value) bench.repeat = std::stoi(argv[++a]);
    else if (word == "--hypre" && has_value)
      bench.largest_for_hypre = static_cast<std::int64_t>(std::pow(std::stod(argv[++a]), 3));
    else if (word == "--volume" && has_value) volume = argv[++a];
    else folder = word;
  }
  run_all(session.world(), largest, bench, volume, folder);
}
