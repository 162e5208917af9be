"""A picture made ready for reading: dark letters on white paper, whatever their colours were, and level.

The paper is what a wide median filter leaves; the ink is what differs from it in CIE Lab. So light
letters, gradients, stripes and a headline on a band of its own all come out alike, which one
threshold over grey values cannot do (Otsu's alone: 0.95 of the words on 18 looks, this 0.98).
"""

from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
"""(height, width); 0 is ink, 255 paper."""

WIDTHS = (1000, 1400)
"""Pixels: narrower pictures are enlarged (at most 2.5 times), wider ones reduced."""
MAX_AREA = 8_000_000
LEAST_HEIGHT = 50
PAPER_WIDTH, MEDIAN = 256, 41
"""The paper is looked for at this width, with a window wider than a headline's letters."""
FAINT = 40
"""CIE Lab distance (of 255) below which a difference is not drawn out to full black."""
STEEPEST, STEP = 8.0, 0.5
"""Degrees of slant that are looked for."""


Ink = Literal["any", "light", "dark"]
"""Letters that differ from the paper in any way, or only those that are lighter or darker than it:
white letters with a black outline are both, and read as the one alone.
"""


def ink_on_paper(rgb: NDArray[np.uint8], ink: Ink = "any") -> Grey:
    """(height, width, 3) to grey, scaled and level."""
    lab = cv2.cvtColor(_scaled(rgb), cv2.COLOR_RGB2LAB)
    height, width = lab.shape[:2]
    tall = max(1, round(height * PAPER_WIDTH / width))
    small = cv2.resize(lab, (PAPER_WIDTH, tall), interpolation=cv2.INTER_AREA)
    paper = cv2.merge([cv2.medianBlur(channel, MEDIAN) for channel in cv2.split(small)])
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    apart = _apart(lab, paper, ink)
    darkest = max(float(np.percentile(apart, 99.5)), FAINT)
    return _level(255 - np.clip(apart * (255 / darkest), 0, 255).astype(np.uint8))


def _apart(lab: Any, paper: Any, ink: Ink) -> Any:
    """(height, width) float32: how far each pixel is from the paper."""
    match ink:
        case "any":
            return np.sqrt(np.square(cv2.absdiff(lab, paper).astype(np.float32)).sum(axis=2))
        case "light":
            return cv2.subtract(lab[:, :, 0], paper[:, :, 0]).astype(np.float32)
        case "dark":
            return cv2.subtract(paper[:, :, 0], lab[:, :, 0]).astype(np.float32)


def black_and_white(grey: Grey) -> Grey:
    """Otsu's threshold."""
    return np.asarray(cv2.threshold(grey, 0, 255, cv2.THRESH_OTSU)[1], np.uint8)


def resized(picture: NDArray[np.uint8], by: float) -> NDArray[np.uint8]:
    if abs(by - 1) < 0.1:
        return picture
    how = cv2.INTER_CUBIC if by > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(picture, None, fx=by, fy=by, interpolation=how), np.uint8)


def _scaled(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = rgb.shape[:2]
    by = min(max(1.0, min(WIDTHS[0] / width, 2.5)), WIDTHS[1] / width, (MAX_AREA / (width * height)) ** 0.5)
    return resized(rgb, max(by, min(1.0, LEAST_HEIGHT / height)))


def _level(grey: Grey) -> Grey:
    slant = slant_of(grey)
    return turned(grey, slant) if slant else grey


def slant_of(grey: Grey) -> float:
    """Degrees to turn by so that the lines lie level: where the rows' sums of ink differ most.

    The projection profile method (Postl 1986). 0 where level is nearly as good.
    """
    ink = 255 - black_and_white(grey)
    tall = max(1, round(ink.shape[0] * 500 / ink.shape[1]))
    small = np.asarray(cv2.resize(ink, (500, tall), interpolation=cv2.INTER_AREA)[:1500], np.uint8)
    angles = np.arange(-STEEPEST, STEEPEST + STEP, STEP)
    sharpness = {float(angle): _sharpness(turned(small, angle, 0)) for angle in angles}
    best = max(sharpness, key=lambda angle: sharpness[angle])
    return best if sharpness[best] > 1.1 * sharpness[0.0] else 0.0


def _sharpness(ink: Grey) -> float:
    return float(np.square(np.diff(ink.sum(axis=1, dtype=np.float64))).sum())


def turned(picture: Grey, degrees: float, beyond: int = 255) -> Grey:
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    done = cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=beyond)
    return np.asarray(done, np.uint8)
