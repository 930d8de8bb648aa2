# SPDX-License-Identifier: BSD-3-Clause
"""Ten mistakes that everybody makes once: the first line of what is said names the file and line, and the cure."""
import os
import pathlib
import subprocess
import tempfile
import unittest

CAMPAIGN = """voxvolt: 1
title: An image and what its porosity does
seed: 1
stages:
  image:
    kind: microstructure
    generate:
      size: [16, 16, 16]
      voxel: 0.5 um
      particles: {fraction: 0.3, diameter: 3 um}
  use:
    kind: analytic
    function: linear
    inputs: {x1: $image.porosity}
  spread:
    kind: ensemble
    vary: {image.generate.seed: {replicate: 4}}
    collect: [image.porosity, use.value]
    design: grid
"""

MISTAKES = {  # what it is -> (right, wrong, line, the cure in words)
    "a unit is forgotten": ("voxel: 0.5 um", "voxel: 0.5", 9, "needed is a number with a unit, like `1 m`"),
    "a key is misspelt": ("voxel: 0.5 um", "voxle: 0.5 um", 9, "did you mean `voxel`?"),
    "the space after a colon is forgotten": ("kind: analytic", "kind:analytic", 12,
                                             "needs a space after the colon: `kind: analytic`"),
    "a tab indents": ("    voxel", "\t    voxel", 9, "a tab indents this line; use spaces"),
    "a percentage stands where a length belongs": ("diameter: 3 um", "diameter: 30 %", 10,
                                                   "needed is a number with a unit"),
    "a reference to a product is misspelt": ("$image.porosity", "$image.porsity", 14, "did you mean porosity?"),
    "a stage is renamed in one place only": ("  use:\n", "  model:\n", 18, "there is no stage use"),
    "a product is named with the dollar of a reference": ("[image.porosity,", "[$image.porosity,", 18, "without a `$`"),
    "a decimal comma is written": ("fraction: 0.3", 'fraction: "0,3"', 10, "write the decimal point as `.`"),
    "a stage is pasted twice": ("  use:\n", "  image:\n", 11, "given twice: on line 5 and on line 11; keep one"),
}


class Mistakes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def check(self, text):
        (self.folder / "c.yaml").write_text(text)
        return subprocess.run([os.environ["VOXVOLT"], "check", "c.yaml"], cwd=self.folder, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=300)

    def test_the_campaign_without_mistakes_is_right(self):
        done = self.check(CAMPAIGN)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_the_message_names_the_line_and_the_cure(self):
        for mistake, (right, wrong, line, cure) in MISTAKES.items():
            with self.subTest(mistake):
                self.assertEqual(CAMPAIGN.count(right), 1)
                done = self.check(CAMPAIGN.replace(right, wrong))
                self.assertEqual(done.returncode, 2)
                cured = [said for said in done.stderr.splitlines() if cure in said]
                self.assertEqual(len(cured), 1, done.stderr)
                self.assertRegex(cured[0], rf"^c\.yaml:{line}:\d+: ")
                self.assertLessEqual(len(done.stderr.splitlines()), 2, "one mistake is no flood of complaints")


if __name__ == "__main__":
    unittest.main()
