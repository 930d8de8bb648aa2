// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/propagation/grid_coupling.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

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

struct Place {
  std::array<std::size_t, 3> at;
};

Place place(const GridParams& g, std::size_t v) {
  const std::size_t nx = g.voxels(0), ny = g.voxels(1);
  return {{v % nx, v / nx % ny, v / (nx * ny)}};
}

double face_area(const GridParams& g, const Place& p, int axis) {
  const int j = (axis + 1) % 3, k = (axis + 2) % 3;
  return g.widths[j][p.at[j]] * g.widths[k][p.at[k]];
}

double volume_of(const GridParams& g, const Place& p) {
  return g.widths[0][p.at[0]] * g.widths[1][p.at[1]] * g.widths[2][p.at[2]];
}

/// By the pair of parts, the lower first.
std::map<std::pair<int, int>, double> contacts_of(const GridParams& g) {
  std::map<std::pair<int, int>, double> contacts;
  for (const PartContact& c : g.contacts) contacts.try_emplace(std::minmax(c.a, c.b), c.resistance);
  return contacts;
}

}  // namespace

GridCoupling::GridCoupling(const GridParams& grid, const std::vector<bool>& single) {
  const std::vector<std::size_t> entry_of = place_parts(grid, single);
  touching_.resize(grid.parts.size());
  for (auto& a : along_) a.assign(size_, 0.0);
  exchange_.assign(size_, 0), radiating_.assign(size_, 0), total_.assign(size_, 0);
  for (auto* a : {&residual_, &direction_, &image_, &scaled_}) a->assign(size_, 0.0);
  couple(grid, entry_of);
}

/// The entry of each voxel; parts in their order.
std::vector<std::size_t> GridCoupling::place_parts(const GridParams& grid, const std::vector<bool>& single) {
  std::vector<std::vector<std::size_t>> members(grid.parts.size());
  for (std::size_t v = 0; v < grid.part_of.size(); ++v)
    if (grid.part_of[v] >= 0) members[grid.part_of[v]].push_back(v);
  std::vector<std::size_t> entry_of(grid.part_of.size(), nowhere);
  for (std::size_t part = 0; part < members.size(); ++part) {
    Span span;
    span.low.fill(nowhere), span.single = !single.empty() && single[part];
    first_.push_back(size_);
    double whole = 0;
    for (const std::size_t v : members[part]) {
      const Place p = place(grid, v);
      const double volume = volume_of(grid, p);
      whole += volume;
      for (int a = 0; a < 3; ++a)
        span.low[a] = std::min(span.low[a], p.at[a]), span.high[a] = std::max(span.high[a], p.at[a] + 1);
      if (span.single && size_ > first_.back()) {
        entry_of[v] = size_ - 1, volume_.back() += volume;
        continue;
      }
      entry_of[v] = size_++;
      voxel_.push_back(v), volume_.push_back(volume);
    }
    for (std::size_t e = first_.back(); e < size_; ++e) share_.push_back(volume_[e] / whole);
    for (int a = 0; a < 3; ++a)
      for (std::size_t i = span.low[a]; i < span.high[a]; ++i) span.length[a] += grid.widths[a][i];
    const std::size_t nx = span.high[0] - span.low[0], ny = span.high[1] - span.low[1];
    const bool box = !span.single && members[part].size() == nx * ny * (span.high[2] - span.low[2]);
    boxes_.push_back({first_.back(), size_ - first_.back(), {span.single ? 0u : 1u, box ? nx : 0, box ? nx * ny : 0}});
    spans_.push_back(span);
  }
  first_.push_back(size_);
  return entry_of;
}

/// From the middle of a voxel, or of a part that is one entry, to its face; m^2 K/W.
double GridCoupling::half_resistance(const GridParams& g, int part, int axis, std::size_t at) const {
  const double length = spans_[part].single ? spans_[part].length[axis] : g.widths[axis][at];
  return 0.5 * length / g.parts[part].conductivity[axis];
}

void GridCoupling::expose(const GridParams& g, int part, int axis, std::size_t at, double area, std::optional<int> face,
                          std::size_t entry) {
  if (face && g.insulated[*face]) return;
  const double h = face && g.coefficient[*face] ? *g.coefficient[*face] : g.surroundings.coefficient;
  const double half = 1 / half_resistance(g, part, axis, at), surface = area * g.parts[part].exposed[axis];
  exchange_[entry] += surface * h * half / (h + half);
  radiating_[entry] += surface * g.surroundings.emissivity;
}

void GridCoupling::touch(int a, int b) {
  for (const auto& [one, other] : {std::pair{a, b}, std::pair{b, a}}) {
    auto& known = touching_[one];
    if (std::find(known.begin(), known.end(), other) == known.end()) known.push_back(other);
  }
}

void GridCoupling::couple(const GridParams& g, const std::vector<std::size_t>& entry_of) {
  const std::array<std::size_t, 3> stride{1, g.voxels(0), g.voxels(0) * g.voxels(1)};
  std::vector<Pair> shared;
  const auto contacts = contacts_of(g);
  const auto contact = [&](int a, int b) {
    if (a == b) return 0.0;
    const auto known = contacts.find(std::minmax(a, b));
    return known == contacts.end() ? g.contact : known->second;
  };
  for (std::size_t v = 0; v < entry_of.size(); ++v) {
    const std::size_t e = entry_of[v];
    if (e == nowhere) continue;
    const int part = g.part_of[v];
    const Place p = place(g, v);
    for (int axis = 0; axis < 3; ++axis) {
      const double area = face_area(g, p, axis);
      const bool first = p.at[axis] == 0, last = p.at[axis] + 1 == g.voxels(axis);
      if (first || entry_of[v - stride[axis]] == nowhere)
        expose(g, part, axis, p.at[axis], area, first ? std::optional(2 * axis) : std::nullopt, e);
      if (last || entry_of[v + stride[axis]] == nowhere)
        expose(g, part, axis, p.at[axis], area, last ? std::optional(2 * axis + 1) : std::nullopt, e);
      if (last || entry_of[v + stride[axis]] == nowhere) continue;
      const std::size_t w = v + stride[axis], f = entry_of[w];
      if (f == e) continue;
      const int other = g.part_of[w];
      if (other != part) touch(part, other);
      const double conducted = area / (half_resistance(g, part, axis, p.at[axis]) + contact(part, other) +
                                       half_resistance(g, other, axis, p.at[axis] + 1));
      total_[e] += conducted, total_[f] += conducted;
      const Box& box = boxes_[part];
      if (part == other && box.stride[axis] > 0 && f == e + box.stride[axis]) along_[axis][e] = conducted;
      else (spans_[part].single || spans_[other].single ? shared : pairs_).push_back({e, f, conducted});
    }
  }
  merge(shared);
}

/// Many faces of a part that is one entry lead to the same other.
void GridCoupling::merge(std::vector<Pair>& pairs) {
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const Pair& x, const Pair& y) { return std::pair(x.a, x.b) < std::pair(y.a, y.b); });
  for (std::size_t i = 0; i < pairs.size(); ++i)
    if (i > 0 && pairs[i].a == pairs[i - 1].a && pairs[i].b == pairs[i - 1].b)
      pairs_.back().conductance += pairs[i].conductance;
    else pairs_.push_back(pairs[i]);
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
