# SPDX-License-Identifier: BSD-3-Clause
"""What a hostile campaign must meet, whatever is wrong with it: exit code 2, exactly the worded complaints on standard
error, nothing on standard output, and not one file made, changed or removed, by `check` and by `run`, whether the run
folder is new or holds an earlier run."""
import concurrent.futures
import hashlib
import itertools
import os
import pathlib
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["VOXVOLT"]
MPIEXEC = os.environ.get("MPIEXEC", "mpiexec")
FOLDER = pathlib.Path(__file__).resolve().parent / "hostile"
LONGEST = 300  # s: finds what hangs, not what is slow
OPEN_END = "[...]"  # ends an expected line of which only the beginning counts

VALID = """voxvolt: 1
stages:
  t: {kind: analytic, function: ishigami, inputs: {x1: 1, x2: 2, x3: 3}}
"""


def call(folder, *words, ranks=None):
    """Runs the program there; its exit code, standard output and standard error."""
    launcher = [MPIEXEC, "-n", str(ranks)] if ranks else []
    done = subprocess.run([*launcher, PROGRAM, *words], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=LONGEST)
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")


def state(folder):
    """Every path below a folder, with all that a change of it would change."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        is_plain = path.is_file() and not path.is_symlink()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if is_plain else ""
        found[str(path.relative_to(folder))] = (status.st_mode, status.st_size, status.st_mtime_ns, content)
    return found


class HostileCampaign(unittest.TestCase):
    """Cases have a folder each, and share one run folder that must stay as it is."""

    maxDiff = None
    turns = itertools.count()

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.root = pathlib.Path(folder.name).resolve()
        (cls.root / "valid.yaml").write_text(VALID)
        code, _, said = call(cls.root, "run", "valid.yaml", "--out", "kept")
        assert code == 0, said
        cls.kept = cls.root / "kept"
        cls.state_of_kept = state(cls.kept)

    def new_folder(self, name):
        folder = self.root / name
        folder.mkdir()
        return folder

    def assert_says(self, said, expected, where):
        lines = said.splitlines()
        shown = [line[:len(want) - len(OPEN_END)] + OPEN_END if want.endswith(OPEN_END) else line
                 for line, want in zip(lines, expected)]
        self.assertEqual("\n".join(shown + lines[len(shown):]), "\n".join(expected), where)

    def refuse(self, folder, expected, *options, file="c.yaml"):
        """`check` and `run` refuse the campaign with exactly these lines; every other case runs into a new folder, the
        rest start over in one that holds a run."""
        before = state(folder)
        into = [["run", file], ["run", file, "--fresh", "--out", str(self.kept)]][next(self.turns) % 2]
        for words in (["check", file], into):
            code, out, said = call(folder, *words, *options)
            where = f"{folder.name}: {' '.join(words)}"
            self.assert_says(said, expected, where)
            self.assertEqual((code, out), (2, ""), where)
        self.assertEqual(state(folder), before, f"{folder.name}: a file was made, changed or removed")
        self.assertEqual(state(self.kept), self.state_of_kept, f"{folder.name}: the earlier run was changed")

    def each(self, cases):
        """name -> what to call with the name; two at a time, each reported by itself."""
        with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
            running = {name: pool.submit(case, name) for name, case in cases.items()}
            for name, case in running.items():
                with self.subTest(name):
                    case.result()
