"""A job portal: UTF-8, list pages, a sitemap with dates, schema.org JobPosting on each post's page."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from html import escape

from samples.answers import Answer, missing, odd_answer, page
from samples.html import broken_lines, fill, paragraphs
from samples.posts import Post, read_posts

PER_PAGE = 15
TODAY = {1: date(2026, 11, 21), 2: date(2026, 11, 22)}
PER = {"HOUR": "시급", "DAY": "일급", "WEEK": "주급", "MONTH": "월급", "YEAR": "연봉"}
COUNTRIES = {
    "KR": "대한민국", "KH": "캄보디아", "TH": "태국", "VN": "베트남", "LA": "라오스", "PH": "필리핀",
    "SA": "사우디아라비아",
}  # fmt: skip
ROBOTS = """\
User-agent: *
Disallow: /resume/
Disallow: /jobs/9
Sitemap: {base}/sitemap.xml
"""


class Portal:
    name = "portal"

    def __init__(self, edition: int) -> None:
        self.today = TODAY[edition]
        self.posts = {post.id: post for post in read_posts("portal", edition)}

    def answer(self, path: str, query: Mapping[str, str], base: str) -> Answer:
        match path.strip("/").split("/"):
            case ["robots.txt"]:
                return Answer(ROBOTS.format(base=base).encode(), "text/plain")
            case ["sitemap.xml"]:
                return Answer(self.sitemap(base).encode(), "application/xml")
            case ["" | "jobs"]:
                return page(self.list_page(int(query.get("page", "1"))))
            case ["jobs", number] if number.isdecimal():
                post = self.posts.get(int(number))
                return self.post_page(post) if post else missing()
        return missing()

    def sitemap(self, base: str) -> str:
        rows = "".join(
            f"<url><loc>{base}/jobs/{post.id}</loc><lastmod>{post.changed:%Y-%m-%dT%H:%M:%S}+09:00</lastmod></url>\n"
            for post in self.listed()
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
        )

    def listed(self) -> list[Post]:
        return [post for post in self.posts.values() if post.is_listed]

    def list_page(self, number: int) -> str:
        posts = self.listed()
        shown = posts[(number - 1) * PER_PAGE : number * PER_PAGE]
        last = -(-len(posts) // PER_PAGE)
        following = f'<a rel="next" href="/jobs?page={number + 1}">다음</a>' if number < last else ""
        rows = "\n".join(
            f'<li class="job"><a href="/jobs/{post.id}?ref=list#top" class="rank">{self.days_left(post)}</a>'
            f' <a href="/jobs/{post.id}">{escape(post.title)}</a>'
            ' <a href="javascript:scrap()">스크랩</a>'
            f" <span>{escape(post.fact('employer'))}</span></li>"
            for post in shown
        )
        return fill("portal/list.html", {"rows": rows, "page": str(number), "next": following})

    def post_page(self, post: Post) -> Answer:
        if odd := odd_answer(post.page):
            return odd
        if post.page in ("deleted", "removed"):
            return page(fill("portal/deleted.html", {"number": str(post.id)}))
        places = {
            "title": escape(post.title),
            "number": str(post.id),
            "left": self.days_left(post),
            "posted": f"{post.posted:%Y.%m.%d}",
            "iso": f"{post.posted:%Y-%m-%d}",
            "employer": escape(post.fact("employer")),
            "place": escape(place_words(post.fact("place", []))),
            "pay": escape(pay_words(post.fact("pay", None))),
            "body": paragraphs(post.body),
            "data": "",
            "scope": "",
        }
        if post.page == "microdata":
            places |= {"scope": 'itemscope itemtype="https://schema.org/JobPosting"'}
        else:
            places |= {"data": f'<script type="application/ld+json">\n{job_posting(post)}\n</script>'}
        text = fill("portal/microdata.html" if post.page == "microdata" else "portal/post.html", places)
        return page(text[: text.index("datePosted")] if post.page == "broken" else text)

    def days_left(self, post: Post) -> str:
        left = (until(post) - self.today).days
        return "상시채용" if post.fact("days", 14) > 60 else f"D-{left}" if left > 0 else "오늘마감"


def until(post: Post) -> date:
    return post.posted.date() + timedelta(days=post.fact("days", 14))


def pay_words(pay: object) -> str:
    match pay:
        case str():
            return pay
        case {"unit": unit, "currency": currency, **sums}:
            amount = " ~ ".join(f"{sums[key]:,}" for key in ("min", "max") if key in sums)
            return f"{PER[unit]} {amount}{'원' if currency == 'KRW' else ' ' + currency}"
    return "회사 내규에 따름"


def place_words(place: list[str]) -> str:
    return " ".join([COUNTRIES.get(part, part) for part in place])


def job_posting(post: Post) -> str:
    """The JSON-LD as portals write it: HTML in the description, figures in baseSalary."""
    place = dict(
        zip(("addressCountry", "addressRegion", "addressLocality"), post.fact("place", []), strict=False)
    )
    data: dict[str, object] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": post.title,
        "description": paragraphs(post.body) if post.id % 2 else broken_lines(post.body),
        "identifier": {"@type": "PropertyValue", "name": "야자잡", "value": str(post.id)},
        "datePosted": f"{post.posted:%Y-%m-%dT%H:%M:%S}+09:00",
        "validThrough": f"{until(post)}T23:59:59+09:00",
        "employmentType": post.fact("type", "FULL_TIME"),
        "hiringOrganization": {"@type": "Organization", "name": post.fact("employer")},
        "jobLocation": {"@type": "Place", "address": {"@type": "PostalAddress", **place}},
    }
    match post.fact("pay", None):
        case str() as words:
            data["baseSalary"] = words
        case {"unit": unit, "currency": currency, **sums}:
            value = {"@type": "QuantitativeValue", "unitText": unit}
            value |= {f"{key}Value": sums[key] for key in ("min", "max") if key in sums}
            data["baseSalary"] = {"@type": "MonetaryAmount", "currency": currency, "value": value}
    if contact := post.fact("contact"):
        data["applicationContact"] = {"@type": "ContactPoint", "telephone": contact}
    if post.page == "graph":
        data = {"@context": "https://schema.org/", "@graph": [{"@type": "WebSite", "name": "야자잡"}, data]}
    # "</" would end the script element.
    return json.dumps(data, ensure_ascii=False, indent=2).replace("</", "<\\/")
