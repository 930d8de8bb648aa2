// SPDX-License-Identifier: BSD-3-Clause
// Described structs: an input struct says once what it takes, and parsing, validation, the resolved echo, `describe` and
// the manual follow from that. Knows no YAML, no files; solvers include this and nothing else of config.
//
//   struct Lumped {
//     static constexpr std::string_view word = "lumped";   // only for alternatives of a choice (std::variant); one of
//                                    // them may add `static constexpr bool unnamed = true` (`sample: 10 s`)
//     double cooling = 10;                                 // W/m^2/K
//     static void describe(config::Describe<Lumped>& d) {
//       d.sentence("One temperature for the whole cell.");
//       d.member("cooling", &Lumped::cooling, "heat transfer coefficient to ambient", unit("W/m^2/K").at_least(0));
//     }
//   };
//
// C++ type of a member -> what it is in a campaign:
//   double -> quantity in the given SI unit         int, std::int64_t, std::uint64_t -> whole number
//   bool -> flag          std::string -> text       config::Quantity -> quantity of any unit, kept as given
//   config::File -> path of a file (its content is part of the identity)     config::StageRef -> `$stage`
//   std::vector<X> -> list (a lone X is a list of one; the word `none` is the empty one)
//   std::map<std::string, X> -> free-key map        std::optional<X> -> may be left out
//   std::variant<A, B> -> choice: the word A::word, or the one-key map {A::word: {...}}
//   any other struct with describe() -> nested map
// Any quantity, text or list of quantities may be a reference `$stage.path`; until it is known it reads as NaN (number),
// empty text, empty list. A member takes its default from the default-constructed struct.
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/value.hpp"

namespace voxvolt::config {

/// The SI unit that a member is held in, and what values it may take (in that unit).
struct Unit {
  std::string si = "1";
  bool difference = false;  ///< sd, tolerance, dT: converts on the kelvin scale, without offsets
  std::optional<double> least, most, strictly_above, strictly_below;

  Unit at_least(double bound) const {
    Unit u = *this;
    u.least = bound;
    return u;
  }
  Unit at_most(double bound) const {
    Unit u = *this;
    u.most = bound;
    return u;
  }
  Unit above(double bound) const {
    Unit u = *this;
    u.strictly_above = bound;
    return u;
  }
  Unit below(double bound) const {
    Unit u = *this;
    u.strictly_below = bound;
    return u;
  }
  Unit as_difference() const {
    Unit u = *this;
    u.difference = true;
    return u;
  }
  bool allows(double value) const {
    return (!least || value >= *least) && (!most || value <= *most) && (!strictly_above || value > *strictly_above) &&
           (!strictly_below || value < *strictly_below);
  }
  std::string allowed_text() const;  ///< "above 0 m and at most 1 m"; empty when anything goes
};
inline Unit unit(std::string si) { return Unit{std::move(si), false, {}, {}, {}, {}}; }
struct File {
  std::string path;    ///< as found: relative paths are joined to the folder of the file that names them
  std::string sha256;  ///< hex digest of the content, empty until the campaign has read it
  bool operator==(const File&) const = default;
};

struct StageRef {
  std::string name;
  bool operator==(const StageRef&) const = default;
};

struct Schema;
struct Shape;
using ShapeRef = std::shared_ptr<const Shape>;
using SchemaRef = std::shared_ptr<const Schema>;
using SchemaOf = SchemaRef (*)();  ///< called when needed, so that descriptions may be recursive

struct QuantityShape {
  Unit unit;
  bool whole = false;
  std::int64_t smallest = std::numeric_limits<std::int64_t>::min();  ///< what the C++ type of a whole number can hold
  std::int64_t largest = std::numeric_limits<std::int64_t>::max();
};
struct AnyQuantityShape {
  bool difference = false;
};
struct TextShape {};
struct FlagShape {};
struct FileShape {};
struct StageShape {};
struct ListShape {
  ShapeRef item;
  std::size_t least = 0;
  std::size_t most = std::numeric_limits<std::size_t>::max();
};
struct MapShape {
  ShapeRef item;
  bool keys_are_paths = false;                        ///< nested maps flatten to dotted keys until a value of `item`
  std::function<ShapeRef(const std::string&)> known;  ///< if set: the shape of a key, nullptr when there is no such key
  std::vector<std::string> names;                     ///< with `known`: all keys, for the nearest name and the manual
  std::function<std::string(const std::string&)> meaning;  ///< with `known`: a sentence on a key, for the manual; or empty
};
struct Alternative {
  std::string word;
  SchemaOf schema;
};
struct ChoiceShape {
  std::vector<Alternative> alternatives;
  std::optional<std::size_t> unnamed;  ///< the alternative that a scalar which is no word means, by its shorthand
};
struct StructShape {
  SchemaOf schema;
};

struct Shape {
  std::variant<QuantityShape, AnyQuantityShape, TextShape, FlagShape, FileShape, StageShape, ListShape, MapShape,
               ChoiceShape, StructShape>
      form;
};

struct Complaint {
  std::string key;
  std::string message;
};

/// One key of a described struct.
struct Member {
  std::string key;
  std::string sentence;
  ShapeRef shape;  ///< nullptr for a key that is not in this release
  bool must_be_given = false;
  bool may_be_absent = false;      ///< std::optional
  Value fallback;                  ///< what the default-constructed struct holds; null for an absent optional
  std::vector<std::string> cites;  ///< papers behind the default
  Member& required() {
    must_be_given = true;
    return *this;
  }
  Member& cite(std::string paper) {
    cites.push_back(std::move(paper));
    return *this;
  }
  Member& length(std::size_t least, std::size_t most);  ///< of a list
  Member& path_keys();                                  ///< of a free-key map
  Member& keys(std::function<ShapeRef(const std::string&)> known, std::vector<std::string> names,
               std::function<std::string(const std::string&)> meaning = {});
};

/// The description of one struct, without its C++ type.
struct Schema {
  std::string word;  ///< when it is an alternative of a choice
  std::string sentence;
  std::vector<Member> members;
  std::vector<std::vector<std::string>> exactly_one;  ///< groups of keys of which exactly one is to be given
  std::vector<std::vector<std::string>> at_most_one;
  std::string shorthand;  ///< the member that a value which is not a map stands for (`replicate: 4`)
  /// Other keys that the text at `shorthand` stands for where they are not given: the file that a sentence names.
  std::function<std::vector<std::pair<std::string, std::string>>(const std::string&)> implied;
  std::function<std::vector<Complaint>(const Value&)> check;  ///< what no single member can say; may be empty
  const Member* find(std::string_view key) const;
};

template <class T>
struct Form;

/// Collects what a struct says of itself; see the top of this file.
template <class T>
class Describe {
 public:
  void sentence(std::string text) { schema_->sentence = std::move(text); }
  template <class X>
  Member& member(std::string key, X T::*pointer, std::string sentence, const Unit& unit = {}) {
    Member m;
    m.key = key;
    m.sentence = std::move(sentence);
    m.shape = Form<X>::shape(unit);
    m.fallback = Form<X>::to_value(T{}.*pointer);
    m.may_be_absent = Form<X>::optional;
    schema_->members.push_back(std::move(m));
    readers_.push_back([key, pointer](const Value& map, T& into) {
      if (const Value* value = entry(map, key)) Form<X>::from_value(*value, into.*pointer);
    });
    writers_.push_back(
        [key, pointer](const T& from, Map& map) { map.emplace_back(key, Form<X>::to_value(from.*pointer)); });
    return schema_->members.back();
  }
  /// A key that is reserved: it is refused with "not in this release".
  void later(std::string key, std::string sentence) {
    Member m;
    m.key = std::move(key);
    m.sentence = std::move(sentence);
    schema_->members.push_back(std::move(m));
  }
  void exactly_one(std::vector<std::string> keys) { schema_->exactly_one.push_back(std::move(keys)); }
  void at_most_one(std::vector<std::string> keys) { schema_->at_most_one.push_back(std::move(keys)); }
  void shorthand(std::string key) { schema_->shorthand = std::move(key); }
  void implied(std::function<std::vector<std::pair<std::string, std::string>>(const std::string&)> keys) {
    schema_->implied = std::move(keys);
  }
  void check(std::function<std::vector<Complaint>(const T&)> check) {
    schema_->check = [check = std::move(check)](const Value& value) {
      T object{};
      Form<T>::from_value(value, object);
      return check(object);
    };
  }

  static const Value* entry(const Value& map, const std::string& key) {
    for (const auto& [name, value] : map.as<Map>())
      if (name == key) return &value;
    return nullptr;
  }
  std::shared_ptr<Schema> schema_ = std::make_shared<Schema>();
  std::vector<std::function<void(const Value&, T&)>> readers_;
  std::vector<std::function<void(const T&, Map&)>> writers_;
};

/// The description of T, made once.
template <class T>
const Describe<T>& description() {
  static const Describe<T> made = [] {
    Describe<T> d;
    if constexpr (requires { T::word; }) d.schema_->word = std::string(T::word);
    T::describe(d);
    return d;
  }();
  return made;
}
template <class T>
SchemaRef schema_of() {
  return description<T>().schema_;
}
/// A T from a value that `validate` has accepted.
template <class T>
T build(const Value& value) {
  T object{};
  Form<T>::from_value(value, object);
  return object;
}

// How each C++ type is shaped, shown and filled.
template <class S>
ShapeRef make_shape(S form) {
  return std::make_shared<const Shape>(Shape{std::move(form)});
}

template <class T>
struct Form {  // structs
  static constexpr bool optional = false;
  static ShapeRef shape(const Unit&) { return make_shape(StructShape{&schema_of<T>}); }
  static Value to_value(const T& object) {
    Map map;
    for (const auto& write : description<T>().writers_) write(object, map);
    return Value(std::move(map));
  }
  static void from_value(const Value& value, T& object) {
    for (const auto& read : description<T>().readers_) read(value, object);
  }
};
template <>
struct Form<double> {
  static constexpr bool optional = false;
  static ShapeRef shape(const Unit& unit) { return make_shape(QuantityShape{unit, false}); }
  static Value to_value(double x) { return Value(x); }
  static void from_value(const Value& value, double& x) {
    x = value.is<Reference>() ? std::numeric_limits<double>::quiet_NaN() : value.number();
  }
};
template <class T>
requires(std::is_integral_v<T> && !std::is_same_v<T, bool>) struct Form<T> {
  static constexpr bool optional = false;
  static ShapeRef shape(const Unit& unit) {
    QuantityShape form{unit, true};
    form.smallest = static_cast<std::int64_t>(std::numeric_limits<T>::min());
    if constexpr (sizeof(T) < sizeof(std::int64_t))
      form.largest = static_cast<std::int64_t>(std::numeric_limits<T>::max());
    return make_shape(std::move(form));
  }
  static Value to_value(T x) { return Value(static_cast<std::int64_t>(x)); }
  static void from_value(const Value& value, T& x) { x = static_cast<T>(value.as<std::int64_t>()); }
};
template <>
struct Form<bool> {
  static constexpr bool optional = false;
  static ShapeRef shape(const Unit&) { return make_shape(FlagShape{}); }
  static Value to_value(bool x) { return Value(x); }
  static void from_value(const Value& value, bool& x) { x = value.as<bool>(); }
};
template <>
struct Form<std::string> {
  static constexpr bool optional = false;
  static ShapeRef shape(const Unit&) { return make_shape(TextShape{}); }
  static Value to_value(const std::string& x) { return Value(x); }
  static void from_value(const Value& value, std::string& x) {
    if (value.is<Reference>()) x.clear();
    else x = value.as<std::string>();
  }
};
template <>
struct Form<Quantity> {
  static constexpr bool optional = false;
  static ShapeRef shape(const Unit& unit) { return make_shape(AnyQuantityShape{unit.difference}); }
  static Value to_value(const Quantity& x) { return Value(x); }
  static void from_value(const Value& value, Quantity& x) {
    if (value.is<Reference>()) x = {std::numeric_limits<double>::quiet_NaN(), "1"};
    else x = value.as<Quantity>();
  }
};
template <>
struct Form<File> {  // {path: ..., sha256: ...} once the campaign has read it
  static constexpr bool optional = false;
  static ShapeRef shape(const Unit&) { return make_shape(FileShape{}); }
  static Value to_value(const File& x) { return Value(Map{{"path", Value(x.path)}, {"sha256", Value(x.sha256)}}); }
  static void from_value(const Value& value, File& x) {
    x.path = value.find("path")->as<std::string>();
    x.sha256 = value.find("sha256")->as<std::string>();
  }
};
template <>
struct Form<StageRef> {
  static constexpr bool optional = false;
  static ShapeRef shape(const Unit&) { return make_shape(StageShape{}); }
  static Value to_value(const StageRef& x) { return Value(Reference{x.name, ""}); }
  static void from_value(const Value& value, StageRef& x) { x.name = value.as<Reference>().stage; }
};
template <class X>
struct Form<std::vector<X>> {
  static constexpr bool optional = false;
  static ShapeRef shape(const Unit& unit) { return make_shape(ListShape{Form<X>::shape(unit)}); }
  static Value to_value(const std::vector<X>& x) {
    List list;
    for (const X& item : x) list.push_back(Form<X>::to_value(item));
    return Value(std::move(list));
  }
  static void from_value(const Value& value, std::vector<X>& x) {
    x.clear();
    if (value.is<Reference>()) return;
    for (const Value& item : value.as<List>()) Form<X>::from_value(item, x.emplace_back());
  }
};
template <class X>
struct Form<std::map<std::string, X>> {
  static constexpr bool optional = false;
  static ShapeRef shape(const Unit& unit) { return make_shape(MapShape{Form<X>::shape(unit), false, {}, {}, {}}); }
  static Value to_value(const std::map<std::string, X>& x) {
    Map map;
    for (const auto& [key, item] : x) map.emplace_back(key, Form<X>::to_value(item));
    return Value(std::move(map));
  }
  static void from_value(const Value& value, std::map<std::string, X>& x) {
    x.clear();
    for (const auto& [key, item] : value.as<Map>()) Form<X>::from_value(item, x[key]);
  }
};
template <class X>
struct Form<std::optional<X>> {
  static constexpr bool optional = true;
  static ShapeRef shape(const Unit& unit) { return Form<X>::shape(unit); }
  static Value to_value(const std::optional<X>& x) { return x ? Form<X>::to_value(*x) : Value(); }
  static void from_value(const Value& value, std::optional<X>& x) {
    if (value.is_null()) x.reset();
    else Form<X>::from_value(value, x.emplace());
  }
};
template <class... A>
struct Form<std::variant<A...>> {  // always held as {word: {...}}
  static constexpr bool optional = false;
  static ShapeRef shape(const Unit&) {
    ChoiceShape choice;
    (choice.alternatives.push_back({std::string(A::word), &schema_of<A>}), ...);
    std::size_t i = 0;
    (((requires { A::unnamed; } ? void(choice.unnamed = i) : void()), ++i), ...);
    return make_shape(std::move(choice));
  }
  static Value to_value(const std::variant<A...>& x) {
    return std::visit(
        [](const auto& alternative) {
          using T = std::decay_t<decltype(alternative)>;
          return Value(Map{{std::string(T::word), Form<T>::to_value(alternative)}});
        },
        x);
  }
  static void from_value(const Value& value, std::variant<A...>& x) {
    const auto& [word, content] = value.as<Map>().front();
    (void)((word == A::word ? (Form<A>::from_value(content, x.template emplace<A>()), true) : false) || ...);
  }
};

}  // namespace voxvolt::config
