"""One post of a drop folder, or why a file is none; and the bytes of a file that may be read."""

import os
import stat
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from crawler.pictures.opening import MAX_BYTES
from crawler.results import Reject


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
