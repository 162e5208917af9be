"""A Score with its Reading: one line of data/scores/NIGHT.jsonl.zst."""

from records import Reading, Score
from records.types import Record


class Scored(Record):
    score: Score
    reading: Reading
