// SPDX-License-Identifier: BSD-3-Clause
#include "uq/chaos.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <openturns/ComposedDistribution.hxx>
#include <openturns/CorrectedLeaveOneOut.hxx>
#include <openturns/FixedStrategy.hxx>
#include <openturns/FunctionalChaosAlgorithm.hxx>
#include <openturns/HermiteFactory.hxx>
#include <openturns/HyperbolicAnisotropicEnumerateFunction.hxx>
#include <openturns/LARS.hxx>
#include <openturns/LeastSquaresMetaModelSelectionFactory.hxx>
#include <openturns/LeastSquaresStrategy.hxx>
#include <openturns/LegendreFactory.hxx>
#include <openturns/Normal.hxx>
#include <openturns/OrthogonalProductPolynomialFactory.hxx>
#include <openturns/TBB.hxx>
#include <openturns/Uniform.hxx>
#include <stdexcept>

namespace voxvolt::uq {
namespace {

constexpr unsigned kLargestDegree = 14;
constexpr std::size_t kMostTerms = 500;  // offered to the selection
constexpr double kHyperbolic = 0.75;     // of the norm that sorts terms: high degrees in one input before mixed ones

double germ_value(Germ germ, double u) { return germ == Germ::even ? 2 * u - 1 : normal_quantile(u); }

class Expansions {
 public:
  Expansions(const Design& unit, const std::vector<Germ>& germs)
      : terms_(unit.inputs, kHyperbolic), inputs_(unit.inputs), sample_(unit.members, unit.inputs) {
    OT::TBB::Disable();
    OT::OrthogonalProductPolynomialFactory::PolynomialFamilyCollection families;
    OT::ComposedDistribution::DistributionCollection measures;
    for (Germ germ : germs) {
      families.add(germ == Germ::even ? OT::OrthogonalUniVariatePolynomialFamily(OT::LegendreFactory())
                                      : OT::OrthogonalUniVariatePolynomialFamily(OT::HermiteFactory()));
      measures.add(germ == Germ::even ? OT::Distribution(OT::Uniform(-1, 1)) : OT::Distribution(OT::Normal()));
    }
    basis_ = OT::OrthogonalProductPolynomialFactory(families, terms_);
    measure_ = OT::ComposedDistribution(measures);
    for (std::size_t m = 0; m < unit.members; ++m)
      for (std::size_t i = 0; i < inputs_; ++i) sample_(m, i) = germ_value(germs[i], unit.at(m, i));
  }

  std::size_t terms_up_to(unsigned degree) const {
    return terms_.getStrataCumulatedCardinal(terms_.getMaximumDegreeStrataIndex(degree));
  }

  Chaos fit(std::span<const double> outputs, std::size_t offered) const {
    OT::Sample values(outputs.size(), 1);
    for (std::size_t m = 0; m < outputs.size(); ++m) values(m, 0) = outputs[m];
    const OT::LeastSquaresMetaModelSelectionFactory selection{OT::LARS(), OT::CorrectedLeaveOneOut()};
    OT::FunctionalChaosAlgorithm algorithm(sample_, values, measure_, OT::FixedStrategy(basis_, offered),
                                           OT::LeastSquaresStrategy(selection));
    algorithm.run();
    const OT::Indices chosen = algorithm.getResult().getIndices();
    std::vector<std::size_t> terms{0};
    for (std::size_t k = 0; k < chosen.getSize(); ++k)
      if (chosen[k] != 0) terms.push_back(chosen[k]);
    return with_terms(terms, outputs);
  }

 private:
  /// Least squares over given terms, its leave-one-out error in closed form.
  Chaos with_terms(const std::vector<std::size_t>& terms, std::span<const double> outputs) const {
    const auto n = static_cast<Eigen::Index>(outputs.size()), p = static_cast<Eigen::Index>(terms.size());
    Chaos chaos;
    chaos.inputs = inputs_;
    Eigen::MatrixXd matrix(n, p);
    for (Eigen::Index k = 0; k < p; ++k) {
      const OT::Indices degrees = terms_(terms[static_cast<std::size_t>(k)]);
      for (std::size_t i = 0; i < inputs_; ++i) chaos.degrees.push_back(static_cast<unsigned>(degrees[i]));
      const OT::Sample column = basis_.build(terms[static_cast<std::size_t>(k)])(sample_);
      for (Eigen::Index m = 0; m < n; ++m) matrix(m, k) = column(static_cast<std::size_t>(m), 0);
    }
    // Copied: sums over memory that is not Eigen's own depend on where it lies, in their last bits.
    const Eigen::VectorXd y = Eigen::Map<const Eigen::VectorXd>(outputs.data(), n);
    const Eigen::HouseholderQR<Eigen::MatrixXd> qr(matrix);
    const Eigen::VectorXd c = qr.solve(y);
    const Eigen::MatrixXd q = qr.householderQ() * Eigen::MatrixXd::Identity(n, p);
    const Eigen::ArrayXd left_out = (y - matrix * c).array() / (1 - q.rowwise().squaredNorm().array()).max(1e-12);
    const Eigen::MatrixXd inverse =
        qr.matrixQR().topRows(p).triangularView<Eigen::Upper>().solve(Eigen::MatrixXd::Identity(p, p));
    const double freedom = static_cast<double>(n) / static_cast<double>(std::max<Eigen::Index>(1, n - p));
    const double corrected = left_out.square().mean() * freedom * (1 + inverse.squaredNorm());
    const double variance = (y.array() - y.mean()).square().sum() / static_cast<double>(n - 1);
    chaos.q2 = variance > 0 ? 1 - corrected / variance : 1;
    chaos.coefficients.assign(c.data(), c.data() + p);
    for (Eigen::Index m = 0; m < n; ++m)
      for (Eigen::Index k = 0; k < p; ++k) chaos.basis.push_back(matrix(m, k));
    return chaos;
  }

  OT::HyperbolicAnisotropicEnumerateFunction terms_;
  std::size_t inputs_;
  OT::Sample sample_;
  OT::OrthogonalProductPolynomialFactory basis_;
  OT::Distribution measure_;
};

}  // namespace

Germ germ_of(const Distribution& input) { return input.is_bell() ? Germ::bell : Germ::even; }

Chaos fit_chaos(const Design& unit, const std::vector<Germ>& germs, std::span<const double> outputs) {
  if (outputs.size() < unit.inputs + 2)
    throw std::invalid_argument("polynomials in " + std::to_string(unit.inputs) + " inputs need at least " +
                                std::to_string(unit.inputs + 2) + " members that ended well, not " +
                                std::to_string(outputs.size()));
  const Expansions expansions(unit, germs);
  Chaos best;
  best.q2 = -std::numeric_limits<double>::infinity();
  std::size_t offered_before = 0;
  int worse = 0;
  for (unsigned degree = 1; degree <= kLargestDegree && worse < 2; ++degree) {
    const std::size_t offered = expansions.terms_up_to(degree);
    if (offered > kMostTerms || (degree > 1 && offered > 10 * outputs.size())) break;
    if (offered == offered_before) continue;
    offered_before = offered;
    Chaos next = expansions.fit(outputs, offered);
    const bool better = next.q2 > best.q2;
    worse = better ? 0 : worse + 1;
    if (better) best = std::move(next);
    if (1 - best.q2 < 1e-10) break;
  }
  return best;
}

}  // namespace voxvolt::uq
