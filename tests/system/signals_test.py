# SPDX-License-Identifier: BSD-3-Clause
"""Asked to stop by a signal or a limit of time, a run ends with 75 after it has kept what it has, and `run` again
finishes with the products of a run that nobody disturbed."""
import os
import signal
import time
import unittest

import support

CAMPAIGN = """voxvolt: 1
stages:
  first: {kind: analytic, function: {linear: {coefficients: [2]}}, inputs: {x1: 3}}
  waiting: {kind: analytic, function: {slow: {wait: 0.2 s}}, inputs: {a: $first.value, b: 2}}
  spread:
    kind: ensemble
    vary: {waiting.inputs.b: {uniform: {min: 0, max: 1}}}
    collect: [waiting.value]
    design: {monte_carlo: {samples: 20}}
"""
STOPPED = 75


class Stopped(support.SystemTest):
    def setUp(self):
        super().setUp()
        self.write(CAMPAIGN)

    def wait_for_members(self, running, least):
        """Until so many members of the ensemble are kept."""
        end = time.monotonic() + support.HANG
        while time.monotonic() < end and running.process.poll() is None:
            shard = next((self.folder / "o/checkpoints").glob("spread.*.members.jsonl"), None)
            if shard and shard.read_bytes().count(b"\n") >= least:
                return
            time.sleep(0.01)
        self.fail(f"the run did not get there: {running.finish()}")

    def check_finishes(self, ranks):
        """`run` again goes on from what was kept and gives the products of an undisturbed run."""
        outcome = self.run_in("o", ranks=ranks)
        self.run_in("undisturbed", ranks=ranks)
        self.assert_same_products("o", "undisturbed")
        self.assert_verified("o")
        return outcome

    def check_signal(self, number, word, ranks, extra=None):
        running = self.start("run", "c.yaml", "--out", "o", ranks=ranks, extra=extra)
        self.wait_for_members(running, 2)
        running.send(number)
        outcome = running.finish()
        self.assertIn(f"stopped (signal {word})", outcome.said)
        self.assertEqual(outcome.said.count("stopped (signal"), 1, outcome)
        again = self.check_finishes(ranks)
        self.assertIn("members are kept from before", again.said)
        self.assertIn("waiting: reused", again.said)
        return outcome

    def test_usr1_ends_with_75(self):
        self.assertEqual(self.check_signal(signal.SIGUSR1, "USR1", 1).code, STOPPED)

    def test_term_ends_with_75(self):
        self.assertEqual(self.check_signal(signal.SIGTERM, "TERM", 1).code, STOPPED)

    def test_usr1_to_mpirun_reaches_the_ranks_and_their_75_comes_back(self):
        self.assertEqual(self.check_signal(signal.SIGUSR1, "USR1", 2).code, STOPPED)

    def test_term_to_mpirun_leaves_time_to_keep_what_there_is(self):
        # mpirun passes TERM on when odls_base_sigkill_timeout has passed, kills as much later, and reports 1, whatever
        # its ranks say. The members take longer than that.
        self.write(CAMPAIGN.replace("0.2 s", "1 s"))
        outcome = self.check_signal(signal.SIGTERM, "TERM", 2, {"OMPI_MCA_odls_base_sigkill_timeout": "5"})
        self.assertIn(outcome.code, (STOPPED, 1, 128 + signal.SIGTERM))

    def test_the_signal_may_come_to_one_rank_only(self):
        running = self.start("run", "c.yaml", "--out", "o", ranks=2)
        self.wait_for_members(running, 2)
        program = os.path.realpath(support.PROGRAM)
        ranks = [pid for pid in running.members() if os.readlink(f"/proc/{pid}/exe") == program]
        self.assertEqual(len(ranks), 2)
        os.kill(max(ranks), signal.SIGUSR1)
        outcome = running.finish()
        self.assertEqual(outcome.code, STOPPED, outcome)
        self.assertIn("stopped (signal USR1)", outcome.said)
        self.check_finishes(2)

    def test_time_limit(self):
        outcome = self.call("run", "c.yaml", "--out", "o", "--time-limit", "1 s", code=STOPPED)
        self.assertIn("(time limit)", outcome.said)
        self.check_finishes(1)

    def test_time_limit_on_two_ranks(self):
        outcome = self.call("run", "c.yaml", "--out", "o", "--time-limit", "1 s", code=STOPPED, ranks=2)
        self.assertEqual(outcome.said.count("(time limit)"), 1, outcome)
        self.check_finishes(2)

    def test_stops_may_follow_each_other_until_all_is_done(self):
        for _ in range(100):
            outcome = self.call("run", "c.yaml", "--out", "o", "--time-limit", "0.8 s", code=None)
            if outcome.code == 0:
                break
            self.assertEqual(outcome.code, STOPPED, outcome)
        self.assertEqual(outcome.code, 0, "a hundred runs did not get to the end")
        self.check_finishes(1)

    def test_a_time_limit_that_is_no_time_is_refused(self):
        for text in ("1 m", "soon", "0 s", "-1 s", "1"):
            outcome = self.call("run", "c.yaml", "--out", "o", f"--time-limit={text}", code=2)
            self.assertIn("--time-limit", outcome.said)
        self.assertFalse((self.folder / "o").exists())

    def test_the_end_of_the_slurm_job_is_the_default_limit(self):
        # What is left is 2 s; the margin to write a checkpoint in is a tenth of that.
        soon = {"SLURM_JOB_END_TIME": str(int(time.time()) + 2)}
        outcome = self.call("run", "c.yaml", "--out", "o", extra=soon, code=STOPPED)
        self.assertIn("(end of the Slurm job)", outcome.said)
        self.check_finishes(1)

    def test_a_far_end_of_the_slurm_job_stops_nothing(self):
        self.run_in("o", extra={"SLURM_JOB_END_TIME": str(int(time.time()) + 100000)})

    def test_a_stop_between_stages_starts_no_further_one(self):
        outcome = self.call("run", "c.yaml", "--out", "o", "--time-limit", "1 ms", code=STOPPED)
        self.assertIn("not started (time limit)", outcome.said)
        self.assertEqual(list((self.folder / "o/stages").iterdir()), [])
        self.check_finishes(1)


if __name__ == "__main__":
    unittest.main()
