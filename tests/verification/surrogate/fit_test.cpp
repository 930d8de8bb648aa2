// SPDX-License-Identifier: BSD-3-Clause
// What is held out and what is chosen, with Gaussian processes.
#include "surrogate/fit.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "numerics/random.hpp"
#include "support/smooth_members.hpp"

namespace voxvolt::surrogate {
namespace {

StaticModel model_of(std::size_t outputs) {
  StaticModel model;
  for (const char* path : {"s.x0", "s.x1"}) model.inputs.push_back({path, "1", "meaning"});
  model.outputs.resize(outputs);
  return model;
}

double normal(numerics::RandomStream& draws) {
  return std::sqrt(-2 * std::log(draws.uniform())) * std::cos(2 * test::kTurn * draws.uniform());
}

// A process learns what each row is like by heart: members of known rows say nothing of new ones.
TEST(Fit, WithRowsTheBoundIsThatOfRowsNobodyHasSeen) {
  constexpr std::size_t rows = 80, each = 4;
  const auto of_row = [](std::uint64_t row) {
    numerics::RandomStream draws(21, row, 5);
    const double place = draws.uniform();
    return std::array{place, normal(draws)};
  };
  const auto members_of = [&](std::uint64_t first, std::size_t count) {
    Sample sample{count * each, {}, {{}}};
    for (std::size_t m = 0; m < sample.members; ++m) {
      const auto [place, effect] = of_row(first + m / each);
      const double x = numerics::RandomStream(22, first * each + m, 5).uniform();
      sample.values.insert(sample.values.end(), {place, x});
      sample.results[0].push_back(effect + x);
      sample.rows.push_back(m / each);
    }
    return sample;
  };
  const Sample sample = members_of(0, rows), fresh = members_of(1000, 200);
  const auto covered = [&](bool with_rows) {
    StaticModel model = model_of(1);
    Sample known = sample;
    if (!with_rows) known.rows.clear();
    fit(model, known, {0.4, 0.9, 3, Form::gp});
    EXPECT_EQ(model.held_out_rows, with_rows ? 32u : 0u);
    int inside = 0;
    for (std::size_t m = 0; m < fresh.members; ++m)
      inside += std::abs(model.predict(0, std::span(fresh.values).subspan(2 * m, 2)) - fresh.results[0][m]) <=
                model.outputs[0].bound;
    return inside / static_cast<double>(fresh.members);
  };
  EXPECT_GT(covered(true), 0.9 - 2 * std::sqrt(0.1 * 0.9 / 34));
  EXPECT_LT(covered(false), 0.6);
  const auto held_out = held_out_members(sample, {0.4, 0.9, 3, Form::gp});
  for (std::size_t m = 0; m + 1 < sample.members; ++m)
    if (sample.rows[m] == sample.rows[m + 1]) {
      EXPECT_EQ(std::ranges::binary_search(held_out, m), std::ranges::binary_search(held_out, m + 1)) << m;
    }
}

TEST(Fit, TheBetterFormIsTakenForEachOutput) {
  StaticModel model = model_of(2);
  Sample sample{150, {}, {{}, {}}};
  for (std::size_t m = 0; m < 150; ++m) {
    numerics::RandomStream draws(4, m, 1);
    const double x = draws.uniform(), y = draws.uniform();
    sample.values.insert(sample.values.end(), {x, y});
    sample.results[0].push_back(1 + x * y);
    sample.results[1].push_back(std::abs(x + 0.3 * y - 0.6));  // a kink
  }
  fit(model, sample, {0.3, 0.9, 1, std::nullopt});
  EXPECT_EQ(model.outputs[0].form, Form::pce);
  EXPECT_EQ(model.outputs[1].form, Form::gp);
  for (const ModelOutput& output : model.outputs) {
    ASSERT_EQ(output.compared.size(), 1u);
    EXPECT_EQ(output.form == Form::gp, output.compared[0].gp < output.compared[0].pce);
  }
  StaticModel again = model_of(2);
  fit(again, sample, {0.3, 0.9, 1, std::nullopt});
  EXPECT_EQ(again.outputs[1].bound, model.outputs[1].bound);
  EXPECT_EQ(again.outputs[1].compared[0].gp, model.outputs[1].compared[0].gp);
}

}  // namespace
}  // namespace voxvolt::surrogate
