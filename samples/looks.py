"""The looks that flyers have: fonts, colours, grounds, and what a camera and JPEG do to them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """How a flyer is set. Colours are RGB, `slant` is in degrees, `columns` are of the terms alone."""

    name: str
    font: str = "NanumGothic.ttf"
    head_font: str = "NanumGothicBold.ttf"
    width: int = 900
    ink: tuple[str, ...] = ("#111111",)
    paper: tuple[str, ...] = ("#ffffff",)
    ground: str = "flat"
    slant: float = 0
    noise: float = 0
    blur: float = 0
    quality: int = 80
    columns: int = 1
    letter: float = 0.042
    """Height of the small letters, as a share of the width; a headline has twice that."""
    headline: float = 2
    outline: str | None = None
    band: tuple[str, str] | None = None
    """Ink and paper of a headline that stands on a band of its own."""


LOOKS = (
    Look("black on white", quality=85),
    Look("serif on cream", "NanumMyeongjo.ttf", "NanumMyeongjoBold.ttf", paper=("#fbf4e4",), quality=70),
    Look(
        "white on blue",
        "NanumSquareR.ttf",
        "NanumSquareB.ttf",
        ink=("#ffffff", "#ffe94a"),
        paper=("#12317c",),
    ),
    Look(
        "yellow on black",
        "NotoSansCJK-Bold.ttc",
        "NotoSansCJK-Bold.ttc",
        ink=("#ffe100",),
        paper=("#000000",),
    ),
    Look(
        "red on yellow",
        "NanumBarunGothicBold.ttf",
        ink=("#c4001d", "#20104f"),
        paper=("#ffe44d",),
        quality=60,
    ),
    Look(
        "gradient", "NanumGothicBold.ttf", ink=("#ffffff",), paper=("#0f5132", "#3a1c71"), ground="gradient"
    ),
    Look(
        "blobs",
        "NanumGothicBold.ttf",
        ink=("#ffffff", "#ffef5a"),
        paper=("#1d2f8f", "#3557c9"),
        ground="blobs",
        slant=1.5,
        quality=45,
    ),
    Look(
        "stripes",
        "NanumSquareRoundB.ttf",
        "NanumSquareRoundB.ttf",
        ink=("#1a1a1a",),
        paper=("#ffffff", "#ffd9a8"),
        ground="stripes",
    ),
    Look("slanted 3", "NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc", slant=3, paper=("#f2f7ff",)),
    Look("slanted 5", "NanumSquareB.ttf", "NanumSquareB.ttf", slant=-5, ink=("#10243e",), paper=("#e9f5ec",)),
    Look("noise", "NanumGothicBold.ttf", noise=22, quality=50),
    Look("blur", "NanumBarunGothic.ttf", blur=1.3, quality=40),
    Look("small", "NanumGothic.ttf", width=400, letter=0.05, quality=75),
    Look("large", "NotoSerifCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc", width=1600, quality=35),
    Look("two columns", "NanumBarunGothic.ttf", columns=2, letter=0.036, width=1000),
    Look(
        "big headline", "NanumGothic.ttf", "NotoSansCJK-Bold.ttc", headline=3, letter=0.034, ink=("#003049",)
    ),
    Look("band", "NanumSquareR.ttf", "NanumSquareB.ttf", band=("#ffffff", "#b00020"), ink=("#222222",)),
    Look(
        "framed",
        "NanumMyeongjoBold.ttf",
        "NanumMyeongjoBold.ttf",
        ground="frame",
        paper=("#fffdf5", "#7a1f1f"),
    ),
    Look("beside a photo", "NanumSquareB.ttf", "NanumSquareB.ttf", ground="photo", letter=0.034, quality=60),
    Look(
        "outlined",
        "NanumSquareRoundB.ttf",
        "NanumSquareRoundB.ttf",
        ink=("#ffffff", "#ffe94a"),
        outline="#000000",
        ground="clouds",
        paper=("#6c8fb3",),
        quality=70,
        letter=0.048,
    ),
    Look("faint", "NanumGothic.ttf", ink=("#8a8f98",), paper=("#f4f4f4",), quality=60),
    Look("small print", "NanumBarunGothic.ttf", width=600, letter=0.03, quality=75),
    Look("coding", "NanumGothicCodingBold.ttf", ink=("#e8e8e8",), paper=("#2b2b2b",), quality=55, width=700),
)
