// SPDX-License-Identifier: BSD-3-Clause
// Designs of experiments: which points of the input space an ensemble visits. All but the grid are made in the unit cube
// and mapped to physical units by the distributions of the inputs.
#pragma once

#include <cstdint>
#include <vector>

#include "uq/distribution.hpp"

namespace voxvolt::uq {

/// Points, in the unit cube or in physical units: member by input, row-major.
struct Design {
  std::size_t members = 0;
  std::size_t inputs = 0;
  std::vector<double> points;
  double at(std::size_t member, std::size_t input) const { return points[member * inputs + input]; }
  double& at(std::size_t member, std::size_t input) { return points[member * inputs + input]; }
};

/// Independent draws in the unit cube. Member m, input i takes the first draw of the counter-based stream (seed, m, i):
/// members do not change when more are asked for, nor with ranks or order.
Design random_points(std::size_t inputs, std::size_t samples, std::uint64_t seed);

/// The first points of Sobol's sequence (OpenTURNS's directions, at most 1111 inputs), from its origin on, with nested
/// uniform scrambling: every binary digit of every input is flipped or not by a draw that the digits before it choose
/// (Owen 1995, doi:10.1007/978-1-4612-2552-2_19). Each point is uniform, nets stay nets, and members do not change when
/// more are asked for. Throws std::invalid_argument for more inputs, or more than 2^32 points.
Design sobol_points(std::size_t inputs, std::size_t samples, std::uint64_t seed);

/// Latin hypercube (McKay, Beckman and Conover 1979, doi:10.2307/1268522): of each input's `samples` equal parts each
/// holds one member, at a random place in it; the parts are paired by independent random permutations.
Design latin_points(std::size_t inputs, std::size_t samples, std::uint64_t seed);

/// Saltelli's scheme (doi:10.1016/S0010-4655(02)00280-1): for each of `samples` pairs of points a and b, the members a,
/// b, and for each input a with that input from b: samples x (inputs + 2) members, the pairs one after another, so they
/// do not change when more are asked for. a and b are the two halves of scrambled Sobol' points in twice the inputs.
Design saltelli_points(std::size_t inputs, std::size_t samples, std::uint64_t seed);

/// Morris's scheme (doi:10.2307/1269043): trajectories of inputs + 1 members, each moving one input by `levels`/2 of its
/// `levels` levels (an even number), which are evenly spread over its probabilities from 0.025 to 0.975, so that no
/// distribution is asked for its end.
Design morris_points(std::size_t inputs, std::size_t trajectories, std::size_t levels, std::uint64_t seed);

/// The full tensor product of each input's levels, the last input fastest; in physical units.
Design grid(const std::vector<std::vector<double>>& levels);

/// The quantile of each input at each coordinate of the unit cube.
Design in_physical_units(const Design& unit, const std::vector<Distribution>& inputs);

}  // namespace voxvolt::uq
