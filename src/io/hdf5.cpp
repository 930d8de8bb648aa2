// SPDX-License-Identifier: BSD-3-Clause
#include "io/hdf5.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "io/input_file.hpp"

namespace voxvolt::io::hdf5 {

QuietErrors::QuietErrors() {
  H5Eget_auto2(H5E_DEFAULT, &print_, &data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

QuietErrors::~QuietErrors() { H5Eset_auto2(H5E_DEFAULT, print_, data_); }

std::string innermost_reason() {
  std::string reason;
  const auto keep_first = [](unsigned depth, const H5E_error2_t* error, void* into) -> herr_t {
    if (depth == 0 && error->desc) *static_cast<std::string*>(into) = error->desc;
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &reason);
  return reason;
}

void Blame::fail(const std::string& what) const { throw Failure(code, file + ": " + what); }

void Blame::fail_with_reason(const std::string& what) const {
  const std::string reason = innermost_reason();
  fail("cannot " + what + (reason.empty() ? "" : " (HDF5: " + reason + ")"));
}

File open_for_reading(const Blame& blame) {
  require_regular_file(blame.file, blame.code);
  const htri_t is_hdf5 = H5Fis_hdf5(blame.file.c_str());
  if (is_hdf5 <= 0) blame.fail("is not an HDF5 file");
  File file(H5Fopen(blame.file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT));
  if (!file.is_open()) {
    const std::string reason = innermost_reason();
    if (reason.find("truncated") != std::string::npos) blame.fail("the file is cut off (HDF5: " + reason + ")");
    blame.fail("cannot be opened as an HDF5 file" + (reason.empty() ? "" : " (HDF5: " + reason + ")"));
  }
  return file;
}

namespace {

constexpr int kLongestSoftLinkChain = 16;

std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> parts;
  std::string part;
  for (const char c : path + "/") {
    if (c != '/') part += c;
    else if (!part.empty()) parts.push_back(std::exchange(part, {}));
  }
  return parts;
}

std::string target_of(hid_t file, const std::string& link, std::size_t bytes, const Blame& blame) {
  std::string target(bytes, '\0');
  blame.checked(H5Lget_val(file, link.c_str(), target.data(), target.size(), H5P_DEFAULT), "read the link " + link);
  return target.c_str();
}

std::string follow(hid_t file, const std::string& path, const Blame& blame, int& soft_links) {
  std::string so_far;
  for (const std::string& part : parts_of(path)) {
    if (part == ".") continue;
    const std::string link = so_far + "/" + part;
    if (blame.checked(H5Lexists(file, link.c_str(), H5P_DEFAULT), "look up " + link) == 0)
      blame.fail("there is no " + link + " in it");
    H5L_info_t info;
    blame.checked(H5Lget_info(file, link.c_str(), &info, H5P_DEFAULT), "look up " + link);
    if (info.type == H5L_TYPE_HARD) {
      so_far = link;
    } else if (info.type == H5L_TYPE_SOFT) {
      if (++soft_links > kLongestSoftLinkChain) blame.fail("the soft links of " + path + " lead nowhere");
      const std::string target = target_of(file, link, info.u.val_size, blame);
      so_far = follow(file, target.starts_with('/') ? target : so_far + "/" + target, blame, soft_links);
    } else if (info.type == H5L_TYPE_EXTERNAL) {
      blame.fail(link + " is an external link, which leads to another file; external links are refused");
    } else {
      blame.fail(link + " is a user-defined link; such links are refused");
    }
  }
  return so_far;
}

void refuse_missing_filters(const Properties& creation, const std::string& path, const Blame& blame) {
  const int filters = blame.checked(H5Pget_nfilters(creation.id()), "read the filters of " + path);
  for (int i = 0; i < filters; ++i) {
    unsigned flags = 0, configuration = 0;
    std::size_t values = 0;
    char name[64] = {};
    const H5Z_filter_t filter = H5Pget_filter2(creation.id(), static_cast<unsigned>(i), &flags, &values, nullptr,
                                               sizeof name - 1, name, &configuration);
    if (filter < 0 || H5Zfilter_avail(filter) <= 0)
      blame.fail(path + " is compressed with the filter " + std::to_string(filter) + " " + name +
                 ", which is not available here; store it with deflate or without compression");
  }
}

}  // namespace

std::string resolved_path(hid_t file, const std::string& path, const Blame& blame) {
  int soft_links = 0;
  const std::string found = follow(file, path, blame, soft_links);
  return found.empty() ? "/" : found;
}

Dataset open_dataset(hid_t file, const std::string& path, const Blame& blame) {
  const std::string found = resolved_path(file, path, blame);
  const Object object(blame.checked(H5Oopen(file, found.c_str(), H5P_DEFAULT), "open " + path));
  if (H5Iget_type(object.id()) != H5I_DATASET) blame.fail(path + " is no dataset");
  Dataset dataset(blame.checked(H5Dopen2(file, found.c_str(), H5P_DEFAULT), "open " + path));
  const Properties creation(blame.checked(H5Dget_create_plist(dataset.id()), "read the layout of " + path));
  if (H5Pget_layout(creation.id()) == H5D_VIRTUAL)
    blame.fail(path + " is a virtual dataset, made of pieces of other files; virtual datasets are refused");
  if (H5Pget_external_count(creation.id()) != 0)
    blame.fail(path + " keeps its values in another file (external storage), which is refused");
  refuse_missing_filters(creation, path, blame);
  return dataset;
}

std::vector<std::int64_t> shape_of(const Dataset& dataset, const Blame& blame) {
  const Space space(blame.checked(H5Dget_space(dataset.id()), "read the shape of a dataset"));
  const int axes = blame.checked(H5Sget_simple_extent_ndims(space.id()), "read the shape of a dataset");
  std::vector<hsize_t> sizes(static_cast<std::size_t>(axes));
  if (axes > 0)
    blame.checked(H5Sget_simple_extent_dims(space.id(), sizes.data(), nullptr), "read the shape of a dataset");
  std::vector<std::int64_t> shape;
  for (const hsize_t size : sizes) {
    if (size > static_cast<hsize_t>(INT64_MAX))
      blame.fail("a dataset has an axis of " + std::to_string(size) + " values");
    shape.push_back(static_cast<std::int64_t>(size));
  }
  return shape;
}

Properties properties(hid_t property_class, const Blame& blame) {
  return Properties(blame.checked(H5Pcreate(property_class), "set up HDF5"));
}

Properties timeless(hid_t property_class, const Blame& blame) {
  Properties creation = properties(property_class, blame);
  blame.checked(H5Pset_obj_track_times(creation.id(), false), "set up HDF5");
  return creation;
}

void set_format(const Properties& file_access, const Blame& blame) {
  blame.checked(H5Pset_libver_bounds(file_access.id(), H5F_LIBVER_V18, H5F_LIBVER_V110), "set up HDF5");
}

}  // namespace voxvolt::io::hdf5
