// SPDX-License-Identifier: BSD-3-Clause
// What a BPX file says of itself: title, sources, layout and model.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/tree.hpp"

namespace voxvolt::parameters::bpx {

struct Header {
  std::string title;
  std::vector<std::string> papers;
  bool is_legacy = false;             ///< layout 0.x
  bool is_before_factor_two = false;  ///< a version whose standard said j0 sinh
  bool is_full = false;               ///< for DFN and SPMe
  bool is_partial = false;            ///< nothing is required
};

/// Complains of what is wrong; the header is then of no use. `file`: what stands for a title and sources not given.
Header read_header(const config::Node& header, const std::string& file, config::Problems& problems);

/// The text at a key; nothing when there is none, or another thing, of which it complains.
std::optional<std::string> text_at(const config::Node& map, const std::string& path, const std::string& key,
                                   config::Problems& problems);

}  // namespace voxvolt::parameters::bpx
