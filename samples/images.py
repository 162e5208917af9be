"""The pictures of the sample web: flyers and photographs from `pictures/`, and five that mean harm."""

import re
import struct
import zlib
from functools import cache
from pathlib import Path

from samples.answers import NOT_A_PAGE, Answer, missing

FOLDER = Path(__file__).parent / "pictures"
KINDS = {".png": "image/png", ".webp": "image/webp", ".jpg": "image/jpeg"}
TOO_MUCH = 8 * 1024 * 1024
"""Bytes behind a sound picture; more than a reader that is careful takes."""
NAME = re.compile(r"[a-z0-9-]{1,40}\.(?:png|webp|jpg)")


def picture(name: str) -> Answer:
    """A picture by its file name, wherever on a site it lies."""
    match name:
        case "hundred-megapixels.png":
            return Answer(white_png(10_000, 10_000), KINDS[".png"])
        case "bomb.png":
            return Answer(white_png(60_000, 60_000), KINDS[".png"])
        case "truncated.png":
            whole = white_png(800, 1_000)
            return Answer(whole[: len(whole) // 2], KINDS[".png"])
        case "not-a-picture.png":
            return Answer(NOT_A_PAGE, KINDS[".png"])
        case "oversized.png":
            return Answer(white_png(800, 1_000) + bytes(TOO_MUCH), KINDS[".png"])
    path = FOLDER / name
    if not NAME.fullmatch(name) or not path.is_file():
        return missing()
    return Answer(path.read_bytes(), KINDS[path.suffix])


@cache
def white_png(width: int, height: int) -> bytes:
    """A black-and-white PNG, one bit a pixel: 3,600 megapixels are 450 MB that travel as 0.6 MB."""
    row = b"\0" + b"\xff" * (width // 8)
    block = row * max(1, 1_000_000 // len(row))
    times, rest = divmod(len(row) * height, len(block))
    packer = zlib.compressobj(9)
    start = packer.flush(zlib.Z_FULL_FLUSH)
    # After a full flush a block needs nothing of those before it: packed once, it is repeated.
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    end = packer.compress(block[:rest]) + packer.flush()
    total = 1
    for piece in (*[block] * times, block[:rest]):
        total = zlib.adler32(piece, total)
    data = start + packed * times + end[:-4] + struct.pack(">I", total)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
