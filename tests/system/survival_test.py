# SPDX-License-Identifier: BSD-3-Clause
"""What happens to members when ranks are killed, the disk is full, a folder cannot be written, or a member never ends."""
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import time
import unittest

import support

MEMBERS = 200
CAMPAIGN = f"""voxvolt: 1
stages:
  slow: {{kind: analytic, function: {{slow: {{wait: 1 ms}}}}, inputs: {{a: 1, b: 2}}}}
  waits:
    kind: ensemble
    vary: {{slow.function.slow.wait: {{uniform: {{min: 5 ms, max: 90 ms}}}}, slow.inputs.a: {{normal: {{mean: 0, sd: 1}}}}}}
    collect: [slow.value]
    design: {{monte_carlo: {{samples: {MEMBERS}}}}}
  after: {{kind: analytic, function: {{linear: {{coefficients: [2]}}}}, inputs: {{x1: $waits.mean.slow.value}}}}
"""
SEED = 20261128


def is_program(pid):
    try:
        return os.readlink(f"/proc/{pid}/exe") == os.path.realpath(support.PROGRAM)
    except OSError:
        return False


class Survival(support.SystemTest):
    def setUp(self):
        super().setUp()
        self.write(CAMPAIGN)

    def shard_lines(self, out="o"):
        lines = []
        for shard in (self.folder / out / "checkpoints").glob("waits.*.members*.jsonl"):
            for line in shard.read_text().split("\n")[:-1]:
                try:
                    lines.append(json.loads(line))
                except ValueError:  # torn, as by a kill
                    pass
        return lines

    def wait_for_members(self, running, least, out="o"):
        while running.process.poll() is None and len(self.shard_lines(out)) < least:
            time.sleep(0.01)

    def assert_none_twice(self, lines):
        numbers = [line["member"] for line in lines]
        self.assertEqual(len(numbers), len(set(numbers)), "a member was computed twice")

    def check_whole(self, out="o"):
        self.run_in("whole")
        self.assert_same_products(out, "whole")
        self.assert_verified(out)
        self.assertEqual(self.json_of(out, "waits.members_ok")["value"], MEMBERS)
        self.assertEqual(list((self.folder / out / "checkpoints").iterdir()), [])


class Killed(Survival):
    def test_ranks_killed_at_random_times_none_lost_none_doubled(self):
        """A rank killed ends the job of a plain mpirun; run again, it finds what was kept."""
        draw = random.Random(SEED)
        for attempt in range(3):
            running = self.start("run", "c.yaml", "--out", "o", ranks=3)
            self.wait_for_members(running, len(self.shard_lines()) + draw.randint(5, 25))
            victims = sorted(pid for pid in running.members() if is_program(pid))
            if victims:
                os.kill(draw.choice(victims), signal.SIGKILL)
            outcome = running.finish()
            self.assertNotEqual(outcome.code, 0, outcome)
            running.kill()
            self.assert_none_twice(self.shard_lines())
        kept = len(self.shard_lines())
        self.assertGreater(kept, 20)
        outcome = self.run_in("o", ranks=2)
        self.assertIn(f"waits: {kept} members are kept from before", outcome.said)
        self.check_whole()

    def test_with_enable_recovery_the_job_outlives_killed_ranks(self):
        draw = random.Random(SEED)
        launcher = support.launcher
        self.addCleanup(setattr, support, "launcher", launcher)
        support.launcher = lambda ranks: [support.MPIEXEC, "--enable-recovery", "-n", str(ranks)]
        running = self.start("run", "c.yaml", "--out", "o", ranks=4)
        support.launcher = launcher
        self.wait_for_members(running, draw.randint(10, 30))
        ranks = [pid for pid in running.members() if is_program(pid)]
        self.assertEqual(len(ranks), 4)
        for pid in self.without_the_first(ranks)[:2]:
            os.kill(pid, signal.SIGKILL)
            time.sleep(draw.uniform(0, 0.3))
        outcome = running.finish()
        self.assertEqual(outcome.code, 0, outcome)
        self.assertRegex(outcome.said, r"ranks \d, \d were lost; their members were given to others; rank 0 goes on alone")
        self.check_whole()

    @staticmethod
    def without_the_first(pids):
        def rank(pid):
            words = pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
            return int(next(word for word in words if word.startswith(b"OMPI_COMM_WORLD_RANK=")).split(b"=")[1])
        return [pid for pid in pids if rank(pid) != 0]


class NeverEnds(Survival):
    def limited(self, limit="0.3 s"):
        """Members 3 and 7 of ten take a minute."""
        rows = "".join(f"{60 if m in (3, 7) else 0.01},{m}\n" for m in range(10))
        self.write("slow.function.slow.wait [s],slow.inputs.a [1]\n" + rows, "t.csv")
        self.write(CAMPAIGN.replace(f"{{monte_carlo: {{samples: {MEMBERS}}}}}",
                                    f"{{file: t.csv}}\n    max_failed: 30 %\n    member_time_limit: {limit}"))

    def test_a_member_that_does_not_end_is_tried_twice_and_counted(self):
        self.limited()
        for ranks in (1, 2):
            outcome = self.run_in(f"on{ranks}", ranks=ranks, timeout=30)
            self.assertIn("2 x timeout: took longer than member_time_limit = 0.3 s, twice", outcome.said)
            products = self.json_of(f"on{ranks}")
            self.assertEqual(products["waits.failures.timeout"]["value"], 2)
            self.assertEqual(products["waits.members_ok"]["value"], 8)
            self.assertEqual(products["waits.table.slow.value"]["value"], [m + 2 if m not in (3, 7) else None for m in range(10)])
            self.assert_verified(f"on{ranks}")


class BadDisk(Survival):
    FULL = r"cannot write [\w/]+/checkpoints/waits\..*\.members\.jsonl: "

    def check_goes_on(self):
        kept = len(self.shard_lines())
        self.assertGreater(kept, 5)
        self.assertLess(kept, MEMBERS)
        self.assert_verified("o")
        self.assertIn(f"waits: {kept} members are kept from before", self.run_in("o").said)
        self.check_whole()

    @unittest.skipUnless(shutil.which("unshare") and os.geteuid() == 0, "no file system of its own can be mounted here")
    def test_a_full_file_system(self):
        (self.folder / "small").mkdir()
        (self.folder / "script").write_text(f"""
mount -t tmpfs -o size=1m none small || exit 77
{support.PROGRAM} run c.yaml --out small/o & run=$!
until [ "$(cat small/o/checkpoints/waits.*.jsonl | wc -l)" -gt 10 ]; do kill -0 $run || exit 78; sleep 0.05; done
cat /dev/zero > small/fill
wait $run; code=$?
rm small/fill
cp -r small/o o
exit $code
""")
        full = subprocess.run(["unshare", "-m", "sh", "script"], cwd=self.folder, env=support.environment(),
                              capture_output=True, text=True, timeout=support.HANG)
        if full.returncode in (1, 77):
            self.skipTest("no file system of its own can be mounted here")
        self.assertEqual(full.returncode, 4, full.stderr)
        self.assertRegex(full.stderr, self.FULL + "No space left on device")
        self.check_goes_on()

    @unittest.skipIf(os.geteuid() == 0, "root may write everywhere")
    def test_a_folder_that_cannot_be_written(self):
        (self.folder / "o").mkdir(mode=0o500)
        self.assertIn("cannot", self.run_in("o", code=4).said)


if __name__ == "__main__":
    unittest.main()
