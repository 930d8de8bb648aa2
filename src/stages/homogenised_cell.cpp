// SPDX-License-Identifier: BSD-3-Clause
// Stage kind `homogenised_cell`: the layers of a cell as one orthotropic material, and what it stores and resists.
#include <cmath>
#include <limits>
#include <numbers>

#include "config/names.hpp"
#include "config/units.hpp"
#include "parameters/materials.hpp"
#include "solvers/laws/layer_stack.hpp"
#include "stages/kinds.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Context;
using campaign::Product;
using campaign::ProductForm;
using campaign::Products;
using campaign::ProductSpec;
using config::Complaint;
using config::Describe;
using config::unit;

constexpr const char* kSentence = "The layers of a cell as one orthotropic material, from cell to pack.";
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

struct Section {
  const char *name, *material;  ///< of a cell, and what it is taken for unless the layer says otherwise
};
constexpr Section kSections[] = {
    {"negative", "graphite_electrode"}, {"separator", "separator"}, {"positive", "layered_oxide_electrode"}};

std::vector<std::string> names_of_sections() {
  std::vector<std::string> names;
  for (const Section& section : kSections) names.push_back(section.name);
  return names;
}
std::vector<std::string> names_of_materials() {
  std::vector<std::string> names;
  for (const auto& [name, material] : parameters::shipped_materials()) names.push_back(name);
  return names;
}

struct LayerInput {
  std::optional<std::string> material{}, of{};
  std::optional<double> thickness{};              // m
  std::optional<double> conductivity{};           // W/(m K)
  std::optional<double> conductivity_in_plane{};  // W/(m K)
  std::optional<double> density{};                // kg/m^3
  std::optional<double> heat_capacity{};          // J/(kg K)
  static void describe(Describe<LayerInput>& d);

  /// Name of what it is made of; empty where there is none.
  std::string made_of() const {
    if (material) return *material;
    for (const Section& section : kSections)
      if (of == section.name) return section.material;
    return {};
  }
};

struct Prismatic {
  static constexpr std::string_view word = "prismatic";
  std::vector<double> size;  // m
  static void describe(Describe<Prismatic>& d) {
    d.sentence("A box, or a pouch.");
    d.member("size", &Prismatic::size, "three edges", unit("m").above(0)).required().length(3, 3);
  }
  double volume() const { return size[0] * size[1] * size[2]; }
};
struct Cylindrical {
  static constexpr std::string_view word = "cylindrical";
  double diameter = 0, height = 0;  // m
  static void describe(Describe<Cylindrical>& d) {
    d.sentence("A jelly roll: in plane is along the winding and the axis; off by O(1/windings).");
    d.member("diameter", &Cylindrical::diameter, "of the roll", unit("m").above(0)).required();
    d.member("height", &Cylindrical::height, "of the roll", unit("m").above(0)).required();
  }
  double volume() const { return std::numbers::pi / 4 * diameter * diameter * height; }
};

struct Inputs {
  config::StageRef of;
  std::vector<LayerInput> layers;
  double contact_resistance = 0;  // m^2 K/W
  std::optional<std::variant<Prismatic, Cylindrical>> format{};
  static void describe(Describe<Inputs>& d) {
    d.sentence(kSentence);
    d.member("of", &Inputs::of, "the cell").required();
    d.member("layers", &Inputs::layers, "of one repeating unit, in order").required().length(1, 1000);
    d.member("contact_resistance", &Inputs::contact_resistance,
             "of each contact between the layers, and to the next unit", unit("m^2.K/W").at_least(0));
    d.member("format", &Inputs::format, "of the whole cell: gives its volume, mass and heat capacity");
  }
};

std::vector<Complaint> check(const LayerInput& in) {
  std::vector<Complaint> complaints;
  const auto known = [&](const char* key, const std::string& word, const std::vector<std::string>& names,
                         const char* what) {
    if (std::ranges::find(names, word) != names.end()) return;
    const auto close = config::nearest(word, names);
    complaints.push_back(
        {key, std::string("there is no ") + what + " " + config::shown(word) +
                  (close ? "; did you mean `" + *close + "`?" : "; there are " + config::listed(names))});
  };
  if (in.of) known("of", *in.of, names_of_sections(), "section");
  if (in.material) known("material", *in.material, names_of_materials(), "material");
  if (in.of) return complaints;
  if (!in.thickness)
    complaints.push_back({"", "needs its `thickness`: only sections of the cell have one of their own"});
  if (!in.material && !(in.conductivity && in.density && in.heat_capacity))
    complaints.push_back({"",
                          "needs a `material`, a section of the cell (`of`), or all of conductivity, density and "
                          "heat_capacity"});
  return complaints;
}

void LayerInput::describe(Describe<LayerInput>& d) {
  d.sentence("One layer: of a material, of a section of the cell, or of numbers; numbers come before the material's.");
  d.member("material", &LayerInput::material, "of inputs/parameters/materials.yaml");
  d.member("of", &LayerInput::of, "negative, separator or positive: the thickness is the cell's");
  d.member("thickness", &LayerInput::thickness, "of the layer", unit("m").above(0));
  d.member("conductivity", &LayerInput::conductivity, "thermal, through the layer", unit("W/m/K").above(0));
  d.member("conductivity_in_plane", &LayerInput::conductivity_in_plane, "thermal, along the layer; default: as through",
           unit("W/m/K").above(0));
  d.member("density", &LayerInput::density, "mass per volume", unit("kg/m^3").above(0));
  d.member("heat_capacity", &LayerInput::heat_capacity, "per mass", unit("J/kg/K").above(0));
  d.check(&check);
}

ProductSpec scalar(const char* name, const char* si, const char* meaning, bool main = true) {
  return {name, si, meaning, ProductForm::scalar, {}, main};
}
std::vector<ProductSpec> scalar_specs(bool has_format) {
  std::vector<ProductSpec> specs{
      scalar("conductivity.in_plane", "W/m/K", "thermal conductivity along the layers"),
      scalar("conductivity.through", "W/m/K", "thermal conductivity through the layers"),
      scalar("heat_capacity", "J/kg/K", "heat capacity of the layers, per mass"),
      scalar("density", "kg/m^3", "mass per volume of the layers"),
      scalar("thickness", "m", "of one repeating unit of layers"),
      scalar("energy", "J", "energy of the cell's last discharge: what it stores"),
      scalar("resistance", "ohm", "of the cell: open-circuit less terminal voltage over current, by least squares")};
  if (has_format)
    specs.insert(specs.end(), {scalar("volume", "m^3", "of the whole cell", false),
                               scalar("mass", "kg", "of the whole cell, filled with layers", false),
                               scalar("total_heat_capacity", "J/K", "of the whole cell", false)});
  return specs;
}
ProductSpec heat_spec() {
  return {"heat", "W", "heat of the cell in its protocol", ProductForm::array, {"time"}, false};
}
ProductSpec assumptions_spec() { return {"assumptions", "", "what was assumed", ProductForm::text, {}, false}; }

const char* const kNeeded[] = {"energy", "voltage", "open_circuit_voltage", "current", "heat.total"};

std::vector<ProductSpec> declare(const Inputs& in, const campaign::Surroundings& surroundings,
                                 std::vector<Complaint>& complaints) {
  const auto* declared = surroundings.declared(in.of.name);
  const auto has = [&](const std::string& name) {
    return declared && std::ranges::find(*declared, name, &ProductSpec::name) != declared->end();
  };
  if (declared && !std::ranges::all_of(kNeeded, has))
    complaints.push_back({"of", in.of.name + " is no cell: it is of the kind " + surroundings.kind_of(in.of.name)});
  else if (declared)
    for (std::size_t i = 0; i < in.layers.size(); ++i)
      if (const auto& section = in.layers[i].of; section && !has("parameters." + *section + ".thickness"))
        complaints.push_back({"layers." + std::to_string(i + 1) + ".of", in.of.name + " has no " + *section});
  std::vector<ProductSpec> specs = scalar_specs(in.format.has_value());
  specs.push_back(heat_spec());
  specs.push_back(assumptions_spec());
  return specs;
}

laws::StackedLayer<double> layer_of(const LayerInput& in, const Products& cell, std::string& assumptions) {
  laws::StackedLayer<double> layer{};
  const std::string name = in.made_of();
  if (!name.empty()) {
    const parameters::Material& material = parameters::shipped_materials().at(name);
    layer = {0, material.in_plane, material.conductivity, material.density, material.heat_capacity};
  }
  if (in.of && !in.material && !(in.conductivity && in.density && in.heat_capacity))
    assumptions += (assumptions.empty() ? "" : "\n") + *in.of + " is taken for the material " + name;
  if (in.of) layer.thickness = cell.at("parameters." + *in.of + ".thickness").values.at(0);
  if (in.thickness) layer.thickness = *in.thickness;
  if (in.conductivity) layer.through = layer.in_plane = *in.conductivity;
  if (in.conductivity_in_plane) layer.in_plane = *in.conductivity_in_plane;
  layer.density = in.density.value_or(layer.density);
  layer.heat_capacity = in.heat_capacity.value_or(layer.heat_capacity);
  return layer;
}

/// sum (U - V) I / sum I^2 over the samples; none where no current flows.
double resistance_of(const Products& cell) {
  const auto &open = cell.at("open_circuit_voltage").values, &voltage = cell.at("voltage").values,
             &current = cell.at("current").values;
  double product = 0, square = 0;
  for (std::size_t i = 0; i < current.size(); ++i) {
    product += (open[i] - voltage[i]) * current[i];
    square += current[i] * current[i];
  }
  return square > 0 ? product / square : kNone;
}

double in_joule(const Product& energy) { return config::convert(energy.values.at(0), energy.spec.unit, "J"); }

Products computed(const Inputs& in, const Products& cell) {
  std::string assumptions;
  std::vector<laws::StackedLayer<double>> layers;
  for (const LayerInput& one : in.layers) layers.push_back(layer_of(one, cell, assumptions));
  const double contacts = in.contact_resistance * static_cast<double>(layers.size());
  const auto whole = laws::layered_material<double>(layers, contacts);
  std::vector<double> values{whole.in_plane,     whole.through,   whole.heat_capacity,
                             whole.density,      whole.thickness, in_joule(cell.at("energy")),
                             resistance_of(cell)};
  if (in.format) {
    const double volume = std::visit([](const auto& format) { return format.volume(); }, *in.format);
    values.insert(values.end(), {volume, volume * whole.density, volume * whole.density * whole.heat_capacity});
  }
  Products products;
  const std::vector<ProductSpec> specs = scalar_specs(in.format.has_value());
  for (std::size_t i = 0; i < specs.size(); ++i) products.add_scalar(specs[i], values[i]);
  const Product& heat = cell.at("heat.total");
  products.add_array(heat_spec(), heat.axes, heat.values);
  products.add_text(assumptions_spec(), assumptions);
  return products;
}

Products run(const Inputs& in, Context& context) {
  const Products& cell = context.upstream(context.member, in.of.name);
  Products products;
  parallel::agree_on(context.ranks, [&] { products = computed(in, cell); });
  return products;
}

std::vector<std::string> cites(const Inputs& in) {
  std::vector<std::string> papers{
      "Milton, G. W. (2002). The theory of composites. Cambridge University Press. doi:10.1017/CBO9780511613357"};
  for (const LayerInput& layer : in.layers)
    if (const std::string name = layer.made_of(); !name.empty())
      for (const std::string& paper : parameters::shipped_materials().at(name).papers)
        if (std::ranges::find(papers, paper) == papers.end()) papers.push_back(paper);
  return papers;
}

std::vector<campaign::Produced> produces() {
  std::vector<campaign::Produced> list;
  for (const ProductSpec& spec : scalar_specs(true)) list.push_back({spec.name, spec.unit, spec.meaning});
  list.push_back({"heat", "W", "heat of the cell in its protocol, over time"});
  list.push_back({"assumptions", "", "what was assumed"});
  return list;
}

std::string notes(const std::string& key) {
  if (key != "layers.material" && key != "layers") return {};
  std::string text = "\nMaterials:\n\n";
  for (const auto& [name, material] : parameters::shipped_materials())
    text += "  " + name + ": " + material.meaning + "\n";
  return text;
}

}  // namespace

campaign::StageKind homogenised_cell() {
  return campaign::make_kind(campaign::Kind<Inputs>{
      .name = "homogenised_cell",
      .revision = 1,
      .sentence = kSentence,
      .produces = produces(),
      .declare = &declare,
      .cites = &cites,
      .run = &run,
      .notes = &notes,
  });
}

}  // namespace voxvolt::stages
