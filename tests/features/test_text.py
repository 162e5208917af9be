"""Letters and words are put right where an ad hides them, and nowhere else."""

import pytest

from features.text import normalise
from tests.features.ads import reading_of


@pytest.mark.parametrize(
    ("hidden", "plain"),
    [
        ("ㅌㅔㄹㄹㅔ", "텔레"),
        ("ㄷ ㅐㅊ ㅜㄹ", "대출"),
        ("카지ㄴㅗ", "카지노"),
        ("ㄷH박", "대박"),
        ("모Dㅔㄹ", "모델"),
        ("해ㅇㅗl", "해외"),
        ("ㅋr지노", "카지노"),
        ("ㅇㅓㅄㅇㅡㅁ", "없음"),
        ("㉢ㅐ박", "대박"),
        ("㉸지노", "카지노"),
        ("ＴＭ직원", "TM직원"),
        ("𝐓𝐌 직원", "TM 직원"),
        ("ⓣⓜ 직원", "tm 직원"),
        ("ᴛᴇʟᴇ", "tele"),
        ("tеlеgram", "telegram"),
        ("텔\u200b레\u2060그\ufeff램", "텔레그램"),
        ("캄\u00ad보디아", "캄보디아"),
        ("대💰출 상담", "대출 상담"),
        ("라🛵이🛵더", "라이더"),
        ("캄 보 디 아 상 담", "캄보디아상담"),
        ("월 1 0 0 0", "월 1000"),
        ("t a l k _ m 7", "talk_m7"),
        ("coin _ uno3", "coin_uno3"),
        ("월 3OO ~ 5OO", "월 300 ~ 500"),
        ("월 l,OOO", "월 1,000"),
        ("2O~4O세", "20~40세"),
        ("1️⃣5️⃣0️⃣0️⃣", "1500"),
        ("\u1110\u1166\u11af\u1105\u1166", "텔레"),
    ],
)
def test_hidden_letters_are_put_right(hidden: str, plain: str) -> None:
    assert normalise(hidden).text == plain


@pytest.mark.parametrize(
    "plain",
    [
        "주5일 09:00~18:00 (휴게 1시간), 4대보험·퇴직금",
        "① 업무 ② 자격 ③ 우대 / 남·여 / 초·중·고 / 출.퇴근 자유",
        "ㅋㅋㅋ ㅠㅠ ㅎㅎ 네ㅋㅋ ㅇㅋ",
        "O2O 서비스, B2B SaaS, H2O, I/O, 10l, TOP10, Node.js",
        "연락처 hr_team01@samplecorp.co.kr, https://samplecorp.co.kr/O1l",
        "ㅌㄹ abc_H1, @O0o_l1, t.me/O0l1I",
        "★★ 급여 250만원 ★★ ▶근무지: 서울 ●주방 ●홀",
        "서울/경기/인천 - 미술,음악,체육 강사 (초등)",
        "㈜한결, ㎡당 3㎏, ℃, 50%, A/S",
        "Москва 지사, Ελλάδα 여행",
        "가수 피디와 대면 회의, 네자매 식당, 수의사, 토의, 과일 가게",
        "남자 여자 구분 없이 함께 일해요 :)",
    ],
)
def test_ordinary_text_comes_through_unchanged(plain: str) -> None:
    assert reading_of(plain).normalised == plain


@pytest.mark.parametrize(
    ("hidden", "plain"),
    [
        ("텔*레 문의", "텔레 문의"),
        ("카★지★노 직원", "카지노 직원"),
        ("통@장 유#심", "통장 유심"),
        ("캄뽀띠아 직원 모집", "캄보디아 직원 모집"),
        ("여㉠ㅝㄴ 필수", "여권 필수"),
        ("머출 상담", "대출 상담"),
        ("tele gram test_desk", "telegram test_desk"),
    ],
)
def test_words_of_the_lexicon_are_restored(hidden: str, plain: str) -> None:
    assert reading_of(hidden).normalised == plain


def test_edits_lead_from_the_published_to_the_normalised_text() -> None:
    text = "캄*보*디*아 ＴＭ직원  ㅌㅔㄹㄹㅔ test_desk_01"
    reading = reading_of(text)
    carried_out = text
    for edit in reversed(reading.edits):
        carried_out = carried_out[: edit.start] + edit.becomes + carried_out[edit.end :]
    assert carried_out == reading.normalised


def test_a_span_of_a_hidden_word_is_the_published_word() -> None:
    reading = reading_of("캄*보*디*아 ＴＭ직원 모집 ㅌㅔㄹㄹㅔ test_desk_01")
    assert [place.span.text for place in reading.places] == ["캄*보*디*아"]
    assert [contact.span.text for contact in reading.contacts] == ["test_desk_01"]


def test_a_text_that_hides_words_with_signs_is_freed_of_them_throughout() -> None:
    reading = reading_of("캄*보 통@장 감*금 X 개*별 면*담 후 출*발")
    assert "개별 면담 후 출발" in reading.normalised


def test_a_text_taken_apart_throughout_keeps_spaces_between_whole_words_only() -> None:
    hidden = "세 부 콜 직 원 천부 터 시 작\n낮근 무 / 바다보 임, 항 공권 숙소제공 당 일 출국"
    assert reading_of(hidden).normalised == (
        "세부콜직원천부터시작\n낮근무 / 바다보임, 항공권 숙소제공당일출국"
    )


def test_a_text_with_many_short_words_is_not_taken_apart() -> None:
    plain = (
        "첫 달 월 250 및 그 외 수당, 주 5일 하루 여덟 시간 근무이며 집 앞 역 근처에서 함께 일할 분을 모십니다"
    )
    assert reading_of(plain).normalised == plain
