// SPDX-License-Identifier: BSD-3-Clause
#include "stages/surrogate_products.hpp"

#include <cmath>

namespace voxvolt::stages::of_surrogate {

using campaign::ProductForm;

namespace {

std::string number_text(double value, const std::string& unit) {
  return campaign::short_number(value) + (unit == "1" ? "" : " " + unit);
}

}  // namespace

std::string path_of(const ProductSpec& column) { return column.name.substr(std::string("table.").size()); }

std::string meaning_of(const ProductSpec& output) {
  const std::string& meaning = output.meaning;
  const std::string_view of = ", of each member";
  return meaning.ends_with(of) ? meaning.substr(0, meaning.size() - of.size()) : meaning;
}

ProductSpec bound_spec(const ProductSpec& output, double coverage, bool rows) {
  return {"error.bound." + path_of(output),
          output.unit,
          std::to_string(std::lround(100 * coverage)) + " % of members " +
              (rows ? "of new rows" : "like those held out") + " are within this of: " + meaning_of(output),
          ProductForm::scalar,
          {},
          true};
}
ProductSpec coverage_spec(const ProductSpec& output) {
  return {"error.coverage." + path_of(output), "1",
          "share of members within the bound, at least, in the mean over all draws; the error is for one set held out"};
}
ProductSpec rms_spec(const ProductSpec& output) {
  return {"error.rms." + path_of(output), output.unit, "root mean square error over the members held out"};
}
ProductSpec q2_spec(const ProductSpec& output) {
  return {"q2." + path_of(output), "1", "1 - leave-one-out error / variance of the training members"};
}
ProductSpec validation_spec(const ProductSpec& output) {
  return {"validation." + path_of(output),
          output.unit,
          "prediction for the members held out, over what was computed",
          ProductForm::array,
          {"computed"}};
}
ProductSpec compared_spec(const ProductSpec& output, const std::string& form) {
  return {
      "error.cross_validation." + form + "." + path_of(output), output.unit,
      "root mean square error of " + form + " in cross-validation over the training members; null: cannot be fitted"};
}
ProductSpec least_spec(const ProductSpec& input) {
  return {"domain.least." + path_of(input), input.unit, "least value of the input in training"};
}
ProductSpec most_spec(const ProductSpec& input) {
  return {"domain.most." + path_of(input), input.unit, "largest value of the input in training"};
}
ProductSpec domain_spec() {
  return {"domain", "", "the inputs for which the model was made, in words; the card has it in numbers",
          ProductForm::text};
}
ProductSpec inside_spec() {
  return {"domain.inside", "1",
          "share of the members held out that are in the domain: of members drawn alike, so many are"};
}
ProductSpec form_spec() { return {"form", "", "the form of each output's model, and why", ProductForm::text}; }
ProductSpec training_spec() { return {"members.training", "1", "members that the model was fitted to"}; }
ProductSpec held_out_spec() { return {"members.held_out", "1", "members that the bound was measured on"}; }
ProductSpec training_rows_spec() {
  return {"rows.training", "1", "rows of the earlier table that training members have"};
}
ProductSpec held_out_rows_spec() {
  return {"rows.held_out", "1", "rows that the bound was measured on, none of which a training member has"};
}
ProductSpec table_spec() {
  return {
      "table.sha256", "",
      "SHA-256 of the members' table, as `voxvolt export DIR ENSEMBLE FILE --as csv` writes it into FILE.member.csv",
      ProductForm::text};
}
ProductSpec model_spec() { return {"model", "", "the model, as a JSON card", ProductForm::text}; }
ProductSpec assumptions_spec() { return {"assumptions", "", "what was assumed", ProductForm::text}; }

std::string domain_text(const surrogate::StaticModel& model) {
  std::string text;
  for (const auto& input : model.inputs)
    text += input.path + " from " + campaign::short_number(input.least) + " to " + number_text(input.most, input.unit) +
            "; ";
  return text + "all together no farther from the middle, as the spread of the " + std::to_string(model.training) +
         " training members measures it (Mahalanobis), than the farthest of them: " +
         campaign::short_number(model.farthest) + " standard deviations. Of the " + std::to_string(model.held_out) +
         " members held out " + campaign::short_number(100 * model.inside) + " % are inside.";
}

std::string form_text(const surrogate::StaticModel& model) {
  std::string text;
  for (const auto& output : model.outputs) {
    const bool is_process = output.form == surrogate::Form::gp;
    text += (text.empty() ? "" : "; ") + output.path + ": " +
            (is_process ? "Gaussian process" : std::to_string(output.coefficients.size()) + " polynomials");
    if (output.compared.empty()) continue;
    const auto error = [&](double value) {
      return std::isfinite(value) ? number_text(value, output.unit) : std::string("none");
    };
    text += ", by root mean square errors in cross-validation of " + error(output.compared[0].gp) +
            " (Gaussian process) and " + error(output.compared[0].pce) + " (polynomials)";
  }
  return text;
}

std::string assumptions_text(const surrogate::StaticModel& model, std::size_t lost) {
  std::string text =
      "The bound holds for new members drawn as " + model.ensemble +
      " draws them, in the mean over all draws and not for each place in the domain; outside of the domain "
      "nothing is promised.";
  if (model.held_out_rows > 0)
    text += " Rows count as drawn independently: it holds for members of new rows, and was measured on " +
            std::to_string(model.held_out_rows) + " rows that no training member has (" +
            std::to_string(model.held_out) + " members, each row with the same weight).";
  if (lost > 0)
    text +=
        " " + std::to_string(lost) + " members without values were left out: it holds for members that have values.";
  return text;
}

}  // namespace voxvolt::stages::of_surrogate
