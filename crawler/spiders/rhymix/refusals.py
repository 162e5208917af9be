"""Why a page is no post: gone, deleted, shut away, or not for guests."""

import re

from crawler.advertising import advertises
from crawler.elements import classes, words
from crawler.page import Page
from crawler.results import Gone, Reject

SAYS_BLOCKED = re.compile(
    r"임시 ?조치(?:된|되|중|로)|게시 ?중단(?:된|되|조치|요청)|접속이? 차단(?:된|되|됐|됨)"
    r"|(?:권리 ?침해 ?신고|심의위원회)\S* (?:\S+ ){0,4}\S*(?:차단|삭제|중단|제한|조치|비공개)"
)
SAYS_DELETED = re.compile(
    r"(?:관리자|운영자|신고)\S* (?:\S+ ){0,2}(?:삭제|블라인드|차단|숨김) ?(?:처리)?(?:된|되었|됐|됨)"
    r"|블라인드 ?처리 ?(?:된|되)|휴지통으로 이동"
)
SAYS_GONE = re.compile(
    r"대상을 찾을 수 없|존재하지 않는 (?:글|게시|문서|페이지)|삭제된 (?:글|게시|문서)|페이지를 찾을 수 없"
)
SAYS_CLOSED = re.compile(r"권한이 없|비밀글|로그인|회원만|포인트가 부족|성인 ?인증")
ALERT = re.compile(r"""alert\(\s*(["'])(.{1,300}?)\1\s*\)""", re.DOTALL)
MESSAGES = frozenset({"context_message", "system_message_box", "login-header", "message"})
NOTE_LENGTH = 80
"""A moderator's note in the place of a text is short; a longer text only speaks of such things."""


def note_in_its_place(body: str) -> Gone | None:
    """What a moderator's note says that stands where the text was; None for an ordinary text, or an ad's."""
    return read_note(body) if len(body) <= NOTE_LENGTH and not advertises(body) else None


def read_note(said: str) -> Gone | None:
    if SAYS_BLOCKED.search(said):
        return Gone("blocked")
    return Gone("deleted") if SAYS_DELETED.search(said) else None


def read_refusal(page: Page) -> Reject | Gone:
    """XE shows the list again and says in an alert why; Rhymix also has a page for it."""
    root = page.selector.root
    said = [match[2] for match in ALERT.finditer(page.text)]
    said += [words(part) for part in root.iter("div") if not MESSAGES.isdisjoint(classes(part))]
    text = " ".join(said)
    if taken_down := read_note(text):
        return taken_down
    if SAYS_GONE.search(text):
        return Gone()
    asked = {field.get("name") for form in root.iter("form") for field in form.iter("input")}
    if SAYS_CLOSED.search(text) or asked >= {"document_srl", "password"}:
        return Reject("not public", " ".join(text.split())[:100])
    return Reject("no post on the page")
