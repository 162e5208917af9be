"""A drop folder: files, folders of files and mailboxes, each post with what a note beside it says.

Files are looked at, never changed, moved or deleted, and no link is followed. A mail's sender and
the times of files are not kept.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from crawler.entries import web_address
from crawler.page import decode
from crawler.results import Reject
from crawler.submissions.mails import mails_of_file, read_mail, read_maildir
from crawler.submissions.posts import Refusal, Refused, Submission, body_of
from crawler.times import read_iso

TEXTS, SCREENSHOTS, MAILS = (".txt", ".md"), (".png", ".jpg", ".jpeg", ".webp"), (".eml",)
MAILBOX, NOTE = ".mbox", ".json"
MOST_FILES = 50
"""Of one post."""
MALFORMED = (ValueError, TypeError, AttributeError, RecursionError)
"""What a note raises that is no JSON, or no object, or names no address."""


def read_folder(folder: Path) -> Iterator[Submission | Refusal]:
    """Every post in a drop folder, by name. Raises OSError when the folder cannot be read."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or (path.suffix == NOTE and path.with_suffix("").exists()):
            continue
        try:
            yield from read_entry(path)
        except Refused as refused:
            yield refused.refusal
        except OSError as error:
            yield Refusal(path.name, Reject("file not readable", error.strerror or ""))


def read_entry(path: Path) -> Iterator[Submission | Refusal]:
    if path.is_symlink():
        raise Refused(path, Reject("symbolic link"))
    if path.suffix.lower() == MAILBOX:
        yield from map(read_mail, mails_of_file(path))
    elif path.is_dir() and (path / "cur").is_dir():
        yield from read_maildir(path)
    elif path.is_dir():
        yield with_note(together([read_file(part) for part in files_of(path)]), path)
    else:
        yield with_note(read_file(path), path)


def files_of(folder: Path) -> list[Path]:
    found = [path for path in sorted(folder.iterdir()) if not path.name.startswith(".")]
    files = [path for path in found if path.suffix != NOTE]
    if not files:
        raise Refused(folder, Reject("no text"))
    if len(files) > MOST_FILES:
        raise Refused(folder, Reject("too large", f"{len(files)} files"))
    return files


def together(parts: list[Submission]) -> Submission:
    return Submission(
        parts=tuple(one for part in parts for one in part.parts),
        title=next((part.title for part in parts if part.title), ""),
        texts=tuple(text for part in parts for text in part.texts),
        pictures=tuple(picture for part in parts for picture in part.pictures),
        posted_at=next((part.posted_at for part in parts if part.posted_at), None),
    )


def read_file(path: Path) -> Submission:
    kind = path.suffix.lower()
    if kind in TEXTS:
        body = body_of(path)
        if b"\0" in body:
            raise Refused(path, Reject("unknown kind of file"))
        return read_text(body)
    if kind in SCREENSHOTS:
        body = body_of(path)
        return Submission((body,), pictures=(body,))
    if kind in MAILS:
        return read_mail(body_of(path))
    raise Refused(path, Reject("unknown kind of file"))


def read_text(body: bytes) -> Submission:
    """UTF-8 or CP949. The first line is the title where a blank line follows it."""
    text = decode(body).replace("\r\n", "\n").strip("\n")
    first, blank, rest = text.partition("\n\n")
    if blank and "\n" not in first:
        return Submission((body,), first.strip(), (rest.strip("\n"),))
    return Submission((body,), texts=(text,))


def with_note(submission: Submission, path: Path) -> Submission:
    """With what `NAME.json` beside the file says: {"url": where it stood, "posted_at": when}.

    Raises Refused when the note is none: a wrong one is not passed over in silence.
    """
    note = path.with_name(path.name + NOTE)
    if not note.exists() and not note.is_symlink():
        return submission
    try:
        said = json.loads(body_of(note))
        url, moment = said.get("url", ""), said.get("posted_at", "")
        link = web_address(url) if url else ""
        posted_at = read_iso(moment) if moment else None
    except MALFORMED:
        raise Refused(note, Reject("bad field")) from None
    if moment and posted_at is None:
        raise Refused(note, Reject("bad field", "posted_at"))
    return replace(submission, link=link, posted_at=posted_at or submission.posted_at)
