// SPDX-License-Identifier: BSD-3-Clause
#include "stages/runaway_layout_inputs.hpp"

#include <algorithm>

#include "config/errors.hpp"
#include "config/names.hpp"
#include "parameters/kinetics.hpp"

namespace voxvolt::stages {

using config::Complaint;
using config::Describe;
using config::unit;

const std::vector<std::string> kFaces{"left", "right", "front", "back", "bottom", "top"};

namespace {

constexpr double kMostVolumes = 10'000;

template <class T>
void describe_material(Describe<T>& d, const char* volumes) {
  d.member("conductivity", &T::conductivity, "along its own x, y and z; one value for all", unit("W/m/K").above(0))
      .required()
      .length(1, 3);
  d.member("density", &T::density, "mass per volume", unit("kg/m^3").above(0)).required();
  d.member("heat_capacity", &T::heat_capacity, "per mass", unit("J/kg/K").above(0)).required();
  d.member("initial_temperature", &T::initial_temperature, "at the start", unit("K").above(0));
  d.member("volumes", &T::volumes, volumes, unit("1").at_least(1).at_most(kMostVolumes)).length(3, 3);
}

template <class T>
std::vector<Complaint> check_material(const T& in) {
  if (in.conductivity.size() != 2) return {};
  return {{"conductivity", "one value is needed, or three, along its own x, y and z"}};
}

void check_face(const std::string& key, const std::string& face, std::vector<Complaint>& complaints) {
  if (std::ranges::find(kFaces, face) != kFaces.end()) return;
  const auto close = config::nearest(face, kFaces);
  complaints.push_back(
      {key, "there is no face " + config::shown(face) +
                (close ? "; did you mean `" + *close + "`?" : "; there are " + config::listed(kFaces))});
}

}  // namespace

void CellTypeInput::describe(Describe<CellTypeInput>& d) {
  d.sentence("What cells of one type of the layout are made of; turned as they are.");
  describe_material(d, "least number of volumes along its own x, y and z; 18 through the thickness for times to 2 %");
  d.member("kinetics", &CellTypeInput::kinetics, "what burns in it").required();
  d.member("set", &CellTypeInput::set, "numbers of the kinetics that are not those of the set: values or references")
      .path_keys()
      .keys(&parameters::kinetics_shape_of, kinetics_paths());
  d.member("health", &CellTypeInput::health, "state of charge and ageing: what there is to burn");
  d.check([](const CellTypeInput& in) { return check_material(in); });
}
void PartTypeInput::describe(Describe<PartTypeInput>& d) {
  d.sentence("What barriers, plates, casings and fillings of one type of the layout are made of; turned as they are.");
  describe_material(d, "least number of volumes along its own x, y and z");
  d.check([](const PartTypeInput& in) { return check_material(in); });
}
void OutsideInput::describe(Describe<OutsideInput>& d) {
  d.sentence("What every face that touches nothing exchanges heat with.");
  d.member("coefficient", &OutsideInput::coefficient, "of convection", unit("W/m^2/K").at_least(0));
  d.member("emissivity", &OutsideInput::emissivity, "of grey surfaces", unit("1").at_least(0).at_most(1));
  d.member("ambient", &OutsideInput::ambient, "temperature of the surroundings");
  d.member(
      "faces", &OutsideInput::faces,
      "outer faces of the module with another coefficient, such as one on a cooling plate: left, right (x), front, "
      "back (y), bottom, top (z)",
      unit("W/m^2/K").at_least(0));
  d.member("insulated", &OutsideInput::insulated, "outer faces that exchange nothing");
  d.check([](const OutsideInput& in) {
    std::vector<Complaint> complaints;
    for (const auto& [face, coefficient] : in.faces) {
      check_face("faces." + face, face, complaints);
      if (std::ranges::find(in.insulated, face) != in.insulated.end())
        complaints.push_back({"faces." + face, "is insulated: it has no coefficient"});
    }
    for (const std::string& face : in.insulated) check_face("insulated", face, complaints);
    return complaints;
  });
}

}  // namespace voxvolt::stages
