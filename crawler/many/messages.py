"""A request as a JSON message. scrapy-redis pickles: whoever writes to Redis would run code here."""

import json
from dataclasses import asdict
from typing import Any

from scrapy import Request, Spider
from scrapy.utils.request import request_from_dict

from crawler.results import Post

KEPT = ("url", "method", "priority", "dont_filter", "callback", "errback")
TELLING = ("retry_times", "redirect_times")
"""What Scrapy counts up when it asks again: the same address is then another request."""


class BadMessage(ValueError):
    """A message that none of our processes wrote."""


def pack(request: Request, spider: Spider) -> str:
    """The message for a request whose callbacks are methods of the spider."""
    said = request.to_dict(spider=spider)
    return json.dumps(
        {
            **{name: said[name] for name in KEPT},
            "body": request.body.decode("latin-1"),
            "headers": {
                name.decode("latin-1"): [value.decode("latin-1") for value in values]
                for name, values in request.headers.items()
            },
            "meta": {name: value for name, value in request.meta.items() if _is_plain(value)},
            "cb_kwargs": {name: _flat(value) for name, value in request.cb_kwargs.items()},
        },
        ensure_ascii=False,
    )


def unpack(message: str, spider: Spider) -> Request:
    """The request of a message. Raises BadMessage for one that names anything but a page's reader."""
    try:
        said: dict[str, Any] = json.loads(message)
        if not said["callback"].startswith("parse_") or not said["errback"].endswith("_failed"):
            raise BadMessage(f"{said['callback']}, {said['errback']}")
        said["body"] = said["body"].encode("latin-1")
        said["cb_kwargs"] = {name: _whole(value) for name, value in said["cb_kwargs"].items()}
        said.pop("_class", None)
        return request_from_dict(said, spider=spider)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadMessage(str(error)) from None


def fingerprint(request: Request) -> str:
    """What makes a request one of its kind in a run: a post counts by its id, whatever address led to it."""
    post = request.cb_kwargs.get("post")
    again = [str(request.meta.get(name, 0)) for name in TELLING]
    what = f"post {post.native_id}" if isinstance(post, Post) else f"{request.method} {request.url}"
    return " ".join([*again, what, request.body.hex()])


def _is_plain(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str | int) for one in value)
    return isinstance(value, str | int | float)


def _flat(value: object) -> object:
    return {"post": asdict(value)} if isinstance(value, Post) else value


def _whole(value: Any) -> object:
    return Post(**value["post"]) if isinstance(value, dict) else value
