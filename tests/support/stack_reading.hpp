// SPDX-License-Identifier: BSD-3-Clause
// Reads a whole stack on all ranks and looks at every value.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <optional>
#include <string>

#include "io/voxel_stack.hpp"
#include "parallel/agree.hpp"
#include "support/session.hpp"

namespace voxvolt::test {

using Ends = std::array<std::optional<std::int64_t>, 3>;

/// Runs `work` on rank 0; the others wait for its end.
inline void on_rank_0(const std::function<void()>& work) {
  world().barrier();
  if (world().is_first()) work();
  world().barrier();
}

/// Every voxel of the part is handed on exactly once over all ranks, and is what `value(x, y, z)` says.
template <class Value>
void expect_values(const io::StackFile& file, const Value& value, const Ends& from = {}, const Ends& to = {}) {
  const io::Box part = io::cropped(file.path, io::probe_stack(file), from, to);
  std::int64_t voxels = 0, wrong = 0;
  io::read_stack(file, part, world(), [&](std::int64_t plane, std::span<const std::uint32_t> values) {
    for (std::size_t i = 0; i < values.size(); ++i, ++voxels) {
      const auto x = part.from[0] + static_cast<std::int64_t>(i) % part.size(0);
      const auto y = part.from[1] + static_cast<std::int64_t>(i) / part.size(0);
      if (values[i] != static_cast<std::uint32_t>(value(x, y, part.from[2] + plane))) ++wrong;
    }
  });
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(world().sum(voxels), part.size(0) * part.size(1) * part.size(2));
}

/// The refusal of a probe, or of reading what was probed, with the file's path cut off; the same on all ranks.
inline std::string refusal(const io::StackFile& file, const Ends& from = {}, const Ends& to = {}) {
  std::string text = "accepted";
  std::optional<io::Box> part;
  try {
    part = io::cropped(file.path, io::probe_stack(file), from, to);
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::input);
    text = failure.what();
  }
  if (part) {
    try {
      io::read_stack(file, *part, world(), [](std::int64_t, std::span<const std::uint32_t>) {});
    } catch (const parallel::AgreedFailure& failure) {
      EXPECT_EQ(failure.code(), ExitCode::input);
      text = failure.what();
    }
  }
  for (const std::string& other : world().gather(text)) EXPECT_EQ(other, text);
  return text.starts_with(file.path + ": ") ? text.substr(file.path.size() + 2) : text;
}

inline void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

inline std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace voxvolt::test
