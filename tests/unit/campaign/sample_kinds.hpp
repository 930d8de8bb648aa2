// SPDX-License-Identifier: BSD-3-Clause
// A small catalogue for tests of the graph: `beam` gives products of every form but a field, `load` takes all that can be
// referred to.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "campaign/campaign.hpp"
#include "campaign/context.hpp"
#include "support/session.hpp"

namespace voxvolt::campaign::sample {

struct Beam {
  double length = 1;        // m
  double slenderness = 10;  // 1
  std::string material = "steel";
  std::optional<config::File> table;
  static void describe(config::Describe<Beam>& d) {
    d.member("length", &Beam::length, "length of the beam", config::unit("m").above(0));
    d.member("slenderness", &Beam::slenderness, "length over depth");
    d.member("material", &Beam::material, "name of its material");
    d.member("table", &Beam::table, "measured values");
  }
};

inline std::vector<ProductSpec> beam_specs() {
  return {{"depth", "m", "length over slenderness", ProductForm::scalar},
          {"label", "", "the material", ProductForm::text},
          {"bending.moment", "N m", "moment along the beam", ProductForm::array, {"position"}},
          {"map", "K", "temperature over position and time", ProductForm::array, {"time", "position"}}};
}

struct Load {
  double span = 1;              // m
  double factor = 1;            // 1
  std::vector<double> moments;  // N m
  std::string name;
  std::optional<config::StageRef> of;
  std::map<std::string, config::Quantity> free;
  static void describe(config::Describe<Load>& d) {
    d.member("span", &Load::span, "free length", config::unit("m"));
    d.member("factor", &Load::factor, "safety factor");
    d.member("moments", &Load::moments, "moments to bear", config::unit("N m"));
    d.member("name", &Load::name, "what it is called");
    d.member("of", &Load::of, "the beam that bears it");
    d.member("free", &Load::free, "anything else");
  }
};

inline Catalogue catalogue(int revision_of_beam = 1) {
  Kind<Beam> beam{.name = "beam", .revision = revision_of_beam, .sentence = "A beam."};
  beam.declare = [](const Beam&, const Surroundings&, std::vector<config::Complaint>&) { return beam_specs(); };
  beam.run = [](const Beam&, Context&) { return Products{}; };
  Kind<Load> load{.name = "load", .revision = 1, .sentence = "A load on it."};
  load.declare = [](const Load&, const Surroundings&, std::vector<config::Complaint>&) {
    return std::vector<ProductSpec>{{"safe", "1", "is it borne", ProductForm::scalar}};
  };
  load.run = [](const Load&, Context&) { return Products{}; };
  return {{make_kind(beam), make_kind(load)}, {"bridge"}};
}

/// Collective. The campaign of a text that is called c.yaml.
inline Campaign load_text(const std::string& text, const std::vector<std::string>& sets = {},
                          const std::vector<std::string>& petsc = {}, int revision_of_beam = 1) {
  static const std::vector<Catalogue> catalogues{catalogue(1), catalogue(2)};
  return load_campaign({"c.yaml", text, sets, petsc}, catalogues.at(static_cast<std::size_t>(revision_of_beam - 1)),
                       test::world());
}

/// What is wrong with such a campaign; empty when nothing is.
inline std::string complaint_of(const std::string& text, const std::vector<std::string>& petsc = {}) {
  try {
    load_text(text, {}, petsc);
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::input);
    return failure.what();
  }
  return {};
}

}  // namespace voxvolt::campaign::sample
