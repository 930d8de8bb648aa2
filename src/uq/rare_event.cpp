// SPDX-License-Identifier: BSD-3-Clause
#include "uq/rare_event.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <openturns/DistFunc.hxx>

#include "numerics/random.hpp"
#include "uq/statistics.hpp"

namespace voxvolt::uq {
namespace {

constexpr double kPart = 0.1;  // conditional probability of a level
constexpr std::uint64_t kScores = 0x40000000U, kCentres = 0x50000000U;

using numerics::RandomStream;

/// A member of a level.
struct Point {
  std::vector<double> scores;
  double margin = 0;
};

/// One simulation: its points of the present level.
struct Run {
  std::vector<Point> points;
  double logarithm = 0;  ///< of the probability of the present level
  double spread = 0.6;   ///< of the chains' moves
  double threshold = std::numeric_limits<double>::infinity();
  bool ended = false;
};

class Subset {
 public:
  Subset(const Margin& margin, const RareEventSettings& settings)
      : margin_(margin),
        set_(settings),
        size_(std::max<std::size_t>(20, settings.samples / settings.runs)),
        seeds_(static_cast<std::size_t>(kPart * static_cast<double>(size_))) {}

  Probability estimate() {
    start();
    for (std::size_t level = 1; level <= set_.most_levels; ++level) {
      raise_thresholds();
      if (std::ranges::all_of(runs_, &Run::ended)) break;
      move_chains(level);
    }
    return summary();
  }
  /// The points in the event of all runs.
  std::vector<std::vector<double>> found() const {
    std::vector<std::vector<double>> points;
    for (const Run& run : runs_)
      for (const Point& point : run.points)
        if (run.ended && point.margin < set_.below) points.push_back(point.scores);
    return points;
  }
  const Probability& counts() const { return counts_; }

 private:
  std::vector<double> evaluate(const Design& block) {
    counts_.members += block.members;
    return margin_(block);
  }

  void start() {
    Design block{set_.runs * size_, set_.inputs, {}};
    for (std::size_t m = 0; m < block.members; ++m)
      for (std::size_t i = 0; i < set_.inputs; ++i)
        block.points.push_back(normal_quantile(RandomStream(set_.seed, m, kScores).uniform(i)));
    const std::vector<double> margins = evaluate(block);
    runs_.resize(set_.runs);
    for (std::size_t m = 0; m < block.members; ++m) {
      const auto row = block.points.begin() + static_cast<std::ptrdiff_t>(m * set_.inputs);
      const bool lost = !std::isfinite(margins[m]);
      counts_.failed += lost ? 1 : 0;
      runs_[m / size_].points.push_back({{row, row + static_cast<std::ptrdiff_t>(set_.inputs)},
                                         lost ? std::numeric_limits<double>::infinity() : margins[m]});
    }
  }

  /// The next level of each run: the tenth of its points with the smallest margins, or the event itself.
  void raise_thresholds() {
    std::vector<double> thresholds;
    last_failed_ = 0;
    for (Run& run : runs_) {
      if (run.ended) continue;
      std::ranges::stable_sort(run.points, {}, &Point::margin);
      const double next = 0.5 * (run.points[seeds_ - 1].margin + run.points[seeds_].margin);
      std::size_t inside = seeds_;
      run.ended = !(next > set_.below) || run.points[seeds_ - 1].margin < set_.below;
      if (run.ended)
        inside = static_cast<std::size_t>(
            std::ranges::count_if(run.points, [&](const Point& one) { return one.margin < set_.below; }));
      run.threshold = run.ended ? set_.below : next;
      run.logarithm += std::log(static_cast<double>(inside) / static_cast<double>(run.points.size()));
      thresholds.push_back(run.threshold);
      if (!run.ended) run.points.resize(seeds_);
    }
    if (!thresholds.empty()) counts_.thresholds.push_back(mean(thresholds));
  }

  /// All chains of all runs advance together: one block for each step.
  void move_chains(std::size_t level) {
    std::vector<std::size_t> accepted(runs_.size(), 0);
    const std::size_t steps = (size_ + seeds_ - 1) / seeds_;
    std::vector<std::vector<Point>> heads;
    for (Run& run : runs_) heads.push_back(run.ended ? std::vector<Point>{} : run.points);
    for (std::size_t step = 1; step < steps; ++step) {
      Design block{0, set_.inputs, {}};
      for (std::size_t r = 0; r < runs_.size(); ++r)
        for (std::size_t c = 0; c < heads[r].size(); ++c) {
          propose(heads[r][c], runs_[r].spread, (level * steps + step) << 20U | (r * seeds_ + c), block);
        }
      const std::vector<double> margins = evaluate(block);
      std::size_t m = 0;
      for (std::size_t r = 0; r < runs_.size(); ++r)
        for (Point& head : heads[r]) {
          const auto row = block.points.begin() + static_cast<std::ptrdiff_t>(m * set_.inputs);
          const double found = margins[m++];
          if (!std::isfinite(found)) {
            ++counts_.failed;
            ++last_failed_;
          }
          if (std::isfinite(found) && found <= runs_[r].threshold) {
            head = {{row, row + static_cast<std::ptrdiff_t>(set_.inputs)}, found};
            ++accepted[r];
          }
          runs_[r].points.push_back(head);
        }
      adapt(heads, accepted, step);
    }
    counts_.failed_near = last_failed_;
  }

  /// A correlated normal point: independent of the head when the spread is 1.
  void propose(const Point& head, double spread, std::uint64_t number, Design& block) const {
    const RandomStream stream(set_.seed + 1 + (number >> 32U), number & 0xFFFFFFFFU, kScores);
    const double keep = std::sqrt(1 - spread * spread);
    for (std::size_t i = 0; i < set_.inputs; ++i)
      block.points.push_back(keep * head.scores[i] + spread * normal_quantile(stream.uniform(i)));
    ++block.members;
  }

  /// Towards an acceptance of 0.44, by less and less.
  void adapt(const std::vector<std::vector<Point>>& heads, std::vector<std::size_t>& accepted, std::size_t step) {
    for (std::size_t r = 0; r < runs_.size(); ++r) {
      if (heads[r].empty()) continue;
      const double rate = static_cast<double>(accepted[r]) / static_cast<double>(heads[r].size());
      const double moved = std::log(runs_[r].spread) + (rate - 0.44) / std::sqrt(static_cast<double>(step));
      runs_[r].spread = std::clamp(std::exp(moved), 0.05, 1.0);
      accepted[r] = 0;
    }
  }

  Probability summary() {
    std::vector<double> values;
    for (const Run& run : runs_) {
      values.push_back(std::exp(run.logarithm));
      counts_.reached = counts_.reached && run.ended;
    }
    const double centre = mean(values), n = static_cast<double>(values.size());
    counts_.value = centre;
    // Of the mean of runs whose logarithms spread by s, relative: that of a lognormal.
    const double relative = centre > 0 ? sd(values) / centre : 0;
    const double quantile = n > 1 ? OT::DistFunc::qStudent(n - 1, 0.975) : std::numeric_limits<double>::infinity();
    const double factor = std::exp(quantile * std::sqrt(std::log1p(relative * relative / n)));
    counts_.low = counts_.reached ? centre / factor : 0;
    counts_.high = std::min(1.0, centre * factor);
    return counts_;
  }

  const Margin& margin_;
  const RareEventSettings& set_;
  std::size_t size_, seeds_, last_failed_ = 0;
  std::vector<Run> runs_;
  Probability counts_;
};

}  // namespace

Probability subset_simulation(const Margin& margin, const RareEventSettings& settings) {
  return Subset(margin, settings).estimate();
}

Probability importance_sampling(const Margin& margin, const RareEventSettings& settings) {
  RareEventSettings short_one = settings;
  short_one.runs = 2;
  short_one.samples = std::max<std::size_t>(400, settings.samples / 5);
  Subset search(margin, short_one);
  Probability result = search.estimate();
  const auto centres = search.found();
  if (centres.empty()) return result;
  Design block{settings.samples, settings.inputs, {}};
  for (std::size_t m = 0; m < block.members; ++m) {
    const RandomStream stream(settings.seed, m, kCentres);
    const auto& centre = centres[static_cast<std::size_t>(stream.uniform(0) * static_cast<double>(centres.size()))];
    for (std::size_t i = 0; i < settings.inputs; ++i)
      block.points.push_back(centre[i] + normal_quantile(stream.uniform(i + 1)));
  }
  const std::vector<double> margins = margin(block);
  result.members += block.members;
  result.failed_near = 0;
  std::vector<double> weights, with_failed;
  for (std::size_t m = 0; m < block.members; ++m) {
    // Standard normal density over that of the mixture: 1/mean_k exp(c_k.u - c_k.c_k/2).
    double mixture = 0;
    for (const auto& centre : centres) {
      double exponent = 0;
      for (std::size_t i = 0; i < settings.inputs; ++i) exponent += centre[i] * (block.at(m, i) - centre[i] / 2);
      mixture += std::exp(exponent);
    }
    const double weight = static_cast<double>(centres.size()) / mixture;
    const bool lost = !std::isfinite(margins[m]), inside = margins[m] < settings.below;
    result.failed += lost ? 1 : 0;
    result.failed_near += lost ? 1 : 0;
    weights.push_back(inside ? weight : 0);
    with_failed.push_back(inside || lost ? weight : 0);
  }
  const double n = static_cast<double>(settings.samples);
  const auto factor = [&](const std::vector<double>& sample) {
    const double relative = sd(sample) / mean(sample);
    return std::exp(1.96 * std::sqrt(std::log1p(relative * relative / n)));
  };
  result.value = mean(weights);
  result.reached = result.value > 0;
  result.low = result.value > 0 ? result.value / factor(weights) : 0;
  result.high = mean(with_failed) > 0 ? std::min(1.0, mean(with_failed) * factor(with_failed)) : 1;
  return result;
}

}  // namespace voxvolt::uq
