// SPDX-License-Identifier: BSD-3-Clause
// A multigrid cycle for (own_i + sum_j g_ij) u_i - sum_j g_ij u_j on any network of conductances. Nodes are joined twice in
// pairs along their strongest conductance, so that thin layers are coarsened along themselves; corrections are constant over
// what is joined and stretched by 1.8, which makes up for it (Braess, Computing 55 (1995) 379); pairs as in Notay, Electron.
// Trans. Numer. Anal. 37 (2010) 123. W-cycle, one forward and one backward Gauss-Seidel sweep: symmetric, positive.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace voxvolt::runaway {

class NetworkMultigrid {
 public:
  struct Edge {
    std::uint32_t a, b;
    double conductance;  ///< W/K, above zero
  };
  NetworkMultigrid(std::size_t nodes, const std::vector<Edge>& edges);

  /// own_i, W/K, of each node.
  void set_diagonal(const double* own);
  /// z = approximate solution for the right side r.
  void cycle(const double* r, double* z);
  std::size_t levels() const { return levels_.size(); }

 private:
  struct Level {
    std::size_t nodes = 0;
    std::vector<std::uint32_t> row, column;  ///< compressed rows
    std::vector<double> weight, diagonal, own, right, solution;
    std::vector<std::uint32_t> next;  ///< node of the next level
  };
  static Level level_of(std::size_t nodes, const std::vector<Edge>& edges);
  static std::vector<std::uint32_t> pairs_of(const Level& level, std::size_t& count);
  static std::vector<Edge> joined(const Level& level, const std::vector<std::uint32_t>& into);
  static double rest(const Level& level, std::size_t node);
  static void relax(Level& level, bool backward);
  void visit(std::size_t level);

  std::vector<Level> levels_;
};

}  // namespace voxvolt::runaway
