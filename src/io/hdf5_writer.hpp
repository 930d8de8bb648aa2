// SPDX-License-Identifier: BSD-3-Clause
// Writes small HDF5 files from one process: groups, datasets with a dimension scale on every axis (xarray asks for
// them), text, attributes. Equal calls give equal bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace voxvolt::io {

/// Paths are absolute (`/stage/cell.capacity`); groups on the way are made. Members throw MachineFailure naming the
/// file and the object, and std::logic_error where values do not fill their scales.
class H5Writer {
 public:
  /// Starts the file under a temporary name beside `path`; `commit` gives it its name.
  explicit H5Writer(const std::string& path);
  /// Without a commit nothing is left behind.
  ~H5Writer();
  H5Writer(const H5Writer&) = delete;
  H5Writer& operator=(const H5Writer&) = delete;

  void group(const std::string& path);
  /// The coordinates of an axis, to be named by the datasets that have it.
  void scale(const std::string& path, std::span<const double> values);
  void scale(const std::string& path, std::span<const std::string> values);

  /// Row-major values over the axes that `scales` name, slowest first; no scales: one value.
  void put(const std::string& path, std::span<const double> values, const std::vector<std::string>& scales);
  void put(const std::string& path, std::span<const std::int64_t> values, const std::vector<std::string>& scales);
  void put(const std::string& path, std::span<const std::string> values, const std::vector<std::string>& scales);
  void put(const std::string& path, double value) { put(path, std::span<const double>(&value, 1), {}); }
  void put(const std::string& path, std::int64_t value) { put(path, std::span<const std::int64_t>(&value, 1), {}); }
  void put(const std::string& path, const std::string& text) { put(path, std::span<const std::string>(&text, 1), {}); }

  /// An attribute of a group or dataset that is there already; `/` is the file itself. Text is UTF-8.
  void attribute(const std::string& object, const std::string& name, const std::string& text);
  void attribute(const std::string& object, const std::string& name, double value);
  void attribute(const std::string& object, const std::string& name, std::int64_t value);
  void attribute(const std::string& object, const std::string& name, std::span<const double> values);
  void attribute(const std::string& object, const std::string& name, std::span<const std::string> texts);

  /// Closes, syncs to disk and renames. Nothing can be written afterwards.
  void commit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace voxvolt::io
