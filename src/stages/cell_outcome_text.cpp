// SPDX-License-Identifier: BSD-3-Clause
#include "stages/cell_outcome_text.hpp"

#include <cstring>
#include <type_traits>

#include "parallel/failure.hpp"

namespace voxvolt::stages {
namespace {

/// One walk for writing and reading: what is written is what is read.
template <class Stream>
class Walk {
 public:
  explicit Walk(Stream& stream) : stream_(stream) {}

  template <class T>
  requires(std::is_arithmetic_v<T> || std::is_enum_v<T>) void operator()(T& value) {
    stream_.bytes(&value, sizeof value);
  }
  void operator()(std::string& text) { sized(text); }
  template <class T>
  void operator()(std::vector<T>& values) {
    if constexpr (std::is_arithmetic_v<T>) {
      sized(values);
    } else {
      std::uint64_t size = values.size();
      stream_.bytes(&size, sizeof size);
      stream_.resize(values, size);
      for (T& value : values) (*this)(value);
    }
  }
  template <class A, class B>
  void operator()(std::pair<A, B>& pair) {
    (*this)(pair.first);
    (*this)(pair.second);
  }
  void operator()(cell::StepEnd& s) {
    all(s.step, s.cycle, s.start, s.end, s.reason, s.condition, s.capacity, s.energy, s.voltage_at_start,
        s.voltage_at_end, s.least_anode_potential);
  }
  void operator()(cell::ImpedanceSpectrum& z) {
    all(z.step, z.time, z.soc, z.voltage, z.current, z.temperature, z.drift, z.frequency, z.real, z.imaginary);
  }
  void operator()(cell::CellResult& r) {
    all(r.status, r.time, r.reason, r.steps, r.final_state, r.capacity, r.energy);
    auto& c = r.curves;
    all(c.time, c.voltage, c.current, c.temperature, c.soc, c.discharge_capacity, c.anode_potential, c.heat_ohmic,
        c.heat_irreversible, c.heat_reversible, c.open_circuit_voltage, c.step, c.family_current,
        c.family_stoichiometry);
    auto& p = r.profiles;
    all(p.x, p.time, p.concentration, p.electrolyte_potential, p.solid_potential, p.interfacial_current,
        p.surface_stoichiometry, p.temperature, r.impedance);
    all(r.balances.lithium, r.balances.salt, r.balances.charge, r.balances.power, r.balances.energy);
    all(r.costs.steps, r.costs.rejected, r.costs.evaluations, r.costs.factorisations, r.costs.newton_iterations,
        r.costs.event_steps);
  }
  void operator()(FamilyFact& f) { all(f.electrode, f.substance, f.radius, f.fraction, f.sites); }
  void operator()(CellOutcome& o) { all(o.status, o.reason, o.result, o.parameters, o.families); }

 private:
  template <class... T>
  void all(T&... values) {
    ((*this)(values), ...);
  }
  template <class Values>
  void sized(Values& values) {
    std::uint64_t size = values.size();
    stream_.bytes(&size, sizeof size);
    stream_.resize(values, size);
    stream_.bytes(values.data(), size * sizeof(values[0]));
  }
  Stream& stream_;
};

struct Writer {
  std::string text;
  void bytes(const void* from, std::size_t size) { text.append(static_cast<const char*>(from), size); }
  template <class Values>
  void resize(Values&, std::uint64_t) {}
};

struct Reader {
  const std::string& text;
  std::size_t at = 0;
  void need(std::uint64_t size) const {
    if (size > text.size() - at) throw MachineFailure("outcomes of cells arrived cut short from another rank");
  }
  void bytes(void* into, std::size_t size) {
    need(size);
    if (size > 0) std::memcpy(into, text.data() + at, size);
    at += size;
  }
  template <class Values>
  void resize(Values& values, std::uint64_t size) {
    need(size);  // an element is a byte at least
    values.resize(size);
  }
};

}  // namespace

std::string outcomes_text(const std::vector<std::pair<std::size_t, CellOutcome>>& outcomes) {
  Writer writer;
  auto copy = outcomes;
  Walk<Writer>{writer}(copy);
  return std::move(writer.text);
}

std::vector<std::pair<std::size_t, CellOutcome>> outcomes_of(const std::string& text) {
  Reader reader{text};
  std::vector<std::pair<std::size_t, CellOutcome>> outcomes;
  Walk<Reader>{reader}(outcomes);
  return outcomes;
}

}  // namespace voxvolt::stages
