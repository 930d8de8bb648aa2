// SPDX-License-Identifier: BSD-3-Clause
// Where the bodies of a module are: cells, barriers, plates, a casing, by name, shape and pose, with terminals. Geometry
// only: what bodies are made of is said elsewhere. Lengths in m.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace voxvolt::layout {

using Point = std::array<double, 3>;

enum class Form {
  prismatic,  ///< the box
  square,     ///< a cylinder, as the square prism of equal volume that stands in the middle of its box
  cylinder,   ///< a cylinder, as the voxels whose centres lie in it
  casing,     ///< the box without its inside
  filling     ///< what of the box no other body takes
};

/// What bodies of one type have in common, in their own axes.
struct Type {
  std::string name;
  Form form = Form::prismatic;
  Point size{};     ///< of the box; a cylinder stands along its z, and x and y are its diameter
  double wall = 0;  ///< of a casing
  std::map<std::string, Point> terminals{};  ///< from the lower corner of the box
};

struct Body {
  std::string name;
  int type = 0;
  Point at{};                        ///< lower corner of its box
  std::array<int, 3> axes{0, 1, 2};  ///< its own x, y, z lie along these axes of the module
};

struct Layout {
  std::string title;
  std::vector<Type> types;
  std::vector<Body> bodies;
  bool may_have_gaps = false;  ///< else each point between the outermost faces belongs to a body

  const Type& type_of(int body) const { return types[static_cast<std::size_t>(bodies[body].type)]; }
};

struct Box {
  Point low{}, high{};
};

/// The box of a body as it stands: of a square prism its own, smaller than that of its cylinder.
Box box_of(const Layout& layout, int body);
/// Of a body that stands as asked; m^3. Of a filling: of its box.
double volume_of(const Layout& layout, int body);
/// True surface over that of the faces it is made of, of faces along each axis of the module: pi/4 for a cylinder of
/// voxels, sqrt(pi)/2 for its square, along its sides.
Point true_surface(const Layout& layout, int body);
/// Where a terminal of a body is in the module.
Point terminal_of(const Layout& layout, int body, const std::string& name);

/// A complaint about a body, or about the whole (-1).
struct Complaint {
  int body = -1;
  std::string message;
};
/// Bodies without a volume, of one name, overlapping, leaving gaps; terminals that lie off their body. Everything, one sentence
/// each; of gaps the first.
std::vector<Complaint> complaints_about(const Layout& layout);

/// Two bodies touch along an axis.
struct Contact {
  int a = 0, b = 0;
  int axis = 0;
  double area = 0;  ///< m^2
};

/// A layout between planes, finely divided.
struct Mesh {
  std::array<std::vector<double>, 3> widths;  ///< m, of the voxels along x, y, z
  std::vector<int> body_of;                   ///< x fastest; -1: nothing there
  Point origin{};                             ///< m, the lower corner
};

/// `volumes`: of each type, how many voxels a body of it has at least along each of its own axes. Planes are the bodies'
/// faces; what lies between two is divided evenly, as finely as any body there asks.
Mesh divided(const Layout& layout, const std::vector<std::array<int, 3>>& volumes);
/// How many voxels it comes to.
double voxels_in(const Layout& layout, const std::vector<std::array<int, 3>>& volumes);

/// Who touches whom on a mesh, the lower body first, in the order of bodies.
std::vector<Contact> contacts_on(const Mesh& mesh);

}  // namespace voxvolt::layout
