// SPDX-License-Identifier: BSD-3-Clause
#include "parallel/halo.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "parallel/failure.hpp"

namespace voxvolt::parallel {
namespace {

constexpr int downward = 71;  // message tags; the direction a message travels
constexpr int upward = 72;

int checked(std::size_t bytes) {
  if (bytes > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    throw MachineFailure("a single message between ranks would exceed 2 GiB; use more ranks");
  }
  return static_cast<int>(bytes);
}

/// Offsets of consecutive pieces, for MPI's int counts.
std::vector<int> offsets_of(const std::vector<int>& counts) {
  std::vector<int> offsets(counts.size(), 0);
  std::size_t total = 0;
  for (std::size_t q = 0; q < counts.size(); ++q) {
    offsets[q] = checked(total);
    total += static_cast<std::size_t>(counts[q]);
  }
  checked(total);
  return offsets;
}

PlaneRange overlap(PlaneRange a, PlaneRange b) {
  const std::int64_t first = std::max(a.first, b.first);
  const std::int64_t end = std::min(a.first + a.count, b.first + b.count);
  return {first, std::max<std::int64_t>(0, end - first)};
}

}  // namespace

void exchange(const Communicator& ranks, const Neighbours& beside, const OutgoingPlanes& out,
              const IncomingPlanes& in) {
  std::array<MPI_Request, 4> requests;
  int n = 0;
  const auto receive = [&](const std::optional<int>& from, std::span<std::byte> into, int tag) {
    if (from) MPI_Irecv(into.data(), checked(into.size()), MPI_BYTE, *from, tag, ranks.handle(), &requests[n++]);
  };
  const auto send = [&](const std::optional<int>& to, std::span<const std::byte> from, int tag) {
    if (to) MPI_Isend(from.data(), checked(from.size()), MPI_BYTE, *to, tag, ranks.handle(), &requests[n++]);
  };
  if (beside.lower == ranks.rank() && beside.upper == ranks.rank()) {
    std::copy(out.upper.begin(), out.upper.end(), in.lower.begin());
    std::copy(out.lower.begin(), out.lower.end(), in.upper.begin());
    return;
  }
  receive(beside.lower, in.lower, upward);
  receive(beside.upper, in.upper, downward);
  send(beside.lower, out.lower, downward);
  send(beside.upper, out.upper, upward);
  MPI_Waitall(n, requests.data(), MPI_STATUSES_IGNORE);
}

std::vector<std::byte> gather_bytes(const Communicator& ranks, std::span<const std::byte> mine) {
  const std::vector<std::int64_t> counts = ranks.gather(static_cast<std::int64_t>(mine.size()));
  std::int64_t total = 0;
  for (const std::int64_t count : counts) total += count;
  std::vector<std::byte> all(static_cast<std::size_t>(total));
  gather_into(ranks, mine, all, counts);
  return all;
}

void gather_into(const Communicator& ranks, std::span<const std::byte> mine, std::span<std::byte> all,
                 std::span<const std::int64_t> counts) {
  std::vector<int> sizes;
  for (const std::int64_t count : counts) sizes.push_back(checked(static_cast<std::size_t>(count)));
  const std::vector<int> offsets = offsets_of(sizes);
  MPI_Allgatherv(mine.data(), checked(mine.size()), MPI_BYTE, all.data(), sizes.data(), offsets.data(), MPI_BYTE,
                 ranks.handle());
}

std::vector<std::byte> move_planes(const Communicator& ranks, PlaneRange have, PlaneRange want,
                                   std::int64_t plane_bytes, std::span<const std::byte> planes) {
  const std::vector<std::int64_t> all =
      ranks.gather(std::span<const std::int64_t>(std::array{have.first, have.count, want.first, want.count}));
  std::vector<int> send_counts, receive_counts, send_offsets, receive_offsets;
  for (int q = 0; q < ranks.size(); ++q) {
    const std::int64_t* of = &all[4 * static_cast<std::size_t>(q)];
    const PlaneRange out = overlap(have, {of[2], of[3]});
    const PlaneRange in = overlap(want, {of[0], of[1]});
    send_counts.push_back(checked(static_cast<std::size_t>(out.count * plane_bytes)));
    send_offsets.push_back(
        checked(static_cast<std::size_t>(out.count > 0 ? (out.first - have.first) * plane_bytes : 0)));
    receive_counts.push_back(checked(static_cast<std::size_t>(in.count * plane_bytes)));
    receive_offsets.push_back(
        checked(static_cast<std::size_t>(in.count > 0 ? (in.first - want.first) * plane_bytes : 0)));
  }
  std::vector<std::byte> result(static_cast<std::size_t>(want.count * plane_bytes));
  MPI_Alltoallv(planes.data(), send_counts.data(), send_offsets.data(), MPI_BYTE, result.data(), receive_counts.data(),
                receive_offsets.data(), MPI_BYTE, ranks.handle());
  return result;
}

}  // namespace voxvolt::parallel
