"""The curves as pictures, for the card and the registry."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from pipelines.judging.metrics import SliceFigures

SIZE = (5, 4)


def draw_curves(folder: Path, curves: Mapping[str, pd.DataFrame], slices: Mapping[str, SliceFigures]) -> None:
    """Writes one PNG a curve, and one of the recall in every slice."""
    draw_line(folder / "pr.png", curves["pr"], "recall", ["precision"])
    draw_line(folder / "roc.png", curves["roc"], "false_alarms", ["recall"])
    draw_line(folder / "threshold.png", curves["threshold"], "threshold", ["recall", "false_alarms"])
    draw_reliability(folder / "reliability.png", curves["reliability"])
    draw_reliability(folder / "reliability_at_night.png", curves["reliability_at_night"])
    draw_slices(folder / "slices.png", slices)


def blank() -> tuple[Figure, Axes]:
    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.add_subplot()
    axes.grid(alpha=0.3)
    return figure, axes


def draw_line(path: Path, curve: pd.DataFrame, x: str, ys: list[str]) -> None:
    figure, axes = blank()
    for y in ys:
        axes.plot(curve[x], curve[y], label=y.replace("_", " "))
    axes.set(xlabel=x.replace("_", " "), ylim=(0, 1.02))
    axes.legend()
    figure.savefig(path)


def draw_reliability(path: Path, curve: pd.DataFrame) -> None:
    figure, axes = blank()
    axes.plot([0, 1], [0, 1], color="grey", linestyle=":")
    axes.plot(curve["risk"], curve["lures"], marker="o")
    axes.set(xlabel="mean risk", ylabel="share of lures", xlim=(0, 1), ylim=(0, 1.02))
    figure.savefig(path)


def draw_slices(path: Path, slices: Mapping[str, SliceFigures]) -> None:
    measured = {name: one.figures["recall"] for name, one in slices.items() if one.figures}
    figure, axes = blank()
    values = [one.value for one in measured.values()]
    errors = [
        [max(0.0, one.value - one.low) for one in measured.values()],
        [max(0.0, one.high - one.value) for one in measured.values()],
    ]
    axes.barh(list(measured), values, xerr=errors, color="#4878a8")
    axes.set(xlabel="recall at the threshold", xlim=(0, 1))
    figure.savefig(path)
