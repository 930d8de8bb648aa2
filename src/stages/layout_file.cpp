// SPDX-License-Identifier: BSD-3-Clause
#include "stages/layout_file.hpp"

#include <algorithm>
#include <map>
#include <variant>

#include "config/described.hpp"
#include "config/errors.hpp"
#include "config/loader.hpp"
#include "config/names.hpp"
#include "config/validate.hpp"

namespace voxvolt::stages {
namespace {

using config::Complaint;
using config::Describe;
using config::unit;
using Numbers = std::vector<double>;

constexpr double kMostBodies = 100'000;

struct PrismaticShape {
  static constexpr std::string_view word = "prismatic";
  Numbers size;  // m
  static void describe(Describe<PrismaticShape>& d) {
    d.sentence("A box.");
    d.member("size", &PrismaticShape::size, "along its own x, y and z", unit("m").above(0)).required().length(3, 3);
  }
};
struct AsSquare {
  static constexpr std::string_view word = "square";
  static void describe(Describe<AsSquare>& d) {
    d.sentence("The square prism of equal volume, in the cylinder's middle.");
  }
};
struct AsVoxels {
  static constexpr std::string_view word = "voxels";
  static void describe(Describe<AsVoxels>& d) { d.sentence("Voxels whose centres lie in the circle; mass is kept."); }
};
struct CylindricalShape {
  static constexpr std::string_view word = "cylindrical";
  double diameter = 0, length = 0;  // m
  std::variant<AsSquare, AsVoxels> as;
  static void describe(Describe<CylindricalShape>& d) {
    d.sentence("A cylinder along its own z.");
    d.member("diameter", &CylindricalShape::diameter, "of the circle", unit("m").above(0)).required();
    d.member("length", &CylindricalShape::length, "along the axis", unit("m").above(0)).required();
    d.member("as", &CylindricalShape::as, "what it is on a mesh of boxes");
  }
};
struct CasingShape {
  static constexpr std::string_view word = "casing";
  Numbers size;     // m
  double wall = 0;  // m
  static void describe(Describe<CasingShape>& d) {
    d.sentence("A box without its inside.");
    d.member("size", &CasingShape::size, "outside", unit("m").above(0)).required().length(3, 3);
    d.member("wall", &CasingShape::wall, "thickness of all six walls", unit("m").above(0)).required();
  }
};
struct FillingShape {
  static constexpr std::string_view word = "filling";
  Numbers size;  // m
  static void describe(Describe<FillingShape>& d) {
    d.sentence("What of a box no other body takes: resin, foam, still air.");
    d.member("size", &FillingShape::size, "of the box", unit("m").above(0)).required().length(3, 3);
  }
};

struct TypeEntry {
  std::variant<PrismaticShape, CylindricalShape, CasingShape, FillingShape> shape;
  std::map<std::string, Numbers> terminals;  // m
  static void describe(Describe<TypeEntry>& d) {
    d.sentence("What bodies of one type have in common, in their own axes.");
    d.member("shape", &TypeEntry::shape, "its form and size").required();
    d.member("terminals", &TypeEntry::terminals, "places on its surface, from the lower corner of its box", unit("m"));
  }
};

struct RepeatEntry {
  std::vector<int> count{1, 1, 1};
  Numbers pitch{0, 0, 0};  // m
  static void describe(Describe<RepeatEntry>& d) {
    d.sentence("The same again along the module's x, y and z; names are then numbered, x fastest.");
    d.member("count", &RepeatEntry::count, "how many along each", unit("1").at_least(1).at_most(kMostBodies))
        .required()
        .length(3, 3);
    d.member("pitch", &RepeatEntry::pitch, "from one to the next along each", unit("m").at_least(0))
        .required()
        .length(3, 3);
  }
};

struct BodyEntry {
  std::string name, type;
  Numbers at{0, 0, 0};  // m
  std::vector<std::string> axes{"x", "y", "z"};
  std::optional<RepeatEntry> repeat{};
  static void describe(Describe<BodyEntry>& d) {
    d.sentence("A body, or a regular array of them.");
    d.member("name", &BodyEntry::name, "its name; of an array name_1, name_2, ...").required();
    d.member("type", &BodyEntry::type, "one of `types`").required();
    d.member("at", &BodyEntry::at, "lower corner of its box in the module", unit("m")).length(3, 3);
    d.member("axes", &BodyEntry::axes, "the module's axes that its own x, y and z lie along").length(3, 3);
    d.member("repeat", &BodyEntry::repeat, "an array of it");
    d.check([](const BodyEntry& in) {
      std::vector<Complaint> wrong;
      if (!config::is_name(in.name))
        wrong.push_back({"name", "a name is needed: a letter, then letters, digits and `_`"});
      auto sorted = in.axes;
      std::ranges::sort(sorted);
      if (sorted != std::vector<std::string>{"x", "y", "z"})
        wrong.push_back({"axes", "x, y and z are needed, each once, like [y, x, z]"});
      if (in.repeat && in.repeat->count.size() == 3) {
        double bodies = 1;
        for (const int n : in.repeat->count) bodies *= n;
        if (bodies > kMostBodies) wrong.push_back({"repeat.count", "comes to more than 100000 bodies"});
      }
      return wrong;
    });
  }
};

struct GapsRefused {
  static constexpr std::string_view word = "refused";
  static void describe(Describe<GapsRefused>& d) { d.sentence("Each point of the module belongs to a body."); }
};
struct GapsAllowed {
  static constexpr std::string_view word = "allowed";
  static void describe(Describe<GapsAllowed>& d) { d.sentence("What belongs to no body is open to the surroundings."); }
};

struct LayoutFile {
  std::int64_t version = 1;
  std::string title;
  std::map<std::string, TypeEntry> types;
  std::vector<BodyEntry> bodies;
  std::variant<GapsRefused, GapsAllowed> gaps;
  static void describe(Describe<LayoutFile>& d) {
    d.sentence("Where the bodies of a module are. Geometry only: a campaign says what they are made of.");
    d.member("voxvolt_layout", &LayoutFile::version, "version of the format", unit("1").at_least(1).at_most(1))
        .required();
    d.member("title", &LayoutFile::title, "what it is");
    d.member("types", &LayoutFile::types, "by name").required();
    d.member("bodies", &LayoutFile::bodies, "in the order in which they are numbered").required();
    d.member("gaps", &LayoutFile::gaps, "places that belong to no body");
  }
};

layout::Point point(const Numbers& three) { return {three.at(0), three.at(1), three.at(2)}; }

layout::Type type_of(const std::string& name, const TypeEntry& entry) {
  layout::Type type;
  type.name = name;
  if (const auto* box = std::get_if<PrismaticShape>(&entry.shape)) type.size = point(box->size);
  if (const auto* can = std::get_if<CylindricalShape>(&entry.shape)) {
    type.form = std::holds_alternative<AsSquare>(can->as) ? layout::Form::square : layout::Form::cylinder;
    type.size = {can->diameter, can->diameter, can->length};
  }
  if (const auto* casing = std::get_if<CasingShape>(&entry.shape))
    type.form = layout::Form::casing, type.size = point(casing->size), type.wall = casing->wall;
  if (const auto* filling = std::get_if<FillingShape>(&entry.shape))
    type.form = layout::Form::filling, type.size = point(filling->size);
  for (const auto& [terminal, at] : entry.terminals) type.terminals[terminal] = point(at);
  return type;
}

/// A body, or its array; `entry_of` learns which entry each came from.
void place(const BodyEntry& in, int type, std::size_t entry, layout::Layout& out, std::vector<std::size_t>& entry_of) {
  const RepeatEntry repeat = in.repeat.value_or(RepeatEntry{});
  int number = 0;
  for (int z = 0; z < repeat.count[2]; ++z)
    for (int y = 0; y < repeat.count[1]; ++y)
      for (int x = 0; x < repeat.count[0]; ++x) {
        layout::Body body;
        body.name = in.name + (in.repeat ? "_" + std::to_string(++number) : "");
        body.type = type;
        body.at = {in.at[0] + x * repeat.pitch[0], in.at[1] + y * repeat.pitch[1], in.at[2] + z * repeat.pitch[2]};
        for (std::size_t own = 0; own < 3; ++own) body.axes[own] = in.axes[own][0] - 'x';
        out.bodies.push_back(std::move(body));
        entry_of.push_back(entry);
      }
}

}  // namespace

layout::Layout read_layout(const std::string& text, const std::string& file) {
  const config::Node root = config::load_yaml(text, file);
  if (!root.is_map()) throw config::InputError(root.place, "", "a layout file is a map");
  config::Problems problems;
  const config::ShapeRef shape = config::Form<LayoutFile>::shape({});
  config::Value value = config::validate(root, *shape, "", problems);
  config::each_reference(value, *shape, [&](config::Value& at, const config::Shape&, const std::string& path) {
    problems.add(at.place(), path, "a layout file takes no references");
  });
  problems.throw_if_any();

  const auto in = config::build<LayoutFile>(value);
  layout::Layout out;
  out.title = in.title, out.may_have_gaps = std::holds_alternative<GapsAllowed>(in.gaps);
  std::vector<std::string> names;
  for (const auto& [name, entry] : in.types) names.push_back(name), out.types.push_back(type_of(name, entry));
  const auto place_of = [&](std::size_t entry) { return value.find("bodies")->as<config::List>()[entry].place(); };
  const auto key_of = [](std::size_t entry) { return "bodies." + std::to_string(entry + 1); };
  std::vector<std::size_t> entry_of;
  for (std::size_t i = 0; i < in.bodies.size(); ++i) {
    const auto at = std::ranges::find(names, in.bodies[i].type);
    if (at != names.end()) {
      place(in.bodies[i], static_cast<int>(at - names.begin()), i, out, entry_of);
      continue;
    }
    const auto close = config::nearest(in.bodies[i].type, names);
    problems.add(place_of(i), key_of(i) + ".type",
                 "there is no type " + config::shown(in.bodies[i].type) +
                     (close ? "; did you mean `" + *close + "`?" : "; there are: " + config::listed(names)));
  }
  problems.throw_if_any();
  if (static_cast<double>(out.bodies.size()) > kMostBodies)
    problems.add(root.place, "bodies", "come to more than 100000");
  problems.throw_if_any();
  for (const layout::Complaint& one : layout::complaints_about(out)) {
    const bool whole = one.body < 0;
    const std::size_t entry = whole ? 0 : entry_of[static_cast<std::size_t>(one.body)];
    problems.add(whole ? root.place : place_of(entry), whole ? "bodies" : key_of(entry), one.message);
  }
  problems.throw_if_any();
  return out;
}

}  // namespace voxvolt::stages
