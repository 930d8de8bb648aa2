// SPDX-License-Identifier: BSD-3-Clause
// Each kind of work against its own converged answer: voltage, anode potential and profiles along x, with the mesh, the
// particles' unknowns and the tolerance; and the first minute by itself, where boundary layers in the particles are thin.
#include <gtest/gtest.h>

#include <numeric>
#include <string>

#include "support/cell_cases.hpp"
#include "support/marquis2019.hpp"
#include "support/reference_curve.hpp"

namespace voxvolt::test {
namespace {

using namespace voxvolt::cell;

struct Work {
  std::string name;
  CellCase what;
  double every;       ///< s between the samples that are compared
  double from = 60;   ///< s, where the comparison begins
  double ends = 10;   ///< s before the end, where it stops: a discharge ends steeply
  double middle = 0;  ///< s, when profiles are compared
};

Work work(const std::string& name) {
  using C = Control;
  if (name == "tenth_c")
    return {name, chen2020_case({held(C::current, 0.5, std::nullopt, {voltage_below(2.5)})}), 60, 60, 60, 18000};
  if (name == "one_c")
    return {name, chen2020_case({held(C::current, 5, std::nullopt, {voltage_below(2.5)})}), 10, 60, 10, 1800};
  if (name == "two_c")
    return {name, chen2020_case({held(C::current, 10, std::nullopt, {voltage_below(2.5)})}), 5, 60, 10, 900};
  if (name == "one_c_charge") {
    Work w{name, chen2020_case({held(C::current, -5, std::nullopt, {voltage_above(4.2)})}), 10, 60, 10, 1000};
    w.what.initial = {};
    w.what.initial.soc = 0;
    return w;
  }
  if (name == "lumped_three_c") {
    Work w{name, chen2020_case({held(C::current, 3 * 0.680616, std::nullopt, {voltage_below(3.105)})}), 5, 60, 10, 600};
    w.what.parameters = std::make_shared<const CellParams>(marquis2019());
    w.what.initial = {};
    return w;
  }
  const auto us06 = csv_columns("us06_current.csv");
  if (us06.empty()) return {};
  ProtocolStep step;
  step.profile = Profile{us06[0], us06[1]};
  return {name, chen2020_case({step}), 1, 0, 0, 300};
}

Mesh mesh_of(int volumes, int modes) { return {volumes, volumes, volumes, Mesh::Particle::spectral, modes}; }
const Mesh fine_mesh = mesh_of(80, 16);

CellResult run_on(const Work& w, const Mesh& mesh, double tolerance) {
  CellCase what = w.what;
  what.mesh = mesh;
  what.tolerance = tolerance;
  what.sampling.interval = w.every;
  what.sampling.profiles_at = {w.middle};
  const CellResult r = run_one(what);
  EXPECT_EQ(r.status, CellStatus::finished) << r.reason;
  return r;
}

struct Errors {
  Difference voltage, anode;
};

Errors errors(const Work& w, const CellResult& r, const CellResult& fine) {
  const double to = std::min(r.time, fine.time) - w.ends;
  return {
      difference(r.curves.time, r.curves.voltage, fine.curves.time, fine.curves.voltage, w.from, to),
      difference(r.curves.time, r.curves.anode_potential, fine.curves.time, fine.curves.anode_potential, w.from, to)};
}

void tell(const Work& w, const std::string& how, const Errors& e) {
  std::printf("[ measured ] %s, %s: V %.4f mV rms, %.4f at most; anode %.4f, %.4f\n", w.name.c_str(), how.c_str(),
              1e3 * e.voltage.rms, 1e3 * e.voltage.largest, 1e3 * e.anode.rms, 1e3 * e.anode.largest);
}

class Convergence : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    w_ = work(GetParam());
    if (w_.name.empty()) GTEST_SKIP() << "VOXVOLT_DATA is not there";
  }
  Work w_;
};

TEST_P(Convergence, WithTheMeshInSecondOrder) {
  const CellResult fine = run_on(w_, fine_mesh, 1e-7);
  Errors before;
  for (const int n : {10, 20, 40}) {
    const Errors now = errors(w_, run_on(w_, mesh_of(n, 16), 1e-7), fine);
    tell(w_, std::to_string(n) + " volumes", now);
    if (n > 10) {  // 4.2 and 5 against 80 volumes
      EXPECT_NEAR(before.voltage.rms / now.voltage.rms, n == 20 ? 4.2 : 5, 0.4);
      EXPECT_NEAR(before.anode.rms / now.anode.rms, n == 20 ? 4.2 : 5, 0.4);
    }
    before = now;
  }
}

TEST_P(Convergence, WithTheTolerance) {
  const CellResult fine = run_on(w_, mesh_of(20, 12), 1e-8);
  Errors before{{1, 1}, {1, 1}};
  for (const double tolerance : {1e-3, 1e-4, 1e-5, 1e-6}) {
    const Errors now = errors(w_, run_on(w_, mesh_of(20, 12), tolerance), fine);
    tell(w_, "tolerance 1e" + std::to_string(std::lround(std::log10(tolerance))), now);
    EXPECT_LT(now.voltage.rms, tolerance);
    EXPECT_LT(now.voltage.rms, before.voltage.rms);
    EXPECT_LT(now.anode.rms, before.anode.rms);
    before = now;
  }
  EXPECT_LT(before.voltage.rms, 2e-6);
  EXPECT_LT(before.anode.rms, 3e-6);
}

/// Means over `together` neighbours: a fine profile on a coarser mesh.
std::vector<double> coarsened(const std::vector<double>& fine, std::size_t together) {
  std::vector<double> coarse(fine.size() / together);
  for (std::size_t i = 0; i < coarse.size(); ++i)
    coarse[i] = std::accumulate(fine.begin() + static_cast<std::ptrdiff_t>(i * together),
                                fine.begin() + static_cast<std::ptrdiff_t>((i + 1) * together), 0.0) /
                static_cast<double>(together);
  return coarse;
}

double rms_off(const std::vector<double>& coarse, const std::vector<double>& fine) {
  const auto means = coarsened(fine, fine.size() / coarse.size());
  double sum = 0;
  int count = 0;
  for (std::size_t i = 0; i < coarse.size(); ++i) {
    if (std::isnan(coarse[i])) continue;  // the separator has no particles
    sum += (coarse[i] - means[i]) * (coarse[i] - means[i]);
    ++count;
  }
  return std::sqrt(sum / count);
}

TEST_P(Convergence, OfProfilesAlongXInSecondOrder) {
  const Profiles fine = run_on(w_, fine_mesh, 1e-7).profiles;
  std::vector<double> before;
  for (const int n : {10, 20, 40}) {
    const Profiles p = run_on(w_, mesh_of(n, 16), 1e-7).profiles;
    const std::vector<double> now{rms_off(p.concentration, fine.concentration),
                                  rms_off(p.electrolyte_potential, fine.electrolyte_potential),
                                  rms_off(p.interfacial_current, fine.interfacial_current),
                                  rms_off(p.surface_stoichiometry, fine.surface_stoichiometry)};
    std::printf("[ measured ] %s, profiles on %d volumes: %.4f mol/m^3, %.4f mV, %.5f A/m^2, %.2e\n", w_.name.c_str(),
                n, now[0], 1e3 * now[1], now[2], now[3]);
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_NEAR(before[i] / now[i], n == 20 ? 4.2 : 5, 0.6) << i;
    before = now;
  }
}

TEST_P(Convergence, InTheFirstMinute) {
  if (w_.name == "us06") GTEST_SKIP() << "is compared from its start by the others";
  auto protocol = *w_.what.protocol;
  protocol.steps[0].duration = 60;
  w_.what.protocol = std::make_shared<const Protocol>(protocol);
  w_.from = -1;
  w_.ends = -1;
  w_.middle = 30;
  const auto compare = [&](double every, int modes) {
    w_.every = every;
    const CellResult fine = run_on(w_, {120, 60, 120, Mesh::Particle::spectral, 24}, 1e-7);
    const Errors e = errors(w_, run_on(w_, mesh_of(20, modes), 3e-4), fine);
    tell(w_, "first minute each " + std::to_string(every) + " s, " + std::to_string(modes) + " modes", e);
    return e;
  };
  const Errors usual = compare(0.25, 12);
  EXPECT_LT(usual.voltage.largest, 1e-3);
  EXPECT_LT(usual.anode.largest, 1e-3);
  EXPECT_LT(compare(0.02, 12).voltage.rms, 0.3e-3);  // 2.5 mV at most, within the first tenth of a second at 2C
  EXPECT_LT(compare(0.1, 16).voltage.largest, 1e-3);
}

INSTANTIATE_TEST_SUITE_P(Works, Convergence,
                         testing::Values("tenth_c", "one_c", "two_c", "one_c_charge", "us06", "lumped_three_c"),
                         [](const auto& of) { return std::string(of.param); });

}  // namespace
}  // namespace voxvolt::test
