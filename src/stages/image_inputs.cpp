// SPDX-License-Identifier: BSD-3-Clause
#include "stages/image_inputs.hpp"

namespace voxvolt::stages {

using config::Complaint;
using config::unit;

void PhaseChoice::describe(Describe<PhaseChoice>& d) {
  d.sentence("Raw values of a phase: one, a list, or a range {from: 1, to: 5} with both ends.");
  d.member("values", &PhaseChoice::values, "raw values", unit("1").at_least(0).at_most(4294967295.0));
  d.member("from", &PhaseChoice::from, "first value of a range", unit("1").at_least(0).at_most(4294967295.0));
  d.member("to", &PhaseChoice::to, "last value of a range", unit("1").at_least(0).at_most(4294967295.0));
  d.shorthand("values");
  d.check([](const PhaseChoice& p) -> std::vector<Complaint> {
    if (p.from.has_value() != p.to.has_value()) return {{p.from ? "from" : "to", "a range needs both `from` and `to`"}};
    if (p.from && !p.values.empty()) return {{"values", "and a range exclude each other"}};
    if (!p.from && p.values.empty()) return {{"", "a phase needs at least one raw value"}};
    if (p.from && *p.to < *p.from) return {{"to", "must not be below `from`"}};
    return {};
  });
}

void Crop::describe(Describe<Crop>& d) {
  d.sentence("Voxels to keep along each axis, half-open: [first, end].");
  d.member("x", &Crop::x, "along x", unit("1").at_least(0)).length(2, 2);
  d.member("y", &Crop::y, "along y", unit("1").at_least(0)).length(2, 2);
  d.member("z", &Crop::z, "along z", unit("1").at_least(0)).length(2, 2);
  d.check([](const Crop& c) {
    std::vector<Complaint> complaints;
    for (const auto& [key, range] : {std::pair{"x", &c.x}, {"y", &c.y}, {"z", &c.z}})
      if (range->size() == 2 && range->at(1) <= range->at(0))
        complaints.push_back({key, "is empty: [first, end] needs end above first"});
    return complaints;
  });
}

void DrawnPart::describe(Describe<DrawnPart>& d) {
  d.sentence(
      "A part at a drawn place, within the crop if there is one; in an ensemble `seed: {replicate: 16}` makes 16 "
      "electrodes of one image, alike where parts overlap.");
  d.member("size", &DrawnPart::size, "voxels in x, y, z", unit("1").at_least(1)).required().length(3, 3);
  d.member("seed", &DrawnPart::seed, "draws the place", unit("1").at_least(0));
}

void ReadImage::describe(Describe<ReadImage>& d) {
  d.sentence(
      "A voxel image from a file: TIFF stack (one file, or numbered files with a * in the name), HDF5 dataset, or raw "
      "values.");
  d.member("file", &ReadImage::file, "the image: TIFF or HDF5 by its first bytes, raw values when `shape` is given")
      .required();
  d.member("voxel", &ReadImage::voxel, "edge of a voxel: one length, or [dx, dy, dz]", unit("m").above(0)).required();
  d.member("through", &ReadImage::through, "the through-plane axis");
  d.member("phases", &ReadImage::phases, "name of each phase and the raw values that mean it").required();
  d.member("crop", &ReadImage::crop, "the part of the image to keep");
  d.member("part", &ReadImage::part, "a part of what is kept, at a drawn place");
  d.member("dataset", &ReadImage::dataset, "HDF5: path of the 3-D dataset, stored [z][y][x] (default: the only one)");
  d.member("shape", &ReadImage::shape, "raw: voxels in x, y, z; x is fastest", unit("1").at_least(1).at_most(1e6))
      .length(3, 3);
  d.member("type", &ReadImage::type, "raw: type of a value (default: uint8)");
  d.member("byte_order", &ReadImage::byte_order, "raw: order of the bytes of a value (default: little)");
  d.check([](const ReadImage& r) {
    std::vector<Complaint> complaints = one_or_three(r.voxel);
    if (r.shape.empty() && r.type) complaints.push_back({"type", "is for raw files, which also need `shape`"});
    if (r.shape.empty() && r.byte_order)
      complaints.push_back({"byte_order", "is for raw files, which also need `shape`"});
    if (!r.shape.empty() && r.dataset)
      complaints.push_back({"dataset", "is for HDF5 files, `shape` for raw ones: give one of them"});
    if (r.phases.empty()) complaints.push_back({"phases", "is empty: an image needs at least one phase"});
    return complaints;
  });
}

}  // namespace voxvolt::stages
