// SPDX-License-Identifier: BSD-3-Clause
// A real cathode among the supplied data.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>

#include "images.hpp"
#include "io/voxel_stack.hpp"

namespace voxvolt::microstructure {

/// The X-ray image of a cathode (Dahari et al., Adv. Energy Mater. 2023), 128^3: 0 pore and binder, 1 NMC.
inline std::optional<Labels> cathode() {
  const char* folder = std::getenv("VOXVOLT_DATA");
  if (folder == nullptr) return std::nullopt;
  for (const char* place : {"nmc_ct_128.h5", "microstructure/nmc_ct_128.h5"}) {
    const auto path = std::filesystem::path(folder) / place;
    if (!std::filesystem::exists(path)) continue;
    Labels labels = one_label({128, 128, 128});
    const auto host = Kokkos::create_mirror_view(labels.data);
    io::read_stack({path.string(), "", {}}, {{0, 0, 0}, {128, 128, 128}}, test::world(),
                   [&](std::int64_t plane, std::span<const std::uint32_t> values) {
                     std::uint8_t* into = &host(plane - labels.block.first[2], 0, 0);
                     for (const std::uint32_t value : values) *into++ = static_cast<std::uint8_t>(value);
                   });
    Kokkos::deep_copy(labels.data, host);
    return labels;
  }
  return std::nullopt;
}

}  // namespace voxvolt::microstructure
