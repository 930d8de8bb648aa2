// SPDX-License-Identifier: BSD-3-Clause
// The few elements of HTML that a report is made of. Arguments named `html` are markup; all others are free text.
#pragma once

#include <string>
#include <vector>

namespace voxvolt::report {

std::string element(const std::string& tag, const std::string& html, const std::string& style_class = "");
std::string paragraph(const std::string& text, const std::string& style_class = "");

/// A table under one row of heads.
class Table {
 public:
  explicit Table(const std::vector<std::string>& heads);
  void row(const std::vector<std::string>& texts);
  /// Cells that are markup already.
  void html_row(const std::vector<std::string>& html);
  std::size_t rows() const { return rows_; }
  std::string html() const;

 private:
  std::string html_;
  std::size_t rows_ = 0;
};

/// What opens on a click.
std::string folded(const std::string& summary, const std::string& html);
/// As it is when it is short, else folded.
std::string folded_when_long(const std::string& summary, const Table& table);

/// Free text with `doi:10.x/y` made links to https://doi.org.
std::string with_doi_links(const std::string& text);

/// The whole page around `body_html`. It may show images that it carries and nothing else: no scripts, no fetching.
std::string page_around(const std::string& title, const std::string& body_html);

}  // namespace voxvolt::report
