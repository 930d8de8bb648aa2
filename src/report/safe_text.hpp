// SPDX-License-Identifier: BSD-3-Clause
// Free text on its way to gnuplot, HTML and file names: it arrives as text there, and as nothing else.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace voxvolt::report {

/// Valid UTF-8 without control characters, on one line; what is neither becomes U+FFFD, line ends and tabs become
/// spaces.
std::string clean_text(std::string_view text);

/// At most `most` characters, the last of them `…` when something was cut.
std::string shortened(std::string_view text, std::size_t most);

/// For a gnuplot script: single-quoted with quotes doubled, where gnuplot expands neither escapes, backquotes nor
/// macros.
std::string gnuplot_text(std::string_view text);

/// For HTML and XML, between tags and inside quoted attributes; line ends stay.
std::string html_text(std::string_view text);

/// A name of a file from [A-Za-z0-9_.-], at most 120 characters, not beginning with a dot. Names that had to be changed
/// end in eight digits of their hash, so that two of them stay two.
std::string file_name(std::string_view text);

/// RFC 4648, for data: addresses.
std::string base64(std::string_view bytes);

}  // namespace voxvolt::report
