# SPDX-License-Identifier: BSD-3-Clause
"""Numbers and units that mean nothing, or something else than they seem to, are refused: all of them at once, each at
its place and in its words."""
import unittest

from hostile_campaign import HostileCampaign

NUMBERS = {  # a dimensionless key
    "1e999": "`1e999` is beyond what a number can hold (about 1e-308 to 1e308)",
    "-1e999": "`-1e999` is beyond what a number can hold (about 1e-308 to 1e308)",
    "1" + 399 * "0": "`1" + 59 * "0" + "...` is beyond what a number can hold (about 1e-308 to 1e308)",
    "nan": "`nan` is not a number",
    ".nan": "`.nan` is not a number",
    "-.inf": "`-.inf` is not a number",
    "0x10": "`0x10` is hexadecimal; write a decimal number",
    "010": "`010` has leading zeros; write it without them (numbers are decimal)",
    "0o17": "`0o17` is octal; write a decimal number",
    "0b11": "`0b11` is binary; write a decimal number",
    "+1": "`+1` starts with `+`; write 1",
    "1_000": "`1_000` has a `_` in it; write the decimal point as `.` and no separators",
    "'1,000'": "`1,000` has a `,` in it; write the decimal point as `.` and no separators",
    "'1 000'": "`000` is not a unit: a number stands within it",
    "1.2.3": "`1.2.3` is not a number with a unit",
    "1 + 1": "`1 + 1` is not a number with a unit",
    "1:30": "`1:30` is not a number with a unit",
    "2026-01-01": "`2026-01-01` is not a number with a unit",
    "true": "`true` is not a number",
    "~": "`~` is not a number",
    "[1]": "a list where a number is needed",
    "{a: 1}": "a map where a number is needed",
    "$(touch made)": "`$(touch made)`: no arithmetic on references; a derived quantity is a product of a stage, named "
                     "as `$stage.product`",
    "1 m": "`m` has another dimension; needed is a number without a dimension",
    "1 rad": "`rad` is no pure number but an angle; needed is a number without a dimension",
}
TIMES = {  # a key in seconds
    "5": "`5` has no unit; needed is a number with a unit, like `1 s` (any unit of that dimension)",
    "5 %": "`5 %` has no unit; needed is a number with a unit, like `1 s` (any unit of that dimension)",
    "5 m": "`m` has another dimension; needed is a unit like `s`",
    "5 degC": "`degC` has another dimension; needed is a unit like `s`",
    "5 Hz": "`Hz` is the reciprocal of what is needed: a unit like `s`",
    "5 1/s": "`1/s` is the reciprocal of what is needed: a unit like `s`",
    "5 m/m/s": "`m/m/s` is the reciprocal of what is needed: a unit like `s`",
    "5 C": "`C` is ambiguous here: write `A h` or `coulomb` for a charge, `degC` for a temperature; a C-rate stands "
           "only in a protocol",
    "5 s^0.5": "`s^0.5` has a decimal exponent; give the value in a normalised form with whole ones (`mol/m^2/s`)",
    "5 s^1.0": "`s^1.0` has a decimal exponent; give the value in a normalised form with whole ones (`mol/m^2/s`)",
    "5 s^99": "`s^99` has an exponent beyond 12",
    "5 s^-": "`s^-` is not a unit: exponents are whole numbers",
    "5 s since 2026-01-01": "`s since 2026-01-01` is a point in time; a unit is needed",
    "2026-01-01T00:00:00Z": "`2026-01-01T00:00:00Z` is not a number with a unit",
    "5 seconds ago": "`ago` is not a unit",
    "5 sekunden": "`sekunden` is not a unit",
    "5 J/W kg": "`J/W kg` means two things: after a `/`, divide by each (`W/m/K`) or use brackets (`W/(m.K)`)",
    "5 lg(re 1 s)": "`lg(re 1 s)` is not a unit: `(` cannot stand there",
    "5 s 3": "`s 3` is not a unit: a number stands within it",
    "5 (s": "`(s` ends too early for a unit",
    "1e308 year": "1e308 year is beyond what a number can hold in s",
    "-5 s": "`-5 s` is not allowed; it must be at least 0 s and at most 86400 s",
    "2 day": "`2 day` is not allowed; it must be at least 0 s and at most 86400 s",
    "1 kcal/W": "`kcal` has two sizes (4.184 J and 4.1868 J times the prefix); write the value in J",
    "'5 s`touch made`'": "`s`touch made`` is not a unit: ``` cannot stand there",
}
SEEDS = {
    "1.5": "`1.5` is not a whole number",
    "-1": "`-1` is not allowed; it must be at least 0",
    "1e30": "`1e30` is not a whole number",
    "99999999999999999999": "`99999999999999999999` is not a whole number",
    "1 s": "`s` has another dimension; needed is a number without a dimension",
}
LENGTHS = {
    "1 1/m": "`1/m` is the reciprocal of what is needed: a unit like `m`",
    "0 um": "`0 um` is not allowed; it must be above 0 m",
    "-1 um": "`-1 um` is not allowed; it must be above 0 m",
    "1 um^2": "`um^2` has another dimension; needed is a unit like `m`",
}


class HostileValues(HostileCampaign):
    def refuse_each(self, name, values, stage, key):
        """`stage`: a line of a campaign with the value in it."""
        folder = self.new_folder(name)
        column = len(stage.split("{value}")[0].format(name="s00")) + 1
        text, expected = "voxvolt: 1\nstages:\n", []
        for line, (value, complaint) in enumerate(values.items(), 3):
            text += stage.format(name=f"s{line:02}", value=value) + "\n"
            expected.append(f"c.yaml:{line}:{column}: s{line:02}.{key}: {complaint}")
        (folder / "c.yaml").write_text(text)
        self.refuse(folder, expected)

    def test_numbers(self):
        self.refuse_each("numbers", NUMBERS, "  {name}: {{kind: analytic, function: linear, inputs: {{x1: {value}}}}}",
                         "inputs.x1")

    def test_units_of_a_time(self):
        self.refuse_each("times", TIMES,
                         "  {name}: {{kind: analytic, function: {{slow: {{wait: {value}}}}}, inputs: {{x1: 1}}}}",
                         "function.slow.wait")

    def test_seeds(self):
        self.refuse_each("seeds", SEEDS, "  {name}: {{kind: microstructure, generate: {{seed: {value}, "
                         "size: [8, 8, 8], voxel: 1 um, particles: {{fraction: 0.2, diameter: 2 um}}}}}}",
                         "generate.seed")

    def test_lengths_of_a_voxel(self):
        self.refuse_each("lengths", LENGTHS, "  {name}: {{kind: microstructure, generate: {{voxel: {value}, "
                         "size: [8, 8, 8], particles: {{fraction: 0.2, diameter: 2 um}}}}}}", "generate.voxel.1")


if __name__ == "__main__":
    unittest.main()
