"""Signing in: by password only, locked after five failures, and traced."""

from typing import Any

import pytest
from django.test import Client

from review.models import Analyst, AuditEntry

pytestmark = pytest.mark.django_db


def sign_in(client: Client, name: str, password: str) -> int:
    return client.post("/login/", {"username": name, "password": password}).status_code


def test_signing_in_and_out_leaves_a_trace(client: Client, analyst: Analyst) -> None:
    assert sign_in(client, "minji", "long enough for us") == 302
    assert client.get("/").status_code == 200
    client.post("/logout/")
    assert client.get("/").status_code == 302
    trace = AuditEntry.objects.order_by("id").values_list("actor", "action")
    assert list(trace) == [("R-TEST1", "login"), ("R-TEST1", "logout")]


def test_the_sixth_guess_meets_a_locked_door(client: Client, analyst: Analyst) -> None:
    for _ in range(4):
        assert sign_in(client, "minji", "wrong") == 200
    assert sign_in(client, "minji", "wrong") == 429
    assert sign_in(client, "minji", "long enough for us") == 429
    page = client.post("/login/", {"username": "minji", "password": "wrong"}).content.decode()
    assert "잠시 잠겼습니다" in page


def test_a_locked_name_locks_nobody_else(client: Client, analyst: Analyst, colleague: Analyst) -> None:
    for _ in range(6):
        sign_in(client, "minji", "wrong")
    assert sign_in(client, "jun", "long enough for us") == 302


def guess(client: Client, forwarded: str, password: str = "wrong", peer: str = "127.0.0.1") -> int:
    fields = {"username": "minji", "password": password}
    return client.post(
        "/login/", fields, headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR=peer
    ).status_code


def test_behind_the_proxy_a_guesser_locks_out_only_where_they_are(
    client: Client, analyst: Analyst, settings: Any
) -> None:
    settings.PUBLIC_HOSTS = ["review.example"]
    for number in range(6):
        guess(client, f"10.0.0.{number}, 203.0.113.9")
    assert guess(client, "203.0.113.9", "long enough for us") == 429
    assert guess(client, "198.51.100.7", "long enough for us") == 302


@pytest.mark.parametrize(
    ("hosts", "peer"), [([], "127.0.0.1"), (["review.example"], "203.0.113.9"), (["review.example"], "::1")]
)
def test_an_address_that_somebody_wrote_themselves_is_not_believed(
    client: Client, analyst: Analyst, settings: Any, hosts: list[str], peer: str
) -> None:
    settings.PUBLIC_HOSTS = hosts
    for number in range(6):
        said = "not an address" if peer == "::1" else f"198.51.100.{number}"
        guess(client, said, peer=peer)
    assert guess(client, "" if peer == "::1" else "198.51.100.99", "long enough for us", peer) == 429


def test_the_way_back_after_signing_in_stays_on_the_site(client: Client, analyst: Analyst) -> None:
    answer = client.post(
        "/login/?next=https://evil.example/",
        {"username": "minji", "password": "long enough for us", "next": "https://evil.example/"},
    )
    assert answer["Location"] == "/"


def test_a_password_can_be_changed_but_not_to_a_weak_one(signed_in: Client, analyst: Analyst) -> None:
    def change(new: str) -> int:
        fields = {"old_password": "long enough for us", "new_password1": new, "new_password2": new}
        return signed_in.post("/account/password/", fields).status_code

    assert change("short") == 200
    assert change("another long one") == 302
    analyst.refresh_from_db()
    assert analyst.check_password("another long one")
