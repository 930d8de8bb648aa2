// SPDX-License-Identifier: BSD-3-Clause
// Voxel images in files: TIFF stacks, numbered TIFF files, raw values, HDF5 datasets. Arrays are (z, y, x): a TIFF
// page is a z plane. Read plane by plane, each rank its own planes, so that memory is what the reader of the planes
// keeps.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "numerics/field.hpp"
#include "parallel/communicator.hpp"

namespace voxvolt::io {

/// How a raw file is laid out, which it does not say itself: x fastest, no header.
struct RawLayout {
  std::array<std::int64_t, 3> cells{0, 0, 0};  ///< x, y, z
  int bytes_per_voxel = 1;                     ///< 1, 2 or 4, unsigned
  bool big_endian = false;
};

/// `raw` is given for raw files only; otherwise the first bytes of the file say whether it is TIFF or HDF5. A `*` in
/// the file's name stands for the numbers of single-page TIFF files.
struct StackFile {
  std::string path;
  std::string dataset;  ///< in HDF5; empty: the only three-dimensional integer dataset
  std::optional<RawLayout> raw;
};

struct StackInfo {
  std::array<std::int64_t, 3> cells{0, 0, 0};  ///< x, y, z
  int bytes_per_voxel = 1;
};

/// Part of an image, half-open, x, y, z.
struct Box {
  std::array<std::int64_t, 3> from{0, 0, 0};
  std::array<std::int64_t, 3> to{0, 0, 0};
  std::int64_t size(std::size_t axis) const { return to[axis] - from[axis]; }
};

/// One process. Size and type, without reading the values. Throws Failure(ExitCode::input, `FILE: what is wrong`).
StackInfo probe_stack(const StackFile& file);

/// The part that is left when `from` and `to` are given for some axes. Throws Failure(input) when a crop is empty or
/// reaches beyond the image.
Box cropped(const std::string& path, const StackInfo& info, const std::array<std::optional<std::int64_t>, 3>& from,
            const std::array<std::optional<std::int64_t>, 3>& to);

/// One process. The most bytes that one of `ranks` ranks needs to read a part and to keep `kept_per_voxel` bytes of
/// each voxel.
double stack_memory(const StackFile& file, const Box& part, int ranks, double kept_per_voxel = 1);

/// One process. Throws Failure(input, `FILE: ... needs ... on each rank, only ... may be used`) when that is more than
/// `limit` bytes.
void require_memory(const StackFile& file, const Box& part, int ranks, double limit, double kept_per_voxel = 1);

/// A plane of the part, x fastest; `plane` counts from the part's first one.
using PlaneSink = std::function<void(std::int64_t plane, std::span<const std::uint32_t> values)>;

/// Collective. Hands each rank the planes that numerics::slab_of gives it of a grid of the part's size. Throws the same
/// AgreedFailure(input) on all ranks when any rank met a missing, odd, damaged or cut-off plane, or the sink threw.
void read_stack(const StackFile& file, const Box& part, const parallel::Communicator& ranks, const PlaneSink& sink);

}  // namespace voxvolt::io
