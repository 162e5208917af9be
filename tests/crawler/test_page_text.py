"""Charsets, line breaks and hostile markup."""

import pytest

from crawler.page import Page, decode, is_html
from crawler.text import html_text, shown_text

KOREAN = "<p>프놈펜 똠얌 찦차 구인</p>"


@pytest.mark.parametrize("real", ["utf-8", "cp949", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("said", ["", "utf-8", "EUC-KR", "iso-8859-1", "nonsense", "base64"])
def test_korean_is_read_in_the_charset_it_is_in(real: str, said: str) -> None:
    assert decode(KOREAN.encode(real), f"text/html; charset={said}") == KOREAN


def test_a_cut_character_costs_only_itself() -> None:
    assert decode(KOREAN.encode("cp949")[:8], "text/html; charset=euc-kr").startswith("<p>프놈")
    assert decode(KOREAN.encode()[:10], "text/html; charset=utf-8").startswith("<p>프놈")


def test_another_declared_charset_is_believed() -> None:
    chinese = '<meta charset="gb18030"><p>金边招聘客服</p>'
    assert decode(chinese.encode("gb18030")) == chinese


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("가<br>나<br/>다", "가\n나\n다"),
        ("<p>가</p>\n<p>나</p>", "가\n나"),
        ("<p>가<br></p><p>나</p>", "가\n나"),
        ("<p>가</p><p><br></p><p>나</p>", "가\n\n나"),
        ("<div>가<div>나</div>다</div>", "가\n나\n다"),
        ("가 \n\t나", "가 나"),
        ("가\u00a0\u200b나", "가\u00a0\u200b나"),
        ("<b>월</b> <i>1500</i>", "월 1500"),
        ("가<script>alert('나')</script>다", "가다"),
        ("가<!-- 나 -->다", "가다"),
        ("가&lt;b&gt;나", "가<b>나"),
        ("<table><tr><td>급여</td><td>월 250</td></tr></table>", "급여 월 250"),
        ("<pre> 가\n  나</pre>", " 가\n  나"),
        ("\ue000가\ue001", "가"),
        ("", ""),
    ],
)
def test_text_is_what_a_browser_shows(markup: str, text: str) -> None:
    assert (
        shown_text(Page("http://a.example", f"<body><div id='x'>{markup}</div></body>").selector.css("#x"))
        == text
    )


def test_plain_text_with_angle_brackets_is_no_markup() -> None:
    assert html_text("<급구>\r\n<TM 모집> 1 < 2") == "<급구>\n<TM 모집> 1 < 2"


def test_very_deep_and_very_broken_markup_is_read_as_far_as_it_goes() -> None:
    deep = "<div>" * 2_000 + "바닥" + "</span>" * 100
    assert "바닥" in shown_text(Page("http://a.example", deep).selector)
    bottomless = "위<div>" + "<div>" * 50_000
    assert shown_text(Page("http://a.example", bottomless).selector) == "위"
    assert shown_text(Page("http://a.example", "<p>가<<<p =\"'>나").selector).startswith("가")
    assert shown_text(Page("http://a.example", "\0").selector) == ""


def test_pages_are_told_from_files() -> None:
    assert is_html(b"<html>", "text/html; charset=euc-kr")
    assert is_html(b"<html>", "")
    assert not is_html(b"%PDF-1.4", "text/html")
    assert not is_html(b"PK\x03\x04", "")
    assert not is_html(b"<html>", "application/json")
    assert not is_html(b"ab\0cd", "text/html")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "mailto:a@b.example",
        "http://[bad",
        "file:///etc/passwd",
        "tg://resolve?domain=x",
    ],
)
def test_addresses_that_cannot_be_fetched_are_dropped(address: str) -> None:
    assert Page("http://a.example/x", "").join(address) == ""
