// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/stage_file.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <filesystem>

#include "parallel/failure.hpp"
#include "support/session.hpp"
#include "support/temporary_folder.hpp"
#include "unit/campaign/sealed_file.hpp"

namespace voxvolt::campaign {
namespace {

using test::world;

const Axis& time_axis() {
  static const Axis axis{"time", "s", "time since the start", {0, 0.5, 2}};
  return axis;
}

Product with_errors(ProductSpec spec, std::vector<Axis> axes, std::vector<double> values, std::vector<double> errors) {
  Product product;
  product.spec = std::move(spec);
  product.spec.form = axes.empty() ? ProductForm::scalar : ProductForm::array;
  for (const Axis& axis : axes) product.spec.axes.push_back(axis.name);
  product.axes = std::move(axes);
  product.values = std::move(values);
  product.errors = std::move(errors);
  return product;
}

/// Products of every form and every case that has a rule of its own.
Products all_sorts() {
  Products products;
  ProductSpec main{"capacity", "A h", "charge of the last discharge", ProductForm::scalar, {}, true};
  products.add_scalar(main, 0.1, 1e-3);
  products.add_scalar({"plating_margin", "V", "least anode potential"}, std::nan(""));
  products.add_text({"end_reason", "", "why it ended"}, "voltage below 2.5 V: \"µ\"\nsecond line");
  products.add_text({"note", "", "nothing to say"}, "");
  products.add_array({"time", "s", "time of the samples"}, {time_axis()}, time_axis().values);
  products.add_array({"voltage", "V", "terminal voltage"}, {time_axis()}, {4.2, -0.0, std::nan("")});
  products.add(with_errors({"heat.total", "W", "heat"}, {time_axis()}, {1, 2, 3}, {0.1, 0.2, std::nan("")}));
  // The same name of an axis with other coordinates, and an axis with the name of a product.
  products.add_array({"impedance", "ohm", "impedance"}, {{"time", "s", "time of the pulses", {7, 8}}}, {0.5, 0.25});
  products.add_array({"by_charge", "V", "voltage over charge"}, {{"capacity", "A h", "charge", {0, 1}}}, {4, 3});
  const Axis two{"row", "1", "row", {1, 2}};
  const Axis three{"column", "1", "column", {1, 2, 3}};
  std::vector<double> block(18);
  for (std::size_t i = 0; i < block.size(); ++i) block[i] = std::sqrt(static_cast<double>(i));
  products.add_array({"block", "K", "temperature in three directions"}, {time_axis(), two, three}, block);
  Product field;
  field.spec = {"phase", "1", "labels", ProductForm::field, {}, true};
  field.field.stored = io::FieldHandle{"phase",
                                       "1",
                                       "labels",
                                       {{4, 5, 6}, {1e-6, 2e-6, 3e-6}, {0, 0, 0}},
                                       io::FieldType::uint8,
                                       "fields/a.h5",
                                       "/phase",
                                       std::string(64, 'a'),
                                       std::string(64, 'b'),
                                       3,
                                       1.5};
  products.add(field);
  return products;
}

StageRecord record_of(const std::string& stage, Products products) {
  return {stage,
          "cell",
          4,
          "0.1.0",
          std::string(64, 'e'),
          R"({"model":"dfn"})",
          {"Doyle 1993", "Chen 2020"},
          std::move(products)};
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

void expect_equal(const Product& a, const Product& b) {
  SCOPED_TRACE(a.spec.name);
  EXPECT_EQ(a.spec.name, b.spec.name);
  EXPECT_EQ(a.spec.unit, b.spec.unit);
  EXPECT_EQ(a.spec.meaning, b.spec.meaning);
  EXPECT_EQ(a.spec.form, b.spec.form);
  EXPECT_EQ(a.spec.axes, b.spec.axes);
  EXPECT_EQ(a.spec.main, b.spec.main);
  EXPECT_EQ(a.axes, b.axes);
  EXPECT_EQ(a.text, b.text);
  EXPECT_TRUE(same_bits(a.values, b.values));
  EXPECT_TRUE(same_bits(a.errors, b.errors));
  EXPECT_EQ(a.field.stored, b.field.stored);
}

class StageFile : public testing::Test {
 protected:
  StageFile() : folder_(world(), "stage_file") {}
  std::string own(const std::string& name) const { return folder_ / (name + std::to_string(world().rank()) + ".h5"); }
  test::TemporaryFolder folder_;
};

TEST_F(StageFile, EveryProductComesBackBitForBitAndInOrder) {
  const Products products = all_sorts();
  write_records(own("a"), {record_of("cell", products)});
  const auto back = read_records(own("a"));
  ASSERT_EQ(back.size(), 1u);
  ASSERT_EQ(back[0].products.all().size(), products.all().size());
  for (std::size_t i = 0; i < products.all().size(); ++i) expect_equal(products.all()[i], back[0].products.all()[i]);
}

TEST_F(StageFile, WhatItSaysOfItsStageComesBack) {
  write_records(own("a"), {record_of("cell", all_sorts())});
  const StageRecord back = read_records(own("a")).at(0);
  EXPECT_EQ(back.stage, "cell");
  EXPECT_EQ(back.kind, "cell");
  EXPECT_EQ(back.revision, 4);
  EXPECT_EQ(back.release, "0.1.0");
  EXPECT_EQ(back.identity, std::string(64, 'e'));
  EXPECT_EQ(back.inputs, R"({"model":"dfn"})");
  EXPECT_EQ(back.cites, (std::vector<std::string>{"Doyle 1993", "Chen 2020"}));
}

TEST_F(StageFile, EqualProductsGiveEqualBytes) {
  write_records(own("a"), {record_of("cell", all_sorts())});
  write_records(own("b"), {record_of("cell", all_sorts())});
  EXPECT_EQ(test_files::content_of(own("a")), test_files::content_of(own("b")));
}

TEST_F(StageFile, ProductsThatWereReadGiveTheBytesOfThoseThatWereComputed) {
  write_records(own("a"), {record_of("cell", all_sorts())});
  write_records(own("b"), read_records(own("a")));
  EXPECT_EQ(test_files::content_of(own("a")), test_files::content_of(own("b")));
}

TEST_F(StageFile, AProductThatDiffersInTheLastBitGivesOtherBytes) {
  Products changed = all_sorts();
  changed.all()[0].values[0] = std::nextafter(0.1, 1);
  write_records(own("a"), {record_of("cell", all_sorts())});
  write_records(own("b"), {record_of("cell", changed)});
  EXPECT_NE(test_files::content_of(own("a")), test_files::content_of(own("b")));
}

TEST_F(StageFile, SeveralStagesShareOneFileAndKeepTheirAxesApart) {
  Products other;
  other.add_array({"voltage", "V", "of another cell"}, {{"time", "s", "other times", {5, 6}}}, {1, 2});
  write_records(own("a"), {record_of("first", all_sorts()), record_of("second", other)});
  std::map<std::string, Products> by_stage;
  for (StageRecord& record : read_records(own("a"))) by_stage[record.stage] = std::move(record.products);
  ASSERT_EQ(by_stage.size(), 2u);
  expect_equal(by_stage.at("first").at("voltage"), all_sorts().at("voltage"));
  expect_equal(by_stage.at("second").at("voltage"), other.at("voltage"));
}

TEST_F(StageFile, AStageWithoutProductsIsKept) {
  write_records(own("a"), {record_of("empty", {})});
  EXPECT_TRUE(read_records(own("a")).at(0).products.all().empty());
}

TEST_F(StageFile, WritingLeavesNothingButTheFile) {
  const std::string below = folder_ / ("own" + std::to_string(world().rank()));
  std::filesystem::create_directories(below);
  write_records(below + "/a.h5", {record_of("cell", all_sorts())});
  const auto count = std::distance(std::filesystem::directory_iterator(below), std::filesystem::directory_iterator{});
  EXPECT_EQ(count, 1);
}

TEST_F(StageFile, WhatIsNoSuchRecordIsRefusedNamingTheFile) {
  write_records(own("a"), {record_of("cell", all_sorts())});
  const std::string whole = test_files::content_of(own("a"));
  for (const std::string& text : {std::string("not HDF5 at all"), std::string(), whole.substr(0, whole.size() / 2)}) {
    test_files::overwrite(own("b"), text);
    try {
      read_records(own("b"));
      ADD_FAILURE() << "a file of " << text.size() << " bytes was taken";
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), ExitCode::record);
      EXPECT_NE(std::string(failure.what()).find(own("b")), std::string::npos) << failure.what();
    }
  }
}

}  // namespace
}  // namespace voxvolt::campaign
