"""What the tests of the night have in common: ads made by hand, and nights made of them."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from features import FEATURE_NAMES, read
from models import bundle
from models.bundle import Threshold
from models.ngrams import NgramSettings
from models.training import FitSettings, fit
from pipelines.alerts import AlertsParams, Raised, raise_alerts
from pipelines.link import Linked, link_night
from pipelines.night.alert_records import alerts_of_night
from pipelines.night.campaign_graph import LinkParams
from pipelines.night.ledger import Ledger
from pipelines.night.remember import Remembered, remember_night
from pipelines.params import read_section
from pipelines.scored import Scored
from records import Alert, Contact, JobAd, Reading, Score, Span
from tests.models.ads import LURES, OTHERS, make_ad
from tests.pipelines.workspace import copy_of, make_workspace, run_stages

ROOT = Path(__file__).parents[2]
PARAMS = ROOT / "params.yaml"


@dataclass(frozen=True)
class MadeAd:
    """An ad as the crawler, the reader and the model would have left it."""

    name: str
    body: str
    risk: float = 0.9
    telegram: tuple[str, ...] = ()
    minute: int = 0

    def on(self, night: str) -> tuple[JobAd, Scored]:
        moment = datetime.fromisoformat(f"{night}T03:00:00+00:00") + timedelta(minutes=self.minute)
        said = " ".join([self.body, *(f"텔레 @{handle}" for handle in self.telegram)])
        ad = JobAd(
            ad_id=f"board:{self.name}",
            source="board",
            url=f"http://127.0.0.1/{self.name}",
            fetched_at=moment,
            title=f"글 {self.name}",
            body=said,
        )
        contacts = tuple(_contact(ad.text, handle) for handle in self.telegram)
        reading = Reading(ad_id=ad.ad_id, normalised=ad.body, contacts=contacts, values=())
        score = Score(
            ad_id=ad.ad_id,
            risk=self.risk,
            flagged=self.risk >= 0.5,
            parts={},
            reasons=(),
            model_version="test",
            scored_at=moment,
        )
        return ad, Scored(score=score, reading=reading)


def _contact(text: str, handle: str) -> Contact:
    start = text.index(handle)
    return Contact(
        type="telegram", value=handle, span=Span(start=start, end=start + len(handle), text=handle)
    )


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """What a command that could not go on said: exactly one line, and no traceback."""
        assert self.status == 2, (self.status, self.out, self.err)
        (line,) = self.err.splitlines()
        return line


class Lurewatch:
    """The command itself, as a process of its own with a data folder of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data

    @property
    def environment(self) -> dict[str, str]:
        unset = ("LEDGER_URL", "DATABASE_URL", "LUREWATCH_NOTIFY", "LUREWATCH_LANG")
        kept = {name: value for name, value in os.environ.items() if name not in unset}
        return {**kept, "LUREWATCH_DATA": str(self.data)}

    def start(self, *arguments: object, **options: Any) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "pipelines.cli", *map(str, arguments)]
        environment = {**self.environment, **options.pop("env", {})}
        usual = {
            "cwd": ROOT,
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "preexec_fn": _hear_interrupts,
        }
        return subprocess.Popen(command, env=environment, text=True, **{**usual, **options})

    def run(self, *arguments: object, typed: str | None = None, **options: Any) -> Ran:
        if typed is not None:
            options["stdin"] = subprocess.PIPE
        with self.start(*arguments, **options) as process:
            out, err = process.communicate(typed, timeout=120)
        return Ran(process.returncode, out, err)


def _hear_interrupts() -> None:
    """A shell starts what runs in its background deaf to Ctrl-C, the tests too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@dataclass(frozen=True)
class NightDone:
    remembered: Remembered
    linked: Linked
    raised: Raised
    alerts: list[Alert]


class Nights:
    """A ledger, and nights that are worked into it as the nightly run does."""

    def __init__(self, ledger: Ledger, link: LinkParams, alerts: AlertsParams) -> None:
        self.ledger, self.link, self.alerts = ledger, link, alerts

    def work(self, night: str, *ads: MadeAd) -> NightDone:
        pairs = [ad.on(night) for ad in ads]
        with self.ledger.writing() as connection:
            remembered = remember_night(connection, night, pairs, self.link.least_characters)
            linked = link_night(connection, night, self.link)
        with self.ledger.writing() as connection:
            raised = raise_alerts(connection, night, pairs, self.alerts)
            alerts = list(alerts_of_night(connection, night, self.alerts.copies_listed))
        return NightDone(remembered, linked, raised, alerts)

    def campaign_of(self, name: str) -> str:
        return self.ask(f"SELECT campaign_id FROM ads WHERE ad_id = 'board:{name}'")[0][0]

    def ask(self, query: str) -> list[tuple]:
        with self.ledger.writing() as connection:
            return [tuple(row) for row in connection.execute(text(query))]


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """An empty database of its own."""
    name = f"ledger_{uuid4().hex}"
    engine = create_engine(make_url(f"{postgres_server}/postgres").set(drivername="postgresql+psycopg"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return f"{postgres_server}/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def nights(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Nights]:
    """The same flow on both databases."""
    url = f"sqlite:///{tmp_path}/ledger.sqlite3"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    parsed = make_url(url)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    ledger = Ledger(parsed)
    link = read_section("link", LinkParams, PARAMS)
    yield Nights(ledger, link, read_section("alerts", AlertsParams, PARAMS))
    ledger.close()


@pytest.fixture(scope="session")
def small_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model fitted on a handful of written ads, saved. Copy it before changing it."""
    return fit_small(tmp_path_factory.mktemp("bundle") / "champion", "small", LURES)


def fit_small(folder: Path, version: str, lures: tuple[str, ...]) -> Path:
    """The bundle of a model that takes for lures what it is told."""
    texts = [f"{text} {ending}" for ending in ("", "연락 주세요", "지원 바랍니다") for text in LURES + OTHERS]
    readings = [read(make_ad(text)) for text in texts]
    labels = np.array([int(text.startswith(lures)) for text in texts])
    settings = FitSettings(ngrams=NgramSettings(bits=14), folds=3)
    model = fit(readings, labels, [text[:8] for text in texts], FEATURE_NAMES, settings)
    threshold = Threshold(value=0.5, budget=0.01, on="a handful of written ads", chosen="2026-11-22")
    bundle.save(folder, model, version=version, threshold=threshold, card=f"# {version}\n", about={})
    return folder


@pytest.fixture
def data(tmp_path: Path, small_bundle: Path) -> Path:
    """A data folder whose champion is the small model."""
    folder = tmp_path / "data"
    shutil.copytree(small_bundle, folder / "champion")
    return folder


@pytest.fixture
def lurewatch(data: Path) -> Lurewatch:
    return Lurewatch(data)


@pytest.fixture
def made() -> type[MadeAd]:
    return MadeAd


@pytest.fixture
def write_ads(tmp_path: Path) -> Callable[[Sequence[object]], Path]:
    """A JSON lines file of rows; text is written as it stands."""

    def write(rows: Sequence[object]) -> Path:
        path = tmp_path / "ads.jsonl"
        lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def trained_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which the stages from corpus to gate have run."""
    root = tmp_path_factory.mktemp("trained")
    make_workspace(root)
    run_stages(root)
    return root


@pytest.fixture
def trained(trained_once: Path, tmp_path: Path) -> Path:
    """A copy of that workspace, to be changed at will."""
    return copy_of(trained_once, tmp_path / "work")
