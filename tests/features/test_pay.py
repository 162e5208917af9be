"""Pay is read in won a month, whatever way it is written, and sums that are no pay are left alone."""

import pytest

from features.numbers import value_of
from tests.features.ads import reading_of

MAN = 10_000


def pay_of(text: str) -> tuple[int | None, int | None] | None:
    pay = reading_of(f"직원 모집합니다\n{text}").pay
    return pay and (pay.min, pay.max)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2천5백", (2500, False)),
        ("이천오백", (2500, False)),
        ("천", (1000, False)),
        ("천오백", (1500, False)),
        ("4백5십", (450, False)),
        ("1,500", (1500, False)),
        ("3.5", (3.5, False)),
        ("2천만", (20_000_000, True)),
        ("1억 2천", (120_000_000, True)),
        ("이천오백만", (25_000_000, True)),
        ("1천5백만", (15_000_000, True)),
        ("三千", (3000, False)),
        ("1.5k", (1500, False)),
        ("사람", None),
    ],
)
def test_numbers_are_read(written: str, value: tuple[float, bool] | None) -> None:
    assert value_of(written) == value


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("월 2500", 2500, 2500),
        ("월 천이상 가능", 1000, None),
        ("월 8빽 + 건당", 800, None),
        ("4~5천불 한식 나옴", 560, 700),
        ("하루 200~300불은 그냥 떨어집니다", 616, 924),
        ("숙소 같이 씀 월 1200불 현찰도 됨", 168, 168),
        ("工资 3000U + 奖金", 420, None),
        ("Base ₩4.5M", 450, 450),
        ("KRW 3.0–3.5M / month", 300, 350),
        ("월급 人民币 8500", 166.6, 166.6),
        ("윌 평균 550", 550, 550),
        ("개인 월 1 5 O", 150, 150),
        ("月 l OOO 이상 (20~35세)", 1000, None),
        ("주6일 280\n숙식 가능", 280, 280),
        ("송편 찌고 배달 (일 12)", 264, 264),
        ("600에 숙식제공이고 퇴근하고 수영", 600, 600),
        ("시급 만이천", 208.8, 208.8),
        ("잘하시는 분 7~8천, 기본 SGD 4,000", 432, 864),
        ("월 600은 다 가져가세요", 600, None),
        ("기본 250 (3개월) 이후 건당", 250, None),
        ("월 400 + 숙식", 400, 400),
        ("월2,500만", 2500, 2500),
        ("월급 2,350,000원", 235, 235),
        ("월 1500만~3000만원", 1500, 3000),
        ("월 1,000 ~ 2,000", 1000, 2000),
        ("2천~3천 가져갑니다", 2000, 3000),
        ("월 4~5백", 400, 500),
        ("월 5~700 받아요", 500, 700),
        ("7~12백", 700, 1200),
        ("3백~4백5십 숙식", 300, 450),
        ("팔백에서 천이백까지 드립니다", 800, 1200),
        ("300에서 500 사이", 300, 500),
        ("월 이천오백", 2500, 2500),
        ("월 천만원", 1000, 1000),
        ("급여 280~320", 280, 320),
        ("월 900~1,300만원", 900, 1300),
        ("月 三千", 3000, 3000),
        ("수당 : 15~25 (단위 백)", 1500, 2500),
        ("초봉 5,000만원", 5000 / 12, 5000 / 12),
        ("연봉 3,600", 300, 300),
        ("연봉 6,000~8,000만원", 500, 8000 / 12),
        ("연봉 1억 2천", 1000, 1000),
        ("주급 250~300", 250 * 4.345, 300 * 4.345),
        ("주 1000만", 4345, 4345),
        ("일당 15만", 330, 330),
        ("일당 18~25", 396, 550),
        ("하루 20만원 지급", 440, 440),
        ("시급 10,320원", 10_320 * 174 / MAN, 10_320 * 174 / MAN),
        ("시간당 1.2만", 208.8, 208.8),
        ("신입 300 경력 450", 300, 450),
        ("월 600, 이전 후 900", 600, 900),
    ],
)
def test_won_is_read(written: str, low: float, high: float | None) -> None:
    assert pay_of(written) == (
        pytest.approx(low * MAN, rel=1e-3),
        high and pytest.approx(high * MAN, rel=1e-3),
    )


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("월 7천 달러", 9_800_000, 9_800_000),
        ("월 2,500~3,000불", 3_500_000, 4_200_000),
        ("USD 1,800-2,300 a month", 2_520_000, 3_220_000),
        ("$7000 지급", 9_800_000, 9_800_000),
        ("월 3,000 USDT", 4_200_000, 4_200_000),
        ("월 2500불 방 줌", 3_500_000, 3_500_000),
        ("25,000~40,000바트", 1_050_000, 1_680_000),
        ("3만5천밧", 1_470_000, 1_470_000),
        ("PHP 60,000", 1_440_000, 1_440_000),
        ("3,500만~4,200만 동", 1_925_000, 2_310_000),
        ("월 2만 위안", 3_920_000, 3_920_000),
        ("월 30만엔", 2_790_000, 2_790_000),
    ],
)
def test_foreign_money_is_converted(written: str, low: int, high: int) -> None:
    assert pay_of(written) == (low, high)


@pytest.mark.parametrize(
    "written",
    [
        "월 700 이상",
        "월 700부터",
        "월 700+",
        "월 700↑",
        "월 700 보장",
        "기본급 700 + 인센",
        "월 700~",
        "월 7백+α",
    ],
)
def test_an_open_end_leaves_the_maximum_open(written: str) -> None:
    assert pay_of(written) == (7_000_000, None)


@pytest.mark.parametrize(
    "written",
    [
        "전화 주세요",
        "20~35세 남녀",
        "나이 20~35, 키 175",
        "여 20~45",
        "근무시간 09:00~18:00, 주 5일",
        "2026.01.05 ~ 2026.02.28",
        "직원 430명, 2011년 설립",
        "보증금 500만원 / 월세 40만원",
        "위약금 1,500만원",
        "교육비 일 7만원",
        "식대 월 20만원",
        "건당 1천원",
        "1인당 150만원 소개비",
        "매출 300억, 투자금 50억",
        "연락처 010-0000-1234",
        "수수료 3%",
        "회비 2500원",
        "숙소 지원금 5,000밧",
        "일비 5만",
        "경력 3년 이상 5년 이하",
        "400불짜리 에어컨 가격",
        "수습 3개월 90%",
    ],
)
def test_other_figures_are_no_pay(written: str) -> None:
    assert pay_of(written) is None


def test_the_lowest_and_the_highest_of_several_posts() -> None:
    assert pay_of("A USD 3,300~3,600 / B USD 2,600~2,900 / C USD 1,800~2,100") == (2_520_000, 5_040_000)


def test_a_share_of_success_comes_on_top() -> None:
    assert pay_of("기본급 : 월 USD 2,800\n성과급 : 월 USD 1,400까지") == (3_920_000, 5_880_000)


def test_a_bare_range_is_pay_only_in_a_text_about_a_job() -> None:
    assert reading_of("책상 300~400 팝니다. 직거래만").pay is None
    assert reading_of("상담 직원 급구 300~400 숙소").pay is not None


def test_a_trip_has_no_monthly_pay() -> None:
    assert reading_of("프놈펜에 서류 전달 1박2일. 수고비 50만원. 텔레 test_fly_1").pay is None
    assert reading_of("통장 들고 2주 호텔 체류, 개인장 1,200 법인장 2,500 출국장 모집").pay is None


def test_what_top_earners_got_is_not_the_offer() -> None:
    assert pay_of("월 250~300\n지난달 1등 4,100 수령") == (2_500_000, 3_000_000)
    assert pay_of("기본급 250 + 인센 (월 천 찍은 팀장님도 계심)") == (2_500_000, None)


def test_the_span_is_the_sum() -> None:
    reading = reading_of("프놈펜 상담 직원 급구 월 6OO~8OO만원")
    assert reading.pay is not None
    assert reading.pay.span.text == "6OO~8OO만원"
