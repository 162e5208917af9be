"""Scrapy's scheduler over the shared queue: takes, puts away what has been read, and knows the end.

scrapy-redis's own scheduler ends a process while another still reads a list, and clears the queue
of all when one ends.
"""

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
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
from crawler.walk import Walk

logger = logging.getLogger(__name__)


class SharedScheduler(BaseScheduler):
    walk: Walk
    memory: SharedMemory
    queue: SharedQueue

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.server = get_redis_from_settings(crawler.settings)
        self.in_hand: dict[Request, str] = {}
        self.told: set[str] = set()
        self.next_look: Any = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "SharedScheduler":
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        if not isinstance(spider, Walk) or not isinstance(spider.memory, SharedMemory):
            raise TypeError(f"{spider} walks no source with others")
        self.walk, self.memory = spider, spider.memory
        worker = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self.queue = SharedQueue(self.server, spider, f"{spider.name}:{self.memory.night}", worker)
        with self.at_work(), spider.memory_at_work():
            self.memory.learn(self.read("posts"), self.read("markers"))
        self.beating = create_looping_call(self.beat)
        self.beating.start(LEASE / 5)

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

    def beat(self) -> None:
        with self.at_work():
            self.queue.beat()

    def enqueue_request(self, request: Request) -> bool:
        with self.at_work():
            message = pack(request, self.walk)
            return self.queue.push_once(message, fingerprint(request), request.priority)
        return False

    def next_request(self) -> Request | None:
        if self.walk.stopped_by is not None:
            return None
        with self.at_work():
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

    def put_away(self) -> None:
        """What Scrapy is through with: read, stored, and what it led to is in the queue."""
        slot = self.crawler.engine._slot  # no signal says so
        for request in [one for one in self.in_hand if slot is None or one not in slot.inprogress]:
            self.queue.done(self.in_hand[request], self.pause_after(request), self.learned())
            del self.in_hand[request]

    def pause_after(self, request: Request) -> float:
        """Seconds until any machine may ask this site again: AutoThrottle's, as this one sees the site."""
        downloader = self.crawler.engine.downloader
        slot = downloader.slots.get(request.meta.get("download_slot", ""))
        return slot.download_delay() if slot else 0.0

    def learned(self) -> dict[str, dict[str, str]]:
        posts, markers = self.memory.untold()
        fresh = {name: value for name, value in progress_of(self.walk).items() if name not in self.told}
        self.told |= fresh.keys()
        name = self.walk.name
        return {f"{name}:posts": posts, f"{name}:markers": markers, f"{self.queue.run}:walk": fresh}

    def has_pending_requests(self) -> bool:
        """Asked when this process has nothing more to do: whether any process still has."""
        if self.walk.stopped_by is not None:
            return False
        with self.at_work():
            if not self.queue.is_empty():
                return True
            if not self.walk.checked:
                self.catch_up()
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

    def close(self, reason: str) -> None:
        self.beating.stop()
        if self.next_look is not None:
            self.next_look.cancel()
        with self.at_work():
            # What could not be stored is left to the others.
            if self.walk.stopped_by is None:
                self.put_away()
                self.queue.done("", 0, self.learned())
            self.queue.leave()
        self.server.close()
