// SPDX-License-Identifier: BSD-3-Clause
// Exact constants of the SI (2019).
#pragma once

namespace voxvolt::laws {

inline constexpr double faraday = 96485.33212331001;      ///< C/mol
inline constexpr double gas_constant = 8.31446261815324;  ///< J/(mol K)

}  // namespace voxvolt::laws
