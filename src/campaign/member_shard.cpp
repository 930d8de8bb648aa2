// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/member_shard.hpp"

#include <algorithm>
#include <bit>
#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "campaign/sealed_line.hpp"
#include "config/json.hpp"
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
  if (map.find("continued_from")) member.continued_from = static_cast<std::size_t>(integer_at(map, "continued_from"));
  member.for_good = map.find("for_good") != nullptr;
  for (const Value& product : map.find("products")->as<List>()) member.collected.push_back(product_of(product));
  return member;
}

}  // namespace

std::vector<std::string> MemberShard::files() const {
  namespace fs = std::filesystem;
  const std::string start = fs::path(stem_).filename().string() + ".members.";
  std::vector<std::string> found;
  std::error_code none;  // without the folder there is no file
  for (const auto& entry : fs::directory_iterator(fs::path(stem_).parent_path(), none)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(start) && name.ends_with(".jsonl")) found.push_back(entry.path().string());
  }
  std::ranges::sort(found);
  return found;
}

void MemberShard::read(const std::string& file, Members& members) {
  const SealedFile sealed = read_sealed(file);
  if (file == path_) cut_torn(path_, sealed);
  for (const auto& line : sealed.lines) {
    if (!line) {
      ++altered_;
      continue;
    }
    const auto number = static_cast<std::size_t>(integer_at(line->content, "member"));
    if (line->content.find("tried")) {
      ++tried_[number];
      continue;
    }
    const auto [at, fresh] = members.try_emplace(number);
    if (fresh || at->second.status != Status::ok) at->second = member_of(line->content);
  }
}

Members MemberShard::load() {
  Members members;
  altered_ = 0;
  tried_.clear();
  for (const std::string& file : files()) read(file, members);
  return members;
}

void MemberShard::append(const Members& members) {
  std::string lines;
  for (const auto& [number, member] : members) {
    List products;
    for (const Product& product : member.collected) products.push_back(to_value(product));
    Map line{{"member", static_cast<std::int64_t>(number)},
             {"status", status_word(member.status)},
             {"reason", member.reason},
             {"products", std::move(products)}};
    if (member.continued_from) line.emplace_back("continued_from", static_cast<std::int64_t>(*member.continued_from));
    if (member.for_good) line.emplace_back("for_good", true);
    lines += seal(line);
  }
  parallel::append_durably(path_, lines);
}

void MemberShard::append_tried(const std::vector<std::size_t>& numbers) {
  std::string lines;
  for (const std::size_t number : numbers)
    lines += seal({{"member", static_cast<std::int64_t>(number)}, {"tried", status_word(Status::timeout)}});
  parallel::append_durably(path_, lines);
}

void MemberShard::remove() const {
  std::error_code ignored;  // a shard that stays is never read again: the stage is done
  for (const std::string& file : files()) std::filesystem::remove(file, ignored);
  std::filesystem::remove(fields_path(), ignored);
}

}  // namespace voxvolt::campaign
