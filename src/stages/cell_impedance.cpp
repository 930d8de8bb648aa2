// SPDX-License-Identifier: BSD-3-Clause
#include "stages/cell_impedance.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "config/units.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Axis;
using campaign::ProductForm;
using campaign::ProductSpec;
using cell::ImpedanceSpectrum;
using Numbers = std::vector<double>;

constexpr const char *kFrequency = "impedance.frequency", *kSpectrum = "spectrum";
constexpr double kMostDrift = 5e-3;  // V in a period

struct Part {
  const char *name, *unit, *meaning;
  double (*value)(double real, double imaginary);
};
constexpr Part kParts[] = {
    {"impedance.real", "ohm", "real part of the cell's impedance", [](double re, double) { return re; }},
    {"impedance.imaginary", "ohm", "imaginary part of the cell's impedance, negative where it is capacitive",
     [](double, double im) { return im; }},
    {"impedance.magnitude", "ohm", "magnitude of the cell's impedance",
     [](double re, double im) { return std::hypot(re, im); }},
    {"impedance.phase", "degree", "phase of the cell's impedance: how far the voltage is ahead of the current",
     [](double re, double im) { return std::atan2(im, re) * 180 / std::numbers::pi; }}};

double drift(const ImpedanceSpectrum& z) { return z.drift / std::ranges::min(z.frequency); }

struct Condition {
  const char *name, *unit, *meaning;
  double (*value)(const ImpedanceSpectrum&);
};
constexpr Condition kConditions[] = {
    {"impedance.step", "1", "step of the protocol, repeats written out, that a spectrum is",
     [](const ImpedanceSpectrum& z) { return z.step + 1.0; }},
    {"impedance.time", "s", "time since the start at which a spectrum was taken",
     [](const ImpedanceSpectrum& z) { return z.time; }},
    {"impedance.soc", "1", "state of charge at a spectrum", [](const ImpedanceSpectrum& z) { return z.soc; }},
    {"impedance.voltage", "V", "voltage at a spectrum", [](const ImpedanceSpectrum& z) { return z.voltage; }},
    {"impedance.current", "A", "current at a spectrum, which flows on",
     [](const ImpedanceSpectrum& z) { return z.current; }},
    {"impedance.temperature", "K", "mean temperature at a spectrum",
     [](const ImpedanceSpectrum& z) { return z.temperature; }},
    {"impedance.drift", "V",
     "how far the voltage drifts by itself in a period of the lowest frequency: an impedance is of a cell that stands "
     "still",
     &drift}};

ProductSpec spec_of(const Part& part) {
  return {part.name, part.unit, part.meaning, ProductForm::array, {kSpectrum, kFrequency}, false};
}
ProductSpec spec_of(const Condition& one) {
  return {one.name, one.unit, one.meaning, ProductForm::array, {kSpectrum}, false};
}
ProductSpec frequency_spec() {
  return {kFrequency, "Hz", "frequencies of the impedance", ProductForm::array, {kFrequency}, false};
}

}  // namespace

std::vector<ProductSpec> impedance_specs() {
  std::vector<ProductSpec> specs{frequency_spec()};
  for (const Part& part : kParts) specs.push_back(spec_of(part));
  for (const Condition& one : kConditions) specs.push_back(spec_of(one));
  return specs;
}

std::vector<campaign::Produced> impedance_produces() {
  std::vector<campaign::Produced> list;
  for (const ProductSpec& spec : impedance_specs())
    list.push_back({spec.name, spec.unit, spec.meaning + " (`impedance` in the protocol)"});
  return list;
}

void add_impedance(const std::vector<ProtocolItem>& protocol, const cell::CellResult& result,
                   campaign::Products& products) {
  Numbers frequencies;
  each_impedance(protocol, [&](const ImpedanceInput& one) { frequencies = frequencies_of(one); });
  Numbers numbers(result.impedance.size());
  std::iota(numbers.begin(), numbers.end(), 1.0);
  const Axis frequency{kFrequency, "Hz", frequency_spec().meaning, frequencies};
  const Axis spectrum{kSpectrum, "1", "impedance spectra of the protocol in their order", std::move(numbers)};
  products.add_array(frequency_spec(), {frequency}, frequencies);
  for (const Part& part : kParts) {
    Numbers values;
    for (const ImpedanceSpectrum& z : result.impedance)
      for (std::size_t i = 0; i < z.real.size(); ++i) values.push_back(part.value(z.real[i], z.imaginary[i]));
    products.add_array(spec_of(part), {spectrum, frequency}, std::move(values));
  }
  for (const Condition& one : kConditions) {
    Numbers values;
    for (const ImpedanceSpectrum& z : result.impedance) values.push_back(one.value(z));
    products.add_array(spec_of(one), {spectrum}, std::move(values));
  }
}

std::vector<std::string> remarks_on_impedance(const cell::CellResult& result) {
  std::vector<std::string> remarks;
  for (std::size_t i = 0; i < result.impedance.size(); ++i) {
    const double moved = std::fabs(drift(result.impedance[i]));
    if (!(moved > kMostDrift)) continue;
    remarks.push_back(
        "impedance spectrum " + std::to_string(i + 1) + " is of a cell whose voltage drifts by " +
        config::with_unit(std::round(moved * 1e4) / 1e4, "V") +
        " in a period of the lowest frequency: its low frequencies are not what would be measured; let it "
        "rest longer, or end at a higher frequency");
  }
  return remarks;
}

}  // namespace voxvolt::stages
