// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/detection/alarm_rule.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace voxvolt::runaway {

class AlarmRuleParser {
 public:
  AlarmRuleParser(const std::string& text, const std::vector<std::string>& names) : text_(text), names_(names) {}

  std::vector<AlarmRule::Step> run() {
    next();
    disjunction(0);
    if (!word_.empty()) fail("`" + word_ + "` stands where `and`, `or` or the end is needed");
    return std::move(steps_);
  }

 private:
  using Step = AlarmRule::Step;
  static constexpr int kDeepest = 100;

  [[noreturn]] void fail(const std::string& what) const {
    throw std::invalid_argument(what + " (character " + std::to_string(start_ + 1) + ")");
  }

  void next() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
    start_ = at_;
    const auto in_name = [&](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
    if (at_ < text_.size() && in_name(text_[at_]))
      while (at_ < text_.size() && in_name(text_[at_])) ++at_;
    else if (at_ < text_.size()) ++at_;
    word_ = text_.substr(start_, at_ - start_);
  }

  void disjunction(int depth) {
    conjunction(depth);
    while (word_ == "or") {
      next();
      conjunction(depth);
      steps_.push_back({Step::Kind::or_});
    }
  }
  void conjunction(int depth) {
    negation(depth);
    while (word_ == "and") {
      next();
      negation(depth);
      steps_.push_back({Step::Kind::and_});
    }
  }
  void negation(int depth) {
    if (depth > kDeepest) fail("too many brackets");
    if (word_ == "not") {
      next();
      negation(depth + 1);
      steps_.push_back({Step::Kind::not_});
      return;
    }
    if (word_ == "(") {
      next();
      disjunction(depth + 1);
      if (word_ != ")") fail("a `)` is missing");
      return next();
    }
    const auto found = std::find(names_.begin(), names_.end(), word_);
    if (word_.empty()) fail("the name of a sensor is missing at the end");
    if (found == names_.end()) fail("there is no sensor `" + word_ + "`");
    steps_.push_back({Step::Kind::name, static_cast<std::size_t>(found - names_.begin())});
    next();
  }

  const std::string& text_;
  const std::vector<std::string>& names_;
  std::size_t at_ = 0, start_ = 0;
  std::string word_;
  std::vector<Step> steps_;
};

AlarmRule::AlarmRule(const std::string& text, const std::vector<std::string>& names)
    : steps_(AlarmRuleParser(text, names).run()) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (std::none_of(steps_.begin(), steps_.end(),
                     [&](const Step& s) { return s.kind == Step::Kind::name && s.name == i; }))
      unused_.push_back(names[i]);
}

bool AlarmRule::operator()(const std::vector<bool>& on) const {
  std::vector<bool> stack;
  for (const Step& step : steps_) {
    if (step.kind == Step::Kind::name) {
      stack.push_back(on.at(step.name));
      continue;
    }
    const bool top = stack.back();
    if (step.kind == Step::Kind::not_) {
      stack.back() = !top;
      continue;
    }
    stack.pop_back();
    stack.back() = step.kind == Step::Kind::and_ ? stack.back() && top : stack.back() || top;
  }
  return stack.back();
}

}  // namespace voxvolt::runaway
