// SPDX-License-Identifier: BSD-3-Clause
#include "stages/cell_sentence.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <sstream>

#include "config/errors.hpp"
#include "config/names.hpp"
#include "config/units.hpp"

namespace voxvolt::stages {
namespace {

using cell::Control;
using cell::Watched;

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::string meant(const std::string& word, const std::vector<std::string>& known) {
  const auto close = config::nearest(lower(word), known);
  return close ? "; did you mean `" + *close + "`?" : "";
}

/// Number and unit of `200mA`, `4.1 V`, `2 ohm`, in SI; nothing when it is no such thing.
std::optional<double> amount(const std::string& text, const std::string& si) {
  const std::size_t split = std::min(text.find_first_not_of("0123456789.+-eE"), text.size());
  std::string unit = text.substr(split);
  if (const std::size_t blank = unit.find_first_not_of(' '); blank != unit.npos) unit = unit.substr(blank);
  for (const std::string& spelling : {unit, lower(unit)}) {
    const std::string known = spelling == "a" || spelling == "ma" || spelling == "ua" || spelling == "w" ||
                                      spelling == "mw" || spelling == "kw" || spelling == "v" || spelling == "mv"
                                  ? spelling.substr(0, spelling.size() - 1) + static_cast<char>(spelling.back() - 32)
                                  : spelling;
    try {
      const auto given = config::parse_quantity(text.substr(0, split) + " " + known);
      if (config::same_dimension(given.unit, si)) return config::convert(given.value, given.unit, si);
    } catch (const config::UnitError&) {}  // another spelling, another kind of quantity, or none
  }
  return {};
}

/// `1C`, `0.5 C`, `C/20`, `2C/3`.
std::optional<double> c_rate(const std::string& text) {
  std::string plain;
  for (const char c : text)
    if (c != ' ') plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const std::size_t at = plain.find('c');
  if (at == plain.npos) return {};
  const std::string before = plain.substr(0, at), after = plain.substr(at + 1);
  try {
    const double times = before.empty() ? 1 : config::parse_number(before);
    if (after.empty()) return before.empty() ? std::nullopt : std::optional(times);
    if (after.size() < 2 || after.front() != '/') return {};
    const double hours = config::parse_number(after.substr(1));
    return hours > 0 ? std::optional(times / hours) : std::nullopt;
  } catch (const config::UnitError&) { return {}; }
}

std::optional<double> seconds(const std::string& text) {
  const std::size_t split = std::min(text.find_first_not_of("0123456789.eE+-"), text.size());
  std::string unit = lower(text.substr(split));
  std::erase(unit, ' ');
  constexpr std::pair<double, std::array<const char*, 5>> kUnits[] = {{1, {"s", "sec", "second", "seconds", "secs"}},
                                                                      {60, {"min", "mins", "minute", "minutes", "m"}},
                                                                      {3600, {"h", "hr", "hour", "hours", "hrs"}},
                                                                      {86400, {"d", "day", "days", "day", "days"}}};
  for (const auto& [size, names] : kUnits)
    for (const char* name : names)
      if (unit == name) try {
          return size * config::parse_number(text.substr(0, text.find_last_not_of(' ', split - 1) + 1));
        } catch (const std::exception&) { return {}; }
  return {};
}

struct WatchedName {
  const char* name;
  Watched watched;
  const char* si;
};
constexpr WatchedName kWatched[] = {{"voltage", Watched::voltage, "V"},
                                    {"current", Watched::current_magnitude, "A"},
                                    {"temperature", Watched::temperature, "K"},
                                    {"soc", Watched::soc, "1"},
                                    {"discharge_capacity", Watched::discharge_capacity, "A h"},
                                    {"anode_potential", Watched::anode_potential, "V"}};

std::vector<std::string> watched_names() {
  std::vector<std::string> names;
  for (const WatchedName& one : kWatched) names.emplace_back(one.name);
  return names;
}

class Parser {
 public:
  explicit Parser(const std::string& text) : text_(text), words_(words_of(text)) {}

  Sentence sentence() {
    if (words_.empty()) fail("is empty; a sentence is like `discharge at 1C until 2.5 V`");
    const std::string verb = next_lower();
    if (verb == "discharge" || verb == "charge") take_rate(verb == "charge");
    else if (verb == "hold") take_hold();
    else if (verb == "rest") made_.control = Control::current;
    else if (verb == "run") take_run();
    else {
      const std::vector<std::string> verbs{"discharge", "charge", "hold", "rest", "run"};
      fail("`" + config::shown(words_.front()) + "` is no verb" + meant(verb, verbs) + "; a sentence starts with " +
           config::listed(verbs));
    }
    verb_ = verb;
    take_ends();
    if (!made_.duration && made_.until.empty() && verb != "run")
      fail("never ends; say `for 1 hour`, `until 2.5 V` or both, joined by `or`");
    return std::move(made_);
  }

  StopPhrase stop() {
    if (words_.empty()) fail("is empty; a condition is like `temperature above 60 degC`");
    return condition(joined(0, words_.size()));
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw SentenceError("`" + config::shown(text_) + "`: " + what);
  }

  bool done() const { return at_ == words_.size(); }
  std::string next_lower() { return lower(words_[at_++]); }
  static bool is_joint(const std::string& word) {
    const std::string plain = lower(word);
    return plain == "for" || plain == "until" || plain == "or" || plain == "at";
  }
  std::string joined(std::size_t begin, std::size_t end) const {
    std::string text;
    for (std::size_t i = begin; i < end; ++i) text += (text.empty() ? "" : " ") + words_[i];
    return text;
  }
  /// The words up to the next joint.
  std::string phrase(const std::string& after, const std::string& needed) {
    const std::size_t begin = at_;
    while (!done() && !is_joint(words_[at_])) ++at_;
    if (at_ == begin) fail("after `" + after + "` " + needed + " is needed");
    return joined(begin, at_);
  }

  void expect_at() {
    if (done()) fail("ends after `" + words_.back() + "`; `at` is needed, like `" + lower(words_.front()) + " at 1C`");
    if (lower(words_[at_]) != "at")
      fail("`" + config::shown(words_[at_]) + "` where `at` is needed, like `" + lower(words_.front()) + " at 1C`");
    ++at_;
  }

  void take_rate(bool charges) {
    expect_at();
    const std::string given = phrase("at", "a current, a power or a resistance");
    const double sign = charges ? -1 : 1;
    if (const auto rate = c_rate(given)) set(Control::current, {sign * *rate, true});
    else if (const auto current = amount(given, "A")) set(Control::current, {sign * *current, false});
    else if (const auto power = amount(given, "W")) set(Control::power, {sign * *power, false});
    else if (const auto resistance = amount(given, "ohm")) set(Control::resistance, {*resistance, false});
    else if (amount(given, "V")) fail("`" + given + "` is a voltage, which is held: `hold at " + given + "`");
    else
      fail("`" + config::shown(given) +
           "` is no rate; allowed are currents (2 A, 50 mA), C-rates (1C, C/20), powers (5 W) and resistances (4 ohm)");
    if (charges && made_.control == Control::resistance) fail("a resistance can only discharge");
    const double size = made_.value.value * (made_.control == Control::resistance ? 1 : sign);
    if (size == 0) fail("`" + given + "` is nothing; say `rest for ...`");
    if (size < 0) fail("`" + given + "` is negative; say " + (charges ? "`discharge`" : "`charge`"));
  }

  void set(Control control, Rated value) {
    made_.control = control;
    made_.value = value;
  }

  void take_hold() {
    expect_at();
    const std::string given = phrase("at", "a voltage");
    const auto voltage = amount(given, "V");
    if (!voltage) fail("`" + config::shown(given) + "` is no voltage, and only a voltage (4.2 V) is held");
    if (!(*voltage > 0)) fail("`" + given + "` is not above 0 V");
    set(Control::voltage, {*voltage, false});
  }

  void take_run() {
    std::size_t bracket = at_;
    while (bracket < words_.size() && !words_[bracket].starts_with('(')) ++bracket;
    if (bracket == at_ || bracket == words_.size())
      fail("a drive cycle is run as `run FILE (A)`, with (A), (W) or (V) for what its second column holds");
    made_.file = joined(at_, bracket);
    at_ = bracket + 1;
    const std::string unit = lower(words_[bracket]);
    if (unit == "(a)") made_.control = Control::current;
    else if (unit == "(w)") made_.control = Control::power;
    else if (unit == "(v)") made_.control = Control::voltage;
    else fail("`" + config::shown(words_[bracket]) + "` is none of (A), (W), (V)");
  }

  void take_ends() {
    bool first = true;
    while (!done()) {
      std::string joint = next_lower();
      const std::string given = words_[at_ - 1];
      if (joint == "or") {
        if (first) fail("`or` joins `for ...` and `until ...`; there is nothing before it");
        if (done()) fail("ends after `or`; `for ...` or `until ...` is needed");
        joint = next_lower();
      }
      if (joint == "for") take_duration();
      else if (joint == "until") made_.until.push_back(condition(phrase("until", "a condition")));
      else if (given.starts_with('(')) fail("a period within a sentence is not in this release; use the key `sample`");
      else if (joint == "at")
        fail("a temperature within a sentence is not in this release; write {temperature: 10 degC, steps: [...]}");
      else {
        const std::vector<std::string> joints{"for", "until", "or"};
        fail("`" + config::shown(words_[at_ - 1]) + "` is not expected here" + meant(joint, joints) +
             "; what follows is `for ...`, `until ...` or both, joined by `or`");
      }
      first = false;
    }
  }

  void take_duration() {
    const std::string given = phrase("for", "a time");
    if (made_.duration) fail("says `for` twice");
    const auto time = seconds(given);
    if (given.find('(') != given.npos) fail("a period within a sentence is not in this release; use the key `sample`");
    if (!time) fail("`" + config::shown(given) + "` is no time; allowed are like 90 s, 10 minutes, 1.5 hours");
    if (!(*time > 0)) fail("`" + given + "` is not above 0 s");
    made_.duration = time;
  }

  StopPhrase condition(const std::string& given) const {
    if (given.find('(') != given.npos) fail("a period within a sentence is not in this release; use the key `sample`");
    const std::vector<std::string> words = words_of(given);
    const auto comparison = std::ranges::find_if(words, [](const std::string& word) {
      const std::string plain = lower(word);
      return plain == "above" || plain == "below" || plain == ">" || plain == "<";
    });
    if (comparison != words.end()) return named_condition(words, static_cast<std::size_t>(comparison - words.begin()));
    return bare_condition(given);
  }

  StopPhrase named_condition(const std::vector<std::string>& words, std::size_t at) const {
    const std::string name = at == 1 ? lower(words[0]) : joined_words(words, 0, at);
    const auto found = std::ranges::find_if(kWatched, [&](const WatchedName& one) { return name == one.name; });
    if (found == std::end(kWatched))
      fail("`" + config::shown(name) + "` cannot be watched" + meant(name, watched_names()) + "; " +
           config::listed(watched_names()) + " can");
    const std::string value = joined_words(words, at + 1, words.size());
    if (value.empty()) fail("after `" + words[at] + "` a value is needed");
    const bool below = lower(words[at]) == "below" || words[at] == "<";
    if (found->watched == Watched::current_magnitude)
      if (const auto rate = c_rate(value)) return {found->watched, below, {*rate, true}};
    const auto size = amount(value, found->si);
    if (!size) {
      const std::string unit = found->si;
      fail("`" + config::shown(value) + "` does not go with " + name + "; needed is " +
           (unit == "1" ? std::string("a plain number") : "a value in " + unit + " or a unit of its kind"));
    }
    return {found->watched, below, {*size, false}};
  }

  static std::string joined_words(const std::vector<std::string>& words, std::size_t begin, std::size_t end) {
    std::string text;
    for (std::size_t i = begin; i < end; ++i) text += (text.empty() ? "" : " ") + words[i];
    return text;
  }

  StopPhrase bare_condition(const std::string& given) const {
    if (const auto rate = c_rate(given)) return bare_current({*rate, true}, given);
    if (const auto current = amount(given, "A")) return bare_current({*current, false}, given);
    if (const auto voltage = amount(given, "V")) {
      if (made_.control == Control::voltage)
        fail("`" + given + "`: the voltage is what is controlled; name another end");
      if (verb_.empty() || verb_ == "rest" || verb_ == "run")
        fail("`" + given + "`: from which side? say `voltage below " + given + "` or `voltage above " + given + "`");
      return {Watched::voltage, verb_ == "discharge", {*voltage, false}};
    }
    fail("`" + config::shown(given) +
         "` is no condition; allowed are voltages (2.5 V), currents (50 mA, C/20) and `NAME above|below VALUE` with " +
         config::listed(watched_names()));
  }

  StopPhrase bare_current(Rated value, const std::string& given) const {
    if (made_.control == Control::current && !verb_.empty())
      fail("`" + given + "`: the current is what is controlled; name another end");
    if (!(value.value > 0)) fail("`" + given + "` is not above 0 A");
    return {Watched::current_magnitude, true, value};
  }

  const std::string& text_;
  std::vector<std::string> words_;
  std::size_t at_ = 0;
  std::string verb_;
  Sentence made_;
};

}  // namespace

Sentence parse_sentence(const std::string& text) { return Parser(text).sentence(); }
StopPhrase parse_stop(const std::string& text) { return Parser(text).stop(); }

std::string file_named_in(const std::string& text) {
  try {
    return parse_sentence(text).file;
  } catch (const SentenceError&) { return {}; }
}

}  // namespace voxvolt::stages
