# SPDX-License-Identifier: BSD-3-Clause
"""The whole chain, inputs/campaigns/flagship.yaml, made small: what leaves one stage is what enters the next; the same on
two ranks, interrupted and with changes; with images of others; ten mistakes in it."""
import hashlib
import json
import math
import os
import pathlib
import unittest

import support

SOURCE = pathlib.Path(os.environ["VOXVOLT_SOURCE"])
FLAGSHIP = SOURCE / "inputs" / "campaigns" / "flagship.yaml"
FULL = SOURCE / "inputs" / "campaigns" / "flagship_full.yaml"
LARGER = {  # all that differs on a cluster
    'title: "From voxels to the probability that a module burns"':
        'title: "From voxels to the probability that a module burns, on a cluster"',
    "size: [64, 64, 64]": "size: [128, 128, 128]",
    "image.generate.seed: {replicate: 64}": "image.generate.seed: {replicate: 256}",
    "design: {sobol_sequence: {samples: 64}}": "design: {sobol_sequence: {samples: 256}}",
    "design: {saltelli: {samples: 128}}": "design: {saltelli: {samples: 1024}}",
    "design: {monte_carlo: {samples: 500}}": "design: {monte_carlo: {samples: 4000}}",
    "analyse: [{rare_event: {of: module.propagation_margin, below: 0, samples: 800}}]":
        "analyse: [{rare_event: {of: module.propagation_margin, below: 0, samples: 3000}}]",
}
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


def bare_lines(path):
    """Of a campaign, without comments; nothing in these has a `#` of its own."""
    return [line.split(" #")[0].rstrip() for line in path.read_text().splitlines()
            if line.strip() and not line.strip().startswith("#")]


def said_by(card, inputs):
    """What a card says, by its own `forms`, without any of the engine: outputs, and whether they may be believed."""
    def scaled(one):
        value, least, most = inputs[one["path"]], one["least"], one["most"]
        if one["scale"] == "logarithmic":
            value, least, most = math.log(value), math.log(least), math.log(most)
        return 2 * (value - least) / (most - least) - 1

    def legendre(n, x):
        before, now = 0.0, 1.0
        for k in range(n):
            before, now = now, ((2 * k + 1) * x * now - k * before) / (k + 1)
        return math.sqrt(2 * n + 1) * now

    def matern(point, lengths):
        s = math.sqrt(5 * sum(((a - b) / length) ** 2 for a, b, length in zip(z, point, lengths)))
        return (1 + s + s * s / 3) * math.exp(-s)

    z = [scaled(one) for one in card["inputs"]]
    outputs = {}
    for output in card["outputs"]:
        if output["form"] == "gp":
            outputs[output["path"]] = output["mean"] + sum(
                weight * matern(point, output["lengths"]) for weight, point in zip(output["weights"], card["points"]))
        else:
            outputs[output["path"]] = sum(
                term["coefficient"] * math.prod(legendre(n, x) for n, x in zip(term["degrees"], z))
                for term in output["terms"])
    domain, n = card["domain"], len(z)
    off = [x - middle for x, middle in zip(z, domain["centre"])]
    square = sum(off[i] * domain["precision"][i * n + j] * off[j] for i in range(n) for j in range(n))
    inside = all(abs(x) <= 1 + 1e-12 for x in z) and math.sqrt(max(0, square)) <= domain["farthest"] * (1 + 1e-12)
    return outputs, inside


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
        for name in ("cell.capacity", "module.propagation_margin", "in_domain", "domain_distance"):
            here = value("again." + name)
            self.assertAlmostEqual(there["p." + name]["value"], here, delta=1e-12 * abs(here), msg=name)
        # The same by ten lines of Python, at the values that a card names: SI.
        card = json.loads((self.folder / "fast.json").read_text())
        names = [one["path"] for one in card["inputs"]]
        self.assertEqual(sorted(names), sorted(inputs))
        given = {path: value("fast.domain.least." + path) for path in names}
        self.write("voxvolt: 1\nstages:\n  p:\n    kind: predict\n    file: fast.json\n    inputs:\n" + "".join(
            f"      {one['path']}: {given[one['path']]!r} {one['unit']}".removesuffix(" 1") + "\n" for one in card["inputs"]))
        self.run_in("edge")
        edge, (outputs, inside) = self.json_of("edge"), said_by(card, given)
        for path, number in outputs.items():
            self.assertAlmostEqual(edge["p." + path]["value"], number, delta=1e-9 * abs(number), msg=path)
        self.assertEqual(edge["p.in_domain"]["value"], float(inside))
        # Rows are held out whole; the card names the table that it was made from.
        self.assertEqual([value("fast.rows.training"), value("fast.rows.held_out")], [2, 2])
        self.assertEqual(card["rows"], {"training": 2, "held_out": 2})
        self.assertTrue(all(one["meaning"] for one in card["inputs"]))
        self.call("export", "out", "burns", "burns.csv", "--as", "csv")
        table = hashlib.sha256((self.folder / "burns.member.csv").read_bytes()).hexdigest()
        self.assertEqual(card["ensemble"], {"stage": "burns", "table_sha256": table})

        with self.subTest("two ranks"):
            self.run_small("two", ranks=2)
            two = self.json_of("two")
            self.assertEqual(sorted(got), sorted(two))
            for name, product in got.items():
                if product.get("form", "scalar") == "scalar" and isinstance(product["value"], float) and "cost" not in name:
                    # Conductivities agree to 1e-10; steps that are chosen anew from there, to what a step may be off.
                    share = 2e-3 if name.split(".")[0] in ("module", "barrier", "causes", "burns", "fast", "again") else 1e-6
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

    def test_the_one_for_a_cluster_is_the_same_but_larger(self):
        small, full = bare_lines(FLAGSHIP), bare_lines(FULL)
        self.assertEqual(len(small), len(full))
        differ = {a.strip(): b.strip() for a, b in zip(small, full) if a != b}
        self.assertEqual(differ, LARGER)
        self.call("check", FULL)

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
