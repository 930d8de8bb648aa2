// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>
#include <hdf5.h>

#include <filesystem>
#include <vector>

#include "io/hdf5.hpp"
#include "support/stack_reading.hpp"
#include "support/temporary_folder.hpp"

namespace voxvolt::io {
namespace {

using test::on_rank_0;
using test::refusal;
using test::TemporaryFolder;
using test::world;

std::int64_t value_at(std::int64_t x, std::int64_t y, std::int64_t z) { return (x * 7 + y * 31 + z * 101) % 251; }

/// An HDF5 file made for a test, by plain calls.
class MadeFile {
 public:
  explicit MadeFile(const std::string& path)
      : file_(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)) {}
  hid_t id() const { return file_.id(); }

  struct Look {
    std::vector<hsize_t> sizes{6, 5, 9};  // z, y, x
    hid_t type = H5T_STD_U8LE;
    std::vector<hsize_t> chunk;
    unsigned deflate = 0;
  };
  /// `value(x, y, z)`, or nothing written for a null function.
  void put(const std::string& name, const Look& look,
           const std::function<std::int64_t(std::int64_t, std::int64_t, std::int64_t)>& value) {
    const hdf5::Space space(H5Screate_simple(static_cast<int>(look.sizes.size()), look.sizes.data(), nullptr));
    const hdf5::Properties links(H5Pcreate(H5P_LINK_CREATE));
    H5Pset_create_intermediate_group(links.id(), 1);
    const hdf5::Properties creation(H5Pcreate(H5P_DATASET_CREATE));
    if (!look.chunk.empty()) H5Pset_chunk(creation.id(), static_cast<int>(look.chunk.size()), look.chunk.data());
    if (look.deflate != 0) H5Pset_deflate(creation.id(), look.deflate);
    const hdf5::Dataset dataset(
        H5Dcreate2(file_.id(), name.c_str(), look.type, space.id(), links.id(), creation.id(), H5P_DEFAULT));
    if (!value) return;
    std::vector<std::int64_t> values;
    for (hsize_t z = 0; z < look.sizes[0]; ++z)
      for (hsize_t y = 0; y < (look.sizes.size() > 1 ? look.sizes[1] : 1); ++y)
        for (hsize_t x = 0; x < (look.sizes.size() > 2 ? look.sizes[2] : 1); ++x)
          values.push_back(
              value(static_cast<std::int64_t>(x), static_cast<std::int64_t>(y), static_cast<std::int64_t>(z)));
    H5Dwrite(dataset.id(), H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
  }

 private:
  hdf5::File file_;
};

TEST(hdf5_image, the_only_three_dimensional_integers_are_the_image) {
  const TemporaryFolder folder(world(), "h5");
  on_rank_0([&] {
    MadeFile file(folder / "a.h5");
    file.put("/scan/phase", {}, value_at);
    MadeFile::Look row{{4}, H5T_STD_I32LE, {}, 0}, cube;
    cube.type = H5T_IEEE_F32LE;
    file.put("/scan/spacing", row, [](auto...) { return 1; });
    file.put("/scan/grey", cube, [](auto...) { return 1; });
  });
  const StackFile file{folder / "a.h5", "", {}};
  EXPECT_EQ(probe_stack(file).cells, (std::array<std::int64_t, 3>{9, 5, 6}));
  EXPECT_EQ(probe_stack(file).bytes_per_voxel, 1);
  test::expect_values(file, value_at);
  test::expect_values({folder / "a.h5", "scan/phase", {}}, value_at, {3, 1, 2}, {8, 4, 6});
}

TEST(hdf5_image, integers_of_all_sizes_chunked_and_compressed_are_read) {
  const TemporaryFolder folder(world(), "h5");
  for (const hid_t type :
       {H5T_STD_U8LE, H5T_STD_U16BE, H5T_STD_U32LE, H5T_STD_I8LE, H5T_STD_I32BE, H5T_STD_I64LE, H5T_STD_U64LE}) {
    MadeFile::Look look;
    look.type = type;
    look.chunk = {4, 3, 4};
    look.deflate = 4;
    const auto value = [](auto x, auto y, auto z) { return value_at(x, y, z) / 2; };  // fits a signed byte
    on_rank_0([&] { MadeFile(folder / "a.h5").put("/phase", look, value); });
    test::expect_values({folder / "a.h5", "", {}}, value);
    test::expect_values({folder / "a.h5", "", {}}, value, {3, 1, 2}, {8, 4, 5});
  }
}

TEST(hdf5_image, without_a_choice_the_candidates_are_listed) {
  const TemporaryFolder folder(world(), "h5");
  on_rank_0([&] {
    MadeFile two(folder / "two.h5");
    two.put("/a/one", {}, value_at);
    two.put("/b/other", {}, value_at);
    MadeFile none(folder / "none.h5");
    none.put("/row", {{4}, H5T_STD_I32LE, {}, 0}, [](auto...) { return 1; });
    const MadeFile empty(folder / "empty.h5");
  });
  EXPECT_EQ(refusal({folder / "two.h5", "", {}}),
            "holds several three-dimensional datasets of integers; name one as dataset: /a/one, /b/other");
  EXPECT_EQ(refusal({folder / "two.h5", "b/other", {}}), "accepted");
  EXPECT_EQ(refusal({folder / "none.h5", "", {}}), "holds no three-dimensional dataset of integers; it holds /row");
  EXPECT_EQ(refusal({folder / "empty.h5", "", {}}), "holds no three-dimensional dataset of integers");
}

TEST(hdf5_image, datasets_that_are_no_labels_are_refused_in_words) {
  const TemporaryFolder folder(world(), "h5");
  on_rank_0([&] {
    MadeFile file(folder / "a.h5");
    MadeFile::Look real;
    real.type = H5T_IEEE_F64LE;
    file.put("/real", real, value_at);
    file.put("/flat", {{4, 5}, H5T_STD_U8LE, {}, 0}, value_at);
    file.put("/nothing", {{1000000, 1000000, 1000}, H5T_STD_U8LE, {}, 0}, {});
    file.put("/chunks", {{1000000, 1000000, 1000}, H5T_STD_U8LE, {64, 64, 64}, 0}, {});
    file.put("/zero", {{0, 5, 6}, H5T_STD_U8LE, {}, 0}, {});
    const hdf5::Type odd(H5Tcopy(H5T_STD_U8LE));
    H5Tset_size(odd.id(), 3);
    MadeFile::Look three_bytes;
    three_bytes.type = odd.id();
    file.put("/three_bytes", three_bytes, value_at);
    MadeFile::Look wide;
    wide.type = H5T_STD_I64LE;
    file.put("/negative", wide, [](auto x, auto y, auto z) { return x == 4 && y == 2 && z == 3 ? -7 : 1; });
    file.put("/large", wide,
             [](auto x, auto y, auto z) { return x == 1 && y == 0 && z == 5 ? std::int64_t{1} << 32 : 1; });
  });
  const auto refused = [&](const std::string& dataset) { return refusal({folder / "a.h5", dataset, {}}); };
  EXPECT_EQ(refused("real"), "/real does not hold integers");
  EXPECT_EQ(refused("three_bytes"), "/three_bytes holds integers of 3 bytes; 1, 2, 4 and 8 are read");
  EXPECT_EQ(refused("flat"), "/flat has 2 axes; an image has three: z, y, x");
  EXPECT_EQ(refused("/group/none"), "there is no /group in it");
  EXPECT_EQ(refused("/"), "/ is no dataset");
  EXPECT_EQ(refused("nothing"), "/nothing says 1000 x 1000000 x 1000000 voxels, but holds no values");
  EXPECT_EQ(refused("chunks"), "/chunks says 1000 x 1000000 x 1000000 voxels, but holds no values");
  EXPECT_EQ(refused("zero"), "/zero: the image has no voxels: it is 6 x 5 x 0");
  EXPECT_EQ(refused("negative"),
            "/negative holds the value -7 at x 4, y 2, z 3; values from 0 to 4294967295 can be phases");
  EXPECT_EQ(refused("large"),
            "/large holds the value 4294967296 at x 1, y 0, z 5; values from 0 to 4294967295 can be phases");
}

TEST(hdf5_image, links_and_storage_that_leave_the_file_are_refused) {
  const TemporaryFolder folder(world(), "h5");
  on_rank_0([&] {
    MadeFile(folder / "other.h5").put("/phase", {}, value_at);
    test::write_bytes(folder / "values.bin", std::string(9 * 5 * 6, '\1'));
    MadeFile file(folder / "a.h5");
    file.put("/own/phase", {}, value_at);
    H5Lcreate_external("other.h5", "/phase", file.id(), "/external", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_external("/etc", "/", file.id(), "/folder", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_soft("/external", file.id(), "/soft_out", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_soft("own/phase", file.id(), "/soft_in", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_soft("/loop", file.id(), "/loop", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_soft("/gone", file.id(), "/dangling", H5P_DEFAULT, H5P_DEFAULT);

    const std::vector<hsize_t> sizes{6, 5, 9};
    const hdf5::Space space(H5Screate_simple(3, sizes.data(), nullptr));
    const hdf5::Properties outside(H5Pcreate(H5P_DATASET_CREATE));
    H5Pset_external(outside.id(), "values.bin", 0, 9 * 5 * 6);
    const hdf5::Dataset raw(
        H5Dcreate2(file.id(), "/outside", H5T_STD_U8LE, space.id(), H5P_DEFAULT, outside.id(), H5P_DEFAULT));
    const hdf5::Properties pieces(H5Pcreate(H5P_DATASET_CREATE));
    H5Pset_virtual(pieces.id(), space.id(), "other.h5", "/phase", space.id());
    const hdf5::Dataset made(
        H5Dcreate2(file.id(), "/virtual", H5T_STD_U8LE, space.id(), H5P_DEFAULT, pieces.id(), H5P_DEFAULT));
  });
  const auto refused = [&](const std::string& dataset) { return refusal({folder / "a.h5", dataset, {}}); };
  const std::string external = "/external is an external link, which leads to another file; external links are refused";
  EXPECT_EQ(refused("external"), external);
  EXPECT_EQ(refused("soft_out"), external);
  EXPECT_EQ(refused("folder/passwd"),
            "/folder is an external link, which leads to another file; external links are refused");
  EXPECT_EQ(refused("soft_in"), "accepted");
  test::expect_values({folder / "a.h5", "/soft_in", {}}, value_at);
  EXPECT_EQ(refused("loop"), "the soft links of /loop lead nowhere");
  EXPECT_EQ(refused("dangling"), "there is no /gone in it");
  EXPECT_EQ(refused("outside"), "/outside keeps its values in another file (external storage), which is refused");
  EXPECT_EQ(refused("virtual"),
            "/virtual is a virtual dataset, made of pieces of other files; virtual datasets are refused");
}

TEST(hdf5_image, files_that_are_no_hdf5_or_cut_off_are_refused) {
  const TemporaryFolder folder(world(), "h5");
  on_rank_0([&] {
    test::write_bytes(folder / "text.h5", "this is no image");
    MadeFile(folder / "whole.h5").put("/phase", {{60, 50, 9}, H5T_STD_U8LE, {}, 0}, value_at);
    test::write_bytes(folder / "magic.h5", test::bytes_of(folder / "whole.h5").substr(0, 8));
  });
  EXPECT_EQ(refusal({folder / "text.h5", "", {}}), "is not an HDF5 file");
  EXPECT_NE(refusal({folder / "magic.h5", "", {}}), "accepted");
  const std::string whole = test::bytes_of(folder / "whole.h5");
  for (const std::size_t kept : {whole.size() / 4, whole.size() / 2, whole.size() - 1}) {
    on_rank_0([&] { test::write_bytes(folder / "a.h5", whole.substr(0, kept)); });
    const std::string text = refusal({folder / "a.h5", "", {}});
    EXPECT_TRUE(text.starts_with("the file is cut off (HDF5: truncated file")) << text;
  }
}

TEST(hdf5_image, hdf5_prints_nothing_of_its_own) {
  const TemporaryFolder folder(world(), "h5");
  on_rank_0([&] { MadeFile(folder / "a.h5").put("/phase", {}, value_at); });
  testing::internal::CaptureStderr();
  const std::string text = refusal({folder / "a.h5", "/none", {}});
  const std::string printed = testing::internal::GetCapturedStderr();
  EXPECT_EQ(text, "there is no /none in it");
  EXPECT_EQ(printed, "");
}

}  // namespace
}  // namespace voxvolt::io
