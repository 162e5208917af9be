"""Mails as posts: saved ones, and those of a mailbox. Their senders are not kept."""

import mailbox
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from crawler.page import decode
from crawler.results import Reject
from crawler.submissions.posts import Refusal, Refused, Submission, body_of
from crawler.text import html_text

MAX_MAILBOX = 256 * 1024 * 1024
MOST_PICTURES = 50
"""Of one mail."""
MALFORMED = (ValueError, LookupError, TypeError, AttributeError)
"""What the standard library's mail parser raises over headers that are none."""


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
        pictures=tuple(picture for picture in pictures if isinstance(picture, bytes))[:MOST_PICTURES],
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
