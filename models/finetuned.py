"""The fine-tuned encoder as it serves: int8 on onnxruntime, no torch."""

import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.encoder import BadEncoder
from models.tokens import TOKENIZER, TOKENIZER_CONFIG, AdTokenizer, BadTokenizer, Tokens, cut_windows

ONNX = "encoder.onnx"
WINDOWS = "windows.json"
FILES = (ONNX, WINDOWS, TOKENIZER, TOKENIZER_CONFIG)
"""What a folder holds that can serve."""
BY_TOKEN = "by_token"  # noqa: S105
"""The graph's output, shape (windows, tokens): each token's share of its window's log-odds."""
REMEMBERED_TEXTS = 4096


class Windows(BaseModel):
    """How a long text is cut, in tokens without the special ones."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: Annotated[int, Field(ge=1)]
    overlap: Annotated[int, Field(ge=0)]


@dataclass(frozen=True)
class Evidence:
    """The encoder's log-odds for a text, and each character's share of them, shape (len(text),)."""

    logit: float
    by_character: NDArray[np.float64]


class FinetunedEncoder:
    """Texts in, evidence out. A text that was judged before is not judged again."""

    def __init__(
        self,
        folder: Path,
        session: onnxruntime.InferenceSession,
        tokenizer: AdTokenizer,
        windows: Windows,
        threads: int,
    ) -> None:
        self._windows, self._threads = windows, threads
        self._folder = folder
        self._session = session
        self._tokenizer = tokenizer
        self._remembered: dict[str, Evidence] = {}

    @classmethod
    def load(cls, folder: Path, threads: int = 1) -> "FinetunedEncoder":
        """Raises BadEncoder. One thread: `pipelines` judges in several processes."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # windows side by side gain more than a window on all cores
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # it would keep the largest batch's memory for ever
        options.log_severity_level = 3
        try:
            windows = Windows.model_validate_json((folder / WINDOWS).read_bytes())
            tokenizer = AdTokenizer.load(folder)
            session = onnxruntime.InferenceSession(
                folder / ONNX, sess_options=options, providers=["CPUExecutionProvider"]
            )
        except BadTokenizer as fault:
            raise BadEncoder(str(fault)) from None
        except (OSError, ValidationError):
            raise BadEncoder(f"{folder / WINDOWS} is missing or damaged.") from None
        except Exception as fault:  # onnxruntime's errors have no class of their own to name
            raise BadEncoder(f"{folder / ONNX} is missing or damaged: {first_line(fault)}") from None
        return cls(folder, session, tokenizer, windows, threads)

    def save(self, folder: Path) -> None:
        """Copies the files that it was loaded from."""
        for name in FILES:
            shutil.copyfile(self._folder / name, folder / name)

    def judge(self, texts: Sequence[str]) -> list[Evidence]:
        """One evidence a text, in order; of a long text, that of its most innocent window.

        The encoder learned from ads that mostly fit one window. What is cut out of the middle of a long ad
        lacks what makes it innocent, so that the window which speaks best for the ad is believed.
        """
        new = list(dict.fromkeys(text for text in texts if text not in self._remembered))
        known = {text: self._remembered[text] for text in texts if text in self._remembered}
        known |= dict(zip(new, self._judge_new(new), strict=True))
        self._remember(known)
        return [known[text] for text in texts]

    def _remember(self, known: dict[str, Evidence]) -> None:
        self._remembered |= known
        for text in list(self._remembered)[: max(0, len(self._remembered) - REMEMBERED_TEXTS)]:
            del self._remembered[text]

    def _judge_new(self, texts: Sequence[str]) -> Iterator[Evidence]:
        windows: list[Tokens] = []
        first = [0]
        for tokens in self._tokenizer.read(texts):
            windows += cut_windows(tokens, self._windows.size, self._windows.overlap)
            first.append(len(windows))
        judged = self._run(windows)
        logits = np.array([shares.sum() for shares in judged])
        for text, start, end in zip(texts, first[:-1], first[1:], strict=True):
            best = start + int(np.argmin(logits[start:end]))
            shares = spread_over_characters(windows[best], judged[best], len(text))
            yield Evidence(float(logits[best]), shares)

    def _run(self, windows: Sequence[Tokens]) -> list[NDArray[np.float64]]:
        """Each window's shares by token; the special tokens' shares are the first token's.

        A window runs alone: int8 takes its scale from all that runs together, so that the risk of an ad
        would else move with the ads beside it, by up to 1.3 log-odds. Side by side they would run no faster.
        """
        if self._threads == 1 or len(windows) < self._threads:
            return [self._run_one(window) for window in windows]
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(self._run_one, windows))

    def _run_one(self, window: Tokens) -> NDArray[np.float64]:
        batch = self._tokenizer.pad([window])
        said = self._session.run([BY_TOKEN], {"ids": batch.ids, "mask": batch.mask})[0]
        by_token: NDArray[np.float64] = said[0].astype(np.float64)
        if not len(window):
            return np.array([by_token.sum()])
        before = self._tokenizer.special_tokens_before
        own: NDArray[np.float64] = by_token[before : before + len(window)].copy()
        own[0] += by_token.sum() - own.sum()
        return own


def spread_over_characters(window: Tokens, by_token: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    """Each token's share, divided evenly among the characters it was read from; shape (length,)."""
    spread = np.zeros(length)
    if not len(window) or not length:
        return spread
    widths = window.ends - window.starts
    places = np.repeat(window.starts - np.concatenate(([0], np.cumsum(widths)[:-1])), widths)
    np.add.at(spread, places + np.arange(len(places)), np.repeat(by_token / widths, widths))
    return spread


def first_line(fault: Exception) -> str:
    return str(fault).strip().partition("\n")[0]
