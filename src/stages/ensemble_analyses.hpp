// SPDX-License-Identifier: BSD-3-Clause
// What `analyse` of an ensemble holds.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/described.hpp"

namespace voxvolt::stages {

struct SobolIndices {
  static constexpr std::string_view word = "sobol_indices";
  static void describe(config::Describe<SobolIndices>& d) {
    d.sentence(
        "First and total Sobol' indices: by pairs of a saltelli design, by polynomial chaos of a sobol_sequence, lhs "
        "or "
        "monte_carlo.");
  }
};
struct PolynomialChaos {
  static constexpr std::string_view word = "pce";
  static void describe(config::Describe<PolynomialChaos>& d) {
    d.sentence("Sparse polynomial chaos: its Q2, and Sobol' indices with those of pairs.");
  }
};
struct ElementaryEffects {
  static constexpr std::string_view word = "morris";
  static void describe(config::Describe<ElementaryEffects>& d) {
    d.sentence("Elementary effects of a morris design, per whole range of each input.");
  }
};
struct FisherAnalysis {
  static constexpr std::string_view word = "fisher";
  std::map<std::string, config::Quantity> noise;
  double within = 0.1;  // 1
  static void describe(config::Describe<FisherAnalysis>& d) {
    d.sentence(
        "Fisher spectrum around the medians: which combinations of the inputs the collected products determine.");
    d.member("noise", &FisherAnalysis::noise,
             "standard deviation of each collected product as it would be measured; 1 % of its root mean square unless "
             "given",
             config::unit("1").as_difference())
        .path_keys();
    d.member("within", &FisherAnalysis::within, "a direction is stiff when data determine it better than this",
             config::unit("1").above(0));
  }
};
struct Subset {
  static constexpr std::string_view word = "subset";
  static void describe(config::Describe<Subset>& d) { d.sentence("Subset simulation: levels of probability 1/10."); }
};
struct Importance {
  static constexpr std::string_view word = "importance";
  static void describe(config::Describe<Importance>& d) {
    d.sentence("Importance sampling around points that a short subset simulation found; for few inputs.");
  }
};
struct RareEvent {
  static constexpr std::string_view word = "rare_event";
  std::string of;
  config::Quantity below;
  std::variant<Subset, Importance> method = Subset{};
  std::int64_t samples = 2000;
  std::int64_t runs = 8;
  static void describe(config::Describe<RareEvent>& d) {
    d.sentence("The probability that a collected scalar falls below a limit, by members of its own.");
    d.member("of", &RareEvent::of, "the collected scalar, a continuous margin").required();
    d.member("below", &RareEvent::below, "the limit").required();
    d.member("method", &RareEvent::method, "how it is sampled");
    d.member("samples", &RareEvent::samples, "members of each level (subset), or in all (importance)",
             config::unit("1").at_least(200).at_most(1e6));
    d.member("runs", &RareEvent::runs, "independent repeats of subset simulation, which give the interval",
             config::unit("1").at_least(2).at_most(100));
  }
};
struct PairedTest {
  static constexpr std::string_view word = "paired_test";
  std::vector<std::string> of;
  std::string reference;
  static void describe(config::Describe<PairedTest>& d) {
    d.sentence("Two models against a reference, member by member: could the smaller error be chance?");
    d.member("of", &PairedTest::of, "two collected products").required().length(2, 2);
    d.member("reference", &PairedTest::reference, "the collected product that is held for true").required();
  }
};
using Analysis = std::variant<SobolIndices, PolynomialChaos, ElementaryEffects, FisherAnalysis, RareEvent, PairedTest>;

}  // namespace voxvolt::stages
