# SPDX-License-Identifier: BSD-3-Clause
"""Files that a campaign names and that are missing, cut off, disguised, endless, or lead elsewhere are refused before
anything runs; an image with values that no phase takes is refused with the place of the first."""
import os
import pathlib
import unittest

from hostile_campaign import OPEN_END, HostileCampaign, call
from hostile_images import SOUND, endless, page, tiff

try:
    import h5py
except ImportError:  # comes with python3-h5netcdf, which scripts/setup installs for tests
    h5py = None

IMAGE = """voxvolt: 1
stages:
  image:
    kind: microstructure
    read:
      file: {file}
      voxel: 1 um
      phases: {{pore: 0, active: 1}}
"""
RAW = "      shape: [4, 4, 4]\n"
RAW_HUGE = "      shape: [1000000, 1000000, 1000000]\n"
DATASET = "      dataset: image\n"

FILES = {  # file -> (its bytes, what is said of it, keys beside it)
    "missing.tif": (None, "cannot be opened: No such file or directory"),
    "empty.tif": (b"", "is empty"),
    "text.tif": (b"not an image\n", "is neither a TIFF nor an HDF5 file; raw values need shape and type"),
    "header.tif": (b"II*\0", "cannot be read as TIFF: Cannot read TIFF header"),
    "cut.tif": (SOUND[:len(SOUND) // 2], "page 2 is damaged or cut off" + OPEN_END),
    "cut_at_the_end.tif": (SOUND[:-20], "page 3 is damaged or cut off" + OPEN_END),
    "endless.tif": (endless(tiff([page(4, 4)])), "page 2 is damaged or cut off" + OPEN_END),
    "sizes.tif": (tiff([page(4, 4), page(5, 4)]), "page 2 is 5 x 4 of 8 bits, but page 1 is 4 x 4 of 8 bits"),
    "rgb.tif": (tiff([(4, 4, bytes(48))], samples=3), "page 1 has 3 samples per voxel (colours?); labels have one"),
    "float.tif": (tiff([(4, 4, bytes(64))], bits=32, sample_format=3),
                  "page 1 holds floating-point values; labels are unsigned integers"),
    "signed.tif": (tiff([page(4, 4)], sample_format=2),
                   "page 1 holds signed or complex values; labels are unsigned integers"),
    "packed.tif": (tiff([page(4, 4)], compression=34712),
                   "page 1 is compressed by method 34712; none, LZW, deflate and PackBits are read"),
    "flat.tif": (tiff([(0, 4, b"")]), "cannot be read as TIFF: Computed scanline size is zero"),
    "huge.tif": (tiff([(1_000_000, 1_000_000, bytes(16))]),
                 "page 1 is stored in strips or tiles of 931 GiB; at most 1 GiB is read at once"),
    "named.tif": (SOUND, "is a TIFF file; a dataset is named for HDF5 files only", DATASET),
    "short.raw": (bytes(63), "holds 63 bytes, but 4 x 4 x 4 voxels of 1 byte are 64", RAW),
    "long.raw": (bytes(65), "holds 65 bytes, but 4 x 4 x 4 voxels of 1 byte are 64", RAW),
    "wide.raw": (bytes(64), "holds 64 bytes, but 4 x 4 x 4 voxels of 4 bytes are 256", RAW + "      type: uint32\n"),
    "huge.raw": (bytes(64), "holds 64 bytes, but 1000000 x 1000000 x 1000000 voxels of 1 byte are 1000000000000000000",
                 RAW_HUGE),
    "huge_wide.raw": (bytes(64), "holds 64 bytes, but 1000000 x 1000000 x 1000000 voxels of 4 bytes are "
                                 "4000000000000000000", RAW_HUGE + "      type: uint32\n"),
    "shapeless.raw": (bytes(64), "is neither a TIFF nor an HDF5 file; raw values need shape and type"),
    "signature.h5": (b"\x89HDF\r\n\x1a\n" + 100 * b"x", "cannot be opened as an HDF5 file" + OPEN_END),
}

HDF5 = {  # name -> (what makes the file, what is said of it, keys beside it)
    "external_link": (lambda f: f.__setitem__("image", h5py.ExternalLink("sound.h5", "/image")),
                      "/image is an external link, which leads to another file; external links are refused", DATASET),
    "soft_link_out": (lambda f: f.__setitem__("image", h5py.SoftLink("/nowhere")),
                      "there is no /nowhere in it", DATASET),
    "external_storage": (lambda f: f.create_dataset("image", (4, 4, 4), "u1", external=[("/etc/hostname", 0, 64)]),
                         "/image keeps its values in another file (external storage), which is refused"),
    "two": (lambda f: [f.create_dataset(name, (4, 4, 4), "u1") for name in "ab"],
            "holds several three-dimensional datasets of integers; name one as dataset: /a, /b"),
    "flat": (lambda f: f.create_dataset("image", (4, 4), "u1"),
             "holds no three-dimensional dataset of integers; it holds /image"),
    "float": (lambda f: f.create_dataset("image", (4, 4, 4), "f4"),
              "holds no three-dimensional dataset of integers; it holds /image"),
    "group": (lambda f: f.create_group("image"), "holds no three-dimensional dataset of integers"),
    "no_voxel": (lambda f: f.create_dataset("image", (0, 4, 4), "u1"),
                 "/image: the image has no voxels: it is 4 x 4 x 0"),
    "huge": (lambda f: f.create_dataset("image", 3 * (1_000_000,), "u1", chunks=(64, 64, 64)),
             "/image says 1000000 x 1000000 x 1000000 voxels, but holds no values"),
    "above": (lambda f: f.create_dataset("image", (4, 4, 4), "u1"), "there is no /.. in it",
              "      dataset: ../image\n"),
}


def soft_loop(file):
    file["image"] = h5py.SoftLink("/other")
    file["other"] = h5py.SoftLink("/image")


def virtual(file):
    layout = h5py.VirtualLayout((4, 4, 4), "u1")
    layout[:] = h5py.VirtualSource("sound.h5", "image", (4, 4, 4))
    file.create_virtual_dataset("image", layout)


HDF5["soft_loop"] = (soft_loop, "the soft links of /image lead nowhere", DATASET)
HDF5["virtual"] = (virtual, "/image is a virtual dataset, made of pieces of other files; virtual datasets are refused")

CROPS = {  # what is given -> place, key, what is wrong
    "crop: {x: [0, 5]}": ("9:13: image.read.crop: ",
                          "the crop x: [0, 5] reaches beyond the image, which has 4 voxels there (4 x 4 x 3)"),
    "crop: {z: [3, 9]}": ("9:13: image.read.crop: ",
                          "the crop z: [3, 9] reaches beyond the image, which has 3 voxels there (4 x 4 x 3)"),
}


class HostileFiles(HostileCampaign):
    def refuse_file(self, folder, file, complaint, keys=""):
        (folder / "c.yaml").write_text(IMAGE.format(file=file) + keys)
        self.refuse(folder, [f"c.yaml:6:13: image.read.file: {folder / file}: {complaint}"])

    def test_image_files(self):
        def refused(name):
            content, *said = FILES[name]
            folder = self.new_folder(name)
            if content is not None:
                (folder / name).write_bytes(content)
            self.refuse_file(folder, name, *said)

        self.each({name: refused for name in FILES})

    def test_a_cut_off_hdf5_file(self):
        folder = self.new_folder("cut_hdf5")
        whole = (self.kept / "results.h5").read_bytes()
        (folder / "cut.h5").write_bytes(whole[:len(whole) // 2])
        self.refuse_file(folder, "cut.h5", "the file is cut off" + OPEN_END)

    @unittest.skipUnless(h5py, "h5py is not installed")
    def test_hdf5_files_that_hold_no_image_or_lead_to_other_files(self):
        def refused(name):
            make, *said = HDF5[name]
            folder = self.new_folder("hdf5_" + name)
            with h5py.File(folder / "image.h5", "w") as file:
                make(file)
            self.refuse_file(folder, "image.h5", *said)

        self.each({name: refused for name in HDF5})

    def test_what_is_no_file_is_never_opened_for_long(self):
        folder = self.new_folder("no_files")
        os.mkfifo(folder / "pipe.tif")
        (folder / "folder.tif").mkdir()
        (folder / "itself.tif").symlink_to("itself.tif")
        (folder / "zeros.tif").symlink_to("/dev/zero")
        for name, complaint in {"pipe.tif": "is not a regular file", "folder.tif": "is a folder, not a file",
                                "itself.tif": "cannot be opened: Too many levels of symbolic links",
                                "zeros.tif": "is not a regular file", "/dev/zero": "is not a regular file"}.items():
            with self.subTest(name):
                self.refuse_file(folder, name, complaint)

    def test_numbered_files(self):
        folder = self.new_folder("numbered")
        for number in (0, 1, 3):
            (folder / f"s{number}.tif").write_bytes(tiff([page(4, 4)]))
        with self.subTest("a gap"):
            self.refuse_file(folder, "s*.tif", "slice s2.tif is missing; numbers must follow each other")
        with self.subTest("no number"):
            (folder / "sx.tif").write_bytes(SOUND)
            self.refuse_file(folder, "s*.tif", "sx.tif matches, but x is no number")
        with self.subTest("none"):
            self.refuse_file(folder, "q*.tif", "no file matches")

    def test_crops_and_phases_that_do_not_fit_the_image(self):
        folder = self.new_folder("crops")
        (folder / "sound.tif").write_bytes(SOUND)
        for crop, (place, complaint) in CROPS.items():
            (folder / "c.yaml").write_text(IMAGE.format(file="sound.tif") + "      " + crop + "\n")
            with self.subTest(crop):
                self.refuse(folder, [f"c.yaml:{place}{folder / 'sound.tif'}: {complaint}"])
        (folder / "c.yaml").write_text(IMAGE.format(file="sound.tif").replace("active: 1", "active: {from: 0, to: 4}"))
        self.refuse(folder, ["c.yaml:8:15: image.read.phases: the value 0 is given to two phases, active and pore"])

    def test_images_beyond_memory(self):
        folder = self.new_folder("memory")
        (folder / "c.yaml").write_text("""voxvolt: 1
stages:
  image:
    kind: microstructure
    generate: {size: [1000000, 1000000, 1000000], voxel: 1 um, particles: {fraction: 0.2, diameter: 2 um}}
""")
        self.refuse(folder, ["c.yaml:5:22: image.generate.size: the image needs 8.7 EiB of memory, but there "
                             "are " + OPEN_END])

    def test_values_that_no_phase_takes_are_refused_with_their_place_and_count(self):
        folder = self.new_folder("unlabelled")
        plane = bytes([0] * 6 + [7, 7] + [1] * 7 + [9])
        (folder / "image.tif").write_bytes(tiff([page(4, 4), (4, 4, plane), page(4, 4, 9)]))
        (folder / "c.yaml").write_text(IMAGE.format(file="image.tif"))
        complaint = (f"{folder}/image.tif: 19 voxels have values that no phase takes: value 7 (2 voxels, first at x 2, "
                     "y 1, z 1); value 9 (17 voxels, first at x 3, y 3, z 1); allowed: active: 1; pore: 0")
        for ranks in (None, 2):
            with self.subTest(ranks=ranks):
                code, _, said = call(folder, "run", "c.yaml", "--out", "out", ranks=ranks)
                self.assertEqual(code, 2, said)
                self.assertIn(complaint, said.splitlines())
                self.assertEqual(list((folder / "out" / "stages").iterdir()), [])
                self.assertFalse((folder / "out" / "results.h5").exists())


DESIGN = """voxvolt: 1
stages:
  t: {kind: analytic, function: {slow: {wait: 1 ms}}, inputs: {x1: 1}}
  e:
    kind: ensemble
    vary: {t.function.slow.wait: {uniform: {min: 0 s, max: 1 s}}, t.inputs.x1: {uniform: {min: 0, max: 1}}}
    collect: [t.value]
    design: {file: table.csv}
"""
HEADER = "t.inputs.x1, t.function.slow.wait [s]\n"
TABLES = {  # name -> (the table, what is said of it)
    "empty": ("", ": is empty"),
    "only_a_header": (HEADER, ":1: holds no member"),
    "only_comments": ("# nothing\n", ":1: is empty: a line with the names of the columns is expected"),
    "unknown_column": ("t.inputs.x9, t.function.slow.wait [s]\n1, 1\n",
                       ':1: the column "t.inputs.x9" is no varied input'),
    "no_header": ("1, 1\n", ':1: the column "1" is no varied input'),
    "semicolons": ("t.inputs.x1; t.function.slow.wait\n1; 1\n",
                   ':1: the column "t.inputs.x1; t.function.slow.wait" is no varied input'),
    "missing_column": ("t.inputs.x1\n1\n", ":1: exactly one column t.function.slow.wait is needed"),
    "column_twice": ("t.inputs.x1, t.inputs.x1, t.function.slow.wait\n1, 1, 1\n",
                     ":1: exactly one column t.inputs.x1 is needed"),
    "wrong_unit": ("t.inputs.x1, t.function.slow.wait [m]\n1, 1\n", ":1: t.function.slow.wait is in s, not in m"),
    "reciprocal_unit": ("t.inputs.x1, t.function.slow.wait [1/s]\n1, 1\n",
                        ":1: t.function.slow.wait is in s, not in 1/s"),
    "unknown_unit": ("t.inputs.x1, t.function.slow.wait [sec onds]\n1, 1\n", ":1: `onds` is not a unit"),
    "open_bracket": ("t.inputs.x1, t.function.slow.wait [s\n1, 1\n",
                     ':1: a unit stands in square brackets after the path: "t.function.slow.wait [s"'),
    "short_line": (HEADER + "1, 1\n1\n", ":3: 1 values for 2 columns"),
    "long_line": (HEADER + "1, 1\n1, 1, 1\n", ":3: 3 values for 2 columns"),
    "not_a_number": (HEADER + "1, one\n", ":2: `one` is not a number"),
    "no_value": (HEADER + "1,\n", ":2: `` is not a number"),
    "nan": (HEADER + "nan, 1\n", ":2: `nan` is not a number"),
    "too_large": (HEADER + "1e999, 1\n", ":2: `1e999` is beyond what a number can hold (about 1e-308 to 1e308)"),
    "unit_in_a_value": (HEADER + "1, 1 s\n", ":2: `1 s` is not a number"),
    "nul": (HEADER + "1\0, 1\n", ":2: `1\\x00` is not a number"),
}


class HostileTables(HostileCampaign):
    def test_design_files(self):
        def refused(name):
            table, complaint = TABLES[name]
            folder = self.new_folder(name)
            (folder / "c.yaml").write_text(DESIGN)
            (folder / "table.csv").write_text(table)
            key = "design.file.file" if name == "empty" else "design.file"  # an empty file is not even looked into
            self.refuse(folder, [f"c.yaml:8:20: e.{key}: {folder}/table.csv{complaint}"])

        self.each({name: refused for name in TABLES})

    def test_a_byte_order_mark_and_windows_line_ends_are_taken(self):
        folder = self.new_folder("spreadsheet")
        (folder / "c.yaml").write_text(DESIGN)
        (folder / "table.csv").write_bytes(b"\xef\xbb\xbf" + HEADER.replace("\n", "\r\n").encode() + b"1, 0.001\r\n")
        code, _, said = call(folder, "check", "c.yaml")
        self.assertEqual(code, 0, said)


if __name__ == "__main__":
    unittest.main()
