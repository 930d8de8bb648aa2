// SPDX-License-Identifier: BSD-3-Clause
// Columns of numbers from a text of unknown origin.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace voxvolt::io {

/// `columns` columns separated by commas, semicolons, tabs or blanks, one row a line. Lines that start with # and empty
/// lines are skipped; one line of heads, none of whose cells is a number, may come first. Throws Failure(input) with
/// `name:line:` and what is wrong: other than text, another number of cells, a cell that is no finite number, more than
/// `most` rows, none.
std::vector<std::vector<double>> numeric_table(const std::string& text, const std::string& name, std::size_t columns,
                                               std::size_t most = 1'000'000);

}  // namespace voxvolt::io
