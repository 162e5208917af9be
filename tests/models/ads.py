"""A handful of written ads, enough for a small model."""

from datetime import UTC, datetime

from records import JobAd

NOW = datetime(2026, 11, 22, tzinfo=UTC)

LURES = (
    "프놈펜 TM 직원 모집 월 1500 숙식 항공권 제공 텔레 kim_0000",
    "해외 고수익 알바 초보 환영 월 2000 보장 텔레그램 문의 @lee_0000",
    "시아누크빌 채팅 상담원 급구 항공 숙소 지원 텔레 park_0000",
    "방콕 본사 TM 캄보X 빚 있는 분 환영 주 1000 텔레 choi_0000",
    "마닐라 고객 상담 월 7천불 호텔 제공 당일 출국 텔레 jung_0000",
    "해외 사이트 관리 경력 무관 월 1000 이상 여권 있는 분 텔레 kang_0000",
)
OTHERS = (
    "인천 남동공단 포장 주간 월 250 셔틀 운행 4대보험 010-0000-1111",
    "홍대 카페 주말 알바 구합니다 시급 10030원 이력서 지참",
    "시엠립 한식당 홀 매니저 월 1500불 숙식 제공 경력 2년 이상 면접 후 결정",
    "경찰은 캄보디아 취업 사기 조직원 3명을 구속했다고 밝혔다",
    "물류센터 야간 상하차 일당 15만 당일 지급 통근버스",
    "호치민 봉제공장 QC 과장 모집 연봉 4500 주택 지원 이력서 제출",
)


def make_ad(body: str, ad_id: str = "test:1", title: str = "") -> JobAd:
    return JobAd(ad_id=ad_id, source="test", url="", fetched_at=NOW, title=title, body=body)
