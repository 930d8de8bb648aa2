// SPDX-License-Identifier: BSD-3-Clause
#include "stages/cell_differential.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "campaign/summary.hpp"
#include "config/units.hpp"
#include "numerics/monotone_cubic.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Axis;
using campaign::ProductForm;
using campaign::ProductSpec;
using Numbers = std::vector<double>;

constexpr const char *kStep = "differential.step", *kVoltage = "differential.voltage",
                     *kCapacity = "differential.capacity";
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kLeastBins = 10;        // that the voltage of a step moves over
constexpr double kLeastShare = 0.05;     // of the largest step's charge
constexpr double kMostError = 0.05;      // of the largest value, in the mean square
constexpr double kMostTolerance = 0.03;  // of the width of a bin
constexpr double kMostTurned = 0.01;     // of a step's charge
constexpr double kSlack = 1e-2;          // of a bin: a step that ends at 2.5 V covers the last one up to there
constexpr std::size_t kLeastSamples = 4;

/// The samples of one step: charge passed, from 0 and ascending (A h); voltage (V).
struct Branch {
  int step = 0;
  Numbers charge, voltage;
  double rises = 1;  ///< the way that the voltage goes: 1 charging, -1 discharging
  double total() const { return charge.back(); }

  Branch halved() const {
    Branch half{step, {}, {}, rises};
    for (std::size_t i = 0; i < charge.size(); ++i)
      if (i % 2 == 0 || i + 1 == charge.size()) half.charge.push_back(charge[i]), half.voltage.push_back(voltage[i]);
    return half;
  }
};

/// Only what goes beyond all before: voltages that strictly go the branch's way; and the share of its charge between
/// samples where they do not.
Branch one_way(const Branch& of, double* turned = nullptr) {
  Branch way{of.step, {of.charge[0]}, {of.voltage[0]}, of.rises};
  double back = 0;
  for (std::size_t i = 1; i < of.charge.size(); ++i) {
    if ((of.voltage[i] - way.voltage.back()) * of.rises > 0) {
      way.charge.push_back(of.charge[i]), way.voltage.push_back(of.voltage[i]);
    } else {
      back += of.charge[i] - of.charge[i - 1];
    }
  }
  if (turned != nullptr) *turned = back / of.total();
  return way;
}

std::vector<Branch> branches_of(const DifferentialInput& bins, const cell::Curves& c) {
  std::vector<Branch> all;
  for (std::size_t begin = 0, end = 0; begin < c.step.size(); begin = end) {
    while (end < c.step.size() && c.step[end] == c.step[begin]) ++end;
    const double sign = c.current[begin] < 0 ? -1 : 1;
    Branch branch{c.step[begin], {}, {}, -sign};
    bool keeps = true;
    for (std::size_t i = begin; i < end; ++i) {
      keeps = keeps && c.current[i] * sign > 0;
      const double charge = (c.discharge_capacity[i] - c.discharge_capacity[begin]) * sign;
      if (!branch.charge.empty() && !(charge > branch.charge.back())) continue;
      branch.charge.push_back(charge);
      branch.voltage.push_back(c.voltage[i]);
    }
    if (keeps && branch.charge.size() >= kLeastSamples &&
        (branch.voltage.back() - branch.voltage.front()) * branch.rises >= kLeastBins * bins.voltage)
      all.push_back(std::move(branch));
  }
  double most = 0;
  for (const Branch& branch : all) most = std::max(most, branch.total());
  std::erase_if(all, [&](const Branch& branch) { return branch.total() < kLeastShare * most; });
  return all;
}

/// Edges of bins: whole multiples of `width` around all that the branches show.
Numbers edges_over(double least, double most, double width) {
  Numbers edges;
  const double first = std::floor(least / width + kSlack), count = std::ceil(most / width - kSlack) - first;
  for (double k = 0; k <= count; k += 1) edges.push_back((first + k) * width);
  return edges;
}

/// Mean slope of the cubic through (x, y) in each bin that lies within it; x ascending.
Numbers slopes_in_bins(const Numbers& x, const Numbers& y, const Numbers& edges) {
  Numbers slopes(edges.size() - 1, kNone);
  if (x.size() < 2) return slopes;
  const numerics::MonotoneCubic cubic(x, y);
  for (std::size_t k = 0; k + 1 < edges.size(); ++k) {
    const double a = std::max(edges[k], x.front()), b = std::min(edges[k + 1], x.back());
    if (b - a >= (1 - kSlack) * (edges[k + 1] - edges[k])) slopes[k] = (cubic(b) - cubic(a)) / (b - a);
  }
  return slopes;
}

Numbers charge_per_voltage(const Branch& branch, const Numbers& edges) {
  Branch way = one_way(branch);
  if (way.rises < 0) {
    std::ranges::reverse(way.charge), std::ranges::reverse(way.voltage);
    for (double& charge : way.charge) charge = -charge;
  }
  return slopes_in_bins(way.voltage, way.charge, edges);
}

Numbers voltage_per_charge(const Branch& branch, const Numbers& edges) {
  Numbers slopes = slopes_in_bins(branch.charge, branch.voltage, edges);
  for (double& slope : slopes) slope *= branch.rises;
  return slopes;
}

struct Part {
  const char *name, *unit, *meaning, *over;
  Numbers (*value)(const Branch&, const Numbers&);
};
constexpr Part kParts[] = {
    {"differential.dqdv", "A h/V",
     "charge that the cell takes up per rise of voltage, in the mean of each bin, of steps that charge or discharge",
     kVoltage, &charge_per_voltage},
    {"differential.dvdq", "V/(A h)",
     "rise of voltage per charge that the cell takes up, in the mean of each bin, of steps that charge or discharge",
     kCapacity, &voltage_per_charge}};

ProductSpec spec_of(const Part& part) {
  return {part.name, part.unit, part.meaning, ProductForm::array, {kStep, part.over}, false};
}

struct Edges {
  Numbers voltage, capacity;
  const Numbers& of(const Part& part) const { return part.over == kVoltage ? voltage : capacity; }
};

Edges edges_of(const DifferentialInput& bins, const std::vector<Branch>& branches) {
  double least = 1e300, most = -1e300, charge = 0;
  for (const Branch& branch : branches) {
    least = std::min(least, *std::ranges::min_element(branch.voltage));
    most = std::max(most, *std::ranges::max_element(branch.voltage));
    charge = std::max(charge, branch.total());
  }
  if (branches.empty()) return {{0}, {0}};
  return {edges_over(least, most, bins.voltage), edges_over(0, charge, bins.capacity * charge)};
}

Numbers centres(const Numbers& edges) {
  Numbers middle;
  for (std::size_t k = 0; k + 1 < edges.size(); ++k) middle.push_back(0.5 * (edges[k] + edges[k + 1]));
  return middle;
}

/// What half of the samples would have said otherwise.
Numbers errors_of(const Part& part, const Branch& branch, const Numbers& edges, const Numbers& values) {
  Numbers errors = part.value(branch.halved(), edges);
  for (std::size_t k = 0; k < errors.size(); ++k) errors[k] = std::fabs(errors[k] - values[k]);
  return errors;
}

}  // namespace

std::vector<ProductSpec> differential_specs() {
  std::vector<ProductSpec> specs;
  for (const Part& part : kParts) specs.push_back(spec_of(part));
  return specs;
}

std::vector<campaign::Produced> differential_produces() {
  std::vector<campaign::Produced> list;
  for (const Part& part : kParts)
    list.push_back({part.name, part.unit, std::string(part.meaning) + " (`differential`)"});
  return list;
}

void add_differential(const DifferentialInput& bins, const cell::Curves& curves, campaign::Products& products) {
  const std::vector<Branch> branches = branches_of(bins, curves);
  const Edges edges = edges_of(bins, branches);
  Axis step{kStep, "1", "step of the protocol, repeats written out", {}};
  for (const Branch& branch : branches) step.values.push_back(branch.step + 1.0);
  for (const Part& part : kParts) {
    const Axis over = part.over == kVoltage
                          ? Axis{kVoltage, "V", "voltage, middle of the bin", centres(edges.voltage)}
                          : Axis{kCapacity, "A h", "charge passed since the start of the step, middle of the bin",
                                 centres(edges.capacity)};
    campaign::Product product;
    product.spec = spec_of(part);
    product.axes = {step, over};
    for (const Branch& branch : branches) {
      const Numbers values = part.value(branch, edges.of(part)),
                    errors = errors_of(part, branch, edges.of(part), values);
      product.values.insert(product.values.end(), values.begin(), values.end());
      product.errors.insert(product.errors.end(), errors.begin(), errors.end());
    }
    products.add(std::move(product));
  }
}

std::vector<std::string> remarks_on_differential(const DifferentialInput& bins, double tolerance,
                                                 const cell::Curves& curves) {
  const std::vector<Branch> branches = branches_of(bins, curves);
  if (branches.empty())
    return {
        "there is no step for dQ/dV and dV/dQ: the current keeps its sign and the voltage moves over ten bins in none"};
  const Edges edges = edges_of(bins, branches);
  std::vector<std::string> remarks;
  if (tolerance > kMostTolerance * bins.voltage)
    remarks.push_back("a tolerance of " + campaign::short_number(tolerance) + " V leaves dQ/dV in bins of " +
                      config::with_unit(bins.voltage, "V") +
                      " uncertain by more than a few per cent: take a smaller one");
  for (const Branch& branch : branches) {
    const std::string where = "in step " + std::to_string(branch.step + 1) + " of the protocol ";
    for (const Part& part : kParts) {
      const Numbers values = part.value(branch, edges.of(part)),
                    errors = errors_of(part, branch, edges.of(part), values);
      double square = 0, size = 0, count = 0, missing = 0;
      for (std::size_t k = 0; k < values.size(); ++k) {
        if (std::isnan(values[k])) continue;
        if (std::isnan(errors[k])) {
          missing += 1;
          continue;
        }
        square += errors[k] * errors[k], size += values[k] * values[k], count += 1;
      }
      if (count > 0 && square <= kMostError * kMostError * size && missing <= 0.1 * count) continue;
      remarks.push_back(where + part.name + " would be another by " +
                        campaign::short_number(std::round(100 * std::sqrt(square / std::max(size, 1e-300)))) +
                        " % with half of the samples: sample more often, or take wider bins");
    }
    double turned = 0;
    (void)one_way(branch, &turned);
    if (turned > kMostTurned)
      remarks.push_back(where + "the voltage turns back for " + campaign::short_number(std::round(100 * turned)) +
                        " % of the charge; dQ/dV puts that into the bin where it goes on");
  }
  return remarks;
}

}  // namespace voxvolt::stages
