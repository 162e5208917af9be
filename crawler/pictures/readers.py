"""The processes that read pictures, so that the crawl's event loop never waits for one."""

import asyncio
import json
import logging
import os
import subprocess
import sys
from contextlib import suppress
from hashlib import sha256

from crawler.pictures.opening import MAX_BYTES
from crawler.pictures.reading import Picture, PictureReason

logger = logging.getLogger(__name__)

LONGEST = 60.0
"""Seconds for one picture. Noise of 40 megapixels, made to be slow, takes 4 s of one core."""


class Readers:
    """Starts a worker for a picture when none is free, at most so many. Serves one event loop."""

    def __init__(self, most: int | None = None, longest: float = LONGEST) -> None:
        self.longest = longest
        self._places = asyncio.Semaphore(most or max(1, min(4, (os.cpu_count() or 1) - 1)))
        self._free: list[subprocess.Popen[bytes]] = []

    async def read(self, body: bytes) -> Picture:
        """What `read_picture` says of the body; a crash or a picture that takes too long is a reason."""
        if len(body) > MAX_BYTES:
            return Picture(sha256(body).hexdigest(), reason="too many bytes")
        async with self._places:
            worker = self._free.pop() if self._free else start_worker()
            answered = False
            try:
                answer = await asyncio.wait_for(asyncio.to_thread(ask, worker, body), self.longest)
                answered = True
            except TimeoutError:
                return self._failed(body, "too slow")
            except (OSError, EOFError):
                return self._failed(body, "reader fault")
            finally:
                if answered:
                    self._free.append(worker)
                else:
                    stop(worker)
            return answer

    def _failed(self, body: bytes, reason: PictureReason) -> Picture:
        digest = sha256(body).hexdigest()
        logger.warning("the picture %s was not read: %s", digest, reason)
        return Picture(digest, reason=reason)

    def close(self) -> None:
        while self._free:
            stop(self._free.pop())


def start_worker() -> subprocess.Popen[bytes]:
    """Its environment holds no proxy, key or password of the crawler's."""
    needed = ("PATH", "TESSDATA_PREFIX", "PYTHONPATH")
    kept = {name: os.environ[name] for name in needed if name in os.environ}
    command = [sys.executable, "-m", "crawler.pictures.worker"]
    return subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=kept
    )


def ask(worker: subprocess.Popen[bytes], body: bytes) -> Picture:
    """Waits for the worker's answer. Raises OSError or EOFError when it has died."""
    if worker.stdin is None or worker.stdout is None:
        raise EOFError
    worker.stdin.write(len(body).to_bytes(4) + body)
    worker.stdin.flush()
    line = worker.stdout.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    said = json.loads(line)
    if fault := said.pop("fault"):
        logger.error("the picture %s could not be read; a fault of ours: %r", said["sha256"], fault)
    return Picture(**said)


def stop(worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    worker.wait()
    for pipe in (worker.stdin, worker.stdout):
        if pipe is not None:
            with suppress(OSError):  # what was still to be written to a process that is gone
                pipe.close()
