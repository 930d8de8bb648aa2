// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/member_shard.hpp"

#include <bit>
#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "campaign/sealed_line.hpp"
#include "config/json.hpp"
#include "parallel/agree.hpp"
#include "parallel/durable_file.hpp"

namespace voxvolt::campaign {
namespace {

using config::List;
using config::Map;
using config::Value;

// JSON knows no infinities and one NaN: what is not finite is kept as its bits, so that a member that is kept is the one
// that was computed.
Value number(double value) {
  if (std::isfinite(value)) return Value(value);
  char text[17];
  std::snprintf(text, sizeof text, "%016" PRIx64, std::bit_cast<std::uint64_t>(value));
  return Value(std::string(text));
}

double number_of(const Value& value) {
  if (!value.is<std::string>()) return value.number();
  return std::bit_cast<double>(std::uint64_t{std::stoull(value.as<std::string>(), nullptr, 16)});
}

Value numbers(const std::vector<double>& values) {
  List list;
  for (double value : values) list.push_back(number(value));
  return Value(std::move(list));
}

std::vector<double> numbers_of(const Value& list) {
  std::vector<double> values;
  for (const Value& value : list.as<List>()) values.push_back(number_of(value));
  return values;
}

Value to_value(const Product& product) {
  List axes;
  for (const Axis& axis : product.axes)
    axes.emplace_back(
        Map{{"name", axis.name}, {"unit", axis.unit}, {"meaning", axis.meaning}, {"values", numbers(axis.values)}});
  return Value(Map{{"name", product.spec.name},
                   {"unit", product.spec.unit},
                   {"meaning", product.spec.meaning},
                   {"axes", std::move(axes)},
                   {"values", numbers(product.values)},
                   {"errors", numbers(product.errors)}});
}

Product product_of(const Value& map) {
  Product product;
  product.spec = {text_at(map, "name"), text_at(map, "unit"), text_at(map, "meaning")};
  for (const Value& axis : map.find("axes")->as<List>()) {
    product.axes.push_back(
        {text_at(axis, "name"), text_at(axis, "unit"), text_at(axis, "meaning"), numbers_of(*axis.find("values"))});
    product.spec.axes.push_back(product.axes.back().name);
  }
  product.spec.form = product.axes.empty() ? ProductForm::scalar : ProductForm::array;
  product.values = numbers_of(*map.find("values"));
  product.errors = numbers_of(*map.find("errors"));
  return product;
}

SubGraph::Member member_of(const Value& map) {
  SubGraph::Member member;
  const std::string word = text_at(map, "status");
  for (Status status : {Status::ok, Status::early_stop, Status::solver_fail, Status::infeasible_input, Status::timeout,
                        Status::node_lost, Status::corrupt})
    if (status_word(status) == word) member.status = status;
  member.reason = text_at(map, "reason");
  for (const Value& product : map.find("products")->as<List>()) member.collected.push_back(product_of(product));
  return member;
}

}  // namespace

std::map<std::size_t, SubGraph::Member> MemberShard::load() {
  // Rank 0 reads, so that all ranks hear of the same members.
  const std::string known = parallel::on_first(ranks_, [&] {
    const SealedFile file = read_sealed(path_);
    cut_torn(path_, file);
    List list;
    std::int64_t altered = 0;
    for (const auto& line : file.lines) {
      if (line) list.push_back(line->content);
      else ++altered;
    }
    return config::to_json(Value(Map{{"members", std::move(list)}, {"altered", altered}}));
  });
  const Value all = config::parse_json(known, path_, ExitCode::record);
  altered_ = static_cast<long>(integer_at(all, "altered"));
  std::map<std::size_t, SubGraph::Member> members;
  for (const Value& map : all.find("members")->as<List>())
    members[static_cast<std::size_t>(integer_at(map, "member"))] = member_of(map);
  return members;
}

void MemberShard::append(std::size_t first, const std::vector<SubGraph::Member>& members) {
  parallel::agree_on(ranks_, [&] {
    if (!ranks_.is_first()) return;
    std::string lines;
    for (std::size_t i = 0; i < members.size(); ++i) {
      List products;
      for (const Product& product : members[i].collected) products.push_back(to_value(product));
      lines += seal({{"member", static_cast<std::int64_t>(first + i)},
                     {"status", status_word(members[i].status)},
                     {"reason", members[i].reason},
                     {"products", std::move(products)}});
    }
    parallel::append_durably(path_, lines);
  });
}

void MemberShard::remove() const {
  std::error_code ignored;  // a shard that stays is never read again: the stage is done
  std::filesystem::remove(path_, ignored);
}

}  // namespace voxvolt::campaign
