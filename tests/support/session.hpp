// SPDX-License-Identifier: BSD-3-Clause
// For tests that run on several ranks: session_main.cpp starts the session before the first test.
#pragma once

#include "parallel/session.hpp"

namespace voxvolt::test {

parallel::Session& session();
/// All ranks of the test run.
const parallel::Communicator& world();

}  // namespace voxvolt::test
