"""Two official open APIs on one server: Saramin's job search (JSON, by key) and WorldJob+ (XML).

No sample night asks it, since a key belongs into the environment; the tests do.
"""

import json
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from samples.answers import TEXT, Answer, missing
from samples.html import broken_lines, fill
from samples.posts import Post, read_posts

KEY = "sample-key"
SEOUL = ZoneInfo("Asia/Seoul")
JSON = "application/json; charset=utf-8"


class Api:
    name = "api"

    def __init__(self, edition: int) -> None:
        self.saramin = read_posts("saramin", edition)
        self.worldjob = read_posts("worldjob", edition)

    def answer(self, path: str, query: Mapping[str, str], base: str) -> Answer:
        match path:
            case "/robots.txt":
                return Answer(b"User-agent: *\nDisallow: /admin\n", TEXT)
            case "/job-search" if query.get("access-key") != KEY:
                refusal = {"code": 3, "message": "유효하지 않은 access-key 입니다."}
                return Answer(json.dumps(refusal, ensure_ascii=False).encode(), JSON, 403)
            case "/job-search":
                found = self.search(int(query.get("start", "0")), int(query.get("count", "10")), base)
                return Answer(json.dumps(found, ensure_ascii=False).encode(), JSON)
            case "/openapi/openapi.do":
                number, size = int(query.get("pageIndex", "1")), int(query.get("showItemListCount", "10"))
                return Answer(self.list_items(number, size, base).encode(), "text/xml;charset=UTF-8")
        return missing()

    def search(self, start: int, count: int, base: str) -> dict[str, object]:
        """One page of answers; `start` counts pages from 0, as Saramin does."""
        shown = self.saramin[start * count : (start + 1) * count]
        jobs = {"count": len(shown), "start": start, "total": str(len(self.saramin))}
        return {"jobs": jobs | {"job": [saramin_job(post, base) for post in shown]}}

    def list_items(self, number: int, size: int, base: str) -> str:
        shown = self.worldjob[(number - 1) * size : number * size]
        items = "\n".join(fill("api/item.xml", item_places(post, base)) for post in shown)
        return fill("api/worldjob.xml", {"count": str(len(self.worldjob)), "items": items})


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
            "location": {"code": "210000", "name": post.fact("place").replace(">", "&gt;")},
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


def item_places(post: Post, base: str) -> dict[str, str]:
    facts = {name: post.fact(name) for name in ("nation", "work", "career", "school", "until_day")}
    link = f"{base}/advnc/detail.do?joSn={post.id}".replace("&", "&amp;")
    return {
        "title": post.title,
        "body": broken_lines(post.body),
        "until": facts.pop("until_day"),
        "link": link,
        **facts,
    }
