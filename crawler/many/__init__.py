"""One crawl on many machines: the requests of a source wait in Redis, and every process takes from there.

`LUREWATCH_REDIS=redis://host:6379/0` is all it takes. What then holds, for each source:

- every post is recorded once, in the raw file of the machine that put its request away: Redis takes that
  from one machine only. A machine that was given up, and one that starts again after it was killed,
  drops what it had stored of a request that was not put away (and, as evidence, keeps its page);
- every post is fetched once, but for what a machine had in hand when it died, or when it was stopped or cut
  off for longer than `queue.LEASE` seconds: that page (a list page or a post, at most one of each source) and
  its pictures are fetched again by another. A machine that is merely slow is waited for;
- a drop folder is no site: each machine reads the one that it has;
- where Redis itself is lost, what a machine had in hand at that moment may be recorded twice;
- one request at a time over all machines, and between two of them the pause that the site's answers
  ask for: a site is not asked faster because more machines crawl. The machines share the sources;
- each machine keeps its own data folder. What all know of posts is in Redis too, so that a post
  that another machine collected last night is not new tonight, and that only what no machine saw
  listed is looked up as missing, by one of them;
- the crawl of a source is over when nothing waits and nothing is in hand anywhere. A machine that starts
  within `queue.OVER` seconds after that still belongs to it, and asks the site nothing;
- a run is judged (its least and most ads, filled fields, refusals) by what all machines found, and each says
  so in its report; the counts of the report itself are the machine's own. A machine that ends early leaves
  the judgement to those that go on.

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
