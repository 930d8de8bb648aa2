# SPDX-License-Identifier: BSD-3-Clause
"""Files for other programs: images that read back to the same bits, tables that spreadsheets open."""
import csv
import unittest

import h5py
import numpy

import support

CAMPAIGN = """voxvolt: 1
title: an image of three phases
stages:
  image:
    kind: microstructure
    read: {file: image.raw, voxel: [0.4 um, 0.5 um, 0.7 um], through: y, shape: [13, 11, 9], phases: {pore: 0, active: [1, 2], binder: 7}, crop: {x: [1, 13]}}
    %s
  decay: {kind: analytic, function: {exponentials: {terms: 1, samples: 5}}, inputs: {k1: 0.5}}
"""
AGAIN = """voxvolt: 1
title: the exported image
stages:
  image: {kind: microstructure, read: {file: %s, voxel: [0.4 um, 0.5 um, 0.7 um], through: y, phases: {active: 0, binder: 1, pore: 2}}}
"""


def files_of(folder):
    """Name and content of each file below."""
    return {path.relative_to(folder): support.sha256(path) for path in folder.rglob("*") if path.is_file()}


class Exports(support.SystemTest):
    def setUp(self):
        super().setUp()
        values = numpy.random.default_rng(3).choice(numpy.array([0, 1, 2, 7], numpy.uint8), (9, 11, 13))
        (self.folder / "image.raw").write_bytes(values.tobytes())
        # Phases are in alphabetical order: active 0, binder 1, pore 2.
        labels = numpy.zeros(256, numpy.uint8)
        labels[0], labels[7] = 2, 1
        self.labels = labels[values][:, :, 1:]

    def campaign(self, fields=""):
        self.write(CAMPAIGN % fields)
        self.expect(0, "run", "c.yaml", "--out", "o")

    def expect(self, code, *words, ranks=1):
        return self.call(*words, ranks=ranks, code=code)

    def hdf5_labels(self, name):
        with h5py.File(self.folder / name) as file:
            return file["phase"][:], dict(file["phase"].attrs)

    def read_back(self, name, out):
        """The labels of an exported image after `read:` has had it."""
        self.write(AGAIN % name, "again.yaml")
        self.run_in(out, "again.yaml")
        (field,) = (self.folder / out / "fields").glob("*.h5")
        with h5py.File(field) as file:
            return file["phase"][:]

    def test_an_image_reads_back_to_the_same_bits_from_tiff_and_hdf5_on_any_number_of_ranks(self):
        self.campaign()
        for ranks in (1, 3):
            for form, name in (("tiff", "image.tif"), ("hdf5", "image.h5")):
                with self.subTest(form=form, ranks=ranks):
                    said = self.expect(0, "export", "o", "image", "--as", form, name, ranks=ranks)
                    self.assertEqual(said.out.strip(), name)
                    numpy.testing.assert_array_equal(self.read_back(name, f"{form}{ranks}"), self.labels)

    def test_an_image_that_the_run_did_not_keep_is_made_again(self):
        self.campaign("fields: {write: []}")
        self.assertEqual(list((self.folder / "o").glob("fields/*.h5")), [])
        before = files_of(self.folder / "o")
        self.expect(0, "export", "o", "image", "--as", "hdf5", ranks=2)
        numpy.testing.assert_array_equal(self.hdf5_labels("image.h5")[0], self.labels)
        self.assertEqual(files_of(self.folder / "o"), before, "an export changes nothing in the run's folder")

    def test_an_image_is_not_made_again_from_another_file(self):
        self.campaign("fields: {write: []}")
        (self.folder / "image.raw").write_bytes(bytes(9 * 11 * 13))
        said = self.expect(2, "export", "o", "image", "--as", "tiff")
        self.assertIn("is another one by now", said.said)
        self.assertFalse((self.folder / "image.tif").exists())

    def test_an_image_says_what_it_is(self):
        self.campaign()
        self.expect(0, "export", "o", "image", "--as", "hdf5")
        attributes = self.hdf5_labels("image.h5")[1]
        numpy.testing.assert_allclose(attributes["voxel_size"], [0.4e-6, 0.5e-6, 0.7e-6], rtol=1e-12)
        self.assertEqual(list(attributes["phases"]), ["active", "binder", "pore"])
        self.assertEqual(attributes["through"], "y")
        self.expect(0, "export", "o", "image", "--as", "tiff")
        content = (self.folder / "image.tif").read_bytes()
        for words in (b"phases=0:active,1:binder,2:pore\n", b"through=y\n", b"images=9\n", b"unit=cm\n"):
            self.assertIn(words, content)

    def test_tables_hold_every_value(self):
        self.campaign()
        self.expect(0, "export", "o", "image", "--as", "csv", "tables.csv")
        with open(self.folder / "tables.scalars.csv", newline="") as file:
            rows = {row["product"]: row for row in csv.DictReader(file)}
        got = self.json_of("o", "image.active_surface")
        self.assertEqual(float(rows["active_surface"]["value"]), got["value"])
        self.assertEqual(rows["active_surface"]["unit"], "1/m")
        self.assertEqual(rows["phases"]["text"], "active, binder, pore")
        with open(self.folder / "tables.profile.csv", newline="") as file:
            profile = list(csv.DictReader(file))
        self.assertEqual(len(profile), 11)
        for row in profile:
            self.assertAlmostEqual(sum(float(row[f"profile.{phase}"]) for phase in ("active", "binder", "pore")), 1)
        self.assertIn("depth [m]", profile[0])
        self.expect(0, "export", "o", "decay", "--as", "csv")
        self.assertTrue((self.folder / "decay.scalars.csv").exists())

    def test_mistakes_are_told_and_leave_nothing(self):
        self.campaign()
        before = files_of(self.folder)
        for words, expected in (
                (("o", "image", "--as", "png"), "is no form to export to; there are tiff, hdf5, csv"),
                (("o", "image", "--as", "onnx"), "is not in this release"),
                (("o", "imag", "--as", "tiff"), "did you mean image?"),
                (("o", "decay", "--as", "tiff"), "is of kind analytic"),
                (("nowhere", "image", "--as", "tiff"), "there is no run here"),
                (("o", "image", "--as", "hdf5", "o/results.h5"), "is there already in the folder of the run"),
                (("o", "image", "--as", "tiff", "o"), "is a folder")):
            with self.subTest(words=words):
                said = self.expect(2, "export", *words)
                self.assertIn(expected, said.said)
        self.assertEqual(files_of(self.folder), before)

    def test_a_file_that_cannot_be_written_ends_with_code_4_on_all_ranks(self):
        self.campaign()
        for form in ("tiff", "hdf5", "csv"):
            with self.subTest(form=form):
                said = self.expect(4, "export", "o", "image", "--as", form, "no/such/folder/image", ranks=2)
                self.assertIn("no/such/folder/image", said.said)


if __name__ == "__main__":
    unittest.main()
