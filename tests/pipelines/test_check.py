"""`lurewatch check`: one ad in words."""

import json
import subprocess
import time

import pytest

LURE = "프놈펜 TM 직원 모집 월 1500 숙식 항공권 제공 텔레 kh_fake01"


def test_a_lure_is_told_with_its_pay_place_contact_and_reasons(lurewatch):
    ran = lurewatch.run("check", LURE)

    assert ran.status == 0
    assert "의심됩니다" in ran.out
    assert "급여: 월 1,500만 원" in ran.out
    assert "KH" in ran.out
    assert "연락처: 텔레그램 kh_fake01" in ran.out
    assert "위험을 높인 말" in ran.out


def test_english_by_option_or_environment(lurewatch):
    assert "KRW 15,000,000 a month" in lurewatch.run("check", LURE, "--lang", "en").out
    assert "Contacts: Telegram kh_fake01" in lurewatch.run("check", LURE, env={"LUREWATCH_LANG": "en"}).out


def test_a_low_risk_is_not_called_safe(lurewatch):
    ran = lurewatch.run("check", "홍대 카페 주말 알바 구합니다 시급 10030원 이력서 지참")

    assert "안전하다는 뜻은 아닙니다" in ran.out


def test_the_explanation_marks_the_words_in_the_published_text(lurewatch):
    ran = lurewatch.run("check", LURE, "--title", "안내", "--explain")

    shown = ran.out[ran.out.index("\n\n안내\n") + 2 :]
    assert "⟦" in shown
    assert "}" in shown
    unmarked = shown.split("\n모델")[0].replace("⟦", "")
    while "⟧{" in unmarked:
        before, _, rest = unmarked.partition("⟧{")
        unmarked = before + rest.partition("}")[2]
    assert unmarked == f"안내\n{LURE}"


def test_json_is_a_line_as_score_writes_it(lurewatch):
    line = json.loads(lurewatch.run("check", LURE, "--json").out)

    assert {"ad_id", "risk", "flagged", "unfamiliar", "reasons", "model_version", "reading"} == set(line)


def test_the_ad_may_be_piped_in(lurewatch):
    assert "kh_fake01" in lurewatch.run("check", "-", typed=LURE).out


def test_text_that_commands_a_terminal_is_disarmed(lurewatch):
    hostile = f"{LURE}\x1b]0;owned\x07\x1b[2J 급구 \u202e거꾸로\u202c"

    ran = lurewatch.run("check", "-", "--explain", typed=hostile)

    assert not set("\x1b\x07\u202e\u202c") & set(ran.out)
    assert "␛]0;owned␇" in ran.out


def test_markup_of_the_terminal_library_is_shown_as_it_stands(lurewatch):
    ran = lurewatch.run("check", "--explain", f"[bold]{LURE}[/bold] [link=http://x]")

    assert "[bold]" in ran.out


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "There is no text to check."),
        ("  \n ", "There is no text to check."),
        ("가" * 1_000_001, "The ad cannot be checked: body: String should have at most 1000000 characters."),
    ],
)
def test_an_ad_that_cannot_be_checked_is_one_sentence(lurewatch, typed, says):
    assert lurewatch.run("check", "-", typed=typed).sentence == f"lurewatch: {says}"


def test_bytes_that_are_no_text_are_one_sentence(lurewatch):
    ran = lurewatch.run("check", "-", typed="a\0b")

    assert ran.sentence == "lurewatch: The ad is not text in UTF-8 or CP949."


def test_an_answer_that_nobody_reads_to_the_end_is_no_error_message(lurewatch):
    process = lurewatch.start("check", "-", "--explain", stdin=subprocess.PIPE)
    process.stdout.close()
    process.stdin.write(LURE * 3000)
    process.stdin.close()

    assert "Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait(60)


def test_a_damaged_model_is_one_sentence(lurewatch):
    (lurewatch.data / "champion" / "weights.npz").write_bytes(b"not what was saved")

    sentence = lurewatch.run("check", LURE).sentence

    assert sentence == (
        f"lurewatch: {lurewatch.data / 'champion'} is damaged: weights.npz is not the file that was saved."
    )


def test_a_model_of_another_feature_list_is_one_sentence(lurewatch):
    manifest = lurewatch.data / "champion" / "manifest.json"
    content = json.loads(manifest.read_text())
    content["feature_names"][0] = "a_feature_of_yesterday"
    manifest.write_text(json.dumps(content))

    sentence = lurewatch.run("check", LURE).sentence

    assert "was fitted on another feature list (it knows a_feature_of_yesterday" in sentence


def test_an_answer_comes_soon(lurewatch):
    lurewatch.run("check", LURE)
    began = time.monotonic()

    lurewatch.run("check", LURE)

    assert time.monotonic() - began < 10, "1.5 s on an idle machine; this bound only catches a heavy import"
