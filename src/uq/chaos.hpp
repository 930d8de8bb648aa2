// SPDX-License-Identifier: BSD-3-Clause
// Sparse polynomial chaos: an output as a sum of a few orthonormal polynomials of the inputs. Its coefficients give the
// variance and its shares at once, from any sample of independent inputs, also where members are lost. Selection of terms
// by least-angle regression and corrected leave-one-out (Blatman and Sudret 2011, doi:10.1016/j.jcp.2010.12.021) in
// OpenTURNS, which stays behind chaos.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "uq/bootstrap.hpp"
#include "uq/design.hpp"

namespace voxvolt::uq {

/// Which polynomials an input has: Legendre in its probability, or Hermite in its normal score.
enum class Germ { even, bell };
Germ germ_of(const Distribution& input);

/// Sum over terms of coefficient x product over inputs of the orthonormal polynomial of that degree.
struct Chaos {
  std::size_t inputs = 0;
  std::vector<unsigned> degrees;     ///< term by input; the first term is the constant
  std::vector<double> coefficients;  ///< by term
  std::vector<double> basis;         ///< member by term: the terms at the members it was fitted to
  double q2 = 0;                     ///< 1 - leave-one-out error / variance, corrected for the number of terms
  std::size_t terms() const { return coefficients.size(); }
  unsigned degree(std::size_t term, std::size_t input) const { return degrees[term * inputs + input]; }
};

/// `unit`: members in the unit cube, independent inputs; `outputs` one finite value each. Degrees are raised while the
/// leave-one-out error falls. Throws std::invalid_argument for fewer than inputs + 2 members.
Chaos fit_chaos(const Design& unit, const std::vector<Germ>& germs, std::span<const double> outputs);

/// Shares of the variance, by input, then by place; pairs by input, input, place. Errors: bootstrap over members with the
/// terms kept (Marelli and Sudret 2018, doi:10.1016/j.strusafe.2018.06.003), and the share that the polynomials leave
/// unexplained, 1 - Q2, which may belong to any input.
struct ChaosIndices {
  std::vector<Estimate> first, total, pairs;
  std::vector<double> q2;   ///< by place
  std::size_t terms = 0;    ///< of all expansions together
  std::size_t members = 0;  ///< that the fit is from
};

/// `outputs` is member by place, NaN where a member is lost: it is left out. A curve goes through its principal modes
/// (Karhunen-Loeve, all but 1e-8 of the variance), one expansion each.
ChaosIndices chaos_indices(const Design& unit, const std::vector<Germ>& germs, std::size_t places,
                           std::span<const double> outputs, std::uint64_t seed);

}  // namespace voxvolt::uq
