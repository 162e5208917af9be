"""Korean, and English one click away."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

import review
from records import Image
from review import services
from review.models import Alert, Analyst
from review.releases import release_warnings
from review.views import layout
from tests.review.alerts import build_alert

Load = Callable[..., list[Alert]]
HANGUL = re.compile("[가-힣]+")
UNREAD = Image(url="https://board.example/a.png", same_as="board:0")
ENGLISH_BODY = "Phnom Penh office, 1500 a month\nnothing else @kh_fake01"


def english(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "/"})
    assert answer["Location"] == "/"


@pytest.mark.django_db
def test_korean_unless_chosen_whatever_the_browser_asks_for(signed_in: Client) -> None:
    page = signed_in.get("/", headers={"accept-language": "en-US"})
    assert page["Content-Language"] == "ko"
    assert "대기열" in page.content.decode()
    english(signed_in)
    assert "Queue" in signed_in.get("/").content.decode()
    signed_in.post("/language/", {"language": "ko", "next": "/"})
    assert "대기열" in signed_in.get("/").content.decode()


def test_no_korean_is_left_on_the_english_pages(load: Load, signed_in: Client, analyst: Analyst) -> None:
    rows = load(
        *(
            build_alert(
                number, campaign="ring", title="Office staff", body=ENGLISH_BODY, copies=2, images=(UNREAD,)
            )
            for number in (1, 2)
        ),
        *(
            build_alert(number, title="Staff", body=ENGLISH_BODY, risk=number / 100)
            for number in range(3, 40)
        ),
    )
    services.decide(rows[2], analyst, "unsure")
    services.decide(rows[3], analyst, "lure", ["messenger_only"], "note")
    release_warnings(layout(), analyst.code)
    offer = services.decide(rows[0], analyst, "lure", ["messenger_only"])
    english(signed_in)
    addresses = [
        "/",
        "/?state=lure",
        "/?contact=nobody",
        f"/?offer={offer.pk}",
        f"/alerts/{rows[0].pk}/",
        f"/alerts/{rows[5].pk}/?offer={offer.pk}",
        f"/campaigns/{rows[0].campaign_id}/",
        "/audit/",
        "/account/",
        "/account/password/",
        "/warnings/",
        "/nowhere/",
    ]
    for address in addresses:
        html = signed_in.get(address).content.decode()
        html = re.sub(r'<button[^>]*lang="ko">한국어</button>', "", html)
        html = re.sub(r'<td class="pattern" lang="ko">.*?</td>', "", html, flags=re.S)
        assert HANGUL.findall(html) == [], address
    signed_in.post("/logout/")
    english(signed_in)
    page = signed_in.post("/login/", {"username": "x", "password": "y"}).content.decode()
    assert "Name or password is wrong." in page


def test_every_text_of_the_catalogue_is_translated() -> None:
    catalogue = (Path(review.__file__).parent / "locale/en/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    texts = re.findall(r'^msgid "(.+)"$', catalogue, re.M)
    assert len(texts) > 150
    with translation.override("en"):
        untranslated = [text for text in texts if translation.gettext(text.replace('\\"', '"')) == text]
    plural = re.findall(r'^msgid "(.+)"\nmsgid_plural', catalogue, re.M)
    assert set(untranslated) <= set(plural)
