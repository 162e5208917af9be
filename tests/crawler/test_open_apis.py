"""The official APIs over loopback, with invented answers: what is asked and kept, and where no key is."""

import gzip
import json
import subprocess
from pathlib import Path
from urllib.parse import urlencode

import pytest
from pydantic import ValidationError
from scrapy import Request
from scrapy.http import HtmlResponse

from crawler.entries import ENTRY, ApiSource
from crawler.keyed_download import asks_the_api, keyed, unkeyed
from crawler.open_apis import OPEN_APIS, Keys, missing_key, without_keys
from records.jsonl import open_bytes
from records.layout import Layout
from tests.crawler.conftest import ENVIRONMENT, NIGHT, ROOT, Crawled, command
from tests.crawler.loopback import Answer, Asked, site

KEY = "kLm+nO/9=pQr"
SECRETS = {variable: KEY for api in OPEN_APIS.values() for variable in api.keys}
WORDS = {"saramin": "keywords", "work24": "keyword", "worldjob": "searchRctntcSj", "naver": "query"}
PAGES = {
    "saramin": "/job-search?count=2&start=0&keywords={word}",
    "work24": "/list.do?startPage=1&display=2&keyword={word}",
    "worldjob": "/openApi30?numOfRows=2&pageNo=1&searchRctntcSj={word}",
    "naver": "/v1/search/cafearticle.json?display=2&start=1&query={word}",
}


def crawl(platform: str, base: str, folder: Path, keys: dict[str, str], night: str = NIGHT) -> Crawled:
    sources = folder / "sources.yml"
    start = json.dumps([base + PAGES[platform]])
    sources.write_text(
        f"contact: me@watch.example\nsources:\n  - name: api\n    platform: {platform}\n"
        f"    start: {start}\n    search: [해외, 캄보디아 TM]\n    local: true\n",
        "utf-8",
    )
    without = {name: value for name, value in ENVIRONMENT.items() if name not in SECRETS}
    done = subprocess.run(
        command(sources, folder / "data", night),
        cwd=ROOT, env={**without, **keys}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    return Crawled(done.returncode, [], done.stdout + done.stderr, Layout(folder / "data"))


def answer(platform: str, asked: Asked, titles: dict[str, list[str]]) -> Answer:
    """Two posts a page, as each API counts its pages, to whoever shows the key."""
    api = OPEN_APIS[platform]
    shown = asked.headers if api.keys_are_headers else asked.query
    if any(shown.get(name) != KEY for name in api.keys.values()):
        return Answer(
            b'{"message": "no key"}' if "json" in api.accept else b"<r><message>no key</message></r>"
        )
    found = titles[asked.query[WORDS[platform]]]
    return MAKE[platform](found, asked.query)


def saramin(titles: list[str], query: dict[str, str]) -> Answer:
    start = int(query["start"])
    page = "https://saramin.example/view?rec_idx="
    jobs = [
        {"id": title[-2:], "url": page + title[-2:], "position": {"title": title}}
        for title in titles[2 * start :][:2]
    ]
    said = {"jobs": {"start": start, "total": str(len(titles)), "job": jobs}}
    return Answer(json.dumps(said).encode(), "application/json")


def work24(titles: list[str], query: dict[str, str]) -> Answer:
    page = int(query["startPage"])
    items = "".join(
        f"<wanted><wantedAuthNo>K{title[-2:]}</wantedAuthNo><title>{title}</title></wanted>"
        for title in titles[2 * page - 2 :][:2]
    )
    return Answer(f"<wantedRoot><total>{len(titles)}</total>{items}</wantedRoot>".encode(), "application/xml")


def worldjob(titles: list[str], query: dict[str, str]) -> Answer:
    page = int(query["pageNo"])
    items = "".join(f"<ITEM><rctntcSj>{title}</rctntcSj></ITEM>" for title in titles[2 * page - 2 :][:2])
    last = (len(titles) + 1) // 2
    head = f"<ERR_CD>00</ERR_CD><totalCount>{len(titles)}</totalCount><lastPageNo>{last}</lastPageNo>"
    return Answer(f"<WORLDJOB>{head}{items}</WORLDJOB>".encode(), "text/xml")


def naver(titles: list[str], query: dict[str, str]) -> Answer:
    start = int(query["start"])
    items = [
        {
            "title": title,
            "link": f"https://cafe.naver.com/x/{title[-2:]}?art={start}",
            "description": "월 500",
        }
        for title in titles[start - 1 :][:2]
    ]
    return Answer(json.dumps({"total": len(titles), "items": items}).encode(), "application/json")


MAKE = {"saramin": saramin, "work24": work24, "worldjob": worldjob, "naver": naver}
FOUND = {
    "해외": [f"해외 상담 {number}" for number in range(10, 15)],
    "캄보디아 TM": ["해외 상담 12", "통역 20"],
}


def files(folder: Path) -> bytes:
    """All that a crawl has left, unpacked."""
    return b"".join(unpacked(path) for path in folder.rglob("*") if path.is_file())


def unpacked(path: Path) -> bytes:
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    if path.suffix == ".zst":
        with open_bytes(path) as stream:
            return stream.read()
    return path.read_bytes()


@pytest.mark.parametrize("platform", PAGES)
def test_every_hit_of_every_word_comes_once_and_no_key_stays(platform: str, tmp_path: Path) -> None:
    with site(lambda asked: answer(platform, asked, FOUND)) as here:
        done = crawl(platform, here.base, tmp_path, SECRETS)
    report = done.report()["api"]
    assert (report.error, report.new, report.rejected) == (None, 6, {})
    assert {ad.title for ad in done.ads()} == {title for titles in FOUND.values() for title in titles}
    assert {asked.path for asked in here.asked} == {PAGES[platform].partition("?")[0]}
    kept = files(tmp_path)
    assert "해외 상담 10".encode() in kept
    assert b"kLm" not in kept
    assert "kLm" not in done.log


@pytest.mark.parametrize("platform", PAGES)
def test_an_edit_is_seen_and_what_leaves_the_answer_is_not_gone(platform: str, tmp_path: Path) -> None:
    with site(lambda asked: answer(platform, asked, FOUND)) as here:
        crawl(platform, here.base, tmp_path, SECRETS)
        later = {"해외": ["해외 상담 10", "급구 해외 상담 11"], "캄보디아 TM": []}
    with site(lambda asked: answer(platform, asked, later)) as here:
        report = crawl(platform, here.base, tmp_path, SECRETS, "2026-11-22").report("2026-11-22")["api"]
    assert (report.error, report.gone, report.unchanged) == (None, 0, 1)
    # 월드잡's offers are known by their title, so that another title is another offer.
    assert (report.new, report.edited) == ((1, 0) if platform == "worldjob" else (0, 1))


def test_a_source_without_its_key_is_skipped_with_one_sentence(tmp_path: Path) -> None:
    with site(lambda asked: Answer(b"{}")) as here:
        done = crawl("naver", here.base, tmp_path, {"NAVER_CLIENT_ID": "id", "NAVER_CLIENT_SECRET": " "})
    assert (done.code, here.asked) == (0, [])
    assert done.report()["api"].error == (
        "api: skipped: NAVER_CLIENT_SECRET is not set; a key is to be had from developers.naver.com."
    )


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (Answer(b'{"code": 3, "message": "bad access-key: %s"}' % KEY.encode(), "application/json"),
         "refuses: bad access-key: *** (3)."),
        (Answer(b'{"code": 3, "message": "bad key"}', "application/json", 401),
         "refuses: bad key (3) (HTTP 401)."),
        (Answer(b"oops", "text/html", 404), "is not JSON (HTTP 404)."),
        (Answer(b"GIF89a", "image/gif"), "is of the wrong kind (image/gif)."),
        (Answer(b"{", "application/json", cut_off=True), "was not read: connection lost"),
        (Answer(b"{}", "application/json", headers={"Content-Encoding": "gzip"}),
         "was not read: connection lost"),
    ],
)  # fmt: skip
def test_a_refusal_is_one_sentence_without_the_key(tmp_path: Path, said: Answer, sentence: str) -> None:
    with site(lambda asked: said) as here:
        done = crawl("saramin", here.base, tmp_path, SECRETS)
    error = done.report()["api"].error or ""
    assert error.startswith(f"api: the list page {here.base}/job-search?count=2&start=0&keywords=%ED%95%B4")
    assert sentence in error
    assert "kLm" not in done.log + files(tmp_path).decode("latin-1")


def test_a_redirect_that_repeats_the_key_does_not_spread_it(tmp_path: Path) -> None:
    def turn(asked: Asked) -> Answer:
        if asked.query.get("moved"):
            return answer("saramin", asked, FOUND)
        return Answer(b"", status=302, headers={"Location": f"?moved=1&{urlencode(asked.query)}"})

    with site(turn) as here:
        done = crawl("saramin", here.base, tmp_path, SECRETS)
    assert done.report()["api"].error is None
    assert "kLm" not in done.log + files(tmp_path).decode("latin-1")


SARAMIN = ApiSource(name="api", platform="saramin")


def test_only_the_apis_own_address_is_asked_with_the_key() -> None:
    assert asks_the_api("https://oapi.saramin.co.kr/job-search?count=110&start=3", SARAMIN)
    assert not asks_the_api("https://oapi.saramin.co.kr/robots.txt", SARAMIN)
    assert not asks_the_api("http://oapi.saramin.co.kr/job-search", SARAMIN)
    assert not asks_the_api("https://evil.example/https://oapi.saramin.co.kr/job-search", SARAMIN)


def test_a_message_shows_a_request_without_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SARAMIN_ACCESS_KEY", KEY)
    request = keyed(Request("https://oapi.saramin.co.kr/job-search?start=0"), Keys.of("saramin"))
    assert "access-key=kLm%2BnO%2F9%3DpQr" in request.url
    assert "kLm" not in f"{request} {request!r}"


def test_a_key_that_was_handed_out_encoded_is_sent_as_it_is_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLDJOB_SERVICE_KEY", "kLm%2BnO%2F9%3DpQr")
    assert Keys.of("worldjob").values == {"serviceKey": KEY}
    assert without_keys(f"{KEY} kLm%2BnO%2F9%3DpQr kLm+nO\\/9=pQr") == "*** *** ***"


def test_an_answer_is_kept_as_if_it_had_been_asked_for_without_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SARAMIN_ACCESS_KEY", KEY)
    said = HtmlResponse(
        f"https://a.example/?access-key={KEY}", headers={"X": KEY}, body=f"열쇠 {KEY}".encode()
    )
    kept = unkeyed(said, "https://a.example/")
    assert (kept.url, kept.headers["X"], kept.body.decode()) == ("https://a.example/", b"***", "열쇠 ***")


@pytest.mark.parametrize("platform", PAGES)
def test_a_source_begins_at_the_official_address_unless_told(platform: str) -> None:
    source = ENTRY.validate_python({"name": "api", "platform": platform, "search": ["해외"]})
    assert all(url.startswith("https://") and "{word}" in url for url in source.start)
    assert all("%ED%95%B4%EC%99%B8" in url for url in source.first_pages)
    assert missing_key("gnuboard") is None


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"platform": "naver"}, "`search` and {word}"),
        ({"platform": "saramin", "start": ["http://oapi.saramin.co.kr/job-search"]}, "begins with https:"),
        ({"platform": "saramin", "start": ["https://oapi.saramin.co.kr/job-search?access-key=x"]},
         "SARAMIN_ACCESS_KEY"),
    ],
)  # fmt: skip
def test_an_entry_that_would_ask_wrongly_is_refused(said: dict[str, object], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        ENTRY.validate_python({"name": "api", **said})
