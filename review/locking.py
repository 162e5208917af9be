"""Writers that must not overlap: loading and releasing."""

from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from django.db import connection, transaction


@contextmanager
def one_at_a_time(what: str) -> Iterator[None]:
    """A transaction that waits until no other process is inside one of the same name.

    SQLite's IMMEDIATE transactions wait already; PostgreSQL takes an advisory lock.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [crc32(f"lurewatch {what}".encode())])
        yield
