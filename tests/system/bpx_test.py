# SPDX-License-Identifier: BSD-3-Clause
"""BPX files as a user has them: run, exported, run again; against the curves that were measured; what cannot run is named."""
import json
import os
import pathlib
import unittest

import support
from cell_test import between

DATA = pathlib.Path(os.environ.get("VOXVOLT_DATA", "/nowhere")) / "bpx"
HERE = f"the supplied BPX files are not there ({DATA})"
SMALL = """Header: {BPX: "0.4.0", Title: A cell of no maker, Model: DFN}
Parameterisation:
  Cell:
    Lower voltage cut-off [V]: 2.7
    Upper voltage cut-off [V]: 4.2
    Nominal cell capacity [A.h]: 12.5
    Electrode area [m2]: 0.016808
    Number of electrode pairs connected in parallel to make a cell: 34
    Thermal conductivity [W.m-1.K-1]: 2
  Electrolyte:
    Initial concentration [mol.m-3]: 1000
    Cation transference number: 0.2594
    Conductivity [S.m-1]: 0.1297 * (x / 1000) ** 3 - 2.51 * (x / 1000) ** 1.5 + 3.329 * (x / 1000)
    Diffusivity [m2.s-1]: 3e-10
  Negative electrode: &
    Particle radius [m]: 4.12e-06
    Thickness [m]: 5.62e-05
    Diffusivity [m2.s-1]: 2.728e-14
    OCP [V]: 0.1 + 1.5*exp(-50 * x) - 0.05*tanh(20*(x - 0.15))
    Conductivity [S.m-1]: 0.222
    Surface area per unit volume [m-1]: 499522
    Porosity: 0.253991
    Transport efficiency: 0.128
    Reaction rate constant [mol.m-2.s-1]: 5.199e-06
    Minimum stoichiometry: 0.005504
    Maximum stoichiometry: 0.75668
    Maximum concentration [mol.m-3]: 29730
  Positive electrode:
    Particle radius [m]: 4.6e-06
    Thickness [m]: 5.23e-05
    Diffusivity [m2.s-1]: 3.2e-14
    OCP [V]: {x: [1, 0.9, 0.42, 0.6, 0.3], y: [3.0, 3.5, 4.25, 3.9, 4.5]}
    Conductivity [S.m-1]: 0.789
    Surface area per unit volume [m-1]: 432072
    Porosity: 0.277493
    Transport efficiency: 0.1462
    Reaction rate constant [mol.m-2.s-1]: 2.305e-05
    Minimum stoichiometry: 0.42424
    Maximum stoichiometry: 0.9621
    Maximum concentration [mol.m-3]: 46200
  Separator: {"Thickness [m]": 2e-05, Porosity: 0.47, Transport efficiency: 0.3222}
""".replace(": &\n", ":\n")


def cell(parameters, protocol, more=""):
    return (f"voxvolt: 1\nstages:\n  cell:\n    kind: cell\n    parameters: {parameters}\n    protocol: {protocol}\n{more}")


class Bpx(support.SystemTest):
    def test_a_yaml_file_runs_and_comes_back_as_json_that_gives_the_same_products(self):
        self.write(SMALL, "small.bpx.yaml")
        self.write(cell("small.bpx.yaml", "[discharge at 1C until 2.7 V]", "    set: {positive.film_resistance: 1 mohm m^2}\n"))
        self.run_in("out")
        said = self.call("export", "out", "cell", "--as", "bpx", "again.json").said
        self.assertIn("User-defined.voxvolt", said)
        made = json.loads((self.folder / "again.json").read_text())
        self.assertEqual(made["Header"]["BPX"], "1.1.0")
        self.assertEqual(made["Parameterisation"]["User-defined"]["Thermal conductivity [W.m-1.K-1]"], 2)
        self.assertEqual(made["State"]["Initial conditions"]["Initial state-of-charge"], 1)
        self.write(cell("again.json", "[discharge at 1C until 2.7 V]"), "again.yaml")
        self.run_in("again", "again.yaml")
        first, second = self.json_of("out"), self.json_of("again")
        self.assertGreater(first["cell.capacity"]["value"], 5)
        for name, product in first.items():
            if name.startswith(("cell.parameters.", "cell.capacity", "cell.energy")):
                self.assertAlmostEqual(second[name]["value"], product["value"],
                                       delta=1e-12 * abs(product["value"]), msg=name)

    def test_what_is_wrong_in_a_file_is_said_with_its_line_before_anything_runs(self):
        self.write(SMALL.replace("Porosity: 0.47", "Porosity: 47"), "small.bpx.yaml")
        self.write(cell("small.bpx.yaml", "[discharge at 1C until 2.7 V]"))
        said = self.call("run", "c.yaml", "--out", "out", code=2).said
        line = next(i for i, text in enumerate(SMALL.splitlines(), 1) if "Separator" in text)
        self.assertRegex(said, rf"small.bpx.yaml:{line}:\d+: Parameterisation.Separator.Porosity: `47` is not allowed; it must be above 0")

    def test_only_cells_are_exported_and_only_full_ones(self):
        self.write("voxvolt: 1\nstages:\n  d: {kind: analytic, function: {exponentials: {terms: 1, samples: 5}}, inputs: {k1: 0.5}}\n")
        self.run_in("out")
        self.assertIn("a BPX file is exported from a stage of kind cell",
                      self.call("export", "out", "d", "--as", "bpx", "x.json", code=2).said)

    def test_a_measured_curve_stands_beside_the_simulated_one(self):
        measured = """Validation:
  Short:
    Time [s]: [0, 60, 120, 1e6]
    Current [A]: [-12.5, -12.5, -12.5, 0]
    Voltage [V]: [4.0, 4.0, 4.0, 4.0]
"""
        self.write(SMALL + measured, "small.bpx.yaml")
        self.write(cell("small.bpx.yaml", "[discharge at 1C for 3 minutes]", "    compare: Short\n    sample: 1 s\n"))
        self.run_in("out")
        mine = self.json_of("out")
        times, volts = mine["cell.time"]["value"], mine["cell.voltage"]["value"]
        errors = [between(times, volts, t) - 4 for t in (60, 120)]
        shown = [v - 4 for v in mine["cell.comparison.simulated"]["value"]]
        for one, other in zip(errors, shown[1:]):
            self.assertAlmostEqual(one, other, delta=1e-9)
        self.assertEqual(mine["cell.comparison.current.measured"]["value"], [12.5] * 3)
        self.assertEqual(mine["cell.comparison.share"]["value"], 0.75)
        self.assertAlmostEqual(mine["cell.comparison.rms"]["value"], (sum(e * e for e in shown) / 3) ** 0.5, delta=1e-12)
        self.assertAlmostEqual(mine["cell.comparison.largest"]["value"], max(map(abs, shown)), delta=1e-12)
        self.call("report", "out")
        self.assertTrue((self.folder / "out/figures/cell.comparison.measured.svg").exists())
        self.write(cell("small.bpx.yaml", "[discharge at 1C for 3 minutes]", "    compare: Shorter\n"))
        self.assertIn("has no measured curve `Shorter`; there are `Short`", self.call("check", "c.yaml", code=2).said)

    @unittest.skipUnless(DATA.exists(), HERE)
    def test_the_nmc_cell_of_about_energy_follows_its_measured_curves(self):
        file = DATA / "nmc_pouch_cell_BPX.json"
        measured = json.loads(file.read_text())["Validation"]
        # Root mean square and largest error of the file's own parameters against its own curves, 20/20/20 volumes; the
        # points at time 0 were taken before the current flowed.
        for name, amperes, rms_limit, largest_limit in (("C/20 discharge", 0.625, 0.018, 0.13),
                                                        ("1C discharge", 12.5, 0.015, 0.04)):
            curve = measured[name]
            self.write(cell(file, f"[discharge at {amperes} A until 2.7 V]", "    sample: 10 s\n"))
            out = "c20" if amperes < 1 else "c1"
            self.run_in(out)
            mine = self.json_of(out)
            times, volts = mine["cell.time"]["value"], mine["cell.voltage"]["value"]
            errors = [between(times, volts, t) - v for t, v in zip(curve["Time [s]"], curve["Voltage [V]"]) if 0 < t <= times[-1]]
            self.assertGreater(len(errors), 0.9 * len(curve["Time [s]"]))
            rms, largest = (sum(e * e for e in errors) / len(errors)) ** 0.5, max(map(abs, errors))
            print(f"{name}: rms {1e3 * rms:.2f} mV, largest {1e3 * largest:.2f} mV, of {len(errors)} points")
            self.assertLess(rms, rms_limit)
            self.assertLess(largest, largest_limit)

    @unittest.skipUnless(DATA.exists(), HERE)
    def test_every_supplied_file_loads_and_runs(self):
        for name, keys in (("lfp_18650_cell_BPX", ""), ("nmc_pouch_cell_BPX_SPM", "    model: spm\n"),
                           ("nmc_pouch_cell_BPX_user-defined_hysteresis", ""), ("nmc_pouch_cell_BPX_blended_electrode", "")):
            with self.subTest(name):
                self.write(cell(DATA / f"{name}.json", "[discharge at C/2 until 2.7 V]", keys))
                self.run_in(name)
                capacity = self.json_of(name)["cell.capacity"]["value"]
                nominal = json.loads((DATA / f"{name}.json").read_text())["Parameterisation"]["Cell"]["Nominal cell capacity [A.h]"]
                self.assertLess(abs(capacity / nominal - 1), 0.15)

    @unittest.skipUnless(DATA.exists(), HERE)
    def test_a_single_particle_file_says_what_a_full_model_would_need(self):
        self.write(cell(DATA / "nmc_pouch_cell_BPX_SPM.json", "[discharge at C/2 until 2.7 V]"))
        said = self.call("check", "c.yaml", code=2).said
        self.assertIn("electrolyte.conductivity", said)
        self.assertIn("it is needed", said)


if __name__ == "__main__":
    unittest.main()
