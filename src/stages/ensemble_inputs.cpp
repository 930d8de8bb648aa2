// SPDX-License-Identifier: BSD-3-Clause
#include "stages/ensemble_inputs.hpp"

#include <algorithm>

#include "config/names.hpp"

namespace voxvolt::stages {
namespace {

using config::Complaint;
using Complaints = std::vector<Complaint>;

template <class... Designs>
bool is_one_of(const DesignChoice& design) {
  return (std::holds_alternative<Designs>(design) || ...);
}
std::string word_of(const DesignChoice& design) {
  return std::visit([]<class D>(const D&) { return std::string(D::word); }, design);
}

/// What a varied input is, as far as designs and analyses mind.
struct Kinds {
  std::string replicate, rows, values;  // the first path of each; empty when there is none
  explicit Kinds(const EnsembleInputs& in) {
    for (const auto& [path, vary] : in.vary) {
      if (replicate.empty() && std::holds_alternative<Replicate>(vary)) replicate = path;
      if (rows.empty() && std::holds_alternative<Rows>(vary)) rows = path;
      if (values.empty() && std::holds_alternative<Values>(vary)) values = path;
    }
  }
  bool only_ranges() const { return replicate.empty() && rows.empty() && values.empty(); }
  std::string first_other() const { return !replicate.empty() ? replicate : !rows.empty() ? rows : values; }
};

void check_collect(const EnsembleInputs& in, Complaints& complaints) {
  for (std::size_t i = 0; i < in.collect.size(); ++i) {
    const std::string key = "collect." + std::to_string(i + 1);
    const std::string& path = in.collect[i];  // empty for a reference
    if (!config::is_path(path))
      complaints.push_back({key, "is no path of a product; write `stage.product`, without a `$`"});
    else if (std::count(in.collect.begin(), in.collect.begin() + static_cast<std::ptrdiff_t>(i), path) > 0)
      complaints.push_back({key, path + " is collected twice"});
  }
}

void check_vary(const EnsembleInputs& in, Complaints& complaints) {
  if (in.vary.empty()) complaints.push_back({"vary", "is empty: nothing is varied"});
  std::vector<std::string> mapped;
  for (const auto& [path, vary] : in.vary)
    if (const auto* rows = std::get_if<Rows>(&vary)) {
      if (rows->map.empty()) complaints.push_back({"vary." + path, "maps no column to an input"});
      for (const auto& [input, column] : rows->map) {
        if (in.vary.contains(input) || std::ranges::find(mapped, input) != mapped.end())
          complaints.push_back({"vary." + path, input + " is varied twice"});
        mapped.push_back(input);
      }
    }
}

void check_design(const EnsembleInputs& in, const Kinds& kinds, Complaints& complaints) {
  const std::string word = word_of(in.design);
  if (is_one_of<Saltelli, Morris>(in.design) && !kinds.replicate.empty())
    complaints.push_back({"design", word + " compares members that differ in one input, and would take the noise of " +
                                        kinds.replicate + " for its effect; use sobol_sequence with pce"});
  if (is_one_of<Morris>(in.design) && !kinds.rows.empty())
    complaints.push_back({"design", "rows of a table have no order that morris could follow; use saltelli"});
  if (is_one_of<FiniteDifferences>(in.design) && !kinds.only_ranges())
    complaints.push_back({"design", "finite_differences move every input a little, and " + kinds.first_other() +
                                        " has no values between; give it a continuous distribution"});
  if (is_one_of<FromFile>(in.design) && !kinds.rows.empty())
    complaints.push_back({"design", "a file has its own rows; leave " + kinds.rows + " out"});
}

void check_correlate(const EnsembleInputs& in, Complaints& complaints) {
  if (!in.correlate) return;
  if (is_one_of<Saltelli, Morris>(in.design))
    complaints.push_back(
        {"correlate", word_of(in.design) +
                          " changes one input while the others stay, which correlated inputs do not; use "
                          "sobol_sequence, lhs or monte_carlo"});
  if (is_one_of<Grid, FiniteDifferences, FromFile>(in.design))
    complaints.push_back({"correlate", "the members of " + word_of(in.design) +
                                           " are not drawn, so they cannot be correlated; use sobol_sequence, lhs or "
                                           "monte_carlo"});
  const auto* gaussian = std::get_if<Gaussian>(&*in.correlate);
  if (!gaussian) {
    const auto from_source = [](const auto& one) { return std::holds_alternative<FromSource>(one.second); };
    if (std::ranges::count_if(in.vary, from_source) < 2)
      complaints.push_back({"correlate", "from_source is for two inputs or more that are varied `from_source`"});
    return;
  }
  for (const CorrelatedPair& pair : gaussian->pairs) {
    for (const std::string& path : pair.between) {
      const auto varied = in.vary.find(path);
      if (varied == in.vary.end()) complaints.push_back({"correlate", path + " is not varied"});
      else if (std::holds_alternative<Replicate>(varied->second) || std::holds_alternative<Rows>(varied->second))
        complaints.push_back({"correlate", path + " has no distribution, so nothing can be correlated with it"});
    }
    if (pair.between.size() == 2 && pair.between[0] == pair.between[1])
      complaints.push_back({"correlate", pair.between[0] + " is correlated with itself"});
  }
}

class AnalysisCheck {
 public:
  AnalysisCheck(const EnsembleInputs& in, const Kinds& kinds, std::string key, Complaints& complaints)
      : in_(in), kinds_(kinds), key_(std::move(key)), complaints_(complaints) {}

  void operator()(const SobolIndices&) const {
    if (wants_pairs(in_)) return;
    if (!is_a_sample(in_.design))
      return complain("the members of " + word_of(in_.design) +
                      " give no Sobol' indices; use the design saltelli, or sobol_sequence, lhs or monte_carlo, where "
                      "they come from polynomial chaos");
    check_chaos();
  }
  void operator()(const PolynomialChaos&) const {
    if (!is_a_sample(in_.design) && !is_one_of<Saltelli>(in_.design))
      return complain(
          "polynomials are fitted to members that are drawn; use the design sobol_sequence, lhs, "
          "monte_carlo or saltelli, not " +
          word_of(in_.design));
    check_chaos();
  }
  void operator()(const ElementaryEffects&) const {
    if (!is_one_of<Morris>(in_.design))
      complain("elementary effects need the design morris, not " + word_of(in_.design));
  }
  void operator()(const FisherAnalysis& fisher) const {
    if (!is_a_sample(in_.design) && !is_one_of<FiniteDifferences>(in_.design))
      complain(
          "the Fisher spectrum needs the design finite_differences, or a narrow sobol_sequence, lhs or "
          "monte_carlo around the medians; not " +
          word_of(in_.design));
    else if (!kinds_.only_ranges())
      complain(kinds_.first_other() + " has no values between, so nothing can be differentiated by it");
    for (const auto& [path, noise] : fisher.noise) need_collected(path);
  }
  void operator()(const RareEvent& event) const {
    if (!kinds_.replicate.empty())
      complain(kinds_.replicate + " is noise, and rare events need margins that depend on inputs only");
    need_collected(event.of);
  }
  void operator()(const PairedTest& test) const {
    for (const std::string& path : test.of) need_collected(path);
    need_collected(test.reference);
    if (!is_a_sample(in_.design) && !is_one_of<FromFile, Grid>(in_.design))
      complain(
          "models are compared over members that stand for the cases one has; use sobol_sequence, lhs, "
          "monte_carlo, grid or file, not " +
          word_of(in_.design));
  }

 private:
  void complain(const std::string& message) const { complaints_.push_back({key_, message}); }
  void need_collected(const std::string& path) const {
    if (std::ranges::find(in_.collect, path) == in_.collect.end()) complain("\"" + path + "\" is not collected");
  }
  void check_chaos() const {
    if (in_.correlate)
      complain("shares of a variance belong to independent inputs, and `correlate` makes them dependent");
    if (!kinds_.rows.empty()) complain("rows of a table have no order that polynomials could follow; use saltelli");
    if (!kinds_.values.empty())
      complain(kinds_.values + " takes a few values, which polynomials do not describe; use saltelli");
  }

  const EnsembleInputs& in_;
  const Kinds& kinds_;
  std::string key_;
  Complaints& complaints_;
};

}  // namespace

std::vector<std::string> varied_paths(const EnsembleInputs& inputs) {
  std::vector<std::string> paths;
  for (const auto& [path, vary] : inputs.vary) {
    if (const auto* rows = std::get_if<Rows>(&vary))
      for (const auto& [input, column] : rows->map) paths.push_back(input);
    else paths.push_back(path);
  }
  return paths;
}
bool is_a_sample(const DesignChoice& design) { return is_one_of<MonteCarlo, SobolSequence, Lhs>(design); }
bool wants_pairs(const EnsembleInputs& inputs) {
  return analysis<SobolIndices>(inputs) && std::holds_alternative<Saltelli>(inputs.design);
}
bool wants_chaos(const EnsembleInputs& inputs) {
  return analysis<PolynomialChaos>(inputs) || (analysis<SobolIndices>(inputs) && !wants_pairs(inputs));
}

std::vector<Complaint> EnsembleInputs::check(const EnsembleInputs& in) {
  Complaints complaints;
  const Kinds kinds(in);
  check_vary(in, complaints);
  check_collect(in, complaints);
  check_design(in, kinds, complaints);
  check_correlate(in, complaints);
  for (std::size_t i = 0; i < in.analyse.size(); ++i) {
    const std::string key = "analyse." + std::to_string(i + 1);
    std::visit(AnalysisCheck(in, kinds, key, complaints), in.analyse[i]);
    for (std::size_t k = 0; k < i; ++k)
      if (in.analyse[k].index() == in.analyse[i].index()) complaints.push_back({key, "is asked for twice"});
  }
  return complaints;
}

}  // namespace voxvolt::stages
