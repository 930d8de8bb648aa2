// SPDX-License-Identifier: BSD-3-Clause
// A described struct with one of everything, and short ways to load and validate.
#pragma once

#include <string>

#include "config/described.hpp"
#include "config/loader.hpp"
#include "config/validate.hpp"

namespace voxvolt::config::sample {

struct None {
  static constexpr std::string_view word = "none";
  static void describe(Describe<None>& d) { d.sentence("Heat is left out."); }
};

struct Lumped {
  static constexpr std::string_view word = "lumped";
  double cooling = 10;      // W/m^2/K
  double ambient = 298.15;  // K
  static void describe(Describe<Lumped>& d) {
    d.sentence("One temperature for the whole cell.");
    d.member("cooling", &Lumped::cooling, "heat transfer coefficient to ambient", unit("W/m^2/K").at_least(0));
    d.member("ambient", &Lumped::ambient, "ambient temperature", unit("K"));
  }
};

struct Every {
  static constexpr std::string_view word = "every";
  static constexpr bool unnamed = true;
  double interval = 10;  // s
  static void describe(Describe<Every>& d) {
    d.sentence("At equal times.");
    d.member("interval", &Every::interval, "time between samples", unit("s").above(0));
    d.shorthand("interval");
  }
};

struct Adaptive {
  static constexpr std::string_view word = "adaptive";
  static void describe(Describe<Adaptive>& d) { d.sentence("At the steps of the solver."); }
};

struct Normal {
  static constexpr std::string_view word = "normal";
  Quantity mean, sd;
  static void describe(Describe<Normal>& d) {
    d.sentence("Normal distribution.");
    d.member("mean", &Normal::mean, "mean").required();
    d.member("sd", &Normal::sd, "standard deviation", Unit{}.as_difference()).required();
  }
};

struct Replicate {
  static constexpr std::string_view word = "replicate";
  int count = 1;
  static void describe(Describe<Replicate>& d) {
    d.sentence("Equal members that differ by chance alone.");
    d.member("count", &Replicate::count, "how many", unit("1").at_least(1)).required();
    d.shorthand("count");
  }
};

struct Layer {
  std::string name;
  double thickness = 0;  // m
  static void describe(Describe<Layer>& d) {
    d.sentence("One layer.");
    d.member("name", &Layer::name, "what it is called").required();
    d.member("thickness", &Layer::thickness, "thickness", unit("m").above(0)).required();
  }
};

struct Step {
  std::string say;
  std::vector<Step> steps;
  static void describe(Describe<Step>& d) {
    d.sentence("A sentence, or steps of its own.");
    d.member("say", &Step::say, "a sentence");
    d.member("steps", &Step::steps, "steps within");
    d.shorthand("say");
  }
};

struct Read {
  File file;
  std::vector<double> voxel{1e-6};  // m
  static void describe(Describe<Read>& d) {
    d.sentence("An image from a file.");
    d.member("file", &Read::file, "the image").required();
    d.member("voxel", &Read::voxel, "edges of a voxel", unit("m").above(0)).length(1, 3);
  }
};

struct Generate {
  std::vector<std::int64_t> size;
  std::uint64_t seed = 0;
  static void describe(Describe<Generate>& d) {
    d.sentence("A packing of spheres.");
    d.member("size", &Generate::size, "voxels along x, y, z", unit("1").at_least(1)).length(3, 3).required();
    d.member("seed", &Generate::seed, "seed of the random stream");
  }
};

struct Inputs {
  std::optional<StageRef> of;
  double porosity = 0.3;
  double temperature = 298.15;  // K
  double tolerance = 0.1;       // K, difference
  double frequency = 1;         // Hz
  double conductance = 1;       // S
  std::string title;
  bool verbose = false;
  int volumes = 1;
  std::variant<None, Lumped> thermal;
  std::variant<Every, Adaptive> sample;
  std::vector<Layer> layers;
  std::vector<std::string> collect;
  std::vector<double> between{0, 1};
  std::map<std::string, double> set;
  std::map<std::string, std::variant<Normal, Replicate>> vary;
  std::map<std::string, Layer> kinds;
  std::optional<Read> read;
  std::optional<Generate> generate;
  std::vector<Step> protocol;
  std::optional<double> ceiling = 1.0;  // 1/s
  std::map<std::string, Quantity> properties;

  static ShapeRef parameter(const std::string& key) {
    if (key == "positive.thickness" || key == "negative.thickness")
      return make_shape(QuantityShape{unit("m").above(0)});
    if (key == "positive.porosity") return make_shape(QuantityShape{unit("1").above(0).below(1)});
    return nullptr;
  }
  static void describe(Describe<Inputs>& d) {
    d.sentence("One of everything.");
    d.member("of", &Inputs::of, "the stage before");
    d.member("porosity", &Inputs::porosity, "share of pores", unit("1").above(0).below(1));
    d.member("temperature", &Inputs::temperature, "temperature", unit("K")).cite("10.1149/1.2221597");
    d.member("tolerance", &Inputs::tolerance, "largest change", unit("K").as_difference().above(0));
    d.member("frequency", &Inputs::frequency, "frequency", unit("Hz"));
    d.member("conductance", &Inputs::conductance, "conductance", unit("S"));
    d.member("title", &Inputs::title, "free text");
    d.member("verbose", &Inputs::verbose, "say more");
    d.member("volumes", &Inputs::volumes, "how many volumes", unit("1").at_least(1).at_most(1000));
    d.member("thermal", &Inputs::thermal, "heat");
    d.member("sample", &Inputs::sample, "when to sample");
    d.member("layers", &Inputs::layers, "layers from left to right");
    d.member("collect", &Inputs::collect, "what to keep");
    d.member("between", &Inputs::between, "lower and upper end", unit("V")).length(2, 2);
    d.member("set", &Inputs::set, "parameters")
        .path_keys()
        .keys(&Inputs::parameter, {"positive.thickness", "negative.thickness", "positive.porosity"});
    d.member("vary", &Inputs::vary, "what varies").path_keys();
    d.member("kinds", &Inputs::kinds, "layers by name");
    d.member("read", &Inputs::read, "an image");
    d.member("generate", &Inputs::generate, "a packing");
    d.member("protocol", &Inputs::protocol, "what the cell does");
    d.member("ceiling", &Inputs::ceiling, "largest rate", unit("1/s").above(0));
    d.member("properties", &Inputs::properties, "one value a phase");
    d.later("mechanics", "swelling");
    d.at_most_one({"read", "generate"});
    d.check([](const Inputs& inputs) {
      std::vector<Complaint> complaints;
      if (inputs.between[0] > inputs.between[1])
        complaints.push_back({"between", "the lower end is above the upper end"});
      return complaints;
    });
  }
};

inline const Shape& shape() {
  static const ShapeRef made = Form<Inputs>::shape({});
  return *made;
}

/// Loads and validates; what is wrong is thrown as one InputError.
inline Value read_value(const std::string& text, const std::string& source = "c.yaml") {
  Problems problems;
  Value value = validate(load_yaml(text, source), shape(), "cell", problems);
  problems.throw_if_any();
  return value;
}
inline Inputs read_inputs(const std::string& text, const std::string& source = "c.yaml") {
  return build<Inputs>(read_value(text, source));
}
/// What an attempt complains of; empty when it does not.
template <class Attempt>
std::string complaint_of(Attempt attempt) {
  try {
    attempt();
  } catch (const InputError& wrong) { return wrong.what(); }
  return {};
}
inline std::string complaint(const std::string& text) {
  return complaint_of([&] { read_value(text); });
}

}  // namespace voxvolt::config::sample
