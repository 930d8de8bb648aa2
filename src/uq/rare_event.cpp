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
constexpr std::uint64_t kScores = 0x40000000U, kCentres = 0x50000000U, kOrders = 0x60000000U;

using numerics::RandomStream;

/// A member of a level.
struct Point {
  std::vector<double> scores;
  double margin = 0;
};

/// One simulation: its points of the present level.
struct Run {
  std::vector<Point> points;
  double probability = 1;  ///< of the present level
};

/// A Markov chain, and how many points it still gives to the level.
struct Chain {
  std::size_t run = 0;
  Point head;
  std::size_t left = 0;
};

class Subset {
 public:
  Subset(const Margin& margin, const RareEventSettings& settings)
      : margin_(margin), set_(settings), size_(std::max<std::size_t>(50, settings.samples / settings.runs)) {}

  Probability estimate() {
    start();
    for (level_ = 1;; ++level_) {
      const double threshold = next_threshold();
      const bool last = threshold <= set_.below;
      counts_.reached = last;
      keep_inside(last ? set_.below : threshold);
      if (last || level_ > set_.most_levels) break;
      move_chains(threshold);
    }
    return summary();
  }
  /// The points in the event of all runs.
  std::vector<std::vector<double>> found() const {
    std::vector<std::vector<double>> points;
    for (const Run& run : runs_)
      for (const Point& point : run.points)
        if (point.margin < set_.below) points.push_back(point.scores);
    return points;
  }

 private:
  void start() {
    Design block{set_.runs * size_, set_.inputs, {}};
    for (std::size_t m = 0; m < block.members; ++m)
      for (std::size_t i = 0; i < set_.inputs; ++i)
        block.points.push_back(normal_quantile(RandomStream(set_.seed, m, kScores).uniform(i)));
    const std::vector<double> margins = evaluate(block);
    runs_.resize(set_.runs);
    for (std::size_t m = 0; m < block.members; ++m)
      runs_[m / size_].points.push_back(
          {row(block, m), std::isfinite(margins[m]) ? margins[m] : std::numeric_limits<double>::infinity()});
  }

  std::vector<double> evaluate(const Design& block) {
    counts_.members += block.members;
    std::vector<double> margins = margin_(block);
    const auto lost =
        static_cast<std::size_t>(std::ranges::count_if(margins, [](double x) { return !std::isfinite(x); }));
    counts_.failed += lost;
    counts_.failed_near += lost;
    return margins;
  }

  static std::vector<double> row(const Design& block, std::size_t m) {
    const auto begin = block.points.begin() + static_cast<std::ptrdiff_t>(m * block.inputs);
    return {begin, begin + static_cast<std::ptrdiff_t>(block.inputs)};
  }

  /// Common to all runs, from all their points: a threshold that a run chose for itself would bias it.
  double next_threshold() {
    std::vector<double> margins;
    for (const Run& run : runs_)
      for (const Point& point : run.points) margins.push_back(point.margin);
    const auto place = margins.begin() + static_cast<std::ptrdiff_t>(kPart * static_cast<double>(margins.size()));
    if (place == margins.end()) return std::numeric_limits<double>::infinity();
    std::ranges::nth_element(margins, place);
    const double threshold = std::max(set_.below, *place);
    counts_.thresholds.push_back(threshold);
    return threshold;
  }

  void keep_inside(double threshold) {
    for (Run& run : runs_) {
      const auto before = static_cast<double>(run.points.size());
      std::erase_if(run.points, [&](const Point& one) { return !(one.margin < threshold); });
      run.probability *= before > 0 ? static_cast<double>(run.points.size()) / before : 0;
    }
  }

  /// Every seed of a run starts a chain; lengths differ by at most one, and which are longer is drawn.
  std::vector<Chain> chains() const {
    std::vector<Chain> all;
    for (std::size_t r = 0; r < runs_.size(); ++r) {
      const std::size_t seeds = runs_[r].points.size();
      const double draw = RandomStream(set_.seed, level_ * runs_.size() + r, kOrders).uniform();
      const auto offset = static_cast<std::size_t>(draw * static_cast<double>(seeds));
      for (std::size_t c = 0; c < seeds; ++c)
        all.push_back({r, runs_[r].points[c], size_ / seeds + ((c + offset) % seeds < size_ % seeds ? 1 : 0) - 1});
    }
    return all;
  }

  /// All chains of all runs advance together: one block for each step.
  void move_chains(double threshold) {
    std::vector<Chain> all = chains();
    counts_.failed_near = 0;
    double spread = spread_;
    for (std::size_t step = 1; std::ranges::any_of(all, [](const Chain& chain) { return chain.left > 0; }); ++step) {
      Design block{0, set_.inputs, {}};
      for (std::size_t c = 0; c < all.size(); ++c)
        if (all[c].left > 0) propose(all[c].head, spread, step << 24U | c, block);
      const std::vector<double> margins = evaluate(block);
      std::size_t m = 0, accepted = 0;
      for (Chain& chain : all) {
        if (chain.left == 0) continue;
        if (margins[m] < threshold) {
          chain.head = {row(block, m), margins[m]};
          ++accepted;
        }
        runs_[chain.run].points.push_back(chain.head);
        --chain.left;
        ++m;
      }
      // Towards an acceptance of 0.44, by less and less.
      const double rate = static_cast<double>(accepted) / static_cast<double>(block.members);
      spread = std::clamp(spread * std::exp((rate - 0.44) / std::sqrt(static_cast<double>(step))), 0.05, 1.0);
    }
    spread_ = spread;
  }

  /// A correlated normal point: independent of the head when the spread is 1.
  void propose(const Point& head, double spread, std::uint64_t number, Design& block) const {
    const RandomStream stream(set_.seed, number, kScores + level_);
    const double keep = std::sqrt(1 - spread * spread);
    for (std::size_t i = 0; i < set_.inputs; ++i)
      block.points.push_back(keep * head.scores[i] + spread * normal_quantile(stream.uniform(i)));
    ++block.members;
  }

  Probability summary() {
    std::vector<double> values;
    for (const Run& run : runs_) values.push_back(run.probability);
    const double centre = mean(values), n = static_cast<double>(values.size());
    counts_.value = centre;
    // Of the mean, with its relative deviation from the spread of the runs: that of a lognormal.
    const double relative = centre > 0 ? sd(values) / centre : 0;
    const double factor =
        std::exp(OT::DistFunc::qStudent(n - 1, 0.975) * std::sqrt(std::log1p(relative * relative / n)));
    counts_.low = counts_.reached ? centre / factor : 0;
    counts_.high = centre > 0 ? std::min(1.0, centre * factor) : 1;
    const auto points = found();
    counts_.inside = {points.size(), set_.inputs, {}};
    for (const auto& point : points)
      counts_.inside.points.insert(counts_.inside.points.end(), point.begin(), point.end());
    counts_.weights.assign(points.size(), 1 / static_cast<double>(points.size()));
    return counts_;
  }

  const Margin& margin_;
  const RareEventSettings& set_;
  std::size_t size_, level_ = 0;
  double spread_ = 0.6;  // of the moves
  std::vector<Run> runs_;
  Probability counts_;
};

/// Standard normal densities moved to points of the event, and a part of a wider one around the origin, so that no weight
/// is large where the search found nothing.
class Mixture {
 public:
  Mixture(std::vector<std::vector<double>> centres, std::uint64_t seed) : centres_(std::move(centres)), seed_(seed) {
    double squares = 0;
    for (const auto& centre : centres_)
      squares += std::inner_product(centre.begin(), centre.end(), centre.begin(), 0.0);
    inputs_ = static_cast<double>(centres_.front().size());
    wide_ = std::sqrt(std::max(1.0, squares / inputs_ / static_cast<double>(centres_.size())));
  }
  void draw(std::size_t member, Design& block) const {
    const RandomStream stream(seed_, member, kCentres);
    const bool around = stream.uniform(0) < kAround;
    const auto& centre = centres_[static_cast<std::size_t>(stream.uniform(1) * static_cast<double>(centres_.size()))];
    for (std::size_t i = 0; i < centre.size(); ++i) {
      const double score = normal_quantile(stream.uniform(i + 2));
      block.points.push_back(around ? wide_ * score : centre[i] + score);
    }
  }
  /// The standard normal density over this one.
  double weight(const double* scores) const {
    double moved = 0, square = 0;
    for (const auto& centre : centres_) {
      double exponent = 0;
      for (std::size_t i = 0; i < centre.size(); ++i) exponent += centre[i] * (scores[i] - centre[i] / 2);
      moved += std::exp(exponent);
    }
    for (std::size_t i = 0; i < centres_.front().size(); ++i) square += scores[i] * scores[i];
    const double around = std::exp(square / 2 * (1 - 1 / (wide_ * wide_)) - inputs_ * std::log(wide_));
    return 1 / ((1 - kAround) * moved / static_cast<double>(centres_.size()) + kAround * around);
  }

 private:
  static constexpr double kAround = 0.2;
  std::vector<std::vector<double>> centres_;
  std::uint64_t seed_;
  double inputs_ = 1, wide_ = 1;
};

}  // namespace

Probability subset_simulation(const Margin& margin, const RareEventSettings& settings) {
  return Subset(margin, settings).estimate();
}

Probability importance_sampling(const Margin& margin, const RareEventSettings& settings) {
  RareEventSettings search = settings;
  search.runs = 4;
  search.samples = std::max<std::size_t>(1000, settings.samples / 2);
  Subset subset(margin, search);
  Probability result = subset.estimate();
  const auto centres = subset.found();
  if (centres.empty()) return result;
  const Mixture mixture(centres, settings.seed);
  Design block{settings.samples, settings.inputs, {}};
  for (std::size_t m = 0; m < block.members; ++m) mixture.draw(m, block);
  const std::vector<double> margins = margin(block);
  result.members += block.members;
  result.failed_near = 0;
  std::vector<double> weights, with_failed;
  result.inside = {0, settings.inputs, {}};
  result.weights.clear();
  for (std::size_t m = 0; m < block.members; ++m) {
    const double weight = mixture.weight(&block.points[m * block.inputs]);
    const bool lost = !std::isfinite(margins[m]), inside = margins[m] < settings.below;
    result.failed_near += lost ? 1 : 0;
    weights.push_back(inside ? weight : 0);
    with_failed.push_back(inside || lost ? weight : 0);
    if (!inside) continue;
    const double* scores = &block.points[m * block.inputs];
    result.inside.points.insert(result.inside.points.end(), scores, scores + block.inputs);
    ++result.inside.members;
    result.weights.push_back(weight);
  }
  result.failed += result.failed_near;
  const auto factor = [&](const std::vector<double>& sample) {
    const double relative = sd(sample) / mean(sample);
    return std::exp(1.96 * std::sqrt(std::log1p(relative * relative / static_cast<double>(sample.size()))));
  };
  result.value = mean(weights);
  result.low = result.value > 0 ? result.value / factor(weights) : 0;
  result.high = mean(with_failed) > 0 ? std::min(1.0, mean(with_failed) * factor(with_failed)) : 1;
  const double sum = std::accumulate(result.weights.begin(), result.weights.end(), 0.0);
  for (double& weight : result.weights) weight /= sum;
  return result;
}

void widen(Probability& probability, double relative) {
  if (!(probability.value > 0) || relative == 0) return;
  const double own = 1.96 * std::sqrt(std::log1p(relative * relative));
  const auto factor = [&](double sampling) { return std::exp(std::hypot(std::log(sampling), own)); };
  if (probability.low > 0) probability.low = probability.value / factor(probability.value / probability.low);
  probability.high = std::min(1.0, probability.value * factor(probability.high / probability.value));
}

double deviation_of_rows(const Probability& probability, const std::vector<std::size_t>& row_of, std::size_t rows) {
  if (row_of.empty() || rows < 2) return 0;
  std::vector<double> share(rows, 0.0);
  for (std::size_t m = 0; m < row_of.size(); ++m) share[row_of[m]] += probability.weights[m];
  // P = (1/n) sum of P_r, and share_r = P_r / (n P): the variance of P is that of P_r over n.
  return std::sqrt(static_cast<double>(rows)) * sd(share);
}

}  // namespace voxvolt::uq
