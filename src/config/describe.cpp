// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <sstream>

#include "config/echo.hpp"
#include "config/names.hpp"

namespace voxvolt::config {

namespace {

constexpr std::size_t page_width = 100;

class Page {
 public:
  void line(std::size_t indent, const std::string& text) {
    std::istringstream words(text);
    std::string word, current(indent, ' ');
    bool is_empty = true;
    while (words >> word) {
      if (!is_empty && current.size() + 1 + word.size() > page_width) {
        out_ += current + "\n";
        current = std::string(indent + 4, ' ');
        is_empty = true;
      }
      current += (is_empty ? "" : " ") + word;
      is_empty = false;
    }
    out_ += is_empty ? "\n" : current + "\n";
  }

  void schema(const Schema& schema, std::size_t indent) {
    if (std::ranges::find(open_, &schema) != open_.end()) return line(indent, "(as above)");
    open_.push_back(&schema);
    for (const Member& member : schema.members) key(member, indent);
    for (const auto& group : schema.exactly_one) line(indent, "Exactly one of: " + listed(group) + ".");
    for (const auto& group : schema.at_most_one) line(indent, "At most one of: " + listed(group) + ".");
    if (!schema.shorthand.empty()) line(indent, "A value that is no map stands for `" + schema.shorthand + "`.");
    open_.pop_back();
  }

  /// What stands below the line that says what a key takes.
  void below(const Shape& shape, std::size_t indent) {
    if (const auto* nested = std::get_if<StructShape>(&shape.form)) {
      const SchemaRef found = nested->schema();
      if (!found->sentence.empty()) line(indent, found->sentence);
      schema(*found, indent);
    } else if (const auto* list = std::get_if<ListShape>(&shape.form)) {
      below(*list->item, indent);
    } else if (const auto* map = std::get_if<MapShape>(&shape.form)) {
      names(*map, indent);
    } else if (const auto* choice = std::get_if<ChoiceShape>(&shape.form)) {
      for (std::size_t i = 0; i < choice->alternatives.size(); ++i) alternative(*choice, i, indent);
    }
  }

  static std::string takes(const Shape& shape) {
    return std::visit([](const auto& form) { return describe(form); }, shape.form);
  }
  std::string take() { return std::move(out_); }

 private:
  static std::string describe(const QuantityShape& form) {
    std::string text = form.whole ? "whole number" : "number";
    if (form.unit.si != "1") text += " in " + form.unit.si + " or any unit of its kind";
    if (form.unit.difference) text += " (a difference)";
    const std::string allowed = form.unit.allowed_text();
    return allowed.empty() ? text : text + ", " + allowed;
  }
  static std::string describe(const AnyQuantityShape&) { return "number with its unit"; }
  static std::string describe(const TextShape&) { return "text"; }
  static std::string describe(const FlagShape&) { return "true or false"; }
  static std::string describe(const FileShape&) { return "file"; }
  static std::string describe(const StageShape&) { return "$stage"; }
  static std::string describe(const StructShape&) { return "map"; }
  static std::string describe(const ListShape& form) {
    const std::string item = takes(*form.item);
    if (form.least == form.most) return "list of " + std::to_string(form.least) + ": " + item;
    std::string counted;
    if (form.least > 0) counted += " at least " + std::to_string(form.least);
    if (form.most != ListShape{}.most)
      counted += (counted.empty() ? " at most " : ", at most ") + std::to_string(form.most);
    return "list" + (counted.empty() ? counted : " (" + counted.substr(1) + ")") + ": " + item;
  }
  static std::string describe(const MapShape& form) {
    return std::string(form.keys_are_paths ? "map of paths" : "map of names") +
           (form.known ? "" : " to " + takes(*form.item));
  }
  static std::string describe(const ChoiceShape& form) {
    std::string words;
    for (const Alternative& each : form.alternatives) words += (words.empty() ? "" : " | ") + each.word;
    return words;
  }

  void key(const Member& member, std::size_t indent) {
    if (!member.shape) return line(indent, member.key + ": not in this release. " + member.sentence);
    line(indent, member.key + ": " + takes(*member.shape) + condition(member));
    line(indent + 4, member.sentence + cited(member));
    below(*member.shape, indent + 4);
  }

  static std::string condition(const Member& member) {
    if (member.must_be_given) return " [required]";
    const bool shows_below = std::holds_alternative<StructShape>(member.shape->form);
    if (member.fallback.is_null()) return " [optional]";
    std::string text = shows_below ? "" : to_yaml(member.fallback, *member.shape);
    if (std::holds_alternative<ChoiceShape>(member.shape->form)) text = member.fallback.as<Map>().front().first + "\n";
    const bool one_line =
        std::ranges::count(text, '\n') == 1 && text.find("nan") == text.npos && text.find("inf") == text.npos;
    if (!one_line || text == "\"\"\n") return "";
    return " [default " + text.substr(0, text.size() - 1) + "]";
  }

  static std::string cited(const Member& member) {
    std::string text;
    for (const std::string& paper : member.cites) text += (text.empty() ? " [" : "; ") + paper;
    return text.empty() ? text : text + "]";
  }

  void alternative(const ChoiceShape& choice, std::size_t number, std::size_t indent) {
    const SchemaRef found = choice.alternatives[number].schema();
    const bool is_unnamed = choice.unnamed == number;
    line(indent,
         "- " + found->word + ": " + found->sentence + (is_unnamed ? " Also meant by a value without a word." : ""));
    schema(*found, indent + 4);
  }

  void names(const MapShape& map, std::size_t indent) {
    if (!map.known) return below(*map.item, indent);
    for (const std::string& name : map.names) {
      const ShapeRef shape = map.known(name);
      if (!shape) continue;
      line(indent, name + ": " + takes(*shape));
      if (map.meaning) line(indent + 4, map.meaning(name));
      else below(*shape, indent + 4);
    }
  }

  std::string out_;
  std::vector<const Schema*> open_;
};

}  // namespace

std::string describe_text(const Schema& schema, const std::string& path) {
  Page page;
  page.line(0, schema.sentence.empty() ? path : path + ": " + schema.sentence);
  page.schema(schema, 2);
  return page.take();
}

std::string describe_text(const Shape& shape, const std::string& path) {
  Page page;
  page.line(0, path + ": " + Page::takes(shape));
  page.below(shape, 2);
  return page.take();
}

}  // namespace voxvolt::config
