"""Putting pages together: templates with $places, and published text as HTML."""

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template

from samples.posts import Post

TEMPLATES = Path(__file__).parent / "templates"
URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,)]")


def fill(name: str, places: Mapping[str, str]) -> str:
    return Template((TEMPLATES / name).read_text("utf-8")).substitute(places)


def linked(text: str) -> str:
    """Escaped text with its web addresses made links, as board software does."""
    pieces = []
    last = 0
    for match in URL.finditer(text):
        url = escape(match.group())
        pieces += [escape(text[last : match.start()]), f'<a href="{url}" target="_blank">{url}</a>']
        last = match.end()
    return "".join([*pieces, escape(text[last:])])


def broken_lines(text: str) -> str:
    """`<br>` between lines: posts written in a plain text field."""
    return "<br>\n".join(linked(line) for line in text.split("\n"))


def paragraphs(text: str) -> str:
    """`<p>` around each line and a no-break space in an empty one: posts written in a rich editor."""
    return "\n".join(f"<p>{linked(line) or '&nbsp;'}</p>" for line in text.split("\n"))


def published(post: Post) -> str:
    """The text of a post as one of two kinds of editor leaves it."""
    return paragraphs(post.body) if post.id % 3 else broken_lines(post.body)
