// SPDX-License-Identifier: BSD-3-Clause
// From bodies to voxels between planes.
#include <algorithm>
#include <cmath>
#include <tuple>

#include "meshes/layout/layout.hpp"
#include "meshes/layout/planes.hpp"

namespace voxvolt::layout {

namespace {

using Counts = std::array<std::vector<int>, 3>;

/// Into how many voxels each interval between planes is divided.
Counts counts_of(const Layout& layout, const Planes& planes, const std::vector<std::array<int, 3>>& volumes) {
  Counts counts;
  for (int axis = 0; axis < 3; ++axis) counts[axis].assign(planes.at[axis].size() - 1, 1);
  for (int body = 0; body < static_cast<int>(layout.bodies.size()); ++body) {
    const Body& b = layout.bodies[body];
    const Box box = box_of(layout, body);
    for (int own = 0; own < 3; ++own) {
      const int axis = b.axes[own];
      const double voxel = (box.high[axis] - box.low[axis]) / volumes[static_cast<std::size_t>(b.type)][own];
      const auto [first, last] = planes.range(axis, box);
      for (std::size_t i = first; i < last; ++i) {
        const double needed = std::ceil((planes.at[axis][i + 1] - planes.at[axis][i]) / voxel - 1e-6);
        counts[axis][i] = std::max(counts[axis][i], static_cast<int>(needed));
      }
    }
  }
  return counts;
}

/// Planes with what lies between them divided.
Planes finer(const Planes& coarse, const Counts& counts) {
  Planes fine;
  for (int axis = 0; axis < 3; ++axis) {
    fine.at[axis].push_back(coarse.at[axis][0]);
    for (std::size_t i = 0; i < counts[axis].size(); ++i) {
      const double from = coarse.at[axis][i], to = coarse.at[axis][i + 1];
      for (int k = 1; k < counts[axis][i]; ++k) fine.at[axis].push_back(from + (to - from) * k / counts[axis][i]);
      fine.at[axis].push_back(to);
    }
  }
  return fine;
}

}  // namespace

Mesh divided(const Layout& layout, const std::vector<std::array<int, 3>>& volumes) {
  const Planes coarse = planes_of(layout), fine = finer(coarse, counts_of(layout, coarse, volumes));
  Mesh mesh;
  for (int axis = 0; axis < 3; ++axis) {
    mesh.origin[axis] = fine.at[axis][0];
    for (std::size_t i = 0; i + 1 < fine.at[axis].size(); ++i)
      mesh.widths[axis].push_back(fine.at[axis][i + 1] - fine.at[axis][i]);
  }
  mesh.body_of = painted(layout, fine);
  return mesh;
}

double voxels_in(const Layout& layout, const std::vector<std::array<int, 3>>& volumes) {
  double voxels = 1;
  for (const auto& along : counts_of(layout, planes_of(layout), volumes)) {
    double sum = 0;
    for (const int count : along) sum += count;
    voxels *= sum;
  }
  return voxels;
}

std::vector<Contact> contacts_on(const Mesh& mesh) {
  std::map<std::tuple<int, int, int>, double> areas;
  const std::array<std::size_t, 3> n{mesh.widths[0].size(), mesh.widths[1].size(), mesh.widths[2].size()};
  const std::array<std::size_t, 3> stride{1, n[0], n[0] * n[1]};
  for (std::size_t v = 0; v < mesh.body_of.size(); ++v)
    for (int axis = 0; axis < 3; ++axis) {
      const std::size_t j = (axis + 1) % 3, k = (axis + 2) % 3;
      if (v / stride[axis] % n[axis] + 1 == n[axis]) continue;
      const int a = mesh.body_of[v], b = mesh.body_of[v + stride[axis]];
      if (a < 0 || b < 0 || a == b) continue;
      areas[{std::min(a, b), std::max(a, b), axis}] +=
          mesh.widths[j][v / stride[j] % n[j]] * mesh.widths[k][v / stride[k] % n[k]];
    }
  std::vector<Contact> contacts;
  for (const auto& [key, area] : areas)
    contacts.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), area});
  return contacts;
}

}  // namespace voxvolt::layout
