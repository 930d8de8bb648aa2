// SPDX-License-Identifier: BSD-3-Clause
// XDMF 2: which file holds which field at which time, for ParaView and VisIt.
#pragma once

#include <span>
#include <string>

#include "io/field_handle.hpp"

namespace voxvolt::io {

/// The index of stored fields, for a file that stands in the same folder as theirs. Snapshots in the order of
/// `handles`; a temporal collection when there are several. XDMF lists sizes, origin and spacing as z, y, x.
std::string xdmf_index(const std::string& title, std::span<const FieldHandle> handles);

}  // namespace voxvolt::io
