"""What a crawl says of itself: the counts that pipelines adds up and shows."""

from pydantic import Field, model_validator

from records.types import Night, Record, Sha256


class SourceReport(Record):
    """One source in one night. A post is seen once: new, edited, unchanged or rejected."""

    source: str
    pages: int = 0
    seen: int = 0
    new: int = 0
    edited: int = 0
    unchanged: int = 0
    rejected: dict[str, int] = Field(default_factory=dict)
    gone: int = 0
    """Posts of earlier nights that are no longer there; not part of `seen`."""
    error: str | None = None
    """One sentence when the source as a whole failed; what it gave before is kept."""
    warnings: tuple[str, ...] = ()
    """What a person should look at though the source ran: one sentence each, from its latest run."""

    @model_validator(mode="after")
    def adds_up(self) -> "SourceReport":
        parts = self.new + self.edited + self.unchanged + sum(self.rejected.values())
        if self.seen != parts:
            raise ValueError(f"{self.source}: {self.seen} seen, but the parts give {parts}")
        return self


class CrawlReport(Record):
    night: Night
    sources: tuple[SourceReport, ...]
    evidence_head: Sha256 | None = None
    """The digest that stands for all evidence up to this crawl, to be noted outside of this machine."""
