// SPDX-License-Identifier: BSD-3-Clause
#include "uq/field_indices.hpp"

#include <cstring>
#include <limits>
#include <stdexcept>

namespace voxvolt::uq {

using exact::Whole;

FieldIndices::FieldIndices(std::size_t inputs, std::span<const double> like)
    : inputs_(inputs), size_(like.size()), quantum_(exact::quantum_of(like)), sums_(size_ * width()) {}

void FieldIndices::add(std::span<const std::vector<double>> pair) {
  bool fits = pair.size() == inputs_ + 2 && pairs_ < exact::kMostTerms;
  for (const std::vector<double>& field : pair) {
    fits = fits && field.size() == size_;
    for (const double value : field) fits = fits && exact::fits(value, quantum_);
  }
  if (!fits) throw std::logic_error("a pair of fields that does not fit the others");
  for (std::size_t place = 0; place < size_; ++place) {
    Whole* at = sums_.data() + place * width();
    const Whole a = exact::quanta_of(pair[0][place], quantum_), b = exact::quanta_of(pair[1][place], quantum_);
    at[0] += a;
    at[1] += a * a;
    at[2] += b;
    at[3] += b * b;
    for (std::size_t i = 0; i < inputs_; ++i) {
      const Whole x = exact::quanta_of(pair[2 + i][place], quantum_);
      Whole* of = at + 4 + 4 * i;
      of[0] += x;
      of[1] += x * x;
      of[2] += a * x;
      of[3] += b * x;
    }
  }
  ++pairs_;
}

// Martinez's correlation of a (with = 0) or b (1) with the fields where one input is from b.
std::vector<double> FieldIndices::correlations(std::size_t input, std::size_t with) const {
  std::vector<double> values(size_, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t place = 0; pairs_ > 1 && place < size_; ++place) {
    const Whole* one = sums_.data() + place * width() + 2 * with;
    const Whole* of = sums_.data() + place * width() + 4 + 4 * input;
    const long double spread = std::sqrt(exact::centred(pairs_, one[0], one[0], one[1])) *
                               std::sqrt(exact::centred(pairs_, of[0], of[0], of[1]));
    if (spread > 0) values[place] = static_cast<double>(exact::centred(pairs_, one[0], of[0], of[2 + with]) / spread);
  }
  return values;
}

std::vector<double> FieldIndices::first(std::size_t input) const { return correlations(input, 1); }

std::vector<double> FieldIndices::total(std::size_t input) const {
  std::vector<double> values = correlations(input, 0);
  for (double& value : values) value = 1 - value;
  return values;
}

std::string FieldIndices::state() const {
  std::string text(sizeof pairs_ + sizeof quantum_, '\0');
  std::memcpy(text.data(), &pairs_, sizeof pairs_);
  std::memcpy(text.data() + sizeof pairs_, &quantum_, sizeof quantum_);
  text.append(reinterpret_cast<const char*>(sums_.data()), sums_.size() * sizeof(Whole));
  return text;
}

bool FieldIndices::restore(std::string_view state) {
  constexpr std::size_t kHead = sizeof pairs_ + sizeof quantum_;
  if (state.size() != kHead + sums_.size() * sizeof(Whole)) return false;
  double quantum = 0;
  std::memcpy(&quantum, state.data() + sizeof pairs_, sizeof quantum);
  if (quantum != quantum_) return false;
  std::memcpy(&pairs_, state.data(), sizeof pairs_);
  if (!sums_.empty()) std::memcpy(sums_.data(), state.data() + kHead, sums_.size() * sizeof(Whole));
  return true;
}

}  // namespace voxvolt::uq
