// SPDX-License-Identifier: BSD-3-Clause
#include "parallel/session.hpp"

#include <Kokkos_Core.hpp>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "parallel/end_process.hpp"
#include "parallel/failure.hpp"
#include "parallel/petsc_scope.hpp"
#include "parallel/scheduler.hpp"

namespace voxvolt::parallel {

namespace {

// Errors inside MPI: the job ends with the code that is promised for the machine, not with MPI's own.
void end_on_mpi_error(MPI_Comm* /*ranks*/, int* error, ...) {
  char text[MPI_MAX_ERROR_STRING] = {};
  int length = 0;
  MPI_Error_string(*error, text, &length);
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  std::fprintf(stderr, "voxvolt: rank %d: %s\n", rank, text);
  MPI_Abort(MPI_COMM_WORLD, static_cast<int>(ExitCode::machine));
}

int count_ranks_of_this_host(const Communicator& world) {
  MPI_Comm host = MPI_COMM_NULL;
  MPI_Comm_split_type(world.handle(), MPI_COMM_TYPE_SHARED, world.rank(), MPI_INFO_NULL, &host);
  const int count = Communicator(host).size();
  MPI_Comm_free(&host);
  return count;
}

/// MPI between its start and its end.
struct MpiScope {
  MpiScope(int argc, char** argv) {
    int provided = MPI_THREAD_SINGLE;
    // The scheduler listens beside the work where MPI allows it.
    MPI_Init_thread(&argc, &argv, MPI_THREAD_MULTIPLE, &provided);
    MPI_Comm_create_errhandler(end_on_mpi_error, &on_error);
    for (MPI_Comm ranks : {MPI_COMM_WORLD, MPI_COMM_SELF}) MPI_Comm_set_errhandler(ranks, on_error);
    // Our messages never meet those of the libraries.
    MPI_Comm_dup(MPI_COMM_WORLD, &world);
    if (provided < MPI_THREAD_FUNNELED) {
      end();
      throw MachineFailure("this MPI allows no threads beside it (MPI_THREAD_FUNNELED is needed)");
    }
  }
  ~MpiScope() { end(); }
  MpiScope(const MpiScope&) = delete;
  MpiScope& operator=(const MpiScope&) = delete;

  void end() {
    MPI_Comm_free(&world);
    MPI_Errhandler_free(&on_error);
    MPI_Finalize();
  }

  MPI_Comm world = MPI_COMM_NULL;
  MPI_Errhandler on_error = MPI_ERRHANDLER_NULL;
};

struct KokkosScope {
  KokkosScope() { Kokkos::initialize(); }
  ~KokkosScope() { Kokkos::finalize(); }
  KokkosScope(const KokkosScope&) = delete;
  KokkosScope& operator=(const KokkosScope&) = delete;
};

}  // namespace

struct Session::State {
  State(int argc, char** argv, const std::vector<std::string>& options)
      : mpi(argc, argv),
        petsc(argc > 0 ? argv[0] : "voxvolt", options),
        world(mpi.world),
        on_this_host(count_ranks_of_this_host(world)) {}

  MpiScope mpi;  // started in this order, ended in reverse
  KokkosScope kokkos;
  PetscScope petsc;
  Communicator world;
  int on_this_host;
  std::optional<Communicator> alone{};
};

Session::Session(int argc, char** argv, const std::vector<std::string>& petsc_options) {
  PetscScope::ignore_environment();  // before MPI starts threads that may read the environment
  state_ = std::make_unique<State>(argc, argv, petsc_options);
}

Session::~Session() = default;

const Communicator& Session::world() const { return state_->alone ? *state_->alone : state_->world; }
void Session::go_on_alone() { state_->alone = Communicator::self(); }
bool Session::is_alone() const { return state_->alone.has_value(); }

void Session::leave(int code) const {
  dismiss_others(state_->world);
  end_process(code);
}

void end_process(int code) {
  std::fflush(nullptr);
  std::_Exit(code);
}

int Session::ranks_on_this_host() const { return state_->on_this_host; }

void Session::insert_options(const std::string& stage, const std::map<std::string, std::string>& options) {
  for (const auto& [option, value] : options) state_->petsc.insert("-" + stage + "_" + option, value);
}

std::vector<std::string> Session::unused_options() const { return state_->petsc.unused(); }

void Session::abort(const std::string& where, int code) const {
  std::fprintf(stderr, "voxvolt: rank %d of %d: %s\n", world().rank(), world().size(), where.c_str());
  std::fflush(nullptr);
  MPI_Abort(MPI_COMM_WORLD, code);
  std::abort();  // MPI_Abort does not return, but does not say so
}

}  // namespace voxvolt::parallel
