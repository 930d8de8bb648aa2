# SPDX-License-Identifier: BSD-3-Clause
"""The record: whatever is altered, moved or removed in it, `verify` names it and `run` does not build on it."""
import pathlib
import random
import shutil
import signal
import socket
import tempfile
import time

import support

CAMPAIGN = """voxvolt: 1
title: A record to tamper with
stages:
  image:
    kind: microstructure
    generate: {size: [12, 12, 12], voxel: 0.5 um, seed: 3, particles: {fraction: 0.3, diameter: 3 um}}
  first: {kind: analytic, function: {linear: {coefficients: [2]}}, inputs: {x1: 3}}
  second: {kind: analytic, function: {linear: {coefficients: [1]}}, inputs: {x1: $first.value}}
"""
SEED = 7
TURNS = 40
BYTES_OF_LEDGER = 100  # beside all newlines; each byte is flipped by tests/unit/campaign/ledger_test.cpp


def flip(path, position, mask):
    content = bytearray(path.read_bytes())
    content[position] ^= mask
    path.write_bytes(content)


class Record(support.SystemTest):
    """Each test works on a copy of one finished run."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.shared = pathlib.Path(folder.name)
        (cls.shared / "c.yaml").write_text(CAMPAIGN)
        outcome = support.Running(cls.shared, ["run", "c.yaml", "--out", "o"]).finish()
        assert outcome.code == 0, outcome

    def setUp(self):
        super().setUp()
        self.write(CAMPAIGN)
        shutil.copytree(self.shared / "o", self.folder / "o")
        self.out = self.folder / "o"

    def assert_named(self, *places):
        """`verify` ends with 5 and says something of each place, and of nothing else."""
        outcome = self.call("verify", "o", code=5)
        lines = outcome.said.splitlines()
        self.assertEqual(len(lines), len(places), outcome)
        for place in places:
            self.assertTrue(any(place in line for line in lines), f"{place} is not named: {outcome}")

    def file_of(self, stage):
        return next((self.out / "stages").glob(f"{stage}.*.h5"))

    def test_an_untouched_record_holds(self):
        outcome = self.call("verify", "o")
        self.assertIn("the record holds", outcome.out)

    def test_any_flipped_byte_of_a_file_on_the_record_is_named(self):
        draw = random.Random(SEED)
        image = self.file_of("image")
        others = [self.file_of("first"), self.file_of("second"), self.out / "results.h5", self.out / "resolved.yaml"]
        field = next((self.out / "fields").glob("*.h5"))
        self.assertEqual(len(list((self.out / "stages").iterdir())), 3)
        # The files of a stage's fields are looked up in its own file, which therefore takes turns with them.
        for turn in range(TURNS):
            files = [*others, image if turn % 2 else field]
            flips = [(path, self.position_in(path, turn, draw), 1 << draw.randrange(8)) for path in files]
            for path, position, mask in flips:
                flip(path, position, mask)
            with self.subTest(flips):
                self.assert_named(*(f"o/{path.relative_to(self.out)}: was altered" for path in files))
            for path, position, mask in flips:
                flip(path, position, mask)
        self.assert_verified("o")

    @staticmethod
    def position_in(path, turn, draw):
        size = path.stat().st_size
        return {0: 0, 1: 0, 2: size - 1, 3: size - 1}.get(turn, draw.randrange(size))

    def test_a_single_flipped_byte_of_each_file_is_named_alone(self):
        draw = random.Random(SEED + 1)
        files = [*(self.out / "stages").iterdir(), *(self.out / "fields").glob("*.h5"), self.out / "results.h5"]
        self.assertEqual(len(files), 5)
        for path in files:
            with self.subTest(path.name):
                position, mask = draw.randrange(path.stat().st_size), 1 << draw.randrange(8)
                flip(path, position, mask)
                self.assert_named(f"o/{path.relative_to(self.out)}: was altered")
                flip(path, position, mask)

    def test_any_flipped_byte_of_the_ledger_is_named_by_its_line(self):
        draw = random.Random(SEED)
        ledger = self.out / "ledger.jsonl"
        content = ledger.read_bytes()
        newlines = [i for i, byte in enumerate(content) if byte == ord("\n")]
        self.assertEqual(newlines[-1], len(content) - 1)
        positions = {0, *newlines, *(draw.randrange(len(content)) for _ in range(BYTES_OF_LEDGER))}
        for position in sorted(positions):
            line = content[:position].count(b"\n") + 1
            mask = 1 << draw.randrange(8)
            with self.subTest(f"byte {position} of line {line}, mask {mask}"):
                flip(ledger, position, mask)
                self.assert_named(f"o/ledger.jsonl:{line}: ")
                flip(ledger, position, mask)
        self.assert_verified("o")

    def test_removed_and_moved_lines_of_the_ledger_are_named(self):
        ledger = self.out / "ledger.jsonl"
        lines = ledger.read_text().splitlines(keepends=True)
        for i in range(len(lines) - 1):
            with self.subTest(f"line {i + 1}"):
                ledger.write_text("".join(lines[:i] + lines[i + 1:]))
                self.assert_named(f"o/ledger.jsonl:{i + 1}: ")
                ledger.write_text("".join(lines[:i] + [lines[i + 1], lines[i]] + lines[i + 2:]))
                self.assert_named(f"o/ledger.jsonl:{i + 1}: ")

    def test_missing_files_are_named(self):
        stage_file = self.file_of("first")
        stage_file.unlink()
        (self.out / "results.h5").unlink()
        self.assert_named(f"o/stages/{stage_file.name}: is missing", "o/results.h5: is missing")
        self.run_in("o")
        self.assert_verified("o")

    def test_a_field_file_that_is_gone_is_named_and_its_stage_runs_again(self):
        field = next((self.out / "fields").glob("*.h5"))
        field.unlink()
        self.assert_named(f"o/fields/{field.name}: is missing")
        outcome = self.run_in("o")
        self.assertNotIn("image: reused", outcome.said)
        self.assertIn("first: reused", outcome.said)
        self.assert_verified("o")

    def test_run_does_not_build_on_an_altered_stage_file(self):
        before = support.products_of(self.out / "results.h5")
        stage_file = self.file_of("first")
        whole = stage_file.read_bytes()
        flip(stage_file, len(whole) // 2, 4)
        outcome = self.run_in("o")
        self.assertNotIn("first: reused", outcome.said)
        self.assertIn("image: reused", outcome.said)
        self.assertIn("second: reused", outcome.said)
        self.assertEqual(stage_file.read_bytes(), whole)
        self.assertEqual(support.products_of(self.out / "results.h5"), before)
        self.assert_verified("o")

    def test_run_refuses_an_altered_ledger_and_leaves_it_as_it_is(self):
        ledger = self.out / "ledger.jsonl"
        flip(ledger, 40, 1)
        altered = ledger.read_bytes()
        outcome = self.run_in("o", code=5)
        self.assertIn("ledger.jsonl:1: ", outcome.said)
        self.assertEqual(ledger.read_bytes(), altered)
        self.run_in("o", code=5, ranks=2)

    def test_get_and_cite_do_not_read_an_altered_stage(self):
        stage_file = self.file_of("first")
        flip(stage_file, stage_file.stat().st_size // 2, 1)
        for words in (["get", "o", "second.value"], ["cite", "o"]):
            self.assertIn(f"o/stages/{stage_file.name}", self.call(*words, code=5).said)

    def test_fresh_starts_over_and_leaves_what_is_not_ours(self):
        for name in ("notes.txt", "stages/notes.txt", "fields/view.pvsm"):
            (self.out / name).write_text("mine")
        first_lines = support.ledger_of(self.out)
        outcome = self.call("run", "c.yaml", "--out", "o", "--fresh")
        self.assertNotIn("reused", outcome.said)
        for name in ("notes.txt", "stages/notes.txt", "fields/view.pvsm"):
            self.assertEqual((self.out / name).read_text(), "mine")
        events = [line["event"] for line in support.ledger_of(self.out)]
        self.assertEqual(events, [line["event"] for line in first_lines])
        self.assert_verified("o")

    def test_fresh_also_gets_over_a_broken_ledger(self):
        (self.out / "ledger.jsonl").write_text("no ledger\n")
        self.call("run", "c.yaml", "--out", "o", "--fresh")
        self.assert_verified("o")

    def test_a_strangers_folder_is_refused_untouched(self):
        (self.folder / "mine").mkdir()
        (self.folder / "mine/thesis.tex").write_text("years of work")
        for words in ([], ["--fresh"]):
            outcome = self.call("run", "c.yaml", "--out", "mine", *words, code=2)
            self.assertIn("holds other files (thesis.tex)", outcome.said)
        self.assertEqual([path.name for path in (self.folder / "mine").iterdir()], ["thesis.tex"])

    def test_running_again_adds_nothing_to_a_finished_record(self):
        before = (self.out / "ledger.jsonl").read_bytes()
        outcome = self.run_in("o")
        self.assertEqual(outcome.said.count(": reused from "), 3)
        self.assertEqual((self.out / "ledger.jsonl").read_bytes(), before)


class TwoRuns(support.SystemTest):
    # The first run holds its folder until it is told to stop, however slow the machine is.
    CAMPAIGN = "voxvolt: 1\nstages:\n  w: {kind: analytic, function: {slow: {wait: 1 h}}, inputs: {a: 1}}\n"
    QUICK = ("--set", "w.function.slow.wait=1 ms")

    def holder(self, out):
        """Waits until a run says in the lock that it works there."""
        lock = self.folder / out / "lock"
        end = time.monotonic() + support.HANG
        while not (lock.exists() and lock.read_text().endswith("\n")):
            self.assertLess(time.monotonic(), end, "the first run never took its folder")
            time.sleep(0.01)
        return lock.read_text()

    def check_second(self, ranks_of_first, ranks_of_second):
        self.write(self.CAMPAIGN)
        first = self.start("run", "c.yaml", "--out", "o", ranks=ranks_of_first)
        holder = self.holder("o")
        second = self.run_in("o", code=2, ranks=ranks_of_second)
        self.assertIn("o: another run is working here (" + holder.split(",")[0], second.said)
        self.assertEqual(second.said.count("another run is working here"), 1)
        pid = int(holder.split()[1])
        self.assertIn(pid, first.members())
        self.assertIn(f" on {socket.gethostname()}", holder)
        self.call("run", "c.yaml", "--out", "o", "--fresh", code=2)
        self.assertIsNone(first.process.poll(), "the first run has ended")
        self.assertEqual((self.folder / "o/lock").read_text(), holder)
        first.send(signal.SIGUSR1)
        outcome = first.finish()
        self.assertEqual(outcome.code, 75, outcome)
        self.assert_verified("o")
        self.call("run", "c.yaml", "--out", "o", *self.QUICK)  # and the folder is free again

    def test_the_second_is_told_who_holds_the_folder_and_the_first_is_undisturbed(self):
        self.check_second(1, 1)

    def test_the_same_under_mpirun(self):
        self.check_second(2, 2)

    def test_a_killed_run_holds_no_folder(self):
        self.write(self.CAMPAIGN)
        first = self.start("run", "c.yaml", "--out", "o", ranks=2)
        self.holder("o")
        first.kill()
        self.call("run", "c.yaml", "--out", "o", *self.QUICK)

    def test_two_runs_in_folders_of_their_own_do_not_meet(self):
        self.write(self.CAMPAIGN)
        both = [self.start("run", "c.yaml", "--out", out, *self.QUICK) for out in ("a", "b")]
        for running in both:
            self.assertEqual(running.finish().code, 0)
        self.assert_same_products("a", "b")


if __name__ == "__main__":
    support.unittest.main()
