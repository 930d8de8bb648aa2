// SPDX-License-Identifier: BSD-3-Clause
#include "uq/fisher.hpp"

#include <Eigen/QR>
#include <Eigen/SVD>
#include <cmath>
#include <limits>

namespace voxvolt::uq {
namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

bool all_finite(std::span<const double> values) {
  for (double value : values)
    if (!std::isfinite(value)) return false;
  return true;
}

}  // namespace

FisherSpectrum fisher_spectrum(const Jacobian& jacobian) {
  const auto p = static_cast<Eigen::Index>(jacobian.parameters);
  RowMajor j = Eigen::Map<const RowMajor>(jacobian.values.data(), static_cast<Eigen::Index>(jacobian.data), p);
  if (j.rows() < p) {  // fewer data than parameters: directions without data are found too
    const Eigen::Index rows = j.rows();
    j.conservativeResize(p, p);
    j.bottomRows(p - rows).setZero();
  }
  const Eigen::JacobiSVD<Eigen::MatrixXd, Eigen::ColPivHouseholderQRPreconditioner> svd(j, Eigen::ComputeThinV);
  const Eigen::VectorXd s = svd.singularValues();
  Eigen::MatrixXd v = svd.matrixV();
  FisherSpectrum spectrum;
  for (Eigen::Index k = 0; k < p; ++k) {
    Eigen::Index largest = 0;
    v.col(k).cwiseAbs().maxCoeff(&largest);
    if (v(largest, k) < 0) v.col(k) *= -1;
    spectrum.eigenvalues.push_back(s(k) * s(k));
    for (Eigen::Index i = 0; i < p; ++i) spectrum.directions.push_back(v(i, k));
  }
  const double rounding = s(0) * 1e-12 * static_cast<double>(p);
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(p, p);
  Eigen::Array<bool, Eigen::Dynamic, 1> open = Eigen::Array<bool, Eigen::Dynamic, 1>::Constant(p, false);
  for (Eigen::Index k = 0; k < p; ++k) {
    if (s(k) > rounding) covariance += v.col(k) * v.col(k).transpose() / (s(k) * s(k));
    else open = open || v.col(k).array().abs() > 1e-6;
  }
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  for (Eigen::Index i = 0; i < p; ++i) spectrum.sd.push_back(open(i) ? none : std::sqrt(covariance(i, i)));
  for (Eigen::Index i = 0; i < p; ++i)
    for (Eigen::Index k = 0; k < p; ++k)
      spectrum.correlations.push_back(open(i) || open(k) ? none
                                                         : covariance(i, k) / spectrum.sd[static_cast<std::size_t>(i)] /
                                                               spectrum.sd[static_cast<std::size_t>(k)]);
  return spectrum;
}

Design stencil_points(const Nominal& nominal, double step) {
  const std::size_t p = nominal.value.size();
  Design design{1 + 4 * p, p, {}};
  for (std::size_t m = 0; m < design.members; ++m)
    design.points.insert(design.points.end(), nominal.value.begin(), nominal.value.end());
  for (std::size_t i = 0; i < p; ++i) {
    std::size_t member = 1 + 4 * i;
    for (double steps : {-2.0, -1.0, 1.0, 2.0}) design.at(member++, i) += steps * step * nominal.scale[i];
  }
  return design;
}

std::optional<Jacobian> stencil_jacobian(const Nominal& nominal, double step, std::size_t data,
                                         std::span<const double> outputs) {
  const std::size_t p = nominal.value.size();
  Jacobian jacobian{data, p, std::vector<double>(data * p)};
  for (std::size_t i = 0; i < p; ++i) {
    const auto member = [&](std::size_t k) { return outputs.subspan((1 + 4 * i + k) * data, data); };
    if (!all_finite(member(1)) || !all_finite(member(2))) return {};
    const bool outer = all_finite(member(0)) && all_finite(member(3));
    for (std::size_t d = 0; d < data; ++d) {
      const double near = member(2)[d] - member(1)[d];
      jacobian.values[d * p + i] = outer ? (8 * near - (member(3)[d] - member(0)[d])) / (12 * step) : near / (2 * step);
    }
  }
  return jacobian;
}

std::optional<Jacobian> fitted_jacobian(const Nominal& nominal, const Design& design, std::size_t data,
                                        std::span<const double> outputs) {
  const std::size_t p = nominal.value.size();
  std::vector<std::size_t> kept;
  for (std::size_t m = 0; m < design.members; ++m)
    if (all_finite(outputs.subspan(m * data, data))) kept.push_back(m);
  if (kept.size() < p + 1) return {};
  const bool squares = kept.size() >= 2 * (2 * p + 1);
  const auto rows = static_cast<Eigen::Index>(kept.size()),
             columns = static_cast<Eigen::Index>(squares ? 2 * p + 1 : p + 1);
  Eigen::MatrixXd basis(rows, columns), right(rows, static_cast<Eigen::Index>(data));
  for (Eigen::Index r = 0; r < rows; ++r) {
    const std::size_t m = kept[static_cast<std::size_t>(r)];
    basis(r, 0) = 1;
    for (std::size_t i = 0; i < p; ++i) {
      const double x = (design.at(m, i) - nominal.value[i]) / nominal.scale[i];
      basis(r, static_cast<Eigen::Index>(1 + i)) = x;
      if (squares) basis(r, static_cast<Eigen::Index>(1 + p + i)) = x * x;
    }
    for (std::size_t d = 0; d < data; ++d) right(r, static_cast<Eigen::Index>(d)) = outputs[m * data + d];
  }
  const Eigen::MatrixXd fit = basis.colPivHouseholderQr().solve(right);
  Jacobian jacobian{data, p, {}};
  for (std::size_t d = 0; d < data; ++d)
    for (std::size_t i = 0; i < p; ++i)
      jacobian.values.push_back(fit(static_cast<Eigen::Index>(1 + i), static_cast<Eigen::Index>(d)));
  return jacobian;
}

}  // namespace voxvolt::uq
