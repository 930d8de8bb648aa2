// SPDX-License-Identifier: BSD-3-Clause
// What a stage's result depends on, as one hash that is known before anything runs.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "campaign/campaign.hpp"

namespace voxvolt::campaign {

/// Collective. Fills in the SHA-256 of every file that the stages name; a file that cannot be read is a problem at its
/// key. Reads each file once.
void hash_files(std::vector<StageEntry>& stages, const parallel::Communicator& ranks, config::Problems& problems);

/// Hex SHA-256 of the canonical JSON of: kind and revision, release, resolved inputs with every reference replaced by
/// (upstream identity, path) and every file by its content's hash, fields request, PETSc options. Not ranks, device,
/// titles, paths or log options. `upstream` gives the identity of a stage that this one needs; `inputs` are the nominal
/// ones, or a member's.
std::string identity_of(const StageEntry& stage, const config::Value& inputs,
                        const std::function<std::string(const std::string& stage)>& upstream);

/// The release that identities and records name.
std::string release();
/// The program's commit, `unknown` outside a checkout.
std::string commit();

}  // namespace voxvolt::campaign
