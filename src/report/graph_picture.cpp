// SPDX-License-Identifier: BSD-3-Clause
#include "report/graph_picture.hpp"

#include <algorithm>
#include <map>

#include "report/safe_text.hpp"

namespace voxvolt::report {
namespace {

constexpr int kBoxWidth = 150, kBoxHeight = 46, kGapAcross = 60, kGapDown = 22, kMargin = 8;

struct Box {
  int left = 0, top = 0;
  int right() const { return left + kBoxWidth; }
  int middle() const { return top + kBoxHeight / 2; }
};

std::string listed_below(const Arrow& arrow) {
  std::string text = arrow.from + " → " + arrow.to;
  for (const std::string& what : arrow.what) text += "\n" + arrow.from + "." + what;
  return text;
}

std::string arrow_svg(const Arrow& arrow, const Box& from, const Box& to, int row) {
  const auto point = [](int x, int y) { return std::to_string(x) + "," + std::to_string(y); };
  const int bend = std::max(kGapAcross / 2, (to.left - from.right()) / 2);
  // Arrows that pass a column go below its boxes' middles, so that they are seen between the boxes.
  const int detour = to.left - from.right() > kGapAcross ? (kBoxHeight + kGapDown) / 2 * (row % 2 == 0 ? 1 : -1) : 0;
  const std::string path = "M" + point(from.right(), from.middle()) + " C" +
                           point(from.right() + bend, from.middle() + detour) + " " +
                           point(to.left - bend, to.middle() + detour) + " " + point(to.left - 6, to.middle());
  return "<path class=\"arrow\" d=\"" + path + "\" marker-end=\"url(#head)\"><title>" + html_text(listed_below(arrow)) +
         "</title></path>\n";
}

std::string box_svg(const StageFacts& stage, const Box& box) {
  const std::string kind = stage.record ? stage.record->kind : stage.status();
  const auto text = [&](int down, const std::string& style, const std::string& words) {
    return "<text x=\"" + std::to_string(box.left + kBoxWidth / 2) + "\" y=\"" + std::to_string(box.top + down) +
           "\" class=\"" + style + "\">" + html_text(shortened(words, 21)) + "</text>";
  };
  return "<a href=\"#" + html_text("stage-" + stage.name) + "\"><title>" +
         html_text(stage.name + ": " + kind + ", " + stage.status()) + "</title><rect class=\"box " +
         (stage.record ? "is-done" : "is-open") + "\" x=\"" + std::to_string(box.left) + "\" y=\"" +
         std::to_string(box.top) + "\" width=\"" + std::to_string(kBoxWidth) + "\" height=\"" +
         std::to_string(kBoxHeight) + "\" rx=\"6\"/>" + text(20, "name", stage.name) + text(37, "kind", kind) +
         "</a>\n";
}

}  // namespace

std::vector<std::size_t> columns_of(const std::vector<std::string>& stages, const std::vector<Arrow>& arrows) {
  std::map<std::string, std::size_t> columns;
  for (const std::string& stage : stages) {
    std::size_t column = 0;
    for (const Arrow& arrow : arrows)
      if (const auto from = columns.find(arrow.from); arrow.to == stage && from != columns.end())
        column = std::max(column, from->second + 1);
    columns[stage] = column;
  }
  std::vector<std::size_t> list;
  for (const std::string& stage : stages) list.push_back(columns.at(stage));
  return list;
}

std::string graph_svg(const Run& run) {
  if (run.stages.empty()) return {};
  std::vector<std::string> names;
  for (const StageFacts& stage : run.stages) names.push_back(stage.name);
  const std::vector<std::size_t> columns = columns_of(names, run.arrows);
  std::map<std::size_t, int> filled;
  std::map<std::string, Box> boxes;
  int width = 0, height = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Box box{kMargin + static_cast<int>(columns[i]) * (kBoxWidth + kGapAcross),
                  kMargin + filled[columns[i]]++ * (kBoxHeight + kGapDown)};
    width = std::max(width, box.right() + kMargin);
    height = std::max(height, box.top + kBoxHeight + kMargin);
    boxes[names[i]] = box;
  }
  std::string svg =
      "<svg class=\"graph\" role=\"img\" aria-label=\"The stages and what they take from each other\" viewBox=\"0 0 " +
      std::to_string(width) + " " + std::to_string(height) + "\" width=\"" + std::to_string(width) + "\">\n" +
      "<defs><marker id=\"head\" viewBox=\"0 0 10 10\" refX=\"6\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" "
      "orient=\"auto\"><path d=\"M0,0 L10,5 L0,10 z\"/></marker></defs>\n";
  int row = 0;
  for (const Arrow& arrow : run.arrows)
    if (boxes.contains(arrow.from) && boxes.contains(arrow.to))
      svg += arrow_svg(arrow, boxes.at(arrow.from), boxes.at(arrow.to), row++);
  for (const StageFacts& stage : run.stages) svg += box_svg(stage, boxes.at(stage.name));
  return svg + "</svg>\n";
}

}  // namespace voxvolt::report
