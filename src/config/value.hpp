// SPDX-License-Identifier: BSD-3-Clause
// The tree that inputs become once they are read, checked and converted to SI: what identity hashes, what is echoed to
// resolved.yaml, what JSON files hold. Knows nothing of YAML.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace voxvolt::config {

/// Where something was written. `source` is a file, or `--set #2`; line and column count from 1, 0 when unknown.
struct Place {
  std::shared_ptr<const std::string> source;
  int line = 0;
  int column = 0;
  std::string text() const;  ///< file:line:column, or what of it is known
};

/// `$stage.product.path`; an empty path names the stage itself.
struct Reference {
  std::string stage;
  std::string path;
  bool operator==(const Reference&) const = default;
  std::string text() const { return path.empty() ? "$" + stage : "$" + stage + "." + path; }
};

/// A number with the unit it was given in, for keys whose dimension only their stage knows. "1" when dimensionless.
struct Quantity {
  double value = 0;
  std::string unit = "1";
  bool operator==(const Quantity&) const = default;
};

class Value;
using List = std::vector<Value>;
using Map = std::vector<std::pair<std::string, Value>>;  ///< in the order of the description, or as written

class Value {
 public:
  using Data = std::variant<std::monostate, bool, std::int64_t, double, std::string, Quantity, Reference, List, Map>;

  Value() = default;
  template <class T>
  requires(!std::is_same_v<std::remove_cvref_t<T>, Value> && std::is_constructible_v<Data, T>)
      Value(T&& content, Place place = {})
      : data_(std::forward<T>(content)), place_(std::move(place)) {}

  const Data& data() const { return data_; }
  Data& data() { return data_; }
  const Place& place() const { return place_; }
  void set_place(Place place) { place_ = std::move(place); }

  template <class T>
  bool is() const {
    return std::holds_alternative<T>(data_);
  }
  template <class T>
  const T& as() const {
    return std::get<T>(data_);
  }
  template <class T>
  T& as() {
    return std::get<T>(data_);
  }
  bool is_null() const { return is<std::monostate>(); }

  /// The entry of a map, or the element of a list counted from 1, at a dotted path; nullptr when there is none.
  const Value* find(const std::string& dotted_path) const;
  Value* find(const std::string& dotted_path);
  /// Number held as double or integer; throws std::bad_variant_access otherwise.
  double number() const;

  /// Equality of content; places do not count.
  bool operator==(const Value& other) const { return data_ == other.data_; }

 private:
  Data data_;
  Place place_;
};

}  // namespace voxvolt::config
