"""The human log. A title fetched from the web can neither start a line nor colour the screen; no key
stands in it.
"""

import logging
import sys
import unicodedata

from crawler.open_apis import without_keys

SHIFTING = frozenset("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    """The text with every control character and every bidi override spelt out."""
    return "".join(
        f"\\x{ord(character):02x}"
        if unicodedata.category(character) in ("Cc", "Cs") or character in SHIFTING
        else character
        for character in text
    )


class OneLine(logging.Formatter):
    """One record, one line; a traceback follows on lines that begin with `|`."""

    def format(self, record: logging.LogRecord) -> str:
        return without_keys(self.in_one_line(record))

    def in_one_line(self, record: logging.LogRecord) -> str:
        line = printable(f"{self.formatTime(record)} {record.levelname} {record.name}: {record.getMessage()}")
        if not record.exc_info:
            return line
        trace = self.formatException(record.exc_info).splitlines()
        return "\n".join([line, *(f"  | {printable(step)}" for step in trace)])


def is_ours_or_serious(record: logging.LogRecord) -> bool:
    """Scrapy tells each page and setting; of it only what went wrong is for people."""
    return record.levelno >= logging.WARNING or record.name.startswith("crawler")


def log_to_stderr() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    handler.addFilter(is_ours_or_serious)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(True)


def quiet_scrapy() -> None:
    """What is not shown is not written either: Scrapy tells each page. To be called after it has set up."""
    logging.getLogger("scrapy").setLevel(logging.WARNING)
    # It warns that no Referer is sent on, which is as we want it.
    logging.getLogger("scrapy.downloadermiddlewares.redirect").setLevel(logging.ERROR)


def log_faults_to_stderr() -> None:
    """Only faults of ours, with their traceback: all else is said by the command itself."""
    log_to_stderr()
    for handler in logging.getLogger().handlers:
        handler.addFilter(lambda record: bool(record.exc_info))
