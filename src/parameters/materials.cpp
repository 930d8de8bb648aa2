// SPDX-License-Identifier: BSD-3-Clause
#include "parameters/materials.hpp"

#include "config/loader.hpp"
#include "config/validate.hpp"

namespace voxvolt::parameters {
namespace {

using config::Describe;
using config::unit;

struct MaterialEntry {
  std::string meaning;
  double density = 0;        // kg/m^3
  double heat_capacity = 0;  // J/(kg K)
  double conductivity = 0;   // W/(m K)
  std::optional<double> in_plane{};
  static void describe(Describe<MaterialEntry>& d) {
    d.sentence("Density, heat capacity and thermal conductivity near 25 degC.");
    d.member("meaning", &MaterialEntry::meaning, "what it is").required();
    d.member("density", &MaterialEntry::density, "mass per volume, as it stands in a cell", unit("kg/m^3").above(0))
        .required();
    d.member("heat_capacity", &MaterialEntry::heat_capacity, "per mass", unit("J/kg/K").above(0)).required();
    d.member("conductivity", &MaterialEntry::conductivity, "thermal, through the layer", unit("W/m/K").above(0))
        .required();
    d.member("conductivity_in_plane", &MaterialEntry::in_plane, "thermal, along the layer, where it is another one",
             unit("W/m/K").above(0));
  }
};

struct MaterialsFile {
  std::int64_t version = 1;
  std::map<std::string, std::string> sources;
  std::map<std::string, MaterialEntry> materials;
  static void describe(Describe<MaterialsFile>& d) {
    d.sentence("Materials of layers.");
    d.member("voxvolt_materials", &MaterialsFile::version, "version of the format", unit("1").at_least(1).at_most(1))
        .required();
    d.member("sources", &MaterialsFile::sources, "where the numbers are from").required();
    d.member("materials", &MaterialsFile::materials, "by name").required();
  }
};

}  // namespace

std::map<std::string, Material> read_materials(const std::string& text, const std::string& file) {
  config::Node root = config::load_yaml(text, file);
  if (!root.is_map()) throw config::InputError(root.place, "", "a materials file is a map");
  config::Problems problems;
  const auto is_bare = [](const std::string& path) { return path == "voxvolt_materials"; };
  Sourced sourced = take_sources(std::move(root), is_bare, problems);
  const config::ShapeRef shape = config::Form<MaterialsFile>::shape({});
  config::Value value = config::validate(sourced.tree, *shape, "", problems);
  config::each_reference(value, *shape, [&](config::Value& at, const config::Shape&, const std::string& path) {
    problems.add(at.place(), path, "a materials file takes no references");
  });
  problems.throw_if_any();
  std::map<std::string, Material> materials;
  for (const auto& [name, entry] : config::build<MaterialsFile>(value).materials) {
    Material made{entry.meaning,
                  entry.density,
                  entry.heat_capacity,
                  entry.conductivity,
                  entry.in_plane.value_or(entry.conductivity),
                  {}};
    Sourced own;
    own.sources = sourced.sources;
    for (const auto& [path, beside] : sourced.numbers)
      if (path.starts_with("materials." + name + ".")) own.numbers[path] = beside;
    made.papers = own.papers();
    materials[name] = std::move(made);
  }
  return materials;
}

const std::map<std::string, Material>& shipped_materials() {
  static const std::map<std::string, Material> materials =
      read_materials(shipped_materials_file().at(0).text, "materials.yaml (shipped)");
  return materials;
}

}  // namespace voxvolt::parameters
