"""Lines around a post that say nothing of it, put there as a portal, a channel or a board does."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random


@dataclass(frozen=True)
class Frame:
    """The lines of one sort of site; `channels` are those of the corpus that look like it."""

    channels: frozenset[str]
    before: tuple[str, ...]
    after: tuple[str, ...]


@cache
def frames() -> tuple[Frame, ...]:
    table = tomllib.loads((files("pipelines.written") / "surroundings.toml").read_text(encoding="utf-8"))
    return tuple(
        Frame(frozenset(one["channels"]), tuple(one["before"]), tuple(one["after"])) for one in table.values()
    )


def surround(body: str, channel: str, random: Random) -> str:
    """The body between lines of its channel, or of any where the channel is not known: a page of a site
    is collected with what stands around it.
    """
    fitting = [frame for frame in frames() if channel in frame.channels] or list(frames())
    frame = random.choice(fitting)
    before = random.sample(frame.before, random.randint(0, 2))
    after = random.sample(frame.after, random.randint(0 if before else 1, 3))
    above, below = ([_filled(line, random) for line in lines] for lines in (before, after))
    return "\n".join([*above, body, *below])


def _filled(line: str, random: Random) -> str:
    while "{" in line:
        line = line.replace("{number}", f"{random.randint(12, 9999)}", 1)
        line = line.replace("{day}", str(random.randint(1, 28)), 1)
    return line
