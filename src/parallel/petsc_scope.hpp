// SPDX-License-Identifier: BSD-3-Clause
// PETSc between its start and its end, and its database of options; the session's own, others go through Session.
#pragma once

#include <string>
#include <vector>

namespace voxvolt::parallel {

/// Throws Failure(input) for a word that is neither an option (-key) nor the value of one, which PETSc would pass over.
void require_options(const std::vector<std::string>& words);

class PetscScope {
 public:
  /// Collective over the job; MPI has started. Options as for Session.
  PetscScope(const std::string& program, const std::vector<std::string>& options);
  ~PetscScope();
  PetscScope(const PetscScope&) = delete;
  PetscScope& operator=(const PetscScope&) = delete;

  /// Removes PETSC_OPTIONS and PETSC_OPTIONS_YAML, which PETSc would read, from the environment.
  static void ignore_environment();

  /// `key` with its dash; an empty value is a flag.
  void insert(const std::string& key, const std::string& value);
  /// Asked for by nothing so far, and not among those that PETSc reads when it ends.
  std::vector<std::string> unused() const;

 private:
  /// Words as C keeps them: one after another, then a null pointer.
  struct Arguments {
    explicit Arguments(std::vector<std::string> all);
    std::vector<std::string> words;
    std::vector<char*> pointers;
    int count;
    char** values;
  };

  Arguments start_;  // PETSc keeps pointers into them
};

}  // namespace voxvolt::parallel
