// SPDX-License-Identifier: BSD-3-Clause
#include "stages/runaway_products.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "solvers/runaway/terminals/terminals.hpp"
#include "solvers/runaway/venting/can.hpp"
#include "stages/runaway_cases.hpp"
#include "stages/runaway_sources.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Axis;
using campaign::Product;
using campaign::ProductForm;
using campaign::Products;
using campaign::ProductSpec;
using runaway::CellOutcome;
using runaway::StackResult;
using Numbers = std::vector<double>;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

ProductSpec scalar(const char* name, const char* unit, const char* meaning, bool main = false) {
  return {name, unit, meaning, ProductForm::scalar, {}, main};
}
ProductSpec array(const std::string& name, const char* unit, const std::string& meaning, std::vector<std::string> axes,
                  bool main = false) {
  return {name, unit, meaning, ProductForm::array, std::move(axes), main};
}

struct CellProduct {
  const char *name, *unit, *meaning;
  bool main;
  double (*value)(const CellOutcome&);
};
constexpr const char* kTime = "time_to_runaway";
const CellProduct kCells[] = {
    {kTime, "s", "when each cell met the criterion; none where it did not", true,
     [](const CellOutcome& c) { return c.time_to_runaway.value_or(kNone); }},
    {"order", "1", "which cell was lost first, second, ...; none where it was not", false, nullptr},
    {"peak_temperature", "K", "hottest that any part of each cell became", true,
     [](const CellOutcome& c) { return c.peak_temperature; }},
    {"peak_mean_temperature", "K", "hottest that each cell became on average", false,
     [](const CellOutcome& c) { return c.peak_mean_temperature; }},
    {"peak_time", "s", "when each cell was hottest on average", false,
     [](const CellOutcome& c) { return c.peak_time; }},
    {"conversion", "1", "released part of the heat of each cell at the end", true,
     [](const CellOutcome& c) { return c.conversion; }},
    {"triggered_cells", "1", "1 where a cell was set off by the trigger, 0 where not", false,
     [](const CellOutcome& c) { return c.triggered ? 1.0 : 0.0; }},
    {"self_heating", "K/s", "fastest self-heating of each cell by its reactions", false,
     [](const CellOutcome& c) { return c.largest_self_heating; }},
    {"front_thickness", "m", "of the burning front in each cell, sqrt(diffusivity/rate); 0 where it did not burn",
     false, [](const CellOutcome& c) { return c.front_thickness; }}};

struct ScalarProduct {
  const char *name, *unit, *meaning;
  bool main;
  double (*value)(const StackResult&);
};
double lost(const StackResult& r) {
  return r.energy.lost_left + r.energy.lost_right + r.energy.lost_sides + r.energy.ejected;
}
double first_runaway(const StackResult& r) {
  double first = kNone;
  for (const CellOutcome& cell : r.cells)
    if (cell.time_to_runaway) first = std::fmin(first, *cell.time_to_runaway);
  return first;
}
const ScalarProduct kScalars[] = {
    {"cells_lost", "1", "how many cells met the criterion", true,
     [](const StackResult& r) {
       return static_cast<double>(
           std::ranges::count_if(r.cells, [](const CellOutcome& c) { return c.time_to_runaway.has_value(); }));
     }},
    {"first_runaway", "s", "when the first cell met the criterion; none where none did", false, &first_runaway},
    {"hottest", "K", "highest mean temperature of any cell", false,
     [](const StackResult& r) {
       double hottest = 0;
       for (const CellOutcome& cell : r.cells) hottest = std::max(hottest, cell.peak_mean_temperature);
       return hottest;
     }},
    {"energy.released", "J", "heat of all reactions", false, [](const StackResult& r) { return r.energy.released; }},
    {"energy.lost", "J", "to all surroundings, with what cells ejected", false, &lost},
    {"energy.ejected", "J", "lost with what cells ejected", false,
     [](const StackResult& r) { return r.energy.ejected; }},
    {"energy.stored", "J", "in the stack, since the start", false,
     [](const StackResult& r) { return r.energy.stored; }},
    {"energy.supplied", "J", "by heaters, shorts and instruments", false,
     [](const StackResult& r) { return r.energy.heaters + r.energy.shorts + r.energy.imposed; }},
    {"balance.energy", "1", "what the energies miss, over the largest of them", false,
     [](const StackResult& r) { return r.energy.balance; }},
    {"cost.steps", "1", "accepted time steps", false,
     [](const StackResult& r) { return static_cast<double>(r.costs.steps); }},
    {"cost.rejected", "1", "rejected time steps", false,
     [](const StackResult& r) { return static_cast<double>(r.costs.rejected); }},
    {"cost.volume_steps", "1", "steps, accepted or not, times the volumes they were of", false,
     [](const StackResult& r) { return static_cast<double>(r.costs.volume_steps); }}};

struct CurveProduct {
  const char *name, *unit, *meaning;
  Numbers runaway::StackCurves::*values;
};
const CurveProduct kCurves[] = {
    {"layer.temperature", "K", "mean temperature of each layer", &runaway::StackCurves::mean_temperature},
    {"layer.peak_temperature", "K", "hottest part of each layer", &runaway::StackCurves::peak_temperature},
    {"layer.conversion", "1", "released part of the heat of each layer", &runaway::StackCurves::conversion},
    {"layer.heat_rate", "W", "heat of the reactions in each layer", &runaway::StackCurves::heat_rate}};

ProductSpec margin_spec() {
  return scalar(
      "propagation_margin", "1",
      "log10 of `margin_rate` over the fastest self-heating of any cell that was not triggered; negative when one "
      "ran away; none where all were triggered",
      true);
}
ProductSpec propagates_spec() { return scalar("propagates", "1", "1 when the margin is negative, else 0", true); }
ProductSpec interval_spec() {
  return scalar("propagation_interval", "s", "mean time from one cell's runaway to the next one's", true);
}
ProductSpec delay_spec() {
  return array("propagation_delay", "s", "time between the runaways of cells side by side", {"pair"});
}
ProductSpec neighbours_spec() {
  return array("neighbours", "1", "numbers of cells side by side, with no other cell between", {"pair", "side"});
}
ProductSpec faces_spec() {
  return array("energy.faces", "J", "to the surroundings through the left end, the right end and the sides", {"face"});
}
ProductSpec alarm_spec() { return scalar("alarm.time", "s", "when the alarm sounded; none when it did not", true); }
ProductSpec lead_spec() {
  return scalar("alarm.lead_time", "s", "from the alarm to the first runaway of a cell that was not triggered", true);
}
ProductSpec false_spec() { return scalar("alarm.false", "1", "1 when the alarm sounded and no cell ran away, else 0"); }
ProductSpec missed_spec() {
  return scalar("alarm.missed", "1",
                "1 when a cell that was not triggered ran away before the alarm, or without one, else 0");
}
ProductSpec first_on_spec() {
  return array("alarm.first_on", "s",
               "when each sensor was on for the first time, by the order of their names; none where it never was",
               {"sensor"});
}
ProductSpec sensors_spec() {
  return {"alarm.sensors", "", "names of the sensors, in their order", ProductForm::text, {}, false};
}
ProductSpec critical_spec(const SearchUnit& search) {
  return {"critical.value",    search.unit, "least " + search.key + " at which the cell is kept",
          ProductForm::scalar, {},          true};
}
ProductSpec critical_runs_spec() { return scalar("critical.runs", "1", "runs that the search took"); }
ProductSpec critical_reason_spec() {
  return {"critical.reason", "", "why the search found nothing", ProductForm::text, {}, false};
}
ProductSpec reason_spec() { return {"end_reason", "", "why the run ended", ProductForm::text, {}, false}; }
ProductSpec assumptions_spec() { return {"assumptions", "", "what was assumed", ProductForm::text, {}, false}; }
ProductSpec gas_spec(const std::string& gas) {
  return array("gases." + gas, "mol", gas + " that each cell released", {"cell"});
}
ProductSpec profile_spec(bool temperature) {
  return temperature
             ? array("profiles.temperature", "K", "temperature along the stack", {"profile_time", "x"})
             : array("profiles.conversion", "1", "released part of the heat along the stack", {"profile_time", "x"});
}

/// Of one layer over time; of several, each over time.
std::vector<std::string> axes_of_curves(std::size_t layers) {
  return layers > 1 ? std::vector<std::string>{"layer", "time"} : std::vector<std::string>{"time"};
}

Axis counted(const char* name, const char* meaning, std::size_t size) {
  Numbers values(size);
  std::iota(values.begin(), values.end(), 1.0);
  return {name, "1", meaning, std::move(values)};
}

/// (time, layer) as the solver keeps it -> (layer, time), so that figures show layers over time.
Numbers transposed(const Numbers& values, std::size_t times, std::size_t layers) {
  Numbers out(values.size());
  for (std::size_t t = 0; t < times; ++t)
    for (std::size_t l = 0; l < layers; ++l) out[l * times + t] = values[t * layers + l];
  return out;
}

const ProductSpec kVents[] = {
    array("vent_time", "s", "when each cell burst; none where it held", {"cell"}),
    array("peak_pressure", "Pa", "highest pressure in each cell before it burst", {"cell"}),
    array("vented", "mol", "gas that left each cell", {"cell"}),
    array("vented.heat", "J", "heat that left each cell with its gas, by the recorded curves", {"cell"}),
    array("vented.fastest", "kg/s", "largest mass flow out of each cell; none without an `opening`", {"cell"}),
};
ProductSpec pressure_spec() { return array("cell.pressure", "Pa", "pressure in each cell", {"cell", "time"}); }
ProductSpec vented_spec() { return array("vented.total", "mol", "gas that left all cells", {"time"}); }

ProductSpec voltage_spec() {
  return array("cell.voltage", "V", "voltage at the terminals of each cell", {"cell", "time"});
}
ProductSpec string_spec() { return array("string.voltage", "V", "voltage of all groups in series", {"time"}); }

class Reporter {
 public:
  Reporter(const RunawayInputs& in, const StackAnswer& answer) : in_(in), answer_(answer), r_(answer.result) {}

  Products run(const std::optional<SearchUnit>& search) {
    cells();
    for (const ScalarProduct& one : kScalars)
      products_.add_scalar(scalar(one.name, one.unit, one.meaning, one.main), one.value(r_));
    propagation();
    products_.add_array(faces_spec(), {counted("face", "left, right, sides", 3)},
                        {r_.energy.lost_left, r_.energy.lost_right, r_.energy.lost_sides});
    if (in_.venting) venting();
    if (in_.terminals) terminals();
    if (in_.detection) alarm();
    if (search && answer_.found) critical(*search);
    curves();
    products_.add_text(reason_spec(), r_.reason.empty() ? runaway::words_for(r_.status) : r_.reason);
    std::string assumptions;
    for (const std::string& one : answer_.assumptions) assumptions += (assumptions.empty() ? "" : "\n") + one;
    products_.add_text(assumptions_spec(), assumptions);
    return std::move(products_);
  }

 private:
  void cells() {
    const Axis axis = counted(
        "cell", in_.layout ? "cells of the layout, in its order" : "layers that react, from the left", r_.cells.size());
    for (const CellProduct& one : kCells) {
      Product product;
      product.spec = array(one.name, one.unit, one.meaning, {"cell"}, one.main);
      product.axes = {axis};
      product.values = one.value ? Numbers{} : order();
      if (one.value)
        for (const CellOutcome& cell : r_.cells) product.values.push_back(one.value(cell));
      if (one.name == kTime && std::ranges::any_of(r_.cells, [](const auto& c) { return c.time_error.has_value(); }))
        for (const CellOutcome& cell : r_.cells) product.errors.push_back(cell.time_error.value_or(kNone));
      products_.add(std::move(product));
    }
    for (std::size_t g = 0; g < r_.gas_names.size(); ++g) {
      Numbers amounts;
      for (const CellOutcome& cell : r_.cells) amounts.push_back(cell.gases[g]);
      products_.add_array(gas_spec(r_.gas_names[g]), {axis}, std::move(amounts));
    }
  }

  Numbers order() const {
    Numbers rank;
    for (const CellOutcome& cell : r_.cells)
      rank.push_back(
          !cell.time_to_runaway ? kNone : 1.0 + static_cast<double>(std::ranges::count_if(r_.cells, [&](const auto& o) {
                                            return o.time_to_runaway && *o.time_to_runaway < *cell.time_to_runaway;
                                          })));
    return rank;
  }

  /// A scanning calorimeter takes all heat away: nothing heats itself.
  bool has_margin() const {
    return !std::holds_alternative<ScanInput>(in_.calorimeter) &&
           std::ranges::any_of(r_.cells, [](const CellOutcome& cell) { return !cell.triggered; });
  }

  void propagation() {
    const double margin = has_margin() ? r_.propagation_margin : kNone;
    products_.add_scalar(margin_spec(), margin);
    products_.add_scalar(propagates_spec(), std::isnan(margin) ? kNone : margin < 0 ? 1 : 0);
    if (r_.cells.size() < 2) return;
    std::vector<const CellOutcome*> lost;
    for (const CellOutcome& cell : r_.cells)
      if (cell.time_to_runaway) lost.push_back(&cell);
    std::ranges::sort(lost, {}, [](const CellOutcome* cell) { return *cell->time_to_runaway; });
    if (lost.size() < 2) {
      products_.add_scalar(interval_spec(), kNone);
    } else {
      const CellOutcome &first = *lost.front(), &last = *lost.back();
      const double count = static_cast<double>(lost.size() - 1);
      std::optional<double> error;
      if (first.time_error && last.time_error) error = (*first.time_error + *last.time_error) / count;
      products_.add_scalar(interval_spec(), (*last.time_to_runaway - *first.time_to_runaway) / count, error);
    }
    Numbers delays, sides;
    for (const auto& [a, b] : r_.neighbours) {
      const CellOutcome &one = r_.cells[a], &other = r_.cells[b];
      delays.push_back(std::abs(other.time_to_runaway.value_or(kNone) - one.time_to_runaway.value_or(kNone)));
      sides.push_back(static_cast<double>(a + 1)), sides.push_back(static_cast<double>(b + 1));
    }
    const Axis pairs = counted("pair", "neighbours, in the order of the first of them", delays.size());
    products_.add_array(neighbours_spec(), {pairs, counted("side", "the lower number first", 2)}, std::move(sides));
    products_.add_array(delay_spec(), {pairs}, std::move(delays));
  }

  void venting() {
    const VentingInput& in = *in_.venting;
    const runaway::Can can = can_of(in);
    const auto& curves = r_.curves;
    const std::size_t times = curves.time.size(), layers = curves.mean_temperature.size() / times;
    Numbers vent_times, peaks, amounts, heats, flows, pressures;
    pressure_.assign(times * layers, in.ambient), vented_.assign(times, 0);
    for (const CellOutcome& cell : r_.cells) {
      const auto layer = static_cast<std::size_t>(cell.layer);
      Numbers temperature, gas;
      for (std::size_t t = 0; t < times; ++t) {
        temperature.push_back(curves.mean_temperature[t * layers + layer]);
        gas.push_back(curves.gas.empty() ? 0 : curves.gas[t * layers + layer]);
      }
      const runaway::Vented one = runaway::vent(can, curves.time, temperature, gas);
      vent_times.push_back(one.time.value_or(kNone)), peaks.push_back(one.peak), amounts.push_back(one.amount.back());
      heats.push_back(one.heat.back()), flows.push_back(in.opening ? one.fastest : kNone);
      pressures.insert(pressures.end(), one.pressure.begin(), one.pressure.end());
      for (std::size_t t = 0; t < times; ++t)
        pressure_[t * layers + layer] = one.pressure[t], vented_[t] += one.amount[t];
    }
    const Axis cells = counted("cell", "as time_to_runaway", r_.cells.size());
    const Axis time{"time", "s", "time since the start", curves.time};
    products_.add_array(kVents[0], {cells}, std::move(vent_times));
    products_.add_array(kVents[1], {cells}, std::move(peaks));
    products_.add_array(kVents[2], {cells}, std::move(amounts));
    products_.add_array(kVents[3], {cells}, std::move(heats));
    products_.add_array(kVents[4], {cells}, std::move(flows));
    products_.add_array(pressure_spec(), {cells, time}, std::move(pressures));
    products_.add_array(vented_spec(), {time}, vented_);
  }

  void terminals() {
    const TerminalsInput& in = *in_.terminals;
    runaway::CellString string{in.capacity, in.soc, in.resistance, in.open_circuit.soc, in.open_circuit.voltage};
    if (string.soc_of_voltage.front() > string.soc_of_voltage.back()) {
      std::ranges::reverse(string.soc_of_voltage);
      std::ranges::reverse(string.voltage);
    }
    if (in.separator)
      string.separator = runaway::Separator{in.separator->melts_at, in.separator->width, in.separator->resistance};
    string.parallel = static_cast<std::size_t>(in.parallel), string.current = in.current;
    if (const auto* shorted = std::get_if<ShortTrigger>(&in_.trigger))
      string.shorts.push_back({static_cast<std::size_t>(shorted->cell - 1), shorted->start, shorted->resistance});
    const auto& curves = r_.curves;
    const std::size_t times = curves.time.size(), layers = curves.mean_temperature.size() / times,
                      cells = r_.cells.size();
    Numbers hottest, conversion;
    for (std::size_t t = 0; t < times; ++t)
      for (const CellOutcome& cell : r_.cells) {
        const std::size_t at = t * layers + static_cast<std::size_t>(cell.layer);
        hottest.push_back(curves.peak_temperature[at]), conversion.push_back(curves.conversion[at]);
      }
    const auto made = runaway::terminal_curves(string, {curves.time, hottest, conversion, cells});
    for (std::size_t t = 0; t < times; ++t) {
      voltage_.push_back(made.string[t]);
      voltage_.insert(voltage_.end(), made.cell.begin() + static_cast<std::ptrdiff_t>(t * cells),
                      made.cell.begin() + static_cast<std::ptrdiff_t>((t + 1) * cells));
    }
    const Axis time{"time", "s", "time since the start", curves.time};
    products_.add_array(voltage_spec(), {counted("cell", "as time_to_runaway", cells), time},
                        transposed(made.cell, times, cells));
    products_.add_array(string_spec(), {time}, made.string);
  }

  void alarm() {
    const std::size_t layers = r_.curves.mean_temperature.size() / r_.curves.time.size();
    const runaway::Detection detection = detection_of(*in_.detection);
    const runaway::Recorded recorded{r_.curves.time, r_.curves.mean_temperature, layers, pressure_, vented_, voltage_};
    const auto time = runaway::alarm_time(detection, recorded);
    double next = std::numeric_limits<double>::infinity();
    for (const CellOutcome& cell : r_.cells)
      if (!cell.triggered && cell.time_to_runaway) next = std::min(next, *cell.time_to_runaway);
    products_.add_scalar(alarm_spec(), time.value_or(kNone));
    products_.add_scalar(lead_spec(), time && std::isfinite(next) ? next - *time : kNone);
    const bool burns = std::ranges::any_of(r_.cells, [](const auto& c) { return c.time_to_runaway.has_value(); });
    products_.add_scalar(false_spec(), time && !burns ? 1 : 0);
    products_.add_scalar(missed_spec(), std::isfinite(next) && !(time && *time < next) ? 1 : 0);
    Numbers first;
    for (const auto& one : runaway::first_on(detection, recorded)) first.push_back(one.value_or(kNone));
    std::string names;
    for (const auto& [name, sensor] : in_.detection->sensors) names += (names.empty() ? "" : "\n") + name;
    products_.add_text(sensors_spec(), names);
    const Axis sensors = counted("sensor", "in the order of their names", first.size());
    products_.add_array(first_on_spec(), {sensors}, std::move(first));
  }

  void critical(const SearchUnit& search) {
    const SearchFound& found = *answer_.found;
    products_.add_scalar(critical_spec(search), found.value.value_or(kNone), found.error);
    products_.add_scalar(critical_runs_spec(), static_cast<double>(found.runs));
    products_.add_text(critical_reason_spec(), found.reason);
  }

  void curves() {
    const std::size_t times = r_.curves.time.size();
    const std::size_t layers = r_.curves.mean_temperature.size() / times;
    const Axis time{"time", "s", "time since the start", r_.curves.time};
    const Axis layer =
        counted("layer", in_.layout ? "bodies of the layout, in its order" : "layers from the left", layers);
    const std::vector<Axis> axes = layers > 1 ? std::vector<Axis>{layer, time} : std::vector<Axis>{time};
    for (const CurveProduct& one : kCurves)
      products_.add_array(array(one.name, one.unit, one.meaning, axes_of_curves(layers)), axes,
                          transposed(r_.curves.*one.values, times, layers));
    if (in_.profiles.empty()) return;
    const Axis profile_time{"profile_time", "s", "time since the start", r_.profiles.time};
    const Axis x{"x", "m", "distance from the left end", r_.profiles.x};
    products_.add_array(profile_spec(true), {profile_time, x}, r_.profiles.temperature);
    products_.add_array(profile_spec(false), {profile_time, x}, r_.profiles.conversion);
  }

  const RunawayInputs& in_;
  const StackAnswer& answer_;
  const StackResult& r_;
  Numbers pressure_, vented_;  // of venting, (time, layer) and (time)
  Numbers voltage_;            // (time, string and then cells)
  Products products_;
};

}  // namespace

ProductSpec field_spec(bool temperature) {
  return temperature ? ProductSpec{"temperature", "K", "temperature of each voxel", ProductForm::field, {}, false}
                     : ProductSpec{"local_conversion", "1", "released part of the heat of each voxel",
                                   ProductForm::field, {},  false};
}

std::vector<ProductSpec> runaway_specs(const RunawayInputs& in, const StackOutline& outline,
                                       const std::optional<SearchUnit>& search) {
  std::vector<ProductSpec> specs;
  for (const CellProduct& one : kCells) specs.push_back(array(one.name, one.unit, one.meaning, {"cell"}, one.main));
  for (const std::string& gas : outline.gases) specs.push_back(gas_spec(gas));
  for (const ScalarProduct& one : kScalars) specs.push_back(scalar(one.name, one.unit, one.meaning, one.main));
  specs.insert(specs.end(), {margin_spec(), propagates_spec()});
  if (outline.cells > 1) specs.insert(specs.end(), {interval_spec(), neighbours_spec(), delay_spec()});
  specs.push_back(faces_spec());
  if (in.detection)
    specs.insert(specs.end(),
                 {alarm_spec(), lead_spec(), false_spec(), missed_spec(), first_on_spec(), sensors_spec()});
  if (search) specs.insert(specs.end(), {critical_spec(*search), critical_runs_spec(), critical_reason_spec()});
  const auto axes = axes_of_curves(static_cast<std::size_t>(outline.layers));
  for (const CurveProduct& one : kCurves) specs.push_back(array(one.name, one.unit, one.meaning, axes));
  if (!in.profiles.empty()) specs.insert(specs.end(), {profile_spec(true), profile_spec(false)});
  if (in.venting) {
    specs.insert(specs.end(), std::begin(kVents), std::end(kVents));
    specs.insert(specs.end(), {pressure_spec(), vented_spec()});
  }
  if (in.terminals) specs.insert(specs.end(), {voltage_spec(), string_spec()});
  if (outline.is_grid) specs.insert(specs.end(), {field_spec(true), field_spec(false)});
  specs.push_back(reason_spec());
  specs.push_back(assumptions_spec());
  return specs;
}

std::vector<campaign::Produced> runaway_produces() {
  std::vector<campaign::Produced> list;
  const auto add = [&](const ProductSpec& spec) { list.push_back({spec.name, spec.unit, spec.meaning}); };
  for (const CellProduct& one : kCells) add(array(one.name, one.unit, one.meaning, {}));
  add(gas_spec("GAS"));
  for (const ScalarProduct& one : kScalars) add(scalar(one.name, one.unit, one.meaning));
  for (const auto& spec :
       {interval_spec(), neighbours_spec(), delay_spec(), faces_spec(), alarm_spec(), lead_spec(), false_spec(),
        missed_spec(), first_on_spec(), sensors_spec(), critical_spec({"as the key", "value of the key"}),
        critical_runs_spec(), critical_reason_spec()})
    add(spec);
  for (const ProductSpec& spec : kVents) add(spec);
  for (const auto& spec : {pressure_spec(), vented_spec(), voltage_spec(), string_spec()}) add(spec);
  for (const CurveProduct& one : kCurves) add(array(one.name, one.unit, std::string(one.meaning) + ", over time", {}));
  for (const auto& spec : {profile_spec(true), profile_spec(false), field_spec(true), field_spec(false), reason_spec(),
                           assumptions_spec()})
    add(spec);
  return list;
}

Products runaway_products(const RunawayInputs& in, const StackAnswer& answer, const std::optional<SearchUnit>& search) {
  return Reporter(in, answer).run(search);
}

}  // namespace voxvolt::stages
