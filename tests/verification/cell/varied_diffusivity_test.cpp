// SPDX-License-Identifier: BSD-3-Clause
// Particles whose diffusivity depends on the stoichiometry.
#include <gtest/gtest.h>

#include "support/cell_cases.hpp"
#include "support/marquis2019.hpp"
#include "support/reference_curve.hpp"

namespace voxvolt::test {
namespace {

using namespace voxvolt::cell;
using numerics::SmoothCurve;

Curve curve_of(const std::function<double(double)>& f) {
  return std::make_shared<const SmoothCurve>(SmoothCurve::of(f, 0, 1));
}

double factor(double x) { return std::exp(3 * (0.5 - x)) * (1.2 - 0.9 * std::exp(-60 * (x - 0.6) * (x - 0.6))); }

CellParams with_factor(CellParams p, const Curve& negative, const Curve& positive) {
  p.negative.material.diffusivity_factor = negative;
  p.positive.material.diffusivity_factor = positive;
  return p;
}

CellCase discharge(CellParams p, Model model, Mesh::Particle particle, int unknowns) {
  CellCase what = chen2020_case({held(Control::current, 5, 1500.0), held(Control::current, 0, 300.0),
                                 held(Control::voltage, 4.0, 600.0), held(Control::power, 12, 300.0)});
  what.parameters = std::make_shared<const CellParams>(std::move(p));
  what.model = model;
  what.mesh.particle = particle;
  what.mesh.particle_unknowns = unknowns;
  what.tolerance = 1e-5;
  what.sampling.interval = 20;
  return what;
}

/// Of the voltages at equal times, from a minute after each step's start on.
Difference between(const CellResult& a, const CellResult& b) {
  Difference d;
  EXPECT_EQ(a.curves.time, b.curves.time);
  double start = 0;
  for (std::size_t i = 0; i < a.curves.time.size() && i < b.curves.time.size(); ++i) {
    if (i > 0 && a.curves.step[i] != a.curves.step[i - 1]) start = a.curves.time[i];
    if (a.curves.time[i] < start + 60) continue;
    const double off = std::fabs(a.curves.voltage[i] - b.curves.voltage[i]);
    d.rms += off * off / static_cast<double>(a.curves.time.size());
    d.largest = std::max(d.largest, off);
  }
  d.rms = std::sqrt(d.rms);
  return d;
}

TEST(VariedDiffusivity, ThatIsConstantIsTheConstantOne) {
  const Curve one = curve_of([](double) { return 1.0; });
  CellParams warm = chen2020();
  warm.lumped = LumpedThermal{60, 0.3};
  warm.negative.material.diffusivity_activation_energy = 30000;
  for (const CellParams& p : {chen2020(), warm})
    for (const Model model : {Model::dfn, Model::spme, Model::spm})
      for (const auto& [particle, unknowns] :
           {std::pair{Mesh::Particle::spectral, 12}, std::pair{Mesh::Particle::uniform, 15}}) {
        const CellResult constant = run_one(discharge(p, model, particle, unknowns));
        const CellResult varied = run_one(discharge(with_factor(p, one, one), model, particle, unknowns));
        ASSERT_EQ(varied.status, CellStatus::finished) << varied.reason;
        ASSERT_EQ(varied.curves.time, constant.curves.time);
        EXPECT_EQ(varied.costs.steps, constant.costs.steps);
        for (std::size_t i = 0; i < varied.curves.time.size(); ++i)
          ASSERT_NEAR(varied.curves.voltage[i], constant.curves.voltage[i], 1e-8) << i;
      }
}

/// One sphere under the flux j/(F c_max R) (1/s), R = 1, by finite volumes crowded towards the surface; SDIRK of order 2
/// (L-stable) in time, Newton with differences in each stage.
class FineSphere {
 public:
  FineSphere(double diffusion, double flux, double start) : diffusion_(diffusion), flux_(flux), theta_(shells, start) {
    for (int i = 0; i <= shells; ++i) {
      const double s = 1 - static_cast<double>(i) / shells;
      face_.push_back(1 - s * s);  // finest at the surface
    }
  }
  void advance(double seconds, int steps) {
    const double gamma = 1 - std::sqrt(0.5), h = seconds / steps;
    for (int n = 0; n < steps; ++n) {
      const auto first = implicit(theta_, gamma * h);
      std::vector<double> base = theta_;
      for (int i = 0; i < shells; ++i) base[i] += (1 - gamma) / gamma * (first[i] - theta_[i]);
      theta_ = implicit(base, gamma * h);
    }
  }
  /// Parabola through the last two shells with the slope that the flux asks for.
  double surface() const {
    double x = theta_.back();
    const double d1 = 1 - centre(shells - 1), d2 = 1 - centre(shells - 2);
    for (int iteration = 0; iteration < 50; ++iteration) {
      const double slope = -flux_ / (diffusion_ * factor(x));
      // theta = x - slope d + b d^2 at d1, d2
      const double b = (theta_[shells - 2] - theta_[shells - 1] + slope * (d2 - d1)) / (d2 * d2 - d1 * d1);
      x = theta_.back() + slope * d1 - b * d1 * d1;
    }
    return x;
  }
  double mean() const {
    double total = 0;
    for (int i = 0; i < shells; ++i) total += theta_[i] * volume(i);
    return total;
  }

 private:
  static constexpr int shells = 400;
  double centre(int i) const { return 0.5 * (face_[i] + face_[i + 1]); }
  double volume(int i) const { return std::pow(face_[i + 1], 3) - std::pow(face_[i], 3); }
  /// Flow inwards through the outer face of shell i times 3, and its slopes, by differences.
  double flow(const std::vector<double>& x, int i) const {
    const double r = face_[i + 1];
    if (i + 1 == shells) return -3 * flux_;
    const double d = diffusion_ * 0.5 * (factor(x[i]) + factor(x[i + 1]));
    return 3 * r * r * d * (x[i + 1] - x[i]) / (centre(i + 1) - centre(i));
  }
  /// x = base + h f(x).
  std::vector<double> implicit(const std::vector<double>& base, double h) const {
    std::vector<double> x = base;
    for (int iteration = 0; iteration < 8; ++iteration) {
      std::vector<double> low(shells, 0.0), diagonal(shells, 0.0), high(shells, 0.0), r(shells, 0.0);
      for (int i = 0; i < shells; ++i) {
        diagonal[i] = volume(i);
        r[i] = volume(i) * (base[i] - x[i]);
      }
      for (int i = 0; i < shells; ++i) {
        const double f = h * flow(x, i), e = 1e-7;
        r[i] += f;
        if (i + 1 == shells) break;
        r[i + 1] -= f;
        const auto moved = [&](int which) {
          const double kept = x[i + which];
          x[i + which] = kept + e;
          const double g = h * flow(x, i);
          x[i + which] = kept;
          return (g - f) / e;
        };
        const double by_here = moved(0), by_next = moved(1);
        diagonal[i] -= by_here;
        high[i] -= by_next;
        diagonal[i + 1] += by_next;
        low[i + 1] += by_here;
      }
      for (int i = 1; i < shells; ++i) {
        const double m = low[i] / diagonal[i - 1];
        diagonal[i] -= m * high[i - 1];
        r[i] -= m * r[i - 1];
      }
      double most = 0;
      for (int i = shells - 1; i >= 0; --i) {
        r[i] = (r[i] - (i + 1 < shells ? high[i] * r[i + 1] : 0)) / diagonal[i];
        x[i] += r[i];
        most = std::max(most, std::fabs(r[i]));
      }
      if (most < 1e-13) break;
    }
    return x;
  }

  double diffusion_, flux_;
  std::vector<double> theta_, face_;
};

// Chen2020's negative particle under its 1C current through one particle per electrode.
TEST(VariedDiffusivity, MatchesAFineFiniteVolumeSphere) {
  const CellParams p = with_factor(chen2020(), curve_of(factor), nullptr);
  const ActiveMaterial& m = p.negative.material;
  const double area = p.electrode_area * p.parallel_pairs, current = 5 / area;
  const double j = current / (m.surface_area_per_volume * p.negative.region.thickness);
  const double flux = j / (96485.33212 * m.maximum_concentration * m.particle_radius);
  FineSphere fine(m.diffusivity / (m.particle_radius * m.particle_radius), flux, chen2020_initial_negative());
  const std::vector<double> times{100, 400, 1000, 2000};
  std::vector<double> surface, mean;
  double at = 0;
  for (const double time : times) {
    fine.advance(time - at, 400);
    at = time;
    surface.push_back(fine.surface());
    mean.push_back(fine.mean());
  }
  const auto error = [&](Mesh::Particle particle, int unknowns) {
    CellCase what = chen2020_case({held(Control::current, 5, 2000.0)});
    what.parameters = std::make_shared<const CellParams>(p);
    what.model = Model::spm;
    what.mesh = {4, 4, 4, particle, unknowns};
    what.tolerance = 1e-7;
    what.sampling.profiles_at = times;
    const CellResult r = run_one(what);
    EXPECT_EQ(r.status, CellStatus::finished) << r.reason;
    EXPECT_LT(r.balances.lithium, 1e-10);
    EXPECT_LT(r.balances.charge, 1e-10);
    double most = 0;
    for (std::size_t i = 0; i < times.size() && i < r.profiles.time.size(); ++i) {
      most = std::max(most, std::fabs(r.profiles.surface_stoichiometry[i * 12] - surface[i]));
      EXPECT_NEAR(mean[i], chen2020_initial_negative() - 3 * flux * times[i], 1e-9);
    }
    std::printf("[ measured ] %s %d: surface stoichiometry %.2e from the fine sphere\n",
                particle == Mesh::Particle::spectral ? "modes" : "shells", unknowns, most);
    return most;
  };
  EXPECT_LT(error(Mesh::Particle::spectral, 16), 2e-6);
  const double coarse = error(Mesh::Particle::uniform, 20), middle = error(Mesh::Particle::uniform, 40),
               close = error(Mesh::Particle::uniform, 80);
  EXPECT_NEAR(std::log2(coarse / middle), 2, 0.3);
  EXPECT_NEAR(std::log2(middle / close), 2, 0.3);
}

TEST(VariedDiffusivity, ConvergesInTheWholeCellAndKeepsLithium) {
  CellParams warm = with_factor(chen2020(), curve_of(factor), curve_of([](double x) { return 0.3 + 2 * x * x; }));
  warm.lumped = LumpedThermal{60, 0.3};
  warm.negative.material.diffusivity_activation_energy = 30000;
  CellCase finest = discharge(warm, Model::dfn, Mesh::Particle::spectral, 20);
  finest.tolerance = 1e-7;
  const CellResult fine = run_one(finest);
  ASSERT_EQ(fine.status, CellStatus::finished) << fine.reason;
  const auto error = [&](Mesh::Particle particle, int unknowns, double tolerance) {
    CellCase what = discharge(warm, Model::dfn, particle, unknowns);
    what.tolerance = tolerance;
    const CellResult r = run_one(what);
    EXPECT_EQ(r.status, CellStatus::finished) << r.reason;
    EXPECT_LT(r.balances.lithium, 1e-10);
    EXPECT_LT(r.balances.charge, 1e-10);
    EXPECT_LT(r.balances.salt, 1e-10);
    EXPECT_LT(r.balances.power, 1e-8);
    const Difference d = between(r, fine);
    std::printf("[ measured ] %s %d, tolerance %.0e: %.4f mV rms, %.4f at most, %lld steps, lithium %.1e\n",
                particle == Mesh::Particle::spectral ? "modes" : "shells", unknowns, tolerance, 1e3 * d.rms,
                1e3 * d.largest, static_cast<long long>(r.costs.steps), r.balances.lithium);
    return d.rms;
  };
  EXPECT_LT(error(Mesh::Particle::spectral, 12, 1e-4), 2e-5);
  EXPECT_LT(error(Mesh::Particle::spectral, 12, 1e-6), 1e-6);
  const double twenty = error(Mesh::Particle::uniform, 20, 1e-6), forty = error(Mesh::Particle::uniform, 40, 1e-6);
  EXPECT_LT(forty, 0.3 * twenty);
  EXPECT_GT(between(run_one(discharge(chen2020(), Model::dfn, Mesh::Particle::spectral, 12)), fine).rms, 1e-3);
}

}  // namespace
}  // namespace voxvolt::test
