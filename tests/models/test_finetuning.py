"""Fine-tuning learns, is settled by its seed, and goes on where it was killed."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from models import training_loop
from models.classifier import AdClassifier
from models.finetuning import FinetuneSettings, Taught, finetune, plan_steps, random_window
from models.tokens import AdTokenizer
from tests.models.conftest import QUICK


class Killed(Exception):
    pass


def kill_at(step: int) -> Callable[[int, int], None]:
    def told(number: int, _: int) -> None:
        if number == step:
            raise Killed

    return told


def log_odds(classifier: AdClassifier, folder: Path, texts: list[str]) -> list[float]:
    tokenizer = AdTokenizer.load(folder)
    batch = tokenizer.pad(tokenizer.read(texts))
    with torch.no_grad():
        return classifier(torch.from_numpy(batch.ids), torch.from_numpy(batch.mask)).sum(dim=1).tolist()


def test_what_was_taught_is_learned(classifier: AdClassifier, encoder_folder: Path, taught: Taught) -> None:
    said = np.array(log_odds(classifier, encoder_folder, list(taught.texts)))
    assert said[taught.labels == 1].min() > said[taught.labels == 0].max()


def test_what_the_linear_model_knows_need_not_be_learned(
    encoder_folder: Path, taught: Taught, tmp_path: Path
) -> None:
    known = replace(taught, base=(taught.labels * 2 - 1) * 6)
    found = finetune(encoder_folder, known, QUICK, tmp_path / "run.pt", lambda *_: None)
    assert found.losses[0] < 0.15
    assert np.ptp(log_odds(found.classifier, encoder_folder, list(taught.texts))) < 3


def test_a_killed_run_ends_as_if_it_had_not_been(
    encoder_folder: Path, taught: Taught, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_loop, "STEPS_A_CHECKPOINT", 2)
    whole = finetune(encoder_folder, taught, QUICK, tmp_path / "whole.pt", lambda *_: None)
    with pytest.raises(Killed):
        finetune(encoder_folder, taught, QUICK, tmp_path / "killed.pt", kill_at(5))
    told: list[int] = []
    rest = finetune(
        encoder_folder, taught, QUICK, tmp_path / "killed.pt", lambda number, _: told.append(number)
    )
    assert told[0] == 5  # the fourth step was kept
    assert rest.losses == pytest.approx(whole.losses, abs=1e-5)
    assert torch.allclose(rest.classifier.head.weight, whole.classifier.head.weight, atol=1e-5)


def damage(kept: Path, _: Taught) -> None:
    kept.write_bytes(kept.read_bytes()[:1000])


@pytest.mark.parametrize("spoil", ["damaged", "of other settings"])
def test_a_checkpoint_that_cannot_be_used_costs_what_it_held(
    encoder_folder: Path, taught: Taught, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: str
) -> None:
    monkeypatch.setattr(training_loop, "STEPS_A_CHECKPOINT", 1)
    kept = tmp_path / "run.pt"
    with pytest.raises(Killed):
        finetune(encoder_folder, taught, replace(QUICK, seed=1), kept, kill_at(3))
    settings = QUICK
    if spoil == "damaged":
        kept.write_bytes(kept.read_bytes()[:1000])
        settings = replace(QUICK, seed=1)
    told: list[int] = []
    finetune(encoder_folder, taught, replace(settings, epochs=1), kept, lambda number, _: told.append(number))
    assert told[0] == 1


@pytest.mark.parametrize(("rows_an_ad", "copies_seen"), [(1, 0), (2, 1), (9, 2)])
def test_an_epoch_shows_every_ad_and_some_of_its_copies(rows_an_ad: int, copies_seen: int) -> None:
    ads = [f"ad {place // 3}" for place in range(30)]
    settings = replace(QUICK, epochs=1, rows_an_ad=rows_an_ad, batch=4)
    shown = [row for step in plan_steps(ads, [5] * 30, settings) for row in step]
    assert len(shown) == len(set(shown))
    assert set(range(0, 30, 3)) <= set(shown)
    assert set(Counter(row // 3 for row in shown).values()) == {1 + copies_seen}


def test_the_seed_settles_the_steps() -> None:
    ads = [str(place) for place in range(50)]

    def steps(settings: FinetuneSettings) -> list[tuple[int, ...]]:
        return list(plan_steps(ads, list(range(50)), settings))

    assert steps(QUICK) == steps(QUICK)
    assert steps(QUICK) != steps(replace(QUICK, seed=8))


def test_a_window_of_a_long_text_lies_in_it(encoder_folder: Path) -> None:
    (tokens,) = AdTokenizer.load(encoder_folder).read(["해외 취업 안내 " * 50])
    generator = np.random.default_rng(3)
    starts = {int(random_window(tokens, 40, generator).starts[0]) for _ in range(60)}
    assert 0 in starts
    assert len(starts) > 10
    assert all(len(random_window(tokens, 40, generator)) == 40 for _ in range(20))
