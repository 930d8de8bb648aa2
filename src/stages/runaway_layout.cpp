// SPDX-License-Identifier: BSD-3-Clause
#include "stages/runaway_layout.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "config/errors.hpp"
#include "config/names.hpp"
#include "meshes/layout/reshape.hpp"
#include "stages/runaway_sources.hpp"

namespace voxvolt::stages {
namespace {

using config::Complaint;
using Complaints = std::vector<Complaint>;

constexpr int kAcrossCircle = 8;  // voxels that show what lies beside a round body

std::vector<std::string> names_of(const layout::Layout& layout) {
  std::vector<std::string> names;
  for (const layout::Type& type : layout.types) names.push_back(type.name);
  return names;
}

std::string no_type(const std::string& name, const std::vector<std::string>& names) {
  const auto close = config::nearest(name, names);
  return "the layout has no type " + config::shown(name) +
         (close ? "; did you mean `" + *close + "`?" : "; its types are: " + config::listed(names));
}

std::vector<std::array<int, 3>> volumes_of(const RunawayInputs& in, const layout::Layout& layout, Division division) {
  std::vector<std::array<int, 3>> all;
  for (const layout::Type& type : layout.types) {
    const auto cell = in.cells.find(type.name);
    const std::vector<int>& asked = cell != in.cells.end() ? cell->second.volumes : in.parts.at(type.name).volumes;
    std::array<int, 3> volumes{};
    for (std::size_t own = 0; own < 3; ++own) {
      volumes[own] = asked[own];
      if (division == Division::half && asked[own] >= 4) volumes[own] = (asked[own] + 1) / 2;
      const bool is_round = type.form == layout::Form::cylinder && own < 2;
      if (division == Division::none) volumes[own] = is_round ? std::min(asked[own], kAcrossCircle) : 1;
    }
    all.push_back(volumes);
  }
  return all;
}

template <class Material>
runaway::GridPart part_of(const Material& in, const layout::Body& body) {
  runaway::GridPart part;
  part.name = body.name;
  for (std::size_t own = 0; own < 3; ++own)
    part.conductivity[static_cast<std::size_t>(body.axes[own])] =
        in.conductivity[in.conductivity.size() == 1 ? 0 : own];
  part.density = in.density, part.heat_capacity = in.heat_capacity;
  part.initial_temperature = in.initial_temperature;
  return part;
}

/// Voxels of a round body make more or less than its volume: its density keeps the mass.
void keep_masses(const layout::Layout& layout, const layout::Mesh& mesh, runaway::GridParams& grid) {
  std::vector<double> volumes(layout.bodies.size(), 0);
  const std::size_t nx = mesh.widths[0].size(), ny = mesh.widths[1].size();
  for (std::size_t v = 0; v < mesh.body_of.size(); ++v)
    if (mesh.body_of[v] >= 0)
      volumes[static_cast<std::size_t>(mesh.body_of[v])] +=
          mesh.widths[0][v % nx] * mesh.widths[1][v / nx % ny] * mesh.widths[2][v / nx / ny];
  for (std::size_t body = 0; body < volumes.size(); ++body)
    if (layout.type_of(static_cast<int>(body)).form == layout::Form::cylinder && volumes[body] > 0)
      grid.parts[body].density *= layout::volume_of(layout, static_cast<int>(body)) / volumes[body];
}

void add_contacts(const RunawayInputs& in, const layout::Layout& layout, const layout::Mesh& mesh,
                  runaway::GridParams& grid, Complaints& complaints) {
  grid.contact = in.contact_resistance;
  if (in.contacts.empty()) return;
  const auto touching = layout::contacts_on(mesh);
  for (std::size_t i = 0; i < in.contacts.size(); ++i) {
    const auto& between = in.contacts[i].between;
    bool found = false;
    for (const layout::Contact& one : touching) {
      const std::string &a = layout.type_of(one.a).name, &b = layout.type_of(one.b).name;
      if (between.size() != 2 || !((a == between[0] && b == between[1]) || (a == between[1] && b == between[0])))
        continue;
      grid.contacts.push_back({one.a, one.b, in.contacts[i].resistance});
      found = true;
    }
    if (!found && between.size() == 2)
      complaints.push_back({"contacts." + std::to_string(i + 1) + ".between",
                            "no " + between[0] + " and " + between[1] + " of the layout touch"});
  }
}

void add_outside(const RunawayInputs& in, runaway::GridParams& grid) {
  if (!in.outside) {
    grid.insulated.fill(true);
    grid.surroundings.coefficient = 0;
    return;
  }
  grid.surroundings = {in.outside->coefficient, in.outside->emissivity,
                       programme_of(ambient_of(in, in.outside->ambient))};
  for (std::size_t face = 0; face < kFaces.size(); ++face) {
    if (const auto own = in.outside->faces.find(kFaces[face]); own != in.outside->faces.end())
      grid.coefficient[face] = own->second;
    grid.insulated[face] = std::ranges::find(in.outside->insulated, kFaces[face]) != in.outside->insulated.end();
  }
}

}  // namespace

Complaints complaints_about_types(const RunawayInputs& in, const layout::Layout& layout) {
  Complaints complaints;
  const std::vector<std::string> names = names_of(layout);
  const auto known = [&](const std::string& key, const std::string& type) {
    if (std::ranges::find(names, type) == names.end()) complaints.push_back({key, no_type(type, names)});
  };
  for (const auto& [type, cell] : in.cells) known("cells." + type, type);
  for (const auto& [type, part] : in.parts) known("parts." + type, type);
  for (const auto& [type, width] : in.thickness) known("thickness." + type, type);
  for (const std::string& name : names)
    if (!in.cells.contains(name) && !in.parts.contains(name))
      complaints.push_back({"parts", "the layout's type " + name + " has no values here, nor under `cells`"});
  for (std::size_t i = 0; i < in.contacts.size(); ++i) {
    const std::string at = "contacts." + std::to_string(i + 1) + ".between";
    for (const std::string& type : in.contacts[i].between) known(at, type);
    for (std::size_t j = 0; j < i; ++j)
      if (std::ranges::is_permutation(in.contacts[i].between, in.contacts[j].between))
        complaints.push_back({at, config::listed(in.contacts[i].between) + " are given before"});
  }
  return complaints;
}

layout::Layout with_distances(const RunawayInputs& in, const layout::Layout& layout, Complaints& complaints) {
  layout::Reshape to;
  for (const auto& [type, width] : in.thickness)
    if (std::isfinite(width)) to.thickness[type] = width;  // a reference is not known yet
  for (const auto& [axis, width] : in.spacing)
    if (std::isfinite(width)) to.spacing[static_cast<std::size_t>(axis[0] - 'x')] = width;
  if (to.is_empty()) return layout;
  std::set<std::string> cells;
  for (const auto& [type, cell] : in.cells) cells.insert(type);
  std::vector<layout::ReshapeComplaint> wrong;
  layout::Layout out = layout::reshaped(layout, to, cells, wrong);
  for (auto& one : wrong) complaints.push_back({std::move(one.key), std::move(one.message)});
  return out;
}

std::shared_ptr<runaway::GridParams> grid_of(const RunawayInputs& in, const layout::Layout& layout, Division division,
                                             const KineticsOf& kinetics, Complaints& complaints) {
  auto grid = std::make_shared<runaway::GridParams>();
  const layout::Mesh mesh = layout::divided(layout, volumes_of(in, layout, division));
  grid->widths = mesh.widths, grid->part_of = mesh.body_of;
  std::map<std::string, runaway::Layer> made;
  for (const auto& [type, cell] : in.cells) made[type] = kinetics(type, cell);
  for (int body = 0; body < static_cast<int>(layout.bodies.size()); ++body) {
    const std::string& type = layout.type_of(body).name;
    const auto cell = in.cells.find(type);
    runaway::GridPart part = cell != in.cells.end()
                                 ? part_of(cell->second, layout.bodies[static_cast<std::size_t>(body)])
                                 : part_of(in.parts.at(type), layout.bodies[static_cast<std::size_t>(body)]);
    if (cell != in.cells.end()) part.mechanism = made[type].mechanism, part.initial = made[type].initial;
    part.exposed = layout::true_surface(layout, body);
    grid->parts.push_back(std::move(part));
  }
  keep_masses(layout, mesh, *grid);
  add_contacts(in, layout, mesh, *grid, complaints);
  add_outside(in, *grid);
  return grid;
}

double voxels_of(const RunawayInputs& in, const layout::Layout& layout) {
  return layout::voxels_in(layout, volumes_of(in, layout, Division::whole));
}

}  // namespace voxvolt::stages
