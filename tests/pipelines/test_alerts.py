"""What an analyst gets to read: each text of a campaign once."""

LURE = (
    "프놈펜 본사 티엠 직원 모집합니다. 월 1500 보장, 숙식 제공, 왕복 항공권 선지급. "
    "여권만 있으면 바로 출국 가능하고 초보자도 환영합니다."
)
COPY = LURE + " 급구!!"
OTHER_TEXT = (
    "해외 채팅 상담원 구합니다. 하루 여덟 시간 앉아서 하는 일이고 비자는 도착해서 해 드립니다. "
    "빚 있는 분도 새출발 하실 수 있게 도와 드립니다."
)


def test_copies_of_one_night_are_one_alert_of_the_riskiest(nights, made):
    done = nights.work("2026-11-20", made("a", LURE, risk=0.8), made("b", COPY, risk=0.9))

    (alert,) = done.alerts
    assert alert.ad.ad_id == "board:b"
    assert [copy.ad_id for copy in alert.copies] == ["board:a"]
    assert (done.raised.flagged, done.raised.new, done.raised.repeated, done.raised.campaigns) == (2, 1, 1, 1)


def test_an_alert_is_whole_in_itself(nights, made):
    ad = made("a", LURE, telegram=("kh_fake01",))

    (alert,) = nights.work("2026-11-20", ad).alerts

    published, scored = ad.on("2026-11-20")
    assert (alert.ad, alert.reading, alert.score) == (published, scored.reading, scored.score)
    assert alert.campaign_id == nights.campaign_of("a")


def test_a_copy_of_a_later_night_is_added_to_the_alert_that_is_known(nights, made):
    (first,) = nights.work("2026-11-18", made("a", LURE)).alerts

    done = nights.work("2026-11-20", made("b", COPY))

    (again,) = done.alerts
    assert again.alert_id == first.alert_id
    assert again.night == "2026-11-18"
    assert [copy.ad_id for copy in again.copies] == ["board:b"]
    assert (done.raised.new, done.raised.repeated) == (0, 1)


def test_a_copy_tells_the_contacts_that_its_alert_lacks(nights, made):
    nights.work("2026-11-18", made("a", LURE, telegram=("kh_fake01",)))

    (alert,) = nights.work("2026-11-20", made("b", COPY, telegram=("kh_fake01", "kh_fake77"))).alerts

    assert [copy.channels for copy in alert.copies] == [("telegram:kh_fake77",)]


def test_another_text_of_a_known_campaign_is_an_alert_of_its_own(nights, made):
    (first,) = nights.work("2026-11-18", made("a", LURE, telegram=("kh_fake01",))).alerts

    done = nights.work("2026-11-20", made("b", OTHER_TEXT, telegram=("kh_fake01",)))

    assert [alert.ad.ad_id for alert in done.alerts] == ["board:b"]
    assert done.alerts[0].campaign_id == first.campaign_id


def test_a_copy_with_a_much_higher_risk_is_an_alert_of_its_own(nights, made):
    nights.work("2026-11-18", made("a", LURE, risk=0.55))

    done = nights.work("2026-11-20", made("b", COPY, risk=0.95))

    assert [alert.ad.ad_id for alert in done.alerts] == ["board:b"]
    assert done.raised.new == 1


def test_an_edit_that_changes_little_is_not_read_again(nights, made):
    nights.work("2026-11-18", made("a", LURE))

    done = nights.work("2026-11-20", made("a", COPY))

    assert (done.remembered.edited, done.raised.new, done.alerts) == (1, 0, [])


def test_an_edit_into_another_text_is_an_alert_with_an_id_of_its_own(nights, made):
    (first,) = nights.work("2026-11-18", made("a", LURE)).alerts

    (second,) = nights.work("2026-11-20", made("a", OTHER_TEXT)).alerts

    assert second.alert_id != first.alert_id
    assert second.campaign_id == first.campaign_id


def test_an_ad_that_goes_back_to_what_it_said_is_not_alerted_again(nights, made):
    nights.work("2026-11-18", made("a", LURE))
    nights.work("2026-11-19", made("a", OTHER_TEXT))

    assert nights.work("2026-11-20", made("a", LURE)).raised.new == 0


def test_showings_that_were_not_flagged_stand_among_the_copies(nights, made):
    nights.work("2026-11-18", made("early", LURE, risk=0.4))

    (alert,) = nights.work("2026-11-20", made("a", LURE), made("late", COPY, risk=0.4, minute=9)).alerts

    assert [copy.ad_id for copy in alert.copies] == ["board:early", "board:late"]
    assert alert.copies[0].first_seen.date().isoformat() == "2026-11-18"


def test_nothing_is_raised_for_ordinary_ads(nights, made):
    done = nights.work("2026-11-20", made("a", LURE, risk=0.1))

    assert (done.raised.flagged, done.alerts) == (0, [])


def test_merged_campaigns_send_their_alerts_again_under_the_surviving_name(nights, made):
    nights.work("2026-11-17", made("a", LURE, telegram=("kh_fake01",)))
    nights.work("2026-11-18", made("b", OTHER_TEXT, telegram=("kh_fake02",)))
    bridge = made("c", "두 곳 모두 저희입니다 연락 주세요", telegram=("kh_fake01", "kh_fake02"))

    done = nights.work("2026-11-20", bridge)

    assert {alert.campaign_id for alert in done.alerts} == {nights.campaign_of("a")}
    assert {alert.ad.ad_id for alert in done.alerts} == {"board:a", "board:b", "board:c"}


def test_a_late_taken_up_night_does_not_alert_what_an_ad_no_longer_says(nights, made):
    nights.work("2026-11-21", made("a", OTHER_TEXT))

    done = nights.work("2026-11-20", made("a", LURE))

    assert done.raised.flagged == 0
    assert nights.ask("SELECT night FROM ads") == [("2026-11-21",)]
    assert len(nights.ask("SELECT * FROM revisions")) == 2
