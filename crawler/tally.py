"""What one walk has brought so far: for the progress, and for the run that is remembered."""

from collections import Counter

from crawler.entries import FilledField
from crawler.results import Gone, Reject
from crawler.runs import filled_fields
from records import JobAd


class Tally:
    def __init__(self) -> None:
        self.pages = self.posts = self.ads = self.rejected = 0
        self.filled: Counter[FilledField] = Counter()

    def add(self, result: JobAd | Reject | Gone) -> None:
        self.posts += 1
        if isinstance(result, JobAd):
            self.ads += 1
            self.filled.update(filled_fields(result))
        elif isinstance(result, Reject):
            self.rejected += 1
