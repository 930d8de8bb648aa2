// SPDX-License-Identifier: BSD-3-Clause
// Observed orders of the production kernel in x, r and t, by a chosen solution of the coupled system.
#include "support/manufactured_cell.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "solvers/cell/porous_electrode/dfn_outputs.hpp"
#include "solvers/cell/porous_electrode/make_constants.hpp"
#include "support/chen2020.hpp"

namespace voxvolt::test {
namespace {

using namespace voxvolt::cell;

struct Fields {
  std::vector<double> salt, current, surface;  ///< per slot
};

struct Errors {
  double salt = 0, current = 0, surface = 0;  ///< root mean squares: kmol/m^3, A/m^2, 1
};

class Manufactured {
 public:
  Manufactured(const Mesh& mesh, int steps, double separator = 12e-6) : mesh_(mesh), steps_(steps) {
    parameters_.negative.material.film_resistance = 1e-3;
    parameters_.separator.thickness = separator;
    // Narrow tables: where cubics meet their second derivatives jump, which a method of fourth order would see.
    const auto finely = [](const std::function<double(double)>& f, double last) {
      return std::make_shared<const numerics::SmoothCurve>(numerics::SmoothCurve::of(f, 0, last, 40000));
    };
    parameters_.negative.material.open_circuit_potential = finely(chen2020_graphite, 1);
    parameters_.positive.material.open_circuit_potential = finely(chen2020_nmc811, 1);
    parameters_.electrolyte.diffusivity = finely([](double c) { return 4.9e-10 * std::exp(-0.7e-3 * c); }, 4000);
    parameters_.electrolyte.conductivity = finely([](double c) { return 1.4 * std::exp(-1e-3 * c) * c / 1000; }, 4000);
    const auto basis = mesh.particle == Mesh::Particle::spectral ? ParticleBasis::spectral(mesh.particle_unknowns)
                                                                 : ParticleBasis::shells(mesh.particle_unknowns);
    constants_ = make_constants<double>(parameters_, mesh, CellTables::of(parameters_),
                                        std::make_shared<const ParticleBasis>(basis), PlainLift{});
  }

  /// Equal steps to the end; what is there then.
  Fields run() {
    const ManufacturedCell exact(parameters_, constants_.shape, start_, mesh_.separator);
    DfnStepper<double> stepper(constants_);
    ControlRow<double> row;
    row.slope = ManufacturedCell::per_second;
    stepper.start(start_, parameters_.reference_temperature);
    EXPECT_TRUE(stepper.make_consistent(row, 0, exact.at(0)));
    const double h = ManufacturedCell::duration / steps_;
    for (int n = 0; n < steps_; ++n) {
      row.target = ManufacturedCell::control(n * h);
      stepper.step(row, h, 1, exact.at(n * h));
      stepper.look_at_next(exact.at((n + 1) * h));
      EXPECT_EQ(stepper.clamped(), 0);
      stepper.commit();
    }
    Fields f;
    f.salt.assign(stepper.state().c, stepper.state().c + constants_.shape.slots());
    f.current.assign(stepper.state().i, stepper.state().i + constants_.shape.electrode_slots());
    f.surface.assign(stepper.state().theta, stepper.state().theta + constants_.shape.electrode_slots());
    return f;
  }

  Fields exact() const {
    const ManufacturedCell cell(parameters_, constants_.shape, start_, mesh_.separator);
    const double end = ManufacturedCell::duration;
    Fields f;
    for (int s = 0; s < constants_.shape.slots(); ++s) f.salt.push_back(cell.salt(s, end));
    for (int s = 0; s < constants_.shape.electrode_slots(); ++s) {
      f.current.push_back(cell.current_at(s, end));
      f.surface.push_back(cell.surface_at(s, end));
    }
    return f;
  }

  Errors between(const Fields& a, const Fields& b) const {
    const auto rms = [](const std::vector<double>& x, const std::vector<double>& y) {
      double sum = 0;
      for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - y[i]) * (x[i] - y[i]);
      return std::sqrt(sum / static_cast<double>(x.size()));
    };
    return {rms(a.salt, b.salt), rms(a.current, b.current), rms(a.surface, b.surface)};
  }

  Errors errors() { return between(run(), exact()); }

 private:
  Mesh mesh_;
  int steps_;
  CellParams parameters_ = chen2020();
  Sided<double> start_{0.8, 0.4};
  DfnConstants<double> constants_;
};

Errors orders(const char* what, const Errors& coarse, const Errors& fine) {
  const Errors order{std::log2(coarse.salt / fine.salt), std::log2(coarse.current / fine.current),
                     std::log2(coarse.surface / fine.surface)};
  std::printf("[ measured ] %s: errors %.2e kmol/m^3, %.2e A/m^2, %.2e; orders %.2f %.2f %.2f\n", what, fine.salt,
              fine.current, fine.surface, order.salt, order.current, order.surface);
  return order;
}

TEST(Manufactured, IsOfSecondOrderInX) {
  Errors before = Manufactured({10, 10, 10, Mesh::Particle::spectral, 16}, 48).errors();
  for (const int n : {20, 40}) {
    const Errors now = Manufactured({n, n, n, Mesh::Particle::spectral, 16}, 48).errors();
    const Errors order = orders(("x, " + std::to_string(n) + " volumes").c_str(), before, now);
    for (const double o : {order.salt, order.current, order.surface}) EXPECT_NEAR(o, 2, 0.1);
    before = now;
  }
}

TEST(Manufactured, IsOfSecondOrderInShellsAndSpectralInModes) {
  const auto run = [](Mesh::Particle kind, int unknowns) {
    return Manufactured({10, 10, 10, kind, unknowns}, 48).run();
  };
  const Manufactured measure({10, 10, 10, Mesh::Particle::spectral, 20}, 48);
  const Fields exact =
      run(Mesh::Particle::spectral, 20);  // in r; the test in x holds it against the sphere's own answer
  Errors before = measure.between(run(Mesh::Particle::uniform, 10), exact);
  for (const int n : {20, 40}) {
    const Errors now = measure.between(run(Mesh::Particle::uniform, n), exact);
    const Errors order = orders(("r, " + std::to_string(n) + " shells").c_str(), before, now);
    for (const double o : {order.salt, order.current, order.surface}) EXPECT_NEAR(o, 2, 0.1);
    before = now;
  }
  before = measure.between(run(Mesh::Particle::spectral, 2), exact);
  for (const int n : {4, 6}) {
    const Errors now = measure.between(run(Mesh::Particle::spectral, n), exact);
    const Errors order = orders(("r, " + std::to_string(n) + " modes").c_str(), before, now);
    for (const double o : {order.salt, order.current, order.surface}) EXPECT_GT(o, 7);  // a factor of 128 for two modes
    before = now;
  }
}

// Slow modes and long steps: the method's own order, 4. On meshes with modes much faster than a step Rosenbrock methods show
// a fractional order between 2 and 4 (Ostermann and Roche, SIAM J. Numer. Anal. 30 (1993) 1084), least at surfaces.
TEST(Manufactured, IsOfFourthOrderInTime) {
  const Mesh slow{2, 2, 2, Mesh::Particle::spectral, 2}, stiff{10, 10, 10, Mesh::Particle::spectral, 8};
  const double thick = 150e-6;
  const Fields fine = Manufactured(slow, 2048, thick).run();
  Errors before;
  for (const int steps : {64, 128, 256}) {
    Manufactured m(slow, steps, thick);
    const Errors now = m.between(m.run(), fine);
    if (steps > 64) {
      const Errors order = orders(("t, " + std::to_string(steps) + " steps, slow modes").c_str(), before, now);
      for (const double o : {order.salt, order.current, order.surface}) EXPECT_NEAR(o, 4, 0.3);
    }
    before = now;
  }
  const Fields converged = Manufactured(stiff, 512).run();
  for (const int steps : {16, 64}) {
    Manufactured m(stiff, steps);
    const Errors now = m.between(m.run(), converged);
    if (steps > 16) {
      Errors order = orders("t, 64 steps for 16, fast modes", before, now);
      EXPECT_GT(order.salt / 2, 3);
      EXPECT_GT(order.current / 2, 2);
      EXPECT_GT(order.surface / 2, 2);
    }
    before = now;
  }
}

}  // namespace
}  // namespace voxvolt::test
