// SPDX-License-Identifier: BSD-3-Clause
// How fast electrodes are made: `packing [edge...]` (64 128 256 by default), also under mpiexec. Particles of 12
// voxels, 0.55 of the volume (flakes: aspect 0.4), binder of 0.1 in each form, and calendering by 10 %.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "meshes/generate/binder.hpp"
#include "meshes/generate/calendering.hpp"
#include "meshes/generate/packing.hpp"
#include "meshes/generate/paint.hpp"
#include "parallel/machine.hpp"
#include "parallel/session.hpp"

namespace {

using namespace voxvolt;

/// Runs `work` between barriers; seconds of the slowest rank.
double timed(const parallel::Communicator& ranks, const std::function<void()>& work) {
  ranks.barrier();
  const double start = parallel::seconds();
  work();
  return ranks.most(parallel::seconds() - start);
}

void measure(std::int64_t edge, double aspect, const parallel::Communicator& ranks) {
  generate::PackingRecipe recipe;
  recipe.box = {1.0 * static_cast<double>(edge), 1.0 * static_cast<double>(edge), 1.0 * static_cast<double>(edge)};
  recipe.fraction = 0.55;
  recipe.diameter = [](double p) { return 12 * std::exp(0.6 * (p - 0.5)); };
  recipe.seed = 1;
  recipe.aspect = aspect;
  generate::Packing packing;
  const double packed = timed(ranks, [&] { packing = generate::pack(recipe, ranks); });
  const auto particles = static_cast<double>(packing.particles.size());
  double pressed = 0;
  if (ranks.is_first()) {
    const double start = parallel::seconds();
    generate::Vector box = recipe.box;
    (void)generate::calender_alone(packing, box, {2, 0.1});
    pressed = parallel::seconds() - start;
  }
  if (ranks.is_first())
    std::printf("%4lld^3 aspect %.1f: %6.0f particles packed in %7.3f s (%8.0f per second), calendered in %7.3f s\n",
                static_cast<long long>(edge), aspect, particles, packed, particles / packed, pressed);
  for (const auto& [name, form] :
       {std::pair{"bridge", generate::BinderForm::bridge}, std::pair{"film", generate::BinderForm::film},
        std::pair{"energy", generate::BinderForm::energy}}) {
    numerics::Field<std::uint8_t> labels;
    labels.grid.cells = {edge, edge, edge};
    labels.block = numerics::slab_of(labels.grid, ranks);
    labels.data = numerics::Field<std::uint8_t>::View("labels", labels.block.count[2], edge, edge);
    const double painted = timed(ranks, [&] { generate::paint(packing.particles, 1, labels); });
    const double bound = timed(ranks, [&] {
      generate::add_binder({form, 0.1, 0.5, {}, 1}, {}, packing.particles, labels, ranks);
    });
    if (ranks.is_first())
      std::printf("      painted in %6.3f s, %-6s in %6.3f s (%.3g voxels per second)\n", painted, name, bound,
                  static_cast<double>(labels.grid.size()) / bound);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const parallel::Session session(argc, argv);
  std::vector<std::int64_t> edges;
  for (int i = 1; i < argc; ++i) edges.push_back(std::atoll(argv[i]));
  if (edges.empty()) edges = {64, 128, 256};
  for (const std::int64_t edge : edges)
    for (const double aspect : {1.0, 0.4}) measure(edge, aspect, session.world());
}
