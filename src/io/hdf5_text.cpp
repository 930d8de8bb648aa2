// SPDX-License-Identifier: BSD-3-Clause
#include "io/hdf5_text.hpp"

#include <stdexcept>

namespace voxvolt::io::hdf5 {

Type text_type(const Blame& blame) {
  Type type(blame.checked(H5Tcopy(H5T_C_S1), "set up HDF5"));
  blame.checked(H5Tset_size(type.id(), H5T_VARIABLE), "set up HDF5");
  blame.checked(H5Tset_cset(type.id(), H5T_CSET_UTF8), "set up HDF5");
  return type;
}

std::vector<const char*> c_strings(std::span<const std::string> texts) {
  std::vector<const char*> pointers;
  pointers.reserve(texts.size());
  for (const std::string& text : texts) {
    if (text.find('\0') != std::string::npos) throw std::logic_error("a text with a NUL byte cannot be kept in HDF5");
    pointers.push_back(text.c_str());
  }
  return pointers;
}

}  // namespace voxvolt::io::hdf5
