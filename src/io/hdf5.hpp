// SPDX-License-Identifier: BSD-3-Clause
// HDF5 behind handles that close themselves, and its error stack as one sentence. Only this room's .cpp files include
// it.
#pragma once

#include <hdf5.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "parallel/failure.hpp"

namespace voxvolt::io::hdf5 {

/// Owns one HDF5 identifier.
template <herr_t (*close)(hid_t)>
class Handle {
 public:
  Handle() = default;
  explicit Handle(hid_t id) : id_(id) {}
  ~Handle() { reset(); }
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)) {}
  Handle& operator=(Handle&& other) noexcept {
    if (this != &other) {
      reset();
      id_ = std::exchange(other.id_, H5I_INVALID_HID);
    }
    return *this;
  }
  hid_t id() const { return id_; }
  bool is_open() const { return id_ >= 0; }
  /// Closes now; what HDF5 says of it.
  herr_t reset() {
    const hid_t id = std::exchange(id_, H5I_INVALID_HID);
    return id >= 0 ? close(id) : 0;
  }

 private:
  hid_t id_ = H5I_INVALID_HID;
};

using File = Handle<H5Fclose>;
using Group = Handle<H5Gclose>;
using Dataset = Handle<H5Dclose>;
using Space = Handle<H5Sclose>;
using Type = Handle<H5Tclose>;
using Attribute = Handle<H5Aclose>;
using Object = Handle<H5Oclose>;
using Properties = Handle<H5Pclose>;

/// While it lives, HDF5 does not print its error stack; afterwards it does as before.
class QuietErrors {
 public:
  QuietErrors();
  ~QuietErrors();
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;

 private:
  H5E_auto2_t print_ = nullptr;
  void* data_ = nullptr;
};

/// The file that errors are about, and whose fault they are.
struct Blame {
  std::string file;
  ExitCode code = ExitCode::input;

  /// Throws Failure(code, `file: what`).
  [[noreturn]] void fail(const std::string& what) const;
  /// Passes a non-negative HDF5 result on; otherwise fails with `cannot <what>` and HDF5's own reason.
  template <class T>
  T checked(T result, const std::string& what) const {
    if (result < 0) fail_with_reason(what);
    return result;
  }
  [[noreturn]] void fail_with_reason(const std::string& what) const;
};

/// The innermost sentence on HDF5's error stack; empty when there is none.
std::string innermost_reason();

/// Opens a file of unknown origin with the serial driver. Refuses what is no regular file, no HDF5 file, or cut off.
File open_for_reading(const Blame& blame);

/// Opens the dataset at an absolute path, one link after the other. Refuses links that leave the file (external and
/// user-defined ones, also at the end of soft links), external storage, virtual datasets, and missing filters.
Dataset open_dataset(hid_t file, const std::string& path, const Blame& blame);

/// Follows the links of an absolute path as open_dataset does and returns the path without soft links.
std::string resolved_path(hid_t file, const std::string& path, const Blame& blame);

/// Sizes, slowest axis first; empty for a scalar.
std::vector<std::int64_t> shape_of(const Dataset& dataset, const Blame& blame);

/// A property list of a class, with no times tracked when it is one for creating objects: equal content, equal bytes.
Properties properties(hid_t property_class, const Blame& blame);
Properties timeless(hid_t property_class, const Blame& blame);

/// The file format that this project writes: HDF5 1.8 to 1.10.
void set_format(const Properties& file_access, const Blame& blame);

}  // namespace voxvolt::io::hdf5
