// SPDX-License-Identifier: BSD-3-Clause
#include "surrogate/fit.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <stdexcept>
#include <string>

#include "numerics/random.hpp"
#include "surrogate/conformal.hpp"
#include "uq/chaos.hpp"
#include "uq/statistics.hpp"

namespace voxvolt::surrogate {
namespace {

constexpr std::uint64_t kSplit = 0x71000000U, kFolds = 0x74000000U;
constexpr std::size_t kFoldCount = 5;
constexpr double kWide = 10;  // most/least from which on an input may go by its logarithm
constexpr double kNoModel = std::numeric_limits<double>::infinity();

/// By member, which group it belongs to, from 0 in the order in which they appear: its row, or itself.
std::vector<std::size_t> groups_of(const Sample& sample, const std::vector<std::size_t>& members) {
  std::vector<std::size_t> groups;
  std::map<std::size_t, std::size_t> known;
  for (std::size_t m : members)
    groups.push_back(known.try_emplace(sample.rows.empty() ? m : sample.rows[m], known.size()).first->second);
  return groups;
}

std::size_t count_of(const std::vector<std::size_t>& groups) {
  return groups.empty() ? 0 : *std::ranges::max_element(groups) + 1;
}

std::vector<std::size_t> from_0_to(std::size_t end) {
  std::vector<std::size_t> numbers(end);
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  return numbers;
}

/// The place of each of so many groups in an order that is drawn.
std::vector<std::size_t> drawn_places(std::size_t groups, std::uint64_t seed, std::uint64_t stream) {
  std::vector<std::size_t> order = from_0_to(groups), places(groups);
  std::vector<double> draws;
  for (std::size_t g = 0; g < groups; ++g) draws.push_back(numerics::RandomStream(seed, g, stream).uniform(0));
  std::ranges::stable_sort(order, {}, [&](std::size_t g) { return draws[g]; });
  for (std::size_t place = 0; place < groups; ++place) places[order[place]] = place;
  return places;
}

/// How far the median is from the middle, of the values or of their logarithms, as a share of the range.
double lopsidedness(std::vector<double> values, bool of_logarithms) {
  if (of_logarithms)
    for (double& value : values) value = std::log(value);
  const double median = uq::quantile(values, 0.5);
  const auto [least, most] = std::ranges::minmax(values);
  return std::abs(median - (least + most) / 2) / (most - least);
}

void set_ranges(StaticModel& model, const Sample& sample, const std::vector<std::size_t>& training) {
  const std::size_t n = model.inputs.size();
  for (std::size_t i = 0; i < n; ++i) {
    ModelInput& input = model.inputs[i];
    input.least = INFINITY;
    input.most = -INFINITY;
    for (std::size_t m : training) {
      input.least = std::min(input.least, sample.values[m * n + i]);
      input.most = std::max(input.most, sample.values[m * n + i]);
    }
    if (!(input.most > input.least))
      throw std::invalid_argument(input.path + " has one value only, from which nothing can be learnt");
    std::vector<double> column;
    for (std::size_t m : training) column.push_back(sample.values[m * n + i]);
    input.logarithmic =
        input.least > 0 && input.most > kWide * input.least && lopsidedness(column, true) < lopsidedness(column, false);
  }
}

void set_domain(StaticModel& model, const std::vector<double>& points) {
  const auto n = static_cast<Eigen::Index>(model.inputs.size());
  const auto members = static_cast<Eigen::Index>(points.size()) / n;
  const Eigen::MatrixXd scaled = Eigen::Map<const Eigen::MatrixXd>(points.data(), n, members);
  const Eigen::VectorXd centre = scaled.rowwise().mean();
  const Eigen::MatrixXd off = scaled.colwise() - centre;
  const Eigen::MatrixXd covariance = off * off.transpose() / static_cast<double>(members) +
                                     1e-9 * Eigen::MatrixXd::Identity(n, n);  // inputs of a table may be bound together
  const Eigen::MatrixXd precision = covariance.llt().solve(Eigen::MatrixXd::Identity(n, n));
  model.centre.assign(centre.data(), centre.data() + n);
  model.precision.assign(precision.data(), precision.data() + n * n);
  model.farthest = std::sqrt((off.array() * (precision * off).array()).colwise().sum().maxCoeff());
}

/// What one output is learnt from.
struct Lesson {
  std::size_t inputs;
  std::vector<double> points;  ///< scaled, member by input
  std::vector<double> values;
  std::vector<std::size_t> groups;  ///< by member
  uq::Design unit() const {
    uq::Design design{values.size(), inputs, points};
    for (double& x : design.points) x = (x + 1) / 2;
    return design;
  }
  std::span<const double> at(std::size_t m) const { return std::span(points).subspan(m * inputs, inputs); }
  void add(const Lesson& of, std::size_t m) {
    points.insert(points.end(), of.at(m).begin(), of.at(m).end());
    values.push_back(of.values[m]);
  }
};

/// `from`: of a Gaussian process, see ProcessSettings.
void learn(ModelOutput& output, Form form, const Lesson& lesson, std::uint64_t seed, const std::vector<double>& from) {
  output.form = form;
  if (form == Form::gp) {
    output.process = fit_process(lesson.points, lesson.values, {seed, from});
    output.q2 = output.process.q2;
    return;
  }
  const uq::Chaos chaos =
      uq::fit_chaos(lesson.unit(), std::vector<uq::Germ>(lesson.inputs, uq::Germ::even), lesson.values);
  output.degrees = chaos.degrees;
  output.coefficients = chaos.coefficients;
  output.q2 = chaos.q2;
}

/// Root mean square error over members that are left out of a fit in turn; each fold has whole groups.
double cross_validated(const ModelOutput& whole, const Lesson& lesson, std::uint64_t seed) {
  const std::size_t groups = count_of(lesson.groups), folds = std::min(kFoldCount, groups);
  const std::vector<std::size_t> places = drawn_places(groups, seed, kFolds);
  const std::vector<double> from =
      whole.form == Form::gp && whole.process.signal > 0 ? logarithms_of(whole.process) : std::vector<double>{};
  double squares = 0;
  for (std::size_t fold = 0; fold < folds; ++fold) {
    Lesson part{lesson.inputs, {}, {}, {}};
    std::vector<std::size_t> left_out;
    for (std::size_t m = 0; m < lesson.values.size(); ++m) {
      if (places[lesson.groups[m]] % folds == fold) left_out.push_back(m);
      else part.add(lesson, m);
    }
    ModelOutput model;
    learn(model, whole.form, part, seed, from);
    for (std::size_t m : left_out) {
      const double error = predicted(model, part.points, lesson.at(m)) - lesson.values[m];
      squares += error * error;
    }
  }
  return std::sqrt(squares / static_cast<double>(lesson.values.size()));
}

/// Each form, then the better one; where only one can be fitted, that one.
void learn_better(ModelOutput& output, const Lesson& lesson, std::uint64_t seed) {
  ModelOutput::Compared errors{kNoModel, kNoModel};
  std::string complaint;
  const auto tried = [&](Form form, double& error) {
    ModelOutput model = output;
    try {
      learn(model, form, lesson, seed, {});
      error = cross_validated(model, lesson, seed);
    } catch (const std::invalid_argument& failure) { complaint = failure.what(); }
    return model;
  };
  const ModelOutput pce = tried(Form::pce, errors.pce), gp = tried(Form::gp, errors.gp);
  if (errors.pce == kNoModel && errors.gp == kNoModel) throw std::invalid_argument(complaint);
  output = errors.gp < errors.pce ? gp : pce;
  output.compared = {errors};
}

}  // namespace

std::vector<std::size_t> held_out_members(const Sample& sample, const FitSettings& settings) {
  const std::vector<std::size_t> groups = groups_of(sample, from_0_to(sample.members));
  const std::size_t count = count_of(groups);
  const std::vector<std::size_t> places = drawn_places(count, settings.seed, kSplit);
  const auto wanted = static_cast<std::size_t>(std::lround(settings.hold_out * static_cast<double>(count)));
  const std::size_t held = std::min(wanted, count > 0 ? count - 1 : 0);
  std::vector<std::size_t> members;
  for (std::size_t m = 0; m < sample.members; ++m)
    if (places[groups[m]] < held) members.push_back(m);
  return members;
}

void fit(StaticModel& model, const Sample& sample, const FitSettings& settings) {
  const std::vector<std::size_t> held_out = held_out_members(sample, settings);
  const std::vector<std::size_t> held_groups = groups_of(sample, held_out);
  std::vector<std::size_t> training;
  for (std::size_t m = 0; m < sample.members; ++m)
    if (!std::ranges::binary_search(held_out, m)) training.push_back(m);
  const std::vector<std::size_t> groups = groups_of(sample, training);
  const std::size_t held = count_of(held_groups);
  if (held == 0 || conformal_rank(held, settings.coverage) > held)
    throw std::invalid_argument("a bound that holds for " + std::to_string(std::lround(100 * settings.coverage)) +
                                " % needs " + std::to_string(least_held_out(settings.coverage)) +
                                (sample.rows.empty() ? " members" : " rows") + " held out; there are " +
                                std::to_string(held) + " of " + std::to_string(held + count_of(groups)));
  const std::size_t n = model.inputs.size();
  set_ranges(model, sample, training);
  Lesson lesson{n, {}, {}, groups};
  for (std::size_t m : training)
    for (std::size_t i = 0; i < n; ++i) lesson.points.push_back(model.inputs[i].scaled(sample.values[m * n + i]));
  set_domain(model, lesson.points);
  model.coverage = settings.coverage;
  model.training = training.size();
  model.held_out = held_out.size();
  model.training_rows = sample.rows.empty() ? 0 : count_of(groups);
  model.held_out_rows = sample.rows.empty() ? 0 : held;
  const auto at = [&](std::size_t m) { return std::span(sample.values).subspan(m * n, n); };
  const auto inside = std::ranges::count_if(held_out, [&](std::size_t m) { return model.in_domain(at(m)); });
  model.inside = static_cast<double>(inside) / static_cast<double>(held_out.size());
  for (std::size_t o = 0; o < model.outputs.size(); ++o) {
    ModelOutput& output = model.outputs[o];
    lesson.values.clear();
    for (std::size_t m : training) lesson.values.push_back(sample.results[o][m]);
    if (settings.form) learn(output, *settings.form, lesson, settings.seed, {});
    else learn_better(output, lesson, settings.seed);
    if (output.form == Form::gp) model.points = lesson.points;
    std::vector<double> residuals;
    double squares = 0;
    for (std::size_t m : held_out) {
      residuals.push_back(std::abs(model.predict(o, at(m)) - sample.results[o][m]));
      squares += residuals.back() * residuals.back();
    }
    output.rms = std::sqrt(squares / static_cast<double>(residuals.size()));
    const ConformalBound bound = conformal_bound(residuals, held_groups, settings.coverage);
    output.bound = bound.bound;
    output.level = bound.level;
  }
}

}  // namespace voxvolt::surrogate
