# SPDX-License-Identifier: BSD-3-Clause
"""The job scripts of slurm/ do what they say, with a stand-in for srun that does what Slurm would."""
import os
import pathlib
import shutil
import subprocess
import unittest

import support

SCRIPTS = pathlib.Path(os.environ["VOXVOLT_SOURCE"]) / "slurm"
MEMBERS = 20
CAMPAIGN = f"""voxvolt: 1
stages:
  before: {{kind: analytic, function: {{slow: {{wait: 0.1 s}}}}, inputs: {{a: 1}}}}
  function: {{kind: analytic, function: {{linear: {{coefficients: [2, 1]}}}}, inputs: {{x1: 0, x2: $before.value}}}}
  spread:
    kind: ensemble
    vary: {{function.inputs.x1: {{normal: {{mean: 0, sd: 1}}}}}}
    collect: [function.value]
    design: {{monte_carlo: {{samples: {MEMBERS}}}}}
"""


class JobScripts(support.SystemTest):
    def setUp(self):
        super().setUp()
        self.write(CAMPAIGN, "study.yaml")
        programs = self.folder / "bin"
        programs.mkdir()
        (programs / "voxvolt").symlink_to(support.PROGRAM)
        (programs / "srun").write_text(f'#!/bin/sh\nexec {support.MPIEXEC} -n "$SLURM_NTASKS" "$@"\n')
        (programs / "srun").chmod(0o755)
        self.path = f"{programs}:{os.environ['PATH']}"

    def submit(self, script, *words, ntasks=1, **variables):
        environment = {**support.environment(), "PATH": self.path, "SLURM_NTASKS": str(ntasks),
                       **{f"SLURM_{key}": str(value) for key, value in variables.items()}}
        return subprocess.Popen(["bash", str(SCRIPTS / script), *words], cwd=self.folder, env=environment,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def finish(self, job):
        said, _ = job.communicate(timeout=support.HANG)
        self.assertEqual(job.returncode, 0, said)
        return said

    def array(self, tasks, first, *words):
        jobs = [self.submit("array.sbatch", *words, ARRAY_TASK_ID=first + task, ARRAY_TASK_MIN=first,
                            ARRAY_TASK_COUNT=tasks) for task in range(tasks)]
        return [self.finish(job) for job in jobs]

    def test_one_job_runs_a_campaign(self):
        self.finish(self.submit("one.sbatch", "study.yaml", ntasks=2))
        self.assertEqual(self.json_of("out/study", "spread.members_ok")["value"], MEMBERS)

    def test_an_array_splits_the_members_and_one_job_finishes(self):
        self.run_in("whole", "study.yaml")
        for tasks, first, words in ((3, 1, ["study.yaml", str(MEMBERS), "o", "spread"]),
                                    (2, 0, ["study.yaml", str(MEMBERS)])):
            out = "o" if len(words) > 2 else "out/study"
            said = "".join(self.array(tasks, first, *words))
            self.assertEqual(said.count("before: analytic"), 1, "what all share runs once")
            last = self.finish(self.submit("one.sbatch", "study.yaml", *words[2:3]))
            self.assertIn(f"spread: {MEMBERS} members are kept from before", last)
            self.assert_same_products(out, "whole")
            self.assert_verified(out)

    def test_more_tasks_than_members(self):
        self.assertEqual(self.array(1, 0, "study.yaml", "0"), [""])

    def test_a_script_without_its_words_says_what_is_missing(self):
        job = self.submit("one.sbatch")
        self.assertIn("give the campaign file", job.communicate()[0])
        self.assertNotEqual(job.returncode, 0)

    @unittest.skipUnless(shutil.which("shellcheck"), "shellcheck is not there")
    def test_shellcheck_has_nothing_against_them(self):
        done = subprocess.run(["shellcheck", *map(str, SCRIPTS.glob("*.sbatch"))], capture_output=True, text=True)
        self.assertEqual(done.stdout, "")


if __name__ == "__main__":
    unittest.main()
