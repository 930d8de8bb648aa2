// SPDX-License-Identifier: BSD-3-Clause
#include "stages/runaway_outcome_text.hpp"

#include <cstring>
#include <type_traits>

#include "parallel/failure.hpp"

namespace voxvolt::stages {
namespace {

/// Bytes one after another; the same walk writes and reads.
class Bytes {
 public:
  Bytes() : writes_(true) {}
  explicit Bytes(std::string text) : text_(std::move(text)), writes_(false) {}
  std::string take() { return std::move(text_); }

  template <class T>
  requires(std::is_arithmetic_v<T> || std::is_enum_v<T>) void pass(T& value) { raw(&value, sizeof value); }
  void pass(std::string& text) { sequence(text); }
  template <class T>
  void pass(std::vector<T>& values) {
    if constexpr (std::is_arithmetic_v<T>) {
      sequence(values);
    } else {
      std::uint64_t size = values.size();
      pass(size);
      values.resize(size);
      for (T& value : values) pass(value);
    }
  }
  void pass(campaign::Axis& axis) { all(axis.name, axis.unit, axis.meaning, axis.values); }
  void pass(campaign::Product& p) {
    all(p.spec.name, p.spec.unit, p.spec.meaning, p.spec.form, p.spec.axes, p.spec.main, p.values, p.errors, p.axes,
        p.text);
  }
  void pass(StackOutcome& o) { all(o.outcome.status, o.outcome.reason, o.outcome.products.all(), o.warnings); }
  void pass(NumberedOutcome& o) { all(o.first, o.second); }

 private:
  template <class... T>
  void all(T&... values) {
    (pass(values), ...);
  }
  template <class Values>
  void sequence(Values& values) {
    std::uint64_t size = values.size();
    pass(size);
    if (!writes_ && size > text_.size()) throw MachineFailure("outcomes of another rank are cut short");
    values.resize(size);
    raw(values.data(), size * sizeof(values[0]));
  }
  void raw(void* at, std::size_t size) {
    if (size == 0) return;
    if (writes_) {
      text_.append(static_cast<const char*>(at), size);
      return;
    }
    if (at_ + size > text_.size()) throw MachineFailure("outcomes of another rank are cut short");
    std::memcpy(at, text_.data() + at_, size);
    at_ += size;
  }

  std::string text_;
  bool writes_;
  std::size_t at_ = 0;
};

}  // namespace

std::string text_of(std::vector<NumberedOutcome> outcomes) {
  Bytes bytes;
  bytes.pass(outcomes);
  return bytes.take();
}

std::vector<NumberedOutcome> stack_outcomes_of(const std::string& text) {
  Bytes bytes(text);
  std::vector<NumberedOutcome> outcomes;
  bytes.pass(outcomes);
  return outcomes;
}

}  // namespace voxvolt::stages
