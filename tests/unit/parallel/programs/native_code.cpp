// SPDX-License-Identifier: BSD-3-Clause
// Compiled like a room: where that means AVX, an old processor that comes here ends by SIGILL. Two ways lead here
// before main.
volatile double factor = 1.5;

// Shared libraries find the program's instance of a library template before their own; this stands for such a one.
double instance_of_a_template() { return factor * 2; }

// Static objects, such as Kokkos' headers put into every file that includes them.
static const double made_before_main = factor * 3;
extern const double* const made;
const double* const made = &made_before_main;
