// SPDX-License-Identifier: BSD-3-Clause
// What an `ensemble` is described by.
#pragma once

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
struct MonteCarlo {
  static constexpr std::string_view word = "monte_carlo";
  std::int64_t samples = 100;
  static void describe(Describe<MonteCarlo>& d) {
    d.sentence("Independent draws.");
    d.member("samples", &MonteCarlo::samples, "how many members", config::unit("1").at_least(1).at_most(kMostMembers))
        .required();
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

struct EnsembleInputs {
  std::map<std::string, Vary> vary;
  std::vector<std::string> collect;
  std::variant<Grid, MonteCarlo, FromFile> design = Grid{};
  std::optional<std::int64_t> seed;
  double max_failed = 0.1;  // 1
  static void describe(Describe<EnsembleInputs>& d) {
    d.sentence("A campaign many times over: inputs are varied, products collected, members that fail are counted.");
    d.member("vary", &EnsembleInputs::vary, "distribution of each varied input, by its path stage.key")
        .required()
        .path_keys();
    d.member("collect", &EnsembleInputs::collect, "paths of the products to collect, stage.product")
        .required()
        .length(1, 10000);
    d.member("design", &EnsembleInputs::design, "which members there are").required();
    d.member("seed", &EnsembleInputs::seed, "seed of the design (default: the campaign's)",
             config::unit("1").at_least(0));
    d.member("max_failed", &EnsembleInputs::max_failed, "share of members that may fail",
             config::unit("1").at_least(0).at_most(1));
    d.later("correlate", "correlation of inputs");
    d.later("analyse", "analyses of the table");
    d.check(&EnsembleInputs::check);
  }
  static std::vector<config::Complaint> check(const EnsembleInputs& in);
};

}  // namespace voxvolt::stages
