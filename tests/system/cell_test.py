# SPDX-License-Identifier: BSD-3-Clause
"""Stage `cell` as a user has it: against a converged reference, on any number of ranks, interrupted, in ensembles."""
import json
import os
import pathlib
import signal
import time
import unittest

import support

DATA = pathlib.Path(os.environ.get("VOXVOLT_DATA", "/nowhere")) / "cell"


def cell(keys, parameters="chen2020"):
    return f"voxvolt: 1\nstages:\n  cell:\n    kind: cell\n    parameters: {parameters}\n{keys}"


def reference(name):
    """Columns of a CSV file of the supplied data, by their heads."""
    lines = [line for line in (DATA / name).read_text().splitlines() if not line.startswith("#")]
    columns = zip(*([float(x) for x in line.split(",")] for line in lines[1:]))
    return dict(zip(lines[0].split(","), columns))


def between(xs, ys, x):
    """Linear interpolation; xs ascend."""
    low, high = 0, len(xs) - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if xs[middle] <= x else (low, middle)
    share = (x - xs[low]) / (xs[high] - xs[low]) if xs[high] > xs[low] else 0
    return ys[low] + share * (ys[high] - ys[low])


class Cell(support.SystemTest):
    @unittest.skipUnless(DATA.exists(), f"the supplied curves are not there ({DATA})")
    def test_chen2020_at_1c_is_the_converged_reference_within_a_millivolt(self):
        self.write(cell("    protocol: [discharge at 1C until 2.5 V]\n    sample: 1 s\n    tolerance: 1e-5\n"
                        "    mesh: {negative: 60, separator: 20, positive: 60}\n"))
        self.run_in("out")
        mine, fine = self.json_of("out"), reference("chen2020_dfn_1C_discharge_fine.csv")
        times, volts = mine["cell.time"]["value"], mine["cell.voltage"]["value"]
        squares = [(between(times, volts, t) - v) ** 2 for t, v in zip(fine["time_s"], fine["voltage_V"]) if 60 < t < 3550]
        self.assertLess((sum(squares) / len(squares)) ** 0.5, 1e-3)
        self.assertAlmostEqual(mine["cell.duration"]["value"], 3555.227, delta=3)
        self.assertAlmostEqual(mine["cell.capacity"]["value"], mine["cell.duration"]["value"] * 5 / 3600, delta=1e-6)
        anode = mine["cell.anode_potential"]["value"]
        worst = max(abs(between(times, anode, t) - v) for t, v in
                    zip(fine["time_s"], fine["neg_surface_potential_vs_Li_at_separator_V"]) if 60 < t < 3550)
        self.assertLess(worst, 2e-3)
        for balance in ("lithium", "charge"):
            self.assertLess(mine[f"cell.balance.{balance}"]["value"], 1e-10)
        self.assertIn("the protocol is done", mine["cell.end_reason"]["value"])

    @unittest.skipUnless(DATA.exists(), f"the supplied curves are not there ({DATA})")
    def test_a_drive_cycle_of_a_file_is_driven_as_it_is_written_and_is_part_of_the_identity(self):
        trace = (DATA / "us06_current.csv").read_text()
        self.write(trace, "us06.csv")
        self.write(cell("    protocol: [Run us06.csv (A)]\n    sample: 1 s\n    initial: {soc: 0.8}\n"))
        self.run_in("out")
        products, given = self.json_of("out"), reference("us06_current.csv")
        self.assertAlmostEqual(products["cell.duration"]["value"], given["time_s"][-1], delta=1e-6)
        times, amps = products["cell.time"]["value"], products["cell.current"]["value"]
        for t, i in zip(given["time_s"], given["current_A"]):
            self.assertAlmostEqual(between(times, amps, t), i, delta=1e-6)
        self.assertIn("reused", self.run_in("out").said)
        (self.folder / "us06.csv").write_text(trace.replace("599,", "598.5,", 1))
        self.assertNotIn("cell: reused", self.run_in("out").said)

    def test_any_number_of_ranks_gives_the_same_products(self):
        self.write(cell("    protocol: [discharge at 1C for 20 minutes, rest for 10 minutes]\n"
                        "    profiles: [100 s, 900 s]\n    thermal: through_stack\n    set:\n"
                        "      negative.diffusivity: {expression: 3.3e-14*exp(0.5 - x)}\n"
                        "      negative.hysteresis_half_gap: 10 mV\n") + "  spread:\n    kind: ensemble\n    vary:\n"
                   "      cell.set.positive.thickness: {uniform: {min: 70 um, max: 80 um}}\n"
                   "      cell.set.positive.diffusivity: {uniform: {min: 2e-15 m^2/s, max: 6e-15 m^2/s}}\n"
                   "    collect: [cell.capacity, cell.plating_margin]\n    design: {monte_carlo: {samples: 10}}\n")
        for ranks in (1, 2, 3):
            self.run_in(f"on{ranks}", ranks=ranks)
            self.assert_verified(f"on{ranks}")
            self.assert_same_products(f"on{ranks}", "on1", f"{ranks} ranks")

    def test_members_of_an_ensemble_are_the_bits_of_single_runs_and_a_failed_one_is_counted(self):
        keys = "    protocol: [discharge at 1C until 2.5 V]\n"
        self.write(cell(keys) + "  many:\n    kind: ensemble\n    vary: {cell.set.positive.porosity: {values: [0.3, 0.32, 0.4]}}\n"
                   "    collect: [cell.capacity, cell.energy]\n    design: grid\n    max_failed: 40 %\n")
        self.assertIn("are more than the whole", self.run_in("many").said)
        products = self.json_of("many")
        self.assertEqual(products["many.members_ok"]["value"], 2)
        self.assertEqual(products["many.failures.infeasible_input"]["value"], 1)
        for member, porosity in enumerate((0.3, 0.32)):
            self.write(cell(keys + f"    set: {{positive.porosity: {porosity}}}\n"), "one.yaml")
            self.run_in(f"one{member}", "one.yaml")
            for name in ("capacity", "energy"):
                self.assertEqual(self.json_of(f"one{member}", f"cell.{name}")["value"],
                                 products[f"many.table.cell.{name}"]["value"][member])

    def test_interrupted_is_uninterrupted_in_the_middle_of_a_protocol(self):
        # Long enough to be met by a signal: many short cycles with a tight tolerance on a fine mesh.
        self.write(cell("    protocol: [{repeat: 40, steps: [discharge at 1C for 10 minutes, charge at 1C for 9 minutes, "
                        "rest for 5 minutes]}]\n    tolerance: 1e-7\n    mesh: {negative: 100, separator: 40, positive: 100}\n"))
        self.run_in("whole")
        for number in (signal.SIGUSR1, signal.SIGTERM):
            out, stops = f"cut{number}", 0
            for start in range(1, 6):
                running = self.start("run", "c.yaml", "--out", out)
                self.wait_for_start(running, out, start)
                running.send(number)
                outcome = running.finish()
                self.assertIn(outcome.code, (0, 75), outcome)
                if outcome.code == 0:
                    break
                self.assertIn("after a checkpoint: run again to go on", outcome.said)
                stops += 1
            self.assertGreaterEqual(stops, 1)
            self.run_in(out)
            self.assert_same_products(out, "whole", f"signal {number}, {stops} stops")
            self.assert_verified(out)

    def wait_for_start(self, running, out, times):
        """Until the stage has been started so many times."""
        end = time.monotonic() + support.HANG
        while time.monotonic() < end and running.process.poll() is None:
            log = self.folder / out / "log.txt"
            if log.exists() and log.read_text().count("cell: cell") >= times:
                time.sleep(0.05)
                return
            time.sleep(0.005)
        self.fail(f"the run did not get there: {running.finish()}")

    def test_a_run_goes_on_from_the_final_state_of_another(self):
        self.write("""voxvolt: 1
stages:
  first: {kind: cell, parameters: chen2020, protocol: [discharge at 1C for 20 minutes]}
  second: {kind: cell, parameters: chen2020, protocol: [discharge at 1C for 20 minutes], initial: {state: $first.final_state}}
  both: {kind: cell, parameters: chen2020, protocol: [discharge at 1C for 20 minutes, discharge at 1C for 20 minutes]}
""")
        self.run_in("out")
        products = self.json_of("out")
        ends = [products[f"{stage}.voltage"]["value"][-1] for stage in ("second", "both")]
        self.assertAlmostEqual(ends[0], ends[1], delta=1e-4)
        self.assertAlmostEqual(products["second.soc"]["value"][0], products["first.soc"]["value"][-1], delta=1e-9)

    def test_a_state_of_another_mesh_and_a_current_that_is_too_much_are_said(self):
        self.write("""voxvolt: 1
stages:
  first: {kind: cell, parameters: chen2020, protocol: [rest for 1 s], mesh: {negative: 10}}
  second: {kind: cell, parameters: chen2020, protocol: [rest for 1 s], initial: {state: $first.final_state}}
""")
        self.assertIn("is of another mesh or model: dfn, full cell, 10/20/20 volumes, 12 spectral unknowns; this cell is "
                      "dfn, full cell, 20/20/20 volumes", self.run_in("out", code=2).said)
        self.write(cell("    protocol: [discharge at 500C for 1 s]\n"))
        self.assertIn("cell: ", self.run_in("much", code=3).said)

    def test_what_describes_the_cell_lists_every_parameter_and_cite_names_the_papers(self):
        table = self.call("describe", "cell.parameters").out
        for path in ("positive.transport_efficiency", "electrolyte.conductivity", "cell.nominal_capacity"):
            self.assertRegex(table, rf"\n{path} +\S+ +\S+")
        self.write(cell("    protocol: [rest for 1 s]\n"))
        self.run_in("out")
        papers = self.call("cite", "out").out
        for doi in ("10.1149/1.2221597", "10.1149/2.0341915jes", "10.1149/1945-7111/ab9050", "10.1016/j.electacta.2008.04.023"):
            self.assertIn(doi, papers)

    def test_diffusivity_over_stoichiometry_hysteresis_and_exponents_reach_the_cell(self):
        plain = "    protocol: [discharge at 1C for 20 minutes, rest for 10 minutes]\n    profiles: [600 s]\n"
        given = ("    set:\n"
                 "      negative.diffusivity: {expression: {text: 3.3e-14*exp(2*(0.5 - x)), unit: m^2/s}}\n"
                 "      positive.diffusivity: {table: {x: [0, 0.5, 1], y: [8e-15, 4e-15, 2e-15], unit: m^2/s}}\n"
                 "      positive.hysteresis_half_gap: 20 mV\n      positive.hysteresis_rate: 50\n"
                 "      positive.exchange_current_lithium_exponent: 0.7\n")
        for model in ("dfn", "spme", "spm"):
            self.write(cell(f"    model: {model}\n" + plain), "plain.yaml")
            self.write(cell(f"    model: {model}\n" + plain + given), "given.yaml")
            volts = {}
            for name in ("plain", "given"):
                self.run_in(f"{name}_{model}", f"{name}.yaml")
                mine = self.json_of(f"{name}_{model}")
                volts[name] = mine["cell.voltage"]["value"]
                for balance in ("lithium", "charge"):
                    self.assertLess(mine[f"cell.balance.{balance}"]["value"], 1e-10)
            self.assertGreater(abs(volts["plain"][-1] - volts["given"][-1]), 5e-3)

    def test_heat_is_conducted_through_the_stack_and_single_particles_have_a_temperature(self):
        protocol = "    protocol: [discharge at 2C for 10 minutes]\n    profiles: [600 s]\n"
        for model, thermal in (("dfn", "{through_stack: {negative_cooling: 20 W/m^2/K, positive_cooling: 5 W/m^2/K}}"),
                               ("dfn", "through_stack"), ("spme", "lumped"), ("spm", "lumped")):
            self.write(cell(f"    model: {model}\n    thermal: {thermal}\n" + protocol, "marquis2019"))
            out = f"{model}_{len(thermal)}"
            self.run_in(out)
            mine = self.json_of(out)
            along = mine["cell.profiles.temperature"]["value"][0]
            self.assertGreater(mine["cell.temperature"]["value"][-1], 298.15)
            self.assertEqual(max(along) > min(along), "stack" in thermal)
            self.assertLess(mine["cell.balance.energy"]["value"], 1e-2)
        self.write(cell("    model: spm\n    thermal: through_stack\n" + protocol, "marquis2019"))
        self.assertIn("through_stack thermal with spm and spme is not in this release",
                      self.call("run", "c.yaml", "--out", "refused", code=2).said)

    def test_materials_and_sizes_share_the_current_on_any_number_of_ranks_and_are_varied_one_by_one(self):
        self.write(cell("    protocol: [discharge at C/2 until 2.7 V, rest for 10 minutes]\n    sample: 60 s\n    set:\n"
                        "      negative.porosity: 0.24\n      negative: {materials: {silicon: {active_fraction: 0.02}}}\n"
                        "      positive.particle_size_distribution: {lognormal: {sigma: 0.4, classes: 3}}\n",
                        "chen2020_composite") +
                   "  goes_on: {kind: cell, parameters: chen2020_composite, protocol: [rest for 1 s], set: {negative.porosity: 0.24, "
                   "negative.materials.silicon.active_fraction: 0.02, positive.particle_size_distribution: {lognormal: "
                   "{sigma: 0.4, classes: 3}}}, initial: {state: $cell.final_state}}\n"
                   "  spread:\n    kind: ensemble\n    vary:\n"
                   "      cell.set.negative.materials.silicon.active_fraction: {values: [0.01, 0.02]}\n"
                   "    collect: [cell.capacity, cell.plating_margin]\n    design: grid\n")
        for ranks in (1, 3):
            self.run_in(f"on{ranks}", ranks=ranks)
            self.assert_verified(f"on{ranks}")
            self.assert_same_products(f"on{ranks}", "on1", f"{ranks} ranks")
        products = self.json_of("on1")

        def values(name):
            return products[f"cell.{name}"]["value"]

        graphite, silicon = (values(f"negative.materials.{name}.current_share") for name in ("graphite", "silicon"))
        self.assertLess(silicon[10], 0.05)  # full: graphite works
        flowing = [i for i, current in enumerate(values("current")) if current > 0]
        self.assertGreater(silicon[flowing[-1]], 0.5)  # nearly empty: silicon
        self.assertIsNone(silicon[-1])  # at rest
        for i in flowing:
            self.assertAlmostEqual(graphite[i] + silicon[i], 1, delta=1e-12)
            self.assertAlmostEqual(sum(values("positive.families.current")[i]), values("current")[i], delta=1e-9)
        radius, fraction = values("positive.families.radius"), values("positive.families.volume_fraction")
        self.assertAlmostEqual(sum(fraction) / sum(f / r for f, r in zip(fraction, radius)), 5.22e-6, delta=1e-16)
        self.assertIsNone(values("parameters.negative.diffusivity"))
        self.assertAlmostEqual(values("parameters.positive.diffusivity"), 4e-15, delta=1e-25)
        self.assertAlmostEqual(products["goes_on.negative.materials.silicon.stoichiometry"]["value"][0],
                               values("negative.materials.silicon.stoichiometry")[-1], delta=1e-6)
        capacity = products["spread.table.cell.capacity"]["value"]
        self.assertEqual(capacity[1], values("capacity"))
        self.assertLess(capacity[0], capacity[1])

    def test_sizes_of_an_image_reach_the_cell(self):
        self.write("""voxvolt: 1
stages:
  image:
    kind: microstructure
    generate: {size: [48, 48, 48], voxel: 0.8 um, seed: 7, particles: {fraction: 0.5, diameter: {lognormal: {median: 8 um, sigma: 0.3, max: 18 um}}}}
    measure: [particles]
  cell:
    kind: cell
    parameters: chen2020
    set: {positive.particle_size_distribution: {sizes: {diameter: $image.particle_diameter.bins, volume_fraction: $image.particle_diameter.volume_distribution, classes: 4}}}
    protocol: [discharge at 1C until 2.5 V]
""")
        self.run_in("out")
        products = self.json_of("out")
        sizes, shares = (products[f"image.particle_diameter.{name}"]["value"] for name in ("bins", "volume_distribution"))
        sauter = sum(shares) / sum(share / (size / 2) for size, share in zip(sizes, shares))
        self.assertAlmostEqual(products["cell.parameters.positive.particle_radius"]["value"] / sauter, 1, delta=1e-12)
        self.assertEqual(products["cell.positive.families.radius"]["shape"], [4])
        self.assertAlmostEqual(sum(products["cell.positive.families.volume_fraction"]["value"]), 0.665, delta=1e-12)

    def test_a_reference_feeds_a_parameter_and_resolved_parameters_are_products(self):
        self.write(cell("    protocol: [rest for 1 s]\n    set: {positive.transport_efficiency: $give.value, "
                        "electrolyte.cation_transference_number: 0.3}\n") +
                   "  give: {kind: analytic, function: linear, inputs: {x1: 0.21}}\n")
        self.run_in("out")
        products = self.json_of("out")
        self.assertAlmostEqual(products["cell.parameters.positive.transport_efficiency"]["value"], 0.21, delta=1e-15)
        self.assertAlmostEqual(products["cell.parameters.electrolyte.cation_transference_number"]["value"], 0.3, delta=1e-15)
        self.assertAlmostEqual(products["cell.parameters.positive.tortuosity"]["value"], 0.335 / 0.21, delta=1e-12)

    def test_a_repeated_run_reuses_and_a_set_of_the_users_own_is_part_of_the_identity(self):
        own = "voxvolt_parameters: 1\nbased_on: chen2020\nsources: {us: 'measured'}\npositive: {thickness: {value: %s um, source: us}}\n"
        self.write(own % "75", "mine.yaml")
        self.write(cell("    protocol: [discharge at 1C until 2.5 V]\n", "mine.yaml"))
        self.run_in("out")
        first = self.json_of("out", "cell.capacity")["value"]
        self.assertIn("cell: reused", self.run_in("out").said)
        self.write(own % "60", "mine.yaml")
        self.assertNotIn("cell: reused", self.run_in("out").said)
        self.assertLess(self.json_of("out", "cell.capacity")["value"], first)
        self.assertIn("measured", self.call("cite", "out").out)


if __name__ == "__main__":
    unittest.main()
