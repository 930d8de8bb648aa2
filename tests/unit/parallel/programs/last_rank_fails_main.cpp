// SPDX-License-Identifier: BSD-3-Clause
// A job whose last rank fails alone, by `abort` or by an error in MPI, while the others wait for it and hold back
// SIGTERM.
#include <string>

#include "parallel/session.hpp"
#include "parallel/stop_request.hpp"

int main(int argc, char** argv) {
  using namespace voxvolt::parallel;
  const Session session(argc, argv);
  const StopRequest stop;
  const auto& ranks = session.world();
  ranks.barrier();
  if (ranks.rank() == ranks.size() - 1) {
    const std::string way = argc > 1 ? argv[1] : "";
    if (way == "abort") session.abort("stage image: this rank threw", 3);
    if (way == "mpi_error") ranks.broadcast(0.0, ranks.size());  // no such root
  }
  ranks.barrier();
  return 0;
}
