# SPDX-License-Identifier: BSD-3-Clause
"""The program as a user has it: run it, also under mpirun, kill it as the system would, look at what it left."""
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import h5py
import numpy

PROGRAM = os.environ["VOXVOLT"]
MPIEXEC = os.environ.get("MPIEXEC", "mpiexec")
HANG = 120  # s after which something that should have ended counts as hung; never a matter of speed

# An image, two functions, an ensemble and one that refers to the others' products: a stage of every kind.
FIVE_STAGES = """voxvolt: 1
title: Five stages
stages:
  image:
    kind: microstructure
    generate: {size: [32, 32, 32], voxel: 0.5 um, seed: 3, particles: {fraction: 0.3, diameter: 5 um}}
  waiting: {kind: analytic, function: {slow: {wait: 0.1 s}}, inputs: {a: 1, b: 2}}
  decay: {kind: analytic, function: {exponentials: {terms: 2, samples: 50}}, inputs: {k1: 0.3, k2: $waiting.value}}
  spread:
    kind: ensemble
    vary: {image.generate.seed: {replicate: 3}, decay.inputs.k1: {uniform: {min: 0.1, max: 1}}}
    collect: [decay.value, image.volume_fraction.active, last.value]
    design: {monte_carlo: {samples: 24}}
    seed: 11
  last:
    kind: analytic
    function: {linear: {coefficients: [1, 2], constant: 0.5}}
    inputs: {x1: $image.porosity, x2: $decay.value.7}
"""


class Outcome:
    """How a run of the program ended."""

    def __init__(self, code, out, said):
        self.code, self.out, self.said = code, out, said

    def __repr__(self):
        return f"code {self.code}\n--- standard output\n{self.out}\n--- standard error\n{self.said}"


def launcher(ranks):
    return [MPIEXEC, "-n", str(ranks)] if ranks > 1 else []


def environment(extra=None):
    """Of the program: nothing of a Slurm job that the tests themselves may run in, and mpirun as it comes: with a
    higher odls_base_sigkill_timeout it sits out twice that time when one rank's code arrives before the others end."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SLURM_")}
    return {**kept, "OMPI_MCA_odls_base_sigkill_timeout": "1", **(extra or {})}


class Running:
    """The program, started in a session of its own so that all its processes can be found."""

    def __init__(self, folder, words, ranks=1, extra=None):
        self._out, self._said = tempfile.TemporaryFile(), tempfile.TemporaryFile()
        self._ended = False
        self.process = subprocess.Popen([*launcher(ranks), PROGRAM, *map(str, words)], cwd=folder,
                                        env=environment(extra), stdin=subprocess.DEVNULL, stdout=self._out,
                                        stderr=self._said, start_new_session=True)

    def members(self):
        """Processes of this session that live: mpirun gives ranks process groups of their own, but no sessions."""
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                after_name = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has ended meanwhile
                continue
            if int(after_name[3]) == self.process.pid and after_name[0] != "Z":
                found.append(int(entry.name))
        return found

    def kill(self):
        """kill -9 of every process, until none is left."""
        if self._ended:
            return
        if self.process.returncode is not None:  # its number may be another's by now
            self._end()
            return
        while members := self.members():
            for pid in members:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            time.sleep(0.002)
        self.process.wait()
        self._end()

    def send(self, number):
        self.process.send_signal(number)

    def finish(self, timeout=HANG):
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            said = self._text(self._said)
            self.kill()
            raise AssertionError(f"hung for {timeout} s; it said:\n{said}") from None
        outcome = Outcome(self.process.returncode, self._text(self._out), self._text(self._said))
        self._end()
        return outcome

    def _end(self):
        self._ended = True
        self._out.close()
        self._said.close()

    @staticmethod
    def _text(file):
        file.seek(0)
        return file.read().decode(errors="replace")


def products_of(results):
    """Every dataset and attribute of an HDF5 file, as bytes: equal when and only when all bits are."""
    found = {}

    def visit(name, item):
        if isinstance(item, h5py.Dataset):
            values = item[()]
            text = h5py.check_string_dtype(item.dtype)
            found[name] = repr(values) if text else (item.shape, str(item.dtype), numpy.asarray(values).tobytes())
        for key, value in item.attrs.items():
            if key not in ("DIMENSION_LIST", "REFERENCE_LIST"):  # addresses in the file
                found[f"{name}@{key}"] = numpy.asarray(value).tobytes() if not isinstance(value, str) else value

    with h5py.File(results, "r") as file:
        file.visititems(visit)
    return found


def sha256(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def ledger_of(folder):
    return [json.loads(line) for line in (folder / "ledger.jsonl").read_text().splitlines()]


class SystemTest(unittest.TestCase):
    """Tests with a folder of their own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, text, name="c.yaml"):
        (self.folder / name).write_text(text)
        return name

    def start(self, *words, ranks=1, extra=None):
        running = Running(self.folder, words, ranks, extra)
        self.addCleanup(running.kill)
        return running

    def call(self, *words, ranks=1, extra=None, code=0, timeout=HANG):
        """Runs the program to its end; it must end with `code` (None: any)."""
        outcome = self.start(*words, ranks=ranks, extra=extra).finish(timeout)
        if code is not None:
            self.assertEqual(outcome.code, code, f"{words}: {outcome}")
        return outcome

    def run_in(self, out, name="c.yaml", **how):
        return self.call("run", name, "--out", out, **how)

    def json_of(self, out, *path):
        return json.loads(self.call("get", out, *path, "--json").out)

    def assert_verified(self, out):
        self.call("verify", out)

    def assert_same_products(self, out, reference, message=None):
        """Two run folders hold the same products, bit for bit."""
        mine, other = products_of(self.folder / out / "results.h5"), products_of(self.folder / reference / "results.h5")
        self.assertEqual(mine.keys(), other.keys(), message)
        for name, value in other.items():
            self.assertEqual(mine[name], value, f"{name}: {message or ''}")

    def copy_run(self, out, to):
        shutil.copytree(self.folder / out, self.folder / to)
        return self.folder / to
