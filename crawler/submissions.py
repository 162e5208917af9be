"""What people drop into a folder: pasted texts, screenshots and saved mails, read as posts.

Files are looked at, never changed, moved or deleted, and no link is followed. A mail's sender and
the times of files are not kept.
"""

import json
import mailbox
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path

from crawler.entries import web_address
from crawler.page import decode
from crawler.pictures.opening import MAX_BYTES
from crawler.results import Reject
from crawler.text import html_text
from crawler.times import read_iso

TEXTS, SCREENSHOTS, MAILS = (".txt", ".md"), (".png", ".jpg", ".jpeg", ".webp"), (".eml",)
MAILBOX, NOTE = ".mbox", ".json"
MOST_FILES = 50
"""Files of one post, and pictures of one mail."""
MAX_MAILBOX = 256 * 1024 * 1024
MALFORMED = (ValueError, LookupError, TypeError, AttributeError)
"""What the standard library's mail parser raises over headers that are none."""


@dataclass(frozen=True)
class Submission:
    """One post: `parts` are the bytes that its id is made of, `link` where its sender says it stood."""

    parts: tuple[bytes, ...]
    title: str = ""
    texts: tuple[str, ...] = ()
    pictures: tuple[bytes, ...] = ()
    posted_at: datetime | None = None
    link: str = ""

    @property
    def native_id(self) -> str:
        """The same for the same content, whatever its files are called."""
        digests = sorted(sha256(part).digest() for part in self.parts)
        return sha256(b"".join(digests)).hexdigest()[:24]


@dataclass(frozen=True)
class Refusal:
    """A file that is no post; its name is shown printable."""

    name: str
    reject: Reject

    @property
    def native_id(self) -> str:
        return "file-" + sha256(self.name.encode("utf-8", "surrogateescape")).hexdigest()[:24]


class Refused(Exception):
    def __init__(self, path: Path, reject: Reject) -> None:
        super().__init__(reject.reason)
        self.refusal = Refusal(path.name, replace(reject, detail=reject.detail or ascii(path.name)))


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


def body_of(path: Path) -> bytes:
    """A plain file's bytes. Raises Refused for links, devices, pipes and what is too large."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        if path.is_symlink():
            raise Refused(path, Reject("symbolic link")) from None
        raise
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Refused(path, Reject("unknown kind of file"))
        body = stream.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise Refused(path, Reject("too large"))
    return body


def read_text(body: bytes) -> Submission:
    """UTF-8 or CP949. The first line is the title where a blank line follows it."""
    text = decode(body).replace("\r\n", "\n").strip("\n")
    first, blank, rest = text.partition("\n\n")
    if blank and "\n" not in first:
        return Submission((body,), first.strip(), (rest.strip("\n"),))
    return Submission((body,), texts=(text,))


def mails_of_file(path: Path) -> Iterator[bytes]:
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise Refused(path, Reject("unknown kind of file"))
    if found.st_size > MAX_MAILBOX:
        raise Refused(path, Reject("too large"))
    box = mailbox.mbox(path, create=False)
    try:
        for key in box.iterkeys():
            yield box.get_bytes(key)
    finally:
        box.close()


def read_maildir(folder: Path) -> Iterator[Submission | Refusal]:
    """Mails as they lie, new and seen ones; `mailbox.Maildir` would move them and follow links."""
    boxes = (folder / name for name in ("new", "cur"))
    mails = [path for box in boxes if box.is_dir() and not box.is_symlink() for path in box.iterdir()]
    for path in sorted(mails, key=lambda path: path.name):
        try:
            yield read_mail(body_of(path))
        except Refused as refused:
            yield refused.refusal


def read_mail(body: bytes) -> Submission:
    """Subject, time, the plain text or else the HTML, and attached pictures."""
    mail = message_from_bytes(body, _class=EmailMessage, policy=policy.default)
    shown = mail_body(mail)
    pictures = [
        part.get_payload(decode=True) for part in mail.walk() if part.get_content_maintype() == "image"
    ]
    return Submission(
        (body,),
        title=header(mail, "Subject"),
        texts=(shown,),
        pictures=tuple(picture for picture in pictures if isinstance(picture, bytes))[:MOST_FILES],
        posted_at=mail_time(header(mail, "Date")),
    )


def mail_body(mail: EmailMessage) -> str:
    try:
        part = mail.get_body(("plain", "html"))
    except MALFORMED:
        return ""
    content = part.get_payload(decode=True) if part is not None else None
    if part is None or not isinstance(content, bytes):
        return ""
    text = decode(content, f"text/html; charset={part.get_content_charset('') or ''}")
    return html_text(text) if part.get_content_subtype() == "html" else text.replace("\r\n", "\n").strip("\n")


def header(mail: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(mail.get(name, "")).split())
    except MALFORMED:
        return ""


def mail_time(date: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(date)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


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
    except (*MALFORMED, RecursionError):
        raise Refused(note, Reject("bad field")) from None
    if moment and posted_at is None:
        raise Refused(note, Reject("bad field", "posted_at"))
    return replace(submission, link=link, posted_at=posted_at or submission.posted_at)
