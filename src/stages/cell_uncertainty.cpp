// SPDX-License-Identifier: BSD-3-Clause
#include "stages/cell_uncertainty.hpp"

#include <algorithm>
#include <cmath>

#include "config/errors.hpp"
#include "config/loader.hpp"
#include "config/names.hpp"
#include "config/units.hpp"
#include "config/validate.hpp"
#include "parallel/communicator.hpp"
#include "parallel/shared_text.hpp"
#include "parameters/parameter_list.hpp"
#include "parameters/shipped_sets.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Spread;
using config::Complaint;

std::string unit_at(const std::string& path) { return parameters::find_parameter(path)->unit.si; }

void check_units(const std::string& path, const UncertainParameter& entry, std::vector<Complaint>& complaints) {
  const std::string key = "distributions." + path, unit = unit_at(path);
  if (entry.sd && !config::same_dimension(entry.sd->unit, unit))
    complaints.push_back({key, "its standard deviation is in " + entry.sd->unit + ", the parameter in " + unit});
  if (entry.sd && config::same_dimension(entry.sd->unit, unit) && !(entry.sd->value > 0))
    complaints.push_back({key, "its standard deviation must be above 0"});
  if (!entry.law) return;
  const Vary law = std::visit([](const auto& one) { return Vary(one); }, *entry.law);
  if (!is_known(law)) return;  // it has references, which are refused later
  try {
    (void)distribution_of(law, unit);
  } catch (const std::invalid_argument& error) { complaints.push_back({key, error.what()}); }
}

std::vector<Complaint> complaints_of(const UncertaintyFile& file) {
  std::vector<Complaint> complaints;
  std::vector<std::string> names;
  for (const auto& [name, text] : file.sources) names.push_back(name);
  const auto need_source = [&](const std::string& key, const std::string& source) {
    if (!file.sources.contains(source))
      complaints.push_back(
          {key, "there is no source `" + config::shown(source) + "`; `sources` has: " + config::listed(names)});
  };
  for (const auto& [path, entry] : file.distributions) {
    need_source("distributions." + path, entry.source);
    check_units(path, entry, complaints);
  }
  for (std::size_t i = 0; i < file.correlations.size(); ++i) {
    const CorrelatedParameters& pair = file.correlations[i];
    const std::string key = "correlations." + std::to_string(i + 1);
    need_source(key, pair.source);
    for (const std::string& path : pair.between)
      if (!file.distributions.contains(path))
        complaints.push_back({key, config::shown(path) + " has no distribution in this file"});
    if (pair.between.size() == 2 && pair.between[0] == pair.between[1])
      complaints.push_back({key, pair.between[0] + " is correlated with itself"});
  }
  return complaints;
}

std::vector<std::string> names_of(const UncertaintyFile& file) {
  std::vector<std::string> names;
  for (const auto& [path, entry] : file.distributions) names.push_back("set." + path);
  return names;
}

/// About the cell's own value where that is what the file says. Nothing when the cell has no such value.
std::optional<Vary> law_of(const UncertainParameter& entry, const parameters::Setting* setting,
                           const std::string& unit) {
  if (entry.law) return std::visit([](const auto& one) { return Vary(one); }, *entry.law);
  const double* value = setting ? std::get_if<double>(setting) : nullptr;
  if (!value || std::isnan(*value)) return {};
  if (entry.sigma) return Vary(Lognormal{{*value, unit}, *entry.sigma, {}, {}});
  return Vary(Normal{{*value, unit}, entry.sd, entry.cv, {}, {}});
}

}  // namespace

void UncertainParameter::describe(Describe<UncertainParameter>& d) {
  d.sentence("How uncertain one parameter is.");
  d.member("sd", &UncertainParameter::sd, "standard deviation of a normal distribution about the cell's own value",
           config::unit("1").as_difference());
  d.member("cv", &UncertainParameter::cv, "the same, relative to the value", config::unit("1").above(0));
  d.member("sigma", &UncertainParameter::sigma,
           "standard deviation of the logarithm, for a lognormal distribution with the cell's own value as median",
           config::unit("1").above(0));
  d.member("law", &UncertainParameter::law, "a distribution that is written out");
  d.exactly_one({"sd", "cv", "sigma", "law"});
  d.member("source", &UncertainParameter::source, "where it is from, one of the file's sources").required();
  d.member("note", &UncertainParameter::note, "what a reader should know");
}
void CorrelatedParameters::describe(Describe<CorrelatedParameters>& d) {
  d.sentence("Two parameters that are not independent.");
  d.member("between", &CorrelatedParameters::between, "the two paths").required().length(2, 2);
  d.member("value", &CorrelatedParameters::value, "correlation of their normal scores",
           config::unit("1").above(-1).below(1))
      .required();
  d.member("source", &CorrelatedParameters::source, "where it is from, one of the file's sources").required();
  d.member("note", &CorrelatedParameters::note, "what a reader should know");
}
void UncertaintyFile::describe(Describe<UncertaintyFile>& d) {
  d.sentence("How uncertain the parameters of a cell are.");
  d.member("voxvolt_uncertainty", &UncertaintyFile::version, "version of the format of these files",
           config::unit("1").at_least(1).at_most(1))
      .required();
  d.member("title", &UncertaintyFile::title, "of which cells");
  d.member("sources", &UncertaintyFile::sources, "where the numbers are from: a name, and the paper").required();
  d.member("distributions", &UncertaintyFile::distributions, "by the path of the parameter")
      .required()
      .path_keys()
      .keys(
          [](const std::string& path) -> config::ShapeRef {
            return parameters::find_parameter(path) ? config::Form<UncertainParameter>::shape({}) : nullptr;
          },
          parameters::parameter_paths(), &parameters::meaning_of);
  d.member("correlations", &UncertaintyFile::correlations, "pairs that are not independent");
  d.check(&complaints_of);
}

UncertaintyFile read_uncertainty(const std::string& text, const std::string& file) {
  static const config::ShapeRef shape = config::Form<UncertaintyFile>::shape({});
  config::Problems problems;
  const config::Node root = config::load_yaml(text, file);
  if (!root.is_map())
    throw config::InputError(root.place, "",
                             "an uncertainty file is a map: voxvolt_uncertainty, sources, distributions");
  config::Value value = config::validate(root, *shape, "", problems);
  problems.throw_if_any();
  config::each_reference(value, *shape, [&](config::Value& at, const config::Shape&, const std::string& path) {
    problems.add(at.place(), path, "an uncertainty file takes no references");
  });
  problems.throw_if_any();
  return config::build<UncertaintyFile>(value);
}

std::optional<UncertaintyFile> uncertainty_of(const CellInputs& cell) {
  if (cell.uncertainty)
    return read_uncertainty(parallel::read_small_file(parallel::Communicator::self(), cell.uncertainty->path),
                            cell.uncertainty->path);
  const std::string name = std::visit([]<class C>(const C&) { return std::string(C::word); }, cell.parameters);
  const auto& shipped = parameters::shipped_uncertainties();
  const auto found = std::ranges::find(shipped, name, &parameters::ShippedSet::name);
  if (found == shipped.end()) return {};
  return read_uncertainty(found->text, "uncertainty/" + name + ".yaml (shipped)");
}

Spread spread_of(const CellInputs& cell, const parameters::Settings& settings, const std::string& key) {
  const std::string path = key.starts_with("set.") ? key.substr(4) : "";
  const auto file = uncertainty_of(cell);
  if (!file)
    return {.objection = "no uncertainties are shipped with this parameter set; give the cell a file: `uncertainty`"};
  const auto entry = file->distributions.find(path);
  if (entry == file->distributions.end())
    return {.objection = "its uncertainty is not in the file, which has: " + config::listed(names_of(*file))};
  const auto setting = settings.find(path);
  const auto law = law_of(entry->second, setting == settings.end() ? nullptr : &setting->second, unit_at(path));
  if (!law)
    return {.objection =
                "the file gives an uncertainty about the cell's own value, which is no number that is known "
                "before a run"};
  Spread spread{.distribution = config::Form<Vary>::to_value(*law), .papers = {file->sources.at(entry->second.source)}};
  for (const CorrelatedParameters& pair : file->correlations)
    for (std::size_t i : {0, 1})
      if (pair.between[i] == path) {
        spread.correlations.emplace_back("set." + pair.between[1 - i], pair.value);
        spread.papers.push_back(file->sources.at(pair.source));
      }
  return spread;
}

}  // namespace voxvolt::stages
