// SPDX-License-Identifier: BSD-3-Clause
#include "io/field_index.hpp"

#include <charconv>
#include <filesystem>

namespace voxvolt::io {
namespace {

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&apos;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string text_of(double value) {
  char digits[32];
  return std::string(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

template <class T, class Text>
std::string slowest_first(const std::array<T, 3>& xyz, Text&& text) {
  return text(xyz[2]) + " " + text(xyz[1]) + " " + text(xyz[0]);
}

std::string sizes(const std::array<std::int64_t, 3>& cells, std::int64_t more) {
  return slowest_first(cells, [&](std::int64_t n) { return std::to_string(n + more); });
}

/// Planes between voxels of unequal widths.
std::string planes(const FieldHandle& handle) {
  std::string text = "      <Topology TopologyType=\"3DRectMesh\" Dimensions=\"" + sizes(handle.grid.cells, 1) +
                     "\"/>\n      <Geometry GeometryType=\"VXVYVZ\">\n";
  for (std::size_t axis = 0; axis < 3; ++axis) {
    double at = handle.grid.origin[axis];
    std::string list = text_of(at);
    for (std::int64_t i = 0; i < handle.grid.cells[axis]; ++i) {
      const auto& widths = handle.widths[axis];
      at += widths.empty() ? handle.grid.spacing[axis] : widths[static_cast<std::size_t>(i)];
      list += " " + text_of(at);
    }
    text += "        <DataItem Dimensions=\"" + std::to_string(handle.grid.cells[axis] + 1) +
            "\" NumberType=\"Float\" Precision=\"8\" Format=\"XML\">" + list + "</DataItem>\n";
  }
  return text + "      </Geometry>\n";
}

std::string mesh(const FieldHandle& handle) {
  const numerics::VoxelGrid& grid = handle.grid;
  if (handle.widths != numerics::VoxelWidths{}) return planes(handle);
  const std::string item = "        <DataItem Dimensions=\"3\" NumberType=\"Float\" Precision=\"8\" Format=\"XML\">";
  return "      <Topology TopologyType=\"3DCoRectMesh\" Dimensions=\"" + sizes(grid.cells, 1) + "\"/>\n" +
         "      <Geometry GeometryType=\"ORIGIN_DXDYDZ\">\n" + item + slowest_first(grid.origin, text_of) +
         "</DataItem>\n" + item + slowest_first(grid.spacing, text_of) + "</DataItem>\n      </Geometry>\n";
}

std::string attribute(const FieldHandle& handle) {
  const std::string number =
      handle.type == FieldType::uint8 ? "NumberType=\"UChar\" Precision=\"1\"" : "NumberType=\"Float\" Precision=\"8\"";
  const std::string file = std::filesystem::path(handle.file).filename().string();
  return "      <Attribute Name=\"" + escaped(handle.name) + "\" AttributeType=\"Scalar\" Center=\"Cell\">\n" +
         "        <Information Name=\"units\" Value=\"" + escaped(handle.unit) + "\"/>\n" +
         "        <Information Name=\"long_name\" Value=\"" + escaped(handle.meaning) + "\"/>\n" +
         "        <DataItem Dimensions=\"" + sizes(handle.grid.cells, 0) + "\" " + number + " Format=\"HDF\">" +
         escaped(file + ":" + handle.dataset) + "</DataItem>\n      </Attribute>\n";
}

std::string snapshot(const std::string& title, std::span<const FieldHandle> of_one_file) {
  const FieldHandle& first = of_one_file.front();
  std::string text = "    <Grid Name=\"" + escaped(title) + "\" GridType=\"Uniform\">\n      <Time Value=\"" +
                     text_of(first.time) + "\"/>\n" + mesh(first);
  for (const FieldHandle& handle : of_one_file) text += attribute(handle);
  return text + "    </Grid>\n";
}

}  // namespace

std::string xdmf_index(const std::string& title, std::span<const FieldHandle> handles) {
  std::string grids;
  std::size_t snapshots = 0;
  for (std::size_t begin = 0; begin < handles.size(); ++snapshots) {
    std::size_t end = begin + 1;
    while (end < handles.size() && handles[end].file == handles[begin].file) ++end;
    grids += snapshot(title, handles.subspan(begin, end - begin));
    begin = end;
  }
  if (snapshots > 1)
    grids = "    <Grid Name=\"" + escaped(title) + "\" GridType=\"Collection\" CollectionType=\"Temporal\">\n" + grids +
            "    </Grid>\n";
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Xdmf Version=\"2.0\">\n  <Domain>\n" + grids +
         "  </Domain>\n</Xdmf>\n";
}

}  // namespace voxvolt::io
