// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/cell/porous_electrode/batch.hpp"

#include <Kokkos_Core.hpp>
#include <map>
#include <sstream>

#include "parallel/failure.hpp"
#include "solvers/cell/porous_electrode/cell_run.hpp"
#include "solvers/cell/porous_electrode/make_constants.hpp"
#include "solvers/cell/porous_electrode/record_archive.hpp"
#include "solvers/cell/porous_electrode/spm_stepper.hpp"

namespace voxvolt::cell {
namespace {

std::string complaints_about(const Mesh& mesh) {
  std::string text;
  const auto within = [&](const char* name, int value, int low, int high) {
    if (value < low || value > high)
      text += "mesh." + std::string(name) + " is " + std::to_string(value) + ": it has to be " + std::to_string(low) +
              " to " + std::to_string(high) + "\n";
  };
  within("negative", mesh.negative, 2, 200);
  within("separator", mesh.separator, 2, 200);
  within("positive", mesh.positive, 2, 200);
  within("particle_unknowns", mesh.particle_unknowns, 2, mesh.particle == Mesh::Particle::spectral ? 24 : 200);
  return text;
}

std::string not_in_this_release(const CellCase& what) {
  std::string text;
  const CellParams& p = *what.parameters;
  const auto refuse = [&](bool used, const char* name) {
    if (used) text += std::string(name) + " is not in this release\n";
  };
  refuse(what.model != Model::dfn && family_count(p) > 0, "several families of particles with spme and spm (use dfn)");
  if (family_count(p) > most_families)
    text += "an electrode has more than " + std::to_string(most_families) + " families of particles\n";
  refuse(p.through_stack.has_value() && family_count(p) > 0,
         "several families of particles with through_stack thermal");
  refuse(what.model != Model::dfn && p.through_stack.has_value(), "through_stack thermal with spm and spme");
  return text;
}

std::string complaints_about(const CellCase& what) {
  if (!what.parameters || !what.protocol) return "parameters and protocol have to be given\n";
  std::string text =
      complaints_about(*what.parameters) + complaints_about(*what.protocol) + complaints_about(what.mesh);
  if (!(what.tolerance > 0 && what.tolerance <= 0.1)) text += "tolerance has to be above 0 and at most 0.1\n";
  if (what.sampling.interval && !(*what.sampling.interval > 0)) text += "the sampling interval has to be positive\n";
  const auto starts = [&](const char* name, const ElectrodeParams& e, const std::vector<double>& given) {
    if (given.empty()) return;
    if (given.size() != e.families.size())
      text += "initial." + std::string(name) + "_families has " + std::to_string(given.size()) +
              " entries; the electrode has " + std::to_string(e.families.size()) + " families\n";
    for (const double x : given)
      if (!(x > 0 && x < 1))
        text += "initial." + std::string(name) + "_families has an entry that is not within 0 and 1\n";
  };
  starts("negative", what.parameters->negative, what.initial.negative_families);
  starts("positive", what.parameters->positive, what.initial.positive_families);
  if (text.empty()) text = not_in_this_release(what);
  return text;
}

/// Tables and modes, made once for the cells that share curves and meshes.
class SharedTables {
 public:
  CellTables of(const CellParams& p) {
    const ActiveMaterial none;
    Key key;
    for (std::size_t f = 0; f < std::max<std::size_t>(1, family_count(p)); ++f) {
      const ActiveMaterial *negative = p.counter ? nullptr : family_of(p.negative, f),
                           *positive = family_of(p.positive, f);
      for (const ActiveMaterial* m : {negative != nullptr ? negative : &none, positive != nullptr ? positive : &none}) {
        for (const Curve* curve : {&m->open_circuit_potential, &m->entropic_coefficient, &m->diffusivity_factor})
          key.push_back(curve->get());
        key.push_back(m->hysteresis ? m->hysteresis->half_gap.get() : nullptr);
      }
    }
    key.push_back(nullptr);  // nor is one more family the electrolyte
    for (const Curve* curve : {&p.electrolyte.diffusivity, &p.electrolyte.conductivity,
                               &p.electrolyte.transference_number, &p.electrolyte.thermodynamic_factor})
      key.push_back(curve->get());
    auto found = tables_.find(key);
    if (found == tables_.end()) found = tables_.emplace(key, CellTables::of(p)).first;
    return found->second;
  }
  std::shared_ptr<const ParticleBasis> basis(const Mesh& mesh) {
    auto& basis = bases_[{mesh.particle, mesh.particle_unknowns}];
    if (!basis)
      basis = std::make_shared<const ParticleBasis>(mesh.particle == Mesh::Particle::spectral
                                                        ? ParticleBasis::spectral(mesh.particle_unknowns)
                                                        : ParticleBasis::shells(mesh.particle_unknowns));
    return basis;
  }

 private:
  using Key = std::vector<const numerics::SmoothCurve*>;
  std::map<Key, CellTables> tables_;
  std::map<std::pair<Mesh::Particle, int>, std::shared_ptr<const ParticleBasis>> bases_;
};

std::string sentence(const CellResult& r) {
  std::ostringstream text;
  text << words_for(r.status);
  if (r.status != CellStatus::running) text << " at " << r.time << " s";
  if (!r.steps.empty() && r.status != CellStatus::running) text << ", in step " << r.steps.back().step + 1;
  return text.str();
}

}  // namespace

struct Batch::Cells {
  struct Cell {
    CellCase what;
    DfnConstants<double> constants;
    CellRecord record;
  };
  std::vector<Cell> cells;

  template <class Stepper>
  void advance(Cell& cell, std::int64_t steps, Stepper&& stepper) {
    CellRun<Stepper> run(cell.what, stepper, cell.record);
    if (cell.record.state.empty()) run.start();
    run.advance(steps);
  }
  void advance(Cell& cell, std::int64_t steps) {
    if (cell.what.model == Model::dfn) return advance(cell, steps, DfnStepper<double>(cell.constants));
    advance(cell, steps, SpmStepper<double>(cell.constants, cell.what.model == Model::spme));
  }
  static int numbers(const CellCase& what, const DfnConstants<double>& k) {
    if (what.model == Model::dfn) return DfnStepper<double>(k).numbers();
    return SpmStepper<double>(k, what.model == Model::spme).numbers();
  }
};

Batch::Batch(std::vector<CellCase> cases) : cells_(std::make_unique<Cells>()) {
  SharedTables shared;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::string complaints = complaints_about(cases[i]);
    if (!complaints.empty()) throw Failure(ExitCode::input, "cell " + std::to_string(i + 1) + ": " + complaints);
    const CellParams& p = *cases[i].parameters;
    DfnConstants<double> k =
        make_constants<double>(p, cases[i].mesh, shared.of(p), shared.basis(cases[i].mesh), PlainLift{});
    const auto& state = cases[i].initial.state;
    if (!state.empty() && static_cast<int>(state.size()) != Cells::numbers(cases[i], k))
      throw Failure(ExitCode::input,
                    "cell " + std::to_string(i + 1) + ": the initial state is of another mesh or model");
    cells_->cells.push_back({std::move(cases[i]), std::move(k), {}});
  }
}

Batch::~Batch() = default;
Batch::Batch(Batch&&) noexcept = default;
Batch& Batch::operator=(Batch&&) noexcept = default;

std::int64_t Batch::advance(std::int64_t steps) {
  // A cell is a team, its nodes and modes the vector range: DfnStepper walks through packs of them.
  using Policy = Kokkos::TeamPolicy<Kokkos::DefaultHostExecutionSpace>;
  Cells& cells = *cells_;
  Kokkos::parallel_for("cells", Policy(static_cast<int>(cells.cells.size()), 1), [&](const Policy::member_type& team) {
    auto& cell = cells.cells[static_cast<std::size_t>(team.league_rank())];
    if (cell.record.result.status == CellStatus::running) cells.advance(cell, steps);
  });
  std::int64_t running = 0;
  for (const auto& cell : cells.cells) running += cell.record.result.status == CellStatus::running ? 1 : 0;
  return running;
}

void Batch::run() {
  while (advance(1'000'000'000) > 0) {}
}

std::int64_t Batch::size() const { return static_cast<std::int64_t>(cells_->cells.size()); }
double Batch::time(std::int64_t cell) const { return cells_->cells[static_cast<std::size_t>(cell)].record.result.time; }
CellStatus Batch::status(std::int64_t cell) const {
  return cells_->cells[static_cast<std::size_t>(cell)].record.result.status;
}

CellResult Batch::result(std::int64_t cell) const {
  const auto& record = cells_->cells[static_cast<std::size_t>(cell)].record;
  CellResult result = record.result;
  result.final_state = record.state;
  result.reason = sentence(result);
  return result;
}

void Batch::save(numerics::ArchiveWriter& into, const std::string& name) const {
  RecordWriter writer;
  for (const auto& cell : cells_->cells) writer.add(cell.record);
  writer.put(into, name);
}

void Batch::load(numerics::ArchiveReader& from, const std::string& name) {
  RecordReader reader(from, name);
  for (auto& cell : cells_->cells) reader.take(cell.record);
}

const char* words_for(CellStatus status) {
  switch (status) {
    case CellStatus::running: return "still running";
    case CellStatus::finished: return "the protocol is done";
    case CellStatus::stopped: return "a stop condition of the protocol was met";
    case CellStatus::infeasible_start: return "the cell cannot give what the step asks for";
    case CellStatus::depleted_particle: return "the surface of particles ran empty or full";
    case CellStatus::depleted_electrolyte: return "the electrolyte is depleted of salt";
    case CellStatus::step_too_small: return "the time step became too small";
    case CellStatus::too_many_steps: return "more time steps than allowed";
    case CellStatus::not_finite: return "a number was not finite";
  }
  return "unknown";
}

}  // namespace voxvolt::cell
