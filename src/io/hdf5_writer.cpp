// SPDX-License-Identifier: BSD-3-Clause
#include "io/hdf5_writer.hpp"

#include <hdf5_hl.h>

#include <cstdio>
#include <stdexcept>

#include "io/durable_rename.hpp"
#include "io/hdf5.hpp"
#include "io/hdf5_text.hpp"

namespace voxvolt::io {

struct H5Writer::State {
  hdf5::QuietErrors quiet;
  std::string path;
  hdf5::Blame blame;
  hdf5::File file;

  explicit State(const std::string& final_path) : path(final_path), blame{path, ExitCode::machine} {
    const hdf5::Properties access = hdf5::properties(H5P_FILE_ACCESS, blame);
    hdf5::set_format(access, blame);
    const hdf5::Properties creation = hdf5::timeless(H5P_FILE_CREATE, blame);
    blame.checked(H5Pset_link_creation_order(creation.id(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
                  "set up HDF5");
    file = hdf5::File(blame.checked(H5Fcreate(temporary_name(path).c_str(), H5F_ACC_TRUNC, creation.id(), access.id()),
                                    "create " + temporary_name(path)));
  }

  ~State() {
    if (!file.is_open()) return;
    file.reset();
    std::remove(temporary_name(path).c_str());
  }

  std::vector<hsize_t> sizes_of(const std::vector<std::string>& scales) const {
    std::vector<hsize_t> sizes;
    for (const std::string& scale : scales) {
      const hdf5::Dataset axis(
          blame.checked(H5Dopen2(file.id(), scale.c_str(), H5P_DEFAULT), "open the scale " + scale));
      const auto shape = hdf5::shape_of(axis, blame);
      if (shape.size() != 1)
        throw std::logic_error(scale + " is no dimension scale: it has " + std::to_string(shape.size()) + " axes");
      sizes.push_back(static_cast<hsize_t>(shape[0]));
    }
    return sizes;
  }

  hdf5::Dataset write(const std::string& name, const std::vector<hsize_t>& sizes, hid_t stored, hid_t given,
                      const void* values) const {
    const hdf5::Space space(blame.checked(
        sizes.empty() ? H5Screate(H5S_SCALAR) : H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr),
        "shape " + name));
    const hdf5::Properties links = hdf5::properties(H5P_LINK_CREATE, blame);
    blame.checked(H5Pset_create_intermediate_group(links.id(), 1), "set up HDF5");
    const hdf5::Properties creation = hdf5::timeless(H5P_DATASET_CREATE, blame);
    hdf5::Dataset dataset(
        blame.checked(H5Dcreate2(file.id(), name.c_str(), stored, space.id(), links.id(), creation.id(), H5P_DEFAULT),
                      "create " + name));
    blame.checked(H5Dwrite(dataset.id(), given, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), "write " + name);
    return dataset;
  }

  hdf5::Dataset write(const std::string& name, const std::vector<hsize_t>& sizes,
                      std::span<const double> values) const {
    return write(name, sizes, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, values.data());
  }
  hdf5::Dataset write(const std::string& name, const std::vector<hsize_t>& sizes,
                      std::span<const std::int64_t> values) const {
    return write(name, sizes, H5T_STD_I64LE, H5T_NATIVE_INT64, values.data());
  }
  hdf5::Dataset write(const std::string& name, const std::vector<hsize_t>& sizes,
                      std::span<const std::string> values) const {
    const hdf5::Type type = hdf5::text_type(blame);
    const auto pointers = hdf5::c_strings(values);
    return write(name, sizes, type.id(), type.id(), pointers.data());
  }

  template <class T>
  void put(const std::string& name, std::span<const T> values, const std::vector<std::string>& scales) const {
    const auto sizes = sizes_of(scales);
    hsize_t expected = 1;
    for (const hsize_t size : sizes) expected *= size;
    if (values.size() != expected)
      throw std::logic_error(name + ": " + std::to_string(values.size()) + " values do not fill axes of " +
                             std::to_string(expected));
    const hdf5::Dataset dataset = write(name, sizes, values);
    for (std::size_t axis = 0; axis < scales.size(); ++axis) {
      const hdf5::Dataset scale(
          blame.checked(H5Dopen2(file.id(), scales[axis].c_str(), H5P_DEFAULT), "open " + scales[axis]));
      blame.checked(H5DSattach_scale(dataset.id(), scale.id(), static_cast<unsigned>(axis)),
                    "attach the scale " + scales[axis] + " to " + name);
    }
  }

  template <class T>
  void scale(const std::string& name, std::span<const T> values) const {
    const hdf5::Dataset dataset = write(name, {values.size()}, values);
    const std::string last = name.substr(name.rfind('/') + 1);
    blame.checked(H5DSset_scale(dataset.id(), last.c_str()), "make " + name + " a dimension scale");
  }

  void attribute(const std::string& object, const std::string& name, const hdf5::Space& space, hid_t stored,
                 hid_t given, const void* values) const {
    const hdf5::Attribute made(blame.checked(H5Acreate_by_name(file.id(), object.c_str(), name.c_str(), stored,
                                                               space.id(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                                             "create the attribute " + name + " of " + object));
    blame.checked(H5Awrite(made.id(), given, values), "write the attribute " + name + " of " + object);
  }

  hdf5::Space single() const { return hdf5::Space(blame.checked(H5Screate(H5S_SCALAR), "set up HDF5")); }
  hdf5::Space row(std::size_t length) const {
    const hsize_t size = length;
    return hdf5::Space(blame.checked(H5Screate_simple(1, &size, nullptr), "set up HDF5"));
  }
};

H5Writer::H5Writer(const std::string& path) : state_(std::make_unique<State>(path)) {}
H5Writer::~H5Writer() = default;

void H5Writer::group(const std::string& path) {
  const hdf5::Properties links = hdf5::properties(H5P_LINK_CREATE, state_->blame);
  state_->blame.checked(H5Pset_create_intermediate_group(links.id(), 1), "set up HDF5");
  const hdf5::Properties creation = hdf5::timeless(H5P_GROUP_CREATE, state_->blame);
  state_->blame.checked(H5Pset_link_creation_order(creation.id(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
                        "set up HDF5");
  const hdf5::Group made(state_->blame.checked(
      H5Gcreate2(state_->file.id(), path.c_str(), links.id(), creation.id(), H5P_DEFAULT), "create the group " + path));
}

void H5Writer::scale(const std::string& path, std::span<const double> values) { state_->scale(path, values); }
void H5Writer::scale(const std::string& path, std::span<const std::string> values) { state_->scale(path, values); }

void H5Writer::put(const std::string& path, std::span<const double> values, const std::vector<std::string>& scales) {
  state_->put(path, values, scales);
}
void H5Writer::put(const std::string& path, std::span<const std::int64_t> values,
                   const std::vector<std::string>& scales) {
  state_->put(path, values, scales);
}
void H5Writer::put(const std::string& path, std::span<const std::string> values,
                   const std::vector<std::string>& scales) {
  state_->put(path, values, scales);
}

void H5Writer::attribute(const std::string& object, const std::string& name, const std::string& text) {
  const hdf5::Type type = hdf5::text_type(state_->blame);
  const auto pointers = hdf5::c_strings(std::span<const std::string>(&text, 1));
  state_->attribute(object, name, state_->single(), type.id(), type.id(), pointers.data());
}
void H5Writer::attribute(const std::string& object, const std::string& name, double value) {
  state_->attribute(object, name, state_->single(), H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &value);
}
void H5Writer::attribute(const std::string& object, const std::string& name, std::int64_t value) {
  state_->attribute(object, name, state_->single(), H5T_STD_I64LE, H5T_NATIVE_INT64, &value);
}
void H5Writer::attribute(const std::string& object, const std::string& name, std::span<const double> values) {
  state_->attribute(object, name, state_->row(values.size()), H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, values.data());
}
void H5Writer::attribute(const std::string& object, const std::string& name, std::span<const std::string> texts) {
  const hdf5::Type type = hdf5::text_type(state_->blame);
  const auto pointers = hdf5::c_strings(texts);
  state_->attribute(object, name, state_->row(texts.size()), type.id(), type.id(), pointers.data());
}

void H5Writer::commit() {
  state_->blame.checked(H5Fflush(state_->file.id(), H5F_SCOPE_GLOBAL), "write to disk");
  state_->blame.checked(state_->file.reset(), "be closed");
  rename_durably(temporary_name(state_->path), state_->path);
}

}  // namespace voxvolt::io
