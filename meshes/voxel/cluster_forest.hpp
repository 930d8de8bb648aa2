// SPDX-License-Identifier: BSD-3-Clause
// Disjoint sets of voxels that carry their size, their phase and the end faces they touch: union-find with the smaller
// index as root.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace voxvolt::voxel {

/// Bits of the six end faces of an image.
enum EndFace : std::uint8_t {
  x_low = 1,
  x_high = 2,
  y_low = 4,
  y_high = 8,
  z_low = 16,
  z_high = 32,
};

/// `Count` holds the voxels of the largest cluster.
template <class Count>
class ClusterForest {
 public:
  using Index = std::uint32_t;

  void reserve(std::size_t nodes) {
    parent_.reserve(nodes);
    voxels_.reserve(nodes);
    faces_.reserve(nodes);
    phase_.reserve(nodes);
  }

  Index add(Count voxels, std::uint8_t faces, std::uint8_t phase) {
    parent_.push_back(static_cast<Index>(parent_.size()));
    voxels_.push_back(voxels);
    faces_.push_back(faces);
    phase_.push_back(phase);
    return parent_.back();
  }

  /// The root of the cluster that `node` is in; halves the path on the way.
  Index root(Index node) {
    while (parent_[node] != node) {
      parent_[node] = parent_[parent_[node]];
      node = parent_[node];
    }
    return node;
  }

  /// Joins two clusters and returns the root. The smaller index stays root, so that it does not depend on the order.
  Index join(Index a, Index b) {
    a = root(a);
    b = root(b);
    if (a == b) return a;
    if (b < a) std::swap(a, b);
    parent_[b] = a;
    voxels_[a] += voxels_[b];
    faces_[a] |= faces_[b];
    return a;
  }

  bool is_root(Index node) const { return parent_[node] == node; }
  Count voxels(Index root) const { return voxels_[root]; }
  std::uint8_t faces(Index root) const { return faces_[root]; }
  std::uint8_t phase(Index node) const { return phase_[node]; }
  std::size_t size() const { return parent_.size(); }

 private:
  std::vector<Index> parent_;
  std::vector<Count> voxels_;
  std::vector<std::uint8_t> faces_;
  std::vector<std::uint8_t> phase_;
};

}  // namespace voxvolt::voxel
