// SPDX-License-Identifier: BSD-3-Clause
#include "uq/minimise.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <openturns/EvaluationImplementation.hxx>
#include <openturns/Function.hxx>
#include <openturns/GradientImplementation.hxx>
#include <openturns/Log.hxx>
#include <openturns/OptimizationProblem.hxx>
#include <openturns/TNC.hxx>

namespace voxvolt::uq {
namespace {

constexpr double kNowhere = 1e300;  // stands for infinite, which the library refuses

/// Value and slopes are asked for one after the other at the same point, and computed once.
class Search {
 public:
  Search(const Slope& function, std::size_t unknowns) : function_(function), slopes_(unknowns) {}

  double value(const OT::Point& at) { return look(at), value_; }
  const std::vector<double>& slopes(const OT::Point& at) { return look(at), slopes_; }
  Minimum best() const { return {best_, best_value_, evaluations_}; }

 private:
  void look(const OT::Point& at) {
    const std::vector<double> point(at.begin(), at.end());
    if (point == point_) return;
    point_ = point;
    value_ = function_(point_, slopes_);
    ++evaluations_;
    if (!std::isfinite(value_)) {
      value_ = kNowhere;
      std::ranges::fill(slopes_, 0.0);
    }
    if (best_.empty() || value_ < best_value_) {
      best_ = point_;
      best_value_ = value_;
    }
  }

  const Slope& function_;
  std::vector<double> point_, slopes_, best_;
  double value_ = 0, best_value_ = 0;
  std::size_t evaluations_ = 0;
};

class Value : public OT::EvaluationImplementation {
 public:
  Value(std::shared_ptr<Search> search, std::size_t unknowns) : search_(std::move(search)), unknowns_(unknowns) {}
  Value* clone() const override { return new Value(*this); }
  OT::Point operator()(const OT::Point& at) const override { return OT::Point(1, search_->value(at)); }
  OT::UnsignedInteger getInputDimension() const override { return unknowns_; }
  OT::UnsignedInteger getOutputDimension() const override { return 1; }

 private:
  std::shared_ptr<Search> search_;
  std::size_t unknowns_;
};

class Slopes : public OT::GradientImplementation {
 public:
  Slopes(std::shared_ptr<Search> search, std::size_t unknowns) : search_(std::move(search)), unknowns_(unknowns) {}
  Slopes* clone() const override { return new Slopes(*this); }
  OT::Matrix gradient(const OT::Point& at) const override {
    OT::Matrix column(unknowns_, 1);
    const std::vector<double>& slopes = search_->slopes(at);
    for (std::size_t i = 0; i < unknowns_; ++i) column(i, 0) = slopes[i];
    return column;
  }
  OT::UnsignedInteger getInputDimension() const override { return unknowns_; }
  OT::UnsignedInteger getOutputDimension() const override { return 1; }

 private:
  std::shared_ptr<Search> search_;
  std::size_t unknowns_;
};

/// The library would tell the terminal of each search that ran out of evaluations.
class Quiet {
 public:
  Quiet() : before_(OT::Log::Flags()) { OT::Log::Show(OT::Log::NONE); }
  ~Quiet() { OT::Log::Show(before_); }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;

 private:
  OT::Log::Severity before_;
};

OT::Point point_of(const std::vector<double>& values) {
  OT::Point point(values.size());
  std::ranges::copy(values, point.begin());
  return point;
}

}  // namespace

Minimum minimise(const Slope& function, const std::vector<double>& start, const std::vector<double>& least,
                 const std::vector<double>& most, std::size_t most_evaluations) {
  const Quiet quiet;
  const auto search = std::make_shared<Search>(function, start.size());
  OT::Function objective;
  objective.setEvaluation(Value(search, start.size()));
  objective.setGradient(Slopes(search, start.size()));
  OT::OptimizationProblem problem(objective);
  problem.setBounds(OT::Interval(point_of(least), point_of(most)));
  OT::TNC algorithm(problem);
  algorithm.setStartingPoint(point_of(start));
  algorithm.setMaximumEvaluationNumber(most_evaluations);
  algorithm.setIgnoreFailure(true);  // out of evaluations, or no more progress: the best point stands
  (void)search->value(point_of(start));
  algorithm.run();
  return search->best();
}

}  // namespace voxvolt::uq
