// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/cell/porous_electrode/record_archive.hpp"

#include <type_traits>

#include "parallel/failure.hpp"

namespace voxvolt::cell {
namespace {

/// Walks through all of a record; `number`, `integer`, `numbers` and `integers` take what they are shown.
template <class Record, class Visitor>
void visit(Record& record, Visitor& v) {
  for (int i = 0; i < Progress::count; ++i) v.number(record.progress.numbers()[i]);
  v.numbers(record.state);
  auto& r = record.result;
  v.integer(r.status);
  for (auto* x : {&r.time, &r.capacity, &r.energy, &r.balances.lithium, &r.balances.salt, &r.balances.charge,
                  &r.balances.power, &r.balances.energy})
    v.number(*x);
  for (auto* x : {&r.costs.steps, &r.costs.rejected, &r.costs.evaluations, &r.costs.factorisations,
                  &r.costs.newton_iterations, &r.costs.event_steps})
    v.integer(*x);
  auto& c = r.curves;
  for (auto* x : {&c.time, &c.voltage, &c.current, &c.temperature, &c.soc, &c.discharge_capacity, &c.anode_potential,
                  &c.heat_ohmic, &c.heat_irreversible, &c.heat_reversible, &c.open_circuit_voltage, &c.family_current,
                  &c.family_stoichiometry})
    v.numbers(*x);
  v.integers(c.step);
  auto& p = r.profiles;
  for (auto* x : {&p.x, &p.time, &p.concentration, &p.electrolyte_potential, &p.solid_potential, &p.interfacial_current,
                  &p.surface_stoichiometry, &p.temperature})
    v.numbers(*x);
  v.resize(r.impedance);
  for (auto& z : r.impedance) {
    v.integer(z.step);
    for (auto* x : {&z.time, &z.soc, &z.voltage, &z.current, &z.temperature, &z.drift}) v.number(*x);
    for (auto* x : {&z.frequency, &z.real, &z.imaginary}) v.numbers(*x);
  }
  v.resize(r.steps);
  for (auto& e : r.steps) {
    v.integer(e.step);
    v.integer(e.cycle);
    v.integer(e.reason);
    v.integer(e.condition);
    for (auto* x :
         {&e.start, &e.end, &e.capacity, &e.energy, &e.voltage_at_start, &e.voltage_at_end, &e.least_anode_potential})
      v.number(*x);
  }
}

struct Packer {
  std::vector<double>& out;
  std::vector<std::int64_t>& counts;
  void number(double x) { out.push_back(x); }
  template <class T>
  void integer(T x) {
    counts.push_back(static_cast<std::int64_t>(x));
  }
  template <class T>
  void resize(const std::vector<T>& x) {
    counts.push_back(static_cast<std::int64_t>(x.size()));
  }
  void numbers(const std::vector<double>& x) {
    resize(x);
    out.insert(out.end(), x.begin(), x.end());
  }
  void integers(const std::vector<int>& x) {
    resize(x);
    counts.insert(counts.end(), x.begin(), x.end());
  }
};

struct Unpacker {
  const std::vector<double>& from;
  const std::vector<std::int64_t>& counts;
  std::size_t &number_, &integer_;
  double next() {
    if (number_ >= from.size()) throw RecordFailure("a checkpoint of cells is cut short");
    return from[number_++];
  }
  std::int64_t next_integer() {
    if (integer_ >= counts.size()) throw RecordFailure("a checkpoint of cells is cut short");
    return counts[integer_++];
  }
  void number(double& x) { x = next(); }
  template <class T>
  void integer(T& x) {
    x = static_cast<T>(next_integer());
  }
  template <class T>
  void resize(std::vector<T>& x) {
    const auto size = static_cast<std::size_t>(next_integer());
    if (size > from.size() + counts.size()) throw RecordFailure("a checkpoint of cells does not fit together");
    x.resize(size);
  }
  void numbers(std::vector<double>& x) {
    resize(x);
    for (double& each : x) each = next();
  }
  void integers(std::vector<int>& x) {
    resize(x);
    for (int& each : x) integer(each);
  }
};

}  // namespace

void RecordWriter::add(const CellRecord& record) {
  Packer packer{numbers_, integers_};
  visit(record, packer);
}

void RecordWriter::put(numerics::ArchiveWriter& into, const std::string& name) const {
  into.put(name + ".numbers", std::span<const double>(numbers_));
  into.put(name + ".integers", std::span<const std::int64_t>(integers_));
}

RecordReader::RecordReader(numerics::ArchiveReader& from, const std::string& name)
    : numbers_(from.doubles(name + ".numbers")), integers_(from.integers(name + ".integers")) {}

void RecordReader::take(CellRecord& record) {
  Unpacker unpacker{numbers_, integers_, number_, integer_};
  visit(record, unpacker);
}

}  // namespace voxvolt::cell
