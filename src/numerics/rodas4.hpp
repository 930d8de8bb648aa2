// SPDX-License-Identifier: BSD-3-Clause
// RODAS4: stiffly accurate Rosenbrock method of order 4(3) for M y' = f(t, y), M may be singular (Hairer and Wanner,
// Solving ODEs II, 1996, IV.10; coefficients of their code RODAS, method 1), and the choice of steps.
//
// Transformed form, one matrix per step, s = 6 stages, A = a, C = c, m_j = a_6j and m_6 = 1:
//   (M/(h gamma) - J) u_i = f(t + alpha_i h, y + sum_j a_ij u_j) + M sum_j c_ij u_j/h + gamma_i h df/dt
//   y_new = y + sum_j a_6j u_j + u_6,    error = u_6
//   y(t + s h) = (1 - s) y + s (y_new + (1 - s)(d_2 + s d_3)),  d_k = sum_j d_kj u_j        (order 3)
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>

namespace voxvolt::numerics {

struct Rodas4 {
  static constexpr int stages = 6;
  static constexpr double gamma = 0.25;
  static constexpr double alpha[6] = {0, 0.386, 0.21, 0.63, 1, 1};
  static constexpr double gammas[6] = {0.25, -0.1043, 0.1035, -0.03620000000000023, 0, 0};
  static constexpr double a[6][6] = {{},
                                     {1.544},
                                     {0.9466785280815826, 0.2557011698983284},
                                     {3.314825187068521, 2.896124015972201, 0.9986419139977817},
                                     {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950},
                                     {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950, 1}};
  static constexpr double c[6][6] = {
      {},
      {-5.6688},
      {-2.430093356833875, -0.2063599157091915},
      {-0.1073529058151375, -9.594562251023355, -20.47028614809616},
      {7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160},
      {8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136, -6.058818238834054}};
  static constexpr double d2[5] = {10.12623508344586, -7.487995877610167, -34.80091861555747, -7.992771707568823,
                                   1.025137723295662};
  static constexpr double d3[5] = {-0.6762803392801253, 6.087714651680015, 16.43084320892478, 24.76722511418386,
                                   -6.594389125716872};
};

/// Steps by the error of the last two. Errors are over the tolerance: at most 1 is accepted.
struct StepControl {
  double last_step = 0;   ///< s, of the last accepted step; 0: none yet
  double last_error = 0;  ///< of the same
  bool after_rejection = false;
  double safety = 0.9;  ///< of an accepted step's successor; less where errors grow from step to step

  KOKKOS_INLINE_FUNCTION static bool accepts(double error) { return error <= 1; }  // false for what is no number

  /// The next step after one of `h` with `error` was accepted.
  KOKKOS_INLINE_FUNCTION double accepted(double h, double error) {
    const double seen = error > 1e-10 ? error : 1e-10;
    double factor = bounded(safety * std::pow(seen, -0.25), 0.2, 6);
    if (last_step > 0) {
      const double predicted = safety * (h / last_step) * std::pow(last_error / (seen * seen), 0.25);
      factor = bounded(predicted < factor ? predicted : factor, 0.2, 6);
    }
    if (after_rejection && factor > 1) factor = 1;
    if (factor >= 0.98 && factor <= 1.1) factor = 1;
    last_step = h;
    last_error = seen > 1e-2 ? seen : 1e-2;
    after_rejection = false;
    return h * factor;
  }

  /// The next try after one of `h` was not. An error that is no number cuts by five.
  KOKKOS_INLINE_FUNCTION double rejected(double h, double error) {
    after_rejection = true;
    const double factor = 0.9 * std::pow(error, -0.25);
    return h * (factor >= 0.2 && factor < 0.9 ? factor : (factor >= 0.9 ? 0.9 : 0.2));
  }

  /// Forgets the past: after a jump.
  KOKKOS_INLINE_FUNCTION void restart() { *this = StepControl{0, 0, false, safety}; }

 private:
  KOKKOS_INLINE_FUNCTION static double bounded(double x, double low, double high) {
    return x < low ? low : (x > high ? high : x);
  }
};

}  // namespace voxvolt::numerics
