// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/sealed_line.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "config/json.hpp"
#include "config/sha256.hpp"
#include "parallel/failure.hpp"

namespace voxvolt::campaign {
namespace {

constexpr std::string_view kHashKey = ",\"hash\":\"";
constexpr std::size_t kTail = kHashKey.size() + 64 + 2;  // ,"hash":"<64>"}

}  // namespace

std::string seal(const config::Map& map) {
  std::string body = config::to_json(config::Value(map));
  body.pop_back();  // the closing brace: the hash follows
  return body + std::string(kHashKey) + config::sha256_hex(body) + "\"}\n";
}

std::optional<Unsealed> unseal(const std::string& line) {
  if (line.size() <= kTail) return {};
  const std::string body = line.substr(0, line.size() - kTail);
  if (line.substr(body.size(), kHashKey.size()) != kHashKey || !line.ends_with("\"}")) return {};
  const std::string hash = line.substr(body.size() + kHashKey.size(), 64);
  if (config::sha256_hex(body) != hash) return {};
  return Unsealed{config::parse_json(body + "}", "a sealed line", ExitCode::record), hash};
}

SealedFile read_sealed(const std::string& path) {
  SealedFile file;
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    if (std::filesystem::exists(path)) throw MachineFailure("cannot read " + path);
    return file;
  }
  std::stringstream content;
  content << in.rdbuf();
  const std::string text = content.str();
  for (std::size_t end; (end = text.find('\n', file.whole)) != std::string::npos; file.whole = end + 1)
    file.lines.push_back(unseal(text.substr(file.whole, end - file.whole)));
  file.torn = file.whole < text.size();
  return file;
}

void cut_torn(const std::string& path, const SealedFile& file) {
  if (!file.torn) return;
  std::error_code error;
  std::filesystem::resize_file(path, file.whole, error);
  if (error) throw MachineFailure("cannot cut the torn last line of " + path + ": " + error.message());
}

std::string text_at(const config::Value& map, const std::string& key) {
  const config::Value* found = map.find(key);
  return found && found->is<std::string>() ? found->as<std::string>() : std::string{};
}

std::int64_t integer_at(const config::Value& map, const std::string& key) {
  const config::Value* found = map.find(key);
  return found && found->is<std::int64_t>() ? found->as<std::int64_t>() : 0;
}

}  // namespace voxvolt::campaign
