// SPDX-License-Identifier: BSD-3-Clause
#include "stages/ensemble_fields.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <iterator>

#include "campaign/sub_graph.hpp"
#include "campaign/summary.hpp"
#include "config/sha256.hpp"
#include "io/field_files.hpp"
#include "parallel/agree.hpp"
#include "parallel/durable_file.hpp"
#include "parallel/machine.hpp"

namespace voxvolt::stages {
namespace {

using campaign::ProductForm;
using campaign::ProductSpec;
using campaign::Status;
using Numbers = std::vector<double>;

constexpr double kSaveEvery = 5;       // s
constexpr double kShareOfSaving = 20;  // times what one takes
constexpr std::size_t kHexDigits = 64;

struct Statistic {
  const char *name, *meaning;
  Numbers (uq::FieldMoments::*values)() const;
};
constexpr std::array kStatistics{Statistic{"mean.", "mean over ", &uq::FieldMoments::mean},
                                 Statistic{"sd.", "standard deviation over ", &uq::FieldMoments::sd},
                                 Statistic{"least.", "least over ", &uq::FieldMoments::least},
                                 Statistic{"most.", "most over ", &uq::FieldMoments::most}};

ProductSpec spec_of(const Statistic& statistic, const ProductSpec& of, const std::string& sample) {
  return {statistic.name + of.name, of.unit, statistic.meaning + sample + " of: " + of.meaning, ProductForm::field};
}

ProductSpec index_spec(const std::string& what, const ProductSpec& of, const std::vector<std::string>& inputs,
                       std::size_t i, const std::string& sample) {
  return {"sobol." + what + "." + of.name + ".input_" + std::to_string(i + 1), "1",
          "share of the variance of " + of.name + " that " + inputs[i] + " causes " +
              (what == "first" ? "alone" : "with all it interacts with") + sample,
          ProductForm::field};
}

std::string bytes_of(const Numbers& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(double)};
}

std::string size_text(const std::vector<campaign::Axis>& axes) {  // z, y, x
  return std::to_string(axes[2].values.size()) + " x " + std::to_string(axes[1].values.size()) + " x " +
         std::to_string(axes[0].values.size());
}

const campaign::FieldProduct& nominal_of(const ProductSpec& spec, const campaign::Context& context) {
  const std::size_t dot = spec.name.find('.');
  return context.upstream(0, spec.name.substr(0, dot)).at(spec.name.substr(dot + 1)).field;
}

// Sums, and a few fields on their way.
void require_memory(const std::vector<ProductSpec>& collected, std::size_t inputs, const campaign::Context& context) {
  constexpr double kMoments = 48, kPairs = 64, kOnTheWay = 5 * sizeof(double);  // bytes per voxel
  const double with_inputs = inputs == 0 ? 0 : kPairs * static_cast<double>(1 + inputs);
  double bytes = 0;
  for (const ProductSpec& spec : collected) {
    if (spec.form != ProductForm::field) continue;
    const campaign::FieldProduct& field = nominal_of(spec, context);
    const auto grid =
        field.stored ? field.stored->grid : std::visit([](const auto& one) { return one.grid; }, field.here->field);
    bytes += static_cast<double>(grid.size()) * (kMoments + with_inputs + kOnTheWay);
  }
  if (bytes > context.memory_limit)
    throw parallel::AgreedFailure(ExitCode::input, context.stage + ": statistics of fields need " +
                                                       campaign::bytes_text(bytes) + " on one rank, and " +
                                                       campaign::bytes_text(context.memory_limit) +
                                                       " may be used: collect fewer fields, or of a smaller grid");
}

}  // namespace

std::vector<ProductSpec> field_specs(const std::vector<ProductSpec>& collected,
                                     const std::vector<std::string>& inputs) {
  std::vector<ProductSpec> specs;
  for (const ProductSpec& of : collected) {
    if (of.form != ProductForm::field) continue;
    for (const Statistic& one : kStatistics) specs.push_back(spec_of(one, of, "the members that ended well"));
    for (std::size_t i = 0; i < inputs.size(); ++i)
      for (const char* what : {"first", "total"}) specs.push_back(index_spec(what, of, inputs, i, ""));
  }
  return specs;
}

MemberFields::MemberFields(const std::vector<ProductSpec>& collected, std::vector<bool> counted,
                           const std::vector<std::string>& inputs, const campaign::Context& context)
    : counted_(std::move(counted)), inputs_(inputs) {
  require_memory(collected, inputs.size(), context);
  for (std::size_t place = 0; place < collected.size(); ++place) {
    const ProductSpec& spec = collected[place];
    if (spec.form != ProductForm::field) continue;
    const campaign::FieldProduct& nominal = nominal_of(spec, context);
    const numerics::NamedField field =
        nominal.here ? *nominal.here : io::read_field(*nominal.stored, context.folder, context.ranks);
    campaign::Product whole = campaign::whole_field(field, context.ranks);
    const Numbers like = context.ranks.is_first() ? std::move(whole.values) : Numbers{};
    const Numbers paired = inputs.empty() ? Numbers{} : like;
    fields_.push_back({place, spec, std::visit([](const auto& one) { return one.grid; }, field.field), field.widths,
                       std::move(whole.axes), uq::FieldMoments(like), uq::FieldIndices(inputs.size(), paired)});
  }
}

void MemberFields::load(const std::string& path, campaign::Members& members) {
  path_ = path;
  if (!any()) return;
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::string_view body = std::string_view(text).substr(std::min(kHexDigits, text.size()));
  if (!body.empty() && config::sha256_hex(body) == text.substr(0, kHexDigits)) {
    std::size_t at = 0;
    const auto number = [&] {
      std::uint64_t value = 0;
      if (body.size() - at >= sizeof value) std::memcpy(&value, body.data() + at, sizeof value);
      at = std::min(body.size(), at + sizeof value);
      return value;
    };
    std::vector<Collected> read = fields_;
    bool whole = true;
    const auto restore = [&](auto& sums) {
      const std::size_t size = number();
      whole = whole && sums.restore(body.substr(at, size));
      at = std::min(body.size(), at + size);
    };
    for (Collected& one : read) {
      restore(one.moments);
      restore(one.indices);
    }
    if (whole) {
      fields_ = std::move(read);
      for (std::uint64_t left = number(); left > 0; --left) taken_.insert(number());
      while (at < body.size()) pairs_.insert(number());
    }
  }
  for (const auto& [number, member] : members)
    if (member.status != Status::ok || member.continued_from) lose_pair(number);
  std::erase_if(members, [&](const auto& one) {
    if (one.second.status != Status::ok || one.first >= counted_.size()) return false;
    const auto pair = pair_of(one.first);
    return (counted_[one.first] && !taken_.contains(one.first)) ||
           (pair && !pairs_.contains(*pair) && !lost_pairs_.contains(*pair));
  });
}

std::optional<std::size_t> MemberFields::pair_of(std::size_t number) const {
  if (inputs_.empty() || number >= counted_.size()) return std::nullopt;
  return number / (inputs_.size() + 2);
}

// For good, even if it is continued: whether its fields still come must not depend on an interruption.
void MemberFields::lose_pair(std::size_t number) {
  const auto pair = pair_of(number);
  if (!pair) return;
  lost_pairs_.insert(*pair);
  open_.erase(*pair);
}

void MemberFields::take_into_pair(std::size_t number, Fields fields) {
  const auto pair = pair_of(number);
  if (!pair || pairs_.contains(*pair) || lost_pairs_.contains(*pair)) return;
  const std::size_t block = inputs_.size() + 2;
  auto& members = open_[*pair];
  members.insert_or_assign(number % block, std::move(fields));
  if (members.size() < block) return;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    Fields whole;
    for (auto& [place, own] : members) whole.push_back(std::move(own[i]));
    fields_[i].indices.add(whole);
  }
  pairs_.insert(*pair);
  open_.erase(*pair);
  changed_ = true;
}

void MemberFields::take(std::size_t number, campaign::SubGraph::Member& member) {
  if (!any()) return;
  if (member.status != Status::ok || member.continued_from) lose_pair(number);
  if (member.status != Status::ok) return;
  const auto spoil = [&](const std::string& reason) {
    member = {Status::corrupt, reason, {}, member.continued_from};
    lose_pair(number);
  };
  for (const Collected& one : fields_) {
    const campaign::Product& product = member.collected[one.place];
    const std::string size = size_text(one.axes);
    if (product.axes != one.axes)
      return spoil(one.spec.name + " is on " + size_text(product.axes) + " voxels" +
                   (size_text(product.axes) == size ? " of other sizes than" : ", and not on the " + size + " of") +
                   " the nominal stage: fields of different shapes have no common statistics");
    if (!one.moments.fits(product.values))
      return spoil(one.spec.name + " has values that are not finite, or above 4096 times those of the nominal stage");
  }
  const bool counts = number < counted_.size() && counted_[number];
  Fields fields;
  for (Collected& one : fields_) {
    campaign::Product& product = member.collected[one.place];
    if (counts && !taken_.contains(number)) one.moments.add(product.values);
    fields.push_back(std::move(product.values));
    product.values.clear();
    product.axes.clear();
  }
  if (counts) changed_ = taken_.insert(number).second || changed_;
  take_into_pair(number, std::move(fields));
}

void MemberFields::save() {
  if (!changed_) return;
  const double start = parallel::seconds();
  std::string body;
  const auto add = [&](std::uint64_t value) { body.append(reinterpret_cast<const char*>(&value), sizeof value); };
  for (const Collected& one : fields_) {
    for (const std::string& state : {one.moments.state(), one.indices.state()}) {
      add(state.size());
      body += state;
    }
  }
  add(taken_.size());
  for (const std::size_t number : taken_) add(number);
  for (const std::size_t pair : pairs_) add(pair);
  parallel::write_durably(path_, config::sha256_hex(body) + body);
  changed_ = false;
  saved_ = parallel::seconds();
  takes_ = saved_ - start;
}

void MemberFields::save_now_and_then() {
  if (parallel::seconds() > saved_ + std::max(kSaveEvery, kShareOfSaving * takes_)) save();
}

std::vector<MemberFields::Result> MemberFields::results(const Collected& one, const std::string& sample) const {
  std::vector<Result> results;
  for (const Statistic& statistic : kStatistics)
    results.push_back({spec_of(statistic, one.spec, sample), (one.moments.*statistic.values)()});
  const std::string pairs = ", by " + std::to_string(pairs_.size()) + " whole pairs";
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    results.push_back({index_spec("first", one.spec, inputs_, i, pairs), one.indices.first(i)});
    results.push_back({index_spec("total", one.spec, inputs_, i, pairs), one.indices.total(i)});
  }
  return results;
}

void MemberFields::add(campaign::Products& products, campaign::Context& context, const std::string& sample) const {
  std::vector<insitu::Snapshot> snapshots;  // one for each grid
  for (const Collected& one : fields_) {
    auto at = std::ranges::find_if(snapshots, [&](const insitu::Snapshot& snapshot) {
      const numerics::NamedField& first = snapshot.fields.front();
      return std::get<numerics::Field<double>>(first.field).grid == one.grid && first.widths == one.widths;
    });
    for (auto& [spec, values] : results(one, sample)) {
      spec.meaning = context.ranks.broadcast(spec.meaning);  // only the first rank knows how many pairs there are
      if (!context.writes(spec.name)) continue;
      if (at == snapshots.end()) {
        const auto step = static_cast<std::int64_t>(snapshots.size());
        at = snapshots.insert(at, {step, static_cast<double>(step), {}});
      }
      const std::string bytes = context.ranks.broadcast(bytes_of(values));
      numerics::Field<double> out{one.grid, numerics::slab_of(one.grid, context.ranks), {}};
      const auto& [first, count] = out.block;
      out.data = numerics::Field<double>::View(spec.name, static_cast<std::size_t>(count[2]),
                                               static_cast<std::size_t>(count[1]), static_cast<std::size_t>(count[0]));
      const auto host = Kokkos::create_mirror_view(out.data);
      if (out.block.size() > 0)
        std::memcpy(host.data(), bytes.data() + first[2] * count[1] * count[0] * std::int64_t{sizeof(double)},
                    static_cast<std::size_t>(out.block.size()) * sizeof(double));
      Kokkos::deep_copy(out.data, host);
      at->fields.push_back({spec.name, spec.unit, spec.meaning, std::move(out), one.widths});
      products.add_field(spec, {nullptr, {}});
    }
  }
  for (const insitu::Snapshot& snapshot : snapshots) context.fields->write(snapshot);
}

}  // namespace voxvolt::stages
