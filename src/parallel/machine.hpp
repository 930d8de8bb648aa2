// SPDX-License-Identifier: BSD-3-Clause
// What this rank can say of the machine it runs on. Nothing here is collective.
#pragma once

#include <string>

namespace voxvolt::parallel {

std::string host_name();
/// The login name; "uid 1234" where the machine knows none.
std::string user_name();
int process_id();

/// Wall clock, s, from an arbitrary start; never runs backwards.
double seconds();

/// The most memory that this process has held so far, resident, bytes (getrusage).
double peak_memory_bytes();
/// Memory that processes of this job may use on this host, bytes: what is installed, or the control group's limit.
double memory_bytes();

}  // namespace voxvolt::parallel
