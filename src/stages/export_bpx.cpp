// SPDX-License-Identifier: BSD-3-Clause
#include <cstdio>

#include "campaign/references.hpp"
#include "config/json.hpp"
#include "io/content_hash.hpp"
#include "parallel/agree.hpp"
#include "parallel/durable_file.hpp"
#include "parameters/bpx.hpp"
#include "stages/cell_cases.hpp"
#include "stages/exports.hpp"

namespace voxvolt::stages {
namespace {

/// The inputs on the record, if the files that they name are still the same.
CellInputs inputs_of(const campaign::StageRecord& record, const campaign::Catalogue& catalogue) {
  if (record.kind != "cell")
    throw Failure(ExitCode::input,
                  record.stage + " is of kind " + record.kind + "; a BPX file is exported from a stage of kind cell");
  config::Value inputs = config::parse_json(record.inputs, "the inputs of " + record.stage, ExitCode::record);
  campaign::each_file(inputs, *catalogue.find("cell")->shape, [&](config::Value& file, const std::string& path) {
    const std::string name = file.find("path")->as<std::string>();
    if (!name.empty() && io::content_hash(name) != file.find("sha256")->as<std::string>())
      throw Failure(ExitCode::input,
                    record.stage + ": the file " + name + " (" + path + ") is another one since the run; run it again");
  });
  auto in = config::build<CellInputs>(inputs);
  if (has_references(in))
    throw Failure(ExitCode::input, record.stage + ": a parameter is a reference to another stage; set it to its value");
  return in;
}

}  // namespace

std::vector<std::string> export_bpx(const ExportRequest& request, const campaign::Catalogue& catalogue,
                                    parallel::Session& session) {
  CellInputs in;
  CaseMaker maker;
  parallel::agree_on(session.world(), [&] { in = inputs_of(request.record, catalogue); });
  maker.read_files(in, session.world());
  parallel::agree_on(session.world(), [&] {
    const parameters::BpxText made = maker.bpx(in);
    if (!session.world().is_first()) return;
    parallel::write_durably(request.file, made.text);
    for (const std::string& remark : made.remarks) std::fprintf(stderr, "note: %s\n", remark.c_str());
  });
  return {request.file};
}

}  // namespace voxvolt::stages
