// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/propagation/grid_coupling.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "numerics/pack.hpp"

namespace voxvolt::runaway {

namespace {

constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();
constexpr int most_iterations = 500;

double product(const double* a, const double* b, std::size_t n) {
  using Lanes = numerics::Lanes<double>;
  auto sums = Lanes::all(0);
  std::size_t i = 0;
  for (; i + Lanes::width <= n; i += Lanes::width) sums += Lanes::many(a + i) * Lanes::many(b + i);
  double total = numerics::sum(sums);
  for (; i < n; ++i) total += a[i] * b[i];
  return total;
}

double face_area(const GridParams& g, int axis) { return g.spacing[(axis + 1) % 3] * g.spacing[(axis + 2) % 3]; }

std::array<std::size_t, 3> place(const GridParams& g, std::size_t v) {
  const auto nx = static_cast<std::size_t>(g.voxels[0]), ny = static_cast<std::size_t>(g.voxels[1]);
  return {v % nx, v / nx % ny, v / (nx * ny)};
}

std::array<std::size_t, 3> strides(const GridParams& g) {
  const auto nx = static_cast<std::size_t>(g.voxels[0]);
  return {1, nx, nx * static_cast<std::size_t>(g.voxels[1])};
}

double contact_between(const GridParams& g, int a, int b) {
  if (a == b) return 0;
  for (const PartContact& c : g.contacts)
    if ((c.a == a && c.b == b) || (c.a == b && c.b == a)) return c.resistance;
  return g.contact;
}

}  // namespace

GridCoupling::GridCoupling(const GridParams& grid) {
  std::vector<std::vector<std::size_t>> members(grid.parts.size());
  for (std::size_t v = 0; v < grid.part_of.size(); ++v)
    if (grid.part_of[v] >= 0) members[grid.part_of[v]].push_back(v);
  std::vector<std::size_t> entry_of(grid.part_of.size(), nowhere);
  for (const auto& part : members) {
    first_.push_back(size_);
    std::array<std::size_t, 3> low{nowhere, nowhere, nowhere}, high{0, 0, 0};
    for (const std::size_t v : part) {
      entry_of[v] = size_++;
      voxel_.push_back(v);
      const auto at = place(grid, v);
      for (int a = 0; a < 3; ++a) low[a] = std::min(low[a], at[a]), high[a] = std::max(high[a], at[a] + 1);
    }
    const std::size_t nx = high[0] - low[0], ny = high[1] - low[1];
    const bool box = !part.empty() && part.size() == nx * ny * (high[2] - low[2]);
    boxes_.push_back({first_.back(), part.size(), {1, box ? nx : 0, box ? nx * ny : 0}});
  }
  first_.push_back(size_);
  for (auto& a : along_) a.assign(size_, 0.0);
  exchange_.assign(size_, 0), radiating_.assign(size_, 0), total_.assign(size_, 0);
  for (auto* a : {&residual_, &direction_, &image_, &scaled_}) a->assign(size_, 0.0);
  couple(grid, entry_of);
}

double GridCoupling::conductance(const GridParams& g, std::size_t v, std::size_t w, int axis) const {
  const int a = g.part_of[v], b = g.part_of[w];
  const double half = 0.5 * g.spacing[axis];
  return face_area(g, axis) /
         (half / g.parts[a].conductivity[axis] + contact_between(g, a, b) + half / g.parts[b].conductivity[axis]);
}

void GridCoupling::expose(const GridParams& g, std::size_t v, int axis, std::size_t entry) {
  const double h = g.surroundings.coefficient, area = face_area(g, axis);
  const double half = 2 * g.parts[g.part_of[v]].conductivity[axis] / g.spacing[axis];
  exchange_[entry] += area * h * half / (h + half);
  radiating_[entry] += area * g.surroundings.emissivity;
}

void GridCoupling::couple(const GridParams& g, const std::vector<std::size_t>& entry_of) {
  const auto stride = strides(g);
  for (std::size_t v = 0; v < entry_of.size(); ++v) {
    const std::size_t e = entry_of[v];
    if (e == nowhere) continue;
    const auto at = place(g, v);
    for (int axis = 0; axis < 3; ++axis) {
      const bool first = at[axis] == 0, last = at[axis] + 1 == static_cast<std::size_t>(g.voxels[axis]);
      if (first ? !g.insulated[2 * axis] : entry_of[v - stride[axis]] == nowhere) expose(g, v, axis, e);
      if (last ? !g.insulated[2 * axis + 1] : entry_of[v + stride[axis]] == nowhere) expose(g, v, axis, e);
      if (last || entry_of[v + stride[axis]] == nowhere) continue;
      const std::size_t w = v + stride[axis], f = entry_of[w];
      const double conducted = conductance(g, v, w, axis);
      total_[e] += conducted, total_[f] += conducted;
      const Box& box = boxes_[g.part_of[v]];
      if (g.part_of[v] == g.part_of[w] && f == e + box.stride[axis]) along_[axis][e] = conducted;
      else pairs_.push_back({e, f, conducted});
    }
  }
}

std::vector<int> GridCoupling::touching(int part) const {
  const auto part_of = [this](std::size_t entry) {
    return static_cast<int>(std::upper_bound(first_.begin(), first_.end(), entry) - first_.begin()) - 1;
  };
  std::vector<int> out;
  for (const Pair& p : pairs_) {
    const int a = part_of(p.a), b = part_of(p.b);
    const int other = a == part ? b : b == part ? a : part;
    if (other != part && std::find(out.begin(), out.end(), other) == out.end()) out.push_back(other);
  }
  return out;
}

void GridCoupling::conduct(const double* __restrict u, double* __restrict out) const {
  std::fill(out, out + size_, 0.0);
  for (const Box& b : boxes_)
    for (int axis = 0; axis < 3; ++axis) {
      const std::size_t s = b.stride[axis];
      if (s == 0 || s >= b.count) continue;
      const double* __restrict g = along_[axis].data() + b.first;
      const double* __restrict from = u + b.first;
      double* __restrict to = out + b.first;
      for (std::size_t i = 0; i + s < b.count; ++i) to[i] += g[i] * (from[i + s] - from[i]);
      for (std::size_t i = s; i < b.count; ++i) to[i] -= g[i - s] * (from[i] - from[i - s]);
    }
  for (const Pair& p : pairs_) {
    const double flux = p.conductance * (u[p.b] - u[p.a]);
    out[p.a] += flux, out[p.b] -= flux;
  }
}

bool GridCoupling::solve(const double* __restrict diagonal, const double* __restrict capacity, double* __restrict u,
                         double tolerance) {
  double* __restrict r = residual_.data();
  double* __restrict p = direction_.data();
  double* __restrict q = image_.data();
  double* __restrict z = scaled_.data();
  double reference = 0, norm = 0;
  for (std::size_t i = 0; i < size_; ++i) {
    if (!(diagonal[i] > 0)) return false;
    r[i] = capacity[i] * u[i], z[i] = r[i] / diagonal[i];
    p[i] = z[i], u[i] = 0;
  }
  reference = product(r, z, size_);
  norm = reference;
  if (!std::isfinite(reference)) return false;
  const auto apply = [&](const double* x, double* y) {
    conduct(x, y);
    for (std::size_t i = 0; i < size_; ++i) y[i] = (diagonal[i] - total_[i]) * x[i] - y[i];
  };
  for (int k = 0; norm > tolerance * tolerance * reference; ++k, ++iterations_) {
    if (k == most_iterations) return false;
    apply(p, q);
    const double curvature = product(p, q, size_);
    if (!(curvature > 0)) return false;  // ignition turns the operator indefinite where the step is too long
    const double step = norm / curvature;
    for (std::size_t i = 0; i < size_; ++i) {
      u[i] += step * p[i], r[i] -= step * q[i];
      z[i] = r[i] / diagonal[i];
    }
    const double next = product(r, z, size_);
    const double share = next / norm;
    for (std::size_t i = 0; i < size_; ++i) p[i] = z[i] + share * p[i];
    norm = next;
  }
  double left = 0, weight = 0;
  for (std::size_t i = 0; i < size_; ++i) left += r[i], weight += diagonal[i] - total_[i];
  if (weight > 0)
    for (std::size_t i = 0; i < size_; ++i) u[i] += left / weight;
  return true;
}

}  // namespace voxvolt::runaway
