// SPDX-License-Identifier: BSD-3-Clause
// Campaigns that unit and verification tests of ensembles begin with.
#pragma once

#include <string>

namespace voxvolt::test {

/// Ishigami's function over its three inputs, and one input of noise; members drawn at random.
inline constexpr const char* kPi = "3.141592653589793";

inline std::string ishigami(const std::string& more, const std::string& samples = "600") {
  std::string text = R"(
voxvolt: 1
stages:
  noise: {kind: analytic, function: linear, inputs: {x1: 0}}
  f: {kind: analytic, function: ishigami, inputs: {x1: 0, x2: 0, x3: 0}}
  many:
    kind: ensemble
    vary:
      f.inputs: {x1: {uniform: {min: -PI, max: PI}}, x2: {uniform: {min: -PI, max: PI}}, x3: {uniform: {min: -PI, max: PI}}}
      noise.inputs.x1: {uniform: {min: 0, max: 1}}
    collect: [f.value, noise.value]
    design: {monte_carlo: {samples: SAMPLES}}
)";
  for (std::size_t at = text.find("PI"); at != std::string::npos; at = text.find("PI", at)) text.replace(at, 2, kPi);
  text.replace(text.find("SAMPLES"), 7, samples);
  return text + more;
}

/// Six recipes, of which the last fails: b = 7 - a in every row.
inline const std::string kRecipes = R"(
voxvolt: 1
stages:
  a: {kind: analytic, function: {failing: {above: 5.5}}, inputs: {x: 0}}
  b: {kind: analytic, function: {linear: {coefficients: [-1], constant: 7}}, inputs: {x1: $a.value}}
  recipes: {kind: ensemble, vary: {a.inputs.x: {values: [1, 2, 3, 4, 5, 6]}}, collect: [a.value, b.value], design: grid, max_failed: 50 %}
  f: {kind: analytic, function: {linear: {coefficients: [1, 1]}}, inputs: {x1: $a.value, x2: 0}}
)";

}  // namespace voxvolt::test
