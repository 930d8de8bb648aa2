// SPDX-License-Identifier: BSD-3-Clause
// Reads small HDF5 files in one process; made for files that this project wrote, safe on those it did not.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "parallel/failure.hpp"

namespace voxvolt::io {

/// Members throw Failure(blame, `FILE: what is wrong`) when the object is missing or of another kind, too large
/// (256 MiB), or behind a link that leaves the file.
class H5Reader {
 public:
  explicit H5Reader(const std::string& path, ExitCode blame = ExitCode::record);
  ~H5Reader();
  H5Reader(const H5Reader&) = delete;
  H5Reader& operator=(const H5Reader&) = delete;

  /// Names in a group, in the order they were made when the file knows it, else sorted; `/` is the file itself.
  std::vector<std::string> groups(const std::string& group) const;
  std::vector<std::string> datasets(const std::string& group) const;
  bool has(const std::string& path) const;

  /// Sizes, slowest axis first; empty for a single value.
  std::vector<std::int64_t> shape(const std::string& dataset) const;
  /// Paths of the dimension scales on the axes, slowest first; an empty text for an axis without one.
  std::vector<std::string> scales(const std::string& dataset) const;
  bool is_scale(const std::string& dataset) const;
  bool is_text(const std::string& dataset) const;

  std::vector<double> doubles(const std::string& dataset) const;         ///< of any number type
  std::vector<std::int64_t> integers(const std::string& dataset) const;  ///< of an integer type
  std::vector<std::string> texts(const std::string& dataset) const;
  std::string text(const std::string& dataset) const;  ///< of a single value

  bool has_attribute(const std::string& object, const std::string& name) const;
  std::string text_attribute(const std::string& object, const std::string& name) const;
  double double_attribute(const std::string& object, const std::string& name) const;
  std::int64_t integer_attribute(const std::string& object, const std::string& name) const;
  std::vector<double> doubles_attribute(const std::string& object, const std::string& name) const;
  std::vector<std::string> texts_attribute(const std::string& object, const std::string& name) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace voxvolt::io
