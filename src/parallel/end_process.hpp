// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace voxvolt::parallel {

/// Ends this process with a code, without the order that MPI asks for, when that order can no longer be kept.
[[noreturn]] void end_process(int code);

}  // namespace voxvolt::parallel
