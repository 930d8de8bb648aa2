// SPDX-License-Identifier: BSD-3-Clause
#include "stages/runaway_kinetics_inputs.hpp"

#include <algorithm>

#include "config/errors.hpp"
#include "config/names.hpp"
#include "parameters/kinetics.hpp"

namespace voxvolt::stages {

using config::Describe;
using config::unit;

namespace {

std::vector<config::Complaint> check(const KineticsInput& in) {
  const auto shipped = parameters::shipped_kinetics_name(in.name);
  if (shipped && in.file) return {{"file", "goes with another name: " + *shipped + " is a shipped set"}};
  if (shipped && in.version && *in.version != parameters::shipped_kinetics_version(*shipped))
    return {{"version", "this release has another version of " + *shipped + ", " +
                            parameters::shipped_kinetics_version(*shipped) + "; leave the key out to take it"}};
  if (!shipped && !in.file)
    return {{"name", "there is no shipped set " + config::shown(in.name) + "; there are " +
                         config::listed(parameters::shipped_kinetics_names()) + ", or give a `file`"}};
  if (!shipped && in.version) return {{"version", "is of shipped sets only"}};
  return {};
}

}  // namespace

std::vector<std::string> kinetics_paths() {
  std::vector<std::string> paths;
  for (const std::string& name : parameters::shipped_kinetics_names())
    for (const auto& [path, beside] : parameters::shipped_kinetics(name).numbers) paths.push_back(path);
  std::ranges::sort(paths);
  paths.erase(std::ranges::unique(paths).begin(), paths.end());
  return paths;
}

void KineticsInput::describe(Describe<KineticsInput>& d) {
  d.sentence(
      "What burns: a shipped set (`one_step`, or `one_step.yaml`), or the path of a kinetics file; ./one_step.yaml is "
      "a "
      "file.");
  d.member("name", &KineticsInput::name, "of a shipped set, or the path of a file").required();
  d.member("file", &KineticsInput::file, "the file that `name` stands for");
  d.member("version", &KineticsInput::version, "of a shipped set, as this release has it");
  d.shorthand("name");
  d.implied([](const std::string& name) -> std::vector<std::pair<std::string, std::string>> {
    if (const auto shipped = parameters::shipped_kinetics_name(name))
      return {{"version", parameters::shipped_kinetics_version(*shipped)}};
    if (config::is_name(name)) return {};
    return {{"file", name}};
  });
  d.check([](const KineticsInput& in) { return check(in); });
}
void HealthInput::describe(Describe<HealthInput>& d) {
  d.sentence("State of the cell: changes initial species by the mapping that its kinetics state.");
  const auto share = unit("1").at_least(0).at_most(1);
  d.member("soc", &HealthInput::soc, "state of charge", share);
  d.member("sei_thickness", &HealthInput::sei_thickness, "of the film on the negative particles",
           unit("m").at_least(0));
  d.member("plated", &HealthInput::plated, "plated lithium, as a share of the capacity", share);
  d.member("lli", &HealthInput::lli, "lost share of the lithium inventory", share);
  d.member("lam_negative", &HealthInput::lam_negative, "lost share of the negative active material", share);
  d.member("lam_positive", &HealthInput::lam_positive, "lost share of the positive active material", share);
  d.member("scores", &HealthInput::scores,
           "by measure: how far its mapping is off, in its own standard deviations; to be varied",
           unit("1").at_least(-10).at_most(10));
}

}  // namespace voxvolt::stages
