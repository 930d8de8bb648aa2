// SPDX-License-Identifier: BSD-3-Clause
#include "stages/transport_inputs.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "config/names.hpp"
#include "config/units.hpp"

namespace voxvolt::stages {

using config::Complaint;
using config::unit;

int Subvolumes::per_axis() const { return static_cast<int>(std::lround(std::cbrt(static_cast<double>(count)))); }

void Subvolumes::describe(Describe<Subvolumes>& d) {
  d.sentence("How far the sample puts the answer off: from parts of the image, and how it settles with their size.");
  d.member("count", &Subvolumes::count, "parts of the finest division: 8, 27, 64, ..., the cube of parts per axis",
           unit("1").at_least(8).at_most(1000));
  d.shorthand("count");
  d.check([](const Subvolumes& s) {
    const std::int64_t n = s.per_axis();
    return n * n * n == s.count ? std::vector<Complaint>{}
                                : std::vector<Complaint>{
                                      {"count", "is no cube of a whole number; allowed are 8, 27, 64, 125, ..., 1000"}};
  });
}

bool TransportInputs::wants_richardson() const {
  return std::ranges::any_of(error, [](const ErrorChoice& one) { return std::holds_alternative<Richardson>(one); });
}

int TransportInputs::subvolumes_per_axis() const {
  for (const ErrorChoice& one : error)
    if (const auto* parts = std::get_if<Subvolumes>(&one)) return parts->per_axis();
  return 0;
}

void TransportInputs::describe(Describe<TransportInputs>& d) {
  d.sentence("Effective conductivities of an image: div(k grad u) = 0 on its voxels.");
  d.member("of", &TransportInputs::of, "the stage whose image it is").required();
  d.member("boundary", &TransportInputs::boundary, "what lies beyond the faces of the image");
  d.member("axes", &TransportInputs::axes, "directions of the gradient").length(1, 4);
  d.member("properties", &TransportInputs::properties,
           "conductivities by property and phase, in one unit per property: one number, or three along x, y, z; phases "
           "that are not named do not conduct")
      .required();
  d.member("tolerance", &TransportInputs::tolerance, "of the plane-flux spread and the algebraic error, relative",
           unit("1").at_least(1e-12).at_most(0.1));
  d.member("error", &TransportInputs::error, "which errors are estimated").length(0, 2);
  d.member("solver", &TransportInputs::solver, "what solves the equations");
  d.member("flux_density", &TransportInputs::flux_density,
           "properties whose flux density is kept as a field along each axis (8 bytes per voxel on disk)")
      .length(0, 100);
  d.check(&TransportInputs::check);
}

std::vector<Complaint> TransportInputs::check(const TransportInputs& in) {
  std::vector<Complaint> complaints;
  std::set<std::string> seen;
  for (const TransportAxis& axis : in.axes)
    if (!seen.insert(word_of(axis)).second) complaints.push_back({"axes", word_of(axis) + " is named twice"});
  if (in.properties.empty()) complaints.push_back({"properties", "is empty: there is nothing to compute"});
  for (const auto& [name, phases] : in.properties) {
    const std::string key = "properties." + name;
    if (phases.empty()) {
      complaints.push_back({key, "names no phase that conducts"});
      continue;
    }
    const std::string si = unit_of_property(phases);
    bool conducts = false;
    for (const auto& [phase, values] : phases) {
      const auto complain = [&](const std::string& message) { complaints.push_back({key + "." + phase, message}); };
      if (values.empty()) conducts = true;  // a reference, before its stage has run
      else if (values.size() != 1 && values.size() != 3)
        complain("has " + std::to_string(values.size()) + " numbers; give one, or three along x, y, z");
      for (const Quantity& value : values) {
        const bool known = !std::isnan(value.value);  // a reference is not, before its stage has run
        conducts = conducts || !known || value.value > 0;
        if (!known) continue;
        const std::string given = "is `" + config::with_unit(value.value, value.unit) + "`; ";
        if (value.value < 0 || !std::isfinite(value.value))
          complain(given + "a conductivity must be at least 0 and finite");
        else if (si.empty()) complain(given + "needed is a plain number, or a unit like S/m, W/m/K, m^2/s or F/m");
        else if (!config::same_dimension(value.unit, si))
          complain(given + "another phase of this property is in " + si);
      }
    }
    if (si.empty() && conducts && std::ranges::all_of(phases, [](const auto& phase) {
          return std::ranges::all_of(phase.second, [](const Quantity& value) { return std::isnan(value.value); });
        }))
      complaints.push_back(
          {key, "holds references only; write at least one number, which says what unit the property has"});
    if (!conducts) complaints.push_back({key, "conducts nowhere: all its numbers are 0"});
  }
  for (const std::string& name : in.flux_density)
    if (!name.empty() && !in.properties.contains(name))
      complaints.push_back({"flux_density", "there is no property " + name});
  if (std::holds_alternative<UseHypre>(in.solver) && std::holds_alternative<PeriodicCell>(in.boundary))
    complaints.push_back({"solver", "hypre is for boundary: fixed and periodic; cell needs multigrid"});
  std::set<std::size_t> errors;
  for (const ErrorChoice& one : in.error)
    if (!errors.insert(one.index()).second) complaints.push_back({"error", "names the same estimate twice"});
  return complaints;
}

std::string word_of(const TransportAxis& axis) {
  return std::visit([]<class A>(const A&) { return std::string(A::word); }, axis);
}

std::string unit_of_property(const std::map<std::string, std::vector<Quantity>>& property) {
  for (const auto& [phase, values] : property)
    for (const Quantity& value : values) {
      if (std::isnan(value.value)) continue;
      for (const char* si : {"1", "S/m", "W/m/K", "m^2/s", "F/m"})
        if (config::same_dimension(value.unit, si)) return si;
      return "";
    }
  return "";
}

}  // namespace voxvolt::stages
