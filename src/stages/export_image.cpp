// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>

#include "campaign/context.hpp"
#include "campaign/identity.hpp"
#include "campaign/references.hpp"
#include "config/json.hpp"
#include "io/content_hash.hpp"
#include "io/field_files.hpp"
#include "io/image_export.hpp"
#include "parallel/agree.hpp"
#include "parallel/machine.hpp"
#include "stages/exports.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Product;
using campaign::StageRecord;

std::string without_image(const StageRecord& record) {
  return "the run kept no image of " + record.stage + " (`phase` is left out of its `fields: {write: ...}`), and ";
}

/// The inputs on the record, if this program makes the same of them: same release and kind, same files.
config::Value inputs_to_repeat(const StageRecord& record, const campaign::StageKind& kind) {
  if (record.revision != kind.revision || record.release != campaign::release())
    throw Failure(ExitCode::input, without_image(record) + "it was made by release " + record.release + ", revision " +
                                       std::to_string(record.revision) + " of the kind, and this is release " +
                                       campaign::release() + ", revision " + std::to_string(kind.revision) +
                                       ": run the campaign again, with `fields: {write: [phase]}`");
  config::Value inputs = config::parse_json(record.inputs, "the inputs of " + record.stage, ExitCode::record);
  campaign::each_file(inputs, *kind.shape, [&](config::Value& file, const std::string& path) {
    const std::string name = file.find("path")->as<std::string>();
    if (name.empty()) return;
    if (io::content_hash(name) != file.find("sha256")->as<std::string>())
      throw Failure(ExitCode::input, without_image(record) + "the file " + name + " (" + path +
                                         ") is another one by now, so that it cannot be made again");
  });
  if (config::Value* measure = inputs.find("measure")) *measure = config::Value(config::List{});
  return inputs;
}

/// The products of the stage once more, with its image in memory; nothing is written.
campaign::Products repeated(const ExportRequest& request, const campaign::Catalogue& catalogue,
                            parallel::Session& session) {
  const parallel::Communicator& ranks = session.world();
  const campaign::StageKind* kind = catalogue.find(request.record.kind);
  config::Value inputs;
  parallel::agree_on(ranks, [&] { inputs = inputs_to_repeat(request.record, *kind); });
  campaign::Log log(ranks, "", true);
  parallel::StopRequest stop;
  campaign::Context context{
      .ranks = ranks, .stage = request.record.stage, .identity = request.record.identity, .log = log, .stop = stop};
  context.fields_to_write = {"phase"};
  context.folder = request.folder;
  context.memory_limit = 0.5 * parallel::memory_bytes() / session.ranks_on_this_host();
  campaign::Products products = std::move(kind->run(std::span(&inputs, 1), context).front().products);
  for (const Product& product : request.record.products.all()) {
    const Product* again = products.find(product.spec.name);
    if (product.spec.name.starts_with("volume_fraction.") && (!again || again->values != product.values))
      throw parallel::AgreedFailure(ExitCode::record, without_image(request.record) + "made again it has another " +
                                                          product.spec.name + " than on the record");
  }
  return products;
}

numerics::Field<std::uint8_t> labels_of(const ExportRequest& request, const campaign::Catalogue& catalogue,
                                        parallel::Session& session) {
  const Product* phase = request.record.products.find("phase");
  if (phase && phase->field.stored)
    return std::get<numerics::Field<std::uint8_t>>(
        io::read_field(*phase->field.stored, request.folder, session.world()).field);
  const campaign::Products products = repeated(request, catalogue, session);
  return std::get<numerics::Field<std::uint8_t>>(products.at("phase").field.here->field);
}

io::ExportedImage image_of(const ExportRequest& request, const campaign::Catalogue& catalogue,
                           parallel::Session& session) {
  const StageRecord& record = request.record;
  if (record.kind != "microstructure")
    throw parallel::AgreedFailure(ExitCode::input, record.stage + " is of kind " + record.kind +
                                                       "; images are exported from stages of kind microstructure");
  io::ExportedImage image{labels_of(request, catalogue, session), {""}, 2, ""};
  for (const char c : record.products.at("phases").text) {
    if (c == ',') image.phases.emplace_back();
    else if (c != ' ') image.phases.back() += c;
  }
  image.through = record.products.at("through_axis").text.at(0) - 'x';
  image.origin = "voxvolt " + record.release + ", stage " + record.stage + ", identity " + record.identity;
  return image;
}

}  // namespace

std::vector<std::string> export_tiff(const ExportRequest& request, const campaign::Catalogue& catalogue,
                                     parallel::Session& session) {
  io::write_tiff_stack(request.file, image_of(request, catalogue, session), session.world());
  return {request.file};
}

std::vector<std::string> export_hdf5(const ExportRequest& request, const campaign::Catalogue& catalogue,
                                     parallel::Session& session) {
  io::write_hdf5_image(request.file, image_of(request, catalogue, session), session.world());
  return {request.file};
}

}  // namespace voxvolt::stages
