// SPDX-License-Identifier: BSD-3-Clause
// Stage kind `diffusion_time`: how long lithium takes to even out in a particle, t = R^2/D.
#include "stages/kinds.hpp"

namespace voxvolt::stages {
namespace {

struct Inputs {
  double radius = 0;           // m
  double diffusivity = 4e-15;  // m^2/s
  static void describe(config::Describe<Inputs>& d) {
    d.sentence("How long lithium takes to even out in a particle.");
    d.member("radius", &Inputs::radius, "radius of the particle", config::unit("m").above(0)).required();
    d.member("diffusivity", &Inputs::diffusivity, "of lithium in the particle", config::unit("m^2/s").above(0));
  }
};

campaign::ProductSpec time() {
  return {"time", "s", "time that diffusion takes over the radius, R^2/D", campaign::ProductForm::scalar, {}, true};
}

std::vector<campaign::ProductSpec> declare(const Inputs&, const campaign::Surroundings&,
                                           std::vector<config::Complaint>&) {
  return {time()};
}

campaign::Products run(const Inputs& inputs, campaign::Context&) {
  campaign::Products products;
  products.add_scalar(time(), inputs.radius * inputs.radius / inputs.diffusivity);
  return products;
}

}  // namespace

campaign::StageKind diffusion_time() {
  return campaign::make_kind(campaign::Kind<Inputs>{.name = "diffusion_time",
                                                    .sentence = "How long lithium takes to even out in a particle.",
                                                    .declare = &declare,
                                                    .run = &run});
}

}  // namespace voxvolt::stages
