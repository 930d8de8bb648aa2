// SPDX-License-Identifier: BSD-3-Clause
#include "config/loader.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <unordered_map>

#include "config/names.hpp"
#include "config/plain_text.hpp"
#include "config/yaml_advice.hpp"

namespace voxvolt::config {

namespace {

/// Marks of the parser (from 0, in bytes) as places (from 1, in characters).
class Locator {
 public:
  Locator(const std::string& text, const std::string& source)
      : text_(text), source_(std::make_shared<const std::string>(source)) {}

  Place at(const YAML::Mark& mark) const {
    if (mark.is_null()) return {source_, 0, 0};
    return {source_, mark.line + 1, column(mark)};
  }
  Place at_byte(std::size_t byte) const {
    const LineColumn found = line_column(text_, byte);
    return {source_, found.line, found.column};
  }
  Place whole() const { return {source_, 0, 0}; }
  /// The character of the text at a mark; a blank at the end of the text.
  char character(const YAML::Mark& mark) const {
    const auto at = static_cast<std::size_t>(mark.pos);
    return mark.pos >= 0 && at < text_.size() ? text_[at] : ' ';
  }

 private:
  int column(const YAML::Mark& mark) const {
    constexpr int countable = 4096;  // beyond, a line is no longer read by people, and counting would cost its square
    const auto end = static_cast<std::size_t>(mark.pos);
    if (mark.column > countable || mark.pos < mark.column || end > text_.size()) return mark.column + 1;
    const std::string_view before(text_.data() + (mark.pos - mark.column), static_cast<std::size_t>(mark.column));
    return line_column(before, before.size()).column;
  }

  const std::string& text_;
  std::shared_ptr<const std::string> source_;
};

/// Builds the tree from the parser's events, and stops at the first one that is not accepted.
class Builder : public YAML::EventHandler {
 public:
  Builder(const Locator& locator, const LoadLimits& limits) : locator_(locator), limits_(limits) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) refuse(locator_.at(mark), "a second document starts here; a file holds one");
  }
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark& mark, const std::string& name) override {
    refuse(locator_.at(mark), "the anchor `&" + shown(name) + "` is not accepted: write the value where it is needed");
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse(locator_.at(mark), "an alias (`*name`) is not accepted: write the value where it is needed");
  }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    const Place here = accepted(mark);
    const char first = locator_.character(mark);
    if (first == '~') return add({Node::Scalar{"~", false}, here});
    if (first == 'n' || first == 'N') return add({Node::Scalar{"null", false}, here});
    add({{}, here});
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, const std::string& text) override {
    const Place here = accepted(mark);
    if (text.size() > limits_.scalar_bytes)
      refuse(here,
             "a text of " + std::to_string(text.size()) + " bytes; at most " + std::to_string(limits_.scalar_bytes));
    if (const auto flaw = find_flaw(text)) refuse(here, flaw->reason + " in a text");
    const char first = locator_.character(mark);
    if (first == '"' || first == '\'') last_quoted_ = mark;
    add({Node::Scalar{text, tag == "!"}, here});
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    open({Node::Nodes{}, accepted(mark)});
  }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    open({Node::Entries{}, accepted(mark)});
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

  Node take() {
    problems_.throw_if_any();
    return std::move(root_);
  }
  const std::optional<YAML::Mark>& last_quoted() const { return last_quoted_; }

 private:
  struct Frame {
    Node node;
    std::size_t depth = 0;
    std::optional<Entry> entry;  ///< of a map: its key is read, its value not yet
    std::unordered_map<std::string, Place> keys;
  };

  [[noreturn]] void refuse(const Place& place, const std::string& message) const {
    throw InputError(place, shown(path()), message);
  }
  /// The place of a value that may be one more and has no tag. Of a tag on a scalar only the text at the mark tells.
  Place accepted(const YAML::Mark& mark) {
    const Place place = locator_.at(mark);
    if (locator_.character(mark) == '!') refuse(place, "a tag (`!...`) is not accepted: write the value alone");
    if (++nodes_ > limits_.nodes) refuse(place, "more than " + std::to_string(limits_.nodes) + " values");
    return place;
  }
  bool key_comes_next() const { return !frames_.empty() && frames_.back().node.is_map() && !frames_.back().entry; }
  std::string path() const {
    std::string path;
    for (const Frame& frame : frames_)
      path = join_path(path, frame.entry            ? shown(frame.entry->key)
                             : frame.node.is_list() ? std::to_string(frame.node.list().size() + 1)
                                                    : std::string{});
    return path;
  }
  void open(Node node) {
    if (key_comes_next())
      refuse(node.place, "a key must be a word, not " + named(node) + "; or a bracket is never closed");
    std::size_t depth = 1;
    if (!frames_.empty()) {
      const Frame& above = frames_.back();
      depth += above.depth;
      if (above.entry) depth += static_cast<std::size_t>(std::ranges::count(above.entry->key, '.'));
    }
    check_depth(node.place, depth);
    frames_.push_back({std::move(node), depth, {}, {}});
  }
  void close() {
    Node done = std::move(frames_.back().node);
    frames_.pop_back();
    put(std::move(done));
  }
  void add(Node node) {
    if (key_comes_next()) start_entry(node);
    else put(std::move(node));
  }
  void start_entry(const Node& key) {
    if (!key.is_scalar()) refuse(key.place, "a key is missing before `:`");
    const std::string& text = key.scalar().text;
    if (text.size() > limits_.key_bytes)
      refuse(key.place,
             "a key of " + std::to_string(text.size()) + " bytes; at most " + std::to_string(limits_.key_bytes));
    if (key.is_word("<<"))
      refuse(key.place, "the merge key `<<` is not accepted: write the keys where they are needed");
    check_depth(key.place, frames_.back().depth + static_cast<std::size_t>(std::ranges::count(text, '.')));
    const auto [earlier, is_new] = frames_.back().keys.emplace(text, key.place);
    if (!is_new)
      problems_.add(key.place, join_path(path(), shown(text)),
                    "given twice: on line " + std::to_string(earlier->second.line) + " and on line " +
                        std::to_string(key.place.line) + "; keep one");
    frames_.back().entry = Entry{text, key.place, {}};
  }
  void put(Node node) {
    if (frames_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = frames_.back();
    if (frame.node.is_list()) {
      frame.node.list().push_back(std::move(node));
      return;
    }
    Entry& entry = *frame.entry;
    if (node.is_null()) {
      node.place = entry.place;
      if (const auto advice = missing_space(entry.key)) problems_.add(entry.place, "", *advice);
    }
    entry.value = std::move(node);
    frame.node.map().push_back(std::move(entry));
    frame.entry.reset();
  }
  void check_depth(const Place& place, std::size_t depth) const {
    if (depth > limits_.depth) refuse(place, "nested more than " + std::to_string(limits_.depth) + " levels deep");
  }

  const Locator& locator_;
  const LoadLimits& limits_;
  Node root_;
  std::vector<Frame> frames_;
  std::size_t nodes_ = 0;
  int documents_ = 0;
  std::optional<YAML::Mark> last_quoted_;
  Problems problems_;
};

void check_text(const std::string& text, const Locator& locator, const LoadLimits& limits) {
  if (text.size() > limits.bytes)
    throw InputError(locator.whole(), "",
                     std::to_string(text.size()) + " bytes of text; at most " + std::to_string(limits.bytes));
  if (const auto flaw = find_flaw(text)) throw InputError(locator.at_byte(flaw->at), "", flaw->reason + " in the text");
  if (const auto directive = find_directive(text))
    throw InputError(locator.at_byte(*directive), "", "a directive (`%...`) is not accepted");
}

}  // namespace

Node load_yaml(const std::string& given, const std::string& source_name, const LoadLimits& limits) {
  check_text(given, Locator(given, source_name), limits);
  const std::string text = normalised(given);
  const Locator locator(text, source_name);
  Builder builder(locator, limits);
  std::istringstream stream(text);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {}
  } catch (const YAML::Exception& failure) {
    const Place place = locator.at(failure.mark);
    const Advice advice = advise(text, place.line, failure.msg);
    throw InputError({place.source, advice.line, advice.line == place.line ? place.column : 1}, "", advice.message);
  }
  // The parser takes the end of the text for a closing quote.
  if (const auto& quoted = builder.last_quoted(); quoted && !quote_closes(text, static_cast<std::size_t>(quoted->pos)))
    throw InputError(locator.at(*quoted), "", "the quote that opens here is never closed");
  Node root = builder.take();
  if (root.is_null()) throw InputError(locator.whole(), "", "nothing is written here");
  return root;
}

}  // namespace voxvolt::config
