// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/propagation/grid_coupling.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "numerics/pack.hpp"

namespace voxvolt::runaway {

namespace {

constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();
using Lanes = numerics::Lanes<double>;
using Pack = numerics::Pack;

constexpr int most_iterations = 2000;
// Mean share of what is own in diagonals: below, the diagonal takes more iterations than a cycle is worth.
constexpr double least_dominance = 0.03;
constexpr std::size_t least_for_multigrid = 2000;

struct Place {
  std::array<std::size_t, 3> at;
};

Place place_of(const GridParams& g, std::size_t v) {
  const std::size_t nx = g.voxels(0), ny = g.voxels(1);
  return {{v % nx, v / nx % ny, v / (nx * ny)}};
}

double face_area(const GridParams& g, const Place& p, int axis) {
  const int j = (axis + 1) % 3, k = (axis + 2) % 3;
  return g.widths[j][p.at[j]] * g.widths[k][p.at[k]];
}

/// By the pair of parts, the lower first.
std::map<std::pair<int, int>, double> contacts_of(const GridParams& g) {
  std::map<std::pair<int, int>, double> contacts;
  for (const PartContact& c : g.contacts) contacts.try_emplace(std::minmax(c.a, c.b), c.resistance);
  return contacts;
}

}  // namespace

GridCoupling::GridCoupling(const GridParams& grid, const std::vector<GridTile>& tiles,
                           const std::vector<TileForm>& forms)
    : entry_of_(std::make_shared<std::vector<std::uint32_t>>(grid.size(), nowhere)) {
  std::size_t next = 0;
  for (std::size_t part = 0; part < grid.parts.size(); ++part) {
    first_.push_back(size_);
    for (; next < tiles.size() && tiles[next].part == static_cast<int>(part); ++next)
      place(grid, tiles[next], forms.empty() ? TileForm::whole : forms[next]);
    double whole = 0;
    for (std::size_t e = first_.back(); e < size_; ++e) whole += volume_[e];
    for (std::size_t e = first_.back(); e < size_; ++e) share_.push_back(volume_[e] / whole);
  }
  first_.push_back(size_);
  touching_.resize(grid.parts.size());
  for (auto& a : along_) a.assign(size_, 0.0);
  exchange_.assign(size_, 0), radiating_.assign(size_, 0), total_.assign(size_, 0);
  for (auto* a : {&residual_, &direction_, &image_, &inverse_, &own_, &corrected_}) a->assign(size_, 0.0);
  couple(grid);
}

/// The entries of a tile, x fastest.
void GridCoupling::place(const GridParams& g, const GridTile& tile, TileForm form) {
  const std::size_t nx = g.voxels(0), ny = g.voxels(1), first = size_;
  Span span;
  span.low = tile.low;
  std::array<std::size_t, 3> count;
  for (int a = 0; a < 3; ++a) {
    const std::size_t n = tile.voxels_along(a);
    span.step[a] = form == TileForm::one ? n : form == TileForm::pieces ? tile.step[a] : 1;
    count[a] = (n + span.step[a] - 1) / span.step[a];
    span.length[a].assign(count[a], 0);
    for (std::size_t i = 0; i < n; ++i) span.length[a][i / span.step[a]] += g.widths[a][tile.low[a] + i];
  }
  const auto add = [&](std::size_t v, std::size_t entry) {
    if (entry == size_)
      ++size_, voxel_.push_back(v), volume_.push_back(0), tile_.push_back(static_cast<int>(spans_.size()));
    volume_[entry] += g.widths[0][v % nx] * g.widths[1][v / nx % ny] * g.widths[2][v / (nx * ny)];
    (*entry_of_)[v] = static_cast<std::uint32_t>(entry);
  };
  for (const std::size_t v : tile.voxels) add(v, form == TileForm::one ? first : size_);
  const auto in_order = [&](std::size_t z, std::size_t y, std::size_t x) {
    const std::array<std::size_t, 3>& s = span.step;
    return first + (z / s[2] * count[1] + y / s[1]) * count[0] + x / s[0];
  };
  if (tile.is_box()) {
    // Entries come in the order of their first voxels.
    for (std::size_t z = 0; z < tile.voxels_along(2); ++z)
      for (std::size_t y = 0; y < tile.voxels_along(1); ++y)
        for (std::size_t x = 0; x < tile.voxels_along(0); ++x)
          add(((tile.low[2] + z) * ny + tile.low[1] + y) * nx + tile.low[0] + x, in_order(z, y, x));
  }
  const bool strided = tile.is_box() && size_ - first > 1;
  boxes_.push_back(
      {first, size_ - first, {strided ? 1u : 0u, strided ? count[0] : 0, strided ? count[0] * count[1] : 0}});
  spans_.push_back(std::move(span));
  part_.push_back(tile.part);
}

/// From the middle of an entry to its face; m^2 K/W.
double GridCoupling::half_resistance(const GridParams& g, int tile, int axis, std::size_t at) const {
  const Span& span = spans_[tile];
  return 0.5 * span.length[axis][(at - span.low[axis]) / span.step[axis]] / g.parts[part_[tile]].conductivity[axis];
}

void GridCoupling::expose(const GridParams& g, int tile, int axis, std::size_t at, double area, std::optional<int> face,
                          std::size_t entry) {
  if (face && g.insulated[*face]) return;
  const double h = face && g.coefficient[*face] ? *g.coefficient[*face] : g.surroundings.coefficient;
  const double half = 1 / half_resistance(g, tile, axis, at);
  const double surface = area * g.parts[part_[tile]].exposed[axis];
  exchange_[entry] += surface * h * half / (h + half);
  radiating_[entry] += surface * g.surroundings.emissivity;
}

void GridCoupling::touch(int a, int b) {
  for (const auto& [one, other] : {std::pair{a, b}, std::pair{b, a}}) {
    auto& known = touching_[one];
    if (std::find(known.begin(), known.end(), other) == known.end()) known.push_back(other);
  }
}

void GridCoupling::couple(const GridParams& g) {
  const std::vector<std::uint32_t>& entry_of = *entry_of_;
  const std::array<std::size_t, 3> stride{1, g.voxels(0), g.voxels(0) * g.voxels(1)};
  std::vector<Pair> shared;
  const auto contacts = contacts_of(g);
  const auto contact = [&](int a, int b) {
    if (a == b) return 0.0;
    const auto known = contacts.find(std::minmax(a, b));
    return known == contacts.end() ? g.contact : known->second;
  };
  for (std::size_t v = 0; v < entry_of.size(); ++v) {
    const std::uint32_t e = entry_of[v];
    if (e == nowhere) continue;
    const int tile = tile_[e], part = part_[tile];
    const Place p = place_of(g, v);
    for (int axis = 0; axis < 3; ++axis) {
      const double area = face_area(g, p, axis);
      const bool first = p.at[axis] == 0, last = p.at[axis] + 1 == g.voxels(axis);
      if (first || entry_of[v - stride[axis]] == nowhere)
        expose(g, tile, axis, p.at[axis], area, first ? std::optional(2 * axis) : std::nullopt, e);
      if (last || entry_of[v + stride[axis]] == nowhere)
        expose(g, tile, axis, p.at[axis], area, last ? std::optional(2 * axis + 1) : std::nullopt, e);
      if (last || entry_of[v + stride[axis]] == nowhere) continue;
      const std::uint32_t f = entry_of[v + stride[axis]];
      if (f == e) continue;
      const int next = tile_[f], other = part_[next];
      if (other != part) touch(part, other);
      const double conducted = area / (half_resistance(g, tile, axis, p.at[axis]) + contact(part, other) +
                                       half_resistance(g, next, axis, p.at[axis] + 1));
      total_[e] += conducted, total_[f] += conducted;
      const Box& box = boxes_[tile];
      if (tile == next && box.stride[axis] > 0 && f == e + box.stride[axis]) along_[axis][e] += conducted;
      else shared.push_back({e, f, conducted});
    }
  }
  merge(shared);
}

/// Many faces of an entry may lead to the same other.
void GridCoupling::merge(std::vector<Pair>& pairs) {
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const Pair& x, const Pair& y) { return std::pair(x.a, x.b) < std::pair(y.a, y.b); });
  for (std::size_t i = 0; i < pairs.size(); ++i)
    if (i > 0 && pairs[i].a == pairs[i - 1].a && pairs[i].b == pairs[i - 1].b)
      pairs_.back().conductance += pairs[i].conductance;
    else pairs_.push_back(pairs[i]);
}

/// Of entries [first, last) of a box, at least the largest stride from its ends: all axes in one pass. `applies`: own_i u_i
/// less what is conducted, and its product with u; else what is conducted, and zero.
template <bool applies>
double GridCoupling::inner(std::size_t first, std::size_t last, const std::array<std::size_t, 3>& stride,
                           const double* __restrict u, double* __restrict out) const {
  const double *gx = along_[0].data(), *gy = along_[1].data(), *gz = along_[2].data(), *own = own_.data();
  const auto [sx, sy, sz] = stride;
  const auto at = [&]<class T>(std::size_t i, auto load, T* sums) {
    const auto here = load(u + i);
    auto flow = load(gx + i) * (load(u + i + sx) - here) - load(gx + i - sx) * (here - load(u + i - sx));
    flow += load(gy + i) * (load(u + i + sy) - here) - load(gy + i - sy) * (here - load(u + i - sy));
    flow += load(gz + i) * (load(u + i + sz) - here) - load(gz + i - sz) * (here - load(u + i - sz));
    if constexpr (applies) {
      flow = load(own + i) * here - flow;
      *sums += here * flow;
    }
    return flow;
  };
  Pack sums{};
  double rest = 0;
  std::size_t i = first;
  for (; i + Lanes::width <= last; i += Lanes::width)
    Lanes::put(out + i, at(
                            i, [](const double* p) { return Lanes::many(p); }, &sums));
  for (; i < last; ++i)
    out[i] = at(
        i, [](const double* p) { return *p; }, &rest);
  return numerics::sum(sums) + rest;
}

/// The same of any entries of a box.
template <bool applies>
double GridCoupling::outer(const Box& b, std::size_t first, std::size_t last, const double* u, double* out) const {
  const std::size_t end = b.first + b.count;
  double sum = 0;
  for (std::size_t i = first; i < last; ++i) {
    double flow = 0;
    for (int axis = 0; axis < 3; ++axis) {
      const std::size_t s = b.stride[axis];
      if (s == 0 || s >= b.count) continue;
      if (i + s < end) flow += along_[axis][i] * (u[i + s] - u[i]);
      if (i >= b.first + s) flow -= along_[axis][i - s] * (u[i] - u[i - s]);
    }
    out[i] = applies ? own_[i] * u[i] - flow : flow;
    if (applies) sum += u[i] * out[i];
  }
  return sum;
}

template <bool applies>
double GridCoupling::sweep(const double* u, double* out) const {
  double sum = 0;
  for (const Box& b : boxes_) {
    const std::size_t end = b.first + b.count;
    std::array<std::size_t, 3> stride = b.stride;
    for (std::size_t& s : stride)
      if (s >= b.count) s = 0;  // no couplings there
    const std::size_t reach = *std::max_element(stride.begin(), stride.end());
    if (reach == 0 || 2 * reach >= b.count) {
      sum += outer<applies>(b, b.first, end, u, out);
      continue;
    }
    sum += outer<applies>(b, b.first, b.first + reach, u, out);
    sum += inner<applies>(b.first + reach, end - reach, stride, u, out);
    sum += outer<applies>(b, end - reach, end, u, out);
  }
  constexpr double sign = applies ? -1 : 1;
  for (const Pair& p : pairs_) {
    const double rise = u[p.b] - u[p.a], flux = sign * p.conductance * rise;
    out[p.a] += flux, out[p.b] -= flux;
    if (applies) sum -= flux * rise;
  }
  return sum;
}

void GridCoupling::conduct(const double* u, double* out) const { sweep<false>(u, out); }

NetworkMultigrid GridCoupling::network() const {
  std::vector<NetworkMultigrid::Edge> edges;
  for (const Box& b : boxes_)
    for (int axis = 0; axis < 3; ++axis) {
      const std::size_t s = b.stride[axis];
      for (std::size_t e = b.first; s > 0 && e + s < b.first + b.count; ++e)
        if (along_[axis][e] > 0)
          edges.push_back({static_cast<std::uint32_t>(e), static_cast<std::uint32_t>(e + s), along_[axis][e]});
    }
  for (const Pair& p : pairs_)
    edges.push_back({static_cast<std::uint32_t>(p.a), static_cast<std::uint32_t>(p.b), p.conductance});
  return {size_, edges};
}

bool GridCoupling::set_diagonal(const double* diagonal, Preconditioner preconditioner) {
  bool is_positive = true;
  double dominance = 0;
  for (std::size_t i = 0; i < size_; ++i) {
    is_positive = is_positive && diagonal[i] > 0;
    inverse_[i] = 1 / diagonal[i], own_[i] = diagonal[i] - total_[i];
    dominance += std::max(own_[i], 0.0) * inverse_[i];
  }
  const bool is_long = dominance < least_dominance * static_cast<double>(size_) && size_ >= least_for_multigrid;
  by_multigrid_ = preconditioner == Preconditioner::multigrid ||
                  (preconditioner == Preconditioner::automatic && is_long && is_positive);
  if (by_multigrid_) {
    if (!multigrid_) multigrid_ = std::make_shared<NetworkMultigrid>(network());
    multigrid_->set_diagonal(own_.data());
  }
  return is_positive;
}

/// The sum of the residuals becomes zero.
void GridCoupling::close(double* u) const {
  double left = 0, weight = 0;
  for (std::size_t i = 0; i < size_; ++i) left += residual_[i], weight += own_[i];
  if (weight > 0)
    for (std::size_t i = 0; i < size_; ++i) u[i] += left / weight;
}

/// From the right side in residual_ and u = 0.
bool GridCoupling::solve_by_multigrid(double* u, double tolerance) {
  double *r = residual_.data(), *p = direction_.data(), *q = image_.data(), *z = corrected_.data();
  const auto product = [this](const double* a, const double* b) { return std::inner_product(a, a + size_, b, 0.0); };
  multigrid_->cycle(r, z);
  std::copy(z, z + size_, p);
  double norm = product(r, z);
  const double enough = tolerance * tolerance * norm;
  if (!std::isfinite(norm)) return false;
  for (int k = 0; norm > enough; ++iterations_) {
    const double bend = sweep<true>(p, q);
    if (!(bend > 0)) return false;
    const double step = norm / bend;
    for (std::size_t i = 0; i < size_; ++i) u[i] += step * p[i], r[i] -= step * q[i];
    if (++k == most_iterations) return false;
    multigrid_->cycle(r, z);
    const double next = product(r, z), share = next / norm;
    norm = next;
    for (std::size_t i = 0; i < size_; ++i) p[i] = z[i] + share * p[i];
  }
  if (norm < 0) return false;
  close(u);
  return true;
}

bool GridCoupling::solve(const double* __restrict capacity, double* __restrict u, double tolerance) {
  double* __restrict r = residual_.data();
  double* __restrict p = direction_.data();
  double* __restrict q = image_.data();
  const double* __restrict inverse = inverse_.data();
  double norm = 0;
  for (std::size_t i = 0; i < size_; ++i) {
    r[i] = capacity[i] * u[i], p[i] = r[i] * inverse[i], u[i] = 0;
    norm += r[i] * p[i];
  }
  const double reference = norm;
  if (!std::isfinite(reference)) return false;
  if (by_multigrid_) return solve_by_multigrid(u, tolerance);
  const auto descend = [&](double step) {
    const Pack by = Lanes::all(step);
    Pack sums{};
    std::size_t i = 0;
    for (; i + Lanes::width <= size_; i += Lanes::width) {
      const Pack left = Lanes::many(r + i) - by * Lanes::many(q + i);
      Lanes::put(u + i, Lanes::many(u + i) + by * Lanes::many(p + i));
      Lanes::put(r + i, left);
      sums += left * left * Lanes::many(inverse + i);
    }
    double rest = 0;
    for (; i < size_; ++i) u[i] += step * p[i], r[i] -= step * q[i], rest += r[i] * r[i] * inverse[i];
    return numerics::sum(sums) + rest;
  };
  for (int k = 0; norm > tolerance * tolerance * reference; ++iterations_) {
    const double bend = sweep<true>(p, q);
    if (!(bend > 0)) return false;  // ignition turns the operator indefinite where the step is too long
    const double next = descend(norm / bend), share = next / norm;
    norm = next;
    if (++k == most_iterations) return false;
    if (norm > tolerance * tolerance * reference)
      for (std::size_t i = 0; i < size_; ++i) p[i] = r[i] * inverse[i] + share * p[i];
  }
  close(u);
  return true;
}

}  // namespace voxvolt::runaway
