"""A picture from the web, decoded within limits: its size is looked at before a pixel is."""

import io
import struct
import zlib
from typing import Literal

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP")
"""Told apart by their first bytes, never by name or header. SVG is a program, and is not read."""
BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, AttributeError, ArithmeticError,
    struct.error, zlib.error, MemoryError,
)  # fmt: skip
"""All that Pillow's decoders were seen to raise over damaged files."""

Fault = Literal["too many bytes", "not a picture", "too many pixels", "broken picture"]


class Unreadable(Exception):
    """A picture that is not decoded; `fault` is counted."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault: Fault = fault


def open_picture(body: bytes) -> Image.Image:
    """The first frame as RGB, upright, on white where it lets through. Raises Unreadable."""
    if len(body) > MAX_BYTES:
        raise Unreadable("too many bytes")
    try:
        picture = Image.open(io.BytesIO(body), formats=FORMATS)
    except UnidentifiedImageError:
        raise Unreadable("not a picture") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unreadable("too many pixels") from None
    except BROKEN:
        raise Unreadable("broken picture") from None
    if picture.width * picture.height > MAX_PIXELS:
        raise Unreadable("too many pixels")
    try:
        picture.load()
        return on_paper(ImageOps.exif_transpose(picture))
    except BROKEN:
        raise Unreadable("broken picture") from None


def on_paper(picture: Image.Image) -> Image.Image:
    """White paper under what lets through; black paper under light letters."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layers = picture.convert("RGBA")
    alpha = layers.getchannel("A")
    light = Image.composite(layers.convert("L"), Image.new("L", layers.size), alpha)
    inked = sum(alpha.histogram()[128:]) or 1
    is_light = sum(light.histogram()[192:]) > inked * 0.7
    paper = Image.new("RGB", layers.size, "black" if is_light else "white")
    paper.paste(layers, mask=alpha)
    return paper
