"""The queue: risk first, a campaign once, filters, counts, and the way from alert to alert."""

from collections.abc import Callable

import pytest
from django.test import Client

from review import selectors, services
from review.models import Alert, Analyst
from review.selectors import QueueFilter
from tests.review.alerts import build_alert

Load = Callable[..., list[Alert]]


def shown(chosen: QueueFilter = QueueFilter()) -> list[str]:  # noqa: B008 (frozen)
    return [row.alert.ad_id for row in selectors.queue_page(chosen, None)[1]]


def test_the_riskiest_comes_first_and_a_campaign_comes_once(load: Load) -> None:
    load(
        build_alert(1, risk=0.6),
        build_alert(2, risk=0.7, campaign="ring"),
        build_alert(3, risk=0.95, campaign="ring"),
        build_alert(4, risk=0.8),
    )
    assert shown() == ["board:3", "board:4", "board:1"]


def test_a_row_counts_the_alerts_of_its_campaign_and_the_places_they_stand(load: Load) -> None:
    load(build_alert(1, campaign="ring", copies=2), build_alert(2, campaign="ring", source="portal"))
    (row,) = selectors.queue_page(QueueFilter(), None)[1]
    assert (row.alerts, row.postings, row.sources) == (2, 4, ["board", "portal"])


def test_decided_alerts_leave_the_queue_and_are_found_by_state(load: Load, analyst: Analyst) -> None:
    first, second, third, _ = load(*(build_alert(number, risk=number / 10) for number in range(1, 5)))
    services.decide(first, analyst, "lure", ["messenger_only"])
    services.decide(second, analyst, "not_lure")
    services.decide(third, analyst, "unsure")
    services.decide(third, analyst, "not_lure")
    assert shown() == ["board:4"]
    assert shown(QueueFilter(state="lure")) == ["board:1"]
    assert shown(QueueFilter(state="not_lure")) == ["board:3", "board:2"]
    assert shown(QueueFilter(state="unsure")) == []
    counts = selectors.count_alerts()
    assert (counts.all, counts.open, counts.lure, counts.not_lure, counts.unsure) == (4, 1, 1, 2, 0)


def test_night_and_source_filter(load: Load) -> None:
    load(build_alert(1), build_alert(2, night="2026-11-21"), build_alert(3, source="portal"))
    assert shown(QueueFilter(night="2026-11-21")) == ["board:2"]
    assert shown(QueueFilter(source="portal")) == ["portal:3"]


@pytest.mark.parametrize("typed", ["kh_FAKE77", "@kh_fake77", "t.me/kh_fake77", "https://t.me/kh_fake77 "])
def test_a_handle_is_found_however_it_is_typed(load: Load, typed: str) -> None:
    load(build_alert(1), build_alert(2, handle="kh_fake77"))
    assert shown(QueueFilter(contact=typed)) == ["board:2"]


@pytest.mark.parametrize("typed", ["010-0000-1234", "+82 10 0000 1234", "0000-1234"])
def test_a_phone_is_found_however_it_is_typed(load: Load, typed: str) -> None:
    alert = build_alert(1)
    phone = alert.reading.contacts[0].model_copy(update={"type": "phone", "value": "+821000001234"})
    load(
        alert.model_copy(update={"reading": alert.reading.model_copy(update={"contacts": (phone,)})}),
        build_alert(2),
    )
    assert shown(QueueFilter(contact=typed)) == ["board:1"]


def test_next_is_another_campaign_and_wraps_to_the_top(load: Load) -> None:
    top, copy, middle, low = load(
        build_alert(1, risk=0.9, campaign="ring"),
        build_alert(2, risk=0.8, campaign="ring"),
        build_alert(3, risk=0.7),
        build_alert(4, risk=0.7),
    )
    everything = QueueFilter()
    assert selectors.next_alert(top, everything) == middle
    assert selectors.next_alert(copy, everything) == middle
    assert selectors.next_alert(middle, everything) == low
    assert selectors.next_alert(low, everything) == top
    assert selectors.previous_alert(low, everything) == middle
    assert selectors.previous_alert(middle, everything) == top
    assert selectors.previous_alert(top, everything) is None


def test_pages_hold_25_campaigns_in_a_fixed_number_of_queries(
    load: Load, signed_in: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    load(*(build_alert(number, risk=number / 100) for number in range(1, 61)))
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        page = signed_in.get("/", {"page": 3}).content.decode()
    assert page.count('<td class="risk">') == 10
    assert "3 / 3" in page


def test_a_filter_typed_by_hand_never_breaks_the_page(load: Load, signed_in: Client) -> None:
    load(build_alert(1))
    for query in ("state=nonsense", "night=%00", "contact=%00", "page=-1", "page=x", "offer=x", "offer=²"):
        assert signed_in.get(f"/?{query}").status_code == 200
