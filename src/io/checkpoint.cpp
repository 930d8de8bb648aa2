// SPDX-License-Identifier: BSD-3-Clause
#include "io/checkpoint.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "config/json.hpp"
#include "io/archive_file.hpp"
#include "io/content_hash.hpp"
#include "io/durable_rename.hpp"
#include "parallel/agree.hpp"
#include "parallel/durable_file.hpp"

namespace voxvolt::io {
namespace {

namespace fs = std::filesystem;

/// What the manifest says.
struct Manifest {
  std::int64_t counter = 0;
  std::string file;  ///< in the manifest's own folder
  std::string sha256;
  std::int64_t ranks = 0;
};

template <class T>
T entry(const config::Value& map, const std::string& key) {
  const config::Value* value = map.find(key);
  if (!value || !value->is<T>()) throw RecordFailure("its manifest lacks " + key);
  return value->as<T>();
}

/// Empty when there is none. Throws RecordFailure when it is no manifest.
std::optional<Manifest> read_manifest(const std::string& path) {
  if (!fs::exists(path)) return {};
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  const config::Value map = config::parse_json(text.str(), path, ExitCode::record);
  if (!map.is<config::Map>()) throw RecordFailure("its manifest is no map");
  Manifest manifest{entry<std::int64_t>(map, "counter"), entry<std::string>(map, "file"),
                    entry<std::string>(map, "sha256"), entry<std::int64_t>(map, "ranks")};
  if (fs::path(manifest.file).filename() != manifest.file) throw RecordFailure("its manifest names a file elsewhere");
  return manifest;
}

std::string text_of(const Manifest& manifest) {
  return config::to_json(config::Value(config::Map{{"counter", manifest.counter},
                                                   {"file", manifest.file},
                                                   {"sha256", manifest.sha256},
                                                   {"ranks", manifest.ranks}})) +
         "\n";
}

}  // namespace

CheckpointFolder::CheckpointFolder(std::string folder, std::string stem, const parallel::Communicator& ranks)
    : folder_(std::move(folder)), stem_(std::move(stem)), ranks_(ranks) {}

std::string CheckpointFolder::manifest() const { return folder_ + "/" + stem_ + ".checkpoint.json"; }

std::string CheckpointFolder::file_of(std::int64_t counter) const {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%06lld", static_cast<long long>(counter));
  return stem_ + "." + digits + ".h5";
}

// Files of this stem that the manifest does not name: left behind by a kill between two steps of a save.
std::vector<std::string> CheckpointFolder::files_but(const std::string& kept) const {
  std::vector<std::string> found;
  std::error_code error;
  for (fs::directory_iterator entry(folder_, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with(stem_ + ".") || name == kept) continue;
    const std::string rest = name.substr(stem_.size() + 1);
    const std::size_t digits = rest.find_first_not_of("0123456789");
    if (digits != 0 && digits != std::string::npos &&
        (rest.substr(digits) == ".h5" || rest.substr(digits) == ".h5.partial"))
      found.push_back(entry->path().string());
  }
  return found;
}

void CheckpointFolder::save(const std::function<void(numerics::ArchiveWriter&)>& write) {
  const std::string file = parallel::on_first(ranks_, [&] {
    fs::create_directories(folder_);
    std::int64_t counter = 0;
    try {
      if (const auto old = read_manifest(manifest())) counter = old->counter;
    } catch (const Failure&) {
      // A manifest that cannot be read counts as none, here as in `load`; the next one replaces it.
      counter = 0;
    }
    while (fs::exists(folder_ + "/" + file_of(counter + 1))) ++counter;
    return file_of(counter + 1);
  });
  const std::string path = folder_ + "/" + file;
  ArchiveFileWriter archive(temporary_name(path), ranks_);
  write(archive);
  archive.close();
  parallel::on_first(ranks_, [&] {
    Manifest next{0, file, hash_of_file(temporary_name(path), ExitCode::machine), ranks_.size()};
    next.counter = std::stoll(file.substr(stem_.size() + 1));
    rename_durably(temporary_name(path), path);
    parallel::write_durably(manifest(), text_of(next));
    for (const std::string& old : files_but(file)) fs::remove(old);
    return file;
  });
}

bool CheckpointFolder::load(const std::function<void(numerics::ArchiveReader&)>& read) {
  why_ignored_.clear();
  // One line: the file to read, or `!` and why there is none.
  const std::string found = parallel::on_first(ranks_, [&]() -> std::string {
    try {
      const auto known = read_manifest(manifest());
      if (!known) return "!";
      if (known->ranks != ranks_.size())
        return "!it was written by " + std::to_string(known->ranks) + " ranks, here are " +
               std::to_string(ranks_.size());
      if (hash_of_file(folder_ + "/" + known->file) != known->sha256)
        return "!" + known->file + " is not what was written (its SHA-256 differs from the manifest)";
      return known->file;
    } catch (const Failure& failure) { return std::string("!") + failure.what(); }
  });
  if (found.starts_with('!')) {
    if (found.size() > 1) why_ignored_ = manifest() + ": the checkpoint is ignored: " + found.substr(1);
    return false;
  }
  ArchiveFileReader archive(folder_ + "/" + found, ranks_);
  read(archive);
  return true;
}

void CheckpointFolder::remove() {
  parallel::on_first(ranks_, [&] {
    fs::remove(manifest());
    for (const std::string& file : files_but("")) fs::remove(file);
    return stem_;
  });
}

}  // namespace voxvolt::io
