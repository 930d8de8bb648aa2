// SPDX-License-Identifier: BSD-3-Clause
// The inputs of each stage as rows for people, and which stage takes what from which.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace voxvolt::report {

/// One input: a dotted key below its stage, and its value with its unit.
struct Input {
  std::string key, value;
  bool operator==(const Input&) const = default;
};

/// `to` takes something of `from`.
struct Arrow {
  std::string from, to;
  std::vector<std::string> what;  ///< paths below `from`; empty when the whole stage is named
};

/// resolved.yaml as it matters here.
struct Resolved {
  std::string title;
  std::map<std::string, std::vector<Input>> inputs;  ///< by stage
  std::vector<Arrow> arrows;
};

/// Throws InputError when the text is no campaign that was echoed.
Resolved read_resolved(const std::string& text, const std::string& source_name);

/// The same rows from a record's JSON, which is SI but names no units. Throws RecordFailure.
std::vector<Input> inputs_of_record(const std::string& json, const std::string& stage);

/// Rows that are references get the value that they had, as the record's rows tell it: `$image.porosity = 0.33`.
void tell_references(std::vector<Input>& rows, const std::vector<Input>& of_record);

}  // namespace voxvolt::report
