// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/cell/porous_electrode/particle_basis.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace voxvolt::cell {
namespace {

/// A square matrix, row by row.
struct Square {
  explicit Square(int size) : n(size), entries(static_cast<std::size_t>(size) * size, 0.0) {}
  double& operator()(int i, int j) { return entries[static_cast<std::size_t>(i) * n + j]; }
  double operator()(int i, int j) const { return entries[static_cast<std::size_t>(i) * n + j]; }
  int n;
  std::vector<double> entries;
};

/// One Jacobi rotation that makes a(p, q) vanish; v gathers the rotations.
void rotate(Square& a, Square& v, int p, int q) {
  const double theta = (a(q, q) - a(p, p)) / (2 * a(p, q));
  const double t = (theta >= 0 ? 1 : -1) / (std::abs(theta) + std::hypot(theta, 1.0));
  const double c = 1 / std::hypot(t, 1.0), s = t * c;
  for (int k = 0; k < a.n; ++k) {
    const double x = a(k, p), y = a(k, q);
    a(k, p) = c * x - s * y;
    a(k, q) = s * x + c * y;
  }
  for (int k = 0; k < a.n; ++k) {
    const double x = a(p, k), y = a(q, k);
    a(p, k) = c * x - s * y;
    a(q, k) = s * x + c * y;
  }
  for (int k = 0; k < a.n; ++k) {
    const double x = v(k, p), y = v(k, q);
    v(k, p) = c * x - s * y;
    v(k, q) = s * x + c * y;
  }
}

/// Eigenvectors of the symmetric `a` as columns; a is left diagonal.
Square diagonalise(Square& a) {
  Square v(a.n);
  for (int i = 0; i < a.n; ++i) v(i, i) = 1;
  for (int sweep = 0; sweep < 60; ++sweep) {
    double off = 0, all = 0;
    for (int i = 0; i < a.n; ++i)
      for (int j = 0; j < a.n; ++j) (i == j ? all : off) += a(i, j) * a(i, j);
    if (off <= 1e-34 * all) break;
    for (int p = 0; p < a.n; ++p)
      for (int q = p + 1; q < a.n; ++q)
        if (a(p, q) != 0) rotate(a, v, p, q);
  }
  return v;
}

/// Lower Cholesky factor of a symmetric positive definite matrix.
Square cholesky(const Square& m) {
  Square l(m.n);
  for (int i = 0; i < m.n; ++i)
    for (int j = 0; j <= i; ++j) {
      double sum = m(i, j);
      for (int k = 0; k < j; ++k) sum -= l(i, k) * l(j, k);
      l(i, j) = i == j ? std::sqrt(sum) : sum / l(j, j);
    }
  return l;
}

/// P_0..P_{count-1} at x, and their derivatives.
void legendre(double x, int count, std::vector<double>& value, std::vector<double>& slope) {
  value.assign(count, 1.0);
  slope.assign(count, 0.0);
  if (count > 1) value[1] = x, slope[1] = 1;
  for (int k = 2; k < count; ++k) {
    value[k] = ((2 * k - 1) * x * value[k - 1] - (k - 1) * value[k - 2]) / k;
    slope[k] = slope[k - 2] + (2 * k - 1) * value[k - 1];
  }
}

/// Points and weights of Gauss and Legendre on (0, 1).
void gauss(int count, std::vector<double>& point, std::vector<double>& weight) {
  std::vector<double> value, slope;
  for (int i = 0; i < count; ++i) {
    double x = std::cos(std::numbers::pi * (i + 0.75) / (count + 0.5));
    for (int newton = 0; newton < 50; ++newton) {
      legendre(x, count + 1, value, slope);
      const double step = value[count] / slope[count];
      x -= step;
      if (std::abs(step) < 1e-16) break;
    }
    legendre(x, count + 1, value, slope);
    point.push_back((1 + x) / 2);
    weight.push_back(1 / ((1 - x * x) * slope[count] * slope[count]));
  }
}

/// Modes of mass y' = -stiffness y - 3 q surface, where mean and surface value are given; `nodes` are the shapes at radii.
ParticleBasis modes_of(const Square& mass, const Square& stiffness, const std::vector<double>& surface,
                       const std::vector<std::vector<double>>& nodes) {
  const int n = mass.n;
  const Square l = cholesky(mass);
  Square inverse(n);  // of l
  for (int j = 0; j < n; ++j)
    for (int i = j; i < n; ++i) {
      double sum = i == j ? 1 : 0;
      for (int k = j; k < i; ++k) sum -= l(i, k) * inverse(k, j);
      inverse(i, j) = sum / l(i, i);
    }
  Square half(n), a(n);  // a = inverse stiffness inverse^T
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j)
      for (int k = 0; k < n; ++k) half(i, j) += inverse(i, k) * stiffness(k, j);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j)
      for (int k = 0; k <= j; ++k) a(i, j) += half(i, k) * inverse(j, k);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < i; ++j) a(i, j) = a(j, i) = (a(i, j) + a(j, i)) / 2;
  const Square rotation = diagonalise(a);

  std::vector<int> order(n);
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int i, int j) { return a(i, i) < a(j, j); });
  ParticleBasis basis;
  basis.count = n;
  std::vector<std::vector<double>> vectors;
  for (const int k : order) {
    std::vector<double> v(n, 0.0);  // inverse^T times the eigenvector
    for (int i = 0; i < n; ++i)
      for (int j = i; j < n; ++j) v[i] += inverse(j, i) * rotation(j, k);
    double at_surface = 0;
    for (int i = 0; i < n; ++i) at_surface += v[i] * surface[i];
    basis.rate.push_back(a(k, k));
    basis.weight.push_back(at_surface * at_surface);
    for (double& x : v) x /= at_surface;
    vectors.push_back(std::move(v));
  }
  basis.rate[0] = 0;
  basis.weight[0] = 1;
  for (const auto& node : nodes)
    for (const auto& v : vectors) {
      double sum = 0;
      for (int i = 0; i < n; ++i) sum += v[i] * node[i];
      basis.shape.push_back(sum);
    }
  return basis;
}

}  // namespace

ParticleBasis ParticleBasis::spectral(int modes) {
  Square mass(modes), stiffness(modes);
  std::vector<double> point, weight, value, slope;
  gauss(2 * modes + 2, point, weight);
  for (std::size_t g = 0; g < point.size(); ++g) {
    const double r = point[g], w = 3 * r * r * weight[g];
    legendre(2 * r * r - 1, modes, value, slope);
    for (int i = 0; i < modes; ++i)
      for (int j = 0; j < modes; ++j) {
        mass(i, j) += w * value[i] * value[j];
        stiffness(i, j) += w * 16 * r * r * slope[i] * slope[j];
      }
  }
  constexpr int outputs = 21;
  std::vector<std::vector<double>> nodes;
  std::vector<double> radii;
  for (int i = 0; i < outputs; ++i) {
    radii.push_back(static_cast<double>(i) / (outputs - 1));
    legendre(2 * radii.back() * radii.back() - 1, modes, value, slope);
    nodes.push_back(value);
  }
  // Points on (0, 1) of a rule on (-1, 1), exact for even functions of degree 4 points - 1: 4 modes - 4 are needed where the
  // diffusivity is constant, a third more resolves its changes.
  const int points = modes + (modes + 2) / 3;
  std::vector<double> point_weight;
  std::vector<std::vector<double>> slopes;
  point.clear();
  weight.clear();
  gauss(2 * points, point, weight);
  for (std::size_t g = 0; g < point.size(); ++g) {
    const double r = 2 * point[g] - 1;
    if (r <= 0) continue;
    point_weight.push_back(3 * r * r * 2 * weight[g]);
    legendre(2 * r * r - 1, modes, value, slope);
    for (double& x : slope) x *= 4 * r;
    nodes.push_back(value);
    slopes.push_back(slope);
  }
  nodes.insert(nodes.end(), slopes.begin(), slopes.end());
  ParticleBasis basis = modes_of(mass, stiffness, std::vector<double>(modes, 1.0), nodes);
  basis.radii = radii;
  basis.points = points;
  basis.point_weight = point_weight;
  const auto begin = basis.shape.begin(), values = begin + outputs * modes, steep = values + points * modes;
  basis.point_value.assign(values, steep);
  basis.point_slope.assign(steep, basis.shape.end());
  basis.shape.erase(values, basis.shape.end());
  for (int g = 0; g < points; ++g) basis.point_slope[g * modes] = 0;  // of the mean
  return basis;
}

ParticleBasis ParticleBasis::shells(int count) {
  Square mass(count), stiffness(count);
  std::vector<double> surface(count, 0.0), radii;
  std::vector<std::vector<double>> nodes;
  const double h = 1.0 / count;
  for (int i = 0; i < count; ++i) {
    mass(i, i) = std::pow((i + 1) * h, 3) - std::pow(i * h, 3);
    if (i + 1 < count) {
      const double conductance = 3 * std::pow((i + 1) * h, 2) / h;
      stiffness(i, i) += conductance;
      stiffness(i + 1, i + 1) += conductance;
      stiffness(i, i + 1) -= conductance;
      stiffness(i + 1, i) -= conductance;
    }
    radii.push_back((i + 0.5) * h);
    nodes.emplace_back(count, 0.0);
    nodes.back()[i] = 1;
  }
  surface[count - 1] = 1;
  ParticleBasis basis = modes_of(mass, stiffness, surface, nodes);
  basis.direct = h / 2;
  basis.radii = radii;
  return basis;
}

}  // namespace voxvolt::cell
