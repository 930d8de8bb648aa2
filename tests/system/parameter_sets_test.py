# SPDX-License-Identifier: BSD-3-Clause
"""Every shipped set through C/10, 1C and pulses within its stated range, and against a number that its source publishes."""
import re
import unittest

import support

FARADAY = 96485.33212331001
# By set: cut-off (V), keys it needs, charge between the open-circuit voltages of its cut-offs over the published capacity
# (least, most), largest distance of the published start from the published full or empty voltage (V).
SETS = {
    "ai2020": (3.0, "", (0.98, 1.09), ("upper", 0.02)),
    "chayambuka2022": (2.0, "", (0.95, 1.01), ("upper", 0.07)),
    "chen2020": (2.5, "", (0.98, 1.04), ("upper", 0.02)),
    "chen2020_composite": (2.5, "", (1.05, 1.2), ("upper", 0.02)),  # Ai et al. give the electrode's materials, not its charge
    "ecker2015": (2.5, "", (0.98, 1.10), ("upper", 0.05)),
    "marquis2019": (3.105, "", (0.98, 1.30), None),  # published as the charge of a discharge from its own start
    "mohtat2020": (2.8, "initial: {soc: 1}", (0.98, 1.01), ("lower", 0.06)),
    "okane2022": (2.5, "", (0.98, 1.04), ("upper", 0.02)),
    "oregan2022": (2.5, "", (0.98, 1.02), None),  # the paper starts below its cut-off of 4.4 V
    "prada2013": (2.0, "", (0.98, 1.02), ("upper", 0.01)),
    "xu2019": (3.5, "counter: lithium", None, ("upper", 0.001)),  # 1C is published below what the electrode holds
}


def stage(name, parameters, protocol, keys):
    own = f"    {keys}\n" if keys else ""
    return f"  {name}:\n    kind: cell\n    parameters: {parameters}\n{own}    protocol: {protocol}\n    sample: adaptive\n"


class ParameterSets(support.SystemTest):
    def test_the_table_has_every_set(self):
        text = self.call("describe", "cell.parameters").out
        for name in SETS:
            self.assertRegex(text, rf"\b{name}\b")
        self.assertEqual(len(SETS), len(set(re.findall(r"\b[a-z]+20[12]\d(?:_[a-z]+)?\b", text))))

    def test_each_discharges_at_c10_and_1c_and_takes_pulses(self):
        for name, (low, keys, charge, start) in SETS.items():
            with self.subTest(name):
                text = "voxvolt: 1\nstages:\n"
                text += stage("slow", name, f"[discharge at C/10 until {low} V]", keys)
                text += stage("fast", name, f"[discharge at 1C until {low} V]", keys)
                text += stage("pulse", name, "[discharge at C/2 for 30 minutes, rest for 5 minutes, discharge at 1C for 10 s, "
                              "rest for 40 s, charge at 1C for 10 s, rest for 40 s]", keys)
                text += stage("begin", name, "[rest for 1 s]", keys if "lithium" in keys else "")
                self.write(text)
                self.run_in(name)
                mine = self.json_of(name)

                def value(path):
                    return mine[path]["value"]

                nominal = value("slow.parameters.cell.nominal_capacity")
                self.assertGreater(value("slow.capacity"), value("fast.capacity"))
                self.assertGreater(value("fast.capacity"), 0.6 * nominal)
                self.assertIn("the protocol is done", value("pulse.end_reason"))
                ends = value("pulse.steps.voltage")  # C/2, rest, out, rest, in, rest
                self.assertLess(ends[2], ends[3])
                self.assertGreater(ends[4], ends[5])
                self.assertGreater(ends[4], ends[2])
                for run in ("slow", "fast", "pulse"):
                    self.assertLess(value(f"{run}.balance.lithium"), 1e-9)
                if charge:
                    positive = {field: value(f"slow.parameters.positive.{field}") for field in (
                        "thickness", "active_fraction", "maximum_concentration", "minimum_stoichiometry", "maximum_stoichiometry")}
                    area = value("slow.parameters.cell.electrode_area") * value("slow.parameters.cell.electrode_pairs_in_parallel")
                    held = (FARADAY * area * positive["thickness"] * positive["active_fraction"] * positive["maximum_concentration"]
                            * (positive["maximum_stoichiometry"] - positive["minimum_stoichiometry"]) / 3600)
                    self.assertGreater(held / nominal, charge[0])
                    self.assertLess(held / nominal, charge[1])
                    self.assertLess(value("slow.capacity"), held * 1.0001)
                if start:
                    published = value(f"begin.parameters.cell.{start[0]}_voltage_cut_off")
                    self.assertLess(abs(value("begin.open_circuit_voltage")[0] - published), start[1])


if __name__ == "__main__":
    unittest.main()
