"""What one picture is and says: digest, perceptual hash, text."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from typing import Literal

from crawler.pictures.opening import Fault, Unreadable, open_picture

PictureReason = Fault | Literal["too small", "too slow", "reader fault", "no reader", "not fetched"]
"""Why a picture was not read: counted, as a post's reasons are."""

SMALLEST_SIDE = 50
"""Pixels; icons, spacers and counters are smaller."""
NEEDS = ("tesserocr", "cv2", "imagehash")


@dataclass(frozen=True)
class Picture:
    """`phash` is 64 bits in hex, None when it was not decoded. `text` is None when nobody read it,
    "" when it was read and says nothing; `reason` says why not.
    """

    sha256: str
    phash: str | None = None
    text: str | None = None
    reason: PictureReason | None = None


@cache
def what_is_missing() -> str | None:
    """One sentence when pictures cannot be read on this machine, else None."""
    if not all(map(find_spec, NEEDS)):
        return "Pictures are not read: install lurewatch with the extra `ocr` (pip install 'lurewatch[ocr]')."
    from crawler.pictures.tesseract import tessdata

    if tessdata() is None:
        return "Pictures are not read: install Tesseract's Korean data (apt-get install tesseract-ocr-kor)."
    return None


def read_picture(body: bytes) -> Picture:
    """Decodes, hashes and reads one picture, however it was made. Takes 0.1 to some seconds of one core."""
    digest = sha256(body).hexdigest()
    try:
        picture = open_picture(body)
    except Unreadable as unreadable:
        return Picture(digest, reason=unreadable.fault)
    if min(picture.size) < SMALLEST_SIDE:
        return Picture(digest, text="", reason="too small")
    if not all(map(find_spec, NEEDS)):
        return Picture(digest, reason="no reader")
    import imagehash  # with the rest of the `ocr` extra, half a second that a crawl without pictures saves
    import numpy as np

    phash = str(imagehash.phash(picture))
    if what_is_missing():
        return Picture(digest, phash, reason="no reader")
    from crawler.pictures.text import read_text

    return Picture(digest, phash, read_text(np.asarray(picture)))
