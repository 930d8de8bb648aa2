// SPDX-License-Identifier: BSD-3-Clause
#include <Eigen/QR>
#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "uq/chaos.hpp"

namespace voxvolt::uq {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kLeftOut = 1e-8;  // of the variance of curves, in modes that are not expanded

struct Modes {
  MatrixXd shapes;  // place by mode, orthonormal
  MatrixXd scores;  // member by mode
};

/// Principal modes of centred curves.
Modes modes_of(const MatrixXd& curves) {
  if (curves.cols() == 1) return {MatrixXd::Identity(1, 1), curves};
  const MatrixXd centred = curves.rowwise() - curves.colwise().mean();
  const Eigen::BDCSVD<MatrixXd> svd(centred, Eigen::ComputeThinU | Eigen::ComputeThinV);
  const VectorXd squares = svd.singularValues().array().square();
  Index kept = 0;
  double left = squares.sum();
  const double enough = kLeftOut * left;
  while (kept < squares.size() && left > enough) left -= squares(kept++);
  kept = std::max<Index>(kept, 1);
  return {svd.matrixV().leftCols(kept), svd.matrixU().leftCols(kept) * svd.singularValues().head(kept).asDiagonal()};
}

/// All terms of all expansions, each once; coefficients by term and mode.
class TermTable {
 public:
  explicit TermTable(const std::vector<Chaos>& expansions) {
    for (const Chaos& chaos : expansions)
      for (std::size_t t = 1; t < chaos.terms(); ++t) rows_.try_emplace(degrees_of(chaos, t), 0);
    Index next = 0;
    for (auto& [degrees, row] : rows_) {
      row = next++;
      degrees_.push_back(degrees);
    }
  }
  MatrixXd coefficients(const std::vector<Chaos>& expansions, const std::vector<VectorXd>& values) const {
    MatrixXd table = MatrixXd::Zero(static_cast<Index>(rows_.size()), static_cast<Index>(expansions.size()));
    for (std::size_t k = 0; k < expansions.size(); ++k)
      for (std::size_t t = 1; t < expansions[k].terms(); ++t)
        table(rows_.at(degrees_of(expansions[k], t)), static_cast<Index>(k)) = values[k](static_cast<Index>(t));
    return table;
  }
  const std::vector<std::vector<unsigned>>& degrees() const { return degrees_; }

 private:
  static std::vector<unsigned> degrees_of(const Chaos& chaos, std::size_t term) {
    const auto begin = chaos.degrees.begin() + static_cast<std::ptrdiff_t>(term * chaos.inputs);
    return {begin, begin + static_cast<std::ptrdiff_t>(chaos.inputs)};
  }
  std::map<std::vector<unsigned>, Index> rows_;
  std::vector<std::vector<unsigned>> degrees_;
};

/// First, total and pair indices after one another, each by input(s) and place.
std::vector<double> shares(const MatrixXd& squares, const std::vector<std::vector<unsigned>>& degrees,
                           std::size_t inputs) {
  const auto places = static_cast<std::size_t>(squares.cols());
  std::vector<double> result((2 * inputs + inputs * inputs) * places, 0);
  double* first = result.data();
  double* total = first + inputs * places;
  double* pairs = total + inputs * places;
  const VectorXd variance = squares.colwise().sum();
  for (std::size_t t = 0; t < degrees.size(); ++t) {
    std::vector<std::size_t> active;
    for (std::size_t i = 0; i < inputs; ++i)
      if (degrees[t][i] > 0) active.push_back(i);
    for (std::size_t p = 0; p < places; ++p) {
      const double share = squares(static_cast<Index>(t), static_cast<Index>(p)) / variance(static_cast<Index>(p));
      if (active.size() == 1) first[active[0] * places + p] += share;
      if (active.size() == 2) {
        pairs[(active[0] * inputs + active[1]) * places + p] += share;
        pairs[(active[1] * inputs + active[0]) * places + p] += share;
      }
      for (std::size_t i : active) total[i * places + p] += share;
    }
  }
  return result;
}

/// Coefficients of an expansion from weighted members.
VectorXd refitted(const Chaos& chaos, const VectorXd& y, std::span<const double> weights) {
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::Map<const RowMajor> basis(chaos.basis.data(), y.size(), static_cast<Index>(chaos.terms()));
  const VectorXd roots = Eigen::Map<const VectorXd>(weights.data(), y.size()).cwiseSqrt();
  return (roots.asDiagonal() * basis).colPivHouseholderQr().solve(roots.asDiagonal() * y);
}

}  // namespace

ChaosIndices chaos_indices(const Design& unit, const std::vector<Germ>& germs, std::size_t places,
                           std::span<const double> outputs, std::uint64_t seed) {
  Design kept{0, unit.inputs, {}};
  std::vector<double> values;
  for (std::size_t m = 0; m < unit.members; ++m) {
    const auto row = outputs.subspan(m * places, places);
    if (!std::ranges::all_of(row, [](double x) { return std::isfinite(x); })) continue;
    ++kept.members;
    for (std::size_t i = 0; i < unit.inputs; ++i) kept.points.push_back(unit.at(m, i));
    values.insert(values.end(), row.begin(), row.end());
  }
  const std::size_t inputs = unit.inputs, n = kept.members;
  ChaosIndices result;
  result.members = n;
  if (n < inputs + 2) {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    result.first = result.total = std::vector<Estimate>(inputs * places, {none, none});
    result.pairs = std::vector<Estimate>(inputs * inputs * places, {none, none});
    result.q2.assign(places, none);
    return result;
  }
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const MatrixXd curves = Eigen::Map<const RowMajor>(values.data(), static_cast<Index>(n), static_cast<Index>(places));
  const Modes modes = modes_of(curves);
  std::vector<Chaos> expansions;
  for (Index k = 0; k < modes.scores.cols(); ++k) {
    const VectorXd score = modes.scores.col(k);
    expansions.push_back(fit_chaos(kept, germs, {score.data(), static_cast<std::size_t>(score.size())}));
    result.terms += expansions.back().terms();
  }
  const VectorXd variance =
      (curves.rowwise() - curves.colwise().mean()).colwise().squaredNorm() / static_cast<double>(n);
  VectorXd unexplained = VectorXd::Zero(static_cast<Index>(places));
  for (std::size_t k = 0; k < expansions.size(); ++k) {
    const auto column = static_cast<Index>(k);
    const VectorXd score = modes.scores.col(column);
    const double spread = (score.array() - score.mean()).square().mean();
    unexplained += (1 - expansions[k].q2) * spread * modes.shapes.col(column).cwiseAbs2();
  }
  for (Index p = 0; p < unexplained.size(); ++p)
    result.q2.push_back(variance(p) > 0 ? 1 - unexplained(p) / variance(p) : std::numeric_limits<double>::quiet_NaN());

  const TermTable table(expansions);
  double work = 0;
  for (const Chaos& chaos : expansions) work += 3.0 * static_cast<double>(n * chaos.terms() * chaos.terms());
  const auto statistics = [&](std::span<const double> weights) {
    std::vector<VectorXd> coefficients;
    for (std::size_t k = 0; k < expansions.size(); ++k)
      coefficients.push_back(refitted(expansions[k], modes.scores.col(static_cast<Index>(k)), weights));
    const MatrixXd at_places = table.coefficients(expansions, coefficients) * modes.shapes.transpose();
    return shares(at_places.cwiseAbs2(), table.degrees(), inputs);
  };
  auto all = bootstrapped(n, seed, affordable_resamples(work), statistics);
  for (std::size_t k = 0; k < all.size(); ++k) all[k].error += std::max(0.0, 1 - result.q2[k % places]);
  const auto first = all.begin(), total = first + static_cast<std::ptrdiff_t>(inputs * places);
  const auto pairs = total + static_cast<std::ptrdiff_t>(inputs * places);
  result.first = {first, total};
  result.total = {total, pairs};
  result.pairs = {pairs, all.end()};
  return result;
}

}  // namespace voxvolt::uq
