// SPDX-License-Identifier: BSD-3-Clause
#include "parameters/size_distribution.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "config/units.hpp"

namespace voxvolt::parameters {
namespace {

/// Nodes and weights from the recurrence of orthogonal polynomials (Golub and Welsch 1969): `off` are the square roots.
std::vector<SizeClass> nodes_of(const Eigen::VectorXd& diagonal, const Eigen::VectorXd& off) {
  if (diagonal.size() == 1) return {{std::exp(diagonal[0]), 1}};
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
  solver.computeFromTridiagonal(diagonal, off);
  std::vector<SizeClass> classes;
  for (Eigen::Index i = 0; i < diagonal.size(); ++i) {
    const double first = solver.eigenvectors()(0, i);
    classes.push_back({std::exp(solver.eigenvalues()[i]), first * first});
  }
  return classes;
}

/// Of the normal distribution with this standard deviation: Hermite polynomials.
std::vector<SizeClass> lognormal_classes(double sigma, int count) {
  Eigen::VectorXd off(count - 1);
  for (Eigen::Index i = 0; i + 1 < count; ++i) off[i] = sigma * std::sqrt(static_cast<double>(i + 1));
  return nodes_of(Eigen::VectorXd::Zero(count), off);
}

/// Of points with weights, by the procedure of Stieltjes.
std::vector<SizeClass> table_classes(const std::vector<SizeClass>& table, int count) {
  const auto points = static_cast<Eigen::Index>(table.size());
  Eigen::ArrayXd t(points), weight(points), last = Eigen::ArrayXd::Zero(points), now = Eigen::ArrayXd::Ones(points);
  for (Eigen::Index i = 0; i < points; ++i) {
    t[i] = std::log(table[static_cast<std::size_t>(i)].radius);
    weight[i] = table[static_cast<std::size_t>(i)].volume_fraction;
  }
  Eigen::VectorXd diagonal(count), off(count - 1);
  now /= std::sqrt(weight.sum());
  for (Eigen::Index k = 0; k < count; ++k) {  // orthonormal polynomials at the points
    diagonal[k] = (weight * t * now * now).sum();
    if (k + 1 == count) break;
    Eigen::ArrayXd next = (t - diagonal[k]) * now;
    if (k > 0) next -= off[k - 1] * last;
    off[k] = std::sqrt((weight * next * next).sum());
    last = now;
    now = next / off[k];
  }
  return nodes_of(diagonal, off);
}

std::vector<SizeClass> table_of(const SizesText& sizes) {
  if (sizes.radius.size() != sizes.volume_fraction.size())
    throw std::invalid_argument("has " + std::to_string(sizes.radius.size()) + " radii and " +
                                std::to_string(sizes.volume_fraction.size()) + " volume fractions; give one for each");
  double all = 0;
  std::vector<SizeClass> table;
  for (std::size_t i = 0; i < sizes.radius.size(); ++i) {
    if (sizes.volume_fraction[i] == 0) continue;
    table.push_back({sizes.radius[i], sizes.volume_fraction[i]});
    all += sizes.volume_fraction[i];
  }
  if (!(all > 0)) throw std::invalid_argument("has no volume: all volume fractions are 0");
  for (SizeClass& one : table) one.volume_fraction /= all;
  std::ranges::sort(table, {}, &SizeClass::radius);
  return table;
}

}  // namespace

double sauter_mean(const std::vector<SizeClass>& classes) {
  double surface = 0;
  for (const SizeClass& one : classes) surface += one.volume_fraction / one.radius;
  return 1 / surface;
}

std::vector<SizeClass> size_classes(const SizesText& sizes, double mean_radius) {
  std::vector<SizeClass> classes;
  double radius = mean_radius;
  if (sizes.lognormal_sigma) {
    classes = lognormal_classes(*sizes.lognormal_sigma, sizes.classes);
  } else {
    const std::vector<SizeClass> table = table_of(sizes);
    radius = sauter_mean(table);
    const bool is_small = sizes.classes == 0 || sizes.classes >= static_cast<int>(table.size());
    if (is_small && table.size() > static_cast<std::size_t>(most_size_classes))
      throw std::invalid_argument("has " + std::to_string(table.size()) + " sizes; more than " +
                                  std::to_string(most_size_classes) + " need `classes`, how many stand for them");
    classes = is_small ? table : table_classes(table, sizes.classes);
  }
  const double scale = radius / sauter_mean(classes);
  for (SizeClass& one : classes) one.radius *= scale;
  return classes;
}

}  // namespace voxvolt::parameters
