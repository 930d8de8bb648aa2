// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include "io/field_files.hpp"
#include "parallel/failure.hpp"
#include "report/figures.hpp"
#include "report/plot.hpp"
#include "support/session.hpp"
#include "unit/report/sample_run.hpp"

namespace voxvolt::report {
namespace {

class SlicePlots : public testing::Test {
 protected:
  // value(x, y, z) at each voxel of a field of one stage.
  template <class T, class F>
  static campaign::StageRecord stage_with_field(const std::string& folder, const numerics::VoxelGrid& grid,
                                                const F& value, const numerics::VoxelWidths& widths = {}) {
    const auto& ranks = voxvolt::test::world();
    numerics::Field<T> field{grid, numerics::slab_of(grid, ranks), {}};
    field.data = typename numerics::Field<T>::View("field", grid.cells[2], grid.cells[1], grid.cells[0]);
    for (std::int64_t z = 0; z < grid.cells[2]; ++z)
      for (std::int64_t y = 0; y < grid.cells[1]; ++y)
        for (std::int64_t x = 0; x < grid.cells[0]; ++x) field.data(z, y, x) = static_cast<T>(value(x, y, z));
    io::FieldFiles files(folder, "image.0123456789ab", "image", ranks);
    files.write({0, 0.0, {{"phase", "1", "label of each voxel", field, widths}}});
    auto record = test::record_of("image", "microstructure");
    record.products.add_field(test::spec("phase", "1", "label of each voxel"), {nullptr, files.handles().front()});
    return record;
  }
};

TEST_F(SlicePlots, EachPlaneHoldsTheVoxelsOfTheMiddleInTheirOrder) {
  const test::SampleRun run("slices-order");
  const auto record = stage_with_field<double>(run.folder(), {{4, 6, 8}, {1e-6, 1e-6, 1e-6}, {0, 0, 0}},
                                               [](auto x, auto y, auto z) { return 100 * x + 10 * y + z; });
  const Plots plots = slice_plots(record, run.folder());
  ASSERT_EQ(plots.plots.size(), 1u);
  ASSERT_EQ(plots.plots.front().data.size(), 3u);
  const auto x = test::rows_of(plots.plots.front().data[0].text), y = test::rows_of(plots.plots.front().data[1].text),
             z = test::rows_of(plots.plots.front().data[2].text);
  ASSERT_EQ(x.size(), 8u);  // rows along z, columns along y
  EXPECT_EQ(x[5], (std::vector<double>{205, 215, 225, 235, 245, 255}));
  EXPECT_EQ(y[7], (std::vector<double>{37, 137, 237, 337}));
  ASSERT_EQ(z.size(), 6u);  // rows along y, columns along x
  EXPECT_EQ(z[1], (std::vector<double>{14, 114, 214, 314}));
}

TEST_F(SlicePlots, VoxelsOfUnequalWidthsAreShownInTheirPlaces) {
  const test::SampleRun run("slices-uneven");
  const auto record =
      stage_with_field<double>(run.folder(), {{3, 2, 2}, {2e-3, 1e-3, 1e-3}, {0, 0, 0}},
                               [](auto x, auto, auto) { return x; }, {std::vector<double>{1e-3, 4e-3, 1e-3}, {}, {}});
  const Plots plots = slice_plots(record, run.folder());
  const auto z = test::rows_of(plots.plots.front().data[2].text);
  EXPECT_EQ(z[0], (std::vector<double>{0, 1, 1, 1, 1, 2}));
  EXPECT_NE(plots.plots.front().script.find("'x = 3 mm'"), std::string::npos) << plots.plots.front().script;
  EXPECT_NE(plots.plots.front().script.find("set xrange [0:6]"), std::string::npos);
}

TEST_F(SlicePlots, PhasesAreNamedAndAxesAreInMicrometres) {
  const test::SampleRun run("slices-phases");
  auto record = stage_with_field<std::uint8_t>(
      run.folder(), {{30, 30, 30}, {4e-7, 4e-7, 4e-7}, {0, 0, 0}},
      [](auto x, auto y, auto z) { return (x - 15) * (x - 15) + (y - 15) * (y - 15) + (z - 15) * (z - 15) < 90; });
  record.products.add_text(test::spec("phases", "", "names of the phases"), "po're, active");
  const Plots plots = slice_plots(record, run.folder());
  const std::string& script = plots.plots.front().script;
  EXPECT_NE(script.find("'po''re' 0, 'active' 1"), std::string::npos) << script;
  EXPECT_NE(script.find("set xlabel 'x (um)'"), std::string::npos) << script;
  EXPECT_NE(script.find("set xrange [0:12]"), std::string::npos) << script;
  EXPECT_NE(draw(plots.plots.front(), run.at("figures")).svg.find("data:image/png;base64"), std::string::npos);
}

TEST_F(SlicePlots, AFieldOneVoxelThickCanBeDrawn) {
  const test::SampleRun run("slices-thin");
  const auto record = stage_with_field<double>(run.folder(), {{1, 5, 7}, {1e-3, 2e-3, 1e-3}, {0, 0, 0}},
                                               [](auto, auto y, auto) { return y; });
  const Plots plots = slice_plots(record, run.folder());
  ASSERT_EQ(plots.plots.size(), 1u);
  EXPECT_FALSE(draw(plots.plots.front(), run.at("figures")).svg.empty());
}

TEST_F(SlicePlots, AFieldWithOneValueEverywhereCanBeDrawn) {
  const test::SampleRun run("slices-constant");
  const numerics::VoxelGrid grid{{4, 4, 4}, {1e-6, 1e-6, 1e-6}, {0, 0, 0}};
  const auto real = stage_with_field<double>(run.folder(), grid, [](auto, auto, auto) { return 0.0; });
  EXPECT_FALSE(draw(slice_plots(real, run.folder()).plots.at(0), run.at("figures")).svg.empty());
  const auto labels = stage_with_field<std::uint8_t>(run.folder(), grid, [](auto, auto, auto) { return 0; });
  EXPECT_FALSE(draw(slice_plots(labels, run.folder()).plots.at(0), run.at("figures")).svg.empty());
}

TEST_F(SlicePlots, ALabelBeyondThePaletteCanBeDrawn) {
  const test::SampleRun run("slices-labels");
  const auto record = stage_with_field<std::uint8_t>(run.folder(), {{16, 16, 16}, {1e-6, 1e-6, 1e-6}, {0, 0, 0}},
                                                     [](auto x, auto y, auto) { return x * y; });
  EXPECT_FALSE(draw(slice_plots(record, run.folder()).plots.at(0), run.at("figures")).svg.empty());
}

TEST_F(SlicePlots, AnAlteredFieldIsNotDrawn) {
  const test::SampleRun run("slices-altered");
  const auto record =
      stage_with_field<double>(run.folder(), {{4, 4, 4}, {1, 1, 1}, {0, 0, 0}}, [](auto x, auto, auto) { return x; });
  const std::string file = record.products.at("phase").field.stored->file;
  std::string bytes = run.read_file(file);
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  run.write_file(file, bytes);
  EXPECT_THROW((void)slice_plots(record, run.folder()), RecordFailure);
}

TEST_F(SlicePlots, AFieldThatIsTooLargeIsLeftToParaView) {
  auto record = test::record_of("image", "microstructure");
  io::FieldHandle handle{"phase",
                         "1",
                         "labels",
                         {{1000, 1000, 1000}, {1, 1, 1}, {0, 0, 0}},
                         io::FieldType::uint8,
                         "fields/none.h5",
                         "/phase",
                         "",
                         "",
                         0,
                         0};
  record.products.add_field(test::spec("phase", "1", "labels"), {nullptr, handle});
  const Plots plots = slice_plots(record, ".");
  EXPECT_TRUE(plots.plots.empty());
  ASSERT_EQ(plots.left_out.size(), 1u);
  EXPECT_NE(plots.left_out.front().find("1000000000 voxels"), std::string::npos);
}

}  // namespace
}  // namespace voxvolt::report
