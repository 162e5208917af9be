"""Times as sites write them, in UTC. A time that cannot be read is left out; the ad is not.

`zone` is whose clock shows a time that names no offset.
"""

import re
from datetime import UTC, datetime, tzinfo
from typing import Any

from records.layout import SEOUL

WRITTEN = re.compile(r"(?<![\d.-])(\d{4})([-.])(\d\d)\2(\d\d)(?:\s+(\d\d):(\d\d)(?::(\d\d))?)?(?![\d.-])")


def read_iso(value: Any, zone: tzinfo = SEOUL) -> datetime | None:
    """An ISO date or time."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def find_written_time(text: str, zone: tzinfo = SEOUL) -> datetime | None:
    """The last whole date in a text, `2026.11.18 23:04` or `2026-11-18 23:04:10`."""
    for match in reversed(list(WRITTEN.finditer(text))):
        parts = (int(match[group] or 0) for group in (1, 3, 4, 5, 6, 7))
        try:
            return datetime(*parts, tzinfo=zone).astimezone(UTC)  # type: ignore[arg-type, misc]
        except (ValueError, OverflowError):
            continue
    return None
