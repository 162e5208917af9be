"""Domain-adaptive pre-training: the encoder goes on learning to fill in masked words, on ads without labels.

Gururangan et al. 2020, "Don't stop pretraining". Needs torch.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.finetuning import random_window, steps_of_like_length
from models.tokens import AdTokenizer
from models.training_loop import Run, Told, best_device, digest_of_encoder, train

UNMASKED = -100
"""The target of a token that need not be filled in, as torch's cross entropy passes it over."""


@dataclass(frozen=True)
class PretrainSettings:
    """`masked` is the share of tokens to fill in: of ten, eight are masked, one is another, one stays."""

    epochs: int
    batch: int
    window: int
    learning_rate: float
    warm_up: float
    weight_decay: float
    masked: float
    seed: int


def pretrain(
    folder: Path, texts: Sequence[str], settings: PretrainSettings, kept: Path, told: Told
) -> tuple[nn.Module, list[float]]:
    """The encoder in `folder`, further trained, without the head that fills in; and the loss of each step."""
    from transformers import AutoModelForMaskedLM

    torch.manual_seed(settings.seed)
    model = AutoModelForMaskedLM.from_pretrained(folder, dtype=torch.float32).to(best_device())
    run = PretrainRun(model, texts, settings, AdTokenizer.load(folder))
    digest = sha256("\x00".join(texts).encode(errors="surrogatepass")).hexdigest()
    made_of = [digest_of_encoder(folder), digest, json.dumps(asdict(settings))]
    train(run, kept, " ".join(made_of), told)
    return model.cpu().eval().base_model, run.losses


class PretrainRun(Run):
    def __init__(
        self, model: nn.Module, texts: Sequence[str], settings: PretrainSettings, tokenizer: AdTokenizer
    ) -> None:
        self._tokens = [one for one in tokenizer.read(texts) if len(one)]
        self._tokenizer, self._settings = tokenizer, settings
        generator = np.random.default_rng(settings.seed)
        rows, lengths = range(len(self._tokens)), [len(one) for one in self._tokens]
        plan = [
            step
            for _ in range(settings.epochs)
            for step in steps_of_like_length(rows, lengths, settings.window, settings.batch, generator)
        ]
        optimiser = torch.optim.AdamW(
            model.parameters(), lr=settings.learning_rate, weight_decay=settings.weight_decay
        )
        super().__init__(model, plan, optimiser, settings.warm_up, settings.seed)

    def loss(self, rows: Sequence[int], generator: np.random.Generator) -> Tensor:
        windows = [random_window(self._tokens[row], self._settings.window, generator) for row in rows]
        batch = self._tokenizer.pad(windows)
        given, wanted = self._hide(batch.ids, generator)
        with self.autocast():
            said = self.model(input_ids=self.tensor(given), attention_mask=self.tensor(batch.mask)).logits
        return nn.functional.cross_entropy(
            said.float().flatten(0, 1), self.tensor(wanted).flatten(), ignore_index=UNMASKED
        )

    def _hide(
        self, ids: NDArray[np.int64], generator: np.random.Generator
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """What the model is given, and what it shall fill in."""
        words = ~np.isin(ids, self._tokenizer.special_ids)
        chosen = words & (generator.random(ids.shape) < self._settings.masked)
        chosen |= words & (np.cumsum(words, axis=1) == 1) & ~chosen.any(axis=1, keepdims=True)
        how = generator.random(ids.shape)
        given = np.where(chosen & (how < 0.8), self._tokenizer.mask_id, ids)
        another = generator.integers(self._tokenizer.vocabulary, size=ids.shape)
        given = np.where(chosen & (how >= 0.9), another, given)
        return given, np.where(chosen, ids, UNMASKED)
