"""The queue of one source in Redis: nothing is lost when a process dies with a request in hand.

scrapy-redis's priority queue (a sorted set, `SOURCE:NIGHT:requests`), but a request that is taken
stays in `taken` with the name of its worker until it is done; a worker that has not been heard of
for LEASE seconds has what it took put back, and is told so when it says that it is done after all.
Each step is one script, so that a kill falls between steps: scrapy-redis marks a request as seen
and then pushes it, and pops for good.
"""

import json
from collections.abc import Mapping
from typing import Any

from scrapy_redis.queue import PriorityQueue

LEASE = 15
"""Seconds after which a silent worker is given up."""
LOOK_AGAIN = 50
"""Milliseconds until a worker looks again for its turn."""
KEPT = 3 * 24 * 3600
"""Seconds that an unfinished night stays in Redis."""
OVER = 60
"""Seconds that a finished run stays there: machines that were started together do not start equally fast."""
PARTS = ("requests", "dupefilter", "count", "taken", "workers", "pause", "turn", "walk", "runs", "checker")

PUSH = """
local requests, dupefilter, count = KEYS[1], KEYS[2], KEYS[3]
if redis.call('SADD', dupefilter, ARGV[1]) == 0 then return 0 end
local place = string.format('%012d ', redis.call('INCR', count))
redis.call('ZADD', requests, -tonumber(ARGV[2]), place .. ARGV[3])
for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, ARGV[4]) end
return 1
"""
# What a silent worker took goes back; then one request for all workers, in turns, after the pause.
TAKE = """
local requests, taken, workers, pause, turn = unpack(KEYS)
local me, lease, again = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local now = tonumber(redis.call('TIME')[1])
redis.call('ZADD', workers, now + lease, me)
redis.call('ZREMRANGEBYSCORE', workers, '-inf', now)
local held = redis.call('HGETALL', taken)
for i = 1, #held, 2 do
    if not redis.call('ZSCORE', workers, held[i + 1]) then
        redis.call('HDEL', taken, held[i])
        redis.call('ZADD', requests, -cjson.decode(string.sub(held[i], 14)).priority, held[i])
    end
end
if redis.call('ZCARD', requests) == 0 then return {again * 10} end
local wait, first = math.max(redis.call('PTTL', pause), 0), redis.call('GET', turn)
if wait == 0 and (redis.call('HLEN', taken) > 0 or first and first ~= me) then wait = again end
if wait > 0 then
    if not first then redis.call('SET', turn, me, 'PX', wait + 6 * again) end
    return {wait}
end
local message = redis.call('ZPOPMIN', requests)[1]
redis.call('DEL', turn)
redis.call('HSET', taken, message, me)
return {0, message}
"""
# Only who still holds a message puts it away; what was learned comes with it, one hash a key.
DONE = """
local taken, pause = KEYS[1], KEYS[2]
local message, me, milliseconds = ARGV[1], ARGV[2], tonumber(ARGV[3])
if redis.call('HGET', taken, message) ~= me then return 0 end
redis.call('HDEL', taken, message)
if milliseconds > 0 then redis.call('SET', pause, 1, 'PX', milliseconds) end
for i, fields in ipairs(cjson.decode(ARGV[4])) do
    for name, value in pairs(fields) do redis.call('HSET', KEYS[2 + i], name, value) end
end
return 1
"""
# The last one to leave a finished source lets the run go; who comes later begins anew.
LEAVE = """
local requests, taken, workers = KEYS[1], KEYS[2], KEYS[3]
redis.call('ZREM', workers, ARGV[1])
redis.call('ZREMRANGEBYSCORE', workers, '-inf', redis.call('TIME')[1])
local others = redis.call('ZCARD', workers)
local left = redis.call('ZCARD', requests) + redis.call('HLEN', taken)
if others + left == 0 then
    for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, ARGV[2]) end
end
return others > 0 and left > 0
"""


class SharedQueue(PriorityQueue):  # type: ignore[misc]  # scrapy-redis has no types
    """The requests of one source on one night. Every method raises redis.RedisError."""

    def __init__(self, server: Any, spider: Any, key: str, worker: str) -> None:
        super().__init__(server, spider, f"{key}:requests")
        self.run, self.worker = key, worker
        self._push, self._take, self._done, self._leave = map(
            server.register_script, (PUSH, TAKE, DONE, LEAVE)
        )

    def _keys(self, *parts: str) -> list[str]:
        return [f"{self.run}:{part}" for part in parts]

    def push_once(self, message: str, fingerprint: str, priority: int) -> bool:
        """Adds a message. False for one whose like was asked for in this run."""
        keys = self._keys("requests", "dupefilter", "count", "taken", "walk", "runs", "workers")
        return bool(self._push(keys, [fingerprint, priority, message, KEPT]))

    def take(self) -> tuple[str | None, float]:
        """A message that is now this worker's, or None and the seconds until it may look again."""
        keys = self._keys("requests", "taken", "workers", "pause", "turn")
        wait, *message = self._take(keys, [self.worker, LEASE, LOOK_AGAIN])
        return (message[0].decode() if message else None), wait / 1000

    def beat(self) -> None:
        """Says that this worker is alive."""
        self.server.zadd(f"{self.run}:workers", {self.worker: self.server.time()[0] + LEASE})

    def done(self, message: str, pause: float, learned: Mapping[str, Mapping[str, str]]) -> bool:
        """Puts a message away for good, and with it what was learned (hash: fields), in one step.

        False, and nothing is told, when the message is no longer this worker's.
        """
        keys = [*self._keys("taken", "pause"), *learned]
        fields = json.dumps([dict(fields) for fields in learned.values()], ensure_ascii=False)
        return bool(self._done(keys, [message, self.worker, int(pause * 1000), fields]))

    def tell(self, learned: Mapping[str, Mapping[str, str]]) -> None:
        """What was learned without a message."""
        with self.server.pipeline(transaction=True) as step:
            for name, fields in learned.items():
                if fields:
                    step.hset(name, mapping=dict(fields))
            step.execute()

    def is_empty(self) -> bool:
        """Whether nothing waits and nothing is in any worker's hand."""
        return not (len(self) or self.server.hlen(f"{self.run}:taken"))

    def checks(self) -> bool:
        """Whether it is this worker that looks for missing posts: the first that asks."""
        key = f"{self.run}:checker"
        return bool(self.server.set(key, self.worker, nx=True, ex=KEPT))

    def leave(self) -> bool:
        """Whether others go on with what is left."""
        return bool(self._leave(self._keys("requests", "taken", "workers", *PARTS), [self.worker, OVER]))
