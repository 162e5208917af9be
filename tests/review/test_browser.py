"""An analyst at work in a real browser, by keyboard only."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from records import Verdict
from records.jsonl import read_records
from tests.review.alerts import build_alert, write_alerts
from tests.review.serving import Server, served
from tests.review.test_commands import Run, clean_environment, run  # noqa: F401 (a fixture)

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium; apt-get install chromium")
expect.set_options(timeout=20_000)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
def server(tmp_path: Path, run: Run) -> Iterator[Server]:  # noqa: F811
    alerts = [
        build_alert(1, risk=0.97, campaign="ring"),
        build_alert(2, risk=0.94, campaign="ring", source="portal"),
        build_alert(
            3, risk=0.8, title="<b>채팅</b> 상담원 \u202egnp", links=("javascript:document.title='x'",)
        ),
        build_alert(4, risk=0.6, title="공장 관리자"),
    ]
    assert run("load", write_alerts(tmp_path / "alerts.jsonl", alerts)).returncode == 0
    with served(clean_environment(tmp_path / "data"), tmp_path / "serve.log") as running:
        yield running


@pytest.fixture
def page(server: Server) -> Iterator[Page]:
    """Signed in, at the queue; anything the page complains of fails the test."""
    complaints: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        opened = browser.new_page(viewport={"width": 1440, "height": 900})
        opened.set_default_timeout(20_000)
        opened.on("console", lambda message: complaints.append(message.text))
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.goto(f"{server.address}/")
        password = re.search(r"^ +password +(\S+)", server.said(), re.M)
        assert password
        opened.fill("input[name=username]", "analyst")
        opened.fill("input[name=password]", password[1])
        opened.press("input[name=password]", "Enter")
        expect(opened.locator("h1")).to_have_text("대기열")
        opened.wait_for_load_state("load")
        yield opened
        browser.close()
    # Chromium logs a form that comes back with its faults as a resource that failed.
    assert [text for text in complaints if "422" not in text] == []


def at_alert(page: Page, title: str) -> None:
    """Waits until the alert is on screen and its keys are listened to."""
    expect(page.locator(".part.title .words")).to_contain_text(title)
    page.wait_for_load_state("load")


def test_a_decision_by_keyboard_only_and_the_next_alert_comes(page: Page, run: Run, tmp_path: Path) -> None:  # noqa: F811
    page.keyboard.press("Enter")
    at_alert(page, "해외 TM 직원 급구")
    page.keyboard.press("1")
    page.keyboard.press("d")
    page.keyboard.press("n")
    page.keyboard.type("1 d 2")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    at_alert(page, "채팅")
    page.keyboard.press("Shift+C")
    expect(page.locator(".flash.success")).to_contain_text("1건에 같은 결정")
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    at_alert(page, "공장 관리자")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator(".empty")).to_contain_text("모두 결정했습니다")

    assert run("export").returncode == 0
    verdicts = list(read_records(tmp_path / "data/labels/verdicts.jsonl", Verdict))
    assert [(one.ad_id, one.decision, one.grounds, one.note) for one in verdicts] == [
        ("board:1", "lure", ("messenger_only",), "1 d 2"),
        ("portal:2", "lure", ("messenger_only",), "1 d 2"),
        ("board:3", "unsure", (), ""),
        ("board:4", "not_lure", (), ""),
    ]


def test_the_keys_work_while_hangul_is_switched_on(page: Page) -> None:
    page.keyboard.press("Enter")
    at_alert(page, "해외 TM 직원 급구")
    for code, hangul in (("KeyA", "ㅁ"), ("KeyD", "Process")):
        page.evaluate(
            "([code, key]) => document.body.dispatchEvent("
            "new KeyboardEvent('keydown', {code, key, bubbles: true, cancelable: true}))",
            [code, hangul],
        )
    ticked = page.locator(".grounds input:checked")
    expect(ticked).to_have_count(2)
    expect(page.locator("input[value=lure]")).to_be_checked()


def test_j_and_k_move_without_deciding_and_the_help_opens(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    at_alert(page, "채팅")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    page.keyboard.press("j")
    at_alert(page, "공장 관리자")
    page.keyboard.press("k")
    at_alert(page, "채팅")
    page.keyboard.press("Escape")
    expect(page.locator("h1")).to_have_text("대기열")


def test_hostile_text_is_text_and_its_links_cannot_be_followed(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    at_alert(page, "<b>채팅</b> 상담원 RLOgnp")
    assert page.locator(".published a, .published img, .published b").count() == 0
    hrefs = page.locator("a").evaluate_all("links => links.map(link => link.protocol)")
    assert set(hrefs) == {"http:"}


def test_a_lure_without_a_ground_is_refused_on_the_page(page: Page) -> None:
    page.keyboard.press("Enter")
    at_alert(page, "해외 TM 직원 급구")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator(".error")).to_contain_text("근거를 하나 이상")
