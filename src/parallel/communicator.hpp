// SPDX-License-Identifier: BSD-3-Clause
// The only door to MPI: what other rooms say to each other across ranks, in their own words.
#pragma once

#include <mpi.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace voxvolt::parallel {

/// A group of ranks. A value that can be copied; the MPI communicator behind it is owned elsewhere.
/// Every member function but `rank`, `size`, `handle` and `is_first` is collective.
class Communicator {
 public:
  explicit Communicator(MPI_Comm handle);
  static Communicator self();

  int rank() const { return rank_; }
  int size() const { return size_; }
  bool is_first() const { return rank_ == 0; }
  MPI_Comm handle() const { return handle_; }

  void barrier() const;
  /// The text of `root` on every rank.
  std::string broadcast(const std::string& text, int root = 0) const;
  double broadcast(double value, int root = 0) const;
  std::int64_t broadcast(std::int64_t value, int root = 0) const;
  double sum(double value) const;
  std::int64_t sum(std::int64_t value) const;
  double least(double value) const;
  double most(double value) const;
  std::int64_t least(std::int64_t value) const;
  std::int64_t most(std::int64_t value) const;
  /// Element-wise sums, in place on every rank.
  void sum(std::span<double> values) const;
  void sum(std::span<std::int64_t> values) const;
  /// Sum of `value` over the ranks before this one (0 on the first).
  std::int64_t sum_before(std::int64_t value) const;
  bool any(bool value) const;
  bool all(bool value) const;
  /// One text per rank, on every rank.
  std::vector<std::string> gather(const std::string& text) const;
  std::vector<std::int64_t> gather(std::int64_t value) const;
  std::vector<double> gather(double value) const;
  /// Each rank's values, concatenated in rank order, on every rank.
  std::vector<std::int64_t> gather(std::span<const std::int64_t> values) const;

 private:
  MPI_Comm handle_;
  int rank_;
  int size_;
};

}  // namespace voxvolt::parallel
