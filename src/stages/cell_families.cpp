// SPDX-License-Identifier: BSD-3-Clause
#include "stages/cell_families.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "parameters/parameter_list.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Axis;
using campaign::ProductForm;
using campaign::Products;
using campaign::ProductSpec;
using Numbers = std::vector<double>;

struct Told {
  const char *name, *unit, *meaning, *axis;  // over families: none
};
constexpr const char *kTime = "time", *kCharge = "charge_delivered";
constexpr Told kOfFamilies[] = {
    {"families.radius", "m", "radius of each family's particles, classes of size within materials by name", nullptr},
    {"families.volume_fraction", "1", "volume of each family over volume of electrode", nullptr},
    {"families.current", "A", "what each family gives of the cell's current, positive when it discharges", kTime},
    {"families.stoichiometry", "1", "mean stoichiometry of each family", kTime}};
constexpr Told kOfMaterial[] = {
    {"current", "A", "what the material gives of the cell's current, positive when it discharges", kTime},
    {"current_share", "1", "part of the cell's current that the material gives; none at rest", kCharge},
    {"stoichiometry", "1", "mean stoichiometry of the material", kTime}};

std::string material_name(const std::string& electrode, const std::string& material, const Told& told) {
  return electrode + ".materials." + material + "." + told.name;
}
ProductSpec spec(const std::string& name, const Told& told, std::vector<std::string> axes) {
  return {name, told.unit, told.meaning, ProductForm::array, std::move(axes), false};
}
std::vector<std::string> axes_of_families(const Told& told) {
  return told.axis != nullptr ? std::vector<std::string>{told.axis, "family"} : std::vector<std::string>{"family"};
}

/// The columns of some families out of numbers by time and family.
Numbers columns(const Numbers& all, std::size_t families, const std::vector<std::size_t>& wanted) {
  Numbers chosen;
  for (std::size_t row = 0; row + families <= all.size(); row += families)
    for (const std::size_t f : wanted) chosen.push_back(all[row + f]);
  return chosen;
}
/// Sum over columns, each times its weight.
Numbers summed(const Numbers& all, const Numbers& weights) {
  Numbers sums;
  for (std::size_t row = 0; row + weights.size() <= all.size(); row += weights.size())
    sums.push_back(
        std::inner_product(weights.begin(), weights.end(), all.begin() + static_cast<std::ptrdiff_t>(row), 0.0));
  return sums;
}

class FamilyProducts {
 public:
  FamilyProducts(const CellOutcome& outcome, Products& products)
      : facts_(outcome.families),
        curves_(outcome.result.curves),
        time_{kTime, "s", "time since the start", outcome.result.curves.time},
        charge_{kCharge, "A h", "charge delivered since the start", outcome.result.curves.discharge_capacity},
        products_(products) {}

  void add(const BlendedElectrode& of) {
    std::vector<std::size_t> all;
    Numbers radius, fraction;
    for (std::size_t f = 0; f < facts_.size(); ++f) {
      if (facts_[f].electrode != of.electrode) continue;
      all.push_back(f);
      radius.push_back(facts_[f].radius);
      fraction.push_back(facts_[f].fraction);
    }
    Numbers count(all.size());
    std::iota(count.begin(), count.end(), 1.0);
    const Axis family{"family", "1", "families of particles", std::move(count)};
    const auto name = [&](int i) { return of.electrode + "." + kOfFamilies[i].name; };
    const auto as = [&](int i) { return spec(name(i), kOfFamilies[i], axes_of_families(kOfFamilies[i])); };
    products_.add_array(as(0), {family}, std::move(radius));
    products_.add_array(as(1), {family}, std::move(fraction));
    products_.add_array(as(2), {time_, family}, columns(curves_.family_current, facts_.size(), all));
    products_.add_array(as(3), {time_, family}, columns(curves_.family_stoichiometry, facts_.size(), all));
    for (const std::string& material : of.materials) add(of.electrode, material);
  }

 private:
  void add(const std::string& electrode, const std::string& material) {
    Numbers own(facts_.size()), sites(facts_.size());
    double all_sites = 0;
    for (std::size_t f = 0; f < facts_.size(); ++f) {
      if (facts_[f].electrode != electrode || facts_[f].substance != material) continue;
      own[f] = 1;
      sites[f] = facts_[f].sites;
      all_sites += facts_[f].sites;
    }
    for (double& each : sites) each /= all_sites;
    Numbers current = summed(curves_.family_current, own), share = current;
    for (std::size_t i = 0; i < share.size(); ++i)
      share[i] = curves_.current[i] != 0 ? share[i] / curves_.current[i] : std::numeric_limits<double>::quiet_NaN();
    Numbers values[] = {std::move(current), std::move(share), summed(curves_.family_stoichiometry, sites)};
    for (std::size_t i = 0; i < std::size(kOfMaterial); ++i)
      products_.add_array(
          spec(material_name(electrode, material, kOfMaterial[i]), kOfMaterial[i], {kOfMaterial[i].axis}),
          {kOfMaterial[i].axis == kTime ? time_ : charge_}, std::move(values[i]));
  }

  const std::vector<FamilyFact>& facts_;
  const cell::Curves& curves_;
  const Axis time_, charge_;
  Products& products_;
};

}  // namespace

std::vector<BlendedElectrode> blended_electrodes(const parameters::Settings& settings, bool half_cell) {
  std::vector<BlendedElectrode> blended;
  for (const char* electrode : {"negative", "positive"}) {
    if (half_cell && std::string_view(electrode) == "negative") continue;
    BlendedElectrode one{electrode, {}};
    for (const std::string& section : parameters::particle_sections(settings, electrode))
      if (section != electrode) one.materials.push_back(section.substr(section.rfind('.') + 1));
    if (!one.materials.empty() || settings.contains(one.electrode + ".particle_size_distribution"))
      blended.push_back(std::move(one));
  }
  return blended;
}

std::vector<FamilyFact> family_facts(const cell::CellParams& cell) {
  std::vector<FamilyFact> facts;
  if (family_count(cell) == 0) return facts;
  for (const auto& [electrode, params] : {std::pair{"negative", &cell.negative}, {"positive", &cell.positive}}) {
    if (cell.counter && params == &cell.negative) continue;
    const auto add = [&](const std::string& substance, const cell::ActiveMaterial& m) {
      facts.push_back({electrode, substance, m.particle_radius, m.fraction, m.fraction * m.maximum_concentration});
    };
    if (params->families.empty()) add("", params->material);
    for (const cell::ParticleFamily& family : params->families) add(family.substance, family.material);
  }
  return facts;
}

std::vector<ProductSpec> family_specs(const std::vector<BlendedElectrode>& electrodes) {
  std::vector<ProductSpec> specs;
  for (const BlendedElectrode& of : electrodes) {
    for (const Told& told : kOfFamilies)
      specs.push_back(spec(of.electrode + "." + told.name, told, axes_of_families(told)));
    for (const std::string& material : of.materials)
      for (const Told& told : kOfMaterial)
        specs.push_back(spec(material_name(of.electrode, material, told), told, {told.axis}));
  }
  return specs;
}

std::vector<campaign::Produced> family_produces() {
  std::vector<campaign::Produced> list;
  for (const Told& told : kOfFamilies)
    list.push_back(
        {std::string("ELECTRODE.") + told.name, told.unit,
         std::string("several materials or sizes: ") + told.meaning + (told.axis != nullptr ? ", over time" : "")});
  for (const Told& told : kOfMaterial)
    list.push_back({material_name("ELECTRODE", "NAME", told), told.unit,
                    std::string("several materials: ") + told.meaning + ", over " +
                        (told.axis == kTime ? "time" : "the charge delivered since the start")});
  return list;
}

void add_families(const std::vector<BlendedElectrode>& electrodes, const CellOutcome& outcome, Products& products) {
  FamilyProducts made(outcome, products);
  for (const BlendedElectrode& of : electrodes) made.add(of);
}

}  // namespace voxvolt::stages
