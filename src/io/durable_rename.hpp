// SPDX-License-Identifier: BSD-3-Clause
// A finished file gets its name in one step: whoever sees the name sees all of the content, also after a power cut.
#pragma once

#include <string>

namespace voxvolt::io {

/// The name under which a file is written until it is complete. One writer per final name at a time.
std::string temporary_name(const std::string& path);

/// Syncs the file `from` to disk, renames it to `to` (replacing it) and syncs the folder. One process.
/// Throws MachineFailure naming the file and the reason.
void rename_durably(const std::string& from, const std::string& to);

}  // namespace voxvolt::io
