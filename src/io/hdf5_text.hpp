// SPDX-License-Identifier: BSD-3-Clause
// UTF-8 text in HDF5: written with variable length, read in either form.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "io/hdf5.hpp"

namespace voxvolt::io::hdf5 {

/// Variable-length UTF-8.
Type text_type(const Blame& blame);

/// Pointers as HDF5 takes them; they live as long as the texts. Throws std::logic_error on a text with a NUL byte,
/// which would be cut there.
std::vector<const char*> c_strings(std::span<const std::string> texts);

/// Texts of any string type, from H5Dread or H5Aread through `read(memory type, buffer)`.
template <class Read>
std::vector<std::string> read_texts(hid_t stored, hid_t space, const Blame& blame, const std::string& what,
                                    Read&& read) {
  if (H5Tget_class(stored) != H5T_STRING) blame.fail(what + " is no text");
  const auto count =
      static_cast<std::size_t>(blame.checked(H5Sget_simple_extent_npoints(space), "read the shape of " + what));
  std::vector<std::string> texts;
  texts.reserve(count);
  if (H5Tis_variable_str(stored) > 0) {
    std::vector<char*> pointers(count, nullptr);
    const Type memory(blame.checked(H5Tcopy(stored), "read " + what));
    blame.checked(read(memory.id(), pointers.data()), "read " + what);
    for (const char* pointer : pointers) texts.emplace_back(pointer ? pointer : "");
    H5Dvlen_reclaim(memory.id(), space, H5P_DEFAULT, pointers.data());
    return texts;
  }
  const std::size_t length = H5Tget_size(stored);
  if (count > 0 && length > (std::size_t{256} << 20) / count) blame.fail(what + " is larger than 256 MiB");
  std::vector<char> characters(count * length);
  const Type memory(blame.checked(H5Tcopy(stored), "read " + what));
  blame.checked(read(memory.id(), characters.data()), "read " + what);
  for (std::size_t i = 0; i < count; ++i) {
    std::string text(characters.data() + i * length, length);
    text.resize(std::min(text.size(), text.find('\0')));
    texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace voxvolt::io::hdf5
