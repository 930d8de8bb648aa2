// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/voxel/phase_map.hpp"

#include <algorithm>
#include <iterator>

#include "meshes/voxel/image.hpp"
#include "parallel/agree.hpp"

namespace voxvolt::voxel {
namespace {

constexpr std::size_t kTableSize = 65536;  // all of an 8- or 16-bit image
constexpr std::size_t kValuesInMessage = 5;
constexpr std::int64_t kLargestValue = std::numeric_limits<std::uint32_t>::max();

std::string range_text(const ValueRange& range) {
  return range.from == range.to ? std::to_string(range.from)
                                : std::to_string(range.from) + " to " + std::to_string(range.to);
}

[[noreturn]] void refuse(const std::string& what) { throw Failure(ExitCode::input, what); }

}  // namespace

PhaseMap::PhaseMap(std::vector<PhaseValues> phases) : given_(std::move(phases)) {
  if (given_.empty()) refuse("no phases are given");
  if (given_.size() > kMostPhases)
    refuse(std::to_string(given_.size()) + " phases are given; at most " + std::to_string(kMostPhases) +
           " are allowed");
  for (std::size_t phase = 0; phase < given_.size(); ++phase) {
    const auto& [name, values] = given_[phase];
    if (values.empty()) refuse("the phase " + name + " has no values");
    names_.push_back(name);
    for (const ValueRange& range : values) {
      if (range.from > range.to) refuse("the phase " + name + ": the range " + range_text(range) + " runs backwards");
      if (range.from < 0 || range.to > kLargestValue)
        refuse("the phase " + name + ": " + range_text(range) + " leaves 0 to " + std::to_string(kLargestValue));
      taken_.push_back({static_cast<std::uint32_t>(range.from), static_cast<std::uint32_t>(range.to),
                        static_cast<std::uint8_t>(phase)});
    }
  }
  std::ranges::sort(taken_, {}, [](const Taken& t) { return std::pair(t.from, t.phase); });
  for (std::size_t i = 1; i < taken_.size(); ++i)
    if (taken_[i].from <= taken_[i - 1].to) {
      const std::string& first = names_[taken_[i - 1].phase];
      const std::string& second = names_[taken_[i].phase];
      refuse("the value " + std::to_string(taken_[i].from) +
             (first == second ? " is given twice for the phase " + first
                              : " is given to two phases, " + first + " and " + second));
    }
  table_.assign(std::min<std::size_t>(kTableSize, std::size_t{taken_.back().to} + 1), -1);
  for (const Taken& t : taken_)
    for (std::size_t value = t.from; value <= t.to && value < table_.size(); ++value) table_[value] = t.phase;
}

std::optional<std::uint8_t> PhaseMap::phase_of(std::uint32_t value) const {
  if (value < table_.size()) {
    const std::int16_t phase = table_[value];
    if (phase < 0) return {};
    return static_cast<std::uint8_t>(phase);
  }
  const auto above = std::ranges::upper_bound(taken_, value, {}, &Taken::from);
  if (above == taken_.begin() || std::prev(above)->to < value) return {};
  return std::prev(above)->phase;
}

std::string PhaseMap::text() const {
  std::string text;
  for (const auto& [name, values] : given_) {
    text += (text.empty() ? "" : "; ") + name + ": ";
    for (std::size_t i = 0; i < values.size(); ++i) text += (i ? ", " : "") + range_text(values[i]);
  }
  return text;
}

PhaseMapping::PhaseMapping(const PhaseMap& map, std::string file, std::array<std::int64_t, 2> cells,
                           std::array<std::int64_t, 3> origin)
    : map_(map), file_(std::move(file)), cells_(cells), origin_(origin) {}

void PhaseMapping::map_plane(std::int64_t plane, std::span<const std::uint32_t> raw, std::span<std::uint8_t> labels) {
  const std::int64_t first = plane * cells_[0] * cells_[1];
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const auto phase = map_.phase_of(raw[i]);
    labels[i] = phase.value_or(0);
    if (!phase) note_unknown(raw[i], first + static_cast<std::int64_t>(i));
  }
}

// Keeps the few smallest values with exact counts: once a value is dropped, only smaller ones are taken on. Those are
// what the message shows, and each rank's few contain the job's few.
void PhaseMapping::note_unknown(std::uint32_t value, std::int64_t position) {
  ++unknown_voxels_;
  const auto known = unknown_.find(value);
  if (known != unknown_.end()) {
    ++known->second.count;
    known->second.first = std::min(known->second.first, position);
    return;
  }
  if (unknown_.size() == kValuesInMessage) {
    if (value > unknown_.rbegin()->first) return;
    unknown_.erase(std::prev(unknown_.end()));
  }
  unknown_[value] = {1, position};
}

void PhaseMapping::finish(const parallel::Communicator& ranks) const {
  const std::int64_t voxels = ranks.sum(unknown_voxels_);
  if (voxels == 0) return;
  std::vector<std::int64_t> mine;
  for (const auto& [value, seen] : unknown_) mine.insert(mine.end(), {value, seen.count, seen.first});
  const std::vector<std::int64_t> all = ranks.gather(std::span<const std::int64_t>(mine));
  std::map<std::int64_t, Seen> merged;
  for (std::size_t i = 0; i + 2 < all.size(); i += 3) {
    const auto [place, is_new] = merged.try_emplace(all[i], Seen{0, all[i + 2]});
    place->second.count += all[i + 1];
    place->second.first = std::min(place->second.first, all[i + 2]);
  }
  std::string text = file_ + ": " + std::to_string(voxels) +
                     (voxels == 1 ? " voxel has a value" : " voxels have values") + " that no phase takes:";
  const std::int64_t plane = cells_[0] * cells_[1];
  std::size_t shown = 0;
  std::int64_t left = voxels;
  for (const auto& [value, seen] : merged) {
    if (shown++ == kValuesInMessage) break;
    left -= seen.count;
    text += std::string(shown > 1 ? ";" : "") + " value " + std::to_string(value) + " (" + std::to_string(seen.count) +
            (seen.count == 1 ? " voxel" : " voxels") + ", first at x " +
            std::to_string(origin_[0] + seen.first % cells_[0]) + ", y " +
            std::to_string(origin_[1] + seen.first % plane / cells_[0]) + ", z " +
            std::to_string(origin_[2] + seen.first / plane) + ")";
  }
  if (left > 0) text += "; and larger values (" + std::to_string(left) + (left == 1 ? " voxel)" : " voxels)");
  throw parallel::AgreedFailure(ExitCode::input, text + "; allowed: " + map_.text());
}

}  // namespace voxvolt::voxel
