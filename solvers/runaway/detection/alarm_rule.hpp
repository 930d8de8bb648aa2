// SPDX-License-Identifier: BSD-3-Clause
// The rule of an alarm: names joined by `and`, `or`, `not` and brackets.
#pragma once

#include <string>
#include <vector>

namespace voxvolt::runaway {

class AlarmRule {
 public:
  /// Throws std::invalid_argument that says what is wrong and at which character.
  AlarmRule(const std::string& text, const std::vector<std::string>& names);

  /// `on`: of each name, in their order.
  bool operator()(const std::vector<bool>& on) const;
  /// Names that the rule does not mention.
  const std::vector<std::string>& unused() const { return unused_; }

 private:
  struct Step {  ///< in reverse Polish order
    enum class Kind { name, and_, or_, not_ } kind;
    std::size_t name = 0;
  };
  friend class AlarmRuleParser;
  std::vector<Step> steps_;
  std::vector<std::string> unused_;
};

}  // namespace voxvolt::runaway
