// SPDX-License-Identifier: BSD-3-Clause
// A labelled image as a file for other programs, which this one reads back to the same bits.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "numerics/field.hpp"
#include "parallel/communicator.hpp"

namespace voxvolt::io {

struct ExportedImage {
  numerics::Field<std::uint8_t> labels;
  std::vector<std::string> phases;  ///< names, in the order of their labels from 0
  int through = 2;                  ///< 0 x, 1 y, 2 z
  std::string origin;               ///< one line: where it comes from
};

/// Collective. A page of 8 bits per plane of z, deflated; BigTIFF from 4 GB on. The tags of resolution hold the voxel's x and
/// y edges; the description is as ImageJ writes it (unit, spacing along z) and goes on with `phases=0:pore,1:active`,
/// `through=z`, `voxel=dx dy dz m`, `origin=...`. Rank 0 writes, and takes 64 MiB or a plane beside its own ones. Under a
/// temporary name, synced, renamed. Throws AgreedFailure(machine).
void write_tiff_stack(const std::string& path, const ExportedImage& image, const parallel::Communicator& ranks);

/// Collective. Dataset `/phase`, uint8, [z][y][x], with the attributes `voxel_size` (x, y, z; m), `phases`, `through`,
/// `origin`, written by all ranks together. Under a temporary name, synced, renamed. Throws AgreedFailure(machine).
void write_hdf5_image(const std::string& path, const ExportedImage& image, const parallel::Communicator& ranks);

}  // namespace voxvolt::io
