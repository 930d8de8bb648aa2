// SPDX-License-Identifier: BSD-3-Clause
// Stage kind `cell`: a cell through a protocol, alone or as one of many.
#include <cmath>
#include <limits>

#include "parallel/communicator.hpp"
#include "parameters/parameter_list.hpp"
#include "parameters/resolve.hpp"
#include "stages/cell_cases.hpp"
#include "stages/cell_differential.hpp"
#include "stages/cell_impedance.hpp"
#include "stages/cell_inputs.hpp"
#include "stages/cell_products.hpp"
#include "stages/cell_uncertainty.hpp"
#include "stages/kinds.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Context;
using campaign::Outcome;
using campaign::ProductSpec;
using config::Complaint;
using Inputs = CellInputs;

bool files_are_read(const Inputs& in) {
  bool read = true;
  const auto look = [&](const config::File& file) { read = read && !file.sha256.empty(); };
  if (const config::File* file = file_of(in.parameters)) look(*file);
  if (in.uncertainty) look(*in.uncertainty);
  each_drive_cycle(in.protocol, look);
  return read;
}

/// What the solver itself has against the case; it is asked once all numbers are known.
void ask_solver(const cell::CellCase& what, std::vector<Complaint>& complaints) {
  try {
    cell::Batch probe({what});
  } catch (const Failure& failure) { complaints.push_back({"", failure.what()}); }
}

std::vector<ProductSpec> declare(const Inputs& in, const campaign::Surroundings&, std::vector<Complaint>& complaints) {
  std::vector<BlendedElectrode> blended;
  if (files_are_read(in)) {  // a file that is not there has its complaint already
    if (in.uncertainty) try {
        (void)uncertainty_of(in);
      } catch (const Failure& failure) { complaints.push_back({"uncertainty", failure.what()}); }
    CaseMaker maker;
    try {
      maker.read_files(in, parallel::Communicator::self());
      const cell::CellCase made = maker.make(in, complaints);
      if (complaints.empty()) blended = maker.blended(in);
      if (complaints.empty() && !has_references(in)) ask_solver(made, complaints);
    } catch (const Failure& failure) { complaints.push_back({"parameters", failure.what()}); }
  }
  return cell_specs(in, blended);
}

campaign::Estimate estimate(const Inputs& in, const campaign::Estimates&) {
  constexpr double kSecondsPerStep = 1e-3;  // of the protocol: some hundred time steps
  constexpr double kSecondsPerImpedance = 3e-5;
  const auto* spectral = std::get_if<SpectralParticle>(&in.mesh.particle);
  const double inside = spectral ? spectral->modes : std::get<UniformParticle>(in.mesh.particle).shells;
  const double electrodes = in.mesh.positive + (in.is_half_cell() ? 0 : in.mesh.negative);
  const double unknowns = electrodes * (2 + inside) + in.mesh.separator;
  const ProtocolSize size = size_of(in.protocol);
  double impedances = 0;
  each_impedance(in.protocol, [&](const ImpedanceInput& one) {
    impedances = size.spectra * static_cast<double>(frequencies_of(one).size());
  });
  return {unknowns, 200 * unknowns + 1e5 * size.steps + 24 * impedances,
          kSecondsPerStep * size.steps + kSecondsPerImpedance * impedances};
}

std::vector<std::string> cites(const Inputs& in) {
  std::vector<std::string> papers{
      "Doyle, M., Fuller, T. F., Newman, J. (1993). Modeling of galvanostatic charge and discharge of the "
      "lithium/polymer/insertion cell. J. Electrochem. Soc. 140, 1526-1533. doi:10.1149/1.2221597",
      "Marquis, S. G., Sulzer, V., Timms, R., Please, C. P., Chapman, S. J. (2019). An asymptotic derivation of a "
      "single "
      "particle model with electrolyte. J. Electrochem. Soc. 166, A3693-A3706. doi:10.1149/2.0341915jes",
      "Hairer, E., Wanner, G. (1996). Solving ordinary differential equations II: stiff and differential-algebraic "
      "problems. Springer. doi:10.1007/978-3-642-05221-7"};
  if (size_of(in.protocol).spectra > 0)
    papers.emplace_back(
        "Meyers, J. P., Doyle, M., Darling, R. M., Newman, J. (2000). The impedance response of a porous electrode "
        "composed of intercalation particles. J. Electrochem. Soc. 147, 2930-2940.");
  CaseMaker maker;
  maker.read_files(in, parallel::Communicator::self());
  for (const std::string& paper : maker.papers(in))
    if (std::ranges::find(papers, paper) == papers.end()) papers.push_back(paper);
  return papers;
}

/// Everything that differs between members is a number of their own case.
std::string batch_key(const Inputs&) { return "cells"; }

// A member whose time steps collapsed is run again with steps this much smaller. What its neighbour came to is of no use:
// a cell starts from the state that it is given, and where it ran empty it does so again.
constexpr double kTighter = 0.1;  // of the tolerance

bool is_for_good(cell::CellStatus status) {
  return status != cell::CellStatus::step_too_small && status != cell::CellStatus::not_finite;
}

PreparedCell prepared(CaseMaker& maker, const Inputs& in, const Needs& needs) {
  constexpr double kNoSamples = 1e300;  // s between two: at the start and the end of steps only
  PreparedCell cell;
  std::vector<Complaint> complaints;
  cell.what = maker.make(in, complaints);
  for (const Complaint& complaint : complaints)
    cell.refusal += (cell.refusal.empty() ? "" : "; ") + complaint.key + ": " + complaint.message;
  if (!cell.refusal.empty()) return cell;
  if (!needs.curves) cell.what.sampling.interval = kNoSamples;
  cell.families = family_facts(*cell.what.parameters);
  if (!needs.parameters) return cell;
  const std::vector<std::string> missing = maker.not_given(in);
  for (const auto& one : parameters::resolved_parameters(in.is_half_cell()))
    cell.parameters.push_back(std::ranges::count(missing, one.path) > 0 ? std::numeric_limits<double>::quiet_NaN()
                                                                        : one.value(*cell.what.parameters));
  return cell;
}

std::vector<std::string> remarks_on(const Inputs& in, const cell::CellResult& result) {
  std::vector<std::string> remarks = remarks_on_impedance(result);
  if (const auto* bins = std::get_if<DifferentialInput>(&in.differential))
    for (std::string& remark : remarks_on_differential(*bins, in.tolerance, result.curves))
      remarks.push_back(std::move(remark));
  return remarks;
}

std::vector<Outcome> run(std::span<const Inputs> members, Context& context) {
  CaseMaker maker;
  for (const Inputs& in : members) maker.read_files(in, context.ranks);
  const bool speaks = !context.is_member && context.ranks.is_first();
  if (speaks)
    for (const std::string& remark : maker.remarks(members.front())) context.log.warn(context.stage + ": " + remark);
  const Needs needs(members.front(), maker.blended(members.front()),
                    [&](const std::string& product) { return context.wants(product); });
  const std::vector<CellOutcome> cells = run_cells(
      members.size(),
      [&](std::size_t i) {
        PreparedCell cell = prepared(maker, members[i], needs);
        if (context.start) cell.what.tolerance *= kTighter;
        return cell;
      },
      context);
  std::vector<Outcome> outcomes;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const CellOutcome& cell = cells[i];
    if (cell.status == campaign::Status::ok) {
      if (speaks)
        for (const std::string& remark : remarks_on(members[i], cell.result))
          context.log.warn(context.stage + ": " + remark);
      outcomes.push_back({campaign::Status::ok,
                          cell_products(members[i], cell, maker.blended(members[i]), maker.measured(members[i]), needs),
                          ""});
      continue;
    }
    if (!context.is_member)
      throw parallel::AgreedFailure(
          cell.status == campaign::Status::infeasible_input ? ExitCode::input : ExitCode::solver,
          context.stage + ": " + cell.reason);
    const bool failed = cell.status == campaign::Status::solver_fail;
    outcomes.push_back({cell.status, {}, cell.reason, failed && is_for_good(cell.result.status)});
  }
  return outcomes;
}

campaign::Spread spread(const Inputs& in, const std::string& key) {
  if (!files_are_read(in)) return {.objection = "a file of the cell could not be read"};
  CaseMaker maker;
  try {
    maker.read_files(in, parallel::Communicator::self());
    return spread_of(in, maker.settings(in), key);
  } catch (const Failure&) { return {.objection = "the files of the cell have errors of their own"}; }
}

std::string notes(const std::string& key) {
  if (key != "parameters") return {};
  return "\nPaths of parameters, in a file as {value: 75.6 um, source: ...} by section, in `set:` as they stand. What "
         "is "
         "over\nstoichiometry or concentration is a number, an expression of x and T, or a table.\n\n" +
         parameters::parameter_table();
}

}  // namespace

campaign::StageKind cell() {
  return campaign::make_kind(campaign::Kind<Inputs>{
      .name = "cell",
      .revision = 3,
      .sentence = "A cell through a protocol: Doyle-Fuller-Newman and its relatives, thousands at a time.",
      .produces = cell_produces(),
      .declare = &declare,
      .estimate = &estimate,
      .cites = &cites,
      .run_batch = &run,
      .batch_key = &batch_key,
      .spread = &spread,
      .notes = &notes,
      .continues = true,
  });
}

}  // namespace voxvolt::stages
