"""Times as sites write them, in UTC. A time that cannot be read is left out; the ad is not."""

from datetime import UTC, datetime
from typing import Any

from records.layout import SEOUL


def read_iso(value: Any) -> datetime | None:
    """An ISO date or time; without an offset it is Seoul's."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=SEOUL)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
