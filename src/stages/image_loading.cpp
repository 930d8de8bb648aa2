// SPDX-License-Identifier: BSD-3-Clause
#include "stages/image_loading.hpp"

#include <cmath>
#include <limits>

#include "campaign/summary.hpp"
#include "io/voxel_stack.hpp"
#include "meshes/voxel/phase_map.hpp"
#include "numerics/random.hpp"
#include "parallel/agree.hpp"
#include "stages/recipe.hpp"

namespace voxvolt::stages {
namespace {

using config::Complaint;
constexpr std::uint64_t kPlaces = 0x70000000U;  // the stream that draws places of parts

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
  io::Box kept = io::cropped(read.file.path, info, from, to);
  if (!read.part) return kept;
  numerics::RandomStream draws(static_cast<std::uint64_t>(read.part->seed), 0, kPlaces);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::int64_t size = read.part->size[axis], room = kept.size(axis) - size;
    if (room < 0)
      throw Failure(ExitCode::input, read.file.path + ": a part of " + std::to_string(size) + " voxels along " +
                                         "xyz"[axis] + " of an image that has " + std::to_string(kept.size(axis)));
    kept.from[axis] += static_cast<std::int64_t>(draws.uniform() * static_cast<double>(room + 1));
    kept.to[axis] = kept.from[axis] + size;
  }
  return kept;
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
  numerics::VoxelGrid grid;
  grid.cells = {part.size(0), part.size(1), part.size(2)};
  grid.spacing = three(read.voxel);
  voxel::Image image = empty_image(grid, context);
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

void require_memory(const GenerateImage& recipe, double bytes_per_voxel, const campaign::Context& context) {
  const double each = voxels(grid_after(recipe).cells) * bytes_per_voxel / context.ranks.size();
  if (each > context.memory_limit)
    throw parallel::AgreedFailure(ExitCode::input, context.stage + ": the image needs " + campaign::bytes_text(each) +
                                                       " on each rank, and " +
                                                       campaign::bytes_text(context.memory_limit) +
                                                       " may be used: use more machines, or make it smaller");
}

}  // namespace

void check_image(const std::optional<ReadImage>& read, const std::optional<GenerateImage>& generate,
                 double bytes_per_voxel, double memory, std::vector<Complaint>& complaints) {
  if (generate) {
    check_memory("generate.size", voxels(grid_after(*generate).cells) * bytes_per_voxel, memory, complaints);
    check_recipe(*generate, complaints);
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
  if (generate) return voxels(grid_after(*generate).cells);
  try {
    const io::Box part = part_of(*read, io::probe_stack(stack_of(*read)));
    return voxels({part.size(0), part.size(1), part.size(2)});
  } catch (const Failure&) { return std::numeric_limits<double>::quiet_NaN(); }
}

LoadedImage load_image(const std::optional<ReadImage>& read, const std::optional<GenerateImage>& generate,
                       double bytes_per_voxel, const campaign::Context& context) {
  if (read) return {read_image(*read, bytes_per_voxel, context), {}};
  require_memory(*generate, bytes_per_voxel, context);
  return generate_image(*generate, context);
}

}  // namespace voxvolt::stages
