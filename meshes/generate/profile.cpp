// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/generate/profile.hpp"

#include <algorithm>
#include <cmath>

#include "parallel/failure.hpp"

namespace voxvolt::generate {

Profile::Profile(std::size_t axis, const std::vector<double>& relative) : axis_(axis), values_(relative) {
  const bool all_allowed = std::ranges::all_of(relative, [](double value) { return value >= 0; });
  if (relative.size() < 2 || !all_allowed)
    throw Failure(ExitCode::input, "a profile needs two relative values or more, none of them negative");
  const double mean = below(1);
  if (!(mean > 0)) throw Failure(ExitCode::input, "a profile needs a relative value above 0");
  for (double& value : values_) value /= mean;
}

double Profile::at(double place) const {
  if (is_even()) return 1;
  const auto last = static_cast<double>(values_.size() - 1);
  const double where = std::clamp(place, 0.0, 1.0) * last;
  const auto i = static_cast<std::size_t>(std::min(std::floor(where), last - 1));
  return std::lerp(values_[i], values_[i + 1], where - static_cast<double>(i));
}

double Profile::largest() const { return is_even() ? 1 : *std::ranges::max_element(values_); }

double Profile::below(double place) const {
  if (is_even()) return place;
  const auto last = static_cast<double>(values_.size() - 1);
  const double where = std::clamp(place, 0.0, 1.0) * last;
  double sum = 0;
  for (std::size_t i = 0; i + 1 < values_.size(); ++i) {
    const double part = std::clamp(where - static_cast<double>(i), 0.0, 1.0);
    sum += part * (values_[i] + 0.5 * part * (values_[i + 1] - values_[i]));
  }
  return sum / last;
}

double Profile::mean(double from, double to) const { return (below(to) - below(from)) / (to - from); }

double Profile::quantile(double p) const {
  if (is_even()) return p;
  double low = 0, high = 1;
  for (int halving = 0; halving < 60; ++halving) {
    const double middle = 0.5 * (low + high);
    (below(middle) < p ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace voxvolt::generate
