"""A crawl of the sample web, as the process that an operator starts."""

import fcntl
import resource
import signal
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

from crawler.entries import PLATFORMS
from crawler.memory import Memory
from records import JobAd
from records.layout import Layout
from tests.crawler.conftest import ENVIRONMENT, NIGHT, ROOT, Crawl, Crawled, SampleWeb, Serve, command

NEXT_NIGHT = "2026-11-22"
FIRST_NIGHT = {
    "sample-chamber": (14, 14),
    "sample-board": (77, 74),
    "sample-calendar": (5, 4),
    "sample-channel": (61, 61),
    "sample-feed": (16, 16),
    "sample-forum": (29, 29),
    "sample-inbox": (7, 6),
    "sample-portal": (55, 50),
}
"""The posts that each source lists, and the ads that they make."""
SECOND_NIGHT = {
    "sample-chamber": (1, 1, 1),
    "sample-board": (3, 1, 1),
    "sample-calendar": (1, 0, 0),
    "sample-channel": (2, 2, 1),
    "sample-feed": (2, 2, 0),
    "sample-forum": (2, 1, 2),
    "sample-inbox": (1, 0, 0),
    "sample-portal": (2, 1, 2),
}
"""What a day brings: new, edited, gone."""
NAMED_BY_CONTENT = ("sample-feed", "sample-inbox")
Published = Callable[[list[JobAd]], set[str]]


def new_so_far(data: Path, source: str) -> int:
    with closing(Memory(Layout(data), source, NIGHT)) as memory:
        return memory.report().new


def how_gone(layout: Layout, source: str) -> dict[str, str]:
    with closing(sqlite3.connect(layout.crawl_state(source))) as base:
        return dict(base.execute("SELECT native_id, gone_how FROM posts WHERE gone_at IS NOT NULL"))


def test_every_post_is_counted_once_and_each_reject_has_its_reason(unbroken: Crawled) -> None:
    report = unbroken.report()
    assert unbroken.code == 0
    assert {name: (one.seen, one.new) for name, one in report.items()} == FIRST_NIGHT
    assert {(one.gone, one.error) for one in report.values()} == {(0, None)}
    assert report["sample-board"].rejected == {"deleted": 1, "not HTML": 1, "private address": 1}
    assert report["sample-inbox"].rejected == {"no text": 1}
    assert report["sample-portal"].rejected == {
        "broken JSON-LD": 1,
        "deleted": 1,
        "forbidden by robots.txt": 1,
        "not HTML": 1,
        "private address": 1,
    }


def test_the_ads_on_disk_are_those_that_were_counted(unbroken: Crawled) -> None:
    ads = unbroken.ads()
    assert len(ads) == sum(report.new for report in unbroken.report().values())
    assert len({ad.ad_id for ad in ads}) == len(ads)


def test_it_says_how_far_it_is_and_ends_with_counts_that_add_up(unbroken: Crawled) -> None:
    last = {line["source"]: line["ads"] for line in unbroken.progress}
    assert last == {name: seen for name, (seen, _) in FIRST_NIGHT.items()}
    assert (
        "sample-board: 77 seen = 74 new + 0 edited + 0 unchanged + 3 rejected"
        " (1 deleted, 1 not HTML, 1 private address); 0 gone" in unbroken.log
    )


def test_the_text_of_a_cp949_board_comes_out_as_written(unbroken: Crawled) -> None:
    ads = {ad.ad_id: ad for ad in unbroken.ads()}
    cut = ads["sample-board:job/3110"]
    assert cut.title.endswith("초보 환영 주급 당일정산 가능")
    assert "ㅌㅔㄹㄹㅔ → ryan_h0033" in cut.body
    assert ads["sample-board:job/3139"].title == "인천-프놈펜 핸드캐리 하실 분 (정식 쿠리어 업체)"
    assert ads["sample-channel:yaja_ilgam/252"].body.startswith("𝐓𝐌 / 채 팅 / 디비\n西港 · 金边")
    assert ads["sample-board:job/3145"].links == ("https://t.me/+Gx00aQpLk7rT00Zb",)


def test_what_robots_txt_forbids_is_never_asked_for(sample_web: SampleWeb, unbroken: Crawled) -> None:
    asked = "\n".join(sample_web.asked())
    assert unbroken.code == 0
    assert "/robots.txt" in asked
    assert not [path for path in ("/jobs/9", "/resume/", "/adm/", "/share/", "/internal") if path in asked]


def test_the_same_night_twice_adds_nothing(
    sample_web: SampleWeb, unbroken: Crawled, crawl: Crawl, tmp_path: Path
) -> None:
    copytree(unbroken.layout.root, tmp_path, dirs_exist_ok=True)
    before = {path: path.read_bytes() for path in Layout(tmp_path).raw_of_night(NIGHT)}
    again = crawl(sample_web.sources, tmp_path)
    assert {path: path.read_bytes() for path in again.layout.raw_of_night(NIGHT)} == before
    assert {name: one.model_copy(update={"pages": 0}) for name, one in again.report().items()} == {
        name: one.model_copy(update={"pages": 0}) for name, one in unbroken.report().items()
    }


def test_the_next_night_brings_the_edits_the_new_and_the_gone(
    unbroken: Crawled, serve: Serve, crawl: Crawl, tmp_path: Path
) -> None:
    copytree(unbroken.layout.root, tmp_path / "data")
    with serve("--edition", "2") as web:
        later = crawl(web.sources, tmp_path / "data", NEXT_NIGHT)
    report = later.report(NEXT_NIGHT)
    assert {name: (one.new, one.edited, one.gone) for name, one in report.items()} == SECOND_NIGHT
    assert report["sample-channel"].unchanged == 58
    assert report["sample-inbox"].unchanged == 6
    assert {ad.ad_id for ad in later.ads(NEXT_NIGHT) if ad.source not in NAMED_BY_CONTENT} == {
        *(f"sample-chamber:{post}" for post in (331, 337)),
        *(f"sample-board:{post}" for post in ("job/3156", "job/3165", "job/3166", "photo/811")),
        *(f"sample-channel:yaja_ilgam/{post}" for post in (209, 259, 264, 265)),
        *(f"sample-portal:{post}" for post in (20462, 20465, 20466)),
        *(f"sample-forum:{post}" for post in (51318, 51321, 51324)),
        "sample-calendar:6006",
    }
    with serve("--edition", "2") as web:
        after = crawl(web.sources, tmp_path / "data", "2026-11-23")
    assert {one.gone for one in after.report("2026-11-23").values()} == {0}


def test_it_is_noted_how_a_post_went(unbroken: Crawled, serve: Serve, crawl: Crawl, tmp_path: Path) -> None:
    copytree(unbroken.layout.root, tmp_path / "data")
    with serve("--edition", "2") as web:
        later = crawl(web.sources, tmp_path / "data", NEXT_NIGHT)
    assert {name: how_gone(later.layout, name) for name in SECOND_NIGHT} == {
        "sample-chamber": {"333": "gone"},
        "sample-board": {"job/3158": "gone"},
        "sample-calendar": {},
        "sample-channel": {"yaja_ilgam/260": "gone"},
        "sample-feed": {},
        "sample-forum": {"51310": "blocked", "51314": "deleted"},
        "sample-inbox": {},
        "sample-portal": {"20459": "blocked", "20463": "gone"},
    }


def test_what_people_handed_in_is_read_with_the_sites(unbroken: Crawled) -> None:
    ads = {ad.title or ad.body: ad for ad in unbroken.ads() if ad.source == "sample-inbox"}
    mail = ads["FW: 해외지사 고객상담 직원 채용 안내"]
    assert mail.body.endswith("현지 휴대폰은 도착 후 회사에서 지급합니다.\n문의: 텔레그램 coral_desk00")
    assert mail.posted_at == datetime(2026, 11, 20, 13, 17, tzinfo=UTC)
    assert "연남동" in next(text for text in ads if text.startswith("주말 홀서빙")), "its file is in CP949"
    (flyer,) = ads[""].images
    assert flyer.phash


def test_a_list_without_an_end_is_left_after_its_pages(sample_web: SampleWeb, unbroken: Crawled) -> None:
    days = [line for line in sample_web.asked() if line.startswith("calendar GET '/calendar")]
    assert unbroken.report()["sample-calendar"].error is None
    assert len(set(days)) == 8


def test_a_comment_that_advertises_is_an_ad_of_its_own(unbroken: Crawled) -> None:
    ads = {ad.ad_id: ad for ad in unbroken.ads()}
    assert "바벳 쪽 사무실에서" in ads["sample-board:job/3168"].body
    assert "사무실 자리 있습니다" in ads["sample-forum:51225"].body
    assert not {"sample-board:job/3167", "sample-forum:51224"} & ads.keys(), "they do not advertise"


def test_what_a_writer_filled_in_beside_the_text_is_kept(unbroken: Crawled) -> None:
    ad = next(ad for ad in unbroken.ads() if ad.ad_id == "sample-forum:51218")
    assert (ad.pay, ad.location) == ("월 450~600만", "태국 (출근은 도착 후 배정)")
    assert ad.contact == "텔레 coral_desk00"


def test_a_flyer_hangs_on_several_sites(unbroken: Crawled) -> None:
    names = [(ad.source, image.url.rpartition("/")[2]) for ad in unbroken.ads() for image in ad.images]
    call_team = {source for source, name in names if name.startswith("flyer-call-team.")}
    resort = {source for source, name in names if name.startswith("flyer-resort.")}
    assert call_team == {"sample-board", "sample-channel", "sample-forum"}
    assert resort == {"sample-board", "sample-channel", "sample-feed"}


def test_of_pictures_that_mean_harm_nothing_is_read_and_their_ads_stay(unbroken: Crawled) -> None:
    images = {image.url.rpartition("/")[2]: image for ad in unbroken.ads() for image in ad.images}
    fetched = [images[f"{name}.png"] for name in ("hundred-megapixels", "bomb", "truncated", "not-a-picture")]
    assert {(image.phash, image.text) for image in fetched} == {(None, None)}
    assert all(image.sha256 for image in fetched)
    assert images["oversized.png"].sha256 is None
    assert "/data/file/photo/oversized.png' was not fetched: too large" in unbroken.log


def test_a_killed_crawl_goes_on_and_loses_and_doubles_nothing(
    unbroken: Crawled, serve: Serve, crawl: Crawl, published: Published, tmp_path: Path
) -> None:
    with serve("--pause", "0.02") as web:
        killed = subprocess.Popen(
            command(web.sources, tmp_path), cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert killed.stdout
        kept = (line for line in killed.stdout if '"sample-portal"' in line and '"ads": 0}' not in line)
        next(kept), next(kept)  # of the first line the posts may not be written down yet
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        assert not Layout(tmp_path).crawl_report(NIGHT).exists()
        assert not Layout(tmp_path).raw("sample-portal", NIGHT).exists()
        assert 0 < new_so_far(tmp_path, "sample-portal") < 50
        again = crawl(web.sources, tmp_path)
    assert published(again.ads()) == published(unbroken.ads())
    assert len(again.ads()) == len(unbroken.ads())
    assert {name: one.new for name, one in again.report().items()} == {
        name: one.new for name, one in unbroken.report().items()
    }


def test_a_write_error_half_way_is_one_sentence_and_the_next_run_makes_it_good(
    sample_web: SampleWeb, unbroken: Crawled, crawl: Crawl, published: Published, tmp_path: Path
) -> None:
    failed = subprocess.run(
        command(sample_web.sources, tmp_path), cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (250_000, 250_000)),
    )  # fmt: skip
    assert failed.returncode == 0
    errors = [one.error for one in Crawled(0, [], "", Layout(tmp_path)).report().values() if one.error]
    assert errors
    assert all(
        error.count("\n") == 0 and error.endswith("cannot be stored: disk I/O error.") for error in errors
    )
    assert "Traceback" not in failed.stderr
    assert 0 < new_so_far(tmp_path, "sample-portal") < 50
    assert published(crawl(sample_web.sources, tmp_path).ads()) == published(unbroken.ads())


def test_a_source_that_is_down_fails_alone(sample_web: SampleWeb, crawl: Crawl, tmp_path: Path) -> None:
    sources = tmp_path / "sources.yml"
    text = sample_web.sources.read_text().replace(sample_web.bases["board"], "http://127.0.0.1:9")
    sources.write_text(text)
    done = crawl(sources, tmp_path / "data")
    report = done.report()
    assert done.code == 0
    assert (report["sample-board"].error or "").startswith("sample-board: the list page http://127.0.0.1:9/")
    assert (report["sample-board"].error or "").endswith("connection lost (the connection was refused).")
    assert report["sample-board"].seen == 0
    assert (report["sample-channel"].new, report["sample-portal"].new) == (61, 50)


def test_only_the_named_sources_are_crawled_and_the_report_keeps_the_others(
    sample_web: SampleWeb, unbroken: Crawled, crawl: Crawl, tmp_path: Path
) -> None:
    copytree(unbroken.layout.root, tmp_path, dirs_exist_ok=True)
    done = crawl(sample_web.sources, tmp_path, NIGHT, "sample-channel")
    assert {line["source"] for line in done.progress} == {"sample-channel"}
    assert done.report()["sample-board"] == unbroken.report()["sample-board"]


def test_a_damaged_memory_stops_its_source_only(sample_web: SampleWeb, crawl: Crawl, tmp_path: Path) -> None:
    state = Layout(tmp_path).crawl_state("sample-portal")
    state.parent.mkdir(parents=True)
    state.write_bytes(b"not a database at all" * 100)
    report = crawl(sample_web.sources, tmp_path).report()
    assert "cannot be used: file is not a database." in (report["sample-portal"].error or "")
    assert report["sample-channel"].new == 61


def test_a_second_crawl_at_the_same_time_does_not_start(
    sample_web: SampleWeb, crawl: Crawl, tmp_path: Path
) -> None:
    lock = tmp_path / "crawl" / "lock"
    lock.parent.mkdir()
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = crawl(sample_web.sources, tmp_path)
    assert done.code == 2
    assert done.log == f"another crawl is running over {tmp_path}.\n"


def test_a_bad_sources_file_stops_everything_with_its_faults(crawl: Crawl, tmp_path: Path) -> None:
    sources = tmp_path / "sources.yml"
    sources.write_text(
        "contact: me@example.org\nsources:\n  - name: a\n    platform: cobol\n    start: [http://a.example]\n"
    )
    done = crawl(sources, tmp_path)
    assert done.code == 2
    assert done.log == (
        f"{sources}, line 3, source a: platform 'cobol' is not one of {', '.join(PLATFORMS)}.\n"
    )


def test_a_source_that_is_not_in_the_file_is_named(
    sample_web: SampleWeb, crawl: Crawl, tmp_path: Path
) -> None:
    done = crawl(sample_web.sources, tmp_path, NIGHT, "nowhere")
    assert done.code == 2
    assert done.log.startswith("no source is called nowhere; there are: sample-portal, sample-board,")
    assert done.log.count("\n") == 1


def test_a_crawl_that_is_told_to_stop_keeps_what_it_has_and_says_so(serve: Serve, tmp_path: Path) -> None:
    with serve("--pause", "0.05") as web:
        running = subprocess.Popen(
            command(web.sources, tmp_path), cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert running.stdout
        for line in running.stdout:
            if '"sample-portal"' in line and not line.endswith('"ads": 0}\n'):
                break
        running.send_signal(signal.SIGTERM)
        running.communicate()
    stopped = Crawled(running.returncode, [], "", Layout(tmp_path))
    report = stopped.report()["sample-portal"]
    assert running.returncode == 0
    assert report.error == "sample-portal: ended before all was read (shutdown)."
    assert 0 < report.new == sum(ad.source == "sample-portal" for ad in stopped.ads()) < 50


def test_a_data_folder_that_cannot_be_used_is_said(
    sample_web: SampleWeb, crawl: Crawl, tmp_path: Path
) -> None:
    (tmp_path / "data").write_text("a file")
    done = crawl(sample_web.sources, tmp_path / "data")
    assert done.code == 2
    assert done.log == f"{tmp_path}/data/crawl cannot be written: Not a directory.\n"


def test_a_damaged_report_is_found_before_the_crawl(
    sample_web: SampleWeb, crawl: Crawl, tmp_path: Path
) -> None:
    report = Layout(tmp_path).crawl_report(NIGHT)
    report.parent.mkdir(parents=True)
    report.write_text("{")
    done = crawl(sample_web.sources, tmp_path)
    assert done.code == 2
    assert done.log.endswith("Move it away to crawl this night anew.\n")
    assert done.progress == []
