"""Where the job is: said outright, implied or denied, and not read into a text about something else."""

import pytest

from tests.features.ads import reading_of


def places_of(text: str) -> list[tuple[str, str]]:
    return sorted({(place.country, place.how) for place in reading_of(text).places})


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("캄보디아 TM 직원 모집", "KH"),
        ("캄.보.디.아 상담 직원", "KH"),
        ("캄 보 디 아 상담 직원", "KH"),
        ("깜뽀디아 상담 직원 모집", "KH"),
        ("시아누크빌 호텔 직원 급구", "KH"),
        ("바벳 카지노 딜러 구함", "KH"),
        ("Phnom Penh 사무실 직원", "KH"),
        ("🇰🇭 식당 직원 구해요", "KH"),
        ("柬埔寨 電話業務 직원", "KH"),
        ("골든 트라이앵글 통역 직원", "LA"),
        ("쉐꼬꼬 단지 직원 모집", "MM"),
        ("방콕본사 상담 직원", "TH"),
        ("호찌민 공장 품질관리 채용", "VN"),
        ("마닐라 콜센터 직원", "PH"),
        ("쿠알라룸푸르 상담원 모집", "MY"),
        ("두바이 현장 목수 모집", "AE"),
        ("수원 인계동 편의점 알바", "KR"),
    ],
)
def test_a_place_is_stated(text: str, country: str) -> None:
    assert (country, "stated") in places_of(text)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("ㅋㅂㄷㅇ 채팅 직원 구함 텔레 test_desk_01", "KH"),
        ("K-H 본사 TM 직원 텔레 test_desk_01", "KH"),
        ("PP / SHV 콜 직원 충원 텔레 test_desk_01", "KH"),
        ("출국장 모집 2주 텔레 test_desk_01", "KH"),
        ("상담 직원 25,000~40,000밧 라인 test_bkk_y", "TH"),
        ("25톤 덤프 기사 월600 숙소 있음 카톡 test_dump", "KR"),
    ],
)
def test_a_place_is_implied(text: str, country: str) -> None:
    assert (country, "implied") in places_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "방콕본사 TM 직원 캄보X",
        "방콕 TM 직원 (캄보디아 아님)",
        "방콕 TM 직원, 캄보디아 아닙니다",
        "방콕 TM 직원 캄보 절대 아니구요",
        "방콕 TM 직원 캄보❌",
        "방콕 TM 직원, 캄보디아는 마감",
    ],
)
def test_a_denied_country_is_not_where_the_job_is(text: str) -> None:
    assert places_of(text) == [("KH", "denied"), ("TH", "stated")]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("방콕 도착 후 차로 강을 건너 이동, 채팅 직원 텔레 test_desk_01", "MM"),
        ("호치민 공항 픽업, 목바이 넘어가면 본사. 상담 직원 모집", "KH"),
        ("치앙센에서 배로 들어갑니다. 통역 직원 모집", "LA"),
    ],
)
def test_the_way_over_a_border_implies_the_other_side(text: str, country: str) -> None:
    assert (country, "implied") in places_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "앙코르와트 일출은 몇 시에 가야 하나요",
        "프놈펜 공항에서 시내까지 택시비 얼마 나와요?",
        "캄보디아 7일 데이터 유심 팔아요 개당 4천원",
        "[프놈펜] 귀국 정리합니다 에어컨 150불, 침대 80불",
        "다낭 한달살기 숙소 추천 부탁드려요",
    ],
)
def test_a_text_about_no_job_names_no_place_of_work(text: str) -> None:
    assert places_of(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "중국어 가능자 우대, 서울 마포 사무직",
        "세부사항은 면접 시 안내, 대구 공장 직원",
        "베트남 쌀국수 음식점 직원 (부산)",
        "PPT 작성 가능자, 대전 사무보조 채용",
        "위해 신입 사원을 모집, 받아야 할 서류 안내. 인천",
        "호주머니 봉제 기술자 모집 (서울 창신동)",
    ],
)
def test_a_korean_job_names_no_country_abroad(text: str) -> None:
    assert {country for country, _ in places_of(text)} <= {"KR"}


def test_the_places_of_a_route_stand_in_their_order() -> None:
    reading = reading_of("다낭에서 2주 교육 후 프놈펜 본사로 이동하는 상담 직원")
    assert [place.country for place in reading.places] == ["VN", "KH"]


def test_a_report_is_about_the_country_of_the_job_it_tells_of() -> None:
    text = "경찰은 캄보디아에 콜센터를 차린 일당을 구속했다고 밝혔다. 피해자들은 월 500이라는 글을 봤다."
    assert places_of(text) == [("KH", "stated")]


def test_countries_are_known_by_standing_in_a_list() -> None:
    listed = places_of("인력 보내주실 실장님 모집합니다 캄/태/필 어디든 텔레 test_desk_01")
    assert {country for country, _ in listed} == {"KH", "TH", "PH"}
    by_code = places_of("CS (KH) 300 / 경리 (LA) 350 / dev (MY) 800 해외 직원 모집 텔레 test_desk_01")
    assert {country for country, _ in by_code} == {"KH", "LA", "MY"}


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("호치민팀 → 방콕으로 이전했어요 TM 직원 모집", "TH"),
        ("방콕 자리 끝났고 이번엔 나트랑입니다 직원 모집", "VN"),
        ("하노이 연구소가 방콕으로 이전했습니다. 개발자 채용", "TH"),
    ],
)
def test_the_place_that_an_office_left_is_no_place_of_work(text: str, country: str) -> None:
    assert {found for found, _ in places_of(text)} == {country}


@pytest.mark.parametrize(
    "text",
    [
        "채팅 직원 급구 재택 아니고 해외 숙소에서 다같이 일해요 텔레 test_desk_01",
        "실장 팀장 직원 구인 국가 3곳 중 선택 가능 텔레 test_desk_01",
        "포장 알바 더운 나라 / 에어컨 완비 텔레 test_desk_01",
        "컴퓨터 글 올릴 분 구해요, 표 끊어드림 텔레 test_desk_01",
    ],
)
def test_work_out_of_the_country_without_its_name_is_not_in_korea(text: str) -> None:
    assert places_of(text) == []


def test_where_one_is_interviewed_is_no_place_of_work() -> None:
    assert places_of("해외 콜센터 직원 모집 항공권 제공 면접 선릉") == []


def test_a_trip_of_friends_names_no_place_of_work() -> None:
    assert places_of("나트랑 달랏 차량쉐어 한자리, 기름값 n빵 카톡 test_ride_1") == []
