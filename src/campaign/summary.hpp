// SPDX-License-Identifier: BSD-3-Clause
// The tables that a person reads: what a run took, what it gave, what a campaign would do.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "campaign/product.hpp"

namespace voxvolt::campaign {

/// Columns padded to their widest cell, two spaces between, a line under the first row; numbers are not aligned by point.
std::string table_text(const std::vector<std::vector<std::string>>& rows);

struct StageTime {
  std::string stage;
  std::string status;  ///< done, reused, failed, ...
  double seconds = 0;  ///< wall clock, slowest rank
  double bytes = 0;    ///< peak resident memory of the largest rank so far
};
std::string time_table(const std::vector<StageTime>& times);

/// The main products of each stage (all, when none is marked as main), with error and meaning.
std::string summary_table(const std::vector<std::pair<std::string, const Products*>>& stages);

/// `1.2 GiB`, `340 MiB`, `12 KiB`; `-` for NaN and 0.
std::string bytes_text(double bytes);
/// `2.3 s`, `5 min`, `1.5 h`; `-` for NaN.
std::string seconds_text(double seconds);
/// `1.2e+06`; `-` for NaN and 0.
std::string count_text(double count);

}  // namespace voxvolt::campaign
