// SPDX-License-Identifier: BSD-3-Clause
#include "report/graph_picture.hpp"

#include <algorithm>
#include <cstdio>
#include <map>

#include "report/safe_text.hpp"

namespace voxvolt::report {
namespace {

constexpr int kBoxWidth = 150, kBoxHeight = 46, kMargin = 8;
constexpr int kGapAcross = 130, kGapDown = 72;  // hold the numbers that a stage hands on
constexpr int kLineHeight = 12;
constexpr std::size_t kMostNumbers = 5, kNameCharacters = 30;

struct Box {
  int left = 0, top = 0;
  int right() const { return left + kBoxWidth; }
  int bottom() const { return top + kBoxHeight; }
  int middle() const { return left + kBoxWidth / 2; }
};

std::string listed_below(const Arrow& arrow) {
  std::string text = arrow.from + " → " + arrow.to;
  for (const std::string& what : arrow.what) text += "\n" + arrow.from + "." + what;
  return text;
}

/// `0.144 ± 0.11 S/m`: as much as there is room for.
std::string short_value(const campaign::Product& product) {
  char text[64];
  if (product.errors.empty()) std::snprintf(text, sizeof text, "%.3g", product.values.front());
  else std::snprintf(text, sizeof text, "%.3g ± %.2g", product.values.front(), product.errors.front());
  return text + (product.spec.unit == "1" ? std::string() : " " + product.spec.unit);
}

/// The end of a dotted name, from a dot on, that fits.
std::string short_name(const std::string& name) {
  std::size_t begin = 0;
  while (name.size() - begin > kNameCharacters) {
    const std::size_t dot = name.find('.', begin);
    if (dot == std::string::npos) break;
    begin = dot + 1;
  }
  return name.substr(begin);
}

std::string numbers_svg(const StageFacts& stage, const std::vector<Arrow>& arrows, const Box& box) {
  std::vector<std::string> lines;
  for (const campaign::Product* product : handed_on(stage, arrows))
    if (product->spec.form == campaign::ProductForm::scalar)
      lines.push_back(short_name(product->spec.name) + " " + short_value(*product));
  const std::size_t more = lines.size() > kMostNumbers ? lines.size() - kMostNumbers + 1 : 0;
  if (more > 0) {
    lines.resize(kMostNumbers - 1);
    lines.push_back("and " + std::to_string(more) + " more");
  }
  std::string svg;
  int y = box.bottom() + kLineHeight + 4;
  for (const std::string& line : lines) {
    svg += "<text x=\"" + std::to_string(box.middle() + 10) + "\" y=\"" + std::to_string(y) + "\" class=\"number\">" +
           html_text(line) + "</text>\n";
    y += kLineHeight;
  }
  return svg;
}

std::string arrow_svg(const Arrow& arrow, const Box& from, const Box& to, int number) {
  const auto point = [](int x, int y) { return std::to_string(x) + "," + std::to_string(y); };
  const int bend = std::max(kGapDown / 2, (to.top - from.bottom()) / 2);
  // Arrows that pass a row go beside its boxes' middles, so that they are seen between the boxes.
  const int detour = to.top - from.bottom() > kGapDown ? (kBoxWidth + kGapAcross) / 2 * (number % 2 == 0 ? 1 : -1) : 0;
  const std::string path = "M" + point(from.middle(), from.bottom()) + " C" +
                           point(from.middle() + detour, from.bottom() + bend) + " " +
                           point(to.middle() + detour, to.top - bend) + " " + point(to.middle(), to.top - 6);
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

std::vector<const campaign::Product*> handed_on(const StageFacts& stage, const std::vector<Arrow>& arrows) {
  std::vector<const campaign::Product*> products;
  if (!stage.record) return products;
  for (const campaign::Product& product : stage.record->products.all())
    if (std::ranges::any_of(arrows, [&](const Arrow& arrow) {
          return arrow.from == stage.name && std::ranges::find(arrow.what, product.spec.name) != arrow.what.end();
        }))
      products.push_back(&product);
  return products;
}

std::vector<std::size_t> rows_of(const std::vector<std::string>& stages, const std::vector<Arrow>& arrows) {
  std::map<std::string, std::size_t> rows;
  for (const std::string& stage : stages) {
    std::size_t row = 0;
    for (const Arrow& arrow : arrows)
      if (const auto from = rows.find(arrow.from); arrow.to == stage && from != rows.end())
        row = std::max(row, from->second + 1);
    rows[stage] = row;
  }
  std::vector<std::size_t> list;
  for (const std::string& stage : stages) list.push_back(rows.at(stage));
  return list;
}

std::string graph_svg(const Run& run) {
  if (run.stages.empty()) return {};
  std::vector<std::string> names;
  for (const StageFacts& stage : run.stages) names.push_back(stage.name);
  const std::vector<std::size_t> rows = rows_of(names, run.arrows);
  std::map<std::size_t, int> filled;
  std::map<std::string, Box> boxes;
  int width = 0, height = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Box box{kMargin + kGapAcross / 2 + filled[rows[i]]++ * (kBoxWidth + kGapAcross),
                  kMargin + static_cast<int>(rows[i]) * (kBoxHeight + kGapDown)};
    width = std::max(width, box.right() + kGapAcross);
    height = std::max(height, box.bottom() + kMargin);
    boxes[names[i]] = box;
  }
  std::string svg =
      "<svg class=\"graph\" role=\"img\" aria-label=\"The stages and what they take from each other\" viewBox=\"0 0 " +
      std::to_string(width) + " " + std::to_string(height) + "\" width=\"" + std::to_string(width) + "\">\n" +
      "<defs><marker id=\"head\" viewBox=\"0 0 10 10\" refX=\"6\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" "
      "orient=\"auto\"><path d=\"M0,0 L10,5 L0,10 z\"/></marker></defs>\n";
  int number = 0;
  for (const Arrow& arrow : run.arrows)
    if (boxes.contains(arrow.from) && boxes.contains(arrow.to))
      svg += arrow_svg(arrow, boxes.at(arrow.from), boxes.at(arrow.to), number++);
  for (const StageFacts& stage : run.stages) {
    svg += box_svg(stage, boxes.at(stage.name));
    svg += numbers_svg(stage, run.arrows, boxes.at(stage.name));
  }
  return svg + "</svg>\n";
}

}  // namespace voxvolt::report
