"""Where everything is remembered. Every path has one writer, named here."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")


def night_of(moment: datetime) -> str:
    """The night a moment belongs to: its date in Seoul, `2026-11-22`."""
    return moment.astimezone(SEOUL).date().isoformat()


def tonight() -> str:
    return night_of(datetime.now(UTC))


@dataclass(frozen=True)
class Layout:
    """The paths under one data folder."""

    root: Path

    def raw(self, source: str, night: str) -> Path:
        """Written by crawler: JobAds as found, added to and never edited."""
        return self.root / "raw" / source / f"{night}.jsonl.zst"

    def raw_of_night(self, night: str) -> list[Path]:
        return sorted((self.root / "raw").glob(f"*/{night}.jsonl.zst"))

    def crawl_report(self, night: str) -> Path:
        """Written by crawler: per source what was seen, kept and rejected, and why."""
        return self.root / "crawl" / f"{night}.json"

    def crawl_state(self, source: str) -> Path:
        """Written by crawler: digests of the posts already collected from a source."""
        return self.root / "crawl" / "seen" / f"{source}.sqlite3"

    @property
    def flyers(self) -> Path:
        """Written by crawler: every picture read, over all sources, with its hashes and its text."""
        return self.root / "crawl" / "flyers.sqlite3"

    def evidence(self, night: str) -> Path:
        """Written by crawler."""
        return self.root / "evidence" / night

    def scores(self, night: str) -> Path:
        """Written by pipelines: Scores with their Readings."""
        return self.root / "scores" / f"{night}.jsonl.zst"

    def alerts(self, night: str) -> Path:
        """Written by pipelines."""
        return self.root / "alerts" / f"{night}.jsonl"

    def drift(self, night: str) -> Path:
        """Written by pipelines: what had moved by that night, as drift.json and drift.png."""
        return self.root / "drift" / night

    def night_state(self, night: str) -> Path:
        """Written by pipelines: the steps of the night that are done, with their counts."""
        return self.root / "nights" / f"{night}.json"

    def crawl_log(self, night: str) -> Path:
        """Written by pipelines: what the crawler of the night said."""
        return self.root / "nights" / f"{night}.crawl.log"

    @property
    def nights(self) -> Path:
        """Written by pipelines: the folder of the states, and the lock that one night holds."""
        return self.root / "nights"

    @property
    def ledger(self) -> Path:
        """Written by pipelines, where LEDGER_URL names no other: the memory across nights."""
        return self.root / "ledger.sqlite3"

    @property
    def seed(self) -> Path:
        """Written by people, in git: the written corpus, its policy and card."""
        return self.root / "seed"

    @property
    def corpus(self) -> Path:
        """Written by the corpus stage: every labelled ad, the counts, and a report on both."""
        return self.root / "corpus"

    @property
    def dataset(self) -> Path:
        """Written by the dataset stage: one table a split, and one of disguised test ads."""
        return self.root / "dataset"

    @property
    def encoder(self) -> Path:
        """Written by the encoder stage: the pre-trained encoder, as transformers reads it."""
        return self.root / "encoder"

    @property
    def finetuned(self) -> Path:
        """Written by the finetune stage: the rehearsal's encoder, and that of the model that ships."""
        return self.root / "model" / "finetuned"

    @property
    def pretrained(self) -> Path:
        """Written by the pretrain stage: the encoder that the finetune stage starts from."""
        return self.root / "pretrained"

    def checkpoint(self, training: str) -> Path:
        """Written by pretrain and finetune: what a killed run goes on from; gone when it is done."""
        return self.root / "model" / "checkpoints" / f"{training}.pt"

    @property
    def rehearsal(self) -> Path:
        """Written by the fit stage: the bundle of the training split alone, which is measured."""
        return self.root / "model" / "rehearsal"

    @property
    def fitted(self) -> Path:
        """Written by the fit stage: the bundle that may ship, before it is judged."""
        return self.root / "model" / "fitted"

    @property
    def release(self) -> Path:
        """Written by the card stage: the judged bundle with its card."""
        return self.root / "model" / "release"

    @property
    def eval(self) -> Path:
        """Written by evaluate (metrics, plots), gate (gate.json) and card (run.json)."""
        return self.root / "eval"

    @property
    def champion(self) -> Path:
        """Written by pipelines: the bundle of the registry's champion, ready to score with."""
        return self.root / "champion"

    @property
    def champions(self) -> Path:
        """Written by pipelines: the bundles that `champion` led or leads to, by version."""
        return self.root / "champions"

    @property
    def labels(self) -> Path:
        """Written by review: verdicts.jsonl, and ads.jsonl with the JobAds they judge."""
        return self.root / "labels"

    def export(self, version: str) -> Path:
        """Written by review: a released warning list, never rewritten."""
        return self.root / "exports" / version
