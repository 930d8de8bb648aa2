// SPDX-License-Identifier: BSD-3-Clause
// Figures and one self-contained page about a run.
#pragma once

#include <string>

namespace voxvolt::report {

/// Draws the figures of a run into DIR/figures (gnuplot scripts and data kept beside them) and writes DIR/report.html
/// with the figures inlined. One process. Throws MachineFailure when gnuplot is missing or fails, Failure(input) when
/// there is no run in `folder`.
void write(const std::string& folder);

}  // namespace voxvolt::report
