"""Marked-up ad text: nothing lost, nothing let through, nothing hidden."""

from html.parser import HTMLParser

from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from review.marking import Mark, cut, is_unseen, mark_up, show

KINDS = ("cue", "pay", "raises")
HOSTILE = st.text(
    st.one_of(
        st.sampled_from("<>&\"'/=\u202e\u2066\u200b\u0000\r\n\tㄱ가a\U0001f1f0"), st.characters(codec="utf-8")
    ),
    max_size=60,
)
MARKS = st.lists(
    st.builds(
        lambda start, length, kind: Mark(start, start + length, kind, f"name of {kind}"),
        st.integers(0, 70),
        st.integers(0, 40),
        st.sampled_from(KINDS),
    ),
    max_size=8,
)


class Published(HTMLParser):
    """Reads the published characters back out of the HTML, and what marks stand over each."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.over: list[set[int]] = []
        self.tags: set[str] = set()
        self._marks: set[int] = set()
        self._unseen = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        if tag == "mark":
            self._marks = {int(number) for number in (given["data-marks"] or "").split()}
        else:
            self._unseen = True
            self._add(chr(int((given["data-code"] or "").removeprefix("U+"), 16)))

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._marks = set()
        else:
            self._unseen = False

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._add(data)

    def _add(self, text: str) -> None:
        self.text += text
        self.over += [self._marks] * len(text)


@given(HOSTILE, MARKS)
def test_the_page_holds_every_published_character_once_and_no_tag_of_the_ad(
    text: str, marks: list[Mark]
) -> None:
    page = Published(mark_up(text, marks))
    assert page.text == text
    assert page.tags <= {"mark", "span"}


@given(st.text(st.sampled_from("<>&\"'가나 \na"), max_size=40), MARKS)
def test_without_its_tags_the_marked_text_is_the_escaped_text(text: str, marks: list[Mark]) -> None:
    html = mark_up(text, marks)
    pieces = [piece.partition(">")[2] for piece in ("x>" + html).split("<")]
    assert "".join(pieces) == escape(text)


@given(HOSTILE, MARKS)
def test_each_character_carries_exactly_the_marks_over_it(text: str, marks: list[Mark]) -> None:
    page = Published(mark_up(text, marks))
    for position, over in enumerate(page.over):
        assert over == {number for number, mark in enumerate(marks) if mark.start <= position < mark.end}


@given(HOSTILE, MARKS, st.integers(0, 60), st.integers(0, 60))
def test_a_part_is_marked_as_it_is_in_the_whole(text: str, marks: list[Mark], one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    part, whole = Published(mark_up(text, marks, start, end)), Published(mark_up(text, marks))
    if text[start - 1 : end + 1].find("\r\n") < 0:
        assert part.text == text[start:end]
    assert part.over == whole.over[start:end]


@given(HOSTILE)
def test_nothing_unseen_reaches_the_page(text: str) -> None:
    assert not any(is_unseen(char) for char in show(text))


def test_segments_follow_each_other_without_gap() -> None:
    marks = [
        Mark(2, 8, "cue", "a"),
        Mark(4, 6, "pay", "b"),
        Mark(5, 20, "raises", "c"),
        Mark(30, 40, "cue", "d"),
    ]
    found = [(piece.start, piece.end, piece.marks) for piece in cut(10, marks)]
    assert found == [
        (0, 2, ()),
        (2, 4, (0,)),
        (4, 5, (0, 1)),
        (5, 6, (0, 1, 2)),
        (6, 8, (0, 2)),
        (8, 10, (2,)),
    ]


def test_the_narrowest_mark_gives_the_colour_and_the_others_are_named() -> None:
    html = mark_up("월 1500 보장", [Mark(0, 9, "raises", "높은 급여"), Mark(0, 6, "pay", "급여", "급여")])
    assert (
        '<mark class="is-pay also-raises begins" data-marks="0 1" data-name="급여" title="급여 · 높은 급여">'
        in html
    )
    assert '<mark class="is-raises" data-marks="0"' in html


def test_a_reversed_file_name_is_shown_as_it_is_stored() -> None:
    assert show("공고\u202egnp.exe") == (
        '공고<span class="ctl" data-code="U+202E" title="U+202E RIGHT-TO-LEFT OVERRIDE">RLO</span>gnp.exe'
    )


def test_line_breaks_are_kept_and_windows_breaks_are_not_doubled() -> None:
    assert show("가\r\n나\n다") == '가<span class="cr" data-code="U+000D"></span>\n나\n다'
