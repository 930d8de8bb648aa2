// SPDX-License-Identifier: BSD-3-Clause
// Electrodes of several materials, and of particles of many sizes.
#include <gtest/gtest.h>

#include <cmath>

#include "parameters/bpx.hpp"
#include "parameters/parameter_list.hpp"
#include "parameters/parameter_set.hpp"
#include "parameters/resolve.hpp"
#include "parameters/size_distribution.hpp"

namespace voxvolt::parameters {
namespace {

SizesText lognormal(double sigma, int classes) {
  SizesText sizes;
  sizes.lognormal_sigma = sigma;
  sizes.classes = classes;
  return sizes;
}
SizesText table(std::vector<double> radius, std::vector<double> volume, int classes = 0) {
  SizesText sizes;
  sizes.radius = std::move(radius);
  sizes.volume_fraction = std::move(volume);
  sizes.classes = classes;
  return sizes;
}
double moment(const std::vector<SizeClass>& classes, double power) {
  double sum = 0;
  for (const SizeClass& one : classes) sum += one.volume_fraction * std::pow(one.radius, power);
  return sum;
}

// By volume ln R is normal: the moments of R are exp(k m + k^2 sigma^2/2), with m such that the one of 1/R is 1/R32.
TEST(SizeClasses, OfALognormalDistributionHaveItsMoments) {
  const double sigma = 0.4, mean = 5e-6, m = std::log(mean) + sigma * sigma / 2;
  for (const int n : {1, 3, 7, 12}) {
    const auto classes = size_classes(lognormal(sigma, n), mean);
    ASSERT_EQ(classes.size(), static_cast<std::size_t>(n));
    EXPECT_NEAR(moment(classes, 0), 1, 1e-13);
    EXPECT_NEAR(sauter_mean(classes) / mean, 1, 1e-13);
    if (n < 7) continue;
    for (const double k : {-2.0, 1.0, 2.0})
      EXPECT_NEAR(moment(classes, k) / std::exp(k * m + k * k * sigma * sigma / 2), 1, n == 7 ? 1e-5 : 1e-10) << n;
  }
  EXPECT_EQ(size_classes(lognormal(sigma, 1), mean).front().radius, mean);
}

TEST(SizeClasses, OfATableKeepItsSurfaceAndItsMomentsInLnR) {
  const std::vector<double> radius{1e-6, 8e-6, 2e-6, 4e-6, 3e-6, 6e-6}, volume{1, 2, 5, 10, 8, 0};
  const auto all = size_classes(table(radius, volume), 0);
  ASSERT_EQ(all.size(), 5u);  // one of them has no volume
  EXPECT_DOUBLE_EQ(all[0].radius, 1e-6);
  EXPECT_NEAR(all[4].volume_fraction, 2.0 / 26, 1e-15);
  const auto few = size_classes(table(radius, volume, 3), 0);
  ASSERT_EQ(few.size(), 3u);
  EXPECT_NEAR(sauter_mean(few) / sauter_mean(all), 1, 1e-13);
  const auto log_moment = [](const std::vector<SizeClass>& classes, int k) {  // about the mean of ln R, free of scale
    double mean = 0, sum = 0;
    for (const SizeClass& one : classes) mean += one.volume_fraction * std::log(one.radius);
    for (const SizeClass& one : classes) sum += one.volume_fraction * std::pow(std::log(one.radius) - mean, k);
    return sum;
  };
  for (int k = 0; k < 6; ++k) EXPECT_NEAR(log_moment(few, k), log_moment(all, k), 1e-13) << k;
  EXPECT_GT(std::fabs(log_moment(few, 6) - log_moment(all, 6)), 1e-6);
}

TEST(SizeClasses, SayWhatIsWrong) {
  EXPECT_THROW((void)size_classes(table({1e-6}, {1, 2}), 0), std::invalid_argument);
  EXPECT_THROW((void)size_classes(table({1e-6, 2e-6}, {0, 0}), 0), std::invalid_argument);
  const std::vector<double> many(50, 1e-6);
  EXPECT_THROW((void)size_classes(table(many, many), 0), std::invalid_argument);
}

struct Answer {
  ResolvedCell resolved;
  std::vector<config::Complaint> complaints;
  const cell::ElectrodeParams& negative() const { return resolved.cell.negative; }
  std::string first() const {
    return complaints.empty() ? "" : complaints.front().key + ": " + complaints.front().message;
  }
};
Answer answer_of(const Settings& settings) {
  Answer answer;
  FunctionCompiler functions;
  answer.resolved = resolve(settings, {}, functions, answer.complaints);
  return answer;
}
Answer resolve_with(const Settings& given, const std::string& set = "chen2020") {
  if (const auto against = contradictions(given); !against.empty()) return {{}, against};
  return answer_of(overridden(shipped_set(set).settings, given));
}

TEST(Sizes, TakeTheirPartsOfTheMaterial) {
  const Answer answer = resolve_with({{"negative.particle_size_distribution", lognormal(0.4, 5)}});
  ASSERT_EQ(answer.first(), "");
  const cell::ElectrodeParams& e = answer.negative();
  ASSERT_EQ(e.families.size(), 5u);
  EXPECT_EQ(e.families[2].name, "class_3");
  EXPECT_NEAR(e.material.fraction, 0.75, 1e-14);
  EXPECT_NEAR(e.material.particle_radius, 5.86e-6, 1e-18);
  EXPECT_NEAR(e.material.surface_area_per_volume, 3 * 0.75 / 5.86e-6, 1e-6);
  EXPECT_NEAR(e.material.maximum_concentration, 33133, 1e-8);
  for (const auto& family : e.families) {
    EXPECT_NEAR(family.material.surface_area_per_volume * family.material.particle_radius, 3 * family.material.fraction,
                1e-13);
    EXPECT_EQ(family.material.open_circuit_potential, e.families.front().material.open_circuit_potential);
    EXPECT_NEAR(family.material.stoichiometry_at_full, e.material.stoichiometry_at_full, 1e-12);
  }
  const Answer one = resolve_with({});
  EXPECT_NEAR(one.negative().material.stoichiometry_at_full, e.material.stoichiometry_at_full, 1e-12);
  EXPECT_NEAR(answer.resolved.negative_families.at(4), *one.resolved.negative_stoichiometry, 1e-15);
}

TEST(Sizes, OfATableBringTheirOwnRadiusAndARadiusTakesThemAway) {
  const SizesText sizes = table({2e-6, 6e-6}, {0.3, 0.7});
  const Answer answer = resolve_with({{"negative.particle_size_distribution", sizes}});
  ASSERT_EQ(answer.first(), "");
  EXPECT_NEAR(answer.negative().material.particle_radius, 1 / (0.3 / 2e-6 + 0.7 / 6e-6), 1e-18);
  EXPECT_NEAR(answer.negative().material.fraction, 0.75, 1e-14);
  EXPECT_NE(resolve_with({{"negative.particle_size_distribution", sizes}, {"negative.particle_radius", 5e-6}})
                .first()
                .find("negative.particle_radius: follows from the sizes"),
            std::string::npos);
  Settings base = shipped_set("chen2020").settings;
  base["negative.particle_size_distribution"] = sizes;
  EXPECT_TRUE(answer_of(overridden(base, {{"negative.particle_radius", 5e-6}})).negative().families.empty());
}

TEST(Materials, ShippedCompositeIsInEquilibriumAtItsLimits) {
  const Answer answer = answer_of(shipped_set("chen2020_composite").settings);
  ASSERT_EQ(answer.first(), "");
  const cell::ElectrodeParams& e = answer.negative();
  ASSERT_EQ(e.families.size(), 2u);
  EXPECT_EQ(e.families[0].name, "graphite");
  EXPECT_EQ(e.families[1].substance, "silicon");
  EXPECT_NEAR(e.material.fraction, 0.75, 1e-15);
  EXPECT_NEAR(e.material.maximum_concentration * e.material.fraction, 0.735 * 28700 + 0.015 * 278000, 1e-9);
  EXPECT_NEAR(answer.resolved.negative_families.at(1), 0.995, 1e-15);
  const cell::ActiveMaterial& positive = answer.resolved.cell.positive.material;
  for (const bool full : {false, true}) {
    double potential[2];
    for (int f = 0; f < 2; ++f) {
      const cell::ActiveMaterial& m = e.families[static_cast<std::size_t>(f)].material;
      const double x = full ? m.stoichiometry_at_full : m.stoichiometry_at_empty;
      potential[f] = (*m.open_circuit_potential)(x) + m.end_term * (1 / x - 1 / (1 - x)) +
                     (m.hysteresis ? m.hysteresis->initial * (*m.hysteresis->half_gap)(x) : 0);
    }
    EXPECT_NEAR(potential[0], potential[1], 1e-10);
    const double y = full ? positive.stoichiometry_at_full : positive.stoichiometry_at_empty;
    EXPECT_NEAR((*positive.open_circuit_potential)(y) + 1e-6 * (1 / y - 1 / (1 - y)) - potential[0], full ? 4.2 : 2.5,
                1e-9);
  }
}

TEST(Materials, MayBeChangedOneByOneAndAddUp) {
  const Answer answer = resolve_with({{"negative.porosity", 0.24},
                                      {"negative.materials.silicon.active_fraction", 0.02},
                                      {"negative.materials.silicon.particle_size_distribution", lognormal(0.3, 3)}},
                                     "chen2020_composite");
  ASSERT_EQ(answer.first(), "");
  ASSERT_EQ(answer.negative().families.size(), 4u);
  EXPECT_EQ(answer.negative().families[3].name, "silicon_3");
  EXPECT_NEAR(answer.negative().material.fraction, 0.755, 1e-14);
  EXPECT_NE(resolve_with({{"negative.materials.silicon.active_fraction", 0.02}, {"negative.porosity", 0.4}},
                         "chen2020_composite")
                .first()
                .find("are more than the whole"),
            std::string::npos);
  EXPECT_EQ(resolve_with({{"negative.particle_radius", 5e-6}}, "chen2020_composite").first(),
            "negative.particle_radius: the electrode has several materials; give it of each: "
            "negative.materials.NAME.particle_radius");
  EXPECT_NE(resolve_with({{"negative.materials.silicon.minimum_stoichiometry", 0.1}}, "chen2020_composite")
                .first()
                .find("given for some electrodes only"),
            std::string::npos);
}

TEST(Materials, TakeThePlaceOfAnElectrodesOwn) {
  const Settings base = shipped_set("chen2020").settings;
  const Settings made = overridden(base, {{"negative.materials.graphite.active_fraction", 0.7}});
  EXPECT_FALSE(made.contains("negative.ocp"));
  EXPECT_TRUE(made.contains("negative.thickness"));
  EXPECT_TRUE(made.contains("positive.ocp"));
  EXPECT_NE(find_parameter("negative.materials.graphite.ocp"), nullptr);
  EXPECT_EQ(find_parameter("negative.materials.graphite.thickness"), nullptr);
  EXPECT_EQ(find_parameter("separator.materials.graphite.ocp"), nullptr);
}

std::string refusal(const std::string& materials) {
  try {
    (void)read_parameter_set(
        "voxvolt_parameters: 1\nbased_on: chen2020\nsources: {own: Ours}\nnegative:\n  materials: " + materials + "\n",
        "set.yaml");
  } catch (const config::InputError& error) { return error.what(); }
  return "";
}

TEST(Materials, OfAFileAreCheckedInTheirPlaces) {
  EXPECT_NE(refusal("{}").find("set.yaml:5"), std::string::npos);
  EXPECT_NE(refusal("{a b: {}}").find("is no name"), std::string::npos);
  EXPECT_NE(refusal("{graphite: 3}").find("negative.materials.graphite: `3` where a map of parameters"),
            std::string::npos);
  EXPECT_NE(refusal("{graphite: {thickness: {value: 1 um, source: own}}}").find("unknown parameter"),
            std::string::npos);
  EXPECT_NE(refusal("{graphite: {particle_radius: {value: 1 V, source: own}}}").find("particle_radius"),
            std::string::npos);
  EXPECT_NE(refusal("{graphite: {ocp: {value: 1 V, source: own}, ocp_lithiation: {value: 1 V, source: own}}}")
                .find("excludes"),
            std::string::npos);
  EXPECT_EQ(refusal("{graphite: {particle_radius: {value: 1 um, source: own}}}"), "");
}

TEST(Sizes, StandInAFileWithTheirSource) {
  const auto read = [](const std::string& sizes) {
    return read_parameter_set(
        "voxvolt_parameters: 1\nbased_on: chen2020\nsources: {own: Ours}\nnegative:\n"
        "  particle_size_distribution: {value: " +
            sizes + ", source: own}\n",
        "set.yaml");
  };
  const Answer answer = answer_of(read("{lognormal: {sigma: 0.4, classes: 3}}").settings);
  ASSERT_EQ(answer.first(), "");
  EXPECT_EQ(answer.negative().families.size(), 3u);
  EXPECT_THROW((void)read("{lognormal: {sigma: 4 m}}"), config::InputError);
  EXPECT_THROW((void)read("5 um"), config::InputError);
}

// Sizes become materials of the file, names its own; every number comes back.
TEST(BpxRoundTrip, MaterialsOfManySizesWithHysteresisComeBackTo1em12) {
  ParameterSet set = shipped_set("chen2020_composite");
  set.settings["negative.materials.silicon.particle_size_distribution"] = lognormal(0.4, 3);
  set.settings["negative.materials.silicon.film_resistance"] = 0.01;
  set.settings["positive.particle_size_distribution"] = table({3e-6, 5e-6, 9e-6}, {1, 3, 1});
  set.settings["positive.film_resistance"] = 0.002;
  const Answer before = answer_of(set.settings);
  ASSERT_EQ(before.first(), "");
  const BpxText made = bpx_of({set.settings, before.resolved.cell, set.title, set.papers, set.measurements, false});
  const Answer after = answer_of(read_parameter_file(made.text, "again.json").settings);
  ASSERT_EQ(after.first(), "");
  for (const auto& [a, b] : {std::pair{&before.resolved.cell.negative, &after.resolved.cell.negative},
                             {&before.resolved.cell.positive, &after.resolved.cell.positive}}) {
    ASSERT_EQ(a->families.size(), b->families.size());
    for (std::size_t f = 0; f < a->families.size(); ++f) {
      const cell::ActiveMaterial &m = a->families[f].material, &n = b->families[f].material;
      EXPECT_EQ(a->families[f].name, b->families[f].name);
      for (const auto number :
           {&cell::ActiveMaterial::fraction, &cell::ActiveMaterial::particle_radius,
            &cell::ActiveMaterial::surface_area_per_volume, &cell::ActiveMaterial::maximum_concentration,
            &cell::ActiveMaterial::diffusivity, &cell::ActiveMaterial::end_term, &cell::ActiveMaterial::film_resistance,
            &cell::ActiveMaterial::stoichiometry_at_empty, &cell::ActiveMaterial::stoichiometry_at_full})
        EXPECT_NEAR(n.*number, m.*number, 1e-12 * std::fabs(m.*number)) << a->families[f].name;
      EXPECT_NEAR(n.exchange_current.reference, m.exchange_current.reference, 1e-12);
      ASSERT_EQ(n.hysteresis.has_value(), m.hysteresis.has_value());
      for (double x = 0.01; x < 1; x += 0.07)
        EXPECT_NEAR((*n.open_circuit_potential)(x), (*m.open_circuit_potential)(x), 1e-12);
      if (!m.hysteresis) continue;
      EXPECT_EQ(n.hysteresis->initial, m.hysteresis->initial);
      EXPECT_EQ(n.hysteresis->rate, m.hysteresis->rate);
    }
  }
  ASSERT_EQ(before.resolved.negative_families.size(), 4u);
  for (std::size_t f = 0; f < 4; ++f)
    EXPECT_EQ(before.resolved.negative_families[f], after.resolved.negative_families.at(f));
}

}  // namespace
}  // namespace voxvolt::parameters
