// SPDX-License-Identifier: BSD-3-Clause
// What an `ensemble` is described by.
#pragma once

#include "stages/ensemble_analyses.hpp"
#include "stages/vary.hpp"

namespace voxvolt::stages {

inline constexpr double kMostMembers = 1e7;

struct Grid {
  static constexpr std::string_view word = "grid";
  std::int64_t points = 3;
  static void describe(Describe<Grid>& d) {
    d.sentence("Every combination of levels of the inputs.");
    d.member("points", &Grid::points, "levels of each input that does not list its `values`",
             config::unit("1").at_least(1).at_most(1000));
  }
};

/// A design that is asked for by a number of members.
template <class Design>
void describe_samples(Describe<Design>& d, const char* sentence, const char* samples) {
  d.sentence(sentence);
  d.member("samples", &Design::samples, samples, config::unit("1").at_least(1).at_most(kMostMembers)).required();
}
struct MonteCarlo {
  static constexpr std::string_view word = "monte_carlo";
  std::int64_t samples = 100;
  static void describe(Describe<MonteCarlo>& d) { describe_samples(d, "Independent draws.", "how many members"); }
};
struct SobolSequence {
  static constexpr std::string_view word = "sobol_sequence";
  std::int64_t samples = 100;
  static void describe(Describe<SobolSequence>& d) {
    describe_samples(d, "Evenly spread draws (scrambled Sobol' points): the same statistics with fewer members.",
                     "how many members; a power of two is best");
  }
};
struct Lhs {
  static constexpr std::string_view word = "lhs";
  std::int64_t samples = 100;
  static void describe(Describe<Lhs>& d) {
    describe_samples(d, "Latin hypercube: one member in each of `samples` equal parts of every input.",
                     "how many members");
  }
};
struct Saltelli {
  static constexpr std::string_view word = "saltelli";
  std::int64_t samples = 1024;
  static void describe(Describe<Saltelli>& d) {
    describe_samples(d, "Pairs of members with one input exchanged at a time, for Sobol' indices.",
                     "how many pairs; members are samples x (inputs + 2)");
  }
};
struct Morris {
  static constexpr std::string_view word = "morris";
  std::int64_t trajectories = 20;
  std::int64_t levels = 4;
  static void describe(Describe<Morris>& d) {
    d.sentence("Trajectories that move one input at a time by half its levels, for elementary effects.");
    d.member("trajectories", &Morris::trajectories, "how many; members are trajectories x (inputs + 1)",
             config::unit("1").at_least(2).at_most(1e6));
    d.member("levels", &Morris::levels, "of each input, from its 2.5 % to its 97.5 % quantile; an even number",
             config::unit("1").at_least(2).at_most(100));
    d.check([](const Morris& morris) {
      return morris.levels % 2 == 0 ? std::vector<config::Complaint>{}
                                    : std::vector<config::Complaint>{{"levels", "must be an even number"}};
    });
  }
};
struct ByValue {
  static constexpr std::string_view word = "value";
  static void describe(Describe<ByValue>& d) {
    d.sentence("An input is measured in its own nominal value: derivatives are by its logarithm.");
  }
};
struct BySd {
  static constexpr std::string_view word = "sd";
  static void describe(Describe<BySd>& d) { d.sentence("An input is measured in its standard deviation."); }
};
struct FiniteDifferences {
  static constexpr std::string_view word = "finite_differences";
  double step = 0.01;  // 1
  std::variant<ByValue, BySd> scale = ByValue{};
  static void describe(Describe<FiniteDifferences>& d) {
    d.sentence("The medians, and four members beside them for each input, for the Fisher spectrum.");
    d.member("step", &FiniteDifferences::step, "between members, relative to `scale`",
             config::unit("1").above(0).at_most(0.4));
    d.member("scale", &FiniteDifferences::scale, "what an input is measured in");
  }
};
struct FromFile {
  static constexpr std::string_view word = "file";
  config::File file;
  static void describe(Describe<FromFile>& d) {
    d.sentence("Members from a CSV table: a column for each varied input, headed `path [unit]`.");
    d.member("file", &FromFile::file, "the table").required();
    d.shorthand("file");
  }
};
using DesignChoice = std::variant<Grid, MonteCarlo, SobolSequence, Lhs, Saltelli, Morris, FiniteDifferences, FromFile>;

struct CorrelatedPair {
  std::vector<std::string> between;
  double value = 0;  // 1
  static void describe(Describe<CorrelatedPair>& d) {
    d.sentence("Two varied inputs that are not independent.");
    d.member("between", &CorrelatedPair::between, "the two paths").required().length(2, 2);
    d.member("value", &CorrelatedPair::value, "correlation of their normal scores",
             config::unit("1").above(-1).below(1))
        .required();
  }
};
struct Gaussian {
  static constexpr std::string_view word = "gaussian";
  std::vector<CorrelatedPair> pairs;
  static void describe(Describe<Gaussian>& d) {
    d.sentence("Gaussian copula: the distributions of the inputs stay, their normal scores are correlated.");
    d.member("pairs", &Gaussian::pairs, "pairs of inputs; those not listed are independent").required();
    d.shorthand("pairs");
  }
};

/// Correlations that stand in the same files as the distributions.
struct CorrelatedFromSource {
  static constexpr std::string_view word = "from_source";
  static void describe(Describe<CorrelatedFromSource>& d) {
    d.sentence("Gaussian copula with the correlations that stand beside the distributions taken by `from_source`.");
  }
};

struct EnsembleInputs {
  std::map<std::string, Vary> vary;
  std::optional<std::variant<Gaussian, CorrelatedFromSource>> correlate;
  std::vector<std::string> collect;
  DesignChoice design = Grid{};
  std::vector<Analysis> analyse;
  std::optional<std::int64_t> seed;
  double max_failed = 0.1;                  // 1
  std::optional<double> member_time_limit;  // s of wall clock
  static void describe(Describe<EnsembleInputs>& d) {
    d.sentence("A campaign many times over: inputs are varied, products collected, members that fail are counted.");
    d.member("vary", &EnsembleInputs::vary, "distribution of each varied input, by its path stage.key")
        .required()
        .path_keys();
    d.member("correlate", &EnsembleInputs::correlate, "dependence between varied inputs");
    d.member("collect", &EnsembleInputs::collect, "paths of the products to collect, stage.product")
        .required()
        .length(1, 10000);
    d.member("design", &EnsembleInputs::design, "which members there are").required();
    d.member("analyse", &EnsembleInputs::analyse, "what is made of the table beside means, deviations and quantiles");
    d.member("seed", &EnsembleInputs::seed, "seed of the design (default: the campaign's)",
             config::unit("1").at_least(0));
    d.member("max_failed", &EnsembleInputs::max_failed, "share of members that may fail",
             config::unit("1").at_least(0).at_most(1));
    d.member(
        "member_time_limit", &EnsembleInputs::member_time_limit,
        "wall clock that a member may take, tried twice; beyond, it counts as timeout. Without it members take what "
        "they take",
        config::unit("s").above(0).at_most(1e8));
    d.check(&EnsembleInputs::check);
  }
  static std::vector<config::Complaint> check(const EnsembleInputs& in);
};

/// The alternative of an analysis that is asked for; nullptr when it is not.
template <class A>
const A* analysis(const EnsembleInputs& inputs) {
  for (const Analysis& one : inputs.analyse)
    if (const A* found = std::get_if<A>(&one)) return found;
  return nullptr;
}
/// Every path that is varied, those that rows map to included, in the order of the design's columns.
std::vector<std::string> varied_paths(const EnsembleInputs& inputs);
/// Are its members drawn from the distributions, independent of each other, so that polynomials can be fitted to them?
bool is_a_sample(const DesignChoice& design);
/// Polynomial chaos, because it is asked for or because indices are, of a plain sample.
bool wants_chaos(const EnsembleInputs& inputs);
/// Sobol' indices by pairs of a saltelli design.
bool wants_pairs(const EnsembleInputs& inputs);

}  // namespace voxvolt::stages
