// SPDX-License-Identifier: BSD-3-Clause
// One-dimensional distributions of inputs, by OpenTURNS, which stays behind distribution.cpp.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace voxvolt::uq {

struct Normal {
  double mean = 0;
  double sd = 1;
};
struct Uniform {
  double min = 0;
  double max = 1;
};
/// ln x is uniform.
struct Loguniform {
  double min = 1;
  double max = 10;
};
/// ln x is normal with mean ln(median) and standard deviation sigma.
struct Lognormal {
  double median = 1;
  double sigma = 1;
};
struct Triangular {
  double min = 0;
  double mode = 0.5;
  double max = 1;
};
/// F = 1 - exp(-(x/scale)^shape), x above 0.
struct Weibull {
  double scale = 1;
  double shape = 1;
};
/// Even within each class between two edges; shares of the classes, of any sum.
struct Histogram {
  std::vector<double> edges;  ///< ascending, one more than shares
  std::vector<double> shares;
};
/// Equally likely values.
struct Values {
  std::vector<double> values;
};
using Family = std::variant<Normal, Uniform, Loguniform, Lognormal, Triangular, Weibull, Histogram, Values>;

/// The standard normal distribution: the value below which a share p in (0, 1) lies, and the share below z.
double normal_quantile(double p);
double normal_cumulative(double z);

/// A distribution on the real line, possibly cut to [least, most] and renormalised.
class Distribution {
 public:
  /// Throws std::invalid_argument with a sentence when the parameters make no distribution.
  explicit Distribution(const Family& family, std::optional<double> least = {}, std::optional<double> most = {});
  ~Distribution();
  Distribution(Distribution&&) noexcept;
  Distribution& operator=(Distribution&&) noexcept;

  /// The value below which a share `p` in (0, 1) lies.
  double quantile(double p) const;
  /// The share below x.
  double cumulative(double x) const;
  double mean() const;
  /// Is it Values: a few values rather than a range?
  bool is_discrete() const;
  /// Does its logarithm or itself look normal, so that functions of it are polynomials of its normal score?
  bool is_bell() const;
  double sd() const;
  /// Levels of a grid: the ends and even steps between for a uniform distribution, the values themselves for Values,
  /// else the medians of `count` equally likely parts.
  std::vector<double> levels(std::size_t count) const;

 private:
  struct Law;
  std::unique_ptr<Law> law_;
};

}  // namespace voxvolt::uq
