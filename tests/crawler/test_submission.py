"""A drop folder becomes ads: one post a file, or a folder of files, whatever else lies there."""

import json
import mailbox
import os
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from crawler.submissions.folder import read_folder
from crawler.submissions.mails import read_mail
from crawler.submissions.posts import Refusal, Submission
from records import JobAd
from records.reports import SourceReport
from tests.crawler.conftest import ENVIRONMENT, Crawl

PASTED = "프놈펜 사무실 직원 모집\n\n월 400만원 숙식 제공\n텔레그램 @kh_fake01\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    drop = tmp_path / "drop"
    drop.mkdir()
    return drop


@pytest.fixture
def submitted(crawl: Crawl, folder: Path, tmp_path: Path) -> Callable[[], tuple[list[JobAd], SourceReport]]:
    """Crawls the drop folder; again and again into one data folder."""
    sources = tmp_path / "sources.yml"
    sources.write_text(
        "contact: me@watch.example\nsources:\n"
        f"  - {{name: drop, platform: submission, folder: {json.dumps(str(folder))}}}\n"
    )

    def run() -> tuple[list[JobAd], SourceReport]:
        done = crawl(sources, tmp_path / "data")
        assert done.code == 0, done.log
        return done.ads(), done.report()["drop"]

    return run


def mail(**parts: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "제보자 <reporter@mail.example>"
    made["Subject"] = parts.get("subject", "이 광고 좀 봐주세요")
    made["Date"] = "Sat, 21 Nov 2026 23:10:00 +0900"
    made.set_content(parts.get("text", "캄보디아 고수익\n월 500 보장"))
    return made


def only(folder: Path) -> Submission:
    (found,) = read_folder(folder)
    assert isinstance(found, Submission)
    return found


def refused(folder: Path) -> list[str]:
    return [found.reject.reason for found in read_folder(folder) if isinstance(found, Refusal)]


@pytest.mark.parametrize("charset", ["utf-8", "cp949", "utf-8-sig"])
def test_a_pasted_text_has_a_title_where_a_blank_line_follows(folder: Path, charset: str) -> None:
    (folder / "a.txt").write_bytes(PASTED.encode(charset))
    found = only(folder)
    assert found.title == "프놈펜 사무실 직원 모집"
    assert found.texts == ("월 400만원 숙식 제공\n텔레그램 @kh_fake01",)


def test_a_text_without_a_blank_line_is_all_body(folder: Path) -> None:
    (folder / "a.md").write_text("첫 줄\n둘째 줄\n\n셋째 줄")
    assert (only(folder).title, only(folder).texts) == ("", ("첫 줄\n둘째 줄\n\n셋째 줄",))


def test_a_mail_keeps_subject_time_and_text_but_no_sender(folder: Path) -> None:
    (folder / "m.eml").write_bytes(mail().as_bytes())
    found = only(folder)
    assert found.title == "이 광고 좀 봐주세요"
    assert found.texts == ("캄보디아 고수익\n월 500 보장",)
    assert found.posted_at is not None
    assert found.posted_at.isoformat() == "2026-11-21T14:10:00+00:00"
    assert "reporter" not in f"{found.title}{found.texts}{found.link}"


def test_a_mail_of_html_reads_as_it_shows_and_gives_its_pictures(folder: Path) -> None:
    made = mail()
    made.set_content("<p>월 500<br>숙식 제공</p><script>x</script>", subtype="html")
    made.add_attachment(b"\x89PNG picture", maintype="image", subtype="png", filename="../../x.png")
    (folder / "m.eml").write_bytes(made.as_bytes())
    assert only(folder).texts == ("월 500\n숙식 제공",)
    assert only(folder).pictures == (b"\x89PNG picture",)


def test_mailboxes_give_a_post_a_mail(folder: Path) -> None:
    for kind, name in ((mailbox.mbox, "one.mbox"), (mailbox.Maildir, "two")):
        box = kind(folder / name)
        for number in range(2):
            box.add(mail(subject=f"{name} {number}"))
        box.close()
    assert sorted(found.title for found in read_folder(folder) if isinstance(found, Submission)) == [
        "one.mbox 0", "one.mbox 1", "two 0", "two 1",
    ]  # fmt: skip
    assert sorted(path.name for path in (folder / "two").iterdir()) == ["cur", "new", "tmp"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe\0\0",
        b"Subject: =?utf-8?b?!!!?=\nDate: yesterday\nContent-Type: text/plain; charset=nothing\n\nhello",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n--x--x\n--x",
        b"Content-Type: multipart/mixed\n\n" * 50,
        b"Subject: \x00[]<>;:@\nFrom: <<<>>>@@\nDate: Sat, 99 Foo 99999 99:99:99 +9999\n\n",
        b"Content-Transfer-Encoding: base64\nContent-Type: image/png\n\n%%%%",
    ],
)
def test_a_malformed_mail_is_read_as_far_as_it_goes(body: bytes) -> None:
    assert read_mail(body).native_id


def test_a_folder_is_one_post_of_its_files(folder: Path) -> None:
    post = folder / "post"
    post.mkdir()
    (post / "1.txt").write_text(PASTED)
    (post / "2.png").write_bytes(b"\x89PNG")
    (folder / "post.json").write_text('{"url": "https://t.me/kh_fake01", "posted_at": "2026-11-20T10:00"}')
    found = only(folder)
    assert (found.title, len(found.parts), found.link) == (
        "프놈펜 사무실 직원 모집", 2, "https://t.me/kh_fake01",
    )  # fmt: skip
    assert found.posted_at is not None
    assert found.posted_at.isoformat() == "2026-11-20T01:00:00+00:00"


def test_what_is_no_post_is_refused_by_reason(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("비밀")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "linked").symlink_to(tmp_path)
    (folder / "large.txt").write_bytes(b"a" * (8 * 1024 * 1024 + 1))
    (folder / "run.exe").write_bytes(b"MZ")
    (folder / "zeros.txt").write_bytes(b"\0" * 99)
    (folder / "noted.txt").write_text(PASTED)
    (folder / "noted.txt.json").write_text('{"url": "file:///etc/passwd"}')
    (folder / "empty").mkdir()
    (folder / "box").mkdir()
    (folder / "box" / "cur").symlink_to("/etc")
    os.mkfifo(folder / "pipe.txt")
    reasons = refused(folder)
    assert sorted(reasons) == [
        "bad field", "no text", "symbolic link", "symbolic link", "too large", "unknown kind of file",
        "unknown kind of file", "unknown kind of file",
    ]  # fmt: skip
    assert not [found for found in read_folder(folder) if isinstance(found, Submission)]


def test_a_refused_name_is_shown_printable(folder: Path) -> None:
    (folder / "a\n2026 ERROR\x1b[31m.exe").write_bytes(b"MZ")
    (found,) = read_folder(folder)
    assert isinstance(found, Refusal)
    assert found.reject.detail.isprintable()


def test_a_post_dropped_twice_is_one_ad_and_stays(
    folder: Path, submitted: Callable[[], tuple[list[JobAd], SourceReport]]
) -> None:
    (folder / "a.txt").write_text(PASTED)
    (folder / "again.txt").write_text(PASTED)
    (folder / "x.exe").write_bytes(b"MZ")
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    (ad,), report = submitted()
    assert (report.new, report.rejected, report.error) == (1, {"unknown kind of file": 1}, None)
    assert ad.title == "프놈펜 사무실 직원 모집"
    assert ad.url == f"submission:{ad.ad_id.removeprefix('drop:')}"
    assert ad.posted_at is None
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    (folder / "a.txt").unlink()
    (folder / "again.txt").unlink()
    ads, report = submitted()
    assert ads == [ad]
    assert report.gone == 0


def reads_pictures() -> None:
    pytest.importorskip("tesserocr")
    from crawler.pictures.reading import what_is_missing

    if sentence := what_is_missing():
        pytest.skip(sentence)


WITHOUT_KOREAN_DATA = """from pathlib import Path
is_file = Path.is_file
Path.is_file = lambda path: path.name != "kor.traineddata" and is_file(path)
"""


def test_a_screenshot_is_read(
    folder: Path, submitted: Callable[[], tuple[list[JobAd], SourceReport]]
) -> None:
    reads_pictures()
    from samples.flyers import draw_flyers

    flyer = next(draw_flyers(51))
    (folder / "shot.jpg").write_bytes(flyer.picture)
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (ad,), report = submitted()
    assert flyer.headline in ad.text
    assert ad.images[0].url == f"{ad.url}/1"
    assert report.rejected == {"no text": 1}


def test_a_screenshot_handed_in_where_there_was_no_reader_is_read_when_there_is_one(
    folder: Path,
    submitted: Callable[[], tuple[list[JobAd], SourceReport]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reads_pictures()
    from samples.flyers import draw_flyers

    flyer = next(draw_flyers(51))
    (folder / "shot.jpg").write_bytes(flyer.picture)
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_KOREAN_DATA)
    monkeypatch.setitem(ENVIRONMENT, "PYTHONPATH", str(tmp_path))
    (unread,), report = submitted()
    assert (unread.text, unread.images[0].text, report.new) == ("", None, 1)
    monkeypatch.delitem(ENVIRONMENT, "PYTHONPATH")
    (_, ad), report = submitted()
    assert ad.ad_id == unread.ad_id
    assert flyer.headline in ad.text
    assert len(submitted()[0]) == 2


def test_a_missing_folder_is_said(
    folder: Path, submitted: Callable[[], tuple[list[JobAd], SourceReport]]
) -> None:
    folder.rmdir()
    ads, report = submitted()
    assert ads == []
    assert report.error == f"drop: {folder} cannot be read: No such file or directory."
