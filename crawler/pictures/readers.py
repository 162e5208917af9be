"""The processes that read pictures, so that the crawl's event loop never waits for one."""

import asyncio
import json
import logging
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process, create_subprocess_exec
from hashlib import sha256

from crawler.pictures.opening import MAX_BYTES
from crawler.pictures.reading import Picture, PictureReason

logger = logging.getLogger(__name__)

LONGEST = 60.0
"""Seconds for one picture. The slowest ones made to be slow take 4 s of one core (noise of 40 megapixels)."""
LONGEST_ANSWER = 8 * 1024 * 1024


class Readers:
    """Starts a worker for a picture when none is free, at most so many. Serves one event loop."""

    def __init__(self, most: int | None = None, longest: float = LONGEST) -> None:
        self.longest = longest
        self._places = asyncio.Semaphore(most or max(1, min(4, (os.cpu_count() or 1) - 1)))
        self._free: list[Process] = []

    async def read(self, body: bytes) -> Picture:
        """What `read_picture` says of the body; a crash or a picture that takes too long is a reason."""
        if len(body) > MAX_BYTES:
            return Picture(sha256(body).hexdigest(), reason="too many bytes")
        async with self._places:
            worker = self._free.pop() if self._free else await start_worker()
            try:
                answer = await asyncio.wait_for(ask(worker, body), self.longest)
            except BaseException as error:
                stop(worker)
                if isinstance(error, TimeoutError):
                    return self._failed(body, "too slow")
                if isinstance(error, OSError | EOFError):
                    return self._failed(body, "reader fault")
                raise
            self._free.append(worker)
            return answer

    def _failed(self, body: bytes, reason: PictureReason) -> Picture:
        digest = sha256(body).hexdigest()
        logger.warning("the picture %s was not read: %s", digest, reason)
        return Picture(digest, reason=reason)

    def close(self) -> None:
        while self._free:
            stop(self._free.pop())


async def start_worker() -> Process:
    """Its environment holds no proxy, key or password of the crawler's."""
    needed = ("PATH", "TESSDATA_PREFIX", "PYTHONPATH")
    kept = {name: os.environ[name] for name in needed if name in os.environ}
    return await create_subprocess_exec(
        sys.executable, "-P", "-m", "crawler.pictures.worker",
        stdin=PIPE, stdout=PIPE, stderr=DEVNULL, limit=LONGEST_ANSWER, env=kept,
    )  # fmt: skip


async def ask(worker: Process, body: bytes) -> Picture:
    """Raises OSError or EOFError when the worker has died."""
    if worker.stdin is None or worker.stdout is None:
        raise EOFError
    worker.stdin.write(len(body).to_bytes(4) + body)
    await worker.stdin.drain()
    line = await worker.stdout.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    said = json.loads(line)
    if fault := said.pop("fault"):
        logger.error("the picture %s could not be read; a fault of ours: %r", said["sha256"], fault)
    return Picture(**said)


def stop(worker: Process) -> None:
    if worker.returncode is None:
        worker.kill()
