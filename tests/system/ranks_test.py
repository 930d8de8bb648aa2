# SPDX-License-Identifier: BSD-3-Clause
"""Any number of ranks gives the same products; a failure that one rank alone meets ends the job for all of them, with
one error and the code that is promised for it."""
import math
import os
import pathlib
import random
import struct
import unittest
import zlib

import h5py
import numpy

import support

RANKS = (1, 2, 3)
LONGEST = 60  # s; a rank that waits for one that has left would wait for ever
CELLS = (9, 7, 8)  # x, y, z: planes that three ranks cannot share evenly
DATA = pathlib.Path(os.environ.get("VOXVOLT_DATA", "/nowhere")) / "microstructure"


def labels(seed=5):
    """A seeded image of the values 0, 1, 2 and 5, stored [z][y][x]."""
    draw = random.Random(seed)
    x, y, z = CELLS
    return numpy.array([draw.choice([0, 0, 1, 2, 5]) for _ in range(x * y * z)], dtype="uint8").reshape(z, y, x)


def write_tiff(path, planes, spoil_last=False):
    """A stack of 8-bit pages, deflated. Spoilt, the last page does not unpack; all else is as it should be."""
    strips = [zlib.compress(numpy.ascontiguousarray(plane).tobytes()) for plane in planes]
    if spoil_last:
        strips[-1] = bytes(len(strips[-1]))
    entries, head = 9, 8
    directory_bytes = 2 + 12 * entries + 4
    at = head + directory_bytes * len(planes)
    content = bytearray(struct.pack("<2sHI", b"II", 42, head))
    body = b""
    for i, (plane, strip) in enumerate(zip(planes, strips)):
        height, width = plane.shape
        tags = [(256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 8), (262, 3, 1), (273, 4, at + len(body)),
                (277, 3, 1), (278, 4, height), (279, 4, len(strip))]
        content += struct.pack("<H", entries)
        for tag, kind, value in tags:
            content += struct.pack("<HHII", tag, kind, 1, value)
        content += struct.pack("<I", head + directory_bytes * (i + 1) if i + 1 < len(planes) else 0)
        body += strip
    path.write_bytes(bytes(content) + body)


def image_stage(keys):
    return f"""voxvolt: 1
stages:
  image:
    kind: microstructure
    read: {{{keys}, voxel: [1 um, 2 um, 3 um], phases: {{pore: 0, active: [1, 2], binder: {{from: 3, to: 9}}}}}}
    binder_porosity: 0.5
"""


class SameProducts(support.SystemTest):
    def check(self, campaign):
        """Runs it on each number of ranks; the products of the run on one."""
        self.write(campaign)
        for ranks in RANKS:
            self.run_in(f"on{ranks}", ranks=ranks)
            self.assert_verified(f"on{ranks}")
            self.assert_same_products(f"on{ranks}", "on1", f"{ranks} ranks")
        return self.json_of("on1")

    def check_image(self, keys, image):
        products = self.check(image_stage(keys))
        self.assertEqual(products["image.phase"]["shape"], list(image.shape))
        active = (image == 1) | (image == 2)
        shares = {"pore": (image == 0).mean(), "active": active.mean(), "binder": (image == 5).mean()}
        for phase, share in shares.items():
            self.assertAlmostEqual(products[f"image.volume_fraction.{phase}"]["value"], share, delta=1e-15)
        porosity = shares["pore"] + 0.5 * shares["binder"]
        self.assertAlmostEqual(products["image.porosity"]["value"], porosity, delta=1e-15)
        self.assertAlmostEqual(products["image.thickness"]["value"], image.shape[0] * 3e-6, delta=1e-18)
        field = products["image.phase"]["value"].split(":")
        with h5py.File(self.folder / "on3" / field[0], "r") as file:
            order = [name.strip() for name in products["image.phases"]["value"].split(",")]
            stored = numpy.array(file[field[1]])
        named = numpy.select([image == 0, active], [order.index("pore"), order.index("active")], order.index("binder"))
        numpy.testing.assert_array_equal(stored, named)
        return {name: product["value"] for name, product in products.items() if name != "image.phase"}

    def test_of_a_stage_of_every_kind(self):
        self.check(support.FIVE_STAGES)

    def test_of_every_analytic_function(self):
        products = self.check("""voxvolt: 1
stages:
  ishigami: {kind: analytic, function: ishigami, inputs: {x1: 1.5707963267948966, x2: 0, x3: 0}}
  sobol: {kind: analytic, function: {sobol_g: {a: [0, 1]}}, inputs: {x1: 0.75, x2: 0.75}}
  linear: {kind: analytic, function: {linear: {coefficients: [1, 2]}}, inputs: {x1: 3, x2: 4}}
  decay: {kind: analytic, function: {exponentials: {terms: 1, samples: 3, to: 2 s}}, inputs: {k1: 1}}
  rate: {kind: analytic, function: michaelis_menten, inputs: {v_max: 4, k_m: 2, s: 2}}
  slow: {kind: analytic, function: {slow: {wait: 10 ms}}, inputs: {a: 1, b: 2}}
  failing: {kind: analytic, function: {failing: {above: 5}}, inputs: {a: 2, b: 3}}
""")
        values = {name: product["value"] for name, product in products.items()}
        self.assertAlmostEqual(values["ishigami.value"], 1, delta=1e-15)
        exact = {"sobol": 1, "linear": 11, "rate": 2, "slow": 3, "failing": 5}
        self.assertEqual({name: values[f"{name}.value"] for name in exact}, exact)
        self.assertEqual(values["decay.value"], [1, math.exp(-1), math.exp(-2)])

    def test_of_images_in_every_format_which_agree_with_each_other(self):
        image = labels()
        write_tiff(self.folder / "stack.tif", image)
        (self.folder / "slices").mkdir()
        for z, plane in enumerate(image):
            write_tiff(self.folder / f"slices/s_{z}.tif", [plane])
        (self.folder / "plain.raw").write_bytes(image.tobytes())
        (self.folder / "big.raw").write_bytes(image.astype(">u2").tobytes())
        with h5py.File(self.folder / "image.h5", "w") as file:
            file.create_dataset("group/labels", data=image, chunks=(3, 4, 5), compression="gzip")
        shape = f"shape: [{', '.join(map(str, CELLS))}]"
        cases = ["file: stack.tif", "file: slices/s_*.tif", f"file: plain.raw, {shape}",
                 f"file: big.raw, {shape}, type: uint16, byte_order: big", "file: image.h5, dataset: group/labels",
                 "file: image.h5"]
        found = []
        for keys in cases:
            self.clean()
            found.append(self.check_image(keys, image))
        for other in found[1:]:
            self.assertEqual(other, found[0])

    def clean(self):
        for ranks in RANKS:
            folder = self.folder / f"on{ranks}"
            if folder.exists():
                support.shutil.rmtree(folder)

    def test_of_a_cropped_image(self):
        image = labels()
        write_tiff(self.folder / "stack.tif", image)
        self.check_image("file: stack.tif, crop: {x: [2, 7], z: [1, 6]}", image[1:6, :, 2:7])

    def test_of_an_image_with_fewer_planes_than_ranks(self):
        image = labels()[:2]
        write_tiff(self.folder / "stack.tif", image)
        self.check_image("file: stack.tif", image)

    @unittest.skipUnless(DATA.exists(), f"the supplied images are not there ({DATA})")
    def test_of_the_supplied_images(self):
        for name in ("nmc1cal_cbd.h5", "nmc_ct_128.h5"):
            self.clean()
            with h5py.File(DATA / name, "r") as file:
                image = None
                for dataset in file.values():
                    if isinstance(dataset, h5py.Dataset) and dataset.ndim == 3:
                        image = numpy.array(dataset)
            self.assertIsNotNone(image, name)
            values = sorted(int(value) for value in numpy.unique(image))
            phases = ", ".join(f"p{value}: {value}" for value in values)
            products = self.check("voxvolt: 1\nstages:\n  image:\n    kind: microstructure\n"
                                  f"    read: {{file: {DATA / name}, voxel: 1 um, phases: {{{phases}}}}}\n")
            for value in values:
                share = products[f"image.volume_fraction.p{value}"]["value"]
                self.assertAlmostEqual(share, (image == value).mean(), delta=1e-12)


class OneRankFails(support.SystemTest):
    """One of three ranks fails, in a stage of each kind."""

    FAILING = "{kind: analytic, function: {failing: {above: 1, rank: %s, how: %s}}, inputs: {a: 0.5}}"

    def check(self, campaign, code, sentence, *words):
        self.write(campaign)
        outcome = self.call("run", "c.yaml", "--out", "o", *words, ranks=3, code=code, timeout=LONGEST)
        self.assertEqual(sum(sentence in line for line in outcome.said.splitlines()), 1, outcome)
        return outcome

    LINEAR = "{kind: analytic, function: {linear: {coefficients: [1]}}, inputs: {x1: %s}}"

    def stages(self, *lines):
        return "voxvolt: 1\nstages:\n" + "".join(f"  {line}\n" for line in ("before: " + self.LINEAR % 1, *lines))

    def test_with_an_error_that_a_solver_reports(self):
        for rank in range(3):
            with self.subTest(rank):
                self.check(self.stages("bad: " + self.FAILING % (rank, "error")), 3,
                           f"bad: failed on demand: the sum of its inputs 2 is above 1 (rank {rank} of 3)",
                           "--set", "bad.inputs.a=2")
                ended = support.ledger_of(self.folder / "o")
                self.assertIn(("bad", "solver_fail"), [(line["stage"], line["status"]) for line in ended])
                self.assert_verified("o")

    def test_with_an_exception_that_escapes(self):
        for rank in range(3):
            with self.subTest(rank):
                self.check(self.stages("bad: " + self.FAILING % (rank, "crash")), 4,
                           "bad: failed on demand: the sum of its inputs 2 is above 1", "--set", "bad.inputs.a=2")
                self.assert_verified("o")  # what was done before stays done
        self.write(self.stages("bad: " + self.FAILING % (1, "crash")))
        self.assertIn("before: reused", self.run_in("o", ranks=3).said)

    def test_with_an_image_whose_last_planes_only_the_last_rank_reads(self):
        write_tiff(self.folder / "stack.tif", labels(), spoil_last=True)
        self.check(image_stage("file: stack.tif"), 2, "stack.tif: page 8 is damaged or cut off")

    def test_with_a_value_that_stands_for_no_phase_on_one_rank(self):
        image = labels()
        image[-1, -1, -1] = 77
        write_tiff(self.folder / "stack.tif", image)
        self.check(image_stage("file: stack.tif"), 2, "77")

    def spread(self, how, most="10 %", values="[0, 0.5, 2, 3]"):
        """Members are computed by one rank each: of theirs it is rank 0."""
        return self.stages("bad: " + self.FAILING % (0, how),
                           "spread: {kind: ensemble, vary: {bad.inputs.a: {values: %s}}, " % values +
                           f"collect: [bad.value], design: grid, max_failed: {most}}}")

    def test_with_members_of_an_ensemble_beyond_what_may_fail(self):
        sentence = "spread: 2 of 4 members failed, more than max_failed = 10 % allows"
        outcome = self.check(self.spread("error"), 3, sentence)
        self.assertIn("\n  2 x solver_fail: ", outcome.said)  # causes that differ in their numbers only count as one
        self.assert_verified("o")

    def test_with_members_of_an_ensemble_that_may_fail(self):
        self.check(self.spread("error", "50 %"), 0, "warning: spread: 2 of 4 members failed")
        self.assertEqual(self.json_of("o", "spread.status")["value"], [0, 0, 2, 2])
        self.assertEqual(self.json_of("o", "spread.table.bad.value")["value"], [0, 0.5, None, None])
        self.assertEqual(self.json_of("o", "spread.mean.bad.value")["value"], 0.25)

    def test_with_a_member_of_an_ensemble_that_crashes(self):
        self.check(self.spread("crash", "50 %", "[0, 0.5, 0.7, 2]"), 4, "bad: failed on demand: the sum of its inputs 2 is above 1")

    def test_stages_that_do_not_need_the_failed_one_are_run(self):
        outcome = self.check(self.stages("bad: " + self.FAILING % (1, "error"),
                                         "needs: " + self.LINEAR % "$bad.value", "apart: " + self.LINEAR % 7),
                             3, "bad: failed on demand", "--set", "bad.inputs.a=2")
        self.assertIn("needs: not run, because it needs bad", outcome.said)
        self.assertEqual(self.json_of("o", "apart.value")["value"], 7)
        self.call("get", "o", "needs.value", code=2)


class OneError(support.SystemTest):
    """What is wrong for all ranks is said once."""

    def test_of_a_wrong_campaign(self):
        self.write("voxvolt: 1\nstages:\n  a: {kind: analytic, function: ishigam, inputs: {x1: 1}}\n")
        outcome = self.call("run", "c.yaml", "--out", "o", ranks=3, code=2)
        self.assertEqual(outcome.said.count("did you mean"), 1, outcome)
        self.assertFalse((self.folder / "o").exists())

    def test_of_a_campaign_that_is_not_there(self):
        outcome = self.call("run", "nowhere.yaml", ranks=3, code=2)
        self.assertEqual(outcome.said.count("nowhere.yaml"), 1, outcome)

    def test_of_a_folder_that_cannot_be_made(self):
        self.write(support.FIVE_STAGES)
        self.write("", "file")
        outcome = self.call("run", "c.yaml", "--out", "file/o", ranks=3, code=None)
        self.assertIn(outcome.code, (2, 4), outcome)
        self.assertEqual(sum("file/o" in line for line in outcome.said.splitlines()), 1, outcome)


if __name__ == "__main__":
    unittest.main()
