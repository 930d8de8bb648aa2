# SPDX-License-Identifier: BSD-3-Clause
"""Hostile options and names on the command line are refused with the option that is wrong; free text with the
metacharacters of shell, gnuplot, YAML and HTML is taken, and stays text."""
import html
import os
import unittest

from hostile_campaign import VALID, HostileCampaign, call, state

ENSEMBLE = VALID + """  e: {kind: ensemble, vary: {t.inputs.x1: {values: [1, 2]}}, collect: [t.value], design: grid}
"""
SETS = {  # options -> what is said
    ("t.inputs.x1=abc",): "--set #1: t.inputs.x1: `abc` is not a number",
    ("t.inputs.x1=1", "t.inputs.x1=5 m"):
        "--set #2: t.inputs.x1: `m` has another dimension; needed is a number without a dimension",
    ("t.inputs.x1",): "--set #1: `t.inputs.x1` has no `=`; write --set stage.key=value",
    ("=1",): "--set #1: `` is not a path; write --set stage.key=value",
    ("../x=1",): "--set #1: `../x` is not a path; write --set stage.key=value",
    ("t..x=1",): "--set #1: `t..x` is not a path; write --set stage.key=value",
    ("t.a b=1",): "--set #1: `t.a b` is not a path; write --set stage.key=value",
    ("1=2",): "--set #1: `1` is not a path; write --set stage.key=value",
    ("u.x=1",): "--set #1: u.x: there is no stage `u`; stages are: t, e",
    ("stages.t.inputs.x1=1",): "--set #1: stages.t.inputs.x1: there is no stage `stages`; stages are: t, e",
    ("t.inputs.x1=",): "--set #1: t.inputs.x1: nothing follows the `=`; `~` removes the key",
    ("t.inputs.x1=&a 1",): "--set #1: t.inputs.x1: the anchor `&a` is not accepted: write the value where it is needed",
    ("t.inputs.x1=*a",):
        "--set #1: t.inputs.x1: an alias (`*name`) is not accepted: write the value where it is needed",
    ("t.inputs.x1=!!float 1",): "--set #1: t.inputs.x1: a tag (`!...`) is not accepted: write the value alone",
    ("t.inputs=[1",): "--set #1: t.inputs: a key must be a word, not a list; or a bracket is never closed",
    ("t.inputs={x1: 1, x1: 2}",): "--set #1: t.inputs: given twice: on line 1 and on line 1; keep one",
    ("title=" + 100_000 * "[",): "--set #1: title: a key must be a word, not a list; or a bracket is never closed",
    ("t.inputs.x1=~",): "c.yaml:3:51: t.inputs: ishigami needs the input x1",
    ("t.function=~",): "c.yaml:3:6: t.function: required: which function",
    ("t.kind=~",): "c.yaml:3:3: t.kind: is missing; it is one of [...]",
    ("t.nothing=~",): "--set #1: t.nothing: there is no such key to remove",
    ("t.kind=pack",): "--set #1: t.kind: the kind pack is not in this release[...]",
    ("title={a: 1}",): "--set #1: title: a map where a text is needed",
    ("e.collect.2=t.value",): "--set #1: e.collect.2: the list has elements 1 to 1, not `2`",
    ("e.collect.1=t.valeu",): '--set #1: e.collect.1: "t.valeu": stage t has no such product; did you mean t.value?',
    ("t.inputs.x1=$t.value",): "c.yaml:3:3: t: stages need each other in a circle: t -> t",
}
METACHARACTERS = ("$(touch made) `touch made` ; touch made | touch made & < made > made \\ ' \" ''' %s {{x}} #{x} "
                  "<script>alert(1)</script> <img src=x onerror=alert(1)> &amp; ]]> --> set output 'made' !touch made "
                  "@{made} {/Symbol a}_b^c ~ * ? é 漢 😀")


class HostileOptions(HostileCampaign):
    def test_every_wrong_set_is_refused_by_its_number(self):
        def refused(options):
            folder = self.new_folder("set_" + str(list(SETS).index(options)))
            (folder / "c.yaml").write_text(ENSEMBLE)
            self.refuse(folder, [SETS[options]], *[word for option in options for word in ("--set", option)])

        self.each({options: refused for options in SETS})

    def test_a_set_that_is_no_utf8_is_refused(self):
        folder = self.new_folder("set_bytes")
        (folder / "c.yaml").write_text(VALID)
        self.refuse(folder, ["--set #1: a byte that is not UTF-8 in the option"], "--set", b"title=a\xff")

    def test_campaigns_that_are_no_files(self):
        folder = self.new_folder("no_files")
        os.mkfifo(folder / "pipe")
        (folder / "folder").mkdir()
        (folder / "itself").symlink_to("itself")
        for name, complaint in {"missing.yaml": "No such file or directory", "pipe": "it is no regular file",
                                "folder": "it is a folder", "itself": "Too many levels of symbolic links",
                                "/dev/zero": "it is no regular file"}.items():
            with self.subTest(name):
                self.refuse(folder, [f"cannot read {name}: {complaint}"], file=name)

    def test_a_stage_to_run_alone_must_exist(self):
        folder = self.new_folder("only")
        (folder / "c.yaml").write_text(VALID)
        code, out, said = call(folder, "run", "c.yaml", "--only", "../t")
        self.assertEqual((code, out, said), (2, "", "--only: there is no stage ../t\n"))
        self.assertEqual(sorted(state(folder)), ["c.yaml"])

    def test_a_run_folder_with_files_of_somebody_else_is_left_alone(self):
        folder = self.new_folder("strangers")
        (folder / "c.yaml").write_text(VALID)
        (folder / "out").mkdir()
        (folder / "out" / "thesis.tex").write_text("years of work")
        before = state(folder)
        for fresh in ([], ["--fresh"]):
            code, out, said = call(folder, "run", "c.yaml", "--out", "out", *fresh)
            self.assertEqual((code, out), (2, ""))
            self.assertEqual(said, "out: holds other files (thesis.tex) and no ledger.jsonl; give another folder with "
                                   "--out\n")
            self.assertEqual(state(folder), before)


class HostileText(HostileCampaign):
    def test_a_title_with_metacharacters_stays_text(self):
        folder = self.new_folder("title")
        quoted = METACHARACTERS.replace("'", "''")
        (folder / "c.yaml").write_text(ENSEMBLE.replace("stages:", f"title: '{quoted}'\nstages:"))
        code, _, said = call(folder, "run", "c.yaml", "--out", "out")
        self.assertEqual(code, 0, said)
        self.assertEqual(sorted(path.name for path in folder.iterdir()), ["c.yaml", "out"])
        self.assertEqual([path for path in folder.rglob("made*")], [])
        page = (folder / "out" / "report.html").read_text()
        self.assertNotIn("<script>alert", page)
        self.assertNotIn("<img src=x", page)
        self.assertIn(METACHARACTERS, html.unescape(page))
        again, _, said = call(folder, "run", "out/resolved.yaml", "--out", "again")
        self.assertEqual(again, 0, said)

    def test_names_of_files_with_metacharacters_stay_names(self):
        folder = self.new_folder("names")
        name = "a $(touch made) 'b' <i>&\"c\" %d;!.yaml"
        (folder / name).write_text(ENSEMBLE)
        code, _, said = call(folder, "run", name)
        self.assertEqual(code, 0, said)
        self.assertEqual(sorted(path.name for path in folder.iterdir()), sorted([name, "out"]))
        self.assertEqual([path.name for path in (folder / "out").iterdir()], [name.removesuffix(".yaml")])
        self.assertEqual([path for path in folder.rglob("made*")], [])
        self.assertNotIn("<i>&", (folder / "out" / name.removesuffix(".yaml") / "report.html").read_text())

    def test_a_byte_order_mark_windows_line_ends_and_dotted_keys_are_taken(self):
        folder = self.new_folder("windows")
        dotted = VALID.replace("stages:\n  t:", "stages.t:")
        (folder / "c.yaml").write_bytes(b"\xef\xbb\xbf" + dotted.replace("\n", "\r\n").encode())
        code, _, said = call(folder, "check", "c.yaml")
        self.assertEqual(code, 0, said)


if __name__ == "__main__":
    unittest.main()
