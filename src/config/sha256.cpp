// SPDX-License-Identifier: BSD-3-Clause
#include "config/sha256.hpp"

#include <openssl/evp.h>

#include <array>

#include "parallel/failure.hpp"

namespace voxvolt::config {

struct Sha256::State {
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};

  void start() {
    if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1)
      throw MachineFailure("OpenSSL does not give SHA-256");
  }
};

Sha256::Sha256() : state_(std::make_unique<State>()) { state_->start(); }
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(const void* data, std::size_t bytes) {
  if (EVP_DigestUpdate(state_->context.get(), data, bytes) != 1) throw MachineFailure("OpenSSL failed to hash");
}

std::string Sha256::hex() {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int bytes = 0;
  if (EVP_DigestFinal_ex(state_->context.get(), digest.data(), &bytes) != 1)
    throw MachineFailure("OpenSSL failed to hash");
  std::string text;
  for (unsigned int i = 0; i < bytes; ++i) {
    text += digits[digest[i] >> 4];
    text += digits[digest[i] & 15u];
  }
  state_->start();
  return text;
}

std::string sha256_hex(std::string_view text) {
  Sha256 hash;
  hash.update(text);
  return hash.hex();
}

}  // namespace voxvolt::config
