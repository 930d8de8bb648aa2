// SPDX-License-Identifier: BSD-3-Clause
// Products: the only thing that crosses scales. Named quantities with a unit and a one-sentence meaning, with an error
// where the stage can give one.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "io/field_files.hpp"
#include "numerics/field.hpp"

namespace voxvolt::campaign {

enum class ProductForm { scalar, text, array, field };

/// What a stage promises before it runs: depends on configuration only.
struct ProductSpec {
  std::string name;     ///< dotted path below the stage
  std::string unit;     ///< "1" when dimensionless, empty for text
  std::string meaning;  ///< one sentence
  ProductForm form = ProductForm::scalar;
  std::vector<std::string> axes{};  ///< names of an array's axes, slowest first
  bool main = false;                ///< shown in the summary table
};

/// One axis of an array: coordinates with a unit.
struct Axis {
  std::string name;
  std::string unit = "1";
  std::string meaning;
  std::vector<double> values;
  bool operator==(const Axis&) const = default;
};

/// A field on a mesh: in memory if computed in this job, in a file once written, never both missing.
struct FieldProduct {
  std::shared_ptr<const numerics::NamedField> here;
  std::optional<io::FieldHandle> stored;
};

struct Product {
  ProductSpec spec;
  std::vector<double> values;  ///< one for a scalar; row-major over the axes for an array; NaN where there is none
  std::vector<double> errors;  ///< empty, or one per value: absolute, in the unit, half-width of the stated bar
  std::vector<Axis> axes;
  std::string text;
  FieldProduct field;

  std::vector<std::size_t> shape() const;
};

/// A stage's products, in the order given. Values are the same on every rank.
class Products {
 public:
  /// Throws std::logic_error on a second product of a name, and where values do not fill the axes.
  void add(Product product);
  void add_scalar(ProductSpec spec, double value, std::optional<double> error = {});
  void add_text(ProductSpec spec, std::string text);
  void add_array(ProductSpec spec, std::vector<Axis> axes, std::vector<double> values);
  void add_field(ProductSpec spec, FieldProduct field);

  const Product* find(const std::string& name) const;
  /// Throws std::logic_error when there is no such product.
  const Product& at(const std::string& name) const;
  const std::vector<Product>& all() const { return products_; }
  std::vector<Product>& all() { return products_; }

 private:
  std::vector<Product> products_;
};

/// `4.98 A h`, `4.98 +- 0.02 A h`, `[3 x 3] S/m`: how a product is printed on one line.
std::string one_line(const Product& product);
/// A number with up to six significant digits, as short as it can be.
std::string short_number(double value);

}  // namespace voxvolt::campaign
