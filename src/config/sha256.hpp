// SPDX-License-Identifier: BSD-3-Clause
// SHA-256 (FIPS 180-4) by OpenSSL.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace voxvolt::config {

/// Hashes what it is given piece by piece.
class Sha256 {
 public:
  Sha256();  ///< throws MachineFailure when the library refuses
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  void update(const void* data, std::size_t bytes);
  void update(std::string_view text) { update(text.data(), text.size()); }
  /// 64 hex digits. Ends the hash: it starts anew afterwards.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string sha256_hex(std::string_view text);

}  // namespace voxvolt::config
