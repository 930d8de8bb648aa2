// SPDX-License-Identifier: BSD-3-Clause
// Small files are read once and told to all.
#pragma once

#include <cstddef>
#include <string>

#include "parallel/communicator.hpp"

namespace voxvolt::parallel {

/// Collective. Rank 0 reads the file, every rank gets its bytes, or the same AgreedFailure(input) that names the file:
/// "cannot read FILE: No such file or directory". Only regular files of at most `limit` bytes are read.
std::string read_small_file(const Communicator& ranks, const std::string& path, std::size_t limit = 64U << 20U);

}  // namespace voxvolt::parallel
