"""The text of an HTML node as a browser shows it: line breaks kept, nothing tidied away."""

import re
from collections.abc import Iterator
from html import unescape

from lxml import etree
from parsel import Selector, SelectorList

BLOCK_NAMES = (
    "address article aside blockquote dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section table tbody thead tr ul"
)
BLOCKS = frozenset(BLOCK_NAMES.split())
CELLS = frozenset({"td", "th"})
UNSEEN = frozenset({"script", "style", "template", "noscript", "head", "iframe", "object"})
INLINE_NAMES = "a b big br em font hr i img mark s small span strong sub sup td th u"
TAG = re.compile(
    rf"</?(?:{'|'.join([*BLOCK_NAMES.split(), *INLINE_NAMES.split()])})(?:\s[^<>]*)?/?>", re.IGNORECASE
)
SPACES = re.compile(r"[ \t\r\n\f]+")
AROUND_BREAK = re.compile(r"[ \t]*\n[ \t]*")

BREAK, PARAGRAPH, CELL, KEPT = "\ue000", "\ue001", "\ue002", "\ue003"
"""Private-use marks while a text is put together; the same letters in a page are dropped."""
MARKS = re.compile(f"[{BREAK}{PARAGRAPH}{CELL}{KEPT}]")


def shown_text(node: Selector | SelectorList[Selector]) -> str:
    """The node's text. `<br>` and the edges of blocks break lines; runs of plain spaces become one.

    No-break spaces, zero-width characters and everything else stay as published.
    """
    found = node[0] if isinstance(node, SelectorList) and node else node
    if isinstance(found, SelectorList):
        return ""
    text = "".join(_pieces(found.root))
    text = re.sub(f"[{PARAGRAPH} ]*{PARAGRAPH}[{PARAGRAPH} ]*", PARAGRAPH, text)
    # The edge of a block adds no second break to a <br> that stands last in it.
    text = re.sub(f"{BREAK} *{PARAGRAPH}", BREAK, text)
    text = text.replace(CELL, " ").replace(BREAK, "\n").replace(PARAGRAPH, "\n")
    return AROUND_BREAK.sub("\n", text).strip(" \t\n").replace(KEPT, " ")


def html_text(markup: str) -> str:
    """The shown text of a piece of HTML, once or twice escaped, or of plain text with line breaks.

    `<TM 모집>` in a plain text is no tag: only HTML's own names make one.
    """
    if not TAG.search(markup):
        markup = unescape(markup)
        if not TAG.search(markup):
            return AROUND_BREAK.sub("\n", markup.replace("\r\n", "\n")).strip(" \t\n")
    return shown_text(Selector(text=f"<div>{markup}</div>", type="html").css("body"))


def one_line(node: Selector | SelectorList[Selector]) -> str:
    return " ".join(shown_text(node).split("\n")).strip()


def _pieces(root: etree._Element) -> Iterator[str]:
    hidden = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = element.tag if isinstance(element.tag, str) else None
        if event == "start":
            hidden += tag in UNSEEN
            if tag == "br" and not hidden:
                yield BREAK
            elif tag in BLOCKS:
                yield PARAGRAPH
            if element.text and not hidden:
                yield _inline(element.text, preformatted=tag in ("pre", "textarea"))
            continue
        if event == "end":
            hidden -= tag in UNSEEN
            if tag in BLOCKS:
                yield PARAGRAPH
            elif tag in CELLS:
                yield CELL
        if element is not root and element.tail and not hidden:
            yield _inline(element.tail, preformatted=False)


def _inline(text: str, preformatted: bool) -> str:
    text = MARKS.sub("", text)
    if not preformatted:
        return SPACES.sub(" ", text)
    return text.expandtabs().replace(" ", KEPT).replace("\r\n", "\n").replace("\n", BREAK)
