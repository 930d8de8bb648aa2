// SPDX-License-Identifier: BSD-3-Clause
// Stage kind `analytic`: functions whose answers are known in closed form, to try ensembles and campaigns on; one that
// takes its time, and one that fails on demand.
#include <chrono>
#include <cmath>
#include <limits>
#include <numbers>
#include <thread>

#include "stages/kinds.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Context;
using campaign::ProductForm;
using campaign::Products;
using campaign::ProductSpec;
using config::Complaint;
using config::Describe;
using config::unit;
using Numbers = std::map<std::string, double>;

double at(const Numbers& inputs, const std::string& name) { return inputs.at(name); }

std::vector<std::string> numbered(const std::string& letter, std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 1; i <= count; ++i) names.push_back(letter + std::to_string(i));
  return names;
}

// Ishigami and Homma 1990: sin x1 + a sin^2 x2 + b x3^4 sin x1, x uniform in (-pi, pi); a = 7, b = 0.1 gives
// S1 = 0.313905, S2 = 0.442411, S13 = 0.243684, variance 13.8446.
struct Ishigami {
  static constexpr std::string_view word = "ishigami";
  double a = 7;    // 1
  double b = 0.1;  // 1
  static void describe(Describe<Ishigami>& d) {
    d.sentence("sin x1 + a sin^2 x2 + b x3^4 sin x1 (Ishigami and Homma 1990); inputs x1, x2, x3.");
    d.member("a", &Ishigami::a, "weight of x2");
    d.member("b", &Ishigami::b, "weight of the interaction of x1 and x3");
  }
  std::vector<std::string> inputs() const { return {"x1", "x2", "x3"}; }
  double value(const Numbers& x) const {
    const double sin2 = std::sin(at(x, "x2"));
    return std::sin(at(x, "x1")) * (1 + b * std::pow(at(x, "x3"), 4)) + a * sin2 * sin2;
  }
};

// Sobol' 1993: prod (|4 x_i - 2| + a_i)/(1 + a_i), x uniform in (0, 1); mean 1, partial variances 1/(3 (1 + a_i)^2).
struct SobolG {
  static constexpr std::string_view word = "sobol_g";
  std::vector<double> a{0, 1, 4.5, 9, 99, 99, 99, 99};  // 1
  static void describe(Describe<SobolG>& d) {
    d.sentence("prod (|4 x_i - 2| + a_i)/(1 + a_i) (Sobol' 1993); inputs x1 to xn.");
    d.member("a", &SobolG::a, "one weight for each input: the larger, the less it matters", unit("1").at_least(0))
        .length(1, 64);
  }
  std::vector<std::string> inputs() const { return numbered("x", a.size()); }
  double value(const Numbers& x) const {
    double product = 1;
    const auto names = inputs();
    for (std::size_t i = 0; i < a.size(); ++i) product *= (std::abs(4 * at(x, names[i]) - 2) + a[i]) / (1 + a[i]);
    return product;
  }
};

struct Linear {
  static constexpr std::string_view word = "linear";
  std::vector<double> coefficients{1};  // 1
  double constant = 0;                  // 1
  static void describe(Describe<Linear>& d) {
    d.sentence("constant + sum c_i x_i; inputs x1 to xn.");
    d.member("coefficients", &Linear::coefficients, "one for each input").length(1, 64);
    d.member("constant", &Linear::constant, "value at zero");
  }
  std::vector<std::string> inputs() const { return numbered("x", coefficients.size()); }
  double value(const Numbers& x) const {
    double sum = constant;
    const auto names = inputs();
    for (std::size_t i = 0; i < coefficients.size(); ++i) sum += coefficients[i] * at(x, names[i]);
    return sum;
  }
};

// y(t) = sum A_i exp(-k_i t): the textbook of sloppy models (Waterfall et al. 2006).
struct Exponentials {
  static constexpr std::string_view word = "exponentials";
  std::int64_t terms = 1;
  double from = 0;  // s
  double to = 10;   // s
  std::int64_t samples = 100;
  static void describe(Describe<Exponentials>& d) {
    d.sentence(
        "The curve sum A_i exp(-k_i t) over time (Waterfall et al. 2006); inputs k1 to kn in 1/s, A1 to An (1 unless "
        "given).");
    d.member("terms", &Exponentials::terms, "how many exponentials", unit("1").at_least(1).at_most(64));
    d.member("from", &Exponentials::from, "first time of the curve", unit("s").at_least(0));
    d.member("to", &Exponentials::to, "last time of the curve", unit("s").above(0));
    d.member("samples", &Exponentials::samples, "points of the curve, evenly spaced",
             unit("1").at_least(2).at_most(1e6));
    d.check([](const Exponentials& e) {
      return e.to > e.from ? std::vector<Complaint>{} : std::vector<Complaint>{{"to", "is not after `from`"}};
    });
  }
  std::vector<std::string> inputs() const { return numbered("k", static_cast<std::size_t>(terms)); }
  std::vector<std::string> optional_inputs() const { return numbered("A", static_cast<std::size_t>(terms)); }
  std::vector<double> times() const {
    std::vector<double> t;
    for (std::int64_t i = 0; i < samples; ++i)
      t.push_back(from + (to - from) * static_cast<double>(i) / static_cast<double>(samples - 1));
    return t;
  }
  double value(const Numbers& x, double t) const {
    double sum = 0;
    for (std::int64_t i = 1; i <= terms; ++i) {
      const auto amplitude = x.find("A" + std::to_string(i));
      sum += (amplitude == x.end() ? 1 : amplitude->second) * std::exp(-at(x, "k" + std::to_string(i)) * t);
    }
    return sum;
  }
};

// Michaelis and Menten 1913: the rate of an enzyme reaction, saturating in the substrate.
struct MichaelisMenten {
  static constexpr std::string_view word = "michaelis_menten";
  static void describe(Describe<MichaelisMenten>& d) {
    d.sentence("v_max s/(k_m + s) (Michaelis and Menten 1913); inputs v_max, k_m, s, none negative, k_m + s above 0.");
  }
  std::vector<std::string> inputs() const { return {"v_max", "k_m", "s"}; }
  double value(const Numbers& x) const {
    const double bottom = at(x, "k_m") + at(x, "s");
    if (at(x, "k_m") < 0 || at(x, "s") < 0 || !(bottom > 0))
      throw SolverFailure("michaelis_menten: k_m = " + campaign::short_number(at(x, "k_m")) +
                          " and s = " + campaign::short_number(at(x, "s")) + " must not be negative, nor both zero");
    return at(x, "v_max") * at(x, "s") / bottom;
  }
};

// Butler-Volmer with symmetric kinetics: 2 sinh(eta/2) = i/i0, eta in thermal voltages; eta = 2 asinh(i/(2 i0)).
struct Overpotential {
  static constexpr std::string_view word = "overpotential";
  std::int64_t steps = 20;
  static void describe(Describe<Overpotential>& d) {
    d.sentence(
        "Overpotential at `ratio` = current over exchange current, 2 sinh(value/2) = ratio, by Newton's method from 0: "
        "fails "
        "far from there, as solvers do, and can be continued from a neighbour's answer; input ratio.");
    d.member("steps", &Overpotential::steps, "of Newton's method at most", unit("1").at_least(1).at_most(1000));
  }
  std::vector<std::string> inputs() const { return {"ratio"}; }
  double value(const Numbers& x, double start) const {
    const double ratio = at(x, "ratio");
    double eta = start;
    for (std::int64_t step = 0; step < steps && std::isfinite(eta); ++step) {
      const double residual = 2 * std::sinh(eta / 2) - ratio;
      if (std::abs(residual) <= 1e-12 * (1 + std::abs(ratio))) return eta;
      eta -= residual / std::cosh(eta / 2);
    }
    throw SolverFailure("overpotential: Newton's method did not converge in " + std::to_string(steps) +
                        " steps for ratio = " + campaign::short_number(ratio));
  }
};

struct Slow {
  static constexpr std::string_view word = "slow";
  double wait = 1;  // s of wall clock
  static void describe(Describe<Slow>& d) {
    d.sentence("The sum of its inputs, after a wait: for trying stops, limits and scheduling; any inputs.");
    d.member("wait", &Slow::wait, "how long it takes, wall clock", unit("s").at_least(0).at_most(86400));
  }
};

struct Error {
  static constexpr std::string_view word = "error";
  static void describe(Describe<Error>& d) { d.sentence("A solver failure that all ranks agree on."); }
};
struct Crash {
  static constexpr std::string_view word = "crash";
  static void describe(Describe<Crash>& d) {
    d.sentence("An exception that escapes on one rank while the others wait: the job is aborted.");
  }
};
struct Failing {
  static constexpr std::string_view word = "failing";
  double above = 0;  // 1
  std::optional<std::int64_t> rank;
  std::variant<Error, Crash> how = Error{};
  static void describe(Describe<Failing>& d) {
    d.sentence("The sum of its inputs; fails when that is above a limit: for trying what failures do; any inputs.");
    d.member("above", &Failing::above, "fails when the sum of the inputs is above this");
    d.member("rank", &Failing::rank, "the one rank that fails; all when not given", unit("1").at_least(0));
    d.member("how", &Failing::how, "how it fails");
  }
};

struct Inputs {
  std::variant<Ishigami, SobolG, Linear, Exponentials, MichaelisMenten, Overpotential, Slow, Failing> function =
      Ishigami{};
  Numbers inputs;
  static void describe(Describe<Inputs>& d) {
    d.sentence("Functions whose answers are known in closed form, to try campaigns and ensembles on.");
    d.member("function", &Inputs::function, "which function").required();
    d.member("inputs", &Inputs::inputs, "its arguments, by name").required();
    d.check(&Inputs::check);
  }
  static std::vector<Complaint> check(const Inputs& inputs);
};

template <class F>
constexpr bool takes_any = std::is_same_v<F, Slow> || std::is_same_v<F, Failing>;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::vector<Complaint> Inputs::check(const Inputs& in) {
  return std::visit(
      [&]<class F>(const F& function) {
        std::vector<Complaint> complaints;
        if constexpr (!takes_any<F>) {
          const std::vector<std::string> needed = function.inputs();
          std::vector<std::string> allowed = needed;
          if constexpr (requires { function.optional_inputs(); })
            for (const auto& name : function.optional_inputs()) allowed.push_back(name);
          for (const auto& name : needed)
            if (!in.inputs.contains(name))
              complaints.push_back({"inputs", std::string(F::word) + " needs the input " + name});
          for (const auto& [name, value] : in.inputs)
            if (std::find(allowed.begin(), allowed.end(), name) == allowed.end())
              complaints.push_back(
                  {"inputs." + name, std::string(F::word) + " has no such input; it takes " + joined(allowed)});
        }
        return complaints;
      },
      in.function);
}

std::vector<ProductSpec> declare(const Inputs& inputs, const campaign::Surroundings&, std::vector<Complaint>&) {
  if (std::holds_alternative<Exponentials>(inputs.function))
    return {{"value", "1", "sum of the exponentials over time", ProductForm::array, {"time"}, true}};
  return {{"value", "1", "value of the function", ProductForm::scalar, {}, true}};
}

campaign::Estimate estimate(const Inputs& inputs, const campaign::Estimates&) {
  const auto* slow = std::get_if<Slow>(&inputs.function);
  return {0, 0, slow ? slow->wait : 0};
}

double sum_of(const Numbers& inputs) {
  double sum = 0;
  for (const auto& [name, value] : inputs) sum += value;
  return sum;
}

void wait(const Slow& slow, Context& context) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  while (true) {
    const double waited = context.ranks.broadcast(std::chrono::duration<double>(Clock::now() - start).count());
    if (waited >= slow.wait) return;
    context.log.progress(context.stage, waited / slow.wait, "waiting");
    if (context.stop.asked(context.ranks))
      throw parallel::AgreedFailure(ExitCode::stopped, context.stage + ": stopped (" + context.stop.reason() + ")");
    std::this_thread::sleep_for(std::chrono::duration<double>(std::min(0.01, slow.wait - waited)));
  }
}

void fail(const Failing& failing, double sum, Context& context) {
  if (!(sum > failing.above)) return;
  const bool here = !failing.rank || *failing.rank == context.ranks.rank();
  const std::string text = context.stage + ": failed on demand: the sum of its inputs " + campaign::short_number(sum) +
                           " is above " + campaign::short_number(failing.above);
  if (std::holds_alternative<Crash>(failing.how)) {
    if (here) throw std::runtime_error(text);
    context.ranks.barrier();  // what a rank does that has not heard of the failure
    return;
  }
  parallel::agree_on(context.ranks, [&] {
    if (here) throw SolverFailure(text);
  });
}

Products run(const Inputs& inputs, Context& context) {
  Products products;
  std::visit(
      [&]<class F>(const F& function) {
        const ProductSpec spec{"value", "1", "value of the function", ProductForm::scalar, {}, true};
        if constexpr (std::is_same_v<F, Exponentials>) {
          campaign::Axis time{"time", "s", "time since the start", function.times()};
          std::vector<double> values;
          for (double t : time.values) values.push_back(function.value(inputs.inputs, t));
          products.add_array({"value", "1", "sum of the exponentials over time", ProductForm::array, {"time"}, true},
                             {time}, std::move(values));
        } else if constexpr (takes_any<F>) {
          const double sum = sum_of(inputs.inputs);
          if constexpr (std::is_same_v<F, Slow>) wait(function, context);
          else fail(function, sum, context);
          products.add_scalar(spec, sum);
        } else {
          double value = 0;
          parallel::agree_on(context.ranks, [&] {
            if constexpr (std::is_same_v<F, Overpotential>)
              value = function.value(inputs.inputs, context.start ? context.start->at("value").values.at(0) : 0);
            else value = function.value(inputs.inputs);
          });
          products.add_scalar(spec, value);
        }
      },
      inputs.function);
  return products;
}

std::vector<std::string> cites(const Inputs& inputs) {
  if (std::holds_alternative<Ishigami>(inputs.function))
    return {
        "Ishigami, T., Homma, T. (1990). An importance quantification technique in uncertainty analysis for computer "
        "models. "
        "Proc. ISUMA '90, 398-403. doi:10.1109/ISUMA.1990.151285"};
  if (std::holds_alternative<SobolG>(inputs.function))
    return {
        "Sobol', I. M. (1993). Sensitivity estimates for nonlinear mathematical models. Math. Model. Comput. Exp. 1, "
        "407-414."};
  if (std::holds_alternative<Exponentials>(inputs.function))
    return {
        "Waterfall, J. J. et al. (2006). Sloppy-model universality class and the Vandermonde matrix. Phys. Rev. Lett. "
        "97, 150601. "
        "doi:10.1103/PhysRevLett.97.150601"};
  if (std::holds_alternative<MichaelisMenten>(inputs.function))
    return {"Michaelis, L., Menten, M. L. (1913). Die Kinetik der Invertinwirkung. Biochem. Z. 49, 333-369."};
  return {};
}

}  // namespace

campaign::StageKind analytic() {
  return campaign::make_kind(campaign::Kind<Inputs>{
      .name = "analytic",
      .revision = 1,
      .sentence = "Functions whose answers are known in closed form, to try campaigns and ensembles on.",
      .produces = {{"value", "1", "value of the function; for exponentials the curve over time"}},
      .declare = &declare,
      .estimate = &estimate,
      .cites = &cites,
      .run = &run,
      .continues = true,
  });
}

}  // namespace voxvolt::stages
