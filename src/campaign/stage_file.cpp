// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/stage_file.hpp"

#include <set>

#include "config/json.hpp"
#include "io/hdf5_reader.hpp"
#include "io/hdf5_writer.hpp"

namespace voxvolt::campaign {
namespace {

constexpr const char* kScaleMark = "axis";   // attribute of coordinates: the axis that they belong to
constexpr const char* kMeaning = "meaning";  // attribute of coordinates that are also a product: what that means

// A curve over itself (`time` over time) is stored as the axis.
bool is_own_axis(const Product& product) {
  return product.axes.size() == 1 && product.errors.empty() && product.axes.front().name == product.spec.name &&
         product.axes.front().values == product.values && product.axes.front().unit == product.spec.unit;
}

// Coordinates shared by the datasets of one group: an axis of a name is stored once; the same name with other
// coordinates, or that of a product, becomes <product>.<axis>.
class Scales {
 public:
  Scales(io::H5Writer& file, std::string group, const Products& products) : file_(file), group_(std::move(group)) {
    for (const Product& product : products.all())
      if (!is_own_axis(product)) reserved_.insert(product.spec.name);
  }

  std::string path_of(const Axis& axis, const std::string& product) {
    for (const auto& [path, known] : known_)
      if (known == axis) return path;
    bool taken = reserved_.contains(axis.name);
    for (const auto& [path, known] : known_) taken = taken || path == group_ + "/" + axis.name;
    const std::string path = group_ + "/" + (taken ? product + "." + axis.name : axis.name);
    file_.scale(path, axis.values);
    file_.attribute(path, "units", axis.unit);
    file_.attribute(path, "long_name", axis.meaning);
    file_.attribute(path, kScaleMark, axis.name);
    known_.emplace_back(path, axis);
    return path;
  }

 private:
  io::H5Writer& file_;
  std::string group_;
  std::set<std::string> reserved_;
  std::vector<std::pair<std::string, Axis>> known_;
};

void write_product(io::H5Writer& file, const std::string& group, Scales& scales, const Product& product) {
  const std::string path = group + "/" + product.spec.name;
  switch (product.spec.form) {
    case ProductForm::field: return;  // a handle, kept with the group
    case ProductForm::text: file.put(path, product.text); break;
    case ProductForm::scalar:
    case ProductForm::array: {
      std::vector<std::string> axes;
      for (const Axis& axis : product.axes) axes.push_back(scales.path_of(axis, product.spec.name));
      if (is_own_axis(product)) {
        file.attribute(path, kMeaning, product.spec.meaning);
        file.attribute(path, "main", static_cast<std::int64_t>(product.spec.main));
        return;
      }
      file.put(path, std::span<const double>(product.values), axes);
      if (!product.errors.empty()) {
        file.put(path + ".error", std::span<const double>(product.errors), axes);
        file.attribute(path + ".error", "units", product.spec.unit);
        file.attribute(path + ".error", "long_name", "error bar (half-width) of: " + product.spec.meaning);
        file.attribute(path + ".error", "error_of", product.spec.name);
      }
      file.attribute(path, "units", product.spec.unit);
      break;
    }
  }
  file.attribute(path, "long_name", product.spec.meaning);
  file.attribute(path, "main", static_cast<std::int64_t>(product.spec.main));
}

void write_record(io::H5Writer& file, const StageRecord& record) {
  const std::string group = "/" + record.stage;
  file.group(group);
  Scales scales(file, group, record.products);
  config::List fields, order;
  for (const Product& product : record.products.all()) {
    write_product(file, group, scales, product);
    order.emplace_back(product.spec.name);
    if (product.spec.form != ProductForm::field) continue;
    fields.emplace_back(config::Map{{"name", product.spec.name},
                                    {"unit", product.spec.unit},
                                    {"meaning", product.spec.meaning},
                                    {"main", product.spec.main},
                                    {"handle", io::to_value(*product.field.stored)}});
  }
  file.attribute(group, "kind", record.kind);
  file.attribute(group, "revision", record.revision);
  file.attribute(group, "release", record.release);
  file.attribute(group, "identity", record.identity);
  file.attribute(group, "inputs", record.inputs);
  config::List cites(record.cites.begin(), record.cites.end());
  file.attribute(group, "cites", config::to_json(config::Value(std::move(cites))));
  file.attribute(group, "fields", config::to_json(config::Value(std::move(fields))));
  file.attribute(group, "products", config::to_json(config::Value(std::move(order))));
}

const config::Value& member(const config::Value& map, const std::string& key) {
  if (const config::Value* value = map.find(key)) return *value;
  throw RecordFailure("a field handle lacks " + key);
}

Product read_field(const config::Value& map) {
  Product product;
  product.spec = {member(map, "name").as<std::string>(),
                  member(map, "unit").as<std::string>(),
                  member(map, "meaning").as<std::string>(),
                  ProductForm::field,
                  {},
                  member(map, "main").as<bool>()};
  product.field.stored = io::field_handle_of(member(map, "handle"));
  return product;
}

Product read_product(const io::H5Reader& file, const std::string& group, const std::string& name) {
  const std::string path = group + "/" + name;
  Product product;
  product.spec.name = name;
  product.spec.meaning = file.text_attribute(path, file.has_attribute(path, kMeaning) ? kMeaning : "long_name");
  product.spec.main = file.integer_attribute(path, "main") != 0;
  if (file.is_text(path)) {
    product.spec.form = ProductForm::text;
    product.text = file.text(path);
    return product;
  }
  product.spec.unit = file.text_attribute(path, "units");
  product.values = file.doubles(path);
  if (file.has(path + ".error")) product.errors = file.doubles(path + ".error");
  std::vector<std::string> scales = file.scales(path);
  if (file.is_scale(path)) scales = {path};
  for (const std::string& scale : scales) {
    product.axes.push_back({file.text_attribute(scale, kScaleMark), file.text_attribute(scale, "units"),
                            file.text_attribute(scale, "long_name"), file.doubles(scale)});
    product.spec.axes.push_back(product.axes.back().name);
  }
  product.spec.form = product.axes.empty() ? ProductForm::scalar : ProductForm::array;
  return product;
}

StageRecord read_record(const io::H5Reader& file, const std::string& path, const std::string& stage) {
  const std::string group = "/" + stage;
  const auto json = [&](const std::string& name) {
    return config::parse_json(file.text_attribute(group, name), path, ExitCode::record);
  };
  StageRecord record;
  record.stage = stage;
  record.kind = file.text_attribute(group, "kind");
  record.revision = file.integer_attribute(group, "revision");
  record.release = file.text_attribute(group, "release");
  record.identity = file.text_attribute(group, "identity");
  record.inputs = file.text_attribute(group, "inputs");
  const config::Value cites = json("cites"), fields = json("fields"), order = json("products");
  for (const config::Value& paper : cites.as<config::List>()) record.cites.push_back(paper.as<std::string>());
  for (const config::Value& entry : order.as<config::List>()) {
    const std::string& name = entry.as<std::string>();
    const config::Value* field = nullptr;
    for (const config::Value& one : fields.as<config::List>())
      if (member(one, "name").as<std::string>() == name) field = &one;
    record.products.add(field ? read_field(*field) : read_product(file, group, name));
  }
  return record;
}

}  // namespace

void write_records(const std::string& path, const std::vector<StageRecord>& records) {
  io::H5Writer file(path);
  for (const StageRecord& record : records) write_record(file, record);
  file.commit();
}

std::vector<StageRecord> read_records(const std::string& path) {
  const io::H5Reader file(path);
  std::vector<StageRecord> records;
  for (const std::string& stage : file.groups("/")) records.push_back(read_record(file, path, stage));
  return records;
}

}  // namespace voxvolt::campaign
