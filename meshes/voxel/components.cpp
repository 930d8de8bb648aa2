// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/voxel/components.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "meshes/voxel/slab_clusters.hpp"
#include "parallel/agree.hpp"
#include "parallel/halo.hpp"

namespace voxvolt::voxel {
namespace {

/// Sums over clusters, phase by phase; held as plain numbers so that ranks can add them up.
class Tally {
 public:
  explicit Tally(std::size_t phases) : numbers_(phases * kPerPhase, 0) {}

  void add(std::uint8_t phase, std::int64_t voxels, std::uint8_t faces) {
    std::int64_t* of = numbers_.data() + phase * kPerPhase;
    of[0] += voxels;
    of[1] += 1;
    for (int axis = 0; axis < 3; ++axis) {
      const int both = (x_low | x_high) << (2 * axis);
      if ((faces & both) == both) of[2 + axis] += voxels;
    }
  }

  void sum_over(const parallel::Communicator& ranks) { ranks.sum(std::span<std::int64_t>(numbers_)); }
  void add(const Tally& other) {
    for (std::size_t i = 0; i < numbers_.size(); ++i) numbers_[i] += other.numbers_[i];
  }

  std::vector<PhaseClusters> phases() const {
    std::vector<PhaseClusters> all;
    for (std::size_t i = 0; i < numbers_.size(); i += kPerPhase)
      all.push_back({numbers_[i], numbers_[i + 1], {numbers_[i + 2], numbers_[i + 3], numbers_[i + 4]}});
    return all;
  }

 private:
  static constexpr std::size_t kPerPhase = 5;
  std::vector<std::int64_t> numbers_;
};

/// A cluster that meets a face between slabs: it may go on in the next one. As sent to all ranks.
struct OpenCluster {
  std::int64_t voxels;
  std::uint32_t faces;
  std::uint32_t phase;
};

/// Two open clusters, by their number over all ranks, that share a voxel face.
struct Contact {
  std::uint32_t below, above;
  auto operator<=>(const Contact&) const = default;
};

/// One voxel on a face between slabs, as sent to the next rank.
struct FaceVoxel {
  std::uint32_t cluster;  // number over all ranks
  std::uint32_t phase;
};

/// What joins the slabs of all ranks into one image.
class Seams {
 public:
  Seams(const Slab& slab, SlabClusters& clusters, const parallel::Communicator& ranks)
      : clusters_(clusters), ranks_(ranks) {
    const bool holds_planes = slab.block.count[2] > 0;
    if (holds_planes && slab.block.first[2] > 0) beside_.lower = ranks.rank() - 1;
    if (holds_planes && slab.block.first[2] + slab.block.count[2] < slab.grid.cells[2])
      beside_.upper = ranks.rank() + 1;
    list_open_clusters();
    first_number_ = static_cast<std::uint32_t>(ranks.sum_before(static_cast<std::int64_t>(open_.size())));
  }

  bool is_open(std::uint32_t root) const { return std::ranges::binary_search(open_, root); }

  /// Clusters that reach over a seam, joined; the same on every rank.
  Tally joined(std::size_t phases) const {
    const auto all = parallel::gather_all(ranks_, open_clusters());
    const auto contacts = parallel::gather_all(ranks_, contacts_below());
    ClusterForest<std::int64_t> whole;
    whole.reserve(all.size());
    for (const OpenCluster& open : all)
      whole.add(open.voxels, static_cast<std::uint8_t>(open.faces), static_cast<std::uint8_t>(open.phase));
    for (const Contact& contact : contacts) whole.join(contact.below, contact.above);
    Tally tally(phases);
    for (std::uint32_t i = 0; i < whole.size(); ++i)
      if (whole.is_root(i)) tally.add(whole.phase(i), whole.voxels(i), whole.faces(i));
    return tally;
  }

 private:
  void list_open_clusters() {
    const auto add = [this](const std::vector<std::uint32_t>& plane) {
      std::uint32_t last = std::numeric_limits<std::uint32_t>::max();
      for (const std::uint32_t node : plane) {
        if (node != last) open_.push_back(clusters_.forest.root(node));
        last = node;
      }
    };
    if (beside_.lower) add(clusters_.first_plane);
    if (beside_.upper) add(clusters_.last_plane);
    std::ranges::sort(open_);
    open_.erase(std::ranges::unique(open_).begin(), open_.end());
  }

  std::vector<OpenCluster> open_clusters() const {
    std::vector<OpenCluster> all;
    for (const std::uint32_t root : open_)
      all.push_back({clusters_.forest.voxels(root), clusters_.forest.faces(root), clusters_.forest.phase(root)});
    return all;
  }

  std::vector<FaceVoxel> face(const std::vector<std::uint32_t>& plane) const {
    std::vector<FaceVoxel> voxels;
    voxels.reserve(plane.size());
    for (const std::uint32_t node : plane) {
      const std::uint32_t root = clusters_.forest.root(node);
      const auto place = std::ranges::lower_bound(open_, root) - open_.begin();
      voxels.push_back({first_number_ + static_cast<std::uint32_t>(place), clusters_.forest.phase(root)});
    }
    return voxels;
  }

  // The rank above finds the contacts of a seam.
  std::vector<Contact> contacts_below() const {
    const auto mine = beside_.upper ? face(clusters_.last_plane) : std::vector<FaceVoxel>{};
    std::vector<FaceVoxel> theirs(beside_.lower ? clusters_.first_plane.size() : 0);
    parallel::exchange(ranks_, beside_, {{}, std::as_bytes(std::span(mine))},
                       {std::as_writable_bytes(std::span(theirs)), {}});
    std::vector<Contact> contacts;
    if (!beside_.lower) return contacts;
    const auto above = face(clusters_.first_plane);
    for (std::size_t i = 0; i < above.size(); ++i) {
      if (above[i].phase != theirs[i].phase) continue;
      const Contact contact{theirs[i].cluster, above[i].cluster};
      if (contacts.empty() || contacts.back() != contact) contacts.push_back(contact);
    }
    std::ranges::sort(contacts);
    contacts.erase(std::ranges::unique(contacts).begin(), contacts.end());
    return contacts;
  }

  SlabClusters& clusters_;
  const parallel::Communicator& ranks_;
  parallel::Neighbours beside_;
  std::vector<std::uint32_t> open_;  // roots, ascending
  std::uint32_t first_number_ = 0;
};

void refuse_large_slabs(const numerics::VoxelGrid& grid, const parallel::Communicator& ranks) {
  const std::int64_t planes = (grid.cells[2] + ranks.size() - 1) / ranks.size();
  const std::int64_t voxels = planes * grid.cells[0] * grid.cells[1];
  if (voxels > std::numeric_limits<std::uint32_t>::max())
    throw parallel::AgreedFailure(ExitCode::machine,
                                  "clusters are counted for up to 4294967295 voxels per rank, here are " +
                                      std::to_string(voxels) + "; use more ranks");
}

}  // namespace

std::vector<PhaseClusters> find_clusters(const Image& image, const parallel::Communicator& ranks) {
  refuse_large_slabs(image.labels.grid, ranks);
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), image.labels.data);
  const Slab slab{{host.data(), host.size()}, image.labels.grid, image.labels.block};
  SlabClusters clusters = clusters_of(slab);
  const Seams seams(slab, clusters, ranks);
  Tally closed(image.phases.size());
  for (std::uint32_t node = 0; node < clusters.forest.size(); ++node)
    if (clusters.forest.is_root(node) && !seams.is_open(node))
      closed.add(clusters.forest.phase(node), clusters.forest.voxels(node), clusters.forest.faces(node));
  closed.sum_over(ranks);
  closed.add(seams.joined(image.phases.size()));
  return closed.phases();
}

}  // namespace voxvolt::voxel
