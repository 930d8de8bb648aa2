// SPDX-License-Identifier: BSD-3-Clause
#include "uq/field_moments.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>

namespace voxvolt::uq {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

}  // namespace

FieldMoments::FieldMoments(std::span<const double> like) : quantum_(exact::quantum_of(like)), sums_(like.size()) {}

bool FieldMoments::fits(std::span<const double> values) const {
  if (values.size() != size() || fields_ >= exact::kMostTerms) return false;
  for (std::size_t i = 0; i < size(); ++i)
    if (!exact::fits(values[i], quantum_)) return false;
  return true;
}

void FieldMoments::add(std::span<const double> values) {
  if (!fits(values)) throw std::logic_error("a field that does not fit the others");
  for (std::size_t i = 0; i < values.size(); ++i) {
    const exact::Whole quanta = exact::quanta_of(values[i], quantum_);
    Sums& at = sums_[i];
    at.sum += quanta;
    at.squares += quanta * quanta;
    at.least = fields_ == 0 ? values[i] : std::min(at.least, values[i]);
    at.most = fields_ == 0 ? values[i] : std::max(at.most, values[i]);
  }
  ++fields_;
}

std::vector<double> FieldMoments::mean() const {
  std::vector<double> mean(size(), kNone);
  for (std::size_t i = 0; fields_ > 0 && i < size(); ++i)
    mean[i] =
        quantum_ * static_cast<double>(static_cast<long double>(sums_[i].sum) / static_cast<long double>(fields_));
  return mean;
}

std::vector<double> FieldMoments::sd() const {
  std::vector<double> sd(size(), kNone);
  for (std::size_t i = 0; fields_ > 1 && i < size(); ++i) {
    const long double squares = exact::centred(fields_, sums_[i].sum, sums_[i].sum, sums_[i].squares);
    const long double variance = std::max(squares, 0.0L) / static_cast<long double>(fields_ - 1);
    sd[i] = quantum_ * static_cast<double>(std::sqrt(variance));
  }
  return sd;
}

std::vector<double> FieldMoments::least() const {
  std::vector<double> least(size(), kNone);
  for (std::size_t i = 0; fields_ > 0 && i < size(); ++i) least[i] = sums_[i].least;
  return least;
}

std::vector<double> FieldMoments::most() const {
  std::vector<double> most(size(), kNone);
  for (std::size_t i = 0; fields_ > 0 && i < size(); ++i) most[i] = sums_[i].most;
  return most;
}

std::string FieldMoments::state() const {
  std::string text(sizeof fields_ + sizeof quantum_ + sums_.size() * sizeof(Sums), '\0');
  std::memcpy(text.data(), &fields_, sizeof fields_);
  std::memcpy(text.data() + sizeof fields_, &quantum_, sizeof quantum_);
  if (!sums_.empty())
    std::memcpy(text.data() + sizeof fields_ + sizeof quantum_, sums_.data(), sums_.size() * sizeof(Sums));
  return text;
}

bool FieldMoments::restore(std::string_view state) {
  constexpr std::size_t kHead = sizeof fields_ + sizeof quantum_;
  if (state.size() != kHead + sums_.size() * sizeof(Sums)) return false;
  double quantum = 0;
  std::memcpy(&quantum, state.data() + sizeof fields_, sizeof quantum);
  if (quantum != quantum_) return false;
  std::memcpy(&fields_, state.data(), sizeof fields_);
  if (!sums_.empty()) std::memcpy(sums_.data(), state.data() + kHead, sums_.size() * sizeof(Sums));
  return true;
}

}  // namespace voxvolt::uq
