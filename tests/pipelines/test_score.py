"""`lurewatch score` and `lurewatch read`: files of ads in, lines out, whole or not at all."""

import gzip
import json
import resource
import shutil
import signal
import time
from pathlib import Path

import pytest

from records.jsonl import open_bytes, part_of

LURE = "프놈펜 TM 직원 모집 월 1500 숙식 항공권 제공 텔레 kh_fake01"
CAFE = "홍대 카페 주말 알바 구합니다 시급 10030원 이력서 지참"


def lines_of(path: Path) -> list[dict]:
    with open_bytes(path) as stream:
        return [json.loads(line) for line in stream]


def test_each_ad_gives_one_line_in_the_order_of_the_file(lurewatch, write_ads, tmp_path):
    source = write_ads([{"ad_id": "a", "body": LURE}, {"ad_id": "b", "title": "알바", "body": CAFE}])

    ran = lurewatch.run("score", source, tmp_path / "out.jsonl")

    assert ran.out.splitlines()[0] == "2 in = 2 out + 0 rejected"
    lure, cafe = lines_of(tmp_path / "out.jsonl")
    assert (lure["ad_id"], lure["flagged"], cafe["ad_id"], cafe["flagged"]) == ("a", True, "b", False)
    assert lure["model_version"] == "small"
    assert {"risk", "reasons", "reading"} < set(lure)


def test_a_line_holds_what_was_read_and_where_it_stands(lurewatch, write_ads, tmp_path):
    lurewatch.run("read", write_ads([{"ad_id": "a", "body": LURE}]), tmp_path / "out.jsonl")

    (line,) = lines_of(tmp_path / "out.jsonl")
    reading = line["reading"]
    assert set(line) == {"ad_id", "reading"}
    assert reading["pay_month_krw"] == [15_000_000, 15_000_000]
    assert ("KH", "stated") in {(place["country"], place["how"]) for place in reading["places"]}
    (contact,) = reading["contacts"]
    assert (contact["type"], contact["value"]) == ("telegram", "kh_fake01")
    assert LURE[contact["start"] : contact["end"]] == contact["text"]


def test_reasons_stand_at_words_of_the_ad(lurewatch, write_ads, tmp_path):
    lurewatch.run("score", write_ads([{"ad_id": "a", "body": LURE}]), tmp_path / "out.jsonl")

    (line,) = lines_of(tmp_path / "out.jsonl")
    assert line["reasons"]
    for reason in line["reasons"]:
        assert LURE[reason["start"] : reason["end"]] == reason["text"]


def test_what_cannot_be_used_is_counted_by_reason_and_written_beside(lurewatch, write_ads, tmp_path):
    source = write_ads(
        [
            {"ad_id": "a", "body": CAFE},
            {"ad_id": "b", "body": "  "},
            "{broken",
            {"ad_id": "a", "body": LURE},
            {"ad_id": "c", "body": "가" * 1_700_000},
            {"ad_id": "d", "body": CAFE, "posted_at": "어제"},
        ]
    )

    ran = lurewatch.run("score", source, tmp_path / "out.jsonl")

    first = ran.out.splitlines()[0]
    assert first.startswith("6 in = 1 out + 5 rejected (")
    for reason in ("1 no text", "1 not JSON", "1 duplicate ad_id", "1 too long", "1 bad field"):
        assert reason in first
    rejects = lines_of(tmp_path / "out.jsonl.rejects.jsonl")
    assert [reject["line"] for reject in rejects] == [2, 3, 4, 5, 6]
    assert all(set(reject) == {"line", "reason", "detail"} for reject in rejects)


def test_a_run_without_rejects_leaves_no_old_list_of_them(lurewatch, write_ads, tmp_path):
    lurewatch.run("read", write_ads(["{broken", {"body": CAFE}]), tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl.rejects.jsonl").exists()

    lurewatch.run("read", write_ads([{"body": CAFE}]), tmp_path / "out.jsonl")

    assert not (tmp_path / "out.jsonl.rejects.jsonl").exists()


def test_several_processes_keep_the_order(lurewatch, write_ads, tmp_path):
    source = write_ads([{"ad_id": str(number), "body": f"{CAFE} {number}"} for number in range(500)])

    ran = lurewatch.run("score", source, tmp_path / "out.jsonl.zst", "--workers", 2)

    assert ran.out.startswith("500 in = 500 out")
    assert [line["ad_id"] for line in lines_of(tmp_path / "out.jsonl.zst")] == list(map(str, range(500)))


@pytest.mark.parametrize("name", ["out.jsonl.gz", "out.jsonl.zst", "out.jsonl.xz", "out.jsonl.bz2"])
def test_the_output_is_packed_by_its_name(lurewatch, write_ads, tmp_path, name):
    lurewatch.run("read", write_ads([{"body": CAFE}]), tmp_path / name)

    assert (tmp_path / name).read_bytes()[:1] != b"{"
    assert len(lines_of(tmp_path / name)) == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (f"\ufefftitle,body\n알바,{CAFE}\n".encode(), "bom.csv"),
        (f"제목,본문\n알바,{CAFE}\n".encode("cp949"), "excel.csv"),
        (gzip.compress(json.dumps({"body": CAFE}).encode()), "ads.jsonl.gz"),
        (b"\xef\xbb\xbf" + json.dumps({"body": CAFE}, ensure_ascii=False).encode(), "bom.jsonl"),
    ],
)
def test_files_as_people_have_them_are_read(lurewatch, tmp_path, content, name):
    (tmp_path / name).write_bytes(content)

    ran = lurewatch.run("read", tmp_path / name, tmp_path / "out.jsonl")

    assert ran.out.startswith("1 in = 1 out + 0 rejected")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty."),
        (bytes(range(256)) * 40, "is not text; JSON lines or CSV is needed."),
        ("이름,나이\n홍,20\n".encode(), "has no column 'title' or 'body'; its columns are: 이름, 나이."),
        (b'[{"body": "x"}]', "is one JSON list; lurewatch reads one JSON object a line."),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(lurewatch, tmp_path, content, says):
    (tmp_path / "bad").write_bytes(content)

    ran = lurewatch.run("score", tmp_path / "bad", tmp_path / "out.jsonl")

    assert ran.sentence == f"lurewatch: {tmp_path / 'bad'} {says}"
    assert not (tmp_path / "out.jsonl").exists()


def test_a_folder_or_a_missing_file_is_one_sentence(lurewatch, tmp_path):
    assert lurewatch.run("score", tmp_path, tmp_path / "out").sentence.endswith("is a folder; name a file.")
    assert lurewatch.run("score", tmp_path / "none", tmp_path / "out").sentence.endswith("does not exist.")


def test_a_champion_that_is_gone_is_said_and_no_other_model_stands_in(lurewatch, write_ads, tmp_path):
    champion = lurewatch.data / "champion"
    shutil.rmtree(champion)
    champion.symlink_to("champions/7", target_is_directory=True)

    ran = lurewatch.run("score", write_ads([{"body": CAFE}]), tmp_path / "out.jsonl")

    assert ran.sentence == f"lurewatch: {champion} holds no model: manifest.json is missing."


def test_the_input_is_never_written_over(lurewatch, write_ads):
    source = write_ads([{"body": CAFE}])
    before = source.read_bytes()

    assert "would be written over the input" in lurewatch.run("score", source, source).sentence
    assert source.read_bytes() == before


def test_the_input_is_not_taken_for_what_a_killed_run_left(lurewatch, write_ads, tmp_path):
    """Before the output has its name it is written beside it: that place may hold the input too."""
    source = write_ads([{"body": CAFE}])
    for place in (part_of(tmp_path / "out"), part_of(tmp_path / "out.rejects.jsonl")):
        source = source.rename(place)
        before = source.read_bytes()
        assert "would be written over the input" in lurewatch.run("score", source, tmp_path / "out").sentence
        assert source.read_bytes() == before


def test_a_strangers_part_file_is_left_alone(lurewatch, write_ads, tmp_path):
    source = write_ads([{"body": CAFE}, "{broken"])
    strangers = [tmp_path / "out.part", tmp_path / "out.rejects.jsonl.part"]
    for stranger in strangers:
        stranger.write_text("a download of somebody's")

    assert lurewatch.run("read", source, tmp_path / "out").status == 0

    assert [stranger.read_text() for stranger in strangers] == ["a download of somebody's"] * 2
    assert lurewatch.run("read", strangers[0], tmp_path / "out").status == 2
    assert strangers[0].read_text() == "a download of somebody's"


def test_an_output_behind_a_link_is_written_where_the_link_leads(lurewatch, write_ads, tmp_path):
    source = write_ads([{"body": CAFE}])
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").symlink_to("elsewhere/scored.jsonl")

    assert lurewatch.run("read", source, tmp_path / "out").status == 0

    assert (tmp_path / "out").is_symlink()
    assert len(lines_of(tmp_path / "elsewhere/scored.jsonl")) == 1


def test_an_output_that_is_no_file_is_refused(lurewatch, write_ads, tmp_path):
    source = write_ads([{"body": CAFE}])

    assert "is a folder" in lurewatch.run("score", source, "").sentence
    assert "is a folder" in lurewatch.run("score", source, tmp_path).sentence
    assert "is not an ordinary file" in lurewatch.run("score", source, "/dev/full").sentence


def test_a_cut_archive_leaves_the_earlier_output(lurewatch, tmp_path):
    whole = gzip.compress("".join(json.dumps({"body": CAFE}) + "\n" for _ in range(5000)).encode(), 1)
    (tmp_path / "cut.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "out.jsonl").write_text("earlier\n")

    ran = lurewatch.run("read", tmp_path / "cut.jsonl.gz", tmp_path / "out.jsonl")

    assert "is damaged after line" in ran.sentence
    assert (tmp_path / "out.jsonl").read_text() == "earlier\n"
    assert not list(tmp_path.glob("*part"))


def test_a_full_disk_leaves_nothing_half_written(lurewatch, write_ads, tmp_path):
    source = write_ads([{"body": f"{CAFE} {number}"} for number in range(2000)])

    ran = lurewatch.run(
        "read",
        source,
        tmp_path / "out.jsonl",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)),
    )

    assert ran.sentence == f"lurewatch: {tmp_path / 'out.jsonl'} was not written: File too large."
    assert sorted(path.name for path in tmp_path.glob("out*")) == []


def test_the_earlier_rejects_stay_beside_the_earlier_output(lurewatch, write_ads, tmp_path):
    """The disk takes the one reject, and is found full when the output is closed."""
    out, rejects = tmp_path / "out.jsonl", tmp_path / "out.jsonl.rejects.jsonl"
    lurewatch.run("read", write_ads(["{broken", {"body": CAFE}]), out)
    before = out.read_bytes(), rejects.read_bytes()

    ran = lurewatch.run(
        "read",
        write_ads([*[{"body": CAFE}] * 10, "{broken"]),
        out,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500)),
    )

    assert ran.sentence == f"lurewatch: {out} was not written: File too large."
    assert (out.read_bytes(), rejects.read_bytes()) == before


def test_a_killed_run_leaves_no_process_and_starts_afresh(lurewatch, write_ads, tmp_path):
    source = write_ads([{"body": f"{LURE} {number} " * 20} for number in range(3000)])
    process = lurewatch.start("score", source, tmp_path / "out.jsonl", "--workers", 2)
    while not children_of(process.pid):
        time.sleep(0.05)
    children = children_of(process.pid)

    process.send_signal(signal.SIGKILL)
    process.communicate()

    until = time.monotonic() + 20
    while any(is_running(child) for child in children) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(is_running(child) for child in children)
    assert not (tmp_path / "out.jsonl").exists()
    ran = lurewatch.run("score", source, tmp_path / "out.jsonl", "--workers", 2)
    assert ran.out.startswith("3,000 in = 3,000 out")
    assert not list(tmp_path.glob("*part"))


def test_an_interrupt_is_no_traceback(lurewatch, write_ads, tmp_path):
    source = write_ads([{"body": f"{LURE} {number} " * 20} for number in range(3000)])
    process = lurewatch.start("score", source, tmp_path / "out.jsonl", "--workers", 2)
    while not children_of(process.pid):
        time.sleep(0.05)

    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "Traceback" not in err
    assert not list(tmp_path.glob("out*"))


def test_scoring_starts_without_the_heavy_libraries_and_reading_without_a_model(
    lurewatch, write_ads, tmp_path
):
    (lurewatch.data / "champion" / "manifest.json").unlink()
    source = write_ads([{"body": CAFE}])

    assert lurewatch.run("read", source, tmp_path / "out").status == 0
    ran = lurewatch.run("score", source, tmp_path / "out", env={"PYTHONPROFILEIMPORTTIME": "1"})
    loaded = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in ran.err.splitlines() if "|" in line}
    assert "models" in loaded
    assert not loaded & {"mlflow", "scrapy", "sklearn", "pandas", "scipy", "django", "sqlalchemy", "torch"}


def children_of(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def is_running(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"
