// SPDX-License-Identifier: BSD-3-Clause
// Values as JSON: the canonical form that identities hash, a form to read, and the way back.
#pragma once

#include <string>

#include "config/value.hpp"
#include "parallel/failure.hpp"

namespace voxvolt::config {

/// Canonical: keys sorted by bytes, no white space, the shortest numbers that read back equal; a double always differs
/// from an integer (`1.0`), NaN and infinities are null. {"$ref": "stage.path"} is a reference, {"unit": .., "value": ..}
/// a quantity.
std::string to_json(const Value& value);
/// The same with every file replaced by its content's hash: paths are no part of an identity.
std::string to_canonical_json(const Value& value);
/// For people: order kept, two spaces a level, lists of plain values on one line.
std::string to_pretty_json(const Value& value);

/// Reads any JSON, also a stranger's: at most 64 levels, 64 MiB, a million values; keys once. Numbers without point and
/// exponent become integers. Throws InputError, or RecordFailure when `blame` is ExitCode::record.
Value parse_json(const std::string& text, const std::string& source_name, ExitCode blame = ExitCode::input);

}  // namespace voxvolt::config
