// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/microstructure/transport/image_medium.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "numerics/multigrid/lattice.hpp"
#include "parallel/agree.hpp"
#include "parallel/halo.hpp"

namespace voxvolt::microstructure {
namespace {

using Labels = numerics::Field<std::uint8_t>;

void check_table(const Labels& labels, const ConductivityTable& table) {
  if (labels.grid.size() == 0) throw parallel::AgreedFailure(ExitCode::input, "the image has no voxels");
  for (const double h : labels.grid.spacing) {
    if (!(h > 0) || !std::isfinite(h))
      throw parallel::AgreedFailure(ExitCode::input, "the voxel size must be above 0 m");
  }
  for (const auto& [label, k] : table) {
    for (const double value : k) {
      if (value >= 0 && std::isfinite(value)) continue;
      throw parallel::AgreedFailure(
          ExitCode::input, "label " + std::to_string(label) + ": a conductivity must be at least 0 and finite");
    }
  }
}

std::array<std::int64_t, 256> count_labels(const Labels& labels, const parallel::Communicator& ranks) {
  std::array<std::int64_t, 256> counts{};
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), labels.data);
  for (std::size_t n = 0; n < host.span(); ++n) ++counts[host.data()[n]];
  ranks.sum(std::span<std::int64_t>(counts));
  return counts;
}

/// The class of every label; classes with equal conductivity are one.
std::array<std::uint8_t, 256> classify(const std::array<std::int64_t, 256>& counts, const ConductivityTable& table,
                                       ConductingImage& image) {
  std::array<std::uint8_t, 256> number{};
  image.conductivity.assign(1, {0, 0, 0});
  image.voxels.assign(1, 0);
  for (int label = 0; label < 256; ++label) {
    if (counts[label] == 0) continue;
    const auto entry = table.find(label);
    if (entry == table.end()) {
      throw parallel::AgreedFailure(ExitCode::input, "label " + std::to_string(label) + " has no conductivity, but " +
                                                         std::to_string(counts[label]) +
                                                         " voxels of the image carry it");
    }
    auto& known = image.conductivity;
    auto found = std::find(known.begin(), known.end(), entry->second);
    if (found == known.end()) {
      found = known.insert(found, entry->second);
      image.voxels.push_back(0);
    }
    number[label] = static_cast<std::uint8_t>(found - known.begin());
    image.voxels[number[label]] += counts[label];
  }
  if (image.conductivity.size() > 64) {
    throw parallel::AgreedFailure(ExitCode::input, "more than 63 different conductivities in one image");
  }
  return number;
}

Labels on_aligned_slabs(const Labels& labels, const std::array<std::uint8_t, 256>& number,
                        const parallel::Communicator& ranks) {
  int levels = 0;
  Labels classes;
  classes.grid = labels.grid;
  classes.block = numerics::multigrid::aligned_slab(labels.grid, ranks, levels);
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), labels.data);
  const std::int64_t plane = labels.grid.cells[0] * labels.grid.cells[1];
  const auto moved = parallel::move_planes(ranks, {labels.block.first[2], labels.block.count[2]},
                                           {classes.block.first[2], classes.block.count[2]}, plane,
                                           std::as_bytes(std::span<const std::uint8_t>(host.data(), host.span())));
  classes.data =
      Labels::View("classes", static_cast<std::size_t>(classes.block.count[2]),
                   static_cast<std::size_t>(labels.grid.cells[1]), static_cast<std::size_t>(labels.grid.cells[0]));
  const auto into = Kokkos::create_mirror_view(classes.data);
  std::transform(moved.begin(), moved.end(), into.data(),
                 [&](std::byte label) { return number[static_cast<std::size_t>(label)]; });
  Kokkos::deep_copy(classes.data, into);
  return classes;
}

}  // namespace

ConductivityTable isotropic(const std::map<int, double>& conductivity) {
  ConductivityTable table;
  for (const auto& [label, k] : conductivity) table[label] = {k, k, k};
  return table;
}

double ConductingImage::arithmetic_mean(int axis) const {
  double sum = 0;
  for (std::size_t c = 0; c < voxels.size(); ++c) sum += static_cast<double>(voxels[c]) * conductivity[c][axis];
  return sum / static_cast<double>(size());
}

double ConductingImage::harmonic_mean(int axis) const {
  double sum = 0;
  for (std::size_t c = 0; c < voxels.size(); ++c) {
    if (voxels[c] == 0) continue;
    if (conductivity[c][axis] == 0) return 0;
    sum += static_cast<double>(voxels[c]) / conductivity[c][axis];
  }
  return static_cast<double>(size()) / sum;
}

ConductingImage conducting_image(const Labels& labels, const ConductivityTable& table,
                                 const parallel::Communicator& ranks) {
  check_table(labels, table);
  ConductingImage image;
  const auto number = classify(count_labels(labels, ranks), table, image);
  image.classes = on_aligned_slabs(labels, number, ranks);
  return image;
}

std::vector<std::array<double, 3>> voxel_conductances(const ConductingImage& image) {
  const auto h = image.classes.grid.spacing;
  std::vector<std::array<double, 3>> conductance;
  for (const auto& k : image.conductivity) {
    conductance.push_back({k[0] * h[1] * h[2] / h[0], k[1] * h[0] * h[2] / h[1], k[2] * h[0] * h[1] / h[2]});
  }
  return conductance;
}

}  // namespace voxvolt::microstructure
