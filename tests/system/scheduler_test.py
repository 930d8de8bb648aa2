# SPDX-License-Identifier: BSD-3-Clause
"""Members of an ensemble are the same bits whoever computes them: on any number of ranks, fused or not, interrupted or
not, in one process or in pieces."""
import math
import re
import signal
import time
import unittest

import h5py
import numpy

import support

# Cells that are fused, one of them impossible; functions that are not; and a rare event, whose members depend on members.
CAMPAIGN = """voxvolt: 1
seed: 4
stages:
  cell:
    kind: cell
    model: spm
    parameters: marquis2019
    protocol: [discharge at 2C until 3.2 V]
  cells:
    kind: ensemble
    vary:
      cell.set.positive.thickness: {normal: {mean: 100 um, sd: 3 um}}
      cell.set.negative.porosity: {uniform: {min: 0.27, max: 0.45}}
    collect: [cell.capacity, cell.energy]
    design: {sobol_sequence: {samples: 48}}
    analyse: [pce]
    max_failed: 50 %
  slow: {kind: analytic, function: {slow: {wait: 5 ms}}, inputs: {a: 1, b: 2}}
  waits:
    kind: ensemble
    vary: {slow.function.slow.wait: {uniform: {min: 1 ms, max: 60 ms}}, slow.inputs.a: {normal: {mean: 0, sd: 1}}}
    collect: [slow.value]
    design: {monte_carlo: {samples: 40}}
  margin: {kind: analytic, function: {linear: {coefficients: [-1], constant: 2.5}}, inputs: {x1: 0}}
  rare:
    kind: ensemble
    vary: {margin.inputs.x1: {normal: {mean: 0, sd: 1}}}
    collect: [margin.value]
    design: {monte_carlo: {samples: 20}}
    analyse: [{rare_event: {of: margin.value, below: 0, method: subset, samples: 200}}]
"""


class SameBits(support.SystemTest):
    def setUp(self):
        super().setUp()
        self.write(CAMPAIGN)
        self.run_in("on1")

    def test_on_any_number_of_ranks(self):
        for ranks in (2, 4):
            self.run_in(f"on{ranks}", ranks=ranks)
            self.assert_verified(f"on{ranks}")
            self.assert_same_products(f"on{ranks}", "on1", f"{ranks} ranks")

    def test_interrupted_on_two_ranks_and_gone_on_with_on_four_and_on_one(self):
        running = self.start("run", "c.yaml", "--out", "o", ranks=2)
        self.wait_for_lines(running, "waits", 8)
        running.send(signal.SIGUSR1)
        outcome = running.finish()
        self.assertEqual(outcome.code, 75, outcome)
        self.assertRegex(outcome.said, r"waits: stopped \(signal USR1\) after \d+ of 40 members, which are kept")
        kept = self.lines("waits")
        self.assertLess(kept, 40)
        again = self.start("run", "c.yaml", "--out", "o", ranks=4)
        self.wait_for_lines(again, "waits", kept + 8)
        again.kill()
        kept = self.lines("waits")
        last = self.run_in("o")
        self.assertIn(f"waits: {kept} members are kept from before", last.said)
        self.assert_same_products("o", "on1")
        self.assert_verified("o")

    def test_fused_or_one_by_one(self):
        """A process for each of some members fuses nothing."""
        for first in (0, 1, 17):
            self.call("run", "c.yaml", "--out", "o", "--only", "cells", "--members", f"{first}:{first + 1}")
        outcome = self.run_in("o")
        self.assertIn("cells: 3 members are kept from before", outcome.said)
        self.assert_same_products("o", "on1")

    def lines(self, stage):
        return sum(shard.read_bytes().count(b"\n")
                   for shard in (self.folder / "o/checkpoints").glob(f"{stage}.*.members*.jsonl"))

    def wait_for_lines(self, running, stage, least):
        while running.process.poll() is None and self.lines(stage) < least:
            time.sleep(0.005)
        self.assertIsNone(running.process.poll(), "the run ended before it could be interrupted")


FIELDS = """voxvolt: 1
stages:
  image:
    kind: microstructure
    generate: {size: [12, 12, 12], voxel: 1 um, through: z, seed: 7, particles: {fraction: 0.5, diameter: 5 um}}
  transport:
    kind: effective_transport
    of: $image
    axes: [z]
    error: none
    properties: {electrolyte: {pore: 1.0, active: 0.01}}
    flux_density: [electrolyte]
  many:
    kind: ensemble
    vary: {image.generate.seed: {replicate: 48}}
    collect: [image.phase, transport.electrolyte.flux_density.z, image.porosity]
    design: {monte_carlo: {samples: 48}}
  shares:
    kind: ensemble
    vary:
      image.generate.particles.fraction: {uniform: {min: 0.3, max: 0.5}}
      image.binder_porosity: {uniform: {min: 0.3, max: 0.5}}
    collect: [transport.electrolyte.flux_density.z]
    design: {saltelli: {samples: 10}}
    analyse: [sobol_indices]
"""
FLUX = "transport.electrolyte.flux_density.z"


class FieldStatistics(support.SystemTest):
    """Members' fields are not kept; their statistics are the same bits however they came together."""

    def fields(self, out, stage):
        with h5py.File(next((self.folder / out / "fields").glob(f"{stage}.*.h5"))) as file:
            return {name: file[name][...] for name in file if file[name].ndim == 3}

    def assert_same_fields(self, out, reference):
        for stage, count in (("many", 8), ("shares", 8)):
            found, expected = self.fields(out, stage), self.fields(reference, stage)
            self.assertEqual(len(found), count)
            for name, values in found.items():
                self.assertEqual(values.tobytes(), expected[name].tobytes(), f"{out}: {name}")

    def begun(self, stage):
        return list((self.folder / "o").glob(f"checkpoints/{stage}.*.members.jsonl"))

    def test_on_any_number_of_ranks_and_interrupted(self):
        self.write(FIELDS)
        self.run_in("on1")
        fields = self.fields("on1", "many")
        solid = fields["mean.image.phase"]  # labels are 0 and 1
        self.assertAlmostEqual(solid.mean(), 1 - self.json_of("on1", "many.mean.image.porosity")["value"], delta=1e-9)
        deviation = numpy.sqrt(solid * (1 - solid) * 48 / 47)
        self.assertLess(abs(fields["sd.image.phase"] - deviation).max(), 1e-9)
        self.assertTrue((fields["least." + FLUX] <= fields["mean." + FLUX]).all())
        self.assertTrue((fields["mean." + FLUX] <= fields["most." + FLUX]).all())
        for ranks in (2, 4):
            self.run_in(f"on{ranks}", ranks=ranks)
            self.assert_same_fields(f"on{ranks}", "on1")
        self.assert_verified("on4")
        shares = self.fields("on1", "shares")
        # There is no binder: its porosity, input 1, does nothing, and the fraction of particles all.
        self.assertLess(abs(shares[f"sobol.first.{FLUX}.input_2"] - 1).max(), 1e-9)
        self.assertLess(abs(shares[f"sobol.total.{FLUX}.input_1"]).max(), 1e-9)
        for ranks, is_killed, stage in ((2, False, "many"), (1, True, "shares")):
            running = self.start("run", "c.yaml", "--out", "o", ranks=ranks)
            while running.process.poll() is None and not self.begun(stage):
                time.sleep(0.002)
            if is_killed:
                running.kill()
            else:
                running.send(signal.SIGUSR1)
                self.assertEqual(running.finish().code, 75)
        self.run_in("o")
        self.assert_same_fields("o", "on1")
        self.assertEqual(list((self.folder / "o/checkpoints").iterdir()), [])

    def test_of_different_shapes_are_refused(self):
        self.write(FIELDS.replace("image.generate.seed: {replicate: 48}", "image.generate.size.1: {values: [12, 14]}")
                   .replace("{monte_carlo: {samples: 48}}", "grid"))
        said = self.call("run", "c.yaml", "--out", "o", code=3).said
        self.assertIn("image.phase is on 14 x 12 x 12 voxels, and not on the 12 x 12 x 12 of the nominal stage", said)

    def test_are_of_no_use_to_analyses_and_in_pieces(self):
        one = FIELDS[:FIELDS.index("  shares:")]
        self.write(one.replace("image.generate.seed: {replicate: 48}",
                               "image.generate.particles.fraction: {uniform: {min: 0.4, max: 0.5}}") + "    analyse: [{rare_event: {of: image.phase, below: 1, method: subset}}]\n")
        self.assertIn("image.phase is a field, of which there are mean, sd, least and most only",
                      self.call("check", "c.yaml", code=2).said)
        self.write(FIELDS)
        self.assertIn("--members: many collects fields, whose statistics are not made in pieces",
                      self.call("run", "c.yaml", "--out", "o", "--only", "many", "--members", "0:2", code=2).said)


class Continued(support.SystemTest):
    """Members that a solver failed are run once more after all others have ended: from their nearest neighbours' answers, or,
    where a kind marches in time, with smaller steps."""

    def test_a_cell_whose_time_steps_collapsed_by_smaller_ones(self):
        """With this tolerance steps collapse while the voltage is held; an electrolyte that is depleted stays so."""
        self.write("""voxvolt: 1
stages:
  one:
    kind: cell
    model: dfn
    parameters: chen2020
    tolerance: 1e-2
    protocol: [discharge at 1C until 2.5 V, rest for 1 hour, charge at 1C until 4.2 V, hold at 4.2 V until C/20]
  many:
    kind: ensemble
    vary:
      one.set.positive.thickness: {uniform: {min: 30 um, max: 150 um}}
      one.set.negative.porosity: {uniform: {min: 0.05, max: 0.249}}
      one.set.positive.diffusivity: {loguniform: {min: 1e-17 m^2/s, max: 1e-13 m^2/s}}
      one.set.separator.porosity: {uniform: {min: 0.05, max: 0.6}}
      one.set.electrolyte.initial_concentration: {loguniform: {min: 100 mol/m^3, max: 3000 mol/m^3}}
    collect: [one.capacity]
    max_failed: 1
    design: {sobol_sequence: {samples: 64}}
""")
        said = self.run_in("o").said
        count, well = map(int, re.search(r"(\d+) members that a solver had failed were continued: run once more after the "
                                         r"others; (\d+) of them ended well", said).groups())
        self.assertEqual(count, well)
        self.assertNotIn("the time step became too small", said)
        self.assertIn("the electrolyte is depleted", said)
        self.assertEqual(self.json_of("o", "many.members_continued")["value"], well)

    def test_newton_from_a_neighbours_answer(self):
        self.write("""voxvolt: 1
stages:
  eta: {kind: analytic, function: overpotential, inputs: {ratio: 1}}
  many:
    kind: ensemble
    vary: {eta.inputs.ratio: {values: [1, 25, 50, 70, 1e7]}}
    collect: [eta.value]
    design: grid
    max_failed: 30 %
""")
        for ranks in (1, 2):
            said = self.run_in(f"on{ranks}", ranks=ranks).said
            self.assertIn("many: 3 members that a solver had failed were continued: run once more after the others; "
                          "2 of them ended well", said)
            products = self.json_of(f"on{ranks}")
            self.assertEqual(products["many.status"]["value"], [0, 0, 0, 0, 2])
            for ratio, value in zip((1, 25, 50, 70), products["many.table.eta.value"]["value"]):
                self.assertAlmostEqual(value, 2 * math.asinh(ratio / 2), delta=1e-9)
        self.assert_same_products("on2", "on1")

    def test_pieces_leave_it_to_the_run_that_finishes(self):
        self.test_newton_from_a_neighbours_answer()
        for members in ("0:3", "3:5"):
            self.call("run", "c.yaml", "--out", "o", "--members", members)
        self.assertIn("2 of them ended well", self.run_in("o").said)
        self.assert_same_products("o", "on1")


class Pieces(support.SystemTest):
    """`--members a:b`: several processes at once, as a Slurm job array has them."""

    def setUp(self):
        super().setUp()
        self.write(CAMPAIGN)

    def piece(self, members, *words, **how):
        return self.call("run", "c.yaml", "--out", "o", "--only", "waits", "--members", members, *words, **how)

    def test_pieces_at_once_overlapping_and_merged_by_a_plain_run(self):
        self.run_in("whole")
        pieces = [self.start("run", "c.yaml", "--out", "o", "--only", "waits", "--members", members)
                  for members in ("0:15", "10:30", "30:40")]
        for piece in pieces:
            outcome = piece.finish()
            self.assertEqual(outcome.code, 0, outcome)
        said = self.run_in("o").said
        self.assertIn("slow: reused", said)
        self.assertIn("waits: 40 members are kept from before", said)
        self.assert_same_products("o", "whole")
        self.assert_verified("o")
        self.assertEqual(list((self.folder / "o/checkpoints").iterdir()), [])
        self.assertIn("is done and on the record", self.piece("0:40").said)

    def test_a_stopped_piece_goes_on_and_what_no_piece_did_is_done_by_the_plain_run(self):
        self.run_in("whole")
        self.assertEqual(self.piece("5:40", "--time-limit", "0.4 s", code=75).code, 75)
        self.piece("5:20")
        self.run_in("o", ranks=2)
        self.assert_same_products("o", "whole")

    def test_a_plain_run_waits_its_turn(self):
        self.write(CAMPAIGN.replace("max: 60 ms", "max: 2 s"))
        piece = self.start("run", "c.yaml", "--out", "o", "--only", "waits", "--members", "0:40")
        while piece.process.poll() is None and not list((self.folder / "o/checkpoints").glob("waits.*.members.0-40.jsonl")):
            time.sleep(0.01)
        refused = self.run_in("o", code=2)
        self.assertIn("another run is working here (process", refused.said)
        twice = self.piece("0:40", code=2)
        self.assertIn("another process is writing these members", twice.said)
        piece.kill()

    def test_what_cannot_be_meant_is_refused(self):
        for members in ("5", "a:b", "7:7", "9:3", "-1:4", "1:2:3", "1: 2"):
            self.assertIn("it must be a:b", self.call("run", "c.yaml", f"--members={members}", code=2).said)
        self.assertIn("waits has 40 members, from 0 to 39", self.piece("30:41", code=2).said)
        self.assertIn("there are the ensembles cells, waits", self.call("run", "c.yaml", "--members", "0:1", code=2).said)
        self.assertIn("slow is no ensemble",
                      self.call("run", "c.yaml", "--only", "slow", "--members", "0:1", code=2).said)
        self.assertIn("--fresh", self.piece("0:1", "--fresh", code=2).said)


if __name__ == "__main__":
    unittest.main()
