// SPDX-License-Identifier: BSD-3-Clause
#include "uq/morris.hpp"

#include <cmath>
#include <limits>

namespace voxvolt::uq {
namespace {

/// Effects by trajectory, input and place; NaN where lost.
std::vector<double> effects_of(const Design& unit, std::size_t places, std::span<const double> outputs) {
  const std::size_t block = unit.inputs + 1, trajectories = unit.members / block;
  std::vector<double> effects(trajectories * unit.inputs * places, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t t = 0; t < trajectories; ++t)
    for (std::size_t from = t * block; from + 1 < (t + 1) * block; ++from)
      for (std::size_t i = 0; i < unit.inputs; ++i) {
        const double move = unit.at(from + 1, i) - unit.at(from, i);
        if (move == 0) continue;
        for (std::size_t p = 0; p < places; ++p)
          effects[(t * unit.inputs + i) * places + p] =
              (outputs[(from + 1) * places + p] - outputs[from * places + p]) / move;
      }
  return effects;
}

}  // namespace

MorrisEffects morris_effects(const Design& unit, std::size_t places, std::span<const double> outputs,
                             std::uint64_t seed) {
  const std::vector<double> effects = effects_of(unit, places, outputs);
  const std::size_t columns = unit.inputs * places, trajectories = columns == 0 ? 0 : effects.size() / columns;
  const auto moments = [&](std::span<const double> weights) {
    std::vector<double> values(3 * columns);
    for (std::size_t c = 0; c < columns; ++c) {
      double n = 0, sum = 0, sizes = 0, squares = 0;
      const auto each = [&](auto visit) {
        for (std::size_t t = 0; t < trajectories; ++t)
          if (const double effect = effects[t * columns + c]; std::isfinite(effect) && weights[t] > 0)
            visit(weights[t], effect);
      };
      each([&](double weight, double effect) {
        n += weight;
        sum += weight * effect;
        sizes += weight * std::abs(effect);
      });
      each([&](double weight, double effect) { squares += weight * (effect - sum / n) * (effect - sum / n); });
      values[c] = sum / n;
      values[columns + c] = sizes / n;
      values[2 * columns + c] = n > 1 ? std::sqrt(squares / (n - 1)) : std::numeric_limits<double>::quiet_NaN();
    }
    return values;
  };
  const auto all =
      bootstrapped(trajectories, seed, affordable_resamples(10.0 * static_cast<double>(effects.size())), moments);
  const auto part = [&](std::size_t k) {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(k * columns);
    return std::vector<Estimate>(begin, begin + static_cast<std::ptrdiff_t>(columns));
  };
  MorrisEffects result{part(0), part(1), part(2), 0};
  for (std::size_t k = 0; k < effects.size(); k += places) result.effects += std::isfinite(effects[k]) ? 1 : 0;
  return result;
}

}  // namespace voxvolt::uq
