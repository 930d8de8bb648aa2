// SPDX-License-Identifier: BSD-3-Clause
#include "parameters/bpx_header.hpp"

#include <algorithm>

#include "config/names.hpp"
#include "parameters/bpx_value.hpp"

namespace voxvolt::parameters::bpx {
namespace {

/// Of `0.4.0`, `1.1`, or `1`; nothing when the text is no such thing.
std::optional<std::vector<int>> version_of(const std::string& text) {
  constexpr std::size_t kMostParts = 3, kMostDigits = 4;
  std::vector<int> numbers;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('.', begin), text.size());
    const std::string part = text.substr(begin, end - begin);
    const bool is_number = !part.empty() && part.size() <= kMostDigits &&
                           std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
    if (!is_number) return {};
    numbers.push_back(std::stoi(part));
    begin = end + 1;
  }
  if (numbers.size() > kMostParts) return {};
  return numbers;
}

}  // namespace

std::optional<std::string> text_at(const config::Node& map, const std::string& path, const std::string& key,
                                   config::Problems& problems) {
  const config::Entry* entry = map.find(key);
  if (!entry) return {};
  if (entry->value.is_scalar()) return entry->value.scalar().text;
  problems.add(entry->place, below(path, key), config::named(entry->value) + " where a text is needed");
  return {};
}

Header read_header(const config::Node& node, const std::string& file, config::Problems& problems) {
  const auto text = [&](const char* key) { return text_at(node, "Header", key, problems); };
  check_keys(node, "Header", {"BPX", "Title", "Description", "References", "Model"}, problems);
  Header header;
  const auto title = text("Title"), description = text("Description"), references = text("References");
  header.title = title.value_or("");
  header.papers.push_back(references ? *references : description ? *description : title ? *title : file);

  if (const auto version = text("BPX"); !version) {
    problems.add(node.place, "Header.BPX", "required: the version of the format, such as \"1.1.0\"");
  } else if (const auto numbers = version_of(*version); !numbers || numbers->front() > 1) {
    problems.add(node.find("BPX")->value.place, "Header.BPX",
                 "`" + config::shown(*version) + "` is no version that is read here: 0.x or 1.x");
  } else {
    header.is_legacy = numbers->front() == 0;
    header.is_before_factor_two = header.is_legacy && (numbers->size() < 2 || (*numbers)[1] < 3);
  }

  const std::vector<std::string> models{"DFN", "SPMe", "SPM", "Partial"};
  const auto model = text("Model");
  if (!model) problems.add(node.place, "Header.Model", "required: one of " + config::listed(models));
  else if (std::ranges::find(models, *model) == models.end())
    problems.add(node.find("Model")->value.place, "Header.Model",
                 "`" + config::shown(*model) + "` is none of " + config::listed(models));
  header.is_full = model == "DFN" || model == "SPMe";
  header.is_partial = model == "Partial";
  return header;
}

}  // namespace voxvolt::parameters::bpx
