"""Drift: nights that are alike stay quiet, and each thing that moves raises the alarm of its name."""

import shutil
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from math import log
from pathlib import Path

import numpy as np
import pytest

from features import FEATURE_NAMES, read
from models import bundle
from models.bundle import MANIFEST, Threshold, read_manifest
from models.ngrams import NgramSettings
from models.training import FitSettings, fit
from pipelines import drift
from pipelines.console.language import Language, Say
from pipelines.drifting import words
from pipelines.drifting.distances import jensen_shannon, proven_factor, psi
from pipelines.drifting.report import Drift
from pipelines.drifting.spread import spread_of
from pipelines.faults import Stop
from pipelines.judging.split_tables import load_split, write_split
from pipelines.night.night_files import scored_nights
from pipelines.scored import Scored
from pipelines.written.labelled import LabelledAd
from records import JobAd, Score
from records.jsonl import BadFile, write_records
from records.layout import Layout
from tests.models.ads import LURES, OTHERS, make_ad

NOON = datetime(2026, 11, 22, 3, tzinfo=UTC)
EARLIER, LAST, ADS = 5, 3, 80
JOBS = (
    "홍대 카페 주말 알바",
    "물류센터 야간 상하차",
    "포장 주간 정규직",
    "봉제공장 품질 담당",
    "식당 홀 직원",
)
CONTACTS = ("전화 010-0000-1111", "방문 접수", "job@firm.example", "텔레 @kim_0000")
SOURCES = ("board", "board", "portal", "cafe")
RISKS = (0.02, 0.04, 0.05, 0.08, 0.6)
RUSSIAN = "Нужны операторы колл-центра, жильё и билет бесплатно, зарплата высокая, пишите сейчас"
Changed = dict[str, object]


def scored_ad(number: int, changed: Changed) -> Scored:
    """One ad of a night; what is not changed takes turns."""
    said = {
        "source": SOURCES[number % 4],
        "risk": RISKS[number % 5],
        "job": JOBS[number % 5],
        "contact": CONTACTS[number // 2 % 4],
        "model": "small",
        **changed,
    }
    ad = JobAd(
        ad_id=f"{said['source']}:{number}",
        source="board",
        url="",
        fetched_at=NOON,
        body=f"{said['job']} 모집합니다 {said['contact']}",
    )
    score = Score(
        ad_id=ad.ad_id,
        risk=said["risk"],
        flagged=said["risk"] >= 0.5,
        parts={},
        reasons=(),
        model_version=said["model"],
        scored_at=NOON,
    )
    return Scored(score=score, reading=read(ad))


@pytest.fixture(scope="module")
def champion(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that knows the words of these nights, so that only what is changed is strange to it."""
    readings = [scored_ad(number, {}).reading for number in range(40)]
    readings += [read(make_ad(text)) for text in LURES * 4]
    labels = np.array([0] * 40 + [1] * (len(readings) - 40))
    settings = FitSettings(ngrams=NgramSettings(bits=14), folds=3)
    model = fit(
        readings, labels, [str(number // 2) for number in range(len(readings))], FEATURE_NAMES, settings
    )
    folder = tmp_path_factory.mktemp("drift") / "champion"
    threshold = Threshold(value=0.5, budget=0.01, on="a handful of written ads", chosen="2026-11-22")
    bundle.save(folder, model, version="small", threshold=threshold, card="# small\n", about={})
    return folder


@pytest.fixture
def data(tmp_path: Path, champion: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(champion, folder / "champion")
    return folder


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def unchanged(_: int) -> Changed:
    return {}


def write_nights(
    data: Path,
    last: Callable[[int], Changed] = unchanged,
    *,
    before: Callable[[int], Changed] = unchanged,
    earlier: int = EARLIER,
    ads: int = ADS,
) -> Layout:
    layout = Layout(data)
    for place in range(earlier + LAST):
        change, count = (before, ADS) if place < earlier else (last, ads)
        night = (date(2026, 11, 1) + timedelta(place)).isoformat()
        write_records(layout.scores(night), [scored_ad(number, change(number)) for number in range(count)])
    return layout


def measured(layout: Layout, folder: Path | None = None) -> Drift:
    drift.run(layout, LAST, 28, folder, Say(Language.ko))
    folder = folder or layout.drift(scored_nights(layout)[-1])
    return Drift.model_validate_json((folder / "drift.json").read_bytes())


def alarms(found: Drift) -> set[str]:
    return {one.name for one in found.measures if one.verdict == "alarm"}


def test_nights_that_are_alike_raise_no_alarm(data):
    found = measured(write_nights(data))

    assert not found.alarm
    assert Counter(one.verdict for one in found.measures) == {"normal": 10, "shown": 1, "not_compared": 2}
    assert (found.ads, found.earlier_ads) == (LAST * ADS, EARLIER * ADS)
    assert (data / "drift/2026-11-08/drift.png").read_bytes().startswith(b"\x89PNG")


def test_scores_that_rise_below_the_threshold_are_drift_of_the_scores_alone(data):
    layout = write_nights(data, lambda number: {"risk": max(RISKS[number % 5], 0.3)})

    assert alarms(measured(layout)) == {"score_psi", "score_ks"}


def test_more_flagged_ads_are_an_alarm(data):
    layout = write_nights(data, lambda number: {"risk": 0.6} if number % 5 else {})

    assert "flagged" in alarms(measured(layout))


def test_a_new_contact_kind_is_an_alarm_that_names_it(data):
    found = measured(
        write_nights(data, lambda number: {} if number % 4 else {"contact": "라인 아이디 park_0000"})
    )

    assert "contacts" in alarms(found)
    assert not alarms(found) & {"score_psi", "flagged", "sources", "yield"}
    (contacts,) = (one for one in found.measures if (one.name, one.against) == ("contacts", "earlier"))
    assert ("line", 0.0, 0.25) in {(one.name, one.before, one.now) for one in contacts.moved}


def test_a_source_that_falls_silent_is_an_alarm_that_names_it(data):
    found = measured(write_nights(data, lambda number: {"source": "cafe"} if number % 4 < 2 else {}))

    assert alarms(found) == {"sources", "sources_gone"}
    (gone,) = (one for one in found.measures if one.name == "sources_gone")
    assert [one.name for one in gone.moved] == ["board"]


def test_a_source_that_was_seldom_heard_is_not_missed(data):
    layout = write_nights(data)
    first = data / "scores/2026-11-01.jsonl.zst"
    write_records(first, [scored_ad(number, {"source": "seldom"}) for number in range(ADS // 4)])

    assert alarms(measured(layout)) == set()


def test_a_new_source_is_told_and_does_not_wake_anybody(data):
    found = measured(write_nights(data, lambda number: {} if number % 20 else {"source": "fresh"}))

    assert alarms(found) == set()
    assert [m.name for one in found.measures if one.name == "sources_new" for m in one.moved] == ["fresh"]


def test_a_language_that_training_never_met_is_an_alarm(data):
    found = measured(write_nights(data, lambda number: {"job": RUSSIAN}))

    assert {"unknown_share", "unknown_psi"} <= alarms(found)
    assert {one.word for one in found.words} >= {"нужны", "операторы"}


def test_twice_as_many_ads_a_night_are_an_alarm_of_the_yield_alone(data):
    assert alarms(measured(write_nights(data, ads=3 * ADS))) == {"yield"}


def test_on_the_first_nights_the_vocabulary_is_measured_and_the_rest_says_why_not(data, capsys):
    found = measured(write_nights(data, earlier=0), data / "out")

    assert [one.name for one in found.measures if one.value is not None] == ["unknown_share"]
    assert "앞선 밤이 없음" in capsys.readouterr().out
    assert (data / "out/drift.png").exists()


def test_scores_of_another_model_are_not_compared_but_their_ads_are(data, capsys):
    found = measured(write_nights(data, before=lambda _: {"model": "old", "risk": 0.9}))

    assert alarms(found) == set()
    assert {one.name for one in found.measures if one.against == "earlier" and one.value is None} == {
        "score_psi",
        "score_ks",
        "flagged",
    }
    assert "같은 모델로 채점한 광고가 적음" in capsys.readouterr().out


def with_training(data: Path) -> Layout:
    """The small model's training ads, as its manifest remembers them."""
    layout = Layout(data)
    texts = [f"{text} {number}" for number in range(20) for text in LURES + OTHERS]
    ads = [labelled(number, text) for number, text in enumerate(texts)]
    for name in ("final", "test"):
        write_split(layout.dataset, name, ads)
    about = {"train.digest": load_split(layout, "final").digest}
    manifest = read_manifest(layout.champion).model_copy(update={"about": about})
    (layout.champion / MANIFEST).write_text(manifest.model_dump_json())
    return layout


def labelled(number: int, text: str) -> LabelledAd:
    return LabelledAd(
        ad=make_ad(text, f"seed:{number}"),
        label=int(text.startswith(LURES)),
        group=str(number),
        kind="tm",
        channel="board",
        writer="w1",
        origin="seed",
        obfuscated=False,
    )


def test_what_training_says_of_contacts_and_features_is_shown_without_a_limit(data):
    with_training(data)
    found = measured(write_nights(data, earlier=0))

    shown = {one.name for one in found.measures if one.against == "training" and one.verdict == "shown"}
    assert shown == {"contacts", "features"}
    assert found.training_ads == 240
    assert found.contacts["training"]["telegram"] == pytest.approx(0.5)


def test_training_ads_of_another_model_are_left_aside(data):
    layout = with_training(data)
    write_split(layout.dataset, "final", [labelled(1, LURES[0])])

    assert measured(write_nights(data)).training_ads == 0


def test_the_same_nights_give_the_same_files(data):
    layout = write_nights(data, lambda number: {"risk": 0.3})
    once, again = data / "once", data / "again"
    measured(layout, once)
    measured(layout, again)

    assert {path.name for path in once.iterdir()} == {"drift.json", "drift.png"}
    assert all((again / path.name).read_bytes() == path.read_bytes() for path in once.iterdir())


def test_exit_statuses_are_for_cron(lurewatch):
    assert "No scored ad" in lurewatch.run("drift").sentence

    write_nights(lurewatch.data)
    quiet = lurewatch.run("drift", "--nights", LAST, "--lang", "en")
    assert quiet.status == 0, quiet.err
    assert "13 measures = 10 normal + 0 alarms + 1 shown + 2 not compared" in quiet.out

    write_nights(lurewatch.data, lambda _: {"risk": 0.7})
    alarm = lurewatch.run("drift", "--nights", LAST, env={"LUREWATCH_LANG": "en"})
    assert alarm.status == 3, alarm.err
    assert "ALARM" in alarm.out


def test_too_few_ads_stop_in_a_sentence_and_leave_nothing(data):
    layout = write_nights(data, ads=20)
    with pytest.raises(Stop, match="60 in the last 3 of the nights, and it takes 200"):
        measured(layout)
    assert not (data / "drift").exists()


def test_names_that_would_command_are_shown_and_drawn_as_they_are(data, capsys):
    name = "[bold]$x^{=cmd|한글"
    found = measured(write_nights(data, lambda number: {"source": name}))

    assert found.sources["now"] == {name: 1.0}
    assert "[bold]$x^" in capsys.readouterr().out


def test_a_damaged_night_and_a_folder_that_is_a_file_end_in_a_sentence(data):
    layout = write_nights(data)
    (data / "file").write_text("here")
    with pytest.raises(BadFile, match="was not written"):
        measured(layout, data / "file")
    layout.scores("2026-11-03").write_bytes(b"no zstd")
    with pytest.raises(BadFile, match="2026-11-03"):
        measured(layout)


def test_a_champion_that_cannot_be_read_stops_in_a_sentence(data):
    (data / "champion" / MANIFEST).unlink()
    with pytest.raises(Stop, match="holds no model"):
        measured(write_nights(data))


def test_psi_is_what_the_hand_computes():
    before, now = spread_of([0] * 50 + [1] * 50), spread_of([0] * 80 + [1] * 20)

    p, q = (80.5 / 101, 20.5 / 101), (0.5, 0.5)
    by_hand = (p[0] - q[0]) * log(p[0] / q[0]) + (p[1] - q[1]) * log(p[1] / q[1])
    assert psi(now, before) == pytest.approx(by_hand) == pytest.approx(0.4063, abs=1e-4)
    assert psi(before, before) == 0


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ([0] * 50 + [1] * 50, [0] * 5 + [1] * 95),
        ([0] * 50 + [1] * 50, [0] * 95 + [1] * 5),
        ([0] * 50 + [1] * 50, [1] * 100),
        ([0] * 50 + [1] * 50, [0] * 100),
        ([7.0] * 100, [0] * 100),
    ],
)
def test_psi_sees_what_is_rare_or_new_on_either_side(now, before):
    assert 0.25 < psi(spread_of(now), spread_of(before)) < 12


def test_deciles_hold_a_tenth_each():
    spread = spread_of(np.random.default_rng(1).normal(size=5000))

    assert spread.in_bins(spread.cut(10)) == pytest.approx([500] * 10, abs=30)


def test_spreads_add_up_to_the_spread_of_all():
    one, other = np.random.default_rng(1).normal(size=(2, 500))
    together, added = spread_of([*one, *other]), spread_of(one) + spread_of(other)

    assert np.array_equal(together.values, added.values)
    assert np.array_equal(together.counts, added.counts)
    assert together.mean == pytest.approx(np.mean([*one, *other]), abs=0.005)


def test_nothing_in_common_is_one_and_the_same_is_nothing():
    assert jensen_shannon(Counter(a=10), Counter(b=20)).value == pytest.approx(1)
    assert jensen_shannon(Counter(a=10, b=5), Counter(a=20, b=10)).value == pytest.approx(0, abs=1e-7)
    assert jensen_shannon(Counter(a=10), Counter(a=20)).value == 0


@pytest.mark.parametrize(
    ("now", "before", "alarmed"),
    [
        ((0, 1000), (0, 9000), False),
        ((3, 1000), (5, 9000), False),
        ((60, 1000), (90, 9000), True),
        ((0, 1000), (270, 9000), True),
        ((1, 200), (0, 900), False),
        ((20, 200), (0, 900), True),
    ],
)
def test_a_handful_of_flagged_ads_proves_no_doubling(now, before, alarmed):
    assert (proven_factor(*now, *before).value >= 2) is alarmed


def test_words_that_rose_are_by_what_is_sure_and_few_ads_say_nothing(monkeypatch):
    now, before = Counter(common=90, risen=40, name=4), Counter(common=900, risen=5)

    assert [one.word for one in words.risen_words(now, 100, before, 1000, most=9)] == ["risen"]
    monkeypatch.setattr(words, "MOST", 2)
    assert words.common(now) == Counter(common=90, risen=40)


def test_a_person_reads_no_contact_in_the_words():
    assert words.words_of(read(make_ad("텔레 @kim_0000 010-0000-1111 상담원"))) == {"텔레", "상담원"}
