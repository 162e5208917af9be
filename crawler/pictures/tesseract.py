"""Tesseract over single lines, by tesserocr, with the Korean data of the system's packages."""

import os
import threading
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from tesserocr import OEM, PSM, PyTessBaseAPI

from crawler.pictures.cleaning import Grey, resized
from crawler.pictures.lines import Box

DEBIAN = Path("/usr/share/tesseract-ocr")
OTHERS = (
    Path("/usr/share/tessdata"),
    Path("/usr/local/share/tessdata"),
    Path("/opt/homebrew/share/tessdata"),
)
LANGUAGES = "kor+eng"
LINE_HEIGHT = 36
"""Pixels of a line as Tesseract's Korean network was trained on."""
SURE = 90
"""Confidence (0-100) above which a line is not read a second time."""
LEAST_CONFIDENCE = 60
"""Below it, what is read is a drawing or noise."""
MAX_LINES = 400
LONGEST_LINE = 6000
"""Pixels at LINE_HEIGHT."""
LINE_TIMEOUT_MS = 3000

_own = threading.local()


class Line(NamedTuple):
    text: str
    confidence: int


@cache
def tessdata() -> Path | None:
    """The folder with the Korean data: TESSDATA_PREFIX, then where Debian and others put it."""
    said = os.environ.get("TESSDATA_PREFIX")
    places = [Path(said), Path(said) / "tessdata"] if said else []
    places += [*sorted(DEBIAN.glob("*/tessdata"), reverse=True), *OTHERS]
    return next((place for place in places if (place / "kor.traineddata").is_file()), None)


def engine() -> PyTessBaseAPI:
    """This thread's own engine: one is not shared. Raises FileNotFoundError without the Korean data."""
    if not hasattr(_own, "engine"):
        folder = tessdata()
        if folder is None:
            raise FileNotFoundError("kor.traineddata")
        languages = LANGUAGES if (folder / "eng.traineddata").is_file() else "kor"
        _own.engine = PyTessBaseAPI(f"{folder}/", languages, psm=PSM.SINGLE_LINE, oem=OEM.LSTM_ONLY)
    return _own.engine


def read_lines(grey: Grey, paper: Grey, boxes: Iterable[Box]) -> list[Line]:
    """What stands in the boxes; a line that reads badly in black and white is read in grey too."""
    read = []
    for box in list(boxes)[:MAX_LINES]:
        line = read_line(paper, box)
        if line.confidence < SURE:
            line = max(line, read_line(grey, box, LINE_HEIGHT * 4 // 3), key=lambda one: one.confidence)
        if any(map(str.isalnum, line.text)) and line.confidence >= LEAST_CONFIDENCE:
            read.append(line)
    return read


def read_line(page: Grey, box: Box, height: int = LINE_HEIGHT) -> Line:
    pad = max(4, box.height // 4)
    piece = page[max(0, box.top - pad) : box.bottom + pad, max(0, box.left - pad) : box.right + pad]
    piece = resized(piece, height / box.height)[:, :LONGEST_LINE]
    piece = np.asarray(cv2.copyMakeBorder(piece, 8, 8, 8, 8, cv2.BORDER_CONSTANT, value=(255,)), np.uint8)
    tall, wide = piece.shape
    api = engine()
    api.SetImageBytes(piece.tobytes(), wide, tall, 1, wide)
    api.SetSourceResolution(200)
    if not api.Recognize(LINE_TIMEOUT_MS):
        return Line("", 0)
    return Line(" ".join(api.GetUTF8Text().split()), api.MeanTextConf())
