# SPDX-License-Identifier: BSD-3-Clause
# Writes a source file whose FUNCTION, declared in HEADER, holds the texts of the shipped files, by their names.
set(content "// Made by scripts/cmake/shipped_sets.cmake.\n#include \"${HEADER}\"\n
namespace voxvolt::parameters {
const std::vector<ShippedSet>& ${FUNCTION}() {
  static const std::vector<ShippedSet> sets{\n")
foreach(set ${SETS})
  get_filename_component(name ${set} NAME_WE)
  file(READ ${set} text)
  string(APPEND content "      {\"${name}\", R\"yaml(${text})yaml\"},\n")
endforeach()
string(APPEND content "  };\n  return sets;\n}\n}  // namespace voxvolt::parameters\n")
file(WRITE ${OUTPUT} "${content}")
