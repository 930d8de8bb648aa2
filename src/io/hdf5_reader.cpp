// SPDX-License-Identifier: BSD-3-Clause
#include "io/hdf5_reader.hpp"

#include <hdf5_hl.h>

#include <algorithm>

#include "io/hdf5.hpp"
#include "io/hdf5_text.hpp"

namespace voxvolt::io {
namespace {

constexpr std::size_t kMostBytes = std::size_t{256} << 20;
constexpr hsize_t kMostNames = 1'000'000;

}  // namespace

struct H5Reader::State {
  hdf5::QuietErrors quiet;
  hdf5::Blame blame;
  hdf5::File file;

  State(const std::string& path, ExitCode code) : blame{path, code}, file(hdf5::open_for_reading(blame)) {}

  hdf5::Dataset dataset(const std::string& path) const { return hdf5::open_dataset(file.id(), path, blame); }

  static void refuse_large(std::size_t count, std::size_t bytes_each, const std::string& what,
                           const hdf5::Blame& blame) {
    if (count > kMostBytes / bytes_each) blame.fail(what + " is larger than 256 MiB");
  }

  template <class T>
  std::vector<T> numbers(const std::string& path, hid_t memory, bool must_be_whole) const {
    const hdf5::Dataset from = dataset(path);
    const hdf5::Type type(blame.checked(H5Dget_type(from.id()), "read the type of " + path));
    require_number(type, path, must_be_whole);
    const hdf5::Space space(blame.checked(H5Dget_space(from.id()), "read the shape of " + path));
    const auto count =
        static_cast<std::size_t>(blame.checked(H5Sget_simple_extent_npoints(space.id()), "read " + path));
    refuse_large(count, sizeof(T), path, blame);
    std::vector<T> values(count);
    blame.checked(H5Dread(from.id(), memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "read " + path);
    return values;
  }

  void require_number(const hdf5::Type& type, const std::string& what, bool must_be_whole) const {
    const H5T_class_t kind = H5Tget_class(type.id());
    if (kind != H5T_INTEGER && (must_be_whole || kind != H5T_FLOAT))
      blame.fail(what + (must_be_whole ? " does not hold integers" : " does not hold numbers"));
    if (H5Tget_size(type.id()) > sizeof(double)) blame.fail(what + " holds numbers of more than 8 bytes");
  }

  hdf5::Attribute attribute(const std::string& object, const std::string& name) const {
    const std::string found = hdf5::resolved_path(file.id(), object, blame);
    const std::string what = "the attribute " + name + " of " + object;
    if (H5Aexists_by_name(file.id(), found.c_str(), name.c_str(), H5P_DEFAULT) <= 0) blame.fail(what + " is missing");
    return hdf5::Attribute(blame.checked(
        H5Aopen_by_name(file.id(), found.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT), "open " + what));
  }

  template <class T>
  std::vector<T> attribute_numbers(const std::string& object, const std::string& name, hid_t memory, bool whole) const {
    const std::string what = "the attribute " + name + " of " + object;
    const hdf5::Attribute from = attribute(object, name);
    const hdf5::Type type(blame.checked(H5Aget_type(from.id()), "read " + what));
    require_number(type, what, whole);
    const hdf5::Space space(blame.checked(H5Aget_space(from.id()), "read " + what));
    const auto count =
        static_cast<std::size_t>(blame.checked(H5Sget_simple_extent_npoints(space.id()), "read " + what));
    refuse_large(count, sizeof(T), what, blame);
    std::vector<T> values(count);
    blame.checked(H5Aread(from.id(), memory, values.data()), "read " + what);
    return values;
  }

  template <class T>
  T single(const std::vector<T>& values, const std::string& what) const {
    if (values.size() != 1) blame.fail(what + " holds " + std::to_string(values.size()) + " values instead of one");
    return values.front();
  }

  std::vector<std::string> names(const std::string& path, H5O_type_t wanted) const {
    const std::string found = hdf5::resolved_path(file.id(), path, blame);
    const hdf5::Group group(blame.checked(H5Gopen2(file.id(), found.c_str(), H5P_DEFAULT), "open the group " + path));
    H5G_info_t info;
    blame.checked(H5Gget_info(group.id(), &info), "list " + path);
    if (info.nlinks > kMostNames) blame.fail(path + " lists more than a million names");
    const hdf5::Properties creation(blame.checked(H5Gget_create_plist(group.id()), "list " + path));
    unsigned order = 0;
    H5Pget_link_creation_order(creation.id(), &order);
    const H5_index_t index = (order & H5P_CRT_ORDER_TRACKED) != 0 ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
    std::vector<std::string> all;
    const auto keep = [](hid_t, const char* name, const H5L_info_t* link, void* into) -> herr_t {
      if (link->type == H5L_TYPE_HARD) static_cast<std::vector<std::string>*>(into)->emplace_back(name);
      return 0;
    };
    hsize_t position = 0;
    blame.checked(H5Literate(group.id(), index, H5_ITER_INC, &position, keep, &all), "list " + path);
    std::erase_if(all, [&](const std::string& name) {
      H5O_info_t object;
      blame.checked(H5Oget_info_by_name2(group.id(), name.c_str(), &object, H5O_INFO_BASIC, H5P_DEFAULT),
                    "look up " + name);
      return object.type != wanted;
    });
    return all;
  }
};

H5Reader::H5Reader(const std::string& path, ExitCode blame) : state_(std::make_unique<State>(path, blame)) {}
H5Reader::~H5Reader() = default;

std::vector<std::string> H5Reader::groups(const std::string& group) const {
  return state_->names(group, H5O_TYPE_GROUP);
}
std::vector<std::string> H5Reader::datasets(const std::string& group) const {
  return state_->names(group, H5O_TYPE_DATASET);
}

bool H5Reader::has(const std::string& path) const {
  std::string so_far;
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    so_far = path.substr(0, end);
    if (so_far != "/" && H5Lexists(state_->file.id(), so_far.c_str(), H5P_DEFAULT) <= 0) return false;
    if (end == std::string::npos) return true;
  }
}

std::vector<std::int64_t> H5Reader::shape(const std::string& dataset) const {
  return hdf5::shape_of(state_->dataset(dataset), state_->blame);
}

std::vector<std::string> H5Reader::scales(const std::string& path) const {
  const hdf5::Dataset dataset = state_->dataset(path);
  const auto axes = hdf5::shape_of(dataset, state_->blame).size();
  std::vector<std::string> names(axes);
  if (H5DSis_scale(dataset.id()) > 0) return names;
  const auto keep_first = [](hid_t, unsigned, hid_t scale, void* into) -> herr_t {
    const ssize_t length = H5Iget_name(scale, nullptr, 0);
    if (length <= 0) return 1;
    std::string name(static_cast<std::size_t>(length) + 1, '\0');
    H5Iget_name(scale, name.data(), name.size());
    *static_cast<std::string*>(into) = name.c_str();
    return 1;
  };
  for (unsigned axis = 0; axis < axes; ++axis)
    if (H5DSget_num_scales(dataset.id(), axis) > 0)
      H5DSiterate_scales(dataset.id(), axis, nullptr, keep_first, &names[axis]);
  return names;
}

bool H5Reader::is_scale(const std::string& dataset) const { return H5DSis_scale(state_->dataset(dataset).id()) > 0; }

bool H5Reader::is_text(const std::string& path) const {
  const hdf5::Type type(state_->blame.checked(H5Dget_type(state_->dataset(path).id()), "read the type of " + path));
  return H5Tget_class(type.id()) == H5T_STRING;
}

std::vector<double> H5Reader::doubles(const std::string& dataset) const {
  return state_->numbers<double>(dataset, H5T_NATIVE_DOUBLE, false);
}
std::vector<std::int64_t> H5Reader::integers(const std::string& dataset) const {
  return state_->numbers<std::int64_t>(dataset, H5T_NATIVE_INT64, true);
}

std::vector<std::string> H5Reader::texts(const std::string& path) const {
  const hdf5::Dataset from = state_->dataset(path);
  const hdf5::Type type(state_->blame.checked(H5Dget_type(from.id()), "read the type of " + path));
  const hdf5::Space space(state_->blame.checked(H5Dget_space(from.id()), "read the shape of " + path));
  const auto count = H5Sget_simple_extent_npoints(space.id());
  State::refuse_large(static_cast<std::size_t>(std::max<hssize_t>(count, 0)), sizeof(char*), path, state_->blame);
  return hdf5::read_texts(type.id(), space.id(), state_->blame, path, [&](hid_t memory, void* into) {
    return H5Dread(from.id(), memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, into);
  });
}

std::string H5Reader::text(const std::string& dataset) const { return state_->single(texts(dataset), dataset); }

bool H5Reader::has_attribute(const std::string& object, const std::string& name) const {
  return has(object) && H5Aexists_by_name(state_->file.id(), object.c_str(), name.c_str(), H5P_DEFAULT) > 0;
}

std::vector<std::string> H5Reader::texts_attribute(const std::string& object, const std::string& name) const {
  const std::string what = "the attribute " + name + " of " + object;
  const hdf5::Attribute from = state_->attribute(object, name);
  const hdf5::Type type(state_->blame.checked(H5Aget_type(from.id()), "read " + what));
  const hdf5::Space space(state_->blame.checked(H5Aget_space(from.id()), "read " + what));
  return hdf5::read_texts(type.id(), space.id(), state_->blame, what,
                          [&](hid_t memory, void* into) { return H5Aread(from.id(), memory, into); });
}

std::string H5Reader::text_attribute(const std::string& object, const std::string& name) const {
  return state_->single(texts_attribute(object, name), "the attribute " + name + " of " + object);
}

std::vector<double> H5Reader::doubles_attribute(const std::string& object, const std::string& name) const {
  return state_->attribute_numbers<double>(object, name, H5T_NATIVE_DOUBLE, false);
}

double H5Reader::double_attribute(const std::string& object, const std::string& name) const {
  return state_->single(doubles_attribute(object, name), "the attribute " + name + " of " + object);
}

std::int64_t H5Reader::integer_attribute(const std::string& object, const std::string& name) const {
  return state_->single(state_->attribute_numbers<std::int64_t>(object, name, H5T_NATIVE_INT64, true),
                        "the attribute " + name + " of " + object);
}

}  // namespace voxvolt::io
