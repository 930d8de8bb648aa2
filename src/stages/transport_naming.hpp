// SPDX-License-Identifier: BSD-3-Clause
// Names, units and meanings of the products of `effective_transport`.
#pragma once

#include <string>

#include "campaign/product.hpp"

namespace voxvolt::stages {

/// Names, units and meanings of one property's products along one axis.
struct Naming {
  std::string property, unit, axis;
  bool shown = true;  ///< `through` repeats another axis: the summary shows it only where it stands alone
  campaign::ProductSpec scalar(const std::string& what, const std::string& units, const std::string& meaning,
                               bool main = false) const {
    return {property + "." + what + "." + axis, units, meaning + " along " + axis,
            campaign::ProductForm::scalar,      {},    main && shown};
  }
  campaign::ProductSpec conductivity() const { return scalar("conductivity", unit, "effective conductivity", true); }
  campaign::ProductSpec corrected() const {
    return scalar("corrected_conductivity", unit, "effective conductivity extrapolated to a vanishing voxel");
  }
  campaign::ProductSpec tortuosity() const {
    return scalar("tortuosity", "1", "mean conductivity of all voxels, isolated ones included, over the effective one",
                  true);
  }
  campaign::ProductSpec efficiency() const {
    return scalar("transport_efficiency", "1",
                  "effective conductivity over that of the best conducting phase (1/MacMullin number)");
  }
  campaign::ProductSpec bruggeman() const {
    return scalar("bruggeman_exponent", "1",
                  "ln(transport efficiency)/ln(eps), eps being the share of the best conducting phase (of pore: the "
                  "porosity, with the binder's pores)");
  }
  campaign::ProductSpec iterations() const { return scalar("iterations", "1", "iterations of the solver"); }
  campaign::ProductSpec spread() const {
    return scalar("plane_flux_spread", "1", "largest minus smallest flux through the planes across, over the mean,");
  }
  campaign::ProductSpec isolated() const {
    return scalar("isolated_fraction", "1", "share of the conducting voxels in clusters that carry nothing");
  }
  campaign::ProductSpec algebraic() const { return scalar("error.algebraic", unit, "error of the solver"); }
  campaign::ProductSpec discretisation() const {
    return scalar("error.discretisation", unit, "error of the voxels (Richardson, observed order)");
  }
  campaign::ProductSpec order() const {
    return scalar("observed_order", "1", "order at which the answer settles with the voxel");
  }
  campaign::ProductSpec sampling() const {
    return scalar("error.sampling", unit, "error of taking this volume for the material: 95 % interval");
  }
  campaign::ProductSpec rev() const {
    return {
        property + ".rev." + axis,
        unit,
        "mean over parts of the image, by their edge; the bar is one standard deviation over the parts, along " + axis,
        campaign::ProductForm::array,
        {"edge"}};
  }
  campaign::ProductSpec flux() const {
    return {property + ".flux_density." + axis, "1",
            "magnitude of the flux density over its mean along " + axis + ", the gradient being along " + axis,
            campaign::ProductForm::field};
  }
};
inline campaign::ProductSpec tensor_spec(const std::string& property, const std::string& unit) {
  return {property + ".tensor",
          unit,
          "mean flux along the row's axis for a unit mean gradient along the column's",
          campaign::ProductForm::array,
          {"row", "column"}};
}
inline campaign::ProductSpec bound_spec(const std::string& property, const std::string& unit, bool upper) {
  return {property + ".hashin_shtrikman." + (upper ? "upper" : "lower"), unit,
          std::string("the ") + (upper ? "most" : "least") +
              " that any isotropic material of these volume fractions conducts"};
}

}  // namespace voxvolt::stages
