// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/detection/sensors.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace voxvolt::runaway {
namespace {

// Layer 1 rises by 2 K/s from 300 K, layer 2 stands at 300 K until 50 s and then rises by 10 K/s.
struct Ramps {
  std::vector<double> time{0, 50, 100}, temperature{300, 300, 400, 300, 500, 800};
  Recorded recorded() const { return {time, temperature, 2}; }
};

Detection with(std::vector<Sensor> sensors, const std::string& rule) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < sensors.size(); ++i) names.push_back(std::string(1, static_cast<char>('a' + i)));
  return {std::move(sensors), AlarmRule(rule, names), 1, 0, 7};
}

TEST(Sensors, TheAlarmComesAtTheFirstReadingAboveTheThresholdAndItsDelayLater) {
  const Ramps ramps;
  Detection d = with({{Sensor::Kind::temperature, 0, 330.5, 1, 0}}, "a");
  EXPECT_EQ(alarm_time(d, ramps.recorded()), 16);  // 300 + 2 t > 330.5
  d.interval = 0.25, d.delay = 3;
  EXPECT_EQ(alarm_time(d, ramps.recorded()), 18.5);  // 15.25 reads 330.5 itself, which is not above
}

TEST(Sensors, AHeatingRateIsTheRiseOverItsWindow) {
  const Ramps ramps;
  const Detection d = with({{Sensor::Kind::heating_rate, 1, 5.1, 4, 0}}, "a");
  const auto rates = readings_of(d, 0, ramps.recorded());
  EXPECT_TRUE(std::isnan(rates[3]));
  EXPECT_EQ(rates[4], 0);
  EXPECT_NEAR(rates[52], 5, 1e-12);  // half of its window
  EXPECT_NEAR(rates[60], 10, 1e-12);
  EXPECT_EQ(alarm_time(d, ramps.recorded()), 53);
}

TEST(Sensors, AVoltageIsOnBelowItsThresholdOfACellOrOfTheString) {
  const std::vector<double> time{0, 10, 20}, temperature{300, 300, 300}, voltage{8, 4, 4, 8, 4, 4, 4, 4, 0};
  const Recorded r{time, temperature, 1, {}, {}, voltage};
  EXPECT_EQ(alarm_time(with({{Sensor::Kind::voltage, 2, 2, 1, 0}}, "a"), r), 16);
  EXPECT_EQ(alarm_time(with({{Sensor::Kind::voltage, 0, 7, 1, 0}}, "a"), r), 13);
  const Detection never = with({{Sensor::Kind::voltage, 1, 2, 1, 0}, {Sensor::Kind::voltage, 0, 7, 1, 0}}, "a and b");
  EXPECT_FALSE(alarm_time(never, r));
  EXPECT_EQ(first_on(never, r), (std::vector<std::optional<double>>{{}, 13}));
}

TEST(Sensors, ARuleThatIsNeverFulfilledRaisesNoAlarm) {
  const Ramps ramps;
  const Sensor hot{Sensor::Kind::temperature, 0, 400, 1, 0}, hotter{Sensor::Kind::temperature, 1, 900, 1, 0};
  EXPECT_FALSE(alarm_time(with({hot, hotter}, "a and b"), ramps.recorded()));
  EXPECT_EQ(alarm_time(with({hot, hotter}, "a or b"), ramps.recorded()), 51);
}

TEST(Sensors, NoiseHasItsDeviationAndIsTheSameEveryTime) {
  std::vector<double> time{0, 9999}, temperature{300, 300};
  Detection d =
      with({{Sensor::Kind::temperature, 0, 301, 1, 0.5}, {Sensor::Kind::temperature, 0, 301, 1, 0.5}}, "a or b");
  const Recorded still{time, temperature, 1};
  const auto read = readings_of(d, 0, still), other = readings_of(d, 1, still);
  ASSERT_EQ(read.size(), 10000u);
  const double mean = std::accumulate(read.begin(), read.end(), 0.0) / 1e4;
  double square = 0, product = 0;
  for (std::size_t i = 0; i < read.size(); ++i) {
    square += (read[i] - mean) * (read[i] - mean);
    product += (read[i] - 300) * (other[i] - 300);
  }
  EXPECT_NEAR(mean, 300, 4 * 0.5 / 100);
  EXPECT_NEAR(std::sqrt(square / 1e4), 0.5, 0.015);
  EXPECT_NEAR(product / 1e4, 0, 0.25 * 4 / 100) << "sensors are independent";
  EXPECT_EQ(readings_of(d, 0, still), read);
  EXPECT_TRUE(alarm_time(d, still)) << "2 deviations are passed by chance: a false alarm";
}

}  // namespace
}  // namespace voxvolt::runaway
