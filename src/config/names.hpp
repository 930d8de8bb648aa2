// SPDX-License-Identifier: BSD-3-Clause
// What a name and a dotted path are.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace voxvolt::config {

/// [A-Za-z][A-Za-z0-9_]*
bool is_name(std::string_view text);
/// 2 of `path.2`: whole, from 1, at most nine digits, no leading zero; empty when it is no such number.
std::optional<std::size_t> element_number(std::string_view text);
/// Names or element numbers joined by dots.
bool is_path(std::string_view text);
std::vector<std::string> split_path(std::string_view path);
/// `above.key`, or the one of them that is not empty.
std::string join_path(const std::string& above, const std::string& key);
/// `a, b, c`
std::string listed(const std::vector<std::string>& words);

}  // namespace voxvolt::config
