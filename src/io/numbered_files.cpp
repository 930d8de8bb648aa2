// SPDX-License-Identifier: BSD-3-Clause
#include "io/numbered_files.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <system_error>

#include "parallel/failure.hpp"

namespace voxvolt::io {
namespace {

namespace fs = std::filesystem;

struct Numbered {
  std::int64_t number;
  std::size_t digits;
  std::string path;
};

std::optional<std::int64_t> number_in(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || text.front() == '-' || error != std::errc() || end != text.data() + text.size()) return {};
  return number;
}

std::string with_number(const std::string& pattern, std::int64_t number, std::size_t digits) {
  std::string text = std::to_string(number);
  if (text.size() < digits) text.insert(0, digits - text.size(), '0');
  std::string name = fs::path(pattern).filename().string();
  return name.replace(name.find('*'), 1, text);
}

void refuse_gaps(const std::vector<Numbered>& files, const std::string& pattern) {
  for (std::size_t i = 1; i < files.size(); ++i) {
    const std::int64_t expected = files[i - 1].number + 1;
    if (files[i].number == files[i - 1].number)
      throw Failure(ExitCode::input, pattern + ": the number " + std::to_string(files[i].number) +
                                         " is there twice, as " + files[i - 1].path + " and " + files[i].path);
    if (files[i].number != expected)
      throw Failure(ExitCode::input, pattern + ": slice " + with_number(pattern, expected, files[i].digits) +
                                         " is missing; numbers must follow each other");
  }
}

}  // namespace

bool is_pattern(const std::string& path) { return path.find('*') != std::string::npos; }

std::vector<std::string> numbered_files(const std::string& pattern) {
  const fs::path whole(pattern);
  const std::string name = whole.filename().string();
  const std::size_t star = name.find('*');
  if (is_pattern(whole.parent_path().string()) || star == std::string::npos ||
      name.find('*', star + 1) != std::string::npos)
    throw Failure(ExitCode::input, pattern + ": one * is allowed, in the file's name");
  const std::string before = name.substr(0, star), after = name.substr(star + 1);

  std::error_code error;
  const fs::path folder = whole.has_parent_path() ? whole.parent_path() : fs::path(".");
  fs::directory_iterator entries(folder, error);
  if (error) throw Failure(ExitCode::input, pattern + ": cannot list " + folder.string() + ": " + error.message());
  std::vector<Numbered> files;
  for (; entries != fs::directory_iterator(); entries.increment(error)) {
    if (error) throw Failure(ExitCode::input, pattern + ": cannot list " + folder.string() + ": " + error.message());
    const std::string file = entries->path().filename().string();
    if (file.size() < name.size() || !file.starts_with(before) || !file.ends_with(after)) continue;
    const std::string digits = file.substr(star, file.size() - before.size() - after.size());
    const auto number = number_in(digits);
    if (!number) throw Failure(ExitCode::input, pattern + ": " + file + " matches, but " + digits + " is no number");
    files.push_back({*number, digits.size(), entries->path().string()});
  }
  if (files.empty()) throw Failure(ExitCode::input, pattern + ": no file matches");
  std::ranges::sort(files, {}, [](const Numbered& file) { return std::pair(file.number, file.path); });
  refuse_gaps(files, pattern);
  std::vector<std::string> paths;
  for (Numbered& file : files) paths.push_back(std::move(file.path));
  return paths;
}

}  // namespace voxvolt::io
