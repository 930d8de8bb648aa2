// SPDX-License-Identifier: BSD-3-Clause
// A shared library compiled for any machine, with a static object of its own, made before those of the program.
double instance_of_a_template();

static const double made_by_the_library = instance_of_a_template();
extern const double* const made_first;
const double* const made_first = &made_by_the_library;
