// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>

#include "campaign/record.hpp"
#include "cli/verbs.hpp"
#include "config/errors.hpp"
#include "config/names.hpp"
#include "parallel/agree.hpp"
#include "stages/exports.hpp"

namespace voxvolt::cli {
namespace {

struct Form {
  const char* name;
  const char* ending;
  stages::Export make;
};
constexpr std::array kForms{Form{"tiff", ".tif", &stages::export_tiff}, Form{"hdf5", ".h5", &stages::export_hdf5},
                            Form{"csv", ".csv", &stages::export_csv}, Form{"bpx", ".bpx.json", &stages::export_bpx},
                            Form{"json", ".json", &stages::export_json}};
constexpr std::array kLater{"fmu2", "fmu3", "onnx", "c"};

const Form& form_of(const std::string& name) {
  for (const Form& form : kForms)
    if (name == form.name) return form;
  std::vector<std::string> names;
  for (const Form& form : kForms) names.emplace_back(form.name);
  const bool later = std::ranges::find(kLater, name) != kLater.end();
  throw Failure(ExitCode::input, "--as " + config::shown(name) +
                                     (later ? " is not in this release" : " is no form to export to") + "; there are " +
                                     config::listed(names));
}

campaign::StageRecord record_of(const std::string& folder, const std::string& stage) {
  std::vector<std::string> names;
  for (campaign::StageRecord& record : campaign::read_run(folder)) {
    if (record.stage == stage) return std::move(record);
    names.push_back(record.stage);
  }
  const auto close = config::nearest(stage, names);
  throw Failure(ExitCode::input, folder + ": no stage " + config::shown(stage) + " is done here" +
                                     (close           ? "; did you mean " + *close + "?"
                                      : names.empty() ? ""
                                                      : "; there are " + config::listed(names)));
}

/// What a run wrote is its record; an export must not take its place.
void refuse_files_of_the_run(const std::string& folder, const std::string& file) {
  namespace fs = std::filesystem;
  const fs::path inside = fs::weakly_canonical(folder), target = fs::weakly_canonical(file);
  if (fs::is_directory(target)) throw Failure(ExitCode::input, file + ": is a folder; name a file");
  const bool below = std::mismatch(inside.begin(), inside.end(), target.begin(), target.end()).first == inside.end();
  if (below && fs::exists(target))
    throw Failure(ExitCode::input, file + ": is there already in the folder of the run; export to another name");
}

}  // namespace

ExitCode export_stage(const Command& command, const campaign::Catalogue& catalogue, parallel::Session& session) {
  const Form* form = nullptr;
  stages::ExportRequest request{command.subject, {}, command.file};
  parallel::agree_on(session.world(), [&] {
    form = &form_of(command.form);
    if (request.file.empty()) request.file = command.path + form->ending;
    refuse_files_of_the_run(request.folder, request.file);
    request.record = record_of(command.subject, command.path);
  });
  const std::vector<std::string> files = form->make(request, catalogue, session);
  if (session.world().is_first())
    for (const std::string& file : files) std::printf("%s\n", file.c_str());
  return ExitCode::done;
}

}  // namespace voxvolt::cli
