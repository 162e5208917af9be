"""Stage `dataset`: the ads as read, in splits that no campaign crosses."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, model_validator

from features import FEATURE_NAMES
from pipelines.console.sums import add_up, write_json
from pipelines.faults import Stop
from pipelines.judging.split_tables import write_split
from pipelines.judging.splits import (
    FINAL,
    LEARNED_BY_FINAL,
    SPLITS,
    TEST,
    TEST_DISGUISED,
    TRAIN,
    VALIDATION,
    VERDICTS,
    split_groups,
)
from pipelines.params import Section, read_section
from pipelines.written.augment import AugmentParams, augment, disguise_all
from pipelines.written.labelled import LabelledAd
from records.jsonl import BadFile, read_records
from records.layout import Layout

Share = Annotated[float, Field(ge=0, le=1)]


class DatasetParams(Section):
    seed: int
    train: Share
    validation: Share
    test: Share
    verdicts_held_out: Share
    unseen_kinds: tuple[str, ...]
    unseen_writers: tuple[str, ...]
    augment: AugmentParams

    @model_validator(mode="after")
    def shares_are_whole(self) -> "DatasetParams":
        if abs(self.train + self.validation + self.test - 1) > 1e-9:
            raise ValueError("the shares of train, validation and test must add up to 1")
        return self


def run(layout: Layout) -> str:
    """Writes data/dataset/ and says how the ads add up over the splits."""
    params = read_section("dataset", DatasetParams)
    ads = list(read_records(layout.corpus / "ads.jsonl", LabelledAd))
    splits = split_ads(ads, params)
    copies = {
        TRAIN: augment(splits[TRAIN], params.augment),
        TEST_DISGUISED: disguise_all(splits[TEST], params.augment),
    }
    final = [one for name in LEARNED_BY_FINAL for one in splits[name]]
    rest = [one for name in LEARNED_BY_FINAL[1:] for one in splits[name]]
    copies[FINAL] = [*copies[TRAIN], *augment(rest, params.augment)]
    for name, part in {**splits, TEST_DISGUISED: [], FINAL: final}.items():
        write_split(layout.dataset, name, [*part, *copies.get(name, [])])
    write_json(layout.dataset / "about.json", describe({**splits, FINAL: final}, copies).model_dump())
    parts = ", ".join(f"{len(part):,} {name}" for name, part in splits.items() if part)
    made = ", ".join(f"{len(part):,} copies in {name}" for name, part in copies.items() if part)
    return f"dataset: {add_up(len(ads), sum(map(len, splits.values())), {})}: {parts}; {made or 'no copies'}"


def split_ads(ads: Sequence[LabelledAd], params: DatasetParams) -> dict[str, list[LabelledAd]]:
    """Every ad in one split. Raises Stop when params.yaml holds out what the corpus lacks."""
    refuse_unknown("unseen_kinds", params.unseen_kinds, {one.kind for one in ads})
    refuse_unknown("unseen_writers", params.unseen_writers, {one.writer for one in ads})
    split_of = split_groups(
        ads,
        shares={TRAIN: params.train, VALIDATION: params.validation, TEST: params.test},
        verdict_shares={TRAIN: 1 - params.verdicts_held_out, VERDICTS: params.verdicts_held_out},
        unseen_kinds=frozenset(params.unseen_kinds),
        unseen_writers=frozenset(params.unseen_writers),
        seed=params.seed,
    )
    splits: dict[str, list[LabelledAd]] = {name: [] for name in SPLITS}
    for one in ads:
        splits[split_of[one.group]].append(one)
    refuse_crossing(splits)
    return splits


def refuse_unknown(name: str, wanted: Sequence[str], known: set[str]) -> None:
    missing = sorted(set(wanted) - known)
    if missing:
        raise Stop(f"params.yaml, dataset.{name}: no ad of the corpus has {', '.join(missing)}.")


def refuse_crossing(splits: dict[str, list[LabelledAd]]) -> None:
    where: dict[str, str] = {}
    for name, ads in splits.items():
        for one in ads:
            if where.setdefault(one.group, name) != name:
                raise Stop(f"Campaign {one.group} stands in {where[one.group]} and in {name}.")


class SplitCounts(Section):
    """Counts of the ads of a split, and how many `copies` stand beside them, by change in `changes`."""

    ads: int
    copies: int
    changes: dict[str, int]
    groups: int
    lures: int
    obfuscated: int
    kinds: dict[str, int]


class About(Section):
    """What about.json holds: the features in their order, and counts one entry a split."""

    feature_names: tuple[str, ...]
    splits: dict[str, SplitCounts]


def describe(splits: dict[str, list[LabelledAd]], copies: dict[str, list[LabelledAd]]) -> About:
    counts = {name: count_split(ads, copies.get(name, ())) for name, ads in splits.items()}
    counts[TEST_DISGUISED] = count_split((), copies[TEST_DISGUISED])
    return About(feature_names=FEATURE_NAMES, splits=counts)


def count_split(ads: Sequence[LabelledAd], copies: Sequence[LabelledAd]) -> SplitCounts:
    return SplitCounts(
        ads=len(ads),
        copies=len(copies),
        changes=dict(sorted(Counter(name for one in copies for name in one.changes).items())),
        groups=len({one.group for one in ads}),
        lures=sum(one.label for one in ads),
        obfuscated=sum(one.obfuscated for one in ads),
        kinds=dict(sorted(Counter(one.kind for one in ads).items())),
    )


def load_about(layout: Layout) -> About:
    """Raises BadFile when the dataset stage has not run."""
    path = layout.dataset / "about.json"
    if not path.exists():
        raise BadFile(f"{path} does not exist: run the dataset stage first.")
    return About.model_validate_json(path.read_bytes())
