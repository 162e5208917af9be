"""Times as sites write them, in UTC. A time that cannot be read is left out; the ad is not."""

import re
from datetime import UTC, datetime
from typing import Any

from records.layout import SEOUL

WRITTEN = re.compile(r"(?<![\d.-])(\d{4})([-.])(\d\d)\2(\d\d)(?:\s+(\d\d):(\d\d)(?::(\d\d))?)?(?![\d.-])")


def read_iso(value: Any) -> datetime | None:
    """An ISO date or time; without an offset it is Seoul's."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=SEOUL)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def find_written_time(text: str) -> datetime | None:
    """The last whole date in a text, `2026.11.18 23:04` or `2026-11-18 23:04:10`, as Seoul's."""
    for match in reversed(list(WRITTEN.finditer(text))):
        parts = (int(match[group] or 0) for group in (1, 3, 4, 5, 6, 7))
        try:
            return datetime(*parts, tzinfo=SEOUL).astimezone(UTC)  # type: ignore[arg-type, misc]
        except (ValueError, OverflowError):
            continue
    return None
