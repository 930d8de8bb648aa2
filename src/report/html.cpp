// SPDX-License-Identifier: BSD-3-Clause
#include "report/html.hpp"

#include <algorithm>
#include <cctype>

#include "report/safe_text.hpp"

namespace voxvolt::report {
namespace {

constexpr std::size_t kShortTable = 14;

constexpr const char* kStyle = R"(
body { font: 16px/1.5 system-ui, "Segoe UI", Helvetica, Arial, sans-serif; color: #1b1b1b; background: #fff;
  max-width: 900px; margin: 0 auto; padding: 24px 20px 60px; }
h1 { font-size: 1.7em; line-height: 1.25; margin: 0 0 .2em; overflow-wrap: anywhere; }
h2 { font-size: 1.3em; margin: 2em 0 .4em; border-bottom: 1px solid #bbb; padding-bottom: .15em; }
h3 { font-size: 1.05em; margin: 1.4em 0 .3em; }
p { margin: .4em 0 .8em; } .quiet { color: #555; font-size: .9em; } .alarm { color: #a01010; font-weight: 600; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: .4em 0 1em; font-size: .92em; }
th { text-align: left; border-bottom: 2px solid #999; padding: 3px 14px 3px 0; }
td { border-bottom: 1px solid #ddd; padding: 3px 14px 3px 0; vertical-align: top; overflow-wrap: break-word; }
code { font: .9em ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
figure { margin: 1em 0 1.6em; break-inside: avoid; } figure img { width: 100%; max-width: 800px; height: auto; }
figcaption { color: #444; font-size: .88em; max-width: 800px; overflow-wrap: anywhere; }
details { margin: .5em 0 1em; } summary { cursor: pointer; color: #0b4f7d; }
a { color: #0b4f7d; }
.graph { max-width: 100%; height: auto; display: block; margin: .6em 0; } .graph a { text-decoration: none; }
.graph .arrow { fill: none; stroke: #555; stroke-width: 1.6; } .graph marker path { fill: #555; }
.graph .box { stroke: #0072b2; stroke-width: 1.6; fill: #eaf4fb; }
.graph .is-open { stroke: #a01010; stroke-dasharray: 5 3; fill: #fff; }
.graph text { text-anchor: middle; font-size: 14px; fill: #1b1b1b; } .graph .kind { font-size: 11.5px; fill: #555; }
.graph .number { font-size: 10.5px; text-anchor: start; paint-order: stroke; stroke: #fff; stroke-width: 3px; }
@media print { body { max-width: none; padding: 0; font-size: 11pt; } h2 { break-after: avoid; }
  tr { break-inside: avoid; } }
)";

bool stands_in_doi(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || std::string_view("./_-():;").find(c) != std::string_view::npos;
}

}  // namespace

std::string element(const std::string& tag, const std::string& html, const std::string& style_class) {
  return "<" + tag + (style_class.empty() ? "" : " class=\"" + html_text(style_class) + "\"") + ">" + html + "</" +
         tag + ">";
}

std::string paragraph(const std::string& text, const std::string& style_class) {
  return element("p", html_text(text), style_class) + "\n";
}

Table::Table(const std::vector<std::string>& heads) {
  std::string cells;
  for (const std::string& head : heads) cells += element("th", html_text(head));
  html_ = element("thead", element("tr", cells)) + "<tbody>\n";
}

void Table::row(const std::vector<std::string>& texts) {
  std::vector<std::string> html;
  for (const std::string& text : texts) html.push_back(html_text(text));
  html_row(html);
}

void Table::html_row(const std::vector<std::string>& html) {
  std::string cells;
  for (const std::string& cell : html) cells += element("td", cell);
  html_ += element("tr", cells) + "\n";
  ++rows_;
}

std::string Table::html() const { return element("div", element("table", html_ + "</tbody>"), "wide") + "\n"; }

std::string folded(const std::string& summary, const std::string& html) {
  return element("details", element("summary", html_text(summary)) + "\n" + html) + "\n";
}

std::string folded_when_long(const std::string& summary, const Table& table) {
  if (table.rows() > kShortTable) return folded(summary + " (" + std::to_string(table.rows()) + ")", table.html());
  return element("h3", html_text(summary)) + "\n" + table.html();
}

std::string with_doi_links(const std::string& text) {
  const std::string mark = "doi:";
  std::string html;
  std::size_t done = 0;
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, done)) {
    const std::size_t begin = at + mark.size();
    std::size_t end = begin;
    while (end < text.size() && stands_in_doi(text[end])) ++end;
    while (end > begin && std::string_view(".;:").find(text[end - 1]) != std::string_view::npos) --end;
    const std::string doi = text.substr(begin, end - begin);
    html += html_text(text.substr(done, begin - done));
    html += doi.starts_with("10.") ? "<a href=\"https://doi.org/" + html_text(doi) + "\">" + html_text(doi) + "</a>"
                                   : html_text(doi);
    done = end;
  }
  return html + html_text(text.substr(done));
}

std::string page_around(const std::string& title, const std::string& body_html) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
         "'unsafe-inline'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
         element("title", html_text(title)) + "\n<style>" + kStyle + "</style>\n</head>\n<body>\n" + body_html +
         "</body>\n</html>\n";
}

}  // namespace voxvolt::report
