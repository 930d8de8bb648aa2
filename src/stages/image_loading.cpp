// SPDX-License-Identifier: BSD-3-Clause
#include "stages/image_loading.hpp"

#include <cmath>
#include <limits>

#include "campaign/summary.hpp"
#include "io/voxel_stack.hpp"
#include "meshes/generate/packing.hpp"
#include "meshes/generate/paint.hpp"
#include "meshes/voxel/phase_map.hpp"
#include "parallel/agree.hpp"
#include "uq/distribution.hpp"

namespace voxvolt::stages {
namespace {

using config::Complaint;
using Label = numerics::Field<std::uint8_t>;

io::StackFile stack_of(const ReadImage& read) {
  io::StackFile file{read.file.path, read.dataset.value_or(""), {}};
  if (read.shape.empty()) return file;
  constexpr std::array kBytes{1, 2, 4};  // of the alternatives of `type`
  io::RawLayout raw;
  raw.cells = {read.shape[0], read.shape[1], read.shape[2]};
  raw.bytes_per_voxel = read.type ? kBytes[read.type->index()] : 1;
  raw.big_endian = read.byte_order && std::holds_alternative<Big>(*read.byte_order);
  file.raw = raw;
  return file;
}

io::Box part_of(const ReadImage& read, const io::StackInfo& info) {
  std::array<std::optional<std::int64_t>, 3> from, to;
  const std::array ranges{&read.crop.x, &read.crop.y, &read.crop.z};
  for (std::size_t axis = 0; axis < 3; ++axis)
    if (ranges[axis]->size() == 2) {
      from[axis] = ranges[axis]->at(0);
      to[axis] = ranges[axis]->at(1);
    }
  return io::cropped(read.file.path, info, from, to);
}

voxel::PhaseMap phase_map_of(const ReadImage& read) {
  std::vector<voxel::PhaseValues> phases;
  for (const auto& [name, choice] : read.phases) {
    voxel::PhaseValues values{name, {}};
    for (std::int64_t value : choice.values) values.values.push_back({value, value});
    if (choice.from) values.values.push_back({*choice.from, *choice.to});
    phases.push_back(std::move(values));
  }
  return voxel::PhaseMap(std::move(phases));
}

double voxels(const std::array<std::int64_t, 3>& cells) {
  return static_cast<double>(cells[0]) * static_cast<double>(cells[1]) * static_cast<double>(cells[2]);
}

// Adds a complaint instead of letting a Failure through.
template <class Work>
void complain(std::vector<Complaint>& complaints, const std::string& key, Work&& work) {
  try {
    work();
  } catch (const Failure& failure) { complaints.push_back({key, failure.what()}); }
}

void check_memory(const std::string& key, double bytes, double memory, std::vector<Complaint>& complaints) {
  if (bytes <= memory) return;
  complaints.push_back({key, "the image needs " + campaign::bytes_text(bytes) + " of memory, but there are " +
                                 campaign::bytes_text(memory) + ": crop it, or use more machines"});
}

uq::Distribution sizes_of(const SizeChoice& choice) {
  return std::visit(
      []<class S>(const S& s) -> uq::Distribution {
        if constexpr (std::is_same_v<S, SizeNormal>)
          return uq::Distribution(uq::Normal{s.mean, s.sd}, s.min.value_or(std::numeric_limits<double>::min()), s.max);
        else if constexpr (std::is_same_v<S, SizeLognormal>)
          return uq::Distribution(uq::Lognormal{s.median, s.sigma}, s.min, s.max);
        else return uq::Distribution(uq::Values{{s.diameter}});
      },
      choice);
}

voxel::Image empty_image(const std::array<std::int64_t, 3>& cells, const std::vector<double>& spacing,
                         const campaign::Context& context) {
  voxel::Image image;
  image.labels.grid.cells = cells;
  image.labels.grid.spacing = three(spacing);
  image.labels.block = numerics::slab_of(image.labels.grid, context.ranks);
  parallel::agree_on(context.ranks, [&] {  // memory may end on one rank only
    const auto& block = image.labels.block;
    image.labels.data = Label::View("labels", block.count[2], block.count[1], block.count[0]);
  });
  return image;
}

voxel::Image read_image(const ReadImage& read, double bytes_per_voxel, const campaign::Context& context) {
  const io::StackFile file = stack_of(read);
  io::StackInfo info;
  io::Box part;
  parallel::agree_on(context.ranks, [&] {
    info = io::probe_stack(file);
    part = part_of(read, info);
    io::require_memory(file, part, context.ranks.size(), context.memory_limit, bytes_per_voxel);
  });
  const voxel::PhaseMap map = phase_map_of(read);
  voxel::Image image = empty_image({part.size(0), part.size(1), part.size(2)}, read.voxel, context);
  image.through = index_of(read.through);
  image.phases = map.phases();
  const auto& block = image.labels.block;
  const auto plane_size = static_cast<std::size_t>(block.count[0] * block.count[1]);
  const auto host = Kokkos::create_mirror_view(image.labels.data);
  voxel::PhaseMapping mapping(map, file.path, {part.size(0), part.size(1)}, part.from);
  io::read_stack(file, part, context.ranks, [&](std::int64_t plane, std::span<const std::uint32_t> raw) {
    mapping.map_plane(plane, raw, {&host(plane - block.first[2], 0, 0), plane_size});
  });
  mapping.finish(context.ranks);
  Kokkos::deep_copy(image.labels.data, host);
  return image;
}

voxel::Image generate_image(const GenerateImage& recipe, double bytes_per_voxel, const campaign::Context& context) {
  const std::array<std::int64_t, 3> cells{recipe.size[0], recipe.size[1], recipe.size[2]};
  const double each = voxels(cells) * bytes_per_voxel / context.ranks.size();
  if (each > context.memory_limit)
    throw parallel::AgreedFailure(ExitCode::input, context.stage + ": the image needs " + campaign::bytes_text(each) +
                                                       " on each rank, and " +
                                                       campaign::bytes_text(context.memory_limit) +
                                                       " may be used: use more machines, or make it smaller");
  voxel::Image image = empty_image(cells, recipe.voxel, context);
  image.through = index_of(recipe.through);
  image.phases = generated_phases();
  parallel::agree_on(context.ranks, [&] {
    const uq::Distribution sizes = sizes_of(recipe.particles.diameter);
    generate::PackingRecipe packing;
    for (std::size_t axis = 0; axis < 3; ++axis)
      packing.box[axis] = static_cast<double>(image.labels.grid.cells[axis]) * image.labels.grid.spacing[axis];
    packing.fraction = recipe.particles.fraction;
    packing.diameter = [&](double p) { return sizes.quantile(p); };
    packing.seed = static_cast<std::uint64_t>(recipe.seed);
    generate::paint(generate::pack_alone(packing).particles, 1, image.labels);
  });
  return image;
}

}  // namespace

std::vector<std::string> generated_phases() { return {"pore", "active"}; }

void check_image(const std::optional<ReadImage>& read, const std::optional<GenerateImage>& generate,
                 double bytes_per_voxel, double memory, std::vector<Complaint>& complaints) {
  if (generate) {
    check_memory("generate.size", voxels({generate->size[0], generate->size[1], generate->size[2]}) * bytes_per_voxel,
                 memory, complaints);
    try {
      const double typical = sizes_of(generate->particles.diameter).quantile(0.5);
      const std::array<double, 3> voxel = three(generate->voxel);
      double least_side = std::numeric_limits<double>::infinity();
      for (std::size_t axis = 0; axis < 3; ++axis)
        least_side = std::min(least_side, static_cast<double>(generate->size[axis]) * voxel[axis]);
      if (typical > least_side / 2)
        complaints.push_back(
            {"generate.particles.diameter", "half of the particles are of " + campaign::short_number(typical) +
                                                " m or more, but they may be at most half of the box's least side, " +
                                                campaign::short_number(least_side) + " m"});
    } catch (const std::invalid_argument& error) {
      complaints.push_back({"generate.particles.diameter", error.what()});
    }
    return;
  }
  if (!read) return;
  complain(complaints, "read.phases", [&] { (void)phase_map_of(*read); });
  if (read->file.sha256.empty()) return;  // it could not be read: that has been said
  std::optional<io::StackInfo> info;
  complain(complaints, "read.file", [&] { info = io::probe_stack(stack_of(*read)); });
  if (!info) return;
  complain(complaints, "read.crop", [&] {
    const io::Box part = part_of(*read, *info);
    check_memory("read.file", voxels({part.size(0), part.size(1), part.size(2)}) * bytes_per_voxel, memory, complaints);
  });
}

double voxels_of(const std::optional<ReadImage>& read, const std::optional<GenerateImage>& generate) {
  if (generate) return voxels({generate->size[0], generate->size[1], generate->size[2]});
  try {
    const io::Box part = part_of(*read, io::probe_stack(stack_of(*read)));
    return voxels({part.size(0), part.size(1), part.size(2)});
  } catch (const Failure&) { return std::numeric_limits<double>::quiet_NaN(); }
}

voxel::Image load_image(const std::optional<ReadImage>& read, const std::optional<GenerateImage>& generate,
                        double bytes_per_voxel, const campaign::Context& context) {
  return read ? read_image(*read, bytes_per_voxel, context) : generate_image(*generate, bytes_per_voxel, context);
}

}  // namespace voxvolt::stages
