// SPDX-License-Identifier: BSD-3-Clause
// Files of the record: once a call has returned, a crash or power cut does not take back what it wrote.
#pragma once

#include <string>
#include <string_view>

namespace voxvolt::parallel {

/// Makes `path` hold exactly `text`. Whoever looks, or comes back after a crash, finds the old content or the new, and
/// never a part: written as `path` + ".partial", fsync, rename, fsync of the folder. One writer per path at a time.
/// Not collective. Throws MachineFailure naming the file and the system's reason; then `path` is as it was.
void write_durably(const std::string& path, std::string_view text);

/// Appends `text` as it is (a line brings its own newline), making the file if there is none; fsync. A crash may leave
/// a part of it at the end. Not collective. Throws MachineFailure as above; then the file is as long as it was.
void append_durably(const std::string& path, std::string_view text);

/// What a rename in `folder` needs to survive a power cut. Throws MachineFailure.
void sync_folder(const std::string& folder);

}  // namespace voxvolt::parallel
