// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/propagation/network_multigrid.hpp"

#include <algorithm>

namespace voxvolt::runaway {

namespace {

constexpr double over_correction = 1.8;
constexpr double strong = 0.25;  // of a node's strongest conductance: what pairs are made along
constexpr int coarsest_sweeps = 8;
constexpr std::uint32_t alone = ~std::uint32_t{0};

}  // namespace

NetworkMultigrid::Level NetworkMultigrid::level_of(std::size_t nodes, const std::vector<Edge>& edges) {
  Level level;
  level.nodes = nodes;
  level.row.assign(nodes + 1, 0);
  for (const Edge& e : edges) ++level.row[e.a + 1], ++level.row[e.b + 1];
  for (std::size_t i = 0; i < nodes; ++i) level.row[i + 1] += level.row[i];
  level.column.resize(2 * edges.size()), level.weight.resize(2 * edges.size());
  std::vector<std::uint32_t> place(level.row.begin(), level.row.end() - 1);
  for (const Edge& e : edges) {
    level.column[place[e.a]] = e.b, level.weight[place[e.a]++] = e.conductance;
    level.column[place[e.b]] = e.a, level.weight[place[e.b]++] = e.conductance;
  }
  for (auto* v : {&level.diagonal, &level.own, &level.right, &level.solution}) v->assign(nodes, 0);
  return level;
}

/// Each node with the free one that it is joined to best, where that is strong for it; who finds none stays alone.
std::vector<std::uint32_t> NetworkMultigrid::pairs_of(const Level& level, std::size_t& count) {
  std::vector<std::uint32_t> into(level.nodes, alone);
  std::uint32_t next = 0;
  for (std::size_t i = 0; i < level.nodes; ++i) {
    if (into[i] != alone) continue;
    double strongest = 0, best = 0;
    std::uint32_t mate = alone;
    for (std::uint32_t e = level.row[i]; e < level.row[i + 1]; ++e) {
      strongest = std::max(strongest, level.weight[e]);
      if (into[level.column[e]] == alone && level.weight[e] > best) best = level.weight[e], mate = level.column[e];
    }
    into[i] = next;
    if (mate != alone && best >= strong * strongest) into[mate] = next;
    ++next;
  }
  count = next;
  return into;
}

std::vector<NetworkMultigrid::Edge> NetworkMultigrid::joined(const Level& level,
                                                             const std::vector<std::uint32_t>& into) {
  std::vector<Edge> all;
  for (std::uint32_t i = 0; i < level.nodes; ++i)
    for (std::uint32_t e = level.row[i]; e < level.row[i + 1]; ++e) {
      const std::uint32_t j = level.column[e];
      if (i < j && into[i] != into[j])
        all.push_back({std::min(into[i], into[j]), std::max(into[i], into[j]), level.weight[e]});
    }
  std::stable_sort(all.begin(), all.end(),
                   [](const Edge& x, const Edge& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; });
  std::vector<Edge> out;
  for (const Edge& e : all)
    if (!out.empty() && out.back().a == e.a && out.back().b == e.b) out.back().conductance += e.conductance;
    else out.push_back(e);
  return out;
}

NetworkMultigrid::NetworkMultigrid(std::size_t nodes, const std::vector<Edge>& edges) {
  levels_.push_back(level_of(nodes, edges));
  while (levels_.back().nodes > 1) {
    Level& fine = levels_.back();
    std::size_t half = 0, quarter = 0;
    std::vector<std::uint32_t> into = pairs_of(fine, half);
    const Level pairs = level_of(half, joined(fine, into));
    const std::vector<std::uint32_t> again = pairs_of(pairs, quarter);
    if (10 * quarter > 9 * fine.nodes) break;
    for (std::uint32_t& i : into) i = again[i];
    const std::vector<Edge> coarse = joined(fine, into);
    fine.next = std::move(into);
    levels_.push_back(level_of(quarter, coarse));
  }
}

void NetworkMultigrid::set_diagonal(const double* own) {
  std::copy(own, own + levels_[0].nodes, levels_[0].own.begin());
  for (std::size_t l = 0; l < levels_.size(); ++l) {
    Level& level = levels_[l];
    for (std::size_t i = 0; i < level.nodes; ++i) {
      level.diagonal[i] = level.own[i];
      for (std::uint32_t e = level.row[i]; e < level.row[i + 1]; ++e) level.diagonal[i] += level.weight[e];
    }
    if (level.next.empty()) continue;
    std::vector<double>& coarse = levels_[l + 1].own;
    std::fill(coarse.begin(), coarse.end(), 0.0);
    for (std::size_t i = 0; i < level.nodes; ++i) coarse[level.next[i]] += level.own[i];
  }
}

/// The right side and what the neighbours give.
double NetworkMultigrid::rest(const Level& level, std::size_t i) {
  double sum = level.right[i];
  for (std::uint32_t e = level.row[i]; e < level.row[i + 1]; ++e)
    sum += level.weight[e] * level.solution[level.column[e]];
  return sum;
}

void NetworkMultigrid::relax(Level& level, bool backward) {
  for (std::size_t k = 0; k < level.nodes; ++k) {
    const std::size_t i = backward ? level.nodes - 1 - k : k;
    level.solution[i] = rest(level, i) / level.diagonal[i];
  }
}

/// Improves the level's solution.
void NetworkMultigrid::visit(std::size_t l) {
  Level& level = levels_[l];
  if (level.next.empty()) {
    for (int sweep = 0; sweep < coarsest_sweeps; ++sweep) relax(level, false), relax(level, true);
    return;
  }
  relax(level, false);
  Level& coarse = levels_[l + 1];
  std::fill(coarse.right.begin(), coarse.right.end(), 0.0);
  std::fill(coarse.solution.begin(), coarse.solution.end(), 0.0);
  for (std::size_t i = 0; i < level.nodes; ++i)
    coarse.right[level.next[i]] += rest(level, i) - level.diagonal[i] * level.solution[i];
  visit(l + 1);
  if (!coarse.next.empty()) visit(l + 1);
  for (std::size_t i = 0; i < level.nodes; ++i) level.solution[i] += over_correction * coarse.solution[level.next[i]];
  relax(level, true);
}

void NetworkMultigrid::cycle(const double* r, double* z) {
  Level& finest = levels_[0];
  std::copy(r, r + finest.nodes, finest.right.begin());
  std::fill(finest.solution.begin(), finest.solution.end(), 0.0);
  visit(0);
  std::copy(finest.solution.begin(), finest.solution.end(), z);
}

}  // namespace voxvolt::runaway
