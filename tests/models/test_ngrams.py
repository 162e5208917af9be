from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features import read
from models.ngrams import NgramSettings, as_seen, count_ngrams, hash_ngrams, tfidf
from records import JobAd

SETTINGS = NgramSettings(sizes=(1, 2, 3), bits=12)


def seen(body: str) -> str:
    ad = JobAd(ad_id="t:1", source="t", url="", fetched_at=datetime(2026, 11, 22, tzinfo=UTC), body=body)
    return as_seen(read(ad))


def test_equal_ngrams_fall_into_one_bucket_and_different_ones_apart() -> None:
    buckets = hash_ngrams("텔레텔레", 2, 18)
    assert buckets[0] == buckets[2]
    assert len(set(buckets)) == 2


def test_a_text_shorter_than_the_ngram_has_none() -> None:
    assert len(hash_ngrams("가", 3, 12)) == 0
    assert len(count_ngrams("", SETTINGS).terms) == 0


@given(st.text(max_size=80))
def test_every_occurrence_is_counted_once(text: str) -> None:
    counted = count_ngrams(text, SETTINGS)
    expected = sum(max(len(text) - size + 1, 0) for size in SETTINGS.sizes)
    assert counted.counts.sum() == sum(map(len, counted.occurring)) == expected
    assert set(counted.terms) == set(np.concatenate(counted.occurring))


def test_rows_have_length_one() -> None:
    values = tfidf(count_ngrams("해외 고수익 알바", SETTINGS), np.ones(2**12, dtype=np.float32))
    assert np.sum(values**2) == pytest.approx(1)


def test_handles_and_digits_are_not_learned() -> None:
    text = seen("월 1500 텔레 kim_0412")
    assert "1500" not in text
    assert "kim" not in text
    assert text.startswith("월 0000 텔레 ")


@given(st.text(max_size=60))
def test_what_is_seen_is_as_long_as_what_was_read(body: str) -> None:
    ad = JobAd(
        ad_id="t:1", source="t", url="", fetched_at=datetime(2026, 11, 22, tzinfo=UTC), body=f"글 {body}"
    )
    reading = read(ad)
    assert len(as_seen(reading)) == len(reading.normalised)
