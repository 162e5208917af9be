"""Log lines that a fetched text cannot forge."""

import logging

from crawler.logs import OneLine, is_ours_or_serious


def record(message: str, name: str = "crawler.storage", level: int = logging.INFO) -> logging.LogRecord:
    return logging.LogRecord(name, level, __file__, 1, "%s", (message,), None)


def test_a_title_cannot_start_a_line_or_colour_the_screen() -> None:
    hostile = "급구\n2026-11-21 ERROR forged\r\x1b[31m\u2028x\u202eabc\x85"
    line = OneLine().format(record(hostile))
    assert "\n" not in line
    assert not {"\r", "\x1b", "\u2028", "\u202e", "\x85"} & set(line)
    assert "급구\\x0a2026-11-21 ERROR forged" in line


def test_a_traceback_is_marked_line_by_line() -> None:
    try:
        raise ValueError("title\n2026-11-21 ERROR forged")
    except ValueError as error:
        entry = record("reading failed")
        entry.exc_info = (type(error), error, error.__traceback__)
    first, *rest = OneLine().format(entry).splitlines()
    assert first.endswith("INFO crawler.storage: reading failed")
    assert rest
    assert all(line.startswith("  | ") for line in rest)


def test_scrapy_speaks_only_when_something_is_wrong() -> None:
    assert is_ours_or_serious(record("x"))
    assert not is_ours_or_serious(record("x", "scrapy.core.engine"))
    assert is_ours_or_serious(record("x", "scrapy.core.engine", logging.ERROR))
