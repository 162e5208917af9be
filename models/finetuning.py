"""Fine-tuning the encoder on labelled ads, on a processor or on CUDA. Needs torch.

The encoder learns what the linear model does not know: the loss is taken at the sum of both log-odds,
those of the linear model coming from folds that did not see the ad. So the two add up when they serve.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.classifier import AdClassifier
from models.tokens import AdTokenizer, Tokens
from models.training_loop import Run, Told, best_device, digest_of_encoder, train


@dataclass(frozen=True)
class FinetuneSettings:
    """`rows_an_ad` rows of each ad are seen in an epoch: the ad as published, then changed copies.

    `window` is in tokens without special ones. `smoothing` moves the labels off 0 and 1.
    """

    epochs: int
    rows_an_ad: int
    batch: int
    window: int
    learning_rate: float
    head_learning_rate: float
    warm_up: float
    weight_decay: float
    dropout: float
    smoothing: float
    seed: int


@dataclass(frozen=True)
class Taught:
    """Rows to learn from. `base` has the linear model's log-odds out of fold; rows of one `ads` entry
    are an ad as published, which stands first, and its changed copies.
    """

    texts: Sequence[str]
    labels: NDArray[np.float32]
    base: NDArray[np.float32]
    ads: Sequence[str]

    def digest(self) -> str:
        whole = sha256(self.labels.tobytes() + self.base.tobytes())
        for text in (*self.texts, *self.ads):
            whole.update(text.encode(errors="surrogatepass") + b"\x00")
        return whole.hexdigest()


@dataclass(frozen=True)
class Finetuned:
    """`losses` has one entry a step."""

    classifier: AdClassifier
    losses: list[float]


def finetune(folder: Path, taught: Taught, settings: FinetuneSettings, kept: Path, told: Told) -> Finetuned:
    """The encoder in `folder`, fine-tuned; `kept` is the checkpoint of a run that was killed."""
    torch.manual_seed(settings.seed)
    classifier = AdClassifier(folder, settings.dropout).to(best_device())
    run = FinetuneRun(classifier, taught, settings, AdTokenizer.load(folder))
    made_of = [digest_of_encoder(folder), taught.digest(), json.dumps(asdict(settings))]
    train(run, kept, " ".join(made_of), told)
    return Finetuned(classifier.cpu().eval(), run.losses)


class FinetuneRun(Run):
    def __init__(
        self, model: AdClassifier, taught: Taught, settings: FinetuneSettings, tokenizer: AdTokenizer
    ) -> None:
        self._tokens = tokenizer.read(taught.texts)
        self._tokenizer, self._window = tokenizer, settings.window
        plan = list(plan_steps(taught.ads, [len(one) for one in self._tokens], settings))
        super().__init__(model, plan, optimiser_of(model, settings), settings.warm_up, settings.seed)
        self._base = torch.from_numpy(taught.base).to(self.device)
        targets = taught.labels * (1 - settings.smoothing) + settings.smoothing / 2
        self._targets = torch.from_numpy(targets).to(self.device)

    def loss(self, rows: Sequence[int], generator: np.random.Generator) -> Tensor:
        batch = self._tokenizer.pad(
            [random_window(self._tokens[row], self._window, generator) for row in rows]
        )
        with self.autocast():
            shares = self.model(self.tensor(batch.ids), self.tensor(batch.mask))
        logits = shares.float().sum(dim=1) + self._base[list(rows)]
        return nn.functional.binary_cross_entropy_with_logits(logits, self._targets[list(rows)])


def optimiser_of(model: AdClassifier, settings: FinetuneSettings) -> torch.optim.Optimizer:
    body, head = list(model.encoder.parameters()), list(model.head.parameters())
    return torch.optim.AdamW(
        [
            {"params": body, "lr": settings.learning_rate},
            {"params": head, "lr": settings.head_learning_rate},
        ],
        weight_decay=settings.weight_decay,
    )


def plan_steps(
    ads: Sequence[str], lengths: Sequence[int], settings: FinetuneSettings
) -> Iterator[tuple[int, ...]]:
    """The rows of every step: each epoch shows every ad and a few of its copies, like lengths together."""
    rows_of: dict[str, list[int]] = {}
    for row, ad in enumerate(ads):
        rows_of.setdefault(ad, []).append(row)
    generator = np.random.default_rng(settings.seed)
    for _ in range(settings.epochs):
        shown = [row for rows in rows_of.values() for row in _shown(rows, settings, generator)]
        yield from steps_of_like_length(shown, lengths, settings.window, settings.batch, generator)


def steps_of_like_length(
    rows: Sequence[int], lengths: Sequence[int], window: int, batch: int, generator: np.random.Generator
) -> Iterator[tuple[int, ...]]:
    """All rows in batches of about one length, in any order."""
    about = np.minimum(np.array(lengths)[rows], window) + generator.random(len(rows)) * 8
    ordered = np.array(rows)[np.argsort(about)]
    steps = [ordered[at : at + batch] for at in range(0, len(ordered), batch)]
    for place in generator.permutation(len(steps)):
        yield tuple(steps[place].tolist())


def _shown(rows: Sequence[int], settings: FinetuneSettings, generator: np.random.Generator) -> list[int]:
    first, *copies = rows
    count = min(settings.rows_an_ad - 1, len(copies))
    return [first, *generator.choice(copies, count, replace=False).tolist()] if count > 0 else [first]


def random_window(tokens: Tokens, size: int, generator: np.random.Generator) -> Tokens:
    """A window of a long text, more often its first, where the job stands."""
    if len(tokens) <= size:
        return tokens
    first = 0 if generator.random() < 0.6 else int(generator.integers(len(tokens) - size + 1))
    return tokens.part(first, first + size)
