// SPDX-License-Identifier: BSD-3-Clause
#include "restart/campaign/cooling_slab.hpp"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <numbers>
#include <utility>

#include "parallel/agree.hpp"
#include "parallel/halo.hpp"

namespace voxvolt::test {

namespace {

constexpr double kDiffusivity = 1;  // m^2/s
constexpr double kLength = 1;       // m

}  // namespace

CoolingSlab::CoolingSlab(const Settings& settings, const parallel::Communicator& ranks)
    : settings_(settings), ranks_(ranks) {
  grid_.cells = {2, 1, settings.cells};
  grid_.spacing[2] = kLength / static_cast<double>(settings.cells);
  block_ = numerics::slab_of(grid_, ranks_);
  for (std::int64_t k = 0; k < block_.count[2]; ++k) {
    const double z = (static_cast<double>(block_.first[2] + k) + 0.5) * grid_.spacing[2];
    now_.values.push_back(std::sin(std::numbers::pi * z / kLength));
  }
  now_.mean = mean_of(now_.values);
  before_ = now_;
  next_step_ = 0.05 * grid_.spacing[2] * grid_.spacing[2] / kDiffusivity;
}

std::vector<double> CoolingSlab::rate(const std::vector<double>& values) const {
  // A wall of value 0 half a spacing away is a mirrored cell of the opposite sign.
  double below = values.empty() ? 0 : -values.front(), above = values.empty() ? 0 : -values.back();
  parallel::Neighbours beside;
  if (block_.first[2] > 0) beside.lower = ranks_.rank() - 1;
  if (block_.first[2] + block_.count[2] < grid_.cells[2]) beside.upper = ranks_.rank() + 1;
  const std::span<const double> mine(values);
  parallel::exchange(ranks_, beside, {std::as_bytes(mine.first(1)), std::as_bytes(mine.last(1))},
                     {std::as_writable_bytes(std::span(&below, 1)), std::as_writable_bytes(std::span(&above, 1))});
  const double factor = kDiffusivity / (grid_.spacing[2] * grid_.spacing[2]);
  std::vector<double> slope(values.size());
  for (std::size_t k = 0; k < values.size(); ++k) {
    const double left = k == 0 ? below : values[k - 1];
    const double right = k + 1 == values.size() ? above : values[k + 1];
    slope[k] = factor * (left - 2 * values[k] + right);
  }
  return slope;
}

double CoolingSlab::mean_of(const std::vector<double>& values) const {
  double sum = 0;
  for (double value : values) sum += value;
  return ranks_.sum(sum) / static_cast<double>(grid_.cells[2]);
}

void CoolingSlab::advance(double end) {
  parallel::agree_on(ranks_, [&] {
    if (settings_.fails_at == steps_)
      throw SolverFailure("slab: failed on demand at " + std::to_string(now_.time) + " s");
  });
  const std::vector<double> first = rate(now_.values);
  for (double step = next_step_;;) {
    const bool last = now_.time + step >= end;
    const double taken = last ? end - now_.time : step;
    std::vector<double> middle = now_.values;
    for (std::size_t k = 0; k < middle.size(); ++k) middle[k] += taken * first[k];
    const std::vector<double> second = rate(middle);
    double error = 0;
    State next{last ? end : now_.time + taken, now_.values, 0};
    for (std::size_t k = 0; k < middle.size(); ++k) {
      next.values[k] += 0.5 * taken * (first[k] + second[k]);
      error = std::max(error, std::abs(next.values[k] - middle[k]));
    }
    error = ranks_.most(error) / settings_.tolerance;
    const double stable = 0.45 * grid_.spacing[2] * grid_.spacing[2] / kDiffusivity;
    const double proposed = std::min(stable, taken * std::clamp(0.9 / std::sqrt(std::max(error, 1e-12)), 0.2, 2.0));
    if (error > 1) {
      step = proposed;
      continue;
    }
    next.mean = mean_of(next.values);
    before_ = std::exchange(now_, std::move(next));
    next_step_ = proposed;
    ++steps_;
    break;
  }
  if (settings_.signal_at == steps_ && ranks_.rank() == ranks_.size() - 1) std::raise(SIGUSR1);
}

std::vector<numerics::Event> CoolingSlab::events() {
  if (!settings_.threshold || !(before_.mean >= *settings_.threshold && now_.mean < *settings_.threshold)) return {};
  double low = before_.time, high = now_.time;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (mean_of(at(middle)) >= *settings_.threshold ? low : high) = middle;
  }
  return {{"cooled", high, settings_.event_ends}};
}

std::vector<double> CoolingSlab::at(double time) const {
  const double length = now_.time - before_.time;
  if (!(length > 0)) return now_.values;
  const double s = (time - before_.time) / length;
  const std::vector<double> from = rate(before_.values), to = rate(now_.values);
  std::vector<double> values(now_.values.size());
  for (std::size_t k = 0; k < values.size(); ++k)
    values[k] = (1 + 2 * s) * (1 - s) * (1 - s) * before_.values[k] + s * (1 - s) * (1 - s) * length * from[k] +
                s * s * (3 - 2 * s) * now_.values[k] + s * s * (s - 1) * length * to[k];
  return values;
}

void CoolingSlab::record(double time) {
  recorded_times_.push_back(time);
  recorded_means_.push_back(mean_of(at(time)));
}

std::vector<numerics::NamedField> CoolingSlab::fields(double time) {
  const std::vector<double> values = at(time);
  using View = numerics::Field<double>::View;
  const numerics::Field<double> field{grid_, block_, View("u", static_cast<std::size_t>(block_.count[2]), 1, 2)};
  const auto host = Kokkos::create_mirror_view(field.data);
  for (std::size_t k = 0; k < values.size(); ++k)
    for (std::size_t i = 0; i < 2; ++i) host(k, 0, i) = values[k];
  Kokkos::deep_copy(field.data, host);
  return {{"temperature", "K", "excess over the walls", field}, {"other", "K", "a field that nobody asked for", field}};
}

void CoolingSlab::save(numerics::ArchiveWriter& into) const {
  into.put("now", now_.values);
  into.put("before", before_.values);
  const double numbers[] = {now_.time, now_.mean, before_.time, before_.mean, next_step_};
  into.put("numbers", std::span<const double>(numbers));
  into.put("steps", std::span<const std::int64_t>(&steps_, 1));
  into.put("recorded_times", recorded_times_);
  into.put("recorded_means", recorded_means_);
}

void CoolingSlab::load(numerics::ArchiveReader& from) {
  now_.values = from.doubles("now");
  before_.values = from.doubles("before");
  const auto numbers = from.doubles("numbers");
  now_.time = numbers.at(0);
  now_.mean = numbers.at(1);
  before_.time = numbers.at(2);
  before_.mean = numbers.at(3);
  next_step_ = numbers.at(4);
  steps_ = from.integers("steps").at(0);
  recorded_times_ = from.doubles("recorded_times");
  recorded_means_ = from.doubles("recorded_means");
}

}  // namespace voxvolt::test
