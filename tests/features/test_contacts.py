"""Contacts are found in all their written forms, and what is none is left alone."""

import pytest

from tests.features.ads import reading_of


def contacts_of(text: str) -> list[tuple[str, str]]:
    return [(contact.type, contact.value) for contact in reading_of(text).contacts]


@pytest.mark.parametrize(
    "text",
    [
        "문의 텔레 Test_Desk_01",
        "텔레그램 : @test_desk_01",
        "텔: test_desk_01",
        "ㅌㄹ test_desk_01",
        "ㅌ ㅔ ㄹ ㄹ ㅔ → test_desk_01",
        "텔*레 test_desk_01",
        "ＴＥＬＥ　ｔｅｓｔ＿ｄｅｓｋ＿０１",
        "tele:test_desk_01",
        "Te1egram ID : test_desk_01",
        "test_desk_01 텔레",
        "test_desk_01 (ㅌㄹ)",
        "@test_desk_01 로 연락",
        "https://t.me/test_desk_01",
        "t . me / test_desk_01",
        "telegram.me/s/test_desk_01",
        "tg://resolve?domain=test_desk_01",
        "텔 레 그 램 t e s t _ d e s k _ 0 1",
        "프놈펜 채팅 직원 구함 월700\ntest_desk_01",
        "면접 문의 test_desk_01",
    ],
)
def test_telegram(text: str) -> None:
    assert contacts_of(text) == [("telegram", "test_desk_01")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("초보방 t.me/+AbCdEf0123456789", "+AbCdEf0123456789"),
        ("https://t.me/joinchat/AbCdEf0123456789", "+AbCdEf0123456789"),
        ("tg://join?invite=AbCdEf0123456789", "+AbCdEf0123456789"),
    ],
)
def test_invitations_keep_their_case(text: str, value: str) -> None:
    assert contacts_of(text) == [("telegram", value)]


@pytest.mark.parametrize(
    ("text", "type_", "value"),
    [
        ("카톡 test_job_k", "kakao", "test_job_k"),
        ("카카오톡ID: Test.Job", "kakao", "test.job"),
        ("까톡 test_job_k 주세요", "kakao", "test_job_k"),
        ("ㅋㅌ test_job_k", "kakao", "test_job_k"),
        ("카 톡 test_job_k", "kakao", "test_job_k"),
        ("https://open.kakao.com/o/gAbC1234", "kakao_open", "open.kakao.com/o/gAbC1234"),
        ("오픈채팅 '방콕상담방' 검색", "kakao_open", "방콕상담방"),
        ("라인 test_bkk_y", "line", "test_bkk_y"),
        ("LINE ID : test_bkk_y", "line", "test_bkk_y"),
        ("LlNE  test_bkk_y", "line", "test_bkk_y"),
        ("https://line.me/ti/p/~test_bkk_y", "line", "test_bkk_y"),
        ("위챗 test_cn_88", "wechat", "test_cn_88"),
        ("微信: test_cn_88", "wechat", "test_cn_88"),
        ("VX test_cn_88", "wechat", "test_cn_88"),
        ("시그널 test_sig_7", "signal", "test_sig_7"),
        ("hr@samplecorp.co.kr", "email", "hr@samplecorp.co.kr"),
        ("hr 골뱅이 samplecorp.co.kr", "email", "hr@samplecorp.co.kr"),
        ("hr(at)samplecorp.com", "email", "hr@samplecorp.com"),
        ("www.samplecorp.example/jobs 참고", "url", "www.samplecorp.example/jobs"),
        ("slot-sample.example 가입", "url", "slot-sample.example"),
        ("hxxps://samplecorp.example/a", "url", "samplecorp.example/a"),
    ],
)
def test_other_channels(text: str, type_: str, value: str) -> None:
    assert contacts_of(text) == [(type_, value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("010-0000-1234", "+821000001234"),
        ("010 0000 1234 문자만", "+821000001234"),
        ("(010)0000.1234", "+821000001234"),
        ("O1O-OOOO-l234", "+821000001234"),
        ("공일공 공공공공 일이삼사", "+821000001234"),
        ("공1공-0000-12삼사", "+821000001234"),
        ("０１０－００００－１２３４", "+821000001234"),
        ("02-0000-7700", "+82200007700"),
        ("070-0000-8181", "+827000008181"),
        ("031-000-1234 오전에", "+82310001234"),
        ("1588-0000", "+8215880000"),
        ("+82 10 0000 1234", "+821000001234"),
        ("+855 00 000 4417", "+855000004417"),
        ("+855 12 000 000 (10시 이후)", "+85512000000"),
        ("0084 900 000 000", "+84900000000"),
        ("+63 900 000 0000", "+639000000000"),
    ],
)
def test_phones(text: str, value: str) -> None:
    assert contacts_of(text) == [("phone", value)]


def test_two_phones_side_by_side() -> None:
    assert contacts_of("010-0000-2205 / 010-0000-2204") == [
        ("phone", "+821000002205"),
        ("phone", "+821000002204"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "영사콜센터 02-3210-0404, 112, 1350",
        "+82-2-3210-0404 로 신고하세요",
        "무료수신거부 080-0000-1234",
        "Java8, Spring Boot, Node.js, html5 경험자",
        "우대: React Native, TypeScript, PostgreSQL",
        "t.me/joinchat 은 무엇인가요",
        "연봉 3,600만원, 2026.01.05~2026.02.28",
        "생산라인 관리, 조립라인 근무",
        "라인 작업자 모집",
        "사업자등록번호 123-45-67890",
        "이천오백 일이삼 오일 장이 섭니다",
        "B2B 세일즈 매니저",
        "저희 회사 tel. 문의는 홈페이지에서",
    ],
)
def test_what_is_no_contact(text: str) -> None:
    assert contacts_of(text) == []


def test_a_bare_handle_takes_the_only_messenger_that_is_named() -> None:
    text = "방콕 카페 직원 구해요. 카톡으로 편하게 물어보세요\ntest_cafe_bkk"
    assert contacts_of(text) == [("kakao", "test_cafe_bkk")]


def test_a_handle_in_a_report_is_no_contact() -> None:
    text = "경찰은 이들을 구속했다고 밝혔다. 광고에는 다음 문구가 있었다.\ntest_desk_01"
    assert contacts_of(text) == []


def test_one_value_counts_once() -> None:
    assert contacts_of("텔레 test_desk_01 / t.me/test_desk_01") == [("telegram", "test_desk_01")]


def test_several_channels_in_reading_order() -> None:
    text = "hr@samplecorp.example / LINE test_hr_kr / 현지 +855 00 000 6811"
    assert contacts_of(text) == [
        ("email", "hr@samplecorp.example"),
        ("line", "test_hr_kr"),
        ("phone", "+855000006811"),
    ]


def test_a_messenger_of_one_syllable_is_a_word_of_its_own() -> None:
    assert contacts_of("직원 모집 문의는 톡 test_desk_01") == [("kakao", "test_desk_01")]
    assert contacts_of("단톡방에서 답해주는 직원 모집 test_desk_01") == [("telegram", "test_desk_01")]


def test_what_looks_like_a_messenger_or_a_digit_is_none() -> None:
    assert contacts_of("데이터 파이프라인 (Airflow, Spark) 엔지니어 채용") == []
    assert contacts_of("직원 모집 bd@test-firm.io | 02-0000-1187 (담당)") == [
        ("email", "bd@test-firm.io"),
        ("phone", "+82200001187"),
    ]
    assert contacts_of("직원 모집 문의 카톡채널 @test_desk") == [("kakao", "test_desk")]
