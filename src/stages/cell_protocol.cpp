// SPDX-License-Identifier: BSD-3-Clause
#include "stages/cell_protocol.hpp"

#include <algorithm>
#include <cmath>

#include "config/errors.hpp"
#include "config/units.hpp"
#include "io/numeric_table.hpp"
#include "parallel/failure.hpp"
#include "stages/cell_sentence.hpp"

namespace voxvolt::stages {
namespace {

using config::Complaint;
using config::unit;

std::vector<Complaint> check(const ProtocolItem& item) {
  const bool is_sentence = !item.step.empty();
  if (item.impedance) {
    if (is_sentence || !item.steps.empty() || item.repeat || item.temperature || item.file)
      return {{"impedance", "stands alone; to take it at a temperature write {temperature: 10 degC, steps: [...]}"}};
    return {};
  }
  if (is_sentence && (!item.steps.empty() || item.repeat || item.temperature))
    return {{"step", "a sentence stands alone; to repeat it write {repeat: 3, steps: [...]}"}};
  if (!is_sentence) {
    if (item.steps.empty()) return {{"", "holds no steps: a sentence, or {repeat: 3, steps: [...]} is needed"}};
    if (item.file) return {{"file", "goes with a sentence `run FILE (A)`"}};
    if (!item.repeat && !item.temperature) return {{"steps", "needs `repeat` or `temperature` beside it"}};
    return {};
  }
  try {
    const Sentence sentence = parse_sentence(item.step);
    if (sentence.file.empty() && item.file) return {{"file", "goes with a sentence `run FILE (A)`"}};
  } catch (const SentenceError& error) { return {{"", error.what()}}; }
  return {};
}

class Compiler {
 public:
  Compiler(double capacity, const Profiles& profiles) : capacity_(capacity), profiles_(profiles) {}

  void add(const std::vector<ProtocolItem>& items, std::optional<double> ambient, bool outermost) {
    for (const ProtocolItem& item : items) {
      if (item.steps.empty()) {
        add_step(item, ambient);
        continue;
      }
      const auto inner = item.temperature ? item.temperature : ambient;
      const bool counts = outermost && item.repeat;
      for (std::int64_t i = 0; i < item.repeat.value_or(1); ++i) {
        if (counts) cycle_ = ++cycles_;
        add(item.steps, inner, outermost && !counts);
      }
      if (counts) cycle_ = 0;
    }
  }

  cell::StopCondition condition(const StopPhrase& phrase) const {
    return {phrase.watched, phrase.below, phrase.value.with(capacity_)};
  }

  cell::Protocol protocol;

 private:
  void add_step(const ProtocolItem& item, std::optional<double> ambient) {
    if (item.impedance) return add_impedance(*item.impedance, ambient);
    const Sentence sentence = parse_sentence(item.step);
    cell::ProtocolStep step;
    step.control = sentence.control;
    step.value = sentence.value.with(capacity_);
    if (item.file) step.profile = profiles_(*item.file);
    step.duration = sentence.duration;
    for (const StopPhrase& phrase : sentence.until) step.until.push_back(condition(phrase));
    step.ambient = ambient;
    step.cycle = cycle_;
    protocol.steps.push_back(std::move(step));
  }

  void add_impedance(const ImpedanceInput& input, std::optional<double> ambient) {
    if (!frequencies_ || input != frequencies_of_)
      frequencies_ = std::make_shared<const std::vector<double>>(frequencies_of(frequencies_of_ = input));
    cell::ProtocolStep step;
    step.impedance = frequencies_;
    step.ambient = ambient;
    step.cycle = cycle_;
    protocol.steps.push_back(std::move(step));
  }

  double capacity_;
  const Profiles& profiles_;
  ImpedanceInput frequencies_of_;
  std::shared_ptr<const std::vector<double>> frequencies_;  ///< of the last spectrum, shared by equal ones
  int cycle_ = 0, cycles_ = 0;
};

}  // namespace

void ImpedanceInput::describe(config::Describe<ImpedanceInput>& d) {
  d.sentence(
      "Frequencies of a small-signal impedance on the linearised equations, temperature held; evenly spaced in their "
      "logarithm, both ends included.");
  const auto hertz = unit("Hz").at_least(1e-9).at_most(1e9);
  d.member("from", &ImpedanceInput::from, "the first frequency", hertz).required();
  d.member("to", &ImpedanceInput::to, "the last one, below or above the first", hertz).required();
  d.member("per_decade", &ImpedanceInput::per_decade, "at least so many a factor of ten",
           unit("1").at_least(1).at_most(1000));
  d.check([](const ImpedanceInput& in) {
    if (in.from != in.to) return std::vector<Complaint>{};
    return std::vector<Complaint>{{"to", "is the frequency of `from`; a spectrum runs from one to another"}};
  });
}

std::vector<double> frequencies_of(const ImpedanceInput& in) {
  if (std::isnan(in.from) || std::isnan(in.to)) return {in.from + in.to};
  const double first = std::log10(in.from), last = std::log10(in.to);
  const int intervals = std::max(1, static_cast<int>(std::ceil(std::fabs(last - first) * in.per_decade - 1e-9)));
  std::vector<double> frequencies{in.from};
  for (int i = 1; i < intervals; ++i) frequencies.push_back(std::pow(10, first + (last - first) * i / intervals));
  frequencies.push_back(in.to);
  return frequencies;
}

void ProtocolItem::describe(config::Describe<ProtocolItem>& d) {
  d.sentence(
      "A sentence: discharge|charge at 1C|2 A|5 W|4 ohm, hold at 4.2 V, rest, run FILE (A); then `for 1 hour`, `until "
      "2.5 "
      "V`, joined by `or`. Conditions: a voltage, a current, or NAME above|below VALUE.");
  d.member("step", &ProtocolItem::step, "the sentence");
  d.member("file", &ProtocolItem::file, "drive cycle that the sentence names: columns of s and A, W or V");
  d.member("repeat", &ProtocolItem::repeat, "how many times `steps` are done; each time is a cycle",
           unit("1").at_least(1).at_most(100000));
  d.member("temperature", &ProtocolItem::temperature, "of what surrounds the cell during `steps`", unit("K").above(0));
  d.member("steps", &ProtocolItem::steps, "the steps");
  d.member("impedance", &ProtocolItem::impedance,
           "the impedance spectrum of the cell as it stands, at the current that flows; takes no time");
  d.shorthand("step");
  d.implied([](const std::string& sentence) {
    const std::string file = file_named_in(sentence);
    return file.empty() ? std::vector<std::pair<std::string, std::string>>{}
                        : std::vector<std::pair<std::string, std::string>>{{"file", file}};
  });
  d.check(&check);
}

cell::Profile profile_of(const std::string& text, const std::string& name) {
  auto columns = io::numeric_table(text, name, 2);
  cell::Profile profile{std::move(columns[0]), std::move(columns[1])};
  const auto fail = [&](const std::string& what) { throw Failure(ExitCode::input, name + ": " + what); };
  if (profile.time.size() < 2) fail("a drive cycle needs at least two points");
  if (profile.time.front() != 0)
    fail("a drive cycle starts at 0 s, not at " + config::with_unit(profile.time.front(), "s"));
  for (std::size_t i = 1; i < profile.time.size(); ++i) {
    const std::string row = "row " + std::to_string(i + 1) + ": ";
    if (profile.time[i] < profile.time[i - 1]) fail(row + "the time goes back");
    if (i > 1 && profile.time[i] == profile.time[i - 2]) fail(row + "three points at one time; a jump is two");
  }
  return profile;
}

cell::Protocol protocol_of(const std::vector<ProtocolItem>& items, const std::vector<std::string>& stop,
                           double capacity, const Profiles& profiles) {
  Compiler compiler(capacity, profiles);
  compiler.add(items, {}, true);
  for (const std::string& text : stop) compiler.protocol.stop.push_back(compiler.condition(parse_stop(text)));
  return std::move(compiler.protocol);
}

void each_impedance(const std::vector<ProtocolItem>& items, const std::function<void(const ImpedanceInput&)>& visit) {
  for (const ProtocolItem& item : items) {
    if (item.impedance) visit(*item.impedance);
    each_impedance(item.steps, visit);
  }
}

ProtocolSize size_of(const std::vector<ProtocolItem>& items) {
  ProtocolSize size;
  for (const ProtocolItem& item : items) {
    if (item.steps.empty()) {
      size.steps += 1;
      size.spectra += item.impedance ? 1 : 0;
      continue;
    }
    const ProtocolSize inner = size_of(item.steps);
    const auto times = static_cast<double>(item.repeat.value_or(1));
    size.steps += times * inner.steps;
    size.spectra += times * inner.spectra;
    size.cycles += item.repeat ? times : inner.cycles;
  }
  return size;
}

}  // namespace voxvolt::stages
