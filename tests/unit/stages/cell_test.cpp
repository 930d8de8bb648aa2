// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "config/errors.hpp"
#include "support/campaign_run.hpp"

namespace voxvolt::stages {
namespace {

using test::CampaignRun;

std::string campaign_of(const std::string& keys, const std::string& more = "") {
  return "voxvolt: 1\nstages:\n  cell:\n    kind: cell\n    parameters: chen2020\n" + keys + more;
}
constexpr const char* kShort = "    protocol: [discharge at 1C for 10 s]\n";

std::string refusal(const std::string& text) {
  try {
    CampaignRun run(text);
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::input) << failure.what();
    return failure.what();
  }
  ADD_FAILURE() << "was accepted: " << text;
  return "";
}

TEST(Cell, IsRefusedForWhatCannotBeWithWordsAndPlace) {
  const auto says = [](const std::string& keys, const std::string& words) {
    const std::string text = refusal(campaign_of(keys));
    EXPECT_NE(text.find(words), std::string::npos) << text;
    EXPECT_NE(text.find("campaign.yaml:"), std::string::npos) << text;
  };
  const auto set = [&](const std::string& entries, const std::string& words) {
    says(kShort + ("    set: {" + entries + "}\n"), words);
  };
  says("", "cell.protocol: required");
  says("    protocol: []\n", "there is nothing to do");
  says("    protocol: [discharge at 1Cc until 2.5 V]\n",
       "cell.protocol.1: `discharge at 1Cc until 2.5 V`: `1Cc` is no rate");
  says("    protocol: [{repeat: 3}]\n", "holds no steps");
  says("    protocol: [{steps: [rest for 1 s]}]\n", "needs `repeat` or `temperature`");
  says("    protocol: [{repeat: 0, steps: [rest for 1 s]}]\n", "must be at least 1");
  says("    protocol: [{repeat: 90000, steps: [{repeat: 90000, steps: [rest for 1 s]}]}]\n", "at most 1.00e+06");
  says("    protocol: [{repeat: 2, step: rest for 1 s}]\n", "a sentence stands alone");
  says("    protocol: [{temperature: 5, steps: [rest for 1 s]}]\n", "has no unit");
  says("    protocol: [{impedance: {from: 1 Hz}}]\n", "cell.protocol.1.impedance.to: required");
  says("    protocol: [{impedance: {from: 1 Hz, to: 0 Hz}}]\n", "must be at least 1e-9 Hz");
  says("    protocol: [{impedance: {from: -1 Hz, to: 1 Hz}}]\n", "must be at least 1e-9 Hz");
  says("    protocol: [{impedance: {from: 1 Hz, to: 1 s}}]\n", "the reciprocal of what is needed");
  says("    protocol: [{impedance: {from: 1 Hz, to: 1000 mHz}}]\n", "runs from one to another");
  says("    protocol: [{impedance: {from: 1 kHz, to: 1 Hz, per_decade: 0}}]\n", "must be at least 1 and at most 1000");
  says("    protocol: [{impedance: {from: 1 kHz, to: 1 Hz, per_decade: 1e5}}]\n", "at most 1000");
  says("    protocol: [{repeat: 2, impedance: {from: 1 kHz, to: 1 Hz}}]\n", "stands alone");
  says("    protocol: [{impedance: {from: 1 kHz, to: 1 Hz}}, {impedance: {from: 1 kHz, to: 2 Hz}}]\n",
       "different frequencies");
  says("    protocol: [{repeat: 20000, steps: [{impedance: {from: 1 kHz, to: 1 Hz, per_decade: 100}}]}]\n",
       "at most 1.00e+06");
  set("positive.double_layer_capacitance: -1 F/m^2", "it must be at least 0 F/m^2");
  says("    protocol: [{temprature: 5 degC, steps: [rest for 1 s]}]\n", "did you mean `temperature`?");
  says("    protocol: [run nowhere.csv (A)]\n", "nowhere.csv");
  says("    protocol: [{step: rest for 1 s, file: nowhere.csv}]\n", "goes with a sentence `run FILE (A)`");
  says(kShort + std::string("    stop: [temperature above 3 V]\n"), "does not go with temperature");
  says(kShort + std::string("    stop: [2.5 V]\n"), "from which side?");
  says(kShort + std::string("    model: p2d\n"), "`p2d` is not one of: dfn, spme, spm");
  says(kShort + std::string("    mechanics: swelling\n"), "cell.mechanics.swelling: not in this release");
  says(kShort + std::string("    degradation: {sei: reaction_limited}\n"), "not in this release");
  says(kShort + std::string("    degradation: {plating: irreversible}\n"), "not in this release");
  says(kShort + std::string("    thermal: hot\n"), "`hot` is not one of: none, lumped, through_stack");
  says(kShort + std::string("    thermal: {lumped: {cooling: 1 W}}\n"), "another dimension");
  says(kShort + std::string("    mesh: {negative: 1}\n"), "must be at least 2");
  says(kShort + std::string("    mesh: {particle: {spectral: 99}}\n"), "at most 24");
  says(kShort + std::string("    tolerance: 0\n"), "must be at least 1e-10");
  says(kShort + std::string("    sample: 0 s\n"), "must be above 0 s");
  says(kShort + std::string("    initial: {soc: 1.2}\n"), "must be at least 0 and at most 1");
  says(kShort + std::string("    initial: {soc: 0.5, negative_stoichiometry: 0.3}\n"), "excludes `soc`");
  says(kShort + std::string("    initial: {temperature: 25}\n"), "has no unit");
  says(kShort + std::string("    counter: lithium\n"), "counter.reaction_rate_constant");
  set("positive.porosity: 33 um", "another dimension");
  set("positive.porosity: 0.4", "cell.set.positive.porosity: porosity 0.4 and active fraction 0.665 are more than");
  set("positive.porosty: 0.3", "did you mean `positive.porosity`?");
  set("positive: {thickness: 75.6}", "has no unit");
  set("positive: {tortuosity: 2, bruggeman_exponent: 1.5}", "give one of them");
  set("positive: {conductivity: 2 S/m, effective_conductivity: 1 S/m}", "give one of them");
  set("positive.ocp: {expression: 4.2 - y}", "which is neither x nor T");
  set("positive.ocp: {expresion: 4.2 - x}", "did you mean `expression`?");
  set("positive.ocp: {table: {x: [0, 1], y: [4, 3], unit: A}}", "another dimension");
  set("electrolyte.conductivity: -1 S/m", "it must be above 0 S/m");
  set("positive.thickness: $nowhere.thickness", "there is no stage nowhere");
  set("positive.particle_size_distribution: {lognormal: {sigma: 0}}", "must be above 0");
  set("positive.particle_size_distribution: {lognormal: {sigma: 0.3, classes: 99}}", "at most 20");
  set("positive.particle_size_distribution: {normal: {sigma: 0.3}}", "`normal`");
  set("positive.particle_size_distribution: {sizes: {radius: [1 um], volume_fraction: [1, 2]}}",
      "2 entries, and 1 sizes");
  set("positive.particle_size_distribution: {sizes: {volume_fraction: [1, 2]}}", "give one of radius and diameter");
  set("positive: {materials: {nmc: {thickness: 1 um}}}", "positive.materials.nmc.thickness");
  set("positive.materials.nmc.particle_radius: 5 um", "positive.materials.nmc.maximum_concentration");
  says(kShort +
           std::string("    model: spm\n    set: {positive.particle_size_distribution: {lognormal: {sigma: 0.3}}}\n"),
       "several families of particles with spme and spm (use dfn) is not in this release");
}

TEST(Cell, IsRefusedForParametersThatAreNone) {
  const auto says = [](const std::string& parameters, const std::string& words) {
    const std::string text =
        refusal("voxvolt: 1\nstages:\n  cell:\n    kind: cell\n    parameters: " + parameters + "\n" + kShort);
    EXPECT_NE(text.find(words), std::string::npos) << text;
  };
  says("chen2021", "did you mean `chen2020`?");
  says("nowhere.yaml", "nowhere.yaml");
  says("{chen2020: {version: abc}}", "this release has another version of chen2020");
  const test::TemporaryFolder folder(test::world(), "sets");
  const auto file = [&](const std::string& name, const std::string& text) {
    std::ofstream(folder / name) << text;
    return folder / name;
  };
  says(file("bad.yaml", "voxvolt_parameters: 1\nsources: {a: b}\ncell: {nominal_capacity: {value: 5, source: a}}\n"),
       "bad.yaml:3:34: cell.nominal_capacity: `5` has no unit");
  says(file("thin.yaml",
            "voxvolt_parameters: 1\nsources: {a: b}\ncell: {nominal_capacity: {value: 5 A h, source: a}}\n"),
       "negative.thickness: the parameter set does not give it, and it is needed");
  says(file("bpx.json", "{\"Header\": {\"BPX\": \"2.0.0\"}}"),
       "Header.BPX: `2.0.0` is no version that is read here: 0.x or 1.x");
}

TEST(Cell, ReferencesAreCheckedForTheirDimension) {
  const std::string image =
      "  image:\n    kind: microstructure\n    generate: {size: [16, 16, 16], voxel: 1 um, seed: 3, particles: "
      "{fraction: 0.3, diameter: 5 um}}\n";
  const std::string text =
      refusal(campaign_of(kShort + std::string("    set: {positive.thickness: $image.porosity}\n"), image));
  EXPECT_NE(text.find("$image.porosity is dimensionless, but this key takes m"), std::string::npos) << text;
}

}  // namespace
}  // namespace voxvolt::stages
