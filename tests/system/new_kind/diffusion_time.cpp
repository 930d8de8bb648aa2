// SPDX-License-Identifier: BSD-3-Clause
// Stage kind `diffusion_time`: how long lithium takes to even out in a particle, t = R^2/D.
#include "stages/kinds.hpp"

namespace voxvolt::stages {
namespace {

using namespace campaign;
constexpr const char* kSentence = "How long lithium takes to even out in a particle.";

struct Inputs {
  double radius = 0;           // m
  double diffusivity = 4e-15;  // m^2/s
  static void describe(config::Describe<Inputs>& d) {
    d.sentence(kSentence);
    d.member("radius", &Inputs::radius, "radius of the particle", config::unit("m").above(0)).required();
    d.member("diffusivity", &Inputs::diffusivity, "of lithium in the particle", config::unit("m^2/s").above(0));
  }
};

ProductSpec time() {
  return {"time", "s", "time that diffusion takes over the radius, R^2/D", ProductForm::scalar, {}, true};
}

std::vector<ProductSpec> declare(const Inputs&, const Surroundings&, std::vector<config::Complaint>&) {
  return {time()};
}

Products run(const Inputs& inputs, Context&) {
  Products products;
  products.add_scalar(time(), inputs.radius * inputs.radius / inputs.diffusivity);
  return products;
}

}  // namespace

campaign::StageKind diffusion_time() {
  return make_kind(Kind<Inputs>{.name = "diffusion_time", .sentence = kSentence, .declare = &declare, .run = &run});
}

}  // namespace voxvolt::stages
