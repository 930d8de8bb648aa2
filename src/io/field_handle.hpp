// SPDX-License-Identifier: BSD-3-Clause
// All that is needed to find a stored field again, and to know that it is the one.
#pragma once

#include <cstdint>
#include <string>

#include "config/value.hpp"
#include "numerics/field.hpp"

namespace voxvolt::io {

enum class FieldType { uint8, float64 };

struct FieldHandle {
  std::string name;
  std::string unit;     ///< "1" when dimensionless
  std::string meaning;  ///< one sentence
  numerics::VoxelGrid grid;
  FieldType type = FieldType::float64;
  std::string file;     ///< relative to the run's folder
  std::string dataset;  ///< absolute path in the file
  std::string sha256;   ///< of the values in (z, y, x) order, x fastest, little-endian: 64 hex digits
  std::string file_sha256;
  std::int64_t step = 0;
  double time = 0;  ///< s
  numerics::VoxelWidths widths{};
  bool operator==(const FieldHandle&) const = default;
};

config::Value to_value(const FieldHandle& handle);
/// Throws RecordFailure when the value is no such handle.
FieldHandle field_handle_of(const config::Value& value);

}  // namespace voxvolt::io
