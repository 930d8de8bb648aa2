// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cstdio>

#include "campaign/summary.hpp"
#include "cli/verbs.hpp"
#include "config/echo.hpp"
#include "config/names.hpp"
#include "config/validate.hpp"

namespace voxvolt::cli {
namespace {

std::string list_of_kinds(const campaign::Catalogue& catalogue) {
  std::vector<std::vector<std::string>> rows{{"kind", "what it is"}};
  for (const campaign::StageKind& kind : catalogue.kinds) rows.push_back({kind.name, kind.sentence});
  return campaign::table_text(rows) + "\n  voxvolt describe KIND shows its keys; names reserved for later releases: " +
         config::listed(catalogue.reserved) + "\n";
}

std::string products_text(const campaign::StageKind& kind) {
  std::vector<std::vector<std::string>> rows{{"gives", "unit", "meaning"}};
  for (const campaign::Produced& product : kind.produces)
    rows.push_back({product.name,
                    product.unit == "1"    ? "-"
                    : product.unit.empty() ? "text"
                                           : product.unit,
                    product.meaning});
  return kind.produces.empty() ? "" : campaign::table_text(rows);
}

}  // namespace

ExitCode describe(const Command& command, const campaign::Catalogue& catalogue) {
  if (command.subject.empty()) {
    std::fputs(list_of_kinds(catalogue).c_str(), stdout);
    return ExitCode::done;
  }
  const std::size_t dot = command.subject.find('.');
  const std::string name = command.subject.substr(0, dot);
  const campaign::StageKind* kind = catalogue.find(name);
  if (!kind) {
    std::vector<std::string> names;
    for (const campaign::StageKind& one : catalogue.kinds) names.push_back(one.name);
    const bool later = std::ranges::count(catalogue.reserved, name) > 0;
    throw Failure(ExitCode::input, "the kind " + config::shown(name) +
                                       (later ? " is not in this release" : " does not exist") + "; there are " +
                                       config::listed(names));
  }
  if (dot == std::string::npos) {
    std::fputs((config::describe_text(*kind->schema, kind->name) + "\n" + products_text(*kind)).c_str(), stdout);
    return ExitCode::done;
  }
  const config::ShapeRef shape = config::shape_at(*kind->shape, command.subject.substr(dot + 1));
  if (!shape)
    throw Failure(ExitCode::input,
                  "the kind " + name + " has no key " + config::shown(command.subject.substr(dot + 1)));
  std::fputs(config::describe_text(*shape, command.subject).c_str(), stdout);
  std::fputs(kind->notes(command.subject.substr(dot + 1)).c_str(), stdout);
  return ExitCode::done;
}

}  // namespace voxvolt::cli
