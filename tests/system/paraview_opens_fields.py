# SPDX-License-Identifier: BSD-3-Clause
"""Opens an XDMF index with ParaView's own reader and compares what ParaView sees with what was asked for.

usage: pvpython paraview_opens_fields.py INDEX.xmf --cells=NX,NY,NZ --spacing=DX,DY,DZ [--origin=X,Y,Z]
                                         [--range NAME=LEAST,MOST]... [--value NAME=I,J,K,VALUE]... [--times=T,...]

Lists are x, y, z; lengths are in metres; cells I, J, K count from 0. Exits 0 when all is as asked, 1 with a sentence for each
difference otherwise.
"""
import argparse
import math
import os
import sys

from paraview import simple


def numbers(text):
    return [float(word) for word in text.split(",")]


def named_numbers(text):
    name, equals, values = text.rpartition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text}: NAME=NUMBER,... is expected")
    return name, numbers(values)


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("index")
    parser.add_argument("--cells", type=numbers, required=True)
    parser.add_argument("--spacing", type=numbers, required=True)
    parser.add_argument("--origin", type=numbers, default=[0.0, 0.0, 0.0])
    parser.add_argument("--range", type=named_numbers, action="append", default=[])
    parser.add_argument("--value", type=named_numbers, action="append", default=[])
    parser.add_argument("--times", type=numbers, default=[])
    arguments = parser.parse_args()
    arguments.cells = [int(n) for n in arguments.cells]
    return arguments


def close(found, expected):
    return math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-30)


def differences(expected, reader):
    info = reader.GetDataInformation()
    if info.GetNumberOfCells() != math.prod(expected.cells):
        yield f"{info.GetNumberOfCells()} cells instead of {math.prod(expected.cells)}"
    bounds = info.GetBounds()
    for axis, name in enumerate("xyz"):
        length = expected.cells[axis] * expected.spacing[axis]
        wanted = (expected.origin[axis], expected.origin[axis] + length)
        found = (bounds[2 * axis], bounds[2 * axis + 1])
        scale = max(abs(wanted[0]), abs(wanted[1]))
        if any(abs(f - w) > 1e-6 * scale for f, w in zip(found, wanted)):
            yield f"{name} reaches from {found[0]} to {found[1]} m instead of {wanted[0]} to {wanted[1]} m"
    data = simple.servermanager.Fetch(reader)
    if data.GetClassName() not in ("vtkImageData", "vtkUniformGrid"):
        yield f"a {data.GetClassName()} instead of image data"
        return
    for axis, name in enumerate("xyz"):
        if not close(data.GetSpacing()[axis], expected.spacing[axis]):
            yield f"spacing along {name} is {data.GetSpacing()[axis]} m instead of {expected.spacing[axis]} m"
        if data.GetDimensions()[axis] != expected.cells[axis] + 1:
            yield f"{data.GetDimensions()[axis] - 1} cells along {name} instead of {expected.cells[axis]}"
    for name, wanted in expected.range:
        array = data.GetCellData().GetArray(name)
        if array is None:
            yield f"there is no cell data {name}"
            continue
        if array.GetNumberOfTuples() != math.prod(expected.cells):
            yield f"{name} has {array.GetNumberOfTuples()} values instead of {math.prod(expected.cells)}"
        if not all(map(close, array.GetRange(), wanted)):
            yield f"{name} lies in {array.GetRange()} instead of {wanted}"
    for name, (i, j, k, wanted) in expected.value:
        array = data.GetCellData().GetArray(name)
        cell = int((k * expected.cells[1] + j) * expected.cells[0] + i)
        if array is None or not close(array.GetValue(cell), wanted):
            yield f"{name} in cell {i:g} {j:g} {k:g} is {array and array.GetValue(cell)} instead of {wanted}"
    if expected.times and list(reader.TimestepValues) != expected.times:
        yield f"the times are {list(reader.TimestepValues)} instead of {expected.times}"


def main():
    expected = parse_arguments()
    reader = simple.XDMFReader(FileNames=[os.path.abspath(expected.index)])
    reader.UpdatePipeline(expected.times[-1] if expected.times else 0)
    found = list(differences(expected, reader))
    for line in found:
        print(f"{expected.index}: {line}")
    if not found:
        print(f"{expected.index}: ParaView sees what was asked for")
    return 1 if found else 0


sys.exit(main())
