// SPDX-License-Identifier: BSD-3-Clause
// What solvers on slabs say to the ranks beside them: planes to the neighbours, pieces to everyone, planes to new owners.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "parallel/communicator.hpp"

namespace voxvolt::parallel {

/// The ranks that hold the slabs below and above; none at an open end, this rank itself on a ring of one.
struct Neighbours {
  std::optional<int> lower, upper;
};

/// Bytes for, or from, the two neighbours; the span towards a missing neighbour is ignored.
struct OutgoingPlanes {
  std::span<const std::byte> lower, upper;
};
struct IncomingPlanes {
  std::span<std::byte> lower, upper;
};

/// Sends to both neighbours and receives from both; returns when all has arrived. Called by every rank of the chain.
void exchange(const Communicator& ranks, const Neighbours& beside, const OutgoingPlanes& out, const IncomingPlanes& in);

/// Collective. Each rank's bytes, concatenated in rank order, on every rank.
std::vector<std::byte> gather_bytes(const Communicator& ranks, std::span<const std::byte> mine);

/// Collective. Each rank's bytes into `all` on every rank; `counts` (bytes per rank) is known to all beforehand.
void gather_into(const Communicator& ranks, std::span<const std::byte> mine, std::span<std::byte> all,
                 std::span<const std::int64_t> counts);

/// A run of consecutive planes, half-open.
struct PlaneRange {
  std::int64_t first = 0;
  std::int64_t count = 0;
};

/// Collective. Hands planes of `plane_bytes` bytes each from the owners `have` to the owners `want`; both partitions cover
/// the same planes. Returns this rank's wanted planes.
std::vector<std::byte> move_planes(const Communicator& ranks, PlaneRange have, PlaneRange want,
                                   std::int64_t plane_bytes, std::span<const std::byte> planes);

/// Typed form of gather_bytes for trivially copyable values.
template <class T>
std::vector<T> gather_all(const Communicator& ranks, const std::vector<T>& mine) {
  const auto bytes = gather_bytes(ranks, std::as_bytes(std::span<const T>(mine)));
  std::vector<T> all(bytes.size() / sizeof(T));
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<std::byte*>(all.data()));
  return all;
}

}  // namespace voxvolt::parallel
