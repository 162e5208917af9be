"""`python -m samples.draw_pictures` draws the pictures of the sample web anew, from `pictures.toml`.

They are kept in git, so that the sites need neither Pillow nor fonts.
"""

import io
import random
import tomllib
from dataclasses import replace
from pathlib import Path

from PIL import Image

from samples.flyers import clouds, set_text
from samples.images import FOLDER
from samples.looks import LOOKS

WIDTH, COLOURS = 640, 24
PHOTOGRAPHS = ("room", "scooter", "golf-set", "soup")
"""These only look like photographs: blurred colours, and no letters."""


def main() -> None:
    looks = {look.name: replace(look, width=WIDTH) for look in LOOKS}
    texts = tomllib.loads((Path(__file__).parent / "pictures.toml").read_text("utf-8"))
    for name, text in texts.items():
        headline, *lines = text["lines"]
        drawn = set_text(looks[text["look"]], headline, tuple(lines), random.Random(name))
        picture = Image.open(io.BytesIO(drawn))
        picture.quantize(COLOURS).save(FOLDER / f"{name}.png", optimize=True)
        if text.get("copied"):
            smaller = picture.resize((picture.width * 4 // 5, picture.height * 4 // 5))
            smaller.save(FOLDER / f"{name}.webp", quality=55)
    for name in PHOTOGRAPHS:
        clouds((480, 360), random.Random(name)).save(FOLDER / f"{name}.webp", quality=60)


if __name__ == "__main__":
    main()
