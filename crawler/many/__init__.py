"""One crawl on many machines: the requests of a source wait in Redis, and every process takes from there.

`LUREWATCH_REDIS=redis://host:6379/0` is all it takes. What then holds, for each source:

- every post is fetched once, whichever machine lists or fetches it;
- a request is put away only when its page has been read and stored. What a process had in hand
  when it died is taken by another after `queue.LEASE` seconds; what it had already stored is in
  its own journal, and comes into its raw file at its next start;
- one request at a time over all machines, and between two of them the pause that the site's answers
  ask for: a site is not asked faster because more machines crawl. The machines share the sources;
- each machine keeps its own data folder. What all know of posts is in Redis too, so that a post
  that another machine collected last night is not new tonight, and that only what no machine saw
  listed is looked up as missing, by one of them;
- the crawl of a source is over when nothing waits and nothing is in hand anywhere.

The budget of requests (`max_requests`) counts for each machine by itself.

Redis is trusted with what is fetched and what is known, not with code: messages are JSON, name
the walk's own callbacks only, and every address goes through the gate again. Whoever can write to
it can hide posts from the crawl, so give it a password and a network of its own.
"""

import os
from typing import Any

VARIABLE = "LUREWATCH_REDIS"


def address() -> str | None:
    """The shared Redis, or None when this machine crawls alone."""
    return os.environ.get(VARIABLE) or None


def settings() -> dict[str, Any]:
    """What Scrapy is told; nothing without a Redis."""
    where = address()
    if where is None:
        return {}
    return {
        "REDIS_URL": where,
        "REDIS_PARAMS": {"socket_timeout": 5, "socket_connect_timeout": 5},
        "SCHEDULER": "crawler.many.scheduler.SharedScheduler",
    }


def lacks() -> str | None:
    """Why the crawl cannot be shared although the environment asks for it, in one sentence."""
    where = address()
    if where is None:
        return None
    try:
        import redis
        import scrapy_redis  # noqa: F401
    except ImportError:
        return f"{VARIABLE} is set, but scrapy-redis is not installed (pip install 'lurewatch[scale]')."
    try:
        with redis.Redis.from_url(where, socket_timeout=5, socket_connect_timeout=5) as server:
            server.ping()
    except (redis.RedisError, ValueError) as error:
        return f"The Redis of {VARIABLE} does not answer: {str(error).rstrip('.')}."
    return None
