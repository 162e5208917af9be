"""Every page: who may see it, and that no ad can act on it."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, reverse

from records import Alert as AlertRecord
from records import Image
from review import services
from review.models import Alert, Analyst, AuditEntry, Verdict
from review.releases import release_warnings
from review.urls import urlpatterns
from review.views import layout
from tests.review.alerts import BODY, build_alert

Load = Callable[..., list[Alert]]
PUBLIC = {"login", "set_language", "healthz"}
ARGUMENTS = {
    "alert": [1],
    "decide": [1],
    "campaign": [1],
    "repeat": [1],
    "released_file": ["2026-11-22-01", "warnings.csv"],
}
ATTACK = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg/onload=alert(3)>{{ 7|add:7 }}\u202e\u200b"
)


def addresses() -> Iterator[tuple[str, str]]:
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        assert pattern.name
        yield pattern.name, reverse(pattern.name, args=ARGUMENTS.get(pattern.name, []))


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "address"), list(addresses()))
def test_a_stranger_sees_nothing_but_the_way_in(client: Client, name: str, address: str) -> None:
    for answer in (client.get(address), client.post(address)):
        if name in PUBLIC:
            assert answer.status_code in (200, 302, 405)
        else:
            assert (answer.status_code, answer["Location"]) == (302, f"/login/?next={address}")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "address"),
    [pair for pair in addresses() if pair[0] in ("decide", "repeat", "release", "export")],
)
def test_what_writes_needs_a_post_with_a_token(analyst: Analyst, name: str, address: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(analyst, "django.contrib.auth.backends.ModelBackend")
    assert strict.get(address).status_code == 405
    refused = strict.post(address, {"decision": "lure"})
    assert refused.status_code == 403
    assert "다시 보내 주십시오" in refused.content.decode()
    assert not Verdict.objects.exists()


@pytest.mark.django_db
def test_the_headers_leave_an_injected_script_nothing(signed_in: Client) -> None:
    headers = signed_in.get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "img-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def attacked(field: str) -> AlertRecord:
    """An alert with the attack in one field, every other as usual."""
    published = {
        "body": {"body": f"{BODY}\n{ATTACK}"},
        "links": {"links": (f"javascript:{ATTACK}",)},
        "images": {"images": ({"url": f"http://evil.example/{ATTACK}", "text": ATTACK},)},
    }.get(field, {field: ATTACK})
    alert = build_alert(
        1, copies=1, **{k: v for k, v in published.items() if k not in ("url", "copies", "value")}
    )
    if field == "url":
        ad = alert.ad.model_copy(update={"url": f"javascript:{ATTACK}"})
        return alert.model_copy(update={"ad": ad})
    if field == "copies":
        copies = tuple(copy.model_copy(update={"title": ATTACK, "url": ATTACK}) for copy in alert.copies)
        return alert.model_copy(update={"copies": copies})
    if field == "value":
        contact = alert.reading.contacts[0].model_copy(update={"value": ATTACK})
        reading = alert.reading.model_copy(update={"contacts": (contact,)})
        return alert.model_copy(update={"reading": reading})
    return alert


class Tags(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    @property
    def shapes(self) -> set[tuple[str, frozenset[str]]]:
        return {(tag, frozenset(attrs)) for tag, attrs in self.found}


FIELDS = [
    "title",
    "body",
    "employer",
    "location",
    "pay",
    "contact",
    "links",
    "images",
    "url",
    "copies",
    "value",
]


@pytest.mark.parametrize("field", FIELDS)
def test_an_attack_in_any_field_stays_text(load: Load, signed_in: Client, field: str) -> None:
    (row,) = load(attacked(field))
    pages = ["/", "/?state=all", f"/alerts/{row.pk}/", f"/campaigns/{row.campaign_id}/"]
    for address in pages:
        html = signed_in.get(address).content.decode()
        page = Tags(html)
        assert "<script>alert" not in html
        assert "<img" not in html
        assert "<svg" not in html
        assert "\u202e" not in html
        assert "\u200b" not in html
        scripts = [attrs for tag, attrs in page.found if tag == "script"]
        assert all((attrs["src"] or "").startswith("/static/review/") for attrs in scripts)
        for _, attrs in page.found:
            assert not any(name.startswith("on") or name == "style" for name in attrs)
            for name in ("href", "action"):
                assert (attrs.get(name) or "/").startswith(("/", "?", "#"))


def test_an_attack_in_note_code_or_campaign_stays_text(load: Load, client: Client) -> None:
    attacker = Analyst.objects.create_user("x", password="long enough for us", code=ATTACK[:40])
    client.force_login(attacker, "django.contrib.auth.backends.ModelBackend")
    (row,) = load(build_alert(1, campaign="<b onclick=alert(1)>"))
    services.decide(row, attacker, "lure", ["messenger_only"], ATTACK)
    for address in (
        f"/alerts/{row.pk}/",
        f"/campaigns/{row.campaign_id}/",
        "/audit/",
        "/account/",
        "/warnings/",
    ):
        html = client.get(address).content.decode()
        assert "<script>alert" not in html
        assert "<b onclick" not in html


def test_the_published_text_is_shown_with_its_breaks_and_marks(load: Load, signed_in: Client) -> None:
    (row,) = load(build_alert(1))
    html = signed_in.get(f"/alerts/{row.pk}/").content.decode()
    words = re.search(r'<section class="part body">.*?<div class="words" lang="ko">(.*?)</div>', html, re.S)
    assert words
    assert re.sub(r"<[^>]+>", "", words[1]) == BODY
    for kind in ("pay", "place", "contact", "cue", "raises", "lowers"):
        assert f'class="is-{kind}' in html
    assert "월 1,500만원~2,000만원" in html
    assert "캄보디아 (직접 언급)" in html
    assert "텔레그램 kh_fake01" in html
    assert "2026-11-22 17:00" in html, "the time in Seoul"


def test_every_key_of_the_page_is_on_the_page_once(load: Load, signed_in: Client) -> None:
    load(build_alert(9, risk=0.99))
    row, *_ = load(build_alert(1, campaign="ring"), build_alert(2, campaign="ring"), build_alert(3, risk=0.1))
    page = Tags(signed_in.get(f"/alerts/{row.pk}/").content.decode())
    keys = [attrs["accesskey"] for _, attrs in page.found if "accesskey" in attrs]
    assert len(keys) == len(set(keys))
    assert {"1", "2", "3", "j", "k", "n"} <= set(keys)
    assert (
        len([attrs for _, attrs in page.found if attrs.get("name") == "grounds" and attrs["data-key"]]) == 22
    )


def test_deciding_goes_on_to_the_next_alert_and_offers_the_campaign(load: Load, signed_in: Client) -> None:
    first, second, other = load(
        build_alert(1, campaign="ring"), build_alert(2, campaign="ring", risk=0.8), build_alert(3, risk=0.5)
    )
    answer = signed_in.post(
        f"/alerts/{first.pk}/decide/?state=open",
        {"decision": "lure", "grounds": ["messenger_only"], "note": "", "seen": 0},
    )
    verdict = Verdict.objects.get()
    assert answer["Location"] == f"/alerts/{other.pk}/?offer={verdict.pk}"
    offered = signed_in.get(answer["Location"]).content.decode()
    assert "미결정 광고가 1건 남았습니다" in offered
    answer = signed_in.post(f"/verdicts/{verdict.pk}/repeat/", {"back": other.pk})
    assert answer["Location"] == f"/alerts/{other.pk}/"
    assert second.verdicts.get().followed == verdict


def test_deciding_can_take_the_campaign_along(load: Load, signed_in: Client) -> None:
    first, second = load(build_alert(1, campaign="ring"), build_alert(2, campaign="ring"))
    answer = signed_in.post(
        f"/alerts/{first.pk}/decide/",
        {"decision": "lure", "grounds": ["messenger_only"], "seen": 0, "campaign": 1},
    )
    assert answer["Location"] == "/"
    assert second.verdicts.get().decision == "lure"
    assert "모두 결정했습니다" in signed_in.get("/").content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "결정을 고르십시오"),
        ({"decision": "lure"}, "근거를 하나 이상"),
        ({"decision": "not_lure", "grounds": ["messenger_only"]}, "결정과 맞지 않는 근거"),
        ({"decision": "lure", "grounds": ["made_up"]}, "made_up"),
        ({"decision": "maybe"}, "maybe"),
        ({"decision": "unsure", "note": "x" * 2001}, "2000"),
    ],
)
def test_a_decision_that_does_not_hold_is_refused_with_the_reason(
    load: Load, signed_in: Client, sent: dict[str, object], said: str
) -> None:
    (row,) = load(build_alert(1))
    answer = signed_in.post(f"/alerts/{row.pk}/decide/", {"seen": 0, **sent})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Verdict.objects.exists()


def test_somebody_elses_verdict_meanwhile_is_shown_first(
    load: Load, signed_in: Client, colleague: Analyst
) -> None:
    (row,) = load(build_alert(1))
    services.decide(row, colleague, "not_lure")
    answer = signed_in.post(f"/alerts/{row.pk}/decide/", {"decision": "unsure", "seen": 0})
    assert answer.status_code == 409
    assert "다른 분석가가" in answer.content.decode()
    assert Verdict.objects.count() == 1


def test_nobody_repeats_the_verdict_of_another(load: Load, signed_in: Client, colleague: Analyst) -> None:
    first, second = load(build_alert(1, campaign="ring"), build_alert(2, campaign="ring"))
    verdict = services.decide(first, colleague, "not_lure")
    assert signed_in.post(f"/verdicts/{verdict.pk}/repeat/").status_code == 404
    assert not second.verdicts.exists()


def test_the_list_is_released_and_downloaded_from_the_page(load: Load, signed_in: Client) -> None:
    (row,) = load(build_alert(1))
    services.decide(row, Analyst.objects.get(), "lure", ["messenger_only"])
    assert "1줄을 새 판으로 배포" in signed_in.get("/warnings/").content.decode()
    shown = signed_in.post("/warnings/release/", follow=True).content.decode()
    assert "판을 배포했습니다" in shown
    assert "달라진 것이 없습니다" in shown
    address = re.search(r'href="(/warnings/[^"]+warnings\.csv)"', shown)
    assert address
    answer = signed_in.get(address[1])
    assert b"".join(answer).startswith(b"\xef\xbb\xbf")  # type: ignore[call-overload]
    assert "attachment" in answer["Content-Disposition"]
    assert AuditEntry.objects.filter(action="download", actor="R-TEST1").exists()
    again = signed_in.post("/warnings/release/", follow=True).content.decode()
    assert "새 판을 만들지 않았습니다" in again


def test_only_files_of_a_release_can_be_downloaded(load: Load, analyst: Analyst, signed_in: Client) -> None:
    (row,) = load(build_alert(1))
    services.decide(row, analyst, "lure", ["messenger_only"])
    version, _ = release_warnings(layout())
    (layout().export(version) / "secret.txt").write_text("x")
    (settings.DATA / "exports" / "stray").mkdir()
    for address in (
        f"/warnings/{version}/secret.txt",
        "/warnings/stray/warnings.csv",
        "/warnings/../warnings.csv",
    ):
        assert signed_in.get(address).status_code == 404


def test_verdicts_are_exported_from_the_account_page(load: Load, analyst: Analyst, signed_in: Client) -> None:
    (row,) = load(build_alert(1))
    services.decide(row, analyst, "unsure")
    shown = signed_in.post("/labels/export/", follow=True).content.decode()
    assert "판정 1건과 광고 1건" in shown
    assert (settings.DATA / "labels/verdicts.jsonl").is_file()


@pytest.mark.django_db
def test_what_is_not_there_is_said_in_korean(signed_in: Client) -> None:
    for address in ("/nowhere/", "/alerts/999/", "/campaigns/999/"):
        answer = signed_in.get(address)
        assert answer.status_code == 404
        assert "찾을 수 없습니다" in answer.content.decode()


@pytest.mark.django_db
def test_what_the_risk_leaves_out_is_said_above_the_text(load: Load, signed_in: Client) -> None:
    unread = Image(url="https://board.example/a.png", sha256="a" * 64)
    empty = Image(url="https://board.example/b.png", sha256="b" * 64, text="")
    usual, flyer, strange = build_alert(1), build_alert(2, images=(unread, empty)), build_alert(3)
    score = strange.score.model_copy(update={"unfamiliar": True})
    rows = load(usual, flyer, strange.model_copy(update={"score": score}))
    pages = [signed_in.get(f"/alerts/{row.pk}/").content.decode() for row in rows]
    said = [re.findall(r'class="caution"><b>(.+?)</b>', page) for page in pages]
    assert said == [[], ["읽지 못한 그림"], ["낯선 글"]]
    assert "그림 1장의 글자를 읽지 못해" in pages[1]
    assert pages[1].count("읽지 못함") == 1
    assert signed_in.get("/").content.decode().count("낯선 글</span>") == 1
