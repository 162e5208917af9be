"""`lurewatch score --also`: the champion's lines as ever, and where another model differs from it."""

import json
import re
import resource
from collections import Counter
from pathlib import Path

import pytest

from tests.models.ads import LURES, OTHERS
from tests.pipelines.conftest import fit_small

ADS = [{"ad_id": f"{at}", "body": f"{text} {at}번"} for at, text in enumerate((LURES + OTHERS) * 2)]


@pytest.fixture(scope="session")
def rival(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that was told to take some lures for ordinary, and some ordinary ads for lures."""
    return fit_small(tmp_path_factory.mktemp("rival") / "model", "rival", LURES[2:] + OTHERS[:3])


def lines_of(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def counts_in(out: str) -> list[int]:
    """Judged, by both, by the champion alone, by the other alone, by neither."""
    (line,) = [line for line in out.splitlines() if "judged twice" in line]
    return [int(figure.replace(",", "")) for figure in re.findall(r"[\d,]+", line)]


def test_the_lines_are_those_of_the_champion_alone(lurewatch, write_ads, rival, tmp_path):
    source = write_ads([*ADS, "{broken"])

    alone = lurewatch.run("score", source, tmp_path / "alone.jsonl")
    beside = lurewatch.run("score", source, tmp_path / "beside.jsonl", "--also", rival)

    assert (tmp_path / "beside.jsonl").read_bytes() == (tmp_path / "alone.jsonl").read_bytes()
    assert beside.out.splitlines()[:2] == alone.out.splitlines()[:2]
    assert not (tmp_path / "alone.jsonl.differences.jsonl").exists()
    assert "judged twice" not in alone.out


def test_the_counts_add_up_with_what_each_model_says_alone(lurewatch, write_ads, rival, data, tmp_path):
    source = write_ads(ADS)
    ran = lurewatch.run("score", source, tmp_path / "out.jsonl", "--also", rival)
    (data / "champion").rename(data / "before")
    (data / "champion").symlink_to(rival, target_is_directory=True)
    lurewatch.run("score", source, tmp_path / "rival.jsonl")

    champion, other = lines_of(tmp_path / "out.jsonl"), lines_of(tmp_path / "rival.jsonl")
    pairs = list(zip(champion, other, strict=True))
    flags = Counter((one["flagged"], two["flagged"]) for one, two in pairs)
    gaps = [abs(one["risk"] - two["risk"]) for one, two in pairs]
    judged, *parts = counts_in(ran.out)
    assert judged == sum(parts) == len(ADS)
    assert parts == [flags[True, True], flags[True, False], flags[False, True], flags[False, False]]
    assert all(parts)
    assert f"{sum(gaps) / len(gaps):.4f} on average and {max(gaps):.4f} at most" in ran.out
    written = lines_of(tmp_path / "out.jsonl.differences.jsonl")
    differ = [
        one["ad_id"]
        for (one, two), gap in zip(pairs, gaps, strict=True)
        if one["flagged"] != two["flagged"] or gap >= 0.1
    ]
    assert [line["ad_id"] for line in written] == differ
    assert f"{len(differ)} differ by 0.1 or in the flag" in ran.out
    assert f"differences: {tmp_path / 'out.jsonl.differences.jsonl'}" in ran.out


def test_a_difference_shows_both_judgements_and_their_strongest_reasons(
    lurewatch, write_ads, rival, tmp_path
):
    lurewatch.run("score", write_ads(ADS), tmp_path / "out.jsonl", "--also", rival)

    scored = {line["ad_id"]: line for line in lines_of(tmp_path / "out.jsonl")}
    text = {ad["ad_id"]: ad["body"] for ad in ADS}
    for line in lines_of(tmp_path / "out.jsonl.differences.jsonl"):
        assert set(line) == {"ad_id", "difference", "champion", "other"}
        champion, other = line["champion"], line["other"]
        assert (champion["model_version"], other["model_version"]) == ("small", "rival")
        assert champion["risk"] == scored[line["ad_id"]]["risk"]
        assert line["difference"] == pytest.approx(other["risk"] - champion["risk"], abs=2e-6)
        for judgement in (champion, other):
            weights = [abs(reason["weight"]) for reason in judgement["reasons"]]
            assert 1 <= len(weights) <= 3
            assert weights == sorted(weights, reverse=True)
            for reason in judgement["reasons"]:
                assert text[line["ad_id"]][reason["start"] : reason["end"]] == reason["text"]


def test_several_processes_find_the_same_differences(lurewatch, write_ads, rival, tmp_path):
    source = write_ads([{"ad_id": str(at), "body": f"{ADS[at % 24]['body']} {at}"} for at in range(500)])

    one = lurewatch.run("score", source, tmp_path / "one.jsonl", "--also", rival, "--workers", 1)
    two = lurewatch.run("score", source, tmp_path / "two.jsonl", "--also", rival, "--workers", 2)

    assert one.out.replace("one.jsonl", "") == two.out.replace("two.jsonl", "")
    assert sum(counts_in(two.out)[1:]) == 500
    for name in ("{}.jsonl", "{}.jsonl.differences.jsonl"):
        assert (tmp_path / name.format("one")).read_bytes() == (tmp_path / name.format("two")).read_bytes()


def test_the_champion_beside_itself_differs_nowhere_and_leaves_no_old_list(
    lurewatch, write_ads, rival, data, tmp_path
):
    source, differences = write_ads(ADS), tmp_path / "out.jsonl.differences.jsonl"
    lurewatch.run("score", source, tmp_path / "out.jsonl", "--also", rival)
    assert differences.exists()

    ran = lurewatch.run("score", source, tmp_path / "out.jsonl", "--also", data / "champion")

    assert "risk differs by 0.0000 on average and 0.0000 at most; 0 differ" in ran.out
    assert counts_in(ran.out)[2:4] == [0, 0]
    assert not differences.exists()


@pytest.mark.parametrize("version", ["newest", "data/no-such-model"])
def test_a_version_that_is_none_is_one_sentence(lurewatch, write_ads, tmp_path, version):
    ran = lurewatch.run("score", write_ads(ADS), tmp_path / "out.jsonl", "--also", version)

    assert ran.sentence == (
        f"lurewatch: '{version}' is neither a version number of the registry nor the folder of a model."
    )
    assert not list(tmp_path.glob("out*"))


def test_a_folder_without_a_model_is_one_sentence(lurewatch, write_ads, tmp_path):
    ran = lurewatch.run("score", write_ads(ADS), tmp_path / "out.jsonl", "--also", tmp_path)

    assert ran.sentence == f"lurewatch: {tmp_path} holds no model: manifest.json is missing."
    assert not list(tmp_path.glob("out*"))


def test_an_empty_registry_is_one_sentence(lurewatch, write_ads, tmp_path):
    ran = lurewatch.run(
        "score",
        write_ads(ADS),
        tmp_path / "out.jsonl",
        "--also",
        "1",
        env={"MLFLOW_TRACKING_URI": f"sqlite:///{tmp_path}/mlflow.db"},
    )

    assert ran.sentence == "lurewatch: The registry has no version 1 of lurewatch; it has none."
    assert not list(tmp_path.glob("out*"))


def test_a_full_disk_leaves_neither_file(lurewatch, write_ads, rival, tmp_path):
    source = write_ads([{"ad_id": str(at), "body": f"{ADS[at % 24]['body']} {at}"} for at in range(300)])

    ran = lurewatch.run(
        "score",
        source,
        tmp_path / "out.jsonl",
        "--also",
        rival,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)),
    )

    assert re.fullmatch(r"lurewatch: \S+ was not written: File too large\.", ran.sentence)
    assert not list(tmp_path.glob("out*"))


def test_the_input_is_not_taken_for_an_old_list_of_differences(lurewatch, write_ads, tmp_path):
    source = write_ads(ADS).rename(tmp_path / "out.differences.jsonl")
    before = source.read_bytes()

    assert "would be written over the input" in lurewatch.run("score", source, tmp_path / "out").sentence
    assert source.read_bytes() == before
