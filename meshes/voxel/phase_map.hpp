// SPDX-License-Identifier: BSD-3-Clause
// Which phase a raw value of an image belongs to.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "parallel/communicator.hpp"

namespace voxvolt::voxel {

/// Raw values, both ends included.
struct ValueRange {
  std::int64_t from = 0;
  std::int64_t to = 0;
};

struct PhaseValues {
  std::string phase;
  std::vector<ValueRange> values;
};

class PhaseMap {
 public:
  /// Throws Failure(ExitCode::input) when no or too many phases are given, a phase has no values, a range runs
  /// backwards or leaves 0 to 4294967295, or a value belongs to two phases.
  explicit PhaseMap(std::vector<PhaseValues> phases);

  const std::vector<std::string>& phases() const { return names_; }
  /// Index into phases().
  std::optional<std::uint8_t> phase_of(std::uint32_t value) const;
  /// `pore: 0; active: 1 to 5, 9`
  std::string text() const;

 private:
  friend class PhaseMapping;
  struct Taken {
    std::uint32_t from, to;
    std::uint8_t phase;
  };
  std::vector<PhaseValues> given_;
  std::vector<std::string> names_;
  std::vector<Taken> taken_;         // ascending, disjoint
  std::vector<std::int16_t> table_;  // phase of the smallest values, -1 for none
};

/// One image on its way from raw values to phase indices, plane by plane; remembers the values that no phase takes.
class PhaseMapping {
 public:
  /// `file` names the image in messages; `cells` (x, y) is the size of a plane; `origin` (x, y, z) is where the first
  /// voxel of plane 0 stands in the file, for the positions in messages.
  PhaseMapping(const PhaseMap& map, std::string file, std::array<std::int64_t, 2> cells,
               std::array<std::int64_t, 3> origin = {0, 0, 0});

  /// Both spans hold a plane, x fastest. `plane` counts from `origin`.
  void map_plane(std::int64_t plane, std::span<const std::uint32_t> raw, std::span<std::uint8_t> labels);

  /// Collective. Throws the same AgreedFailure(ExitCode::input) on every rank when any rank met a value that no phase
  /// takes: the values with how many voxels have them over all ranks, where the first one is, and what is allowed.
  void finish(const parallel::Communicator& ranks) const;

 private:
  struct Seen {
    std::int64_t count = 0;
    std::int64_t first = 0;  // position in the file's order: z, y, x with x fastest, over the planes that are read
  };
  void note_unknown(std::uint32_t value, std::int64_t position);

  const PhaseMap& map_;
  std::string file_;
  std::array<std::int64_t, 2> cells_;
  std::array<std::int64_t, 3> origin_;
  std::map<std::uint32_t, Seen> unknown_;  // the smallest ones
  std::int64_t unknown_voxels_ = 0;
};

}  // namespace voxvolt::voxel
