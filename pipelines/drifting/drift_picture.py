"""What moved, as one picture of small panels. English only: matplotlib's own font has no Hangul."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from math import isnan, log
from statistics import fmean

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from pipelines.drifting.counts import Counts, log_odds
from pipelines.drifting.measures import CONTACT_KINDS, Measure, Verdict
from pipelines.drifting.report import Drift
from pipelines.drifting.spread import NOTHING, Spread
from pipelines.drifting.windows import NightFigures

SIZE = (16, 8)
NOW, BEFORE, TRAINING = "#e08214", "#4878a8", "#a0a0a0"
SIDES = {"training": TRAINING, "earlier": BEFORE, "now": NOW}
ALPHA = {"training": 0.5, "earlier": 1.0, "now": 1.0}
COLOURS: dict[Verdict, str] = {"alarm": "#b2182b", "normal": "#7fa98a"}
FULL = 2.0
"""How many times its limit a measure is drawn at most."""
BINS = 40
LEAST_BARS, MOST_BARS = 5, 9
"""For how many bars a panel has room at least, and at most."""
LONGEST_NAME = 18
NIGHTS_NAMED = 4


def draw_drift(
    drift: Drift, now: Counts, before: Counts, training: Counts | None, threshold: float | None
) -> bytes:
    """A PNG. `threshold` is a risk, None where the ads were scored by another model."""
    figure = Figure(figsize=SIZE, layout="constrained")
    figure.suptitle(title_of(drift))
    sides = [Patch(color=colour, label=side) for side, colour in SIDES.items() if drift.contacts.get(side)]
    figure.legend(handles=sides, loc="outside upper right", ncols=len(sides))
    panels = figure.subplots(2, 4).ravel()
    draw_verdicts(panels[0], drift.measures)
    draw_scores(panels[1], now.risks, before.risks, threshold)
    draw_nights(
        panels[2], drift, "flagged ads, %", [share(one.flagged, one.scored) for one in nights_of(drift)]
    )
    draw_nights(panels[3], drift, "ads a night", [float(one.ads) for one in nights_of(drift)])
    draw_unknown(panels[4], now.unknown, before.unknown, training)
    draw_shares(panels[5], "ads by contact kind, %", drift.contacts, CONTACT_KINDS)
    draw_shares(panels[6], "ads by source, %", drift.sources, largest(drift.sources))
    draw_features(panels[7], drift)
    kept = BytesIO()
    figure.savefig(kept, format="png")
    return kept.getvalue()


def title_of(drift: Drift) -> str:
    first, last = drift.nights[0].night, drift.nights[-1].night
    return f"{first} to {last}: {drift.ads:,} ads, {drift.earlier_ads:,} before"


def nights_of(drift: Drift) -> tuple[NightFigures, ...]:
    return drift.earlier_nights + drift.nights


def share(part: int, whole: int) -> float:
    """In percent; not a number where there is nothing to take it of, which leaves a gap in the line."""
    return 100 * part / whole if whole else float("nan")


def draw_verdicts(axes: Axes, measures: Sequence[Measure]) -> None:
    """Each measure as a part of its limit: one look is enough."""
    judged = [one for one in measures if one.limit is not None][::-1]
    parts = [min(part_of_limit(one), FULL) for one in judged]
    names = [f"{one.name.replace('_', ' ')}  {one.value:.2f}" for one in judged]
    axes.barh(names, parts, color=[COLOURS[one.verdict] for one in judged])
    axes.axvline(1, color="black", linestyle=":")
    axes.set(
        title="measures, as parts of their limits",
        xlim=(0, FULL),
        ylim=(-0.5, max(len(judged), LEAST_BARS) - 0.5),
    )


def part_of_limit(measure: Measure) -> float:
    """A factor of 1 is no change, so factors are taken by their logarithms."""
    value, limit = measure.value or 0.0, measure.limit or 1.0
    return log(value) / log(limit) if measure.name in ("flagged", "yield") else value / limit


def draw_scores(axes: Axes, now: Spread, before: Spread, threshold: float | None) -> None:
    draw_spread(axes, {"earlier": before, "now": now})
    if threshold is not None:
        (at,) = log_odds([threshold])
        axes.axvline(at, color="black", linestyle=":")
    axes.set(title="scores (dotted: threshold)", xlabel="risk, log-odds", ylabel="ads, %")


def draw_unknown(axes: Axes, now: Spread, before: Spread, training: Counts | None) -> None:
    draw_spread(axes, {"training": training.unknown if training else NOTHING, "earlier": before, "now": now})
    axes.set(title="vocabulary", xlabel="unknown n-grams of an ad, share", ylabel="ads, %")


def draw_spread(axes: Axes, spreads: Mapping[str, Spread]) -> None:
    drawn = {name: one for name, one in spreads.items() if one.total}
    if not drawn:
        return
    edges = np.histogram_bin_edges(np.concatenate([one.values for one in drawn.values()]), BINS)
    for name, one in drawn.items():
        shares = np.histogram(one.values, edges, weights=100 * one.counts / one.total)[0]
        axes.stairs(shares, edges, color=SIDES[name], fill=name == "training", alpha=ALPHA[name])


def draw_nights(axes: Axes, drift: Drift, title: str, figures: Sequence[float]) -> None:
    """One point a night, and the mean of each side."""
    earlier = len(drift.earlier_nights)
    for side, nights in (("earlier", range(earlier)), ("now", range(earlier, len(figures)))):
        drawn = [figures[at] for at in nights]
        axes.plot(nights, drawn, marker="o", markersize=4, linewidth=1, color=SIDES[side])
        known = [one for one in drawn if not isnan(one)]
        if known:
            axes.hlines(fmean(known), nights[0], nights[-1], linestyle="--", color=SIDES[side])
    axes.set(title=f"{title} (dashed: mean)")
    axes.set_ylim(0, max(1.0, axes.get_ylim()[1]))
    step = -(-len(figures) // NIGHTS_NAMED)
    named = range(len(figures) - 1, -1, -step)
    axes.set_xticks(list(named), [nights_of(drift)[at].night[5:] for at in named])


def draw_shares(
    axes: Axes, title: str, sides: Mapping[str, Mapping[str, float]], names: Sequence[str]
) -> None:
    drawn = [(side, sides[side]) for side in SIDES if sides.get(side)]
    height = 0.8 / len(drawn)
    places = np.arange(len(names))
    for row, (side, shares) in enumerate(drawn):
        lengths = [100 * shares.get(name, 0.0) for name in names]
        axes.barh(places + row * height, lengths, height, color=SIDES[side])
    axes.set_yticks(places + 0.4 - height / 2, [plain(name) for name in names])
    axes.invert_yaxis()
    axes.set(title=title)


def largest(sides: Mapping[str, Mapping[str, float]]) -> list[str]:
    """The names with the largest share on either side."""
    top = {
        name: max(side.get(name, 0.0) for side in sides.values()) for side in sides.values() for name in side
    }
    return sorted(top, key=lambda name: (-top[name], name))[:MOST_BARS]


def draw_features(axes: Axes, drift: Drift) -> None:
    axes.set(title="features (dotted: limit)", xlabel="PSI against the earlier nights")
    if not drift.features:
        axes.set(xticks=[], yticks=[], xlabel="too few earlier ads to compare with")
        return
    top = sorted(drift.features, key=lambda name: -drift.features[name])[:MOST_BARS]
    limit = next((one.limit for one in drift.measures if one.name == "features" and one.limit), None)
    apart = [drift.features[name] for name in top]
    colours = [COLOURS["alarm" if limit is not None and one >= limit else "normal"] for one in apart]
    axes.barh([name.replace("_", " ") for name in top], apart, color=colours)
    if limit is not None:
        axes.axvline(limit, color="black", linestyle=":")
    axes.invert_yaxis()


def plain(name: str) -> str:
    """A source may have any name: only ASCII has letters in the font, and `$` would begin a formula."""
    short = name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 3] + "..."
    return short.encode("ascii", "replace").decode().replace("$", r"\$")
