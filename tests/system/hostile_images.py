# SPDX-License-Identifier: BSD-3-Clause
"""Image files, sound and unsound, byte by byte."""
import struct

# Tags of TIFF 6.0.
WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC = 256, 257, 258, 259, 262
OFFSET, SAMPLES, ROWS, BYTES, FORMAT = 273, 277, 278, 279, 339
SHORT, LONG = 3, 4


def page(width, height, value=0):
    return width, height, bytes([value]) * (width * height)


def tiff(pages, samples=1, bits=8, compression=1, sample_format=1):
    """A little-endian TIFF; pages are (width, height, bytes of the only strip)."""
    out = bytearray(b"II*\0\0\0\0\0")
    link = 4  # where the offset of the next page is written
    for width, height, pixels in pages:
        strip = len(out)
        out += pixels + bytes(len(pixels) % 2)
        bits_of_all = len(out)
        out += struct.pack(f"<{samples}H", *[bits] * samples) + bytes(2 * (samples % 2))
        struct.pack_into("<I", out, link, len(out))
        tags = [(WIDTH, LONG, 1, width), (HEIGHT, LONG, 1, height),
                (BITS, SHORT, samples, bits if samples == 1 else bits_of_all), (COMPRESSION, SHORT, 1, compression),
                (PHOTOMETRIC, SHORT, 1, 1 if samples == 1 else 2), (OFFSET, LONG, 1, strip),
                (SAMPLES, SHORT, 1, samples), (ROWS, LONG, 1, height), (BYTES, LONG, 1, len(pixels)),
                (FORMAT, SHORT, 1, sample_format)]
        out += struct.pack("<H", len(tags))
        for tag, kind, count, value in tags:
            is_short = kind == SHORT and count == 1
            layout, values = ("<HHIHH", (value, 0)) if is_short else ("<HHII", (value,))
            out += struct.pack(layout, tag, kind, count, *values)
        link = len(out)
        out += bytes(4)
    return bytes(out)


def endless(stack):
    """The first page names itself as the next one; the stack has one page."""
    return stack[:-4] + stack[4:8]


SOUND = tiff([page(4, 4, 0), page(4, 4, 1), page(4, 4, 1)])
