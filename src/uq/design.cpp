// SPDX-License-Identifier: BSD-3-Clause
#include "uq/design.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "numerics/random.hpp"

namespace voxvolt::uq {
namespace {

using numerics::RandomStream;

constexpr double kMargin = 0.025;  // of an input's probability on both sides that Morris's levels leave out

/// A random order of 0 to count - 1 (Fisher and Yates), from one stream.
std::vector<std::size_t> permutation(std::size_t count, RandomStream& stream) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t left = count; left > 1; --left)
    std::swap(order[left - 1], order[static_cast<std::size_t>(stream.uniform() * static_cast<double>(left))]);
  return order;
}

}  // namespace

Design random_points(std::size_t inputs, std::size_t samples, std::uint64_t seed) {
  Design design{samples, inputs, {}};
  design.points.reserve(samples * inputs);
  for (std::size_t m = 0; m < samples; ++m)
    for (std::size_t i = 0; i < inputs; ++i) design.points.push_back(RandomStream(seed, m, i).uniform());
  return design;
}

Design latin_points(std::size_t inputs, std::size_t samples, std::uint64_t seed) {
  Design design{samples, inputs, std::vector<double>(samples * inputs)};
  for (std::size_t i = 0; i < inputs; ++i) {
    RandomStream stream(seed, i, 0);
    const std::vector<std::size_t> part = permutation(samples, stream);
    for (std::size_t m = 0; m < samples; ++m)
      design.at(m, i) = (static_cast<double>(part[m]) + stream.uniform()) / static_cast<double>(samples);
  }
  return design;
}

Design saltelli_points(std::size_t inputs, std::size_t samples, std::uint64_t seed) {
  const Design pairs = sobol_points(2 * inputs, samples, seed);
  Design design{samples * (inputs + 2), inputs, {}};
  design.points.reserve(design.members * inputs);
  for (std::size_t j = 0; j < samples; ++j) {
    const auto add = [&](auto from_b) {
      for (std::size_t i = 0; i < inputs; ++i) design.points.push_back(pairs.at(j, from_b(i) ? inputs + i : i));
    };
    add([](std::size_t) { return false; });
    add([](std::size_t) { return true; });
    for (std::size_t k = 0; k < inputs; ++k) add([k](std::size_t i) { return i == k; });
  }
  return design;
}

Design morris_points(std::size_t inputs, std::size_t trajectories, std::size_t levels, std::uint64_t seed) {
  if (levels < 2 || levels % 2 != 0) throw std::invalid_argument("the levels of a Morris design are an even number");
  Design design{trajectories * (inputs + 1), inputs, {}};
  design.points.reserve(design.members * inputs);
  const std::size_t half = levels / 2;
  for (std::size_t t = 0; t < trajectories; ++t) {
    RandomStream stream(seed, t, 0);
    std::vector<std::size_t> level(inputs);
    for (std::size_t& one : level) one = static_cast<std::size_t>(stream.uniform() * static_cast<double>(levels));
    const auto add = [&] {
      for (std::size_t one : level)
        design.points.push_back(kMargin +
                                (1 - 2 * kMargin) * static_cast<double>(one) / static_cast<double>(levels - 1));
    };
    add();
    for (std::size_t i : permutation(inputs, stream)) {
      level[i] = level[i] < half ? level[i] + half : level[i] - half;
      add();
    }
  }
  return design;
}

Design grid(const std::vector<std::vector<double>>& levels) {
  Design design{1, levels.size(), {}};
  for (const auto& level : levels) design.members *= level.size();
  design.points.reserve(design.members * levels.size());
  for (std::size_t m = 0; m < design.members; ++m) {
    std::size_t stride = design.members;
    for (const auto& level : levels) {
      stride /= level.size();
      design.points.push_back(level[m / stride % level.size()]);
    }
  }
  return design;
}

Design in_physical_units(const Design& unit, const std::vector<Distribution>& inputs) {
  Design design = unit;
  for (std::size_t m = 0; m < unit.members; ++m)
    for (std::size_t i = 0; i < unit.inputs; ++i) design.at(m, i) = inputs[i].quantile(unit.at(m, i));
  return design;
}

}  // namespace voxvolt::uq
