// SPDX-License-Identifier: BSD-3-Clause
// A run of numbers that a state is written to and read from by the same words, in the same order.
#pragma once

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "parallel/failure.hpp"

namespace voxvolt::runaway {

class Tape {
 public:
  Tape() = default;  ///< for writing
  explicit Tape(std::vector<double> numbers) : numbers_(std::move(numbers)), reading_(true) {}
  bool reading() const { return reading_; }
  const std::vector<double>& numbers() const { return numbers_; }

  void pass(double& x) {
    if (!reading_) return numbers_.push_back(x);
    if (next_ >= numbers_.size()) throw RecordFailure("the checkpoint of a stack ends too early");
    x = numbers_[next_++];
  }
  template <class T>
  requires(std::is_enum_v<T> || std::is_integral_v<T>) void pass(T& x) {  // whole numbers below 2^53
    double number = static_cast<double>(x);
    pass(number);
    x = static_cast<T>(static_cast<long long>(number));
  }
  template <class T>
  void pass(std::vector<T>& values) {
    std::size_t size = values.size();
    pass(size);
    if (reading_) values.resize(size);
    if constexpr (std::is_same_v<T, bool>) {
      for (std::size_t i = 0; i < size; ++i) {
        bool value = values[i];
        pass(value);
        values[i] = value;
      }
    } else {
      for (T& value : values) pass(value);
    }
  }
  template <class T>
  void pass(std::optional<T>& value) {
    bool there = value.has_value();
    pass(there);
    if (!there) return value.reset();
    if (!value) value.emplace();
    pass(*value);
  }
  template <class T>
  requires requires(T& x, Tape& tape) { x.pass(tape); }
  void pass(T& x) { x.pass(*this); }

 private:
  std::vector<double> numbers_;
  std::size_t next_ = 0;
  bool reading_ = false;
};

}  // namespace voxvolt::runaway
