// SPDX-License-Identifier: BSD-3-Clause
#include "parallel/petsc_scope.hpp"

#include <petscsys.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

#include "parallel/failure.hpp"
#include "parallel/petsc_check.hpp"

namespace voxvolt::parallel {

namespace {

// No files of options but those named here; signals are ours (StopRequest).
constexpr std::array kOwnOptions = {"-skip_petscrc", "-no_signal_handler"};
// What PetscFinalize asks for, so that nothing has asked before it.
constexpr std::array kReadAtTheEnd = {"-options_left", "-options_view", "-malloc_dump", "-malloc_view",
                                      "-memory_view",  "-objects_dump", "-log_view",    "-get_total_flops"};

bool is_option(const std::string& word) {
  const std::size_t first = word.starts_with("--") ? 2 : 1;
  return word.starts_with("-") && word.size() > first && std::isalpha(static_cast<unsigned char>(word[first])) != 0;
}

std::vector<std::string> start_words(const std::string& program, const std::vector<std::string>& options) {
  require_options(options);
  std::vector<std::string> words = {program};
  words.insert(words.end(), kOwnOptions.begin(), kOwnOptions.end());
  words.insert(words.end(), options.begin(), options.end());
  return words;
}

}  // namespace

void require_options(const std::vector<std::string>& words) {
  bool value_may_follow = false;
  for (const std::string& word : words) {
    if (!is_option(word) && !value_may_follow)
      throw Failure(ExitCode::input, "options of PETSc: expected -key, found \"" + word + "\"");
    value_may_follow = is_option(word);
  }
}

PetscScope::Arguments::Arguments(std::vector<std::string> all)
    : words(std::move(all)), count(static_cast<int>(words.size())) {
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  values = pointers.data();
}

PetscScope::PetscScope(const std::string& program, const std::vector<std::string>& options)
    : start_(start_words(program, options)) {
  if (PetscInitialize(&start_.count, &start_.values, nullptr, nullptr) != 0)
    throw MachineFailure("PETSc does not start");
  PetscPushErrorHandler(PetscReturnErrorHandler, nullptr);
}

void PetscScope::ignore_environment() {
  for (const char* variable : {"PETSC_OPTIONS", "PETSC_OPTIONS_YAML"}) ::unsetenv(variable);
}

PetscScope::~PetscScope() {
  PetscPopErrorHandler();
  PetscFinalize();
}

void PetscScope::insert(const std::string& key, const std::string& value) {
  petsc_check(PetscOptionsSetValue(nullptr, key.c_str(), value.empty() ? nullptr : value.c_str()), key);
}

std::vector<std::string> PetscScope::unused() const {
  PetscInt count = 0;
  char** names = nullptr;
  char** values = nullptr;
  petsc_check(PetscOptionsLeftGet(nullptr, &count, &names, &values), "options of PETSc");
  std::vector<std::string> unused;
  for (PetscInt i = 0; i < count; ++i) {
    const std::string key = std::string("-") + names[i];
    const bool excused = std::ranges::count(kOwnOptions, key) + std::ranges::count(kReadAtTheEnd, key) > 0;
    if (!excused) unused.push_back(values[i] ? key + " " + values[i] : key);
  }
  petsc_check(PetscOptionsLeftRestore(nullptr, &count, &names, &values), "options of PETSc");
  std::ranges::sort(unused);
  return unused;
}

}  // namespace voxvolt::parallel
