// SPDX-License-Identifier: BSD-3-Clause
#include "config/unit_database.hpp"

#include <udunits2.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <memory>
#include <vector>

#include "config/errors.hpp"
#include "config/units.hpp"

namespace voxvolt::config {

namespace {

struct Free {
  void operator()(ut_system* system) const { ut_free_system(system); }
  void operator()(ut_unit* unit) const { ut_free(unit); }
};
using System = std::unique_ptr<ut_system, Free>;
using Unit = std::unique_ptr<ut_unit, Free>;

std::vector<std::string> other_databases() {
  std::vector<std::string> paths{"/usr/share/xml/udunits/udunits2.xml", "/usr/share/udunits/udunits2.xml",
                                 "/usr/local/share/udunits/udunits2.xml", "/usr/share/udunits2.xml"};
  if (const char* prefix = std::getenv("CONDA_PREFIX"))
    paths.push_back(std::string(prefix) + "/share/udunits/udunits2.xml");
  return paths;
}

System read_database() {
  ut_set_error_message_handler(ut_ignore);
  if (System system{ut_read_xml(nullptr)}) return system;  // UDUNITS2_XML_PATH, or where the library was installed
  for (const std::string& path : other_databases())
    if (System system{ut_read_xml(path.c_str())}) return system;
  throw MachineFailure(
      "the database of units (udunits2.xml) cannot be read; install the data of UDUNITS-2 (Debian: "
      "libudunits2-data) or set UDUNITS2_XML_PATH to the file");
}

struct OwnUnit {
  const char* symbol;
  double size;
  const char* of;
};
// The charge and the energy of the hour, and constants of the SI of 2019 and CODATA 2018, of which the database holds
// older values.
constexpr std::array<OwnUnit, 6> own_units{{{"Ah", 3600, "coulomb"},
                                            {"Wh", 3600, "joule"},
                                            {"deg", 1, "arc_degree"},
                                            {"ohm", 1, "ohm"},
                                            {"eV", 1.602176634e-19, "joule"},
                                            {"u", 1.66053906660e-27, "kilogram"}}};

System make_system() {
  System system = read_database();
  for (const OwnUnit& own : own_units) {
    const Unit base{ut_parse(system.get(), own.of, UT_UTF8)};
    const Unit unit{base ? ut_scale(own.size, base.get()) : nullptr};
    if (!unit) throw MachineFailure("the database of units does not know " + std::string(own.of));
    ut_unmap_symbol_to_unit(system.get(), own.symbol, UT_UTF8);
    if (ut_map_symbol_to_unit(own.symbol, UT_UTF8, unit.get()) != UT_SUCCESS)
      throw MachineFailure("the database of units does not take " + std::string(own.symbol));
  }
  return system;
}

ut_system* the_system() {
  static const System system = make_system();
  return system.get();
}

/// What a visit of a unit found.
struct Found {
  double scale = 1;
  double offset = 0;
  std::map<std::string, int> powers;
  const char* refusal = nullptr;
};

std::string symbol_of(const ut_unit* basic) {
  const char* symbol = ut_get_symbol(basic, UT_ASCII);
  if (symbol == nullptr) symbol = ut_get_name(basic, UT_ASCII);
  return symbol == nullptr ? "?" : symbol;
}

ut_status visit_basic(const ut_unit* unit, void* found) {
  static_cast<Found*>(found)->powers[symbol_of(unit)] = 1;
  return UT_SUCCESS;
}
ut_status visit_product(const ut_unit*, int count, const ut_unit* const* basics, const int* powers, void* found) {
  for (int i = 0; i < count; ++i) static_cast<Found*>(found)->powers[symbol_of(basics[i])] = powers[i];
  return UT_SUCCESS;
}
ut_status visit_timestamp(const ut_unit*, const ut_unit*, double, void* found) {
  static_cast<Found*>(found)->refusal = "points in time are not accepted";
  return UT_SUCCESS;
}
ut_status visit_logarithmic(const ut_unit*, double, const ut_unit*, void* found) {
  static_cast<Found*>(found)->refusal = "logarithmic units are not accepted; write the ratio itself";
  return UT_SUCCESS;
}
ut_status visit_galilean(const ut_unit*, double scale, const ut_unit* underlying, double offset, void* found);

constexpr ut_visitor visitor{visit_basic, visit_product, visit_galilean, visit_timestamp, visit_logarithmic};

ut_status visit_galilean(const ut_unit*, double scale, const ut_unit* underlying, double offset, void* found) {
  static_cast<Found*>(found)->scale = scale;
  static_cast<Found*>(found)->offset = offset;
  return ut_accept_visitor(underlying, &visitor, found);
}

/// The whole number that `x` is but for the rounding of the database's own arithmetic.
bool is_whole(double x, double& whole) {
  constexpr double largest = 1e22;  // powers of ten are exact up to here
  if (!(x >= 1 && x <= largest)) return false;
  whole = std::nearbyint(x);
  if (x > 1e15) {
    const double ten = std::pow(10.0, std::nearbyint(std::log10(x)));
    whole = ten;
  }
  return std::abs(x - whole) <= 4 * std::numeric_limits<double>::epsilon() * x;
}

}  // namespace

UnitSize unit_named(const std::string& name) {
  const Unit unit{ut_parse(the_system(), name.c_str(), UT_UTF8)};
  if (!unit) throw UnitError("`" + shown(name) + "` is not a unit");
  Found found;
  if (ut_accept_visitor(unit.get(), &visitor, &found) != UT_SUCCESS)
    throw UnitError("`" + shown(name) + "` is not a unit that can be converted");
  if (found.refusal != nullptr) throw UnitError("`" + shown(name) + "`: " + found.refusal);
  UnitSize size{found.scale, 1, found.offset, std::move(found.powers)};
  double whole = 0;
  if (is_whole(found.scale, whole)) {
    size.up = whole;
  } else if (is_whole(1 / found.scale, whole)) {
    size.up = 1;
    size.down = whole;
  }
  return size;
}

}  // namespace voxvolt::config
