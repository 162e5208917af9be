"""A rewritten text leads back to its source."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from features.alignment import Change, Rewrite, compose, rewrite

LETTERS = st.text("abc캄보 .", max_size=24)


@st.composite
def changes_of(draw: st.DrawFn, text: str) -> list[Change]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    return [
        (start, end, draw(st.text("xyz가", max_size=3)))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
        if start < end
    ]


@st.composite
def rewrites(draw: st.DrawFn) -> Rewrite:
    text = draw(LETTERS)
    return rewrite(text, draw(changes_of(text)))


def carried_out(result: Rewrite) -> str:
    """The changes done by hand, last one first."""
    text = result.source
    for start, end, becomes in reversed(result.changes):
        text = text[:start] + becomes + text[end:]
    return text


@given(rewrites())
def test_the_text_is_the_source_with_its_changes_carried_out(result: Rewrite) -> None:
    assert carried_out(result) == result.text


@given(rewrites())
def test_positions_lead_back_in_order(result: Rewrite) -> None:
    places = [result.to_source(at, at + 1) for at in range(len(result.text))]
    assert all(0 <= start <= end <= len(result.source) for start, end in places)
    assert all(one[0] <= other[0] and one[1] <= other[1] for one, other in pairwise(places))


@given(rewrites())
def test_an_unchanged_character_leads_back_to_itself(result: Rewrite) -> None:
    changed = {at for start, end, _ in result.changes for at in range(start, end)}
    for at, char in enumerate(result.text):
        start, end = result.to_source(at, at + 1)
        if end == start + 1 and start not in changed:
            assert result.source[start] == char


@given(st.data())
def test_two_rewrites_make_one(data: st.DataObject) -> None:
    first = data.draw(rewrites())
    second = rewrite(first.text, data.draw(changes_of(first.text)))
    both = compose(first, second)
    assert both.source == first.source
    assert both.text == second.text
    assert carried_out(both) == both.text


@given(st.data())
def test_one_rewrite_of_two_points_at_least_where_both_point(data: st.DataObject) -> None:
    first = data.draw(rewrites())
    second = rewrite(first.text, data.draw(changes_of(first.text)))
    both = compose(first, second)
    for at in range(len(both.text)):
        start, end = both.to_source(at, at + 1)
        step_start, step_end = first.to_source(*second.to_source(at, at + 1))
        assert start <= step_start
        assert end >= step_end or end == start + 1


def test_a_change_over_another_is_dropped() -> None:
    assert rewrite("abcd", [(0, 2, "x"), (1, 3, "y")]).text == "xcd"


def test_a_piece_that_kept_its_length_is_mapped_character_by_character() -> None:
    assert rewrite("ＴＭ직원", [(0, 2, "TM")]).to_source(1, 2) == (1, 2)
    assert rewrite("ㅌㅔㄹ", [(0, 3, "텔")]).to_source(0, 1) == (0, 3)
