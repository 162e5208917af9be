"""Reading an ad as an investigator reads it: `read(ad)` gives the Reading."""

from typing import TYPE_CHECKING, Any

from features.cues import CUES, CueKind, describe_cue
from features.reading import read
from features.table import Feature, features

if TYPE_CHECKING:
    FEATURES: tuple[Feature, ...]
    FEATURE_NAMES: tuple[str, ...]

__all__ = ["CUES", "FEATURES", "FEATURE_NAMES", "CueKind", "Feature", "describe_cue", "read"]


def __getattr__(name: str) -> Any:
    # One feature stands for each cue of the lexicon, so the list is made when first asked for, not on import.
    if name == "FEATURES":
        return features()
    if name == "FEATURE_NAMES":
        return tuple(feature.name for feature in features())
    raise AttributeError(name)
