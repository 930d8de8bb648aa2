// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/identity.hpp"

#include <algorithm>
#include <map>

#include "campaign/references.hpp"
#include "config/json.hpp"
#include "config/sha256.hpp"
#include "config/validate.hpp"
#include "io/content_hash.hpp"
#include "parallel/agree.hpp"
#include "release.hpp"

namespace voxvolt::campaign {

std::string release() { return kRelease; }
std::string commit() { return kCommit; }

void hash_files(std::vector<StageEntry>& stages, const parallel::Communicator& ranks, config::Problems& problems) {
  std::map<std::string, std::string> known;  // path -> hash, or `!` and what is wrong
  for (StageEntry& entry : stages)
    each_file(entry.inputs, *entry.kind->shape, [&](config::Value& value, const std::string& path) {
      const std::string file = value.find("path")->as<std::string>();
      if (!known.contains(file))
        known[file] = parallel::on_first(ranks, [&]() -> std::string {
          try {
            return io::content_hash(file);
          } catch (const Failure& failure) { return std::string("!") + failure.what(); }
        });
      const std::string& found = known[file];
      if (found.starts_with('!')) problems.add(value.place(), entry.name + "." + path, found.substr(1));
      else *value.find("sha256") = config::Value(found);
    });
}

std::string identity_of(const StageEntry& stage, const config::Value& given,
                        const std::function<std::string(const std::string&)>& upstream) {
  config::Value inputs = given;
  config::each_reference(
      inputs, *stage.kind->shape, [&](config::Value& value, const config::Shape&, const std::string&) {
        const auto reference = value.as<config::Reference>();
        value = config::Value(config::Map{{"upstream", upstream(reference.stage)}, {"path", reference.path}});
      });
  config::Map needs;
  for (const std::string& name : stage.kind->depends(given)) needs.emplace_back(name, upstream(name));
  std::ranges::sort(needs, {}, [](const auto& entry) { return entry.first; });
  config::Map petsc;
  for (const auto& [option, value] : stage.petsc) petsc.emplace_back(option, value);
  const config::Value whole(config::Map{{"kind", stage.kind->name},
                                        {"revision", static_cast<std::int64_t>(stage.kind->revision)},
                                        {"release", release()},
                                        {"inputs", std::move(inputs)},
                                        {"needs", std::move(needs)},
                                        {"fields", config::Form<FieldsRequest>::to_value(stage.fields)},
                                        {"petsc", std::move(petsc)}});
  return config::sha256_hex(config::to_canonical_json(whole));
}

}  // namespace voxvolt::campaign
