// SPDX-License-Identifier: BSD-3-Clause
// Which conducting voxels can carry a flux: those whose cluster joins both end faces.
#include <algorithm>
#include <limits>

#include "meshes/voxel/slab_clusters.hpp"
#include "numerics/multigrid/lattice.hpp"
#include "parallel/halo.hpp"
#include "solvers/microstructure/transport/image_medium.hpp"

namespace voxvolt::microstructure {
namespace {

using numerics::multigrid::Ends;
using numerics::multigrid::Lattice;
using voxel::SlabClusters;
using Node = std::uint32_t;

/// visit(first voxel, one past the last, node) for every run of conducting voxels, in the order of storage.
template <class Visit>
void every_conducting_run(const std::vector<std::uint8_t>& conducting, std::size_t row_length, const Visit& visit) {
  Node node = 0;
  for (std::size_t row = 0; row < conducting.size(); row += row_length) {
    for (std::size_t begin = row; begin < row + row_length; ++node) {
      std::size_t end = begin + 1;
      while (end < row + row_length && conducting[end] == conducting[begin]) ++end;
      if (conducting[begin] != 0) visit(begin, end, node);
      begin = end;
    }
  }
}

constexpr Node nobody = std::numeric_limits<Node>::max();

/// The node of each voxel of one row, `nobody` where it does not conduct.
class RowNodes {
 public:
  RowNodes(const std::vector<std::uint8_t>& conducting, std::size_t row_length) {
    nodes_.assign(conducting.size(), nobody);
    every_conducting_run(conducting, row_length, [&](std::size_t begin, std::size_t end, Node node) {
      std::fill(nodes_.begin() + static_cast<std::ptrdiff_t>(begin), nodes_.begin() + static_cast<std::ptrdiff_t>(end),
                node);
    });
  }
  Node at(std::size_t voxel) const { return nodes_[voxel]; }

 private:
  std::vector<Node> nodes_;
};

void join_sides(const Lattice& lattice, const std::vector<std::uint8_t>& conducting, SlabClusters& clusters) {
  if (!lattice.periodic(0) && !lattice.periodic(1)) return;
  const auto nx = static_cast<std::size_t>(lattice.shape.nx), ny = static_cast<std::size_t>(lattice.shape.ny);
  const RowNodes node(conducting, nx);
  const auto join = [&](std::size_t a, std::size_t b) {
    if (node.at(a) != nobody && node.at(b) != nobody) clusters.forest.join(node.at(a), node.at(b));
  };
  for (std::size_t plane = 0; plane < conducting.size(); plane += nx * ny) {
    for (std::size_t j = 0; j < ny && lattice.periodic(0); ++j) join(plane + j * nx, plane + j * nx + nx - 1);
    for (std::size_t i = 0; i < nx && lattice.periodic(1); ++i) join(plane + i, plane + (ny - 1) * nx + i);
  }
}

/// A cluster that meets a neighbouring slab, as told to all ranks.
struct OpenCluster {
  std::uint32_t faces;
};
struct Contact {
  std::uint32_t below, above;
};

/// The end faces that each cluster of this slab touches, over all slabs.
class TouchedFaces {
 public:
  TouchedFaces(const Lattice& lattice, SlabClusters& clusters, const parallel::Communicator& ranks)
      : clusters_(clusters) {
    if (lattice.beside.lower) list_open(clusters.first_plane);
    if (lattice.beside.upper) list_open(clusters.last_plane);
    std::sort(open_.begin(), open_.end());
    open_.erase(std::unique(open_.begin(), open_.end()), open_.end());
    first_number_ = static_cast<std::uint32_t>(ranks.sum_before(static_cast<std::int64_t>(open_.size())));
    std::vector<OpenCluster> mine;
    for (const Node root : open_) mine.push_back({clusters.forest.faces(root)});
    for (const OpenCluster& cluster : parallel::gather_all(ranks, mine)) {
      whole_.add(0, static_cast<std::uint8_t>(cluster.faces), 1);
    }
    for (const Contact& contact : parallel::gather_all(ranks, contacts(lattice, ranks))) {
      whole_.join(contact.below, contact.above);
    }
  }

  std::uint8_t of(Node node) {
    const Node root = clusters_.forest.root(node);
    const auto place = std::lower_bound(open_.begin(), open_.end(), root);
    if (place == open_.end() || *place != root) return clusters_.forest.faces(root);
    return whole_.faces(whole_.root(first_number_ + static_cast<std::uint32_t>(place - open_.begin())));
  }

 private:
  void list_open(const std::vector<Node>& plane) {
    for (const Node node : plane) {
      if (clusters_.forest.phase(node) != 0) open_.push_back(clusters_.forest.root(node));
    }
  }

  /// The number over all ranks of each voxel's cluster, `nobody` where it does not conduct.
  std::vector<std::uint32_t> numbers(const std::vector<Node>& plane) {
    std::vector<std::uint32_t> all;
    for (const Node node : plane) {
      const auto place = std::lower_bound(open_.begin(), open_.end(), clusters_.forest.root(node)) - open_.begin();
      all.push_back(clusters_.forest.phase(node) == 0 ? nobody : first_number_ + static_cast<std::uint32_t>(place));
    }
    return all;
  }

  /// Found by the rank above each face between slabs.
  std::vector<Contact> contacts(const Lattice& lattice, const parallel::Communicator& ranks) {
    std::vector<Contact> found;
    if (!lattice.beside.lower && !lattice.beside.upper) return found;
    // Only the way up is used; the way down carries nothing.
    const auto up = lattice.beside.upper ? numbers(clusters_.last_plane) : std::vector<std::uint32_t>();
    std::vector<std::uint32_t> below(lattice.beside.lower ? clusters_.first_plane.size() : 0);
    parallel::exchange(ranks, lattice.beside, {{}, std::as_bytes(std::span(up))},
                       {std::as_writable_bytes(std::span(below)), {}});
    if (!lattice.beside.lower) return found;
    const auto here = numbers(clusters_.first_plane);
    for (std::size_t v = 0; v < here.size(); ++v) {
      if (here[v] == nobody || below[v] == nobody) continue;
      if (found.empty() || found.back().below != below[v] || found.back().above != here[v]) {
        found.push_back({below[v], here[v]});
      }
    }
    return found;
  }

  SlabClusters& clusters_;
  std::vector<Node> open_;  ///< roots, ascending
  std::uint32_t first_number_ = 0;
  voxel::ClusterForest<std::int64_t> whole_;
};

bool joins_ends(std::uint8_t faces, int axis) {
  const int both = 3 << (2 * axis);
  return (faces & both) == both;
}

}  // namespace

ConnectedImage connected_along(const ConductingImage& image, int axis, Boundary boundary,
                               const parallel::Communicator& ranks) {
  const Lattice lattice = numerics::multigrid::make_lattice(image.classes.grid, ends_of(boundary, axis), ranks);
  const auto classes = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), image.classes.data);
  std::vector<std::uint8_t> conducting(classes.span());
  std::transform(classes.data(), classes.data() + classes.span(), conducting.begin(),
                 [](std::uint8_t c) { return static_cast<std::uint8_t>(c != 0 ? 1 : 0); });
  SlabClusters clusters = voxel::clusters_of({conducting, lattice.grid, lattice.block});
  join_sides(lattice, conducting, clusters);
  TouchedFaces touched(lattice, clusters, ranks);

  ConnectedImage connected;
  connected.classes = image.classes;
  connected.classes.data =
      numerics::Field<std::uint8_t>::View("connected classes", classes.extent(0), classes.extent(1), classes.extent(2));
  const auto kept = Kokkos::create_mirror_view(connected.classes.data);
  every_conducting_run(conducting, static_cast<std::size_t>(lattice.shape.nx),
                       [&](std::size_t begin, std::size_t end, Node node) {
                         const std::uint8_t faces = touched.of(node);
                         const bool joined = boundary == Boundary::cell
                                                 ? joins_ends(faces, 0) || joins_ends(faces, 1) || joins_ends(faces, 2)
                                                 : joins_ends(faces, axis);
                         (joined ? connected.conducting : connected.isolated) += static_cast<std::int64_t>(end - begin);
                         if (joined) std::copy(classes.data() + begin, classes.data() + end, kept.data() + begin);
                       });
  Kokkos::deep_copy(connected.classes.data, kept);
  connected.conducting = ranks.sum(connected.conducting);
  connected.isolated = ranks.sum(connected.isolated);
  return connected;
}

std::array<Ends, 3> ends_of(Boundary boundary, int axis) {
  std::array<Ends, 3> ends;
  ends.fill(boundary == Boundary::fixed ? Ends::closed : Ends::periodic);
  if (boundary != Boundary::cell) ends[axis] = Ends::closed;
  return ends;
}

}  // namespace voxvolt::microstructure
