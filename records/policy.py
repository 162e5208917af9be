"""The words of the labelling policy: grounds of a decision. data/seed/POLICY.md explains them."""

from dataclasses import dataclass

from records.types import Decision


@dataclass(frozen=True)
class Ground:
    """One reason for a decision, as an analyst ticks it and the seed corpus records it."""

    code: str
    supports: Decision
    korean: str
    english: str


GROUNDS = {
    ground.code: ground
    for ground in (
        Ground("pay_without_skill", "lure", "요구 능력에 비해 지나친 보수", "pay far above the skill asked"),
        Ground(
            "hidden_employer", "lure", "해외 근무인데 회사·주소가 없음", "work abroad, no firm or address"
        ),
        Ground("messenger_only", "lure", "연락처가 메신저뿐", "reachable by messenger only"),
        Ground(
            "travel_before_contract",
            "lure",
            "계약 전에 항공권·숙소 제공",
            "ticket and lodging before any contract",
        ),
        Ground("no_work_visa", "lure", "무비자·관광비자 입국, 비자는 나중에", "tourist entry, visa later"),
        Ground(
            "documents_asked",
            "lure",
            "여권·신분증을 맡기거나 먼저 요구",
            "passport or identity papers asked or held",
        ),
        Ground("account_or_sim", "lure", "통장·OTP·유심·명의 요구", "bank account, OTP, SIM or name asked"),
        Ground(
            "safety_denial", "lure", "감금 없음·캄보디아 아님 같은 해명", "denies confinement or the country"
        ),
        Ground("debt_appeal", "lure", "빚·새출발·인생 역전에 호소", "appeals to debt or a last chance"),
        Ground("scam_work", "lure", "사기·도박·자금세탁 업무", "the work is fraud, gambling or laundering"),
        Ground(
            "carries_or_escorts",
            "lure",
            "서류·물건·현금 운반 또는 동행 출국",
            "carries things, or travels as company",
        ),
        Ground("recruits_people", "lure", "사람을 소개·모집하면 수수료", "paid for bringing people"),
        Ground("exit_penalty", "lure", "그만두면 위약금·벌금·비용 청구", "a charge for leaving"),
        Ground(
            "known_campaign",
            "lure",
            "확인된 조직과 같은 연락처·문구",
            "contact or text of a confirmed campaign",
        ),
        Ground("named_employer", "not_lure", "확인되는 고용주의 구인", "an employer that can be verified"),
        Ground("domestic_job", "not_lure", "국내 일자리", "a job in Korea"),
        Ground("report_or_warning", "not_lure", "보도·판결·경고문", "news, ruling or warning"),
        Ground("victim_or_family", "not_lure", "피해자·가족의 글", "written by a victim or the family"),
        Ground("question", "not_lure", "질문·상담", "a question"),
        Ground("travel_or_trade", "not_lure", "여행·상품·서비스", "travel, goods or services"),
        Ground(
            "other_illegal",
            "not_lure",
            "다른 불법 광고(국내 통장·대출·도박·성매매)",
            "another illegal ad, no work abroad",
        ),
        Ground("no_recruiting", "not_lure", "구인이 아닌 글", "recruits nobody"),
    )
}
