"""월드잡플러스: HRDK's API of job offers abroad, 해외취업 모집공고 정보 (data.go.kr/data/15086630, fields as
described there in 2025; the address apis.data.go.kr/B490007/worldjob30/openApi30 as public programs
ask it in 2026).

The oldest offers come first, over hundreds of pages, say those programs; so the walk goes from the
last page backwards, as far as max_pages reaches. An offer has neither number nor address: it is known
by its title, employer, country and first day, and an edit of these makes a new ad. Errors come as
ERR_CD and ERR_NM, or from data.go.kr's gate as `<OpenAPI_ServiceResponse>` (returnAuthMsg).
"""

from datetime import datetime
from hashlib import blake2b

from lxml import etree

from crawler.page import Page
from crawler.results import Listing, Sighting
from crawler.spiders.open_api import ApiWalk, parameter, read_day, refusal, show, turned_to, whole_number
from crawler.text import html_text
from crawler.xml_documents import parse_xml, said_in

ALL_OFFERS = "https://www.worldjob.or.kr/advnc/epmtList.do"
LABELS = {
    "직종": "rctntcKscoNm", "업종": "lplcKscoNm", "경력": "careerStleNm", "필수언어": "rctntcLang",
    "비자": "rctntcVisaNm", "모집인원": "rctntcNmprCo",
}  # fmt: skip
KNOWN_BY = ("rctntcSj", "entNm", "rctntcNationNm", "rctntcBgnDe")
WELL = ("", "00", "0")


def read_list(page: Page, source: str, fetched_at: datetime) -> Listing:
    root = parse_xml(page.text)
    if root is None:
        return Listing(says="is not XML")
    code = anywhere(root, "ERR_CD") or anywhere(root, "returnReasonCode")
    if code not in WELL:
        message = anywhere(root, "ERR_NM") or anywhere(root, "returnAuthMsg") or anywhere(root, "errMsg")
        return Listing(says=refusal(message, code))
    found = list(root.iter("{*}ITEM", "{*}item"))
    number, last = parameter(page.url, "pageNo") or 1, whole_number(anywhere(root, "lastPageNo"))
    following = last if number == 1 else number - 1
    return Listing(
        sightings=tuple(read_offer(page, item, source, fetched_at) for item in found),
        more=(turned_to(page.url, "pageNo", following),) if following > 1 else (),
        says=None if found or not anywhere(root, "totalCount") else "",
    )


def anywhere(root: etree._Element, name: str) -> str:
    return (root.findtext(f".//{{*}}{name}") or "").strip()


def read_offer(page: Page, item: etree._Element, source: str, fetched_at: datetime) -> Sighting:
    known_by = "\n".join(said_in(item, name) for name in KNOWN_BY)
    lines = ((label, html_text(said_in(item, name))) for label, name in LABELS.items())
    return show(
        page,
        source,
        fetched_at,
        native_id=blake2b(known_by.encode("utf-8", "replace"), digest_size=10).hexdigest(),
        url=said_in(item, "linkUrl") or ALL_OFFERS,
        posted_at=read_day(said_in(item, "rctntcBgnDe")),
        title=html_text(said_in(item, "rctntcSj")),
        body="\n".join(f"{label} {value}" for label, value in lines if value),
        employer=html_text(said_in(item, "entNm")),
        location=html_text(said_in(item, "rctntcNationNm")),
        valid_through=said_in(item, "rctntcEndDe"),
    )


class WorldjobSpider(ApiWalk):
    def read_list(self, page: Page) -> Listing:
        return read_list(page, self.name, self.clock())
