// SPDX-License-Identifier: BSD-3-Clause
#include "report/stage_section.hpp"

#include "report/html.hpp"
#include "report/plot.hpp"
#include "report/safe_text.hpp"
#include "report/script.hpp"

namespace voxvolt::report {
namespace {

using campaign::Product;
using campaign::ProductForm;

constexpr std::size_t kShortArray = 8;

bool is_assumption(const Product& product) {
  return product.spec.form == ProductForm::text &&
         (product.spec.name == "assumptions" || product.spec.name.starts_with("assumptions."));
}

std::string code(const std::string& text) { return element("code", html_text(text)); }

std::string products_html(const campaign::StageRecord& record) {
  Table table({"product", "value", "meaning"});
  for (const Product& product : record.products.all())
    if (!is_assumption(product))
      table.html_row({code(product.spec.name), html_text(value_text(product)), html_text(product.spec.meaning)});
  return table.rows() == 0 ? paragraph("This stage has no products.") : folded_when_long("Products", table);
}

std::string inputs_html(const StageFacts& stage) {
  if (stage.inputs.empty()) return {};
  Table table({"input", "value"});
  for (const Input& input : stage.inputs) table.html_row({code(input.key), html_text(input.value)});
  return folded("Inputs as they were understood (" + std::to_string(stage.inputs.size()) + ")", table.html());
}

std::string figures_html(const Gallery& gallery) {
  std::string html;
  for (const Figure& figure : gallery.figures) {
    const std::string files = "Files: figures/" + figure.name + ".svg, .gp and .dat.";
    html +=
        element("figure", "<img alt=\"" + html_text(figure.caption) + "\" src=\"" + data_address(figure.svg) + "\">\n" +
                              element("figcaption", html_text(figure.caption) + "<br>" +
                                                        element("span", html_text(files), "quiet"))) +
        "\n";
  }
  if (gallery.left_out.empty()) return html;
  std::string list;
  for (const std::string& one : gallery.left_out) list += element("li", html_text(one)) + "\n";
  return html +
         folded("Without a figure (" + std::to_string(gallery.left_out.size()) + ")", element("ul", list, "quiet"));
}

std::string assumptions_html(const campaign::StageRecord& record) {
  std::string list;
  for (const Product& product : record.products.all())
    if (is_assumption(product)) list += element("li", html_text(product.text)) + "\n";
  return list.empty() ? "" : element("h3", "What was assumed") + "\n" + element("ul", list) + "\n";
}

std::string unit_text(const Product& product) {
  return product.spec.unit != "1" && !product.spec.unit.empty() ? " " + product.spec.unit : "";
}

std::string matrix_text(const Product& product) {
  const std::size_t columns = product.axes[1].values.size();
  std::string text;
  for (std::size_t i = 0; i < product.values.size(); ++i)
    text += (i == 0 ? "" : i % columns == 0 ? "; " : ", ") + campaign::short_number(product.values[i]);
  return "[" + text + "]" + unit_text(product);
}

}  // namespace

std::string value_text(const Product& product) {
  if (product.spec.form == ProductForm::text || product.spec.form == ProductForm::field)
    return campaign::one_line(product);
  if (is_small_matrix(product)) return matrix_text(product);
  if (product.values.size() > kShortArray || product.axes.size() > 1) {
    const auto [least, most] = finite_range(product.values);
    return campaign::one_line(product) +
           (least <= most ? ", " + campaign::short_number(least) + " to " + campaign::short_number(most) : "");
  }
  std::string text;
  for (std::size_t i = 0; i < product.values.size(); ++i) {
    text += (i > 0 ? ", " : "") + campaign::short_number(product.values[i]);
    if (!product.errors.empty()) text += " ± " + campaign::short_number(product.errors[i]);
  }
  return (product.axes.empty() ? text : "[" + text + "]") + unit_text(product);
}

std::string stage_section(const StageFacts& stage, const Gallery& gallery) {
  std::string html = "<h2 id=\"" + html_text("stage-" + stage.name) + "\">" + html_text(stage.name) + "</h2>\n";
  if (!stage.record) {
    html +=
        paragraph(stage.status() == "failed" ? "This stage failed (" + stage.line.status + "): " + stage.line.reason
                                             : "This stage is not done: running the campaign again goes on with it.",
                  "alarm");
    return html + inputs_html(stage);
  }
  html +=
      paragraph("Kind " + stage.record->kind + ", revision " + std::to_string(stage.record->revision) + ".", "quiet");
  return html + figures_html(gallery) + products_html(*stage.record) + assumptions_html(*stage.record) +
         inputs_html(stage);
}

}  // namespace voxvolt::report
