# SPDX-License-Identifier: BSD-3-Clause
"""The campaigns of inputs/ run, on smaller images, and their reports show what they promise."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import support

CAMPAIGNS = pathlib.Path(os.environ["VOXVOLT_SOURCE"]) / "inputs" / "campaigns"
SMALL = ["--set", "image.generate.size=[80, 80, 80]"]
COARSE = {  # recipes whose particles need their box: of larger voxels
    "nmc_cathode": ("[64, 64, 64]", "0.8 um"),
    "graphite_anode": ("[64, 64, 64]", "1.2 um"),
    "calendering": ("[40, 40, 48]", "1 um"),
    "particle_sizes": ("[48, 48, 48]", "0.8 um"),
}
WHOLE = {"cell_discharge", "composite", "drive_cycle", "oven_sweep", "arc", "stack_three_cells", "critical_barrier",
         "critical_spacing", "aged_against_fresh", "chain", "ishigami", "module_96", "block_5x5", "stack_five_cells", "dsc",
         "identifiability", "propagation_probability", "rate_capability", "hppc", "cell_to_cell", "impedance",
         "incremental_capacity", "detection"}  # no image
FEWER = {"manufacturing": ["spread.design.sobol_sequence.samples=16", "spread.vary.image.generate.seed.replicate=16",
                           "image.generate.size=[32, 32, 32]", "image.generate.voxel=1.2 um"],
         "flagship": ["recipes.design.sobol_sequence.samples=8", "recipes.vary.image.generate.seed.replicate=8",
                      "causes.design.saltelli.samples=8", "burns.design.monte_carlo.samples=100", "fast.coverage=0.7", "module.stack.layers.1.volumes=9",
                      "barrier.stack.layers.1.volumes=9", "image.generate.size=[40, 40, 40]", "image.generate.voxel=0.96 um"]}
FOR_CLUSTERS = ["flagship_full"]  # checked by flagship_test.py, not run here
FIGURES = {
    "first_image": ["image.phase"],
    "effective_transport": ["image.phase", "transport.electrolyte.flux_density.z", "transport.thermal.rev.x"],
    "flux_hot_spots": ["packings.mean.image.phase", "packings.sd.transport.electrolyte.flux_density.z"],
    "rev_study": ["transport.electrolyte.rev.x"],
    "nmc_cathode": ["image.phase"],
    "graphite_anode": ["image.phase"],
    "calendering": ["image.phase"],
    "particle_sizes": ["image.phase"],
    "oven_sweep": ["oven.layer.temperature"],
    "arc": ["arc.layer.temperature", "scan.layer.heat_rate"],
    "stack_three_cells": ["stack.layer.temperature", "stack.time_to_runaway", "stack.profiles.temperature"],
    "critical_barrier": ["stack.layer.temperature"],
    "critical_spacing": ["module.layer.temperature"],
    "aged_against_fresh": ["aged.layer.temperature", "fresh.layer.temperature"],
    "chain": ["row.layer.temperature", "row.time_to_runaway", "row.propagation_delay"],
    "module_96": ["module.map", "module.timeline", "module.energy", "module.temperature", "module.order"],
    "block_5x5": ["block.map", "block.propagation_delay"],
    "stack_five_cells": ["stack.layer.temperature", "stack.profiles.temperature"],
    "detection": ["hot.timeline", "hot.string.voltage", "hot.cell.pressure"],
    "dsc": ["lco.layer.heat_rate", "limited.layer.heat_rate"],
    "cell_discharge": ["cell.voltage", "cell.profiles.concentration", "warm.temperature", "cycled.cycles.capacity",
                       "spread.table.one.capacity"],
    "manufacturing": ["spread.sobol.cell.capacity", "spread.sobol.cell.plating_margin", "spread.sobol.solid.resistance"],
    "flagship": ["image.phase", "image.particle_diameter.distribution", "cell.voltage", "module.layer.temperature",
                 "causes.sobol.module.propagation_margin", "stiff.fisher.eigenvalues", "stiff.fisher.directions",
                 "burns.table.module.propagation_margin", "fast.validation.cell.capacity"],
    "ishigami": ["pairs.sobol.function.value", "curves.sobol.decay.value", "rates.fisher.eigenvalues",
                 "rates.fisher.directions", "screening.morris.function.value", "rare.convergence.margin.value",
                 "with_failures.table.function.value.against.x3.inputs.x1"],
    "identifiability": ["driving.fisher.eigenvalues", "driving.fisher.directions", "discharging.fisher.eigenvalues"],
    "propagation_probability": ["spread.convergence.stack.propagation_margin"],
    "rate_capability": ["nmc811.steps.capacity", "nmc532.voltage", "lfp.steps.capacity"],
    "hppc": ["warm.cycles.resistance", "cold.cycles.resistance", "cold.voltage"],
    "cell_to_cell": ["batch.sobol.cell.capacity", "batch.table.cell.capacity", "batch.quantile.cell.voltage",
                     "batch.sobol.cell.voltage"],
    "composite": ["blend.voltage", "blend.negative.materials.graphite.current_share",
                  "blend.negative.materials.graphite.stoichiometry", "many_sizes.negative.families.stoichiometry"],
    "impedance": ["charge.impedance.nyquist", "temperature.impedance.bode", "half.impedance.nyquist"],
    "incremental_capacity": ["fresh.differential.dqdv", "lithium_lost.differential.dvdq"],
    "drive_cycle": ["car.current", "car.voltage", "winter.temperature"],
}


def smaller(name):
    if name in FEWER:
        return [word for change in FEWER[name] for word in ("--set", change)]
    if name in WHOLE:
        return []
    if name not in COARSE:
        return SMALL
    size, voxel = COARSE[name]
    return ["--set", f"image.generate.size={size}", "--set", f"image.generate.voxel={voxel}"]


class Campaigns(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def call(self, *words, ranks=1):
        done = subprocess.run([*support.launcher(ranks), support.PROGRAM, *words], cwd=self.folder.name,
                              env=support.environment(), capture_output=True, text=True, timeout=support.HANG)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_every_one_is_checked_here(self):
        self.assertEqual(sorted([*FIGURES, *FOR_CLUSTERS]), sorted(path.stem for path in CAMPAIGNS.glob("*.yaml")))

    def test_each_runs_and_its_report_has_its_figures(self):
        for name, figures in FIGURES.items():
            with self.subTest(campaign=name):
                self.call("run", str(CAMPAIGNS / f"{name}.yaml"), "--out", name, *smaller(name))
                page = (pathlib.Path(self.folder.name) / name / "report.html").read_text()
                for figure in figures:
                    self.assertTrue((pathlib.Path(self.folder.name) / name / "figures" / f"{figure}.svg").exists())
                    self.assertIn(f"figures/{figure}.svg", page)

    def test_a_check_says_what_the_solves_take_by_the_size_of_the_image(self):
        def transport(*words):
            printed = self.call("check", str(CAMPAIGNS / "rev_study.yaml"), *words)
            row = next(line for line in printed.splitlines() if line.split()[:1] == ["transport"])
            return [cell.strip() for cell in row.split("  ") if cell.strip()]

        small, large = transport(*SMALL), transport("--set", "image.generate.size=[160, 160, 160]")
        self.assertEqual((small[4], large[4]), ("5.12e+05", "4.10e+06"))
        self.assertEqual((small[5], large[5]), ("29 MiB", "234 MiB"))
        seconds = [float(row[6].removesuffix(" s")) for row in (small, large)]
        self.assertAlmostEqual(seconds[1] / seconds[0], 8, delta=0.5)

    def test_effective_transport_is_the_same_on_three_ranks(self):
        campaign = str(CAMPAIGNS / "effective_transport.yaml")
        self.call("run", campaign, "--out", "one", *SMALL)
        self.call("run", campaign, "--out", "three", *SMALL, ranks=3)
        one, three = (json.loads(self.call("get", folder, "--json")) for folder in ("one", "three"))
        compared = 0
        for name, product in one.items():
            if ".conductivity." in name or ".error.discretisation." in name or ".error.sampling." in name:
                self.assertAlmostEqual(product["value"], three[name]["value"], delta=1e-10, msg=name)
                compared += 1
        self.assertGreaterEqual(compared, 20)


if __name__ == "__main__":
    unittest.main()
