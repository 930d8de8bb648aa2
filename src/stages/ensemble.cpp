// SPDX-License-Identifier: BSD-3-Clause
// Stage kind `ensemble`: the part of the campaign between what is varied and what is collected, many times.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>

#include "campaign/summary.hpp"
#include "stages/ensemble_analysis.hpp"
#include "stages/ensemble_curves.hpp"
#include "stages/ensemble_declare.hpp"
#include "stages/ensemble_design.hpp"
#include "stages/ensemble_members.hpp"
#include "stages/ensemble_rare_event.hpp"
#include "stages/kinds.hpp"
#include "uq/failure_dependence.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Context;
using campaign::Products;
using campaign::ProductSpec;
using campaign::SubGraph;
using config::Complaint;

using Inputs = EnsembleInputs;

/// A reason with its numbers left out: what is alike in failures that differ in values only. Names keep their digits.
std::string cause_of(const std::string& reason) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_word = [&](char c) {
    return is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  std::string cause;
  for (std::size_t i = 0; i < reason.size();) {
    double value = 0;
    if (is_digit(reason[i]) && (i == 0 || !is_word(reason[i - 1]))) {
      i = static_cast<std::size_t>(std::from_chars(&reason[i], reason.data() + reason.size(), value).ptr -
                                   reason.data());
      cause += '#';
    } else {
      cause += reason[i++];
    }
  }
  return cause;
}

std::string failures_text(const std::vector<SubGraph::Member>& members) {
  constexpr std::size_t kMostCauses = 8;
  std::map<std::string, std::pair<std::size_t, std::size_t>> causes;  // cause -> how many, first member
  for (std::size_t m = 0; m < members.size(); ++m)
    if (members[m].status != campaign::Status::ok) {
      const std::string cause = campaign::status_word(members[m].status) + ": " + cause_of(members[m].reason);
      ++causes.try_emplace(cause, 0, m).first->second.first;
    }
  std::vector<std::pair<std::size_t, std::size_t>> frequent;
  for (const auto& [cause, count] : causes) frequent.push_back(count);
  std::ranges::stable_sort(frequent, std::ranges::greater{}, &std::pair<std::size_t, std::size_t>::first);
  std::string text;
  for (std::size_t c = 0; c < std::min(kMostCauses, frequent.size()); ++c) {
    const auto [count, first] = frequent[c];
    text += "\n  " + std::to_string(count) + " x " + campaign::status_word(members[first].status) + ": " +
            members[first].reason + " (member " + std::to_string(first) + ")";
  }
  if (frequent.size() > kMostCauses)
    text += "\n  and " + std::to_string(frequent.size() - kMostCauses) + " other causes";
  return text;
}

void refuse_failures(const Inputs& inputs, const std::vector<SubGraph::Member>& members, const Context& context) {
  const auto failed =
      std::count_if(members.begin(), members.end(), [](const auto& one) { return one.status != campaign::Status::ok; });
  const std::string share = std::to_string(failed) + " of " + std::to_string(members.size()) + " members failed";
  if (static_cast<double>(failed) > inputs.max_failed * static_cast<double>(members.size()) ||
      failed == std::ssize(members))
    throw parallel::AgreedFailure(ExitCode::solver, context.stage + ": " + share + ", more than max_failed = " +
                                                        campaign::short_number(100 * inputs.max_failed) +
                                                        " % allows; by cause:" + failures_text(members));
  if (failed > 0 && context.ranks.is_first())
    context.log.warn(context.stage + ": " + share +
                     "; statistics are over the others, by cause:" + failures_text(members));
}

/// The table with all that statistics need to know of it.
Table described_table(const Inputs& inputs, const std::vector<Target>& targets,
                      const std::vector<ProductSpec>& collected, const MemberDesign& design,
                      const std::vector<SubGraph::Member>& members) {
  Table table = table_of(varied_of(targets), collected, design.members, members);
  table.counted = design.counted;
  table.drawn = is_a_sample(inputs.design) || std::holds_alternative<Saltelli>(inputs.design) ||
                std::holds_alternative<FromFile>(inputs.design);
  table.seed = static_cast<std::uint64_t>(inputs.seed.value_or(0));
  std::vector<bool> failed;
  for (std::size_t m = 0; m < members.size(); ++m) failed.push_back(!table.ok(m));
  table.dependence = uq::failure_dependence(design.members, failed, design.counted);
  return table;
}

/// Members of a rare event are numbered on from those of the design.
void add_rare_event(Products& products, const InputSpace& space, const std::vector<ProductSpec>& collected,
                    MemberEvaluation& evaluation, std::size_t numbered) {
  const Inputs& inputs = evaluation.inputs();
  const std::string& of = analysis<RareEvent>(inputs)->of;
  const auto place = static_cast<std::size_t>(std::ranges::find(inputs.collect, of) - inputs.collect.begin());
  const Evaluate margins = [&](const uq::Design& design) {
    std::vector<double> values;
    for (const SubGraph::Member& member : evaluation.evaluate(design, numbered))
      values.push_back(member.status == campaign::Status::ok ? member.collected[place].values.front()
                                                             : std::numeric_limits<double>::quiet_NaN());
    numbered += design.members;
    return values;
  };
  if (!add_rare_event(products, inputs, space, unit_of_event(inputs, collected), margins) &&
      evaluation.context().ranks.is_first())
    evaluation.context().log.warn(evaluation.context().stage +
                                  ": the rare event was not reached; its probability is an upper bound");
}

Products run(const Inputs& inputs, Context& context) {
  std::vector<Complaint> complaints;
  const std::vector<Target> targets = targets_of(inputs, *context.surroundings, complaints);
  const std::vector<ProductSpec> collected = collected_specs(inputs, *context.surroundings, complaints);
  const auto refuse = [&](const std::string& message) {
    throw parallel::AgreedFailure(ExitCode::input, context.stage + "." + message);
  };
  // What could not be checked before the values of references were known.
  if (!complaints.empty()) refuse(complaints.front().key + ": " + complaints.front().message);
  std::optional<InputSpace> space;
  MemberDesign design;
  try {
    space.emplace(inputs, targets,
                  [&](const std::string& stage) -> const Products& { return context.upstream(0, stage); });
    design = design_of(inputs, targets, *space);
  } catch (const std::invalid_argument& error) { refuse(std::string("design: ") + error.what()); }
  if (context.piece && context.piece->second > design.members.members)
    throw parallel::AgreedFailure(ExitCode::input, "--members: " + context.stage + " has " +
                                                       std::to_string(design.members.members) + " members, from 0 to " +
                                                       std::to_string(design.members.members - 1));
  MemberFields fields(collected, design.counted, wants_pairs(inputs) ? space->names() : std::vector<std::string>{},
                      context);
  if (context.piece && fields.any())
    throw parallel::AgreedFailure(
        ExitCode::input, "--members: " + context.stage + " collects fields, whose statistics are not made in pieces");
  MemberEvaluation evaluation(inputs, targets, context, fields);
  std::vector<SubGraph::Member> members = evaluation.evaluate(design.members, 0, context.piece);
  if (context.piece) return {};
  onto_common_axes(members);
  refuse_failures(inputs, members, context);
  const Table table = described_table(inputs, targets, collected, design, members);
  if (const std::string on = table.dependence_text(); !on.empty() && context.ranks.is_first())
    context.log.warn(context.stage + ": members fail depending on " + on +
                     "; statistics are of those that are left, and do not stand for what was drawn");
  Products products = table_products(table);
  add_analyses(products, inputs, *space, design, table);
  fields.add(products, context, table.sample_text());
  if (analysis<RareEvent>(inputs)) add_rare_event(products, *space, collected, evaluation, design.members.members);
  return products;
}

std::vector<std::string> cites(const Inputs& inputs, const campaign::Surroundings& surroundings) {
  std::vector<std::string> papers{
      "Baudin, M., Dutfoy, A., Iooss, B., Popelin, A.-L. (2017). OpenTURNS: an industrial software for uncertainty "
      "quantification in "
      "simulation. Handbook of Uncertainty Quantification, 2001-2038. doi:10.1007/978-3-319-12385-1_64"};
  if (std::holds_alternative<MonteCarlo>(inputs.design))
    papers.push_back(
        "Salmon, J. K., Moraes, M. A., Dror, R. O., Shaw, D. E. (2011). Parallel random numbers: as easy as 1, 2, 3. "
        "Proc. SC '11. doi:10.1145/2063384.2063405");
  const auto cite = [&](bool used, const char* paper) {
    if (used) papers.emplace_back(paper);
  };
  cite(std::holds_alternative<SobolSequence>(inputs.design) || std::holds_alternative<Saltelli>(inputs.design),
       "Owen, A. B. (1995). Randomly permuted (t,m,s)-nets and (t,s)-sequences. Monte Carlo and Quasi-Monte Carlo "
       "Methods, 299-317. doi:10.1007/978-1-4612-2552-2_19");
  cite(std::holds_alternative<Lhs>(inputs.design),
       "McKay, M. D., Beckman, R. J., Conover, W. J. (1979). A comparison of three methods for selecting values of "
       "input "
       "variables. Technometrics 21, 239-245. doi:10.2307/1268522");
  cite(
      wants_pairs(inputs),
      "Baudin, M., Boumhaout, K., Delage, T., Iooss, B., Martinez, J.-M. (2016). Numerical stability of Sobol' indices "
      "estimation formula. Proc. SAMO 2016.");
  cite(wants_chaos(inputs),
       "Blatman, G., Sudret, B. (2011). Adaptive sparse polynomial chaos expansion based on least angle regression. J. "
       "Comput. Phys. 230, 2345-2367. doi:10.1016/j.jcp.2010.12.021");
  cite(analysis<ElementaryEffects>(inputs) != nullptr,
       "Morris, M. D. (1991). Factorial sampling plans for preliminary computational experiments. Technometrics 33, "
       "161-174. doi:10.2307/1269043");
  cite(analysis<FisherAnalysis>(inputs) != nullptr,
       "Waterfall, J. J. et al. (2006). Sloppy-model universality class and the Vandermonde matrix. Phys. Rev. Lett. "
       "97, "
       "150601. doi:10.1103/PhysRevLett.97.150601");
  cite(analysis<RareEvent>(inputs) != nullptr,
       "Au, S.-K., Beck, J. L. (2001). Estimation of small failure probabilities in high dimensions by subset "
       "simulation. "
       "Probab. Eng. Mech. 16, 263-277. doi:10.1016/S0266-8920(01)00019-4");
  for (const auto& [path, vary] : inputs.vary)
    if (std::holds_alternative<FromSource>(vary))
      for (const std::string& paper : surroundings.spread(path).papers)
        if (std::ranges::find(papers, paper) == papers.end()) papers.push_back(paper);
  return papers;
}

}  // namespace

campaign::StageKind ensemble() {
  return campaign::make_kind(campaign::Kind<Inputs>{
      .name = "ensemble",
      .revision = 2,
      .sentence = "A campaign many times over: inputs are varied, products collected, members that fail are counted.",
      .produces =
          {{"table.PATH", "as PATH", "value of each varied input and collected product, by member"},
           {"status", "1", "how each member ended, by member"},
           {"members", "1", "members in the design"},
           {"members_ok", "1", "members that ended well: the sample of every statistic"},
           {"members_continued", "1", "of these, members that a solver had failed and that were then continued"},
           {"failures.STATUS", "1", "members that ended so"},
           {"failures.p_value", "1", "probability that failures do not depend on each varied input"},
           {"assumptions.failures", "", "what members that failed mean for every statistic"},
           {"mean.PATH", "as PATH", "mean over the members of each collected product; of a field, a field"},
           {"sd.PATH", "as PATH", "standard deviation over the members; of a field, a field"},
           {"least.PATH", "as PATH", "least over the members of each voxel of a collected field"},
           {"most.PATH", "as PATH", "most over the members of each voxel of a collected field"},
           {"quantile.PATH", "as PATH", "quantiles over the members, by probability"},
           {"inputs", "", "the inputs that indices and directions count"},
           {"sobol.first.PATH", "1",
            "sobol_indices, pce: share of the variance that each input causes alone; of a field, one for each input"},
           {"sobol.total.PATH", "1", "sobol_indices, pce: with all that it interacts with"},
           {"sobol.pair.PATH", "1", "pce: share that two inputs cause together and neither alone"},
           {"pce.q2.PATH", "1", "pce: 1 - leave-one-out error / variance of the polynomials"},
           {"pce.terms.PATH", "1", "pce: terms of the polynomials"},
           {"morris.mu.PATH", "as PATH", "morris: mean effect of each input over its whole range"},
           {"morris.mu_star.PATH", "as PATH", "morris: mean size of the effect"},
           {"morris.sigma.PATH", "as PATH", "morris: spread of the effect"},
           {"fisher.eigenvalues", "1", "fisher: 1/variance of what data determine, largest first"},
           {"fisher.directions", "1", "fisher: combination of inputs that belongs to each eigenvalue"},
           {"fisher.stiff_rank", "1", "fisher: combinations that data determine better than `within`"},
           {"fisher.sd", "1", "fisher: least standard deviation of each input from such data (Cramer-Rao)"},
           {"fisher.correlations", "1", "fisher: correlations of the inputs determined from such data"},
           {"paired.first", "as PATH", "paired_test: root mean square error of the first product"},
           {"paired.second", "as PATH", "paired_test: of the second"},
           {"paired.difference", "as PATH", "paired_test: first less second"},
           {"paired.p_value", "1", "paired_test: probability that the difference is chance"},
           {"probability", "1", "rare_event: that the scalar is below the limit"},
           {"probability.interval", "1", "rare_event: 95 % interval"},
           {"rare_event.members", "1", "rare_event: members evaluated"},
           {"rare_event.failed", "1", "rare_event: of them, members that failed"},
           {"rare_event.failed_near", "1", "rare_event: of these, next to the event"},
           {"rare_event.thresholds", "as PATH", "rare_event: what each level is below"}},
      .declare = &declare_ensemble,
      .cites_around = &cites,
      .run = &run,
      .depends = &stages_of_ensemble,
      .splits = true,
  });
}

}  // namespace voxvolt::stages
