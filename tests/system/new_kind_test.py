# SPDX-License-Identifier: BSD-3-Clause
"""The example of a new stage kind in README.md is real: it builds, is short, and works as any other kind does."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["VOXVOLT_SOURCE"])
PROGRAM = os.environ["VOXVOLT_NEW_KIND"]
EXAMPLE = SOURCE / "tests/system/new_kind/diffusion_time.cpp"

CAMPAIGN = """
voxvolt: 1
stages:
  particle: {kind: diffusion_time, radius: 5 um}
  spread:
    kind: ensemble
    vary: {particle.radius: {values: [1 um, 2 um]}}
    collect: [particle.time]
    design: grid
"""


class NewKind(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def call(self, *words):
        return subprocess.run([PROGRAM, *words], cwd=self.folder, capture_output=True, text=True, timeout=120)

    def test_readme_shows_the_file_that_is_built(self):
        readme = (SOURCE / "README.md").read_text()
        code = EXAMPLE.read_text().split("\n", 1)[1]  # without the licence line
        self.assertIn(code.strip(), readme)

    def test_the_example_has_at_most_forty_lines(self):
        self.assertLessEqual(len(EXAMPLE.read_text().splitlines()), 41)

    def test_it_runs_in_a_campaign_and_in_an_ensemble(self):
        (self.folder / "c.yaml").write_text(CAMPAIGN)
        run = self.call("run", "c.yaml", "--out", "o")
        self.assertEqual(run.returncode, 0, run.stderr)
        time = json.loads(self.call("get", "o", "particle.time", "--json").stdout)
        self.assertAlmostEqual(time["value"], 25e-12 / 4e-15, delta=1e-6)
        self.assertEqual(time["unit"], "s")
        table = json.loads(self.call("get", "o", "spread.table.particle.time", "--json").stdout)
        self.assertEqual([round(t) for t in table["value"]], [250, 1000])

    def test_a_misspelt_key_of_it_names_the_right_one(self):
        (self.folder / "c.yaml").write_text(CAMPAIGN.replace("{kind: diffusion_time, radius", "{kind: diffusion_time, radus"))
        check = self.call("check", "c.yaml")
        self.assertEqual(check.returncode, 2)
        self.assertIn("did you mean `radius`?", check.stderr)
        self.assertIn("c.yaml:4:", check.stderr)

    def test_describe_knows_it(self):
        page = self.call("describe", "diffusion_time")
        self.assertEqual(page.returncode, 0)
        self.assertIn("m^2/s", page.stdout)


if __name__ == "__main__":
    unittest.main()
