"""Fine-tuning the encoder on labelled ads: seeded, resumable, on a processor or on CUDA. Needs torch.

The encoder learns what the linear model does not know: the loss is taken at the sum of both log-odds,
those of the linear model coming from folds that did not see the ad. So the two add up when they serve.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from pickle import UnpicklingError

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.classifier import AdClassifier
from models.tokens import AdTokenizer, Tokens

Step = Callable[[int, int], None]
"""Told after each step: its number, and how many there are."""
STEPS_A_CHECKPOINT = 50


@dataclass(frozen=True)
class FinetuneSettings:
    """`ads_an_epoch` rows of each ad are seen in an epoch: the ad as published, then changed copies.

    Lengths are in tokens; `window` is without special tokens. `smoothing` moves the labels off 0 and 1.
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


def finetune(folder: Path, taught: Taught, settings: FinetuneSettings, kept: Path, told: Step) -> Finetuned:
    """The encoder in `folder`, fine-tuned. A run that was killed goes on from its checkpoint, `kept`.

    The checkpoint is bound to the data, the settings and the encoder; another's is written over.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(settings.seed)
    model = AdClassifier(folder, settings.dropout).to(device)
    run = _Run(model, taught, settings, AdTokenizer.load(folder), device)
    checkpoint = Checkpoint(kept, run_digest(folder, taught, settings))
    checkpoint.restore(run)
    for number, rows in enumerate(run.plan[run.done :], start=run.done + 1):
        run.losses.append(run.step(number, rows))
        told(number, len(run.plan))
        if number % STEPS_A_CHECKPOINT == 0 or number == len(run.plan):
            checkpoint.keep(run)
    return Finetuned(model.cpu().eval(), run.losses)


def run_digest(folder: Path, taught: Taught, settings: FinetuneSettings) -> str:
    origin = (folder / "config.json").read_bytes() + (folder / "model.safetensors").read_bytes()
    parts = [sha256(origin).hexdigest(), taught.digest(), json.dumps(asdict(settings))]
    return sha256("\n".join(parts).encode()).hexdigest()


class _Run:
    """One fine-tuning: which rows each step sees is settled by the seed before the first."""

    def __init__(
        self,
        model: AdClassifier,
        taught: Taught,
        settings: FinetuneSettings,
        tokenizer: AdTokenizer,
        device: torch.device,
    ) -> None:
        self.model, self.device, self.settings = model, device, settings
        self.taught, self.tokenizer = taught, tokenizer
        self.tokens = tokenizer.read(taught.texts)
        self.plan = list(plan_steps(taught.ads, [len(one) for one in self.tokens], settings))
        self.base = torch.from_numpy(taught.base).to(device)
        self.targets = torch.from_numpy(taught.labels * (1 - settings.smoothing) + settings.smoothing / 2)
        self.targets = self.targets.to(device)
        head = list(model.head.parameters())
        body = [one for one in model.encoder.parameters() if one.requires_grad]
        self.optimiser = torch.optim.AdamW(
            [
                {"params": body, "lr": settings.learning_rate},
                {"params": head, "lr": settings.head_learning_rate},
            ],
            weight_decay=settings.weight_decay,
        )
        self.rates = [group["lr"] for group in self.optimiser.param_groups]
        self.losses: list[float] = []

    @property
    def done(self) -> int:
        return len(self.losses)

    def step(self, number: int, rows: Sequence[int]) -> float:
        """The loss of one step; `number` counts from 1."""
        generator = np.random.default_rng((self.settings.seed, number))
        torch.manual_seed(self.settings.seed + number)  # dropout is that of the step, resumed or not
        self._set_rates(number)
        windows = [random_window(self.tokens[row], self.settings.window, generator) for row in rows]
        batch = self.tokenizer.pad(windows)
        self.model.train()
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=has_bfloat16(self.device)):
            shares = self.model(self._tensor(batch.ids), self._tensor(batch.mask))
        logits = shares.float().sum(dim=1) + self.base[list(rows)]
        loss = nn.functional.binary_cross_entropy_with_logits(logits, self.targets[list(rows)])
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        return float(loss.detach())

    def _set_rates(self, number: int) -> None:
        steps = len(self.plan)
        warming = max(1, round(self.settings.warm_up * steps))
        share = min(number / warming, max(0.02, (steps - number) / max(1, steps - warming)))
        for group, rate in zip(self.optimiser.param_groups, self.rates, strict=True):
            group["lr"] = rate * share

    def _tensor(self, numbers: NDArray[np.int64]) -> Tensor:
        return torch.from_numpy(numbers).to(self.device)


def plan_steps(
    ads: Sequence[str], lengths: Sequence[int], settings: FinetuneSettings
) -> Iterator[tuple[int, ...]]:
    """The rows of every step: each epoch shows every ad and a few of its copies, like lengths together."""
    rows_of: dict[str, list[int]] = {}
    for row, ad in enumerate(ads):
        rows_of.setdefault(ad, []).append(row)
    generator = np.random.default_rng(settings.seed)
    for _ in range(settings.epochs):
        shown = np.array([row for rows in rows_of.values() for row in _shown(rows, settings, generator)])
        about = np.minimum(np.array(lengths)[shown], settings.window) + generator.random(len(shown)) * 8
        ordered = shown[np.argsort(about)]
        steps = [ordered[at : at + settings.batch] for at in range(0, len(ordered), settings.batch)]
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


def has_bfloat16(device: torch.device) -> bool:
    """Whether bfloat16 is sooner than float32 there: it is not where the processor has none."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    return bool(torch.cpu._is_avx512_bf16_supported())


@dataclass(frozen=True)
class Checkpoint:
    """What a killed run goes on from: a file that holds the state of one run, or nothing."""

    path: Path
    run: str

    def restore(self, run: _Run) -> None:
        """Brings the run to where it was kept; a missing, foreign or damaged file leaves it at its start."""
        try:
            state = torch.load(self.path, map_location="cpu", weights_only=True)
        except (OSError, RuntimeError, UnpicklingError, EOFError):
            return
        if state["run"] == self.run:
            run.model.load_state_dict(state["model"])
            run.optimiser.load_state_dict(state["optimiser"])
            run.losses = state["losses"]

    def keep(self, run: _Run) -> None:
        part = self.path.with_name(self.path.name + ".part")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        torch.save(
            {
                "run": self.run,
                "losses": run.losses,
                "model": run.model.state_dict(),
                "optimiser": run.optimiser.state_dict(),
            },
            part,
        )
        part.replace(self.path)
