// SPDX-License-Identifier: BSD-3-Clause
// Which parameters are forms of one thing, and what happens when one of them is given.
#include <cmath>

#include "config/units.hpp"
#include "parameters/parameter_list.hpp"
#include "parameters/parameter_set.hpp"

namespace voxvolt::parameters {
namespace {

const double* number_at(const Settings& settings, const std::string& path) {
  const auto found = settings.find(path);
  return found == settings.end() ? nullptr : std::get_if<double>(&found->second);
}

/// Active fraction f, particle radius R and surface a of an electrode's particles: a = 3 f/R.
struct Spheres {
  std::string fraction, radius, surface;
  explicit Spheres(const std::string& electrode)
      : fraction(electrode + ".active_fraction"),
        radius(electrode + ".particle_radius"),
        surface(electrode + ".surface_area_per_volume") {}

  /// Brings settings of two of them to fraction and radius.
  void normalise(Settings& settings) const {
    const double *f = number_at(settings, fraction), *r = number_at(settings, radius),
                 *a = number_at(settings, surface);
    if (!a) return;
    if (r) settings[fraction] = *a * *r / 3;
    else if (f) settings[radius] = 3 * *f / *a;
    else return;
    settings.erase(surface);
  }

  void override(Settings& base, const Settings& given) const {
    const bool f = given.contains(fraction), r = given.contains(radius), a = given.contains(surface);
    if (!f && !r && !a) return;
    normalise(base);
    if (a) base.erase(fraction);
    if (a && f) base.erase(radius);
  }
};

void add_alternatives(std::vector<std::vector<std::string>>& groups, const std::string& section,
                      const std::vector<std::string>& fields) {
  std::vector<std::string> group;
  for (const std::string& field : fields) group.push_back(section + "." + field);
  groups.push_back(std::move(group));
}

constexpr const char* kElectrodes[] = {"negative", "positive"};

bool has_own_sizes(const Setting& distribution) {
  const auto* sizes = std::get_if<SizesText>(&distribution);
  return sizes != nullptr && !sizes->lognormal_sigma;
}

/// Where materials are given for an electrode of one: they take its place.
void give_materials(Settings& base, const Settings& given, const std::string& electrode) {
  const auto has_materials = [&](const Settings& in) { return particle_sections(in, electrode).front() != electrode; };
  if (!has_materials(given) || has_materials(base)) return;
  const std::string start = electrode + ".";
  std::erase_if(base, [&](const auto& entry) {
    return entry.first.starts_with(start) && find_parameter(entry.first)->is_of_particles;
  });
  base.erase(start + "inactive_fraction");
}

}  // namespace

std::vector<std::vector<std::string>> exclusive_groups(const Settings& settings) {
  std::vector<std::vector<std::string>> made;
  for (const char* region : {"negative", "separator", "positive"})
    add_alternatives(made, region, {"transport_efficiency", "tortuosity", "bruggeman_exponent"});
  std::vector<std::string> reacting{"counter"};
  for (const char* electrode : kElectrodes) {
    const std::vector<std::string> sections = particle_sections(settings, electrode);
    for (const std::string& section : sections)
      made.push_back({"cell.initial_state_of_charge", section + ".initial_stoichiometry"});
    add_alternatives(made, electrode, {"effective_conductivity", "conductivity"});
    add_alternatives(made, electrode, {"effective_conductivity", "solid_bruggeman_exponent"});
    for (const std::string& section : sections) {
      for (const char* branch : {"ocp_delithiation", "ocp_lithiation"})
        for (const char* other : {"ocp", "hysteresis_half_gap"}) add_alternatives(made, section, {branch, other});
      reacting.push_back(section);
    }
  }
  for (const std::string& place : reacting) {
    add_alternatives(made, place, {"reaction_rate_constant", "exchange_current_density"});
    add_alternatives(made, place,
                     {"reaction_rate_constant_activation_energy", "exchange_current_density_activation_energy"});
  }
  return made;
}

std::vector<config::Complaint> contradictions(const Settings& given) {
  std::vector<config::Complaint> complaints;
  for (const auto& group : exclusive_groups(given)) {
    const std::string* first = nullptr;
    for (const std::string& path : group) {
      if (!given.contains(path)) continue;
      if (first)
        complaints.push_back({path, "excludes `" + *first + "`, which says the same otherwise; give one of them"});
      else first = &path;
    }
  }
  for (const char* electrode : kElectrodes)
    for (const std::string& section : particle_sections(given, electrode)) {
      const Spheres s(section);
      const double *f = number_at(given, s.fraction), *r = number_at(given, s.radius), *a = number_at(given, s.surface);
      if (f && r && a && std::fabs(*a * *r - 3 * *f) > 1e-6 * std::fabs(3 * *f))
        complaints.push_back({s.surface, "contradicts 3 active_fraction/particle_radius, which is " +
                                             config::with_unit(3 * *f / *r, "1/m") + "; give two of the three"});
      const std::string sizes = section + ".particle_size_distribution";
      if (const auto found = given.find(sizes); found != given.end() && r && has_own_sizes(found->second))
        complaints.push_back({s.radius, "follows from the sizes of `" + sizes + "`; give one of them"});
    }
  return complaints;
}

Settings overridden(const Settings& base, const Settings& given) {
  Settings result = base;
  for (const char* electrode : kElectrodes) give_materials(result, given, electrode);
  Settings both = given;
  both.insert(result.begin(), result.end());
  for (const auto& group : exclusive_groups(both))
    for (const std::string& path : group)
      if (given.contains(path))
        for (const std::string& other : group) result.erase(other);
  for (const char* electrode : kElectrodes) {
    const std::string of_layer = std::string(electrode) + ".";
    for (const std::string& section : particle_sections(given, electrode)) {
      Spheres(section).override(result, given);
      const std::string start = section + ".";
      for (const char* field : {"active_fraction", "particle_radius", "surface_area_per_volume"})
        if (given.contains(start + field)) result.erase(of_layer + "inactive_fraction");
      if (given.contains(start + "particle_radius")) result.erase(start + "particle_size_distribution");  // one size
    }
    if (given.contains(of_layer + "porosity")) result.erase(of_layer + "inactive_fraction");
  }
  for (const auto& [path, setting] : given) result[path] = setting;
  return result;
}

}  // namespace voxvolt::parameters
