# SPDX-License-Identifier: BSD-3-Clause
"""The whole chain, inputs/campaigns/flagship.yaml, made small: what leaves one stage is what enters the next; the same on
two ranks, interrupted and with changes; with images of others; ten mistakes in it."""
import os
import pathlib
import unittest

import support

SOURCE = pathlib.Path(os.environ["VOXVOLT_SOURCE"])
FLAGSHIP = SOURCE / "inputs" / "campaigns" / "flagship.yaml"
IMAGES = pathlib.Path(os.environ.get("VOXVOLT_DATA", "")) / "microstructure"
SMALL = ["image.generate.size=[32, 32, 32]", "image.generate.voxel=1.2 um", "recipes.design.sobol_sequence.samples=4",
         "recipes.vary.image.generate.seed.replicate=4", "causes.design.saltelli.samples=2",
         "burns.design.monte_carlo.samples=100", "burns.analyse=[]", "fast.coverage=0.5", "module.stack.layers.1.volumes=9",
         "barrier.stack.layers.1.volumes=9"]

MISTAKES = {  # what it is -> (right, wrong, what is said with the line of `right`, or of what else is named)
    "a typo": ("binder_porosity: 0.476", "binder_porostiy: 0.476", "did you mean `binder_porosity`?"),
    "a wrong unit": ("thickness: 27 mm", "thickness: 27 mV", "needed is a unit like `m`"),
    "a missing reference": ("density: $solid.density", "density: $solid.densty", "did you mean density?"),
    "an impossible value": ("calendering: {strain: 0.12}", "calendering: {strain: 0.5}", "possible is a strain below"),
    "a product of another dimension": ("conductivity: $solid.conductivity.through", "conductivity: $solid.density",
                                       "kg/m^3"),
    "a missing file": ("parameters: chen2020", "parameters: ./chen2021.yaml", "chen2021.yaml"),
    "an unknown distribution": ("sides.coefficient: {normal: {mean: 150 W/m^2/K, cv: 10 %}}",
                                "sides.coefficient: {gauss: {mean: 150 W/m^2/K, cv: 10 %}}", "is not one of: normal,"),
    "a circle": ("porosity: $image.porosity", "porosity: $causes.members", "circle", "  cell:\n"),
    "a nonsense protocol": ("discharge at 1C until 2.5 V, rest", "discharge at noon until 2.5 V, rest", "noon"),
    "a stage pasted twice": ("  sampling:", "  transport:", "given twice"),
}


def with_set(changes):
    return [word for change in changes for word in ("--set", change)]


class Flagship(support.SystemTest):
    def run_small(self, out, *words, **how):
        return self.call("run", FLAGSHIP, "--out", out, *with_set(SMALL), *words, timeout=600, **how)

    def test_what_leaves_a_stage_enters_the_next(self):
        self.run_small("out")
        got = self.json_of("out")

        def value(path):
            return got[path]["value"]

        same = {"cell.parameters.positive.porosity": "image.porosity",
                "cell.parameters.positive.active_fraction": "image.volume_fraction.active",
                "cell.parameters.positive.surface_area_per_volume": "image.active_surface",
                "cell.parameters.positive.transport_efficiency": "transport.electrolyte.transport_efficiency.through",
                "cell.parameters.positive.effective_conductivity": "transport.electronic.conductivity.through"}
        for taken, given in same.items():
            self.assertEqual(value(taken), value(given), taken)
            self.assertEqual(got[taken]["unit"], got[given]["unit"], taken)
        # One definition of tortuosity: mean conductivity over the effective one; the binder conducts by its pores.
        mean = value("image.volume_fraction.pore") + 0.05 * value("image.volume_fraction.binder")
        self.assertAlmostEqual(value("transport.electrolyte.tortuosity.through"),
                               mean / value("transport.electrolyte.conductivity.through"), delta=1e-9)
        self.assertAlmostEqual(value("image.porosity"), value("image.volume_fraction.pore") +
                               0.476 * value("image.volume_fraction.binder"), delta=1e-12)
        self.assertAlmostEqual(value("image.active_surface") * value("image.particle_radius"),
                               3 * value("image.volume_fraction.active"), delta=1e-9)
        for kept in ("lithium", "salt", "charge"):
            self.assertLess(abs(value(f"cell.balance.{kept}")), 1e-10)
        # Energy: what the cell stored is what the short may give; it gives no more, and heat goes somewhere.
        self.assertAlmostEqual(value("solid.energy") / (3600 * value("cell.energy")), 1, delta=1e-9)
        self.assertLessEqual(value("module.energy.supplied"), value("solid.energy") * (1 + 1e-9))
        heat = value("module.energy.released") + value("module.energy.supplied")
        self.assertAlmostEqual((value("module.energy.stored") + value("module.energy.lost")) / heat, 1, delta=1e-9)
        burnable = 5 * value("solid.volume") * (0.15 * 257e3 * 610.4 + 0.75 * 1714e3 * 610.4 + 0.96 * 790e3 * 1221 +
                                                155e3 * 406.9)
        self.assertLess(value("module.energy.released"), burnable)
        # A nominal run lies among the members that vary around it.
        margins = [m for m in value("burns.table.module.propagation_margin") if m is not None]
        self.assertEqual(len(margins), 100)
        self.assertLess(min(margins), max(margins))

        # The model of it, in the run and from its card.
        self.assertEqual(got["again.cell.capacity"]["error"], value("fast.error.bound.cell.capacity"))
        self.call("export", "out", "fast", "fast.json", "--as", "json")
        constant = {"cell.set.positive.thickness": "75.6 um", "cell.set.negative.thickness": "85.2 um",
                    "module.stack.contact_resistance": "0.036 m^2.K/W", "module.stack.sides.coefficient": "150 W/m^2/K",
                    "module.stack.layers.1.set.reactions.cathode_solvent.heat": "790 J/g",
                    "module.trigger.short.resistance": "2 mohm"}
        inputs = {**constant, **{taken.replace("parameters", "set"): f"{value(given)!r} {got[given]['unit']}".removesuffix(" 1")
                                 for taken, given in same.items()}}
        self.assertEqual(len(inputs), 11)
        self.write("voxvolt: 1\nstages:\n  p:\n    kind: predict\n    file: fast.json\n    inputs:\n" +
                   "".join(f"      {path}: {number}\n" for path, number in inputs.items()))
        self.run_in("elsewhere")
        there = self.json_of("elsewhere")
        for name in ("cell.capacity", "module.propagation_margin", "in_domain"):
            self.assertAlmostEqual(there["p." + name]["value"], value("again." + name), delta=1e-9, msg=name)

        with self.subTest("two ranks"):
            self.run_small("two", ranks=2)
            two = self.json_of("two")
            self.assertEqual(sorted(got), sorted(two))
            for name, product in got.items():
                if product.get("form", "scalar") == "scalar" and isinstance(product["value"], float) and "cost" not in name:
                    # Conductivities agree to 1e-10; steps that are chosen anew from there, to what a step may be off.
                    share = 2e-3 if name.split(".")[0] in ("module", "barrier", "causes", "burns") else 1e-6
                    self.assertAlmostEqual(two[name]["value"], product["value"],
                                           delta=share * abs(product["value"]) + 1e-9, msg=name)
        with self.subTest("interrupted"):
            outcome, pieces = self.run_small("cut", "--time-limit", "1 s", code=None), 0
            while outcome.code == 75 and pieces < 100:
                pieces += 1
                outcome = self.run_small("cut", "--time-limit", f"{1 + pieces} s", code=None)
            self.assertEqual(outcome.code, 0, outcome)
            self.assert_same_products("cut", "out", f"{pieces} pieces")
        with self.subTest("another barrier"):
            said = self.run_small("out", "--set", "module.stack.contact_resistance=0.01 m^2.K/W")
            self.assertGreater(value("module.propagation_margin"), 0)
            self.assertLess(self.json_of("out", "module.propagation_margin")["value"], 0)
            for stage in ("image", "transport", "cell", "solid", "barrier", "recipes", "probe", "stiff"):
                self.assertRegex(said.said + said.out, rf"(?m)^ *{stage} +reused", stage)

    def other_image(self, out, read, *more):
        parts = "recipes.vary={image.read.part.seed: {replicate: 3}}"
        changes = [change for change in SMALL if "image.generate" not in change]
        self.call("run", FLAGSHIP, "--out", out, "--set", "image.generate=~", "--set", "image.read=" + read,
                  *with_set(changes), "--set", parts, *with_set(more), "--set", "recipes.design.sobol_sequence.samples=3",
                  timeout=600)
        rows = self.json_of(out, "recipes.table.image.porosity")["value"]
        self.assertEqual(len(set(rows)), 3)
        self.assertGreater(self.json_of(out, "cell.capacity")["value"], 10)
        self.assertIsNotNone(self.json_of(out, "module.propagation_margin")["value"])

    @unittest.skipUnless((IMAGES / "nmc_ct_128.h5").exists(), "the supplied images are not there")
    def test_images_of_others_go_the_same_way(self):
        self.other_image("ct", f"{{file: {IMAGES / 'nmc_ct_128.h5'}, voxel: 0.4 um, through: z, phases: {{pore: 0, active: 1}}, "
                         "part: {size: [48, 48, 48]}}", "image.binder_porosity=~",
                         "transport.properties={electrolyte: {pore: 1.0}, electronic: {active: 0.18 S/m}}",
                         "sampling.properties={electrolyte: {pore: 1.0}}")
        self.other_image("cbd", f"{{file: {IMAGES / 'nmc1cal_cbd.h5'}, voxel: 0.398 um, through: z, "
                         "phases: {pore: 0, active: 1, binder: 2}, part: {size: [48, 48, 48]}}")

    def test_ten_mistakes_name_their_line_and_the_cure(self):
        text = FLAGSHIP.read_text()
        for mistake, (right, wrong, cure, *named) in MISTAKES.items():
            with self.subTest(mistake):
                self.assertIn(right, text)
                line = text[:text.index(named[0] if named else right)].count("\n") + 1
                self.write(text.replace(right, wrong, 1))
                said = self.call("check", "c.yaml", code=2).said
                about = [one for one in said.splitlines() if one.startswith(f"c.yaml:{line}:")]
                self.assertTrue(any(cure in one for one in about), f"line {line}, `{cure}`: {said}")


if __name__ == "__main__":
    unittest.main()
