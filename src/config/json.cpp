// SPDX-License-Identifier: BSD-3-Clause
#include "config/json.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_set>

#include "config/errors.hpp"
#include "config/plain_text.hpp"
#include "config/units.hpp"

namespace voxvolt::config {

namespace {

std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string number(double value) {
  if (!std::isfinite(value)) return "null";
  const std::string text = shortest(value);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

bool is_file(const Map& map) { return map.size() == 2 && map[0].first == "path" && map[1].first == "sha256"; }

class Writer {
 public:
  enum class Style { canonical, identity, pretty };
  explicit Writer(Style style) : style_(style) {}

  std::string text(const Value& value, int level = 0) const {
    return std::visit([&](const auto& content) { return write(content, level); }, value.data());
  }

 private:
  bool is_pretty() const { return style_ == Style::pretty; }
  std::string write(std::monostate, int) const { return "null"; }
  std::string write(bool flag, int) const { return flag ? "true" : "false"; }
  std::string write(std::int64_t whole, int) const { return std::to_string(whole); }
  std::string write(double value, int) const { return number(value); }
  std::string write(const std::string& text, int) const { return quoted(text); }
  std::string write(const Quantity& quantity, int) const {
    const std::string value = "\"value\":" + space() + number(quantity.value);
    const std::string unit = "\"unit\":" + space() + quoted(quantity.unit);
    return is_pretty() ? "{" + value + ", " + unit + "}" : "{" + unit + "," + value + "}";
  }
  std::string write(const Reference& reference, int) const {
    return "{\"$ref\":" + space() + quoted(reference.text().substr(1)) + "}";
  }
  std::string write(const List& list, int level) const {
    const bool plain = std::ranges::none_of(list, [](const Value& v) { return v.is<List>() || v.is<Map>(); });
    std::string out;
    for (const Value& item : list) {
      out += out.empty() ? "" : plain && is_pretty() ? ", " : ",";
      out += (plain ? "" : line(level + 1)) + text(item, level + 1);
    }
    return "[" + out + (plain || list.empty() ? "" : line(level)) + "]";
  }
  std::string write(const Map& map, int level) const {
    const bool hides_path = style_ == Style::identity && is_file(map);
    std::vector<const std::pair<std::string, Value>*> entries;
    for (const auto& entry : map)
      if (!hides_path || entry.first != "path") entries.push_back(&entry);
    if (!is_pretty())
      std::ranges::stable_sort(entries, {}, [](const auto* entry) -> const std::string& { return entry->first; });
    std::string out;
    for (const auto* entry : entries)
      out += (out.empty() ? "" : ",") + line(level + 1) + quoted(entry->first) + ":" + space() +
             text(entry->second, level + 1);
    return "{" + out + (out.empty() ? "" : line(level)) + "}";
  }
  std::string space() const { return is_pretty() ? " " : ""; }
  std::string line(int level) const {
    return is_pretty() ? "\n" + std::string(static_cast<std::size_t>(2 * level), ' ') : "";
  }

  Style style_;
};

/// What is wrong with a JSON text, before the place is made of it.
struct JsonFlaw {
  std::size_t at = 0;  ///< byte; 0 when only the whole text is known
  std::string message;
};

Value special_form(Map map) {
  if (map.size() == 1 && map[0].first == "$ref" && map[0].second.is<std::string>()) {
    const std::string& path = map[0].second.as<std::string>();
    const auto dot = path.find('.');
    return Value(Reference{path.substr(0, dot), dot == std::string::npos ? "" : path.substr(dot + 1)});
  }
  if (map.size() == 2) {
    const bool unit_first = map[0].first == "unit";
    const auto& [value_key, value] = map[unit_first ? 1 : 0];
    const auto& [unit_key, unit] = map[unit_first ? 0 : 1];
    const bool is_number = value.is<double>() || value.is<std::int64_t>() || value.is_null();
    if (value_key == "value" && unit_key == "unit" && is_number && unit.is<std::string>())
      return Value(Quantity{value.is_null() ? std::nan("") : value.number(), unit.as<std::string>()});
  }
  return Value(std::move(map));
}

/// Builds the value from the parser's events; refuses by returning false, with the reason in `flaw`.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return put(Value()); }
  bool boolean(bool flag) override { return put(Value(flag)); }
  bool number_integer(number_integer_t whole) override { return put(Value(std::int64_t{whole})); }
  bool number_unsigned(number_unsigned_t whole) override {
    if (whole > static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max()))
      return refuse("the whole number " + std::to_string(whole) + " is too large");
    return put(Value(static_cast<std::int64_t>(whole)));
  }
  bool number_float(number_float_t value, const string_t& text) override {
    if (!std::isfinite(value)) return refuse("the number " + shown(text) + " is too large");
    if (text.find_first_of(".eE") == std::string::npos)
      return refuse("the whole number " + shown(text) + " is too large");
    return put(Value(value));
  }
  bool string(string_t& text) override { return put(Value(std::move(text))); }
  bool binary(binary_t&) override { return refuse("binary data"); }
  bool start_object(std::size_t) override { return open(Map{}); }
  bool key(string_t& key) override {
    if (!frames_.back().keys.insert(key).second) return refuse("the key `" + shown(key) + "` is given twice");
    frames_.back().key = std::move(key);
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(List{}); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t at, const std::string&, const nlohmann::detail::exception& error) override {
    const std::string what = error.what();
    const auto reason = what.rfind(": ");
    flaw = {at, "this is not JSON: " + shown(reason == std::string::npos ? what : what.substr(reason + 2))};
    return false;
  }

  std::optional<JsonFlaw> flaw;
  Value root;

 private:
  struct Frame {
    Value value;
    std::string key;
    std::unordered_set<std::string> keys;
  };
  bool refuse(std::string message) {
    flaw = JsonFlaw{0, std::move(message)};
    return false;
  }
  template <class Content>
  bool open(Content content) {
    constexpr std::size_t deepest = 64;
    if (frames_.size() >= deepest) return refuse("nested more than " + std::to_string(deepest) + " levels deep");
    frames_.push_back({Value(std::move(content)), {}, {}});
    return true;
  }
  bool close() {
    Value done = std::move(frames_.back().value);
    frames_.pop_back();
    if (done.is<Map>()) done = special_form(std::move(done.as<Map>()));
    return put(std::move(done));
  }
  bool put(Value value) {
    constexpr std::size_t most = 1'000'000;
    if (++values_ > most) return refuse("more than " + std::to_string(most) + " values");
    if (frames_.empty()) {
      root = std::move(value);
    } else if (frames_.back().value.is<List>()) {
      frames_.back().value.as<List>().push_back(std::move(value));
    } else {
      frames_.back().value.as<Map>().emplace_back(std::move(frames_.back().key), std::move(value));
    }
    return true;
  }

  std::vector<Frame> frames_;
  std::size_t values_ = 0;
};

[[noreturn]] void refuse_json(const JsonFlaw& flaw, const std::string& text, const std::string& source,
                              ExitCode blame) {
  Problem problem;
  problem.place.source = std::make_shared<const std::string>(source);
  problem.message = flaw.message;
  if (flaw.at > 0) {
    const LineColumn found = line_column(text, std::min(flaw.at - 1, text.size()));
    problem.place.line = found.line;
    problem.place.column = found.column;
  }
  if (blame == ExitCode::record) throw RecordFailure(problem.text());
  throw InputError({problem});
}

}  // namespace

std::string to_json(const Value& value) { return Writer(Writer::Style::canonical).text(value); }
std::string to_canonical_json(const Value& value) { return Writer(Writer::Style::identity).text(value); }
std::string to_pretty_json(const Value& value) { return Writer(Writer::Style::pretty).text(value); }

Value parse_json(const std::string& text, const std::string& source_name, ExitCode blame) {
  constexpr std::size_t most = 64u << 20;
  if (text.size() > most) refuse_json({0, "more than " + std::to_string(most) + " bytes"}, text, source_name, blame);
  Builder builder;
  const bool read = nlohmann::json::sax_parse(text, &builder);
  if (!read || builder.flaw)
    refuse_json(builder.flaw ? *builder.flaw : JsonFlaw{0, "this is not JSON"}, text, source_name, blame);
  return std::move(builder.root);
}

}  // namespace voxvolt::config
