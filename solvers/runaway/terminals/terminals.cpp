// SPDX-License-Identifier: BSD-3-Clause
// A group has one voltage V. Its living cells give (U_i - V)/R, its shorts and melted separators take V G_i:
//   V = (sum_alive U_i/R - I)/(sum_alive 1/R + sum G_i),   dz_i/dt = -(U_i - V)/(R Q) - z_0 dX_i/dt
// (Millman 1940, Proc. IRE 28, 413). A cell without charge has died: it gives nothing and takes nothing.
#include "solvers/runaway/terminals/terminals.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>
#include <string>

namespace voxvolt::runaway {
namespace {

constexpr double kLargestChange = 5e-3;  // of the charge of a cell in a piece of a step
constexpr double kOfRelaxation = 0.5;    // of the time in which cells side by side balance
constexpr int kPiecesOfMelting = 8;
constexpr int kMostPieces = 1'000'000;  // of one step

class Strings {
 public:
  Strings(const CellString& string, const CellHistory& history)
      : s_(string), h_(history), state_(history.cells), rates_(history.cells), later_(history.cells) {
    check();
    for (State& cell : state_) cell.charge = s_.soc;
    for (std::size_t i = 1; i < s_.voltage.size(); ++i)
      steepest_ = std::max(
          steepest_, std::abs((s_.voltage[i] - s_.voltage[i - 1]) / (s_.soc_of_voltage[i] - s_.soc_of_voltage[i - 1])));
  }

  TerminalCurves run() {
    TerminalCurves out;
    for (std::size_t k = 0; k < h_.time.size(); ++k) {
      if (k > 0) step(k);
      for (State& cell : state_) cell.hottest = std::max(cell.hottest, at(h_.temperature, k, &cell));
      double sum = 0;
      for (std::size_t first = 0; first < state_.size(); first += s_.parallel) {
        const double v = voltage(first, h_.time[k]);
        sum += v;
        out.cell.insert(out.cell.end(), s_.parallel, v);
      }
      out.string.push_back(sum);
      for (const State& cell : state_) out.soc.push_back(cell.charge);
    }
    return out;
  }

 private:
  struct State {
    double charge = 1;   // share of the capacity
    double hottest = 0;  // K
    bool alive() const { return charge > 0; }
  };

  void check() const {
    if (s_.parallel == 0 || h_.cells % s_.parallel != 0)
      throw std::invalid_argument("groups of " + std::to_string(s_.parallel) + " do not make " +
                                  std::to_string(h_.cells) + " cells");
    if (s_.voltage.empty() || s_.voltage.size() != s_.soc_of_voltage.size())
      throw std::invalid_argument("the open-circuit voltage needs one value for each state of charge");
    if (std::adjacent_find(s_.soc_of_voltage.begin(), s_.soc_of_voltage.end(), std::greater_equal<>()) !=
        s_.soc_of_voltage.end())
      throw std::invalid_argument("states of charge of the open-circuit voltage must increase");
  }

  std::size_t index(const State* cell) const { return index(cell, state_); }
  static std::size_t index(const State* cell, const std::vector<State>& in) {
    return static_cast<std::size_t>(cell - in.data());
  }
  double at(std::span<const double> values, std::size_t k, const State* cell) const {
    return values[k * h_.cells + index(cell)];
  }

  double open_circuit(double charge) const {
    const auto& x = s_.soc_of_voltage;
    if (charge <= x.front()) return s_.voltage.front();
    if (charge >= x.back()) return s_.voltage.back();
    const auto i = static_cast<std::size_t>(std::upper_bound(x.begin(), x.end(), charge) - x.begin());
    return s_.voltage[i - 1] + (s_.voltage[i] - s_.voltage[i - 1]) * (charge - x[i - 1]) / (x[i] - x[i - 1]);
  }

  double melted(double hottest) const {
    return s_.separator ? std::clamp((hottest - s_.separator->melts) / s_.separator->width, 0.0, 1.0) : 0;
  }

  /// 1/ohm across the terminals of a cell, by what is broken in it.
  double leak(std::size_t cell, double t) const {
    double sum = s_.separator ? melted(state_[cell].hottest) / s_.separator->resistance : 0;
    for (const TerminalShort& one : s_.shorts)
      if (one.cell == cell && t >= one.start) sum += 1 / one.resistance;
    return sum;
  }

  double voltage(std::size_t first, double t) const {
    double from = -s_.current, through = 0;
    bool any = false;
    for (std::size_t i = first; i < first + s_.parallel; ++i) {
      through += leak(i, t);
      if (!state_[i].alive()) continue;
      any = true;
      from += open_circuit(state_[i].charge) / s_.resistance, through += 1 / s_.resistance;
    }
    return any ? from / through : 0;
  }

  /// Share of the capacity per second that a cell gives.
  double drain(std::size_t cell, double v) const {
    return state_[cell].alive() ? (open_circuit(state_[cell].charge) - v) / (s_.resistance * s_.capacity) : 0;
  }

  /// From sample k - 1 to k, in pieces that end where a short begins or a cell dies.
  void step(std::size_t k) {
    double t = h_.time[k - 1];
    for (int pieces = 0; t < h_.time[k]; ++pieces) {
      if (pieces > kMostPieces)
        throw std::invalid_argument("cells balance too fast to be followed: their resistance is too small");
      t = piece(k, t);
    }
  }

  /// Heun's method; returns where the piece ends.
  double piece(std::size_t k, double t) {
    const double last = h_.time[k];
    double end = last;
    for (const TerminalShort& one : s_.shorts)
      if (one.start > t) end = std::min(end, one.start);
    for (State& cell : state_) cell.hottest = std::max(cell.hottest, between(h_.temperature, k, t, &cell));
    drains(k, t, rates_);
    double fastest = 0;
    bool melting = false;
    for (const State& cell : state_) {
      fastest = std::max(fastest, std::abs(rates_[index(&cell)]));
      const double next = melted(std::max(cell.hottest, at(h_.temperature, k, &cell)));
      melting = melting || next != melted(cell.hottest);
    }
    double h = end - t;
    if (fastest > 0) h = std::min(h, kLargestChange / fastest);
    if (s_.parallel > 1 && steepest_ > 0) h = std::min(h, kOfRelaxation * s_.resistance * s_.capacity / steepest_);
    if (melting) h = std::min(h, (last - h_.time[k - 1]) / kPiecesOfMelting);
    if (h < end - t) end = t + h;
    h = end - t;
    const std::vector<State> before = state_;
    for (State& cell : state_) cell.charge -= h * rates_[index(&cell)];
    for (State& cell : state_) cell.hottest = std::max(cell.hottest, between(h_.temperature, k, end, &cell));
    drains(k, t, later_);  // shorts are those of the whole piece
    double share = 1;  // of the piece, until the first cell dies
    for (const State& cell : before) {
      double& mean = rates_[index(&cell, before)];
      mean = state_[index(&cell, before)].alive() ? 0.5 * (mean + later_[index(&cell, before)]) : mean;
      if (cell.alive() && cell.charge <= h * mean) share = std::min(share, cell.charge / (h * mean));
    }
    for (State& cell : state_) {
      const State& old = before[index(&cell)];
      cell.charge = old.charge - share * h * rates_[index(&cell)];
      if (cell.charge <= 1e-12) cell.charge = 0;
    }
    return share < 1 ? t + share * h : end;
  }

  /// Share of its charge that each cell loses per second: what flows, and what reactions use up.
  void drains(std::size_t k, double t, std::vector<double>& out) const {
    const double whole = h_.time[k] - h_.time[k - 1];
    for (std::size_t first = 0; first < state_.size(); first += s_.parallel) {
      const double v = voltage(first, t);
      for (std::size_t i = first; i < first + s_.parallel; ++i)
        out[i] = state_[i].alive()
                     ? drain(i, v) +
                           s_.soc *
                               std::max(at(h_.conversion, k, &state_[i]) - at(h_.conversion, k - 1, &state_[i]), 0.0) /
                               whole
                     : 0;
    }
  }

  double between(std::span<const double> values, std::size_t k, double t, const State* cell) const {
    const double share = (t - h_.time[k - 1]) / (h_.time[k] - h_.time[k - 1]);
    return (1 - share) * at(values, k - 1, cell) + share * at(values, k, cell);
  }

  const CellString& s_;
  const CellHistory& h_;
  std::vector<State> state_;
  std::vector<double> rates_, later_;
  double steepest_ = 0;  // V, of the open-circuit voltage
};

}  // namespace

TerminalCurves terminal_curves(const CellString& string, const CellHistory& history) {
  return Strings(string, history).run();
}

}  // namespace voxvolt::runaway
