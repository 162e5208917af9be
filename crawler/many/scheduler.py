"""Scrapy's scheduler over the shared queue: takes, puts away what has been read, and knows the end.

scrapy-redis's own scheduler ends a process while another still reads a list, and clears the queue
of all when one ends.
"""

import logging
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import redis
from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import call_later, create_looping_call
from scrapy_redis.connection import get_redis_from_settings

from crawler.many.messages import BadMessage, fingerprint, pack, unpack
from crawler.many.queue import LEASE, SharedQueue
from crawler.many.sharing import SharedMemory, go_on_from, progress_of
from crawler.runs import Run
from crawler.walk import Walk
from crawler.watch import Watch

logger = logging.getLogger(__name__)

HUNG = 600
"""Seconds after which a process that runs but no longer turns is given up like one that has died."""


class SharedScheduler(BaseScheduler):
    walk: Walk
    memory: SharedMemory
    queue: SharedQueue
    watch: Watch
    told_line: int = 0
    """The last line of the journal that was put away."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.server = get_redis_from_settings(crawler.settings)
        self.in_hand: dict[Request, str] = {}
        self.told: set[str] = set()
        self.next_look: Any = None
        self.turned, self.closed = time.monotonic(), Event()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "SharedScheduler":
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        watch = self.crawler.get_extension(Watch)
        if not isinstance(spider, Walk) or not isinstance(spider.memory, SharedMemory) or watch is None:
            raise TypeError(f"{spider} walks no source with others")
        self.walk, self.memory, self.watch = spider, spider.memory, watch
        worker = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self.queue = SharedQueue(self.server, spider, f"{spider.name}:{self.memory.night}", worker)
        with self.at_work(), spider.memory_at_work():
            self.take_up_memory()
        self.turning = create_looping_call(self.turn)
        self.turning.start(LEASE / 5)
        self.beating = Thread(target=self.beat, daemon=True)
        self.beating.start()

    def take_up_memory(self) -> None:
        """What was stored but not put away is in other hands by now; the rest goes into the raw file."""
        if told := self.server.hget(f"{self.walk.name}:told", self.memory.machine):
            self.memory.forget_after(int(told))
        self.memory.finish()
        self.memory.learn(self.read("posts"), self.read("markers"))
        self.queue.tell(self.known())
        self.memory.settle = self.settle

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """A Redis that is lost ends this walk; what it has in hand is taken by others, or at the next run."""
        try:
            yield
        except redis.RedisError as error:
            self.walk.give_up(f"{self.walk.name}: the shared queue is lost: {str(error).rstrip('.')}.")

    def read(self, name: str) -> dict[str, str]:
        found = self.server.hgetall(f"{self.walk.name}:{name}")
        return {field.decode(): value.decode() for field, value in found.items()}

    def turn(self) -> None:
        self.turned = time.monotonic()

    def beat(self) -> None:
        """In a thread of its own: a process that is slow over a page is not silent."""
        while not self.closed.wait(LEASE / 5):
            if time.monotonic() - self.turned < HUNG:
                with suppress(redis.RedisError):  # the walk finds out by itself
                    self.queue.beat()

    def enqueue_request(self, request: Request) -> bool:
        with self.at_work():
            message = pack(request, self.walk)
            return self.queue.push_once(message, fingerprint(request), request.priority)
        return False

    def next_request(self) -> Request | None:
        if self.walk.stopped_by is not None:
            return None
        with self.at_work(), self.walk.memory_at_work():
            self.put_away()
            message, wait = self.queue.take()
            if message is None:
                self.look_again(wait)
                return None
            return self.take_up(message)
        return None

    def take_up(self, message: str) -> Request | None:
        try:
            request = unpack(message.partition(" ")[2], self.walk)
        except BadMessage as error:
            logger.error("%s: a message in Redis is not ours: %s", self.walk.name, error)
            self.queue.done(message, 0, {})
            self.look_again(0)
            return None
        self.in_hand[request] = message
        if "post" not in request.cb_kwargs:
            self.catch_up()
        return request

    def catch_up(self) -> None:
        """What other machines have listed by now. Only one has a request of this source in hand."""
        progress = self.read(f"{self.memory.night}:walk")
        self.told |= progress.keys()
        go_on_from(self.walk, progress)
        runs = self.read(f"{self.memory.night}:runs")
        runs.pop(self.queue.worker, None)
        self.watch.elsewhere = [Run.model_validate_json(text) for text in runs.values()]

    def put_away(self) -> None:
        """What Scrapy is through with: read, stored, and what it led to is in the queue."""
        slot = self.crawler.engine._slot  # no signal says so
        for request in [one for one in self.in_hand if slot is None or one not in slot.inprogress]:
            message, learned = self.in_hand.pop(request), self.learned()
            if self.queue.done(message, self.pause_after(request), learned):
                self.told_line = self.memory.last_line()
            else:
                logger.warning("%s: was silent too long; another machine has %s", self.walk.name, request.url)
                self.memory.forget_after(self.told_line)

    def pause_after(self, request: Request) -> float:
        """Seconds until any machine may ask this site again: AutoThrottle's, as this one sees the site."""
        downloader = self.crawler.engine.downloader
        slot = downloader.slots.get(request.meta.get("download_slot", ""))
        return slot.download_delay() if slot else 0.0

    def learned(self) -> dict[str, dict[str, str]]:
        """What the others have not been told yet, as Redis hash: fields."""
        progress = progress_of(self.walk)
        fresh = {name: value for name, value in progress.items() if name not in self.told}
        self.told |= fresh.keys()
        run = self.watch.finished_run().model_dump_json(exclude_defaults=True)
        return {
            **self.known(),
            f"{self.queue.run}:walk": fresh,
            f"{self.queue.run}:runs": {self.queue.worker: run},
        }

    def known(self) -> dict[str, dict[str, str]]:
        name, (posts, markers) = self.walk.name, self.memory.untold()
        told = {self.memory.machine: str(self.memory.last_line())}
        return {f"{name}:posts": posts, f"{name}:markers": markers, f"{name}:told": told}

    def has_pending_requests(self) -> bool:
        """Asked when this process has nothing more to do: whether any process still has."""
        if self.walk.stopped_by is not None:
            return False
        with self.at_work():
            if not self.queue.is_empty():
                return True
            self.catch_up()
            if not self.walk.checked:
                self.walk.checked = not self.queue.checks()
        return False

    def look_again(self, wait: float) -> None:
        if self.next_look is None:
            self.next_look = call_later(wait, self.nudge)

    def nudge(self) -> None:
        self.next_look = None
        slot = self.crawler.engine._slot  # by itself it looks every 5 s only
        if slot is not None and slot.closing is None:
            slot.nextcall.schedule()

    def settle(self) -> None:
        """Before what is stored goes into the raw file. What could not be stored is left to the others."""
        with self.at_work():
            if self.walk.stopped_by is None:
                self.put_away()

    def close(self, reason: str) -> None:
        self.turning.stop()
        self.closed.set()
        self.beating.join()
        if self.next_look is not None:
            self.next_look.cancel()
        with self.at_work(), self.walk.memory_at_work():
            if self.walk.stopped_by is None:
                self.queue.tell(self.learned())
            self.watch.judged_elsewhere = self.queue.leave()
        self.server.close()
