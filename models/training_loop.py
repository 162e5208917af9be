"""Training an encoder step by step: settled by a seed, resumed where it was killed. Needs torch."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from pickle import UnpicklingError

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.encoder_folder import CONFIG, WEIGHTS

Told = Callable[[int, int], None]
"""Told after each step: its number, and how many there are."""
STEPS_A_CHECKPOINT = 50
LEAST_RATE = 0.02
"""Of the learning rate, at the end."""

Plan = Sequence[tuple[int, ...]]
"""The rows that each step sees."""


class Run(ABC):
    """One training. `losses` has one entry a step that is done."""

    def __init__(
        self, model: nn.Module, plan: Plan, optimiser: torch.optim.Optimizer, warm_up: float, seed: int
    ) -> None:
        self.model, self.plan, self.optimiser = model, plan, optimiser
        self.seed = seed
        self.losses: list[float] = []
        self.device = next(model.parameters()).device
        self._warming = max(1, round(warm_up * len(plan)))
        self._rates = [group["lr"] for group in optimiser.param_groups]

    @abstractmethod
    def loss(self, rows: Sequence[int], generator: np.random.Generator) -> Tensor:
        """The loss of one step; whatever is drawn comes from the generator or from torch."""

    def step(self, number: int) -> float:
        """Takes one step, counted from 1. Each draws anew from the seed, resumed or not."""
        torch.manual_seed(self.seed + number)
        self._set_rates(number)
        self.model.train()
        loss = self.loss(self.plan[number - 1], np.random.default_rng((self.seed, number)))
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        return float(loss.detach())

    def _set_rates(self, number: int) -> None:
        """Up over the warm-up, then down to nearly nothing."""
        steps = len(self.plan)
        falling = (steps - number) / max(1, steps - self._warming)
        share = min(number / self._warming, max(LEAST_RATE, falling))
        for group, rate in zip(self.optimiser.param_groups, self._rates, strict=True):
            group["lr"] = rate * share

    def autocast(self) -> torch.autocast:
        return torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=has_bfloat16(self.device))

    def tensor(self, numbers: NDArray[np.int64]) -> Tensor:
        return torch.from_numpy(numbers).to(self.device)


def train(run: Run, kept: Path, made_of: str, told: Told) -> None:
    """Takes every step that is not done. A run that was killed goes on from its checkpoint, `kept`.

    `made_of` names the data, the settings and the encoder: the checkpoint of another is written over.
    """
    checkpoint = Checkpoint(kept, made_of)
    checkpoint.restore(run)
    steps = len(run.plan)
    for number in range(len(run.losses) + 1, steps + 1):
        run.losses.append(run.step(number))
        told(number, steps)
        if number % STEPS_A_CHECKPOINT == 0 or number == steps:
            checkpoint.keep(run)


@dataclass(frozen=True)
class Checkpoint:
    """The file that a killed run goes on from."""

    path: Path
    made_of: str

    def restore(self, run: Run) -> None:
        """Brings the run to where it was kept; a missing, foreign or damaged file leaves it at its start."""
        try:
            state = torch.load(self.path, map_location="cpu", weights_only=True)
        except (OSError, RuntimeError, UnpicklingError, EOFError):
            return
        if state["made_of"] == self.made_of:
            run.model.load_state_dict(state["model"])
            run.optimiser.load_state_dict(state["optimiser"])
            run.losses = state["losses"]

    def keep(self, run: Run) -> None:
        part = self.path.with_name(self.path.name + ".part")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        state = {"model": run.model.state_dict(), "optimiser": run.optimiser.state_dict()}
        torch.save({"made_of": self.made_of, "losses": run.losses, **state}, part)
        part.replace(self.path)


def best_device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def has_bfloat16(device: torch.device) -> bool:
    """Whether bfloat16 is sooner than float32 there: it is not where the processor has none."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    return bool(torch.cpu._is_avx512_bf16_supported())


def digest_of_encoder(folder: Path) -> str:
    return sha256((folder / CONFIG).read_bytes() + (folder / WEIGHTS).read_bytes()).hexdigest()
