// SPDX-License-Identifier: BSD-3-Clause
#include "config/errors.hpp"
#include "parallel/agree.hpp"
#include "parallel/durable_file.hpp"
#include "stages/exports.hpp"

namespace voxvolt::stages {

std::vector<std::string> export_json(const ExportRequest& request, const campaign::Catalogue&,
                                     parallel::Session& session) {
  parallel::agree_on(session.world(), [&] {
    const campaign::Product* model =
        request.record.kind == "surrogate" ? request.record.products.find("model") : nullptr;
    if (!model)
      throw Failure(ExitCode::input, request.record.stage + " is of kind " + request.record.kind +
                                         "; --as json writes the card of a surrogate");
    if (session.world().is_first()) parallel::write_durably(request.file, model->text + "\n");
  });
  return {request.file};
}

}  // namespace voxvolt::stages
