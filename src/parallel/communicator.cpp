// SPDX-License-Identifier: BSD-3-Clause
#include "parallel/communicator.hpp"

#include <algorithm>
#include <climits>
#include <numeric>

namespace voxvolt::parallel {

namespace {

// MPI counts in int: what is longer goes in pieces.
constexpr std::size_t kPiece = std::size_t{1} << 30U;
static_assert(kPiece <= INT_MAX);

MPI_Datatype type_of(double /*value*/) { return MPI_DOUBLE; }
MPI_Datatype type_of(std::int64_t /*value*/) { return MPI_INT64_T; }

template <class T>
T reduce(MPI_Comm ranks, T value, MPI_Op how) {
  T result{};
  MPI_Allreduce(&value, &result, 1, type_of(value), how, ranks);
  return result;
}

template <class T>
void sum_in_place(MPI_Comm ranks, std::span<T> values) {
  for (std::size_t first = 0; first < values.size(); first += kPiece) {
    const auto piece = values.subspan(first, std::min(kPiece, values.size() - first));
    MPI_Allreduce(MPI_IN_PLACE, piece.data(), static_cast<int>(piece.size()), type_of(T{}), MPI_SUM, ranks);
  }
}

template <class T>
std::vector<T> gather_one_each(MPI_Comm ranks, int size, T value) {
  std::vector<T> all(static_cast<std::size_t>(size));
  MPI_Allgather(&value, 1, type_of(value), all.data(), 1, type_of(value), ranks);
  return all;
}

void broadcast_bytes(MPI_Comm ranks, std::span<char> bytes, int root) {
  for (std::size_t first = 0; first < bytes.size(); first += kPiece) {
    const auto piece = bytes.subspan(first, std::min(kPiece, bytes.size() - first));
    MPI_Bcast(piece.data(), static_cast<int>(piece.size()), MPI_CHAR, root, ranks);
  }
}

}  // namespace

Communicator::Communicator(MPI_Comm handle) : handle_(handle), rank_(0), size_(1) {
  MPI_Comm_rank(handle_, &rank_);
  MPI_Comm_size(handle_, &size_);
}

Communicator Communicator::self() { return Communicator(MPI_COMM_SELF); }

void Communicator::barrier() const { MPI_Barrier(handle_); }

std::string Communicator::broadcast(const std::string& text, int root) const {
  std::string result = rank_ == root ? text : std::string();
  result.resize(static_cast<std::size_t>(broadcast(static_cast<std::int64_t>(result.size()), root)));
  broadcast_bytes(handle_, result, root);
  return result;
}

double Communicator::broadcast(double value, int root) const {
  MPI_Bcast(&value, 1, MPI_DOUBLE, root, handle_);
  return value;
}

std::int64_t Communicator::broadcast(std::int64_t value, int root) const {
  MPI_Bcast(&value, 1, MPI_INT64_T, root, handle_);
  return value;
}

double Communicator::sum(double value) const { return reduce(handle_, value, MPI_SUM); }
std::int64_t Communicator::sum(std::int64_t value) const { return reduce(handle_, value, MPI_SUM); }
double Communicator::least(double value) const { return reduce(handle_, value, MPI_MIN); }
double Communicator::most(double value) const { return reduce(handle_, value, MPI_MAX); }
std::int64_t Communicator::least(std::int64_t value) const { return reduce(handle_, value, MPI_MIN); }
std::int64_t Communicator::most(std::int64_t value) const { return reduce(handle_, value, MPI_MAX); }

void Communicator::sum(std::span<double> values) const { sum_in_place(handle_, values); }
void Communicator::sum(std::span<std::int64_t> values) const { sum_in_place(handle_, values); }

std::int64_t Communicator::sum_before(std::int64_t value) const {
  std::int64_t before = 0;
  MPI_Exscan(&value, &before, 1, MPI_INT64_T, MPI_SUM, handle_);
  return rank_ == 0 ? 0 : before;  // MPI leaves the first rank's result undefined
}

bool Communicator::any(bool value) const { return most(std::int64_t{value}) != 0; }
bool Communicator::all(bool value) const { return least(std::int64_t{value}) != 0; }

std::vector<std::string> Communicator::gather(const std::string& text) const {
  // One broadcast per rank: texts are few and far between, and of any length.
  std::vector<std::string> all;
  for (int root = 0; root < size_; ++root) all.push_back(broadcast(text, root));
  return all;
}

std::vector<std::int64_t> Communicator::gather(std::int64_t value) const {
  return gather_one_each(handle_, size_, value);
}
std::vector<double> Communicator::gather(double value) const { return gather_one_each(handle_, size_, value); }

std::vector<std::int64_t> Communicator::gather(std::span<const std::int64_t> values) const {
  const auto sizes = gather(static_cast<std::int64_t>(values.size()));
  std::vector<std::int64_t> all(static_cast<std::size_t>(std::reduce(sizes.begin(), sizes.end())));
  auto place = all.begin();
  for (int root = 0; root < size_; ++root) {
    const auto count = sizes[static_cast<std::size_t>(root)];
    if (root == rank_) std::ranges::copy(values, place);
    const std::span<std::int64_t> part(place, static_cast<std::size_t>(count));
    broadcast_bytes(handle_, {reinterpret_cast<char*>(part.data()), part.size_bytes()}, root);
    place += count;
  }
  return all;
}

}  // namespace voxvolt::parallel
