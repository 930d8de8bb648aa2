// SPDX-License-Identifier: BSD-3-Clause
#include "numerics/multigrid/dense_inverse.hpp"

#include <cmath>
#include <vector>

#include "numerics/multigrid/rows.hpp"

namespace voxvolt::numerics::multigrid {
namespace {

constexpr double smallest_pivot = 1e-9;  // of the diagonal; float weights leave 1e-7 of it in a truly anchored block

/// Lower factor in place; a column of zeros marks a node held at zero.
void factor(std::vector<double>& a, int n) {
  for (int j = 0; j < n; ++j) {
    double pivot = a[j * n + j];
    const double scale = pivot;
    for (int k = 0; k < j; ++k) pivot -= a[j * n + k] * a[j * n + k];
    const bool held = !(pivot > smallest_pivot * scale);
    a[j * n + j] = held ? 0 : std::sqrt(pivot);
    for (int i = j + 1; i < n; ++i) {
      double sum = a[i * n + j];
      for (int k = 0; k < j; ++k) sum -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = held ? 0 : sum / a[j * n + j];
    }
  }
}

/// Inverse of the factor, row by row: rows of held nodes are zero.
std::vector<double> inverse_of_factor(const std::vector<double>& l, int n) {
  std::vector<double> inverse(l.size(), 0.0);
  for (int i = 0; i < n; ++i) {
    if (l[i * n + i] == 0) continue;
    for (int j = 0; j < i; ++j) {
      double sum = 0;
      for (int k = j; k < i; ++k) sum += l[i * n + k] * inverse[k * n + j];
      inverse[i * n + j] = -sum / l[i * n + i];
    }
    inverse[i * n + i] = 1 / l[i * n + i];
  }
  return inverse;
}

}  // namespace

Kokkos::View<float*> dense_inverse(const Graph& graph) {
  const int n = graph.nodes;
  std::vector<double> matrix(static_cast<std::size_t>(n) * n, 0.0);
  for (int i = 0; i < n; ++i) {
    double diagonal = graph.anchor[i];
    for (int e = graph.row[i]; e < graph.row[i + 1]; ++e) {
      matrix[i * n + graph.column[e]] = -static_cast<double>(graph.weight[e]);
      diagonal += static_cast<double>(graph.weight[e]);
    }
    matrix[i * n + i] = diagonal;
  }
  factor(matrix, n);
  const std::vector<double> half = inverse_of_factor(matrix, n);
  Kokkos::View<float*> inverse("coarsest inverse", static_cast<std::size_t>(n) * n);
  const auto host = Kokkos::create_mirror_view(inverse);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j <= i; ++j) {
      double sum = 0;
      for (int k = i; k < n; ++k) sum += half[k * n + i] * half[k * n + j];
      host(i * n + j) = host(j * n + i) = static_cast<float>(sum);
    }
  }
  Kokkos::deep_copy(inverse, host);
  return inverse;
}

void apply_inverse(const Kokkos::View<float*>& inverse, int nodes, const Kokkos::View<float*>& b,
                   const Kokkos::View<float*>& x) {
  constexpr int width = 128;
  const float* const a = inverse.data();
  const float* const from = b.data();
  float* const into = x.data();
  Kokkos::parallel_for(
      Kokkos::TeamPolicy<Execution>((nodes + width - 1) / width, Kokkos::AUTO), KOKKOS_LAMBDA(const Team& team) {
        const int first = team.league_rank() * width;
        const int count = nodes - first < width ? nodes - first : width;
        along_row(team, count, [=](int m) { into[first + m] = 0; });
        for (int j = 0; j < nodes; ++j) {
          const float* const column = a + static_cast<std::int64_t>(j) * nodes + first;
          const float factor_j = from[j];
          along_row(team, count, [=](int m) { into[first + m] += factor_j * column[m]; });
        }
      });
}

}  // namespace voxvolt::numerics::multigrid
