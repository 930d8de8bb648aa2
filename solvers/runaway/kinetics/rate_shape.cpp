// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/kinetics/rate_shape.hpp"

#include <algorithm>
#include <map>

#include "parallel/failure.hpp"
#include "solvers/laws/decomposition.hpp"

namespace voxvolt::runaway {

namespace {

constexpr double smooth_share = 1e-4;  // of the initial amount, for orders below 1

int index_of(const Mechanism& m, const std::string& species) {
  const auto at = std::find_if(m.species.begin(), m.species.end(), [&](const Species& s) { return s.name == species; });
  return static_cast<int>(at - m.species.begin());
}

double change_of(const Reaction& r, const std::string& species) {
  for (const Change& c : r.changes)
    if (c.species == species) return c.amount;
  return 0;
}

bool takes_default_ceiling(const Reaction& r) { return !r.diffusion && !r.ceiling && r.activation_temperature > 0; }

/// What decides the form of each reaction: equal words, equal shape.
std::vector<std::string> forms_of(const Mechanism& m) {
  std::vector<std::string> forms;
  for (const Reaction& r : m.reactions) {
    std::string words;
    const auto add = [&words](int n) { words += std::to_string(n) + ' '; };
    for (const Change& c : r.changes) add(index_of(m, c.species));
    words += '|';
    for (const Factor& f : r.factors) {
      add(index_of(m, f.species));
      add(f.form == Factor::Form::saturation ? 3 : f.order == 1 ? 0 : f.order == 0.5 ? 1 : 2);
    }
    words += r.barrier ? "b" + std::to_string(index_of(m, r.barrier->species)) : "-";
    words += r.diffusion ? 'd' : '-';
    words += r.ceiling ? 'c' : takes_default_ceiling(r) ? 'o' : '-';
    words += r.gate ? 'g' : '-';
    forms.push_back(std::move(words));
  }
  return forms;
}

bool begins_with(const std::vector<std::string>& longer, const std::vector<std::string>& shorter) {
  return shorter.size() <= longer.size() && std::equal(shorter.begin(), shorter.end(), longer.begin());
}

/// How far each reaction can go: the scarcest of what it takes, counting what other reactions make.
std::vector<double> scales_of(const Mechanism& m, const std::vector<double>& initial) {
  std::vector<double> scale(m.reactions.size(), 0);
  for (std::size_t pass = 0; pass <= m.reactions.size(); ++pass) {
    std::vector<double> there = initial;
    for (std::size_t r = 0; r < m.reactions.size(); ++r)
      for (const Change& c : m.reactions[r].changes)
        if (c.amount > 0) there[index_of(m, c.species)] += c.amount * scale[r];
    for (std::size_t r = 0; r < m.reactions.size(); ++r) {
      double least = -1;
      for (const Change& c : m.reactions[r].changes) {
        const double can = c.amount < 0 ? there[index_of(m, c.species)] / -c.amount : -1;
        if (can >= 0 && (least < 0 || can < least)) least = can;
      }
      scale[r] = std::max(least, 0.0);
    }
  }
  return scale;
}

class ShapeMaker {
 public:
  explicit ShapeMaker(bool ceilings) : ceilings_(ceilings) {}

  /// Adds the mechanism's reactions; returns its first.
  int add(const Mechanism& m) {
    const int first = static_cast<int>(shape_.reactions.size());
    std::map<std::string, int> live;
    for (const Reaction& r : m.reactions) {
      RateShape::Line line;
      for (const Factor& f : r.factors) line.factors.push_back(part(f, live_of(m, f.species, first, live)));
      if (r.barrier) line.barrier = live_of(m, r.barrier->species, first, live);
      line.diffusion = r.diffusion.has_value();
      line.ceiling = r.ceiling || (ceilings_ && takes_default_ceiling(r));
      line.gate = r.gate.has_value();
      line.at = reserve(2 + (line.barrier ? 2 : 0) + (line.diffusion ? 2 : 0) + line.ceiling + (line.gate ? 2 : 0));
      shape_.reactions.push_back(std::move(line));
    }
    return first;
  }
  const RateShape& shape() const { return shape_; }

 private:
  int reserve(int count) {
    const int at = shape_.coefficients;
    shape_.coefficients += count;
    return at;
  }
  RateShape::Part part(const Factor& f, int live) {
    if (f.form == Factor::Form::saturation) return {live, RateShape::Law::saturation, reserve(1)};
    if (f.order == 1) return {live, RateShape::Law::linear, 0};
    if (f.order == 0.5) return {live, RateShape::Law::root, reserve(1)};
    return {live, RateShape::Law::power, reserve(2)};
  }
  int live_of(const Mechanism& m, const std::string& species, int first, std::map<std::string, int>& live) {
    if (const auto found = live.find(species); found != live.end()) return found->second;
    RateShape::Live entry;
    for (std::size_t r = 0; r < m.reactions.size(); ++r)
      if (change_of(m.reactions[r], species) != 0) entry.reactions.push_back(first + static_cast<int>(r));
    entry.at = reserve(1 + static_cast<int>(entry.reactions.size()));
    shape_.live.push_back(entry);
    return live[species] = static_cast<int>(shape_.live.size()) - 1;
  }

  RateShape shape_;
  bool ceilings_;
};

/// Writes one mechanism's numbers into its place among the coefficients.
class CoefficientWriter {
 public:
  CoefficientWriter(const RateShape& shape, const Mechanism& m, VolumeKind& kind, std::optional<double> ceiling)
      : shape_(shape), m_(m), kind_(kind), ceiling_(ceiling) {}

  void write() {
    for (std::size_t r = 0; r < m_.reactions.size(); ++r) {
      const RateShape::Line& line = shape_.reactions[kind_.first_reaction + r];
      reaction(m_.reactions[r], line, kind_.scales[r]);
      kind_.heats[kind_.first_reaction + r] = m_.reactions[r].heat * kind_.scales[r];
      for (std::size_t i = 0; i < line.factors.size(); ++i) factor(m_.reactions[r].factors[i], line.factors[i]);
      if (line.barrier) live(*line.barrier, m_.reactions[r].barrier->species);
    }
  }

 private:
  double initial(const std::string& species) const { return kind_.initial[index_of(m_, species)]; }

  void live(int which, const std::string& species) {
    const RateShape::Live& entry = shape_.live[which];
    int at = entry.at;
    kind_.coefficients[at] = initial(species);
    for (const int r : entry.reactions) {
      const int own = r - kind_.first_reaction;
      const bool has_it = own < static_cast<int>(m_.reactions.size());
      kind_.coefficients[++at] = has_it ? change_of(m_.reactions[own], species) * kind_.scales[own] : 0;
    }
  }

  void factor(const Factor& f, const RateShape::Part& part) {
    live(part.live, f.species);
    double* c = kind_.coefficients.data() + part.at;
    const double there = initial(f.species) > 0 ? initial(f.species) : 1;
    if (part.law == RateShape::Law::root) c[0] = smooth_share * there;
    if (part.law == RateShape::Law::power) c[0] = f.order - 1, c[1] = (f.order < 1 ? smooth_share : 1e-12) * there;
    if (part.law == RateShape::Law::saturation) c[0] = f.half;
  }

  void reaction(const Reaction& r, const RateShape::Line& line, double scale) {
    double* c = kind_.coefficients.data() + line.at;
    *c++ = scale > 0 ? r.pre_exponential / scale : 0;
    *c++ = r.activation_temperature;
    if (line.barrier) *c++ = r.barrier->slope, *c++ = r.barrier->most;
    if (line.diffusion) {
      const DiffusionLimit& d = *r.diffusion;
      const double at_infinity = laws::at_infinite_temperature(d.diffusivity_298, d.diffusion_temperature);
      *c++ = d.pre_exponential * d.area / at_infinity;
      *c++ = r.activation_temperature - d.diffusion_temperature;
    }
    if (line.ceiling) *c++ = scale / (r.ceiling ? *r.ceiling : *ceiling_);
    if (line.gate) *c++ = r.gate->from - r.gate->width / 2, *c++ = 1 / r.gate->width;
  }

  const RateShape& shape_;
  const Mechanism& m_;
  VolumeKind& kind_;
  std::optional<double> ceiling_;
};

void check(std::span<const KindOf> kinds) {
  std::string all;
  std::vector<const Mechanism*> seen;
  const auto say = [&all](const std::string& what) { all += (all.empty() ? "" : "\n") + what; };
  for (const KindOf& k : kinds) {
    if (!k.mechanism) continue;
    if (!k.initial.empty() && k.initial.size() != k.mechanism->species.size())
      say("mechanism " + k.mechanism->name + ": as many initial amounts as species are needed");
    for (const double s : k.initial)
      if (!(s >= 0)) say("mechanism " + k.mechanism->name + ": an initial amount is negative or no number");
    if (std::find(seen.begin(), seen.end(), k.mechanism.get()) != seen.end()) continue;
    seen.push_back(k.mechanism.get());
    for (const std::string& what : complaints_about(*k.mechanism)) say(what);
  }
  if (!all.empty()) throw Failure(ExitCode::input, all);
}

}  // namespace

CompiledKinetics compile(std::span<const KindOf> kinds, std::optional<double> default_ceiling) {
  check(kinds);
  CompiledKinetics out;
  out.kinds.resize(kinds.size());
  ShapeMaker maker(default_ceiling.has_value());
  // The longest first: a mechanism that is the beginning of another shares its place.
  std::vector<std::size_t> order;
  for (std::size_t k = 0; k < kinds.size(); ++k)
    if (kinds[k].mechanism) order.push_back(k);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return kinds[a].mechanism->reactions.size() > kinds[b].mechanism->reactions.size();
  });
  std::vector<std::pair<std::vector<std::string>, int>> places;
  for (const std::size_t k : order) {
    const Mechanism& m = *kinds[k].mechanism;
    const std::vector<std::string> forms = forms_of(m);
    auto place = std::find_if(places.begin(), places.end(), [&](const auto& p) { return begins_with(p.first, forms); });
    if (place == places.end()) {
      place = places.insert(places.end(), {forms, maker.add(m)});
      for (const std::string& words : forms) out.form += words + ';';
    }
    VolumeKind& kind = out.kinds[k];
    kind.first_reaction = place->second;
    kind.initial = kinds[k].initial;
    if (kind.initial.empty())
      for (const Species& s : m.species) kind.initial.push_back(s.initial);
    kind.scales = scales_of(m, kind.initial);
    for (const Reaction& r : m.reactions)
      out.ceiling_by_default = out.ceiling_by_default || (default_ceiling && takes_default_ceiling(r));
  }
  out.shape = maker.shape();
  if (out.shape.reactions.size() > most_reactions)
    throw Failure(ExitCode::input, "the mechanisms have " + std::to_string(out.shape.reactions.size()) +
                                       " reactions in all; " + std::to_string(most_reactions) + " are the most");
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    VolumeKind& kind = out.kinds[k];
    kind.coefficients.assign(out.shape.coefficients, 0);
    kind.heats.assign(out.shape.reactions.size(), 0);
    if (kinds[k].mechanism) CoefficientWriter(out.shape, *kinds[k].mechanism, kind, default_ceiling).write();
    for (const RateShape::Line& line : out.shape.reactions)  // no logarithm or quotient of zero where nothing burns
      for (const RateShape::Part& part : line.factors) {
        const int smooth = part.law == RateShape::Law::power ? part.at + 1 : part.at;
        if (part.law != RateShape::Law::linear && kind.coefficients[smooth] == 0) kind.coefficients[smooth] = 1;
      }
  }
  return out;
}

std::vector<double> amounts(const Mechanism& mechanism, const VolumeKind& kind, std::span<const double> extents) {
  std::vector<double> out = kind.initial;
  for (std::size_t r = 0; r < mechanism.reactions.size(); ++r)
    for (const Change& c : mechanism.reactions[r].changes)
      out[index_of(mechanism, c.species)] += c.amount * kind.scales[r] * extents[kind.first_reaction + r];
  return out;
}

}  // namespace voxvolt::runaway
