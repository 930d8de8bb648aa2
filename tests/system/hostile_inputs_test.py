# SPDX-License-Identifier: BSD-3-Clause
"""Every campaign in hostile/ is refused with its worded complaints and their places, as hostile/refusals.txt has them,
and nothing is run; so are texts that no editor would make."""
import shutil
import unittest

from hostile_campaign import FOLDER, VALID, HostileCampaign, call


def refusals():
    """File -> the lines that it is refused with."""
    expected = {}
    for line in (FOLDER / "refusals.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            expected.setdefault(line.split(":", 1)[0], []).append(line)
    return expected


def texts():
    """Name -> (bytes of the campaign, what it is refused with)."""
    valid = VALID.encode()
    title = valid.replace(b"stages:", b"title: %s\nstages:")
    utf8 = "c.yaml:2:9: a byte that is not UTF-8 in the text"
    deep = "nested more than 64 levels deep"
    return {
        "invalid_utf8": (title % b"a\xff", utf8),
        "latin_1": (title % b"a\xe9t\xe9", utf8),
        "overlong_utf8": (title % b"a\xc0\xaf", utf8),
        "surrogate": (title % b"a\xed\xa0\x80", utf8),
        "utf16": (VALID.encode("utf-16"), "c.yaml:1:1: a byte that is not UTF-8 in the text"),
        "nul": (title % b"a\0b", "c.yaml:2:9: a NUL character in the text"),
        "escape": (title % b"\x1b[2J", "c.yaml:2:8: the control character U+001B in the text"),
        "escaped_nul": (title % b'"a\\0b"', "c.yaml:2:8: title: a NUL character in a text"),
        "right_to_left": (title % "a\u202eb".encode(), "c.yaml:2:9: the control character U+202E in the text"),
        "second_byte_order_mark": (title % "\ufeffa".encode(), "c.yaml:2:8: the control character U+FEFF in the text"),
        "carriage_returns": (valid.replace(b"\n", b"\r"), "c.yaml:1:11: the control character U+000D in the text"),
        "huge_scalar": (title % (b"x" * 2_000_000), "c.yaml:2:8: title: a text of 2000000 bytes; at most 1048576"),
        "huge_key": (b"k" * 600 + b": 1\n", "c.yaml:1:1: a key of 600 bytes; at most 512"),
        "deep_flow": (b"voxvolt: 1\nstages: " + b"[" * 10_000 + b"]" * 10_000,
                      "c.yaml:2:72: stages" + 27 * ".1" + "...: " + deep),
        "open_brackets": (b"voxvolt: 1\nstages: " + b"[" * 10_000,
                          "c.yaml:2:10: stages.1: a key must be a word, not a list; or a bracket is never closed"),
        "deep_block": (b"".join(b" " * i + b"a:\n" for i in range(5000)),
                       "c.yaml:65:65: " + 30 * "a." + "...: " + deep),
        "deep_dots": (b"voxvolt: 1\nstages." + b"a." * 100 + b"a: 1\n", "c.yaml:2:1: " + deep),
        "million_keys": (b"".join(b"k%d: 1\n" % i for i in range(1_000_001)),
                         "c.yaml:500000:10: k499999: more than 1000000 values"),
        "too_long": (b"# " + b"x" * (17 << 20),
                     "cannot read c.yaml: it is longer than the 16777216 bytes allowed here"),
    }


class HostileInputs(HostileCampaign):
    def test_every_hostile_campaign_is_refused_in_its_words_and_nothing_is_run(self):
        expected = refusals()
        files = sorted(path.name for path in FOLDER.glob("*.yaml"))
        self.assertGreaterEqual(len(files), 60)
        self.assertEqual(sorted(expected), files)

        def refused(name):
            folder = self.new_folder(name)
            shutil.copy(FOLDER / name, folder)
            self.refuse(folder, expected[name], file=name)

        self.each({name: refused for name in files})

    def test_texts_that_are_no_yaml_of_a_sane_size_are_refused(self):
        cases = texts()

        def refused(name):
            folder = self.new_folder(name)
            text, complaint = cases[name]
            (folder / "c.yaml").write_bytes(text)
            self.refuse(folder, [complaint])

        self.each({name: refused for name in cases})

    def test_several_ranks_say_it_once_and_return_the_same_code(self):
        expected = refusals()
        names = [name for name in expected if name.split("_", 1)[1].removesuffix(".yaml") in (
            "duplicate_key", "alias_bomb", "many_mistakes", "reference_circle_of_three",
            "collect_unknown", "size_overflows")]
        self.assertEqual(len(names), 6)
        for name in names:
            folder = self.new_folder("ranks_" + name)
            shutil.copy(FOLDER / name, folder)
            for verb in ("check", "run"):
                code, out, said = call(folder, verb, name, ranks=2)
                ours = [line for line in said.splitlines() if ".yaml" in line]  # the launcher adds words of its own
                with self.subTest(name, verb=verb):
                    self.assert_says("\n".join(ours), expected[name], name)
                    self.assertNotIn("MPI_ABORT", said)
                    self.assertEqual((code, out), (2, ""))
                    self.assertEqual([path.name for path in folder.iterdir()], [name])


if __name__ == "__main__":
    unittest.main()
