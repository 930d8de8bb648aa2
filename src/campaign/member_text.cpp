// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/member_text.hpp"

#include <cstring>

namespace voxvolt::campaign {
namespace {

class Writer {
 public:
  void number(std::size_t value) { text.append(reinterpret_cast<const char*>(&value), sizeof value); }
  void words(const std::string& value) {
    number(value.size());
    text += value;
  }
  void numbers(const std::vector<double>& values) {
    number(values.size());
    text.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(double));
  }
  std::string text;
};

class Reader {
 public:
  explicit Reader(const std::string& text) : text_(text) {}
  bool done() const { return at_ == text_.size(); }
  std::size_t number() {
    std::size_t value = 0;
    std::memcpy(&value, from(sizeof value), sizeof value);
    return value;
  }
  std::string words() {
    const std::size_t size = number();
    return {from(size), size};
  }
  std::vector<double> numbers() {
    std::vector<double> values(number());
    const std::size_t bytes = values.size() * sizeof(double);
    const char* first = from(bytes);
    if (bytes > 0) std::memcpy(values.data(), first, bytes);
    return values;
  }

 private:
  const char* from(std::size_t bytes) {
    if (bytes > text_.size() - at_) throw std::logic_error("the text of members is cut off");
    const char* first = text_.data() + at_;
    at_ += bytes;
    return first;
  }
  const std::string& text_;
  std::size_t at_ = 0;
};

void write(Writer& to, const Product& product) {
  for (const std::string* word : {&product.spec.name, &product.spec.unit, &product.spec.meaning}) to.words(*word);
  to.number(product.axes.size());
  for (const Axis& axis : product.axes) {
    for (const std::string* word : {&axis.name, &axis.unit, &axis.meaning}) to.words(*word);
    to.numbers(axis.values);
  }
  to.numbers(product.values);
  to.numbers(product.errors);
}

Product read_product(Reader& from) {
  Product product;
  for (std::string* word : {&product.spec.name, &product.spec.unit, &product.spec.meaning}) *word = from.words();
  product.axes.resize(from.number());
  for (Axis& axis : product.axes) {
    for (std::string* word : {&axis.name, &axis.unit, &axis.meaning}) *word = from.words();
    axis.values = from.numbers();
    product.spec.axes.push_back(axis.name);
  }
  product.spec.form = product.axes.empty() ? ProductForm::scalar : ProductForm::array;
  product.values = from.numbers();
  product.errors = from.numbers();
  return product;
}

}  // namespace

std::string text_of(const Members& members) {
  Writer to;
  for (const auto& [number, member] : members) {
    to.number(number);
    to.number(static_cast<std::size_t>(member.status));
    to.words(member.reason);
    to.number(member.continued_from ? *member.continued_from + 1 : 0);
    to.number(member.for_good ? 1 : 0);
    to.number(member.collected.size());
    for (const Product& product : member.collected) write(to, product);
  }
  return std::move(to.text);
}

Members members_of(const std::string& text) {
  Members members;
  for (Reader from(text); !from.done();) {
    SubGraph::Member& member = members[from.number()];
    member.status = static_cast<Status>(from.number());
    member.reason = from.words();
    if (const std::size_t continued = from.number(); continued > 0) member.continued_from = continued - 1;
    member.for_good = from.number() != 0;
    const std::size_t products = from.number();
    for (std::size_t i = 0; i < products; ++i) member.collected.push_back(read_product(from));
  }
  return members;
}

}  // namespace voxvolt::campaign
