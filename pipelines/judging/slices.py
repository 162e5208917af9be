"""The slices that figures are reported on: which lures against which ordinary ads."""

import numpy as np
import pandas as pd

from pipelines.judging.split_tables import Split, load_split
from pipelines.judging.splits import TEST, TEST_DISGUISED, UNSEEN_KIND, UNSEEN_WRITER, VALIDATION, VERDICTS
from records.layout import Layout

OBFUSCATED = "obfuscated"


def load_slices(layout: Layout) -> dict[str, Split]:
    """The slices by name. Three take the ordinary ads of the test split to their own lures:
    obfuscated ones are few among ordinary ads, and so are ordinary ads of unseen kinds.
    """
    test, unseen = load_split(layout, TEST), load_split(layout, UNSEEN_KIND)
    writer = load_split(layout, UNSEEN_WRITER)
    ordinary = test.where(test.labels == 0)
    disguised = test.where((test.labels == 1) & test.frame["obfuscated"].to_numpy(dtype=np.bool_))
    slices = {
        VALIDATION: load_split(layout, VALIDATION),
        TEST: test,
        OBFUSCATED: together(disguised, ordinary),
        TEST_DISGUISED: load_split(layout, TEST_DISGUISED),
        UNSEEN_KIND: together(unseen, ordinary),
        UNSEEN_WRITER: writer,
        VERDICTS: load_split(layout, VERDICTS),
    }
    own = {OBFUSCATED: disguised, UNSEEN_KIND: unseen}
    return {name: one for name, one in slices.items() if len(own.get(name, one).frame)}


def together(one: Split, other: Split) -> Split:
    return Split(pd.concat([one.frame, other.frame], ignore_index=True))
