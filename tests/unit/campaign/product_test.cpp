// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/product.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

namespace voxvolt::campaign {
namespace {

TEST(Products, KeepTheOrderInWhichTheyWereGiven) {
  Products products;
  products.add_scalar({"b", "m", "second letter"}, 1);
  products.add_text({"a", "", "first letter"}, "text");
  ASSERT_EQ(products.all().size(), 2u);
  EXPECT_EQ(products.all()[0].spec.name, "b");
  EXPECT_EQ(products.all()[1].spec.form, ProductForm::text);
}

TEST(Products, RefuseASecondProductOfAName) {
  Products products;
  products.add_scalar({"a", "m", "length"}, 1);
  EXPECT_THROW(products.add_text({"a", "", "text"}, "x"), std::logic_error);
}

TEST(Products, RefuseValuesThatDoNotFillTheirAxes) {
  Products products;
  const Axis two{"x", "m", "place", {0, 1}};
  EXPECT_THROW(products.add_array({"a", "m", "length"}, {two}, {1, 2, 3}), std::logic_error);
  EXPECT_THROW(products.add_array({"a", "m", "length"}, {two, two}, {1, 2}), std::logic_error);
  EXPECT_NO_THROW(products.add_array({"a", "m", "length"}, {two, two}, {1, 2, 3, 4}));
}

TEST(Products, RefuseErrorsThatDoNotMatchTheValues) {
  Product product;
  product.spec = {"a", "m", "length", ProductForm::array, {"x"}};
  product.axes = {{"x", "m", "place", {0, 1}}};
  product.values = {1, 2};
  product.errors = {0.1};
  Products products;
  EXPECT_THROW(products.add(product), std::logic_error);
}

TEST(Products, AnUnknownNameIsNotFound) {
  const Products products;
  EXPECT_EQ(products.find("a"), nullptr);
  EXPECT_THROW(products.at("a"), std::logic_error);
}

TEST(Products, AnArrayTakesItsSpecsAxesFromItsCoordinates) {
  Products products;
  products.add_array({"a", "V", "voltage"}, {{"time", "s", "time", {0, 1, 2}}}, {3, 2, 1});
  EXPECT_EQ(products.at("a").spec.axes, std::vector<std::string>{"time"});
  EXPECT_EQ(products.at("a").spec.form, ProductForm::array);
  EXPECT_EQ(products.at("a").shape(), std::vector<std::size_t>{3});
}

TEST(OneLine, ShowsValueErrorAndUnit) {
  Products products;
  products.add_scalar({"capacity", "A h", "charge"}, 4.98, 0.02);
  products.add_scalar({"porosity", "1", "share"}, 0.25);
  products.add_array({"curve", "V", "voltage"}, {{"time", "s", "time", {0, 1, 2}}}, {3, 2, 1});
  EXPECT_EQ(one_line(products.at("capacity")), "4.98 +- 0.02 A h");
  EXPECT_EQ(one_line(products.at("porosity")), "0.25");
  EXPECT_EQ(one_line(products.at("curve")), "[3 time] V");
}

TEST(ShortNumber, HasSixDigitsAtMost) {
  EXPECT_EQ(short_number(1.0 / 3), "0.333333");
  EXPECT_EQ(short_number(1e-20), "1e-20");
  EXPECT_EQ(short_number(2), "2");
}

}  // namespace
}  // namespace voxvolt::campaign
