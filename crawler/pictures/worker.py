"""`python -m crawler.pictures.worker`: reads pictures in a process of its own.

Pictures are hostile, and their decoders are native code: one that crashes or never ends costs this
process, not the crawl. Each picture comes on stdin after its length (4 bytes, big-endian); each
answer is a line of JSON. The end of stdin is the end of the process, also when the crawler is killed.
"""

import json
import os
import resource
import sys
import traceback
from dataclasses import asdict
from hashlib import sha256
from typing import BinaryIO

MEMORY = 4 * 1024**3
"""Bytes of address space; a picture of 40 megapixels takes under 1 GiB."""


def main() -> None:
    answers = _own_stdout()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ |= {"OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"}  # one core a worker is faster
    asked = sys.stdin.buffer
    while head := asked.read(4):
        answers.write(_answer(asked.read(int.from_bytes(head))))
        answers.flush()


def _own_stdout() -> BinaryIO:
    """Stdout for the answers alone: whatever a library prints goes to stderr."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _answer(body: bytes) -> bytes:
    from crawler.pictures.reading import Picture, read_picture

    try:
        said = {**asdict(read_picture(body)), "fault": ""}
    except Exception:  # the outermost loop: the next picture may be a good one
        picture = Picture(sha256(body).hexdigest(), reason="reader fault")
        said = {**asdict(picture), "fault": traceback.format_exc()}
    return json.dumps(said).encode() + b"\n"


if __name__ == "__main__":
    main()
