// SPDX-License-Identifier: BSD-3-Clause
// Layers of a cell as one orthotropic material: parallel along the layers, in series through them, by volume for what is
// stored. Exact for plane layers under a steady flux and for slow changes; jelly rolls differ by O(1/windings).
// Milton, G. W. (2002). The theory of composites, section 9.2. doi:10.1017/CBO9780511613357
#pragma once

#include <span>

namespace voxvolt::laws {

template <class Number>
struct StackedLayer {
  Number thickness;      ///< m
  Number in_plane;       ///< W/(m K)
  Number through;        ///< W/(m K)
  Number density;        ///< kg/m^3
  Number heat_capacity;  ///< J/(kg K)
};

template <class Number>
struct LayeredMaterial {
  Number thickness{};      ///< m
  Number in_plane{};       ///< W/(m K), sum k_i L_i / L
  Number through{};        ///< W/(m K), L / (sum L_i/k_i + contacts)
  Number density{};        ///< kg/m^3, sum rho_i L_i / L
  Number heat_capacity{};  ///< J/(kg K), so that density x heat capacity = sum (rho c)_i L_i / L
};

/// `contacts`: m^2 K/W, of all contacts together.
template <class Number>
LayeredMaterial<Number> layered_material(std::span<const StackedLayer<Number>> layers, const Number& contacts) {
  LayeredMaterial<Number> out;
  Number resistance = contacts, stored{}, along{}, mass{};
  for (const StackedLayer<Number>& layer : layers) {
    out.thickness += layer.thickness;
    resistance += layer.thickness / layer.through;
    along += layer.thickness * layer.in_plane;
    mass += layer.thickness * layer.density;
    stored += layer.thickness * layer.density * layer.heat_capacity;
  }
  out.in_plane = along / out.thickness;
  out.through = out.thickness / resistance;
  out.density = mass / out.thickness;
  out.heat_capacity = stored / mass;
  return out;
}

}  // namespace voxvolt::laws
