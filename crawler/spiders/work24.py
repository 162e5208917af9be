"""고용24, once 워크넷: the API of job offers (채용정보 목록, callOpenApiSvcInfo210L01).

Asked with callTp=L, returnType=XML, startPage and display (at most 100), as public programs ask it in
2026; openapi.work.go.kr and openapi.work24.go.kr, which older ones name, refuse today's keys. An error
is `<wantedRoot><message/><messageCd/></wantedRoot>` or `<error/>`. Not verified: whether every answer
has wantedInfoUrl. The list gives no description.
"""

from datetime import datetime

from lxml import etree

from crawler.page import Page
from crawler.results import Listing, Sighting
from crawler.spiders.open_api import ApiWalk, parameter, read_day, refusal, show, turned_to, whole_number
from crawler.text import html_text
from crawler.xml_documents import parse_xml, said_in

POST_PAGE = "https://www.work24.go.kr/wk/a/b/1500/empDetailAuthView.do?wantedAuthNo="


def read_list(page: Page, source: str, fetched_at: datetime) -> Listing:
    root = parse_xml(page.text)
    if root is None:
        return Listing(says="is not XML")
    found = list(root.iter("{*}wanted"))
    if not found and (message := said_in(root, "message") or said_in(root, "error") or error_of(root)):
        return Listing(says=refusal(message, said_in(root, "messageCd")))
    number, shown = parameter(page.url, "startPage") or 1, parameter(page.url, "display") or 10
    follows = found and number * shown < whole_number(said_in(root, "total"))
    return Listing(
        sightings=tuple(read_wanted(page, wanted, source, fetched_at) for wanted in found),
        more=(turned_to(page.url, "startPage", number + 1),) if follows else (),
        says=None if found or not said_in(root, "total") else "",
    )


def error_of(root: etree._Element) -> str:
    return (root.text or "").strip() if root.tag == "error" else ""


def read_wanted(page: Page, wanted: etree._Element, source: str, fetched_at: datetime) -> Sighting:
    def said(*names: str) -> str:
        return " ".join(dict.fromkeys(filter(None, (html_text(said_in(wanted, name)) for name in names))))

    number = said("wantedAuthNo")
    return show(
        page,
        source,
        fetched_at,
        native_id=number,
        url=said_in(wanted, "wantedInfoUrl") or f"{POST_PAGE}{number}",
        posted_at=read_day(said("regDt")),
        title=said("title"),
        employer=said("company"),
        location=said("basicAddr", "detailAddr") or said("region"),
        pay=said("salTpNm", "sal"),
        valid_through=said("closeDt"),
    )


class Work24Spider(ApiWalk):
    def read_list(self, page: Page) -> Listing:
        return read_list(page, self.name, self.clock())
