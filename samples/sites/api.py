"""Two official open APIs on one server: Saramin's job search (JSON) and WorldJob+ (XML), both by key.

No sample night asks it, since a key belongs into the environment; the tests do.
"""

import json
from collections.abc import Mapping
from html import escape
from zoneinfo import ZoneInfo

from samples.answers import Answer, missing
from samples.html import fill
from samples.posts import Post, read_posts

KEY = "sample-key"
SEOUL = ZoneInfo("Asia/Seoul")
JSON = "application/json; charset=utf-8"
XML = "text/xml;charset=UTF-8"
WORLDJOB = "/B490007/worldjob30/openApi30"
OFFER = ("employer", "language", "visa", "nation", "work", "industry", "career", "people", "closes")


class Api:
    name = "api"

    def __init__(self, edition: int) -> None:
        self.saramin = read_posts("saramin", edition)
        self.worldjob = read_posts("worldjob", edition)

    def answer(self, path: str, query: Mapping[str, str], base: str) -> Answer:
        match path:
            case "/job-search" if query.get("access-key") != KEY:
                return as_json({"code": 3, "message": "유효하지 않은 access-key 입니다."})
            case "/job-search":
                return as_json(self.search(int(query.get("start", "0")), int(query.get("count", "10")), base))
            case _ if path == WORLDJOB and query.get("serviceKey") != KEY:
                return Answer(fill("api/refused.xml", {}).encode(), XML)
            case _ if path == WORLDJOB:
                found = self.offers(int(query.get("pageNo", "1")), int(query.get("numOfRows", "10")))
                return Answer(found.encode(), XML)
        return missing()

    def search(self, start: int, count: int, base: str) -> dict[str, object]:
        """One page of answers; `start` counts pages from 0, as Saramin does."""
        shown = self.saramin[start * count : (start + 1) * count]
        jobs = {"count": len(shown), "start": start, "total": str(len(self.saramin))}
        return {"jobs": jobs | {"job": [saramin_job(post, base) for post in shown]}}

    def offers(self, number: int, size: int) -> str:
        """One page of offers; the oldest come first."""
        oldest_first = self.worldjob[::-1]
        shown = oldest_first[(number - 1) * size : number * size]
        places = {"size": str(size), "number": str(number), "total": str(len(oldest_first))}
        places |= {"last": str(-(-len(oldest_first) // size))}
        return fill("api/worldjob.xml", places | {"items": "\n".join(map(offer, shown))})


def as_json(answer: Mapping[str, object]) -> Answer:
    return Answer(json.dumps(answer, ensure_ascii=False).encode(), JSON)


def saramin_job(post: Post, base: str) -> dict[str, object]:
    posted, changed = (
        str(int(moment.replace(tzinfo=SEOUL).timestamp())) for moment in (post.posted, post.changed)
    )
    return {
        "url": f"{base}/zf_user/jobs/relay/view?rec_idx={post.id}&utm_source=job-search-api",
        "active": 1,
        "company": {"detail": {"href": f"{base}/company/{post.id}", "name": post.fact("employer")}},
        "position": {
            "title": post.title,
            "industry": {"code": "301", "name": post.fact("industry")},
            "location": {"code": "210000", "name": escape(post.fact("place"))},
            "job-type": {"code": "1", "name": "정규직"},
            "experience-level": {"code": 0, "min": 0, "max": 0, "name": post.fact("career")},
            "required-education-level": {"code": "0", "name": "학력무관"},
        },
        "keyword": post.fact("keyword"),
        "salary": {"code": "99", "name": post.fact("pay")},
        "id": str(post.id),
        "posting-timestamp": posted,
        "modification-timestamp": changed,
        "opening-timestamp": posted,
        "expiration-timestamp": "1798729199",
        "close-type": {"code": "1", "name": "접수마감일"},
    }


def offer(post: Post) -> str:
    places = {"title": post.title, "posted": f"{post.posted:%Y%m%d}"}
    return fill("api/item.xml", places | {name: post.fact(name) for name in OFFER})
