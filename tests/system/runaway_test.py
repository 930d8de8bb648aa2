# SPDX-License-Identifier: BSD-3-Clause
"""Stage `runaway` as a user has it: the comparison case on its mesh, ranks, interruption, ensembles, searches."""
import json
import math
import pathlib
import unittest

import support

CASE_C = """voxvolt: 1
stages:
  stack:
    kind: runaway
    stack:
      layers:
        - {name: block, thickness: 2 mm, volumes: 10, conductivity: 237 W/m/K, density: 2700 kg/m^3, heat_capacity: 900 J/kg/K, initial_temperature: 973.15 K}
        - {name: cell, repeat: 3, thickness: 7 mm, volumes: 35, conductivity: 0.5 W/m/K, density: 1800 kg/m^3, heat_capacity: 800 J/kg/K, initial_temperature: 294.15 K, kinetics: one_step.yaml}
      contact_resistance: 0.004 m^2.K/W
      contacts: [{between: [block, cell], resistance: 0.002 m^2.K/W}]
      sides: {coefficient: 10 W/m^2/K, perimeter_per_area: 66.6667 1/m, ambient: 294.15 K}
"""
UNLIMITED = CASE_C + "    limiter: none\n    tolerance: 1e-4\n    duration: 60 s\n    sample: 0.1 s\n"
LIMITED = CASE_C + "    duration: 100 s\n"
SPREAD = """  spread:
    kind: ensemble
    vary: {stack.stack.contact_resistance: {uniform: {min: 0.002 m^2.K/W, max: 0.006 m^2.K/W}}}
    collect: [stack.time_to_runaway, stack.propagation_margin]
    design: {monte_carlo: {samples: 12}}
"""
SEARCH = (CASE_C.replace("35", "9") + "    criterion: {conversion: 0.9}\n    duration: 2000 s\n    search: {threshold: {over: "
          "stack.stack.contact_resistance, between: [0.01 m^2.K/W, 1 m^2.K/W], tolerance: 1e-3}}\n")

LAYOUT = """voxvolt_layout: 1
types:
  cell: {shape: {prismatic: {size: [7 mm, 40 mm, 30 mm]}}}
  frame: {shape: {casing: {size: [32 mm, 46 mm, 36 mm], wall: 3 mm}}}
  foam: {shape: {filling: {size: [26 mm, 40 mm, 30 mm]}}}
bodies:
  - {name: cell, type: cell, at: [3 mm, 3 mm, 3 mm], repeat: {count: [3, 1, 1], pitch: [9 mm, 0 mm, 0 mm]}}
  - {name: frame, type: frame}
  - {name: foam, type: foam, at: [3 mm, 3 mm, 3 mm]}
"""
MODULE = """voxvolt: 1
stages:
  module:
    kind: runaway
    layout: module.yaml
    cells:
      cell: {conductivity: [0.5 W/m/K, 20 W/m/K, 20 W/m/K], density: 1800 kg/m^3, heat_capacity: 800 J/kg/K, initial_temperature: 21 degC, kinetics: one_step, volumes: [8, 3, 2]}
    parts:
      frame: {conductivity: 10 W/m/K, density: 2700 kg/m^3, heat_capacity: 900 J/kg/K, initial_temperature: 21 degC}
      foam: {conductivity: 0.5 W/m/K, density: 200 kg/m^3, heat_capacity: 1000 J/kg/K, initial_temperature: 21 degC}
    contact_resistance: 1e-3 m^2.K/W
    outside: {coefficient: 10 W/m^2/K, ambient: 21 degC}
    trigger: {heater: {cell: 1, power: 200 W, energy: 10 kJ}}
    duration: 300 s
    fields: {every: 100 s}
"""


class Runaway(support.SystemTest):
    def test_the_comparison_case_on_its_mesh(self):
        self.write(UNLIMITED)
        said = self.run_in("out")
        conversion = self.json_of("out", "stack.layer.conversion")
        times, rows = self.json_of("out", "stack.time_to_runaway")["value"], conversion["value"]
        axis = conversion["axes"]["time"]["values"]
        for cell, known in enumerate((3.648, 22.420, 37.841)):
            curve = rows[cell + 1]
            k = next(i for i, value in enumerate(curve) if value >= 0.5)
            half = axis[k - 1] + (axis[k] - axis[k - 1]) * (0.5 - curve[k - 1]) / (curve[k] - curve[k - 1])
            self.assertAlmostEqual(half, known, delta=0.01)
            self.assertAlmostEqual(times[cell], known, delta=0.025)
        self.assertIn("times depend on the mesh", said.said + said.out)
        self.assertNotIn("error", {k: v for k, v in self.json_of("out", "stack.time_to_runaway").items() if v})

    def test_the_ceiling_is_announced_and_times_have_bars(self):
        self.write(LIMITED)
        said = self.run_in("out")
        self.assertIn("limited to 1", said.said + said.out)
        time = self.json_of("out", "stack.time_to_runaway")
        self.assertAlmostEqual(time["value"][0], 9.78, delta=3 * time["error"][0])
        self.assertTrue(all(0 < bar < 0.5 for bar in time["error"]))

    def test_one_two_and_three_ranks_are_one(self):
        self.write(LIMITED + SPREAD)
        self.run_in("one")
        for ranks in (2, 3):
            self.run_in(f"ranks_{ranks}", ranks=ranks)
            self.assert_same_products(f"ranks_{ranks}", "one", f"{ranks} ranks")

    def test_interrupted_is_uninterrupted(self):
        # A fine tolerance makes the search long. Pieces grow, so that any machine gets to the end; the first is over
        # before its first step, so that any machine is interrupted.
        self.write(SEARCH.replace("volumes: 9", "volumes: 35") + "    tolerance: 1e-7\n")
        self.run_in("whole")
        limit, pieces = 0.001, 0
        outcome = self.call("run", "c.yaml", "--out", "cut", "--time-limit", f"{limit} s", code=75)
        while outcome.code == 75:
            pieces, limit = pieces + 1, max(0.05, 1.25 * limit)
            outcome = self.call("run", "c.yaml", "--out", "cut", "--time-limit", f"{limit} s", code=None)
        self.assertEqual(outcome.code, 0, outcome)
        self.assert_same_products("cut", "whole", f"{pieces} pieces")

    def write_module(self, more=""):
        self.write(LAYOUT, "module.yaml")
        self.write(MODULE + more)

    def test_a_module_is_the_same_on_three_ranks_and_its_fields_open(self):
        self.write_module()
        for out, ranks in (("one", 1), ("three", 3)):
            self.run_in(out, ranks=ranks)
        self.assert_same_products("three", "one")
        self.assert_verified("three")
        self.assertEqual(self.json_of("one", "module.cells_lost")["value"], 3)
        self.assertEqual(self.json_of("one", "module.order")["value"], [1, 2, 3])
        self.assertLess(self.json_of("one", "module.balance.energy")["value"], 1e-9)
        fields = [sorted((self.folder / out / "fields").glob("*.h5")) for out in ("one", "three")]
        self.assertEqual(len(fields[0]), 4)
        self.assertEqual([support.sha256(path) for path in fields[0]], [support.sha256(path) for path in fields[1]])
        index = (self.folder / "three" / "fields" / "module.xmf").read_text()
        self.assertIn("VXVYVZ", index)
        self.assertIn("<Time Value=\"300\"/>", index)
        with support.h5py.File(fields[0][-1], "r") as file:
            self.assertEqual(file["temperature"].shape, file["local_conversion"].shape)
            self.assertGreater(float(support.numpy.nanmax(file["temperature"][()])), 500)

    def test_an_interrupted_module_is_uninterrupted(self):
        self.write_module("    tolerance: 1e-5\n")
        self.run_in("whole")
        limit, outcome = 0.05, self.call("run", "c.yaml", "--out", "cut", "--time-limit", "1 ms", code=75)
        while outcome.code == 75:
            outcome, limit = self.call("run", "c.yaml", "--out", "cut", "--time-limit", f"{limit} s", code=None), 1.25 * limit
        self.assertEqual(outcome.code, 0, outcome)
        self.assert_same_products("cut", "whole")

    def test_a_search_has_its_bar_and_a_value_that_is_none_is_null(self):
        self.write(SEARCH)
        self.run_in("out")
        critical = self.json_of("out", "stack.critical.value")
        self.assertEqual(critical["unit"], "m^2.K/W")
        self.assertTrue(0.01 < critical["value"] < 1)
        self.assertTrue(0 < critical["error"] < 0.5 * critical["value"])
        self.write(LIMITED.replace("0.004", "3"))
        self.run_in("kept")
        time = self.json_of("kept", "stack.time_to_runaway")["value"]
        self.assertIsNotNone(time[0])
        self.assertIsNone(time[1])
        self.assertGreater(self.json_of("kept", "stack.propagation_margin")["value"], 0)

    def test_a_file_of_kinetics_beside_the_campaign(self):
        shipped = pathlib.Path(support.os.environ["VOXVOLT_SOURCE"]) / "inputs" / "kinetics" / "one_step.yaml"
        (self.folder / "mine.yaml").write_text(shipped.read_text())
        self.write(LIMITED)
        self.run_in("shipped")
        self.write(LIMITED.replace("one_step.yaml", "mine.yaml"))
        self.run_in("own")
        one, other = (self.json_of(out, "stack.time_to_runaway")["value"] for out in ("shipped", "own"))
        self.assertEqual(one, other)
        self.assertIn("LIM1TR", self.call("cite", "own").out)
        changed = shipped.read_text().replace("1.44 MJ/kg", "1.2 MJ/kg")
        (self.folder / "mine.yaml").write_text(changed)
        self.run_in("own")  # the content is part of the identity: it is computed anew
        self.assertNotEqual(self.json_of("own", "stack.time_to_runaway")["value"], other)

    def test_the_plan_names_the_products_and_what_they_cost(self):
        self.write(LIMITED)
        plan = self.call("check", "c.yaml").out
        self.assertIn("stack", plan)
        described = self.call("describe", "runaway").out
        for name in ("time_to_runaway", "propagation_margin", "critical.value", "alarm.lead_time"):
            self.assertIn(name, described)


if __name__ == "__main__":
    unittest.main()
