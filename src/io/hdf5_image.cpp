// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <limits>
#include <set>
#include <vector>

#include "io/hdf5.hpp"
#include "io/image_reader.hpp"
#include "io/input_file.hpp"

namespace voxvolt::io {
namespace {

constexpr int kDeepestGroup = 16;
constexpr std::size_t kMostObjects = 10'000;
constexpr std::size_t kListed = 10;
constexpr double kMostCacheBytes = 0x1p28;
constexpr double kMostChunkBytes = 0x1p30;

/// Looks for three-dimensional integer datasets, along hard links only.
class DatasetSearch {
 public:
  DatasetSearch(hid_t file, const hdf5::Blame& blame) : file_(file), blame_(blame) { visit("/", 0); }
  const std::vector<std::string>& images() const { return images_; }
  const std::vector<std::string>& others() const { return others_; }

 private:
  void visit(const std::string& group_path, int depth) {
    if (depth > kDeepestGroup)
      blame_.fail("its groups are nested more than " + std::to_string(kDeepestGroup) + " deep");
    const hdf5::Group group(blame_.checked(H5Gopen2(file_, group_path.c_str(), H5P_DEFAULT), "open " + group_path));
    std::vector<std::string> names;
    const auto keep = [](hid_t, const char* name, const H5L_info_t* link, void* into) -> herr_t {
      auto& all = *static_cast<std::vector<std::string>*>(into);
      if (link->type == H5L_TYPE_HARD) all.emplace_back(name);
      return all.size() > kMostObjects ? 1 : 0;
    };
    hsize_t position = 0;
    blame_.checked(H5Literate(group.id(), H5_INDEX_NAME, H5_ITER_INC, &position, keep, &names), "list " + group_path);
    for (const std::string& name : names) {
      if (++visited_ > kMostObjects)
        blame_.fail("it holds more than " + std::to_string(kMostObjects) + " objects; name the dataset");
      look_at(group.id(), name, (group_path == "/" ? "" : group_path) + "/" + name, depth);
    }
  }

  void look_at(hid_t group, const std::string& name, const std::string& path, int depth) {
    H5O_info_t object;
    blame_.checked(H5Oget_info_by_name2(group, name.c_str(), &object, H5O_INFO_BASIC, H5P_DEFAULT), "look up " + path);
    if (!seen_.insert(object.addr).second) return;
    if (object.type == H5O_TYPE_GROUP) visit(path, depth + 1);
    if (object.type != H5O_TYPE_DATASET) return;
    const hdf5::Dataset dataset(blame_.checked(H5Dopen2(file_, path.c_str(), H5P_DEFAULT), "open " + path));
    const hdf5::Type type(blame_.checked(H5Dget_type(dataset.id()), "read the type of " + path));
    const bool is_image = H5Tget_class(type.id()) == H5T_INTEGER && hdf5::shape_of(dataset, blame_).size() == 3;
    (is_image ? images_ : others_).push_back(path);
  }

  hid_t file_;
  const hdf5::Blame& blame_;
  std::size_t visited_ = 0;
  std::set<haddr_t> seen_;
  std::vector<std::string> images_, others_;
};

std::string listed(const std::vector<std::string>& paths) {
  std::string text;
  for (std::size_t i = 0; i < std::min(paths.size(), kListed); ++i) text += (i ? ", " : "") + paths[i];
  return paths.size() > kListed ? text + " and " + std::to_string(paths.size() - kListed) + " more" : text;
}

class Hdf5Image : public ImageReader {
 public:
  Hdf5Image(const std::string& path, const std::string& name) : blame_{path, ExitCode::input} {
    file_ = hdf5::open_for_reading(blame_);
    name_ = name.empty() ? only_image() : name.starts_with('/') ? name : "/" + name;
    dataset_ = hdf5::open_dataset(file_.id(), name_, blame_);
    const auto shape = hdf5::shape_of(dataset_, blame_);
    if (shape.size() != 3)
      blame_.fail(name_ + " has " + std::to_string(shape.size()) + " axes; an image has three: z, y, x");
    info_.cells = {shape[2], shape[1], shape[0]};
    require_sane_size(path + ": " + name_, info_.cells);
    const hdf5::Type type(blame_.checked(H5Dget_type(dataset_.id()), "read the type of " + name_));
    if (H5Tget_class(type.id()) != H5T_INTEGER) blame_.fail(name_ + " does not hold integers");
    const std::size_t bytes = H5Tget_size(type.id());
    if (bytes != 1 && bytes != 2 && bytes != 4 && bytes != 8)
      blame_.fail(name_ + " holds integers of " + std::to_string(bytes) + " bytes; 1, 2, 4 and 8 are read");
    info_.bytes_per_voxel = static_cast<int>(bytes);
    is_plain_ = H5Tget_sign(type.id()) == H5T_SGN_NONE && info_.bytes_per_voxel <= 4;
    read_layout();
  }

  StackInfo info() const override { return info_; }

  double scratch_bytes(const Box& part) const override {
    const double plane = static_cast<double>(part.size(0)) * static_cast<double>(part.size(1));
    return plane * (is_plain_ ? 4 : 4 + 8) + layer_bytes_;
  }

  void read(const Box& part, const PlaneSink& sink) override {
    std::vector<std::uint32_t> plane(static_cast<std::size_t>(part.size(0) * part.size(1)));
    std::vector<std::int64_t> wide(is_plain_ ? 0 : plane.size());
    for (std::int64_t z = part.from[2]; z < part.to[2]; ++z) {
      if (is_plain_) {
        read_plane(part, z, H5T_NATIVE_UINT32, plane.data());
      } else {
        read_plane(part, z, H5T_NATIVE_INT64, wide.data());
        narrow(wide, part, z, plane);
      }
      sink(z - part.from[2], plane);
    }
  }

 private:
  std::string only_image() const {
    const DatasetSearch found(file_.id(), blame_);
    if (found.images().size() == 1) return found.images().front();
    if (found.images().empty())
      blame_.fail("holds no three-dimensional dataset of integers" +
                  (found.others().empty() ? std::string() : "; it holds " + listed(found.others())));
    blame_.fail("holds several three-dimensional datasets of integers; name one as dataset: " + listed(found.images()));
  }

  // Planes are read one after the other, so a layer of chunks is kept rather than unpacked for each of its planes.
  void read_layout() {
    const hdf5::Properties creation(blame_.checked(H5Dget_create_plist(dataset_.id()), "read the layout of " + name_));
    if (H5Dget_storage_size(dataset_.id()) == 0)
      blame_.fail(name_ + " says " + cells_text(info_.cells) + " voxels, but holds no values");
    if (H5Pget_layout(creation.id()) != H5D_CHUNKED) return;
    std::array<hsize_t, 3> chunk{};
    blame_.checked(H5Pget_chunk(creation.id(), 3, chunk.data()), "read the layout of " + name_);
    const double bytes = static_cast<double>(chunk[0]) * static_cast<double>(chunk[1]) * static_cast<double>(chunk[2]) *
                         info_.bytes_per_voxel;
    if (bytes > kMostChunkBytes)
      blame_.fail(name_ + " is stored in chunks of " + bytes_text(bytes) + "; at most 1 GiB is read at once");
    const auto chunks_along = [&](std::size_t axis) {
      const auto size = static_cast<std::int64_t>(chunk[2 - axis]);
      return static_cast<double>((info_.cells[axis] + size - 1) / size);
    };
    const double across = chunks_along(0) * chunks_along(1);
    layer_bytes_ = std::max(bytes, std::min(bytes * across, kMostCacheBytes));
    const hdf5::Properties access = hdf5::properties(H5P_DATASET_ACCESS, blame_);
    const auto slots = static_cast<std::size_t>(std::clamp(across * 100, 521.0, 1e6)) | 1;
    blame_.checked(H5Pset_chunk_cache(access.id(), slots, static_cast<std::size_t>(layer_bytes_), 1.0), "set up HDF5");
    const std::string resolved = hdf5::resolved_path(file_.id(), name_, blame_);
    dataset_.reset();
    dataset_ = hdf5::Dataset(blame_.checked(H5Dopen2(file_.id(), resolved.c_str(), access.id()), "open " + name_));
  }

  void read_plane(const Box& part, std::int64_t z, hid_t memory_type, void* into) const {
    const std::array<hsize_t, 3> first{static_cast<hsize_t>(z), static_cast<hsize_t>(part.from[1]),
                                       static_cast<hsize_t>(part.from[0])};
    const std::array<hsize_t, 3> count{1, static_cast<hsize_t>(part.size(1)), static_cast<hsize_t>(part.size(0))};
    const std::string what = "read plane " + std::to_string(z) + " of " + name_;
    const hdf5::Space from(blame_.checked(H5Dget_space(dataset_.id()), what));
    blame_.checked(H5Sselect_hyperslab(from.id(), H5S_SELECT_SET, first.data(), nullptr, count.data(), nullptr), what);
    const hdf5::Space to(blame_.checked(H5Screate_simple(3, count.data(), nullptr), what));
    blame_.checked(H5Dread(dataset_.id(), memory_type, to.id(), from.id(), H5P_DEFAULT, into), what);
  }

  void narrow(const std::vector<std::int64_t>& wide, const Box& part, std::int64_t z,
              std::vector<std::uint32_t>& plane) const {
    for (std::size_t i = 0; i < wide.size(); ++i) {
      if (wide[i] < 0 || wide[i] > std::numeric_limits<std::uint32_t>::max())
        blame_.fail(name_ + " holds the value " + std::to_string(wide[i]) + " at x " +
                    std::to_string(part.from[0] + static_cast<std::int64_t>(i) % part.size(0)) + ", y " +
                    std::to_string(part.from[1] + static_cast<std::int64_t>(i) / part.size(0)) + ", z " +
                    std::to_string(z) + "; values from 0 to 4294967295 can be phases");
      plane[i] = static_cast<std::uint32_t>(wide[i]);
    }
  }

  hdf5::QuietErrors quiet_;
  hdf5::Blame blame_;
  hdf5::File file_;
  std::string name_;
  hdf5::Dataset dataset_;
  StackInfo info_;
  bool is_plain_ = true;  // unsigned, at most 32 bits: HDF5's own conversion loses nothing
  double layer_bytes_ = 0;
};

}  // namespace

std::unique_ptr<ImageReader> open_hdf5_image(const std::string& path, const std::string& dataset) {
  return std::make_unique<Hdf5Image>(path, dataset);
}

}  // namespace voxvolt::io
