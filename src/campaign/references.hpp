// SPDX-License-Identifier: BSD-3-Clause
// `$stage.product.path`: what a reference may name, whether it fits, and the value that takes its place.
#pragma once

#include <functional>
#include <string>

#include "campaign/product.hpp"
#include "campaign/stage_kind.hpp"
#include "config/validate.hpp"

namespace voxvolt::campaign {

/// A product, or one element of a 1-D array (`path.2`, counted from 1).
struct Target {
  const ProductSpec* spec = nullptr;
  std::size_t element = 0;  ///< 0: the whole product
};
Target find_target(const std::vector<ProductSpec>& declared, const std::string& path);

/// What is wrong with a reference from a key of `expected` shape to these declared products; empty when it fits.
std::string misfit(const config::Reference& reference, const config::Shape& expected,
                   const std::vector<ProductSpec>& declared);

/// Replaces every product reference in `inputs` by its value, converted to the key's unit, and checks bounds. `products`
/// gives a stage's products; references to stages as a whole stay.
void substitute(config::Value& inputs, const StageKind& kind, const std::string& stage,
                const std::function<const Products&(const std::string&)>& products, config::Problems& problems);

/// Visits every File of a validated value.
void each_file(config::Value& value, const config::Shape& shape,
               const std::function<void(config::Value& file, const std::string& path)>& visit,
               const std::string& path = "");

}  // namespace voxvolt::campaign
