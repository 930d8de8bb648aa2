# SPDX-License-Identifier: BSD-3-Clause
# Run at every build: writes release.hpp with the release and the commit, and touches it only when they change.
execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --abbrev=12 --exclude=*
  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed)
  set(commit unknown)
endif()
file(WRITE ${OUTPUT}.new "// Made by scripts/cmake/release.cmake.
#pragma once
namespace voxvolt {
inline constexpr const char* kRelease = \"${RELEASE}\";
inline constexpr const char* kCommit = \"${commit}\";
}  // namespace voxvolt
")
file(COPY_FILE ${OUTPUT}.new ${OUTPUT} ONLY_IF_DIFFERENT)
