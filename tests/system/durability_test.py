# SPDX-License-Identifier: BSD-3-Clause
"""kill -9 at any moment: `run` again finishes with the products of a run that nothing disturbed, bit for bit, and
reuses nothing that was not on the record."""
import json
import pathlib
import random
import shutil
import tempfile
import time
import unittest

import support

MOMENTS = 50
SEED = 20260105


class Killed(support.SystemTest):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.shared = pathlib.Path(folder.name)
        (cls.shared / "c.yaml").write_text(support.FIVE_STAGES)
        cls.usual = {}
        for ranks in (1, 2):
            start = time.monotonic()
            outcome = support.Running(cls.shared, ["run", "c.yaml", "--out", f"reference{ranks}"], ranks).finish()
            cls.usual[ranks] = time.monotonic() - start
            assert outcome.code == 0, outcome
        cls.products = support.products_of(cls.shared / "reference1/results.h5")
        cls.listing = support.Running(cls.shared, ["get", "reference1", "--json"]).finish().out

    def setUp(self):
        super().setUp()
        self.write(support.FIVE_STAGES)

    def kill_once(self, out, moment, ranks):
        """Starts a run and kills it after `moment` seconds."""
        running = self.start("run", "c.yaml", "--out", out, ranks=ranks)
        time.sleep(moment)
        running.kill()

    def finished_stages(self, out):
        """Stages with a whole line in the ledger."""
        ledger = self.folder / out / "ledger.jsonl"
        text = ledger.read_text() if ledger.exists() else ""
        lines = [json.loads(line) for line in text.split("\n")[:-1]]
        return {line["stage"] for line in lines if line["event"] == "stage" and line["status"] == "ok"}

    def check_recovery(self, out, ranks, message):
        done = self.finished_stages(out)
        outcome = self.run_in(out, ranks=ranks)
        reused = {line.split()[2].rstrip(":") for line in outcome.said.splitlines() if ": reused from " in line}
        self.assertEqual(reused, done, f"{message}: reused is not what was on the record\n{outcome}")
        self.assertEqual(support.products_of(self.folder / out / "results.h5"), self.products, message)
        self.assert_verified(out)
        leftovers = [path.name for path in (self.folder / out).rglob("*.partial")]
        leftovers += [path.name for path in (self.folder / out / "checkpoints").iterdir()]
        return leftovers

    def test_run_again_finishes_with_the_same_bits_after_kills_at_fifty_moments(self):
        draw = random.Random(SEED)
        for moment in range(MOMENTS):
            ranks = 2 if moment % 5 == 4 else 1
            kills = draw.choice([1, 1, 1, 2, 4])
            delays = [draw.uniform(0, 1.1) * self.usual[ranks] / kills for _ in range(kills)]
            out = f"o{moment}"
            message = f"moment {moment}: {ranks} ranks, killed after {delays} s"
            for delay in delays:
                self.kill_once(out, delay, ranks)
            with self.subTest(message):
                self.assertEqual(self.check_recovery(out, ranks, message), [], f"{message}: left behind")
                if moment % 10 == 0:
                    self.assertEqual(self.call("get", out, "--json").out, self.listing, message)
            shutil.rmtree(self.folder / out, ignore_errors=True)

    def kill_among_members(self):
        """A run of slow members, killed when some of them, and not all, are kept: the shard."""
        slow = support.FIVE_STAGES.replace("vary: {", "vary: {waiting.inputs.a: {uniform: {min: 1, max: 2}}, ")
        self.write(slow)
        self.run_in("whole")
        running = self.start("run", "c.yaml", "--out", "o")
        shard = None
        while running.process.poll() is None and not (shard and b"\n" in shard.read_bytes()):
            shard = next((self.folder / "o/checkpoints").glob("spread.*.members.jsonl"), None)
            time.sleep(0.01)
        running.kill()
        self.assertTrue(shard and shard.exists(), "the run ended before it could be killed")
        return shard

    def test_members_that_were_kept_are_not_computed_again(self):
        shard = self.kill_among_members()
        kept = shard.read_bytes().count(b"\n")
        self.assertLess(kept, 24)
        outcome = self.run_in("o")
        self.assertIn(f"spread: {kept} members are kept from before", outcome.said)
        self.assert_same_products("o", "whole")
        self.assertEqual(list((self.folder / "o/checkpoints").iterdir()), [])

    def test_an_altered_member_is_computed_again(self):
        shard = self.kill_among_members()
        content = bytearray(shard.read_bytes())
        content[content.index(b'"values":[') + 11] ^= 1
        shard.write_bytes(content)
        outcome = self.run_in("o")
        self.assertIn("spread: 1 altered records of members were left out", outcome.said)
        self.assert_same_products("o", "whole")

    def test_what_a_kill_right_after_a_stages_end_leaves_is_removed(self):
        self.run_in("o")
        shard = next((self.folder / "o/stages").glob("spread.*")).name.replace(".h5", ".members.jsonl")
        (self.folder / "o/checkpoints" / shard).write_text("no longer of use\n")
        self.assertIn("spread: reused", self.run_in("o").said)
        self.assertEqual(list((self.folder / "o/checkpoints").iterdir()), [])

    def test_a_stage_whose_file_is_there_but_not_on_the_record_runs_again(self):
        self.run_in("o")
        ledger = self.folder / "o/ledger.jsonl"
        lines = ledger.read_text().splitlines(keepends=True)
        at = next(i for i, line in enumerate(lines) if '"stage":"decay"' in line and '"event":"stage"' in line)
        ledger.write_text("".join(lines[:at]) + lines[at][:-20])  # as torn by a power cut
        for stage_file in (self.folder / "o/stages").glob("decay.*"):
            stage_file.write_bytes(b"half a file")
        outcome = self.run_in("o")
        self.assertIn("the last line of ledger.jsonl was torn", outcome.said)
        self.assertNotIn("decay: reused", outcome.said)
        self.assertIn("image: reused", outcome.said)
        self.assertEqual(support.products_of(self.folder / "o/results.h5"), self.products)
        self.assert_verified("o")


if __name__ == "__main__":
    unittest.main()
