# SPDX-License-Identifier: BSD-3-Clause
"""What a run leaves and what the verbs print, as users and their scripts rely on it."""
import html.parser
import json
import math
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import h5py
import xarray

import support

TITLE = "<script>alert(1)</script> \"of\" & 'it' $(touch owned) `x` {/Bold y}"
CAMPAIGN = """voxvolt: 1
title: %s
seed: 4
stages:
  image:
    kind: microstructure
    generate: {size: [12, 10, 8], voxel: [1 um, 2 um, 3 um], seed: 3, particles: {fraction: 0.2, diameter: 4 um}}
  decay: {kind: analytic, function: {exponentials: {terms: 1, samples: 5}}, inputs: {k1: 0.5}}
  line: {kind: analytic, function: {linear: {coefficients: [2, 1]}}, inputs: {x1: $image.porosity, x2: $decay.value.1}}
  spread:
    kind: ensemble
    vary: {decay.inputs.k1: {uniform: {min: 0.5, max: 1}}}
    collect: [decay.value, line.value]
    design: {monte_carlo: {samples: 6}}
""" % json.dumps(TITLE)
PRODUCTS_OF_IMAGE = 40


STAGES = ("image", "decay", "line", "spread")
FETCHING = ("src", "href", "xlink:href", "data", "action", "srcset")


def identities(folder):
    """Of the stages that a run finished."""
    return {line["stage"]: line["identity"] for line in support.ledger_of(folder) if line["event"] == "stage"}


class Page(html.parser.HTMLParser):
    """What a browser would make of the report: its elements, its text, what it would fetch."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.fetched, self.links, self.text = [], [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append(tag)
        for name, value in attributes:
            if name in FETCHING and value and not value.startswith(("#", "data:")):
                (self.links if tag == "a" else self.fetched).append(value)
            if name.startswith("on"):
                self.fetched.append(f"{name}={value}")

    def handle_data(self, data):
        self.text += data


class Outputs(support.SystemTest):
    """One run is looked at by all tests that do not change it."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.shared = pathlib.Path(folder.name)
        (cls.shared / "c.yaml").write_text(CAMPAIGN)
        cls.run_outcome = support.Running(cls.shared, ["run", "c.yaml", "--out", "o"]).finish()
        assert cls.run_outcome.code == 0, cls.run_outcome

    def setUp(self):
        super().setUp()
        self.write(CAMPAIGN)
        shutil.copytree(self.shared / "o", self.folder / "o")
        self.out = self.folder / "o"

    # results.h5

    def test_xarray_opens_every_stage_with_units_names_and_coordinates(self):
        with h5py.File(self.out / "results.h5", "r") as file:
            stages = list(file)
        self.assertEqual(sorted(stages), ["decay", "image", "line", "spread"])
        for stage in stages:
            with xarray.open_dataset(self.out / "results.h5", group=stage, engine="h5netcdf") as data:
                self.assertTrue(data.data_vars, stage)
                for name, variable in data.variables.items():
                    with self.subTest(f"{stage}.{name}"):
                        self.assertTrue(variable.attrs["long_name"])
                        if variable.dtype.kind == "f":
                            self.assertTrue(variable.attrs["units"])
                        for dimension in variable.dims:
                            self.assertIn(dimension, data.coords)

    def test_xarray_reads_the_numbers_that_get_prints(self):
        with xarray.open_dataset(self.out / "results.h5", group="decay", engine="h5netcdf") as data:
            curve = data["value"]
            self.assertEqual(curve.dims, ("time",))
            self.assertEqual(curve["time"].attrs["units"], "s")
            self.assertEqual(list(curve.values), self.json_of("o", "decay.value")["value"])
            self.assertAlmostEqual(float(curve.sel(time=5)), math.exp(-2.5), delta=1e-15)
        with xarray.open_dataset(self.out / "results.h5", group="spread", engine="h5netcdf") as data:
            table = data["table.decay.value"]
            self.assertEqual(table.dims, ("member", "time"))
            self.assertEqual(table.values.tolist(), self.json_of("o", "spread.table.decay.value")["value"])

    # fields/

    @unittest.skipUnless(shutil.which("pvpython"), "pvpython is not installed")
    def test_paraview_opens_the_fields(self):
        handle = self.json_of("o", "image.phase")["value"].split(":")
        with h5py.File(self.out / handle[0], "r") as file:
            labels = file[handle[1]][()]
        cells = ((0, 0, 0), (11, 0, 0), (3, 9, 2), (11, 9, 7))
        values = [f"--value=phase={i},{j},{k},{labels[k, j, i]}" for i, j, k in cells]
        script = pathlib.Path(__file__).with_name("paraview_opens_fields.py")
        done = subprocess.run(["pvpython", script, self.out / "fields/image.xmf", "--cells=12,10,8",
                               "--spacing=1e-6,2e-6,3e-6", "--range=phase=0,1", *values],
                              capture_output=True, text=True, timeout=600, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    # get, cite, describe, check

    def test_get_lists_every_product_with_its_meaning(self):
        listing = self.call("get", "o").out
        products = self.json_of("o")
        for name, product in products.items():
            self.assertRegex(listing, rf"(?m)^ *{re.escape(name)} .*{re.escape(product['meaning'])}$")
        self.assertEqual(len([name for name in products if name.startswith("image.")]), PRODUCTS_OF_IMAGE)

    def test_get_prints_one_product_with_its_unit(self):
        self.assertEqual(self.call("get", "o", "image.thickness").out, "2.4e-05 m\n")
        self.assertEqual(self.call("get", "o", "image.phases").out, "pore, active\n")

    def test_get_prints_a_curve_in_columns(self):
        lines = self.call("get", "o", "decay.value").out.splitlines()
        self.assertEqual(lines[0].split(), ["time", "/", "s", "value"])
        self.assertEqual([line.split()[0] for line in lines[2:]], ["0", "2.5", "5", "7.5", "10"])

    def test_get_of_a_prefix_lists_what_is_below(self):
        listing = self.call("get", "o", "image.volume_fraction").out
        self.assertIn("image.volume_fraction.active", listing)
        self.assertNotIn("image.porosity", listing)

    def test_get_of_what_is_not_there_names_the_nearest(self):
        outcome = self.call("get", "o", "image.porosty", code=2)
        self.assertIn("did you mean image.porosity?", outcome.said)
        self.assertEqual(outcome.out, "")
        self.assertIn("there is no run here", self.call("get", "nowhere", code=2).said)

    def test_get_json_has_the_keys_that_scripts_rely_on(self):
        thickness = self.json_of("o", "image.thickness")
        self.assertEqual([thickness[key] for key in ("value", "unit", "error", "shape")], [8 * 3e-6, "m", None, []])
        curve = self.json_of("o", "decay.value")
        self.assertEqual(curve["shape"], [5])
        self.assertEqual(curve["axes"]["time"]["unit"], "s")
        self.assertEqual(curve["axes"]["time"]["values"], [0, 2.5, 5, 7.5, 10])
        self.assertEqual(self.json_of("o", "spread.table.decay.value")["shape"], [6, 5])
        self.assertEqual(self.json_of("o", "image.phase")["shape"], [8, 10, 12])

    def test_cite_names_the_papers_of_each_stage(self):
        text = self.call("cite", "o").out
        papers = {"image (microstructure)": "Hoshen", "decay (analytic)": "Waterfall", "spread (ensemble)": "Salmon"}
        for stage, paper in papers.items():
            self.assertIn(paper, text.split(stage)[1].split("\n\n")[0])
        self.assertIn("no paper", text.split("line (analytic)")[1])

    def test_describe_lists_the_kinds_and_explains_keys(self):
        kinds = self.call("describe").out
        for kind in ("microstructure", "ensemble", "analytic"):
            self.assertIn(kind, kinds)
            self.assertIn("[required]", self.call("describe", kind).out)
        self.assertIn("above 0 m", self.call("describe", "microstructure.generate.voxel").out)
        self.assertIn("not in this release", self.call("describe", "pack", code=2).said)
        self.assertEqual(self.call("describe", "microstructur", code=2).out, "")

    def rows_of_check(self, *words):
        """The table of stages that `check` prints: stage -> its columns."""
        outcome = self.call("check", "c.yaml", "--out", "o", *words)
        self.text = outcome.out
        rows = {}
        for line in outcome.out.split("\n\n")[1].splitlines():
            cells = re.split(r"\s{2,}", line.strip())
            rows[cells[0]] = cells
        return rows

    def test_check_shows_the_stages_what_they_need_and_what_would_be_reused(self):
        rows = self.rows_of_check()
        self.assertEqual([rows[stage][-1] for stage in STAGES], ["reused"] * 4)
        self.assertEqual(rows["line"][2], "image, decay")
        self.assertEqual(rows["image"][4], "960")
        self.assertRegex(rows["image"][5], r"^[\d.]+ KiB$")
        self.assertRegex(rows["image"][6], r"^[\d.]+ s$")
        changed = self.rows_of_check("--set", "decay.inputs.k1=0.25")
        self.assertEqual([changed[stage][-1] for stage in STAGES], ["reused", "runs", "runs", "runs"])

    def test_check_names_every_product_with_its_unit(self):
        self.rows_of_check()
        for name in self.json_of("o"):
            self.assertRegex(self.text, rf"(?m)^ *{re.escape(name)} ")
        self.assertRegex(self.text, r"(?m)^ *image\.thickness +m +")
        self.assertRegex(self.text, r"(?m)^ *decay\.value +- over time +")

    def test_check_writes_nothing(self):
        before = {path: support.sha256(path) for path in self.folder.rglob("*") if path.is_file()}
        self.call("check", "c.yaml", "--out", "o", "--set", "decay.inputs.k1=0.25")
        self.call("check", "c.yaml", "--out", "new")
        self.assertEqual({path: support.sha256(path) for path in self.folder.rglob("*") if path.is_file()}, before)

    # run: --set, --only, PETSc

    def test_set_runs_what_changed_and_reuses_the_rest(self):
        outcome = self.call("run", "c.yaml", "--out", "o", "--set", "line.function.linear.constant=10")
        reused = set(re.findall(r"(\w+): reused from", outcome.said))
        self.assertEqual(reused, {"image", "decay"})
        porosity = self.json_of("o", "image.porosity")["value"]
        self.assertAlmostEqual(self.json_of("o", "line.value")["value"], 2 * porosity + 1 + 10, delta=1e-12)
        self.assert_verified("o")
        back = self.run_in("o")  # the earlier results are still on the record
        self.assertEqual(len(re.findall(r": reused from", back.said)), 4)
        self.assert_verified("o")

    def test_only_runs_a_stage_and_what_it_needs(self):
        outcome = self.call("run", "c.yaml", "--out", "only", "--only", "line")
        self.assertNotIn("spread", outcome.said)
        self.assertEqual({name.split(".")[0] for name in self.json_of("only")}, {"image", "decay", "line"})
        self.assert_verified("only")
        self.assertEqual(len(re.findall(r": reused from", self.run_in("only").said)), 3)
        self.assert_same_products("only", "o")
        self.assertIn("did you mean line?", self.call("run", "c.yaml", "--out", "only", "--only", "lin", code=2).said)

    def test_petsc_options_pass_and_those_that_nothing_asked_for_are_named(self):
        outcome = self.call("run", "c.yaml", "--out", "o", "--", "-options_left", "no", "-no_such_option", "3")
        self.assertEqual(outcome.said.count("the PETSc option -no_such_option 3 was never used"), 1, outcome)
        self.assertNotIn("-options_left", outcome.said)
        self.assertEqual(len(re.findall(r": reused from", outcome.said)), 4)
        self.assertIn("expected -key, found \"3\"", self.call("run", "c.yaml", "--out", "o", "--", "3", code=2).said)

    def test_petscs_own_views_are_shown_when_it_ends(self):
        outcome = self.call("run", "c.yaml", "--out", "o", "--", "-log_view", "-memory_view", "-objects_dump")
        self.assertIn("Performance Summary", outcome.said + outcome.out)
        self.assertIn("process memory", outcome.said + outcome.out)
        self.assertNotIn("PETSC ERROR", outcome.said + outcome.out)
        self.assertNotIn("never used", outcome.said)

    def test_petsc_options_of_a_stage_are_part_of_its_identity_only(self):
        outcome = self.call("run", "c.yaml", "--out", "o", "--", "-decay_ksp_rtol", "1e-9")
        self.assertEqual(set(re.findall(r"(\w+): reused from", outcome.said)), {"image"})
        self.assertIn("ksp_rtol: ", (self.out / "resolved.yaml").read_text())

    # what a person reads

    def test_the_report_fetches_nothing_and_is_only_text_where_text_was_given(self):
        source = (self.out / "report.html").read_text()
        page = Page(source)
        self.assertEqual(page.fetched, [])
        self.assertNotIn("script", page.elements)
        self.assertIn(TITLE, page.text)
        self.assertNotIn("@import", source)
        self.assertNotRegex(source, r"url\((?!['\"]?(#|data:))")
        for link in page.links:
            self.assertRegex(link, r"^https://doi\.org/")
        self.assertIn("svg", page.elements)
        self.assertFalse((self.folder / "owned").exists() or (self.shared / "owned").exists())

    def test_the_report_shows_every_stage_and_can_be_made_again(self):
        text = Page((self.out / "report.html").read_text()).text
        for stage in ("image", "decay", "line", "spread"):
            self.assertIn(stage, text)
        (self.out / "report.html").unlink()
        self.call("report", "o")
        self.assertTrue((self.out / "report.html").exists())
        self.assert_verified("o")

    def test_figures_keep_their_scripts_and_data(self):
        figures = self.out / "figures"
        self.assertTrue(list(figures.glob("*.svg")))
        for picture in figures.glob("*.svg"):
            self.assertTrue(picture.with_suffix(".gp").exists(), picture.name)

    def test_a_run_says_what_it_took_and_where_the_report_is(self):
        said = self.run_outcome.said
        self.assertRegex(said, r"(?m)^ *stage +wall time +peak memory per rank$")
        self.assertRegex(said, r"(?m)^ *image +done +[\d.]+ s +\d+ MiB$")
        self.assertIn("report: o/report.html", said)
        self.assertRegex(said, r"(?m)^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  image: microstructure$")
        self.assertEqual(self.run_outcome.out, "")

    def test_the_log_holds_what_was_said(self):
        log = (self.out / "log.txt").read_text()
        for stage in ("image", "decay", "line", "spread"):
            self.assertRegex(log, rf"(?m)^\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+  info  {stage}: ")
        self.call("run", "c.yaml", "--out", "o", "--time-limit", "1 ms", "--set", "decay.inputs.k1=0.25", code=75)
        self.assertRegex((self.out / "log.txt").read_text(), r"  error  decay: not started \(time limit\)")

    def test_run_jsonl_has_a_line_with_seconds_and_bytes_for_each_stage_that_ran(self):
        lines = [json.loads(line) for line in (self.out / "run.jsonl").read_text().splitlines()]
        self.assertEqual([line["stage"] for line in lines], ["image", "decay", "line", "spread"])
        for line in lines:
            self.assertEqual((line["status"], line["ranks"]), ("done", 1))
            self.assertGreaterEqual(line["seconds"], 0)
            self.assertGreater(line["peak_bytes_per_rank"], 1e6)
            self.assertRegex(line["identity"], r"^[0-9a-f]{64}$")

    def test_the_campaign_is_kept_as_given_and_resolved_means_the_same(self):
        self.assertEqual((self.out / "campaign.yaml").read_text(), CAMPAIGN)
        outcome = self.call("run", "o/resolved.yaml", "--out", "o")
        self.assertEqual(len(re.findall(r": reused from", outcome.said)), 4)
        self.call("run", "o/resolved.yaml", "--out", "again")
        self.assertEqual(identities(self.folder / "again"), identities(self.out))
        self.assert_same_products("again", "o")
        self.assertEqual((self.folder / "again/resolved.yaml").read_text(), (self.out / "resolved.yaml").read_text())

    def test_two_runs_of_one_campaign_leave_the_same_bytes(self):
        self.run_in("other")
        stage_files = [f"stages/{path.name}" for path in (self.out / "stages").iterdir()]
        for name in ("results.h5", "resolved.yaml", "campaign.yaml", *stage_files):
            self.assertEqual(support.sha256(self.folder / "other" / name), support.sha256(self.out / name), name)


if __name__ == "__main__":
    unittest.main()
